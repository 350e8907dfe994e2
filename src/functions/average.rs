//! `average`, `平均`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const AVERAGE: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "average",
        chinese: "平均",
    },
    computes: Aggregate::Average,
    over: Over::Summable,
    gives: Gives::Mean,
    signature: Bilingual {
        english: "average(event.field, window, filter…)",
        chinese: "平均(事件.字段, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "The field's values added up and divided by their number. Missing without events.",
        chinese: "字段的平均值；没有事件时为缺失。",
    },
    example: Bilingual {
        english: "average(purchase.discount_rate, last 6 months) >= 15%",
        chinese: "平均(购买.折扣率, 近 6 个月) >= 15%",
    },
};
