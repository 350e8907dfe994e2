//! `first`, `首次`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const FIRST: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "first",
        chinese: "首次",
    },
    computes: Aggregate::First,
    over: Over::AnyField,
    gives: Gives::Same,
    signature: Bilingual {
        english: "first(event.field, window, filter…)",
        chinese: "首次(事件.字段, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "The field's value in the oldest event that has one. Missing without events.",
        chinese: "最早一次有值的事件的字段值；没有事件时为缺失。",
    },
    example: Bilingual {
        english: "first(purchase.amount, last 12 months) >= ¥300",
        chinese: "首次(购买.金额, 近 12 个月) >= ¥300",
    },
};
