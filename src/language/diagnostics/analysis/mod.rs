//! What an analysis of checked rules finds: conditions that mean less than they seem, rules that get in
//! each other's way, caps that never bite, messages nobody agreed to.

mod caps;
mod later;

pub use caps::{
    budget_words, cap_words, double, idle_cooldown, idle_policy, length_words, limit_words,
    never_due, never_reached, over, uncapped,
};
pub use later::{branch_never, stop_never, template_needs};

use super::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;

pub fn never(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "W0510",
        span,
        ("this can never be true", "这个条件永远不会成立"),
    )
    .help(("correct it, or take it out", "请改正，或者删去"))
}

pub fn apart(span: Span, other: Span) -> Diagnostic {
    Diagnostic::warning(
        "W0511",
        span,
        (
            "these two conditions can never be true together",
            "这两个条件不可能同时成立",
        ),
    )
    .label(("this …", "这个条件……"))
    .related(
        other,
        ("… and this exclude each other", "……与这个条件互相排斥"),
    )
    .help((
        "correct one of them, or join them with `or` where either will do",
        "请改正其中一个；如果满足其一即可，请用 `或` 连接",
    ))
}

pub fn none_of_all(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "W0511",
        span,
        (
            "these conditions can never all be true together",
            "这些条件不可能全部同时成立",
        ),
    )
    .help(("correct one of them", "请改正其中一个"))
}

pub fn always(span: Span) -> Diagnostic {
    Diagnostic::warning("W0512", span, ("this is always true", "这个条件总是成立")).help((
        "correct it, or take it out",
        "请改正；如果本意如此，可以删去",
    ))
}

/// `fields` are the names of what it reads.
pub fn when_known(span: Span, fields: &Said) -> Diagnostic {
    let (english, chinese) = (&fields.english, &fields.chinese);
    Diagnostic::warning(
        "W0513",
        span,
        (
            format!("this is true whenever {english} is known, whatever it is"),
            format!("只要 {chinese} 已知，不论是什么值，这个条件都成立"),
        ),
    )
    .help((
        "correct it; where only that is meant, write `… is known`",
        "请改正；如果只要求已知，请写 `… 是 已知`",
    ))
}

pub fn implied(span: Span, by: Span) -> Diagnostic {
    Diagnostic::warning("W0514", span, ("this adds nothing", "这个条件是多余的"))
        .related(
            by,
            (
                "wherever this is true, the other is true as well",
                "这个条件成立时，上面那个必然成立",
            ),
        )
        .help(("take it out, or correct it", "请删去，或者改正"))
}

pub fn covered(span: Span, by: Span) -> Diagnostic {
    Diagnostic::warning(
        "W0514",
        span,
        (
            "this part of the `or` adds nothing",
            "`或` 的这一部分是多余的",
        ),
    )
    .related(
        by,
        (
            "this is true wherever the other is",
            "上面那个成立时，这个条件必然成立",
        ),
    )
    .help(("take it out, or correct it", "请删去，或者改正"))
}

pub fn dead(span: Span, around: &[Span]) -> Diagnostic {
    let mut said = Diagnostic::warning(
        "W0515",
        span,
        (
            "this part of the `or` can never matter",
            "`或` 的这一部分永远不起作用",
        ),
    );
    for place in around {
        said = said.related(
            *place,
            (
                "this keeps it from being true",
                "因为有这个条件，它不可能成立",
            ),
        );
    }
    said.help(("take it out, or correct it", "请删去，或者改正"))
}

pub fn never_acts(span: Span, title: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0516",
        span,
        (
            format!("\"{title}\" can never act: wherever `when` is true, this holds it back"),
            format!("“{title}”永远不会执行：`当` 成立时，`除非` 总会把它拦下"),
        ),
    )
    .help(("correct `when` or `unless`", "请改正 `当` 或 `除非` 的条件"))
}

pub fn holds_nobody(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "W0517",
        span,
        (
            "`unless` never holds anyone back: it is false wherever `when` is true",
            "`除非` 不会拦下任何人：`当` 成立时它总是不成立",
        ),
    )
    .help(("take it out, or correct it", "请删去，或者改正"))
}

/// A condition that customers without a field fail unseen; `rate` is the share of them, where known.
pub fn missing_fails(span: Span, field: &Said, rate: Option<&str>, in_unless: bool) -> Diagnostic {
    let (english, chinese) = (&field.english, &field.chinese);
    let message = match rate {
        Some(rate) => (
            format!("`{english}` is missing for {rate} of customers; they will not match"),
            format!("{rate} 的客户没有 `{chinese}`，他们不会匹配"),
        ),
        None => (
            format!("`{english}` may be missing; customers without it will not match"),
            format!("`{chinese}` 可能缺失；没有它的客户不会匹配"),
        ),
    };
    let help = if in_unless {
        (
            format!(
                "to let them through write `unless {english} is known and …`; to leave them out on purpose add `{english} is known` to `when`"
            ),
            format!(
                "若要包含他们，请写 `除非 {chinese} 是 已知 且 …`；若有意排除，请在 `当` 中加上 `{chinese} 是 已知`"
            ),
        )
    } else {
        (
            format!(
                "to take them in write `{english} is missing or …`; to leave them out on purpose write `{english} is known and …`"
            ),
            format!(
                "若要包含他们，请写 `{chinese} 是 缺失 或 …`；若有意排除，请写 `{chinese} 是 已知 且 …`"
            ),
        )
    };
    Diagnostic::warning("W0301", span, message).help(help)
}

/// Rules of one group that may enter together at one priority, with a customer of whom that is so.
pub fn tie(
    first: (&str, Span),
    second: (&str, Span),
    group: &str,
    priority: i64,
    example: Said,
) -> Diagnostic {
    let (a, b) = (first.0, second.0);
    Diagnostic::error(
        "E0501",
        first.1,
        (
            format!(
                "\"{a}\" and \"{b}\" may both win in group \"{group}\" (priority {priority} each)"
            ),
            format!("“{a}”和“{b}”在互斥组“{group}”中可能同时胜出（优先级都是 {priority}）"),
        ),
    )
    .related(second.1, ("the other rule", "另一条规则"))
    .example(example)
    .help((
        "give one of them a higher priority",
        "请把其中一条的优先级调高",
    ))
}

/// A message on a channel nobody was asked about.
pub fn no_consent(span: Span, title: &str, channel: &Said) -> Diagnostic {
    let (english, chinese) = (&channel.english, &channel.chinese);
    Diagnostic::error(
        "E0502",
        span,
        (
            format!("\"{title}\" sends {english} without asking whether the customer agreed"),
            format!("“{title}”发送{chinese}，却没有确认客户是否同意"),
        ),
    )
    .help((
        "add `marketing_consent \"同意营销\": yes/no, missing counts as no` to the schema's customer: it is then asked before every message; or let `when` require a consent of your own",
        "请在数据定义的客户中加上 `marketing_consent \"同意营销\"：是否，缺失 视为 否`，此后每次发送前都会确认；或者在 `当` 中要求您自己的同意字段",
    ))
}
