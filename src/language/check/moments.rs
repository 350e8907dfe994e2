//! Conditions about days and instants, counted from the tick.

use super::names::kind_words;
use super::scope::Lower;
use super::{Reported, mistakes};
use crate::language::checked::{Atom, Comparison, Expr, ExprNode, Test, Window};
use crate::language::source::Span;
use crate::language::syntax::{self, ArithmeticOp, Duration, ExprKind, WindowKind};
use crate::model::calendar::{Day, Length, Span as CalendarSpan};
use crate::model::kind::Kind;

/// A moment that moves with the tick.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Relative {
    /// The business date that far from today.
    Day(CalendarSpan),
    /// The tick plus milliseconds.
    Exact(i64),
}

const ONE_DAY: CalendarSpan = CalendarSpan::days(1);

impl Relative {
    pub fn value(self) -> Expr {
        match self {
            Self::Day(plus) => Expr {
                kind: Kind::Date,
                node: ExprNode::Today { plus },
            },
            Self::Exact(plus_ms) => Expr {
                kind: Kind::Instant,
                node: ExprNode::Tick { plus_ms },
            },
        }
    }

    fn of(length: Length, back: bool) -> Self {
        match length {
            Length::Exact(ms) => Self::Exact(if back { -ms } else { ms }),
            Length::Calendar(span) => Self::Day(if back { span.negated() } else { span }),
        }
    }
}

impl Lower<'_> {
    /// `today`, `3 days ago`, `in 3 days`, `today + 2 weeks`; `None` for anything else.
    pub fn relative(&mut self, expr: &syntax::Expr) -> Option<Result<Relative, Reported>> {
        match &expr.kind {
            ExprKind::Today => Some(Ok(Relative::Day(CalendarSpan::default()))),
            ExprKind::Ago(duration) => Some(self.shifted(duration, true)),
            ExprKind::Ahead(duration) => Some(self.shifted(duration, false)),
            ExprKind::Arithmetic { op, left, right } => {
                let back = match op {
                    ArithmeticOp::Plus => false,
                    ArithmeticOp::Minus => true,
                    ArithmeticOp::Times | ArithmeticOp::Over => return None,
                };
                let ExprKind::Duration(by) = &right.kind else {
                    return None;
                };
                let from = self.relative(left)?;
                Some(from.and_then(|from| self.moved(expr.span, from, by, back)))
            }
            _ => None,
        }
    }

    fn shifted(&mut self, by: &Duration, back: bool) -> Result<Relative, Reported> {
        Ok(Relative::of(self.length(by).ok_or(Reported)?, back))
    }

    fn moved(
        &mut self,
        span: Span,
        from: Relative,
        by: &Duration,
        back: bool,
    ) -> Result<Relative, Reported> {
        match (from, self.shifted(by, back)?) {
            (Relative::Day(a), Relative::Day(b)) => Ok(Relative::Day(a.plus(b))),
            (Relative::Exact(a), Relative::Exact(b)) => Ok(Relative::Exact(a.saturating_add(b))),
            _ => {
                self.report.say(mistakes::moments::exact_and_calendar(span));
                Err(Reported)
            }
        }
    }

    /// `item op relative`. `place` is where the item stands.
    pub fn against(
        &mut self,
        span: Span,
        place: Span,
        item: Expr,
        op: Comparison,
        relative: Relative,
    ) -> Option<Test> {
        let equal = matches!(op, Comparison::Equal | Comparison::NotEqual);
        match (&item.kind, relative) {
            (Kind::Birthday | Kind::LunarBirthday, Relative::Day(day)) if equal => {
                if day.months != 0 {
                    return self.fail(mistakes::moments::birthday_in_months(span));
                }
                let atom = birthday(item, day.days, day.days);
                Some(self.equality(span, op, atom))
            }
            (Kind::Birthday | Kind::LunarBirthday, _) => {
                self.fail(mistakes::moments::birthday_compared(span))
            }
            (Kind::Date | Kind::Instant, Relative::Day(day)) if equal && day.months == 0 => {
                let window = Window::On { days: day.days };
                Some(self.equality(span, op, Atom::Within { item, window }))
            }
            (Kind::Instant, Relative::Day(day)) => Some(self.instant_and_day(span, &item, op, day)),
            (Kind::Date, Relative::Exact(_)) => {
                let words = self.words(place);
                self.fail(mistakes::moments::hours_against_date(span, &words))
            }
            (Kind::Instant, Relative::Exact(_)) if equal => {
                self.fail(mistakes::moments::exact_instant(span))
            }
            (Kind::Date, Relative::Day(_)) | (Kind::Instant, Relative::Exact(_)) => {
                let right = relative.value();
                Some(self.atom(
                    span,
                    Atom::Compare {
                        op,
                        left: item,
                        right,
                    },
                ))
            }
            (kind, _) => {
                let (words, kind) = (self.words(place), kind_words(kind));
                self.fail(mistakes::moments::not_a_moment(place, &words, &kind))
            }
        }
    }

    fn equality(&mut self, span: Span, op: Comparison, atom: Atom) -> Test {
        let test = self.atom(span, atom);
        match op {
            Comparison::NotEqual => Test::Not(Box::new(test)),
            _ => test,
        }
    }

    /// An instant against a whole day: before it, in it, or after it.
    fn instant_and_day(
        &mut self,
        span: Span,
        item: &Expr,
        op: Comparison,
        day: CalendarSpan,
    ) -> Test {
        let mut bound = |op, plus: CalendarSpan| {
            let right = Expr {
                kind: Kind::Instant,
                node: ExprNode::DayStart { plus },
            };
            self.atom(
                span,
                Atom::Compare {
                    op,
                    left: item.clone(),
                    right,
                },
            )
        };
        let next = day.plus(ONE_DAY);
        match op {
            Comparison::Less => bound(Comparison::Less, day),
            Comparison::LessOrEqual => bound(Comparison::Less, next),
            Comparison::GreaterOrEqual => bound(Comparison::GreaterOrEqual, day),
            Comparison::Greater => bound(Comparison::GreaterOrEqual, next),
            Comparison::Equal | Comparison::NotEqual => {
                let from = bound(Comparison::GreaterOrEqual, day);
                let to = bound(Comparison::Less, next);
                let both = Test::All(vec![from, to]);
                match op {
                    Comparison::NotEqual => Test::Not(Box::new(both)),
                    _ => both,
                }
            }
        }
    }

    /// An instant against a date written out, by the business day it falls on.
    pub fn instant_and_date(&mut self, span: Span, item: Expr, op: Comparison, day: Day) -> Test {
        let (first, last) = match op {
            Comparison::Equal | Comparison::NotEqual => (day, day),
            Comparison::Less => (Day::MIN, day.plus_days(-1)),
            Comparison::LessOrEqual => (Day::MIN, day),
            Comparison::GreaterOrEqual => (day, Day::MAX),
            Comparison::Greater => (day.plus_days(1), Day::MAX),
        };
        let window = Window::Between(first, last);
        self.equality(span, op, Atom::Within { item, window })
    }

    /// `item within last 3 days`.
    pub fn within(
        &mut self,
        span: Span,
        value: &syntax::Expr,
        window: &syntax::Window,
    ) -> Option<Test> {
        let item = self.value(value, None);
        let (duration, next) = match &window.kind {
            WindowKind::Last(duration) => (duration, false),
            WindowKind::Next(duration) => (duration, true),
            _ => return self.fail(mistakes::moments::window_of_dates(window.span)),
        };
        let length = self.some_length(duration);
        let (item, length) = (item?, length?);
        match (&item.kind, length) {
            (Kind::Birthday | Kind::LunarBirthday, Length::Calendar(by)) if by.months == 0 => {
                let atom = if next {
                    birthday(item, 0, by.days)
                } else {
                    birthday(item, 1 - by.days, 0)
                };
                Some(self.atom(span, atom))
            }
            (Kind::Birthday | Kind::LunarBirthday, _) => {
                self.fail(mistakes::moments::birthday_in_months(window.span))
            }
            (Kind::Date, Length::Exact(_)) => {
                let words = self.words(value.span);
                self.fail(mistakes::moments::hours_against_date(window.span, &words))
            }
            (Kind::Date | Kind::Instant, length) => {
                let window = if next {
                    Window::Next(length)
                } else {
                    Window::Last(length)
                };
                Some(self.atom(span, Atom::Within { item, window }))
            }
            (kind, _) => {
                let (words, kind) = (self.words(value.span), kind_words(kind));
                self.fail(mistakes::moments::not_a_moment(value.span, &words, &kind))
            }
        }
    }
}

fn birthday(item: Expr, from_days: i32, to_days: i32) -> Atom {
    let lunar = item.kind == Kind::LunarBirthday;
    Atom::Birthday {
        item,
        lunar,
        from_days,
        to_days,
    }
}
