//! The syntax tree of a rulebook: what was written, before any name is looked up.
//!
//! It is neutral to the language a file is written in: an English and a Chinese text of the same
//! meaning give equal trees, except for names, labels, quoted strings and spans. Spans never take
//! part in equality. Lists keep the order of the source.

pub mod expressions;
pub mod rules;
pub mod test_items;

pub use expressions::{
    AggregateFunction, ArithmeticOp, CompareOp, CurrencyMark, Date, Duration, DurationUnit,
    EventQuery, Expr, ExprKind, Money, Name, Number, Path, Percent, Text, Time, Window, WindowKind,
};
pub use rules::{
    Action, Argument, Arm, ArmKind, Audience, Budget, BudgetAmount, Limit, LimitScope, Period,
    PolicyItem, Quiet, RuleItem, Schedule, Section, SectionKind, Shift, Split, StartWith, Step,
    Timing, Wait, Weekday,
};
pub use test_items::{EventTime, Expectation, Given, HeldBy, RuleDoes, TestItem, TestStep};

use super::source::Span;

/// One file, read. `items` holds what could be read; everything else has a diagnostic.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RuleFile {
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Customer(CustomerItem),
    Event(EventItem),
    Segment(SegmentItem),
    Rule(RuleItem),
    Policy(PolicyItem),
    Test(TestItem),
}

/// `customer "客户"` and its fields.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerItem {
    pub label: Option<Text>,
    pub fields: Vec<Field>,
    pub damaged: bool,
    pub span: Span,
}

/// `event purchase "购买": amount "金额" money, …; fresh within 26 hours`.
#[derive(Debug, Clone, PartialEq)]
pub struct EventItem {
    pub name: Name,
    pub label: Option<Text>,
    pub fields: Vec<Field>,
    pub fresh_within: Option<Duration>,
    pub damaged: bool,
    pub span: Span,
}

/// One attribute of the customer or of an event type.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: Name,
    pub label: Option<Text>,
    pub kind: FieldType,
    pub optional: bool,
    /// `missing counts as no`: always a literal, a bare word or a list of them.
    pub missing_as: Option<Expr>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct FieldType {
    pub kind: FieldKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    YesNo,
    Number,
    WholeNumber,
    Percent,
    Money,
    Text,
    Date,
    Time,
    Instant,
    Birthday,
    LunarBirthday,
    /// A calendar duration.
    Duration,
    /// An exact duration.
    Hours,
    /// Lowest first.
    Level(Vec<NamedOption>),
    Choice(Vec<NamedOption>),
    ListOf(Box<FieldType>),
    /// `same as tier`, `same as purchase.status`.
    SameAs(Path),
}

/// One option of a level or a choice: `gold "金卡"`.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedOption {
    pub name: Name,
    pub label: Option<Text>,
    pub span: Span,
}

/// `segment "High net worth": is …`. Without a condition it could not be read (and was reported).
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentItem {
    pub title: Text,
    pub condition: Option<Expr>,
    pub span: Span,
}
