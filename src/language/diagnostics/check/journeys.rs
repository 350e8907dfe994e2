//! Mistakes in what comes after the entry: steps, arms, control groups, budgets.

use super::listed_both;
use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::vocabulary::Bilingual;

pub fn stop_without_wait(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0312",
        span,
        (
            "`stop when` ends a journey, and this rule has no later step to end",
            "`终止 当` 用来结束后续步骤，而这条规则没有后续步骤",
        ),
    )
    .help((
        "add a later step: `wait 7 days then …`; or say with `unless` who is left out from the start",
        "加上后续步骤：`等待 7 天 然后 …`；若想一开始就排除某些人，请写 `除非`",
    ))
}

pub fn split_and_then(span: Span, then: Span) -> Diagnostic {
    Diagnostic::error(
        "E0313",
        span,
        (
            "with a `split`, every variant says what it does, and `then` beside it is left without anyone to do it for",
            "有了 `分流`，要做的事写在各个方案里，旁边再写 `则` 就不知道对谁做",
        ),
    )
    .related(then, ("`then` stands here", "`则` 在这里"))
    .help((
        "write what all of them get into every variant, joined with `and`",
        "把大家都有的动作写进每个方案，用 `并` 连接",
    ))
}

/// `total` is what the arms come to, as people write it.
pub fn shares_off(span: Span, total: &str) -> Diagnostic {
    Diagnostic::error(
        "E0314",
        span,
        (
            format!("the arms of this split come to {total}, not to 100%"),
            format!("这个分流各份加起来是 {total}，不是 100%"),
        ),
    )
    .help((
        "change the shares so that they add up to exactly 100%",
        "调整各份比例，使合计正好是 100%",
    ))
}

pub fn empty_share(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0315",
        span,
        ("an arm of 0% is never taken", "0% 的一份永远轮不到"),
    )
    .help((
        "leave the arm out, or give it a share",
        "去掉这一份，或给它一个比例",
    ))
}

pub fn too_few_arms(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0315",
        span,
        (
            "a split compares at least two arms, and one of them does something",
            "分流至少要有两份可比较，其中至少一份要做点什么",
        ),
    )
    .help((
        "write `50% variant \"A\" then …` and `50% variant \"B\" then …`, or `50% holdout` for the second",
        "写 `50% 方案 \"A\" 则 …` 和 `50% 方案 \"B\" 则 …`，第二份也可以是 `50% 对照组`",
    ))
}

pub fn variant_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0316",
        span,
        (
            format!("two variants are called \"{name}\""),
            format!("有两个方案都叫“{name}”"),
        ),
    )
    .related(first, ("first here", "第一个在这里"))
    .help((
        "reports tell variants apart by name: give each its own",
        "报表靠名称区分方案：请各起一个名称",
    ))
}

pub fn unnamed(span: Span) -> Diagnostic {
    Diagnostic::error("E0316", span, ("this name is empty", "这个名称是空的")).help((
        "write between the quotes what reports should call it",
        "在引号里写上报表中显示的名称",
    ))
}

pub fn split_by_may_miss(span: Span, field: &str) -> Diagnostic {
    Diagnostic::error(
        "E0317",
        span,
        (
            format!("`{field}` may be missing, and who lacks it would fall into no arm"),
            format!("`{field}` 可能缺失，缺失的人无法分进任何一份"),
        ),
    )
    .help((
        "split by a field everyone has, such as the customer's id, or leave `by` out: then each customer keeps one arm",
        "按人人都有的字段分，例如客户号；不写 `按` 时，每位客户固定在一份里",
    ))
}

pub fn two_control_groups(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0318",
        span,
        ("this rule has two control groups", "这条规则有两个对照组"),
    )
    .related(first, ("the other stands here", "另一个在这里"))
    .help((
        "keep one: an arm of the split, or `holdout` for a rule without a split",
        "只留一个：有分流时作为其中一份，没有分流时用 `对照组`",
    ))
}

pub fn holdout_range(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0319",
        span,
        (
            "a control group is more than 0% and less than 100%",
            "对照组的比例要大于 0%、小于 100%",
        ),
    )
    .help((
        "write a share such as `holdout 10%`",
        "写一个比例，例如 `对照组 10%`",
    ))
}

pub fn empty_budget(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0320",
        span,
        (
            "a budget of nothing lets the rule do nothing",
            "预算为零，规则什么也做不了",
        ),
    )
    .help((
        "write an amount above zero, or take the rule out",
        "写一个大于零的数，或去掉这条规则",
    ))
}

pub fn unknown_piece(
    span: Span,
    word: &str,
    near: Option<&str>,
    known: &[Bilingual],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0321",
        span,
        (
            format!("a budget cannot count `{word}`"),
            format!("预算不能按 `{word}` 计数"),
        ),
    );
    if let Some(near) = near {
        return diagnostic.help_near(near).fix(span, near);
    }
    let Said { english, chinese } = listed_both(known);
    diagnostic.help((
        format!("count {english}; or write an amount of money"),
        format!("可以按 {chinese} 计数，或写一个金额"),
    ))
}

/// The rule has no action the budget could count.
pub fn nothing_to_count(span: Span, what: &Said) -> Diagnostic {
    let Said { english, chinese } = what;
    Diagnostic::error(
        "E0322",
        span,
        (
            format!("this budget counts {english}, and nothing the rule does is counted by it"),
            format!("这个预算按{chinese}计数，而规则里没有任何动作算在内"),
        ),
    )
    .help((
        "count what the rule gives, or leave the budget out",
        "按规则实际发出的东西计数，或去掉预算",
    ))
}

pub fn not_ordered(span: Span, words: &str, kind: &Said) -> Diagnostic {
    let Said { english, chinese } = kind;
    Diagnostic::error(
        "E0324",
        span,
        (
            format!("`{words}` is {english}, of which none comes before another"),
            format!("`{words}` 是{chinese}，分不出先后"),
        ),
    )
    .help((
        "prefer by a number, an amount of money, a date or a level; the greater value comes first",
        "按数字、金额、日期或等级排先后，大的优先",
    ))
}

/// A warning: `prefer` means something only where something is scarce.
pub fn prefer_without_budget(span: Span) -> Diagnostic {
    Diagnostic::warning(
        "W0311",
        span,
        (
            "`prefer` says who gets a scarce budget first, and this rule has no `budget`: it changes nothing",
            "`优先` 决定预算不够时先给谁，而这条规则没有 `预算`，写了也不起作用",
        ),
    )
    .help((
        "add a `budget`, or leave `prefer` out",
        "加上 `预算`，或去掉 `优先`",
    ))
}

pub fn since_entry_elsewhere(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0331",
        span,
        (
            "`since entry` looks at what came after the rule acted, and here it has not acted yet",
            "`自从 进入时` 看的是规则执行之后的事，而这里规则还没有执行",
        ),
    )
    .help((
        "write it in `stop when`, in `goal` or after `if` in a later step; here, write a window such as `last 30 days`",
        "它只能写在 `终止 当`、`目标` 或后续步骤的 `如果` 里；这里请写时间范围，例如 `近 30 天`",
    ))
}
