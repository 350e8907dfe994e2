//! A test of the rulebook, played through: one customer, a clock, and the same pieces a run uses.
//!
//! The customer is new to the rulebook: whatever is true at a rule's first tick of the test enters. Feeds
//! are complete up to every tick, and every tick is handled in time.

mod act;
mod answer;
pub mod coverage;
mod later;

pub use act::{Act, Difference};
pub use answer::{Answer, Evidence, Failure, Instead, answer};
pub use later::{Later, Place, Waiting};

use super::decisions::{Candidate, LedgerRow, Outcome, Standing, decide};
use super::due::{Due, due};
use super::facts::{Facts, TickContext, zone_of};
use super::interpret::{AtomEvidence, judge};
use super::subject::{Subject, TemplateFields};
use crate::actions::compose::{ComposeError, compose};
use crate::language::checked::{Audience, CheckedRule, CheckedTest, Rulebook};
use crate::language::inline::Part;
use crate::model::calendar::{LeapPolicy, Zone};
use crate::model::customer::Watermarks;
use crate::model::effect::Effect;
use crate::model::moment::Moment;
use crate::model::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// What all tests of a rulebook share.
pub struct Stage<'a> {
    pub rulebook: &'a Rulebook,
    zone: Zone,
    leap: LeapPolicy,
    templates: TemplateFields,
    watermarks: Watermarks,
    /// By position of the rule: what of it is not run yet.
    blocked: Vec<Vec<Waiting>>,
}

/// One rule, one subject, one tick.
#[derive(Clone, Debug)]
pub struct Look {
    /// Position in the rulebook.
    pub rule: usize,
    /// The event's number where the rule is about events, else 0.
    pub subject: u32,
    pub day: u32,
    pub at: Moment,
    /// The customer's zone at the tick.
    pub zone: Zone,
    pub truth: Truth,
    /// Whether it was true at the tick before.
    pub before: bool,
    pub atoms: Vec<AtomEvidence>,
    /// What became of the entry, where it is one.
    pub entry: Option<Entry>,
}

#[derive(Clone, Debug)]
pub enum Entry {
    Decided {
        outcome: Outcome,
        /// What was done, argument by argument; empty where it was held back.
        acts: Vec<Act>,
        /// Why an action could not be put together.
        lacks: Option<ComposeError>,
    },
    /// Something that is not run yet would have had a say.
    Undecided(Vec<Waiting>),
}

/// A test with an answer to each of its expectations.
#[derive(Debug)]
pub struct Rehearsed<'a> {
    pub test: &'a CheckedTest,
    /// In the order of the expectations.
    pub answers: Vec<Answer>,
    pub shown: coverage::Shown,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Passed,
    Failed,
    /// It hangs on something that is not run yet, and nothing else was wrong.
    NotRun,
}

/// A test as it went.
#[derive(Debug, Default)]
pub struct Rehearsal {
    /// In time order: every entry, and of the ticks without one the last of each day.
    pub looks: Vec<Look>,
    /// What was met with on the way, for what no test shows.
    pub shown: coverage::Shown,
}

impl<'a> Stage<'a> {
    pub fn new(
        rulebook: &'a Rulebook,
        zone: Zone,
        leap: LeapPolicy,
        templates: &TemplateFields,
    ) -> Self {
        let mut templates = templates.clone();
        // Whether the template is there is asked elsewhere; here it wants nothing.
        for rule in &rulebook.rules {
            for action in rule.parts().every_action() {
                if let Some([Part::Text(name)]) = action.title.as_ref().map(|t| t.parts.as_slice())
                {
                    templates.entry(name.clone()).or_default();
                }
            }
        }
        let events = rulebook.schema.events.len();
        Self {
            rulebook,
            zone,
            leap,
            templates,
            watermarks: Watermarks(vec![Some(Moment(i64::MAX)); events]),
            blocked: later::blocked(rulebook),
        }
    }

    fn context(&self, at: Moment) -> TickContext<'_> {
        TickContext {
            at,
            schema: &self.rulebook.schema,
            project_zone: self.zone,
            leap: self.leap,
            watermarks: &self.watermarks,
        }
    }

    fn rule(&self, at: usize) -> Option<&'a CheckedRule> {
        self.rulebook.rules.get(at)
    }

    /// The subject of a look, as it was at its tick.
    fn with_subject<T>(
        &self,
        test: &CheckedTest,
        look: &Look,
        ask: impl FnOnce(&Subject<'_>) -> T,
    ) -> Option<T> {
        let context = self.context(look.at);
        let audience = self.rule(look.rule)?.parts().audience;
        let facts = Facts::of(&test.customer, audience, Some(look.subject), &context)?;
        Some(ask(&Subject {
            customer_id: &test.customer.id,
            facts: &facts,
            context: &context,
            templates: &self.templates,
        }))
    }

    /// Plays a test and holds what happened against what it expects.
    pub fn rehearse<'t>(&self, test: &'t CheckedTest) -> Rehearsed<'t> {
        let rehearsal = self.play(test);
        let expectations = test.expectations.iter();
        Rehearsed {
            test,
            answers: expectations
                .map(|expected| answer(self, test, &rehearsal, expected))
                .collect(),
            shown: rehearsal.shown,
        }
    }

    /// Plays every tick from the test's beginning to the end of its last day.
    pub fn play(&self, test: &CheckedTest) -> Rehearsal {
        let until = test.end_of_day(test.last_day());
        let zones = self.zones(test);
        let before_first = test.starts.plus_ms(-1);
        let ticks = due(
            &self.rulebook.rules,
            |_| before_first,
            until,
            self.zone,
            &zones,
        );
        let mut play = Play {
            stage: self,
            test,
            first_day: test.zone.day_of(test.starts).0,
            truth: BTreeSet::new(),
            ledger: Vec::new(),
            unsure: self.blocked.clone(),
            last: BTreeMap::new(),
            rehearsal: Rehearsal::default(),
        };
        for (at, due) in ticks {
            play.tick(at, &due);
        }
        play.rehearsal
    }

    /// Where the customer ever lives, and the project.
    fn zones(&self, test: &CheckedTest) -> Vec<Zone> {
        let mut zones = vec![self.zone];
        let context = self.context(test.starts);
        for version in &test.customer.profile {
            let zone = zone_of(&version.values, &context);
            if !zones.contains(&zone) {
                zones.push(zone);
            }
        }
        zones
    }
}

impl Rehearsed<'_> {
    pub fn ended(&self) -> Ended {
        let any = |is: fn(&Answer) -> bool| self.answers.iter().any(is);
        if any(|answer| matches!(answer, Answer::Failed(_))) {
            Ended::Failed
        } else if any(|answer| matches!(answer, Answer::Waits(_))) {
            Ended::NotRun
        } else {
            Ended::Passed
        }
    }
}

struct Play<'a> {
    stage: &'a Stage<'a>,
    test: &'a CheckedTest,
    first_day: i32,
    /// Rules and subjects that are true as of their last tick.
    truth: BTreeSet<(usize, u32)>,
    ledger: Vec<LedgerRow>,
    /// By rule: why its next entry cannot be decided.
    unsure: Vec<Vec<Waiting>>,
    /// The place of a day's last look without an entry.
    last: BTreeMap<(usize, u32, u32), usize>,
    rehearsal: Rehearsal,
}

impl Play<'_> {
    fn tick(&mut self, at: Moment, due: &[Due]) {
        let (stage, test) = (self.stage, self.test);
        let context = stage.context(at);
        // By subject, then by title: the order in which a run decides.
        let mut entering: BTreeMap<(usize, u32), Vec<Look>> = BTreeMap::new();
        for due in due {
            let Some(rule) = stage.rule(due.rule) else {
                continue;
            };
            let audience = rule.parts().audience;
            for subject in self.subjects(audience) {
                let facts = Facts::of(&test.customer, audience, Some(subject), &context);
                let Some(facts) = facts.filter(|f| due.zone.is_none_or(|zone| zone == f.zone))
                else {
                    continue;
                };
                let verdict = judge(rule, &facts, &context);
                self.rehearsal.shown.looked(due.rule, rule, &verdict);
                let truth = verdict.truth();
                let key = (due.rule, subject);
                let before = self.truth.contains(&key);
                let look = Look {
                    rule: due.rule,
                    subject,
                    day: (test.zone.day_of(at).0 - self.first_day).max(0) as u32,
                    at,
                    zone: facts.zone,
                    truth,
                    before,
                    atoms: verdict.atoms,
                    entry: None,
                };
                match truth {
                    Truth::Yes if !before => {
                        self.truth.insert(key);
                        let kind = match audience {
                            Audience::Customer => 0,
                            Audience::Event(kind) => kind + 1,
                        };
                        entering.entry((kind, subject)).or_default().push(look);
                    }
                    Truth::No => {
                        self.truth.remove(&key);
                        self.keep(look);
                    }
                    Truth::Yes | Truth::Unknown => self.keep(look),
                }
            }
        }
        let mut rows = Vec::new();
        for looks in entering.into_values() {
            self.enter(looks, &context, &mut rows);
        }
        self.ledger.extend(rows);
    }

    fn subjects(&self, audience: Audience) -> Vec<u32> {
        match audience {
            Audience::Customer => vec![0],
            Audience::Event(kind) => {
                let events = self.test.customer.events.iter();
                events
                    .filter(|event| event.kind == kind)
                    .map(|event| event.no)
                    .collect()
            }
        }
    }

    /// A look without an entry takes the place of the one before it on its day.
    fn keep(&mut self, look: Look) {
        let key = (look.rule, look.subject, look.day);
        let looks = &mut self.rehearsal.looks;
        if let Some(place) = self.last.get(&key).and_then(|at| looks.get_mut(*at)) {
            *place = look;
        } else {
            self.last.insert(key, looks.len());
            looks.push(look);
        }
    }

    /// All the entries of one subject at one tick.
    fn enter(&mut self, looks: Vec<Look>, context: &TickContext<'_>, rows: &mut Vec<LedgerRow>) {
        let stage = self.stage;
        let unsure = self.unsure_now(&looks);
        let Some(first) = looks.first() else { return };
        let test = self.test;
        let audience = stage.rule(first.rule).map(|rule| rule.parts().audience);
        let facts = audience
            .and_then(|audience| Facts::of(&test.customer, audience, Some(first.subject), context));
        let Some(facts) = facts else { return };
        let subject = Subject {
            customer_id: &test.customer.id,
            facts: &facts,
            context,
            templates: &stage.templates,
        };
        let standing = Standing {
            tick: context.at,
            now: context.at,
            zone: facts.zone,
            consent: subject.consents(),
            unsubscribed: subject.is_unsubscribed(),
            suppressed: test.on_suppression_list.then(String::new),
            ledger: &self.ledger,
        };
        let candidates: Vec<Candidate<'_>> = looks
            .iter()
            .filter(|look| !unsure.contains_key(&look.rule))
            .filter_map(|look| {
                Some(Candidate {
                    rule: stage.rule(look.rule)?,
                    rule_no: look.rule as u32,
                    subject: look.subject,
                    evidence: look.atoms.clone(),
                })
            })
            .collect();
        let outcomes = decide(&candidates, &standing, |candidate| {
            effects(candidate.rule, &subject).map_err(|why| why.to_string())
        });
        let mut decided: BTreeMap<usize, Outcome> = BTreeMap::new();
        for (candidate, outcome) in candidates.iter().zip(outcomes) {
            rows.push(LedgerRow {
                rule_no: candidate.rule_no,
                subject: candidate.subject,
                tick: context.at,
                granted: matches!(outcome, Outcome::Granted(_)),
            });
            decided.insert(candidate.rule_no as usize, outcome);
        }
        for mut look in looks {
            let Some(rule) = stage.rule(look.rule) else {
                continue;
            };
            let entry = match (decided.remove(&look.rule), unsure.get(&look.rule)) {
                (Some(outcome), _) => {
                    let limits = &rule.parts().limits;
                    self.rehearsal.shown.decided(look.rule, &outcome, limits);
                    let granted = matches!(outcome, Outcome::Granted(_));
                    if granted {
                        self.on_its_way(look.rule, rule);
                    }
                    Entry::Decided {
                        acts: if granted {
                            act::acts(rule, &subject)
                        } else {
                            Vec::new()
                        },
                        lacks: effects(rule, &subject).err(),
                        outcome,
                    }
                }
                (None, waits) => Entry::Undecided(waits.cloned().unwrap_or_default()),
            };
            look.entry = Some(entry);
            self.rehearsal.looks.push(look);
        }
    }

    /// Which of these entries cannot be decided, and for what. They stay so: what became of them would
    /// have counted against limits.
    fn unsure_now(&mut self, looks: &[Look]) -> BTreeMap<usize, Vec<Waiting>> {
        let group = |rule: usize| {
            let parts = self.stage.rule(rule)?.parts();
            parts.group.as_ref().map(|group| group.name.as_str())
        };
        let mut found: BTreeMap<usize, Vec<Waiting>> = BTreeMap::new();
        for look in looks {
            let rivals = looks.iter().filter(|other| {
                other.rule == look.rule
                    || group(look.rule).is_some() && group(other.rule) == group(look.rule)
            });
            let mut waits: Vec<Waiting> = rivals
                .filter_map(|other| self.unsure.get(other.rule))
                .flatten()
                .cloned()
                .collect();
            waits.sort();
            waits.dedup();
            if !waits.is_empty() {
                found.insert(look.rule, waits);
            }
        }
        for (rule, waits) in &found {
            if let Some(place) = self.unsure.get_mut(*rule) {
                place.clone_from(waits);
            }
        }
        found
    }

    /// Whoever is on a journey may or may not enter once more.
    fn on_its_way(&mut self, at: usize, rule: &CheckedRule) {
        if rule.parts().journey.is_some()
            && let Some(waits) = self.unsure.get_mut(at)
        {
            waits.push(Waiting {
                place: later::Place::Rule(at),
                what: Later::Steps,
            });
        }
    }
}

/// The effects of the rule's actions, as a run composes them.
fn effects(rule: &CheckedRule, subject: &Subject<'_>) -> Result<Vec<Effect>, ComposeError> {
    let actions = rule.parts().actions.iter();
    actions.map(|action| compose(action, subject)).collect()
}
