//! A rule's parts: what it is about, when, what it does, and how often.

use super::{AtomInfo, CheckedAction, Expr, Journey, Split, Test};
use crate::language::source::Span;
use crate::language::vocabulary::{Bilingual, Channel};
use crate::model::calendar::{Day, Length};
use crate::model::money::Currency;
use crate::model::schedule::Schedule;

/// One rule that may run.
#[derive(Clone, Debug)]
pub struct CheckedRule {
    pub(in crate::language) parts: RuleParts,
}

/// The parts of a checked rule, as the checker puts them together.
#[derive(Clone, Debug)]
pub struct RuleParts {
    /// The rule's identity.
    pub title: String,
    /// Titles it had before; caps and state carry over.
    pub formerly: Vec<String>,
    /// Where it stands: file name and line, for messages.
    pub file: String,
    pub line: u32,
    /// The title's place in its source.
    pub span: Span,
    /// Hash of the rule's meaning, the same in both languages (hex).
    pub version: String,
    pub audience: Audience,
    /// The segment the audience names; its condition is part of `when` already.
    pub segment: Option<String>,
    /// Inclusive business dates.
    pub active: Option<(Day, Day)>,
    pub schedule: Schedule,
    pub when: Test,
    pub unless: Option<Test>,
    /// Every atom of `when`, then of `unless`, by [`AtomId`], as a person reads it.
    pub atoms: Vec<AtomInfo>,
    /// What `then` does at once; empty where a `split` or a later step is all there is.
    pub actions: Vec<CheckedAction>,
    pub split: Option<Split>,
    /// Later steps.
    pub journey: Option<Journey>,
    /// Ends the journey. Like `goal`, it is asked after the entry, and its atoms have no ids.
    pub stop_when: Option<Test>,
    /// The conversion that reports count.
    pub goal: Option<Test>,
    /// The share of entries that is withheld, in millionths of a percentage point.
    pub holdout: Option<i64>,
    pub limits: Vec<Limit>,
    pub cooldown: Option<Length>,
    pub late: Length,
    pub group: Option<Group>,
    pub priority: i64,
    pub budgets: Vec<Budget>,
    /// Who gets a scarce budget first: the greater value.
    pub prefer: Option<Expr>,
    pub start_with: StartWith,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    Customer,
    /// Each event of this type (position in the schema) is a subject of its own.
    Event(usize),
}

/// `limit TIMES per …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limit {
    pub times: u32,
    pub per: Period,
}

/// `per year` and its like are calendar periods in the subject's zone; `per 30 days` rolls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    Lifetime,
    Year,
    Month,
    /// Monday to Sunday.
    Week,
    Day,
    Rolling(Length),
}

/// A ceiling over all customers, counted in the decision's own commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Budget {
    pub amount: BudgetAmount,
    /// `Lifetime` where none was named.
    pub per: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BudgetAmount {
    /// The worth of what is given away, in the currency's minor unit.
    Money {
        minor: i64,
        currency: Currency,
    },
    Pieces {
        count: u32,
        of: Piece,
    },
}

/// What the pieces of a budget are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    Coupons,
    /// Each point counts, not each gift of points.
    Points,
    Tasks,
    /// Messages on every channel.
    Messages,
    /// Messages on one channel.
    On(Channel),
}

/// What a newly deployed rule does about those for whom it is already true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StartWith {
    /// They are taken to have entered before.
    #[default]
    Newcomers,
    Everyone,
}

/// `group "gifts" pick 1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    pub name: String,
    pub pick: u32,
}

impl RuleParts {
    /// Everything the rule may ever do: at once, in an arm of its split, or in a later step.
    pub fn every_action(&self) -> impl Iterator<Item = &CheckedAction> {
        let split = self.split.iter().flat_map(Split::actions);
        let steps = self.journey.iter().flat_map(|journey| &journey.steps);
        self.actions
            .iter()
            .chain(split)
            .chain(steps.flat_map(super::Step::actions))
    }
}

impl Piece {
    pub const ALL: [Self; 9] = [
        Self::Coupons,
        Self::Points,
        Self::Tasks,
        Self::Messages,
        Self::On(Channel::Email),
        Self::On(Channel::Sms),
        Self::On(Channel::Wechat),
        Self::On(Channel::Push),
        Self::On(Channel::Letter),
    ];

    pub fn words(self) -> Bilingual {
        let (english, chinese) = match self {
            Self::Coupons => ("coupons", "优惠券"),
            Self::Points => ("points", "积分"),
            Self::Tasks => ("tasks", "任务"),
            Self::Messages => ("messages", "消息"),
            Self::On(Channel::Email) => ("emails", "邮件"),
            Self::On(Channel::Letter) => ("letters", "信函"),
            Self::On(channel) => return channel.words(),
        };
        Bilingual { english, chinese }
    }

    /// The piece with this name, in either language; in English also of a single one.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|piece| {
            let words = piece.words();
            let single = match piece {
                Self::On(Channel::Sms | Channel::Wechat | Channel::Push | Channel::Webhook) => None,
                _ => words.english.strip_suffix('s'),
            };
            words.is(word) || single == Some(word)
        })
    }
}

impl CheckedRule {
    /// A rule the checker never saw, for tests that make up rules at random.
    #[cfg(test)]
    pub(crate) fn made_up(parts: RuleParts) -> Self {
        Self { parts }
    }

    /// Everything of the rule, to read.
    pub fn parts(&self) -> &RuleParts {
        &self.parts
    }

    pub fn title(&self) -> &str {
        &self.parts.title
    }
}
