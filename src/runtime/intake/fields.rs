//! Cells of a row as the values a record keeps.

use super::ImportOptions;
use crate::model::calendar::Zone;
use crate::model::kind::Kind;
use crate::model::schema::{CUSTOMER_ID, Field, TIME_ZONE};
use crate::sources::{BadRow, Columns, Parsed, Reading, Row, SourceError, Target, parse_cell};
use crate::store::records::{Cell, Fields};

/// Longer ids are a mistake.
const ID_BYTES_MAX: usize = 500;

/// The attributes or properties that a source has columns for.
pub struct Table<'s> {
    columns: Vec<Column<'s>>,
    layout: &'s Fields,
    /// Positions of required fields without a column, with their names.
    absent: Vec<&'s str>,
}

struct Column<'s> {
    /// Where a row keeps the cell.
    index: usize,
    position: usize,
    number: u16,
    field: &'s Field,
}

/// Values by registered number, ascending; `None` where the cell is empty.
pub type Cells<'a> = Vec<(u16, Option<Cell<'a>>)>;

/// Values of one row before they are stored: parsed texts may be their own.
pub struct Values<'a>(Vec<(u16, usize, Option<Parsed<'a>>)>);

impl<'s> Table<'s> {
    pub fn new(fields: &'s [Field], layout: &'s Fields, source: &Columns) -> Self {
        let mut columns: Vec<Column<'s>> = source
            .present()
            .filter_map(|(index, target)| {
                let Target::Field(position) = target else {
                    return None;
                };
                let (field, number) = (fields.get(position)?, layout.number(position)?);
                Some(Column {
                    index,
                    position,
                    number,
                    field,
                })
            })
            .collect();
        columns.sort_by_key(|column| column.number);
        let has = |position: usize| columns.iter().any(|column| column.position == position);
        let absent = fields.iter().enumerate();
        let absent = absent.filter(|(at, field)| is_required(field) && !has(*at));
        let absent = absent.map(|(_, field)| field.name.as_str()).collect();
        Self {
            columns,
            layout,
            absent,
        }
    }

    /// The first required field that the source has no column for.
    pub fn absent(&self) -> Option<&'s str> {
        self.absent.first().copied()
    }

    /// The zone that the row itself states, if it has a column for it.
    pub fn stated_zone(&self, row: &Row) -> Option<Zone> {
        let column = self
            .columns
            .iter()
            .find(|column| column.field.name == TIME_ZONE)?;
        Zone::named(row.cell(column.index).filter(|cell| !cell.is_empty())?).ok()
    }

    /// Reads the fields of a row. A cell the record does not have says nothing.
    pub fn read<'r>(
        &self,
        row: &'r Row,
        source: &Columns,
        reading: Reading<'_>,
    ) -> Result<Values<'r>, BadRow> {
        let mut values = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let Some(text) = row.cell(column.index) else {
                continue;
            };
            let parsed = if text.is_empty() {
                if is_required(column.field) {
                    let reason = "is empty, and the schema requires it";
                    return Err(bad(row, source, column.index, reason.to_owned()));
                }
                None
            } else {
                let parsed = parse_cell(&column.field.kind, text, reading)
                    .map_err(|cell| bad(row, source, column.index, cell.0))?;
                if column.field.name == TIME_ZONE && column.field.kind == Kind::Text {
                    Zone::named(text).map_err(|error| {
                        let reason = match error.nearest() {
                            Some(nearest) => format!("is not a time zone; did you mean {nearest}?"),
                            None => {
                                "is not a time zone; write one such as Asia/Shanghai".to_owned()
                            }
                        };
                        bad(row, source, column.index, reason)
                    })?;
                }
                Some(parsed)
            };
            values.push((column.number, column.position, parsed));
        }
        Ok(Values(values))
    }

    /// The first required field that these values lack.
    pub fn lacking(&self, values: &Values<'_>) -> Option<&'s str> {
        let lacks = |column: &&Column<'s>| {
            let known = values
                .0
                .iter()
                .any(|(number, _, value)| *number == column.number && value.is_some());
            is_required(column.field) && !known
        };
        self.absent()
            .or_else(|| Some(self.columns.iter().find(lacks)?.field.name.as_str()))
    }

    /// As they are stored.
    pub fn cells<'v>(&self, values: &'v Values<'_>) -> Cells<'v> {
        let stored = |position: usize, value: &'v Option<Parsed<'_>>| {
            value
                .as_ref()
                .map(|value| self.layout.stored(position, cell(value)))
        };
        let cells = values.0.iter();
        cells
            .map(|(number, position, value)| (*number, stored(*position, value)))
            .collect()
    }
}

/// Without a value the record would be refused.
pub fn is_required(field: &Field) -> bool {
    !field.optional && field.missing_as.is_none() && field.name != CUSTOMER_ID
}

/// The text of an id.
pub fn id<'r>(row: &'r Row, source: &Columns, index: usize) -> Result<&'r str, BadRow> {
    match row.cell(index) {
        None | Some("") => Err(bad(
            row,
            source,
            index,
            "is empty; every line needs an id".to_owned(),
        )),
        Some(id) if id.len() > ID_BYTES_MAX => Err(bad(
            row,
            source,
            index,
            format!("is longer than {ID_BYTES_MAX} bytes"),
        )),
        Some(id) => Ok(id),
    }
}

pub fn bad(row: &Row, source: &Columns, index: usize, reason: String) -> BadRow {
    let value = crate::sources::cut(row.cell(index).unwrap_or_default());
    BadRow {
        line: row.line,
        column: source.column(index),
        value,
        reason,
    }
}

/// A mistake of a whole line.
pub fn bad_line(line: u64, value: &str, reason: String) -> BadRow {
    BadRow {
        line,
        column: None,
        value: crate::sources::cut(value),
        reason,
    }
}

/// A source that lacks the column of a required field, where nothing is stored yet that has it.
pub fn require_all(
    table: &Table<'_>,
    fields: &[Field],
    source: &Columns,
) -> Result<(), SourceError> {
    let Some(name) = table.absent() else {
        return Ok(());
    };
    let position = fields
        .iter()
        .position(|field| field.name == name)
        .unwrap_or_default();
    source.required(Target::Field(position)).map(|_| ())
}

pub fn reading(options: &ImportOptions, zone: Zone) -> Reading<'_> {
    Reading {
        zone,
        dates: options.date_format.as_ref(),
    }
}

fn cell<'v>(parsed: &'v Parsed<'_>) -> Cell<'v> {
    match parsed {
        Parsed::Int(int) => Cell::Int(*int),
        Parsed::Text(text) => Cell::Text(text),
        Parsed::List(items) => Cell::List(items.iter().map(cell).collect()),
    }
}
