//! The reference interpreter: one condition, one subject, one tick. Slow, plain, and the measure of
//! every other evaluator.

use super::facts::{Facts, Seen, TickContext};
use super::span::{Bounds, event_bounds, field_bounds};
use crate::language::checked::{
    Aggregate, Atom, AtomId, CheckedRule, Comparison, EventField, Expr, ExprNode, Query, Test,
};
use crate::model::arithmetic;
use crate::model::calendar::{Birthday, LunarBirthday, birthdays_within, lunar_birthdays_within};
use crate::model::kind::{Kind, MILLION};
use crate::model::truth::Truth;
use crate::model::value::Value;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Value(Value),
    /// Nothing is known of it.
    Missing,
    /// It cannot be told yet: a feed is not complete, or a filter met missing data.
    Unknown,
}

/// The truth of a rule with the evidence of every atom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub when: Truth,
    /// No where the rule has no `unless`.
    pub unless: Truth,
    /// By atom id.
    pub atoms: Vec<AtomEvidence>,
}

/// One atom's truth, and the value its left side had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtomEvidence {
    pub truth: Truth,
    pub left: Outcome,
}

impl Verdict {
    /// `when` and not `unless`.
    pub fn truth(&self) -> Truth {
        self.when.and(!self.unless)
    }
}

/// Evaluates every atom of the rule, without short cuts, so that all the evidence is there.
pub fn judge(rule: &CheckedRule, facts: &Facts<'_>, context: &TickContext<'_>) -> Verdict {
    let parts = rule.parts();
    let nothing = AtomEvidence {
        truth: Truth::Unknown,
        left: Outcome::Unknown,
    };
    let mut judge = Judge {
        facts,
        context,
        row: None,
        atoms: vec![nothing; parts.atoms.len()],
    };
    let when = judge.test(&parts.when);
    let unless = parts
        .unless
        .as_ref()
        .map_or(Truth::No, |unless| judge.test(unless));
    Verdict {
        when,
        unless,
        atoms: judge.atoms,
    }
}

/// The value of an expression for a subject: what an action's argument comes to.
pub fn value_of(expr: &Expr, facts: &Facts<'_>, context: &TickContext<'_>) -> Outcome {
    Judge {
        facts,
        context,
        row: None,
        atoms: Vec::new(),
    }
    .expr(expr)
}

struct Judge<'a> {
    facts: &'a Facts<'a>,
    context: &'a TickContext<'a>,
    /// The event a filter is looking at.
    row: Option<Seen<'a>>,
    atoms: Vec<AtomEvidence>,
}

impl Judge<'_> {
    fn test(&mut self, test: &Test) -> Truth {
        match test {
            Test::Constant(yes) => Truth::from(*yes),
            Test::Not(inner) => !self.test(inner),
            Test::All(parts) => parts
                .iter()
                .fold(Truth::Yes, |truth, part| truth.and(self.test(part))),
            Test::Any(parts) => parts
                .iter()
                .fold(Truth::No, |truth, part| truth.or(self.test(part))),
            Test::Atom(id, atom) => {
                let evidence = self.atom(atom);
                let truth = evidence.truth;
                if let Some(AtomId(at)) = id
                    && let Some(place) = self.atoms.get_mut(usize::from(*at))
                {
                    *place = evidence;
                }
                truth
            }
        }
    }

    fn atom(&mut self, atom: &Atom) -> AtomEvidence {
        match atom {
            Atom::Flag(item) => self.about(item, |value| value.int().map(|int| int != 0)),
            Atom::Compare { op, left, right } => {
                let right_value = self.expr(right);
                self.about(left, |value| match &right_value {
                    Outcome::Value(other) => {
                        Some(compare(*op, (&left.kind, value), (&right.kind, other)))
                    }
                    Outcome::Missing | Outcome::Unknown => None,
                })
            }
            Atom::CompareCount { op, query, right } => self.compare_count(*op, query, right),
            Atom::In { item, set } => self.about(item, |value| Some(set.contains(value))),
            Atom::Between { item, low, high } => {
                let (low_value, high_value) = (self.expr(low), self.expr(high));
                let value = self.expr(item);
                let side = |op, end: &Expr, end_value: &Outcome| match (&value, end_value) {
                    (Outcome::Value(value), Outcome::Value(end_value)) => {
                        Truth::from(compare(op, (&item.kind, value), (&end.kind, end_value)))
                    }
                    _ => Truth::Unknown,
                };
                let truth = side(Comparison::GreaterOrEqual, low, &low_value).and(side(
                    Comparison::LessOrEqual,
                    high,
                    &high_value,
                ));
                AtomEvidence { truth, left: value }
            }
            Atom::Contains { list, item } => self.about(list, |value| match value {
                Value::List(items) => Some(items.contains(item)),
                Value::Int(_) | Value::Text(_) => None,
            }),
            Atom::Known(item) => known(self.expr(item), true),
            Atom::Missing(item) => known(self.expr(item), false),
            Atom::Has(query) => {
                let (truth, left) = self.has(query);
                AtomEvidence { truth, left }
            }
            Atom::No(query) => {
                let (truth, left) = self.has(query);
                AtomEvidence {
                    truth: !truth,
                    left,
                }
            }
            Atom::Birthday {
                item,
                lunar,
                from_days,
                to_days,
            } => {
                let today = self.facts.zone.day_of(self.context.at);
                let (first, last) = (today.plus_days(*from_days), today.plus_days(*to_days));
                self.about(item, |value| {
                    let packed = value.int()?;
                    Some(if *lunar {
                        lunar_birthdays_within(first, last)
                            .contains(LunarBirthday::key_of_packed(packed))
                    } else {
                        birthdays_within(first, last, self.context.leap)
                            .contains(Birthday::key_of_packed(packed))
                    })
                })
            }
            Atom::Within { item, window } => {
                let Bounds { from, to } =
                    field_bounds(*window, &item.kind, self.facts.zone, self.context.at);
                self.about(item, |value| {
                    value.int().map(|int| (from..=to).contains(&int))
                })
            }
        }
    }

    /// An atom about one value: unknown where the value is missing or the answer is.
    fn about(&mut self, item: &Expr, answer: impl Fn(&Value) -> Option<bool>) -> AtomEvidence {
        let left = self.expr(item);
        let truth = match &left {
            Outcome::Value(value) => answer(value).map_or(Truth::Unknown, Truth::from),
            Outcome::Missing | Outcome::Unknown => Truth::Unknown,
        };
        AtomEvidence { truth, left }
    }

    fn compare_count(&mut self, op: Comparison, query: &Query, right: &Expr) -> AtomEvidence {
        let right_value = self.expr(right);
        let Some(seen) = self.rows(query) else {
            return AtomEvidence {
                truth: Truth::Unknown,
                left: Outcome::Unknown,
            };
        };
        let count = seen.matched.len() as i64;
        let truth = match right_value {
            Outcome::Value(bound) => {
                let counted = Value::Int(count);
                let holds = |op| compare(op, (&Kind::Whole, &counted), (&right.kind, &bound));
                if seen.certain {
                    Truth::from(holds(op))
                } else {
                    count_so_far(op, holds(op), holds(Comparison::Greater))
                }
            }
            Outcome::Missing | Outcome::Unknown => Truth::Unknown,
        };
        AtomEvidence {
            truth,
            left: whole(count),
        }
    }

    fn has(&mut self, query: &Query) -> (Truth, Outcome) {
        let Some(seen) = self.rows(query) else {
            return (Truth::Unknown, Outcome::Unknown);
        };
        let truth = match (seen.matched.is_empty(), seen.certain) {
            (false, _) => Truth::Yes,
            (true, true) => Truth::No,
            (true, false) => Truth::Unknown,
        };
        (truth, whole(seen.matched.len() as i64))
    }

    /// The events a query is about, and whether there may be others; `None` where the window begins
    /// at an entry and there is none.
    fn rows(&mut self, query: &Query) -> Option<Rows<'_>> {
        let facts = self.facts;
        let bounds = event_bounds(query.window, facts.zone, self.context.at, facts.entry);
        let Bounds { from, to } = bounds?;
        let fresh_ms = self
            .context
            .schema
            .events
            .get(query.event)
            .and_then(|e| e.fresh_within_ms);
        let mut certain = self
            .context
            .watermarks
            .complete(query.event, fresh_ms, self.context.at);
        let mut matched = Vec::new();
        for seen in self.facts.events.get(query.event).into_iter().flatten() {
            if !(from..=to).contains(&seen.at.0) {
                continue;
            }
            let truth = match &query.filter {
                None => Truth::Yes,
                Some(filter) => Judge {
                    row: Some(*seen),
                    atoms: Vec::new(),
                    ..*self
                }
                .test(filter),
            };
            match truth {
                Truth::Yes => matched.push(*seen),
                Truth::Unknown => certain = false,
                Truth::No => {}
            }
        }
        Some(Rows { matched, certain })
    }

    fn expr(&mut self, expr: &Expr) -> Outcome {
        match &expr.node {
            ExprNode::Constant(value) => Outcome::Value(value.clone()),
            ExprNode::Attribute(at) => {
                let value = self.facts.values.get(*at).cloned().flatten();
                let field = self.context.schema.customer.get(*at);
                known_value(value.or_else(|| field?.missing_as.clone()))
            }
            ExprNode::Subject(field) => self.event_field(self.facts.subject, *field),
            ExprNode::Row(field) => self.event_field(self.row, *field),
            ExprNode::Today { plus } => {
                let day = self.facts.zone.day_of(self.context.at).plus(*plus);
                int(i64::from(day.0))
            }
            ExprNode::DayStart { plus } => {
                let day = self.facts.zone.day_of(self.context.at).plus(*plus);
                int(self.facts.zone.start_of(day).0)
            }
            ExprNode::Tick { plus_ms } => int(self.context.at.0.saturating_add(*plus_ms)),
            ExprNode::Arithmetic { op, left, right } => match (self.expr(left), self.expr(right)) {
                (Outcome::Value(Value::Int(a)), Outcome::Value(Value::Int(b))) => {
                    arithmetic::apply(*op, (&left.kind, a), (&right.kind, b))
                        .map_or(Outcome::Missing, int)
                }
                (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
                _ => Outcome::Missing,
            },
            ExprNode::Negate(inner) => match self.expr(inner) {
                Outcome::Value(Value::Int(a)) => a.checked_neg().map_or(Outcome::Missing, int),
                other => other,
            },
            ExprNode::Default { of, value } => match self.expr(of) {
                Outcome::Missing => Outcome::Value(value.clone()),
                other => other,
            },
            ExprNode::Aggregate { op, field, query } => self.aggregate(*op, *field, query),
        }
    }

    fn event_field(&self, seen: Option<Seen<'_>>, field: EventField) -> Outcome {
        known_value(seen.and_then(|seen| seen.field(field, self.context.schema)))
    }

    fn aggregate(&mut self, op: Aggregate, field: Option<EventField>, query: &Query) -> Outcome {
        let schema = self.context.schema;
        let Some(rows) = self.rows(query).filter(|rows| rows.certain) else {
            return Outcome::Unknown;
        };
        let Some(field) = field else {
            return whole(rows.matched.len() as i64);
        };
        let values: Vec<Value> = rows
            .matched
            .iter()
            .filter_map(|seen| seen.field(field, schema))
            .collect();
        let ints = || values.iter().filter_map(Value::int);
        match op {
            Aggregate::Count => whole(values.len() as i64),
            Aggregate::Sum => {
                let sum: i128 = ints().map(i128::from).sum();
                i64::try_from(sum).map_or(Outcome::Missing, int)
            }
            Aggregate::Average => {
                let sum: i128 = ints().map(i128::from).sum();
                let kind = field_kind(schema, query.event, field);
                arithmetic::average(&kind, sum, values.len() as u64).map_or(Outcome::Missing, int)
            }
            Aggregate::Max => ints().max().map_or(Outcome::Missing, int),
            Aggregate::Min => ints().min().map_or(Outcome::Missing, int),
            Aggregate::Latest => known_value(values.last().cloned()),
            Aggregate::First => known_value(values.first().cloned()),
        }
    }
}

struct Rows<'a> {
    matched: Vec<Seen<'a>>,
    /// No further event can turn up in the window, and no filter met missing data.
    certain: bool,
}

/// The kind of an event's field.
pub fn field_kind(schema: &crate::model::schema::Schema, event: usize, field: EventField) -> Kind {
    match field {
        EventField::At => Kind::Instant,
        EventField::Property(at) => schema
            .events
            .get(event)
            .and_then(|e| e.fields.get(at))
            .map_or(Kind::Whole, |f| f.kind.clone()),
    }
}

/// A comparison against a count that can only grow: what more events cannot undo is certain.
pub fn count_so_far(op: Comparison, holds_now: bool, above_bound: bool) -> Truth {
    match op {
        Comparison::Greater | Comparison::GreaterOrEqual if holds_now => Truth::Yes,
        Comparison::Less | Comparison::LessOrEqual if !holds_now => Truth::No,
        Comparison::Equal if above_bound => Truth::No,
        Comparison::NotEqual if above_bound => Truth::Yes,
        _ => Truth::Unknown,
    }
}

/// Compares two values of comparable kinds; whole numbers are widened to meet numbers.
pub fn compare(op: Comparison, left: (&Kind, &Value), right: (&Kind, &Value)) -> bool {
    match (left.1, right.1) {
        (Value::Int(a), Value::Int(b)) => op.holds(&widened(left.0, *a), &widened(right.0, *b)),
        (a, b) => op.holds(a, b),
    }
}

fn widened(kind: &Kind, int: i64) -> i128 {
    match kind {
        Kind::Whole => i128::from(int) * i128::from(MILLION),
        // Numbers are millionths already; every other kind only ever meets itself.
        _ => i128::from(int),
    }
}

fn known(outcome: Outcome, wanted: bool) -> AtomEvidence {
    let truth = match &outcome {
        Outcome::Value(_) => Truth::from(wanted),
        Outcome::Missing => Truth::from(!wanted),
        Outcome::Unknown => Truth::Unknown,
    };
    AtomEvidence {
        truth,
        left: outcome,
    }
}

fn known_value(value: Option<Value>) -> Outcome {
    value.map_or(Outcome::Missing, Outcome::Value)
}

fn int(int: i64) -> Outcome {
    Outcome::Value(Value::Int(int))
}

fn whole(count: i64) -> Outcome {
    int(count)
}
