//! What a rulebook's tests show of its rules, and what none of them shows.

use super::answer::may_do;
use crate::engine::decisions::{Outcome, Reason};
use crate::engine::interpret::{AtomEvidence, Verdict};
use crate::language::checked::{
    AtomId, AtomInfo, CheckedRule, CheckedTest, Expected, Limit, Rulebook, Test,
};
use crate::model::calendar::Length;
use crate::model::schema::Schema;
use crate::model::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// What was met with, by position of the rule.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    rules: BTreeMap<usize, RuleShown>,
}

#[derive(Clone, Debug, Default)]
struct RuleShown {
    met: BTreeSet<Met>,
    /// Atoms with the truth they had.
    atoms: BTreeSet<(usize, u8)>,
    /// Branches of an `or` that were the only true one.
    branches: BTreeSet<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    Fired,
    /// Another rule of the group won.
    Lost,
    Cooled,
    /// `when` was true, and `unless` held it back.
    Unless,
    /// By its place.
    Limit(usize),
}

/// One thing a test can show of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Its actions, by their place.
    Action(usize),
    /// A condition, by its atom, with this truth.
    Condition(usize, Truth),
    /// A branch of an `or` that alone made it true, in the author's words.
    Branch(String),
    Unless,
    Limit(Limit),
    Cooldown(Length),
    /// Another rule of the group won.
    Group(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub what: What,
    pub shown: bool,
}

impl Shown {
    pub(super) fn looked(&mut self, at: usize, rule: &CheckedRule, verdict: &Verdict) {
        let shown = self.rules.entry(at).or_default();
        for (atom, evidence) in verdict.atoms.iter().enumerate() {
            shown.atoms.insert((atom, number(evidence.truth)));
        }
        if verdict.when.is_yes() && verdict.unless.is_yes() {
            shown.met.insert(Met::Unless);
        }
        for (at, branch) in branches(rule).into_iter().enumerate() {
            if branch.alone_is_true(&verdict.atoms) {
                shown.branches.insert(at);
            }
        }
    }

    pub(super) fn decided(&mut self, rule: usize, outcome: &Outcome, limits: &[Limit]) {
        let met = &mut self.rules.entry(rule).or_default().met;
        match outcome {
            Outcome::Granted(_) => {
                met.insert(Met::Fired);
            }
            Outcome::Suppressed(Reason::LimitReached(limit)) => {
                let same = limits
                    .iter()
                    .enumerate()
                    .filter(|(_, known)| *known == limit);
                met.extend(same.map(|(at, _)| Met::Limit(at)));
            }
            Outcome::Suppressed(Reason::CoolingDown(_)) => {
                met.insert(Met::Cooled);
            }
            Outcome::Suppressed(Reason::LostGroup { .. }) => {
                met.insert(Met::Lost);
            }
            Outcome::Suppressed(_) | Outcome::Expired => {}
        }
    }

    /// Takes in what another test shows of the rules it is about: what it says nothing of may have been
    /// anything.
    pub fn add(&mut self, rulebook: &Rulebook, test: &CheckedTest, other: &Self) {
        for (at, found) in &other.rules {
            if !rulebook
                .rules
                .get(*at)
                .is_some_and(|rule| is_about(test, rule))
            {
                continue;
            }
            let shown = self.rules.entry(*at).or_default();
            shown.met.extend(&found.met);
            shown.atoms.extend(&found.atoms);
            shown.branches.extend(&found.branches);
        }
    }

    /// Everything there is to show of a rule.
    pub fn items(&self, at: usize, rule: &CheckedRule, schema: &Schema) -> Vec<Item> {
        let nothing = RuleShown::default();
        let shown = self.rules.get(&at).unwrap_or(&nothing);
        let has = |met: Met| shown.met.contains(&met);
        let parts = rule.parts();
        let mut items = Vec::new();
        let mut item = |what, shown| items.push(Item { what, shown });
        for at in 0..parts.actions.len() {
            item(What::Action(at), has(Met::Fired));
        }
        for (at, atom) in parts.atoms.iter().enumerate() {
            let mut truths = vec![Truth::Yes, Truth::No];
            if may_be_unknown(atom, schema) {
                truths.push(Truth::Unknown);
            }
            for truth in truths {
                item(
                    What::Condition(at, truth),
                    shown.atoms.contains(&(at, number(truth))),
                );
            }
        }
        for (at, branch) in branches(rule).into_iter().enumerate() {
            item(
                What::Branch(branch.words(&parts.atoms)),
                shown.branches.contains(&at),
            );
        }
        if parts.unless.is_some() {
            item(What::Unless, has(Met::Unless));
        }
        for (at, limit) in parts.limits.iter().enumerate() {
            item(What::Limit(*limit), has(Met::Limit(at)));
        }
        if let Some(length) = parts.cooldown {
            item(What::Cooldown(length), has(Met::Cooled));
        }
        if let Some(group) = &parts.group {
            item(What::Group(group.name.clone()), has(Met::Lost));
        }
        items
    }
}

/// Whether the test expects anything of the rule, or of an action the rule may take.
pub fn is_about(test: &CheckedTest, rule: &CheckedRule) -> bool {
    test.expectations
        .iter()
        .any(|expected| match &expected.what {
            Expected::Rule { title, .. } => title == rule.title(),
            Expected::Action { action, .. } => may_do(rule, action),
        })
}

fn number(truth: Truth) -> u8 {
    match truth {
        Truth::No => 0,
        Truth::Yes => 1,
        Truth::Unknown => 2,
    }
}

/// Conditions over fields that may be missing can be unknown; others only where data is late.
fn may_be_unknown(atom: &AtomInfo, schema: &Schema) -> bool {
    atom.reads.iter().any(|name| {
        let field = match name.split_once('.') {
            None => schema
                .attribute(name)
                .and_then(|at| schema.customer.get(at)),
            Some((event, field)) => schema
                .event(event)
                .and_then(|at| schema.events.get(at))
                .and_then(|event| event.fields.get(event.field(field)?)),
        };
        field.is_some_and(|field| field.optional && field.missing_as.is_none())
    })
}

/// One side of an `or`.
struct Branch<'a> {
    this: &'a Test,
    others: Vec<&'a Test>,
}

impl Branch<'_> {
    fn alone_is_true(&self, atoms: &[AtomEvidence]) -> bool {
        truth_of(self.this, atoms).is_yes()
            && !self
                .others
                .iter()
                .any(|other| truth_of(other, atoms).is_yes())
    }

    fn words(&self, atoms: &[AtomInfo]) -> String {
        let mut ids = Vec::new();
        atoms_of(self.this, &mut ids);
        let texts = ids.into_iter().filter_map(|at| atoms.get(at));
        let texts: Vec<&str> = texts.map(|atom| atom.text.as_str()).collect();
        texts.join(", ")
    }
}

/// Every side of every `or` of the rule, in the order written.
fn branches(rule: &CheckedRule) -> Vec<Branch<'_>> {
    let mut found = Vec::new();
    let parts = rule.parts();
    collect(&parts.when, &mut found);
    if let Some(unless) = &parts.unless {
        collect(unless, &mut found);
    }
    found
}

fn collect<'a>(test: &'a Test, found: &mut Vec<Branch<'a>>) {
    match test {
        Test::Constant(_) | Test::Atom(..) => {}
        Test::Not(inner) => collect(inner, found),
        Test::All(parts) => parts.iter().for_each(|part| collect(part, found)),
        Test::Any(parts) => {
            for (at, this) in parts.iter().enumerate() {
                let others = parts.iter().enumerate();
                found.push(Branch {
                    this,
                    others: others
                        .filter(|(other, _)| *other != at)
                        .map(|(_, other)| other)
                        .collect(),
                });
                collect(this, found);
            }
        }
    }
}

/// The truth of a part of a condition, from that of its atoms.
fn truth_of(test: &Test, atoms: &[AtomEvidence]) -> Truth {
    match test {
        Test::Constant(yes) => Truth::from(*yes),
        Test::Not(inner) => !truth_of(inner, atoms),
        Test::All(parts) => parts
            .iter()
            .fold(Truth::Yes, |truth, part| truth.and(truth_of(part, atoms))),
        Test::Any(parts) => parts
            .iter()
            .fold(Truth::No, |truth, part| truth.or(truth_of(part, atoms))),
        Test::Atom(id, _) => id
            .and_then(|AtomId(at)| atoms.get(usize::from(at)))
            .map_or(Truth::Unknown, |evidence| evidence.truth),
    }
}

fn atoms_of(test: &Test, ids: &mut Vec<usize>) {
    match test {
        Test::Constant(_) => {}
        Test::Not(inner) => atoms_of(inner, ids),
        Test::All(parts) | Test::Any(parts) => parts.iter().for_each(|part| atoms_of(part, ids)),
        Test::Atom(id, _) => ids.extend(id.map(|AtomId(at)| usize::from(at))),
    }
}
