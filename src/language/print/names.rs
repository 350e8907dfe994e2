//! The names of a project in both languages: which field, event or option a word means where it stands, and what
//! it is called in the other language.
//!
//! A name is only changed where the new one means the same at its place; names without a label stay as they are.

use crate::language::check::names::{CUSTOMER, EVENT_TIME};
use crate::language::checked::Piece;
use crate::language::keywords::{
    KEYWORDS, Keyword, chinese_ends, continues_name, is_chinese, starts_name,
};
use crate::language::said::Language;
use crate::language::syntax::{AggregateFunction, Expr, ExprKind, Path};
use crate::language::vocabulary::{Bilingual, Channel, Vocabulary};
use crate::model::calendar::Festival;
use crate::model::kind::Kind;
use crate::model::schema::Schema;

/// What names may mean: the schema and the words of the actions.
#[derive(Clone, Copy, Debug)]
pub struct Dictionary<'a> {
    pub schema: &'a Schema,
    pub vocabulary: &'a Vocabulary,
}

/// Whose fields a bare name may be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scope {
    /// The event type of the subject.
    pub subject: Option<usize>,
    /// The event type whose filter this is.
    pub row: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Field {
    Attribute(usize),
    Event(usize, EventField),
}

#[derive(Clone, Copy, PartialEq)]
enum EventField {
    At,
    Property(usize),
}

impl<'a> Dictionary<'a> {
    fn event_field(&self, event: usize, word: &str) -> Option<EventField> {
        match self.schema.events.get(event)?.field(word) {
            Some(at) => Some(EventField::Property(at)),
            None => EVENT_TIME.contains(&word).then_some(EventField::At),
        }
    }

    fn bare(&self, scope: Scope, word: &str) -> Option<Field> {
        let event = scope.row.or(scope.subject);
        let of_event = event.and_then(|event| {
            self.event_field(event, word)
                .map(|field| Field::Event(event, field))
        });
        of_event.or_else(|| self.schema.attribute(word).map(Field::Attribute))
    }

    fn is_customer(&self, word: &str) -> bool {
        CUSTOMER.contains(&word) || self.schema.customer_label.as_deref() == Some(word)
    }

    fn find(&self, scope: Scope, names: &[&str]) -> Option<Field> {
        match names {
            [name] => self.bare(scope, name),
            [owner, name] if self.is_customer(owner) => {
                self.schema.attribute(name).map(Field::Attribute)
            }
            [owner, name] => {
                let event = self.schema.event(owner)?;
                self.event_field(event, name)
                    .map(|field| Field::Event(event, field))
            }
            _ => None,
        }
    }

    fn kind(&self, field: Field) -> Option<&'a Kind> {
        match field {
            Field::Attribute(at) => Some(&self.schema.customer.get(at)?.kind),
            Field::Event(event, EventField::Property(at)) => {
                Some(&self.schema.events.get(event)?.fields.get(at)?.kind)
            }
            Field::Event(_, EventField::At) => None,
        }
    }

    /// What the field may be called, the best first.
    fn words_of(&self, field: Field, language: Language) -> Vec<&'a str> {
        let declared = match field {
            Field::Attribute(at) => self.schema.customer.get(at),
            Field::Event(event, EventField::Property(at)) => {
                let event = self.schema.events.get(event);
                event.and_then(|event| event.fields.get(at))
            }
            Field::Event(_, EventField::At) => {
                let [english, short, chinese] = EVENT_TIME;
                return language.pick(vec![english, chinese, short], vec![chinese, short, english]);
            }
        };
        declared.map_or_else(Vec::new, |field| {
            key_and_label(&field.name, field.label.as_deref(), language)
        })
    }

    /// The path with every name in the language.
    pub(super) fn path(&self, scope: Scope, path: &[&str], language: Language) -> Vec<String> {
        let unchanged = || path.iter().map(|name| (*name).to_owned()).collect();
        let Some(field) = self.find(scope, path) else {
            return unchanged();
        };
        let means_it = |names: &[&str]| self.find(scope, names) == Some(field);
        let words = self.words_of(field, language);
        match path {
            [_] => words
                .into_iter()
                .find(|word| is_name(word) && means_it(&[word]))
                .map_or_else(unchanged, |word| vec![word.to_owned()]),
            [owner, _] => {
                let owners = if self.is_customer(owner) {
                    let [english, chinese] = CUSTOMER;
                    language.pick(vec![english, chinese], vec![chinese, english])
                } else {
                    vec![self.event(owner, language)]
                };
                let pairs = owners
                    .iter()
                    .flat_map(|owner| words.iter().map(move |word| [*owner, *word]));
                pairs
                    .filter(|[_, word]| is_word(word))
                    .find(|pair| means_it(pair))
                    .map_or_else(unchanged, |pair| {
                        pair.iter().map(|name| (*name).to_owned()).collect()
                    })
            }
            _ => unchanged(),
        }
    }

    pub(super) fn event_at(&self, word: &str) -> Option<usize> {
        self.schema.event(word)
    }

    pub(super) fn event<'w>(&self, word: &'w str, language: Language) -> &'w str
    where
        'a: 'w,
    {
        let Some((at, event)) = self
            .schema
            .event(word)
            .and_then(|at| Some((at, self.schema.events.get(at)?)))
        else {
            return word;
        };
        key_and_label(&event.name, event.label.as_deref(), language)
            .into_iter()
            .find(|word| is_name(word) && self.schema.event(word) == Some(at))
            .unwrap_or(word)
    }

    /// A field of an event, where the event is given.
    pub(super) fn field_of_event<'w>(
        &self,
        event: usize,
        word: &'w str,
        language: Language,
    ) -> &'w str
    where
        'a: 'w,
    {
        self.label_in_event(event, word, language).unwrap_or(word)
    }

    pub(super) fn kind_of_event_field(&self, event: usize, word: &str) -> Option<&'a Kind> {
        let field = self.event_field(event, word)?;
        self.kind(Field::Event(event, field))
    }

    /// What a field of the event is called in the language, if there is one of that name.
    pub(super) fn label_in_event(
        &self,
        event: usize,
        word: &str,
        language: Language,
    ) -> Option<&'a str> {
        let field = self.event_field(event, word)?;
        self.words_of(Field::Event(event, field), language)
            .into_iter()
            .find(|word| is_word(word) && self.event_field(event, word) == Some(field))
    }

    pub(super) fn kind_of_attribute(&self, word: &str) -> Option<&'a Kind> {
        self.kind(Field::Attribute(self.schema.attribute(word)?))
    }

    pub(super) fn kind_of_path(&self, scope: Scope, path: &Path) -> Option<&'a Kind> {
        let names: Vec<&str> = path.names.iter().map(|name| name.text.as_str()).collect();
        self.kind(self.find(scope, &names)?)
    }

    /// The kind that settles which options a word beside the expression may be.
    pub(super) fn kind_of(&self, scope: Scope, expr: &Expr) -> Option<&'a Kind> {
        match &expr.kind {
            ExprKind::Path(path) | ExprKind::Default { path, .. } => self.kind_of_path(scope, path),
            ExprKind::Aggregate { function, query } if *function != AggregateFunction::Count => {
                let event = self.schema.event(&query.event.text)?;
                self.kind_of_event_field(event, &query.field.as_ref()?.text)
            }
            _ => None,
        }
    }

    pub(super) fn is_field(&self, scope: Scope, word: &str) -> bool {
        self.bare(scope, word).is_some()
    }
}

/// The option a word means beside a value of the kind, in the language.
pub(super) fn option<'k>(kind: &'k Kind, word: &str, language: Language) -> Option<&'k str> {
    let options = kind.options()?;
    let at = options.find(word)?;
    let found = options.words.get(at)?;
    key_and_label(&found.key, found.label.as_deref(), language)
        .into_iter()
        .find(|word| is_name(word) && options.find(word) == Some(at))
}

/// A word out of a list of pairs, in the language.
pub(super) fn pick<'w>(words: &[Bilingual], word: &'w str, language: Language) -> &'w str {
    words
        .iter()
        .find(|both| both.is(word))
        .map_or(word, |both| language.pick(both.english, both.chinese))
}

pub(super) fn festival(word: &str, language: Language) -> &str {
    Festival::named(word).map_or(word, |festival| {
        language.pick(festival.key(), festival.chinese())
    })
}

pub(super) fn channel(word: &str, language: Language) -> &str {
    let all = [
        Channel::Email,
        Channel::Sms,
        Channel::Wechat,
        Channel::Push,
        Channel::Letter,
        Channel::Webhook,
    ];
    pick(&all.map(Channel::words), word, language)
}

/// What a budget of pieces counts.
pub(super) fn pieces(word: &str, language: Language) -> &str {
    pick(&Piece::ALL.map(Piece::words), word, language)
}

/// Whether a line that starts with the word would be taken for a new item or section.
pub(super) fn opens_a_line(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    KEYWORDS
        .iter()
        .filter(|keyword| keyword.opens.is_some())
        .flat_map(|keyword| keyword.english.iter().chain(keyword.chinese))
        .filter_map(|spelling| spelling.split(' ').next())
        .any(|spelling| {
            if is_chinese(spelling) {
                word.strip_prefix(spelling).is_some_and(chinese_ends)
            } else {
                lower == spelling
            }
        })
}

fn key_and_label<'w>(key: &'w str, label: Option<&'w str>, language: Language) -> Vec<&'w str> {
    let label = label.into_iter();
    match language {
        Language::English => std::iter::once(key).chain(label).collect(),
        Language::Chinese => label.chain(std::iter::once(key)).collect(),
    }
}

/// Whether a condition may call something by the word, as the grammar's `name` has it.
fn is_name(word: &str) -> bool {
    is_word(word)
        && !KEYWORDS
            .iter()
            .filter(|keyword| keyword.reserved)
            .any(|keyword| is_spelled(keyword, word))
}

fn is_word(word: &str) -> bool {
    word.starts_with(starts_name) && word.chars().skip(1).all(continues_name)
}

/// Whether the word begins with the keyword's own word, and it ends there.
fn is_spelled(keyword: &Keyword, word: &str) -> bool {
    keyword
        .english
        .iter()
        .any(|spelling| word.eq_ignore_ascii_case(spelling))
        || keyword
            .chinese
            .iter()
            .any(|spelling| word.strip_prefix(spelling).is_some_and(chinese_ends))
}
