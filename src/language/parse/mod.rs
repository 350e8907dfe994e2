//! From text to syntax tree: split, then each piece through pest, then into the tree.
//!
//! Every mistake of a file comes back in one go; what could be read is in the tree.

mod build;
mod events;
mod expressions;
mod glue;
mod items;
mod literals;
mod mending;
mod mistakes;
mod phrases;
mod schema;
mod sections;
mod slips;
mod test_items;

pub use glue::respaced;
#[cfg(test)]
pub(super) use items::section_rule;

use std::collections::{BTreeMap, VecDeque};

use super::diagnostics::pasted::{Leftover, leftover};
use super::diagnostics::{Diagnostic, Edit, parse as say, sort};
use super::keywords::is_chinese;
use super::source::{Source, Span};
use super::split::pasted::{Found, scrub};
use super::split::tokens::{Slip, SlipKind, TokenKind, Tokens, tokens};
use super::split::{Opening, Piece, split};
use super::syntax::RuleFile;

/// How deep brackets, `not`s and sums may nest.
pub const NESTING_LIMIT: usize = 64;

/// Reads one file. The diagnostics are sorted by place; with an error among them the tree is partial.
pub fn parse(source: &Source) -> (RuleFile, Vec<Diagnostic>) {
    let start = Span::new(source.file, 0, 0);
    let unreadable = source.text().match_indices(['\u{fffd}', '\0']).next();
    if let Some((at, letter)) = unreadable {
        let span = Span::new(source.file, at, at + letter.len());
        return (RuleFile::default(), vec![say::not_text(span, &source.name)]);
    }
    let (clean, leftovers) = scrub(source.text());
    let tokens = tokens(&clean);
    if tokens.all.is_empty() {
        return (
            RuleFile::default(),
            vec![say::empty_file(start, &source.name)],
        );
    }
    let split = split(&tokens);
    let mut reader = Reader {
        source,
        tokens: &tokens,
        diagnostics: Vec::new(),
        words: None,
        rest: VecDeque::new(),
        split_words: leftovers
            .iter()
            .filter(|found| found.kind == Leftover::Invisible)
            .map(|found| found.start as u32)
            .collect(),
    };
    reader.leftovers(&leftovers);
    for slip in &tokens.slips {
        reader.slip(*slip);
    }
    if let Some(stray) = &split.stray {
        reader.stray(stray);
    }
    reader.mixed_languages(&split.items);
    let items = split
        .items
        .iter()
        .filter_map(|item| reader.item(item))
        .collect();
    let mut diagnostics = reader.diagnostics;
    sort(&mut diagnostics);
    (RuleFile { items }, diagnostics)
}

/// Reads the pieces of one file and collects what is wrong with them.
struct Reader<'s> {
    source: &'s Source,
    tokens: &'s Tokens,
    diagnostics: Vec<Diagnostic>,
    /// Words that stand by themselves somewhere in the file, found once when something is glued.
    words: Option<Vec<String>>,
    /// Where an invisible character stands inside a word.
    split_words: Vec<u32>,
    /// Sections found inside the piece that was read last.
    rest: VecDeque<Piece>,
}

/// A piece's text without comments, and where it starts in the file.
#[derive(Clone, Copy)]
struct PieceText<'s> {
    text: &'s str,
    base: usize,
    chinese: bool,
}

impl<'s> Reader<'s> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.file, start, end)
    }

    fn token_span(&self, index: usize) -> Span {
        self.tokens
            .get(index)
            .map_or(self.span(0, 0), |token| self.span(token.start, token.end))
    }

    fn piece_span(&self, piece: &Piece) -> Span {
        self.token_span(piece.first)
            .to(self.token_span(piece.end - 1))
    }

    fn text_of(&self, piece: &Piece) -> PieceText<'s> {
        let span = self.piece_span(piece);
        let text = self
            .tokens
            .clean
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default();
        let first = self
            .tokens
            .get(piece.first)
            .map_or("", |token| self.tokens.text(token));
        PieceText {
            text,
            base: span.start as usize,
            chinese: is_chinese(first),
        }
    }

    fn has_slip(&self, piece: &Piece) -> bool {
        let span = self.piece_span(piece);
        let slips = &self.tokens.slips;
        let next = slips.partition_point(|slip| slip.start < span.start as usize);
        slips
            .get(next)
            .is_some_and(|slip| slip.start < span.end as usize)
            || self
                .split_words
                .iter()
                .any(|at| (span.start..span.end).contains(at))
    }

    fn is_too_deep(&mut self, piece: &Piece) -> bool {
        let mut depth = 0_usize;
        for index in piece.first..piece.end {
            match self.tokens.get(index).map(|token| token.kind) {
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > NESTING_LIMIT {
                self.diagnostics
                    .push(say::too_deep(self.token_span(index), NESTING_LIMIT));
                return true;
            }
        }
        false
    }

    /// All signs of one kind are one mistake, and one correction.
    fn leftovers(&mut self, found: &[Found]) {
        let mut kinds: BTreeMap<Leftover, Vec<&Found>> = BTreeMap::new();
        for one in found {
            kinds.entry(one.kind).or_default().push(one);
        }
        for (kind, found) in kinds {
            let edits: Vec<Edit> = found
                .iter()
                .map(|one| Edit {
                    span: self.span(one.start, one.end),
                    text: one.instead.to_owned(),
                })
                .collect();
            let Some(first) = edits.first() else { continue };
            let raw = self.source.slice(first.span);
            let written = raw.trim().to_owned();
            let start = first.span.start as usize + raw.len() - raw.trim_start().len();
            let span = self.span(start, start + written.len());
            let span = if kind == Leftover::Invisible {
                first.span
            } else {
                span
            };
            self.diagnostics.push(leftover(kind, span, &written, edits));
        }
    }

    fn slip(&mut self, slip: Slip) {
        let span = self.span(slip.start, slip.end);
        let text = self.source.slice(span);
        let inner: String = text
            .chars()
            .skip(1)
            .take(text.chars().count().saturating_sub(2))
            .collect();
        self.diagnostics.push(match slip.kind {
            SlipKind::Unclosed => {
                let quote = match text.chars().next() {
                    Some('“' | '”') => "”",
                    Some('「') => "」",
                    Some('『') => "』",
                    _ => "\"",
                };
                say::string_unclosed(span, quote)
            }
            SlipKind::LongWord => say::word_too_long(span),
            SlipKind::Mismatched | SlipKind::SingleQuotes => {
                say::wrong_quotes(span, &format!("\"{inner}\""))
            }
        });
    }

    fn stray(&mut self, piece: &Piece) {
        let span = self.token_span(piece.first);
        let first_line = self.source.line_at(span.start);
        let line_end = self.source.line_bounds(first_line).1;
        let last = (piece.first..piece.end)
            .map(|index| self.token_span(index))
            .take_while(|token| token.end as usize <= line_end)
            .last();
        let diagnostic = say::stray(span.to(last.unwrap_or(span)), self.source.slice(span));
        let edits = match piece.opening {
            // `## rule "Gift"`: the first line became a remark.
            Opening::Keyword(_) | Opening::Glued(_) => self.head_behind_sign(first_line),
            // A sentence that came along stays as a remark.
            Opening::Field | Opening::Unknown => {
                let last_line = self.source.line_at(self.token_span(piece.end - 1).start);
                let lines = (first_line..=last_line)
                    .filter(|line| !self.source.line(*line).trim().is_empty());
                let starts = lines.map(|line| self.source.line_bounds(line).0);
                let remark = |start: usize| Edit {
                    span: self.span(start, start),
                    text: "# ".to_owned(),
                };
                starts.map(remark).collect()
            }
        };
        self.diagnostics.push(if edits.is_empty() {
            diagnostic
        } else {
            diagnostic.fix_all(edits)
        });
    }

    /// The signs before the first line of an item, when the line above is one but for them.
    fn head_behind_sign(&self, line: usize) -> Vec<Edit> {
        let above = (1..line)
            .rev()
            .find(|above| !self.source.line(*above).trim().is_empty());
        let Some(above) = above else {
            return Vec::new();
        };
        let text = self.source.line(above);
        let head = text.trim_start_matches(['#', ' ']);
        let opens = |word: &str| {
            head.strip_prefix(word)
                .or_else(|| {
                    head.get(..word.len())
                        .filter(|h| h.eq_ignore_ascii_case(word))
                        .and_then(|_| head.get(word.len()..))
                })
                .is_some_and(|rest| rest.trim_start().starts_with(['"', '“', '「']))
        };
        if head.len() == text.len() || !["rule", "规则"].into_iter().any(opens) {
            return Vec::new();
        }
        let start = self.source.line_bounds(above).0;
        vec![Edit {
            span: self.span(start, start + text.len() - head.len()),
            text: String::new(),
        }]
    }

    /// Warns once, where the second language comes in.
    fn mixed_languages(&mut self, items: &[super::split::RawItem]) {
        let pieces = items
            .iter()
            .flat_map(|item| std::iter::once(&item.head).chain(&item.parts));
        let opened = pieces.filter(|piece| matches!(piece.opening, Opening::Keyword(_)));
        let mut first = None;
        for piece in opened {
            let span = self.token_span(piece.first);
            let word = self.source.slice(span);
            let chinese = is_chinese(word);
            if *first.get_or_insert(chinese) != chinese {
                self.diagnostics
                    .push(say::mixed_languages(span, word, chinese));
                return;
            }
        }
    }
}
