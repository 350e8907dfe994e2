//! Every test that walks more than one floor, in one binary: corpora are data files beside their `check_*`.

mod base_data;
mod cdnow_independent;
mod example_rules;
mod scenarios;
mod shop_data;
mod store_kill;
mod store_suite;
