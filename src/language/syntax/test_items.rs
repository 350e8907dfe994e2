//! The part of the tree for `test` items.

use super::{Action, Argument, Date, Duration, Expr, Name, Number, Path, Text, Time};
use crate::language::source::Span;

/// A test with a virtual clock.
#[derive(Debug, Clone, PartialEq)]
pub struct TestItem {
    pub title: Text,
    pub steps: Vec<TestStep>,
    pub damaged: bool,
    pub span: Span,
}

/// One line of a test; an expectation may be tied to a day counted from the test's `today`.
#[derive(Debug, Clone, PartialEq)]
pub enum TestStep {
    Given(Vec<Given>),
    Expect {
        day: Option<Number>,
        what: Vec<Expectation>,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// `today is 2027-02-28`.
    Today { value: Expr, span: Span },
    /// `tier is gold`; without a value, `tier is missing`.
    Fact {
        path: Path,
        value: Option<Expr>,
        span: Span,
    },
    /// `purchase (amount: ¥120) 100 days ago`.
    Event {
        event: Name,
        fields: Vec<Argument>,
        at: EventTime,
        span: Span,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub enum EventTime {
    /// Nothing said: at the test's `today`.
    Today,
    /// Before the test's `today`.
    Ago(Duration),
    On(Date, Option<Time>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expectation {
    Rule {
        title: Text,
        fires: bool,
        span: Span,
    },
    Action {
        action: Action,
        happens: bool,
        span: Span,
    },
}
