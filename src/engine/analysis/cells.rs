//! What conditions are about: every value a condition looks at is a cell, and every condition says what
//! a cell may be.

use super::sets::{Allowed, GREATEST, Ints, Texts, Values};
use super::solve::{Answer, Solver};
use crate::language::checked::{Aggregate, Atom, EventField, Expr, ExprNode, Query};
use crate::model::kind::Kind;
use crate::model::schema::{Field, Schema};
use crate::model::value::Value;
use std::collections::HashMap;

/// Something a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell<'r> {
    /// An expression, as it is packed.
    Value(&'r Expr),
    /// A date: how many days after today. An instant: how many starts of days lie between today's and
    /// it, so that it is at or after the start of the day `k` exactly when it is `k` or more.
    FromToday(&'r Expr),
    /// An instant: milliseconds after the tick.
    FromTick(&'r Expr),
    /// An instant: the last day that has begun by then.
    DayOf(&'r Expr),
    /// A birthday: how many days after today it is celebrated, within half a year either way.
    Celebration(&'r Expr),
    /// How one expression compares with another: -1, 0 or 1.
    Order(&'r Expr, &'r Expr),
    /// Whether the list holds the value.
    Contains(&'r Expr, &'r Value),
    /// How many events a question finds. A count that may still grow is `-1 - count`.
    Count(&'r Query),
    /// A condition nothing more is known of: 0 no, 1 yes, 2 unknown.
    Atom(&'r Atom),
}

/// Position of a cell in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId(pub usize);

/// The cells met so far, with what each may be at all.
pub struct Cells<'r> {
    pub schema: &'r Schema,
    /// The event type the rule is about.
    pub subject: Option<usize>,
    /// The event type whose filter is looked at.
    row: Option<usize>,
    /// The first and the last business date a tick may fall on, as days.
    pub today: Option<(i64, i64)>,
    table: Vec<Cell<'r>>,
    universe: Vec<Allowed>,
    ids: HashMap<Cell<'r>, CellId>,
}

impl<'r> Cells<'r> {
    pub fn new(schema: &'r Schema, subject: Option<usize>, today: Option<(i64, i64)>) -> Self {
        Self {
            schema,
            subject,
            row: None,
            today,
            table: Vec::new(),
            universe: Vec::new(),
            ids: HashMap::new(),
        }
    }

    /// For the conditions of a question's filter, about one event of it.
    pub fn of_row(&self, event: usize) -> Self {
        Self {
            row: Some(event),
            ..Self::new(self.schema, self.subject, self.today)
        }
    }

    pub fn id(&mut self, cell: Cell<'r>) -> CellId {
        if let Some(id) = self.ids.get(&cell) {
            return *id;
        }
        let universe = self.everything(cell);
        let id = CellId(self.table.len());
        self.table.push(cell);
        self.universe.push(universe);
        self.ids.insert(cell, id);
        id
    }

    /// The cell for how these two compare, and whether it has them the other way round.
    pub fn order_of(&mut self, left: &'r Expr, right: &'r Expr) -> (CellId, bool) {
        match self.ids.get(&Cell::Order(right, left)) {
            Some(id) if left != right => (*id, true),
            _ => (self.id(Cell::Order(left, right)), false),
        }
    }

    pub fn cell(&self, id: CellId) -> Option<Cell<'r>> {
        self.table.get(id.0).copied()
    }

    pub fn all(&self) -> impl Iterator<Item = (CellId, Cell<'r>)> + '_ {
        self.table
            .iter()
            .enumerate()
            .map(|(at, cell)| (CellId(at), *cell))
    }

    pub fn universe(&self, id: CellId) -> Option<&Allowed> {
        self.universe.get(id.0)
    }

    fn everything(&mut self, cell: Cell<'r>) -> Allowed {
        match cell {
            Cell::Value(expr) => self.of_expr(expr),
            Cell::FromToday(_) | Cell::DayOf(_) | Cell::Celebration(_) => {
                Allowed::ints(Ints::all())
            }
            Cell::FromTick(expr) => Allowed::ints(match expr.node {
                // What happens after the tick is not there yet.
                ExprNode::Subject(EventField::At) | ExprNode::Row(EventField::At) => {
                    Ints::range(super::sets::LEAST, 0)
                }
                _ => Ints::all(),
            }),
            Cell::Order(left, right) if left == right => Allowed::ints(Ints::one(0)),
            Cell::Order(..) => Allowed::ints(Ints::range(-1, 1)),
            Cell::Contains(..) => Allowed::ints(Ints::range(0, 1)),
            Cell::Atom(_) => Allowed::ints(Ints::range(0, 2)),
            Cell::Count(query) => Allowed::ints(self.counts(query)),
        }
    }

    fn of_expr(&self, expr: &Expr) -> Allowed {
        let values = values_of(&expr.kind);
        let anything = |values| Allowed {
            values,
            missing: true,
            unknown: true,
        };
        match &expr.node {
            ExprNode::Constant(_) | ExprNode::DayStart { .. } | ExprNode::Tick { .. } => {
                Allowed::known(values)
            }
            ExprNode::Today { plus } => Allowed::known(match self.today {
                Some((first, last)) if plus.months == 0 => {
                    let moved = i128::from(plus.days);
                    Values::Ints(Ints::range(
                        i128::from(first) + moved,
                        i128::from(last) + moved,
                    ))
                }
                _ => values,
            }),
            ExprNode::Attribute(_) | ExprNode::Subject(_) | ExprNode::Row(_) => Allowed {
                values,
                missing: self.field(expr).is_none_or(may_miss) && !is_at(expr),
                unknown: false,
            },
            ExprNode::Aggregate {
                op: Aggregate::Count,
                ..
            } => Allowed {
                values: Values::Ints(Ints::range(0, GREATEST)),
                missing: false,
                unknown: true,
            },
            ExprNode::Aggregate { .. }
            | ExprNode::Arithmetic { .. }
            | ExprNode::Negate(_)
            | ExprNode::Default { .. } => anything(values),
        }
    }

    /// The schema's field an expression reads.
    pub fn field(&self, expr: &Expr) -> Option<&'r Field> {
        let of = |event: Option<usize>, field: EventField| match field {
            EventField::At => None,
            EventField::Property(at) => self.schema.events.get(event?)?.fields.get(at),
        };
        match expr.node {
            ExprNode::Attribute(at) => self.schema.customer.get(at),
            ExprNode::Subject(field) => of(self.subject, field),
            ExprNode::Row(field) => of(self.row, field),
            _ => None,
        }
    }

    /// How many events a question may find, certain or not.
    fn counts(&self, query: &'r Query) -> Ints {
        let event = self.schema.events.get(query.event);
        let mut may_grow = event.is_none_or(|event| event.fresh_within_ms.is_some());
        let mut most = GREATEST;
        if let Some(filter) = &query.filter {
            let mut row = self.of_row(query.event);
            let (yes, unknown) = (row.yes(filter), row.unknown(filter));
            let mut solver = Solver::new(&row);
            if matches!(solver.solve(&[&yes]), Answer::Impossible) {
                most = 0;
            }
            may_grow |= !matches!(solver.solve(&[&unknown]), Answer::Impossible);
        }
        let certain = Ints::range(0, most);
        if may_grow {
            certain.or(&Ints::range(-1 - most, -1))
        } else {
            certain
        }
    }
}

/// Whether customers or events may lack it.
pub fn may_miss(field: &Field) -> bool {
    field.optional && field.missing_as.is_none()
}

fn is_at(expr: &Expr) -> bool {
    matches!(
        expr.node,
        ExprNode::Subject(EventField::At) | ExprNode::Row(EventField::At)
    )
}

/// Every value of a kind.
pub fn values_of(kind: &Kind) -> Values {
    match kind {
        Kind::Text => Values::Texts(Texts::all()),
        Kind::List(_) => Values::Any,
        Kind::YesNo => Values::Ints(Ints::range(0, 1)),
        Kind::Time => Values::Ints(Ints::range(0, 86_399)),
        Kind::Level(options) | Kind::Choice(options) => {
            Values::Ints(Ints::range(0, options.words.len() as i128 - 1))
        }
        _ => Values::Ints(Ints::all()),
    }
}
