//! Events in: new ones, and amendments of known ones by their ids.
//!
//! An event is told by its type, its customer and its id; one without an id by its content and by
//! which of the file's equal rows it is. A row that says nothing new changes nothing.

use super::fields::{self, Cells, Table, bad, bad_line, id, reading};
use super::merging::Merging;
use super::rejects::Rejects;
use super::sorting::Sorting;
use super::{
    ImportError, ImportOptions, ImportReport, OnProgress, PROGRESS_ROWS, Progress, sorting_failed,
};
use crate::model::calendar::Zone;
use crate::model::kind::Kind;
use crate::model::moment::Moment;
use crate::model::schema::{EventType, TIME_ZONE};
use crate::sources::{BadRow, Columns, Next, Parsed, Row, Rows, Shape, Target, parse_cell};
use crate::store::records::{IdHash, ProfileRecord, RECORD_BYTES_MAX, Records, SlotsById};
use serde::{Deserialize, Serialize};
use std::io::Read;

/// A row between reading and writing. Lives in memory or a file of this process only.
#[derive(Serialize, Deserialize)]
pub(super) struct EventRow<'a> {
    pub line: u64,
    pub id: Option<&'a str>,
    pub at: i64,
    pub amended_at: Option<i64>,
    #[serde(borrow)]
    pub values: Cells<'a>,
}

/// Imports events of the type at this position in the schema.
pub fn import_events(
    records: &Records<'_>,
    event: usize,
    input: impl Read,
    options: &ImportOptions,
    progress: &mut OnProgress<'_>,
) -> Result<ImportReport, ImportError> {
    let schema = records.schema().clone();
    let nothing = EventType {
        name: String::new(),
        label: None,
        fields: Vec::new(),
        fresh_within_ms: None,
    };
    let kind = schema.events.get(event).unwrap_or(&nothing);
    let Some(layout) = records.layout().event(event) else {
        return Ok(ImportReport::default());
    };
    if options.create_customers
        && let Some(field) = schema
            .customer
            .iter()
            .find(|field| fields::is_required(field))
    {
        return Err(ImportError::CannotCreate {
            attribute: field.name.clone(),
        });
    }
    let mut rows = Rows::open(
        input,
        options.format,
        &Shape::Events(&schema, event),
        &options.mapping,
    )?;
    let columns = rows.columns();
    let table = Table::new(&kind.fields, &layout.fields, columns);
    if records.event_count(event) == 0 {
        fields::require_all(&table, &kind.fields, columns)?;
    }
    let mut reader = Reader {
        options,
        customer_index: columns.required(Target::Customer)?,
        at_index: columns.required(Target::At)?,
        id_index: columns.index(Target::Id),
        amended_index: columns.index(Target::AmendedAt),
        table,
        slots: records.slots_by_id()?,
        zones: match (options.zone, schema.attribute(TIME_ZONE)) {
            (None, Some(_)) => records.zones(options.project_zone)?,
            _ => Vec::new(),
        },
        known: records.slot_count(),
        created: Vec::new(),
        newest: None,
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
    let Reader {
        table,
        created,
        newest,
        known,
        slots,
        ..
    } = reader;
    drop(slots);
    create(records, known, &created)?;
    report.created = created.len() as u64;
    let merging = Merging {
        options,
        kind: layout.number,
        lacks: table.absent(),
    };
    merging.write(records, sorting, &mut report, &mut rejects, progress)?;
    // An event dated in the future does not make the days until then complete.
    let newest = newest.map(|newest| newest.min(options.now));
    if let Some(through) = options.complete_through.or(newest) {
        report.watermark = Some(records.advance_watermark(event, through)?);
    }
    report.rejected = rejects.finish()?;
    Ok(report)
}

struct Reader<'s> {
    options: &'s ImportOptions,
    table: Table<'s>,
    customer_index: usize,
    at_index: usize,
    id_index: Option<usize>,
    amended_index: Option<usize>,
    slots: SlotsById,
    zones: Vec<Zone>,
    known: u32,
    /// Ids of customers to be made, from slot `known` on.
    created: Vec<String>,
    newest: Option<Moment>,
    buffer: Vec<u8>,
}

impl Reader<'_> {
    /// Packs the row into the buffer and gives its customer's slot.
    fn read(&mut self, row: &Row, columns: &Columns) -> Result<u32, BadRow> {
        let customer = id(row, columns, self.customer_index)?;
        let hash = IdHash::of(customer);
        let slot = self.slots.get(hash);
        if slot.is_none() && !self.options.create_customers {
            let reason = "is not a known customer; import the customers first, or make them from events with --create-customers";
            return Err(bad(row, columns, self.customer_index, reason.to_owned()));
        }
        let stored_zone = slot.and_then(|slot| self.zones.get(slot as usize)).copied();
        let zone = self
            .options
            .zone
            .or(stored_zone)
            .unwrap_or(self.options.project_zone);
        let reading = reading(self.options, zone);
        let moment = |index: usize| match row.cell(index) {
            None | Some("") => Ok(None),
            Some(text) => match parse_cell(&Kind::Instant, text, reading) {
                Ok(Parsed::Int(ms)) => Ok(Some(ms)),
                Ok(_) => Ok(None),
                Err(cell) => Err(bad(row, columns, index, cell.0)),
            },
        };
        let at = moment(self.at_index)?.ok_or_else(|| {
            let reason = "is empty; every event needs the time it happened";
            bad(row, columns, self.at_index, reason.to_owned())
        })?;
        let amended_at = match self.amended_index {
            Some(index) => moment(index)?,
            None => None,
        };
        let event_id = match self.id_index {
            Some(index) if row.cell(index).is_some_and(|id| !id.is_empty()) => {
                Some(id(row, columns, index)?)
            }
            _ => None,
        };
        let values = self.table.read(row, columns, reading)?;
        let values = self.table.cells(&values);
        let packed = EventRow {
            line: row.line,
            id: event_id,
            at,
            amended_at,
            values,
        };
        self.buffer.clear();
        self.buffer = postcard::to_extend(&packed, std::mem::take(&mut self.buffer))
            .expect("writing plain rows to memory cannot fail");
        if self.buffer.len() > RECORD_BYTES_MAX {
            return Err(bad_line(
                row.line,
                event_id.unwrap_or(customer),
                too_large(self.buffer.len()),
            ));
        }
        let slot = slot.unwrap_or_else(|| {
            let slot = self.known + self.created.len() as u32;
            self.created.push(customer.to_owned());
            self.slots.get_or_insert(hash, slot)
        });
        self.newest = self.newest.max(Some(Moment(at)));
        Ok(slot)
    }
}

/// Customers of whom nothing but the id is known.
fn create(records: &Records<'_>, from: u32, ids: &[String]) -> Result<(), ImportError> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut change = records.change_profiles();
    for (slot, id) in (from..).zip(ids) {
        change.put(
            slot,
            Moment(i64::MIN),
            &ProfileRecord {
                id: Some(id),
                changes: Vec::new(),
            },
        )?;
    }
    Ok(change.finish()?)
}

pub(super) fn too_large(bytes: usize) -> String {
    format!(
        "takes {bytes} bytes, and an event with its amendments holds at most {RECORD_BYTES_MAX}"
    )
}
