//! `send push`, `发送 推送`.

use crate::language::vocabulary::{ActionDef, Bilingual, Channel, Param, Takes, TitleRule};

pub const SEND_PUSH: ActionDef = ActionDef {
    words: Bilingual {
        english: "send push",
        chinese: "发送 推送",
    },
    summary: Bilingual {
        english: "Sends a notification to the app.",
        chinese: "发送应用推送。",
    },
    example: Bilingual {
        english: "send push \"points-expiring\"",
        chinese: "发送 推送 \"points-expiring\"",
    },
    title: TitleRule::Name(Bilingual {
        english: "the template's name",
        chinese: "模板名",
    }),
    params: &[Param {
        name: Bilingual {
            english: "fallback",
            chinese: "备选",
        },
        takes: Takes::Word(&[
            Bilingual {
                english: "email",
                chinese: "邮件",
            },
            Bilingual {
                english: "sms",
                chinese: "短信",
            },
            Bilingual {
                english: "wechat",
                chinese: "微信",
            },
            Bilingual {
                english: "push",
                chinese: "推送",
            },
            Bilingual {
                english: "letter",
                chinese: "信函",
            },
        ]),
        required: false,
        summary: Bilingual {
            english: "The channel to take where this one cannot reach the customer.",
            chinese: "联系不上时改用的渠道。",
        },
    }],
    hands_on_more: true,
    channel: Some(Channel::Push),
    gives: None,
    runs: false,
};
