//! Comparisons: both sides lowered, each with the other's kind in view, and the kinds agreed.

use super::mistakes;
use super::names::kind_words;
use super::scope::{Lower, bare_name, comparable};
use super::values::{Beside, is_constant};
use crate::language::checked::{Atom, Comparison, Expr, ExprNode, Test};
use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;
use crate::language::syntax::{self, AggregateFunction, CompareOp, EventQuery, ExprKind};
use crate::model::calendar::Day;
use crate::model::kind::Kind;
use crate::model::value::Value;

impl Lower<'_> {
    pub fn compare(
        &mut self,
        span: Span,
        op: CompareOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
    ) -> Option<Test> {
        let (comparison, of_time) = comparison(op);
        match (self.relative(left), self.relative(right)) {
            (Some(a), Some(b)) => {
                a.and(b).ok()?;
                return self.fail(mistakes::kinds::nothing_to_compare(span));
            }
            (None, Some(relative)) => {
                let item = self.value(left, None)?;
                return self.against(span, left.span, item, comparison, relative.ok()?);
            }
            (Some(relative), None) => {
                let item = self.value(right, None)?;
                return self.against(span, right.span, item, comparison.flipped(), relative.ok()?);
            }
            (None, None) => {}
        }
        if let Some(query) = counted(left) {
            return self.compare_count(span, comparison, query, right);
        }
        if let Some(query) = counted(right) {
            return self.compare_count(span, comparison.flipped(), query, left);
        }
        let (a, b) = self.pair(left, right)?;
        if is_constant(&a) && is_constant(&b) {
            return self.fail(mistakes::kinds::nothing_to_compare(span));
        }
        if of_time && !matches!(a.kind, Kind::Date | Kind::Instant | Kind::Time) {
            let (words, kind) = (self.words(left.span), kind_words(&a.kind));
            return self.fail(mistakes::moments::not_a_moment(left.span, &words, &kind));
        }
        match (written_day(&a), written_day(&b)) {
            (_, Some(day)) if a.kind == Kind::Instant => {
                return Some(self.instant_and_date(span, a, comparison, day));
            }
            (Some(day), _) if b.kind == Kind::Instant => {
                return Some(self.instant_and_date(span, b, comparison.flipped(), day));
            }
            _ => {}
        }
        self.check_sides(span, comparison, (left, &a), (right, &b))?;
        Some(self.compared(span, comparison, a, b))
    }

    /// Makes the leaf; `x is yes` is `x` itself.
    fn compared(&mut self, span: Span, op: Comparison, left: Expr, right: Expr) -> Test {
        // A constant on the right, so that both ways of writing it mean the same.
        let (op, left, right) = if is_constant(&left) {
            (op.flipped(), right, left)
        } else {
            (op, left, right)
        };
        let answer = match (&right.kind, &right.node) {
            (Kind::YesNo, ExprNode::Constant(Value::Int(yes))) => Some(*yes != 0),
            _ => None,
        };
        let Some(yes) = answer else {
            return self.atom(span, Atom::Compare { op, left, right });
        };
        let flag = self.atom(span, Atom::Flag(left));
        if yes == (op == Comparison::Equal) {
            flag
        } else {
            Test::Not(Box::new(flag))
        }
    }

    /// Both sides, the more telling one first, so that its kind explains the other.
    fn pair(&mut self, left: &syntax::Expr, right: &syntax::Expr) -> Option<(Expr, Expr)> {
        let left_first = match (bare_name(left), bare_name(right)) {
            (Some(l), Some(r)) => self.bare(&l.text).is_some() || self.bare(&r.text).is_none(),
            (Some(l), None) => self.bare(&l.text).is_some(),
            (None, Some(_)) => true,
            (None, None) => !is_written(left),
        };
        let (first, second) = if left_first {
            (left, right)
        } else {
            (right, left)
        };
        let Some(a) = self.value(first, None) else {
            // A bare word beside something unknown may well be one of its options: silent.
            if bare_name(second).is_none() {
                self.value(second, None);
            }
            return None;
        };
        let words = self.words(first.span);
        let beside = Beside {
            kind: &a.kind,
            words: (!is_constant(&a)).then_some(words.as_str()),
        };
        let b = self.value(second, Some(beside))?;
        Some(if left_first { (a, b) } else { (b, a) })
    }

    /// Kinds that may be compared this way.
    fn check_sides(
        &mut self,
        span: Span,
        op: Comparison,
        left: (&syntax::Expr, &Expr),
        right: (&syntax::Expr, &Expr),
    ) -> Option<()> {
        let kind = &left.1.kind;
        if !comparable(kind, &right.1.kind) {
            let diagnostic = self.disagree(span, left, right);
            return self.fail(diagnostic);
        }
        let diagnostic = match kind {
            Kind::Birthday | Kind::LunarBirthday => mistakes::moments::birthday_compared(span),
            Kind::List(_) => {
                mistakes::kinds::do_not_compare(span, &kind_words(kind), &kind_words(kind))
            }
            _ if !matches!(op, Comparison::Equal | Comparison::NotEqual) && !kind.is_ordered() => {
                mistakes::kinds::not_ordered(span, &kind_words(kind))
            }
            _ => return Some(()),
        };
        self.fail(diagnostic)
    }

    fn disagree(
        &self,
        span: Span,
        left: (&syntax::Expr, &Expr),
        right: (&syntax::Expr, &Expr),
    ) -> Diagnostic {
        if is_constant(right.1) {
            return self.mismatch(right.0, &right.1.kind, right.0.span, &left.1.kind);
        }
        if is_constant(left.1) {
            return self.mismatch(left.0, &left.1.kind, left.0.span, &right.1.kind);
        }
        match (&left.1.kind, &right.1.kind) {
            (Kind::Money(a), Kind::Money(b)) => {
                mistakes::kinds::two_currencies(span, &a.to_string(), &b.to_string())
            }
            (Kind::Hours, Kind::Duration) | (Kind::Duration, Kind::Hours) => {
                mistakes::moments::exact_and_calendar(span)
            }
            (a, b) => mistakes::kinds::do_not_compare(span, &kind_words(a), &kind_words(b)),
        }
    }

    fn compare_count(
        &mut self,
        span: Span,
        op: Comparison,
        query: &EventQuery,
        other: &syntax::Expr,
    ) -> Option<Test> {
        let query = self.count_query(query);
        let right = self.value(
            other,
            Some(Beside {
                kind: &Kind::Whole,
                words: Some("count"),
            }),
        );
        let (query, right) = (query?, right?);
        if !matches!(right.kind, Kind::Number | Kind::Whole) {
            let diagnostic = if is_constant(&right) {
                self.mismatch(other, &right.kind, other.span, &Kind::Whole)
            } else {
                let (a, b) = (kind_words(&Kind::Whole), kind_words(&right.kind));
                mistakes::kinds::do_not_compare(span, &a, &b)
            };
            return self.fail(diagnostic);
        }
        Some(self.atom(span, Atom::CompareCount { op, query, right }))
    }

    /// `value between low and high`, both included.
    pub fn between(
        &mut self,
        span: Span,
        value: &syntax::Expr,
        low: &syntax::Expr,
        high: &syntax::Expr,
    ) -> Option<Test> {
        let by_parts = counted(value).is_some()
            || [low, high].into_iter().any(|end| {
                matches!(
                    end.kind,
                    ExprKind::Date(_) | ExprKind::Today | ExprKind::Ago(_) | ExprKind::Ahead(_)
                ) || matches!(&end.kind, ExprKind::Arithmetic { left, .. }
                    if matches!(left.kind, ExprKind::Today))
            });
        if by_parts {
            return self.between_by_parts(span, value, low, high);
        }
        let item = self.value(value, None)?;
        let words = self.words(value.span);
        let beside = Some(Beside {
            kind: &item.kind,
            words: Some(&words),
        });
        let (low_value, high_value) = (self.value(low, beside), self.value(high, beside));
        let (low_value, high_value) = (low_value?, high_value?);
        let op = Comparison::GreaterOrEqual;
        self.check_sides(span, op, (value, &item), (low, &low_value))?;
        self.check_sides(span, op, (value, &item), (high, &high_value))?;
        self.forwards(span, &low_value, &high_value)?;
        Some(self.atom(
            span,
            Atom::Between {
                item,
                low: low_value,
                high: high_value,
            },
        ))
    }

    /// Days and counts have comparisons of their own, so each end becomes one.
    fn between_by_parts(
        &mut self,
        span: Span,
        value: &syntax::Expr,
        low: &syntax::Expr,
        high: &syntax::Expr,
    ) -> Option<Test> {
        let reported = self.report.diagnostics.len();
        let from = self.compare(span, CompareOp::AtLeast, value, low);
        // The value's own mistakes are the same both times.
        if from.is_none() && self.report.diagnostics.len() > reported {
            return None;
        }
        let to = self.compare(span, CompareOp::AtMost, value, high);
        if let (ExprKind::Date(first), ExprKind::Date(last)) = (&low.kind, &high.kind)
            && let (Some(first), Some(last)) = (self.day(first), self.day(last))
            && first > last
        {
            return self.fail(mistakes::kinds::between_backwards(span));
        }
        Some(Test::All(vec![from?, to?]))
    }

    fn forwards(&mut self, span: Span, low: &Expr, high: &Expr) -> Option<()> {
        if let (ExprNode::Constant(a), ExprNode::Constant(b)) = (&low.node, &high.node)
            && low.kind == high.kind
            && a > b
        {
            return self.fail(mistakes::kinds::between_backwards(span));
        }
        Some(())
    }
}

fn comparison(op: CompareOp) -> (Comparison, bool) {
    match op {
        CompareOp::Is => (Comparison::Equal, false),
        CompareOp::IsNot => (Comparison::NotEqual, false),
        CompareOp::AtLeast => (Comparison::GreaterOrEqual, false),
        CompareOp::Above => (Comparison::Greater, false),
        CompareOp::AtMost => (Comparison::LessOrEqual, false),
        CompareOp::Below => (Comparison::Less, false),
        CompareOp::Before => (Comparison::Less, true),
        CompareOp::After => (Comparison::Greater, true),
    }
}

fn counted(expr: &syntax::Expr) -> Option<&EventQuery> {
    match &expr.kind {
        ExprKind::Aggregate {
            function: AggregateFunction::Count,
            query,
        } => Some(query),
        _ => None,
    }
}

fn written_day(expr: &Expr) -> Option<Day> {
    match (&expr.kind, &expr.node) {
        (Kind::Date, ExprNode::Constant(Value::Int(day))) => Some(Day(*day as i32)),
        _ => None,
    }
}

/// Whether it is a value written out, whose kind the other side may settle.
fn is_written(expr: &syntax::Expr) -> bool {
    !matches!(
        expr.kind,
        ExprKind::Path(_)
            | ExprKind::Default { .. }
            | ExprKind::Aggregate { .. }
            | ExprKind::Arithmetic { .. }
    )
}
