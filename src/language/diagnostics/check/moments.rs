//! Days, times and lengths that do not fit together, and windows of time.

use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;

pub fn exact_and_calendar(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0226",
        span,
        (
            "hours and minutes are exact, days and months follow the calendar; the two never mix",
            "小时和分钟精确计时，天和月按日历计，两者不能混用",
        ),
    )
    .help((
        "use one or the other: `24 hours` or `1 day`",
        "只用其中一种：`24 小时` 或 `1 天`",
    ))
}

pub fn hours_against_date(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error(
        "E0227",
        span,
        (
            format!("`{words}` has no time of day, so hours cannot be counted from it"),
            format!("`{words}` 只有日期，没有时刻，不能按小时计算"),
        ),
    )
    .help((
        "count in days: `1 day ago`, `last 3 days`",
        "按天计算：`1 天 前`、`近 3 天`",
    ))
}

pub fn no_date_arithmetic(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0230",
        span,
        (
            "only `today` can be moved by days; a date of the schema cannot",
            "只有 `今天` 可以加减天数，字段里的日期不行",
        ),
    )
    .help((
        "count from today instead: `joined_on is 30 days ago`, `contract_end within next 30 days`",
        "改为从今天算起：`入会日 是 30 天 前`、`合同到期日 在 未来 30 天 内`",
    ))
}

pub fn several_windows(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0232",
        span,
        (
            "one question has two windows of time",
            "同一个条件里写了两个时间段",
        ),
    )
    .help((
        "keep one; to narrow it, filter by when the event happened: `at before 10 days ago`",
        "只保留一个；要再缩小，就限定事件的发生时间：`发生时间 早于 10 天 前`",
    ))
}

pub fn future_events(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0232",
        span,
        ("events of the future are not known", "将来的事件还无从知道"),
    )
    .help(("write `last …`", "改用 `近 …`"))
}

pub fn window_of_dates(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0232",
        span,
        (
            "a window of events begins and ends on dates written out, such as `2026-01-01`",
            "事件时间段的起止要写成具体日期，例如 `2026-01-01`",
        ),
    )
    .help((
        "count back with `last 60 days`, and narrow it by when the event happened: `at before 30 days ago`",
        "往回数用 `近 60 天`，再限定事件的发生时间：`发生时间 早于 30 天 前`",
    ))
}

pub fn birthday_compared(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0234",
        span,
        (
            "a birthday comes round every year, so it is asked about by days from today",
            "生日每年都有，只能按离今天多少天来判断",
        ),
    )
    .help((
        "write `birthday is today`, `birthday in 3 days` or `birthday within next 7 days`",
        "写成 `生日 是 今天`、`生日 在 3 天 后` 或 `生日 在 未来 7 天 内`",
    ))
}

pub fn exact_instant(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0240",
        span,
        (
            "nothing happens at exactly that millisecond",
            "不会有什么正好发生在那一毫秒",
        ),
    )
    .help((
        "ask with `before`, `after`, or by the day: `is 1 day ago`",
        "改用 `早于`、`晚于`，或者按天判断：`是 1 天 前`",
    ))
}

pub fn no_length(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0241",
        span,
        ("this length of time is nothing", "时长不能是 0"),
    )
    .help(("write 1 or more", "写 1 或更大的数"))
}

pub fn too_long(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0241",
        span,
        (
            "this is longer than the calendar reaches",
            "超出了日历所能计算的范围",
        ),
    )
    .help(("write at most 1000 years", "最多写 1000 年"))
}

pub fn no_such_day(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error(
        "E0244",
        span,
        (
            format!("`{words}` is not in the calendar"),
            format!("日历上没有 `{words}`"),
        ),
    )
    .help(("check the month and the day", "检查月份和日期"))
}

pub fn not_a_moment(span: Span, words: &str, kind: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0245",
        span,
        (
            format!(
                "`{words}` is {}, so it lies neither before nor after a day",
                kind.english
            ),
            format!("`{words}` 是{}，没有早晚之分", kind.chinese),
        ),
    )
    .help((
        "ask this of a date, an instant or a birthday",
        "只有日期、时间点和生日才能这样判断",
    ))
}

pub fn birthday_in_months(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0246",
        span,
        ("birthdays are counted in days", "生日要按天数来算"),
    )
    .help((
        "write it in days or weeks: `birthday within next 30 days`",
        "用天或周来写：`生日 在 未来 30 天 内`",
    ))
}
