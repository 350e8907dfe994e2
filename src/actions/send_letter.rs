//! `send letter`, `发送 信函`.

use crate::language::vocabulary::{ActionDef, Bilingual, Channel, Param, Takes, TitleRule};

pub const SEND_LETTER: ActionDef = ActionDef {
    words: Bilingual {
        english: "send letter",
        chinese: "发送 信函",
    },
    summary: Bilingual {
        english: "Prints and posts a letter.",
        chinese: "寄送信函。",
    },
    example: Bilingual {
        english: "send letter \"salon-invitation\"",
        chinese: "发送 信函 \"salon-invitation\"",
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
    channel: Some(Channel::Letter),
    gives: None,
    runs: false,
};
