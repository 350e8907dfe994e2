//! Names nobody knows, names used twice, and what is wrong in the schema.

use super::listed;
use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;

fn with_near(
    diagnostic: Diagnostic,
    span: Span,
    near: Option<&str>,
    otherwise: impl Into<Said>,
) -> Diagnostic {
    match near {
        Some(near) => diagnostic.help_near(near).fix(span, near),
        None => diagnostic.help(otherwise),
    }
}

pub fn unknown_field(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error(
            "E0201",
            span,
            (
                format!("nothing is called `{word}`"),
                format!("没有名为 `{word}` 的字段"),
            ),
        ),
        span,
        near,
        (
            "write a field as the schema names or labels it, or add it to the schema",
            "用数据定义里已有的字段名或标签，或者先在数据定义里加上它",
        ),
    )
}

/// A field of an event where no such event is at hand.
pub fn only_in_event(span: Span, word: &str, event: &str) -> Diagnostic {
    Diagnostic::error(
        "E0218",
        span,
        (
            format!("`{word}` is a field of the event `{event}`, not of the customer"),
            format!("`{word}` 是事件 `{event}` 的字段，不是客户的字段"),
        ),
    )
    .help((
        format!(
            "ask `has {event} ({word} …)`, or make the rule about each event: `audience {event}`"
        ),
        format!("写成 `有 {event}（{word} …）`，或者让规则逐个事件判断：`对象 {event}`"),
    ))
}

pub fn unknown_event(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error(
            "E0202",
            span,
            (
                format!("there is no event `{word}`"),
                format!("没有名为 `{word}` 的事件"),
            ),
        ),
        span,
        near,
        (
            "write an event as the schema names or labels it, or add it with `event`",
            "用数据定义里已有的事件名或标签，或者用 `事件` 加上它",
        ),
    )
}

/// `of` is the field the option belongs to, where it has a name.
pub fn unknown_option(
    span: Span,
    word: &str,
    of: Option<&str>,
    options: &[&str],
    near: Option<&str>,
) -> Diagnostic {
    let message = match of {
        Some(of) => (
            format!("`{word}` is not one of the options of `{of}`"),
            format!("`{of}` 没有 `{word}` 这个选项"),
        ),
        None => (
            format!("`{word}` is not one of the options"),
            format!("没有 `{word}` 这个选项"),
        ),
    };
    let Said { english, chinese } = listed(options);
    with_near(
        Diagnostic::error("E0203", span, message),
        span,
        near,
        (format!("write {english}"), format!("可以写 {chinese}")),
    )
}

pub fn unknown_event_field(span: Span, word: &str, event: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error(
            "E0204",
            span,
            (
                format!("`{event}` has no field `{word}`"),
                format!("`{event}` 没有 `{word}` 这个字段"),
            ),
        ),
        span,
        near,
        (
            format!("write a field of `{event}` as the schema names or labels it"),
            format!("用 `{event}` 在数据定义里已有的字段名或标签"),
        ),
    )
}

pub fn needs_quotes(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0205",
        span,
        (
            format!("`{word}` is not a field; text needs quotes"),
            format!("没有名为 `{word}` 的字段；文本要加引号"),
        ),
    )
    .help((format!("write `\"{word}\"`"), format!("写成 `\"{word}\"`")))
    .fix(span, format!("\"{word}\""))
}

/// `purchase.amount` where no single purchase is meant.
pub fn field_of_many(span: Span, event: &str, field: &str) -> Diagnostic {
    Diagnostic::error(
        "E0206",
        span,
        (
            format!("a customer may have many events of `{event}`, so `{event}.{field}` is not one value"),
            format!("一位客户可能有多次 `{event}`，`{event}.{field}` 不止一个值"),
        ),
    )
    .help((
        format!("say which: `latest({event}.{field}, last 90 days)`, `sum(…)`, `max(…)`, or `has {event} ({field} …)`"),
        format!("写明取哪个值：`最近一次({event}.{field}, 近 90 天)`、`合计(…)`、`最大(…)`，或者写 `有 {event}（{field} …）`"),
    ))
}

pub fn not_in_filter(span: Span, word: &str, event: &str, subject: &str) -> Diagnostic {
    Diagnostic::error(
        "E0207",
        span,
        (
            format!(
                "`{word}` belongs to the `{subject}` the rule is about, which this filter does not see"
            ),
            format!("`{word}` 属于规则所针对的 `{subject}`，括号里的条件用不了它"),
        ),
    )
    .help((
        format!("inside these brackets use fields of `{event}` and of the customer"),
        format!("括号里只用 `{event}` 的字段和客户的字段"),
    ))
}

pub fn unknown_festival(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error(
            "E0208",
            span,
            (
                format!("no festival is called `{word}`"),
                format!("没有名为 `{word}` 的节日"),
            ),
        ),
        span,
        near,
        (
            "write one of those the reference lists, such as `spring_festival`, `mid_autumn` or `singles_day`",
            "写参考手册里列出的节日，例如 `春节`、`中秋节` 或 `双十一`",
        ),
    )
}

pub fn reserved_name(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0209",
        span,
        (
            format!("`{word}` is a word of the language and cannot be a name"),
            format!("`{word}` 是规则语言自己的词，不能用作名称"),
        ),
    )
    .help((
        "choose another name; the label may say the same in more words",
        "换一个名称；标签可以写得更完整",
    ))
}

/// `what` is what bears the name: a field, an event.
pub fn name_twice(span: Span, what: &Said, word: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0210",
        span,
        (
            format!("another {} is already called `{word}`", what.english),
            format!("已经有一个{}叫 `{word}`", what.chinese),
        ),
    )
    .related(first, ("here", "在这里"))
    .help((
        "every name and every label is used once, so that rules can say which is meant",
        "名称和标签都不能重复，规则才分得清指的是哪一个",
    ))
}

pub fn second_customer(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0211",
        span,
        ("the customer is described twice", "客户定义了两次"),
    )
    .related(first, ("first here", "第一次在这里"))
    .help((
        "put all fields under one `customer`",
        "把所有字段写在同一个 `客户` 下面",
    ))
}

pub fn no_customer(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0212",
        span,
        (
            "no file says what is known of a customer",
            "所有文件里都没有写明客户有哪些字段",
        ),
    )
    .help((
        "add a `customer` item with its fields, such as the schema that `perennial init` writes",
        "用 `客户` 开头，列出客户的字段；可以参照 `perennial init` 生成的数据定义",
    ))
}

pub fn same_as_nothing(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0213",
        span,
        (
            format!("`same as {word}` names no field whose type could be taken"),
            format!("`同 {word}` 找不到可以沿用类型的字段"),
        ),
    )
    .help((
        "write a field of the customer, or `event.field`, that states its own type",
        "要写一个直接标明类型的字段：客户的字段，或者 `事件.字段`",
    ))
}

pub fn reserved_kind(span: Span, field: &str, must_be: &Said) -> Diagnostic {
    let Said { english, chinese } = must_be;
    Diagnostic::error(
        "E0214",
        span,
        (
            format!("`{field}` must be {english}"),
            format!("`{field}` 的类型必须是{chinese}"),
        ),
    )
    .help((
        format!(
            "the engine itself reads `{field}`; declare it as {english}, or give the field another name"
        ),
        format!("系统自己要用 `{field}`：把类型改成{chinese}，或者给字段换个名称"),
    ))
}

pub fn nested_list(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0215",
        span,
        (
            "a list of lists cannot be compared with anything",
            "列表里再放列表，就无法比较了",
        ),
    )
    .help((
        "write `list of text`, or `list of choice (…)`",
        "写成 `多个 文本`，或者 `多个 选项（…）`",
    ))
}

pub fn fresh_in_months(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0216",
        span,
        (
            "months and years are not a fixed length",
            "月和年的长短不固定",
        ),
    )
    .help((
        "write `fresh within` in hours, days or weeks",
        "`时效` 用小时、天或周来写",
    ))
}

pub fn odd_path(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error(
        "E0217",
        span,
        (
            format!("`{path}` does not name a field"),
            format!("`{path}` 不是字段"),
        ),
    )
    .help((
        "write a field of the customer, or `event.field`",
        "写客户的字段，或者 `事件.字段`",
    ))
}
