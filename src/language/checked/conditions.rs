//! Conditions and values: three-valued tests over a subject, its events and the tick.

use crate::language::source::Span;
use crate::model::arithmetic::Operation;
use crate::model::calendar::{Day, Length, Span as CalendarSpan};
use crate::model::kind::Kind;
use crate::model::value::Value;

/// Position of an atom in its rule's `atoms`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AtomId(pub u16);

/// How an atom reads, and which field it would miss first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtomInfo {
    /// The author's own words.
    pub text: String,
    pub span: Span,
    /// Whether the atom belongs to `unless`.
    pub in_unless: bool,
    /// The names of the fields and feeds the atom reads, for counting what was missing.
    pub reads: Vec<String>,
}

/// A three-valued condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every test of a rule is an atom, and a rulebook has few"
)]
pub enum Test {
    Constant(bool),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
    /// A leaf. Inside event filters the id is `None`: filters give no evidence of their own.
    Atom(Option<AtomId>, Atom),
}

/// A leaf of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// A yes/no value by itself.
    Flag(Expr),
    /// Both sides have comparable kinds: equal kinds, or number with whole number.
    Compare {
        op: Comparison,
        left: Expr,
        right: Expr,
    },
    /// `count(…)` against a value: a bound that already holds stays certain on an incomplete feed.
    CompareCount {
        op: Comparison,
        query: Query,
        right: Expr,
    },
    /// Set of constants of the item's kind, sorted, not empty.
    In {
        item: Expr,
        set: Vec<Value>,
    },
    /// Both ends included.
    Between {
        item: Expr,
        low: Expr,
        high: Expr,
    },
    Contains {
        list: Expr,
        item: Value,
    },
    Known(Expr),
    Missing(Expr),
    Has(Query),
    No(Query),
    /// The birthday is celebrated on a business day in today+from … today+to.
    Birthday {
        item: Expr,
        lunar: bool,
        from_days: i32,
        to_days: i32,
    },
    /// The date or instant lies in the window.
    Within {
        item: Expr,
        window: Window,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// An expression with its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expr {
    pub kind: Kind,
    pub node: ExprNode,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ExprNode {
    Constant(Value),
    /// An attribute of the customer.
    Attribute(usize),
    /// A property of the subject event; only where the audience is an event type.
    Subject(EventField),
    /// A property of the event a filter looks at; only inside a query's filter.
    Row(EventField),
    /// Business date of the tick plus a span (a date).
    Today {
        plus: CalendarSpan,
    },
    /// First moment of the business date of the tick plus a span (an instant).
    DayStart {
        plus: CalendarSpan,
    },
    /// The tick plus exact milliseconds (an instant).
    Tick {
        plus_ms: i64,
    },
    Arithmetic {
        op: Operation,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    Negate(Box<Expr>),
    /// The first where it is known, else the constant.
    Default {
        of: Box<Expr>,
        value: Value,
    },
    Aggregate {
        op: Aggregate,
        field: Option<EventField>,
        query: Query,
    },
}

/// What can be read of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventField {
    /// When it happened (an instant).
    At,
    Property(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    Count,
    Sum,
    Average,
    Max,
    Min,
    Latest,
    First,
}

/// Which events of the subject's customer are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// Position of the event type in the schema.
    pub event: usize,
    pub window: Window,
    pub filter: Option<Box<Test>>,
}

/// A span of time as of the tick, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// Everything up to the tick.
    All,
    Last(Length),
    /// Only for dates and instants of the schema, never for events.
    Next(Length),
    /// From the start of the date.
    Since(Day),
    /// From the start of the first to the end of the second.
    Between(Day, Day),
    /// Exactly the business day today + days.
    On {
        days: i32,
    },
    /// After the subject's entry, up to the tick; unknown where there is no entry. Only in `stop when`,
    /// `goal` and the conditions of later steps.
    SinceEntry,
}

impl Comparison {
    /// `a op b` written the other way round: `b op.flipped() a`.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Equal => Self::Equal,
            Self::NotEqual => Self::NotEqual,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Greater => Self::Less,
        }
    }

    pub fn holds<T: Ord + ?Sized>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::GreaterOrEqual => left >= right,
            Self::Greater => left > right,
        }
    }
}
