//! Conditions: what is true, false or unknown of a subject.

use super::mistakes;
use super::names::kind_words;
use super::scope::{Lower, bare_name};
use super::values::Beside;
use crate::language::checked::{Atom, Expr, ExprNode, Test};
use crate::language::source::Span;
use crate::language::syntax::{self, AggregateFunction, ExprKind};
use crate::model::kind::Kind;
use crate::model::value::Value;

impl Lower<'_> {
    /// A condition; what is wrong with it has been reported where there is none.
    pub fn test(&mut self, expr: &syntax::Expr) -> Option<Test> {
        match &expr.kind {
            ExprKind::And(parts) => {
                let parts = self.parts(parts)?;
                Some(all(parts))
            }
            ExprKind::Or(parts) => {
                let parts = self.parts(parts)?;
                Some(any(parts))
            }
            ExprKind::Not(inner) => Some(Test::Not(Box::new(self.test(inner)?))),
            ExprKind::YesNo(yes) => Some(Test::Constant(*yes)),
            ExprKind::InSegment { title, negated } => negate(self.segment(title), *negated),
            _ => {
                if self.row.is_none() {
                    self.reads.clear();
                }
                self.leaf(expr)
            }
        }
    }

    /// All parts, so that the mistakes of all are reported.
    fn parts(&mut self, parts: &[syntax::Expr]) -> Option<Vec<Test>> {
        let parts: Vec<Option<Test>> = parts.iter().map(|part| self.test(part)).collect();
        parts.into_iter().collect()
    }

    fn leaf(&mut self, expr: &syntax::Expr) -> Option<Test> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Compare { op, left, right } => self.compare(span, *op, left, right),
            ExprKind::In {
                value,
                list,
                negated,
            } => negate(self.within_list(span, value, list), *negated),
            ExprKind::Between {
                value,
                low,
                high,
                negated,
            } => negate(self.between(span, value, low, high), *negated),
            ExprKind::Within {
                value,
                window,
                negated,
            } => negate(self.within(span, value, window), *negated),
            ExprKind::Known { value, known } => {
                let countable = matches!(
                    value.kind,
                    ExprKind::Aggregate {
                        function: AggregateFunction::Count,
                        ..
                    }
                );
                if countable
                    || !matches!(value.kind, ExprKind::Path(_) | ExprKind::Aggregate { .. })
                {
                    return self.fail(mistakes::kinds::always_known(span));
                }
                let item = self.value(value, None)?;
                let atom = if *known {
                    Atom::Known(item)
                } else {
                    Atom::Missing(item)
                };
                Some(self.atom(span, atom))
            }
            ExprKind::Has { query, negated } => {
                let query = self.query(query)?;
                let atom = if *negated {
                    Atom::No(query)
                } else {
                    Atom::Has(query)
                };
                Some(self.atom(span, atom))
            }
            _ => {
                let item = self.value(expr, None)?;
                self.flag(span, item)
            }
        }
    }

    /// A yes-or-no value by itself.
    fn flag(&mut self, span: Span, item: Expr) -> Option<Test> {
        if item.kind != Kind::YesNo {
            let (words, kind) = (self.words(span), kind_words(&item.kind));
            return self.fail(mistakes::kinds::not_a_condition(span, &words, &kind));
        }
        Some(self.atom(span, Atom::Flag(item)))
    }

    /// `city in ["Shanghai"]`, `"vip" in interests`.
    fn within_list(
        &mut self,
        span: Span,
        value: &syntax::Expr,
        list: &syntax::Expr,
    ) -> Option<Test> {
        let ExprKind::List(items) = &list.kind else {
            let list_value = self.value(list, None)?;
            let Kind::List(of) = &list_value.kind else {
                let (words, kind) = (self.words(list.span), kind_words(&list_value.kind));
                return self.fail(mistakes::kinds::not_a_list(list.span, &words, &kind));
            };
            let item = self.constant(value, &of.clone())?;
            return Some(self.atom(
                span,
                Atom::Contains {
                    list: list_value,
                    item,
                },
            ));
        };
        let item = self.value(value, None)?;
        if items.is_empty() {
            return self.fail(mistakes::kinds::empty_list(list.span));
        }
        match &item.kind {
            Kind::Birthday | Kind::LunarBirthday => {
                return self.fail(mistakes::moments::birthday_compared(span));
            }
            kind @ Kind::List(_) => {
                let kind = kind_words(kind);
                return self.fail(mistakes::kinds::do_not_compare(span, &kind, &kind));
            }
            _ => {}
        }
        let words = self.words(value.span);
        let beside = Beside {
            kind: &item.kind,
            words: Some(&words),
        };
        let set: Vec<_> = items
            .iter()
            .map(|option| self.member(option, beside))
            .collect();
        let mut set = set.into_iter().collect::<Option<Vec<_>>>()?;
        set.sort();
        set.dedup();
        Some(self.atom(span, Atom::In { item, set }))
    }

    fn member(&mut self, expr: &syntax::Expr, beside: Beside<'_>) -> Option<Value> {
        match bare_name(expr) {
            Some(name) => self.word_of(name, beside.kind, beside.words),
            None => self.constant(expr, beside.kind),
        }
    }
}

fn negate(test: Option<Test>, negated: bool) -> Option<Test> {
    test.map(|test| {
        if negated {
            Test::Not(Box::new(test))
        } else {
            test
        }
    })
}

/// `all of` the parts; those that are `all of` themselves are taken apart, for brackets do not matter.
pub(super) fn all(parts: Vec<Test>) -> Test {
    let flat = parts.into_iter().flat_map(|part| match part {
        Test::All(inner) => inner,
        other => vec![other],
    });
    single_or(flat.collect(), Test::All)
}

/// The fields that are known wherever the test is true: unknown never acts.
pub(super) fn ensured_by(test: &Test) -> Vec<ExprNode> {
    match test {
        Test::All(parts) => parts.iter().flat_map(ensured_by).collect(),
        Test::Atom(_, atom) => {
            let asked: &[&Expr] = match atom {
                Atom::Flag(item)
                | Atom::In { item, .. }
                | Atom::Contains { list: item, .. }
                | Atom::Known(item)
                | Atom::Birthday { item, .. }
                | Atom::Within { item, .. }
                | Atom::CompareCount { right: item, .. } => &[item],
                Atom::Compare { left, right, .. } => &[left, right],
                Atom::Between { item, low, high } => &[item, low, high],
                Atom::Missing(_) | Atom::Has(_) | Atom::No(_) => &[],
            };
            let fields = asked.iter().map(|expr| &expr.node);
            let is_field =
                |node: &&ExprNode| matches!(node, ExprNode::Attribute(_) | ExprNode::Subject(_));
            fields.filter(is_field).cloned().collect()
        }
        Test::Constant(_) | Test::Not(_) | Test::Any(_) => Vec::new(),
    }
}

fn any(parts: Vec<Test>) -> Test {
    let flat = parts.into_iter().flat_map(|part| match part {
        Test::Any(inner) => inner,
        other => vec![other],
    });
    single_or(flat.collect(), Test::Any)
}

fn single_or(mut parts: Vec<Test>, join: fn(Vec<Test>) -> Test) -> Test {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            join(parts)
        }
    }
}
