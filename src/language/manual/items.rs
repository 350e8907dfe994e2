//! What a file is made of.

use super::Entry;
use crate::language::vocabulary::Bilingual as B;

pub const ITEMS: &[Entry] = &[
    Entry {
        name: B::new("rule", "规则"),
        keywords: &["kw_rule"],
        form: B::new(
            "rule \"‹title›\"\n  ‹sections›",
            "规则 \"‹标题›\"\n  ‹各节›",
        ),
        meaning: B::new(
            "One campaign: whom it looks at and when, what must become true, what is then done, how often at most. Each section begins a line with its word; the order of sections does not matter, nor does indentation. A rule ends where the next item begins. The title is what the rule is known by.",
            "一个营销活动：看谁、何时看、什么情况成立、做什么、最多几次。每一节以自己的关键词另起一行；各节先后和缩进都不影响含义。下一项开始，这条规则就结束。系统按标题识别规则。",
        ),
        examples: &[B::new(
            "rule \"Birthday gift\"\n  schedule daily at 09:00 customer time\n  when birthday is today and tier >= gold\n  then send coupon \"BDAY50\" (value: ¥50, valid: 14 days)\n  limit 1 per year",
            "规则 \"Birthday gift\"\n  时间 每天 09:00 客户 时区\n  当 生日 是 今天 且 会员等级 >= 金卡\n  则 发放 优惠券 \"BDAY50\"（面额：¥50，有效期：14 天）\n  限制 每年 1 次",
        )],
    },
    Entry {
        name: B::new("test", "测试"),
        keywords: &["kw_test"],
        form: B::new("test \"‹title›\"\n  ‹lines›", "测试 \"‹标题›\"\n  ‹各行›"),
        meaning: B::new(
            "What the rules must do for one customer, played on a clock of its own, beside the rules it is about.",
            "某一位客户应有的结果，用自己的时钟演一遍，和规则写在一起。",
        ),
        examples: &[B::new(
            "test \"a gold member is greeted\"\n  given today is 2026-06-01, birthday is 1990-06-01, tier is gold\n  expect rule \"r\" fires",
            "测试 \"a gold member is greeted\"\n  假设 今天 是 2026-06-01，生日 是 1990-06-01，会员等级 是 金卡\n  预期 规则 \"r\" 触发",
        )],
    },
    Entry {
        name: B::new("comment", "注释"),
        keywords: &[],
        form: B::new("# ‹anything›", "# ‹任意文字›"),
        meaning: B::new(
            "From `#` to the end of the line, for people.",
            "从 `#` 到行尾，给人看的。",
        ),
        examples: &[B::new(
            "# every morning\nrule \"r\"\n  schedule daily at 09:00 # the shop opens at ten\n  when birthday is today\n  then add tag \"t\"",
            "# 每天早上\n规则 \"r\"\n  时间 每天 09:00 # 门店十点开门\n  当 生日 是 今天\n  则 添加 标签 \"t\"",
        )],
    },
    Entry {
        name: B::new("segment", "人群"),
        keywords: &["kw_segment"],
        form: B::new(
            "segment \"‹title›\": is ‹condition›",
            "人群 \"‹标题›\"：是 ‹条件›",
        ),
        meaning: B::new(
            "A condition about the customer with a name, for rules and other segments: `audience customer in segment \"‹title›\"`, or `in segment \"‹title›\"` within a condition.",
            "给关于客户的条件起个名字，供规则和其他人群使用：`对象 客户 属于 人群 \"‹标题›\"`，或在条件里写 `属于 人群 \"‹标题›\"`。",
        ),
        examples: &[B::new(
            "segment \"High net worth\": is assets >= ¥6,000,000 and age between 30 and 75",
            "人群 \"High net worth\"：是 资产 >= 600万元 且 年龄 介于 30 至 75",
        )],
    },
];

pub const LATER_ITEMS: &[Entry] = &[Entry {
    name: B::new("policy", "总则"),
    keywords: &["kw_policy"],
    form: B::new(
        "policy \"‹title›\"\n  ‹sections›",
        "总则 \"‹标题›\"\n  ‹各节›",
    ),
    meaning: B::new(
        "Caps and guards that hold for all rules together. The title may be left out.",
        "对所有规则都有效的上限和保护。标题可以不写。",
    ),
    examples: &[B::new(
        "policy \"Contact\"\n  limit any 5 per 30 days\n  quiet from 21:00 to 08:00 customer time\n  unless unsubscribed",
        "总则 \"Contact\"\n  限制 任意 每 30 天 5 次\n  静默 自 21:00 至 08:00 客户 时区\n  除非 已退订",
    )],
}];

/// Shown as an action each.
pub const TEXTS: &[Entry] = &[
    Entry {
        name: B::new("placeholder", "占位符"),
        keywords: &[],
        form: B::new(
            "\"… {‹field›} …\"\n\"… {‹field› or '‹text›'} …\"",
            "\"… {‹字段›} …\"\n\"… {‹字段› 或 '‹文字›'} …\"",
        ),
        meaning: B::new(
            "In texts of actions, a field in braces is replaced by its value. `or` says what stands there where the customer has none; an optional field without it is warned of. Write `{{` and `}}` for braces themselves.",
            "动作的文字里，花括号中的字段会换成它的值。“或”写明没有值时用什么；可缺字段不写会有提醒。要写花括号本身，写 `{{` 和 `}}`。",
        ),
        examples: &[B::new(
            "create task \"Call {name or 'the customer'}\"",
            "创建 任务 \"Call {姓名 或 'the customer'}\"",
        )],
    },
    Entry {
        name: B::new("argument", "参数"),
        keywords: &[],
        form: B::new(
            "‹action› \"‹text›\" (‹name›: ‹value›, ‹name›: ‹value›)",
            "‹动作› \"‹文字›\"（‹参数›：‹值›，‹参数›：‹值›）",
        ),
        meaning: B::new(
            "What an action needs to know, by name. Messages hand arguments of your own names on to their template.",
            "动作需要知道的内容，写出参数名。发消息的动作会把自定义名称的参数交给模板。",
        ),
        examples: &[B::new(
            "send email \"points\" (subject: \"Your points\", points: points_expiring)",
            "发送 邮件 \"points\"（标题：\"Your points\"，points：即将到期积分）",
        )],
    },
];
