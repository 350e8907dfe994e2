//! `known, missing`, `已知、缺失`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const KNOWN: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "known, missing",
        chinese: "已知、缺失",
    },
    keywords: &["kw_known", "kw_missing"],
    signature: Bilingual {
        english: "field is known · field is missing",
        chinese: "字段 是 已知 · 字段 是 缺失",
    },
    summary: Bilingual {
        english: "Whether anything is known. Every other condition about missing data is unknown, and unknown never acts.",
        chinese: "字段有没有值。其他条件遇到缺失的数据时结果未知，未知不会触发任何动作。",
    },
    example: Bilingual {
        english: "name is known and city is missing",
        chinese: "姓名 是 已知 且 城市 是 缺失",
    },
};
