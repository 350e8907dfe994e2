//! When a rule is due.

use super::Entry;
use crate::language::vocabulary::Bilingual as B;

pub const SCHEDULES: &[Entry] = &[
    Entry {
        name: B::new("daily", "每天"),
        keywords: &["kw_daily", "kw_at", "colon"],
        form: B::new("schedule daily at ‹time›", "时间 每天 ‹时刻›"),
        meaning: B::new(
            "Every day at that time. A time that the clocks skip is moved to the first moment after the gap; one that happens twice is its first.",
            "每天这个时刻。夏令时跳过的时刻顺延到之后的第一刻；出现两次的取第一次。",
        ),
        examples: &[B::new("schedule daily at 09:00", "时间 每天 09:00")],
    },
    Entry {
        name: B::new("weekly", "每周"),
        keywords: &[
            "kw_weekly",
            "kw_monday",
            "kw_tuesday",
            "kw_wednesday",
            "kw_thursday",
            "kw_friday",
            "kw_saturday",
            "kw_sunday",
        ],
        form: B::new(
            "schedule weekly at ‹time›\nschedule weekly on ‹weekday›, ‹weekday› at ‹time›",
            "时间 每周 ‹时刻›\n时间 每周一、周四 ‹时刻›",
        ),
        meaning: B::new(
            "On those weekdays; on Mondays where none is named.",
            "在这些星期几；不写就是星期一。",
        ),
        examples: &[
            B::new("schedule weekly at 09:00", "时间 每周 09:00"),
            B::new(
                "schedule weekly on monday and thursday at 09:00",
                "时间 每周一、周四 09:00",
            ),
        ],
    },
    Entry {
        name: B::new("monthly", "每月"),
        keywords: &["kw_monthly", "kw_day_of_month"],
        form: B::new(
            "schedule monthly at ‹time›\nschedule monthly on ‹day›, ‹day› at ‹time›",
            "时间 每月 ‹时刻›\n时间 每月 ‹日› 日 ‹时刻›",
        ),
        meaning: B::new(
            "On that day of the month; on the 1st where none is named. A single day after the 28th falls on the last day of shorter months; several days may only run to 28.",
            "每月这一天；不写就是 1 日。单独写 29 日以后的日子，遇到短月落在月末；写多个日子时只能到 28。",
        ),
        examples: &[
            B::new("schedule monthly on 1 at 09:00", "时间 每月 1 日 09:00"),
            B::new(
                "schedule monthly on 1, 15 at 09:00",
                "时间 每月 1 日、15 日 09:00",
            ),
        ],
    },
    Entry {
        name: B::new("on a festival", "节日"),
        keywords: &["kw_on", "kw_that_day"],
        form: B::new(
            "schedule on ‹festival› at ‹time›\nschedule on ‹n› days before ‹festival› at ‹time›\nschedule on ‹n› days after ‹festival› at ‹time›",
            "时间 ‹节日› 当天 ‹时刻›\n时间 ‹节日› 前 ‹n› 天 ‹时刻›\n时间 ‹节日› 后 ‹n› 天 ‹时刻›",
        ),
        meaning: B::new(
            "Once a year, on the festival or some days or weeks from it. The part “Festivals” lists them.",
            "每年一次，在节日当天或前后若干天（周）。有哪些节日见“节日”一章。",
        ),
        examples: &[
            B::new(
                "schedule on 1 day before spring_festival at 10:00",
                "时间 春节 前 1 天 10:00",
            ),
            B::new("schedule on qixi at 09:00", "时间 七夕 当天 09:00"),
        ],
    },
    Entry {
        name: B::new("cron", "计划"),
        keywords: &["kw_cron"],
        form: B::new("schedule cron \"‹line›\"", "时间 计划 \"‹cron 表达式›\""),
        meaning: B::new(
            "A cron line of five fields (minute, hour, day, month, weekday) or six (second first). A day of the month and a weekday together are refused.",
            "cron 表达式：五段（分、时、日、月、星期）或六段（最前加秒）。不能同时限定日和星期。",
        ),
        examples: &[B::new(
            "schedule cron \"0 9 * * Mon-Fri\"",
            "时间 计划 \"0 9 * * Mon-Fri\"",
        )],
    },
    Entry {
        name: B::new("customer time", "客户 时区"),
        keywords: &["kw_customer_time"],
        form: B::new(
            "schedule ‹when it is due› customer time",
            "时间 ‹何时判断› 客户 时区",
        ),
        meaning: B::new(
            "The clock of each customer's own zone (the field `time_zone`), else the project's.",
            "按每位客户自己的时区（字段 `time_zone`）；没有就用项目的时区。",
        ),
        examples: &[B::new(
            "schedule daily at 11:00 customer time",
            "时间 每天 11:00 客户 时区",
        )],
    },
];

pub const LATER_SCHEDULES: &[Entry] = &[Entry {
    name: B::new("at once", "立即"),
    keywords: &["kw_at_once"],
    form: B::new("schedule at once", "时间 立即"),
    meaning: B::new(
        "As soon as the event is in; only where the audience is an event.",
        "事件一到就判断；只用于对象是事件的规则。",
    ),
    examples: &[B::new(
        "audience complaint\nschedule at once",
        "对象 投诉\n时间 立即",
    )],
}];
