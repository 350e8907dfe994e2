//! Conditions and values, as the hash of a rule's meaning takes them in.

use super::Encoder;
use crate::language::checked::{
    Aggregate, Atom, Comparison, EventField, Expr, ExprNode, Query, Test, Window,
};
use crate::model::arithmetic::Operation;
use crate::model::kind::Kind;
use crate::model::schema::{EventType, Field};
use crate::model::value::Value;

impl Encoder<'_> {
    pub(super) fn test(&mut self, test: &Test) {
        match test {
            Test::Constant(yes) => {
                self.tag(0);
                self.tag(u8::from(*yes));
            }
            Test::Not(inner) => {
                self.tag(1);
                self.test(inner);
            }
            Test::All(parts) => {
                self.tag(2);
                self.tests(parts);
            }
            Test::Any(parts) => {
                self.tag(3);
                self.tests(parts);
            }
            Test::Atom(_, atom) => {
                self.tag(4);
                self.atom(atom);
            }
        }
    }

    fn tests(&mut self, parts: &[Test]) {
        self.count(parts.len());
        for part in parts {
            self.test(part);
        }
    }

    fn atom(&mut self, atom: &Atom) {
        match atom {
            Atom::Flag(item) => {
                self.tag(0);
                self.expr(item);
            }
            Atom::Compare { op, left, right } => {
                self.tag(1);
                self.comparison(*op);
                self.expr(left);
                self.expr(right);
            }
            Atom::CompareCount { op, query, right } => {
                self.tag(2);
                self.comparison(*op);
                self.query(query);
                self.expr(right);
            }
            Atom::In { item, set } => {
                self.tag(3);
                self.expr(item);
                self.count(set.len());
                for value in set {
                    self.value(&item.kind, value);
                }
            }
            Atom::Between { item, low, high } => {
                self.tag(4);
                self.expr(item);
                self.expr(low);
                self.expr(high);
            }
            Atom::Contains { list, item } => {
                self.tag(5);
                self.expr(list);
                let of = match &list.kind {
                    Kind::List(of) => of,
                    other => other,
                };
                self.value(of, item);
            }
            Atom::Known(item) => {
                self.tag(6);
                self.expr(item);
            }
            Atom::Missing(item) => {
                self.tag(7);
                self.expr(item);
            }
            Atom::Has(query) => {
                self.tag(8);
                self.query(query);
            }
            Atom::No(query) => {
                self.tag(9);
                self.query(query);
            }
            Atom::Birthday {
                item,
                lunar,
                from_days,
                to_days,
            } => {
                self.tag(10);
                self.expr(item);
                self.tag(u8::from(*lunar));
                self.int(i64::from(*from_days));
                self.int(i64::from(*to_days));
            }
            Atom::Within { item, window } => {
                self.tag(11);
                self.expr(item);
                self.window(*window);
            }
        }
    }

    fn comparison(&mut self, op: Comparison) {
        self.tag(match op {
            Comparison::Less => 0,
            Comparison::LessOrEqual => 1,
            Comparison::Equal => 2,
            Comparison::NotEqual => 3,
            Comparison::GreaterOrEqual => 4,
            Comparison::Greater => 5,
        });
    }

    fn query(&mut self, query: &Query) {
        self.event(query.event);
        self.window(query.window);
        let outer = self.row.replace(query.event);
        self.optional(query.filter.as_deref(), Self::test);
        self.row = outer;
    }

    fn window(&mut self, window: Window) {
        match window {
            Window::All => self.tag(0),
            Window::Last(length) => {
                self.tag(1);
                self.length(length);
            }
            Window::Next(length) => {
                self.tag(2);
                self.length(length);
            }
            Window::Since(day) => {
                self.tag(3);
                self.day(day);
            }
            Window::Between(first, last) => {
                self.tag(4);
                self.day(first);
                self.day(last);
            }
            Window::On { days } => {
                self.tag(5);
                self.int(i64::from(days));
            }
            Window::SinceEntry => self.tag(6),
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        match &expr.node {
            ExprNode::Constant(value) => {
                self.tag(0);
                self.value(&expr.kind, value);
            }
            ExprNode::Attribute(at) => {
                self.tag(1);
                let schema = self.schema;
                self.text(name_of(schema.customer.get(*at)));
            }
            ExprNode::Subject(field) => {
                self.tag(2);
                self.event_field(self.subject, *field);
            }
            ExprNode::Row(field) => {
                self.tag(3);
                self.event_field(self.row, *field);
            }
            ExprNode::Today { plus } => {
                self.tag(4);
                self.span(*plus);
            }
            ExprNode::DayStart { plus } => {
                self.tag(5);
                self.span(*plus);
            }
            ExprNode::Tick { plus_ms } => {
                self.tag(6);
                self.int(*plus_ms);
            }
            ExprNode::Arithmetic { op, left, right } => {
                self.tag(7);
                self.tag(match op {
                    Operation::Add => 0,
                    Operation::Subtract => 1,
                    Operation::Multiply => 2,
                    Operation::Divide => 3,
                });
                self.expr(left);
                self.expr(right);
            }
            ExprNode::Negate(inner) => {
                self.tag(8);
                self.expr(inner);
            }
            ExprNode::Default { of, value } => {
                self.tag(9);
                self.expr(of);
                self.value(&of.kind, value);
            }
            ExprNode::Aggregate { op, field, query } => {
                self.tag(10);
                self.tag(match op {
                    Aggregate::Count => 0,
                    Aggregate::Sum => 1,
                    Aggregate::Average => 2,
                    Aggregate::Max => 3,
                    Aggregate::Min => 4,
                    Aggregate::Latest => 5,
                    Aggregate::First => 6,
                });
                let event = query.event;
                self.optional(*field, |this, field| this.event_field(Some(event), field));
                self.query(query);
            }
        }
    }

    fn event_field(&mut self, event: Option<usize>, field: EventField) {
        let schema = self.schema;
        let event: Option<&EventType> = event.and_then(|at| schema.events.get(at));
        match field {
            EventField::At => self.tag(0),
            EventField::Property(at) => {
                self.tag(1);
                self.text(name_of(event.and_then(|event| event.fields.get(at))));
            }
        }
    }

    fn value(&mut self, kind: &Kind, value: &Value) {
        match (kind, value) {
            (Kind::Level(options) | Kind::Choice(options), Value::Int(at)) => {
                self.tag(0);
                let at = usize::try_from(*at).unwrap_or(usize::MAX);
                let key = options.words.get(at).map_or("", |word| word.key.as_str());
                self.text(key);
            }
            (Kind::List(of), Value::List(items)) => {
                self.tag(1);
                self.count(items.len());
                for item in items {
                    self.value(of, item);
                }
            }
            (kind, Value::Int(int)) => {
                self.tag(2);
                self.text(&kind.name());
                self.int(*int);
            }
            (_, Value::Text(text)) => {
                self.tag(3);
                self.text(text);
            }
            // No kind but a list holds several values.
            (_, Value::List(items)) => {
                self.tag(4);
                self.count(items.len());
            }
        }
    }
}

fn name_of(field: Option<&Field>) -> &str {
    field.map_or("", |field| &field.name)
}
