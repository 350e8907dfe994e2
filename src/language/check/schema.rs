//! Schema items of all files, put together into one schema.

use super::names::{CUSTOMER, EVENT_TIME, Names, kind_words};
use super::scope::Lower;
use super::segments::Segments;
use super::{Book, Report, Settings, mistakes, nowhere};
use crate::language::checked::Audience;
use crate::language::said::Said;
use crate::language::source::{Source, Span};
use crate::language::syntax::{
    CustomerItem, EventItem, Field as FieldItem, FieldKind, FieldType, Item, Name, NamedOption,
    RuleFile, Text,
};
use crate::language::vocabulary::Vocabulary;
use crate::model::calendar::Length;
use crate::model::kind::{Kind, OptionWord, Options};
use crate::model::schema::{
    CUSTOMER_ID, EMAIL, EventType, Field, MARKETING_CONSENT, TIME_ZONE, UNSUBSCRIBED,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// One schema out of all files. Events stand in the order of file names and places.
pub(super) fn build(
    files: &[(&Source, &RuleFile)],
    settings: Settings,
    vocabulary: &Vocabulary,
    report: &mut Report,
) -> Names {
    let mut builder = Builder {
        settings,
        vocabulary,
        report,
        customer: None,
        events: Vec::new(),
        names: Names::default(),
    };
    builder.collect(files);
    builder.customer(files);
    builder.events();
    builder.names
}

struct Builder<'a, 'r> {
    settings: Settings,
    vocabulary: &'a Vocabulary,
    report: &'r mut Report,
    customer: Option<(&'a Source, &'a CustomerItem)>,
    /// Those with a name of their own.
    events: Vec<(&'a Source, &'a EventItem)>,
    names: Names,
}

/// Names and labels used so far, with where.
type Used = BTreeMap<String, Span>;

impl<'a> Builder<'a, '_> {
    fn collect(&mut self, files: &[(&'a Source, &'a RuleFile)]) {
        let mut used = Used::new();
        for (source, file) in files {
            for item in &file.items {
                match item {
                    Item::Customer(customer) => {
                        self.damage(customer.damaged);
                        match self.customer {
                            None => self.customer = Some((source, customer)),
                            Some((_, first)) => self.report.say(mistakes::names::second_customer(
                                head(source, customer.span),
                                head_of(files, first.span),
                            )),
                        }
                    }
                    Item::Event(event) => {
                        self.damage(event.damaged);
                        let fits = !self.reserved(&event.name, &CUSTOMER)
                            && self.name_once(
                                ("event", "事件"),
                                &event.name,
                                event.label.as_ref(),
                                &mut used,
                            );
                        if fits {
                            self.events.push((source, event));
                        } else {
                            self.break_words(&event.name, event.label.as_ref());
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    fn damage(&mut self, damaged: bool) {
        self.names.unread |= damaged;
        self.report.unread |= damaged;
    }

    fn customer(&mut self, files: &[(&Source, &RuleFile)]) {
        let Some((source, item)) = self.customer else {
            let has_rules = files
                .iter()
                .flat_map(|(_, file)| &file.items)
                .any(|item| matches!(item, Item::Rule(_)));
            if has_rules && !self.names.unread {
                self.report
                    .say(mistakes::names::no_customer(nowhere(files)));
            }
            self.names.unread = true;
            return;
        };
        self.names.schema.customer_label = item.label.as_ref().map(label_of);
        let fields = self.fields(source, &item.fields, &[]);
        for (field, item) in &fields {
            self.expect_kind(field, item);
        }
        self.names.schema.customer = fields.into_iter().map(|(field, _)| field).collect();
    }

    fn events(&mut self) {
        let mut events = Vec::new();
        for (source, item) in self.events.clone() {
            let fields = self.fields(source, &item.fields, &EVENT_TIME);
            let fresh_within_ms = item.fresh_within.as_ref().and_then(|duration| {
                let mut lower = self.lower(source);
                match lower.some_length(duration)? {
                    Length::Exact(ms) => Some(ms),
                    Length::Calendar(span) if span.months == 0 => {
                        Some(i64::from(span.days) * 86_400_000)
                    }
                    Length::Calendar(_) => {
                        lower.fail(mistakes::names::fresh_in_months(duration.span))
                    }
                }
            });
            events.push(EventType {
                name: item.name.text.clone(),
                label: item.label.as_ref().map(label_of),
                fields: fields.into_iter().map(|(field, _)| field).collect(),
                fresh_within_ms,
            });
        }
        self.names.schema.events = events;
    }

    fn fields(
        &mut self,
        source: &'a Source,
        items: &'a [FieldItem],
        taken: &[&str],
    ) -> Vec<(Field, &'a FieldItem)> {
        let mut used = Used::new();
        let mut fields = Vec::new();
        for item in items {
            let fits = !self.reserved(&item.name, taken)
                && self.name_once(
                    ("field", "字段"),
                    &item.name,
                    item.label.as_ref(),
                    &mut used,
                );
            let kind = self.kind(&item.kind, 0);
            let (true, Some(kind)) = (fits, kind) else {
                self.break_words(&item.name, item.label.as_ref());
                continue;
            };
            let missing_as = item
                .missing_as
                .as_ref()
                .and_then(|value| self.lower(source).constant(value, &kind));
            let field = Field {
                name: item.name.text.clone(),
                label: item.label.as_ref().map(label_of),
                kind,
                optional: item.optional,
                missing_as,
            };
            fields.push((field, item));
        }
        fields
    }

    /// The engine reads a few attributes itself.
    fn expect_kind(&mut self, field: &Field, item: &FieldItem) {
        let must_be = match field.name.as_str() {
            CUSTOMER_ID | TIME_ZONE | EMAIL => Kind::Text,
            MARKETING_CONSENT | UNSUBSCRIBED => Kind::YesNo,
            _ => return,
        };
        if field.kind != must_be {
            let words = match must_be {
                Kind::YesNo => Said::new("yes/no", "“是/否”"),
                other => kind_words(&other),
            };
            self.report.say(mistakes::names::reserved_kind(
                item.kind.span,
                &field.name,
                &words,
            ));
        }
    }

    /// `depth` counts the `same as` steps taken; only the first reports what is wrong in the options.
    fn kind(&mut self, field: &FieldType, depth: usize) -> Option<Kind> {
        Some(match &field.kind {
            FieldKind::YesNo => Kind::YesNo,
            FieldKind::Number => Kind::Number,
            FieldKind::WholeNumber => Kind::Whole,
            FieldKind::Percent => Kind::Percent,
            FieldKind::Money => Kind::Money(self.settings.currency),
            FieldKind::Text => Kind::Text,
            FieldKind::Date => Kind::Date,
            FieldKind::Time => Kind::Time,
            FieldKind::Instant => Kind::Instant,
            FieldKind::Birthday => Kind::Birthday,
            FieldKind::LunarBirthday => Kind::LunarBirthday,
            FieldKind::Duration => Kind::Duration,
            FieldKind::Hours => Kind::Hours,
            FieldKind::Level(options) => Kind::Level(self.options(options, depth)?),
            FieldKind::Choice(options) => Kind::Choice(self.options(options, depth)?),
            FieldKind::ListOf(of) => match self.kind(of, depth)? {
                Kind::List(_) => {
                    self.report.say(mistakes::names::nested_list(field.span));
                    return None;
                }
                of => Kind::List(Box::new(of)),
            },
            FieldKind::SameAs(path) => {
                let words: Vec<&str> = path.names.iter().map(|name| name.text.as_str()).collect();
                let found = match words.as_slice() {
                    [name] => self.declared(None, name),
                    [owner, name] if CUSTOMER.contains(owner) => self.declared(None, name),
                    [event, name] => self.declared(Some(event), name),
                    _ => None,
                };
                // A ring of `same as` never comes to a type.
                let kind = match found {
                    Some(of) if depth < 16 => self.kind(of, depth + 1),
                    _ => None,
                };
                if kind.is_none() && depth == 0 && !self.names.unread {
                    let words = words.join(".");
                    self.report
                        .say(mistakes::names::same_as_nothing(path.span, &words));
                }
                return kind;
            }
        })
    }

    fn declared(&self, event: Option<&str>, name: &str) -> Option<&'a FieldType> {
        let fields = match event {
            None => &self.customer?.1.fields,
            Some(event) => {
                let bears = |item: &EventItem| bears(&item.name, item.label.as_ref(), event);
                &self.events.iter().find(|(_, item)| bears(item))?.1.fields
            }
        };
        let field = fields
            .iter()
            .find(|field| bears(&field.name, field.label.as_ref(), name));
        field.map(|field| &field.kind)
    }

    fn options(&mut self, items: &[NamedOption], depth: usize) -> Option<Arc<Options>> {
        let mut used = Used::new();
        let mut fits = true;
        let reports = self.report.diagnostics.len();
        for item in items {
            fits &= !self.reserved(&item.name, &["known", "missing", "已知", "缺失"])
                && self.name_once(
                    ("option", "选项"),
                    &item.name,
                    item.label.as_ref(),
                    &mut used,
                );
        }
        if depth > 0 {
            self.report.diagnostics.truncate(reports);
        }
        let words = items
            .iter()
            .map(|item| OptionWord {
                key: item.name.text.clone(),
                label: item.label.as_ref().map(label_of),
            })
            .collect();
        fits.then(|| Arc::new(Options { words }))
    }

    fn reserved(&mut self, name: &Name, taken: &[&str]) -> bool {
        let is = taken.contains(&name.text.as_str());
        if is {
            self.report
                .say(mistakes::names::reserved_name(name.span, &name.text));
        }
        is
    }

    /// Whether neither the name nor the label is used already; both are then noted.
    fn name_once(
        &mut self,
        what: (&str, &str),
        name: &Name,
        label: Option<&Text>,
        used: &mut Used,
    ) -> bool {
        let label = label.map(|label| (label_of(label), label.span));
        let mut words = vec![(name.text.clone(), name.span)];
        // A label that repeats its own name is no clash.
        words.extend(label.filter(|(label, _)| *label != name.text));
        let mut fits = true;
        for (word, span) in words {
            match used.get(&word) {
                Some(first) => {
                    fits = false;
                    self.report.say(mistakes::names::name_twice(
                        span,
                        &what.into(),
                        &word,
                        *first,
                    ));
                }
                None => {
                    used.insert(word, span);
                }
            }
        }
        fits
    }

    fn break_words(&mut self, name: &Name, label: Option<&Text>) {
        self.names.broken.insert(name.text.clone());
        self.names.broken.extend(label.map(label_of));
    }

    /// For literals, which need no names.
    fn lower<'s>(&'s mut self, source: &'s Source) -> Lower<'s> {
        let book = Book {
            settings: self.settings,
            vocabulary: self.vocabulary,
            names: &self.names,
            segments: Segments::NONE,
        };
        Lower::new(book, source, self.report, Audience::Customer)
    }
}

fn bears(name: &Name, label: Option<&Text>, word: &str) -> bool {
    name.text == word || label.is_some_and(|label| label_of(label) == word)
}

/// A label as names are compared.
fn label_of(label: &Text) -> String {
    label.text.trim().nfkc().collect()
}

/// The first line of an item.
fn head(source: &Source, span: Span) -> Span {
    let length = source
        .slice(span)
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end()
        .len();
    Span {
        end: span.start + length as u32,
        ..span
    }
}

fn head_of(files: &[(&Source, &RuleFile)], span: Span) -> Span {
    let source = files.iter().find(|(source, _)| source.file == span.file);
    source.map_or(span, |(source, _)| head(source, span))
}
