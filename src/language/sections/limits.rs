//! How often, how much, who first, and how late.

use super::{KEEP_ONE, Repeats, SectionDef};
use crate::language::vocabulary::Bilingual as B;

pub const LIMIT: SectionDef = SectionDef {
    keyword: "kw_limit",
    words: &["kw_per", "kw_times", "kw_lifetime"],
    form: B::new(
        "limit ‹n› per ‹year, month, week or day›\nlimit ‹n› per ‹length›\nlimit ‹n› lifetime",
        "限制 每年（每月、每周、每天）‹n› 次\n限制 每 ‹时长› ‹n› 次\n限制 终身 ‹n› 次",
    ),
    meaning: B::new(
        "How often the rule may act for one customer, or for one event where the audience is an event. `per year` and its like are calendar periods in the customer's zone; `per 180 days` looks back 180 whole days. Only what was granted counts. Several limits hold together.",
        "规则对同一位客户（对象是事件时，对同一件事件）最多动作几次。“每年”等按客户所在时区的自然年（月、周、天）算；“每 180 天”往回看 180 个整天。只有真正批准的才计数。可以写多条，同时有效。",
    ),
    examples: &[
        B::new("limit 1 per year", "限制 每年 1 次"),
        B::new(
            "limit 2 per 180 days\nlimit 5 lifetime",
            "限制 每 180 天 2 次\n限制 终身 5 次",
        ),
    ],
    repeats: Repeats::Often,
    runs: true,
};

pub const COOLDOWN: SectionDef = SectionDef {
    keyword: "kw_cooldown",
    words: &[],
    form: B::new("cooldown ‹length›", "冷却 ‹时长›"),
    meaning: B::new(
        "How long the rule leaves a customer alone after it acted: with 14 days, what was granted on a day may come again 14 days later, not before.",
        "动作之后隔多久才能再对同一位客户动作：写 14 天，则批准当天起第 14 天才可以再来。",
    ),
    examples: &[B::new("cooldown 14 days", "冷却 14 天")],
    repeats: KEEP_ONE,
    runs: true,
};

pub const BUDGET: SectionDef = SectionDef {
    keyword: "kw_budget",
    words: &["kw_pieces"],
    form: B::new(
        "budget ‹money› per ‹period›\nbudget ‹money›\nbudget ‹n› ‹what is handed out›",
        "预算 ‹金额› 每月\n预算 ‹金额›\n预算 ‹n› 张 ‹发放物›",
    ),
    meaning: B::new(
        "A hard ceiling over all customers together. Without a period it holds for the rule's life.",
        "所有客户合计的硬上限。不写周期则在规则的整个生命期内有效。",
    ),
    examples: &[
        B::new(
            "then send coupon \"BACK\" (value: ¥20)\nbudget ¥50,000 per month",
            "则 发放 优惠券 \"BACK\"（面额：¥20）\n预算 ¥50,000 每月",
        ),
        B::new(
            "then send coupon \"BACK\" (value: ¥20)\nbudget 1000 coupons",
            "则 发放 优惠券 \"BACK\"（面额：¥20）\n预算 1000 张 优惠券",
        ),
    ],
    repeats: Repeats::Often,
    runs: false,
};

pub const PREFER: SectionDef = SectionDef {
    keyword: "kw_prefer",
    words: &[],
    form: B::new("prefer ‹value›", "优先 ‹值›"),
    meaning: B::new(
        "Who comes first when a budget does not reach for everybody: the highest value.",
        "预算不够所有人时谁先得到：值大者优先。",
    ),
    examples: &[B::new(
        "then create task \"Call\"\nbudget 20 tasks per day\nprefer lifetime_value",
        "则 创建 任务 \"Call\"\n预算 每天 20 件 任务\n优先 累计消费",
    )],
    repeats: KEEP_ONE,
    runs: false,
};

pub const START_WITH: SectionDef = SectionDef {
    keyword: "kw_start_with",
    words: &["kw_newcomers", "kw_everyone"],
    form: B::new(
        "start with newcomers\nstart with everyone",
        "起始 新进入者\n起始 所有人",
    ),
    meaning: B::new(
        "What a newly deployed rule does about those for whom it is already true. Newcomers, as without this line: it waits until it becomes true anew. Everyone: it acts for them at its first tick.",
        "新上线的规则遇到条件早已成立的客户怎么办。“新进入者”（不写就是它）：等条件重新变为成立才动作；“所有人”：第一次判断就对他们动作。",
    ),
    examples: &[B::new("start with everyone", "起始 所有人")],
    repeats: KEEP_ONE,
    runs: false,
};

pub const GROUP: SectionDef = SectionDef {
    keyword: "kw_group",
    words: &["kw_pick"],
    form: B::new(
        "group \"‹name›\"\ngroup \"‹name›\" pick ‹n›",
        "互斥组 \"‹名称›\"\n互斥组 \"‹名称›\" 取 ‹n›",
    ),
    meaning: B::new(
        "Rules of a group that become true for the same customer at the same moment compete: the `pick` of them (1 if not written) with the highest priority go on, the others are recorded as lost.",
        "同组规则同时对同一位客户成立时要竞争：按优先级从高到低取前几条（不写“取”就是 1 条），其余记为落选。",
    ),
    examples: &[
        B::new("group \"gifts\" pick 1", "互斥组 \"gifts\" 取 1"),
        B::new("group \"gifts\"", "互斥组 \"gifts\""),
    ],
    repeats: KEEP_ONE,
    runs: true,
};

pub const PRIORITY: SectionDef = SectionDef {
    keyword: "kw_priority",
    words: &[],
    form: B::new("priority ‹whole number›", "优先级 ‹整数›"),
    meaning: B::new(
        "Which rule of a group goes first: the higher number. 0 if not written; of two alike, the title that comes first in the alphabet.",
        "同组规则谁先：数字大者优先，不写就是 0；相同则按标题的字母顺序。",
    ),
    examples: &[B::new("priority 80", "优先级 80")],
    repeats: KEEP_ONE,
    runs: true,
};

pub const LATE: SectionDef = SectionDef {
    keyword: "kw_late",
    words: &[],
    form: B::new("late ‹length›", "迟到 ‹时长›"),
    meaning: B::new(
        "How long after it was due a missed tick may still act, say after a pause of the server. 1 day if not written; what is older is recorded as expired.",
        "错过的判断（比如服务器停了一阵）最晚多久还能补做。不写就是 1 天；更早的记为过期。",
    ),
    examples: &[B::new("late 2 hours", "迟到 2 小时")],
    repeats: KEEP_ONE,
    runs: true,
};
