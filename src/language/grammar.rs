//! The pest grammar, joined from the files under `grammar/` in reading order.

#[derive(pest_derive::Parser)]
#[grammar = "../grammar/1_words.pest"]
#[grammar = "../grammar/2_literals.pest"]
#[grammar = "../grammar/3_expressions.pest"]
#[grammar = "../grammar/4_rules.pest"]
#[grammar = "../grammar/5_schema.pest"]
#[grammar = "../grammar/6_tests.pest"]
pub struct Grammar;
