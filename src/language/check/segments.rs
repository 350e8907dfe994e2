//! Segments: named groups of customers. Each is checked once where it stands, and then taken into the
//! condition of whatever names it, so that nothing behind the checker knows of segments.

use super::names::Names;
use super::scope::Lower;
use super::{Book, Report, Settings, mistakes};
use crate::language::checked::{Audience, CheckedSegment, Test};
use crate::language::diagnostics::{Diagnostic, did_you_mean};
use crate::language::source::{Source, Span};
use crate::language::syntax::{ExprKind, Item, RuleFile, SegmentItem, Text};
use crate::language::vocabulary::Vocabulary;
use std::collections::BTreeMap;

/// How deep segments may stand within segments.
const DEPTH_MAX: usize = 16;
/// How many segments one condition may take in, those within others included.
const TAKEN_IN_MAX: usize = 1_000;

/// The segments of all files, by title.
#[derive(Default)]
pub(super) struct Segments<'t> {
    by_title: BTreeMap<&'t str, Segment<'t>>,
}

struct Segment<'t> {
    source: &'t Source,
    item: &'t SegmentItem,
    /// Checked without a mistake; what names any other stays silent, for its mistakes are reported.
    usable: bool,
}

/// Checks every segment, those that others name first.
pub(super) fn lower_all<'t>(
    files: &[(&'t Source, &'t RuleFile)],
    (settings, vocabulary, names): (Settings, &Vocabulary, &Names),
    report: &mut Report,
) -> (Segments<'t>, Vec<CheckedSegment>) {
    let mut segments = collect(files, report);
    let mut checked = Vec::new();
    for title in order(&segments, report) {
        let book = Book {
            settings,
            vocabulary,
            names,
            segments: &segments,
        };
        let segment = segments.by_title.get(title);
        if let Some(lowered) = segment.and_then(|segment| lower(segment, book, report)) {
            checked.push(lowered);
            if let Some(segment) = segments.by_title.get_mut(title) {
                segment.usable = true;
            }
        }
    }
    checked.sort_by(|a, b| a.title.cmp(&b.title));
    (segments, checked)
}

fn collect<'t>(files: &[(&'t Source, &'t RuleFile)], report: &mut Report) -> Segments<'t> {
    let mut segments = Segments::default();
    for (source, file) in files {
        for item in &file.items {
            let Item::Segment(item) = item else { continue };
            report.unread |= item.condition.is_none();
            let title = item.title.text.trim();
            let (source, usable) = (*source, false);
            if title.is_empty() {
                report.say(mistakes::sections::no_title(item.title.span));
            } else if let Some(first) = segments.by_title.get(title) {
                let (at, first) = (item.title.span, first.item.title.span);
                report.say(mistakes::segments::title_twice(at, title, first));
            } else {
                let segment = Segment {
                    source,
                    item,
                    usable,
                };
                segments.by_title.insert(title, segment);
            }
        }
    }
    segments
}

fn lower(segment: &Segment<'_>, book: Book<'_>, report: &mut Report) -> Option<CheckedSegment> {
    let reported = report.diagnostics.len();
    let mut lower = Lower::new(book, segment.source, report, Audience::Customer);
    let condition = lower.test(segment.item.condition.as_ref()?);
    let atoms = std::mem::take(&mut lower.atoms);
    let mut new = report.diagnostics.iter().skip(reported);
    if new.any(Diagnostic::is_error) {
        return None;
    }
    let title = &segment.item.title;
    Some(CheckedSegment {
        title: title.text.trim().to_owned(),
        condition: condition?,
        atoms,
        file: segment.source.name.clone(),
        line: segment.source.line_at(segment.item.span.start) as u32,
        span: title.span,
    })
}

/// The titles, each behind those it names. Circles are reported and left out.
fn order<'t>(segments: &Segments<'t>, report: &mut Report) -> Vec<&'t str> {
    let mut named: BTreeMap<&str, BTreeMap<&str, Span>> = BTreeMap::new();
    for (title, segment) in &segments.by_title {
        named.insert(*title, segments.named_by(segment));
    }
    let mut done: BTreeMap<&str, usize> = BTreeMap::new();
    let mut order = Vec::new();
    while !named.is_empty() {
        let ready: Vec<&'t str> = segments
            .by_title
            .keys()
            .copied()
            .filter(|title| {
                let names = named.get(title);
                names.is_some_and(|names| names.keys().all(|name| done.contains_key(name)))
            })
            .collect();
        if ready.is_empty() {
            for title in circle(&named, report) {
                named.remove(title.as_str());
                // Nothing can be said of what names it, and everything was.
                if let Some((title, _)) = segments.by_title.get_key_value(title.as_str()) {
                    done.insert(title, 0);
                }
            }
            continue;
        }
        for title in ready {
            let names = named.remove(title).unwrap_or_default();
            let deepest = names.keys().filter_map(|name| done.get(name)).max();
            let depth = deepest.map_or(1, |depth| depth + 1);
            done.insert(title, depth);
            if depth == DEPTH_MAX + 1 {
                let at = names.values().next().copied().unwrap_or_default();
                report.say(mistakes::segments::too_deep(at, DEPTH_MAX));
            }
            if depth <= DEPTH_MAX {
                order.push(title);
            }
        }
    }
    order
}

/// Reports one circle among segments of which each names another of them.
fn circle(named: &BTreeMap<&str, BTreeMap<&str, Span>>, report: &mut Report) -> Vec<String> {
    let mut path: Vec<&str> = Vec::new();
    let mut at = named.keys().next().copied();
    while let Some(title) = at {
        if let Some(start) = path.iter().position(|before| *before == title) {
            path.drain(..start);
            break;
        }
        path.push(title);
        let next = named.get(title).and_then(|names| {
            let mut open = names.keys().filter(|name| named.contains_key(**name));
            open.next().copied()
        });
        at = next;
    }
    // Told from the first title on, wherever the search began.
    let first = path.iter().enumerate().min_by_key(|(_, title)| **title);
    let first = first.map_or(0, |(at, _)| at);
    path.rotate_left(first);
    let second = path.get(1).or(path.first()).copied().unwrap_or_default();
    let from = path.first().copied().unwrap_or_default();
    let span = named.get(from).and_then(|names| names.get(second));
    report.say(mistakes::segments::circle(
        span.copied().unwrap_or_default(),
        &path,
    ));
    path.into_iter().map(str::to_owned).collect()
}

impl Segments<'_> {
    /// Where nothing can name a segment.
    pub const NONE: &'static Segments<'static> = &Segments {
        by_title: BTreeMap::new(),
    };
}

impl<'t> Segments<'t> {
    /// The known segments a segment's condition names, each with its first place.
    fn named_by(&self, segment: &Segment<'t>) -> BTreeMap<&'t str, Span> {
        let mut named = BTreeMap::new();
        let Some(condition) = &segment.item.condition else {
            return named;
        };
        condition.walk(&mut |expr| {
            if let ExprKind::InSegment { title, .. } = &expr.kind
                && let Some((known, _)) = self.by_title.get_key_value(title.text.trim())
            {
                named.entry(*known).or_insert(title.span);
            }
        });
        named
    }
}

impl Lower<'_> {
    /// The condition of the segment, asked of the customer; its atoms are evidence like any other.
    pub fn segment(&mut self, title: &Text) -> Option<Test> {
        let segments = self.book.segments;
        let wanted = title.text.trim();
        let Some(segment) = segments.by_title.get(wanted) else {
            let near = did_you_mean(wanted, segments.by_title.keys().copied());
            return self.fail(mistakes::segments::unknown_segment(
                title.span, wanted, near,
            ));
        };
        if self.row.is_some() {
            return self.fail(mistakes::segments::in_filter(title.span));
        }
        if !segment.usable {
            return None;
        }
        let named_at = self.segment_named_at.unwrap_or(title.span);
        self.segments_taken_in += 1;
        if self.segments_taken_in == TAKEN_IN_MAX + 1 {
            return self.fail(mistakes::segments::too_many(named_at, TAKEN_IN_MAX));
        }
        if self.segments_taken_in > TAKEN_IN_MAX {
            return None;
        }
        let condition = segment.item.condition.as_ref()?;
        let reported = self.report.diagnostics.len();
        let source = std::mem::replace(&mut self.source, segment.source);
        let audience = std::mem::replace(&mut self.audience, Audience::Customer);
        let outer = self.segment_named_at.replace(named_at);
        let test = self.test(condition);
        self.segment_named_at = outer;
        (self.source, self.audience) = (source, audience);
        // Warnings were given where the segment stands; only too many segments is news.
        let mut at = 0;
        self.report.diagnostics.retain(|diagnostic| {
            at += 1;
            at <= reported || diagnostic.is_error()
        });
        test
    }
}
