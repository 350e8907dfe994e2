//! A piece's text with corrections in it, and the way back to where everything stands in the file.

use crate::language::split::tokens::{Token, tokens};

/// Bytes to replace, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub start: usize,
    pub end: usize,
    pub text: String,
}

impl Change {
    pub fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self {
            start,
            end,
            text: text.into(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Draft<'s> {
    original: &'s str,
    /// In bytes of the original, in order and apart from each other.
    changes: Vec<Change>,
    pub text: String,
    pub tokens: Vec<Token>,
}

impl<'s> Draft<'s> {
    pub fn new(original: &'s str) -> Self {
        Self::of(original, Vec::new())
    }

    fn of(original: &'s str, changes: Vec<Change>) -> Self {
        let text = applied(original, &changes);
        let tokens = tokens(&text).all;
        Self {
            original,
            changes,
            text,
            tokens,
        }
    }

    /// The draft with more changes, given in its own bytes; nothing where they meet earlier ones.
    pub fn with(&self, more: &[Change]) -> Option<Self> {
        let mut changes = self.changes.clone();
        for change in more {
            let moved = Change {
                start: self.before(change.start)?,
                end: self.before(change.end)?,
                text: change.text.clone(),
            };
            let apart = changes.iter().all(|other| {
                moved.end < other.start
                    || other.end < moved.start
                    || moved.end == other.start && moved.start < moved.end
                    || other.end == moved.start && other.start < other.end
            });
            if !apart || moved.end < moved.start {
                return None;
            }
            changes.push(moved);
        }
        changes.sort_by_key(|change| change.start);
        Some(Self::of(self.original, changes))
    }

    /// Where a byte of the draft stands in the original, unless it was put in.
    pub fn before(&self, at: usize) -> Option<usize> {
        let mut grown = 0_isize;
        for change in &self.changes {
            let start = change.start.saturating_add_signed(grown);
            let end = start + change.text.len();
            if at <= start {
                break;
            }
            if at < end {
                return None;
            }
            grown += change.text.len() as isize - (change.end - change.start) as isize;
        }
        Some(at.saturating_add_signed(-grown))
    }

    /// The same for a place that may lie in what was put in: then it is where that begins, or ends.
    pub fn near(&self, at: usize, is_end: bool) -> usize {
        let mut grown = 0_isize;
        for change in &self.changes {
            let start = change.start.saturating_add_signed(grown);
            let end = start + change.text.len();
            if at < start || at == start && (is_end || end > start) {
                break;
            }
            if at < end || at == end && is_end {
                return if is_end { change.end } else { change.start };
            }
            grown += change.text.len() as isize - (change.end - change.start) as isize;
        }
        at.saturating_add_signed(-grown)
    }

    pub fn word(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .and_then(|token| self.text.get(token.start..token.end))
            .unwrap_or_default()
    }
}

fn applied(text: &str, changes: &[Change]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut done = 0;
    for change in changes {
        out.push_str(text.get(done..change.start).unwrap_or_default());
        out.push_str(&change.text);
        done = change.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_again() {
        let draft = Draft::new("tier = gold fo").with(&[Change::new(5, 6, "is")]);
        let draft = draft.and_then(|draft| draft.with(&[Change::new(13, 15, "or")]));
        let draft = draft.unwrap();
        assert_eq!(draft.text, "tier is gold or");
        assert_eq!(draft.before(0), Some(0));
        assert_eq!(draft.before(6), None);
        assert_eq!(draft.before(8), Some(7));
        assert_eq!((draft.near(6, false), draft.near(6, true)), (5, 6));
        assert_eq!((draft.near(5, false), draft.near(7, true)), (5, 6));
        assert_eq!((draft.near(13, false), draft.near(15, true)), (12, 14));
        assert!(draft.with(&[Change::new(6, 9, "x")]).is_none());
    }

    #[test]
    fn insertions_keep_their_place() {
        let draft = Draft::new("no purchase last 9 days");
        let draft = draft
            .with(&[Change::new(12, 12, "("), Change::new(23, 23, ")")])
            .unwrap();
        assert_eq!(draft.text, "no purchase (last 9 days)");
        assert_eq!(draft.near(13, false), 12);
        assert_eq!(draft.near(24, true), 23);
        assert_eq!(draft.near(25, true), 23);
    }
}
