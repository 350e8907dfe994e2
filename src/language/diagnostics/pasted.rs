//! Mistakes that come along when rules are pasted from chats, mails, web pages and word processors.

use super::{Diagnostic, Edit};
use crate::language::source::Span;

/// What came along with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leftover {
    /// List marks, fences, asterisks, braces.
    Layout,
    /// `&gt;`
    Entity,
    /// `🎉`
    Symbol,
    /// `// remark`
    Remark,
    /// A character without a width inside a word.
    Invisible,
    /// `。` at the end of a section.
    Mark,
}

/// E0124: signs that belong to where the text was copied from. All of one kind in a file are one mistake.
pub fn leftover(kind: Leftover, span: Span, written: &str, edits: Vec<Edit>) -> Diagnostic {
    let (message, help) = match kind {
        Leftover::Layout | Leftover::Symbol => (
            (
                format!("`{written}` is no part of a rule"),
                format!("`{written}` 不属于规则"),
            ),
            ("take it out", "删掉它"),
        ),
        Leftover::Entity => (
            (
                format!("`{written}` is how web pages spell a mark"),
                format!("`{written}` 是网页里的转义写法"),
            ),
            ("write the mark itself", "直接写符号本身"),
        ),
        Leftover::Remark => (
            (
                format!("`{written}` does not begin a remark"),
                format!("备注不以 `{written}` 开头"),
            ),
            ("begin it with `#`", "备注以 `#` 开头"),
        ),
        Leftover::Invisible => (
            (
                "an invisible character stands in the middle of a word".to_owned(),
                "词的中间夹了一个看不见的字符".to_owned(),
            ),
            ("take it out", "删掉它"),
        ),
        Leftover::Mark => (
            (
                format!("a section does not end in `{written}`"),
                format!("一行的末尾不写 `{written}`"),
            ),
            ("take it out", "删掉它"),
        ),
    };
    let more = edits.len().saturating_sub(1);
    let label = match more {
        _ if kind == Leftover::Mark => (String::new(), String::new()),
        0 => (
            "came along when the text was copied".to_owned(),
            "复制时带进来的".to_owned(),
        ),
        _ => (
            format!("came along when the text was copied, here and {more} more"),
            format!("复制时带进来的，这里和另外 {more} 处"),
        ),
    };
    Diagnostic::error("E0124", span, message)
        .label(label)
        .help(help)
        .fix_all(edits)
}

/// E0125: something the language has one way to write, written another way.
pub fn otherwise(span: Span, written: &str, meant: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0125",
        span,
        (
            format!("`{written}` is not how a rule says it"),
            format!("规则里不写 `{written}`"),
        ),
    )
    .help((format!("write `{meant}`"), format!("写 `{meant}`")))
    .fix_all(edits)
}

/// E0126: two conditions with a comma or with nothing between them.
pub fn unjoined(span: Span, ways: [Vec<Edit>; 2]) -> Diagnostic {
    let [and, or] = ways;
    Diagnostic::error(
        "E0126",
        span,
        (
            "nothing says whether both conditions must hold, or one of them",
            "没有说明是两个条件都要满足，还是满足一个即可",
        ),
    )
    .label(("a word is missing here", "这里缺一个词"))
    .help((
        "join them with `and` when both must hold, with `or` when one is enough",
        "都要满足用 `且` 连接，满足一个即可用 `或`",
    ))
    .fix_all(and)
    .fix_all(or)
}

/// E0127: `when … then …` in one line.
pub fn inside_line(span: Span, word: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0127",
        span,
        (
            format!("`{word}` begins a section, and sections begin their own line"),
            format!("`{word}` 要另起一行"),
        ),
    )
    .help(("start a new line here", "在这里换行"))
    .fix_all(edits)
}

/// E0128: text without its quotes.
pub fn text_without_quotes(span: Span, written: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0128",
        span,
        (
            format!("`{written}` is text, and text stands in quotes"),
            format!("`{written}` 是文字，要放在引号里"),
        ),
    )
    .help((
        format!("write `\"{written}\"`"),
        format!("写 `\"{written}\"`"),
    ))
    .fix_all(edits)
}

/// E0126: two actions with nothing between them.
pub fn unjoined_actions(span: Span, and: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0126",
        span,
        ("nothing joins these two actions", "两个动作之间没有连接词"),
    )
    .help((
        format!("join them with `{and}`"),
        format!("用 `{and}` 连接"),
    ))
    .fix_all(edits)
}

/// E0117: a mark is left out.
pub fn missing(span: Span, mark: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0117",
        span,
        (
            format!("a `{mark}` is missing here"),
            format!("这里缺一个 `{mark}`"),
        ),
    )
    .help((format!("write `{mark}`"), format!("补上 `{mark}`")))
    .fix_all(edits)
}
