//! Events, fields and their types.

use pest::iterators::Pair;

use super::build::{Builder, child, has};
use crate::language::diagnostics::check::sections::section_twice;
use crate::language::grammar::Rule;
use crate::language::source::Span;
use crate::language::syntax::{
    EventItem, Expr, ExprKind, Field, FieldKind, FieldType, NamedOption,
};

pub fn event_item(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>, span: Span) -> EventItem {
    let head = child(pair, Rule::event_head).expect("the grammar starts an event with its head");
    let name = child(&head, Rule::name)
        .map(|name| builder.name(&name))
        .expect("the grammar names the event");
    let label = child(&head, Rule::string).map(|text| builder.text(&text));
    said_once(builder, pair, Rule::fresh);
    let mut fields = Vec::new();
    let mut fresh_within = None;
    for inner in pair.clone().into_inner() {
        match inner.as_rule() {
            Rule::field => fields.push(field(builder, &inner)),
            Rule::fresh => fresh_within = Some(builder.duration_in(&inner)),
            _ => {}
        }
    }
    EventItem {
        name,
        label,
        fields,
        fresh_within,
        damaged: false,
        span,
    }
}

pub fn field(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Field {
    let name = child(pair, Rule::name)
        .map(|name| builder.name(&name))
        .expect("the grammar names the field");
    let label = child(pair, Rule::string).map(|text| builder.text(&text));
    let kind = child(pair, Rule::field_type).expect("the grammar gives the field a type");
    let kind = field_type(builder, kind);
    said_once(builder, pair, Rule::kw_optional);
    said_once(builder, pair, Rule::missing_as);
    let missing_as = child(pair, Rule::missing_as).map(|missing| missing_value(builder, &missing));
    Field {
        name,
        label,
        kind,
        optional: has(pair, Rule::kw_optional),
        missing_as,
        span: builder.span(pair),
    }
}

/// What a field or an event says at most once: a second time is a mistake, not the last word.
fn said_once(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>, rule: Rule) {
    let mut said = pair
        .clone()
        .into_inner()
        .filter(|inner| inner.as_rule() == rule);
    let Some(first) = said.next() else { return };
    for again in said {
        let twice = section_twice(
            builder.span(&again),
            again.as_str().trim(),
            builder.span(&first),
            ("keep one of them", "只留一个"),
        );
        builder.report(twice);
    }
}

fn missing_value(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> Expr {
    let value = pair
        .clone()
        .into_inner()
        .last()
        .expect("the grammar puts a value here");
    let yes_no = |yes| ExprKind::YesNo(yes);
    match value.as_rule() {
        Rule::sum => builder.sum(value),
        rule => Expr {
            kind: yes_no(rule == Rule::kw_yes),
            span: builder.span(&value),
        },
    }
}

fn field_type(builder: &mut Builder<'_>, pair: Pair<'_, Rule>) -> FieldType {
    let span = builder.span(&pair);
    let inner = pair
        .into_inner()
        .next()
        .expect("the grammar names the type");
    FieldType {
        kind: field_kind(builder, &inner),
        span,
    }
}

fn field_kind(builder: &mut Builder<'_>, pair: &Pair<'_, Rule>) -> FieldKind {
    match pair.as_rule() {
        Rule::list_of => {
            let of = pair
                .clone()
                .into_inner()
                .nth(1)
                .expect("the grammar puts a type behind `list of`");
            let span = builder.span(&of);
            FieldKind::ListOf(Box::new(FieldType {
                kind: field_kind(builder, &of),
                span,
            }))
        }
        Rule::same_as => FieldKind::SameAs(
            child(pair, Rule::path)
                .map(|path| builder.path(&path))
                .expect("the grammar names a field"),
        ),
        Rule::level => FieldKind::Level(options(builder, pair)),
        Rule::choice => FieldKind::Choice(options(builder, pair)),
        Rule::kw_type_yes_no => FieldKind::YesNo,
        Rule::kw_type_number => FieldKind::Number,
        Rule::kw_type_whole_number => FieldKind::WholeNumber,
        Rule::kw_type_percent => FieldKind::Percent,
        Rule::kw_type_money => FieldKind::Money,
        Rule::kw_type_date => FieldKind::Date,
        Rule::kw_type_time => FieldKind::Time,
        Rule::kw_type_instant => FieldKind::Instant,
        Rule::kw_type_birthday => FieldKind::Birthday,
        Rule::kw_type_lunar_birthday => FieldKind::LunarBirthday,
        Rule::kw_type_duration => FieldKind::Duration,
        Rule::kw_type_hours => FieldKind::Hours,
        _ => FieldKind::Text,
    }
}

fn options(builder: &Builder<'_>, pair: &Pair<'_, Rule>) -> Vec<NamedOption> {
    let mut options = Vec::new();
    for option in pair
        .clone()
        .into_inner()
        .filter(|inner| inner.as_rule() == Rule::option)
    {
        let name = child(&option, Rule::word)
            .map(|word| builder.name(&word))
            .expect("the grammar names the option");
        let label = child(&option, Rule::string).map(|text| builder.text(&text));
        options.push(NamedOption {
            name,
            label,
            span: builder.span(&option),
        });
    }
    options
}
