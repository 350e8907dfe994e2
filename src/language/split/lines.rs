//! What the first word of a line does: opens an item, opens a section, or goes on with the last one.

use rustc_hash::FxHashMap;

use super::tokens::{LONGEST_WORD, Token, TokenKind, Tokens};
use super::{ItemKind, Opening, Piece};
use crate::language::diagnostics::did_you_mean;
use crate::language::keywords::{KEYWORDS, Keyword, Opens, chinese_ends, is_chinese};

pub enum Line {
    Item(ItemKind, Opening),
    Part(Opening),
    Continues,
}

/// Keywords after which a phrase may be complete; after any other one, something must follow.
const COMPLETE: &[&str] = &[
    "kw_known",
    "kw_missing",
    "kw_today",
    "kw_yes",
    "kw_false",
    "kw_minute",
    "kw_hour",
    "kw_day",
    "kw_week",
    "kw_month",
    "kw_year",
    "kw_bare_m",
    "kw_ten_thousand",
    "kw_hundred_million",
    "kw_yuan",
    "kw_inside",
    "kw_ago",
    "kw_later",
    "kw_entry",
    "kw_since_entry",
    "kw_fires",
    "kw_does_not_fire",
    "kw_held_back",
    "kw_unsubscribing",
    "kw_suppression_list",
    "kw_on_suppression_list",
    "kw_limit",
    "kw_cooldown",
    "kw_group",
    "kw_customer_time",
    "kw_lifetime",
    "kw_times",
    "kw_newcomers",
    "kw_everyone",
    "kw_holdout",
    "kw_onwards",
    "kw_amid",
    "kw_at_once",
    "kw_optional",
    "kw_that_day",
    "kw_customer",
];

/// Keywords that stand behind a value: a word before one of them is a name.
const INFIX: &[&str] = &[
    "kw_is",
    "kw_is_not",
    "kw_in",
    "kw_not_in",
    "kw_between",
    "kw_within",
    "kw_before",
    "kw_after",
    "kw_and",
    "kw_or",
];

pub struct Lines<'t> {
    tokens: &'t Tokens,
    /// Spellings of one word, in lower case.
    words: FxHashMap<&'static str, Vec<&'static Keyword>>,
    openers: Vec<(&'static str, &'static Keyword)>,
}

impl<'t> Lines<'t> {
    pub fn new(tokens: &'t Tokens) -> Self {
        let mut words: FxHashMap<&'static str, Vec<&'static Keyword>> = FxHashMap::default();
        let mut openers = Vec::new();
        for keyword in KEYWORDS.iter().filter(|keyword| !keyword.mark) {
            for text in keyword.english.iter().chain(keyword.chinese) {
                words.entry(text).or_default().push(keyword);
                if keyword.opens.is_some() {
                    openers.push((*text, keyword));
                }
            }
        }
        openers.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Self {
            tokens,
            words,
            openers,
        }
    }

    /// `open` is the piece that the line would go on with, `in_brackets` whether one is open in it.
    pub fn read(
        &self,
        index: usize,
        kind: Option<ItemKind>,
        open: Option<&Piece>,
        in_brackets: bool,
    ) -> Line {
        let Some(token) = self.tokens.get(index) else {
            return Line::Continues;
        };
        if token.kind != TokenKind::Word {
            return Line::Continues;
        }
        let opener = self.opener(index);
        let wants_more = open.is_some_and(|piece| in_brackets || self.wants_more(piece));
        if let Some((keyword, glued, length)) = opener {
            let next = self
                .tokens
                .get(index + length)
                .filter(|next| !next.starts_line);
            let opening = if glued {
                Opening::Glued(keyword)
            } else {
                Opening::Keyword(keyword)
            };
            let is_schema = matches!(kind, Some(ItemKind::Customer | ItemKind::Event));
            let is_field = is_schema && self.is_field(index);
            if glued && wants_more {
                return Line::Continues;
            }
            if let Some(item) = ItemKind::of(keyword.rule)
                && self.opens_item(item, glued, next, wants_more)
                && !(is_field && item != ItemKind::Segment)
            {
                return Line::Item(item, opening);
            }
            let firm = matches!(
                keyword.rule,
                "kw_when" | "kw_unless" | "kw_then" | "kw_stop_when"
            ) || kind == Some(ItemKind::Test) && keyword.opens == Some(Opens::Step);
            let named = next.is_some_and(|next| self.stands_behind_a_value(next))
                || wants_more && next.is_some_and(|next| next.kind == TokenKind::Colon);
            let opens_part =
                keyword.opens != Some(Opens::Item) && !is_field && (firm || glued || !named);
            if opens_part && !open.is_some_and(|piece| self.belongs_to(keyword, kind, piece)) {
                return Line::Part(opening);
            }
            if keyword.opens != Some(Opens::Item) && !is_schema {
                return Line::Continues;
            }
        }
        // `if` begins a step of a journey; at the start of a rule's line, `when` is meant.
        let of_step = open.is_some_and(|piece| {
            matches!(piece.opening, Opening::Keyword(keyword) if matches!(keyword.rule, "kw_wait" | "kw_split"))
        });
        let asks_if =
            self.is_keyword(token, &["kw_if"]) || self.tokens.text(token).starts_with("如果");
        if asks_if && kind == Some(ItemKind::Rule) && !wants_more && !of_step {
            return Line::Part(Opening::Unknown);
        }
        self.plain(index, kind, wants_more)
    }

    /// A line that starts with a word of the user's.
    fn plain(&self, index: usize, kind: Option<ItemKind>, wants_more: bool) -> Line {
        let Some(token) = self.tokens.get(index) else {
            return Line::Continues;
        };
        if kind == Some(ItemKind::Customer)
            && (self.is_field(index)
                || !wants_more && !self.is_keyword(token, &["kw_optional", "kw_missing_counts_as"]))
        {
            return match self.meant_item(index) {
                Some(item) if !self.is_field(index) => Line::Item(item, Opening::Unknown),
                _ => Line::Part(Opening::Field),
            };
        }
        let behind = self
            .tokens
            .get(index + 1)
            .filter(|next| !next.starts_line)
            .is_some_and(|next| self.stands_behind_a_value(next));
        if wants_more || behind || self.keywords(token).is_some() {
            return Line::Continues;
        }
        match self.meant_item(index) {
            Some(item) => Line::Item(item, Opening::Unknown),
            None if matches!(
                kind,
                Some(ItemKind::Rule | ItemKind::Policy | ItemKind::Test)
            ) =>
            {
                Line::Part(Opening::Unknown)
            }
            None => Line::Continues,
        }
    }

    /// `rul "Birthday"`: a misspelt item keyword with a title or a name behind it.
    fn meant_item(&self, index: usize) -> Option<ItemKind> {
        let token = self.tokens.get(index)?;
        self.tokens
            .get(index + 1)
            .filter(|next| !next.starts_line && next.kind == TokenKind::Text)?;
        let openers = self.openers.iter().map(|(text, _)| *text);
        let meant = did_you_mean(self.tokens.text(token), openers)?;
        self.openers
            .iter()
            .find(|(text, _)| *text == meant)
            .and_then(|(_, keyword)| ItemKind::of(keyword.rule))
    }

    /// The keyword that the words from here spell, whether it is glued, and over how many tokens it goes.
    fn opener(&self, index: usize) -> Option<(&'static Keyword, bool, usize)> {
        let token = self.tokens.get(index)?;
        let text = self.tokens.text(token);
        let mut glued = None;
        let first = text.chars().next().map(|c| c.to_ascii_lowercase());
        for (spelling, keyword) in &self.openers {
            if spelling.chars().next() != first {
                continue;
            }
            if is_chinese(spelling) {
                let mut parts = spelling.split(' ');
                let joined: String = parts.clone().collect();
                if let Some(rest) = text.strip_prefix(joined.as_str()) {
                    if chinese_ends(rest) {
                        return Some((keyword, false, 1));
                    }
                    glued = glued.or(Some((*keyword, true, 1)));
                } else if parts.next() == Some(text) && spelling.contains(' ') {
                    let rest = parts.next().unwrap_or_default();
                    if self.tokens.get(index + 1).is_some_and(|next| {
                        self.tokens
                            .text(next)
                            .strip_prefix(rest)
                            .is_some_and(chinese_ends)
                    }) {
                        return Some((keyword, false, 2));
                    }
                }
            } else {
                let matches = spelling.split(' ').enumerate().all(|(offset, part)| {
                    self.tokens
                        .get(index + offset)
                        .is_some_and(|token| self.tokens.text(token).eq_ignore_ascii_case(part))
                });
                if matches {
                    return Some((keyword, false, spelling.split(' ').count()));
                }
            }
        }
        glued
    }

    fn opens_item(
        &self,
        item: ItemKind,
        glued: bool,
        next: Option<Token>,
        wants_more: bool,
    ) -> bool {
        let Some(next) = next else {
            return !matches!(item, ItemKind::Event) || !glued;
        };
        if self.stands_behind_a_value(next) {
            return false;
        }
        match item {
            ItemKind::Customer | ItemKind::Policy => {
                matches!(next.kind, TokenKind::Text | TokenKind::Colon)
            }
            ItemKind::Event => next.kind == TokenKind::Word,
            ItemKind::Segment | ItemKind::Rule | ItemKind::Test => {
                !(next.kind == TokenKind::Open || next.kind == TokenKind::Colon && wants_more)
            }
        }
    }

    /// `tier "会员等级":` or `tier:`.
    fn is_field(&self, index: usize) -> bool {
        let at = |offset: usize| self.tokens.get(index + offset).map(|token| token.kind);
        at(1) == Some(TokenKind::Colon)
            || at(1) == Some(TokenKind::Text) && at(2) == Some(TokenKind::Colon)
    }

    /// `then` on a line of its own behind `wait …` or an arm, `expect` behind `day 7:`, `when` behind a segment's title.
    fn belongs_to(&self, keyword: &Keyword, kind: Option<ItemKind>, piece: &Piece) -> bool {
        let Opening::Keyword(opener) = piece.opening else {
            return false;
        };
        match (keyword.rule, opener.rule) {
            ("kw_then", "kw_wait" | "kw_split") => {
                let from = (piece.first..piece.end).rev().find(|at| {
                    opener.rule == "kw_split"
                        && self
                            .tokens
                            .get(*at)
                            .is_some_and(|token| matches!(self.tokens.text(token), "%" | "％"))
                });
                !self.holds(from.unwrap_or(piece.first), piece.end, "kw_then")
            }
            ("kw_expect", "kw_day_number") => !self.holds(piece.first, piece.end, "kw_expect"),
            ("kw_when", "kw_segment") => {
                kind == Some(ItemKind::Segment) && piece.end - piece.first <= 3
            }
            _ => false,
        }
    }

    fn holds(&self, first: usize, end: usize, rule: &str) -> bool {
        (first..end)
            .filter_map(|at| self.tokens.get(at))
            .any(|token| self.is_keyword(token, &[rule]))
    }

    /// Whether the piece cannot end where it does: behind a mark or a joining word.
    fn wants_more(&self, piece: &Piece) -> bool {
        let Some(last) = self.tokens.get(piece.end - 1) else {
            return false;
        };
        match last.kind {
            TokenKind::Comma | TokenKind::Colon | TokenKind::Operator | TokenKind::Open => true,
            TokenKind::Word => self.keywords(last).is_some_and(|keywords| {
                !keywords
                    .iter()
                    .any(|keyword| COMPLETE.contains(&keyword.rule))
            }),
            _ => false,
        }
    }

    fn stands_behind_a_value(&self, token: Token) -> bool {
        match token.kind {
            TokenKind::Operator | TokenKind::Close | TokenKind::Comma => true,
            TokenKind::Word => self.is_keyword(token, INFIX),
            _ => false,
        }
    }

    fn is_keyword(&self, token: Token, rules: &[&str]) -> bool {
        self.keywords(token)
            .is_some_and(|keywords| keywords.iter().any(|keyword| rules.contains(&keyword.rule)))
    }

    /// The keywords a word may be; a Chinese run counts as the last word glued into it.
    fn keywords(&self, token: Token) -> Option<&Vec<&'static Keyword>> {
        let text = self.tokens.text(token);
        if text.len() > LONGEST_WORD {
            return None;
        }
        if text.is_ascii() {
            let lower = text.to_ascii_lowercase();
            return self
                .words
                .get(lower.as_str())
                .or_else(|| match lower.as_str() {
                    "else" => self.words.get("or else"),
                    _ => None,
                });
        }
        self.words.get(text).or_else(|| {
            let starts = text.char_indices().skip(1).map(|(at, _)| at);
            let tails = starts.filter_map(|at| text.split_at_checked(at));
            tails
                .filter(|(head, tail)| chinese_ends(text) && !head.is_empty() && chinese_ends(tail))
                .find_map(|(_, tail)| self.words.get(tail))
        })
    }
}
