//! Mistakes in policies, and in what belongs to one.

use super::listed_both;
use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::vocabulary::Bilingual;

pub fn limit_without_channel(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0326",
        span,
        (
            "a policy's limit does not say what it counts",
            "总则里的限制没有说明限制什么",
        ),
    )
    .help((
        "name a channel, `limit sms 2 per 7 days`, or all of them, `limit any 5 per 30 days`",
        "写上渠道，例如 `限制 短信 每 7 天 2 次`；所有渠道合计写 `限制 任意 每 30 天 5 次`",
    ))
}

pub fn unknown_channel(
    span: Span,
    word: &str,
    near: Option<&str>,
    known: &[Bilingual],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0327",
        span,
        (
            format!("no channel is called `{word}`"),
            format!("没有叫 `{word}` 的渠道"),
        ),
    );
    if let Some(near) = near {
        return diagnostic.help_near(near).fix(span, near);
    }
    let Said { english, chinese } = listed_both(known);
    diagnostic.help((format!("write {english}"), format!("可以写 {chinese}")))
}

pub fn channel_limit_in_rule(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0328",
        span,
        (
            "a limit on a channel counts the messages of all rules, so it belongs in a `policy`",
            "对渠道的限制会统计所有规则发出的消息，应写在 `总则` 里",
        ),
    )
    .help((
        "move it into an item of its own that begins with `policy`; here, `limit 1 per 30 days` counts what this rule does",
        "把它移到单独的 `总则` 里；这里写 `限制 每 30 天 1 次`，统计的是本规则",
    ))
}

pub fn quiet_without_hours(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0329",
        span,
        (
            "quiet hours that end when they begin are either none or all day",
            "静默时段的起止时间相同，分不清是从不静默还是全天静默",
        ),
    )
    .help((
        "write two times, such as `quiet from 21:00 to 08:00`",
        "写两个不同的时间，例如 `静默 自 21:00 至 08:00`",
    ))
}

pub fn empty(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0330",
        span,
        ("this policy sets nothing", "这条总则什么也没有规定"),
    )
    .help((
        "add `limit sms 2 per 7 days`, `quiet from 21:00 to 08:00` or `unless …`, or take it out",
        "加上 `限制 短信 每 7 天 2 次`、`静默 自 21:00 至 08:00` 或 `除非 …`，或去掉它",
    ))
}
