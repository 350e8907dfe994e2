//! Limits and cool-downs counted again from the decisions, by another calendar than the engine's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use perennial::language::checked::{CheckedRule, Limit, Period};
use perennial::model::calendar::Length;
use perennial::model::moment::Moment;
use perennial::model::schema::TIME_ZONE;
use perennial::model::value::Value;
use perennial::store::Store;
use perennial::store::book::Book;
use perennial::store::book::wire::{DecisionRecord, OutcomeRecord, ReasonRecord};
use perennial::store::records::Records;

use super::super::world;

/// One decision as the recount sees it.
#[derive(Clone, Debug)]
pub struct Past {
    pub rule_no: u32,
    pub subject: u32,
    pub tick: Moment,
    pub date: Date,
    pub granted: bool,
}

/// What is wrong with an outcome, counted again.
pub fn misjudged(
    rule: &CheckedRule,
    decision: &DecisionRecord,
    now: &Past,
    past: &[Past],
) -> Option<String> {
    let parts = rule.parts();
    let granted: Vec<&Past> = past
        .iter()
        .filter(|p| p.granted && (p.rule_no, p.subject) == (now.rule_no, now.subject))
        .collect();
    let reached = |limit: &Limit| {
        let inside = granted.iter().filter(|p| inside(limit.per, p, now));
        inside.count() >= limit.times as usize
    };
    let cooling = parts.cooldown.is_some_and(|length| {
        let mut granted = granted.iter();
        granted.any(|p| inside(Period::Rolling(length), p, now))
    });
    let limited = parts.limits.iter().any(reached);
    match &decision.outcome {
        OutcomeRecord::Granted(effects) => {
            if effects.len() != parts.actions.len() {
                return Some(format!(
                    "{} effects of {}",
                    effects.len(),
                    parts.actions.len()
                ));
            }
            if limited || cooling {
                return Some(format!("granted beyond its limit after {}", granted.len()));
            }
        }
        OutcomeRecord::Suppressed(ReasonRecord::LimitReached { .. }) if !limited => {
            return Some(format!(
                "held back, and the limit is not reached: {granted:?}"
            ));
        }
        OutcomeRecord::Suppressed(ReasonRecord::CoolingDown(_)) if !cooling || limited => {
            return Some(format!(
                "held back, and it is not cooling down: {granted:?}"
            ));
        }
        OutcomeRecord::Suppressed(_) | OutcomeRecord::Expired => {}
    }
    None
}

/// Whether an earlier grant counts in this period, by another calendar than the engine's.
pub fn counts(per: Period, then: Date, today: Date) -> bool {
    let monday = |date: Date| {
        let back = i32::from(date.weekday().since(Weekday::Monday));
        date.checked_sub(jiff::Span::new().days(back))
            .expect("in range")
    };
    match per {
        Period::Lifetime => true,
        Period::Year => then.year() == today.year(),
        Period::Month => (then.year(), then.month()) == (today.year(), today.month()),
        Period::Week => monday(then) == monday(today),
        Period::Day => then == today,
        Period::Rolling(Length::Calendar(span)) => {
            let span = jiff::Span::new().months(span.months).days(span.days - 1);
            then >= today.checked_sub(span).expect("in range")
        }
        Period::Rolling(Length::Exact(_)) => unreachable!("asked by instants"),
    }
}

fn inside(per: Period, then: &Past, now: &Past) -> bool {
    match per {
        Period::Rolling(Length::Exact(ms)) => then.tick.0 > now.tick.0 - ms,
        per => counts(per, then.date, now.date),
    }
}

pub fn date(at: Moment, zone: &TimeZone) -> Date {
    let at = Timestamp::from_millisecond(at.0).expect("in range");
    at.to_zoned(zone.clone()).date()
}

/// Each customer's zone, by slot.
pub fn zones(store: &dyn Store) -> BTreeMap<u32, TimeZone> {
    // A name that is no zone stands for the project's.
    let zone = |name: &str| TimeZone::get(name).ok();
    let mut zones = BTreeMap::new();
    let Ok(Some(version)) = Book::new(store).deployed() else {
        return zones;
    };
    let Some(deployed) = world::of_version(store, &version) else {
        return zones;
    };
    let schema = deployed.rulebook.schema.clone();
    let at = schema.attribute(TIME_ZONE);
    let records = Records::open(store, schema).expect("records open");
    for customer in records.customers().expect("readable") {
        let customer = customer.expect("readable");
        let values = customer.values_at(Moment(i64::MAX));
        let own = at.and_then(|at| values.get(at)?.clone());
        let own = match &own {
            Some(Value::Text(name)) => zone(name),
            _ => None,
        };
        let own = own.or_else(|| zone(deployed.zone.name())).expect("a zone");
        zones.insert(customer.slot, own);
    }
    zones
}
