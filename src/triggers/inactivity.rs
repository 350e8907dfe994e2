//! `no event`, `没有 事件`.

use crate::language::vocabulary::{Bilingual, TriggerDef};

pub const INACTIVITY: TriggerDef = TriggerDef {
    name: Bilingual {
        english: "no event",
        chinese: "没有 事件",
    },
    keywords: &["kw_no_event"],
    signature: Bilingual {
        english: "no event (window, filter…)",
        chinese: "没有 事件（时间段，条件…）",
    },
    summary: Bilingual {
        english: "No such event happened. Unknown while the events are not complete up to the moment asked about (`fresh within`), so silence is never a late feed.",
        chinese: "没有发生过这样的事件。事件数据还没到齐时结果未知，不会把迟到的数据当成沉默。",
    },
    example: Bilingual {
        english: "no purchase (last 90 days)",
        chinese: "没有 购买（近 90 天）",
    },
};
