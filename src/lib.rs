//! Perennial: campaign rules in, durable decisions and delivered messages out.
//!
//! The road of a rule, stage by stage:
//!
//! | stage | in → out | module |
//! |---|---|---|
//! | read | path → `Source` | `language::source` |
//! | split, parse | `Source` → `syntax::RuleFile` | `language` |
//! | check | `RuleFile` + schema + vocabulary → `Rulebook` | `language::check` |
//! | examine, rehearse | `Rulebook` → what can be said of it; its tests played | `engine::analysis`, `engine::rehearse` |
//! | plan | `Rulebook` → `Plan` | `engine::plan` |
//! | evaluate | `Plan` × columns × tick → a truth bitmap per rule | `engine::columns`, `engine::interpret` |
//! | enter, decide | truth change × ledgers → `Outcome` | `engine::columns`, `engine::decisions` |
//! | compose | granted → effects | `actions` |
//! | commit | everything at once | `store` |
//! | deliver, settle | outbox entry → outcome → next state | `runtime::dispatch`, `channels` |
//!
//! Modules stand in floor order; each uses itself and strictly lower floors only.

// F0
pub mod model;
// F1
pub mod language;
// F2
pub mod actions;
pub mod functions;
pub mod triggers;
// F3
pub mod engine;
// F4
#[cfg(feature = "full")]
pub mod channels;
#[cfg(feature = "full")]
pub mod sources;
pub mod store;
// F5
#[cfg(feature = "full")]
pub mod runtime;
// F7
#[cfg(feature = "full")]
pub mod cli;
