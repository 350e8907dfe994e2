//! Customers in: a profile is changed where a row says something new, from one instant on.

use super::fields::{self, Cells, Table, bad, bad_line, id, reading};
use super::rejects::Rejects;
use super::sorting::{Group, Sorting};
use super::{
    ImportError, ImportOptions, ImportReport, OnProgress, PROGRESS_ROWS, Progress, sorting_failed,
};
use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use crate::model::schema::TIME_ZONE;
use crate::sources::{BadRow, Columns, Next, Row, Rows, Shape, Target};
use crate::store::records::{
    IdHash, ProfileChange, ProfileRecord, RECORD_BYTES_MAX, RecordError, Records, SlotsById,
};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// Since ever: from when a customer's first profile holds.
const EVER: Moment = Moment(i64::MIN);

/// A row between reading and writing. Lives in memory or a file of this process only.
#[derive(Serialize, Deserialize)]
struct CustomerRow<'a> {
    line: u64,
    id: &'a str,
    #[serde(borrow)]
    changes: Cells<'a>,
}

/// Imports customers: new ones, and what changed of known ones. The same file again changes nothing.
pub fn import_customers(
    records: &Records<'_>,
    input: impl Read,
    options: &ImportOptions,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    let schema = records.schema().clone();
    let mut rows = Rows::open(
        input,
        options.format,
        &Shape::Customers(&schema),
        &options.mapping,
    )?;
    let id_index = rows.columns().required(Target::Id)?;
    let table = Table::new(
        &schema.customer,
        records.layout().customer(),
        rows.columns(),
    );
    if records.slot_count() == 0 {
        fields::require_all(&table, &schema.customer, rows.columns())?;
    }
    let mut reader = Reader {
        options,
        table,
        id_index,
        slots: records.slots_by_id()?,
        next_slot: records.slot_count(),
        zones: match (options.zone, schema.attribute(TIME_ZONE)) {
            (None, Some(_)) => records.zones(options.project_zone)?,
            _ => Vec::new(),
        },
        buffer: Vec::new(),
    };
    let mut rejects = Rejects::new(&options.rejects)?;
    let mut report = ImportReport::default();
    let mut sorting = Sorting::new(options.memory_bytes, &options.scratch);
    let mut row = Row::default();
    loop {
        match rows.next(&mut row)? {
            Next::End => break,
            Next::Bad(bad) => rejects.push(bad)?,
            Next::Row => match reader.read(&row, rows.columns()) {
                Ok(slot) => sorting
                    .push(slot, &reader.buffer)
                    .map_err(sorting_failed(options))?,
                Err(bad) => rejects.push(bad)?,
            },
        }
        report.read += 1;
        if report.read.is_multiple_of(PROGRESS_ROWS) {
            progress(Progress::Reading {
                rows: report.read,
                bytes: rows.bytes_read(),
            });
        }
    }
    progress(Progress::Reading {
        rows: report.read,
        bytes: rows.bytes_read(),
    });
    drop(reader);
    write(
        records,
        sorting,
        options,
        &mut report,
        &mut rejects,
        progress,
    )?;
    report.rejected = rejects.finish()?;
    Ok(report)
}

struct Reader<'s> {
    options: &'s ImportOptions,
    table: Table<'s>,
    id_index: usize,
    slots: SlotsById,
    next_slot: u32,
    zones: Vec<Zone>,
    buffer: Vec<u8>,
}

impl Reader<'_> {
    /// Packs the row into the buffer and gives its slot. A new customer's first row must have all
    /// that is required, so that a slot once given is always used.
    fn read(&mut self, row: &Row, columns: &Columns) -> Result<u32, BadRow> {
        let id = id(row, columns, self.id_index)?;
        let hash = IdHash::of(id);
        let slot = self.slots.get(hash);
        let stored_zone = slot.and_then(|slot| self.zones.get(slot as usize)).copied();
        let zone = self
            .options
            .zone
            .or_else(|| self.table.stated_zone(row))
            .or(stored_zone);
        let zone = zone.unwrap_or(self.options.project_zone);
        let values = self.table.read(row, columns, reading(self.options, zone))?;
        if slot.is_none()
            && let Some(name) = self.table.lacking(&values)
        {
            let reason = format!(
                "is a new customer, and the file does not say `{name}`, which the schema requires"
            );
            return Err(bad(row, columns, self.id_index, reason));
        }
        let packed = CustomerRow {
            line: row.line,
            id,
            changes: self.table.cells(&values),
        };
        self.buffer.clear();
        self.buffer = postcard::to_extend(&packed, std::mem::take(&mut self.buffer))
            .expect("writing plain rows to memory cannot fail");
        if self.buffer.len() > RECORD_BYTES_MAX {
            let reason = format!(
                "takes {} bytes, and a customer holds at most {RECORD_BYTES_MAX}",
                self.buffer.len()
            );
            return Err(bad_line(row.line, id, reason));
        }
        let slot = slot.unwrap_or_else(|| self.slots.get_or_insert(hash, self.next_slot));
        self.next_slot = self.next_slot.max(slot + 1);
        Ok(slot)
    }
}

fn write(
    records: &Records<'_>,
    sorting: Sorting,
    options: &ImportOptions,
    report: &mut ImportReport,
    rejects: &mut Rejects,
    progress: &mut OnProgress<'_>,
) -> Result<(), ImportError> {
    let of = report.read;
    let stored = records.slot_count();
    let as_of = options.as_of.unwrap_or(options.now);
    let mut sorted = sorting.sorted().map_err(sorting_failed(options))?;
    let mut change = records.change_profiles();
    let mut group = Group::default();
    let (mut written, mut shown) = (0, 0);
    while sorted.next(&mut group).map_err(sorting_failed(options))? {
        let rows = group.rows().map(postcard::from_bytes::<CustomerRow<'_>>);
        let rows: Vec<CustomerRow<'_>> = rows
            .collect::<Result<_, _>>()
            .expect("rows are read as they were packed");
        let Some(last) = rows.last() else { continue };
        written += rows.len() as u64;
        let changes = merged(&rows);
        let outcome = if group.slot >= stored {
            put_new(&mut change, group.slot, last, changes).map(|()| Outcome::New)
        } else {
            put_changes(&mut change, group.slot, as_of, changes)
        };
        report.repeated += rows.len() as u64 - 1;
        match outcome {
            Ok(Outcome::New) => report.new += 1,
            Ok(Outcome::Changed) => report.amended += 1,
            Ok(Outcome::Unchanged) => report.unchanged += 1,
            Err(error @ RecordError::TooLarge { .. }) => {
                rejects.push(bad_line(
                    last.line,
                    last.id,
                    format!("cannot be kept: {error}"),
                ))?;
            }
            Err(error) => return Err(error.into()),
        }
        if written >= shown + PROGRESS_ROWS {
            shown = written;
            progress(Progress::Writing { rows: written, of });
        }
    }
    change.finish()?;
    progress(Progress::Writing { rows: of, of });
    Ok(())
}

enum Outcome {
    New,
    Changed,
    Unchanged,
}

/// What several rows of one customer say together: of each attribute the last.
fn merged<'a>(rows: &[CustomerRow<'a>]) -> Cells<'a> {
    let Some((first, rest)) = rows.split_first() else {
        return Vec::new();
    };
    let mut merged = first.changes.clone();
    for row in rest {
        merge(&mut merged, &row.changes);
    }
    merged
}

fn merge<'a>(into: &mut Cells<'a>, changes: &Cells<'a>) {
    for (number, cell) in changes {
        match into.binary_search_by_key(number, |(number, _)| *number) {
            Ok(at) => {
                if let Some(known) = into.get_mut(at) {
                    known.1.clone_from(cell);
                }
            }
            Err(at) => into.insert(at, (*number, cell.clone())),
        }
    }
}

fn put_new(
    change: &mut ProfileChange<'_>,
    slot: u32,
    last: &CustomerRow<'_>,
    mut changes: Cells<'_>,
) -> Result<(), RecordError> {
    changes.retain(|(_, cell)| cell.is_some());
    let record = ProfileRecord {
        id: Some(last.id),
        changes,
    };
    match change.put(slot, EVER, &record) {
        // Too large together, as no row is alone; the slot has been given, so the last row has it.
        Err(RecordError::TooLarge { .. }) => {
            let changes = last.changes.clone();
            change.put(
                slot,
                EVER,
                &ProfileRecord {
                    id: Some(last.id),
                    changes,
                },
            )
        }
        put => put,
    }
}

fn put_changes(
    change: &mut ProfileChange<'_>,
    slot: u32,
    as_of: Moment,
    mut changes: Cells<'_>,
) -> Result<Outcome, RecordError> {
    // What is not known is as good as cleared.
    let mut same: Vec<bool> = changes.iter().map(|(_, cell)| cell.is_none()).collect();
    let mut at_once = None;
    change.existing(slot, |from, version| {
        if from > as_of {
            return;
        }
        for (number, cell) in &version.changes {
            if let Ok(at) = changes.binary_search_by_key(number, |(number, _)| *number)
                && let (Some(same), Some((_, said))) = (same.get_mut(at), changes.get(at))
            {
                *same = cell == said;
            }
        }
        if from == as_of {
            at_once = postcard::to_stdvec(&version).ok();
        }
    })?;
    let mut same = same.into_iter();
    changes.retain(|_| !same.next().unwrap_or(true));
    if changes.is_empty() {
        return Ok(Outcome::Unchanged);
    }
    let mut record = ProfileRecord {
        id: None,
        changes: Vec::new(),
    };
    if let Some(bytes) = &at_once {
        record =
            postcard::from_bytes(bytes).map_err(|_| RecordError::Damaged { tree: "customers" })?;
    }
    merge(&mut record.changes, &changes);
    change.put(slot, as_of, &record)?;
    Ok(Outcome::Changed)
}
