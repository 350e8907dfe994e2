//! What becomes of an entry: one decision each, by gates in a fixed order.
//!
//! eligibility of the tick → consent → suppression list → group and priority → rule limit →
//! cool-down → composing the effects. The first gate that closes gives the reason.

use super::interpret::AtomEvidence;
use crate::actions::action;
use crate::language::checked::{CheckedRule, Limit, Period, Split};
use crate::language::vocabulary::ActionDef;
use crate::model::calendar::{Length, Zone, last};
use crate::model::effect::Effect;
use crate::model::moment::Moment;
use std::collections::BTreeMap;

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Granted(Vec<Effect>),
    Suppressed(Reason),
    /// The tick was handled later than the rule allows.
    Expired,
}

/// Why a decision was suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The rule messages, and the customer has not agreed to marketing messages.
    NoConsent,
    Unsubscribed,
    /// The address or the customer is on the suppression list, with the reason noted there.
    OnSuppressionList(String),
    /// Another rule of the group was picked.
    LostGroup {
        winner: String,
    },
    LimitReached(Limit),
    CoolingDown(Length),
    /// An action could not be composed: a missing address, field or template.
    NotComposed(String),
}

/// One past decision of a subject, as limits see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// The store's lasting number of the rule.
    pub rule_no: u32,
    /// Slot or event number.
    pub subject: u32,
    pub tick: Moment,
    /// Whether it was granted, and so counts against limits.
    pub granted: bool,
}

/// One entry on its way to a decision. All candidates decided together share subject and tick.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    pub rule: &'a CheckedRule,
    pub rule_no: u32,
    pub subject: u32,
    pub evidence: Vec<AtomEvidence>,
}

/// What the gates know of the subject.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    pub tick: Moment,
    /// When the tick is being handled.
    pub now: Moment,
    pub zone: Zone,
    /// Whether the customer agreed to marketing messages; unknown is no.
    pub consent: bool,
    pub unsubscribed: bool,
    /// The suppression list's reason, where the customer or the address stands on it.
    pub suppressed: Option<String>,
    /// Earlier decisions about this customer, of any rule.
    pub ledger: &'a [LedgerRow],
}

/// The gates in their order, as `explain` prints them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Lateness,
    Consent,
    SuppressionList,
    Group,
    Limit,
    Cooldown,
    Compose,
}

impl Gate {
    pub const ALL: [Self; 7] = [
        Self::Lateness,
        Self::Consent,
        Self::SuppressionList,
        Self::Group,
        Self::Limit,
        Self::Cooldown,
        Self::Compose,
    ];
}

/// Whether the rule sends the customer a message when it acts, on any channel. Later steps ask for
/// consent when they are due.
pub fn messages(rule: &CheckedRule) -> bool {
    let parts = rule.parts();
    let of_arms = parts.split.iter().flat_map(Split::actions);
    parts
        .actions
        .iter()
        .chain(of_arms)
        .filter_map(|done| action(done.action))
        .any(ActionDef::messages)
}

/// Decides all the entries of one subject at one tick. `compose` gives a candidate's effects.
pub fn decide(
    candidates: &[Candidate<'_>],
    standing: &Standing<'_>,
    mut compose: impl FnMut(&Candidate<'_>) -> Result<Vec<Effect>, String>,
) -> Vec<Outcome> {
    let mut outcomes: Vec<Option<Outcome>> = candidates
        .iter()
        .map(|candidate| before_groups(candidate.rule, standing))
        .collect();
    arbitrate(candidates, &mut outcomes);
    candidates
        .iter()
        .zip(outcomes)
        .map(|(candidate, outcome)| {
            outcome
                .or_else(|| after_groups(candidate, standing))
                .unwrap_or_else(|| match compose(candidate) {
                    Ok(effects) => Outcome::Granted(effects),
                    Err(why) => Outcome::Suppressed(Reason::NotComposed(why)),
                })
        })
        .collect()
}

/// The gates before arbitration; `None` where all are open.
fn before_groups(rule: &CheckedRule, standing: &Standing<'_>) -> Option<Outcome> {
    [Gate::Lateness, Gate::Consent, Gate::SuppressionList]
        .into_iter()
        .find_map(|gate| closed(gate, rule, None, standing))
}

fn after_groups(candidate: &Candidate<'_>, standing: &Standing<'_>) -> Option<Outcome> {
    let about = Some((candidate.rule_no, candidate.subject));
    [Gate::Limit, Gate::Cooldown]
        .into_iter()
        .find_map(|gate| closed(gate, candidate.rule, about, standing))
}

/// What a closed gate makes of an entry; `None` where the gate is open. Groups and composing need
/// more than one rule's standing and are not answered here.
pub fn closed(
    gate: Gate,
    rule: &CheckedRule,
    about: Option<(u32, u32)>,
    standing: &Standing<'_>,
) -> Option<Outcome> {
    let parts = rule.parts();
    let suppressed = |reason| Some(Outcome::Suppressed(reason));
    match gate {
        Gate::Lateness => is_late(parts.late, standing).then_some(Outcome::Expired),
        Gate::Consent if !messages(rule) => None,
        Gate::Consent if standing.unsubscribed => suppressed(Reason::Unsubscribed),
        Gate::Consent if !standing.consent => suppressed(Reason::NoConsent),
        Gate::SuppressionList if messages(rule) => {
            let why = standing.suppressed.clone()?;
            suppressed(Reason::OnSuppressionList(why))
        }
        Gate::Limit => {
            let limit = parts.limits.iter().find(|limit| {
                granted(about, standing)
                    .filter(|tick| in_period(limit.per, *tick, standing))
                    .count()
                    >= limit.times as usize
            })?;
            suppressed(Reason::LimitReached(*limit))
        }
        Gate::Cooldown => {
            let length = parts.cooldown?;
            granted(about, standing)
                .any(|tick| in_period(Period::Rolling(length), tick, standing))
                .then_some(Outcome::Suppressed(Reason::CoolingDown(length)))
        }
        Gate::Consent | Gate::SuppressionList | Gate::Group | Gate::Compose => None,
    }
}

fn is_late(late: Length, standing: &Standing<'_>) -> bool {
    let until = match late {
        Length::Exact(ms) => standing.tick.plus_ms(ms),
        Length::Calendar(span) => {
            let (day, in_day_ms) = standing.zone.clock_of(standing.tick);
            standing.zone.resolve_ms(day.plus(span), in_day_ms)
        }
    };
    standing.now > until
}

/// The ticks at which this rule was granted to this subject, oldest first.
fn granted<'a>(
    about: Option<(u32, u32)>,
    standing: &'a Standing<'_>,
) -> impl Iterator<Item = Moment> + 'a {
    standing
        .ledger
        .iter()
        .filter(move |row| row.granted && Some((row.rule_no, row.subject)) == about)
        .map(|row| row.tick)
}

fn in_period(per: Period, earlier: Moment, standing: &Standing<'_>) -> bool {
    let zone = standing.zone;
    let (then, today) = (zone.day_of(earlier), zone.day_of(standing.tick));
    let month = |day: crate::model::calendar::Day| {
        let (year, month, _) = day.year_month_day();
        (year, month)
    };
    let monday =
        |day: crate::model::calendar::Day| day.plus_days(1 - i32::from(day.weekday().number()));
    match per {
        Period::Lifetime => true,
        Period::Year => then.year() == today.year(),
        Period::Month => month(then) == month(today),
        Period::Week => monday(then) == monday(today),
        Period::Day => then == today,
        Period::Rolling(length) => earlier >= last(zone, standing.tick, length).0,
    }
}

/// Among the entries still open, each group keeps its `pick` of highest priority; ties go by title,
/// never by the order of storage.
fn arbitrate(candidates: &[Candidate<'_>], outcomes: &mut [Option<Outcome>]) {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (candidate, outcome)) in candidates.iter().zip(outcomes.iter()).enumerate() {
        if let (Some(group), None) = (&candidate.rule.parts().group, outcome) {
            groups.entry(&group.name).or_default().push(at);
        }
    }
    for mut members in groups.into_values() {
        let parts = |at: &usize| candidates.get(*at).map(|candidate| candidate.rule.parts());
        members
            .sort_by_key(|at| parts(at).map(|p| (std::cmp::Reverse(p.priority), p.title.as_str())));
        let pick = members
            .iter()
            .filter_map(|at| parts(at)?.group.as_ref().map(|group| group.pick as usize))
            .min()
            .unwrap_or(1);
        let Some(winner) = members.first().and_then(parts).map(|p| p.title.clone()) else {
            continue;
        };
        for at in members.iter().skip(pick) {
            if let Some(outcome) = outcomes.get_mut(*at) {
                let lost = Reason::LostGroup {
                    winner: winner.clone(),
                };
                *outcome = Some(Outcome::Suppressed(lost));
            }
        }
    }
}
