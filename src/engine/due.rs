//! Which ticks a run has to handle, in time order.

use super::ticks;
use crate::language::checked::CheckedRule;
use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use std::collections::BTreeMap;

/// A rule due at an instant; with a zone, only for the customers who live in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Position of the rule in the rulebook.
    pub rule: usize,
    pub zone: Option<Zone>,
}

/// Everything due in (after, until], by instant. `from` gives the instant each rule counts from;
/// `zones` are those customers live in, the project's among them.
pub fn due(
    rules: &[CheckedRule],
    from: impl Fn(usize) -> Moment,
    until: Moment,
    project_zone: Zone,
    zones: &[Zone],
) -> BTreeMap<Moment, Vec<Due>> {
    let mut by_instant: BTreeMap<Moment, Vec<Due>> = BTreeMap::new();
    for (rule, checked) in rules.iter().enumerate() {
        for (zone, filter) in zones_of(checked, project_zone, zones) {
            for at in ticks_between(checked, zone, from(rule), until) {
                by_instant
                    .entry(at)
                    .or_default()
                    .push(Due { rule, zone: filter });
            }
        }
    }
    by_instant
}

/// The zones a rule's clock is read in, each with the filter on customers that goes with it.
pub fn zones_of(
    rule: &CheckedRule,
    project_zone: Zone,
    zones: &[Zone],
) -> Vec<(Zone, Option<Zone>)> {
    if rule.parts().schedule.customer_time {
        zones.iter().map(|zone| (*zone, Some(*zone))).collect()
    } else {
        vec![(project_zone, None)]
    }
}

/// The rule's ticks in (after, until] on a clock in `zone`, inside its active dates.
fn ticks_between(rule: &CheckedRule, zone: Zone, after: Moment, until: Moment) -> Vec<Moment> {
    let parts = rule.parts();
    ticks::ticks(&parts.schedule, zone, after, until)
        .into_iter()
        .map(|tick| tick.at)
        .filter(|at| {
            let day = zone.day_of(*at);
            parts
                .active
                .is_none_or(|(first, until)| first <= day && day <= until)
        })
        .collect()
}

/// The tick whose truth a rule that counts from `from` starts with: the last one before its first.
pub fn starting_tick(rule: &CheckedRule, zone: Zone, from: Moment) -> Option<Moment> {
    let parts = rule.parts();
    let from = match parts.active {
        Some((first, _)) => from.max(zone.start_of(first).plus_ms(-1)),
        None => from,
    };
    ticks::previous(&parts.schedule, zone, from).map(|tick| tick.at)
}
