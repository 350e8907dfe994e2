//! From text to syntax tree: split, then each piece through pest, then into the tree.
//!
//! Every mistake of a file comes back in one go; what could be read is in the tree.

mod build;
mod events;
mod expressions;
mod glue;
mod items;
mod literals;
mod mistakes;
mod phrases;
mod schema;
mod sections;
mod test_items;

pub use glue::respaced;
#[cfg(test)]
pub(super) use items::section_rule;

use pest::error::ErrorVariant;

use super::diagnostics::{Diagnostic, parse as say, sort};
use super::grammar::{Rule, read};
use super::keywords::is_chinese;
use super::source::{Source, Span};
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
    let tokens = tokens(source.text());
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
    };
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

    /// Parses a piece with its grammar rule; what is wrong with it is reported.
    fn pest(&mut self, piece: &Piece, rule: Rule) -> Option<pest::iterators::Pair<'s, Rule>> {
        let span = self.piece_span(piece);
        let slips = &self.tokens.slips;
        let next = slips.partition_point(|slip| slip.start < span.start as usize);
        let slipped = slips
            .get(next)
            .is_some_and(|slip| slip.start < span.end as usize);
        if slipped || self.is_too_deep(piece) {
            return None;
        }
        if let Opening::Glued(_) = piece.opening {
            self.glued_opening(piece, rule);
            return None;
        }
        let text = self.text_of(piece);
        match read(rule, text.text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) if matches!(error.variant, ErrorVariant::CustomError { .. }) => {
                self.diagnostics.push(say::too_involved(span));
                None
            }
            Err(error) => {
                self.explain(piece, rule, &error);
                None
            }
        }
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
        let line_end = self.source.line_bounds(self.source.line_at(span.start)).1;
        let last = (piece.first..piece.end)
            .map(|index| self.token_span(index))
            .take_while(|token| token.end as usize <= line_end)
            .last();
        self.diagnostics.push(say::stray(
            span.to(last.unwrap_or(span)),
            self.source.slice(span),
        ));
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
