//! What the language has and this version does not run: a test that hangs on it is not run either.

use crate::actions::ACTIONS;
use crate::language::checked::{CheckedPolicy, RuleParts, Rulebook};
use crate::model::schedule::Rhythm;

/// Something a test would have to wait for, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    pub what: Later,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// By position in the rulebook.
    Rule(usize),
    Policy(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Later {
    AtOnce,
    /// `wait`.
    Steps,
    Split,
    Holdout,
    Budget,
    Policy,
    /// An action, by its English words.
    Action(&'static str),
}

/// By position of the rule: everything that would have a say in what becomes of an entry.
///
/// Later steps, goals and what a rule starts with do not: an entry's own decision comes before them.
pub(super) fn blocked(rulebook: &Rulebook) -> Vec<Vec<Waiting>> {
    let rules = rulebook.rules.iter().enumerate();
    rules
        .map(|(at, rule)| {
            let parts = rule.parts();
            let mut waits: Vec<Waiting> = of_rule(parts)
                .into_iter()
                .map(|what| Waiting {
                    what,
                    place: Place::Rule(at),
                })
                .collect();
            let policies = rulebook.policies.iter().enumerate();
            waits.extend(
                policies
                    .filter(|(_, policy)| concerns(policy, parts))
                    .map(|(at, _)| Waiting {
                        what: Later::Policy,
                        place: Place::Policy(at),
                    }),
            );
            waits.sort();
            waits.dedup();
            waits
        })
        .collect()
}

fn of_rule(parts: &RuleParts) -> Vec<Later> {
    let mut found = Vec::new();
    let mut has = |is_there: bool, what: Later| {
        if is_there {
            found.push(what);
        }
    };
    has(parts.schedule.rhythm == Rhythm::AtOnce, Later::AtOnce);
    has(parts.split.is_some(), Later::Split);
    has(parts.holdout.is_some(), Later::Holdout);
    has(!parts.budgets.is_empty(), Later::Budget);
    for action in &parts.actions {
        let def = ACTIONS
            .iter()
            .find(|def| def.words.english == action.action);
        has(
            def.is_none_or(|def| !def.runs),
            Later::Action(action.action),
        );
    }
    found
}

/// Whether the policy may hold the rule's entries back, or put them off.
fn concerns(policy: &CheckedPolicy, parts: &RuleParts) -> bool {
    let messages = parts.every_action().any(|action| {
        let mut defs = ACTIONS.iter();
        defs.any(|def| def.words.english == action.action && def.channel.is_some())
    });
    policy.unless.is_some() || messages && !(policy.caps.is_empty() && policy.quiet.is_none())
}
