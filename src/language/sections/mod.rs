//! The sections of rules and policies and the lines of tests, each with its manual: where it belongs, how often it
//! may stand, what it says.
//!
//! The parser asks here what belongs where; the reference prints the same definitions.

mod journey;
mod limits;
mod policy;
mod rule;
mod test_lines;

use super::keywords;
use super::split::ItemKind;
use super::vocabulary::Bilingual;

/// One section, or one line of a test.
#[derive(Clone, Copy, Debug)]
pub struct SectionDef {
    /// The grammar's rule of the word that opens it.
    pub keyword: &'static str,
    /// The other words that may stand in it.
    pub words: &'static [&'static str],
    /// How it is written; several ways on a line each.
    pub form: Bilingual,
    pub meaning: Bilingual,
    /// Each an example by itself, as it stands in its item.
    pub examples: &'static [Bilingual],
    pub repeats: Repeats,
    /// Whether this version carries it out; otherwise it is read and refused.
    pub runs: bool,
}

/// How often a section may stand in its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// Once; what to do instead of a second.
    Once(Bilingual),
    Often,
}

/// The sections of a rule, in the order people write them.
pub const OF_RULE: &[&SectionDef] = &[
    &rule::NOTE,
    &rule::OWNER,
    &rule::FORMERLY,
    &rule::AUDIENCE,
    &rule::ACTIVE,
    &rule::SCHEDULE,
    &rule::WHEN,
    &rule::UNLESS,
    &rule::THEN,
    &journey::WAIT,
    &journey::STOP_WHEN,
    &journey::GOAL,
    &journey::SPLIT,
    &journey::HOLDOUT,
    &limits::LIMIT,
    &limits::COOLDOWN,
    &limits::BUDGET,
    &limits::PREFER,
    &limits::START_WITH,
    &limits::GROUP,
    &limits::PRIORITY,
    &limits::LATE,
];

pub const OF_POLICY: &[&SectionDef] = &[
    &policy::NOTE,
    &policy::OWNER,
    &policy::LIMIT,
    &policy::QUIET,
    &policy::UNLESS,
];

pub const OF_TEST: &[&SectionDef] = &[&test_lines::GIVEN, &test_lines::EXPECT, &test_lines::DAY];

/// What a kind of item may hold; schema items and segments hold none.
pub(super) fn of(kind: ItemKind) -> &'static [&'static SectionDef] {
    match kind {
        ItemKind::Rule => OF_RULE,
        ItemKind::Policy => OF_POLICY,
        ItemKind::Test => OF_TEST,
        ItemKind::Customer | ItemKind::Event | ItemKind::Segment => &[],
    }
}

/// The kind of item a section of this keyword belongs to, the first of several.
pub(super) fn home(keyword: &str) -> Option<ItemKind> {
    [ItemKind::Rule, ItemKind::Policy, ItemKind::Test]
        .into_iter()
        .find(|kind| of(*kind).iter().any(|def| def.keyword == keyword))
}

impl SectionDef {
    /// The usual spelling of its word.
    pub fn name(&self) -> Bilingual {
        let word = keywords::of_rule(self.keyword);
        let first = |all: &[&'static str]| all.first().copied().unwrap_or_default();
        Bilingual {
            english: word.map_or("", |word| first(word.english)),
            chinese: word.map_or("", |word| first(word.chinese)),
        }
    }
}

const KEEP_ONE: Repeats = Repeats::Once(Bilingual::new("keep one of them", "只留一个"));
