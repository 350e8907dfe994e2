//! What was expected, held against what happened.

use super::act::{Act, act};
use super::later::Place;
use super::{Entry, Later, Look, Rehearsal, Stage, Waiting};
use crate::engine::decisions::{Outcome, Reason};
use crate::language::checked::{
    CheckedAction, CheckedExpectation, CheckedRule, CheckedTest, Expected, HeldBy, RuleDoes, Split,
};
use crate::language::inline::Part;
use crate::model::calendar::{Length, Zone};
use crate::model::moment::Moment;
use crate::model::schedule::Rhythm;

/// How an expectation turned out.
#[derive(Clone, Debug)]
pub enum Answer {
    Met,
    Failed(Box<Failure>),
    /// It hangs on something that is not run yet.
    Waits(Vec<Waiting>),
}

/// What happened instead, and why.
#[derive(Clone, Debug)]
pub struct Failure {
    pub instead: Instead,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug)]
pub enum Instead {
    Fired,
    /// The rule entered, and another gate or any gate stopped it.
    WasHeldBack,
    DidNotEnter,
    /// The rule has no tick on that day.
    NotDue,
    /// The action was taken with other values; by rule.
    Differs {
        expected: Act,
        found: Vec<(usize, Act)>,
    },
    /// The action was taken, and should not have been.
    WasDone {
        rule: usize,
        act: Act,
    },
    NobodyDid,
}

/// One rule on the day in question.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub rule: usize,
    /// `None` where the rule has no tick on that day.
    pub look: Option<Look>,
}

/// Holds one expectation against what happened.
pub fn answer(
    stage: &Stage<'_>,
    test: &CheckedTest,
    rehearsal: &Rehearsal,
    expected: &CheckedExpectation,
) -> Answer {
    let day = Day {
        stage,
        test,
        rehearsal,
        number: expected.day,
    };
    match &expected.what {
        Expected::Rule { title, does } => {
            let rules = &stage.rulebook.rules;
            match rules.iter().position(|rule| rule.title() == title) {
                Some(rule) => day.rule(rule, does),
                // *(tests name rules there are)*: the checker has looked.
                None => Answer::Met,
            }
        }
        Expected::Action { action, happens } => day.action(action, *happens),
    }
}

/// Whether the rule may take the action at some time.
pub(super) fn may_do(rule: &CheckedRule, expected: &CheckedAction) -> bool {
    let mut actions = rule.parts().every_action();
    actions.any(|action| is_possible(action, expected))
}

fn is_possible(action: &CheckedAction, expected: &CheckedAction) -> bool {
    let plain = |action: &CheckedAction| match action.title.as_ref()?.parts.as_slice() {
        [Part::Text(text)] => Some(text.clone()),
        _ => None,
    };
    action.action == expected.action
        && match (plain(action), plain(expected)) {
            (Some(mine), Some(wanted)) => mine == wanted,
            _ => true,
        }
}

/// One day of a test.
struct Day<'a> {
    stage: &'a Stage<'a>,
    test: &'a CheckedTest,
    rehearsal: &'a Rehearsal,
    number: u32,
}

impl<'a> Day<'a> {
    fn looks(&self) -> impl Iterator<Item = &'a Look> {
        let day = self.number;
        let looks = self.rehearsal.looks.iter();
        looks.filter(move |look| look.day == day)
    }

    fn rule(&self, rule: usize, does: &RuleDoes) -> Answer {
        let entries = || self.looks().filter(|look| look.rule == rule);
        let outcome = |look: &'a Look| match &look.entry {
            Some(Entry::Decided { outcome, .. }) => Some(outcome),
            _ => None,
        };
        let fired = entries()
            .filter_map(outcome)
            .any(|outcome| matches!(outcome, Outcome::Granted(_)));
        let held = |by: &HeldBy| entries().filter_map(outcome).any(|it| is_held(by, it));
        let met = match does {
            RuleDoes::Fires => fired,
            RuleDoes::DoesNotFire => !fired,
            RuleDoes::IsHeldBack(by) => held(by),
        };
        // What has fired has fired, whatever else would have come.
        let settled = match does {
            RuleDoes::DoesNotFire => fired,
            RuleDoes::Fires | RuleDoes::IsHeldBack(_) => met,
        };
        let waits = self.waits_of(rule);
        if !settled && !waits.is_empty() {
            return Answer::Waits(waits);
        }
        if met {
            return Answer::Met;
        }
        let instead = match (fired, held(&HeldBy::Any)) {
            (true, _) => Instead::Fired,
            (false, true) => Instead::WasHeldBack,
            (false, false) if entries().next().is_none() => Instead::NotDue,
            (false, false) => Instead::DidNotEnter,
        };
        failed(instead, self.evidence(rule))
    }

    /// What the rule's entries of the day wait for.
    fn waits_of(&self, rule: usize) -> Vec<Waiting> {
        let mut waits: Vec<Waiting> = self
            .looks()
            .filter(|look| look.rule == rule)
            .filter_map(|look| match &look.entry {
                Some(Entry::Undecided(waits)) => Some(waits.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        let at_once = self
            .stage
            .rule(rule)
            .is_some_and(|rule| rule.parts().schedule.rhythm == Rhythm::AtOnce);
        if at_once {
            waits.push(Waiting {
                what: Later::AtOnce,
                place: Place::Rule(rule),
            });
        }
        waits.sort();
        waits.dedup();
        waits
    }

    fn action(&self, expected: &CheckedAction, happens: bool) -> Answer {
        let mut near = Vec::new();
        for look in self.looks() {
            let Some(Entry::Decided { acts, .. }) = &look.entry else {
                continue;
            };
            let wanted = self
                .stage
                .with_subject(self.test, look, |subject| act(expected, subject));
            let Some(wanted) = wanted else { continue };
            for done in acts.iter().filter(|done| done.is_named(&wanted)) {
                if done.differences(&wanted).is_empty() {
                    return if happens {
                        Answer::Met
                    } else {
                        let instead = Instead::WasDone {
                            rule: look.rule,
                            act: done.clone(),
                        };
                        failed(instead, vec![seen(look)])
                    };
                }
                near.push((look, wanted.clone(), done.clone()));
            }
        }
        let waits = self.waits_for(expected);
        if !waits.is_empty() {
            return Answer::Waits(waits);
        }
        if !happens {
            return Answer::Met;
        }
        if let Some((_, wanted, _)) = near.first() {
            let instead = Instead::Differs {
                expected: wanted.clone(),
                found: near
                    .iter()
                    .map(|(look, _, done)| (look.rule, done.clone()))
                    .collect(),
            };
            return failed(instead, Vec::new());
        }
        let rules = self.stage.rulebook.rules.iter().enumerate();
        let able = rules.filter(|(_, rule)| may_do(rule, expected));
        let evidence = able.flat_map(|(rule, _)| self.evidence(rule)).collect();
        failed(Instead::NobodyDid, evidence)
    }

    /// What could still bring about the action on this day.
    fn waits_for(&self, expected: &CheckedAction) -> Vec<Waiting> {
        let mut waits = Vec::new();
        for (at, rule) in self.stage.rulebook.rules.iter().enumerate() {
            let parts = rule.parts();
            let split = parts.split.iter().flat_map(Split::actions);
            let mut first = parts.actions.iter().chain(split);
            if first.any(|action| is_possible(action, expected)) {
                waits.extend(self.waits_of(at));
            }
            waits.extend(self.steps(at, rule, expected));
        }
        waits.sort();
        waits.dedup();
        waits
    }

    /// Later steps that fall due on this day and may take the action.
    fn steps(&self, at: usize, rule: &CheckedRule, expected: &CheckedAction) -> Vec<Waiting> {
        let Some(journey) = &rule.parts().journey else {
            return Vec::new();
        };
        let mut waits = Vec::new();
        let entered = self.rehearsal.looks.iter().filter(|look| look.rule == at);
        for look in entered {
            let before = match &look.entry {
                Some(Entry::Undecided(waits)) => waits.as_slice(),
                Some(Entry::Decided {
                    outcome: Outcome::Granted(_),
                    ..
                }) => &[],
                _ => continue,
            };
            let mut due = look.at;
            for step in &journey.steps {
                due = later(due, step.after, look.zone);
                let in_day = due <= self.test.end_of_day(self.number)
                    && (self.number == 0 || due > self.test.end_of_day(self.number - 1));
                if in_day && step.actions().any(|action| is_possible(action, expected)) {
                    waits.extend_from_slice(before);
                    waits.push(Waiting {
                        what: Later::Steps,
                        place: Place::Rule(at),
                    });
                }
            }
        }
        waits
    }

    /// The rule's entries of the day; else how it stood at its last tick of the day.
    fn evidence(&self, rule: usize) -> Vec<Evidence> {
        let looks: Vec<&Look> = self.looks().filter(|look| look.rule == rule).collect();
        let entries = looks.iter().filter(|look| look.entry.is_some());
        let mut evidence: Vec<Evidence> = entries.map(|look| seen(look)).collect();
        if evidence.is_empty() {
            evidence.extend(looks.into_iter().map(seen));
        }
        if evidence.is_empty() {
            evidence.push(Evidence { rule, look: None });
        }
        evidence
    }
}

fn seen(look: &Look) -> Evidence {
    Evidence {
        rule: look.rule,
        look: Some(look.clone()),
    }
}

fn failed(instead: Instead, evidence: Vec<Evidence>) -> Answer {
    Answer::Failed(Box::new(Failure { instead, evidence }))
}

fn is_held(by: &HeldBy, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Granted(_) => false,
        Outcome::Expired => *by == HeldBy::Any,
        Outcome::Suppressed(reason) => match (by, reason) {
            (HeldBy::Any, _)
            | (HeldBy::MissingConsent, Reason::NoConsent)
            | (HeldBy::Unsubscribing, Reason::Unsubscribed)
            | (HeldBy::SuppressionList, Reason::OnSuppressionList(_))
            | (HeldBy::Group, Reason::LostGroup { .. })
            | (HeldBy::Limit, Reason::LimitReached(_))
            | (HeldBy::Cooldown, Reason::CoolingDown(_))
            | (HeldBy::MissingData, Reason::NotComposed(_)) => true,
            (HeldBy::Rule(title), Reason::LostGroup { winner }) => title == winner,
            _ => false,
        },
    }
}

/// The same time of day that much later; exactly so much for exact lengths.
fn later(at: Moment, by: Length, zone: Zone) -> Moment {
    match by {
        Length::Exact(ms) => at.plus_ms(ms),
        Length::Calendar(span) => {
            let (day, in_day_ms) = zone.clock_of(at);
            zone.resolve_ms(day.plus(span), in_day_ms)
        }
    }
}
