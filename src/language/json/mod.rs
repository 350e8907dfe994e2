//! What other programs read about a rulebook: its mistakes, and its syntax tree. `docs/json.md` says what stands where.

mod diagnostics;
mod expressions;
mod rules;
mod tree;

pub use diagnostics::{Report, report};
pub use tree::tree;

/// The version of both documents; it grows when a reader would have to change.
pub const VERSION: u32 = 1;
