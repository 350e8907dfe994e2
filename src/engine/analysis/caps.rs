//! Caps that never bite, dates that are over, and rules that say the same.

use super::Around;
use super::rhythm::{Because, days_between_ticks, ever_due, grants};
use crate::engine::vocabulary::BUILT_IN;
use crate::language::checked::{Audience, ChannelCap, CheckedRule, RuleParts, Rulebook, Test};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::language::said::Said;
use crate::model::calendar::{Day, Length};
use crate::model::moment::DAY_MS;
use std::collections::HashMap;

/// What can be said of one rule's caps and dates.
pub fn look(parts: &RuleParts, around: &Around, into: &mut Vec<Diagnostic>) {
    if let Some((_, last)) = parts.active
        && last < around.today
    {
        into.push(said::over(parts.span, &parts.title, last));
        return;
    }
    if !ever_due(parts, around) {
        into.push(said::never_due(parts.span, &parts.title));
        return;
    }
    for (at, limit) in parts.limits.iter().enumerate() {
        if let Some((most, because)) = grants(parts, limit.per, Some(at))
            && most < u64::from(limit.times)
        {
            let limit = said::limit_words(limit.times, limit.per);
            into.push(said::never_reached(
                parts.span,
                &parts.title,
                &limit,
                most,
                &why(because, parts),
            ));
        }
    }
    if let (Some(cooldown), Some(days)) = (parts.cooldown, days_between_ticks(parts))
        && no_longer(cooldown, days)
    {
        let cooldown = said::length_words(cooldown);
        into.push(said::idle_cooldown(
            parts.span,
            &parts.title,
            &cooldown,
            days,
        ));
    }
}

fn no_longer(cooldown: Length, days: i64) -> bool {
    match cooldown {
        Length::Calendar(span) => span.months == 0 && i64::from(span.days) <= days,
        // Clocks that are moved make days up to a day shorter.
        Length::Exact(ms) => ms <= (days - 1) * DAY_MS,
    }
}

/// Why there are no more, in words.
pub fn why(because: Because, parts: &RuleParts) -> Said {
    match because {
        Because::Schedule => Said::new("its schedule", "时间安排"),
        Because::Active => Said::new("its schedule in its active dates", "生效日期内的时间安排"),
        Because::Cooldown => match parts.cooldown {
            Some(length) => {
                let words = said::length_words(length);
                Said::new(
                    format!("`cooldown {}`", words.english),
                    format!("`冷却 {}`", words.chinese),
                )
            }
            None => Said::new("its cool-down", "冷却"),
        },
        Because::Limit(limit) => said::limit_words(limit.times, limit.per),
    }
}

/// Caps of policies above all that the rules can ever send.
pub fn policies(rulebook: &Rulebook, into: &mut Vec<Diagnostic>) {
    for policy in &rulebook.policies {
        for cap in &policy.caps {
            let mut sum = 0_u64;
            let bounded = rulebook.rules.iter().all(|rule| {
                let Some(of_rule) = messages(rule.parts(), cap) else {
                    return false;
                };
                sum = sum.saturating_add(of_rule);
                true
            });
            // A cap on what no rule sends yet is there for the rules to come.
            if bounded && sum > 0 && sum < u64::from(cap.times) {
                into.push(said::idle_policy(policy.span, &said::cap_words(cap), sum));
            }
        }
    }
}

/// How many messages the cap counts the rule can send one customer in its period.
fn messages(parts: &RuleParts, cap: &ChannelCap) -> Option<u64> {
    let counted = parts.every_action().filter(|action| {
        let def = BUILT_IN
            .actions
            .iter()
            .find(|def| def.words.english == action.action);
        let Some(def) = def.filter(|def| def.messages()) else {
            return false;
        };
        cap.channel.is_none() || def.channel == cap.channel
    });
    let each = counted.count() as u64;
    if each == 0 {
        return Some(0);
    }
    // A customer may have any number of events; and what waits may come together with what came before.
    if parts.audience != Audience::Customer || parts.journey.is_some() {
        return None;
    }
    let (times, _) = grants(parts, cap.per, None)?;
    Some(times.saturating_mul(each))
}

/// Rules with one condition that are active together and do one and the same thing.
pub fn doubles(rulebook: &Rulebook, into: &mut Vec<Diagnostic>) {
    let mut known: HashMap<(Audience, &Test, Option<&Test>), Vec<&CheckedRule>> = HashMap::new();
    for rule in &rulebook.rules {
        let parts = rule.parts();
        let key = (parts.audience, &parts.when, parts.unless.as_ref());
        let same = known.entry(key).or_default();
        let twin = same.iter().find(|other| {
            let other = other.parts();
            overlap(parts.active, other.active)
                && !same_group(parts, other)
                && (same_deed(parts, other) || one_campaign(&parts.title, &other.title))
        });
        if let Some(other) = twin {
            let other = other.parts();
            into.push(said::double(
                (&parts.title, parts.span),
                (&other.title, other.span),
            ));
        }
        // A handful is compared; whoever has more of one kind has been told.
        if same.len() < 16 {
            same.push(rule);
        }
    }
}

fn overlap(a: Option<(Day, Day)>, b: Option<(Day, Day)>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
        _ => true,
    }
}

/// Their group decides between them.
fn same_group(a: &RuleParts, b: &RuleParts) -> bool {
    matches!((&a.group, &b.group), (Some(a), Some(b)) if a.name == b.name)
}

fn same_deed(a: &RuleParts, b: &RuleParts) -> bool {
    a.every_action().any(|deed| {
        b.every_action().any(|other| {
            deed.action == other.action && deed.title == other.title && deed.title.is_some()
        })
    })
}

/// `Birthday gift 2026` and `Birthday gift 2027 v2`: the same but for numbers.
fn one_campaign(a: &str, b: &str) -> bool {
    let bare = |title: &str| -> String {
        let letters = title
            .chars()
            .filter(|c| !c.is_numeric() && !c.is_whitespace());
        let letters: String = letters.collect::<String>().to_lowercase();
        letters.trim_end_matches(['v', '版', '第', '年']).to_owned()
    };
    let (a, b) = (bare(a), bare(b));
    !a.is_empty() && a == b
}

/// Whether nothing at all keeps the rule from acting on one subject again and again.
pub fn uncapped(parts: &RuleParts) -> bool {
    parts.limits.is_empty() && parts.cooldown.is_none() && parts.budgets.is_empty()
}
