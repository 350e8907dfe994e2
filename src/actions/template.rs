//! Message templates: `templates/<name>.txt`, `.html` and `.subject.txt`, as texts; no disk here.
//!
//! A template holds fields (`{{ name }}`, `{{ name or 'dear member' }}`), conditions (`{% if city %} … {% endif %}`)
//! and a few filters. It has no loops, no includes and no arithmetic, so what it can cost is bounded by its length.

mod errors;
mod plain_text;
mod subset;

use std::collections::BTreeMap;
use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{
    AutoEscape, Environment, ErrorKind, UndefinedBehavior, filters, tests as conditions,
};

pub use errors::{TemplateError, TemplateMistake};
pub use plain_text::plain_text;

/// One message template, parsed and known to hold nothing but fields, conditions and the filters allowed.
#[derive(Clone, Debug)]
pub struct MailTemplate {
    name: String,
    parts: Environment<'static>,
    has: [bool; 3],
    fields: Vec<TemplateField>,
}

/// The texts of a template's files; a text or an HTML body must be there.
#[derive(Clone, Copy, Debug, Default)]
pub struct TemplateTexts<'t> {
    pub subject: Option<&'t str>,
    pub text: Option<&'t str>,
    pub html: Option<&'t str>,
}

/// A field some file of the template asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateField {
    /// Names joined by dots.
    pub path: String,
    /// Without a value the template cannot be rendered: it stands somewhere with no `or`, `default` or `if`.
    pub needed: bool,
    /// Where it first stands.
    pub file: String,
    pub line: usize,
}

/// What stands in a field: text as people read it, or a yes/no to ask in a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    Text(String),
    YesNo(bool),
}

/// A message ready to send. The text is always there: made from the HTML where the template has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedBody {
    pub subject: Option<String>,
    pub text: String,
    pub html: Option<String>,
}

/// Bytes of one template file.
const LONGEST_SOURCE: usize = 256 * 1024;
/// Bytes of one rendered body; mail readers cut messages off at a fifth of this.
const LONGEST_OUTPUT: usize = 512 * 1024;
/// Steps of one rendering: more than any template of the longest source can take.
const FUEL: u64 = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Subject,
    Text,
    Html,
}

impl Part {
    fn file(self, name: &str) -> String {
        let ending = match self {
            Self::Subject => "subject.txt",
            Self::Text => "txt",
            Self::Html => "html",
        };
        format!("templates/{name}.{ending}")
    }

    fn key(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Text => "text",
            Self::Html => "html",
        }
    }
}

impl MailTemplate {
    /// Every mistake of every file at once, never an empty list.
    pub fn parse(name: &str, texts: TemplateTexts<'_>) -> Result<Self, Vec<TemplateError>> {
        let mut template = Self {
            name: name.to_owned(),
            parts: environment(),
            has: [texts.subject, texts.text, texts.html].map(|text| text.is_some()),
            fields: Vec::new(),
        };
        let mut errors = Vec::new();
        if texts.text.is_none() && texts.html.is_none() {
            errors.push(TemplateError::new(
                Part::Text.file(name),
                None,
                TemplateMistake::NoBody,
            ));
        }
        let parts = [
            (Part::Subject, texts.subject),
            (Part::Text, texts.text),
            (Part::Html, texts.html),
        ];
        for (part, source) in parts {
            let Some(source) = source else { continue };
            if let Err(error) = template.add(part, source) {
                errors.push(error);
            }
        }
        if errors.is_empty() {
            Ok(template)
        } else {
            Err(errors)
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every field the template asks for, each once, in the order of their paths.
    pub fn fields(&self) -> &[TemplateField] {
        &self.fields
    }

    /// The message for one person. A field that is absent from `values` counts as missing.
    pub fn render(
        &self,
        values: &BTreeMap<String, FieldValue>,
    ) -> Result<RenderedBody, TemplateError> {
        let context = context(values);
        let known = |path: &str| values.contains_key(path);
        let subject = self.render_part(Part::Subject, &context, &known)?;
        let text = self.render_part(Part::Text, &context, &known)?;
        let html = self.render_part(Part::Html, &context, &known)?;
        let text = text.unwrap_or_else(|| plain_text(html.as_deref().unwrap_or_default()));
        let subject =
            subject.map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" "));
        Ok(RenderedBody {
            subject,
            text,
            html,
        })
    }

    fn add(&mut self, part: Part, source: &str) -> Result<(), TemplateError> {
        let file = part.file(&self.name);
        let read = subset::read(source)
            .map_err(|(line, mistake)| TemplateError::new(file.clone(), line, mistake))?;
        self.parts
            .add_template_owned(part.key(), read.source)
            .map_err(|error| {
                TemplateError::new(
                    file.clone(),
                    error.line(),
                    TemplateMistake::from_syntax(&error),
                )
            })?;
        for used in read.fields {
            match self
                .fields
                .binary_search_by(|known| known.path.cmp(&used.path))
            {
                Ok(at) => {
                    if let Some(known) = self.fields.get_mut(at) {
                        known.needed |= used.needed;
                    }
                }
                Err(at) => self.fields.insert(
                    at,
                    TemplateField {
                        path: used.path,
                        needed: used.needed,
                        file: file.clone(),
                        line: used.line,
                    },
                ),
            }
        }
        Ok(())
    }

    fn render_part(
        &self,
        part: Part,
        context: &Value,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<Option<String>, TemplateError> {
        let [subject, text, html] = self.has;
        let has = match part {
            Part::Subject => subject,
            Part::Text => text,
            Part::Html => html,
        };
        if !has {
            return Ok(None);
        }
        let failed = |error: &minijinja::Error| {
            let mistake = match error.kind() {
                ErrorKind::UndefinedError => TemplateMistake::MissingField {
                    path: self.missing(error, known),
                },
                _ => TemplateMistake::from_rendering(error),
            };
            TemplateError::new(part.file(&self.name), error.line(), mistake)
        };
        let template = self
            .parts
            .get_template(part.key())
            .map_err(|error| failed(&error))?;
        let mut out = Capped(Vec::new());
        template
            .render_captured_to(context.clone(), &mut out)
            .map_err(|error| failed(&error))?;
        Ok(Some(String::from_utf8_lossy(&out.0).into_owned()))
    }

    /// The field an error is about. It may stand within a larger expression, of which the error
    /// knows only the line.
    fn missing(&self, error: &minijinja::Error, known: &dyn Fn(&str) -> bool) -> String {
        let source = error.template_source().unwrap_or_default();
        let place = error
            .range()
            .and_then(|range| source.get(range))
            .unwrap_or_default()
            .trim();
        let line = error
            .line()
            .and_then(|line| source.lines().nth(line.saturating_sub(1)))
            .unwrap_or_default();
        let missing = || {
            self.fields
                .iter()
                .map(|field| field.path.as_str())
                .filter(|path| !known(path))
        };
        let exact = missing().find(|path| *path == place);
        let near = || {
            missing()
                .filter(|path| line.contains(path))
                .max_by_key(|path| path.len())
        };
        exact.or_else(near).unwrap_or(place).to_owned()
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for FieldValue {
    fn from(yes: bool) -> Self {
        Self::YesNo(yes)
    }
}

fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the delimiters are the usual ones")
}

/// Nothing but what is added here: no loader, no globals, no functions.
fn environment() -> Environment<'static> {
    let mut parts = Environment::empty();
    parts.set_syntax(syntax());
    parts.set_debug(true);
    parts.set_fuel(Some(FUEL));
    parts.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    parts.set_auto_escape_callback(|key| {
        if key == Part::Html.key() {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    parts.add_filter("default", filters::default);
    parts.add_filter("upper", filters::upper);
    parts.add_filter("lower", filters::lower);
    parts.add_filter("title", filters::title);
    parts.add_filter("capitalize", filters::capitalize);
    parts.add_filter("trim", filters::trim);
    parts.add_test("defined", conditions::is_defined);
    parts.add_test("undefined", conditions::is_undefined);
    parts
}

/// `order.amount` is looked up as `amount` in `order`.
fn context(values: &BTreeMap<String, FieldValue>) -> Value {
    let as_value = |value: &FieldValue| match value {
        FieldValue::Text(text) => Value::from(text.as_str()),
        FieldValue::YesNo(yes) => Value::from(*yes),
    };
    let mut plain: BTreeMap<String, Value> = BTreeMap::new();
    let mut nested: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for (path, value) in values {
        match path.split_once('.') {
            Some((owner, field)) => {
                nested
                    .entry(owner.to_owned())
                    .or_default()
                    .insert(field.to_owned(), as_value(value));
            }
            None => {
                plain.insert(path.clone(), as_value(value));
            }
        }
    }
    plain.extend(
        nested
            .into_iter()
            .map(|(owner, fields)| (owner, Value::from_object(fields))),
    );
    Value::from_object(plain)
}

/// Takes so much and then no more.
struct Capped(Vec<u8>);

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_OUTPUT {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
