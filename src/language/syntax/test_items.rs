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
    /// `tier is gold`; without a value, `tier is missing`. With a time, from then on; else from ever.
    Fact {
        path: Path,
        value: Option<Expr>,
        from: Option<EventTime>,
        span: Span,
    },
    /// `on the suppression list`.
    OnSuppressionList { span: Span },
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
        does: RuleDoes,
        span: Span,
    },
    Action {
        action: Action,
        happens: bool,
        span: Span,
    },
}

/// What a test expects of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleDoes {
    Fires,
    DoesNotFire,
    /// It enters, and a gate stops it; any gate where none is named.
    IsHeldBack(Option<HeldBy>),
}

/// A gate, as `is held back by …` names it.
#[derive(Debug, Clone, PartialEq)]
pub enum HeldBy {
    MissingConsent,
    Unsubscribing,
    SuppressionList,
    Group,
    /// Another rule of the group, by title.
    Rule(Text),
    Limit,
    Cooldown,
    MissingData,
}
