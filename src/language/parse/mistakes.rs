//! Why a piece could not be parsed, in the user's words. Of pest's error only the place and the
//! expected rules are used.

use std::collections::BTreeSet;

use pest::error::{Error, ErrorVariant, InputLocation};

use super::glue::respaced;
use super::phrases::{Phrase, phrase};
use super::{PieceText, Reader};
use crate::language::diagnostics::{Edit, did_you_mean, parse as say};
use crate::language::grammar::{Rule, read};
use crate::language::keywords::{KEYWORDS, Keyword, is_chinese, spellings};
use crate::language::said::{Language, Said, any_of, any_of_in_chinese};
use crate::language::source::Span;
use crate::language::split::Piece;
use crate::language::split::tokens::{Token, TokenKind};

/// At most so many ways to go on are listed.
const LISTED: usize = 6;

impl Reader<'_> {
    /// Reports what is wrong with a piece that pest refused.
    pub(super) fn explain(&mut self, piece: &Piece, rule: Rule, error: &Error<Rule>) {
        let text = self.text_of(piece);
        let at = text.base + place(error);
        let found = (piece.first..piece.end)
            .find(|index| self.tokens.get(*index).is_some_and(|token| token.end > at));
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives.as_slice(),
            ErrorVariant::CustomError { .. } => &[],
        };
        if self.glued(piece, rule, found) || self.unbalanced(piece, rule, at) {
            return;
        }
        let listed = listed(expected, text.chinese);
        let Some(index) = found else {
            let (opened, last) = (self.token_span(piece.first), self.token_span(piece.end - 1));
            self.diagnostics
                .push(say::incomplete(last, self.source.slice(opened), &listed));
            return;
        };
        let span = self.token_span(index);
        let behind = index.checked_sub(1).filter(|before| *before > piece.first);
        for index in std::iter::once(index).chain(behind) {
            if let Some((span, meant)) = self.meant(piece, rule, index, expected) {
                let word = self.source.slice(span).to_owned();
                self.diagnostics.push(say::misspelt(span, &word, meant));
                return;
            }
        }
        if self.untitled(piece, rule, index) {
            return;
        }
        if expected.contains(&Rule::last_window)
            || expected.contains(&Rule::window) && self.word_before(index, piece) == Some("within")
        {
            self.diagnostics.push(say::window_without_direction(
                span,
                Span {
                    end: span.start,
                    ..span
                },
            ));
            return;
        }
        self.diagnostics
            .push(say::unexpected(span, self.source.slice(span), &listed));
    }

    /// `rule Birthday gift`: the title without its quotes.
    fn untitled(&mut self, piece: &Piece, rule: Rule, index: usize) -> bool {
        let is_head = matches!(
            rule,
            Rule::rule_piece | Rule::test_piece | Rule::policy_piece
        );
        if !is_head
            || index != piece.first + 1
            || self
                .tokens
                .get(index)
                .is_none_or(|token| token.kind != TokenKind::Word)
        {
            return false;
        }
        let first = self.token_span(index);
        let line_end = self.source.line_bounds(self.source.line_at(first.start)).1;
        let rest = (index..piece.end)
            .map(|index| self.token_span(index))
            .take_while(|span| span.end as usize <= line_end)
            .last();
        let span = first.to(rest.unwrap_or(first));
        let title = self.source.slice(span).trim_end_matches([':', '：']);
        self.diagnostics
            .push(say::title_without_quotes(span, &format!("\"{title}\"")));
        true
    }

    /// A section's keyword that runs into the word behind it.
    pub(super) fn glued_opening(&mut self, piece: &Piece, rule: Rule) {
        let span = self.token_span(piece.first);
        let word = self.source.slice(span).to_owned();
        let openers = KEYWORDS
            .iter()
            .filter(|keyword| keyword.opens.is_some())
            .flat_map(|keyword| keyword.chinese);
        if let Some(meant) = did_you_mean(&word, openers.copied()) {
            self.diagnostics
                .push(say::unknown_section(span, &word, Some(meant)));
            return;
        }
        if self.glued(piece, rule, Some(piece.first)) {
            return;
        }
        let spaced = self.respaced(&word).unwrap_or_else(|| word.clone());
        self.diagnostics
            .push(say::glued(span, &word, vec![Edit { span, text: spaced }]));
    }

    /// Reports glued words when taking them apart gets the parser past the place where it stopped.
    fn glued(&mut self, piece: &Piece, rule: Rule, found: Option<usize>) -> bool {
        let text = self.text_of(piece);
        let mut edits = Vec::new();
        let mut culprit = None;
        for index in piece.first..piece.end {
            let Some(token) = self
                .tokens
                .get(index)
                .filter(|token| token.kind == TokenKind::Word)
            else {
                continue;
            };
            let word = self.tokens.text(token).to_owned();
            if let Some(spaced) = self.respaced(&word) {
                // The one at which the parser stopped, else the last before it.
                if found.is_none_or(|found| index <= found) {
                    culprit = Some(index);
                }
                edits.push(Edit {
                    span: self.token_span(index),
                    text: spaced,
                });
            }
        }
        let Some(culprit) = culprit else { return false };
        let before = reach(rule, text.text).unwrap_or(usize::MAX);
        let (fixed, grown) = applied(text, &edits, before);
        if reach(rule, &fixed).is_some_and(|after| after <= before.saturating_add(grown)) {
            return false;
        }
        let span = self.token_span(culprit);
        let word = self.source.slice(span).to_owned();
        self.diagnostics.push(say::glued(span, &word, edits));
        true
    }

    fn respaced(&mut self, word: &str) -> Option<String> {
        let words = self.words.get_or_insert_with(|| {
            let mut words = Vec::new();
            for token in &self.tokens.all {
                let text = self.tokens.text(*token);
                let name = match token.kind {
                    TokenKind::Word => text,
                    TokenKind::Text => text.trim_matches(['"', '“', '”', '「', '」']),
                    _ => continue,
                };
                if is_chinese(name)
                    && name.len() <= 60
                    && (token.kind == TokenKind::Text || respaced(name, |_| false).is_none())
                {
                    words.push(name.to_owned());
                }
            }
            words.sort_unstable();
            words.dedup();
            words
        });
        respaced(word, |name| {
            words
                .binary_search_by(|word| word.as_str().cmp(name))
                .is_ok()
        })
    }

    /// Reports a bracket without its partner, when the piece has one.
    fn unbalanced(&mut self, piece: &Piece, rule: Rule, at: usize) -> bool {
        let mut open: Vec<Token> = Vec::new();
        for token in (piece.first..piece.end).filter_map(|index| self.tokens.get(index)) {
            match token.kind {
                TokenKind::Open => open.push(token),
                TokenKind::Close if open.pop().is_none() => {
                    if token.start > at {
                        return false;
                    }
                    let span = self.span(token.start, token.end);
                    self.diagnostics
                        .push(say::bracket_unopened(span, self.source.slice(span)));
                    return true;
                }
                _ => {}
            }
        }
        let Some(last) = open.last().filter(|last| last.start < at) else {
            return false;
        };
        let span = self.span(last.start, last.end);
        let bracket = self.source.slice(span);
        let closing = match bracket {
            "（" => "）",
            "[" => "]",
            "［" => "］",
            "【" => "】",
            _ => ")",
        };
        let fits = self.closing_place(piece, rule, at, closing);
        self.diagnostics.push(say::bracket_unclosed(
            span,
            bracket,
            closing,
            fits.map(|at| self.span(at, at)),
        ));
        true
    }

    /// Where the missing bracket makes the piece whole: behind the last word before the place, or at the end.
    fn closing_place(&self, piece: &Piece, rule: Rule, at: usize, closing: &str) -> Option<usize> {
        let text = self.text_of(piece);
        let before = (piece.first..piece.end)
            .filter_map(|index| self.tokens.get(index))
            .map(|token| token.end);
        let place = before.clone().take_while(|end| *end <= at).last();
        place.into_iter().chain(before.max()).find(|place| {
            let (head, tail) = text
                .text
                .split_at_checked(place - text.base)
                .unwrap_or((text.text, ""));
            reach(rule, &format!("{head}{closing}{tail}")).is_none()
        })
    }

    fn word_before(&self, index: usize, piece: &Piece) -> Option<&str> {
        let before = index
            .checked_sub(1)
            .filter(|before| *before >= piece.first)?;
        self.tokens.get(before).map(|token| self.tokens.text(token))
    }

    /// What was meant by the word where the parser stopped, if putting it in gets further.
    fn meant(
        &self,
        piece: &Piece,
        rule: Rule,
        index: usize,
        expected: &[Rule],
    ) -> Option<(Span, &'static str)> {
        let token = self.tokens.get(index)?;
        let span = self.token_span(index);
        let word = self.tokens.text(token);
        let mut candidates: Vec<(Span, &'static str)> = Vec::new();
        match (token.kind, word) {
            (TokenKind::Operator, "=>" | "＝＞") => candidates.push((span, ">=")),
            (TokenKind::Operator, "=<" | "＝＜") => candidates.push((span, "<=")),
            (TokenKind::Operator, "&" | "&&") => candidates.push((span, "and")),
            (TokenKind::Operator, "|" | "||") => candidates.push((span, "or")),
            (TokenKind::Word, _) => {
                let all = || {
                    spellings()
                        .filter(|(_, keyword)| !keyword.mark)
                        .map(|(text, _)| text)
                };
                // `whole numbr`: words of the language that are two words.
                let next = self.tokens.get(index + 1);
                if let Some(next) =
                    next.filter(|next| next.kind == TokenKind::Word && index + 1 < piece.end)
                {
                    let both = format!("{word} {}", self.tokens.text(next));
                    let meant = did_you_mean(&both, all().filter(|text| text.contains(' ')));
                    candidates
                        .extend(meant.map(|meant| (span.to(self.token_span(index + 1)), meant)));
                }
                let of_rules = expected.iter().filter_map(|rule| match phrase(*rule) {
                    Phrase::Word(keyword) => Some(keyword),
                    _ => None,
                });
                let fitting =
                    of_rules.flat_map(|keyword| keyword.english.iter().chain(keyword.chinese));
                let meant =
                    did_you_mean(word, fitting.copied()).or_else(|| did_you_mean(word, all()));
                candidates.extend(meant.map(|meant| (span, meant)));
            }
            _ => return None,
        }
        let text = self.text_of(piece);
        let before = reach(rule, text.text)?;
        let start = token.start - text.base;
        candidates.into_iter().find(|(span, meant)| {
            let (fixed, _) = applied(
                text,
                &[Edit {
                    span: *span,
                    text: (*meant).to_owned(),
                }],
                0,
            );
            let old = span.end as usize - text.base;
            let needed = (before + meant.len())
                .saturating_sub(old - start)
                .max(start + meant.len());
            reach(rule, &fixed).is_none_or(|after| after > needed)
        })
    }
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

/// The piece with the edits made, and by how much it grew before `until`.
fn applied(text: PieceText<'_>, edits: &[Edit], until: usize) -> (String, usize) {
    let mut fixed = String::with_capacity(text.text.len() + 16);
    let mut done = 0;
    let mut grown = 0;
    for edit in edits {
        let (start, end) = (
            edit.span.start as usize - text.base,
            edit.span.end as usize - text.base,
        );
        fixed.push_str(text.text.get(done..start).unwrap_or_default());
        fixed.push_str(&edit.text);
        if start <= until {
            grown += edit.text.len().saturating_sub(end - start);
        }
        done = end;
    }
    fixed.push_str(text.text.get(done..).unwrap_or_default());
    (fixed, grown)
}

/// The ways to go on. In English they are the words of the piece's own language, in Chinese always
/// Chinese words: who reads Chinese asked for it, while English is also what reads who asked for nothing.
fn listed(expected: &[Rule], chinese: bool) -> Said {
    let of_piece = if chinese {
        Language::Chinese
    } else {
        Language::English
    };
    let english = ways(expected, |english, _| english, |word| usual(word, of_piece));
    let chinese = ways(
        expected,
        |_, chinese| chinese,
        |word| usual(word, Language::Chinese).map(full_width),
    );
    Said::new(any_of(&english), any_of_in_chinese(&chinese))
}

fn ways(
    expected: &[Rule],
    pick: impl Fn(&'static str, &'static str) -> &'static str,
    spelling: impl Fn(&Keyword) -> Option<&'static str>,
) -> Vec<String> {
    let mut ways = BTreeSet::new();
    for rule in expected {
        match phrase(*rule) {
            Phrase::Word(keyword) => {
                let rank = if keyword.mark { 2 } else { 1 };
                ways.extend(spelling(keyword).map(|word| (rank, format!("`{word}`"))));
            }
            Phrase::Say(english, chinese) => {
                ways.insert((0, pick(english, chinese).to_owned()));
            }
            Phrase::Nothing => {}
        }
    }
    ways.into_iter().map(|(_, way)| way).take(LISTED).collect()
}

/// The usual spelling of a word in a language; marks are the same in both.
fn usual(keyword: &Keyword, language: Language) -> Option<&'static str> {
    let own = match language {
        Language::Chinese if !keyword.mark => keyword.chinese,
        _ => keyword.english,
    };
    own.first().copied()
}

/// Punctuation as Chinese writes it.
fn full_width(word: &'static str) -> &'static str {
    match word {
        "(" => "（",
        ")" => "）",
        "," => "，",
        ";" => "；",
        ":" => "：",
        other => other,
    }
}
