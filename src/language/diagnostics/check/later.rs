//! What the language has and this version does not carry out: accepted by the checker, listed by name,
//! refused wherever rules are made to act.
//!
//! Every message begins with the words it is about, in backticks: [`subject`] reads them back.

use super::listed_both;
use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::vocabulary::Bilingual;

/// The code of policies, which belong to no rule.
pub const POLICY: &str = "E0403";

type Pair<'a> = (&'a str, &'a str);

fn in_rule(
    code: &'static str,
    span: Span,
    rule: &str,
    words: Pair<'_>,
    is: Pair<'_>,
    instead: Pair<'_>,
) -> Diagnostic {
    Diagnostic::error(
        code,
        span,
        (
            format!(
                "`{}` in the rule \"{rule}\" {}; this version does not run that yet",
                words.0, is.0
            ),
            format!("`{}`（规则“{rule}”）{}；此版本还不能执行", words.1, is.1),
        ),
    )
    .help(instead)
}

/// What a message is about, in the words of each language.
pub fn subject(diagnostic: &Diagnostic) -> Said {
    let first = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    Said::new(
        first(&diagnostic.message.english),
        first(&diagnostic.message.chinese),
    )
}

pub fn policy(span: Span) -> Diagnostic {
    Diagnostic::error(
        POLICY,
        span,
        (
            "`policy` sets caps and guards over all rules; this version does not run that yet",
            "`总则` 对所有规则设上限和前提；此版本还不能执行",
        ),
    )
    .help((
        "write `limit`, `cooldown` and `unless` into each rule",
        "先在每条规则里写 `限制`、`冷却` 和 `除非`",
    ))
}

pub fn wait(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0404",
        span,
        rule,
        ("wait", "等待"),
        ("is a later step of a journey", "是后续步骤"),
        (
            "make a second rule for the later step, such as one with `no purchase (last 97 days)`",
            "为后续步骤另写一条规则，例如条件是 `没有 购买（近 97 天）`",
        ),
    )
}

pub fn stop_when(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0405",
        span,
        rule,
        ("stop when", "终止 当"),
        ("ends a journey", "用来结束后续步骤"),
        (
            "leave it out together with the later steps",
            "与后续步骤一起去掉",
        ),
    )
}

pub fn goal(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0406",
        span,
        rule,
        ("goal", "目标"),
        ("is the conversion that reports count", "是报表统计的转化"),
        ("leave it out for now", "先去掉"),
    )
}

pub fn split(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0407",
        span,
        rule,
        ("split", "分流"),
        (
            "deals customers into the arms of a test",
            "把客户分到不同方案",
        ),
        (
            "write the action of one arm after `then`",
            "把其中一个方案的动作写在 `则` 后面",
        ),
    )
}

pub fn holdout(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0408",
        span,
        rule,
        ("holdout", "对照组"),
        (
            "keeps some customers uncontacted for comparison",
            "留一部分客户不打扰，用来对比",
        ),
        (
            "leave it out; everyone who enters is then contacted",
            "去掉它；这样，符合条件的客户都会收到",
        ),
    )
}

pub fn budget(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0409",
        span,
        rule,
        ("budget", "预算"),
        ("is a ceiling over all customers", "是所有客户合计的上限"),
        (
            "narrow `when`, and cap each customer with `limit`",
            "收紧 `当` 的条件，并用 `限制` 约束每位客户",
        ),
    )
}

pub fn prefer(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0410",
        span,
        rule,
        ("prefer", "优先"),
        (
            "says who gets a scarce budget first",
            "决定预算不够时先给谁",
        ),
        (
            "leave it out; it means something only beside a `budget`",
            "去掉它；它只在有 `预算` 时才有意义",
        ),
    )
}

/// `start with newcomers` is what rules do anyway.
pub fn start_with_everyone(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0411",
        span,
        rule,
        ("start with everyone", "起始 所有人"),
        (
            "also acts on those for whom the rule is already true when it is deployed",
            "会对部署时已经符合条件的客户也执行",
        ),
        (
            "leave it out; rules start with newcomers",
            "去掉它；规则默认从新进入者开始",
        ),
    )
}

pub fn at_once(span: Span, rule: &str) -> Diagnostic {
    in_rule(
        "E0413",
        span,
        rule,
        ("at once", "立即"),
        ("acts as soon as the event is in", "在事件到达时马上执行"),
        (
            "write `schedule daily at 09:00`, or every few minutes: `schedule cron \"*/5 * * * *\"`",
            "写 `时间 每天 09:00`，或每几分钟一次：`时间 计划 \"*/5 * * * *\"`",
        ),
    )
}

/// `runs` are the actions that are carried out.
pub fn action(span: Span, rule: &str, words: Bilingual, runs: &[Bilingual]) -> Diagnostic {
    // Joined by `and`: it runs all of them.
    let runs = listed_both(runs);
    let (english, chinese) = (
        runs.english.replace(" or ", " and "),
        runs.chinese.replace(" 或 ", " 和 "),
    );
    in_rule(
        "E0414",
        span,
        rule,
        (words.english, words.chinese),
        ("is an action of the language", "是规则语言里的动作"),
        (
            &format!("it runs {english}"),
            &format!("目前能执行的有 {chinese}"),
        ),
    )
}
