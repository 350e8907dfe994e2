//! F2: functions over a customer's events, one a file, each with its manual.

mod average;
mod count;
mod first;
mod latest;
mod max;
mod min;
mod sum;

use crate::language::vocabulary::FunctionDef;

/// Every function, in the order the manual shows them.
pub const FUNCTIONS: &[&FunctionDef] = &[
    &count::COUNT,
    &sum::SUM,
    &average::AVERAGE,
    &max::MAX,
    &min::MIN,
    &latest::LATEST,
    &first::FIRST,
];
