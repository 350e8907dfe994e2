//! What every part of the tree builder needs: places, names and strings out of pest's pairs.

use std::borrow::Cow;

use pest::iterators::Pair;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::mending::Draft;
use crate::language::diagnostics::Diagnostic;
use crate::language::grammar::Rule;
use crate::language::source::{FileId, Span};
use crate::language::syntax::{Name, Path, Text};

/// Turns the pairs of one piece into tree nodes. What the grammar takes in but the language refuses
/// is reported here, and a node stands in its place.
pub struct Builder<'d> {
    pub file: FileId,
    /// Where the piece starts in the file.
    pub base: usize,
    pub chinese: bool,
    /// What was parsed in place of the piece, where it has mistakes.
    pub draft: Option<&'d Draft<'d>>,
    pub diagnostics: &'d mut Vec<Diagnostic>,
}

/// The children of a pair, in a form that is asked for by rule.
pub fn child<'p>(pair: &Pair<'p, Rule>, rule: Rule) -> Option<Pair<'p, Rule>> {
    pair.clone()
        .into_inner()
        .find(|inner| inner.as_rule() == rule)
}

pub fn has(pair: &Pair<'_, Rule>, rule: Rule) -> bool {
    child(pair, rule).is_some()
}

/// Full-width digits, letters and marks as plain ones.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

impl Builder<'_> {
    /// The pair's place, without the blanks that follow it.
    pub fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        let start = span.start();
        let end = start + span.as_str().trim_end().len();
        let (start, end) = match self.draft {
            None => (start, end),
            Some(draft) => (draft.near(start, false), draft.near(end, true)),
        };
        Span::new(self.file, self.base + start, self.base + end.max(start))
    }

    pub fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name {
            text: plain(pair.as_str()).into_owned(),
            span: self.span(pair),
        }
    }

    pub fn path(&self, pair: &Pair<'_, Rule>) -> Path {
        let names = pair
            .clone()
            .into_inner()
            .filter(|part| matches!(part.as_rule(), Rule::name | Rule::word));
        Path {
            names: names.map(|part| self.name(&part)).collect(),
            span: self.span(pair),
        }
    }

    pub fn text(&self, pair: &Pair<'_, Rule>) -> Text {
        let written = pair.as_str();
        let mut chars = written.chars();
        let open = chars.next();
        chars.next_back();
        let inner = chars.as_str();
        let text = if open == Some('"') && inner.contains('\\') {
            unescaped(inner)
        } else {
            inner.to_owned()
        };
        Text {
            text,
            span: self.span(pair),
        }
    }

    /// A child the grammar always provides.
    pub fn text_in(&self, pair: &Pair<'_, Rule>) -> Text {
        self.text(&child(pair, Rule::string).expect("the grammar puts a string here"))
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// `\"` and `\\`; any other backslash is itself.
fn unescaped(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(&next @ ('"' | '\\')) if c == '\\' => {
                text.push(next);
                chars.next();
            }
            _ => text.push(c),
        }
    }
    text
}
