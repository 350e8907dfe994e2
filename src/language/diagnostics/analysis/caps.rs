//! Caps, dates and costs.

use super::Diagnostic;
use crate::language::checked::{Budget, BudgetAmount, ChannelCap, Period};
use crate::language::said::Said;
use crate::language::source::Span;
use crate::model::calendar::{Day, Length};

/// `limit` is in backticks; `most` is how often the rule can act in that period.
pub fn never_reached(span: Span, title: &str, limit: &Said, most: u64, why: &Said) -> Diagnostic {
    let s = if most == 1 { "" } else { "s" };
    Diagnostic::warning(
        "W0520",
        span,
        (
            format!(
                "{} of \"{title}\" can never be reached: {} lets it act {most} time{s} at most",
                limit.english, why.english
            ),
            format!(
                "“{title}”的 {} 永远达不到：{}最多只允许 {most} 次",
                limit.chinese, why.chinese
            ),
        ),
    )
    .help((
        "lower the limit, or take it out",
        "请调低这个限制，或者删去",
    ))
}

/// `days` is the least time between two ticks.
pub fn idle_cooldown(span: Span, title: &str, cooldown: &Said, days: i64) -> Diagnostic {
    let s = if days == 1 { "" } else { "s" };
    let (english, chinese) = (&cooldown.english, &cooldown.chinese);
    Diagnostic::warning(
        "W0521",
        span,
        (
            format!(
                "`cooldown {english}` of \"{title}\" has no effect: its schedule looks at least {days} day{s} apart anyway"
            ),
            format!("“{title}”的 `冷却 {chinese}` 不起作用：两次检查之间至少相隔 {days} 天"),
        ),
    )
    .help((
        "make it longer, or take it out",
        "请改长一些，或者删去",
    ))
}

pub fn over(span: Span, title: &str, last: Day) -> Diagnostic {
    Diagnostic::warning(
        "W0523",
        span,
        (
            format!("\"{title}\" does not act any more: its active dates ended on {last}"),
            format!("“{title}”不会再执行：生效日期已于 {last} 结束"),
        ),
    )
    .help((
        "give it new dates, or take the rule out",
        "请改新的生效日期，或者删去这条规则",
    ))
}

pub fn never_due(span: Span, title: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0524",
        span,
        (
            format!("\"{title}\" is never due: its schedule has no day in its active dates"),
            format!("“{title}”永远不会到期：生效日期内没有安排任何一天"),
        ),
    )
    .help(("correct `active` or `schedule`", "请改正 `生效` 或 `时间`"))
}

pub fn double(rule: (&str, Span), other: (&str, Span)) -> Diagnostic {
    let (a, b) = (rule.0, other.0);
    Diagnostic::warning(
        "W0525",
        rule.1,
        (
            format!("\"{a}\" and \"{b}\" have the same condition and are active on the same dates"),
            format!("“{a}”和“{b}”的条件相同，生效日期也重叠"),
        ),
    )
    .related(other.1, ("the other rule", "另一条规则"))
    .help((
        "take one of them out, part their dates, or put both into a group",
        "请删去其中一条，错开生效日期，或者放进同一个互斥组",
    ))
}

/// `each` is what acting once gives away, where the rule itself says it.
pub fn uncapped(span: Span, title: &str, each: Option<&str>) -> Diagnostic {
    let message = match each {
        Some(each) => (
            format!("\"{title}\" gives away {each} each time, and nothing bounds how often"),
            format!("“{title}”每次送出 {each}，次数却没有上限"),
        ),
        None => (
            format!("\"{title}\" gives away money each time, and nothing bounds how often"),
            format!("“{title}”每次都送出金额，次数却没有上限"),
        ),
    };
    Diagnostic::warning("W0526", span, message).help((
        "add `limit 1 per year`, a `cooldown` or a `budget`",
        "请加上 `限制 每年 1 次`、`冷却` 或 `预算`",
    ))
}

/// `sum` is all that the rules can send one customer in the cap's period.
pub fn idle_policy(span: Span, cap: &Said, sum: u64) -> Diagnostic {
    let s = if sum == 1 { "" } else { "s" };
    Diagnostic::warning(
        "W0527",
        span,
        (
            format!(
                "{} can never be reached: all rules together send {sum} message{s} at most",
                cap.english
            ),
            format!("{} 永远达不到：所有规则合计最多发送 {sum} 条", cap.chinese),
        ),
    )
    .help(("lower the cap, or take it out", "请调低这个上限，或者删去"))
}

/// `limit 1 per year` in backticks.
pub fn limit_words(times: u32, per: Period) -> Said {
    let per = period_words(per);
    Said::new(
        format!("`limit {times} {}`", per.english),
        format!("`限制 {} {times} 次`", per.chinese),
    )
}

pub fn cap_words(cap: &ChannelCap) -> Said {
    let per = period_words(cap.per);
    let (english, chinese) = match cap.channel {
        Some(channel) => (channel.words().english, channel.words().chinese),
        None => ("any", "所有"),
    };
    Said::new(
        format!("`limit {english} {} {}`", cap.times, per.english),
        format!("`限制 {chinese} {} {} 次`", per.chinese, cap.times),
    )
}

pub fn budget_words(budget: &Budget) -> Said {
    let per = period_words(budget.per);
    let (english, chinese) = match budget.amount {
        BudgetAmount::Money { minor, currency } => (currency.show(minor), currency.show(minor)),
        BudgetAmount::Pieces { count, of } => (
            format!("{count} {}", of.words().english),
            format!("{count} {}", of.words().chinese),
        ),
    };
    Said::new(
        format!("`budget {english} {}`", per.english),
        format!("`预算 {} {chinese}`", per.chinese),
    )
}

fn period_words(per: Period) -> Said {
    match per {
        Period::Lifetime => Said::new("lifetime", "终身"),
        Period::Year => Said::new("per year", "每年"),
        Period::Month => Said::new("per month", "每月"),
        Period::Week => Said::new("per week", "每周"),
        Period::Day => Said::new("per day", "每天"),
        Period::Rolling(length) => {
            let length = length_words(length);
            Said::new(
                format!("per {}", length.english),
                format!("每 {}", length.chinese),
            )
        }
    }
}

/// `14 days`.
pub fn length_words(length: Length) -> Said {
    const HOUR_MS: i64 = 3_600_000;
    let said = |count: i64, english: &str, chinese: &str| {
        let s = if count == 1 { "" } else { "s" };
        Said::new(
            format!("{count} {english}{s}"),
            format!("{count} {chinese}"),
        )
    };
    match length {
        Length::Exact(ms) if ms % HOUR_MS == 0 => said(ms / HOUR_MS, "hour", "小时"),
        Length::Exact(ms) => said(ms / 60_000, "minute", "分钟"),
        Length::Calendar(span) if span.months == 0 => said(i64::from(span.days), "day", "天"),
        Length::Calendar(span) if span.months % 12 == 0 => {
            said(i64::from(span.months / 12), "year", "年")
        }
        Length::Calendar(span) => said(i64::from(span.months), "month", "个月"),
    }
}
