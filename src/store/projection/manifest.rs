//! What the projection's folder holds, as written beside the columns; put in place last.

use crate::engine::columns::{Column, Encoding, EventRows, Layout, Physical};
use crate::model::calendar::Zone;
use crate::model::schema::Schema;
use serde::{Deserialize, Serialize};

/// Grows whenever any file is written differently: older ones are then built anew.
pub(super) const FORMAT: u32 = 1;

/// The whole folder.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: u32,
    /// Which store the columns were made from.
    pub store: u64,
    pub schema: [u8; 32],
    /// The last entry of the touched log that is in the columns.
    pub applied: u64,
    /// Oldest first: where a customer is in several, the last counts.
    pub segments: Vec<SegmentRecord>,
}

/// One segment: a folder of files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SegmentRecord {
    pub folder: String,
    rows: u32,
    slot_end: u32,
    last_change_ms: i64,
    zones: Vec<Option<String>>,
    events: Vec<(u32, u32)>,
    words: u32,
    columns: Vec<ColumnRecord>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct ColumnRecord {
    column: (u8, u32, u32),
    physical: u8,
    base: i64,
    unit: i64,
    place: PlaceRecord,
}

/// Where the bytes of a column are.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct PlaceRecord {
    pub file: String,
    pub from: u64,
    pub length: u64,
    pub checksum: [u8; 32],
}

impl Manifest {
    pub fn encode(&self) -> Result<Vec<u8>, postcard::Error> {
        let mut bytes = postcard::to_stdvec(self)?;
        let checksum = blake3::hash(&bytes);
        bytes.extend_from_slice(checksum.as_bytes());
        Ok(bytes)
    }

    /// `None` where the bytes are not what was written, or were written in another format.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (body, checksum) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        if blake3::hash(body).as_bytes() != checksum {
            return None;
        }
        let (format, _) = postcard::take_from_bytes::<u32>(body).ok()?;
        (format == FORMAT).then(|| postcard::from_bytes(body).ok())?
    }
}

impl SegmentRecord {
    /// `places` has one entry for every column of the layout, in the same order.
    pub fn new(folder: String, layout: &Layout, places: Vec<PlaceRecord>) -> Self {
        let columns = layout.columns.iter().zip(places);
        Self {
            folder,
            rows: layout.rows,
            slot_end: layout.slot_end,
            last_change_ms: layout.last_change_ms,
            zones: (layout.zones.iter())
                .map(|zone| zone.map(|zone| zone.name().to_owned()))
                .collect(),
            events: layout
                .events
                .iter()
                .map(|e| (e.rows, e.number_end))
                .collect(),
            words: layout.words,
            columns: columns
                .map(|((column, encoding), place)| ColumnRecord {
                    column: numbers_of(*column),
                    physical: number_of(encoding.physical),
                    base: encoding.base,
                    unit: encoding.unit,
                    place,
                })
                .collect(),
        }
    }

    /// The layout with the place of each column; `None` where a name in it means nothing here.
    pub fn read(&self) -> Option<(Layout, Vec<(Column, PlaceRecord)>)> {
        let mut layout = Layout {
            rows: self.rows,
            slot_end: self.slot_end,
            last_change_ms: self.last_change_ms,
            words: self.words,
            ..Layout::default()
        };
        for zone in &self.zones {
            layout.zones.push(match zone {
                Some(name) => Some(Zone::named(name).ok()?),
                None => None,
            });
        }
        for (rows, number_end) in &self.events {
            layout.events.push(EventRows {
                rows: *rows,
                number_end: *number_end,
            });
        }
        let mut places = Vec::with_capacity(self.columns.len());
        for record in &self.columns {
            let column = column_of(record.column)?;
            let physical = physical_of(record.physical)?;
            let (base, unit) = (record.base, record.unit);
            layout.columns.insert(
                column,
                Encoding {
                    physical,
                    base,
                    unit,
                },
            );
            places.push((column, record.place.clone()));
        }
        Some((layout, places))
    }
}

/// Changes with every name, kind or order that the columns depend on.
pub(super) fn schema_hash(schema: &Schema) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    let mut note = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for field in &schema.customer {
        note(&field.name);
        note(&field.kind.name());
    }
    for event in &schema.events {
        note("event");
        note(&event.name);
        for field in &event.fields {
            note(&field.name);
            note(&field.kind.name());
        }
    }
    *hasher.finalize().as_bytes()
}

fn numbers_of(column: Column) -> (u8, u32, u32) {
    let one = |tag, at: usize| (tag, at as u32, 0);
    match column {
        Column::Slot => one(0, 0),
        Column::Zone => one(1, 0),
        Column::Changed => one(2, 0),
        Column::Attribute(at) => one(3, at),
        Column::AttributeKnown(at) => one(4, at),
        Column::First(event) => one(5, event),
        Column::At(event) => one(6, event),
        Column::Number(event) => one(7, event),
        Column::From(event) => one(8, event),
        Column::Until(event) => one(9, event),
        Column::Property(event, at) => (10, event as u32, at as u32),
        Column::PropertyKnown(event, at) => (11, event as u32, at as u32),
        Column::WordStart => one(12, 0),
        Column::WordBytes => one(13, 0),
        Column::WordOrder => one(14, 0),
    }
}

fn column_of((tag, one, two): (u8, u32, u32)) -> Option<Column> {
    let (one, two) = (one as usize, two as usize);
    Some(match tag {
        0 => Column::Slot,
        1 => Column::Zone,
        2 => Column::Changed,
        3 => Column::Attribute(one),
        4 => Column::AttributeKnown(one),
        5 => Column::First(one),
        6 => Column::At(one),
        7 => Column::Number(one),
        8 => Column::From(one),
        9 => Column::Until(one),
        10 => Column::Property(one, two),
        11 => Column::PropertyKnown(one, two),
        12 => Column::WordStart,
        13 => Column::WordBytes,
        14 => Column::WordOrder,
        _ => return None,
    })
}

fn number_of(physical: Physical) -> u8 {
    match physical {
        Physical::Bits => 0,
        Physical::U8 => 1,
        Physical::U32 => 2,
        Physical::I32 => 3,
        Physical::I64 => 4,
        Physical::Bytes => 5,
    }
}

fn physical_of(number: u8) -> Option<Physical> {
    Some(match number {
        0 => Physical::Bits,
        1 => Physical::U8,
        2 => Physical::U32,
        3 => Physical::I32,
        4 => Physical::I64,
        5 => Physical::Bytes,
        _ => return None,
    })
}
