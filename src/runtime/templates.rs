//! A rulebook's message templates, from the files as they were deployed.

use crate::actions::template::{MailTemplate, TemplateError, TemplateTexts};
use crate::engine::subject::TemplateFields;
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
        .filter_map(|(name, template)| {
            let fields = template
                .ok()?
                .fields()
                .iter()
                .map(|field| field.path.clone())
                .collect();
            Some((name, fields))
        })
        .collect()
}

/// Every mistake of every template, as people read it.
pub fn check(files: &[(String, String)]) -> Result<(), Vec<String>> {
    let wrong: Vec<String> = parse(files)
        .into_values()
        .filter_map(Result::err)
        .flatten()
        .map(|error| error.to_string())
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
