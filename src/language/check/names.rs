//! The names a rule may use: the schema, and what of it could not be read (those names stay silent).

use crate::language::checked::EventField;
use crate::language::diagnostics::did_you_mean;
use crate::language::keywords::is_chinese;
use crate::language::parse::respaced;
use crate::language::said::Said;
use crate::model::kind::{Kind, OptionWord, Options};
use crate::model::schema::{EventType, Field, Schema};
use std::collections::BTreeSet;

/// The schema while rules are checked against it.
#[derive(Default)]
pub(super) struct Names {
    pub schema: Schema,
    /// Fields and events whose declaration is wrong, by name and label.
    pub broken: BTreeSet<String>,
    /// Some declaration could not be read at all: no name is then certain to be unknown.
    pub unread: bool,
}

/// What every event has without being declared.
pub(in crate::language) const EVENT_TIME: [&str; 3] = ["at", "时间", "发生时间"];
/// What the customer is called in front of a dot.
pub(in crate::language) const CUSTOMER: [&str; 2] = ["customer", "客户"];

impl Names {
    /// Whether an unknown word must not be reported: its declaration was.
    pub fn is_silent(&self, word: &str) -> bool {
        self.unread || self.broken.contains(word)
    }

    pub fn event(&self, at: usize) -> Option<&EventType> {
        self.schema.events.get(at)
    }

    pub fn event_name(&self, at: usize) -> &str {
        self.event(at).map_or("", |event| &event.name)
    }

    pub fn event_field(&self, event: usize, word: &str) -> Option<EventField> {
        match self.event(event)?.field(word) {
            Some(at) => Some(EventField::Property(at)),
            None => EVENT_TIME.contains(&word).then_some(EventField::At),
        }
    }

    pub fn event_field_name(&self, event: usize, field: EventField) -> &str {
        match field {
            EventField::At => EVENT_TIME[0],
            EventField::Property(at) => self
                .event(event)
                .and_then(|event| event.fields.get(at))
                .map_or("", |field| &field.name),
        }
    }

    pub fn event_field_kind(&self, event: usize, field: EventField) -> Option<Kind> {
        match field {
            EventField::At => Some(Kind::Instant),
            EventField::Property(at) => Some(self.event(event)?.fields.get(at)?.kind.clone()),
        }
    }

    pub fn is_customer(&self, word: &str) -> bool {
        CUSTOMER.contains(&word) || self.schema.customer_label.as_deref() == Some(word)
    }

    /// Whether the schema has this word at all: a field, an event or an option, by name or label.
    pub fn knows(&self, word: &str) -> bool {
        let events = &self.schema.events;
        let of_events = events.iter().flat_map(|event| &event.fields);
        self.schema.event(word).is_some()
            || self.schema.customer.iter().chain(of_events).any(|field| {
                words_of(field).any(|known| known == word) || has_option(&field.kind, word)
            })
    }

    /// The nearest name or label of a field that may stand here.
    pub fn near_field(&self, word: &str, events: &[usize]) -> Option<&str> {
        let of_events = events
            .iter()
            .filter_map(|at| self.event(*at))
            .flat_map(|event| &event.fields);
        did_you_mean(
            word,
            of_events.chain(&self.schema.customer).flat_map(words_of),
        )
    }

    /// The first event that declares a field of this name, called as the field is, key or label.
    pub fn event_with(&self, word: &str) -> Option<&str> {
        let event = self
            .schema
            .events
            .iter()
            .find(|event| event.field(word).is_some())?;
        let by_label = event
            .field(word)
            .and_then(|at| event.fields.get(at))
            .is_some_and(|f| f.name != word);
        match &event.label {
            Some(label) if by_label => Some(label),
            _ => Some(&event.name),
        }
    }

    /// `生日是今天` with blanks between its words, when a name of the schema is among them.
    pub fn respaced(&self, run: &str) -> Option<String> {
        let spaced = respaced(run, |word| self.knows(word))?;
        let mut words = spaced.split([' ', '（', '，']);
        (!is_chinese(run) || words.any(|word| self.knows(word))).then_some(spaced)
    }

    pub fn near_event(&self, word: &str) -> Option<&str> {
        let known =
            self.schema.events.iter().flat_map(|event| {
                std::iter::once(event.name.as_str()).chain(event.label.as_deref())
            });
        did_you_mean(word, known)
    }

    pub fn near_event_field(&self, word: &str, event: usize) -> Option<&str> {
        let fields = self.event(event).map_or(&[][..], |event| &event.fields);
        did_you_mean(word, fields.iter().flat_map(words_of).chain(EVENT_TIME))
    }
}

/// The name and the label.
pub(super) fn words_of(field: &Field) -> impl Iterator<Item = &str> {
    std::iter::once(field.name.as_str()).chain(field.label.as_deref())
}

fn has_option(kind: &Kind, word: &str) -> bool {
    match kind {
        Kind::Level(options) | Kind::Choice(options) => {
            option_words(options).any(|known| known == word)
        }
        _ => false,
    }
}

/// Keys and labels.
pub(super) fn option_words(options: &Options) -> impl Iterator<Item = &str> {
    options
        .words
        .iter()
        .flat_map(|word| std::iter::once(word.key.as_str()).chain(word.label.as_deref()))
}

/// What a value of the kind is, with its article, for a sentence.
pub(super) fn kind_words(kind: &Kind) -> Said {
    let (english, chinese) = match kind {
        Kind::YesNo => ("a yes-or-no answer", "“是/否”值"),
        Kind::Number => ("a number", "数字"),
        Kind::Whole => ("a whole number", "整数"),
        Kind::Percent => ("a percentage", "百分比"),
        Kind::Money(currency) => {
            return Said::new(
                format!("an amount of money ({currency})"),
                format!("金额（{currency}）"),
            );
        }
        Kind::Text => ("text", "文本"),
        Kind::Date => ("a date", "日期"),
        Kind::Time => ("a time of day", "时刻"),
        Kind::Instant => ("a date with a time", "带时刻的日期"),
        Kind::Birthday => ("a birthday", "生日"),
        Kind::LunarBirthday => ("a lunar birthday", "农历生日"),
        Kind::Duration => ("a length in days or months", "以天或月计的时长"),
        Kind::Hours => ("a length in hours", "以小时计的时长"),
        Kind::Level(options) => {
            let Said { english, chinese } = words_in_both(options, " < ", " < ");
            return Said::new(
                format!("a level (`{english}`)"),
                format!("等级（`{chinese}`）"),
            );
        }
        Kind::Choice(options) => {
            let Said { english, chinese } = words_in_both(options, ", ", "、");
            return Said::new(
                format!("a choice (`{english}`)"),
                format!("选项（`{chinese}`）"),
            );
        }
        Kind::List(of) => {
            let english = match of.options() {
                Some(options) => format!("`{}`", words_in_both(options, ", ", "、").english),
                None => of.name(),
            };
            let chinese = kind_words(of).chinese;
            return Said::new(
                format!("a list of {english}"),
                format!("由{chinese}组成的列表"),
            );
        }
    };
    Said::new(english, chinese)
}

/// The options by their keys, and by their labels where they have some.
fn words_in_both(options: &Options, english: &str, chinese: &str) -> Said {
    let join = |word: fn(&OptionWord) -> &str, between: &str| {
        let words: Vec<&str> = options.words.iter().map(word).collect();
        words.join(between)
    };
    Said::new(
        join(|word| &word.key, english),
        join(|word| word.label.as_deref().unwrap_or(&word.key), chinese),
    )
}
