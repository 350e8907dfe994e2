//! A customer that was made up, in a line people can read.

use super::rule::named;
use super::witness::Witness;
use crate::language::said::Said;
use crate::model::customer::Event;
use crate::model::kind::Kind;
use crate::model::schema::{EventType, Field, Schema};
use crate::model::value::Value;

/// `tier = gold, birthday = 08-08, today = 2026-08-08`.
pub fn described(witness: &Witness, schema: &Schema) -> Said {
    let mut english = Vec::new();
    let mut chinese = Vec::new();
    let mut add = |said: Said| {
        english.push(said.english);
        chinese.push(said.chinese);
    };
    let profile = witness.customer.profile.first();
    for at in &witness.attributes {
        let Some(field) = schema.customer.get(*at) else {
            continue;
        };
        let value = profile.and_then(|version| version.values.get(*at)?.as_ref());
        add(equation(&named(field), field, value, witness));
    }
    if let Some(subject) = &witness.subject
        && let Some(kind) = schema.events.get(subject.kind)
    {
        for (field, value) in known(subject, kind) {
            let (event, name) = (label(&kind.name, kind.label.as_ref()), named(field));
            let name = Said::new(
                format!("{}.{}", event.english, name.english),
                format!("{}.{}", event.chinese, name.chinese),
            );
            add(equation(&name, field, Some(value), witness));
        }
    }
    let others = witness.customer.events.iter();
    let others: Vec<&Event> = others
        .filter(|event| {
            witness
                .subject
                .as_ref()
                .is_none_or(|s| (s.kind, s.no) != (event.kind, event.no))
        })
        .collect();
    let mut told: Vec<(Said, usize)> = Vec::new();
    for event in others {
        let Some(kind) = schema.events.get(event.kind) else {
            continue;
        };
        let said = happened(event, kind, witness);
        match told.iter_mut().find(|(same, _)| *same == said) {
            Some((_, times)) => *times += 1,
            None => told.push((said, 1)),
        }
    }
    for (said, times) in told {
        if times == 1 {
            add(said);
        } else {
            add(Said::new(
                format!("{times} × {}", said.english),
                format!("{times} 次{}", said.chinese),
            ));
        }
    }
    let today = witness.scene.today();
    add(Said::new(
        format!("today = {today}"),
        format!("今天 = {today}"),
    ));
    Said::new(english.join(", "), chinese.join("，"))
}

fn label(name: &str, label: Option<&String>) -> Said {
    Said::new(name, label.map_or(name, String::as_str))
}

fn known<'e>(event: &'e Event, kind: &'e EventType) -> Vec<(&'e Field, &'e Value)> {
    let values = event
        .versions
        .first()
        .map_or(&[][..], |version| &version.values);
    let pairs = kind.fields.iter().zip(values);
    pairs
        .filter_map(|(field, value)| Some((field, value.as_ref()?)))
        .collect()
}

fn equation(name: &Said, field: &Field, value: Option<&Value>, witness: &Witness) -> Said {
    match value {
        None => Said::new(
            format!("{} is missing", name.english),
            format!("{}缺失", name.chinese),
        ),
        Some(value) => {
            let shown = shown(value, &field.kind, witness);
            Said::new(
                format!("{} = {}", name.english, shown.english),
                format!("{} = {}", name.chinese, shown.chinese),
            )
        }
    }
}

fn happened(event: &Event, kind: &EventType, witness: &Witness) -> Said {
    let name = label(&kind.name, kind.label.as_ref());
    let day = witness.scene.zone.day_of(event.at);
    let fields: Vec<Said> = known(event, kind)
        .into_iter()
        .map(|(field, value)| equation(&named(field), field, Some(value), witness))
        .collect();
    let join = |of: fn(&Said) -> &String, with: &str| {
        fields
            .iter()
            .map(of)
            .cloned()
            .collect::<Vec<_>>()
            .join(with)
    };
    if fields.is_empty() {
        return Said::new(
            format!("{} on {day}", name.english),
            format!("{}（{day}）", name.chinese),
        );
    }
    Said::new(
        format!("{} ({}) on {day}", name.english, join(|s| &s.english, ", ")),
        format!("{}（{}，{day}）", name.chinese, join(|s| &s.chinese, "，")),
    )
}

fn shown(value: &Value, kind: &Kind, witness: &Witness) -> Said {
    let english = value.show(kind, witness.scene.zone);
    let chinese = match (kind, value) {
        (Kind::YesNo, Value::Int(int)) => Some(if *int == 0 { "否" } else { "是" }.to_owned()),
        (Kind::Level(options) | Kind::Choice(options), Value::Int(int)) => usize::try_from(*int)
            .ok()
            .and_then(|at| options.words.get(at)?.label.clone()),
        _ => None,
    };
    // Text in quotes, so that an empty one can be seen.
    let english = match value {
        Value::Text(text) => format!("\"{text}\""),
        Value::Int(_) | Value::List(_) => english,
    };
    Said::new(english.clone(), chinese.unwrap_or(english))
}
