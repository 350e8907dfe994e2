//! `send sms`, `发送 短信`.

use crate::language::vocabulary::{ActionDef, Bilingual, Channel, Param, Takes, TitleRule};

pub const SEND_SMS: ActionDef = ActionDef {
    words: Bilingual {
        english: "send sms",
        chinese: "发送 短信",
    },
    summary: Bilingual {
        english: "Sends a text message.",
        chinese: "发送短信。",
    },
    example: Bilingual {
        english: "send sms \"back20\"",
        chinese: "发送 短信 \"back20\"",
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
    channel: Some(Channel::Sms),
    gives: None,
    runs: false,
};
