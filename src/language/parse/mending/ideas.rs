//! What could have been meant at the place where the parser stopped.

use super::draft::{Change, Draft};
use super::{Idea, Reader, Say, Stop, WORDS_BACK, loose, order, values};
use crate::language::diagnostics::did_you_mean;
use crate::language::grammar::Rule;
use crate::language::keywords::{is_chinese, spellings};
use crate::language::parse::phrases::{Phrase, phrase};
use crate::language::split::tokens::{Token, TokenKind};

impl Reader<'_> {
    /// Things that are only ever written by mistake in one way.
    pub(super) fn wordings(&mut self, draft: &Draft<'_>, stop: &Stop) -> Vec<Idea> {
        let mut ideas = Vec::new();
        let last = draft.tokens.len().saturating_sub(1);
        let index = stop.index.unwrap_or(last);
        let otherwise = |change| Idea::new(change, Say::Otherwise);
        let windows = order::windows(draft, index, stop.chinese);
        ideas.extend(windows.into_iter().map(otherwise));
        let mut loose = Vec::new();
        for near in index.saturating_sub(3)..=index {
            for (first, end, meant) in loose::at(draft, near, stop.chinese) {
                let places = draft.tokens.get(first).zip(draft.tokens.get(end - 1));
                // A section's first word opens it, and `then` joins actions alone.
                let fits =
                    first > 0 && (meant != "and" && meant != "并" || may_join(draft, first, stop));
                if let Some((from, to)) = places.filter(|_| fits) {
                    let meant = spaced_out(draft, from.start, to.end, meant);
                    loose.push(Idea::new(
                        Change::new(from.start, to.end, meant),
                        Say::Otherwise,
                    ));
                }
            }
        }
        loose.sort_by_key(|idea| {
            let change = idea.changes.first();
            std::cmp::Reverse(change.map_or(0, |change| change.end - change.start))
        });
        ideas.extend(loose);
        ideas.extend(
            values::at(draft, index, stop.chinese)
                .into_iter()
                .map(otherwise),
        );
        ideas.extend(order::today_first(draft, index).map(otherwise));
        for near in (index.saturating_sub(WORDS_BACK)..=index).rev() {
            let Some(token) = draft.tokens.get(near).copied() else {
                continue;
            };
            if token.kind == TokenKind::Word
                && let Some(spaced) = self.respaced(draft.word(near))
            {
                ideas.push(Idea::new(
                    Change::new(token.start, token.end, spaced),
                    Say::Glued,
                ));
            }
        }
        ideas
    }
}

/// What was probably meant.
pub(super) fn guesses(draft: &Draft<'_>, stop: &Stop) -> Vec<Idea> {
    let mut ideas = Vec::new();
    let Some(index) = stop.index else {
        if stop.expected.contains(&Rule::percent_sign)
            && let Some(last) = draft.tokens.last().filter(|t| t.kind == TokenKind::Number)
        {
            ideas.push(Idea::new(
                Change::new(last.end, last.end, "%"),
                Say::Missing,
            ));
        }
        return ideas;
    };
    let Some(token) = draft.tokens.get(index).copied() else {
        return ideas;
    };
    for near in std::iter::once(index).chain(index.checked_sub(1).filter(|near| *near > 0)) {
        ideas.extend(misspelt(draft, stop, near));
    }
    if stop.expected.contains(&Rule::colon) && is_about_actions(stop.rule) {
        for change in order::colon(draft, index, stop.chinese) {
            let say = if change.start == change.end {
                Say::Missing
            } else {
                Say::Otherwise
            };
            ideas.push(Idea::new(change, say));
        }
    }
    if stop.expected.contains(&Rule::string)
        && let Some(change) = order::unquoted(draft, index)
    {
        ideas.push(Idea::new(change, Say::Unquoted));
    }
    if let Some(change) = order::left_behind(draft, index) {
        ideas.push(Idea::new(change, Say::Leftover));
    }
    if let Some(changes) = order::curly(draft, index, stop.chinese) {
        ideas.push(Idea {
            changes,
            say: Say::Otherwise,
        });
    }
    if stop.rule == Rule::given_piece && stop.expected.contains(&Rule::kw_is) {
        let is = if stop.chinese { "是 " } else { "is " };
        let change = Change::new(token.start, token.start, is);
        ideas.push(Idea::new(change, Say::Missing));
    } else {
        ideas.extend(joint(draft, stop, index, token));
    }
    if stop.expected.contains(&Rule::percent_sign)
        && let Some(before) = index.checked_sub(1).and_then(|at| draft.tokens.get(at))
        && before.kind == TokenKind::Number
    {
        let change = Change::new(before.end, before.end, "%");
        ideas.push(Idea::new(change, Say::Missing));
    }
    ideas
}

/// Blanks around words that would otherwise touch their neighbours; marks need none.
fn spaced_out(draft: &Draft<'_>, start: usize, end: usize, meant: &str) -> String {
    let chinese = is_chinese(meant);
    let touches = |c: Option<char>| {
        c.is_some_and(|c| c.is_alphanumeric() && !(chinese && c.is_ascii_digit()))
    };
    let before = draft
        .text
        .get(..start)
        .and_then(|head| head.chars().next_back());
    let after = draft.text.get(end..).and_then(|tail| tail.chars().next());
    let is_word = meant.starts_with(char::is_alphanumeric);
    let left = if is_word && touches(before) { " " } else { "" };
    let right = if is_word && touches(after) { " " } else { "" };
    format!("{left}{meant}{right}")
}

/// Whether the word joins actions where it stands: `then` between two of them does, and in a condition never.
fn may_join(draft: &Draft<'_>, index: usize, stop: &Stop) -> bool {
    let is_then = matches!(draft.word(index), "则" | "然后" | "且")
        || draft.word(index).eq_ignore_ascii_case("then");
    !is_then || is_about_actions(stop.rule)
}

/// A word of the language that was nearly written.
fn misspelt(draft: &Draft<'_>, stop: &Stop, index: usize) -> Vec<Idea> {
    let mut ideas = Vec::new();
    let Some(token) = draft
        .tokens
        .get(index)
        .filter(|token| token.kind == TokenKind::Word)
    else {
        return ideas;
    };
    let word = draft.word(index);
    let all = || {
        spellings()
            .filter(|(_, keyword)| !keyword.mark)
            .map(|(text, _)| text)
    };
    // `whole numbr`: words of the language that are two words.
    if let Some(next) = draft
        .tokens
        .get(index + 1)
        .filter(|next| next.kind == TokenKind::Word)
    {
        let both = format!("{word} {}", draft.word(index + 1));
        let meant = did_you_mean(&both, all().filter(|text| text.contains(' ')));
        ideas.extend(
            meant.map(|meant| Idea::new(Change::new(token.start, next.end, meant), Say::Misspelt)),
        );
    }
    let of_rules = stop.expected.iter().filter_map(|rule| match phrase(*rule) {
        Phrase::Word(keyword) => Some(keyword),
        _ => None,
    });
    let fitting = of_rules.flat_map(|keyword| keyword.english.iter().chain(keyword.chinese));
    let meant = did_you_mean(word, fitting.copied()).or_else(|| did_you_mean(word, all()));
    ideas.extend(
        meant.map(|meant| Idea::new(Change::new(token.start, token.end, meant), Say::Misspelt)),
    );
    ideas
}

/// A comma, or nothing, where a word must join.
fn joint(draft: &Draft<'_>, stop: &Stop, index: usize, token: Token) -> Vec<Idea> {
    let Some(before) = index.checked_sub(1).and_then(|at| draft.tokens.get(at)) else {
        return Vec::new();
    };
    let dash = matches!(draft.word(index), "–" | "—");
    let place = match token.kind {
        _ if order::section(draft, index).is_some() => None,
        TokenKind::Comma | TokenKind::Other if token.kind == TokenKind::Comma || dash => draft
            .tokens
            .get(index + 1)
            .map(|next| (before.end, next.start)),
        TokenKind::Word | TokenKind::Open | TokenKind::Text => Some((token.start, token.start)),
        _ => None,
    };
    let Some((start, end)) = place else {
        return Vec::new();
    };
    let pick = |english, chinese| if stop.chinese { chinese } else { english };
    let blank = if start == end { "" } else { " " };
    let with = |word: &str| vec![Change::new(start, end, format!("{blank}{word} "))];
    let mut ideas = Vec::new();
    if stop.expected.contains(&Rule::kw_and) {
        ideas.push(Idea {
            changes: with(pick("and", "且")),
            say: Say::Unjoined {
                or: with(pick("or", "或")),
            },
        });
    }
    // What is behind a dash is more often a remark than an action.
    if stop.expected.contains(&Rule::kw_join) && !dash {
        ideas.push(Idea {
            changes: with(pick("and", "并")),
            say: Say::UnjoinedActions,
        });
    }
    ideas
}

fn is_about_actions(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::then_piece
            | Rule::wait_piece
            | Rule::split_piece
            | Rule::given_piece
            | Rule::expect_piece
    )
}
