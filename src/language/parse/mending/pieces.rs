//! Mistakes of a whole piece: a bracket without its partner, two sections in one, and what nothing explains.

use super::draft::{Change, Draft};
use super::{Reader, Stop, order, reach};
use crate::language::diagnostics::{parse as say, pasted};
use crate::language::grammar::Rule;
use crate::language::parse::PieceText;
use crate::language::parse::mistakes::listed;
use crate::language::source::Span;
use crate::language::split::Piece;
use crate::language::split::tokens::{Token, TokenKind};

impl Reader<'_> {
    /// Reports a bracket without its partner, when the piece has one. With the bracket put in, it may go on.
    #[expect(
        clippy::option_option,
        reason = "there may be no such mistake, or one behind which it cannot go on"
    )]
    pub(super) fn bracket<'t>(
        &mut self,
        text: PieceText<'_>,
        draft: &Draft<'t>,
        stop: &Stop,
    ) -> Option<Option<Draft<'t>>> {
        let mut open: Vec<Token> = Vec::new();
        for (index, token) in draft.tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open => open.push(*token),
                TokenKind::Close if open.pop().is_none() => {
                    if token.start > stop.at {
                        return None;
                    }
                    let span = self.place(text, draft, token.start, token.end);
                    self.diagnostics
                        .push(say::bracket_unopened(span, draft.word(index)));
                    return Some(None);
                }
                _ => {}
            }
        }
        let last = open.last().filter(|last| last.start < stop.at)?;
        let span = self.place(text, draft, last.start, last.end);
        let bracket = draft.text.get(last.start..last.end).unwrap_or_default();
        let closing = match bracket {
            "（" => "）",
            "[" => "]",
            "［" => "］",
            "【" => "】",
            _ => ")",
        };
        // Behind the last word before the stop, or at the end.
        let ends = draft.tokens.iter().map(|token| token.end);
        let before = ends.clone().take_while(|end| *end <= stop.at).last();
        let fits = before.into_iter().chain(ends.max()).find_map(|place| {
            let next = draft.with(&[Change::new(place, place, closing)])?;
            reach(stop.rule, &next.text)
                .is_none()
                .then_some((place, next))
        });
        let at = fits
            .as_ref()
            .map(|(place, _)| self.place(text, draft, *place, *place));
        self.diagnostics
            .push(say::bracket_unclosed(span, bracket, closing, at));
        // Where it belongs may be elsewhere: then the words behind it say nothing yet.
        let joins = |words: &[&str]| {
            (0..draft.tokens.len()).any(|index| {
                words
                    .iter()
                    .any(|word| draft.word(index).eq_ignore_ascii_case(word))
            })
        };
        let unclear = joins(&["and", "且", "并且", "而且"]) && joins(&["or", "或", "或者"]);
        Some(fits.filter(|_| !unclear).map(|(_, next)| next))
    }

    /// `when … then …` in one line: what is before the section's word is a piece, and what is behind it another.
    pub(super) fn section_inside<'t>(
        &mut self,
        piece: &Piece,
        text: PieceText<'_>,
        draft: &Draft<'t>,
        stop: &Stop,
    ) -> Option<Draft<'t>> {
        let stopped = stop.index.filter(|index| *index > 0)?;
        let comma = matches!(draft.tokens.get(stopped)?.kind, TokenKind::Comma);
        let index = stopped + usize::from(comma);
        let token = *draft.tokens.get(index)?;
        let opening = order::section(draft, index)?;
        if !may_be_cut(stop.rule) {
            return None;
        }
        let head = draft.tokens.get(stopped - 1)?.end;
        let whole = draft.with(&[Change::new(head, draft.text.len(), "")])?;
        if reach(stop.rule, &whole.text).is_some() {
            return None;
        }
        let at = text.base + draft.before(token.start)?;
        let first = (piece.first..piece.end).find(|first| {
            self.tokens
                .get(*first)
                .is_some_and(|token| token.start == at)
        })?;
        let change = Change::new(head, token.start, "\n  ");
        let edits = self.edits(text, draft, std::slice::from_ref(&change));
        let span = self.place(text, draft, token.start, token.end);
        self.diagnostics
            .push(pasted::inside_line(span, draft.word(index), edits));
        self.rest.push_back(Piece {
            opening,
            first,
            end: piece.end,
        });
        Some(whole)
    }

    /// Nothing helps: what was found, and what could stand there.
    pub(super) fn tell(&mut self, text: PieceText<'_>, draft: &Draft<'_>, stop: &Stop) {
        let expected = listed(&stop.expected, stop.chinese);
        let Some(index) = stop.index else {
            let Some(last) = draft.tokens.last() else {
                return;
            };
            let span = self.place(text, draft, last.start, last.end);
            self.diagnostics
                .push(say::incomplete(span, draft.word(0), &expected));
            return;
        };
        if self.untitled(text, draft, stop.rule, index) {
            return;
        }
        let Some(token) = draft.tokens.get(index).copied() else {
            return;
        };
        let span = self.place(text, draft, token.start, token.end);
        let behind_within = index
            .checked_sub(1)
            .is_some_and(|before| draft.word(before).eq_ignore_ascii_case("within"));
        if stop.expected.contains(&Rule::last_window)
            || stop.expected.contains(&Rule::window) && behind_within
        {
            let at = Span {
                end: span.start,
                ..span
            };
            self.diagnostics
                .push(say::window_without_direction(span, at));
            return;
        }
        self.diagnostics
            .push(say::unexpected(span, draft.word(index), &expected));
    }

    /// `rule Birthday gift`: the title without its quotes.
    fn untitled(
        &mut self,
        text: PieceText<'_>,
        draft: &Draft<'_>,
        rule: Rule,
        index: usize,
    ) -> bool {
        let is_head = matches!(
            rule,
            Rule::rule_piece | Rule::test_piece | Rule::policy_piece
        );
        let behind_keyword = index == 1 || index == 2 && matches!(draft.word(1), ":" | "：");
        let Some(first) = draft
            .tokens
            .get(index)
            .filter(|token| token.kind == TokenKind::Word && is_head && behind_keyword)
        else {
            return false;
        };
        let line = draft.text.get(first.start..).unwrap_or_default();
        let line = line.lines().next().unwrap_or_default();
        let title = line.trim_end().trim_end_matches([':', '：']).trim_end();
        let span = self.place(text, draft, first.start, first.start + title.len());
        self.diagnostics
            .push(say::title_without_quotes(span, &format!("\"{title}\"")));
        true
    }
}

/// Pieces behind which another section may begin in the same line.
fn may_be_cut(rule: Rule) -> bool {
    !matches!(
        rule,
        Rule::customer_piece
            | Rule::field_piece
            | Rule::event_piece
            | Rule::segment_piece
            | Rule::test_piece
            | Rule::given_piece
            | Rule::expect_piece
    )
}
