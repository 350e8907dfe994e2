//! The schema: what is known of a customer, which events happen, and of which type each field is.

use super::Entry;
use crate::language::vocabulary::Bilingual as B;

/// Shown as whole schemas.
pub const ITEMS: &[Entry] = &[
    Entry {
        name: B::new("customer", "客户"),
        keywords: &["kw_customer"],
        form: B::new(
            "customer \"‹label›\"\n  ‹field› \"‹label›\": ‹type›",
            "客户 \"‹标签›\"\n  ‹字段› \"‹标签›\"：‹类型›",
        ),
        meaning: B::new(
            "What is known of each customer, a field a line; a rulebook has one such item. The name is what data is imported under, the label is a second name for rules in the other language. The engine itself reads `customer_id`, `time_zone`, `email` (text), `marketing_consent` and `unsubscribed` (yes/no) where they are there.",
            "每位客户有哪些信息，一行一个字段；整套规则只有一个“客户”。名称用于导入数据，标签是另一种语言里的叫法，写规则时用哪个都行。系统自己会用到 `customer_id`、`time_zone`、`email`（文本）、`marketing_consent` 和 `unsubscribed`（是/否）。",
        ),
        examples: &[B::new(
            "customer \"客户\"\n  customer_id \"客户号\": text\n  name \"姓名\": text, optional\n  birthday \"生日\": birthday, optional\n  tier \"会员等级\": level (silver \"银卡\" < gold \"金卡\")\n  marketing_consent \"同意营销\": yes/no, missing counts as no",
            "客户 \"客户\"\n  customer_id \"客户号\"：文本\n  name \"姓名\"：文本，可缺\n  birthday \"生日\"：生日，可缺\n  tier \"会员等级\"：等级（silver \"银卡\" < gold \"金卡\"）\n  marketing_consent \"同意营销\"：是/否，缺失 视为 否",
        )],
    },
    Entry {
        name: B::new("event", "事件"),
        keywords: &["kw_event", "semicolon"],
        form: B::new(
            "event ‹name› \"‹label›\": ‹field› ‹type›, ‹field› ‹type›; fresh within ‹length›",
            "事件 ‹名称› \"‹标签›\"：‹字段› ‹类型›，‹字段› ‹类型›；时效 ‹时长›",
        ),
        meaning: B::new(
            "Something that happens to a customer at a moment. When it happened is in every event without being declared: `at`.",
            "某个时刻发生在客户身上的一件事。每种事件都自带“发生时间”（`at`），不用声明。",
        ),
        examples: &[B::new(
            "customer \"客户\"\n  tier \"会员等级\": text, optional\nevent purchase \"购买\": amount \"金额\" money, channel \"渠道\" choice (app, store); fresh within 26 hours\nevent refund \"退款\"",
            "客户 \"客户\"\n  tier \"会员等级\"：文本，可缺\n事件 purchase \"购买\"：amount \"金额\" 金额，channel \"渠道\" 选项（app，store）；时效 26 小时\n事件 refund \"退款\"",
        )],
    },
    Entry {
        name: B::new("fresh within", "时效"),
        keywords: &["kw_fresh_within"],
        form: B::new("; fresh within ‹length›", "；时效 ‹时长›"),
        meaning: B::new(
            "How old the data of an event may be. While it is older, `no purchase (…)` and counts with an upper bound are unknown: silence is never a late feed. Without it the data always counts as complete.",
            "事件数据最多可以旧到什么程度。超过之后，“没有 购买（…）”和有上限的次数都是未知：迟到的数据不会被当成沉默。不写则始终视为完整。",
        ),
        examples: &[B::new(
            "customer \"客户\"\n  tier \"会员等级\": text, optional\nevent visit \"到访\": shop \"门店\" text; fresh within 2 days",
            "客户 \"客户\"\n  tier \"会员等级\"：文本，可缺\n事件 visit \"到访\"：shop \"门店\" 文本；时效 2 天 内",
        )],
    },
];

/// Shown as a field of the customer each.
pub const TYPES: &[Entry] = &[
    Entry {
        name: B::new("yes/no", "是/否"),
        keywords: &["kw_type_yes_no"],
        form: B::new("‹field›: yes/no", "‹字段›：是/否"),
        meaning: B::new(
            "A condition by itself. Columns of data hold yes, no, true, false, 1, 0, 是 or 否.",
            "单独就是一个条件。数据列里写 是、否、yes、no、true、false、1 或 0。",
        ),
        examples: &[B::new("vip \"贵宾\": yes/no", "vip \"贵宾\"：是/否")],
    },
    Entry {
        name: B::new("number", "数字"),
        keywords: &["kw_type_number"],
        form: B::new("‹field›: number", "‹字段›：数字"),
        meaning: B::new("Exact to six decimals.", "精确到小数点后六位。"),
        examples: &[B::new("score \"评分\": number", "score \"评分\"：数字")],
    },
    Entry {
        name: B::new("whole number", "整数"),
        keywords: &["kw_type_whole_number"],
        form: B::new("‹field›: whole number", "‹字段›：整数"),
        meaning: B::new("Without decimals.", "没有小数的数。"),
        examples: &[B::new(
            "points \"积分\": whole number",
            "points \"积分\"：整数",
        )],
    },
    Entry {
        name: B::new("percent", "百分比"),
        keywords: &["kw_type_percent"],
        form: B::new("‹field›: percent", "‹字段›：百分比"),
        meaning: B::new(
            "Written and compared with its sign: `15%`.",
            "书写和比较都带百分号：`15%`。",
        ),
        examples: &[B::new(
            "discount \"折扣\": percent",
            "discount \"折扣\"：百分比",
        )],
    },
    Entry {
        name: B::new("money", "金额"),
        keywords: &["kw_type_money"],
        form: B::new("‹field›: money", "‹字段›：金额"),
        meaning: B::new(
            "In the project's currency, exact to its smallest coin.",
            "以项目的币种计，精确到最小单位。",
        ),
        examples: &[B::new("spent \"消费\": money", "spent \"消费\"：金额")],
    },
    Entry {
        name: B::new("text", "文本"),
        keywords: &["kw_type_text"],
        form: B::new("‹field›: text", "‹字段›：文本"),
        meaning: B::new(
            "Compared letter by letter, with `is`, `is not` and `in`.",
            "逐字比较，可用“是”“不是”“属于”。",
        ),
        examples: &[B::new("city \"城市\": text", "city \"城市\"：文本")],
    },
    Entry {
        name: B::new("date", "日期"),
        keywords: &["kw_type_date"],
        form: B::new("‹field›: date", "‹字段›：日期"),
        meaning: B::new("A day without a time.", "某一天，不带时刻。"),
        examples: &[B::new(
            "joined_on \"入会日\": date",
            "joined_on \"入会日\"：日期",
        )],
    },
    Entry {
        name: B::new("time", "时刻"),
        keywords: &["kw_type_time"],
        form: B::new("‹field›: time", "‹字段›：时刻"),
        meaning: B::new("A time of day without a date.", "一天里的时刻，不带日期。"),
        examples: &[B::new(
            "call_after \"几点后可致电\": time",
            "call_after \"几点后可致电\"：时刻",
        )],
    },
    Entry {
        name: B::new("instant", "时间点"),
        keywords: &["kw_type_instant"],
        form: B::new("‹field›: instant", "‹字段›：时间点"),
        meaning: B::new("A date with a time.", "日期加时刻。"),
        examples: &[B::new(
            "seen_at \"最近登录\": instant",
            "seen_at \"最近登录\"：时间点",
        )],
    },
    Entry {
        name: B::new("birthday", "生日"),
        keywords: &["kw_type_birthday"],
        form: B::new("‹field›: birthday", "‹字段›：生日"),
        meaning: B::new(
            "A month and a day, with or without a year. 29 February is celebrated on 28 February in common years; a project may choose 1 March.",
            "月和日，年份可有可无。2 月 29 日出生的人平年在 2 月 28 日过生日；项目也可以选 3 月 1 日。",
        ),
        examples: &[B::new(
            "birthday \"生日\": birthday, optional",
            "birthday \"生日\"：生日，可缺",
        )],
    },
    Entry {
        name: B::new("lunar birthday", "农历生日"),
        keywords: &["kw_type_lunar_birthday"],
        form: B::new("‹field›: lunar birthday", "‹字段›：农历生日"),
        meaning: B::new(
            "A day of the Chinese lunar calendar. The 30th falls on the 29th in a short month; a birth in a leap month is celebrated in the ordinary month of years without that leap month.",
            "农历的月和日。小月没有三十时在二十九过；闰月出生的人，在没有这个闰月的年份按平月过。",
        ),
        examples: &[B::new(
            "lunar_birthday \"农历生日\": lunar birthday, optional",
            "lunar_birthday \"农历生日\"：农历生日，可缺",
        )],
    },
    Entry {
        name: B::new("duration", "时长"),
        keywords: &["kw_type_duration"],
        form: B::new("‹field›: duration", "‹字段›：时长"),
        meaning: B::new(
            "Days, weeks, months or years: a length by the calendar.",
            "天、周、月、年：按日历的时长。",
        ),
        examples: &[B::new("term \"合同期\": duration", "term \"合同期\"：时长")],
    },
    Entry {
        name: B::new("hours", "小时数"),
        keywords: &["kw_type_hours"],
        form: B::new("‹field›: hours", "‹字段›：小时数"),
        meaning: B::new(
            "Minutes and hours: an exact length.",
            "分钟、小时：精确的时长。",
        ),
        examples: &[B::new(
            "answered_in \"答复用时\": hours",
            "answered_in \"答复用时\"：小时数",
        )],
    },
    Entry {
        name: B::new("level", "等级"),
        keywords: &["kw_type_level"],
        form: B::new(
            "‹field›: level (‹lowest› < ‹higher› < ‹highest›)",
            "‹字段›：等级（‹最低› < ‹更高› < ‹最高›）",
        ),
        meaning: B::new(
            "Words with an order, the lowest first, each with an optional label. `tier >= gold` means gold and above.",
            "有高低的词，从低到高写，每个词可以带标签。`会员等级 >= 金卡` 就是金卡及以上。",
        ),
        examples: &[B::new(
            "tier \"会员等级\": level (regular \"普通\" < silver \"银卡\" < gold \"金卡\")",
            "tier \"会员等级\"：等级（regular \"普通\" < silver \"银卡\" < gold \"金卡\"）",
        )],
    },
    Entry {
        name: B::new("choice", "选项"),
        keywords: &["kw_type_choice"],
        form: B::new(
            "‹field›: choice (‹word›, ‹word›)",
            "‹字段›：选项（‹词›，‹词›）",
        ),
        meaning: B::new(
            "One of these words, without an order.",
            "其中一个词，没有高低之分。",
        ),
        examples: &[B::new(
            "channel \"渠道\": choice (app \"应用\", store \"门店\")",
            "channel \"渠道\"：选项（app \"应用\"，store \"门店\"）",
        )],
    },
    Entry {
        name: B::new("list of", "多个"),
        keywords: &["kw_type_list_of"],
        form: B::new("‹field›: list of ‹type›", "‹字段›：多个 ‹类型›"),
        meaning: B::new(
            "Several values of one type; ask `\"tea\" in interests`.",
            "同一类型的多个值；用 `\"tea\" 属于 兴趣` 来问。",
        ),
        examples: &[B::new(
            "interests \"兴趣\": list of text",
            "interests \"兴趣\"：多个 文本",
        )],
    },
    Entry {
        name: B::new("same as", "同"),
        keywords: &["kw_type_same_as"],
        form: B::new("‹field›: same as ‹field›", "‹字段›：同 ‹字段›"),
        meaning: B::new(
            "The type of another field, with its words: `same as tier`, `same as purchase.status`.",
            "和另一个字段同类型，词也相同：`同 tier`、`同 purchase.status`。",
        ),
        examples: &[B::new(
            "tier \"会员等级\": level (silver \"银卡\" < gold \"金卡\")\nlast_tier \"去年等级\": same as tier",
            "tier \"会员等级\"：等级（silver \"银卡\" < gold \"金卡\"）\nlast_tier \"去年等级\"：同 tier",
        )],
    },
    Entry {
        name: B::new("optional", "可缺"),
        keywords: &["kw_optional"],
        form: B::new("‹field›: ‹type›, optional", "‹字段›：‹类型›，可缺"),
        meaning: B::new(
            "Some customers have no value. A template that uses the field should say what stands there instead.",
            "有的客户没有这个值。模板里用到时应写明用什么代替。",
        ),
        examples: &[B::new(
            "name \"姓名\": text, optional",
            "name \"姓名\"：文本，可缺",
        )],
    },
    Entry {
        name: B::new("missing counts as", "缺失 视为"),
        keywords: &["kw_missing_counts_as"],
        form: B::new(
            "‹field›: ‹type›, missing counts as ‹value›",
            "‹字段›：‹类型›，缺失 视为 ‹值›",
        ),
        meaning: B::new(
            "What no value means, for all rules: the field is then never unknown.",
            "没有值时一律当作什么：这样的字段永远不会是未知。",
        ),
        examples: &[B::new(
            "marketing_consent \"同意营销\": yes/no, missing counts as no",
            "marketing_consent \"同意营销\"：是/否，缺失 视为 否",
        )],
    },
];
