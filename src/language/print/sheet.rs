//! What is printed, cut where lines may break, before comments and line breaks are put in.

use crate::language::source::display_width;

/// A stretch of output that is never broken, with the place in the source where it begins.
#[derive(Debug)]
pub struct Segment {
    pub start: usize,
    pub text: String,
    pub place: Place,
    /// The most columns it takes in either language.
    pub width: usize,
}

/// Where a segment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The head of an item. Between two heads of the same sort of one-line items a blank line is the author's choice.
    Item(Sort),
    /// A section, a field or a line of a test.
    Section,
    /// A line of its own within a section.
    Line { indent: usize },
    /// Goes on with the line before, unless something asks for a break.
    Soft {
        indent: usize,
        /// How many brackets it stands in.
        level: usize,
        /// Too long a line may break here.
        wraps: bool,
        /// The author broke the line here.
        broken: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Event,
    Segment,
    /// Parted from its neighbours by a blank line.
    Block,
}

#[derive(Debug, Default)]
pub struct Sheet {
    pub segments: Vec<Segment>,
    /// The next word follows without a blank.
    tight: bool,
}

impl Sheet {
    pub fn begin(&mut self, start: usize, place: Place) {
        self.segments.push(Segment {
            start,
            text: String::new(),
            place,
            width: 0,
        });
    }

    pub fn word(&mut self, word: &str) {
        let tight = std::mem::take(&mut self.tight);
        let Some(segment) = self.segments.last_mut() else {
            return;
        };
        if !tight && wants_blank(&segment.text, word) {
            segment.text.push(' ');
        }
        segment.text.push_str(word);
    }

    /// The next word follows without a blank.
    pub fn tighten(&mut self) {
        self.tight = true;
    }

    /// A word that the next one follows without a blank.
    pub fn prefix(&mut self, word: &str) {
        self.word(word);
        self.tight = true;
    }

    pub fn measure(&mut self) {
        for segment in &mut self.segments {
            segment.width = segment.width.max(display_width(&segment.text));
        }
    }

    /// Takes over the widths of the same sheet in another language where they are greater, so that lines break at
    /// the same places in both.
    pub fn widen(&mut self, other: &Self) {
        for (segment, other) in self.segments.iter_mut().zip(&other.segments) {
            segment.width = segment.width.max(other.width);
        }
    }
}

/// Whether a blank stands between two words; full-width marks bring their own.
pub fn wants_blank(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    // Narrow marks keep their distance to a full-width bracket.
    if first == '（' && matches!(last, ',' | '<' | '>' | '=' | '+' | '-' | '*' | '/') {
        return true;
    }
    !matches!(last, '(' | '[' | '（' | '）' | '，' | '：' | '；' | '、')
        && !matches!(
            first,
            ')' | ']' | ',' | ':' | ';' | '（' | '）' | '，' | '：' | '；' | '、'
        )
}
