//! From conditions to what they say of cells, for each of their three truths.

use super::cells::{Cell, Cells};
use super::links::days_of;
use super::sets::{Allowed, GREATEST, Ints, LEAST, Texts, Values};
use super::solve::Formula;
use crate::engine::interpret::count_so_far;
use crate::language::checked::{Aggregate, Atom, Comparison, Expr, ExprNode, Query, Test, Window};
use crate::model::calendar::Length;
use crate::model::kind::{Kind, MILLION};
use crate::model::moment::{DAY_MS, HOUR_MS};
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

/// Starts of days stray from multiples of 24 hours by less than this.
const DAY_SLACK_MS: i128 = 80 * HOUR_MS as i128;

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

    /// Where the condition has one of these truths.
    pub fn is(&mut self, test: &'r Test, truths: &[Truth]) -> Formula {
        Formula::any(truths.iter().map(|truth| match truth {
            Truth::Yes => self.yes(test),
            Truth::No => self.no(test),
            Truth::Unknown => self.unknown(test),
        }))
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

    fn ints_are(&mut self, cell: Cell<'r>, ints: Ints) -> Formula {
        self.cell_is(cell, Allowed::ints(ints))
    }

    pub fn three(&mut self, atom: &'r Atom) -> Three {
        match atom {
            Atom::Flag(item) => {
                let yes = Values::Ints(Ints::one(0).not());
                let no = Values::Ints(Ints::one(0));
                let answer = |value: &Value| value.int().map(|int| int != 0);
                self.about(item, &answer, &mut |cells, item| {
                    (cells.value_is(item, yes.clone()), cells.value_is(item, no.clone()))
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
                        (cells.value_is(item, yes.clone()), cells.value_is(item, no.clone()))
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
    fn opaque(&mut self, atom: &'r Atom) -> Three {
        let mut is = |value| self.ints_are(Cell::Atom(atom), Ints::one(value));
        Three {
            yes: is(1),
            no: is(0),
            unknown: is(2),
        }
    }

    /// A condition on one value: `answer` gives it for a value written out, where it can be told;
    /// `build` gives what it says where the value is known.
    fn about(
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

    fn value_is(&mut self, item: &'r Expr, values: Values) -> Formula {
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
                    let found = side(&now, holds_now).and(&side(&above, is_above)).and(&counts);
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

    fn compare(&mut self, atom: &'r Atom, op: Comparison, left: &'r Expr, right: &'r Expr) -> Three {
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
                    (cells.value_is(left, yes.clone()), cells.value_is(left, no.clone()))
                })
            }
            ExprNode::Today { plus } if left.kind == Kind::Date && !fixed(left) => {
                match days_of(*plus) {
                    Some(days) => self.day_against(op, left, days),
                    None => self.order(op, left, right),
                }
            }
            ExprNode::DayStart { plus } if matches!(op, Comparison::Less | Comparison::GreaterOrEqual) && !fixed(left) => {
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

    /// A day, or an instant by the day it has reached, against a day that lies between `days` from today.
    fn day_against(&mut self, op: Comparison, left: &'r Expr, days: (i64, i64)) -> Three {
        let (yes, no) = against(op, days);
        self.about(left, &|_| None, &mut |cells, left| {
            (cells.from_today(left, yes.clone()), cells.from_today(left, no.clone()))
        })
    }

    /// How far a date or an instant is from today, and what follows for its other cells.
    fn from_today(&mut self, item: &'r Expr, days: Ints) -> Formula {
        let Some((first, last)) = days.hull() else {
            return Formula::Never;
        };
        let also = if item.kind == Kind::Date {
            match self.today {
                Some((from, to)) => {
                    let absolute = Ints::range(first + i128::from(from), last + i128::from(to));
                    self.value_is(item, Values::Ints(absolute))
                }
                None => Formula::Always,
            }
        } else {
            let day_ms = i128::from(DAY_MS);
            let from = if first == LEAST { LEAST } else { first * day_ms - DAY_SLACK_MS };
            let to = if last == GREATEST { GREATEST } else { (last + 1) * day_ms + DAY_SLACK_MS };
            self.ints_are(Cell::FromTick(item), Ints::range(from, to))
        };
        Formula::all([self.ints_are(Cell::FromToday(item), days), also])
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

    fn date_within(&mut self, atom: &'r Atom, item: &'r Expr, window: Window) -> Three {
        let relative = |from: Option<(i64, i64)>, to: Option<(i64, i64)>| {
            let ((a, b), (c, d)) = (from?, to?);
            let surely = Ints::range(i128::from(b), i128::from(c));
            Some((Ints::range(i128::from(a), i128::from(d)), surely.not()))
        };
        let sides = match window {
            Window::All => {
                let all = Ints::range(i128::from(i32::MIN), i128::from(i32::MAX));
                return self.about(item, &|_| None, &mut |cells, item| {
                    let mut is = |ints: Ints| cells.value_is(item, Values::Ints(ints));
                    (is(all.clone()), is(all.not()))
                });
            }
            Window::Last(Length::Calendar(span)) => relative(
                days_of(span).map(|(least, most)| (1 - most, 1 - least)),
                Some((0, 0)),
            ),
            Window::Next(Length::Calendar(span)) => relative(Some((0, 0)), days_of(span)),
            Window::On { days } => {
                let day = (i64::from(days), i64::from(days));
                relative(Some(day), Some(day))
            }
            Window::Since(day) => {
                let since = Ints::range(i128::from(day.0), GREATEST);
                return self.about(item, &|_| None, &mut |cells, item| {
                    let (past, future) = (Ints::range(LEAST, 0), Ints::range(1, GREATEST));
                    let yes = cells.value_is(item, Values::Ints(since.clone()));
                    let no = cells.value_is(item, Values::Ints(since.not()));
                    (
                        Formula::all([yes, cells.from_today(item, past)]),
                        Formula::any([no, cells.from_today(item, future)]),
                    )
                });
            }
            Window::Between(first, last) => {
                let inside = Ints::range(i128::from(first.0), i128::from(last.0));
                return self.about(item, &|_| None, &mut |cells, item| {
                    let mut is = |ints: Ints| cells.value_is(item, Values::Ints(ints));
                    (is(inside.clone()), is(inside.not()))
                });
            }
            Window::Last(Length::Exact(_)) | Window::Next(Length::Exact(_)) | Window::SinceEntry => {
                None
            }
        };
        let Some((yes, no)) = sides else {
            return self.opaque(atom);
        };
        self.about(item, &|_| None, &mut |cells, item| {
            (cells.from_today(item, yes.clone()), cells.from_today(item, no.clone()))
        })
    }

    fn instant_within(&mut self, atom: &'r Atom, item: &'r Expr, window: Window) -> Three {
        let past = || Ints::range(LEAST, 0);
        // By the start of the day it has reached: surely in, and surely out.
        let days = |first: Option<(i64, i64)>, last: Option<(i64, i64)>| {
            let ((a, b), (c, d)) = (first?, last?);
            let surely = Ints::range(i128::from(b), i128::from(c));
            Some((Ints::range(i128::from(a), i128::from(d)), surely.not()))
        };
        let exact = |from: i128, to: i128| {
            let inside = Ints::range(from, to);
            (inside.clone(), inside.not())
        };
        enum By {
            Tick((Ints, Ints)),
            Today((Ints, Ints), bool),
            Day((Ints, Ints), bool),
        }
        let by = match window {
            Window::All => By::Tick((past(), past().not())),
            Window::Last(Length::Exact(ms)) => By::Tick(exact(1 - i128::from(ms), 0)),
            Window::Next(Length::Exact(ms)) => By::Tick(exact(0, i128::from(ms))),
            Window::Last(Length::Calendar(span)) => {
                let from = days_of(span).map(|(least, most)| (1 - most, 1 - least));
                match days(from, Some((i64::MAX, i64::MAX))) {
                    Some(sides) => By::Today(sides, true),
                    None => return self.opaque(atom),
                }
            }
            Window::Next(Length::Calendar(span)) => match days(Some((0, 0)), days_of(span)) {
                Some(sides) => By::Today(sides, false),
                None => return self.opaque(atom),
            },
            Window::On { days: day } => {
                By::Today(exact(i128::from(day), i128::from(day)), false)
            }
            Window::Since(day) => By::Day(exact(i128::from(day.0), GREATEST), true),
            Window::Between(first, last) => {
                By::Day(exact(i128::from(first.0), i128::from(last.0)), false)
            }
            Window::SinceEntry => return self.opaque(atom),
        };
        self.about(item, &|_| None, &mut |cells, item| {
            let (yes, no, until_tick) = match &by {
                By::Tick((yes, no)) => {
                    let cell = Cell::FromTick(item);
                    let yes = cells.ints_are(cell, yes.clone());
                    (yes, cells.ints_are(cell, no.clone()), false)
                }
                By::Today((yes, no), until_tick) => {
                    let yes = cells.from_today(item, yes.clone());
                    (yes, cells.from_today(item, no.clone()), *until_tick)
                }
                By::Day((yes, no), until_tick) => {
                    let cell = Cell::DayOf(item);
                    let yes = cells.ints_are(cell, yes.clone());
                    (yes, cells.ints_are(cell, no.clone()), *until_tick)
                }
            };
            if !until_tick {
                return (yes, no);
            }
            let tick = Cell::FromTick(item);
            (
                Formula::all([yes, cells.ints_are(tick, past())]),
                Formula::any([no, cells.ints_are(tick, past().not())]),
            )
        })
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
    let equal = if exact { Ints::one(floor) } else { Ints::default() };
    match op {
        Comparison::Less => Ints::range(LEAST, ceiling - 1),
        Comparison::LessOrEqual => Ints::range(LEAST, floor),
        Comparison::Equal => equal,
        Comparison::NotEqual => equal.not(),
        Comparison::GreaterOrEqual => Ints::range(ceiling, GREATEST),
        Comparison::Greater => Ints::range(floor + 1, GREATEST),
    }
}

/// Where `day op other` may hold, and where it may not, the other day lying between these two.
fn against(op: Comparison, (least, most): (i64, i64)) -> (Ints, Ints) {
    let (least, most) = (i128::from(least), i128::from(most));
    let below = |end| Ints::range(LEAST, end);
    let above = |start| Ints::range(start, GREATEST);
    match op {
        Comparison::Less => (below(most - 1), above(least)),
        Comparison::LessOrEqual => (below(most), above(least + 1)),
        Comparison::GreaterOrEqual => (above(least), below(most - 1)),
        Comparison::Greater => (above(least + 1), below(most)),
        Comparison::Equal | Comparison::NotEqual => {
            let same = Ints::range(least, most);
            let other = if least == most { same.not() } else { Ints::all() };
            if op == Comparison::Equal {
                (same, other)
            } else {
                (other, same)
            }
        }
    }
}

/// Counts as those that may still grow.
fn mirrored(counts: &Ints) -> Ints {
    counts.ranges().iter().fold(Ints::default(), |all, (from, to)| {
        all.or(&Ints::range(-1 - to, -1 - from))
    })
}
