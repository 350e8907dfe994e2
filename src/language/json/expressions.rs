//! Conditions and values as part of the tree's document.

use super::rules::{date, duration, name, number, path, text};
use super::tree::span;
use crate::language::syntax::{
    AggregateFunction, Argument, ArithmeticOp, CompareOp, CurrencyMark, EventQuery, Expr, ExprKind,
    Money, Window, WindowKind,
};
use serde_json::{Map, Value, json};

pub(super) fn expr(of: &Expr) -> Value {
    let (node, mut fields) = kind(&of.kind);
    fields.insert("node".to_owned(), json!(node));
    fields.insert("span".to_owned(), span(of.span));
    Value::Object(fields)
}

/// The node's name and what it holds.
fn kind(kind: &ExprKind) -> (&'static str, Map<String, Value>) {
    let (node, fields) = match kind {
        ExprKind::And(parts) => ("and", json!({"of": exprs(parts)})),
        ExprKind::Or(parts) => ("or", json!({"of": exprs(parts)})),
        ExprKind::Not(of) => ("not", json!({"of": expr(of)})),
        ExprKind::Compare { op, left, right } => (
            "compare",
            json!({"op": compare_op(*op), "left": expr(left), "right": expr(right)}),
        ),
        ExprKind::In {
            value,
            list,
            negated,
        } => (
            "in",
            json!({"value": expr(value), "list": expr(list), "negated": negated}),
        ),
        ExprKind::Between {
            value,
            low,
            high,
            negated,
        } => (
            "between",
            json!({"value": expr(value), "low": expr(low), "high": expr(high), "negated": negated}),
        ),
        ExprKind::Known { value, known } => {
            ("is_known", json!({"value": expr(value), "known": known}))
        }
        ExprKind::Within {
            value,
            window: of,
            negated,
        } => (
            "within",
            json!({"value": expr(value), "window": window(of), "negated": negated}),
        ),
        ExprKind::Has { query: of, negated } => {
            ("has", json!({"query": query(of), "negated": negated}))
        }
        ExprKind::InSegment { title, negated } => (
            "in_segment",
            json!({"title": text(title), "negated": negated}),
        ),
        ExprKind::Aggregate {
            function,
            query: of,
        } => (
            "aggregate",
            json!({"function": aggregate(*function), "query": query(of)}),
        ),
        ExprKind::Arithmetic { op, left, right } => (
            "arithmetic",
            json!({"op": arithmetic(*op), "left": expr(left), "right": expr(right)}),
        ),
        ExprKind::Negate(of) => ("negate", json!({"of": expr(of)})),
        ExprKind::Path(of) => ("path", json!({"path": path(of)})),
        ExprKind::Default { path: of, value } => {
            ("default", json!({"path": path(of), "value": expr(value)}))
        }
        ExprKind::Today => ("today", json!({})),
        ExprKind::Ago(by) => ("ago", json!({"duration": duration(by)})),
        ExprKind::Ahead(by) => ("ahead", json!({"duration": duration(by)})),
        ExprKind::YesNo(yes) => ("yes_no", json!({"yes": yes})),
        ExprKind::Number(of) => ("number", json!({"number": number(of)})),
        ExprKind::Percent(of) => ("percent", json!({"micros": of.micros})),
        ExprKind::Money(of) => ("money", json!({"money": money(of)})),
        ExprKind::Date(of) => ("date", json!({"date": date(of)})),
        ExprKind::MonthDay { month, day } => ("month_day", json!({"month": month, "day": day})),
        ExprKind::Time(of) => ("time", json!({"seconds": of.seconds})),
        ExprKind::Instant { date: day, time } => (
            "instant",
            json!({"date": date(day), "seconds": time.seconds}),
        ),
        ExprKind::Duration(of) => ("duration", json!({"duration": duration(of)})),
        ExprKind::Text(of) => ("text", json!({"text": text(of)})),
        ExprKind::List(values) => ("list", json!({"of": exprs(values)})),
    };
    match fields {
        Value::Object(fields) => (node, fields),
        _ => (node, Map::new()),
    }
}

fn exprs(parts: &[Expr]) -> Vec<Value> {
    parts.iter().map(expr).collect()
}

pub(super) fn argument(argument: &Argument) -> Value {
    json!({
        "node": "argument",
        "name": argument.name.as_ref().map(name),
        "value": expr(&argument.value),
        "span": span(argument.span),
    })
}

/// An amount in millionths of the currency's unit.
pub(super) fn money(of: &Money) -> Value {
    let currency = match &of.currency {
        CurrencyMark::Sign(sign) => sign.to_string(),
        CurrencyMark::Code(code) => code.clone(),
    };
    json!({"micros": of.micros, "currency": currency, "span": span(of.span)})
}

fn query(of: &EventQuery) -> Value {
    json!({
        "event": name(&of.event),
        "field": of.field.as_ref().map(name),
        "windows": of.windows.iter().map(window).collect::<Vec<_>>(),
        "filters": exprs(&of.filters),
        "span": span(of.span),
    })
}

fn window(of: &Window) -> Value {
    let place = span(of.span);
    match &of.kind {
        WindowKind::Last(by) => json!({"node": "last", "duration": duration(by), "span": place}),
        WindowKind::Next(by) => json!({"node": "next", "duration": duration(by), "span": place}),
        WindowKind::SinceEntry => json!({"node": "since_entry", "span": place}),
        WindowKind::Since(start) => json!({"node": "since", "start": expr(start), "span": place}),
        WindowKind::Between(low, high) => {
            json!({"node": "between", "low": expr(low), "high": expr(high), "span": place})
        }
    }
}

const fn compare_op(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Is => "is",
        CompareOp::IsNot => "is_not",
        CompareOp::AtLeast => "at_least",
        CompareOp::Above => "above",
        CompareOp::AtMost => "at_most",
        CompareOp::Below => "below",
        CompareOp::Before => "before",
        CompareOp::After => "after",
    }
}

const fn arithmetic(op: ArithmeticOp) -> &'static str {
    match op {
        ArithmeticOp::Plus => "plus",
        ArithmeticOp::Minus => "minus",
        ArithmeticOp::Times => "times",
        ArithmeticOp::Over => "over",
    }
}

const fn aggregate(function: AggregateFunction) -> &'static str {
    match function {
        AggregateFunction::Count => "count",
        AggregateFunction::Sum => "sum",
        AggregateFunction::Average => "average",
        AggregateFunction::Max => "max",
        AggregateFunction::Min => "min",
        AggregateFunction::Latest => "latest",
        AggregateFunction::First => "first",
    }
}
