//! Caps and guards over all rules.

use super::rule;
use super::{KEEP_ONE, Repeats, SectionDef};
use crate::language::vocabulary::Bilingual as B;

pub const NOTE: SectionDef = SectionDef {
    meaning: B::new("What the policy is for, for people.", "给人看的说明。"),
    examples: &[B::new(
        "note \"Nobody is woken\"\nquiet from 21:00 to 08:00",
        "说明 \"不打扰休息\"\n静默 自 21:00 至 08:00",
    )],
    runs: false,
    ..rule::NOTE
};

pub const OWNER: SectionDef = SectionDef {
    meaning: B::new(
        "Who answers questions about the policy.",
        "这条总则由谁负责、有疑问问谁。",
    ),
    examples: &[B::new(
        "owner \"Li Wei\"\nlimit any 5 per 30 days",
        "负责人 \"李伟\"\n限制 任意 每 30 天 5 次",
    )],
    runs: false,
    ..rule::OWNER
};

pub const LIMIT: SectionDef = SectionDef {
    keyword: "kw_limit",
    words: &["kw_per", "kw_times", "kw_any"],
    form: B::new(
        "limit ‹channel› ‹n› per ‹period›\nlimit any ‹n› per ‹period›",
        "限制 ‹渠道› 每 ‹周期› ‹n› 次\n限制 任意 每 ‹周期› ‹n› 次",
    ),
    meaning: B::new(
        "How many messages of all rules together reach one customer, on one channel (email, sms, wechat, push, letter) or with `any` on all of them.",
        "所有规则合计，同一位客户最多收到几条消息：限定一个渠道（邮件、短信、微信、推送、信函），或用“任意”表示所有渠道。",
    ),
    examples: &[
        B::new("limit sms 2 per 7 days", "限制 短信 每 7 天 2 次"),
        B::new("limit any 5 per 30 days", "限制 任意 每 30 天 5 次"),
    ],
    repeats: Repeats::Often,
    runs: false,
};

pub const QUIET: SectionDef = SectionDef {
    keyword: "kw_quiet",
    words: &[],
    form: B::new(
        "quiet from ‹time› to ‹time›\nquiet from ‹time› to ‹time› customer time",
        "静默 自 ‹时刻› 至 ‹时刻›\n静默 自 ‹时刻› 至 ‹时刻› 客户 时区",
    ),
    meaning: B::new(
        "The hours in which nothing is sent; what falls into them waits until they end. The second time may be on the next morning.",
        "这段时间不发任何消息，落在其中的等到结束再发。后一个时刻可以是第二天早上。",
    ),
    examples: &[B::new(
        "quiet from 21:00 to 08:00 customer time",
        "静默 自 21:00 至 08:00 客户 时区",
    )],
    repeats: KEEP_ONE,
    runs: false,
};

pub const UNLESS: SectionDef = SectionDef {
    form: B::new("unless ‹condition›", "除非 ‹条件›"),
    meaning: B::new(
        "No rule acts for a customer for whom this is true.",
        "条件成立的客户，任何规则都不对其动作。",
    ),
    examples: &[B::new(
        "unless unsubscribed or has complaint (last 3 days)",
        "除非 已退订 或 有 投诉（近 3 天）",
    )],
    runs: false,
    ..rule::UNLESS
};
