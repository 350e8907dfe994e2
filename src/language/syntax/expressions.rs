//! The part of the tree for conditions, values and literals.

use crate::language::source::Span;

/// A condition or a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `a and b and c`, also `all of (a, b, c)`; at least one.
    And(Vec<Expr>),
    /// `a or b`, also `any of (a, b)`; at least one.
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare {
        op: CompareOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `city in ["Shanghai"]`, `city not in […]`; the right side is a list or a list field.
    In {
        value: Box<Expr>,
        list: Box<Expr>,
        negated: bool,
    },
    /// Both ends included.
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    /// `is known` (`known: true`) and `is missing` (`known: false`).
    Known {
        value: Box<Expr>,
        known: bool,
    },
    /// `birthday within next 7 days`; the window is only `Last` or `Next`.
    Within {
        value: Box<Expr>,
        window: Window,
        negated: bool,
    },
    /// `has purchase (…)`, and `no purchase (…)` with `negated`.
    Has {
        query: EventQuery,
        negated: bool,
    },
    /// `in segment "High net worth"`, also `customer in segment …` and `not in segment …`.
    InSegment {
        title: Text,
        negated: bool,
    },
    /// `count(purchase, last 24 months)`, `average(purchase.discount_rate, …)`.
    Aggregate {
        function: AggregateFunction,
        query: EventQuery,
    },
    Arithmetic {
        op: ArithmeticOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Negate(Box<Expr>),
    /// A field, an option of a level or choice, or another bare word; `complaint.status`.
    Path(Path),
    /// `field (default: v)`.
    Default {
        path: Path,
        value: Box<Expr>,
    },
    /// The business date of the tick.
    Today,
    /// `24 hours ago`.
    Ago(Duration),
    /// `in 3 days`: written `birthday in 3 days`, read as `birthday is (in 3 days)`.
    Ahead(Duration),
    YesNo(bool),
    Number(Number),
    Percent(Percent),
    Money(Money),
    Date(Date),
    /// `08-08`, a birthday without its year.
    MonthDay {
        month: u8,
        day: u8,
    },
    Time(Time),
    /// A date with a time of day, in the business zone.
    Instant {
        date: Date,
        time: Time,
    },
    Duration(Duration),
    Text(Text),
    List(Vec<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Is,
    IsNot,
    AtLeast,
    Above,
    AtMost,
    Below,
    /// For dates and instants only, as `Below`.
    Before,
    /// For dates and instants only, as `Above`.
    After,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Plus,
    Minus,
    Times,
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFunction {
    Count,
    Sum,
    Average,
    Max,
    Min,
    Latest,
    First,
}

impl Expr {
    /// Visits this expression and everything within it, from the outside in.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match &self.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::List(parts) => {
                for part in parts {
                    part.walk(visit);
                }
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) => inner.walk(visit),
            ExprKind::Compare { left, right, .. } | ExprKind::Arithmetic { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            ExprKind::In { value, list, .. } => {
                value.walk(visit);
                list.walk(visit);
            }
            ExprKind::Between {
                value, low, high, ..
            } => {
                value.walk(visit);
                low.walk(visit);
                high.walk(visit);
            }
            ExprKind::Known { value, .. } | ExprKind::Default { value, .. } => value.walk(visit),
            ExprKind::Within { value, window, .. } => {
                value.walk(visit);
                window.walk(visit);
            }
            ExprKind::Has { query, .. } | ExprKind::Aggregate { query, .. } => {
                for window in &query.windows {
                    window.walk(visit);
                }
                for filter in &query.filters {
                    filter.walk(visit);
                }
            }
            ExprKind::InSegment { .. }
            | ExprKind::Path(_)
            | ExprKind::Today
            | ExprKind::Ago(_)
            | ExprKind::Ahead(_)
            | ExprKind::YesNo(_)
            | ExprKind::Number(_)
            | ExprKind::Percent(_)
            | ExprKind::Money(_)
            | ExprKind::Date(_)
            | ExprKind::MonthDay { .. }
            | ExprKind::Time(_)
            | ExprKind::Instant { .. }
            | ExprKind::Duration(_)
            | ExprKind::Text(_) => {}
        }
    }
}

impl Window {
    fn walk(&self, visit: &mut impl FnMut(&Expr)) {
        match &self.kind {
            WindowKind::Since(from) => from.walk(visit),
            WindowKind::Between(first, last) => {
                first.walk(visit);
                last.walk(visit);
            }
            WindowKind::Last(_) | WindowKind::Next(_) | WindowKind::SinceEntry => {}
        }
    }
}

/// Which events: a type, for aggregates a field of it, windows (the checker wants at most one)
/// and filters over the event's own fields.
#[derive(Debug, Clone, PartialEq)]
pub struct EventQuery {
    pub event: Name,
    pub field: Option<Name>,
    pub windows: Vec<Window>,
    pub filters: Vec<Expr>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    pub kind: WindowKind,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum WindowKind {
    Last(Duration),
    Next(Duration),
    SinceEntry,
    Since(Box<Expr>),
    /// Both ends included.
    Between(Box<Expr>, Box<Expr>),
}

/// A name as written, NFKC-normalised.
#[derive(Debug, Clone, PartialEq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// `amount`, `purchase.amount`: one name or several joined by dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    pub names: Vec<Name>,
    pub span: Span,
}

/// A quoted string without its quotes. `\"`, `\\` and `\n` are resolved; `{…}` is kept as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    pub text: String,
    pub span: Span,
}

/// A number in millionths.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub micros: i64,
    pub span: Span,
}

/// A percentage in millionths of a percentage point: 15% is 15,000,000.
#[derive(Debug, Clone, PartialEq)]
pub struct Percent {
    pub micros: i64,
    pub span: Span,
}

/// An amount in millionths of the currency's main unit (¥1.50 is 1,500,000).
#[derive(Debug, Clone, PartialEq)]
pub struct Money {
    pub micros: i64,
    pub currency: CurrencyMark,
    pub span: Span,
}

/// How the currency was written. `元`, `￥` and `¥` are one sign, `¥`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CurrencyMark {
    /// One of `¥ $ € £`; the project's settings say which currency it is.
    Sign(char),
    /// Three capital letters.
    Code(String),
}

/// A date that exists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Date {
    pub year: i16,
    pub month: u8,
    pub day: u8,
    pub span: Span,
}

/// A time of day in seconds, below 86,400.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    pub seconds: u32,
    pub span: Span,
}

/// `90 days`. Minutes and hours are exact, the others calendar units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duration {
    pub count: u32,
    pub unit: DurationUnit,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DurationUnit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl DurationUnit {
    /// Whether the unit is a fixed number of milliseconds.
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Minute | Self::Hour)
    }
}
