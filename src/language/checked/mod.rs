//! Checked rules: names resolved to positions, kinds agreed, nothing left to fail.
//!
//! A [`CheckedRule`] has private fields and one constructor, the checker's: having one is the proof
//! *(checked rules resolve)*.

mod actions;
mod conditions;
mod journeys;
mod policies;
mod rules;
mod test_items;

pub use actions::{Argument, CheckedAction};
pub use conditions::{
    Aggregate, Atom, AtomId, AtomInfo, Comparison, EventField, Expr, ExprNode, Query, Test, Window,
};
pub use journeys::{Arm, ArmDoes, Journey, Split, Step, StepDoes};
pub use policies::{ChannelCap, CheckedPolicy, CheckedSegment, Quiet};
pub use rules::{
    Audience, Budget, BudgetAmount, CheckedRule, Group, Limit, Period, Piece, RuleParts, StartWith,
};

pub use test_items::{CheckedExpectation, CheckedTest, Expected, HeldBy, RuleDoes};

use crate::model::schema::Schema;
use std::sync::Arc;

/// All the rules of a folder, checked against one schema.
#[derive(Clone, Debug)]
pub struct Rulebook {
    pub schema: Arc<Schema>,
    /// In order of title, so that the order of files never matters.
    pub rules: Vec<CheckedRule>,
    /// In order of title.
    pub segments: Vec<CheckedSegment>,
    /// In order of file and place.
    pub policies: Vec<CheckedPolicy>,
    /// In order of file and place.
    pub tests: Vec<CheckedTest>,
}
