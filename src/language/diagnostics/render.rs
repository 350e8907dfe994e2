//! Diagnostics as a person reads them in a terminal: the line, carets under it, the way out.

use std::fmt::Write;

use super::{Diagnostic, Fix, Severity};
use crate::language::said::Language;
use crate::language::source::{Source, Span, display_width};

/// All of them with a blank line between, in the order given. `sources` are looked up by their file id.
pub fn render_all(diagnostics: &[Diagnostic], sources: &[Source], language: Language) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| render(diagnostic, sources, language))
        .collect::<Vec<_>>()
        .join("\n")
}

/// One diagnostic, ending in a line end. A source with an empty name gets no `-->` line.
pub fn render(diagnostic: &Diagnostic, sources: &[Source], language: Language) -> String {
    let mut out = String::new();
    let word = match diagnostic.severity {
        Severity::Error => language.pick("error", "错误"),
        Severity::Warning => language.pick("warning", "警告"),
    };
    let colon = language.pick(": ", "：");
    let message = diagnostic.message.in_language(language);
    let _ = writeln!(out, "{word}[{}]{colon}{message}", diagnostic.code);
    let source = find(sources, diagnostic.span);
    let gutter = gutter_width(diagnostic, sources);
    if let Some(source) = source {
        if !source.name.is_empty() {
            let at = source.position(diagnostic.span.start);
            let _ = writeln!(
                out,
                "{:gutter$}--> {}:{}:{}",
                "", source.name, at.line, at.column
            );
        }
        excerpt(
            &mut out,
            source,
            diagnostic.span,
            diagnostic.label.in_language(language),
            gutter,
        );
    }
    for related in &diagnostic.related {
        if let Some(other) = find(sources, related.span) {
            if source.is_none_or(|source| source.file != other.file) && !other.name.is_empty() {
                let at = other.position(related.span.start);
                let _ = writeln!(
                    out,
                    "{:gutter$}--> {}:{}:{}",
                    "", other.name, at.line, at.column
                );
            }
            excerpt(
                &mut out,
                other,
                related.span,
                related.label.in_language(language),
                gutter,
            );
        }
    }
    if let Some(example) = &diagnostic.example {
        let word = language.pick("example", "例如");
        let _ = writeln!(out, "{word}{colon}{}", example.in_language(language));
    }
    if let Some(help) = &diagnostic.help {
        let word = language.pick("help", "建议");
        let _ = writeln!(out, "{word}{colon}{}", help.in_language(language));
    }
    for fix in &diagnostic.fixes {
        fixed_lines(&mut out, fix, sources, gutter);
    }
    out
}

fn find(sources: &[Source], span: Span) -> Option<&Source> {
    sources.iter().find(|source| source.file == span.file)
}

/// Wide enough for the largest line number shown, with two blanks before it.
fn gutter_width(diagnostic: &Diagnostic, sources: &[Source]) -> usize {
    let related = diagnostic.related.iter().map(|related| related.span);
    let lines = std::iter::once(diagnostic.span).chain(related);
    let largest = lines
        .filter_map(|span| find(sources, span).map(|source| source.line_at(span.start)))
        .max();
    2 + largest.unwrap_or(1).to_string().len()
}

fn excerpt(out: &mut String, source: &Source, span: Span, label: &str, gutter: usize) {
    let line = source.line_at(span.start);
    let (start, end) = source.line_bounds(line);
    let at = (span.start as usize).clamp(start, end);
    let until = (span.end as usize).clamp(at, end);
    let part = |from, to| shown(source.text().get(from..to).unwrap_or_default());
    let before = last_letters(part(start, at), LETTERS_AROUND);
    let marked = first_letters(part(at, until), 2 * LETTERS_AROUND);
    let after = first_letters(part(until, end), LETTERS_AROUND);
    let carets = "^".repeat(display_width(&marked).max(1));
    let blanks = " ".repeat(display_width(&before));
    let _ = writeln!(
        out,
        "{}",
        format!("{line:>gutter$} | {before}{marked}{after}").trim_end()
    );
    let _ = writeln!(
        out,
        "{}",
        format!("{:gutter$} | {blanks}{carets} {label}", "").trim_end()
    );
}

/// So much of an overlong line is shown on either side of the place.
const LETTERS_AROUND: usize = 240;

fn first_letters(text: String, count: usize) -> String {
    match text.char_indices().nth(count) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

fn last_letters(text: String, count: usize) -> String {
    let length = text.chars().count();
    if length <= count {
        text
    } else {
        std::iter::once('…')
            .chain(text.chars().skip(length - count))
            .collect()
    }
}

/// The lines a fix touches, as they would read; at most four.
fn fixed_lines(out: &mut String, fix: &Fix, sources: &[Source], gutter: usize) {
    let Some(first) = fix.edits.iter().min_by_key(|edit| edit.span.place()) else {
        return;
    };
    let Some(source) = find(sources, first.span) else {
        return;
    };
    let last = fix
        .edits
        .iter()
        .map(|edit| edit.span.end)
        .max()
        .unwrap_or(first.span.end);
    let first_line = source.line_at(first.span.start);
    let (start, _) = source.line_bounds(first_line);
    let (_, end) = source.line_bounds(source.line_at(last));
    let fixed = fix.apply(source.text());
    let tail = source.text().len().saturating_sub(end);
    let shown_text = fixed
        .get(start..fixed.len().saturating_sub(tail))
        .unwrap_or_default();
    for (offset, line) in shown_text.lines().take(4).enumerate() {
        let _ = writeln!(out, "{:>gutter$} | {}", first_line + offset, shown(line));
    }
}

/// Tabs and other control characters become one blank, so that carets stay where they belong.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control() || c == '\u{feff}' {
                ' '
            } else {
                c
            }
        })
        .collect()
}
