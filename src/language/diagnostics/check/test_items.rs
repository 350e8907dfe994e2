//! Mistakes in tests of the rulebook.

use super::listed;
use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

pub fn no_today(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0601",
        span,
        (
            "the test does not say which day it is",
            "这条测试没有说明今天是哪一天",
        ),
    )
    .help((
        "add a line such as `given today is 2026-06-01`",
        "加一行，例如 `假设 今天 是 2026-06-01`",
    ))
}

pub fn second_today(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("E0602", span, ("`today` is given twice", "`今天` 给了两次"))
        .related(first, ("first here", "第一次在这里"))
        .help((
            "keep one of them; `day 7: expect …` looks at a later day",
            "只留一个；要看以后的日子，写 `第 7 天：预期 …`",
        ))
}

/// Two values at the same time for a field of the customer, or of one event.
pub fn fact_twice(span: Span, field: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0603",
        span,
        (
            format!("`{field}` is given two values for the same time"),
            format!("`{field}` 在同一时间给了两个值"),
        ),
    )
    .related(first, ("first here", "第一个在这里"))
    .help((
        "keep one of them, or say when it changes: `tier is gold on 2026-06-05`",
        "只留一个；要写后来的变化，注明日期：`会员等级 是 金卡 在 2026-06-05`",
    ))
}

pub fn unknown_rule(span: Span, title: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0604",
        span,
        (
            format!("there is no rule \"{title}\""),
            format!("没有名为“{title}”的规则"),
        ),
    );
    match near {
        Some(near) => diagnostic
            .help((
                format!("did you mean \"{near}\"?"),
                format!("是不是想写“{near}”？"),
            ))
            .fix(span, format!("\"{near}\"")),
        None => diagnostic.help((
            "write the title of a rule of this rulebook, letter for letter",
            "写规则库中某条规则的完整名称",
        )),
    }
}

/// What is given happens when nothing is looked at any more.
pub fn given_too_late(span: Span, last_day: u32) -> Diagnostic {
    Diagnostic::error(
        "E0605",
        span,
        (
            format!(
                "this happens after the test's last day, day {last_day}, so nothing can come of it"
            ),
            format!("这发生在测试的最后一天（第 {last_day} 天）之后，不会有任何影响"),
        ),
    )
    .help((
        "give it an earlier date, or expect something on a later day: `day 7: expect …`",
        "把日期提前，或在更晚的一天写预期：`第 7 天：预期 …`",
    ))
}

/// No rule takes this action, or none with this title.
pub fn no_rule_does(span: Span, action: &str, title: Option<(&str, Option<&str>)>) -> Diagnostic {
    let message = match title {
        Some((title, _)) => (
            format!("no rule has `{action} \"{title}\"`, so this can never turn out otherwise"),
            format!("没有规则会 `{action} \"{title}\"`，这条预期的结果永远不会变"),
        ),
        None => (
            format!("no rule has `{action}`, so this can never turn out otherwise"),
            format!("没有规则会 `{action}`，这条预期的结果永远不会变"),
        ),
    };
    let diagnostic = Diagnostic::error("E0606", span, message);
    match title {
        Some((_, Some(near))) => diagnostic.help((
            format!("did you mean \"{near}\"?"),
            format!("是不是想写“{near}”？"),
        )),
        _ => diagnostic.help((
            "expect an action that stands in a rule of this rulebook",
            "预期的动作要出现在规则库的某条规则里",
        )),
    }
}

pub fn title_twice(span: Span, title: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0607",
        span,
        (
            format!("another test is already called \"{title}\""),
            format!("已经有一条测试叫“{title}”"),
        ),
    )
    .related(first, ("here", "在这里"))
    .help((
        "give one of them another title, so that a failure says which it is",
        "给其中一条换个名称，失败时才分得清是哪一条",
    ))
}

pub fn nothing_expected(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0608",
        span,
        (
            "the test expects nothing, so it can never fail",
            "这条测试没有写预期，永远不会失败",
        ),
    )
    .help((
        "add a line such as `expect rule \"…\" fires`",
        "加一行，例如 `预期 规则 \"…\" 触发`",
    ))
}

pub fn no_such_test_day(span: Span, most: u32) -> Diagnostic {
    Diagnostic::error(
        "E0609",
        span,
        (
            format!("days are counted in whole numbers, from 0 to {most}"),
            format!("天数要写整数，从 0 到 {most}"),
        ),
    )
    .help((
        "day 0 is the test's `today`, day 1 the day after it",
        "第 0 天就是测试里的 `今天`，第 1 天是它的后一天",
    ))
}

pub fn no_title(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0610",
        span,
        ("the test's title is empty", "测试的名称是空的"),
    )
    .help((
        "write between the quotes what it shows",
        "在引号里写明它要验证什么",
    ))
}

/// Why a gate can never stop this rule.
#[derive(Clone, Copy)]
pub enum NoGate<'a> {
    Limit,
    Cooldown,
    Group,
    /// It sends no message, so nobody has to agree to one.
    Messages,
    /// The other rule stands in no group together with it.
    Other(&'a str),
}

/// `is held back by limit` where the rule has none.
pub fn gate_never_closes(span: Span, title: &str, why: NoGate<'_>) -> Diagnostic {
    let because = match why {
        NoGate::Limit => (
            format!("\"{title}\" has no `limit`"),
            format!("“{title}”没有 `限制`"),
        ),
        NoGate::Cooldown => (
            format!("\"{title}\" has no `cooldown`"),
            format!("“{title}”没有 `冷却`"),
        ),
        NoGate::Group => (
            format!("\"{title}\" is in no `group`"),
            format!("“{title}”不在任何 `互斥组` 里"),
        ),
        NoGate::Messages => (
            format!("\"{title}\" sends no message"),
            format!("“{title}”不发送消息"),
        ),
        NoGate::Other(other) => (
            format!("\"{title}\" and \"{other}\" are not in one `group`"),
            format!("“{title}”和“{other}”不在同一个 `互斥组` 里"),
        ),
    };
    Diagnostic::error(
        "E0611",
        span,
        (
            format!("{}, so this can never hold it back", because.0),
            format!("{}，所以不会因此被拦下", because.1),
        ),
    )
    .help((
        "write what can: `is held back` alone means any reason",
        "改写会拦下它的原因；只写 `被拦下` 表示任何原因",
    ))
}

/// `purchase (¥120)`.
pub fn event_field_unnamed(span: Span, event: &str, fields: &[&str]) -> Diagnostic {
    let help = match fields {
        [] => (
            format!("`{event}` has no fields: leave the brackets out"),
            format!("`{event}` 没有字段，去掉括号"),
        ),
        [first, ..] => {
            let all = listed(fields);
            (
                format!("name it: `{first}: …`; `{event}` has {}", all.english),
                format!("写明字段，例如 `{first}：…`；`{event}` 有 {}", all.chinese),
            )
        }
    };
    Diagnostic::error(
        "E0612",
        span,
        (
            "this value does not say which field it is",
            "没有写明这个值是哪个字段的",
        ),
    )
    .help(help)
}

/// `purchase.amount is ¥5`: a field of some event, not of the customer.
pub fn fact_of_event(span: Span, event: &str, field: &str) -> Diagnostic {
    Diagnostic::error(
        "E0613",
        span,
        (
            format!("`{event}.{field}` is a field of an event, not a fact about the customer"),
            format!("`{event}.{field}` 是事件的字段，不是客户的情况"),
        ),
    )
    .help((
        format!("give the event: `given {event} ({field}: …) 3 days ago`"),
        format!("写成事件：`假设 {event}（{field}：…）3 天 前`"),
    ))
}

pub fn unknown_zone(span: Span, zone: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0614",
        span,
        (
            format!("`{zone}` is no time zone"),
            format!("没有时区 `{zone}`"),
        ),
    );
    match near {
        Some(near) => diagnostic.help_near(near).fix(span, format!("\"{near}\"")),
        None => diagnostic.help((
            "write a zone such as \"Asia/Shanghai\" or \"America/New_York\"",
            "写时区名，例如 \"Asia/Shanghai\" 或 \"America/New_York\"",
        )),
    }
}

/// A field the engine fills in for every event.
pub fn time_of_event(span: Span, event: &str) -> Diagnostic {
    Diagnostic::error(
        "E0615",
        span,
        (
            "when an event happened is said behind its brackets",
            "事件发生的时间写在括号后面",
        ),
    )
    .help((
        format!(
            "write `given {event} (…) 3 days ago` or `given {event} (…) on 2026-06-05 at 10:00`"
        ),
        format!("写成 `假设 {event}（…）3 天 前` 或 `假设 {event}（…）在 2026-06-05 10:00`"),
    ))
}

/// Two expectations of one rule on one day that cannot both hold.
pub fn contradiction(span: Span, title: &str, day: u32, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0616",
        span,
        (
            format!("\"{title}\" cannot both fire and not fire on day {day}"),
            format!("第 {day} 天，“{title}”不能既触发又不触发"),
        ),
    )
    .related(first, ("the other expectation", "另一条预期"))
    .help(("keep one of them", "只留一条"))
}
