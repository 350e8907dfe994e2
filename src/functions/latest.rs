//! `latest`, `最近一次`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const LATEST: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "latest",
        chinese: "最近一次",
    },
    computes: Aggregate::Latest,
    over: Over::AnyField,
    gives: Gives::Same,
    signature: Bilingual {
        english: "latest(event.field, window, filter…)",
        chinese: "最近一次(事件.字段, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "The field's value in the newest event that has one. Missing without events.",
        chinese: "最近一次有值的事件的字段值；没有事件时为缺失。",
    },
    example: Bilingual {
        english: "latest(purchase.status, last 30 days) is delivered",
        chinese: "最近一次(购买.状态, 近 30 天) 是 已签收",
    },
};
