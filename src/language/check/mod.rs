//! From syntax trees to checked rules: names found, kinds agreed, every mistake of all files at once.
//!
//! A name nobody knows is reported once; what uses it stays silent.

mod actions;
mod compare;
mod conditions;
mod journeys;
mod literals;
mod moments;
pub(in crate::language) mod names;
mod policies;
mod queries;
mod rules;
mod schedules;
mod schema;
mod scope;
mod sections;
mod segments;
mod test_items;
mod values;
mod version;

use super::checked::Rulebook;
use super::diagnostics::{self, Diagnostic, check as mistakes};
use super::source::{FileId, Source, Span};
use super::syntax::RuleFile;
use super::vocabulary::Vocabulary;
use crate::model::calendar::Zone;
use crate::model::money::Currency;
use crate::model::schema::Schema;
use names::Names;
use segments::Segments;
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
    let (segments, checked_segments) =
        segments::lower_all(&files, (*settings, vocabulary, &names), &mut report);
    let book = Book {
        settings: *settings,
        vocabulary,
        names: &names,
        segments: &segments,
    };
    let rules = rules::lower_all(&files, &book, &mut report);
    let tests = test_items::lower_all(&files, &book, &rules, &mut report);
    let policies = policies::lower_all(&files, &book, &mut report);
    let Report {
        mut diagnostics,
        mut later,
        unread,
    } = report;
    diagnostics::sort(&mut diagnostics);
    diagnostics::sort(&mut later);
    if unread || diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    Ok(Checked {
        rulebook: Rulebook {
            schema: Arc::new(names.schema),
            rules,
            segments: checked_segments,
            policies,
            tests,
        },
        later,
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
    segments: &'a Segments<'a>,
}

/// There is no value, and the mistake that says why is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reported;

/// The mistakes so far.
#[derive(Default)]
struct Report {
    diagnostics: Vec<Diagnostic>,
    /// What this version does not run.
    later: Vec<Diagnostic>,
    /// Part of a file could not be read, which the parser has reported.
    unread: bool,
}

impl Report {
    fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// The item's opening word, so that carets do not run along the whole of it.
fn first_word(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
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
