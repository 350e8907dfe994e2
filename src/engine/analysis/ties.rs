//! Rules of one group that may enter together and of which nothing says who goes first.

use super::Around;
use super::describe::described;
use super::picks::Scene;
use super::witness::{Witness, witness};
use crate::engine::ticks;
use crate::language::checked::{CheckedRule, RuleParts, Rulebook};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::model::calendar::{Day, Zone};
use crate::model::moment::Moment;
use crate::model::schedule::Rhythm;
use std::collections::BTreeMap;

/// More sets of rules than this are not looked at: what is left is not spoken of.
const SETS_MAX: u32 = 3_000;

/// More steps than this are not taken in search of a tick that rules share.
const STEPS_MAX: u32 = 400;

pub fn look(rulebook: &Rulebook, around: &Around, into: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<&str, Vec<&CheckedRule>> = BTreeMap::new();
    for rule in &rulebook.rules {
        if let Some(group) = &rule.parts().group {
            groups.entry(&group.name).or_default().push(rule);
        }
    }
    let mut left = SETS_MAX;
    for (name, members) in groups {
        let picks = members
            .iter()
            .filter_map(|rule| rule.parts().group.as_ref());
        let pick = picks.map(|group| group.pick as usize).min().unwrap_or(1);
        let mut told = vec![false; members.len()];
        for (at, first) in members.iter().enumerate() {
            for (other, second) in members.iter().enumerate().skip(at + 1) {
                let (a, b) = (first.parts(), second.parts());
                if told.get(at) == Some(&true)
                    || a.priority != b.priority
                    || a.audience != b.audience
                {
                    continue;
                }
                // Those who go before the two, and take all places but one.
                let before = members.iter().filter(|rule| {
                    let of = rule.parts();
                    of.priority >= a.priority
                        && of.title != a.title
                        && of.title != b.title
                        && of.audience == a.audience
                });
                let before: Vec<&CheckedRule> = before.copied().collect();
                for others in choices(&before, pick - pick.min(1)) {
                    if left == 0 {
                        return;
                    }
                    left -= 1;
                    let mut together = vec![*first, *second];
                    together.extend(others);
                    let Some(found) = together_at_once(&together, rulebook, around) else {
                        continue;
                    };
                    into.push(said::tie(
                        (&a.title, a.span),
                        (&b.title, b.span),
                        name,
                        a.priority,
                        described(&found, &rulebook.schema),
                    ));
                    for place in [at, other] {
                        if let Some(told) = told.get_mut(place) {
                            *told = true;
                        }
                    }
                    break;
                }
            }
        }
    }
}

/// The ways to take `count` of these, at most a hundred.
fn choices<'r>(from: &[&'r CheckedRule], count: usize) -> Vec<Vec<&'r CheckedRule>> {
    let mut chosen = vec![Vec::new()];
    for _ in 0..count {
        let mut longer = Vec::new();
        for taken in &chosen {
            let last = taken.last().map(|rule: &&CheckedRule| rule.title());
            for rule in from {
                // In order of title, so that no set comes twice.
                if last.is_none_or(|last| last < rule.title()) {
                    let mut more = taken.clone();
                    more.push(*rule);
                    longer.push(more);
                }
            }
        }
        longer.truncate(100);
        chosen = longer;
    }
    chosen
}

fn together_at_once(
    rules: &[&CheckedRule],
    rulebook: &Rulebook,
    around: &Around,
) -> Option<Witness> {
    let tick = shared_tick(rules, around)?;
    let scene = Scene {
        tick,
        zone: around.zone,
    };
    witness(rules, &rulebook.schema, scene, around.leap)
}

/// The first instant from today on at which all these rules are due for a customer who lives in the
/// project's zone.
fn shared_tick(rules: &[&CheckedRule], around: &Around) -> Option<Moment> {
    let zone = around.zone;
    let (mut first, mut last) = (Day::MIN, Day::MAX);
    for rule in rules {
        if let Some((from, to)) = rule.parts().active {
            (first, last) = (first.max(from), last.min(to));
        }
    }
    if first > last || last < around.today || !may_share(rules) {
        return None;
    }
    let mut at = zone.start_of(first.max(around.today));
    for _ in 0..STEPS_MAX {
        let mut latest = at;
        let mut all = true;
        for rule in rules {
            let tick = next(rule.parts(), zone, at)?;
            all &= tick == at;
            latest = latest.max(tick);
        }
        if zone.day_of(latest) > last {
            return None;
        }
        if all {
            return Some(at);
        }
        at = latest;
    }
    None
}

/// The first tick at or after the instant.
fn next(parts: &RuleParts, zone: Zone, at: Moment) -> Option<Moment> {
    let ticks = ticks::next_n(&parts.schedule, zone, at.plus_ms(-1), 1);
    ticks.first().map(|tick| tick.at)
}

/// Whether the hours written allow a common tick.
fn may_share(rules: &[&CheckedRule]) -> bool {
    let mut seconds = rules
        .iter()
        .filter_map(|rule| match rule.parts().schedule.rhythm {
            Rhythm::Daily { second }
            | Rhythm::Weekly { second, .. }
            | Rhythm::Monthly { second, .. }
            | Rhythm::Festival { second, .. } => Some(second),
            Rhythm::Cron(_) | Rhythm::AtOnce => None,
        });
    let first = seconds.next();
    seconds.all(|second| Some(second) == first)
}
