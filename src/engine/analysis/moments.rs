//! What conditions on dates and instants say of cells: days from today, milliseconds from the tick.

use super::atoms::Three;
use super::cells::{Cell, Cells};
use super::links::days_of;
use super::sets::{GREATEST, Ints, LEAST, Values};
use super::solve::Formula;
use crate::language::checked::{Atom, Comparison, Expr, Window};
use crate::model::calendar::Length;
use crate::model::kind::Kind;
use crate::model::moment::{DAY_MS, HOUR_MS};

/// Starts of days stray from multiples of 24 hours by less than this.
const DAY_SLACK_MS: i128 = 80 * HOUR_MS as i128;

impl<'r> Cells<'r> {
    /// A day, or an instant by the day it has reached, against a day that lies between `days` from today.
    pub(super) fn day_against(
        &mut self,
        op: Comparison,
        left: &'r Expr,
        days: (i64, i64),
    ) -> Three {
        let (yes, no) = against(op, days);
        self.about(left, &|_| None, &mut |cells, left| {
            (
                cells.days_from_today(left, yes.clone()),
                cells.days_from_today(left, no.clone()),
            )
        })
    }

    /// How far a date or an instant is from today, and what follows for its other cells.
    fn days_from_today(&mut self, item: &'r Expr, days: Ints) -> Formula {
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
            let from = if first == LEAST {
                LEAST
            } else {
                first * day_ms - DAY_SLACK_MS
            };
            let to = if last == GREATEST {
                GREATEST
            } else {
                (last + 1) * day_ms + DAY_SLACK_MS
            };
            self.ints_are(Cell::FromTick(item), Ints::range(from, to))
        };
        Formula::all([self.ints_are(Cell::FromToday(item), days), also])
    }

    pub(super) fn date_within(&mut self, atom: &'r Atom, item: &'r Expr, window: Window) -> Three {
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
                        Formula::all([yes, cells.days_from_today(item, past)]),
                        Formula::any([no, cells.days_from_today(item, future)]),
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
            Window::Last(Length::Exact(_))
            | Window::Next(Length::Exact(_))
            | Window::SinceEntry => None,
        };
        let Some((yes, no)) = sides else {
            return self.opaque(atom);
        };
        self.about(item, &|_| None, &mut |cells, item| {
            (
                cells.days_from_today(item, yes.clone()),
                cells.days_from_today(item, no.clone()),
            )
        })
    }

    pub(super) fn instant_within(
        &mut self,
        atom: &'r Atom,
        item: &'r Expr,
        window: Window,
    ) -> Three {
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
            Window::On { days: day } => By::Today(exact(i128::from(day), i128::from(day)), false),
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
                    let yes = cells.days_from_today(item, yes.clone());
                    (yes, cells.days_from_today(item, no.clone()), *until_tick)
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
            let other = if least == most {
                same.not()
            } else {
                Ints::all()
            };
            if op == Comparison::Equal {
                (same, other)
            } else {
                (other, same)
            }
        }
    }
}

/// What an instant's window is counted by: where it surely holds and where it surely does not, and whether
/// it ends at the tick.
enum By {
    Tick((Ints, Ints)),
    Today((Ints, Ints), bool),
    Day((Ints, Ints), bool),
}
