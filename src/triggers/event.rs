//! `has event`, `有 事件`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const EVENT: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "has event",
        chinese: "有 事件",
    },
    keywords: &["kw_has"],
    signature: Bilingual {
        english: "has event (window, filter…)",
        chinese: "有 事件（时间段，条件…）",
    },
    summary: Bilingual {
        english: "At least one such event happened. In the filters the event’s own fields come first, then the customer’s; `at` is when it happened.",
        chinese: "至少发生过一次这样的事件。条件里先找事件的字段，再找客户的字段；“发生时间”是事件发生的时刻。",
    },
    example: Bilingual {
        english: "has complaint (last 7 days, severity >= high)",
        chinese: "有 投诉（近 7 天，严重度 >= 高）",
    },
};
