//! The mistakes of a rulebook as a document.

use super::VERSION;
use crate::language::diagnostics::{Diagnostic, Fix, Severity};
use crate::language::said::{Language, Said};
use crate::language::source::{Source, Span};
use serde::Serialize;

#[derive(Serialize)]
pub struct Report {
    version: u32,
    language: &'static str,
    diagnostics: Vec<Mistake>,
    /// What is wrong with templates, one sentence each.
    templates: Vec<String>,
    summary: Summary,
}

#[derive(Serialize)]
struct Mistake {
    code: &'static str,
    severity: &'static str,
    file: String,
    range: Range,
    #[serde(flatten)]
    words: Words,
    said: Both<Words>,
    related: Vec<Related>,
    fixes: Vec<Correction>,
}

/// Texts that are not there are null.
#[derive(Serialize)]
struct Words {
    message: String,
    label: Option<String>,
    example: Option<String>,
    help: Option<String>,
}

#[derive(Serialize)]
struct Both<T> {
    en: T,
    zh: T,
}

#[derive(Serialize)]
struct Related {
    file: String,
    range: Range,
    label: Option<String>,
    said: Both<Option<String>>,
}

#[derive(Serialize)]
struct Correction {
    edits: Vec<Replacement>,
}

#[derive(Serialize)]
struct Replacement {
    file: String,
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Range {
    /// From the start of the file, the end excluded.
    bytes: [u32; 2],
    start: Place,
    end: Place,
}

/// Both from 1; the column counts characters.
#[derive(Serialize)]
struct Place {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    /// With one correction, which `--fix` makes.
    fixable: usize,
    /// With several corrections, of which a person chooses.
    choices: usize,
}

pub fn report(
    diagnostics: &[Diagnostic],
    templates: Vec<String>,
    sources: &[Source],
    language: Language,
) -> Report {
    let fixes = |count: fn(usize) -> bool| {
        diagnostics
            .iter()
            .filter(|diagnostic| count(diagnostic.fixes.len()))
            .count()
    };
    let errors = diagnostics.iter().filter(|d| d.is_error()).count();
    Report {
        version: VERSION,
        language: language.pick("en", "zh"),
        summary: Summary {
            files: sources.len(),
            errors,
            warnings: diagnostics.len() - errors,
            fixable: fixes(|count| count == 1),
            choices: fixes(|count| count > 1),
        },
        diagnostics: diagnostics
            .iter()
            .map(|diagnostic| mistake(diagnostic, sources, language))
            .collect(),
        templates,
    }
}

fn mistake(diagnostic: &Diagnostic, sources: &[Source], language: Language) -> Mistake {
    let words = |language| Words {
        message: diagnostic.message.in_language(language).to_owned(),
        label: some(&diagnostic.label, language),
        example: diagnostic
            .example
            .as_ref()
            .and_then(|said| some(said, language)),
        help: diagnostic
            .help
            .as_ref()
            .and_then(|said| some(said, language)),
    };
    let (file, range) = place(diagnostic.span, sources);
    Mistake {
        code: diagnostic.code,
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        file,
        range,
        words: words(language),
        said: Both {
            en: words(Language::English),
            zh: words(Language::Chinese),
        },
        related: diagnostic
            .related
            .iter()
            .map(|related| {
                let (file, range) = place(related.span, sources);
                Related {
                    file,
                    range,
                    label: some(&related.label, language),
                    said: Both {
                        en: some(&related.label, Language::English),
                        zh: some(&related.label, Language::Chinese),
                    },
                }
            })
            .collect(),
        fixes: diagnostic
            .fixes
            .iter()
            .map(|fix| correction(fix, sources))
            .collect(),
    }
}

fn correction(fix: &Fix, sources: &[Source]) -> Correction {
    let edit = |span, text: &str| {
        let (file, range) = place(span, sources);
        Replacement {
            file,
            range,
            text: text.to_owned(),
        }
    };
    Correction {
        edits: fix
            .edits
            .iter()
            .map(|made| edit(made.span, &made.text))
            .collect(),
    }
}

fn some(said: &Said, language: Language) -> Option<String> {
    (!said.is_empty()).then(|| said.in_language(language).to_owned())
}

fn place(span: Span, sources: &[Source]) -> (String, Range) {
    let source = sources.iter().find(|source| source.file == span.file);
    let at = |byte: u32| {
        source.map_or(Place { line: 1, column: 1 }, |source| {
            let line = source.line_at(byte);
            let (start, _) = source.line_bounds(line);
            let before = source.text().get(start..byte as usize).unwrap_or_default();
            Place {
                line,
                column: before.chars().count() + 1,
            }
        })
    };
    let range = Range {
        bytes: [span.start, span.end],
        start: at(span.start),
        end: at(span.end),
    };
    (
        source.map_or(String::new(), |source| source.name.clone()),
        range,
    )
}
