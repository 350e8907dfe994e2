//! `count`, `次数`.

use crate::language::checked::Aggregate;
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};

pub const COUNT: FunctionDef = FunctionDef {
    name: Bilingual {
        english: "count",
        chinese: "次数",
    },
    computes: Aggregate::Count,
    over: Over::Events,
    gives: Gives::Whole,
    signature: Bilingual {
        english: "count(event, window, filter…)",
        chinese: "次数(事件, 时间段, 条件…)",
    },
    summary: Bilingual {
        english: "How many such events happened. None is 0.",
        chinese: "符合条件的事件有几次；一次也没有就是 0。",
    },
    example: Bilingual {
        english: "count(purchase, last 24 months) >= 2",
        chinese: "次数(购买, 近 24 个月) >= 2",
    },
};
