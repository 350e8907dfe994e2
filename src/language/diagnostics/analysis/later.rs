//! Steps of a journey, and the messages they and other actions send.

use super::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;

pub fn stop_never(span: Span, title: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0518",
        span,
        (
            format!(
                "`stop when` of \"{title}\" can never be true, so nothing ends its later steps"
            ),
            format!("“{title}”的 `终止 当` 永远不会成立，后续步骤不会被终止"),
        ),
    )
    .help((
        "correct the condition, or take it out",
        "请改正条件，或者删去",
    ))
}

/// `number` counts the steps from 1; `then` says which side is never taken.
pub fn branch_never(span: Span, title: &str, number: usize, then: bool) -> Diagnostic {
    let message = if then {
        (
            format!(
                "later step {number} of \"{title}\": its `if` can never be true, so its `then` is never done"
            ),
            format!("“{title}”的第 {number} 个后续步骤：`如果` 永远不会成立，`则` 永远不会执行"),
        )
    } else {
        (
            format!(
                "later step {number} of \"{title}\": its `if` is never false, so its `or else` is never done"
            ),
            format!("“{title}”的第 {number} 个后续步骤：`如果` 不会不成立，`否则` 永远不会执行"),
        )
    };
    Diagnostic::warning("W0518", span, message).help((
        "correct the condition, or take the side out",
        "请改正条件，或者删去这一分支",
    ))
}

/// A template that cannot be written for customers without a field.
pub fn template_needs(
    span: Span,
    template: &str,
    file: &str,
    line: usize,
    field: &Said,
) -> Diagnostic {
    let (english, chinese) = (&field.english, &field.chinese);
    Diagnostic::warning(
        "W0311",
        span,
        (
            format!("the template `{template}` needs `{english}`, which may be missing; customers without it get no message"),
            format!("模板 `{template}` 需要 `{chinese}`，而它可能缺失；没有它的客户收不到消息"),
        ),
    )
    .help((
        format!("in {file}, line {line}, write `{{{{ {english} or \"…\" }}}}`, or let `when` require `{english} is known`"),
        format!("请在 {file} 第 {line} 行写 `{{{{ {english} or \"…\" }}}}`，或者在 `当` 中要求 `{chinese} 是 已知`"),
    ))
}
