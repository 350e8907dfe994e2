//! Why a piece could not be parsed, in the user's words, and how it goes on behind the mistake.
//!
//! Each way to read the place where the parser stopped is tried; the first that brings the parser
//! further is believed, reported, and put into a draft of the piece, so that the mistakes behind it
//! come to light as well. What is made of a draft never runs: its mistake stands in the report.

mod draft;
mod ideas;
mod loose;
mod order;
mod pieces;
mod values;

pub use draft::{Change, Draft};
pub use loose::in_runs;

use ideas::guesses;

use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;

use super::build::Builder;
use super::{PieceText, Reader};
use crate::language::diagnostics::pasted::{self, Leftover};
use crate::language::diagnostics::{Diagnostic, Edit, did_you_mean, parse as say};
use crate::language::grammar::{Rule, read};
use crate::language::keywords::KEYWORDS;
use crate::language::source::Span;
use crate::language::split::{Opening, Piece};

/// So many mistakes of one piece are told at once.
const MISTAKES: usize = 12;

/// In bytes. Trying out readings means parsing again, so a piece beyond all measure is only pointed at.
const LONGEST_PIECE: usize = 20_000;

/// So many words before the place may be the glued one.
const WORDS_BACK: usize = 40;

/// Where the parser could not go on.
struct Stop {
    rule: Rule,
    at: usize,
    /// The token there; nothing at the end.
    index: Option<usize>,
    expected: Vec<Rule>,
    chinese: bool,
}

/// One way to read the place.
struct Idea {
    changes: Vec<Change>,
    say: Say,
}

#[derive(Clone)]
enum Say {
    Otherwise,
    Misspelt,
    Glued,
    Leftover,
    /// A word or a mark is left out; what stands before it is not finished.
    Missing,
    Unjoined {
        or: Vec<Change>,
    },
    UnjoinedActions,
    Unquoted,
}

impl Idea {
    fn new(change: Change, say: Say) -> Self {
        Self {
            changes: vec![change],
            say,
        }
    }
}

impl Reader<'_> {
    /// Parses a piece with its grammar rule and makes something of it; what is wrong with it is reported.
    pub(super) fn read<T>(
        &mut self,
        piece: &Piece,
        rule: Rule,
        build: impl FnOnce(&mut Builder<'_>, &Pair<'_, Rule>) -> T,
    ) -> Option<T> {
        self.read_as(piece, None, rule, build)
    }

    /// The same, with `opening` in place of the piece's first word.
    pub(super) fn read_as<T>(
        &mut self,
        piece: &Piece,
        opening: Option<&str>,
        rule: Rule,
        build: impl FnOnce(&mut Builder<'_>, &Pair<'_, Rule>) -> T,
    ) -> Option<T> {
        if self.has_slip(piece) || self.is_too_deep(piece) {
            return None;
        }
        let text = self.text_of(piece);
        if opening.is_none()
            && !matches!(piece.opening, Opening::Glued(_))
            && let Ok(mut pairs) = read(rule, text.text)
        {
            let pair = pairs.next()?;
            return Some(build(&mut self.builder(text, None), &pair));
        }
        let draft = self.mended(piece, opening, rule, text)?;
        let pair = read(rule, &draft.text).ok()?.next()?;
        Some(build(&mut self.builder(text, Some(&draft)), &pair))
    }

    fn builder<'d>(&'d mut self, text: PieceText<'_>, draft: Option<&'d Draft<'d>>) -> Builder<'d> {
        Builder {
            file: self.source.file,
            base: text.base,
            chinese: text.chinese,
            draft,
            diagnostics: &mut self.diagnostics,
        }
    }

    fn mended<'t>(
        &mut self,
        piece: &Piece,
        opening: Option<&str>,
        rule: Rule,
        text: PieceText<'t>,
    ) -> Option<Draft<'t>> {
        let mut draft = Draft::new(text.text);
        if let Some(meant) = opening {
            let word = draft.tokens.first()?;
            draft = draft.with(&[Change::new(word.start, word.end, meant)])?;
        } else if let Opening::Glued(_) = piece.opening {
            draft = self.opening_apart(&draft, text)?;
        }
        for _ in 0..MISTAKES {
            let Err(error) = read(rule, &draft.text) else {
                return Some(draft);
            };
            if matches!(error.variant, ErrorVariant::CustomError { .. }) {
                let span = self.piece_span(piece);
                self.diagnostics.push(say::too_involved(span));
                return None;
            }
            let at = place(&error);
            let stop = Stop {
                rule,
                at,
                index: draft.tokens.iter().position(|token| token.end > at),
                expected: match error.variant {
                    ErrorVariant::ParsingError { positives, .. } => positives,
                    ErrorVariant::CustomError { .. } => Vec::new(),
                },
                chinese: text.chinese,
            };
            draft = self.mend(piece, text, &draft, &stop)?;
        }
        None
    }

    /// A section's keyword that runs into the word behind it, or only begins like one.
    fn opening_apart<'t>(&mut self, draft: &Draft<'t>, text: PieceText<'_>) -> Option<Draft<'t>> {
        let token = *draft.tokens.first()?;
        let word = draft.word(0).to_owned();
        let span = self.place(text, draft, token.start, token.end);
        let openers = KEYWORDS
            .iter()
            .filter(|keyword| keyword.opens.is_some())
            .flat_map(|keyword| keyword.chinese);
        if let Some(meant) = did_you_mean(&word, openers.copied()) {
            self.diagnostics
                .push(say::unknown_section(span, &word, Some(meant)));
            return None;
        }
        let spaced = self.respaced(&word).unwrap_or_else(|| word.clone());
        let edits = vec![Edit {
            span,
            text: spaced.clone(),
        }];
        self.diagnostics.push(say::glued(span, &word, edits));
        draft.with(&[Change::new(token.start, token.end, spaced)])
    }

    /// Reports the mistake at the stop, and goes on behind it where that can be done.
    fn mend<'t>(
        &mut self,
        piece: &Piece,
        text: PieceText<'_>,
        draft: &Draft<'t>,
        stop: &Stop,
    ) -> Option<Draft<'t>> {
        if draft.text.len() <= LONGEST_PIECE {
            if let Some(next) = self.first_that_helps(text, draft, stop, Self::wordings) {
                return Some(next);
            }
            if let Some(next) = self.bracket(text, draft, stop) {
                return next;
            }
            if let Some(next) = self.section_inside(piece, text, draft, stop) {
                return Some(next);
            }
            if let Some(next) =
                self.first_that_helps(text, draft, stop, |_, draft, stop| guesses(draft, stop))
            {
                return Some(next);
            }
        }
        self.tell(text, draft, stop);
        None
    }

    fn first_that_helps<'t>(
        &mut self,
        text: PieceText<'_>,
        draft: &Draft<'t>,
        stop: &Stop,
        ideas: fn(&mut Self, &Draft<'_>, &Stop) -> Vec<Idea>,
    ) -> Option<Draft<'t>> {
        for idea in ideas(self, draft, stop) {
            let Some(next) = draft.with(&idea.changes) else {
                continue;
            };
            if helps(&next, stop, &idea.changes) {
                let diagnostic = self.told(text, draft, stop, &idea);
                self.diagnostics.push(diagnostic);
                return Some(next);
            }
        }
        None
    }

    fn told(&self, text: PieceText<'_>, draft: &Draft<'_>, stop: &Stop, idea: &Idea) -> Diagnostic {
        let edits = self.edits(text, draft, &idea.changes);
        let first = idea.changes.first();
        let (start, end) = first.map_or((stop.at, stop.at), |change| (change.start, change.end));
        // What is put in stands between two words: the carets go under the one it is missing at.
        let unfinished = draft
            .tokens
            .iter()
            .find(|token| token.end == start && matches!(idea.say, Say::Missing));
        let (start, end) =
            match unfinished.or_else(|| stop.index.and_then(|index| draft.tokens.get(index))) {
                Some(token) if start == end => (token.start, token.end),
                _ => (start, end),
            };
        let found = draft.text.get(start..end).unwrap_or_default();
        let start = start + (found.len() - found.trim_start().len());
        let found = found.trim();
        let span = self.place(text, draft, start, start + found.len());
        let meant = first.map_or("", |change| change.text.trim());
        match &idea.say {
            Say::Otherwise => pasted::otherwise(span, found, meant, edits),
            Say::Misspelt => say::misspelt(span, found, meant),
            Say::Glued => say::glued(span, found, edits),
            Say::Leftover => pasted::leftover(Leftover::Mark, span, found, edits),
            Say::Missing => pasted::missing(span, meant, edits),
            Say::Unjoined { or } => pasted::unjoined(span, [edits, self.edits(text, draft, or)]),
            Say::UnjoinedActions => pasted::unjoined_actions(span, meant, edits),
            Say::Unquoted => pasted::text_without_quotes(span, found, edits),
        }
    }

    fn edits(&self, text: PieceText<'_>, draft: &Draft<'_>, changes: &[Change]) -> Vec<Edit> {
        changes
            .iter()
            .map(|change| Edit {
                span: self.place(text, draft, change.start, change.end),
                text: change.text.clone(),
            })
            .collect()
    }

    /// Bytes of a draft as a place in the file.
    fn place(&self, text: PieceText<'_>, draft: &Draft<'_>, start: usize, end: usize) -> Span {
        let start = draft.near(start, false);
        let end = draft.near(end, true).max(start);
        self.span(text.base + start, text.base + end)
    }
}

/// Whether the parser gets beyond the place, and beyond what was changed there.
fn helps(next: &Draft<'_>, stop: &Stop, changes: &[Change]) -> bool {
    let mut grown = 0_isize;
    let mut needed = 0;
    for change in changes.iter().filter(|change| change.start <= stop.at) {
        let start = change.start.saturating_add_signed(grown);
        needed = needed.max(start + change.text.len());
        grown += change.text.len() as isize - (change.end - change.start) as isize;
    }
    let needed = needed.max(stop.at.saturating_add_signed(grown));
    reach(stop.rule, &next.text).is_none_or(|after| after > needed)
}

/// The byte of the piece where the parser could not go on.
fn place(error: &Error<Rule>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

/// How far the parser gets; nothing when it gets through.
fn reach(rule: Rule, text: &str) -> Option<usize> {
    read(rule, text).err().map(|error| place(&error))
}
