//! The part of the tree for rules and policies: sections, schedules, actions, limits.

use super::{Date, Duration, Expr, Money, Name, Number, Path, Percent, Text, Time};
use crate::language::source::Span;

/// A rule's title and its sections. Sections may repeat here; the checker says which may.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleItem {
    pub title: Text,
    pub sections: Vec<Section>,
    /// Some section could not be read and is not in `sections`: do not report anything as absent.
    pub damaged: bool,
    pub span: Span,
}

/// Caps and guards over all rules. The title is optional.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyItem {
    pub title: Option<Text>,
    pub sections: Vec<Section>,
    pub damaged: bool,
    pub span: Span,
}

/// A section of a rule or a policy. `keyword` is the word that opens it.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub kind: SectionKind,
    pub keyword: Span,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum SectionKind {
    Note(Text),
    Owner(Text),
    Formerly(Text),
    Audience(Audience),
    Active {
        from: Option<Date>,
        to: Option<Date>,
    },
    Schedule(Schedule),
    When(Expr),
    Unless(Expr),
    Then(Vec<Action>),
    Wait(Wait),
    StopWhen(Expr),
    Goal(Expr),
    Split(Split),
    Holdout(Percent),
    Limit(Limit),
    Cooldown(Duration),
    Budget(Budget),
    Prefer(Expr),
    StartWith(StartWith),
    Group {
        name: Text,
        pick: Option<Number>,
    },
    Priority(Number),
    Late(Duration),
    /// Policies only.
    Quiet(Quiet),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Audience {
    Customer,
    /// `customer in segment "…"`.
    Segment(Text),
    /// Each event of this type is a subject of its own.
    Event(Name),
}

/// When a rule is evaluated.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    pub timing: Timing,
    /// Ends in `customer time`: the times are each customer's own.
    pub customer_time: bool,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Timing {
    Daily {
        at: Time,
    },
    /// No day named: the checker picks Monday.
    Weekly {
        on: Vec<Weekday>,
        at: Time,
    },
    /// Days of the month, 1 to 31; none named: the first.
    Monthly {
        on: Vec<Number>,
        at: Time,
    },
    /// `on 1 day before spring_festival at 10:00`; no shift: the day itself.
    Festival {
        festival: Name,
        shift: Option<Shift>,
        at: Time,
    },
    Cron(Text),
    AtOnce,
}

/// Some time before or after a named day.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    pub by: Duration,
    pub before: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// `send coupon "BDAY50" (value: ¥50)`: words, an optional quoted template, arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub words: Vec<Name>,
    pub template: Option<Text>,
    pub arguments: Vec<Argument>,
    pub span: Span,
}

/// `value: ¥50`, or without a name `100`.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    pub name: Option<Name>,
    pub value: Expr,
    pub span: Span,
}

/// A later step of a journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    pub delay: Duration,
    pub step: Step,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Then(Vec<Action>),
    If {
        condition: Expr,
        then: Vec<Action>,
        /// Empty when nothing was written after it.
        or_else: Vec<Action>,
    },
}

/// `split "name" by customer_id` and its arms.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    pub name: Text,
    pub by: Option<Path>,
    pub arms: Vec<Arm>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    pub share: Percent,
    pub kind: ArmKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ArmKind {
    Variant { name: Text, then: Vec<Action> },
    Holdout,
}

/// `limit 1 per year`, `limit 1 lifetime`; in a policy `limit sms 2 per 7 days`.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    pub scope: LimitScope,
    pub times: Number,
    pub period: Period,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum LimitScope {
    /// Nothing named: the rule itself.
    Rule,
    /// `any`: every channel together.
    Any,
    /// One channel.
    Channel(Name),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Period {
    Lifetime,
    /// `per year` is `per 1 year`.
    Every(Duration),
}

/// A hard ceiling over all customers; no period: over the rule's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    pub amount: BudgetAmount,
    pub period: Option<Duration>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum BudgetAmount {
    Money(Money),
    /// `1000 coupons`.
    Pieces {
        count: Number,
        of: Name,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartWith {
    Newcomers,
    Everyone,
}

/// `quiet from 21:00 to 08:00 customer time`.
#[derive(Debug, Clone, PartialEq)]
pub struct Quiet {
    pub from: Time,
    pub to: Time,
    pub customer_time: bool,
    pub span: Span,
}
