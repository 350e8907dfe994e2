//! Analysis of checked rules: what can be said of them before they meet a customer.
//!
//! A condition is read as what it says of *cells* (values, counts, days from today): sets of what each may
//! be where the condition is yes, no or unknown. Sets may hold too much, never too little, and a search
//! that grows long is given up; so what is found impossible is impossible *(an analysis never says what is
//! not so)*.

mod atoms;
mod caps;
mod cells;
mod conditions;
mod consent;
pub mod costs;
mod describe;
mod journey;
mod links;
mod missing;
mod moments;
mod picks;
mod rhythm;
mod rule;
mod sets;
mod solve;
#[cfg(test)]
mod soundness;
#[cfg(test)]
mod tests;
mod ties;
mod tree;
mod witness;

use crate::language::checked::{CheckedRule, Expr, Rulebook};
use crate::language::diagnostics::Diagnostic;
use crate::model::calendar::{Day, LeapPolicy, Zone};
use crate::model::schema::Schema;
use cells::Cells;
use solve::{Formula, Solver};
use std::collections::BTreeSet;

/// What is known beside the rules.
#[derive(Clone, Debug)]
pub struct Around {
    pub zone: Zone,
    pub leap: LeapPolicy,
    pub today: Day,
    /// Where customers have been imported and counted.
    pub base: Option<Base>,
}

/// The customers there are.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Base {
    pub customers: u64,
    /// How many lack each attribute, by its position in the schema.
    pub missing: Vec<u64>,
}

/// Everything worth saying of a rulebook.
pub fn analyse(rulebook: &Rulebook, around: &Around) -> Vec<Diagnostic> {
    let mut said = Vec::new();
    for rule in &rulebook.rules {
        rule::analyse(rule, rulebook, around, &mut said);
    }
    ties::look(rulebook, around, &mut said);
    caps::doubles(rulebook, &mut said);
    caps::policies(rulebook, &mut said);
    once(&mut said);
    said
}

/// What a segment says is part of every rule about it: one place is told once.
fn once(said: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    said.retain(|said| told.insert((said.code, said.span.place(), said.message.english.clone())));
}

/// Whether the rule may act on someone who lacks this field: an attribute, or a property of the event the
/// rule is about.
pub fn may_lack(rule: &CheckedRule, schema: &Schema, field: &Expr) -> bool {
    let parts = rule.parts();
    let mut cells = Cells::new(schema, rule::subject(parts.audience), rule::today(parts));
    let missing = cells.presence(field).1;
    let mut formulas = vec![missing, cells.yes(&parts.when)];
    formulas.extend(parts.unless.as_ref().map(|unless| cells.no(unless)));
    let formulas: Vec<&Formula> = formulas.iter().collect();
    !Solver::new(&cells).impossible(&formulas)
}
