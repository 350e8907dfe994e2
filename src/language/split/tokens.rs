//! A first, coarse look at a file: words, numbers, strings, brackets and marks, and where lines start.
//!
//! It decides nothing about meaning. It is there to cut the file into pieces, to blank comments out
//! and to find what pest would only stumble over, such as a quote that is never closed.

use crate::language::keywords::{continues_name, is_digit, starts_name};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A whole run of letters and digits that starts with a letter.
    Word,
    Number,
    Text,
    Open,
    Close,
    Comma,
    Colon,
    /// A mark of comparison or arithmetic, or a dot: something stands on both of its sides.
    Operator,
    Other,
}

#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
    pub starts_line: bool,
}

/// A mistake in the letters themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slip {
    pub kind: SlipKind,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipKind {
    /// A string whose closing quote is missing on its line.
    Unclosed,
    /// `"…”`: the quote that closes is not the one that opened.
    Mismatched,
    /// `'…'` or `‘…’`, and what else stands around words elsewhere.
    SingleQuotes,
    /// A word longer than any name.
    LongWord,
}

/// `#` and what follows it on its line.
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    pub start: usize,
    pub end: usize,
    /// Nothing stands before it on its line.
    pub own_line: bool,
}

#[derive(Debug, Default)]
pub struct Tokens {
    pub all: Vec<Token>,
    pub comments: Vec<Comment>,
    pub slips: Vec<Slip>,
    /// The text, byte for byte as long, with comments and odd blanks turned into spaces.
    pub clean: String,
}

impl Tokens {
    pub fn text(&self, token: Token) -> &str {
        self.clean.get(token.start..token.end).unwrap_or_default()
    }

    pub fn get(&self, index: usize) -> Option<Token> {
        self.all.get(index).copied()
    }
}

/// In bytes. Keywords may stand in a run, so that a run without a limit would be looked through again and again.
pub const LONGEST_WORD: usize = 300;

pub fn tokens(text: &str) -> Tokens {
    let mut found = Tokens {
        clean: String::with_capacity(text.len()),
        ..Tokens::default()
    };
    let mut line_start = true;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        if first == '\n' {
            found.clean.push('\n');
            line_start = true;
            at += 1;
            continue;
        }
        if first.is_whitespace() || first.is_control() || is_invisible(first) {
            found
                .clean
                .extend(std::iter::repeat_n(' ', first.len_utf8()));
            at += first.len_utf8();
            continue;
        }
        if first == '#' {
            let length = rest.find('\n').unwrap_or(rest.len());
            found.clean.extend(std::iter::repeat_n(' ', length));
            found.comments.push(Comment {
                start: at,
                end: at + length,
                own_line: line_start,
            });
            at += length;
            continue;
        }
        let (kind, length, slip) = token(rest, first);
        found.clean.push_str(rest.get(..length).unwrap_or_default());
        found.all.push(Token {
            kind,
            start: at,
            end: at + length,
            starts_line: line_start,
        });
        if let Some(slip) = slip {
            found.slips.push(Slip {
                kind: slip,
                start: at,
                end: at + length,
            });
        }
        line_start = false;
        at += length;
    }
    found
}

/// Characters without a width that come along when text is pasted.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}'
    )
}

fn token(rest: &str, first: char) -> (TokenKind, usize, Option<SlipKind>) {
    let alone = |kind| (kind, first.len_utf8(), None);
    match first {
        '"' | '“' | '”' | '＂' | '「' | '『' => string(rest, first),
        '\'' | '‘' | '’' | '`' | '《' => single_quoted(rest, first),
        '(' | '（' | '[' | '［' | '【' => alone(TokenKind::Open),
        ')' | '）' | ']' | '］' | '】' => alone(TokenKind::Close),
        ',' | '，' | '、' | ';' | '；' => alone(TokenKind::Comma),
        ':' | '：' => alone(TokenKind::Colon),
        '<' | '>' | '=' | '!' | '＜' | '＞' | '＝' | '！' | '≥' | '≤' | '≧' | '≦' | '≠' =>
        {
            let length = rest
                .chars()
                .take_while(|c| "<>=!＜＞＝！≥≤≧≦≠".contains(*c))
                .map(char::len_utf8)
                .sum();
            (TokenKind::Operator, length, None)
        }
        '&' | '|' => {
            let length = rest.chars().take_while(|c| *c == first).count();
            (TokenKind::Operator, length, None)
        }
        '+' | '＋' | '-' | '－' | '−' | '*' | '×' | '＊' | '/' | '÷' | '／' | '.' | '．' => {
            alone(TokenKind::Operator)
        }
        _ if is_digit(first) => (TokenKind::Number, number(rest), None),
        _ if starts_name(first) => {
            let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
            (
                TokenKind::Word,
                length,
                (length > LONGEST_WORD).then_some(SlipKind::LongWord),
            )
        }
        _ => alone(TokenKind::Other),
    }
}

/// Digits with thousands commas and decimals, as the grammar reads a number.
fn number(rest: &str) -> usize {
    let digits = |from: usize| {
        rest.get(from..)
            .map_or(0, |tail| tail.find(|c| !is_digit(c)).unwrap_or(tail.len()))
    };
    let mut end = digits(0);
    let is_wide = |at: usize| {
        rest.get(at..)
            .is_some_and(|tail| tail.starts_with(|c| ('０'..='９').contains(&c)))
    };
    while rest.get(end..).is_some_and(|tail| tail.starts_with('，'))
        && is_wide(0)
        && is_wide(end + 3)
        && digits(end + 3) == 9
    {
        end += 12;
    }
    while rest.get(end..).is_some_and(|tail| tail.starts_with(',')) && digits(end + 1) == 3 {
        end += 4;
    }
    if rest.get(end..).is_some_and(|tail| tail.starts_with('.')) && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    end
}

fn string(rest: &str, first: char) -> (TokenKind, usize, Option<SlipKind>) {
    let line = rest
        .get(..rest.find('\n').unwrap_or(rest.len()))
        .unwrap_or_default();
    let from = first.len_utf8();
    let body = line.get(from..).unwrap_or_default();
    let smart = |c: char| matches!(c, '”' | '“' | '＂');
    let close = match first {
        '"' => plain_end(body),
        '「' => body.find('」').map(|at| at + '」'.len_utf8()),
        '『' => body.find('』').map(|at| at + '』'.len_utf8()),
        _ => body
            .find(smart)
            .map(|at| at + '”'.len_utf8())
            .or_else(|| body.find('"').map(|at| at + 1)),
    };
    if let Some(length) = close {
        return (TokenKind::Text, from + length, None);
    }
    // A `"` behind a `"` that nothing closes is an escaped one.
    match body.find(|c| smart(c) || c == '"' && first != '"' || c == '」') {
        Some(at) => {
            let quote = body
                .get(at..)
                .and_then(|tail| tail.chars().next())
                .map_or(1, char::len_utf8);
            (
                TokenKind::Text,
                from + at + quote,
                Some(SlipKind::Mismatched),
            )
        }
        None => (
            TokenKind::Text,
            line.trim_end().len(),
            Some(SlipKind::Unclosed),
        ),
    }
}

/// Just behind the closing `"`; `\"` and `\\` do not close.
fn plain_end(body: &str) -> Option<usize> {
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some(at + 1),
            '\\' if chars
                .peek()
                .is_some_and(|(_, next)| matches!(next, '"' | '\\')) =>
            {
                chars.next();
            }
            _ => {}
        }
    }
    None
}

fn single_quoted(rest: &str, first: char) -> (TokenKind, usize, Option<SlipKind>) {
    let line = rest
        .get(..rest.find('\n').unwrap_or(rest.len()))
        .unwrap_or_default();
    let from = first.len_utf8();
    let body = line.get(from..).unwrap_or_default();
    match body.char_indices().find(|(_, c)| match first {
        '`' | '《' => matches!(c, '`' | '》'),
        _ => matches!(c, '\'' | '’' | '‘'),
    }) {
        Some((at, close)) => (
            TokenKind::Text,
            from + at + close.len_utf8(),
            Some(SlipKind::SingleQuotes),
        ),
        None => (TokenKind::Other, from, None),
    }
}
