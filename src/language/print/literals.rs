//! Values written out: as the author wrote them, in plain digits and marks.

use super::Printer;
use crate::language::source::Span;
use crate::language::syntax::{Duration, DurationUnit, Text};
use unicode_normalization::UnicodeNormalization;

impl Printer<'_> {
    /// A number, an amount, a date or a time, without the blanks and comments in it.
    pub(super) fn literal(&self, span: Span) -> String {
        let written = self
            .tokens
            .clean
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default();
        let parts: Vec<String> = written
            .split_whitespace()
            .map(|part| part.nfkc().collect())
            .collect();
        let mut text = String::new();
        for part in parts {
            // `CNY 100` and `2026-01-01 09:00` need theirs.
            let blank = text.ends_with(|c: char| c.is_ascii_alphabetic())
                || part.contains(':') && text.contains(['-', '年']);
            if blank && !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&part);
        }
        text
    }

    /// The number of a length of time as it was written; nothing in `per year`.
    fn count(&self, duration: &Duration) -> String {
        let text = self.literal(duration.span);
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'))
            .unwrap_or(text.len());
        text.get(..end).unwrap_or_default().to_owned()
    }

    /// `14 days`, `14 天`; in `per year` there is only the unit.
    pub(super) fn duration(&self, duration: &Duration) -> String {
        let count = self.count(duration);
        let unit = self.unit(duration.unit, duration.count, count.is_empty());
        if count.is_empty() {
            unit.to_owned()
        } else {
            format!("{count} {unit}")
        }
    }

    fn unit(&self, unit: DurationUnit, count: u32, alone: bool) -> &'static str {
        let (one, several, chinese) = match unit {
            DurationUnit::Minute => ("minute", "minutes", "分钟"),
            DurationUnit::Hour => ("hour", "hours", "小时"),
            DurationUnit::Day => ("day", "days", "天"),
            DurationUnit::Week => ("week", "weeks", "周"),
            DurationUnit::Month if alone => ("month", "months", "月"),
            DurationUnit::Month => ("month", "months", "个月"),
            DurationUnit::Year => ("year", "years", "年"),
        };
        let english = if count == 1 { one } else { several };
        self.language.pick(english, chinese)
    }

    /// Quoted text as written, in straight quotes.
    pub(super) fn quoted(&self, text: &Text) -> String {
        let written = self.source.slice(text.span);
        if written.starts_with('"') {
            return written.to_owned();
        }
        // Other quotes have no escapes.
        let inner = text.text.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{inner}\"")
    }
}
