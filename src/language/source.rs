//! A file's text, and places in it.

use unicode_width::UnicodeWidthStr;

/// Which source of a rulebook, in the order they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub u32);

/// A stretch of a source in bytes, end excluded.
///
/// Spans never take part in equality, so that trees compare by what was written, not by where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl Span {
    pub const fn new(file: FileId, start: usize, end: usize) -> Self {
        Self {
            file,
            start: start as u32,
            end: end as u32,
        }
    }

    /// From the start of this one to the end of the other.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Where it stands, for sorting and for telling spans apart (which `==` does not do).
    pub const fn place(self) -> (FileId, u32, u32) {
        (self.file, self.start, self.end)
    }
}

/// A line and a column, both from 1; the column counts display cells, two for a Chinese character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// The text of one rules file and the name a person knows it by.
#[derive(Debug, Clone)]
pub struct Source {
    pub file: FileId,
    pub name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl Source {
    /// The text is kept as it is, at most 4 GiB of it; a leading byte order mark is skipped by the parser.
    pub fn new(file: FileId, name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        if text.len() >= u32::MAX as usize {
            let most = u32::MAX as usize - 4;
            let end = (most..most + 4).find(|end| text.is_char_boundary(*end));
            text.truncate(end.unwrap_or(0));
        }
        let starts = text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at as u32 + 1);
        let line_starts = std::iter::once(0).chain(starts).collect();
        Self {
            file,
            name: name.into(),
            text,
            line_starts,
        }
    }

    /// Bytes that are not UTF-8 become U+FFFD, which the parser reports.
    pub fn from_bytes(file: FileId, name: impl Into<String>, bytes: &[u8]) -> Self {
        Self::new(file, name, String::from_utf8_lossy(bytes))
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under a span; empty when the span is not one of this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// The number of the line, from 1, that holds the byte.
    pub fn line_at(&self, at: u32) -> usize {
        self.line_starts
            .partition_point(|start| *start <= at)
            .max(1)
    }

    /// Where the line's text starts and ends in bytes, without its line end; lines count from 1.
    pub fn line_bounds(&self, line: usize) -> (usize, usize) {
        let start = line
            .checked_sub(1)
            .and_then(|index| self.line_starts.get(index))
            .map_or(self.text.len(), |start| *start as usize);
        let next = self
            .line_starts
            .get(line)
            .map_or(self.text.len(), |start| *start as usize);
        let text = self.text.get(start..next).unwrap_or_default();
        (start, start + text.trim_end_matches(['\n', '\r']).len())
    }

    /// The text of a line, from 1, without its line end.
    pub fn line(&self, line: usize) -> &str {
        let (start, end) = self.line_bounds(line);
        self.text.get(start..end).unwrap_or_default()
    }

    pub fn position(&self, at: u32) -> Position {
        let line = self.line_at(at);
        let (start, _) = self.line_bounds(line);
        let before = self.text.get(start..at as usize).unwrap_or_default();
        Position {
            line,
            column: display_width(before) + 1,
        }
    }
}

/// How many terminal cells the text takes; a tab counts as one because messages print it as one space.
pub fn display_width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if c == '\t' {
                1
            } else {
                UnicodeWidthStr::width(c.encode_utf8(&mut [0; 4]) as &str)
            }
        })
        .sum()
}
