//! A rulebook's message templates, from the files as they were deployed.

use crate::actions::HANDED_ON;
use crate::actions::template::{MailTemplate, TemplateError, TemplateField, TemplateTexts};
use crate::engine::analysis::may_lack;
use crate::engine::subject::TemplateFields;
use crate::language::checked::{
    Audience, CheckedAction, CheckedRule, EventField, Expr, ExprNode, Rulebook,
};
use crate::language::diagnostics::{Diagnostic, analysis};
use crate::language::inline::Part;
use crate::language::said::Said;
use crate::language::vocabulary::{ActionDef, Bilingual, in_english};
use crate::model::schema::{Field, Schema};
use std::collections::BTreeMap;

/// Every template by name, parsed or with all that is wrong with it. Takes (file name, text).
pub fn parse(
    files: &[(String, String)],
) -> BTreeMap<String, Result<MailTemplate, Vec<TemplateError>>> {
    let mut texts: BTreeMap<&str, TemplateTexts<'_>> = BTreeMap::new();
    for (file, text) in files {
        let text = Some(text.as_str());
        if let Some(name) = file.strip_suffix(".subject.txt") {
            texts.entry(name).or_default().subject = text;
        } else if let Some(name) = file.strip_suffix(".txt") {
            texts.entry(name).or_default().text = text;
        } else if let Some(name) = file.strip_suffix(".html") {
            texts.entry(name).or_default().html = text;
        }
    }
    let parsed = texts.into_iter();
    parsed
        .map(|(name, texts)| (name.to_owned(), MailTemplate::parse(name, texts)))
        .collect()
}

/// The fields each template asks for; templates with mistakes have none.
pub fn fields(files: &[(String, String)]) -> TemplateFields {
    let parsed = parse(files).into_iter();
    parsed
        .filter_map(|(name, template)| Some((name, template.ok()?.fields().to_vec())))
        .collect()
}

/// Every mistake of every template, as people read it: in themselves, and in what rules ask of them.
pub fn check(files: &[(String, String)], rulebook: &Rulebook) -> Result<(), Vec<Said>> {
    let parsed = parse(files);
    let mistakes = parsed.values().filter_map(|one| one.as_ref().err());
    let mut wrong: Vec<Said> = mistakes.flatten().map(TemplateError::said).collect();
    for rule in &rulebook.rules {
        for action in rule.parts().every_action() {
            let Some((def, name)) = template_of(action) else {
                continue;
            };
            match parsed.get(name) {
                None => wrong.push(no_template(rule.title(), name)),
                Some(Err(_)) => {}
                Some(Ok(template)) => wrong.extend(
                    template
                        .fields()
                        .iter()
                        .filter(|field| !is_known(&field.path, action, rule, rulebook))
                        .map(|field| unknown_field(field, rule.title(), def, name)),
                ),
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Fields that templates cannot do without and that some of those a rule acts on may lack.
pub fn needs(files: &[(String, String)], rulebook: &Rulebook) -> Vec<Diagnostic> {
    let parsed = parse(files);
    let mut said = Vec::new();
    for rule in &rulebook.rules {
        for action in rule.parts().every_action() {
            let Some((_, name)) = template_of(action) else {
                continue;
            };
            let Some(Ok(template)) = parsed.get(name) else {
                continue;
            };
            for wanted in template.fields().iter().filter(|field| field.needed) {
                let handed_on = action
                    .arguments
                    .iter()
                    .any(|(name, _)| *name == wanted.path);
                let Some((field, expr)) = read(&wanted.path, rule, &rulebook.schema) else {
                    continue;
                };
                if handed_on || !may_lack(rule, &rulebook.schema, &expr) {
                    continue;
                }
                let label = field.label.as_ref().unwrap_or(&field.name);
                let words = Said::new(field.name.clone(), label.clone());
                let place = rule.parts().span;
                let (file, line) = (&wanted.file, wanted.line);
                said.push(analysis::template_needs(place, name, file, line, &words));
            }
        }
    }
    said
}

/// The field a template names, of the rule's event or of the customer.
fn read<'s>(path: &str, rule: &CheckedRule, schema: &'s Schema) -> Option<(&'s Field, Expr)> {
    let of = |field: &'s Field, node| {
        let kind = field.kind.clone();
        Some((field, Expr { kind, node }))
    };
    if let Audience::Event(kind) = rule.parts().audience
        && let Some(event) = schema.events.get(kind)
        && let Some(at) = event.field(path)
    {
        let node = ExprNode::Subject(EventField::Property(at));
        return of(event.fields.get(at)?, node);
    }
    let at = schema.attribute(path)?;
    of(schema.customer.get(at)?, ExprNode::Attribute(at))
}

fn no_template(title: &str, name: &str) -> Said {
    Said::new(
        format!(
            "rule \"{title}\" sends `{name}`, and there is no such template; write it as `templates/{name}.txt`"
        ),
        format!("规则“{title}”要发送 `{name}`，但没有这个模板；把它写成 `templates/{name}.txt`"),
    )
}

fn unknown_field(field: &TemplateField, title: &str, def: &ActionDef, name: &str) -> Said {
    let Bilingual { english, chinese } = def.words;
    let TemplateField {
        file, line, path, ..
    } = field;
    Said::new(
        format!(
            "{file}, line {line}: nothing is called `{path}`, which rule \"{title}\" would need; write a field as the schema names it, or hand it on in the rule: `{english} \"{name}\" ({path}: …)`"
        ),
        format!(
            "{file}，第 {line} 行：没有名为 `{path}` 的字段，而规则“{title}”要用它；用数据定义里已有的字段，或者在规则里传给模板：`{chinese} \"{name}\"（{path}：…）`"
        ),
    )
}

/// The template a message is made from, whatever channel it takes.
fn template_of(action: &CheckedAction) -> Option<(&'static ActionDef, &str)> {
    let def = crate::actions::action(action.action)?;
    match action.title.as_ref()?.parts.as_slice() {
        [Part::Text(name)] if def.messages() => Some((def, name)),
        _ => None,
    }
}

/// Whether a value for this field can ever be had.
fn is_known(path: &str, action: &CheckedAction, rule: &CheckedRule, rulebook: &Rulebook) -> bool {
    let schema = &rulebook.schema;
    let of_event = match rule.parts().audience {
        Audience::Event(kind) => schema
            .events
            .get(kind)
            .is_some_and(|event| event.field(path).is_some()),
        Audience::Customer => false,
    };
    let wanted = in_english(path, HANDED_ON);
    let handed_on = action.arguments.iter().any(|(name, _)| name == wanted);
    of_event || handed_on || schema.attribute(path).is_some()
}
