//! `call webhook`, `调用 接口`.

use crate::language::vocabulary::{ActionDef, Bilingual, Channel, TitleRule};

pub const CALL_WEBHOOK: ActionDef = ActionDef {
    words: Bilingual {
        english: "call webhook",
        chinese: "调用 接口",
    },
    summary: Bilingual {
        english: "Tells another system, signed and with a key that makes repeats harmless.",
        chinese: "通知另一个系统，带签名和防重复的键。",
    },
    example: Bilingual {
        english: "call webhook \"crm\"",
        chinese: "调用 接口 \"crm\"",
    },
    title: TitleRule::Name(Bilingual {
        english: "the webhook",
        chinese: "接口名",
    }),
    params: &[],
    hands_on_more: true,
    channel: Some(Channel::Webhook),
    gives: None,
    runs: false,
};
