//! Mistakes met while reading and parsing, one constructor each.

mod literals;

pub use literals::{
    bare_m, day_first_date, duration_not_whole, no_such_date, no_such_time, number_too_large,
    slash_date, string_unclosed, wrong_quotes,
};

use super::{Diagnostic, Edit};
use crate::language::said::Said;
use crate::language::source::Span;

/// E0101: something stands where it cannot. `expected` is a ready phrase, or empty.
pub fn unexpected(span: Span, found: &str, expected: &Said) -> Diagnostic {
    let diagnostic = cannot_stand(span, found);
    if expected.is_empty() {
        diagnostic
    } else {
        diagnostic.label((
            format!("expected {}", expected.english),
            format!("此处应为：{}", expected.chinese),
        ))
    }
}

/// E0101: the same, when one word of the language was nearly written.
pub fn misspelt(span: Span, found: &str, meant: &str) -> Diagnostic {
    cannot_stand(span, found)
        .label(("not a word of the language", "规则语言里没有这种写法"))
        .help_near(meant)
        .fix(span, meant)
}

fn cannot_stand(span: Span, found: &str) -> Diagnostic {
    Diagnostic::error(
        "E0101",
        span,
        (
            format!("`{found}` cannot stand here"),
            format!("`{found}` 不能写在这里"),
        ),
    )
}

/// E0103: an opening bracket without its partner. `at` is where one would fit, when that is known.
pub fn bracket_unclosed(open: Span, bracket: &str, closing: &str, at: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0103",
        open,
        (
            format!("`{bracket}` is never closed"),
            format!("`{bracket}` 没有配对的 `{closing}`"),
        ),
    )
    .label(("opened here", "从这里开始"))
    .help((
        format!("add the missing `{closing}`"),
        format!("补上缺少的 `{closing}`"),
    ));
    match at {
        Some(at) => diagnostic.fix(at, closing),
        None => diagnostic,
    }
}

/// E0103: a closing bracket without its partner.
pub fn bracket_unopened(close: Span, bracket: &str) -> Diagnostic {
    Diagnostic::error(
        "E0103",
        close,
        (
            format!("`{bracket}` closes nothing"),
            format!("`{bracket}` 前面没有配对的左括号"),
        ),
    )
    .label(("no bracket is open here", "前面的括号都已配对"))
    .help((
        "take it out, or add the bracket that opens",
        "删掉它，或者补上配对的左括号",
    ))
}

/// E0104: Chinese names and keywords written without a space between them. `edits` re-space them.
pub fn glued(span: Span, word: &str, edits: Vec<Edit>) -> Diagnostic {
    Diagnostic::error(
        "E0104",
        span,
        (
            format!("`{word}` runs several words together"),
            format!("`{word}` 把几个词连在了一起"),
        ),
    )
    .label((
        "names and keywords need a space between them",
        "名称和关键词之间要有空格",
    ))
    .help(("put spaces between the words", "在词与词之间加上空格"))
    .fix_all(edits)
}

/// E0105: text before the first item.
pub fn stray(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0105",
        span,
        (
            format!("`{word}` stands outside any rule"),
            format!("`{word}` 不在任何规则里"),
        ),
    )
    .label(("no item is open here", "这里还没有开始任何规则"))
    .help(first_line())
}

fn first_line() -> (&'static str, &'static str) {
    (
        "start with a line such as `rule \"Birthday gift\"` or `规则 \"生日礼\"`",
        "先写开头的一行，例如 `规则 \"生日礼\"`",
    )
}

/// E0106: a line starts with a word that opens nothing.
pub fn unknown_section(span: Span, word: &str, meant: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0106",
        span,
        (
            format!("no line can start with `{word}`"),
            format!("一行不能以 `{word}` 开头"),
        ),
    );
    match meant {
        Some(meant) => diagnostic.help_near(meant).fix(span, meant),
        None => diagnostic.label((
            "a line starts with a section's word, such as `when` or `then`, or goes on with the line before",
            "每一行要么用 `当`、`则` 这样的词开头，要么接着上一行写",
        )),
    }
}

/// E0107: `=` or `==`. The sign to write is of the piece's own language, for it goes into it.
pub fn equals_sign(span: Span, written: &str, chinese: bool, touching: [bool; 2]) -> Diagnostic {
    let is = if chinese { "是" } else { "is" };
    does_not_compare(span, written)
        .label((
            format!("write `{is}`, or `>=` or `<=`"),
            format!("应写 `{is}`，或者 `>=`、`<=`"),
        ))
        .help((
            format!("to ask whether two values are the same, write `{is}`"),
            format!("判断两个值是否相同，写 `{is}`"),
        ))
        .fix(span, apart(is, touching))
}

/// E0107: `!=`, `<>` or `≠`.
pub fn differs_sign(span: Span, written: &str, chinese: bool, touching: [bool; 2]) -> Diagnostic {
    let is_not = if chinese { "不是" } else { "is not" };
    does_not_compare(span, written)
        .label((format!("write `{is_not}`"), format!("应写 `{is_not}`")))
        .help((
            format!("to ask whether two values differ, write `{is_not}`"),
            format!("判断两个值是否不同，写 `{is_not}`"),
        ))
        .fix(span, apart(is_not, touching))
}

/// A word with blanks where it would touch its neighbours.
fn apart(word: &str, [before, behind]: [bool; 2]) -> String {
    let blank = |touching: bool| if touching { " " } else { "" };
    format!("{}{word}{}", blank(before), blank(behind))
}

fn does_not_compare(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0107",
        span,
        (
            format!("`{written}` does not compare"),
            format!("`{written}` 不能用来比较"),
        ),
    )
}

/// E0108: `a and b or c` without brackets. `readings` are the two ways to bracket it.
pub fn mixed_and_or(span: Span, readings: [Vec<Edit>; 2]) -> Diagnostic {
    let [first, second] = readings;
    Diagnostic::error(
        "E0108",
        span,
        (
            "`and` and `or` are mixed without brackets",
            "`且` 和 `或` 混用，却没有加括号",
        ),
    )
    .label(("this can be read in two ways", "这里可以有两种理解"))
    .help((
        "put brackets around the part that belongs together",
        "把应当连在一起的部分用括号括起来",
    ))
    .fix_all(first)
    .fix_all(second)
}

/// E0109: `18 <= age <= 30`.
pub fn chained_comparison(span: Span, second: Span) -> Diagnostic {
    Diagnostic::error(
        "E0109",
        second,
        (
            "a comparison cannot be compared again",
            "比较的结果不能再拿来比较",
        ),
    )
    .related(span, ("the whole chain", "整串比较"))
    .help((
        "write two comparisons joined by `and`, or `… between … and …`",
        "写成两个比较，用 `且` 连接，或者写 `… 介于 … 至 …`",
    ))
}

/// E0111: brackets, or `not`s, or a sum deeper than anyone reads.
pub fn too_deep(span: Span, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "E0111",
        span,
        (
            format!("this is nested more than {limit} deep"),
            format!("这里嵌套超过了 {limit} 层"),
        ),
    )
    .help((
        "split the condition: name a part of it as a `segment`, or use `all of (…)` and `any of (…)`",
        "把条件拆开：其中一部分另写成 `人群`，或者用 `全部 满足（…）`、`任一 满足（…）`",
    ))
}

/// E0112: not UTF-8 text.
pub fn not_text(span: Span, file: &str) -> Diagnostic {
    let Said { english, chinese } = named(file);
    Diagnostic::error(
        "E0112",
        span,
        (
            format!("{english} is not UTF-8 text"),
            format!("{chinese}不是 UTF-8 文本"),
        ),
    )
    .label(("unreadable from here", "从这里起读不出来"))
    .help((
        "save the file as UTF-8 text with the ending .rules",
        "把文件另存为 UTF-8 编码的文本，扩展名用 `.rules`",
    ))
}

/// The file, where it has a name.
fn named(file: &str) -> Said {
    if file.is_empty() {
        Said::new("this file", "这个文件")
    } else {
        Said::new(format!("`{file}`"), format!("`{file}` "))
    }
}

/// E0117: the piece ends too early. `expected` is a ready phrase.
pub fn incomplete(span: Span, opened_by: &str, expected: &Said) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0117",
        span,
        (
            format!("`{opened_by}` is not finished"),
            format!("`{opened_by}` 没有写完"),
        ),
    );
    if expected.is_empty() {
        diagnostic
    } else {
        diagnostic.label((
            format!("expected {} after this", expected.english),
            format!("后面还应有：{}", expected.chinese),
        ))
    }
}

/// E0118: a section in an item that has no such section.
pub fn misplaced_section(span: Span, section: &str, item: &Said, home: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0118",
        span,
        (
            format!("`{section}` does not belong in a {}", item.english),
            format!("`{section}` 不能写在{}里", item.chinese),
        ),
    )
    .help((
        format!("`{section}` belongs in a {}", home.english),
        format!("`{section}` 要写在{}里", home.chinese),
    ))
}

/// E0120: `a.b.c` where an event and one of its fields is wanted.
pub fn path_too_long(span: Span, written: &str) -> Diagnostic {
    Diagnostic::error(
        "E0120",
        span,
        (
            format!("`{written}` has too many parts"),
            format!("`{written}` 的段数太多"),
        ),
    )
    .help((
        "write the event and one of its fields, such as `purchase.amount`",
        "只写事件和它的一个字段，例如 `购买.金额`",
    ))
}

/// E0121: `within 3 days`. Only English leaves the direction open.
pub fn window_without_direction(span: Span, at: Span) -> Diagnostic {
    Diagnostic::error(
        "E0121",
        span,
        (
            "this does not say whether it looks back or ahead",
            "没有写明是过去还是未来",
        ),
    )
    .label(("expected `last` or `next`", "此处应为：`last` 或 `next`"))
    .help((
        "write `last` for the past or `next` for the future",
        "过去写 `last`，未来写 `next`",
    ))
    .fix(at, "last ")
    .fix(at, "next ")
}

/// E0122: `rule Birthday gift`.
pub fn title_without_quotes(span: Span, fixed: &str) -> Diagnostic {
    Diagnostic::error("E0122", span, ("a title stands in quotes", "标题要加引号"))
        .help((format!("write `{fixed}`"), format!("写成 `{fixed}`")))
        .fix(span, fixed)
}

/// E0123: a word longer than any name.
pub fn word_too_long(span: Span) -> Diagnostic {
    Diagnostic::error("E0123", span, ("this word is too long", "这个词太长了")).help((
        "names have at most 100 letters; put spaces between words",
        "名称最多 100 个字；词与词之间要加空格",
    ))
}

/// E0140: a piece that takes more steps to read than any honest one.
pub fn too_involved(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0140",
        span,
        ("this is too involved to be read", "这一段太复杂，无法读取"),
    )
    .help(("make several shorter ones of it", "请拆成几段短的"))
}

/// W0302: keywords of both languages in one file. `chinese` is whether the word is.
pub fn mixed_languages(span: Span, word: &str, chinese: bool) -> Diagnostic {
    let (its, own, others, back) = if chinese {
        ("Chinese", "中文", "英文", "en")
    } else {
        ("English", "英文", "中文", "zh")
    };
    Diagnostic::warning(
        "W0302",
        span,
        (
            format!("`{word}` is {its}, but this file began in the other language"),
            format!("`{word}` 是{own}，而这个文件开头用的是{others}"),
        ),
    )
    .help((
        format!("this works; `perennial fmt --lang {back}` brings the file into one language"),
        format!("这样写也能用；想统一成一种语言，运行 `perennial fmt --lang {back}`"),
    ))
}

/// W0303: a file without items.
pub fn empty_file(span: Span, file: &str) -> Diagnostic {
    let Said { english, chinese } = named(file);
    Diagnostic::warning(
        "W0303",
        span,
        (
            format!("{english} holds no rules"),
            format!("{chinese}里没有规则"),
        ),
    )
    .help(first_line())
}
