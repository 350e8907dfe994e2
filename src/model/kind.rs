//! Kinds: what a value is. Every kind but text and lists packs its values into one `i64`.

use super::money::Currency;
use std::sync::Arc;

/// The words of a level or a choice, in the schema's order; a value is an index into them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    pub words: Vec<OptionWord>,
}

/// One word of a level or a choice: the key rules are stored by, and its label in the other language.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OptionWord {
    pub key: String,
    pub label: Option<String>,
}

impl Options {
    /// The index of the word with this key or label.
    pub fn find(&self, word: &str) -> Option<usize> {
        self.words
            .iter()
            .position(|w| w.key == word || w.label.as_deref() == Some(word))
    }
}

/// What a value is, and so how its `i64` is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// 0 or 1.
    YesNo,
    /// Millionths.
    Number,
    Whole,
    /// Millionths of a percentage point: 15% is 15,000,000.
    Percent,
    /// Minor units of the currency.
    Money(Currency),
    Text,
    /// Days since 1970-01-01.
    Date,
    /// Seconds since midnight.
    Time,
    /// Milliseconds since 1970-01-01T00:00Z.
    Instant,
    /// As `Birthday::pack`.
    Birthday,
    /// As `LunarBirthday::pack`.
    LunarBirthday,
    /// A calendar length: months × 1,000,000 + days (neither adds to the other).
    Duration,
    /// An exact length in milliseconds.
    Hours,
    /// Index into ordered options.
    Level(Arc<Options>),
    /// Index into unordered options.
    Choice(Arc<Options>),
    List(Box<Kind>),
}

/// One millionth's denominator: the scale of numbers and percents.
pub const MILLION: i64 = 1_000_000;

impl Kind {
    /// Whether `<` and `>` mean anything.
    pub fn is_ordered(&self) -> bool {
        matches!(
            self,
            Self::Number
                | Self::Whole
                | Self::Percent
                | Self::Money(_)
                | Self::Date
                | Self::Time
                | Self::Instant
                | Self::Hours
                | Self::Level(_)
        )
    }

    /// Whether sums and averages mean anything.
    pub fn is_summable(&self) -> bool {
        matches!(
            self,
            Self::Number | Self::Whole | Self::Percent | Self::Money(_) | Self::Hours
        )
    }

    pub fn options(&self) -> Option<&Arc<Options>> {
        match self {
            Self::Level(options) | Self::Choice(options) => Some(options),
            _ => None,
        }
    }

    /// The name a person reads, as the schema writes it in English.
    pub fn name(&self) -> String {
        match self {
            Self::YesNo => "yes/no".into(),
            Self::Number => "number".into(),
            Self::Whole => "whole number".into(),
            Self::Percent => "percent".into(),
            Self::Money(currency) => format!("money ({currency})"),
            Self::Text => "text".into(),
            Self::Date => "date".into(),
            Self::Time => "time".into(),
            Self::Instant => "instant".into(),
            Self::Birthday => "birthday".into(),
            Self::LunarBirthday => "lunar birthday".into(),
            Self::Duration => "duration".into(),
            Self::Hours => "hours".into(),
            Self::Level(options) => format!("level ({})", words(options, " < ")),
            Self::Choice(options) => format!("choice ({})", words(options, ", ")),
            Self::List(of) => format!("list of {}", of.name()),
        }
    }
}

fn words(options: &Options, between: &str) -> String {
    let keys: Vec<&str> = options.words.iter().map(|w| w.key.as_str()).collect();
    keys.join(between)
}
