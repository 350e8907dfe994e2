//! Rules of one group that may enter together and of which nothing says who goes first.

use super::Around;
use super::describe::described;
use super::picks::Scene;
use super::witness::{Witness, witness};
use crate::engine::ticks;
use crate::language::checked::{CheckedRule, Rulebook};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::model::calendar::Day;
use crate::model::moment::Moment;
use crate::model::schedule::{Rhythm, Schedule};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// More sets of rules than this are not looked at: what is left is not spoken of.
const SETS_MAX: u32 = 2_000;

/// More ties than this are not told of one group: who corrects them will ask again.
const TOLD_MAX: usize = 10;

/// More steps than this are not taken in search of a tick that rules share.
const STEPS_MAX: u32 = 400;

pub fn look(rulebook: &Rulebook, around: &Around, into: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<&str, Vec<&CheckedRule>> = BTreeMap::new();
    for rule in &rulebook.rules {
        if let Some(group) = &rule.parts().group {
            groups.entry(&group.name).or_default().push(rule);
        }
    }
    let mut search = Search {
        rulebook,
        around,
        left: SETS_MAX,
        ticks: HashMap::new(),
    };
    for (name, members) in groups {
        search.group(name, &members, into);
    }
}

struct Search<'r> {
    rulebook: &'r Rulebook,
    around: &'r Around,
    left: u32,
    /// The first tick of a schedule at or after an instant.
    ticks: HashMap<(&'r Schedule, Moment), Option<Moment>>,
}

impl<'r> Search<'r> {
    fn group(&mut self, name: &str, members: &[&'r CheckedRule], into: &mut Vec<Diagnostic>) {
        let picks = members
            .iter()
            .filter_map(|rule| rule.parts().group.as_ref());
        let pick = picks.map(|group| group.pick as usize).min().unwrap_or(1);
        let mut equals: BTreeMap<(i64, Option<usize>), Vec<&'r CheckedRule>> = BTreeMap::new();
        for rule in members {
            let parts = rule.parts();
            let key = (parts.priority, super::rule::subject(parts.audience));
            equals.entry(key).or_default().push(rule);
        }
        let mut found = Vec::new();
        for tied in equals.values() {
            let mut told = BTreeSet::new();
            for (at, first) in tied.iter().enumerate() {
                for second in tied.iter().skip(at + 1) {
                    if found.len() >= TOLD_MAX || told.contains(first.title()) {
                        break;
                    }
                    if let Some(witness) = self.pair(first, second, members, pick) {
                        told.extend([first.title(), second.title()]);
                        found.push((*first, *second, witness));
                    }
                }
            }
        }
        for (first, second, witness) in found {
            let (a, b) = (first.parts(), second.parts());
            into.push(said::tie(
                (&a.title, a.span),
                (&b.title, b.span),
                name,
                a.priority,
                described(&witness, &self.rulebook.schema),
            ));
        }
    }

    /// A customer whom both rules would enter with, and with as many others before them as leave one place.
    fn pair(
        &mut self,
        first: &'r CheckedRule,
        second: &'r CheckedRule,
        members: &[&'r CheckedRule],
        pick: usize,
    ) -> Option<Witness> {
        let own = first.parts();
        let mut before = Vec::new();
        if pick > 1 {
            before.extend(members.iter().copied().filter(|rule| {
                let of = rule.parts();
                of.priority >= own.priority
                    && of.audience == own.audience
                    && ![first.title(), second.title()].contains(&rule.title())
            }));
        }
        choices(&before, pick - pick.min(1))
            .into_iter()
            .find_map(|others| {
                self.left = self.left.checked_sub(1)?;
                let mut together = vec![first, second];
                together.extend(others);
                self.at_once(&together)
            })
    }

    fn at_once(&mut self, rules: &[&'r CheckedRule]) -> Option<Witness> {
        let scene = Scene {
            tick: self.shared_tick(rules)?,
            zone: self.around.zone,
        };
        witness(rules, &self.rulebook.schema, scene, self.around.leap)
    }

    /// The first instant from today on at which all these rules are due for a customer who lives in the
    /// project's zone.
    fn shared_tick(&mut self, rules: &[&'r CheckedRule]) -> Option<Moment> {
        let zone = self.around.zone;
        let (mut first, mut last) = (Day::MIN, Day::MAX);
        for rule in rules {
            if let Some((from, to)) = rule.parts().active {
                (first, last) = (first.max(from), last.min(to));
            }
        }
        if first > last || last < self.around.today || !may_share(rules) {
            return None;
        }
        let mut at = zone.start_of(first.max(self.around.today));
        for _ in 0..STEPS_MAX {
            let mut latest = at;
            let mut all = true;
            for rule in rules {
                let tick = self.next(&rule.parts().schedule, at)?;
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
    fn next(&mut self, schedule: &'r Schedule, at: Moment) -> Option<Moment> {
        let zone = self.around.zone;
        *self.ticks.entry((schedule, at)).or_insert_with(|| {
            let ticks = ticks::next_n(schedule, zone, at.plus_ms(-1), 1);
            ticks.first().map(|tick| tick.at)
        })
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
