//! The pest grammar, joined from the files under `grammar/` in reading order.

use std::num::NonZeroUsize;
use std::sync::Once;

use pest::Parser;
use pest::error::Error;
use pest::iterators::Pairs;

/// So many steps may one piece take. Reading is linear, some hundred steps a word: a piece that comes
/// here would have hung.
const STEPS_MAX: usize = 200_000_000;

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/1_words.pest"]
#[grammar = "../grammar/2_literals.pest"]
#[grammar = "../grammar/3_expressions.pest"]
#[grammar = "../grammar/4_rules.pest"]
#[grammar = "../grammar/5_schema.pest"]
#[grammar = "../grammar/6_tests.pest"]
pub struct Grammar;

/// Reads one piece. The limit is the whole process's, so it is set once and in this place.
pub fn read(rule: Rule, text: &str) -> Result<Pairs<'_, Rule>, Error<Rule>> {
    static LIMIT: Once = Once::new();
    LIMIT.call_once(|| pest::set_call_limit(NonZeroUsize::new(STEPS_MAX)));
    Grammar::parse(rule, text)
}
