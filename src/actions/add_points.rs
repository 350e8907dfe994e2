//! `add points`, `增加 积分`.

use crate::language::checked::Piece;
use crate::language::vocabulary::{ActionDef, Bilingual, Param, Takes, TitleRule};

pub const ADD_POINTS: ActionDef = ActionDef {
    words: Bilingual {
        english: "add points",
        chinese: "增加 积分",
    },
    summary: Bilingual {
        english: "Adds points to the customer’s account.",
        chinese: "给客户账户加积分。",
    },
    example: Bilingual {
        english: "add points (100)",
        chinese: "增加 积分（100）",
    },
    title: TitleRule::Absent,
    params: &[Param {
        name: Bilingual {
            english: "points",
            chinese: "积分",
        },
        takes: Takes::Whole,
        required: true,
        summary: Bilingual {
            english: "How many.",
            chinese: "多少分。",
        },
    }],
    hands_on_more: false,
    channel: None,
    gives: Some(Piece::Points),
    runs: false,
};
