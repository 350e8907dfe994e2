//! Slips that the grammar reads as something else.

use pest::iterators::Pair;

use super::build::Builder;
use super::expressions::compare;
use super::glue::respaced;
use super::literals::days_in_month;
use crate::language::diagnostics::{Edit, parse as say};
use crate::language::grammar::Rule;
use crate::language::syntax::{Expr, ExprKind, Name, Path};

impl Builder<'_> {
    /// `生日 是 今天且会员等级 >= 金卡`: a chain only because a joining word is glued to its neighbours.
    /// What is before it is the comparison.
    pub(super) fn glued_joint(&mut self, expr: &Expr) -> Option<Expr> {
        let ExprKind::Compare { op, left, right } = &expr.kind else {
            return None;
        };
        let ExprKind::Path(path) = &right.kind else {
            return None;
        };
        let ([name], Some(spaced)) = (
            path.names.as_slice(),
            path.names
                .first()
                .and_then(|name| respaced(&name.text, |_| false)),
        ) else {
            return None;
        };
        let joins = |word: &str| matches!(word, "且" | "或" | "并且" | "而且" | "或者");
        if !spaced.split(' ').any(joins) {
            return None;
        }
        let first = spaced.split(' ').next().unwrap_or_default().to_owned();
        let kind = match first.as_str() {
            "今天" | "今日" => ExprKind::Today,
            _ => ExprKind::Path(Path {
                names: vec![Name {
                    text: first,
                    span: name.span,
                }],
                span: name.span,
            }),
        };
        let right = Expr {
            kind,
            span: name.span,
        };
        let edit = Edit {
            span: name.span,
            text: spaced,
        };
        self.report(say::glued(name.span, &name.text, vec![edit]));
        Some(compare(*op, (**left).clone(), right, expr.span))
    }
}

/// `5/1/2026`, which would divide: the dates it may be.
pub(super) fn day_first(text: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = text.split('/').collect();
    let [first, second, year] = parts.as_slice() else {
        return None;
    };
    let number = |text: &str, most: usize| -> Option<u8> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        (digits && text.len() <= most).then(|| text.parse().ok())?
    };
    let (first, second) = (number(first, 2)?, number(second, 2)?);
    let year = (year.len() == 4).then(|| year.parse::<i16>().ok())??;
    let date = |month: u8, day: u8| {
        let exists = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| format!("{year:04}-{month:02}-{day:02}"))
    };
    let mut readings: Vec<String> = date(first, second)
        .into_iter()
        .chain(date(second, first))
        .collect();
    readings.dedup();
    (!readings.is_empty()).then_some(readings)
}

/// Whether something stands right before and right behind the mark, so that a word in its place needs blanks.
pub(super) fn touching(mark: &Pair<'_, Rule>) -> [bool; 2] {
    let span = mark.as_span();
    let input = span.get_input();
    let solid = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
    let head = input.get(..span.start()).unwrap_or_default();
    let tail = input.get(span.end()..).unwrap_or_default();
    [solid(head.chars().next_back()), solid(tail.chars().next())]
}
