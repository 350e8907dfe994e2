//! `today`, `今天`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const TODAY: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "today",
        chinese: "今天",
    },
    keywords: &["kw_today", "kw_ago", "kw_later"],
    signature: Bilingual {
        english: "date is today · date is N days ago · date in N days",
        chinese: "日期 是 今天 · 日期 是 N 天 前 · 日期 在 N 天 后",
    },
    summary: Bilingual {
        english: "The date, or the day of the instant, is exactly that business date.",
        chinese: "日期（或时刻所在的那天）正好是这一天。",
    },
    example: Bilingual {
        english: "joined_on is today or points_expire_on in 3 days",
        chinese: "入会日 是 今天 或 积分到期日 在 3 天 后",
    },
};
