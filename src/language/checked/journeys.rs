//! What is done after the entry: the arms of a split, and the later steps of a journey.

use super::{CheckedAction, Expr, Test};
use crate::model::calendar::Length;

/// The later steps, in the order written; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    pub steps: Vec<Step>,
}

/// `wait 7 days then …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Counted from the step before it, the first from the entry.
    pub after: Length,
    pub does: StepDoes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "a rulebook has few later steps, and they are read once a step"
)]
pub enum StepDoes {
    Actions(Vec<CheckedAction>),
    /// Asked when the step is due; unknown does neither.
    If {
        condition: Test,
        then: Vec<CheckedAction>,
        /// Empty where nothing was written for it.
        or_else: Vec<CheckedAction>,
    },
}

/// `split "name" by … ` and its arms, which add up to 100 %.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    pub name: String,
    /// Whose equal values fall into the same arm; the customer where nothing was written.
    pub by: Option<Expr>,
    pub arms: Vec<Arm>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// In millionths of a percentage point.
    pub share: i64,
    pub does: ArmDoes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArmDoes {
    Variant {
        name: String,
        actions: Vec<CheckedAction>,
    },
    /// Withheld and recorded, for comparison.
    Holdout,
}

impl Step {
    /// Everything the step may do, whichever way it turns out.
    pub fn actions(&self) -> impl Iterator<Item = &CheckedAction> {
        let (then, or_else): (&[_], &[_]) = match &self.does {
            StepDoes::Actions(actions) => (actions, &[]),
            StepDoes::If { then, or_else, .. } => (then, or_else),
        };
        then.iter().chain(or_else)
    }
}

impl Split {
    /// What any of the arms does.
    pub fn actions(&self) -> impl Iterator<Item = &CheckedAction> {
        self.arms.iter().flat_map(|arm| match &arm.does {
            ArmDoes::Variant { actions, .. } => actions.as_slice(),
            ArmDoes::Holdout => &[],
        })
    }
}
