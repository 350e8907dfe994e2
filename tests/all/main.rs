//! Every test that walks more than one floor, in one binary: corpora are data files beside their `check_*`.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test that goes wrong should stop right there"
)]

mod analysis;
mod base_data;
mod cdnow;
mod cdnow_independent;
mod checking;
mod checking_mistakes;
mod example_rules;
mod formatting;
mod fuzzing;
mod generated;
mod golden;
mod import;
mod json_documents;
mod kill;
mod languages;
mod mistakes;
mod pages;
mod parsing;
mod pasted;
mod reference;
mod repairing;
mod rule_tests;
mod runs;
mod scenarios;
mod shop_data;
mod store_folder;
mod store_kill;
mod store_suite;
mod vocabulary;
mod whole_language;
mod workbook;
