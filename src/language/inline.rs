//! Text with holes, as written inside quoted strings of a rule: `Hello, {name or 'dear member'}!`.
//! Parsed once for the checker and rendered with a lookup; `{{` and `}}` are braces as text.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::said::Said;
use unicode_normalization::UnicodeNormalization;

/// A quoted string of a rule, cut into text and placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct InlineTemplate {
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Placeholder(Placeholder),
}

/// `{path}` or `{path or 'fallback'}`; `或` is the same word as `or`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// NFKC-normalised names joined by dots, with no blanks.
    pub path: String,
    /// What stands there when the field is missing.
    pub or: Option<String>,
    /// Bytes of the whole placeholder, braces included, in the text that was parsed.
    pub span: Range<usize>,
    /// Bytes of the path alone, for a caret under a name the schema does not know.
    pub path_span: Range<usize>,
}

/// One mistake in a placeholder. `span` is in bytes of the text that was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineError {
    pub span: Range<usize>,
    pub mistake: InlineMistake,
    /// What to put in place of `span`, where only one thing can be meant.
    pub fix: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineMistake {
    /// `{` with no `}` after it.
    Unclosed,
    /// `}` with no `{` before it.
    StrayClose,
    /// `{}`.
    Empty,
    /// Something other than a field name in the braces.
    NotAName { found: String },
    /// `{姓名或'…'}`: the name and the word `或` have run together.
    Glued { name: String },
    /// `{name or friend}`: the fallback has no quotes.
    FallbackUnquoted { found: String },
    /// `{name or 'friend}`: the fallback's quote is never closed.
    FallbackUnclosed,
    /// `{name 'friend'}` or `{name or 'friend' extra}`.
    Unexpected { found: String },
}

/// A field with no value and no fallback.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{path}` has no value here; write `{{{path} or '…'}}` to say what should stand in its place"
)]
pub struct MissingField {
    pub path: String,
}

impl InlineTemplate {
    /// Every mistake of `text` at once, in order; never an empty list.
    pub fn parse(text: &str) -> Result<Self, Vec<InlineError>> {
        let mut scan = Scan { text, at: 0 };
        let mut parts = Vec::new();
        let mut errors = Vec::new();
        let mut plain = String::new();
        while let Some(c) = scan.next() {
            match (brace(c), scan.peek().and_then(brace)) {
                (Some(this), Some(next)) if this == next => {
                    plain.push(c);
                    scan.next();
                }
                (Some(Brace::Open), _) => {
                    if !plain.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut plain)));
                    }
                    match scan.placeholder(c) {
                        Ok(placeholder) => parts.push(Part::Placeholder(placeholder)),
                        Err(error) => errors.push(error),
                    }
                }
                (Some(Brace::Close), _) => errors.push(InlineError {
                    span: scan.at - c.len_utf8()..scan.at,
                    mistake: InlineMistake::StrayClose,
                    fix: Some("}}".to_owned()),
                }),
                (None, _) => plain.push(c),
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        if errors.is_empty() {
            Ok(Self { parts })
        } else {
            Err(errors)
        }
    }

    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(placeholder) => Some(placeholder),
            Part::Text(_) => None,
        })
    }

    /// The text with every hole filled; `lookup` gives a path's value as text, or `None` where it is missing.
    pub fn render<'a, F>(&self, mut lookup: F) -> Result<String, MissingField>
    where
        F: FnMut(&str) -> Option<Cow<'a, str>>,
    {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Placeholder(hole) => match (lookup(&hole.path), &hole.or) {
                    (Some(value), _) => out.push_str(&value),
                    (None, Some(fallback)) => out.push_str(fallback),
                    (None, None) => {
                        return Err(MissingField {
                            path: hole.path.clone(),
                        });
                    }
                },
            }
        }
        Ok(out)
    }
}

impl InlineMistake {
    /// What is wrong, in one sentence.
    pub fn said(&self) -> Said {
        match self {
            Self::Unclosed => ("`{` is never closed", "`{` 没有配对的 `}`").into(),
            Self::StrayClose => ("`}` has no `{` before it", "`}` 前面没有 `{`").into(),
            Self::Empty => ("the braces are empty", "花括号里是空的").into(),
            Self::NotAName { found } => (
                format!("`{found}` is not the name of a field"),
                format!("`{found}` 不是字段名"),
            )
                .into(),
            Self::Glued { name } => (
                format!("`{name}` and `或` run together"),
                format!("`{name}` 和 `或` 连在了一起"),
            )
                .into(),
            Self::FallbackUnquoted { found } if found.is_empty() => {
                ("nothing stands in place of the field", "没有写备用文字").into()
            }
            Self::FallbackUnquoted { found } => (
                format!("the fallback `{found}` has no quotes"),
                format!("备用文字 `{found}` 没有加引号"),
            )
                .into(),
            Self::FallbackUnclosed => (
                "the fallback's quote is never closed",
                "备用文字的引号没有收尾",
            )
                .into(),
            Self::Unexpected { found } => (
                format!("`{found}` does not belong in these braces"),
                format!("花括号里不该有 `{found}`"),
            )
                .into(),
        }
    }

    /// What to do about it, in one sentence.
    pub fn help(&self) -> Said {
        match self {
            Self::Unclosed => (
                "close it with `}`, or write `{{` for a brace that is only text",
                "用 `}` 收尾；花括号只是文字时，写成 `{{`",
            )
                .into(),
            Self::StrayClose => (
                "write `}}` for a brace that is only text",
                "花括号只是文字时，写成 `}}`",
            )
                .into(),
            Self::Empty => (
                "write a field between the braces, such as `{name}`",
                "在花括号里写一个字段，例如 `{姓名}`",
            )
                .into(),
            Self::NotAName { .. } => (
                "write one field, such as `{name}` or `{name or 'dear member'}`",
                "写一个字段，例如 `{姓名}` 或 `{姓名 或 '亲爱的会员'}`",
            )
                .into(),
            Self::Glued { name } => (
                format!("put a space between them: `{{{name} 或 '…'}}`"),
                format!("中间加一个空格：`{{{name} 或 '…'}}`"),
            )
                .into(),
            Self::FallbackUnquoted { found } if found.is_empty() => (
                "write what stands there in single quotes: `{name or 'dear member'}`",
                "备用文字写在单引号里：`{姓名 或 '亲爱的会员'}`",
            )
                .into(),
            Self::FallbackUnquoted { found } => (
                format!("put it in single quotes: `'{found}'`"),
                format!("加上单引号：`'{found}'`"),
            )
                .into(),
            Self::FallbackUnclosed => ("close the fallback with `'`", "用 `'` 收尾").into(),
            Self::Unexpected { .. } => (
                "a placeholder is one field and perhaps a fallback: `{name or 'dear member'}`",
                "占位符里只写一个字段，后面可以带备用文字：`{姓名 或 '亲爱的会员'}`",
            )
                .into(),
        }
    }
}

impl fmt::Display for InlineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mistake, help) = (self.mistake.said(), self.mistake.help());
        write!(f, "{}; {}", mistake.english, help.english)
    }
}

impl std::error::Error for InlineError {}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Brace {
    Open,
    Close,
}

/// Chinese keyboards type full-width braces; read as text they would reach the customer as they are.
fn brace(c: char) -> Option<Brace> {
    match c {
        '{' | '｛' => Some(Brace::Open),
        '}' | '｝' => Some(Brace::Close),
        _ => None,
    }
}

/// What closes a quote, where `c` opens one. Word processors curl quotes, sometimes the wrong way.
fn closing_quote(c: char) -> Option<&'static [char]> {
    match c {
        '\'' => Some(&['\'']),
        '‘' | '’' => Some(&['’', '‘']),
        '"' => Some(&['"']),
        '“' | '”' => Some(&['”', '“']),
        '「' => Some(&['」']),
        _ => None,
    }
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn take_while(&mut self, keep: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !keep(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.take_while(char::is_whitespace);
    }

    /// `open` has been read. Whatever the mistake, reading goes on after this placeholder's end.
    fn placeholder(&mut self, open: char) -> Result<Placeholder, InlineError> {
        let start = self.at - open.len_utf8();
        match self.inside(start) {
            Ok(placeholder) => Ok(placeholder),
            Err(mut error) => {
                let rest = self.rest();
                let next = rest
                    .char_indices()
                    .find_map(|(at, c)| brace(c).map(|b| (at, c, b)));
                if let Some((at, c, Brace::Close)) = next {
                    self.at += at + c.len_utf8();
                } else {
                    self.at += next.map_or(rest.len(), |(at, _, _)| at);
                    // Without an end of its own the placeholder's other faults are guesses.
                    error = InlineError {
                        span: start..start + open.len_utf8(),
                        mistake: InlineMistake::Unclosed,
                        fix: None,
                    };
                }
                Err(error)
            }
        }
    }

    fn inside(&mut self, start: usize) -> Result<Placeholder, InlineError> {
        self.blanks();
        let path_start = self.at;
        let mut path = self.name()?;
        loop {
            let back = self.at;
            self.blanks();
            if !matches!(self.peek(), Some('.' | '．')) {
                self.at = back;
                break;
            }
            self.next();
            self.blanks();
            path.push('.');
            path.push_str(&self.name()?);
        }
        let path_span = path_start..self.at;
        self.blanks();
        if self.peek().is_some_and(|c| closing_quote(c).is_some())
            && let Some(name) = path.strip_suffix('或').filter(|name| !name.is_empty())
        {
            return Err(InlineError {
                mistake: InlineMistake::Glued {
                    name: name.to_owned(),
                },
                fix: Some(format!("{name} 或 ")),
                span: path_start..self.at,
            });
        }
        let or = self.fallback()?;
        self.blanks();
        if self.peek().and_then(brace) == Some(Brace::Close) {
            self.next();
            return Ok(Placeholder {
                path,
                or,
                span: start..self.at,
                path_span,
            });
        }
        let at = self.at;
        let found = self.take_while(|c| brace(c).is_none()).trim_end();
        Err(InlineError {
            span: at..at + found.len(),
            mistake: InlineMistake::Unexpected {
                found: found.to_owned(),
            },
            fix: None,
        })
    }

    fn name(&mut self) -> Result<String, InlineError> {
        let at = self.at;
        let starts = self
            .peek()
            .is_some_and(|c| c == '_' || unicode_ident::is_xid_start(c));
        if starts {
            return Ok(self
                .take_while(unicode_ident::is_xid_continue)
                .nfkc()
                .collect());
        }
        let found = self.take_while(|c| brace(c).is_none()).trim_end();
        if found.is_empty() {
            let open = self
                .text
                .get(..at)
                .unwrap_or_default()
                .rfind(['{', '｛'])
                .unwrap_or(at);
            let end = self.at + self.peek().map_or(0, char::len_utf8);
            return Err(InlineError {
                span: open..end,
                mistake: InlineMistake::Empty,
                fix: None,
            });
        }
        Err(InlineError {
            span: at..at + found.len(),
            mistake: InlineMistake::NotAName {
                found: found.to_owned(),
            },
            fix: None,
        })
    }

    fn fallback(&mut self) -> Result<Option<String>, InlineError> {
        let word = self.rest();
        let after = word.strip_prefix('或').or_else(|| {
            let after = word.strip_prefix("or")?;
            let longer = after
                .chars()
                .next()
                .is_some_and(unicode_ident::is_xid_continue);
            (!longer).then_some(after)
        });
        let Some(after) = after else { return Ok(None) };
        self.at += word.len() - after.len();
        self.blanks();
        let start = self.at;
        let Some(closers) = self.peek().and_then(closing_quote) else {
            let found = self.take_while(|c| brace(c).is_none()).trim_end();
            return Err(InlineError {
                span: start..start + found.len(),
                mistake: InlineMistake::FallbackUnquoted {
                    found: found.to_owned(),
                },
                fix: (!found.is_empty()).then(|| format!("'{found}'")),
            });
        };
        self.next();
        let mut text = String::new();
        while let Some(c) = self.next() {
            if !closers.contains(&c) {
                text.push(c);
            } else if c == '\'' && self.peek() == Some('\'') {
                // A doubled quote is one quote as text.
                self.next();
                text.push('\'');
            } else {
                return Ok(Some(text));
            }
        }
        // The end of the fallback is unknown; take the placeholder to end at its brace.
        self.at = start;
        let found = self.take_while(|c| brace(c).is_none());
        Err(InlineError {
            span: start..start + found.len(),
            mistake: InlineMistake::FallbackUnclosed,
            fix: None,
        })
    }
}

#[cfg(test)]
mod tests;
