//! The customer, the events and their fields. Keys and labels stay as they are; only the words around them change.

use super::Printer;
use super::names::{Scope, opens_a_line};
use super::sheet::{Place, Sort};
use crate::language::source::Span;
use crate::language::syntax::{
    CustomerItem, Duration, EventItem, Field, FieldKind, NamedOption, Text,
};
use crate::model::kind::Kind;

enum Part<'e> {
    Field(&'e Field),
    Fresh(&'e Duration),
}

impl Printer<'_> {
    pub(super) fn customer(&mut self, customer: &CustomerItem) {
        self.head(
            customer.span,
            Sort::Block,
            "kw_customer",
            customer.label.as_ref(),
        );
        for field in &customer.fields {
            self.sheet.begin(field.span.start as usize, Place::Section);
            self.name_and_label(&field.name.text, field.label.as_ref());
            self.colon();
            let kind = self
                .dictionary
                .and_then(|known| known.kind_of_attribute(&field.name.text));
            self.field_type(field, kind);
        }
    }

    /// All on one line, or each field on its own where the author broke the line or put a comment in.
    pub(super) fn event(&mut self, event: &EventItem) {
        self.head(event.span, Sort::Event, "kw_event", None);
        self.name_and_label(&event.name.text, event.label.as_ref());
        self.indent = 2;
        let mut parts: Vec<(u32, Part<'_>)> = event
            .fields
            .iter()
            .map(|field| (field.span.start, Part::Field(field)))
            .collect();
        if let Some(fresh) = &event.fresh_within {
            parts.push((fresh.span.start, Part::Fresh(fresh)));
        }
        parts.sort_by_key(|(start, _)| *start);
        let mut before = event
            .label
            .as_ref()
            .map_or(event.name.span, |label| label.span);
        let mut broken = self.holds_comment(event.span);
        for (_, part) in &parts {
            let span = part.span();
            broken |= self.is_broken_between(before, span.start as usize);
            before = span;
        }
        let mut before = event
            .label
            .as_ref()
            .map_or(event.name.span, |label| label.span);
        let mut behind_fresh = false;
        for (index, (_, part)) in parts.iter().enumerate() {
            let fresh = matches!(part, Part::Fresh(_));
            match index {
                0 => self.colon(),
                _ if fresh || behind_fresh => self.say(";", "；"),
                _ => self.comma(),
            }
            let start = self.word_after(before.end as usize);
            if !matches!(part, Part::Field(field) if opens_a_line(&field.name.text)) && broken {
                self.soft_at(start, start, false);
                self.break_here();
            }
            match part {
                Part::Field(field) => {
                    self.name_and_label(&field.name.text, field.label.as_ref());
                    let kind = self.dictionary.and_then(|known| {
                        let event = known.event_at(&event.name.text)?;
                        known.kind_of_event_field(event, &field.name.text)
                    });
                    self.field_type(field, kind);
                }
                Part::Fresh(length) => {
                    self.keyword("kw_fresh_within");
                    let text = self.duration(length);
                    self.sheet.word(&text);
                }
            }
            before = part.span();
            behind_fresh = fresh;
        }
    }

    fn name_and_label(&mut self, name: &str, label: Option<&Text>) {
        self.sheet.word(name);
        if let Some(label) = label {
            let label = self.quoted(label);
            self.sheet.word(&label);
        }
    }

    fn field_type(&mut self, field: &Field, kind: Option<&Kind>) {
        self.field_kind(&field.kind.kind);
        if field.optional {
            self.comma();
            self.keyword("kw_optional");
        }
        if let Some(value) = &field.missing_as {
            self.comma();
            self.keyword("kw_missing_counts_as");
            self.expr(value, kind);
        }
    }

    fn field_kind(&mut self, kind: &FieldKind) {
        self.keyword(match kind {
            FieldKind::YesNo => "kw_type_yes_no",
            FieldKind::Number => "kw_type_number",
            FieldKind::WholeNumber => "kw_type_whole_number",
            FieldKind::Percent => "kw_type_percent",
            FieldKind::Money => "kw_type_money",
            FieldKind::Text => "kw_type_text",
            FieldKind::Date => "kw_type_date",
            FieldKind::Time => "kw_type_time",
            FieldKind::Instant => "kw_type_instant",
            FieldKind::Birthday => "kw_type_birthday",
            FieldKind::LunarBirthday => "kw_type_lunar_birthday",
            FieldKind::Duration => "kw_type_duration",
            FieldKind::Hours => "kw_type_hours",
            FieldKind::Level(_) => "kw_type_level",
            FieldKind::Choice(_) => "kw_type_choice",
            FieldKind::ListOf(_) => "kw_type_list_of",
            FieldKind::SameAs(_) => "kw_type_same_as",
        });
        match kind {
            FieldKind::Level(options) => self.options(options, true),
            FieldKind::Choice(options) => self.options(options, false),
            FieldKind::ListOf(of) => self.field_kind(&of.kind),
            FieldKind::SameAs(path) => {
                self.scope = Scope::default();
                self.path(path);
            }
            _ => {}
        }
    }

    fn options(&mut self, options: &[NamedOption], ordered: bool) {
        self.open();
        for (index, option) in options.iter().enumerate() {
            if index > 0 {
                if ordered {
                    self.sheet.word("<");
                } else {
                    self.comma();
                }
            }
            self.name_and_label(&option.name.text, option.label.as_ref());
        }
        self.close();
    }

    fn holds_comment(&self, span: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        let comments = &self.tokens.comments;
        let first = comments.partition_point(|comment| comment.start < start);
        comments.get(first).is_some_and(|first| first.start < end)
    }
}

impl Part<'_> {
    fn span(&self) -> Span {
        match self {
            Self::Field(field) => field.span,
            Self::Fresh(length) => length.span,
        }
    }
}
