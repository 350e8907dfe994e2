//! `add tag`, `添加 标签`.

use crate::language::vocabulary::{ActionDef, Bilingual, TitleRule};

pub const ADD_TAG: ActionDef = ActionDef {
    words: Bilingual {
        english: "add tag",
        chinese: "添加 标签",
    },
    summary: Bilingual {
        english: "Puts a tag on the customer.",
        chinese: "给客户加一个标签。",
    },
    example: Bilingual {
        english: "add tag \"vip\"",
        chinese: "添加 标签 \"vip\"",
    },
    title: TitleRule::Name(Bilingual {
        english: "the tag",
        chinese: "标签",
    }),
    params: &[],
    hands_on_more: false,
    channel: None,
    gives: None,
    runs: true,
};
