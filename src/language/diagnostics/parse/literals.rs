//! Values that cannot be read: quotes, numbers, dates and times.

use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

/// E0110: `7 m`.
pub fn bare_m(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0110",
        span,
        ("`m` may be minutes or months", "`m` 可能是分钟，也可能是月"),
    )
    .label(("write `min` or `mo`", "分钟写 `min`，月写 `mo`"))
    .help(("say which one is meant", "写明是哪一种"))
    .fix(span, "min")
    .fix(span, "mo")
}

/// E0114: 30 February, or 25:00.
pub fn no_such_date(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0114",
        span,
        (
            format!("there is no date `{written}`"),
            format!("没有 `{written}` 这个日期"),
        ),
    )
    .help(("write a date as 2026-02-28", "日期要写成 `2026-02-28` 这样"))
}

/// E0114: a time of day that does not exist.
pub fn no_such_time(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0114",
        span,
        (
            format!("there is no time of day `{written}`"),
            format!("没有 `{written}` 这个时刻"),
        ),
    )
    .help((
        "write a time from 00:00 to 23:59",
        "时刻要在 00:00 到 23:59 之间",
    ))
}

/// E0115: a number with too many digits.
pub fn number_too_large(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0115",
        span,
        (
            format!("`{written}` has too many digits"),
            format!("`{written}` 的位数太多"),
        ),
    )
    .help((
        "numbers go up to 9,000,000,000,000 and have at most six decimals",
        "数字最大到 9,000,000,000,000，小数最多六位",
    ))
}

/// E0116: `1.5 days`.
pub fn duration_not_whole(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0116",
        span,
        (
            format!("`{written}` is not a whole number"),
            format!("`{written}` 不是整数"),
        ),
    )
    .help((
        "write the time in a smaller unit, such as `36 hours` for one and a half days",
        "换成更小的单位，例如一天半写成 `36 小时`",
    ))
}

/// E0119: `2026/01/31`.
pub fn slash_date(span: Span, fixed: &str) -> Diagnostic {
    Diagnostic::error(
        "E0119",
        span,
        (
            "dates are written with hyphens, year first",
            "日期用连字符，年份写在前面",
        ),
    )
    .help((format!("write `{fixed}`"), format!("写成 `{fixed}`")))
    .fix(span, fixed)
}

/// E0113: text in quotes of another kind, or opened by one kind and closed by another.
pub fn wrong_quotes(span: Span, fixed: &str) -> Diagnostic {
    Diagnostic::error(
        "E0113",
        span,
        (
            "text stands in double quotes, the same kind at both ends",
            "文本要放在双引号里，前后用同一种引号",
        ),
    )
    .help(("write plain double quotes", "改用普通的双引号"))
    .fix(span, fixed)
}

/// E0102: a quote is never closed on its line.
pub fn string_unclosed(span: Span, quote: &str) -> Diagnostic {
    Diagnostic::error(
        "E0102",
        span,
        (
            "this text in quotes is never closed",
            "这段文本的引号没有收尾",
        ),
    )
    .label((
        format!("starts here and needs a `{quote}` on the same line"),
        format!("从这里开始，同一行里要有 `{quote}`"),
    ))
    .help((
        format!("close it with `{quote}`"),
        format!("在末尾补上 `{quote}`"),
    ))
}

/// E0119: `5/1/2026`, with the dates it may be.
pub fn day_first_date(span: Span, readings: Vec<String>) -> Diagnostic {
    let english: Vec<String> = readings.iter().map(|date| format!("`{date}`")).collect();
    let diagnostic = Diagnostic::error(
        "E0119",
        span,
        (
            "dates are written with hyphens, year first",
            "日期以年份开头，用连字符连接",
        ),
    )
    .help((
        format!("write {}", english.join(" or ")),
        format!("写 {}", english.join(" 或 ")),
    ));
    readings
        .into_iter()
        .fold(diagnostic, |diagnostic, date| diagnostic.fix(span, date))
}
