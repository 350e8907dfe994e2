//! Tests of the rulebook: one made-up customer, a clock, and what is expected on which day.

use super::CheckedAction;
use crate::language::source::Span;
use crate::model::calendar::{Day, Zone};
use crate::model::customer::Customer;
use crate::model::moment::Moment;

/// A `test` item whose names and values fit the schema and the rules.
#[derive(Clone, Debug)]
pub struct CheckedTest {
    pub title: String,
    /// Where it stands: file name and line, for messages.
    pub file: String,
    pub line: u32,
    /// The title's place in its source.
    pub span: Span,
    /// Where the test's clock begins; day 0 is the business date it falls on.
    pub starts: Moment,
    /// Whose business dates the days are: the customer's zone, else the project's.
    pub zone: Zone,
    /// What is given. What is not given is missing, except what a customer needs to be written to.
    pub customer: Customer,
    pub on_suppression_list: bool,
    /// In the order written; at least one.
    pub expectations: Vec<CheckedExpectation>,
}

/// One thing that must have happened by the end of its day, or must not.
#[derive(Clone, Debug)]
pub struct CheckedExpectation {
    /// Counted from day 0.
    pub day: u32,
    pub what: Expected,
    /// The author's own words.
    pub text: String,
    pub line: u32,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Expected {
    Rule {
        title: String,
        does: RuleDoes,
    },
    /// Its title, and those of its arguments that were written, are compared.
    Action {
        action: CheckedAction,
        happens: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleDoes {
    Fires,
    DoesNotFire,
    /// It enters, and a gate stops it.
    IsHeldBack(HeldBy),
}

/// Which gate must have stopped an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeldBy {
    Any,
    MissingConsent,
    Unsubscribing,
    SuppressionList,
    Group,
    /// Another rule of the group won.
    Rule(String),
    Limit,
    Cooldown,
    /// An action could not be put together.
    MissingData,
}

impl CheckedTest {
    /// The last day anything is expected of.
    pub fn last_day(&self) -> u32 {
        let days = self.expectations.iter().map(|expected| expected.day);
        days.max().unwrap_or(0)
    }

    /// The last moment of a day of the test.
    pub fn end_of_day(&self, day: u32) -> Moment {
        self.zone.end_of(self.date_of(day))
    }

    /// The business date of a day of the test.
    pub fn date_of(&self, day: u32) -> Day {
        self.zone.day_of(self.starts).plus_days(day as i32)
    }
}
