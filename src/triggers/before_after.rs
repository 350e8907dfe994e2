//! `before, after`, `早于、晚于`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const BEFORE_AFTER: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "before, after",
        chinese: "早于、晚于",
    },
    keywords: &["kw_before", "kw_after"],
    signature: Bilingual {
        english: "field before N days ago · field after DATE",
        chinese: "字段 早于 N 天 前 · 字段 晚于 日期",
    },
    summary: Bilingual {
        english: "Strictly earlier or later: a whole day for days and dates, to the millisecond for hours.",
        chinese: "严格早于或晚于：以天计时相差至少一天，以小时计时精确到毫秒。",
    },
    example: Bilingual {
        english: "joined_on before 30 days ago and joined_on after 2020-12-31",
        chinese: "入会日 早于 30 天 前 且 入会日 晚于 2020-12-31",
    },
};
