//! `send email`, `发送 邮件`.

use crate::language::vocabulary::{ActionDef, Bilingual, Channel, Param, Takes, TitleRule};

pub const SEND_EMAIL: ActionDef = ActionDef {
    words: Bilingual {
        english: "send email",
        chinese: "发送 邮件",
    },
    summary: Bilingual {
        english: "Sends the mail made from a template, to customers who consent to marketing.",
        chinese: "用模板给同意营销的客户发邮件。",
    },
    example: Bilingual {
        english: "send email \"birthday-card\" (subject: \"Happy birthday, {name or 'dear member'}!\")",
        chinese: "发送 邮件 \"birthday-card\"（标题：\"Happy birthday, {姓名 或 'dear member'}!\"）",
    },
    title: TitleRule::Name(Bilingual {
        english: "the template's name",
        chinese: "模板名",
    }),
    params: &[Param {
        name: Bilingual {
            english: "subject",
            chinese: "标题",
        },
        takes: Takes::Text,
        required: false,
        summary: Bilingual {
            english: "The subject; the template's own without.",
            chinese: "邮件标题；不写则用模板里的。",
        },
    }],
    hands_on_more: true,
    channel: Some(Channel::Email),
    gives: None,
    runs: true,
};
