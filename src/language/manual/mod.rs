//! The reference of the language: every definition the checker knows, as topics a person can look up.
//!
//! The pages of `docs/`, the command line and, one day, the web print the same topics.

mod conditions;
mod festivals;
mod find;
mod items;
mod page;
mod schedules;
mod schema;
mod topic;
mod values;

pub use find::{Missed, find};
pub use page::{contents, page, shown};

use super::keywords::Keyword;
use super::said::Said;
use super::sections;
use super::vocabulary::{Bilingual, TriggerDef, Vocabulary};

/// A chapter of the reference.
pub struct Part {
    pub name: Bilingual,
    pub introduction: Bilingual,
    pub topics: Vec<Topic>,
    /// Topics so short that a line each is enough.
    pub is_table: bool,
}

/// One thing of the language.
pub struct Topic {
    /// What it is called; several words by a comma.
    pub name: Bilingual,
    /// The words it stands for, with all their spellings.
    pub keywords: Vec<&'static Keyword>,
    /// How it is written; several ways on a line each.
    pub form: Said,
    pub meaning: Said,
    pub arguments: Vec<ArgumentLine>,
    pub remarks: Vec<Bilingual>,
    pub examples: Vec<Bilingual>,
    pub shown_in: Frame,
    /// Whether this version carries it out; otherwise rules that use it are refused.
    pub runs: bool,
}

pub struct ArgumentLine {
    pub name: Bilingual,
    pub takes: Said,
    pub required: bool,
    pub summary: Bilingual,
}

/// What an example stands in when it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Whole items beside a schema.
    File,
    /// Sections of a rule.
    Rule,
    /// Behind `when`.
    Condition,
    /// Behind `then`.
    Action,
    /// A schema by itself.
    Schema,
    /// Fields of the customer.
    Fields,
    Policy,
    Test,
}

/// A topic as it is written down, where no other definition stands for it.
struct Entry {
    name: Bilingual,
    keywords: &'static [&'static str],
    form: Bilingual,
    meaning: Bilingual,
    examples: &'static [Bilingual],
}

/// The whole reference.
pub fn parts(vocabulary: &Vocabulary) -> Vec<Part> {
    let is_about_events = |def: &&&TriggerDef| {
        def.keywords
            .iter()
            .any(|keyword| matches!(*keyword, "kw_has" | "kw_no_event"))
    };
    let triggers = || vocabulary.triggers.iter();
    let mut conditions = entries(conditions::CONDITIONS, Frame::Condition);
    conditions.extend(
        triggers()
            .filter(|def| !is_about_events(def))
            .map(|def| topic::trigger(def)),
    );
    let mut events: Vec<Topic> = triggers()
        .filter(is_about_events)
        .map(|def| topic::trigger(def))
        .collect();
    events.extend(entries(conditions::WINDOWS, Frame::Condition));
    events.extend(later(conditions::JOURNEY_WINDOWS, Frame::Rule));
    let mut files = entries(items::ITEMS, Frame::File);
    files.extend(later(items::LATER_ITEMS, Frame::File));
    let mut schedules = entries(schedules::SCHEDULES, Frame::Rule);
    schedules.extend(later(schedules::LATER_SCHEDULES, Frame::Rule));
    let mut actions: Vec<Topic> = vocabulary
        .actions
        .iter()
        .map(|def| topic::action(def))
        .collect();
    actions.extend(entries(items::TEXTS, Frame::Action));
    let mut schema = entries(schema::ITEMS, Frame::Schema);
    schema.extend(entries(schema::TYPES, Frame::Fields));
    let functions = vocabulary.functions.iter().map(|def| topic::function(def));
    let sections = |defs: &[&sections::SectionDef], frame| -> Vec<Topic> {
        defs.iter().map(|def| topic::section(def, frame)).collect()
    };
    vec![
        part(
            ("Files", "文件"),
            (
                "Rules stand in text files ending in `.rules`, as many as you like; all files of a folder are one rulebook, and their order never matters. A file holds items one below the other. Neither indentation nor empty lines carry meaning.",
                "规则写在以 `.rules` 结尾的文本文件里，文件多少不限；一个文件夹里的所有文件是一套规则，先后顺序不影响含义。文件里一项接一项，缩进和空行都没有含义。",
            ),
            files,
        ),
        part(
            ("Sections of a rule", "规则的各节"),
            (
                "A rule needs `schedule`, `when` and `then` (or `split`); everything else is as you like, in any order.",
                "一条规则必须有“时间”“当”和“则”（或“分流”），其余随意，先后不限。",
            ),
            sections(sections::OF_RULE, Frame::Rule),
        ),
        part(
            ("Schedules", "判断时间"),
            ("What stands behind `schedule`.", "“时间”后面的写法。"),
            schedules,
        ),
        part(
            ("Conditions", "条件"),
            (
                "What stands behind `when`, `unless` and their like. A condition is true, false or, where data is missing, unknown; unknown never acts.",
                "“当”“除非”等后面的写法。条件的结果是成立、不成立，或者因为缺少数据而未知；未知不会触发任何动作。",
            ),
            conditions,
        ),
        part(
            ("Events", "事件"),
            (
                "Questions about what happened to a customer, and the windows of time they look at.",
                "问客户身上发生过什么，以及看哪一段时间。",
            ),
            events,
        ),
        part(
            ("Functions", "函数"),
            (
                "Numbers and values drawn from a customer's events.",
                "从客户的事件里算出来的数和值。",
            ),
            functions.collect(),
        ),
        part(
            ("Values", "值"),
            ("How values are written.", "各种值的写法。"),
            values(),
        ),
        part(
            ("Actions", "动作"),
            (
                "What stands behind `then`, joined by `and`.",
                "“则”后面的写法，用“并”连接。",
            ),
            actions,
        ),
        part(
            ("Schema", "数据定义"),
            (
                "What is known of customers and which events happen. Every rulebook has one; rules may only use names that stand in it.",
                "客户有哪些信息、会发生哪些事件。每套规则都要有；规则只能用这里有的名称。",
            ),
            schema,
        ),
        part(
            ("Sections of a policy", "总则的各节"),
            (
                "Caps and guards over all rules together.",
                "对所有规则合计的上限和保护。",
            ),
            sections(sections::OF_POLICY, Frame::Policy),
        ),
        part(
            ("Lines of a test", "测试的各行"),
            (
                "What is given, and what must come of it.",
                "先写假设，再写预期。",
            ),
            sections(sections::OF_TEST, Frame::Test),
        ),
        Part {
            is_table: true,
            ..part(
                ("Festivals", "节日"),
                (
                    "The names a schedule may give, each with its day.",
                    "“时间”里可以写的节日，以及各自的日子。",
                ),
                festivals::topics(),
            )
        },
    ]
}

fn values() -> Vec<Topic> {
    entries(values::VALUES, Frame::Condition)
}

fn part(
    name: (&'static str, &'static str),
    introduction: (&'static str, &'static str),
    topics: Vec<Topic>,
) -> Part {
    Part {
        name: Bilingual::new(name.0, name.1),
        introduction: Bilingual::new(introduction.0, introduction.1),
        topics,
        is_table: false,
    }
}

fn entries(entries: &'static [Entry], frame: Frame) -> Vec<Topic> {
    entries
        .iter()
        .map(|entry| topic::entry(entry, frame))
        .collect()
}

/// Entries this version reads and refuses.
fn later(later: &'static [Entry], frame: Frame) -> Vec<Topic> {
    let mut topics = entries(later, frame);
    for topic in &mut topics {
        topic.runs = false;
    }
    topics
}
