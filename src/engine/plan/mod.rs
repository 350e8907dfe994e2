//! From checked rules to one graph of expressions, in which what several rules ask is asked once.
//!
//! A node stands for a value or a truth per row of a [`Scope`]. Nodes come after what they are made of,
//! so one walk over the list computes them all.

mod lower;

use crate::language::checked::{Aggregate, Comparison, EventField, Window};
use crate::language::checked::{Audience, CheckedRule};
use crate::model::arithmetic::Operation;
use crate::model::calendar::Span;
use crate::model::kind::Kind;
use crate::model::schema::Schema;
use crate::model::value::Value;

/// The shared graph of several rules.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(super) nodes: Vec<Node>,
    /// Texts and lists that stand in the rules, each once.
    pub(super) literals: Vec<Value>,
    pub(super) rules: Vec<PlannedRule>,
    /// How fresh each event type's feed must be, by position in the schema.
    pub(super) fresh_within_ms: Vec<Option<i64>>,
}

/// Where a rule's truth and evidence stand in the graph.
#[derive(Clone, Debug)]
pub(super) struct PlannedRule {
    pub audience: Audience,
    pub truth: NodeId,
    /// By atom id; `None` where no test of the rule holds the atom.
    pub atoms: Vec<Option<PlannedAtom>>,
}

#[derive(Clone, Debug)]
pub(super) struct PlannedAtom {
    pub truth: NodeId,
    pub left: Left,
}

/// What the evidence of an atom shows.
#[derive(Clone, Debug)]
pub(super) enum Left {
    Value(NodeId, Kind),
    /// How many rows matched, of an [`Op::Pack`].
    Count(NodeId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct NodeId(pub u32);

/// What a node has a row for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Customers,
    /// Every version of every event of a type, by customer.
    Events(usize),
    /// Every event of the second type for every event of the first, of the same customer: for
    /// filters that compare an event with the event the rule is about.
    Pairs(usize, usize),
}

/// How a node of a wider scope finds its row in a narrower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Via {
    /// From a customer to the customer's events.
    Customer,
    /// From the first event of a pair to the pair.
    Subject,
    /// From the second event of a pair to the pair.
    Row,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node {
    pub scope: Scope,
    pub op: Op,
}

/// A constant: an integer, or the position of a text or list among the plan's literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Constant {
    Int(i64),
    Literal(u32),
}

/// A column of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Fact {
    Attribute(usize),
    Event(usize, EventField),
}

/// A value that depends on the tick and the customer's zone alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum TickValue {
    Today(Span),
    DayStart(Span),
    Tick(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Op {
    // Values.
    Constant(Constant),
    /// Missing for everyone.
    Nothing,
    /// A value that cannot be told.
    Untold,
    /// A column; where it is missing, `fill` stands for it.
    Fact {
        fact: Fact,
        fill: Option<Constant>,
    },
    Tick(TickValue),
    Arithmetic {
        op: Operation,
        left: NodeId,
        right: NodeId,
        kinds: (Kind, Kind),
    },
    Negate(NodeId),
    Default {
        of: NodeId,
        value: Constant,
    },
    /// How many rows matched, whether or not there may be others.
    Matched(NodeId),
    /// `field` is `None` for a count of rows.
    Aggregate {
        op: Aggregate,
        rows: NodeId,
        event: usize,
        field: Option<(NodeId, Kind)>,
    },
    SpreadValue {
        of: NodeId,
        via: Via,
    },
    // Truths.
    Spread {
        of: NodeId,
        via: Via,
    },
    Truth(bool),
    Not(NodeId),
    All(Vec<NodeId>),
    Any(Vec<NodeId>),
    Flag(NodeId),
    /// Both sides are multiplied by their factor, so that whole numbers meet numbers.
    Compare {
        op: Comparison,
        left: NodeId,
        right: NodeId,
        factors: (i64, i64),
    },
    /// `certain` tells whether `count` may still grow.
    CompareCount {
        op: Comparison,
        count: NodeId,
        certain: NodeId,
        right: NodeId,
        factors: (i64, i64),
    },
    OneOf {
        item: NodeId,
        set: Vec<Constant>,
    },
    Contains {
        list: NodeId,
        item: Constant,
    },
    Known {
        item: NodeId,
        wanted: bool,
    },
    Has {
        rows: NodeId,
        event: usize,
    },
    /// No further row can turn up and none is unknown.
    Certain {
        rows: NodeId,
        event: usize,
    },
    Birthday {
        item: NodeId,
        lunar: bool,
        from_days: i32,
        to_days: i32,
    },
    Within {
        item: NodeId,
        window: Window,
        kind: Kind,
    },
    /// The event lies in the window and this row is what was known of it at the tick.
    InWindow(Window),
    /// The rows of a truth as bits, ready to be counted.
    Pack(NodeId),
}

impl Plan {
    /// Plans the rules together; results come in the same order.
    pub fn new(rules: &[&CheckedRule], schema: &Schema) -> Self {
        lower::plan(rules, schema)
    }

    /// How many expressions are computed for all the rules together.
    pub fn size(&self) -> usize {
        self.nodes.len()
    }
}
