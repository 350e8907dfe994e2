//! What conditions are made of, besides the vocabulary.

use super::Entry;
use crate::language::vocabulary::Bilingual as B;

pub const CONDITIONS: &[Entry] = &[
    Entry {
        name: B::new("and, or, not", "且、或、非"),
        keywords: &["kw_and", "kw_or", "kw_not"],
        form: B::new(
            "‹condition› and ‹condition›\n‹condition› or ‹condition›\nnot ‹condition›",
            "‹条件› 且 ‹条件›\n‹条件› 或 ‹条件›\n非 ‹条件›",
        ),
        meaning: B::new(
            "Joins conditions. `and` beside `or` needs brackets around one of them, so that nobody has to guess. Unknown stays unknown: `and` with something false is false, `or` with something true is true, everything else that holds an unknown is unknown.",
            "连接条件。“且”和“或”放在一起时必须加括号，谁也不用猜。未知的规则：“且”遇到不成立就是不成立，“或”遇到成立就是成立，其余含有未知的结果都是未知。",
        ),
        examples: &[
            B::new(
                "tier >= gold and city is known",
                "会员等级 >= 金卡 且 城市 是 已知",
            ),
            B::new(
                "(birthday is today or lunar_birthday is today) and not unsubscribed",
                "（生日 是 今天 或 农历生日 是 今天）且 非 已退订",
            ),
        ],
    },
    Entry {
        name: B::new("all of, any of", "全部 满足、任一 满足"),
        keywords: &["kw_all_of", "kw_any_of"],
        form: B::new(
            "all of (‹condition›, ‹condition›)\nany of (‹condition›, ‹condition›)",
            "全部 满足（‹条件›，‹条件›）\n任一 满足（‹条件›，‹条件›）",
        ),
        meaning: B::new(
            "The same as `and` and `or` over a list, easier to read for many conditions.",
            "和“且”“或”意思相同，条件多时更好读。",
        ),
        examples: &[B::new(
            "any of (tier is platinum, lifetime_value >= ¥10,000, all of (tier is gold, city is \"Shanghai\"))",
            "任一 满足（会员等级 是 白金，累计消费 >= 1万元，全部 满足（会员等级 是 金卡，城市 是 \"Shanghai\"））",
        )],
    },
    Entry {
        name: B::new("is, is not", "是、不是"),
        keywords: &["kw_is", "kw_is_not", "equals", "differs"],
        form: B::new(
            "‹value› is ‹value›\n‹value› is not ‹value›",
            "‹值› 是 ‹值›\n‹值› 不是 ‹值›",
        ),
        meaning: B::new(
            "Equal, not equal. Both sides must be of the same type: money with money, a percentage with a percentage. A yes/no field may stand by itself.",
            "相等、不相等。两边类型必须相同：金额对金额，百分比对百分比。“是/否”字段可以单独写。",
        ),
        examples: &[
            B::new("tier is gold", "会员等级 是 金卡"),
            B::new("city is not \"Shanghai\"", "城市 不是 \"Shanghai\""),
            B::new(
                "marketing_consent and not unsubscribed",
                "同意营销 且 非 已退订",
            ),
        ],
    },
    Entry {
        name: B::new(">=, >, <=, <", ">=、>、<=、<"),
        keywords: &["at_least", "above", "at_most", "below"],
        form: B::new("‹value› >= ‹value›", "‹值› >= ‹值›"),
        meaning: B::new(
            "At least, above, at most, below. For numbers, percentages, money, dates and levels; of levels the later in the schema is the higher. A comparison has two sides: `1 < x < 5` is an error, write `x between 2 and 4`.",
            "不小于、大于、不大于、小于。用于数字、百分比、金额、日期和等级；等级在数据定义里排在后面的更高。一次比较只有两边：`1 < x < 5` 是错误，请写“介于”。",
        ),
        examples: &[
            B::new("tier >= gold", "会员等级 >= 金卡"),
            B::new("lifetime_value > ¥5,000", "累计消费 > 5000元"),
            B::new("price_sensitivity < 70%", "价格敏感度 < 70%"),
        ],
    },
    Entry {
        name: B::new("in segment", "属于 人群"),
        keywords: &["kw_segment"],
        form: B::new(
            "in segment \"‹title›\"\nnot in segment \"‹title›\"\ncustomer in segment \"‹title›\"",
            "属于 人群 \"‹标题›\"\n不属于 人群 \"‹标题›\"\n客户 属于 人群 \"‹标题›\"",
        ),
        meaning: B::new(
            "Whether the segment's condition holds for the customer, also in a rule about events. Unknown where the condition is unknown.",
            "客户是否符合这个人群的条件；针对事件的规则里，说的也是客户。条件未知时结果未知。",
        ),
        examples: &[],
    },
    Entry {
        name: B::new("in, not in", "属于、不属于"),
        keywords: &["kw_in", "kw_not_in", "list_open", "list_close"],
        form: B::new(
            "‹value› in [‹value›, ‹value›]\n‹value› not in [‹value›, ‹value›]\n‹value› in ‹list field›",
            "‹值› 属于 [‹值›, ‹值›]\n‹值› 不属于 [‹值›, ‹值›]\n‹值› 属于 ‹列表字段›",
        ),
        meaning: B::new(
            "Whether the value is one of those listed, or one of those in a field that holds a list.",
            "值是不是列出的其中之一，或在列表字段之中。",
        ),
        examples: &[
            B::new(
                "city in [\"Shanghai\", \"Hangzhou\"]",
                "城市 属于 [\"Shanghai\", \"Hangzhou\"]",
            ),
            B::new(
                "tier not in [regular, silver]",
                "会员等级 不属于 [普通, 银卡]",
            ),
        ],
    },
    Entry {
        name: B::new("between", "介于"),
        keywords: &["kw_between", "kw_to", "kw_amid"],
        form: B::new(
            "‹value› between ‹value› and ‹value›",
            "‹值› 介于 ‹值› 至 ‹值›",
        ),
        meaning: B::new("Both ends are included.", "两端都算在内。"),
        examples: &[
            B::new("age between 30 and 75", "年龄 介于 30 至 75"),
            B::new(
                "joined_on between 2025-01-01 and 2025-12-31",
                "入会日 介于 2025-01-01 和 2025-12-31 之间",
            ),
        ],
    },
    Entry {
        name: B::new("default", "缺省"),
        keywords: &["kw_default"],
        form: B::new("‹field› (default: ‹value›)", "‹字段›（缺省：‹值›）"),
        meaning: B::new(
            "What stands for the field where the customer has none. Without it, a condition about a missing field is unknown, and unknown never acts.",
            "客户没有这个字段时用什么代替。不写的话，涉及缺失字段的条件结果未知，未知不会触发任何动作。",
        ),
        examples: &[B::new(
            "city (default: \"other\") is not \"Shanghai\"",
            "城市（缺省：\"other\"）不是 \"Shanghai\"",
        )],
    },
    Entry {
        name: B::new("+, -, *, /", "+、-、*、/"),
        keywords: &["plus", "minus", "times", "over"],
        form: B::new("‹value› + ‹value›", "‹值› + ‹值›"),
        meaning: B::new(
            "Arithmetic on numbers, money and percentages. `*` and `/` bind tighter than `+` and `-`. Dividing by zero is missing, not an error.",
            "数字、金额、百分比的四则运算。先乘除后加减。除以零的结果为缺失，不是错误。",
        ),
        examples: &[
            B::new(
                "lifetime_value / count(purchase) >= ¥100",
                "累计消费 / 次数(购买) >= ¥100",
            ),
            B::new("points_expiring * 2 > 1000", "即将到期积分 * 2 > 1000"),
        ],
    },
    Entry {
        name: B::new("brackets", "括号"),
        keywords: &["open", "close", "comma"],
        form: B::new("( … )", "（ … ）"),
        meaning: B::new(
            "What is in brackets goes first. Chinese marks （ ） ， ： “ ” are as good as the plain ones, everywhere outside quotes.",
            "括号里的先算。引号以外，全角的（ ） ， ： “ ”和半角写法等价。",
        ),
        examples: &[B::new(
            "(tier is gold or tier is platinum) and age >= 30",
            "（会员等级 是 金卡 或 会员等级 是 白金）且 年龄 >= 30",
        )],
    },
];

/// Windows of time over events.
pub const WINDOWS: &[Entry] = &[
    Entry {
        name: B::new("last", "近"),
        keywords: &["kw_last", "kw_inside"],
        form: B::new("last ‹length›", "近 ‹时长›"),
        meaning: B::new(
            "`last 90 days` is 90 whole days, today and the 89 before it. `last 24 hours` is exact. Without a window, everything that ever happened counts.",
            "“近 90 天”是 90 个整天：今天和之前的 89 天。“近 24 小时”精确计时。不写时间段则看有史以来的全部。",
        ),
        examples: &[
            B::new("has purchase (last 90 days)", "有 购买（近 90 天）"),
            B::new("has purchase (last 24 hours)", "有 购买（近24小时内）"),
        ],
    },
    Entry {
        name: B::new("next", "未来"),
        keywords: &["kw_next"],
        form: B::new("next ‹length›", "未来 ‹时长›"),
        meaning: B::new(
            "For dates that lie ahead: today and so many days after it. Not for events, which have happened.",
            "用于将来的日期：今天和之后这么多天。不能用于事件，事件都是已经发生的。",
        ),
        examples: &[B::new(
            "points_expire_on within next 30 days",
            "积分到期日 在 未来 30 天 内",
        )],
    },
    Entry {
        name: B::new("since", "自从"),
        keywords: &["kw_since", "kw_onwards"],
        form: B::new(
            "since ‹date›\nsince ‹length› ago",
            "自从 ‹日期›\n自从 ‹时长› 前",
        ),
        meaning: B::new(
            "From that day on, the day itself included.",
            "从那一天起，当天也算。",
        ),
        examples: &[
            B::new(
                "has purchase (since 2026-01-01)",
                "有 购买（自从 2026-01-01）",
            ),
            B::new(
                "count(purchase, since 30 days ago) >= 2",
                "次数(购买, 自从 30 天 前) >= 2",
            ),
        ],
    },
    Entry {
        name: B::new("between, of events", "介于（事件）"),
        keywords: &[],
        form: B::new("between ‹date› and ‹date›", "介于 ‹日期› 至 ‹日期›"),
        meaning: B::new("Both days are included.", "两天都算在内。"),
        examples: &[B::new(
            "no purchase (between 2026-01-01 and 2026-03-31)",
            "没有 购买（介于 2026-01-01 至 2026-03-31）",
        )],
    },
    Entry {
        name: B::new("several filters", "多个条件"),
        keywords: &[],
        form: B::new(
            "‹event› (‹window›, ‹condition›, ‹condition›)",
            "‹事件›（‹时间段›，‹条件›，‹条件›）",
        ),
        meaning: B::new(
            "Behind the window, conditions that the event must meet, all of them. `at` is when it happened.",
            "时间段后面可以写事件要满足的条件，须全部满足。“发生时间”是事件发生的时刻。",
        ),
        examples: &[B::new(
            "count(purchase, last 6 months, amount >= ¥50, discount_rate < 20%) >= 3",
            "次数(购买, 近 6 个月, 金额 >= ¥50, 折扣率 < 20%) >= 3",
        )],
    },
];

pub const JOURNEY_WINDOWS: &[Entry] = &[Entry {
    name: B::new("since entry", "自从 进入时"),
    keywords: &["kw_since_entry", "kw_entry"],
    form: B::new("since entry", "自从 进入时"),
    meaning: B::new(
        "After the rule acted for this customer. Only in `stop when`, in `goal` and behind `if` in a later step.",
        "规则对这位客户动作之后。只用在“终止 当”“目标”和后续步骤的“如果”里。",
    ),
    examples: &[B::new(
        "goal has purchase (since entry)",
        "目标 有 购买（自从 进入时）",
    )],
}];
