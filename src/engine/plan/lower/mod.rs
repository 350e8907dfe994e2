//! Lowers tests and expressions into the graph; equal ones become one node.

mod expressions;

use super::{Constant, Left, Node, NodeId, Op, Plan, PlannedAtom, PlannedRule, Scope, Via};
use crate::language::checked::{
    Atom, Audience, CheckedRule, Comparison, Expr, Query, Test, Window,
};
use crate::model::kind::{Kind, MILLION};
use crate::model::schema::Schema;
use crate::model::value::Value;
use rustc_hash::FxHashMap;

/// What a node depends on besides the customer; decides its scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Customer,
    Subject,
    Row,
    Both,
}

/// A lowered node.
#[derive(Clone, Copy)]
struct Lowered {
    id: NodeId,
    reach: Reach,
}

struct Lowering<'a> {
    schema: &'a Schema,
    plan: Plan,
    known: FxHashMap<Node, NodeId>,
    literals: FxHashMap<Value, u32>,
    /// The event type the rule is about.
    subject: Option<usize>,
    /// The event type the filter at hand looks at.
    row: Option<usize>,
    /// The atoms of the rule at hand.
    atoms: Vec<Option<PlannedAtom>>,
}

pub(super) fn plan(rules: &[&CheckedRule], schema: &Schema) -> Plan {
    let mut lowering = Lowering {
        schema,
        plan: Plan {
            fresh_within_ms: schema
                .events
                .iter()
                .map(|event| event.fresh_within_ms)
                .collect(),
            ..Plan::default()
        },
        known: FxHashMap::default(),
        literals: FxHashMap::default(),
        subject: None,
        row: None,
        atoms: Vec::new(),
    };
    for rule in rules {
        let planned = lowering.rule(rule);
        lowering.plan.rules.push(planned);
    }
    lowering.plan
}

impl Reach {
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Customer, other) | (other, Self::Customer) => other,
            _ => Self::Both,
        }
    }
}

impl Lowering<'_> {
    fn rule(&mut self, rule: &CheckedRule) -> PlannedRule {
        let parts = rule.parts();
        self.subject = match parts.audience {
            Audience::Customer => None,
            Audience::Event(kind) => Some(kind),
        };
        self.atoms = vec![None; parts.atoms.len()];
        let when = self.test(&parts.when);
        let truth = match &parts.unless {
            None => when,
            Some(unless) => {
                let unless = self.test(unless);
                let spared = self.add(unless.reach, Op::Not(unless.id));
                self.join(&[when, spared], Op::All)
            }
        };
        let reach = if self.subject.is_some() {
            Reach::Subject
        } else {
            Reach::Customer
        };
        PlannedRule {
            audience: parts.audience,
            truth: self.spread_truth(truth, reach),
            atoms: std::mem::take(&mut self.atoms),
        }
    }

    fn test(&mut self, test: &Test) -> Lowered {
        match test {
            Test::Constant(yes) => self.add(Reach::Customer, Op::Truth(*yes)),
            Test::Not(inner) => {
                let inner = self.test(inner);
                self.add(inner.reach, Op::Not(inner.id))
            }
            Test::All(parts) => {
                let parts: Vec<Lowered> = parts.iter().map(|part| self.test(part)).collect();
                self.join(&parts, Op::All)
            }
            Test::Any(parts) => {
                let parts: Vec<Lowered> = parts.iter().map(|part| self.test(part)).collect();
                self.join(&parts, Op::Any)
            }
            Test::Atom(id, atom) => {
                let (truth, left) = self.atom(atom);
                if let Some(id) = id
                    && let Some(place) = self.atoms.get_mut(usize::from(id.0))
                {
                    *place = Some(PlannedAtom {
                        truth: truth.id,
                        left,
                    });
                }
                truth
            }
        }
    }

    fn atom(&mut self, atom: &Atom) -> (Lowered, Left) {
        match atom {
            // A rule's own truth has no entry yet to look back to: the checker refuses the question.
            Atom::CompareCount { query, .. } | Atom::Has(query) | Atom::No(query)
                if query.window == Window::SinceEntry =>
            {
                let untold = self.add(Reach::Customer, Op::Untold);
                let truth = self.add(Reach::Customer, Op::Flag(untold.id));
                (truth, Left::Value(untold.id, Kind::Whole))
            }
            Atom::Flag(item) => self.about(item, Op::Flag),
            Atom::Compare { op, left, right } => {
                let (left_node, right_node) = (self.expr(left), self.expr(right));
                let truth = self.compare(*op, (left, left_node), (right, right_node));
                (truth, Left::Value(left_node.id, left.kind.clone()))
            }
            Atom::CompareCount { op, query, right } => self.compare_count(*op, query, right),
            Atom::In { item, set } => {
                let set: Vec<Constant> = set.iter().map(|value| self.constant(value)).collect();
                self.about(item, |item| Op::OneOf { item, set })
            }
            Atom::Between { item, low, high } => {
                let (low_node, high_node) = (self.expr(low), self.expr(high));
                let item_node = self.expr(item);
                let above = self.compare(
                    Comparison::GreaterOrEqual,
                    (item, item_node),
                    (low, low_node),
                );
                let below = self.compare(
                    Comparison::LessOrEqual,
                    (item, item_node),
                    (high, high_node),
                );
                let truth = self.join(&[above, below], Op::All);
                (truth, Left::Value(item_node.id, item.kind.clone()))
            }
            Atom::Contains { list, item } => {
                let item = self.constant(item);
                self.about(list, |list| Op::Contains { list, item })
            }
            Atom::Known(item) => self.about(item, |item| Op::Known { item, wanted: true }),
            Atom::Missing(item) => self.about(item, |item| Op::Known {
                item,
                wanted: false,
            }),
            Atom::Has(query) => {
                let rows = self.rows(query);
                let has = self.add(
                    rows.reach,
                    Op::Has {
                        rows: rows.id,
                        event: query.event,
                    },
                );
                (has, Left::Count(rows.id))
            }
            Atom::No(query) => {
                let rows = self.rows(query);
                let has = self.add(
                    rows.reach,
                    Op::Has {
                        rows: rows.id,
                        event: query.event,
                    },
                );
                (self.add(has.reach, Op::Not(has.id)), Left::Count(rows.id))
            }
            Atom::Birthday {
                item,
                lunar,
                from_days,
                to_days,
            } => {
                let (lunar, from_days, to_days) = (*lunar, *from_days, *to_days);
                self.about(item, |item| Op::Birthday {
                    item,
                    lunar,
                    from_days,
                    to_days,
                })
            }
            Atom::Within { item, window } => {
                let (window, kind) = (*window, item.kind.clone());
                self.about(item, |item| Op::Within { item, window, kind })
            }
        }
    }

    /// A test of one value.
    fn about(&mut self, item: &Expr, op: impl FnOnce(NodeId) -> Op) -> (Lowered, Left) {
        let node = self.expr(item);
        (
            self.add(node.reach, op(node.id)),
            Left::Value(node.id, item.kind.clone()),
        )
    }

    fn compare(
        &mut self,
        op: Comparison,
        (left, left_node): (&Expr, Lowered),
        (right, right_node): (&Expr, Lowered),
    ) -> Lowered {
        let reach = left_node.reach.with(right_node.reach);
        let op = Op::Compare {
            op,
            left: self.spread_value(left_node, reach),
            right: self.spread_value(right_node, reach),
            factors: factors(&left.kind, &right.kind),
        };
        self.add(reach, op)
    }

    fn compare_count(&mut self, op: Comparison, query: &Query, right: &Expr) -> (Lowered, Left) {
        let rows = self.rows(query);
        let count = self.add(rows.reach, Op::Matched(rows.id));
        let certain = self.add(
            rows.reach,
            Op::Certain {
                rows: rows.id,
                event: query.event,
            },
        );
        let right_node = self.expr(right);
        let reach = rows.reach.with(right_node.reach);
        let op = Op::CompareCount {
            op,
            count: self.spread_value(count, reach),
            certain: self.spread_truth(certain, reach),
            right: self.spread_value(right_node, reach),
            factors: factors(&Kind::Whole, &right.kind),
        };
        (self.add(reach, op), Left::Value(count.id, Kind::Whole))
    }

    fn join(&mut self, parts: &[Lowered], op: impl FnOnce(Vec<NodeId>) -> Op) -> Lowered {
        if let [only] = parts {
            return *only;
        }
        let reach = parts
            .iter()
            .fold(Reach::Customer, |reach, part| reach.with(part.reach));
        let parts = parts
            .iter()
            .map(|part| self.spread_truth(*part, reach))
            .collect();
        self.add(reach, op(parts))
    }

    fn spread_truth(&mut self, node: Lowered, to: Reach) -> NodeId {
        self.spread(node, to, |of, via| Op::Spread { of, via })
    }

    fn spread_value(&mut self, node: Lowered, to: Reach) -> NodeId {
        self.spread(node, to, |of, via| Op::SpreadValue { of, via })
    }

    /// The node at a farther reach.
    fn spread(&mut self, node: Lowered, to: Reach, op: fn(NodeId, Via) -> Op) -> NodeId {
        let via = match (node.reach, to) {
            (from, to) if from == to => return node.id,
            (Reach::Customer, Reach::Both) => {
                let half = self.spread(node, Reach::Subject, op);
                return self.spread(
                    Lowered {
                        id: half,
                        reach: Reach::Subject,
                    },
                    to,
                    op,
                );
            }
            (Reach::Customer, _) => Via::Customer,
            (Reach::Subject, _) => Via::Subject,
            (Reach::Row | Reach::Both, _) => Via::Row,
        };
        self.add(to, op(node.id, via)).id
    }

    fn add(&mut self, reach: Reach, op: Op) -> Lowered {
        let (subject, row) = (self.subject.unwrap_or(0), self.row.unwrap_or(0));
        let scope = match reach {
            Reach::Customer => Scope::Customers,
            Reach::Subject => Scope::Events(subject),
            Reach::Row => Scope::Events(row),
            Reach::Both => Scope::Pairs(subject, row),
        };
        let next = NodeId(self.plan.nodes.len() as u32);
        let node = Node { scope, op };
        let id = *self.known.entry(node.clone()).or_insert(next);
        if id == next {
            self.plan.nodes.push(node);
        }
        Lowered { id, reach }
    }
}

/// By what the two sides of a comparison are multiplied so that they mean the same.
fn factors(left: &Kind, right: &Kind) -> (i64, i64) {
    match (left, right) {
        (Kind::Whole, Kind::Number) => (MILLION, 1),
        (Kind::Number, Kind::Whole) => (1, MILLION),
        _ => (1, 1),
    }
}
