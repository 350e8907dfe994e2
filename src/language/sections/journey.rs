//! Steps that come later, when to stop, what counts as success, and arms that are compared.

use super::{KEEP_ONE, Repeats, SectionDef};
use crate::language::vocabulary::Bilingual as B;

pub const WAIT: SectionDef = SectionDef {
    keyword: "kw_wait",
    words: &["kw_if", "kw_or_else"],
    form: B::new(
        "wait ‹length› then ‹action› and ‹action›\nwait ‹length›, if ‹condition›, then ‹actions› or else ‹actions›",
        "等待 ‹时长› 然后 ‹动作› 并 ‹动作›\n等待 ‹时长›，如果 ‹条件›，则 ‹动作› 否则 ‹动作›",
    ),
    meaning: B::new(
        "A later step. The length counts from the step before it. With `if`, the condition is asked when the step is due.",
        "后续步骤。时长从上一步算起。写“如果”时，条件在这一步到点时才判断。",
    ),
    examples: &[
        B::new(
            "wait 7 days then send coupon \"BACK20\" (value: ¥20, valid: 10 days)",
            "等待 7 天 然后 发放 优惠券 \"BACK20\"（面额：¥20，有效期：10 天）",
        ),
        B::new(
            "wait 14 days, if lifetime_value >= ¥5,000, then create task \"Call back\" (due: 2 days)\n or else send sms \"last-chance\"",
            "等待 14 天，如果 累计消费 >= 5000元，则 创建 任务 \"Call back\"（时限：2 天）\n 否则 发送 短信 \"last-chance\"",
        ),
    ],
    repeats: Repeats::Often,
    runs: false,
};

pub const STOP_WHEN: SectionDef = SectionDef {
    keyword: "kw_stop_when",
    words: &[],
    form: B::new("stop when ‹condition›", "终止 当 ‹条件›"),
    meaning: B::new(
        "Ends the journey before its next step: what has been sent stays sent, what is still to come is dropped. `since entry` looks at what happened after the rule acted.",
        "在下一步之前结束流程：已经发出的不撤回，还没到的不再做。“自从 进入时”看的是规则动作之后发生的事。",
    ),
    examples: &[B::new(
        "wait 7 days then add tag \"asked\"\nstop when has purchase (since entry)",
        "等待 7 天 然后 添加 标签 \"asked\"\n终止 当 有 购买（自从 进入时）",
    )],
    repeats: Repeats::Once(B::new(
        "join the conditions with `or`",
        "用 `或` 把条件连起来",
    )),
    runs: false,
};

pub const GOAL: SectionDef = SectionDef {
    keyword: "kw_goal",
    words: &[],
    form: B::new("goal ‹condition›", "目标 ‹条件›"),
    meaning: B::new(
        "What counts as success when the rule is evaluated. It changes nothing about what the rule does.",
        "统计效果时什么算成功。不影响规则的行为。",
    ),
    examples: &[B::new(
        "goal has purchase (since entry, amount >= ¥99)",
        "目标 有 购买（自从 进入时，金额 >= ¥99）",
    )],
    repeats: KEEP_ONE,
    runs: false,
};

pub const SPLIT: SectionDef = SectionDef {
    keyword: "kw_split",
    words: &["kw_variant", "kw_by"],
    form: B::new(
        "split \"‹name›\" by ‹field›\n  ‹share›% variant \"‹name›\" then ‹actions›\n  ‹share›% holdout",
        "分流 \"‹名称›\" 按 ‹字段›\n  ‹比例›% 方案 \"‹名称›\" 则 ‹动作›\n  ‹比例›% 对照组",
    ),
    meaning: B::new(
        "An A/B test in place of `then`. The shares make 100% together. The same customer always falls into the same arm of a split of that name; `by` may be left out.",
        "A/B 测试，代替“则”。各组比例合计 100%。同一位客户在同名分流里总是落在同一组；“按 …”可以不写。",
    ),
    examples: &[B::new(
        "split \"price-test-q1\" by customer_id\n  45% variant \"A\" then send coupon \"P10\" (value: ¥10)\n  45% variant \"B\" then send coupon \"P20\" (value: ¥20)\n  10% holdout",
        "分流 \"price-test-q1\" 按 客户号\n  45% 方案 \"A\" 则 发放 优惠券 \"P10\"（面额：¥10）\n  45% 方案 \"B\" 则 发放 优惠券 \"P20\"（面额：¥20）\n  10% 对照组",
    )],
    repeats: KEEP_ONE,
    runs: false,
};

pub const HOLDOUT: SectionDef = SectionDef {
    keyword: "kw_holdout",
    words: &[],
    form: B::new("holdout ‹share›%", "对照组 ‹比例›%"),
    meaning: B::new(
        "The share of customers who are recorded and never contacted, so that the rule's effect can be measured. Who they are is fixed for the rule.",
        "只记录、不触达的客户比例，用来衡量规则的效果。对同一条规则，哪些客户在对照组里是固定的。",
    ),
    examples: &[B::new("holdout 10%", "对照组 10%")],
    repeats: KEEP_ONE,
    runs: false,
};
