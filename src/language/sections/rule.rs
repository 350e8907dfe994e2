//! What a rule says about itself, whom it looks at and when, and what it does.

use super::{KEEP_ONE, Repeats, SectionDef};
use crate::language::vocabulary::Bilingual as B;

pub const NOTE: SectionDef = SectionDef {
    keyword: "kw_note",
    words: &[],
    form: B::new("note \"‹text›\"", "说明 \"‹文字›\""),
    meaning: B::new(
        "Why the rule exists, for people. It changes nothing about what the rule does.",
        "给人看的说明：为什么有这条规则。不影响规则的行为。",
    ),
    examples: &[B::new(
        "note \"Gold and above get a coupon on their birthday\"",
        "说明 \"金卡及以上会员生日当天送券\"",
    )],
    repeats: KEEP_ONE,
    runs: true,
};

pub const OWNER: SectionDef = SectionDef {
    keyword: "kw_owner",
    words: &[],
    form: B::new("owner \"‹name›\"", "负责人 \"‹姓名›\""),
    meaning: B::new(
        "Who answers questions about the rule. It changes nothing about what the rule does.",
        "这条规则由谁负责、有疑问问谁。不影响规则的行为。",
    ),
    examples: &[B::new("owner \"Li Na, CRM\"", "负责人 \"李娜，会员部\"")],
    repeats: KEEP_ONE,
    runs: true,
};

pub const FORMERLY: SectionDef = SectionDef {
    keyword: "kw_formerly",
    words: &[],
    form: B::new("formerly \"‹old title›\"", "原名 \"‹旧标题›\""),
    meaning: B::new(
        "The title the rule had before. A rule is known by its title: with this line a renamed rule keeps its history, so that nobody is greeted twice and limits go on counting.",
        "规则以前的标题。系统按标题识别规则：改名时写上旧标题，历史就接得上，不会重复触达，限制也接着计数。",
    ),
    examples: &[B::new("formerly \"Birthday coupon\"", "原名 \"生日券\"")],
    repeats: Repeats::Often,
    runs: true,
};

pub const AUDIENCE: SectionDef = SectionDef {
    keyword: "kw_audience",
    words: &[],
    form: B::new(
        "audience customer\naudience customer in segment \"‹title›\"\naudience ‹event›",
        "对象 客户\n对象 客户 属于 人群 \"‹标题›\"\n对象 ‹事件›",
    ),
    meaning: B::new(
        "Whom the rule looks at. Without it, every customer. With the name of an event, each such event is looked at by itself: its fields can be used directly, and limits count for that one event.",
        "规则看的是谁。不写就是每一位客户。写事件名，则逐件看这种事件：可以直接用事件的字段，限制也按这一件计数。",
    ),
    examples: &[
        B::new(
            "audience complaint\nwhen severity >= high and status is not resolved",
            "对象 投诉\n当 严重度 >= 高 且 状态 不是 已解决",
        ),
        B::new("audience customer", "对象 客户"),
    ],
    repeats: KEEP_ONE,
    runs: true,
};

pub const ACTIVE: SectionDef = SectionDef {
    keyword: "kw_active",
    words: &["kw_from", "kw_until"],
    form: B::new(
        "active from ‹date› to ‹date›\nactive from ‹date›\nactive to ‹date›",
        "生效 自 ‹日期› 至 ‹日期›\n生效 自 ‹日期› 起\n生效 至 ‹日期›",
    ),
    meaning: B::new(
        "The first and the last day on which the rule is due, both included. Outside them nothing is looked at and nothing is decided.",
        "规则生效的第一天和最后一天，两天都算。在此之外不判断，也不做任何决定。",
    ),
    examples: &[
        B::new(
            "active from 2026-01-01 to 2026-12-31",
            "生效 自 2026-01-01 至 2026-12-31",
        ),
        B::new("active from 2026-03-01", "生效 自 2026年3月1日 起"),
    ],
    repeats: KEEP_ONE,
    runs: true,
};

pub const SCHEDULE: SectionDef = SectionDef {
    keyword: "kw_schedule",
    words: &[],
    form: B::new(
        "schedule ‹when it is due›\nschedule ‹when it is due› customer time",
        "时间 ‹何时判断›\n时间 ‹何时判断› 客户 时区",
    ),
    meaning: B::new(
        "When the rule looks at its audience. Every rule needs one. The clock is the project's, or with `customer time` each customer's own. The part “Schedules” lists the forms.",
        "规则什么时候判断一遍。每条规则都要写。默认用项目的时钟；加上“客户 时区”则按每位客户自己的时区。写法见“判断时间”一章。",
    ),
    examples: &[B::new(
        "schedule daily at 09:00 customer time",
        "时间 每天 09:00 客户 时区",
    )],
    repeats: Repeats::Once(B::new(
        "keep one, or make a second rule for the other time",
        "只留一个；另一个时间请另写一条规则",
    )),
    runs: true,
};

pub const WHEN: SectionDef = SectionDef {
    keyword: "kw_when",
    words: &[],
    form: B::new("when ‹condition›", "当 ‹条件›"),
    meaning: B::new(
        "What must become true. The rule acts for a customer on the first tick at which the condition holds after it did not, and again only after it has stopped holding. Every rule needs one.",
        "什么情况变为成立时触发。条件从不成立变为成立的那一刻，规则对这位客户动作一次；要等它不再成立之后，才可能再次触发。每条规则都要写。",
    ),
    examples: &[B::new(
        "when birthday is today and tier >= gold",
        "当 生日 是 今天 且 会员等级 >= 金卡",
    )],
    repeats: Repeats::Once(B::new(
        "join the conditions with `and` or `or`",
        "用 `且` 或 `或` 把条件连起来",
    )),
    runs: true,
};

pub const UNLESS: SectionDef = SectionDef {
    keyword: "kw_unless",
    words: &[],
    form: B::new("unless ‹condition›", "除非 ‹条件›"),
    meaning: B::new(
        "What must be false. It is part of the same truth as `when`: the rule acts once `when` is true and this is certainly false. Where it is unknown, nothing happens.",
        "必须不成立的条件。它和“当”合成一个判断：“当”成立、并且这里确定不成立时，规则才动作；结果未知时不动作。",
    ),
    examples: &[B::new(
        "unless has complaint (last 7 days, severity >= high)",
        "除非 有 投诉（近 7 天，严重度 >= 高）",
    )],
    repeats: Repeats::Once(B::new(
        "join the conditions with `or`",
        "用 `或` 把条件连起来",
    )),
    runs: true,
};

pub const THEN: SectionDef = SectionDef {
    keyword: "kw_then",
    words: &["kw_join"],
    form: B::new("then ‹action› and ‹action›", "则 ‹动作› 并 ‹动作›"),
    meaning: B::new(
        "What is done, all of it in one decision. The part “Actions” lists what there is.",
        "要做的事，所有动作同属一个决定。可用的动作见“动作”一章。",
    ),
    examples: &[B::new(
        "then send coupon \"BDAY50\" (value: ¥50, valid: 14 days)\n and add tag \"birthday\"",
        "则 发放 优惠券 \"BDAY50\"（面额：¥50，有效期：14 天）\n 并 添加 标签 \"birthday\"",
    )],
    repeats: Repeats::Once(B::new(
        "join the actions with `and`",
        "用 `并` 把动作连起来",
    )),
    runs: true,
};
