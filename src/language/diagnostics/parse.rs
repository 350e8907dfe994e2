//! Mistakes met while reading and parsing, one constructor each.

use super::{Diagnostic, Edit};
use crate::language::source::Span;

/// E0101: something stands where it cannot. `expected` is a ready phrase, or empty.
pub fn unexpected(span: Span, found: &str, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0101", span, format!("`{found}` cannot stand here"));
    if expected.is_empty() {
        diagnostic
    } else {
        diagnostic.label(format!("expected {expected}"))
    }
}

/// E0101: the same, when one word of the language was nearly written.
pub fn misspelt(span: Span, found: &str, meant: &str) -> Diagnostic {
    Diagnostic::error("E0101", span, format!("`{found}` cannot stand here"))
        .label("not a word of the language")
        .help(format!("did you mean `{meant}`?"))
        .fix(span, meant)
}

/// E0102: a quote is never closed on its line.
pub fn string_unclosed(span: Span, quote: &str) -> Diagnostic {
    Diagnostic::error("E0102", span, "this text in quotes is never closed")
        .label(format!(
            "starts here and needs a `{quote}` on the same line"
        ))
        .help(format!("close it with `{quote}`"))
}

/// E0103: an opening bracket without its partner. `at` is where one would fit, when that is known.
pub fn bracket_unclosed(open: Span, bracket: &str, closing: &str, at: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0103", open, format!("`{bracket}` is never closed"))
        .label("opened here");
    match at {
        Some(at) => diagnostic
            .help(format!("add the missing `{closing}`"))
            .fix(at, closing),
        None => diagnostic.help(format!("add the missing `{closing}`")),
    }
}

/// E0103: a closing bracket without its partner.
pub fn bracket_unopened(close: Span, bracket: &str) -> Diagnostic {
    Diagnostic::error("E0103", close, format!("`{bracket}` closes nothing"))
        .label("no bracket is open here")
        .help("take it out, or add the bracket that opens")
}

/// E0104: Chinese names and keywords written without a space between them. `edits` re-space them.
pub fn glued(span: Span, word: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0104",
        span,
        format!("`{word}` runs several words together"),
    )
    .label("names and keywords need a space between them")
    .help("put spaces between the words")
    .fix_all(edits)
}

/// E0105: text before the first item.
pub fn stray(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error("E0105", span, format!("`{word}` stands outside any rule"))
        .label("no item is open here")
        .help("start with a line such as `rule \"Birthday gift\"` or `规则 \"生日礼\"`")
}

/// E0106: a line starts with a word that opens nothing.
pub fn unknown_section(span: Span, word: &str, meant: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0106", span, format!("no line can start with `{word}`"));
    match meant {
        Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")).fix(span, meant),
        None => diagnostic.label("a line starts with a section's word, such as `when` or `then`, or goes on with the line before"),
    }
}

/// E0107: `=` or `==`.
pub fn equals_sign(span: Span, written: &str, chinese: bool) -> Diagnostic {
    let is = if chinese { "是" } else { "is" };
    Diagnostic::error("E0107", span, format!("`{written}` does not compare"))
        .label(format!("write `{is}`, or `>=` or `<=`"))
        .help(format!(
            "to ask whether two values are the same, write `{is}`"
        ))
        .fix(span, is)
}

/// E0107: `!=`, `<>` or `≠`.
pub fn differs_sign(span: Span, written: &str, chinese: bool) -> Diagnostic {
    let is_not = if chinese { "不是" } else { "is not" };
    Diagnostic::error("E0107", span, format!("`{written}` does not compare"))
        .label(format!("write `{is_not}`"))
        .help(format!(
            "to ask whether two values differ, write `{is_not}`"
        ))
        .fix(span, is_not)
}

/// E0108: `a and b or c` without brackets. `readings` are the two ways to bracket it.
pub fn mixed_and_or(span: Span, readings: [Vec<Edit>; 2]) -> Diagnostic {
    let [first, second] = readings;
    Diagnostic::error("E0108", span, "`and` and `or` are mixed without brackets")
        .label("this can be read in two ways")
        .help("put brackets around the part that belongs together")
        .fix_all(first)
        .fix_all(second)
}

/// E0109: `18 <= age <= 30`.
pub fn chained_comparison(span: Span, second: Span) -> Diagnostic {
    Diagnostic::error("E0109", second, "a comparison cannot be compared again")
        .related(span, "the whole chain")
        .help("write two comparisons joined by `and`, or `… between … and …`")
}

/// E0110: `7 m`.
pub fn bare_m(span: Span) -> Diagnostic {
    Diagnostic::error("E0110", span, "`m` may be minutes or months")
        .label("write `min` or `mo`")
        .help("say which one is meant")
        .fix(span, "min")
        .fix(span, "mo")
}

/// E0111: brackets, or `not`s, or a sum deeper than anyone reads.
pub fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error("E0111", span, format!("this is nested more than {limit} deep"))
        .help("split the condition: name a part of it as a `segment`, or use `all of (…)` and `any of (…)`")
}

/// E0112: not UTF-8 text.
pub fn not_text(span: Span, file: &str) -> Diagnostic {
    let file = if file.is_empty() {
        "this file".to_owned()
    } else {
        format!("`{file}`")
    };
    Diagnostic::error("E0112", span, format!("{file} is not UTF-8 text"))
        .label("unreadable from here")
        .help("save the file as UTF-8 text with the ending .rules")
}

/// E0113: text in quotes of another kind, or opened by one kind and closed by another.
pub fn wrong_quotes(span: Span, fixed: &str) -> Diagnostic {
    Diagnostic::error(
        "E0113",
        span,
        "text stands in double quotes, the same kind at both ends",
    )
    .help("write plain double quotes")
    .fix(span, fixed)
}

/// E0114: 30 February, or 25:00.
pub fn no_such_date(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("E0114", span, format!("there is no date `{written}`"))
        .help("write a date as 2026-02-28")
}

/// E0114: a time of day that does not exist.
pub fn no_such_time(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0114",
        span,
        format!("there is no time of day `{written}`"),
    )
    .help("write a time from 00:00 to 23:59")
}

/// E0115: a number with too many digits.
pub fn number_too_large(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("E0115", span, format!("`{written}` has too many digits"))
        .help("numbers go up to 9,000,000,000,000 and have at most six decimals")
}

/// E0116: `1.5 days`.
pub fn duration_not_whole(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("E0116", span, format!("`{written}` is not a whole number"))
        .help("write the time in a smaller unit, such as `36 hours` for one and a half days")
}

/// E0117: the piece ends too early. `expected` is a ready phrase.
pub fn incomplete(span: Span, opened_by: &str, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0117", span, format!("`{opened_by}` is not finished"));
    if expected.is_empty() {
        diagnostic
    } else {
        diagnostic.label(format!("expected {expected} after this"))
    }
}

/// E0118: a section in an item that has no such section.
pub fn misplaced_section(span: Span, section: &str, item: &str, home: &str) -> Diagnostic {
    Diagnostic::error(
        "E0118",
        span,
        format!("`{section}` does not belong in a {item}"),
    )
    .help(format!("`{section}` belongs in a {home}"))
}

/// E0119: `2026/01/31`.
pub fn slash_date(span: Span, fixed: &str) -> Diagnostic {
    Diagnostic::error("E0119", span, "dates are written with hyphens, year first")
        .help(format!("write `{fixed}`"))
        .fix(span, fixed)
}

/// E0120: `a.b.c` where an event and one of its fields is wanted.
pub fn path_too_long(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error("E0120", span, format!("`{written}` has too many parts"))
        .help("write the event and one of its fields, such as `purchase.amount`")
}

/// E0121: `within 3 days`.
pub fn window_without_direction(span: Span, at: Span) -> Diagnostic {
    Diagnostic::error(
        "E0121",
        span,
        "this does not say whether it looks back or ahead",
    )
    .label("expected `last` or `next`")
    .help("write `last` for the past or `next` for the future")
    .fix(at, "last ")
    .fix(at, "next ")
}

/// E0122: `rule Birthday gift`.
pub fn title_without_quotes(span: Span, fixed: &str) -> Diagnostic {
    Diagnostic::error("E0122", span, "a title stands in quotes")
        .help(format!("write {fixed}"))
        .fix(span, fixed)
}

/// E0123: a word longer than any name.
pub fn word_too_long(span: Span) -> Diagnostic {
    Diagnostic::error("E0123", span, "this word is too long")
        .help("names have at most 100 letters; put spaces between words")
}

/// W0302: keywords of both languages in one file.
pub fn mixed_languages(span: Span, word: &str, language: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0302",
        span,
        format!("`{word}` is {language}, but this file began in the other language"),
    )
    .help("this works; to keep one language, translate the words of the file")
}

/// W0303: a file without items.
pub fn empty_file(span: Span, file: &str) -> Diagnostic {
    let file = if file.is_empty() {
        "this file".to_owned()
    } else {
        format!("`{file}`")
    };
    Diagnostic::warning("W0303", span, format!("{file} holds no rules"))
        .help("start with a line such as `rule \"Birthday gift\"` or `规则 \"生日礼\"`")
}
