//! Values: what stands on either side of a comparison, and the queries over events behind them.

use super::{Lowered, Lowering, Reach};
use crate::engine::interpret::field_kind;
use crate::engine::plan::{Constant, Fact, Op, TickValue};
use crate::language::checked::{Aggregate, EventField, Expr, ExprNode, Query, Window};
use crate::model::value::Value;

impl Lowering<'_> {
    pub(super) fn expr(&mut self, expr: &Expr) -> Lowered {
        match &expr.node {
            ExprNode::Constant(value) => {
                let constant = self.constant(value);
                self.add(Reach::Customer, Op::Constant(constant))
            }
            ExprNode::Attribute(at) => {
                let filled = self
                    .schema
                    .customer
                    .get(*at)
                    .and_then(|f| f.missing_as.clone());
                let fill = filled.map(|value| self.constant(&value));
                self.add(
                    Reach::Customer,
                    Op::Fact {
                        fact: Fact::Attribute(*at),
                        fill,
                    },
                )
            }
            ExprNode::Subject(field) => match self.subject {
                Some(event) => self.event_field(Reach::Subject, event, *field),
                None => self.add(Reach::Customer, Op::Nothing),
            },
            ExprNode::Row(field) => match self.row {
                Some(event) => self.event_field(Reach::Row, event, *field),
                None => self.add(Reach::Customer, Op::Nothing),
            },
            ExprNode::Today { plus } => self.tick(TickValue::Today(*plus)),
            ExprNode::DayStart { plus } => self.tick(TickValue::DayStart(*plus)),
            ExprNode::Tick { plus_ms } => self.tick(TickValue::Tick(*plus_ms)),
            ExprNode::Arithmetic { op, left, right } => {
                let kinds = (left.kind.clone(), right.kind.clone());
                let (left, right) = (self.expr(left), self.expr(right));
                let reach = left.reach.with(right.reach);
                let (left, right) = (
                    self.spread_value(left, reach),
                    self.spread_value(right, reach),
                );
                self.add(
                    reach,
                    Op::Arithmetic {
                        op: *op,
                        left,
                        right,
                        kinds,
                    },
                )
            }
            ExprNode::Negate(inner) => {
                let inner = self.expr(inner);
                self.add(inner.reach, Op::Negate(inner.id))
            }
            ExprNode::Default { of, value } => {
                let of = self.expr(of);
                let value = self.constant(value);
                let op = match self.plan.nodes.get(of.id.0 as usize).map(|node| &node.op) {
                    Some(Op::Fact { fill: Some(_), .. }) => return of,
                    Some(Op::Fact { fact, fill: None }) => Op::Fact {
                        fact: *fact,
                        fill: Some(value),
                    },
                    _ => Op::Default { of: of.id, value },
                };
                self.add(of.reach, op)
            }
            ExprNode::Aggregate { op, field, query } => self.aggregate(*op, *field, query),
        }
    }

    fn aggregate(&mut self, op: Aggregate, field: Option<EventField>, query: &Query) -> Lowered {
        if query.window == Window::SinceEntry {
            return self.add(Reach::Customer, Op::Untold);
        }
        let rows = self.rows(query);
        let outer = self.row.replace(query.event);
        let field = field.map(|field| {
            let node = self.event_field(Reach::Row, query.event, field);
            let wide = if rows.reach == Reach::Subject {
                Reach::Both
            } else {
                Reach::Row
            };
            (
                self.spread_value(node, wide),
                field_kind(self.schema, query.event, field),
            )
        });
        self.row = outer;
        let op = if field.is_none() {
            Aggregate::Count
        } else {
            op
        };
        self.add(
            rows.reach,
            Op::Aggregate {
                op,
                rows: rows.id,
                event: query.event,
                field,
            },
        )
    }

    /// The rows a query is about, packed; the reach is that of what is computed from them.
    pub(super) fn rows(&mut self, query: &Query) -> Lowered {
        let outer = self.row.replace(query.event);
        let in_window = self.add(Reach::Row, Op::InWindow(query.window));
        let matching = match &query.filter {
            None => in_window,
            Some(filter) => {
                let filter = self.test(filter);
                self.join(&[in_window, filter], Op::All)
            }
        };
        let packed = self.add(matching.reach, Op::Pack(matching.id));
        self.row = outer;
        let reach = if matching.reach == Reach::Both {
            Reach::Subject
        } else {
            Reach::Customer
        };
        Lowered {
            id: packed.id,
            reach,
        }
    }

    fn event_field(&mut self, reach: Reach, event: usize, field: EventField) -> Lowered {
        let filled = match field {
            EventField::At => None,
            EventField::Property(at) => {
                let kind = self.schema.events.get(event);
                kind.and_then(|e| e.fields.get(at))
                    .and_then(|f| f.missing_as.clone())
            }
        };
        let fill = filled.map(|value| self.constant(&value));
        self.add(
            reach,
            Op::Fact {
                fact: Fact::Event(event, field),
                fill,
            },
        )
    }

    fn tick(&mut self, value: TickValue) -> Lowered {
        self.add(Reach::Customer, Op::Tick(value))
    }

    pub(super) fn constant(&mut self, value: &Value) -> Constant {
        match value {
            Value::Int(int) => Constant::Int(*int),
            literal => {
                let next = self.literals.len() as u32;
                let at = *self.literals.entry(literal.clone()).or_insert(next);
                if at == next {
                    self.plan.literals.push(literal.clone());
                }
                Constant::Literal(at)
            }
        }
    }
}
