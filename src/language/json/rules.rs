//! Sections of rules and policies, and the small words of the tree, as part of its document.

use super::expressions::{argument, expr, money};
use super::tree::span;
use crate::language::syntax::{
    Action, Arm, ArmKind, Audience, BudgetAmount, Date, Duration, DurationUnit, LimitScope, Name,
    Number, Path, Percent, Period, Schedule, Section, SectionKind, Split, StartWith, Step, Text,
    Timing, Wait, Weekday,
};
use serde_json::{Value, json};

pub(super) fn section(of: &Section) -> Value {
    let (kind, content) = content(&of.kind);
    json!({
        "node": kind,
        "content": content,
        "keyword": span(of.keyword),
        "span": span(of.span),
    })
}

fn content(kind: &SectionKind) -> (&'static str, Value) {
    match kind {
        SectionKind::Note(of) => ("note", text(of)),
        SectionKind::Owner(of) => ("owner", text(of)),
        SectionKind::Formerly(of) => ("formerly", text(of)),
        SectionKind::Audience(of) => (
            "audience",
            match of {
                Audience::Customer => json!({"node": "customer"}),
                Audience::Segment(title) => json!({"node": "segment", "title": text(title)}),
                Audience::Event(event) => json!({"node": "event", "event": name(event)}),
            },
        ),
        SectionKind::Active { from, to } => (
            "active",
            json!({"from": from.as_ref().map(date), "to": to.as_ref().map(date)}),
        ),
        SectionKind::Schedule(of) => ("schedule", schedule(of)),
        SectionKind::When(of) => ("when", expr(of)),
        SectionKind::Unless(of) => ("unless", expr(of)),
        SectionKind::Then(of) => ("then", actions(of)),
        SectionKind::Wait(of) => ("wait", wait(of)),
        SectionKind::StopWhen(of) => ("stop_when", expr(of)),
        SectionKind::Goal(of) => ("goal", expr(of)),
        SectionKind::Split(of) => ("split", split(of)),
        SectionKind::Holdout(of) => ("holdout", percent(of)),
        SectionKind::Limit(of) => (
            "limit",
            json!({
                "scope": match &of.scope {
                    LimitScope::Rule => json!({"node": "rule"}),
                    LimitScope::Any => json!({"node": "any"}),
                    LimitScope::Channel(channel) => json!({"node": "channel", "channel": name(channel)}),
                },
                "times": number(&of.times),
                "per": match &of.period {
                    Period::Lifetime => Value::Null,
                    Period::Every(every) => duration(every),
                },
            }),
        ),
        SectionKind::Cooldown(of) => ("cooldown", duration(of)),
        SectionKind::Budget(of) => (
            "budget",
            json!({
                "amount": match &of.amount {
                    BudgetAmount::Money(amount) => json!({"node": "money", "money": money(amount)}),
                    BudgetAmount::Pieces { count, of } => {
                        json!({"node": "pieces", "count": number(count), "of": name(of)})
                    }
                },
                "per": of.period.as_ref().map(duration),
            }),
        ),
        SectionKind::Prefer(of) => ("prefer", expr(of)),
        SectionKind::StartWith(of) => (
            "start_with",
            json!(match of {
                StartWith::Newcomers => "newcomers",
                StartWith::Everyone => "everyone",
            }),
        ),
        SectionKind::Group { name: title, pick } => (
            "group",
            json!({"group": text(title), "pick": pick.as_ref().map(number)}),
        ),
        SectionKind::Priority(of) => ("priority", number(of)),
        SectionKind::Late(of) => ("late", duration(of)),
        SectionKind::Quiet(of) => (
            "quiet",
            json!({
                "from": of.from.seconds,
                "to": of.to.seconds,
                "customer_time": of.customer_time,
            }),
        ),
    }
}

fn schedule(of: &Schedule) -> Value {
    let timing = match &of.timing {
        Timing::Daily { at } => json!({"node": "daily", "at": at.seconds}),
        Timing::Weekly { on, at } => json!({
            "node": "weekly",
            "on": on.iter().map(|day| weekday(*day)).collect::<Vec<_>>(),
            "at": at.seconds,
        }),
        Timing::Monthly { on, at } => json!({
            "node": "monthly",
            "on": on.iter().map(number).collect::<Vec<_>>(),
            "at": at.seconds,
        }),
        Timing::Festival {
            festival,
            shift,
            at,
        } => json!({
            "node": "festival",
            "festival": name(festival),
            "shift": shift.as_ref().map(|shift| json!({
                "by": duration(&shift.by),
                "before": shift.before,
            })),
            "at": at.seconds,
        }),
        Timing::Cron(line) => json!({"node": "cron", "line": text(line)}),
        Timing::AtOnce => json!({"node": "at_once"}),
    };
    json!({"timing": timing, "customer_time": of.customer_time})
}

pub(super) fn actions(of: &[Action]) -> Value {
    of.iter()
        .map(|action| {
            json!({
                "node": "action",
                "words": action.words.iter().map(name).collect::<Vec<_>>(),
                "template": action.template.as_ref().map(text),
                "arguments": action.arguments.iter().map(argument).collect::<Vec<_>>(),
                "span": span(action.span),
            })
        })
        .collect()
}

fn wait(of: &Wait) -> Value {
    let step = match &of.step {
        Step::Then(then) => json!({"node": "then", "then": actions(then)}),
        Step::If {
            condition,
            then,
            or_else,
        } => json!({
            "node": "if",
            "condition": expr(condition),
            "then": actions(then),
            "or_else": actions(or_else),
        }),
    };
    json!({"delay": duration(&of.delay), "step": step})
}

fn split(of: &Split) -> Value {
    json!({
        "experiment": text(&of.name),
        "by": of.by.as_ref().map(path),
        "arms": of.arms.iter().map(arm).collect::<Vec<_>>(),
    })
}

fn arm(of: &Arm) -> Value {
    match &of.kind {
        ArmKind::Variant { name, then } => json!({
            "node": "variant",
            "variant": text(name),
            "share": percent(&of.share),
            "then": actions(then),
            "span": span(of.span),
        }),
        ArmKind::Holdout => {
            json!({"node": "holdout", "share": percent(&of.share), "span": span(of.span)})
        }
    }
}

pub(super) fn text(of: &Text) -> Value {
    json!({"text": of.text, "span": span(of.span)})
}

pub(super) fn name(of: &Name) -> Value {
    json!({"name": of.text, "span": span(of.span)})
}

pub(super) fn path(of: &Path) -> Value {
    of.names.iter().map(name).collect()
}

/// In millionths.
pub(super) fn number(of: &Number) -> Value {
    json!({"micros": of.micros, "span": span(of.span)})
}

/// In millionths of a percentage point.
fn percent(of: &Percent) -> Value {
    json!({"micros": of.micros, "span": span(of.span)})
}

pub(super) fn date(of: &Date) -> Value {
    json!({
        "date": format!("{:04}-{:02}-{:02}", of.year, of.month, of.day),
        "span": span(of.span),
    })
}

pub(super) fn duration(of: &Duration) -> Value {
    let unit = match of.unit {
        DurationUnit::Minute => "minute",
        DurationUnit::Hour => "hour",
        DurationUnit::Day => "day",
        DurationUnit::Week => "week",
        DurationUnit::Month => "month",
        DurationUnit::Year => "year",
    };
    json!({"count": of.count, "unit": unit, "span": span(of.span)})
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
