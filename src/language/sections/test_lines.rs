//! The lines of a test.

use super::{Repeats, SectionDef};
use crate::language::vocabulary::Bilingual as B;

pub const GIVEN: SectionDef = SectionDef {
    keyword: "kw_given",
    words: &["kw_on_event", "kw_on_suppression_list"],
    form: B::new(
        "given today is ‹date or instant›\ngiven ‹field› is ‹value›\ngiven ‹field› is ‹value› on ‹date›\ngiven on the suppression list\ngiven ‹event› (‹field›: ‹value›) ‹length› ago\ngiven ‹event› (‹field›: ‹value›) on ‹date›",
        "假设 今天 是 ‹日期或时间点›\n假设 ‹字段› 是 ‹值›\n假设 ‹字段› 是 ‹值› 在 ‹日期›\n假设 在 禁发名单\n假设 ‹事件›（‹字段›：‹值›）‹时长› 前\n假设 ‹事件›（‹字段›：‹值›）在 ‹日期›",
    ),
    meaning: B::new(
        "What is known in the test: the day it plays on, the customer's fields, and what happened to the customer. Fields that are not named are missing. Several facts are joined by commas.",
        "测试里已知的事：今天是哪天、客户的字段、客户发生过什么。没有写的字段都是缺失。多个事实用逗号隔开。",
    ),
    examples: &[B::new(
        "given today is 2026-06-01\ngiven tier is gold, birthday is 1990-06-01\ngiven purchase (amount: ¥120) 100 days ago\ngiven purchase (amount: ¥60) on 2026-06-05\nday 5: expect rule \"r\" does not fire",
        "假设 今天 是 2026-06-01\n假设 会员等级 是 金卡，生日 是 1990-06-01\n假设 购买（金额：¥120）100 天 前\n假设 购买（金额：¥60）在 2026-06-05\n第 5 天：预期 规则 \"r\" 不触发",
    )],
    repeats: Repeats::Often,
    runs: true,
};

pub const EXPECT: SectionDef = SectionDef {
    keyword: "kw_expect",
    words: &[
        "kw_fires",
        "kw_does_not_fire",
        "kw_held_back",
        "kw_held_by",
        "kw_missing_consent",
        "kw_unsubscribing",
        "kw_suppression_list",
        "kw_missing_data",
    ],
    form: B::new(
        "expect rule \"‹title›\" fires\nexpect rule \"‹title›\" does not fire\nexpect rule \"‹title›\" is held back\nexpect rule \"‹title›\" is held back by ‹what›\nexpect ‹action›\nexpect no ‹action›",
        "预期 规则 \"‹标题›\" 触发\n预期 规则 \"‹标题›\" 不触发\n预期 规则 \"‹标题›\" 被拦下\n预期 规则 \"‹标题›\" 因 ‹原因› 被拦下\n预期 ‹动作›\n预期 不 ‹动作›",
    ),
    meaning: B::new(
        "What must come of it. Held back means that the rule became true and something stopped it: missing consent, unsubscribing, the suppression list, limit, cooldown, group, another rule of its group, or missing data. An action is written as after `then`; arguments that are not named may be anything.",
        "应该出现的结果。“被拦下”是指条件成立了，但被挡住：未同意、退订、禁发名单、限制、冷却、互斥组、同组的另一条规则，或缺少数据。动作的写法和“则”后面一样；没有写的参数不作要求。",
    ),
    examples: &[B::new(
        "given today is 2026-06-01, birthday is 1990-06-01\nexpect rule \"r\" fires\nexpect add tag \"t\"",
        "假设 今天 是 2026-06-01，生日 是 1990-06-01\n预期 规则 \"r\" 触发\n预期 添加 标签 \"t\"",
    )],
    repeats: Repeats::Often,
    runs: true,
};

pub const DAY: SectionDef = SectionDef {
    keyword: "kw_day_number",
    words: &[],
    form: B::new("day ‹n›: expect ‹what›", "第 ‹n› 天：预期 ‹结果›"),
    meaning: B::new(
        "What must come of it on that day of the test; day 0 is the day the test plays on.",
        "测试开始后第几天应该出现的结果；第 0 天就是“今天”。",
    ),
    examples: &[B::new(
        "given today is 2026-05-31, birthday is 1990-06-01\nday 0: expect no add tag \"t\"\nday 1: expect add tag \"t\"",
        "假设 今天 是 2026-05-31，生日 是 1990-06-01\n第 0 天：预期 不 添加 标签 \"t\"\n第 1 天：预期 添加 标签 \"t\"",
    )],
    repeats: Repeats::Often,
    runs: true,
};
