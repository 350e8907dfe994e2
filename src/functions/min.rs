//! `min`, `最小`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const MIN: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "min",
        chinese: "最小",
    },
    computes: Aggregate::Min,
    over: Over::Ordered,
    gives: Gives::Same,
    signature: Bilingual {
        english: "min(event.field, window, filter…)",
        chinese: "最小(事件.字段, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "The field's least value. Missing without events.",
        chinese: "字段的最小值；没有事件时为缺失。",
    },
    example: Bilingual {
        english: "min(review.stars, last 12 months) <= 2",
        chinese: "最小(评价.星级, 近 12 个月) <= 2",
    },
};
