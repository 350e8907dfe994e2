//! How values are written.

use super::Entry;
use crate::language::vocabulary::Bilingual as B;

pub const VALUES: &[Entry] = &[
    Entry {
        name: B::new("number", "数字"),
        keywords: &["kw_ten_thousand", "kw_hundred_million", "dot"],
        form: B::new("1,000 · 0.5", "1,000 · 0.5 · 10万 · 1.5亿"),
        meaning: B::new(
            "With or without commas between thousands, up to six decimals. In Chinese also with 万 (10,000) and 亿 (100,000,000).",
            "千位逗号可写可不写，小数最多六位。可以用“万”“亿”。",
        ),
        examples: &[B::new("points_expiring >= 10,000", "即将到期积分 >= 1万")],
    },
    Entry {
        name: B::new("percentage", "百分比"),
        keywords: &["percent_sign"],
        form: B::new("15%", "15%"),
        meaning: B::new(
            "A type of its own: a field of type percent is compared with `15%`, never with `15` or `0.15`.",
            "自成一种类型：百分比字段要和 `15%` 比，不能和 `15` 或 `0.15` 比。",
        ),
        examples: &[B::new("price_sensitivity >= 70%", "价格敏感度 >= 70%")],
    },
    Entry {
        name: B::new("amount of money", "金额"),
        keywords: &["currency_sign", "kw_yuan"],
        form: B::new(
            "¥100 · CNY 100 · $5 · €20",
            "¥100 · 100元 · 600万元 · CNY 100",
        ),
        meaning: B::new(
            "An amount always names its currency. `¥` is yuan (yen in a project that counts in yen); `$` only where the project counts in a dollar or peso. Amounts of different currencies do not compare.",
            "金额总要写币种。`¥` 是人民币（以日元计价的项目里是日元）；`$` 只能用在以美元等计价的项目里。不同币种不能比较。",
        ),
        examples: &[
            B::new("lifetime_value >= ¥5,000", "累计消费 >= 5000元"),
            B::new("assets >= ¥6,000,000", "资产 >= 600万元"),
        ],
    },
    Entry {
        name: B::new("text in quotes", "引号里的文字"),
        keywords: &[],
        form: B::new("\"Shanghai\"", "\"上海\" · “上海” · 「上海」"),
        meaning: B::new(
            "Within one line. Write `\\\"` for a quotation mark inside. Curly and corner quotes are taken as well.",
            "写在一行之内。里面要用引号时写 `\\\"`，或者换一种引号：“ ”、「 」、『 』都可以。",
        ),
        examples: &[B::new("city is \"Shanghai\"", "城市 是 “Shanghai”")],
    },
    Entry {
        name: B::new("option", "选项"),
        keywords: &[],
        form: B::new("gold", "金卡"),
        meaning: B::new(
            "A word of a level or a choice, without quotes, by its name or its label in the schema.",
            "等级或选项里的词，不加引号，写名称或标签都行。",
        ),
        examples: &[B::new("tier is gold", "会员等级 是 金卡")],
    },
    Entry {
        name: B::new("yes, no", "是、否"),
        keywords: &["kw_yes", "kw_false"],
        form: B::new("yes · no", "是 · 否"),
        meaning: B::new(
            "The values of a yes/no field; `unsubscribed is no` is the same as `not unsubscribed`.",
            "“是/否”字段的值；“已退订 是 否”等于“非 已退订”。",
        ),
        examples: &[B::new("unsubscribed is no", "已退订 是 否")],
    },
    Entry {
        name: B::new("date", "日期"),
        keywords: &[],
        form: B::new("2026-03-08", "2026-03-08 · 2026年3月8日"),
        meaning: B::new(
            "Year, month, day, always in this order.",
            "按年、月、日的顺序写。",
        ),
        examples: &[B::new("joined_on is 2026-03-08", "入会日 是 2026年3月8日")],
    },
    Entry {
        name: B::new("time of day", "时刻"),
        keywords: &[],
        form: B::new("09:00 · 09:00:30", "09:00 · 09：00"),
        meaning: B::new(
            "Hours and minutes, 00:00 to 23:59.",
            "时和分，00:00 到 23:59。",
        ),
        examples: &[],
    },
    Entry {
        name: B::new("instant", "时间点"),
        keywords: &[],
        form: B::new("2026-03-08 09:00", "2026-03-08 09:00"),
        meaning: B::new(
            "A date with a time of day, on the project's clock.",
            "日期加时刻，按项目的时钟。",
        ),
        examples: &[B::new(
            "has purchase (at after 2026-03-08 09:00)",
            "有 购买（发生时间 晚于 2026-03-08 09:00）",
        )],
    },
    Entry {
        name: B::new("length of time", "时长"),
        keywords: &[
            "kw_minute",
            "kw_hour",
            "kw_day",
            "kw_week",
            "kw_month",
            "kw_year",
            "kw_bare_m",
        ],
        form: B::new(
            "30 min · 4 hours · 14 days · 2 weeks · 6 months · 1 year",
            "30 分钟 · 4 小时 · 14 天 · 2 周 · 6 个月 · 1 年",
        ),
        meaning: B::new(
            "Minutes and hours are exact; days, weeks, months and years follow the calendar, and the two sorts never mix. `m` alone is an error: it could be minutes or months.",
            "分钟和小时精确计时；天、周、月、年按日历，两类不能混用。单独一个 `m` 是错误：看不出是分钟还是月。",
        ),
        examples: &[
            B::new("no purchase (last 6 months)", "没有 购买（近 6 个月）"),
            B::new("has complaint (last 4 hours)", "有 投诉（近 4 小时）"),
        ],
    },
    Entry {
        name: B::new("field", "字段"),
        keywords: &[],
        form: B::new(
            "‹field› · customer.‹field› · ‹event›.‹field›",
            "‹字段› · 客户.‹字段› · ‹事件›.‹字段›",
        ),
        meaning: B::new(
            "A name or a label of the schema. Put its owner and a dot before it where two fields are called the same. Names are set off by spaces or marks; Chinese words that run together are reported with the line as it should be.",
            "数据定义里的名称或标签。同名时在前面写出所属和一个点。名称前后要有空格或标点；连在一起的中文会报错，并给出分好的写法。",
        ),
        examples: &[
            B::new("customer.tier is gold", "客户.会员等级 是 金卡"),
            B::new(
                "sum(purchase.amount) >= ¥1,000",
                "合计(购买.金额) >= ¥1,000",
            ),
        ],
    },
];
