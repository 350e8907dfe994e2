//! `within`, `在 … 内`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const WITHIN: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "within",
        chinese: "在 … 内",
    },
    keywords: &["kw_within"],
    signature: Bilingual {
        english: "field within last N days · field within next N days",
        chinese: "字段 在 近 N 天 内 · 字段 在 未来 N 天 内",
    },
    summary: Bilingual {
        english: "The date or instant lies in the window. `last 30 days` is 30 whole days, today among them; `last 24 hours` is exact.",
        chinese: "日期或时刻落在时间段内。“近 30 天”是含今天在内的三十个整天；“近 24 小时”精确到毫秒。",
    },
    example: Bilingual {
        english: "points_expire_on within next 30 days",
        chinese: "积分到期日 在 未来 30 天 内",
    },
};
