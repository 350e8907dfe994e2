//! `sum`, `合计`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const SUM: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "sum",
        chinese: "合计",
    },
    computes: Aggregate::Sum,
    over: Over::Summable,
    gives: Gives::Same,
    signature: Bilingual {
        english: "sum(event.field, window, filter…)",
        chinese: "合计(事件.字段, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "The field's values added up. Without events it is 0.",
        chinese: "把字段的值加起来；没有事件就是 0。",
    },
    example: Bilingual {
        english: "sum(purchase.amount, last 12 months) >= ¥1,000",
        chinese: "合计(购买.金额, 近 12 个月) >= ¥1,000",
    },
};
