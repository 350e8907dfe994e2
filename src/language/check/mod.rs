//! From syntax trees to checked rules: names found, kinds agreed, every mistake of all files at once.
//!
//! A name nobody knows is reported once; what uses it stays silent.

mod actions;
mod compare;
mod conditions;
mod literals;
mod moments;
pub(in crate::language) mod names;
mod queries;
mod rules;
mod schedules;
mod schema;
mod scope;
mod test_items;
mod values;
mod version;

use super::checked::Rulebook;
use super::diagnostics::{self, Diagnostic, check as mistakes};
use super::source::{FileId, Source, Span};
use super::syntax::{Item, RuleFile};
use super::vocabulary::Vocabulary;
use crate::model::calendar::Zone;
use crate::model::money::Currency;
use crate::model::schema::Schema;
use names::Names;
use std::sync::Arc;

/// What the project says once for all rules.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What money in the schema is counted in.
    pub currency: Currency,
    /// Where instants written in rules are read.
    pub zone: Zone,
}

/// Rules that may run, and what could still be better about them.
#[derive(Clone, Debug)]
pub struct Checked {
    pub rulebook: Rulebook,
    pub warnings: Vec<Diagnostic>,
    /// What this version does not run, one for each place: such rules cannot be deployed.
    pub later: Vec<Diagnostic>,
}

/// Checks all files of a rulebook together; their order does not matter.
///
/// Errors come in the order of files and places, warnings among them. Of a file that was only read
/// in part, what could not be read is not reported again: the list may then be empty.
pub fn check(
    files: &[(&Source, &RuleFile)],
    settings: &Settings,
    vocabulary: &Vocabulary,
) -> Result<Checked, Vec<Diagnostic>> {
    let mut files = files.to_vec();
    files.sort_by(|(a, _), (b, _)| (&a.name, a.file).cmp(&(&b.name, b.file)));
    let mut report = Report::default();
    let names = schema::build(&files, *settings, vocabulary, &mut report);
    let book = Book {
        settings: *settings,
        vocabulary,
        names: &names,
    };
    refuse_later_items(&files, &mut report);
    let rules = rules::lower_all(&files, &book, &mut report);
    let tests = test_items::lower_all(&files, &book, &rules, &mut report);
    let Report {
        mut diagnostics,
        unread,
    } = report;
    diagnostics::sort(&mut diagnostics);
    if unread || diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    Ok(Checked {
        rulebook: Rulebook {
            schema: Arc::new(names.schema),
            rules,
            segments: Vec::new(),
            policies: Vec::new(),
            tests,
        },
        later: Vec::new(),
        warnings: diagnostics,
    })
}

/// The schema alone, whatever else the files hold; its mistakes where it has any.
pub fn schema_of(
    files: &[(&Source, &RuleFile)],
    settings: &Settings,
    vocabulary: &Vocabulary,
) -> Result<Schema, Vec<Diagnostic>> {
    let mut report = Report::default();
    let names = schema::build(files, *settings, vocabulary, &mut report);
    diagnostics::sort(&mut report.diagnostics);
    if report.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(report.diagnostics);
    }
    Ok(names.schema)
}

/// The schema as far as it can be understood, whatever is wrong with it: for looking names up.
pub fn readable_schema(
    files: &[(&Source, &RuleFile)],
    settings: &Settings,
    vocabulary: &Vocabulary,
) -> Schema {
    schema::build(files, *settings, vocabulary, &mut Report::default()).schema
}

/// What every part of the checker looks things up in.
#[derive(Clone, Copy)]
struct Book<'a> {
    settings: Settings,
    vocabulary: &'a Vocabulary,
    names: &'a Names,
}

/// There is no value, and the mistake that says why is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reported;

/// The mistakes so far.
#[derive(Default)]
struct Report {
    diagnostics: Vec<Diagnostic>,
    /// Part of a file could not be read, which the parser has reported.
    unread: bool,
}

impl Report {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

fn refuse_later_items(files: &[(&Source, &RuleFile)], report: &mut Report) {
    for item in files.iter().flat_map(|(_, file)| &file.items) {
        match item {
            Item::Segment(segment) => report.say(mistakes::later::segment(segment.title.span)),
            Item::Policy(policy) => {
                report.unread |= policy.damaged;
                report.say(mistakes::later::policy(first_word(files, policy.span)));
            }
            Item::Customer(_) | Item::Event(_) | Item::Rule(_) | Item::Test(_) => {}
        }
    }
}

/// The item's opening word, so that carets do not run along the whole of it.
fn first_word(files: &[(&Source, &RuleFile)], span: Span) -> Span {
    let source = files
        .iter()
        .map(|(source, _)| source)
        .find(|source| source.file == span.file);
    let text = source.map_or("", |source| source.slice(span));
    let length = text.find(char::is_whitespace).unwrap_or(text.len());
    Span {
        end: span.start + length as u32,
        ..span
    }
}

/// A place to point at when there is nothing to point at.
fn nowhere(files: &[(&Source, &RuleFile)]) -> Span {
    Span::new(
        files.first().map_or(FileId(0), |(source, _)| source.file),
        0,
        0,
    )
}
