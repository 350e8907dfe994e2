//! Rows of events, customer by customer, merged into what is stored.

use super::events::{EventRow, too_large};
use super::fields::bad_line;
use super::rejects::Rejects;
use super::sorting::{Group, Sorting};
use super::{
    ImportError, ImportOptions, ImportReport, OnProgress, PROGRESS_ROWS, Progress, sorting_failed,
};
use crate::model::moment::Moment;
use crate::sources::BadRow;
use crate::store::records::{
    EventChange, EventId, EventKey, EventRecord, EventVersion, RECORD_BYTES_MAX, Records,
};
use rustc_hash::FxHashMap;

/// Puts sorted rows into the stored events.
pub(super) struct Merging<'s> {
    pub options: &'s ImportOptions,
    /// Registered number of the type.
    pub kind: u16,
    /// A required property that the file has no column for: its rows can only amend.
    pub lacks: Option<&'s str>,
}

/// What rows with one id add up to.
#[derive(Default)]
struct Counts {
    new: u64,
    amended: u64,
    unchanged: u64,
}

impl Merging<'_> {
    pub fn write(
        &self,
        records: &Records<'_>,
        sorting: Sorting,
        report: &mut ImportReport,
        rejects: &mut Rejects,
        progress: &mut OnProgress<'_>,
    ) -> Result<(), ImportError> {
        let of = report.read;
        let mut sorted = sorting.sorted().map_err(sorting_failed(self.options))?;
        let mut change = records.change_events();
        let mut group = Group::default();
        let (mut written, mut shown) = (0, 0);
        while sorted
            .next(&mut group)
            .map_err(sorting_failed(self.options))?
        {
            let rows = group.rows().map(postcard::from_bytes::<EventRow<'_>>);
            let rows: Vec<EventRow<'_>> = rows
                .collect::<Result<_, _>>()
                .expect("rows are read as they were packed");
            written += rows.len() as u64;
            self.customer(&mut change, group.slot, rows, report, rejects)?;
            if written >= shown + PROGRESS_ROWS {
                shown = written;
                progress(Progress::Writing { rows: written, of });
            }
        }
        change.finish()?;
        progress(Progress::Writing { rows: of, of });
        Ok(())
    }

    /// All rows of one customer.
    fn customer(
        &self,
        change: &mut EventChange<'_>,
        slot: u32,
        rows: Vec<EventRow<'_>>,
        report: &mut ImportReport,
        rejects: &mut Rejects,
    ) -> Result<(), ImportError> {
        let mut wanted = Wanted::default();
        for row in rows {
            wanted.push(row);
        }
        let mut stored: Vec<(EventKey, usize, std::ops::Range<usize>)> = Vec::new();
        let mut bytes: Vec<u8> = Vec::new();
        change.existing(slot, self.kind, |key, id, body| {
            if let Some(at) = wanted.find(id) {
                stored.push((key, at, bytes.len()..bytes.len() + body.len()));
                bytes.extend_from_slice(body);
            }
        })?;
        let mut merged = Merged::default();
        for (key, at, range) in stored {
            let rows = wanted.take(at);
            let mut record = EventRecord::decode(bytes.get(range).unwrap_or_default())?;
            let outcome = amend(key.at, &mut record.versions, rows, self.options.now);
            merged.settle(&outcome, key, &record);
        }
        for story in wanted.rest() {
            self.begin(change, slot, story, &mut merged);
        }
        merged.puts.sort_by_key(|(key, _)| *key);
        for (key, range) in merged.puts {
            change.put(key, merged.bytes.get(range).unwrap_or_default())?;
        }
        report.new += merged.counts.new;
        report.amended += merged.counts.amended;
        report.unchanged += merged.counts.unchanged;
        merged
            .refused
            .into_iter()
            .try_for_each(|bad| rejects.push(bad))
    }

    /// An event that is not stored yet.
    fn begin(
        &self,
        change: &mut EventChange<'_>,
        slot: u32,
        story: Story<'_>,
        merged: &mut Merged,
    ) {
        let Story { id, first, more } = story;
        if let Some(name) = self.lacks {
            let reason = format!(
                "is a new event, and the file does not say `{name}`, which the schema requires"
            );
            let id = first.id.unwrap_or_default();
            let lines = std::iter::once(&first).chain(&more).map(|row| row.line);
            merged
                .refused
                .extend(lines.map(|line| bad_line(line, id, reason.clone())));
            return;
        }
        let at = Moment(first.at);
        let no = change.next_number(self.kind);
        let key = EventKey {
            slot,
            kind: self.kind,
            at,
            no,
        };
        let values = first.values.into_iter();
        let values = values
            .filter_map(|(number, cell)| Some((number, cell?)))
            .collect();
        let mut record = EventRecord {
            id,
            versions: vec![EventVersion {
                after_ms: 0,
                values,
            }],
        };
        let mut outcome = if more.is_empty() {
            Outcome::default()
        } else {
            amend(at, &mut record.versions, more, self.options.now)
        };
        outcome.counts.new += 1;
        outcome.lines.push(first.line);
        merged.settle(&outcome, key, &record);
    }
}

/// What a customer's rows came to.
#[derive(Default)]
struct Merged {
    /// Events to put, and where in `bytes` each is.
    puts: Vec<(EventKey, std::ops::Range<usize>)>,
    bytes: Vec<u8>,
    counts: Counts,
    refused: Vec<BadRow>,
}

/// What rows of one event did.
#[derive(Default)]
struct Outcome {
    counts: Counts,
    /// Lines of the rows, for messages.
    lines: Vec<u64>,
}

impl Merged {
    /// Takes an event's outcome over, or refuses its rows where the event would be too large.
    fn settle(&mut self, outcome: &Outcome, key: EventKey, record: &EventRecord<'_>) {
        if outcome.counts.new + outcome.counts.amended > 0 {
            let start = self.bytes.len();
            record.encode_into(&mut self.bytes);
            let size = self.bytes.len() - start;
            if size > RECORD_BYTES_MAX {
                self.bytes.truncate(start);
                let id = match record.id {
                    EventId::Text(id) => id,
                    EventId::Content(_) => "",
                };
                let lines = outcome.lines.iter();
                self.refused
                    .extend(lines.map(|line| bad_line(*line, id, too_large(size))));
                return;
            }
            self.puts.push((key, start..self.bytes.len()));
        }
        self.counts.new += outcome.counts.new;
        self.counts.amended += outcome.counts.amended;
        self.counts.unchanged += outcome.counts.unchanged;
    }
}

/// The rows of one event, in their order; nearly always one.
struct Story<'a> {
    id: EventId<'a>,
    first: EventRow<'a>,
    more: Vec<EventRow<'a>>,
}

/// The rows of one customer by event.
#[derive(Default)]
struct Wanted<'a> {
    texts: FxHashMap<&'a str, usize>,
    contents: FxHashMap<[u8; 16], usize>,
    /// How often a content has come.
    equal: FxHashMap<[u8; 16], u32>,
    events: Vec<Option<Story<'a>>>,
}

impl<'a> Wanted<'a> {
    fn push(&mut self, row: EventRow<'a>) {
        let id = self.identity(&row);
        let next = self.events.len();
        let at = match id {
            EventId::Text(id) => *self.texts.entry(id).or_insert(next),
            EventId::Content(hash) => *self.contents.entry(hash).or_insert(next),
        };
        match self.events.get_mut(at) {
            Some(Some(story)) => story.more.push(row),
            _ => self.events.push(Some(Story {
                id,
                first: row,
                more: Vec::new(),
            })),
        }
    }

    fn find(&self, id: EventId<'_>) -> Option<usize> {
        match id {
            EventId::Text(id) => self.texts.get(id).copied(),
            EventId::Content(hash) => self.contents.get(&hash).copied(),
        }
    }

    fn take(&mut self, at: usize) -> Vec<EventRow<'a>> {
        let Some(story) = self.events.get_mut(at).and_then(Option::take) else {
            return Vec::new();
        };
        let mut rows = story.more;
        rows.insert(0, story.first);
        rows
    }

    /// Events that have not been taken, in order of time: numbers are given in that order.
    fn rest(self) -> Vec<Story<'a>> {
        let mut rest: Vec<Story<'a>> = self.events.into_iter().flatten().collect();
        for story in rest.iter_mut().filter(|story| !story.more.is_empty()) {
            story.more.sort_by_key(holds_from);
            // The earliest makes the event; of equally early ones the first.
            if let Some(earliest) = story.more.first_mut()
                && holds_from(earliest) < holds_from(&story.first)
            {
                std::mem::swap(earliest, &mut story.first);
                story.more.sort_by_key(|row| (holds_from(row), row.line));
            }
        }
        rest.sort_by_key(|story| (story.first.at, story.first.line));
        rest
    }

    /// The row's own id, or the hash of its content and of how many equal rows came before it.
    fn identity(&mut self, row: &EventRow<'a>) -> EventId<'a> {
        if let Some(id) = row.id {
            return EventId::Text(id);
        }
        let said = row
            .values
            .iter()
            .filter(|(_, cell)| cell.is_some())
            .collect::<Vec<_>>();
        let content =
            postcard::to_stdvec(&(row.at, said)).expect("writing plain rows to memory cannot fail");
        let before = self.equal.entry(short_hash(&content, 0)).or_default();
        let hash = short_hash(&content, *before);
        *before += 1;
        EventId::Content(hash)
    }
}

fn short_hash(content: &[u8], occurrence: u32) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&occurrence.to_le_bytes());
    hasher.update(content);
    let hash = hasher.finalize();
    *hash.as_bytes().first_chunk().expect("a hash has 32 bytes")
}

/// From when a row's word holds, as far as the row itself says.
fn holds_from(row: &EventRow<'_>) -> i64 {
    row.amended_at.unwrap_or(row.at)
}

/// Adds to an event's versions what its rows say that is not known.
///
/// A row holds from its `amended_at`; else from its own time, where that is later than the event's;
/// else from the import. Rows that repeat the latest versions one after the other are those versions.
fn amend<'a>(
    at: Moment,
    versions: &mut Vec<EventVersion<'a>>,
    mut rows: Vec<EventRow<'a>>,
    now: Moment,
) -> Outcome {
    rows.sort_by_key(holds_from);
    let lines = rows.iter().map(|row| row.line).collect();
    let mut counts = Counts::default();
    let before = rows.len();
    rows.dedup_by(|next, row| next.values == row.values && next.amended_at == row.amended_at);
    counts.unchanged += (before - rows.len()) as u64;
    let repeats = (1..=rows.len().min(versions.len())).rev().find(|count| {
        let latest = versions.iter().skip(versions.len() - count);
        rows.iter()
            .take(*count)
            .zip(latest)
            .all(|(row, version)| agrees(row, version))
    });
    let repeats = repeats.unwrap_or(0);
    counts.unchanged += repeats as u64;
    for row in rows.iter().skip(repeats) {
        let stated = row.amended_at.or_else(|| (row.at > at.0).then_some(row.at));
        let latest = versions.last().map_or(0, |version| version.after_ms);
        let after_ms = match stated {
            Some(from) => from.saturating_sub(at.0).max(0),
            None => now.0.saturating_sub(at.0).max(latest),
        };
        let place = versions
            .iter()
            .rposition(|version| version.after_ms <= after_ms)
            .unwrap_or(0);
        let Some(known) = versions.get(place) else {
            continue;
        };
        if agrees(row, known) {
            counts.unchanged += 1;
            continue;
        }
        let mut values = known.values.clone();
        for (number, cell) in &row.values {
            let found = values.binary_search_by_key(number, |(number, _)| *number);
            match (found, cell) {
                (Ok(at), Some(cell)) => {
                    if let Some(known) = values.get_mut(at) {
                        known.1 = cell.clone();
                    }
                }
                (Ok(at), None) => drop(values.remove(at)),
                (Err(at), Some(cell)) => values.insert(at, (*number, cell.clone())),
                (Err(_), None) => {}
            }
        }
        versions.insert(place + 1, EventVersion { after_ms, values });
        counts.amended += 1;
    }
    Outcome { counts, lines }
}

/// Whether the version has everything as the row says.
fn agrees(row: &EventRow<'_>, version: &EventVersion<'_>) -> bool {
    row.values.iter().all(|(number, cell)| {
        let known = version
            .values
            .binary_search_by_key(number, |(number, _)| *number)
            .ok();
        let known = known
            .and_then(|at| version.values.get(at))
            .map(|(_, cell)| cell);
        known == cell.as_ref()
    })
}
