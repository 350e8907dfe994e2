//! Analysis of checked rules: what can be said of them before they meet a customer.
//!
//! A condition is read as what it says of *cells* (values, counts, days from today): sets of what each may
//! be where the condition is yes, no or unknown. Sets may hold too much, never too little, and a search
//! that grows long is given up; so what is found impossible is impossible *(an analysis never says what is
//! not so)*.

mod atoms;
mod cells;
mod conditions;
mod consent;
mod describe;
mod links;
mod missing;
mod moments;
mod picks;
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

use crate::language::checked::Rulebook;
use crate::language::diagnostics::Diagnostic;
use crate::model::calendar::{Day, LeapPolicy, Zone};

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
    said
}
