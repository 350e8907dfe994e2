//! From conditions to what they say of cells, for each of their three truths.

use super::cells::{Cell, Cells};
use super::links::days_of;
use super::sets::{Allowed, GREATEST, Ints, LEAST, Texts, Values};
use super::solve::Formula;
use crate::engine::interpret::count_so_far;
use crate::language::checked::{Aggregate, Atom, Comparison, Expr, ExprNode, Query, Test, Window};
use crate::model::kind::{Kind, MILLION};
use crate::model::truth::Truth;
use crate::model::value::Value;

/// What must hold of the cells where a condition is yes, no and unknown.
#[derive(Clone, Debug)]
pub struct Three {
    pub yes: Formula,
    pub no: Formula,
    pub unknown: Formula,
}

/// Celebrations of one birthday lie further apart than twice this.
const HALF_YEAR: i32 = 170;

impl<'r> Cells<'r> {
    pub fn yes(&mut self, test: &'r Test) -> Formula {
        match test {
            Test::Constant(yes) => constant(*yes),
            Test::Not(inner) => self.no(inner),
            Test::All(parts) => Formula::all(parts.iter().map(|part| self.yes(part))),
            Test::Any(parts) => Formula::any(parts.iter().map(|part| self.yes(part))),
            Test::Atom(_, atom) => self.three(atom).yes,
        }
    }

    pub fn no(&mut self, test: &'r Test) -> Formula {
        match test {
            Test::Constant(yes) => constant(!yes),
            Test::Not(inner) => self.yes(inner),
            Test::All(parts) => Formula::any(parts.iter().map(|part| self.no(part))),
            Test::Any(parts) => Formula::all(parts.iter().map(|part| self.no(part))),
            Test::Atom(_, atom) => self.three(atom).no,
        }
    }

    pub fn unknown(&mut self, test: &'r Test) -> Formula {
        match test {
            Test::Constant(_) => Formula::Never,
            Test::Not(inner) => self.unknown(inner),
            Test::All(parts) | Test::Any(parts) => {
                Formula::any(parts.iter().map(|part| self.unknown(part)))
            }
            Test::Atom(_, atom) => self.three(atom).unknown,
        }
    }

    /// That a cell is one of these.
    pub fn cell_is(&mut self, cell: Cell<'r>, allowed: Allowed) -> Formula {
        let id = self.id(cell);
        let allowed = match self.universe(id) {
            Some(universe) if universe.and(&allowed) == *universe => return Formula::Always,
            Some(universe) => universe.and(&allowed),
            None => allowed,
        };
        if allowed.is_empty() {
            return Formula::Never;
        }
        Formula::Is(id, allowed)
    }

    pub(super) fn ints_are(&mut self, cell: Cell<'r>, ints: Ints) -> Formula {
        self.cell_is(cell, Allowed::ints(ints))
    }

    pub fn three(&mut self, atom: &'r Atom) -> Three {
        match atom {
            Atom::Flag(item) => {
                let yes = Values::Ints(Ints::one(0).not());
                let no = Values::Ints(Ints::one(0));
                let answer = |value: &Value| value.int().map(|int| int != 0);
                self.about(item, &answer, &mut |cells, item| {
                    (
                        cells.value_is(item, yes.clone()),
                        cells.value_is(item, no.clone()),
                    )
                })
            }
            Atom::Compare { op, left, right } => self.compare(atom, *op, left, right),
            Atom::CompareCount { op, query, right } => match constant_int(right) {
                Some(bound) if query.window != Window::SinceEntry => {
                    self.count_is(*op, query, &right.kind, bound)
                }
                _ => self.opaque(atom),
            },
            Atom::In { item, set } => match set_of(set) {
                Some(yes) => {
                    let no = not(&yes);
                    let answer = |value: &Value| Some(set.contains(value));
                    self.about(item, &answer, &mut |cells, item| {
                        (
                            cells.value_is(item, yes.clone()),
                            cells.value_is(item, no.clone()),
                        )
                    })
                }
                None => self.opaque(atom),
            },
            Atom::Between { item, low, high } => {
                let from = self.compare(atom, Comparison::GreaterOrEqual, item, low);
                let to = self.compare(atom, Comparison::LessOrEqual, item, high);
                Three {
                    yes: Formula::all([from.yes, to.yes]),
                    no: Formula::any([from.no, to.no]),
                    unknown: Formula::any([from.unknown, to.unknown]),
                }
            }
            Atom::Contains { list, item } => match list.node {
                ExprNode::Attribute(_) | ExprNode::Subject(_) | ExprNode::Row(_) => {
                    let holds = |cells: &mut Self, yes| {
                        let known = cells.presence(list).0;
                        let held = cells.ints_are(Cell::Contains(list, item), Ints::one(yes));
                        Formula::all([known, held])
                    };
                    let (yes, no) = (holds(self, 1), holds(self, 0));
                    Three {
                        yes,
                        no,
                        unknown: self.no_value(list),
                    }
                }
                _ => self.opaque(atom),
            },
            Atom::Known(item) => {
                let (yes, no, unknown) = self.presence(item);
                Three { yes, no, unknown }
            }
            Atom::Missing(item) => {
                let (no, yes, unknown) = self.presence(item);
                Three { yes, no, unknown }
            }
            Atom::Has(query) | Atom::No(query) if query.window == Window::SinceEntry => {
                self.opaque(atom)
            }
            Atom::Has(query) => self.has(query),
            Atom::No(query) => {
                let Three { yes, no, unknown } = self.has(query);
                Three {
                    yes: no,
                    no: yes,
                    unknown,
                }
            }
            Atom::Birthday {
                item,
                from_days,
                to_days,
                ..
            } if *from_days >= -HALF_YEAR && *to_days <= HALF_YEAR => {
                let days = Ints::range(i128::from(*from_days), i128::from(*to_days));
                self.about(item, &|_| None, &mut |cells, item| {
                    let cell = Cell::Celebration(item);
                    (
                        cells.ints_are(cell, days.clone()),
                        cells.ints_are(cell, days.not()),
                    )
                })
            }
            Atom::Birthday { .. } => self.opaque(atom),
            Atom::Within { item, window } => match item.kind {
                Kind::Date => self.date_within(atom, item, *window),
                _ => self.instant_within(atom, item, *window),
            },
        }
    }

    /// Nothing is known of it but that it is the same wherever it stands.
    pub(super) fn opaque(&mut self, atom: &'r Atom) -> Three {
        let mut is = |value| self.ints_are(Cell::Atom(atom), Ints::one(value));
        Three {
            yes: is(1),
            no: is(0),
            unknown: is(2),
        }
    }

    /// A condition on one value: `answer` gives it for a value written out, where it can be told;
    /// `build` gives what it says where the value is known.
    pub(super) fn about(
        &mut self,
        item: &'r Expr,
        answer: &dyn Fn(&Value) -> Option<bool>,
        build: &mut dyn FnMut(&mut Self, &'r Expr) -> (Formula, Formula),
    ) -> Three {
        let sides = |value: &Value| match answer(value) {
            Some(yes) => (constant(yes), constant(!yes)),
            None => (Formula::Always, Formula::Always),
        };
        match &item.node {
            ExprNode::Constant(value) => {
                let (yes, no) = sides(value);
                Three {
                    yes,
                    no,
                    unknown: Formula::Never,
                }
            }
            ExprNode::Default { of, value } => {
                let inner = self.about(of, answer, build);
                let missing = self.presence(of).1;
                let (yes, no) = sides(value);
                Three {
                    yes: Formula::any([inner.yes, Formula::all([missing.clone(), yes])]),
                    no: Formula::any([inner.no, Formula::all([missing, no])]),
                    unknown: self.presence(of).2,
                }
            }
            _ => {
                let (yes, no) = build(self, item);
                let known = self.presence(item).0;
                Three {
                    yes: Formula::all([known.clone(), yes]),
                    no: Formula::all([known, no]),
                    unknown: self.no_value(item),
                }
            }
        }
    }

    /// That it has a value, that it is missing, that it cannot be told yet.
    pub fn presence(&mut self, item: &'r Expr) -> (Formula, Formula, Formula) {
        match &item.node {
            ExprNode::Constant(_) => (Formula::Always, Formula::Never, Formula::Never),
            ExprNode::Default { of, .. } => {
                let (known, missing, unknown) = self.presence(of);
                (Formula::any([known, missing]), Formula::Never, unknown)
            }
            _ => {
                let is = |values, missing, unknown| Allowed {
                    values,
                    missing,
                    unknown,
                };
                let cell = Cell::Value(item);
                let known = self.cell_is(cell, is(Values::Any, false, false));
                (
                    Formula::all([known, self.found(item)]),
                    self.cell_is(cell, is(Values::None, true, false)),
                    self.cell_is(cell, is(Values::None, false, true)),
                )
            }
        }
    }

    fn no_value(&mut self, item: &'r Expr) -> Formula {
        let (_, missing, unknown) = self.presence(item);
        Formula::any([missing, unknown])
    }

    /// A value over events says that there are some.
    fn found(&mut self, item: &'r Expr) -> Formula {
        match &item.node {
            ExprNode::Aggregate { op, query, .. }
                if !matches!(op, Aggregate::Count | Aggregate::Sum)
                    && query.window != Window::SinceEntry =>
            {
                self.ints_are(Cell::Count(query), Ints::range(1, GREATEST))
            }
            _ => Formula::Always,
        }
    }

    pub(super) fn value_is(&mut self, item: &'r Expr, values: Values) -> Formula {
        let is = self.cell_is(Cell::Value(item), Allowed::known(values.clone()));
        // Nothing adds up to nothing.
        let found = match (&item.node, values) {
            (
                ExprNode::Aggregate {
                    op: Aggregate::Sum,
                    query,
                    ..
                },
                Values::Ints(ints),
            ) if !ints.contains(0) && query.window != Window::SinceEntry => {
                self.ints_are(Cell::Count(query), Ints::range(1, GREATEST))
            }
            _ => Formula::Always,
        };
        Formula::all([is, found])
    }

    fn has(&mut self, query: &'r Query) -> Three {
        let cell = Cell::Count(query);
        Three {
            yes: self.ints_are(cell, Ints::range(-1, 0).not()),
            no: self.ints_are(cell, Ints::one(0)),
            unknown: self.ints_are(cell, Ints::one(-1)),
        }
    }

    fn count_is(&mut self, op: Comparison, query: &'r Query, kind: &Kind, bound: i128) -> Three {
        let holds = |op| ints_of(op, &Kind::Whole, kind, bound).and(&Ints::range(0, GREATEST));
        let (now, above) = (holds(op), holds(Comparison::Greater));
        let counts = Ints::range(0, GREATEST);
        // What a count that may still grow says depends on nothing but these two.
        let growing = |wanted| {
            [(true, true), (true, false), (false, true), (false, false)]
                .into_iter()
                .filter(|(holds_now, is_above)| count_so_far(op, *holds_now, *is_above) == wanted)
                .map(|(holds_now, is_above)| {
                    let side = |set: &Ints, yes: bool| if yes { set.clone() } else { set.not() };
                    let found = side(&now, holds_now)
                        .and(&side(&above, is_above))
                        .and(&counts);
                    mirrored(&found)
                })
                .fold(Ints::default(), |all, more| all.or(&more))
        };
        let cell = Cell::Count(query);
        Three {
            yes: self.ints_are(cell, now.or(&growing(Truth::Yes))),
            no: self.ints_are(cell, now.not().and(&counts).or(&growing(Truth::No))),
            unknown: self.ints_are(cell, growing(Truth::Unknown)),
        }
    }

    fn compare(
        &mut self,
        atom: &'r Atom,
        op: Comparison,
        left: &'r Expr,
        right: &'r Expr,
    ) -> Three {
        let fixed = |side: &Expr| {
            matches!(
                side.node,
                ExprNode::Constant(_)
                    | ExprNode::Today { .. }
                    | ExprNode::DayStart { .. }
                    | ExprNode::Tick { .. }
            )
        };
        if matches!(left.node, ExprNode::Constant(_)) || (fixed(left) && !fixed(right)) {
            if matches!(right.node, ExprNode::Constant(_)) {
                return self.opaque(atom);
            }
            return self.compare(atom, op.flipped(), right, left);
        }
        match &right.node {
            ExprNode::Constant(value) => {
                let Some(yes) = compared(op, &left.kind, &right.kind, value) else {
                    return self.opaque(atom);
                };
                let no = not(&yes);
                let answer = |found: &Value| {
                    let sides = ((&left.kind, found), (&right.kind, value));
                    Some(crate::engine::interpret::compare(op, sides.0, sides.1))
                };
                self.about(left, &answer, &mut |cells, left| {
                    (
                        cells.value_is(left, yes.clone()),
                        cells.value_is(left, no.clone()),
                    )
                })
            }
            ExprNode::Today { plus } if left.kind == Kind::Date && !fixed(left) => {
                match days_of(*plus) {
                    Some(days) => self.day_against(op, left, days),
                    None => self.order(op, left, right),
                }
            }
            ExprNode::DayStart { plus }
                if matches!(op, Comparison::Less | Comparison::GreaterOrEqual) && !fixed(left) =>
            {
                match days_of(*plus) {
                    Some(days) => self.day_against(op, left, days),
                    None => self.order(op, left, right),
                }
            }
            ExprNode::Tick { plus_ms } if left.kind == Kind::Instant && !fixed(left) => {
                let yes = ints_of(op, &Kind::Instant, &Kind::Instant, i128::from(*plus_ms));
                self.about(left, &|_| None, &mut |cells, left| {
                    let cell = Cell::FromTick(left);
                    (
                        cells.ints_are(cell, yes.clone()),
                        cells.ints_are(cell, yes.not()),
                    )
                })
            }
            _ => self.order(op, left, right),
        }
    }

    fn order(&mut self, op: Comparison, left: &'r Expr, right: &'r Expr) -> Three {
        let (cell, turned) = self.cells_in_order(left, right);
        let op = if turned { op.flipped() } else { op };
        let yes = ints_of(op, &Kind::Whole, &Kind::Whole, 0);
        let (a, b) = (self.presence(left), self.presence(right));
        let known = Formula::all([a.0, b.0]);
        Three {
            yes: Formula::all([known.clone(), self.ints_are(cell, yes.clone())]),
            no: Formula::all([known, self.ints_are(cell, yes.not())]),
            unknown: Formula::any([a.1, a.2, b.1, b.2]),
        }
    }

    fn cells_in_order(&mut self, left: &'r Expr, right: &'r Expr) -> (Cell<'r>, bool) {
        let (id, turned) = self.order_of(left, right);
        (self.cell(id).unwrap_or(Cell::Order(left, right)), turned)
    }
}

fn constant(yes: bool) -> Formula {
    if yes { Formula::Always } else { Formula::Never }
}

fn constant_int(expr: &Expr) -> Option<i128> {
    match &expr.node {
        ExprNode::Constant(value) => value.int().map(i128::from),
        _ => None,
    }
}

fn not(values: &Values) -> Values {
    match values {
        Values::None => Values::Any,
        Values::Any => Values::None,
        Values::Ints(ints) => Values::Ints(ints.not()),
        Values::Texts(texts) => Values::Texts(texts.not()),
    }
}

/// The constants of a list, where they are all numbers or all texts.
fn set_of(set: &[Value]) -> Option<Values> {
    if let Some(ints) = set.iter().map(Value::int).collect::<Option<Vec<_>>>() {
        return Some(Values::Ints(Ints::of(ints.into_iter().map(i128::from))));
    }
    let texts = set.iter().map(|value| match value {
        Value::Text(text) => Some(text.clone()),
        Value::Int(_) | Value::List(_) => None,
    });
    Some(Values::Texts(Texts {
        listed: texts.collect::<Option<_>>()?,
        inside: true,
    }))
}

/// The values of which `value op constant` holds.
fn compared(op: Comparison, kind: &Kind, other: &Kind, constant: &Value) -> Option<Values> {
    match (op, constant) {
        (_, Value::Int(int)) => Some(Values::Ints(ints_of(op, kind, other, i128::from(*int)))),
        (Comparison::Equal | Comparison::NotEqual, Value::Text(text)) => {
            Some(Values::Texts(Texts {
                listed: [text.clone()].into(),
                inside: op == Comparison::Equal,
            }))
        }
        _ => None,
    }
}

/// The whole numbers of one kind of which `number op bound` holds, the bound being of the other kind.
pub fn ints_of(op: Comparison, kind: &Kind, other: &Kind, bound: i128) -> Ints {
    let million = i128::from(MILLION);
    let (numerator, denominator) = match (*kind == Kind::Whole, *other == Kind::Whole) {
        (true, false) => (bound, million),
        (false, true) => (bound * million, 1),
        _ => (bound, 1),
    };
    let floor = numerator.div_euclid(denominator);
    let exact = numerator.rem_euclid(denominator) == 0;
    let ceiling = floor + i128::from(!exact);
    let equal = if exact {
        Ints::one(floor)
    } else {
        Ints::default()
    };
    match op {
        Comparison::Less => Ints::range(LEAST, ceiling - 1),
        Comparison::LessOrEqual => Ints::range(LEAST, floor),
        Comparison::Equal => equal,
        Comparison::NotEqual => equal.not(),
        Comparison::GreaterOrEqual => Ints::range(ceiling, GREATEST),
        Comparison::Greater => Ints::range(floor + 1, GREATEST),
    }
}

/// Counts as those that may still grow.
fn mirrored(counts: &Ints) -> Ints {
    counts
        .ranges()
        .iter()
        .fold(Ints::default(), |all, (from, to)| {
            all.or(&Ints::range(-1 - to, -1 - from))
        })
}
