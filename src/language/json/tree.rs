//! The syntax tree of one file as a document; the same for both languages of rules.

use super::expressions::{argument, expr};
use super::rules::{actions, date, duration, name, number, path, section, text};
use crate::language::source::Span;
use crate::language::syntax::test_items::{HeldBy, RuleDoes};
use crate::language::syntax::{
    EventTime, Expectation, Field, FieldKind, FieldType, Given, Item, NamedOption, RuleFile,
    TestStep,
};
use serde_json::{Value, json};

/// The items of a file, in its order.
pub fn tree(file: &RuleFile) -> Value {
    Value::Array(file.items.iter().map(item).collect())
}

pub(super) fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

fn item(item: &Item) -> Value {
    match item {
        Item::Customer(customer) => json!({
            "node": "customer",
            "label": customer.label.as_ref().map(text),
            "fields": customer.fields.iter().map(field).collect::<Vec<_>>(),
            "damaged": customer.damaged,
            "span": span(customer.span),
        }),
        Item::Event(event) => json!({
            "node": "event",
            "name": name(&event.name),
            "label": event.label.as_ref().map(text),
            "fields": event.fields.iter().map(field).collect::<Vec<_>>(),
            "fresh_within": event.fresh_within.as_ref().map(duration),
            "damaged": event.damaged,
            "span": span(event.span),
        }),
        Item::Segment(segment) => json!({
            "node": "segment",
            "title": text(&segment.title),
            "condition": segment.condition.as_ref().map(expr),
            "span": span(segment.span),
        }),
        Item::Rule(rule) => json!({
            "node": "rule",
            "title": text(&rule.title),
            "sections": rule.sections.iter().map(section).collect::<Vec<_>>(),
            "damaged": rule.damaged,
            "span": span(rule.span),
        }),
        Item::Policy(policy) => json!({
            "node": "policy",
            "title": policy.title.as_ref().map(text),
            "sections": policy.sections.iter().map(section).collect::<Vec<_>>(),
            "damaged": policy.damaged,
            "span": span(policy.span),
        }),
        Item::Test(test) => json!({
            "node": "test",
            "title": text(&test.title),
            "steps": test.steps.iter().map(step).collect::<Vec<_>>(),
            "damaged": test.damaged,
            "span": span(test.span),
        }),
    }
}

fn field(field: &Field) -> Value {
    json!({
        "node": "field",
        "name": name(&field.name),
        "label": field.label.as_ref().map(text),
        "type": field_type(&field.kind),
        "optional": field.optional,
        "missing_as": field.missing_as.as_ref().map(expr),
        "span": span(field.span),
    })
}

fn field_type(written: &FieldType) -> Value {
    let place = span(written.span);
    let simple = |kind: &str| json!({"node": kind, "span": place});
    match &written.kind {
        FieldKind::YesNo => simple("yes_no"),
        FieldKind::Number => simple("number"),
        FieldKind::WholeNumber => simple("whole_number"),
        FieldKind::Percent => simple("percent"),
        FieldKind::Money => simple("money"),
        FieldKind::Text => simple("text"),
        FieldKind::Date => simple("date"),
        FieldKind::Time => simple("time"),
        FieldKind::Instant => simple("instant"),
        FieldKind::Birthday => simple("birthday"),
        FieldKind::LunarBirthday => simple("lunar_birthday"),
        FieldKind::Duration => simple("duration"),
        FieldKind::Hours => simple("hours"),
        FieldKind::Level(options) => {
            json!({"node": "level", "options": named(options), "span": place})
        }
        FieldKind::Choice(options) => {
            json!({"node": "choice", "options": named(options), "span": place})
        }
        FieldKind::ListOf(of) => json!({"node": "list_of", "of": field_type(of), "span": place}),
        FieldKind::SameAs(as_path) => {
            json!({"node": "same_as", "path": path(as_path), "span": place})
        }
    }
}

fn named(options: &[NamedOption]) -> Vec<Value> {
    options
        .iter()
        .map(|option| {
            json!({
                "node": "option",
                "name": name(&option.name),
                "label": option.label.as_ref().map(text),
                "span": span(option.span),
            })
        })
        .collect()
}

fn step(step: &TestStep) -> Value {
    match step {
        TestStep::Given(facts) => json!({
            "node": "given",
            "facts": facts.iter().map(given).collect::<Vec<_>>(),
        }),
        TestStep::Expect { day, what } => json!({
            "node": "expect",
            "day": day.as_ref().map(number),
            "what": what.iter().map(expectation).collect::<Vec<_>>(),
        }),
    }
}

fn given(given: &Given) -> Value {
    match given {
        Given::Today { value, span: place } => {
            json!({"node": "today_is", "value": expr(value), "span": span(*place)})
        }
        Given::Fact {
            path: of,
            value,
            from,
            span: place,
        } => json!({
            "node": "fact",
            "path": path(of),
            "value": value.as_ref().map(expr),
            "from": from.as_ref().map(event_time),
            "span": span(*place),
        }),
        Given::OnSuppressionList { span: place } => {
            json!({"node": "on_suppression_list", "span": span(*place)})
        }
        Given::Event {
            event,
            fields,
            at,
            span: place,
        } => json!({
            "node": "event",
            "event": name(event),
            "fields": fields.iter().map(argument).collect::<Vec<_>>(),
            "at": event_time(at),
            "span": span(*place),
        }),
    }
}

fn event_time(at: &EventTime) -> Value {
    match at {
        EventTime::Today => json!({"node": "today"}),
        EventTime::Ago(by) => json!({"node": "ago", "duration": duration(by)}),
        EventTime::On(day, at) => json!({
            "node": "on",
            "date": date(day),
            "seconds": at.map(|at| at.seconds),
        }),
    }
}

fn expectation(expectation: &Expectation) -> Value {
    match expectation {
        Expectation::Rule {
            title,
            does,
            span: place,
        } => json!({
            "node": "rule_does",
            "title": text(title),
            "does": match does {
                RuleDoes::Fires => "fires",
                RuleDoes::DoesNotFire => "does_not_fire",
                RuleDoes::IsHeldBack(_) => "is_held_back",
            },
            "held_by": match does {
                RuleDoes::IsHeldBack(Some(by)) => held_by(by),
                _ => Value::Null,
            },
            "span": span(*place),
        }),
        Expectation::Action {
            action,
            happens,
            span: place,
        } => json!({
            "node": "action_happens",
            "actions": actions(std::slice::from_ref(action)),
            "happens": happens,
            "span": span(*place),
        }),
    }
}

fn held_by(by: &HeldBy) -> Value {
    let gate = match by {
        HeldBy::MissingConsent => "missing_consent",
        HeldBy::Unsubscribing => "unsubscribing",
        HeldBy::SuppressionList => "suppression_list",
        HeldBy::Group => "group",
        HeldBy::Rule(title) => return json!({"node": "rule", "title": text(title)}),
        HeldBy::Limit => "limit",
        HeldBy::Cooldown => "cooldown",
        HeldBy::MissingData => "missing_data",
    };
    json!({"node": gate})
}
