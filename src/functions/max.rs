//! `max`, `最大`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const MAX: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "max",
        chinese: "最大",
    },
    computes: Aggregate::Max,
    over: Over::Ordered,
    gives: Gives::Same,
    signature: Bilingual {
        english: "max(event.field, window, filter…)",
        chinese: "最大(事件.字段, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "The field's greatest value. Missing without events.",
        chinese: "字段的最大值；没有事件时为缺失。",
    },
    example: Bilingual {
        english: "max(purchase.amount, last 30 days) >= ¥500",
        chinese: "最大(购买.金额, 近 30 天) >= ¥500",
    },
};
