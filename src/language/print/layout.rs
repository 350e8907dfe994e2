//! Puts the comments back into what is printed, and breaks the lines.
//!
//! A comment stands above the segment it was found in or before, or behind it at the end of the line. Segments
//! come in the same order in both languages, so that a comment keeps its place when a file is translated.

use super::sheet::{Place, Segment, Sort, wants_blank};
use crate::language::split::tokens::{Comment, Tokens};

/// The columns a line may take.
const WIDTH: usize = 125;

/// The comments around one segment.
#[derive(Default)]
struct Around<'t> {
    /// On lines of their own before it.
    before: Vec<Remark<'t>>,
    /// Found inside it, and put above it.
    inside: Vec<Remark<'t>>,
    /// At the end of its line.
    behind: Option<&'t str>,
    /// A blank line stood right before it.
    blank: bool,
}

#[derive(Clone, Copy)]
struct Remark<'t> {
    text: &'t str,
    blank: bool,
    indented: bool,
}

pub fn lay_out(text: &str, tokens: &Tokens, segments: &[Segment]) -> String {
    let (around, rest) = sort_comments(text, tokens, segments);
    let mut page = Page {
        segments,
        around: &around,
        out: String::with_capacity(text.len()),
        line: String::new(),
        column: 0,
    };
    for index in 0..segments.len() {
        page.segment(index);
    }
    page.end(&rest);
    page.out
}

/// Which segment every comment belongs to, and the comments after the last.
fn sort_comments<'t>(
    text: &'t str,
    tokens: &Tokens,
    segments: &[Segment],
) -> (Vec<Around<'t>>, Vec<Remark<'t>>) {
    let mut around: Vec<Around<'t>> = segments
        .iter()
        .map(|segment| Around {
            blank: blank_before(text, segment.start),
            ..Around::default()
        })
        .collect();
    let mut comments = tokens.comments.as_slice();
    let before_all = segments.first().map_or(usize::MAX, |first| first.start);
    let (head, more) = split_at_start(comments, before_all);
    comments = more;
    let mut waiting: Vec<Remark<'t>> = head.iter().map(|c| remark(text, c)).collect();
    for (index, here) in around.iter_mut().enumerate() {
        let next = segments
            .get(index + 1)
            .map_or(usize::MAX, |next| next.start);
        here.before = std::mem::take(&mut waiting);
        let (own, more) = split_at_start(comments, next);
        comments = more;
        let last = tokens.all.partition_point(|token| token.start < next);
        let end = last
            .checked_sub(1)
            .and_then(|last| tokens.get(last))
            .map_or(0, |token| token.end);
        let (inside, after) = split_at_start(own, end);
        let mut inside: Vec<Remark<'t>> = inside
            .iter()
            .map(|comment| Remark {
                blank: false,
                ..remark(text, comment)
            })
            .collect();
        let mut after = after.iter().peekable();
        here.behind = match after.next_if(|comment| !comment.own_line) {
            Some(comment) => Some(remark(text, comment).text),
            None if own
                .get(inside.len().wrapping_sub(1))
                .is_some_and(|c| !c.own_line) =>
            {
                inside.pop().map(|remark| remark.text)
            }
            None => None,
        };
        here.inside = inside;
        waiting = after.map(|comment| remark(text, comment)).collect();
    }
    (around, waiting)
}

fn split_at_start(comments: &[Comment], at: usize) -> (&[Comment], &[Comment]) {
    comments.split_at(comments.partition_point(|comment| comment.start < at))
}

fn remark<'t>(text: &'t str, comment: &Comment) -> Remark<'t> {
    let before = text.get(..comment.start).unwrap_or_default();
    Remark {
        text: text
            .get(comment.start..comment.end)
            .unwrap_or_default()
            .trim_end(),
        blank: blank_before(text, comment.start),
        indented: !(before.is_empty() || before.ends_with(['\n', '\u{feff}'])),
    }
}

/// Whether an empty line ends right before the line this stands on.
fn blank_before(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let blanks = before
        .chars()
        .rev()
        .take_while(|c| c.is_whitespace() || c.is_control() || *c == '\u{feff}');
    blanks.filter(|c| *c == '\n').count() > 1
}

struct Page<'a> {
    segments: &'a [Segment],
    around: &'a [Around<'a>],
    out: String,
    line: String,
    /// Where the line ends, in the language in which it is longer.
    column: usize,
}

impl Page<'_> {
    fn segment(&mut self, index: usize) {
        let (Some(segment), Some(around)) = (self.segments.get(index), self.around.get(index))
        else {
            return;
        };
        match segment.place {
            Place::Item(sort) => self.head(index, sort),
            Place::Section => {
                for remark in &around.before {
                    self.remark(*remark, 2);
                }
                self.blank_line(around.blank);
                self.inside(around, 2);
                self.start_line(2);
            }
            Place::Line { indent } => self.own_line(around, indent),
            Place::Soft { indent, wraps, .. } => {
                if self.is_broken(index) || wraps && !self.fits(index) {
                    self.own_line(around, indent);
                } else {
                    if wants_blank(&self.line, &segment.text) {
                        self.line.push(' ');
                    }
                    // Counted in any case: where Chinese needs no blank, English does.
                    self.column += 1;
                }
            }
        }
        self.line.push_str(&segment.text);
        self.column += segment.width;
        if let Some(remark) = around.behind {
            self.line.push_str("  ");
            self.line.push_str(remark);
        }
    }

    fn own_line(&mut self, around: &Around<'_>, indent: usize) {
        for remark in &around.before {
            self.remark(
                Remark {
                    blank: false,
                    ..*remark
                },
                indent,
            );
        }
        self.inside(around, indent);
        self.start_line(indent);
    }

    /// The head of an item, with what stands between it and the item before.
    fn head(&mut self, index: usize, sort: Sort) {
        let Some(around) = self.around.get(index) else {
            return;
        };
        let previous = self
            .segments
            .get(..index)
            .unwrap_or_default()
            .iter()
            .rev()
            .find_map(|segment| match segment.place {
                Place::Item(sort) => Some(sort),
                _ => None,
            });
        // Comments that are still indented close the item before.
        let tail = around
            .before
            .iter()
            .take_while(|remark| previous.is_some() && remark.indented)
            .count();
        let (tail, heading) = around.before.split_at(tail);
        for remark in tail {
            self.remark(*remark, 2);
        }
        let parted = previous.is_some_and(|previous| previous != sort || sort == Sort::Block)
            && !around.blank
            && !heading.iter().any(|remark| remark.blank);
        self.blank_line(parted);
        for remark in heading {
            self.remark(*remark, 0);
        }
        self.blank_line(around.blank);
        self.inside(around, 0);
        self.start_line(0);
    }

    fn inside(&mut self, around: &Around<'_>, indent: usize) {
        for remark in &around.inside {
            self.remark(*remark, indent);
        }
    }

    /// Whether something other than its length asks for a break before the segment.
    fn is_broken(&self, index: usize) -> bool {
        let Some(around) = self.around.get(index) else {
            return false;
        };
        let behind = index
            .checked_sub(1)
            .and_then(|before| self.around.get(before))
            .is_some_and(|before| before.behind.is_some());
        let asked = self
            .segments
            .get(index)
            .is_none_or(|segment| !matches!(segment.place, Place::Soft { broken: false, .. }));
        asked || behind || !around.before.is_empty() || !around.inside.is_empty()
    }

    /// Whether what stands from here to the next break of the same level has room on the line.
    fn fits(&self, index: usize) -> bool {
        let mut segments = self.segments.iter().enumerate().skip(index);
        let Some((_, first)) = segments.next() else {
            return true;
        };
        let Place::Soft { level: own, .. } = first.place else {
            return true;
        };
        let mut width = first.width + 1;
        for (at, segment) in segments {
            match segment.place {
                Place::Soft { level, wraps, .. }
                    if !(self.is_broken(at) || wraps && level <= own) =>
                {
                    width += segment.width + 1;
                }
                _ => break,
            }
        }
        self.column + width <= WIDTH
    }

    fn remark(&mut self, remark: Remark<'_>, indent: usize) {
        self.blank_line(remark.blank);
        self.start_line(indent);
        self.line.push_str(remark.text);
    }

    fn start_line(&mut self, indent: usize) {
        self.finish_line();
        self.line.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    fn finish_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.is_empty() {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn blank_line(&mut self, wanted: bool) {
        self.finish_line();
        if wanted && !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    fn end(&mut self, rest: &[Remark<'_>]) {
        let mut tail = true;
        for remark in rest {
            tail &= remark.indented;
            self.remark(*remark, if tail { 2 } else { 0 });
        }
        self.finish_line();
    }
}
