//! Signs that come along when rules are copied from chats, mails and web pages, blanked out byte for byte
//! before the text is cut up, so that each is one mistake and hides no other.

use crate::language::diagnostics::pasted::Leftover;
use crate::language::keywords::{KEYWORDS, chinese_ends, continues_name, is_chinese};
use std::borrow::Cow;

/// A sign that is no part of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub kind: Leftover,
    pub start: usize,
    pub end: usize,
    /// What belongs there.
    pub instead: &'static str,
}

/// The text without the signs, as long as before; what it lost is listed in order.
pub fn scrub(text: &str) -> (Cow<'_, str>, Vec<Found>) {
    if !text.chars().any(is_suspect) && !text.lines().any(|line| mark(line).is_some()) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut found = Vec::new();
    let mut start = 0;
    let mut list = List::default();
    for line in text.split_inclusive('\n') {
        let written = line.trim_end();
        if written.trim_start().starts_with("```") || is_brace(written.trim()) {
            let at = start + (written.len() - written.trim_start().len());
            found.push(layout(at, start + written.len()));
        } else {
            let skipped = list.read(line, start, &mut found);
            inside(
                line.get(skipped..).unwrap_or_default(),
                start + skipped,
                &mut found,
            );
        }
        start += line.len();
    }
    found.sort_by_key(|one| one.start);
    (Cow::Owned(blanked(text, &found)), found)
}

fn layout(start: usize, end: usize) -> Found {
    Found {
        kind: Leftover::Layout,
        start,
        end,
        instead: "",
    }
}

fn is_brace(line: &str) -> bool {
    matches!(line, "{" | "}" | "};")
}

/// Whether a line with this letter needs a closer look.
fn is_suspect(c: char) -> bool {
    matches!(c, '&' | '`' | '*' | '/' | '{' | '}') || is_invisible(c) || is_symbol(c)
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}' | '\u{feff}'
    )
}

/// Emoji, dingbats and their modifiers.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{fe0f}' | '\u{20e3}')
}

/// A list mark at the start of a line, in bytes of the line, and whether it is never anything else.
fn mark(line: &str) -> Option<(usize, usize, bool)> {
    let from = line.len() - line.trim_start().len();
    let rest = line.get(from..)?;
    let first = rest.chars().next()?;
    let firm = matches!(
        first,
        '•' | '●' | '○' | '▪' | '◦' | '‣' | '·' | '■' | '◆' | '①'..='⑳'
    );
    let length = match first {
        '-' | '*' | '>' | '–' | '—' => {
            let next = rest.get(first.len_utf8()..)?.chars().next()?;
            next.is_whitespace().then_some(first.len_utf8())?
        }
        '0'..='9' => {
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let close = rest.get(digits..)?.chars().next()?;
            (digits < 3 && matches!(close, '.' | ')' | '、' | '）' | '．'))
                .then_some(digits + close.len_utf8())?
        }
        '(' | '（' => {
            let inner = rest.get(first.len_utf8()..)?;
            let digits = inner.find(|c: char| !c.is_ascii_digit())?;
            let close = inner.get(digits..)?.chars().next()?;
            ((1..3).contains(&digits) && matches!(close, ')' | '）'))
                .then_some(first.len_utf8() + digits + close.len_utf8())?
        }
        _ if firm => first.len_utf8(),
        _ => return None,
    };
    let tail = rest.get(length..)?;
    let blanks = tail.len()
        - tail
            .trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}'])
            .len();
    Some((from, from + length + blanks, firm))
}

/// What the lines before say about the marks of this one.
#[derive(Default)]
struct List<'t> {
    /// The mark of the line before.
    last: Option<char>,
    /// The line before.
    before: &'t str,
}

impl<'t> List<'t> {
    /// Takes the line's marks away, if they are marks; gives how much of the line is done with.
    fn read(&mut self, line: &'t str, start: usize, found: &mut Vec<Found>) -> usize {
        let before = std::mem::replace(&mut self.before, line);
        let last = self.last.take();
        let mut marks = Vec::new();
        let mut done = 0;
        // `> - when`: a quoted list.
        while let Some((from, end, firm)) = mark(line.get(done..).unwrap_or_default()) {
            let sign = line.get(done + from..).and_then(|rest| rest.chars().next());
            marks.push((done + from, done + end, firm, sign));
            done += end;
        }
        let Some((_, _, firm, sign)) = marks.first().copied() else {
            return 0;
        };
        let rest = line.get(done..).unwrap_or_default();
        let again = || {
            let listed = last.is_some() && last == sign || is_opener_alone(before);
            listed && sign.is_some_and(|sign| !sign.is_ascii_digit())
        };
        if rest.trim().is_empty() || !(firm || opens_line(rest) || again()) {
            return 0;
        }
        self.last = sign;
        found.extend(
            marks
                .iter()
                .map(|(from, end, _, _)| layout(start + from, start + end)),
        );
        done
    }
}

/// Whether the line is the word that opens a section, and nothing else.
fn is_opener_alone(line: &str) -> bool {
    let word = line.split('#').next().unwrap_or_default();
    let word = word.trim().trim_end_matches([':', '：']).trim_end();
    word.chars().all(continues_name) && is_opener(word)
}

/// Whether the text starts with a word that opens an item or a section.
fn opens_line(text: &str) -> bool {
    let word = text.trim_start_matches(['*', '_', ' ']);
    let length = word.find(|c| !continues_name(c)).unwrap_or(word.len());
    let word = word.get(..length).unwrap_or_default();
    is_opener(word)
        || word.eq_ignore_ascii_case("if")
        || KEYWORDS
            .iter()
            .filter(|keyword| keyword.opens.is_some())
            .flat_map(|keyword| keyword.chinese)
            .any(|text| word.starts_with(*text))
}

fn is_opener(word: &str) -> bool {
    KEYWORDS
        .iter()
        .filter(|keyword| keyword.opens.is_some())
        .flat_map(|keyword| keyword.english.iter().chain(keyword.chinese))
        .any(|text| {
            let first = text.split(' ').next().unwrap_or(text);
            word.eq_ignore_ascii_case(first)
                || is_chinese(text)
                    && word.strip_prefix(first).is_some_and(chinese_ends)
                    && word.len() > first.len()
        })
}

/// Signs further on in a line, outside texts and remarks.
fn inside(line: &str, start: usize, found: &mut Vec<Found>) {
    let mut at = 0;
    let mut before = ' ';
    while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(first) = rest.chars().next() else {
            break;
        };
        let sign = |kind, length: usize, instead| Found {
            kind,
            start: start + at,
            end: start + at + length,
            instead,
        };
        let length = match first {
            '#' => break,
            '"' | '“' | '「' | '『' | '\'' | '‘' => text_length(rest, first),
            '/' if rest.starts_with("//") => {
                let slashes = rest.find(|c| c != '/').unwrap_or(rest.len());
                found.push(sign(Leftover::Remark, slashes, "#"));
                break;
            }
            '-' if rest.starts_with("-- ") && before.is_whitespace() => {
                found.push(sign(Leftover::Remark, 2, "#"));
                break;
            }
            '*' if rest.starts_with("**") => {
                found.push(sign(Leftover::Layout, 2, ""));
                2
            }
            '{' if rest.get(1..).is_some_and(|rest| rest.trim().is_empty()) => {
                found.push(with_blanks(sign(Leftover::Layout, 1, ""), line, start));
                1
            }
            '&' => match entity(rest) {
                Some((written, instead)) => {
                    found.push(sign(Leftover::Entity, written, instead));
                    written
                }
                None => 1,
            },
            _ if is_symbol(first) => {
                let length = rest
                    .find(|c| !is_symbol(c) && c != '\u{200d}')
                    .unwrap_or(rest.len());
                found.push(with_blanks(sign(Leftover::Symbol, length, ""), line, start));
                length
            }
            _ if is_invisible(first) => {
                let length = rest.find(|c| !is_invisible(c)).unwrap_or(rest.len());
                let after = rest.get(length..).and_then(|rest| rest.chars().next());
                // Between Chinese words it may stand for a space; inside a Latin word it splits it.
                if before.is_ascii_alphanumeric()
                    && after.is_some_and(|c| c.is_ascii_alphanumeric())
                {
                    found.push(sign(Leftover::Invisible, length, ""));
                }
                length
            }
            other => other.len_utf8(),
        };
        before = first;
        at += length;
    }
}

/// With the blanks before the sign, or behind it where it begins the line.
fn with_blanks(mut found: Found, line: &str, start: usize) -> Found {
    let head = line.get(..found.start - start).unwrap_or_default();
    let tail = line.get(found.end - start..).unwrap_or_default();
    if head.trim().is_empty() {
        found.end += tail.len() - tail.trim_start_matches(' ').len();
    } else {
        found.start -= head.len() - head.trim_end_matches(' ').len();
    }
    found
}

/// A text in quotes, as far as its line goes.
fn text_length(rest: &str, open: char) -> usize {
    let from = open.len_utf8();
    let close: &[char] = match open {
        '"' => &['"'],
        '「' => &['」'],
        '『' => &['』'],
        '\'' | '‘' => &['\'', '’', '‘'],
        _ => &['”', '“', '"'],
    };
    let body = rest.get(from..).unwrap_or_default();
    match body.char_indices().find(|(_, c)| close.contains(c)) {
        Some((at, c)) => from + at + c.len_utf8(),
        None if matches!(open, '\'' | '‘') => from,
        None => rest.len(),
    }
}

fn entity(rest: &str) -> Option<(usize, &'static str)> {
    let known = [
        ("&amp;&amp;", "and"),
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&ge;", ">="),
        ("&le;", "<="),
        ("&amp;", "&"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&ldquo;", "\""),
        ("&rdquo;", "\""),
        ("&nbsp;", " "),
        ("&yen;", "¥"),
    ];
    known
        .iter()
        .find(|(written, _)| rest.starts_with(*written))
        .map(|(written, instead)| (written.len(), *instead))
}

/// Blanks in place of the signs. What belongs there stands at the end of its place, so that `&gt;=` is `>=`;
/// a remark begins with its sign and is left to the one who reads remarks.
fn blanked(text: &str, found: &[Found]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for one in found {
        out.push_str(text.get(done..one.start).unwrap_or_default());
        let length = one.end - one.start;
        let blanks = length.saturating_sub(one.instead.len());
        if one.kind == Leftover::Remark {
            out.push_str(one.instead);
            out.extend(std::iter::repeat_n(' ', blanks));
        } else {
            out.extend(std::iter::repeat_n(' ', blanks));
            out.push_str(one.instead);
        }
        done = one.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrubbed(text: &str) -> String {
        let (clean, _) = scrub(text);
        assert_eq!(clean.len(), text.len(), "{text}");
        clean.into_owned()
    }

    #[test]
    fn what_is_written_well_stays() {
        for text in [
            "rule \"A // b & c 🎉\"\n  when a >= 5\n   - 3 > 2 # // & {\n",
            "当 金额 >\n  - 5\n",
            "  when a * b / c - d > 5\n   and x is \"**\"\n",
            "schedule monthly on\n 1, 15 at 09:00\n",
            "when score # see note\n  * 2 > 5\n",
            "then add points (points:\n  - 5)\n",
            "when (score\n  * 2) > 5 or score\n  > 2) and x\n",
            "then send email \"x\" (subject: \"{name}\")\n",
        ] {
            assert_eq!(scrubbed(text), text);
        }
    }

    #[test]
    fn marks_of_lists_are_told_from_minus() {
        assert_eq!(scrubbed("- when a\n- then b\n"), "  when a\n  then b\n");
        assert_eq!(scrubbed("when\n - a\n - b\n"), "when\n   a\n   b\n");
        assert_eq!(scrubbed("1. rule \"A\"\n"), "   rule \"A\"\n");
        assert_eq!(scrubbed("> > when a\n"), "    when a\n");
        assert_eq!(scrubbed("  when a is 5\n  - b\n"), "  when a is 5\n  - b\n");
    }

    #[test]
    fn entities_are_the_marks_they_stand_for() {
        assert_eq!(scrubbed("a &gt;= b &amp;&amp; c"), "a    >= b        and c");
    }
}
