//! Conditions and values.

use pest::iterators::Pair;

use super::NESTING_LIMIT;
use super::build::{Builder, child, has};
use super::slips::{day_first, touching};
use crate::language::diagnostics::{Edit, parse as say};
use crate::language::grammar::Rule;
use crate::language::source::Span;
use crate::language::syntax::{ArithmeticOp, CompareOp, Date, Expr, ExprKind, Path, Time};

impl Builder<'_> {
    pub fn condition_in(&mut self, pair: &Pair<'_, Rule>) -> Expr {
        let condition = child(pair, Rule::condition).expect("the grammar puts a condition here");
        self.condition(condition)
    }

    pub fn condition(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let mut operands = Vec::new();
        // Whether each joint is an `or`.
        let mut joints = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::kw_and => joints.push(false),
                Rule::kw_or => joints.push(true),
                _ => operands.push(self.negation(inner)),
            }
        }
        let ors = joints.iter().filter(|or| **or).count();
        if ors == 0 || ors == joints.len() {
            return joined(operands, ors > 0);
        }
        let spans: Vec<Span> = operands.iter().map(|operand| operand.span).collect();
        let whole = joined_span(&spans);
        let readings = [
            self.brackets(&spans, &joints, false),
            self.brackets(&spans, &joints, true),
        ];
        self.report(say::mixed_and_or(whole, readings));
        let mut groups: Vec<Vec<Expr>> = vec![Vec::new()];
        for (index, operand) in operands.into_iter().enumerate() {
            if index > 0 && joints.get(index - 1) == Some(&true) {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.last_mut() {
                group.push(operand);
            }
        }
        joined(
            groups
                .into_iter()
                .map(|group| joined(group, false))
                .collect(),
            true,
        )
    }

    /// Brackets around each run of operands joined by `or` (or by `and`).
    fn brackets(&self, spans: &[Span], joints: &[bool], around_or: bool) -> Vec<Edit> {
        let (open, close) = if self.chinese {
            ("（", "）")
        } else {
            ("(", ")")
        };
        let mut edits = Vec::new();
        for (index, span) in spans.iter().enumerate() {
            let before = index > 0 && joints.get(index - 1) == Some(&around_or);
            let after = joints.get(index) == Some(&around_or);
            if after && !before {
                edits.push(Edit {
                    span: Span {
                        end: span.start,
                        ..*span
                    },
                    text: open.to_owned(),
                });
            }
            if before && !after {
                edits.push(Edit {
                    span: Span {
                        start: span.end,
                        ..*span
                    },
                    text: close.to_owned(),
                });
            }
        }
        edits
    }

    fn negation(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let mut depth = 0_usize;
        let mut expr = None;
        for inner in pair.into_inner() {
            if inner.as_rule() == Rule::kw_not {
                depth += 1;
            } else {
                expr = Some(self.comparison(inner));
            }
        }
        let mut expr = expr.expect("the grammar puts a comparison here");
        if depth > NESTING_LIMIT {
            self.report(say::too_deep(span, NESTING_LIMIT));
            depth = 1;
        }
        for _ in 0..depth {
            expr = Expr {
                kind: ExprKind::Not(Box::new(expr)),
                span,
            };
        }
        expr
    }

    fn comparison(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let whole = self.span(&pair);
        let mut inner = pair.into_inner();
        let first = inner.next().expect("the grammar puts a value here");
        let mut expr = self.sum(first);
        for (index, tail) in inner.enumerate() {
            if index > 0 {
                let second = self.span(&tail);
                if let Some(before) = self.glued_joint(&expr) {
                    return before;
                }
                self.report(say::chained_comparison(whole, second));
                return expr;
            }
            expr = self.tail(expr, tail);
        }
        expr
    }

    fn tail(&mut self, left: Expr, tail: Pair<'_, Rule>) -> Expr {
        let span = left.span.to(self.span(&tail));
        let rule = tail.as_rule();
        match rule {
            Rule::compare_tail => self.compared(left, tail, span),
            Rule::is_tail | Rule::is_not_tail => {
                let mut negated = rule == Rule::is_not_tail;
                for inner in tail.into_inner() {
                    match inner.as_rule() {
                        Rule::kw_is | Rule::kw_is_not => {}
                        Rule::kw_not => negated = !negated,
                        Rule::kw_known => {
                            return Expr {
                                kind: ExprKind::Known {
                                    value: Box::new(left),
                                    known: !negated,
                                },
                                span,
                            };
                        }
                        Rule::kw_missing => {
                            return Expr {
                                kind: ExprKind::Known {
                                    value: Box::new(left),
                                    known: negated,
                                },
                                span,
                            };
                        }
                        Rule::sum => {
                            let op = if negated {
                                CompareOp::IsNot
                            } else {
                                CompareOp::Is
                            };
                            let right = self.sum(inner);
                            return compare(op, left, right, span);
                        }
                        _ => return self.placed(left, inner, negated, span),
                    }
                }
                left
            }
            _ => self.placed(left, tail, false, span),
        }
    }

    fn compared(&mut self, left: Expr, tail: Pair<'_, Rule>, span: Span) -> Expr {
        let mut inner = tail.into_inner();
        let mark = inner
            .next()
            .expect("the grammar puts a comparison mark here");
        let op = match mark.as_rule() {
            Rule::at_least => CompareOp::AtLeast,
            Rule::at_most => CompareOp::AtMost,
            Rule::above => CompareOp::Above,
            Rule::below => CompareOp::Below,
            Rule::differs => {
                let touching = touching(&mark);
                self.report(say::differs_sign(
                    self.span(&mark),
                    mark.as_str(),
                    self.chinese,
                    touching,
                ));
                CompareOp::IsNot
            }
            _ => {
                let touching = touching(&mark);
                self.report(say::equals_sign(
                    self.span(&mark),
                    mark.as_str(),
                    self.chinese,
                    touching,
                ));
                CompareOp::Is
            }
        };
        let right = self.sum(inner.next().expect("the grammar puts a value here"));
        compare(op, left, right, span)
    }

    /// `in`, `between`, `within`, `before` and `after`.
    fn placed(&mut self, left: Expr, tail: Pair<'_, Rule>, outer: bool, span: Span) -> Expr {
        let negated = outer != (has(&tail, Rule::kw_not) || has(&tail, Rule::kw_not_in));
        let value = Box::new(left);
        if let Some(window) = child(&tail, Rule::window) {
            let window = self.window(window);
            return Expr {
                kind: ExprKind::Within {
                    value,
                    window,
                    negated,
                },
                span,
            };
        }
        let rule = tail.as_rule();
        let after = has(&tail, Rule::kw_after);
        let mut sums = tail
            .into_inner()
            .filter(|inner| inner.as_rule() == Rule::sum);
        let first = self.sum(sums.next().expect("the grammar puts a value here"));
        let is = if negated {
            CompareOp::IsNot
        } else {
            CompareOp::Is
        };
        match rule {
            Rule::between_tail => {
                let high = self.sum(sums.next().expect("the grammar puts a second value here"));
                Expr {
                    kind: ExprKind::Between {
                        value,
                        low: Box::new(first),
                        high: Box::new(high),
                        negated,
                    },
                    span,
                }
            }
            Rule::order_tail => {
                let op = if after {
                    CompareOp::After
                } else {
                    CompareOp::Before
                };
                let order = compare(op, *value, first, span);
                if negated {
                    Expr {
                        kind: ExprKind::Not(Box::new(order)),
                        span,
                    }
                } else {
                    order
                }
            }
            _ => match first.kind {
                ExprKind::Duration(duration) => {
                    let ahead = Expr {
                        kind: ExprKind::Ahead(duration),
                        span: first.span,
                    };
                    compare(is, *value, ahead, span)
                }
                ExprKind::Ago(_)
                | ExprKind::Ahead(_)
                | ExprKind::Today
                | ExprKind::Date(_)
                | ExprKind::MonthDay { .. }
                | ExprKind::Instant { .. } => compare(is, *value, first, span),
                _ => Expr {
                    kind: ExprKind::In {
                        value,
                        list: Box::new(first),
                        negated,
                    },
                    span,
                },
            },
        }
    }

    /// `sum` and `product`: operands joined from the left.
    pub fn sum(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let whole = self.span(&pair);
        if let Some(readings) = day_first(pair.as_str().trim_end()) {
            self.report(say::day_first_date(whole, readings));
            return Expr {
                kind: ExprKind::Date(Date {
                    year: 2000,
                    month: 1,
                    day: 1,
                    span: whole,
                }),
                span: whole,
            };
        }
        let mut inner = pair.into_inner();
        let first = inner.next().expect("the grammar puts a value here");
        let mut expr = self.operand(first);
        let mut length = 0_usize;
        while let (Some(mark), Some(right)) = (inner.next(), inner.next()) {
            length += 1;
            let right = self.operand(right);
            if length > NESTING_LIMIT {
                if length == NESTING_LIMIT + 1 {
                    self.report(say::too_deep(whole, NESTING_LIMIT));
                }
                continue;
            }
            let op = match mark.as_rule() {
                Rule::plus => ArithmeticOp::Plus,
                Rule::minus => ArithmeticOp::Minus,
                Rule::times => ArithmeticOp::Times,
                _ => ArithmeticOp::Over,
            };
            let span = expr.span.to(right.span);
            expr = Expr {
                kind: ExprKind::Arithmetic {
                    op,
                    left: Box::new(expr),
                    right: Box::new(right),
                },
                span,
            };
        }
        expr
    }

    fn operand(&mut self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::product => return self.sum(pair),
            Rule::negative => {
                let value = pair
                    .into_inner()
                    .nth(1)
                    .expect("the grammar puts a value behind the minus");
                ExprKind::Negate(Box::new(self.operand(value)))
            }
            Rule::group => {
                return Expr {
                    span,
                    ..self.condition_in(&pair)
                };
            }
            Rule::list => ExprKind::List(
                pair.into_inner()
                    .filter(|inner| inner.as_rule() == Rule::sum)
                    .map(|inner| self.sum(inner))
                    .collect(),
            ),
            Rule::instant => {
                let (date, time) = self.instant(&pair);
                ExprKind::Instant { date, time }
            }
            Rule::date | Rule::slash_date => ExprKind::Date(self.date(&pair)),
            Rule::month_day => self.month_day(&pair),
            Rule::time => ExprKind::Time(self.time(&pair)),
            Rule::quantity => self.quantity(&pair),
            Rule::amount => ExprKind::Money(self.money(&pair)),
            Rule::string => ExprKind::Text(self.text(&pair)),
            Rule::all_of => ExprKind::And(self.conditions(pair)),
            Rule::any_of => ExprKind::Or(self.conditions(pair)),
            Rule::event_test => self.event_test(&pair),
            Rule::segment_test => ExprKind::InSegment {
                title: self.text_in(&pair),
                negated: has(&pair, Rule::kw_not_in) || has(&pair, Rule::kw_is_not),
            },
            Rule::aggregate => self.aggregate(&pair),
            Rule::kw_today => ExprKind::Today,
            Rule::kw_yes => ExprKind::YesNo(true),
            Rule::kw_false => ExprKind::YesNo(false),
            _ => self.reference(&pair),
        };
        Expr { kind, span }
    }

    pub fn instant(&mut self, pair: &Pair<'_, Rule>) -> (Date, Time) {
        (self.date_in(pair), self.time_in(pair))
    }

    fn conditions(&mut self, pair: Pair<'_, Rule>) -> Vec<Expr> {
        pair.into_inner()
            .filter(|inner| inner.as_rule() == Rule::condition)
            .map(|inner| self.condition(inner))
            .collect()
    }

    fn reference(&mut self, pair: &Pair<'_, Rule>) -> ExprKind {
        let path: Path = child(pair, Rule::path)
            .map(|path| self.path(&path))
            .expect("the grammar puts a name here");
        match child(pair, Rule::default_clause).and_then(|clause| child(&clause, Rule::sum)) {
            Some(value) => ExprKind::Default {
                path,
                value: Box::new(self.sum(value)),
            },
            None => ExprKind::Path(path),
        }
    }
}

pub(super) fn compare(op: CompareOp, left: Expr, right: Expr, span: Span) -> Expr {
    Expr {
        kind: ExprKind::Compare {
            op,
            left: Box::new(left),
            right: Box::new(right),
        },
        span,
    }
}

fn joined_span(spans: &[Span]) -> Span {
    match (spans.first(), spans.last()) {
        (Some(first), Some(last)) => first.to(*last),
        _ => Span::default(),
    }
}

/// One operand is itself; several are joined.
fn joined(mut operands: Vec<Expr>, or: bool) -> Expr {
    let spans: Vec<Span> = operands.iter().map(|operand| operand.span).collect();
    if operands.len() == 1
        && let Some(only) = operands.pop()
    {
        return only;
    }
    let kind = if or {
        ExprKind::Or(operands)
    } else {
        ExprKind::And(operands)
    };
    Expr {
        kind,
        span: joined_span(&spans),
    }
}
