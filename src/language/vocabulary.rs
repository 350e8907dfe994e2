//! The words a rulebook may use beyond its grammar: actions, functions and triggers, each with its manual.
//!
//! The checker takes a [`Vocabulary`] as an argument, so that built-in words and plugins walk the same road.

use super::checked::{Aggregate, Piece};
use super::said::{Language, Said};

/// Everything a rule can name that the grammar does not know.
#[derive(Clone, Copy, Debug)]
pub struct Vocabulary {
    pub actions: &'static [&'static ActionDef],
    pub functions: &'static [&'static FunctionDef],
    pub triggers: &'static [&'static TriggerDef],
    /// Names under which rules hand values on to templates, in both languages: a template reads them
    /// by the English name whatever the rule is written in.
    pub handed_on: &'static [Bilingual],
}

/// The same words in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bilingual {
    pub english: &'static str,
    pub chinese: &'static str,
}

/// What an action is called, what it takes and what it does.
#[derive(Clone, Copy, Debug)]
pub struct ActionDef {
    /// `send coupon`, `发放 优惠券`; the English words are its identity.
    pub words: Bilingual,
    pub summary: Bilingual,
    /// One action as it stands after `then`.
    pub example: Bilingual,
    pub title: TitleRule,
    pub params: &'static [Param],
    /// Whether arguments under names of the author's own are handed to the message's template.
    pub hands_on_more: bool,
    /// The channel it sends a message on.
    pub channel: Option<Channel>,
    /// What it gives that a budget may count, beside the message.
    pub gives: Option<Piece>,
    /// Whether this version carries it out; otherwise a rule that names it is refused.
    pub runs: bool,
}

/// What the quoted text after an action's words is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleRule {
    /// The action takes none.
    Absent,
    /// A name taken as it stands, such as a template's or a tag's; what it names stands here.
    Name(Bilingual),
    /// Text for people, which may hold placeholders.
    Text(Bilingual),
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    Email,
    Sms,
    Wechat,
    Push,
    Letter,
    Webhook,
}

/// One argument of an action.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: Bilingual,
    pub takes: Takes,
    pub required: bool,
    pub summary: Bilingual,
}

/// What an argument may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    Money,
    /// Calendar or exact: `14 days`, `4 hours`.
    Length,
    Whole,
    /// Quoted text, which may hold placeholders, or a text field.
    Text,
    /// One of these words.
    Word(&'static [Bilingual]),
}

/// A function over the events of a customer.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDef {
    pub name: Bilingual,
    pub computes: Aggregate,
    pub over: Over,
    pub gives: Gives,
    pub signature: Bilingual,
    pub summary: Bilingual,
    /// A condition that uses it.
    pub example: Bilingual,
}

/// What a function is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The events themselves.
    Events,
    /// A field that can be added up.
    Summable,
    /// A field that can be put in order.
    Ordered,
    AnyField,
}

/// The kind of a function's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    Whole,
    /// The kind of the field.
    Same,
    /// The kind of the field; a number for whole numbers.
    Mean,
}

/// A condition over time or events, as the manual shows it; its form is the grammar's.
#[derive(Clone, Copy, Debug)]
pub struct TriggerDef {
    pub name: Bilingual,
    /// The rules of the grammar's words that make it.
    pub keywords: &'static [&'static str],
    pub signature: Bilingual,
    pub summary: Bilingual,
    /// A condition that uses it.
    pub example: Bilingual,
}

impl Vocabulary {
    /// The action with these words, in either language, whatever the blanks between them.
    pub fn action(&self, words: &[&str]) -> Option<&'static ActionDef> {
        let spaced = words.join(" ");
        let glued = words.concat();
        self.actions
            .iter()
            .copied()
            .find(|def| def.words.english == spaced || def.words.chinese.replace(' ', "") == glued)
    }

    pub fn function(&self, computes: Aggregate) -> Option<&'static FunctionDef> {
        self.functions
            .iter()
            .copied()
            .find(|def| def.computes == computes)
    }
}

impl From<Bilingual> for Said {
    fn from(words: Bilingual) -> Self {
        Self::new(words.english, words.chinese)
    }
}

impl Bilingual {
    pub const fn new(english: &'static str, chinese: &'static str) -> Self {
        Self { english, chinese }
    }

    pub const fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::Chinese => self.chinese,
        }
    }

    pub fn is(&self, word: &str) -> bool {
        self.english == word || self.chinese == word
    }

    pub fn both(&self) -> [&'static str; 2] {
        [self.english, self.chinese]
    }
}

/// The English name of a word that is among these names, in either language; else the word itself.
pub fn in_english<'w>(word: &'w str, names: &[Bilingual]) -> &'w str {
    let known = names.iter().find(|name| name.is(word));
    known.map_or(word, |name| name.english)
}

impl ActionDef {
    /// Whether it sends the customer a message, which needs consent.
    pub fn messages(&self) -> bool {
        self.channel
            .is_some_and(|channel| Channel::TO_PEOPLE.contains(&channel))
    }

    /// Whether a budget of such pieces counts what this action does.
    pub fn is_counted_as(&self, piece: Piece) -> bool {
        match piece {
            Piece::Messages => self.messages(),
            Piece::On(channel) => self.channel == Some(channel),
            Piece::Coupons | Piece::Points | Piece::Tasks => self.gives == Some(piece),
        }
    }

    pub fn param(&self, word: &str) -> Option<&'static Param> {
        self.params.iter().find(|param| param.name.is(word))
    }
}

impl Channel {
    /// The channels that reach a person, and so may be capped and need consent.
    pub const TO_PEOPLE: [Self; 5] = [
        Self::Email,
        Self::Sms,
        Self::Wechat,
        Self::Push,
        Self::Letter,
    ];

    pub fn words(self) -> Bilingual {
        let (english, chinese) = match self {
            Self::Email => ("email", "邮件"),
            Self::Sms => ("sms", "短信"),
            Self::Wechat => ("wechat", "微信"),
            Self::Push => ("push", "推送"),
            Self::Letter => ("letter", "信函"),
            Self::Webhook => ("webhook", "接口"),
        };
        Bilingual { english, chinese }
    }
}

impl Takes {
    /// What it may be, for a sentence.
    pub fn words(self) -> Said {
        let (english, chinese) = match self {
            Self::Money => ("an amount of money, such as `¥50`", "金额，例如 `¥50`"),
            Self::Length => (
                "a length of time, such as `14 days` or `4 hours`",
                "时长，例如 `14 天` 或 `4 小时`",
            ),
            Self::Whole => ("a whole number, such as `100`", "整数，例如 `100`"),
            Self::Text => (
                "text in quotes, or a text field",
                "带引号的文本，或者文本字段",
            ),
            Self::Word(words) => {
                let quoted = |word: fn(&Bilingual) -> &str| -> Vec<String> {
                    let words = words.iter().map(word);
                    words.map(|word| format!("`{word}`")).collect()
                };
                return Said::new(
                    format!("one of {}", quoted(|word| word.english).join(", ")),
                    format!("其中之一：{}", quoted(|word| word.chinese).join("、")),
                );
            }
        };
        Said::new(english, chinese)
    }
}
