//! F4: ways in: CSV and NDJSON, typed by the schema.
//!
//! A source is read record by record and never held as a whole. What is wrong with one record is a
//! [`BadRow`] and stops nothing; what is wrong with the source as such is a [`SourceError`].

pub mod cells;
pub mod columns;
mod csv;
mod dates;
mod lines;
mod ndjson;
mod numbers;

pub use cells::{BadCell, Parsed, Reading, parse_cell};
pub use columns::{Columns, Mapping, Shape, Target};
pub use dates::DateFormat;

use std::io::Read;
use std::path::Path;

/// How records are written in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Cells between commas (or tabs or semicolons, as the header has them), the first line a header.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// By the ending of the file's name.
    pub fn of_path(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "ndjson" | "jsonl" | "json" => Some(Self::Ndjson),
            _ => None,
        }
    }
}

/// Why a source cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error("reading failed: {reason}")]
    Io { reason: String },
    #[error("the file is empty; it needs a header line that names the columns")]
    Empty,
    #[error(
        "this is {what}; save it as CSV in UTF-8 (in Excel: Save as, CSV UTF-8) and import that"
    )]
    NotCsv { what: &'static str },
    #[error(
        "line {line} is not UTF-8{guess}; save the file as CSV in UTF-8 (in Excel: Save as, CSV UTF-8) and import that"
    )]
    NotUtf8 { line: u64, guess: &'static str },
    #[error("line {line} is not a JSON object: {reason}")]
    NotJson { line: u64, reason: String },
    #[error("{}", columns::unknown(.columns))]
    UnknownColumns {
        columns: Vec<(String, Option<String>)>,
    },
    #[error(
        "the columns `{first}` and `{second}` both mean {meaning}; leave one out with --map \"{second}=-\""
    )]
    SameMeaning {
        first: String,
        second: String,
        meaning: String,
    },
    #[error(
        "no column says {meaning}; name it {names}, or say which column it is: --map \"<column>={word}\""
    )]
    MissingColumn {
        meaning: String,
        names: String,
        word: String,
    },
    #[error("--map names the column `{column}`, which the file does not have{}", columns::meant(.nearest.as_deref()))]
    UnknownMapped {
        column: String,
        nearest: Option<String>,
    },
    #[error("--map gives `{column}` the meaning `{word}`, which is not known here{}", columns::meant(.nearest.as_deref()))]
    UnknownMeaning {
        column: String,
        word: String,
        nearest: Option<String>,
    },
    #[error(
        "`{format}` is not a date format: {reason}; write it with %Y, %m and %d, such as \"%d/%m/%Y\""
    )]
    BadDateFormat { format: String, reason: String },
}

/// A record that cannot be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Where it begins, counted from 1.
    pub line: u64,
    /// The column, where one is to blame: its header, and its number counted from 1.
    pub column: Option<(String, usize)>,
    /// What stands there, cut where it is long.
    pub value: String,
    /// The same for like mistakes, so that they can be counted.
    pub reason: String,
}

/// One record, its cells by meaning. Reused from record to record.
#[derive(Debug, Default)]
pub struct Row {
    /// Where it begins, counted from 1.
    pub line: u64,
    text: String,
    /// By [`Columns::index`]; `None` where the record has no such cell.
    cells: Vec<Option<std::ops::Range<usize>>>,
}

impl Row {
    /// The trimmed text of a cell; `None` where the record has no such cell, empty where it says nothing.
    pub fn cell(&self, index: usize) -> Option<&str> {
        let range = self.cells.get(index)?.clone()?;
        self.text.get(range).map(str::trim)
    }
}

/// What comes next of a source.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// The row has been filled.
    Row,
    Bad(BadRow),
    End,
}

/// The records of one source.
pub struct Rows<'r> {
    form: Form<'r>,
}

enum Form<'r> {
    Csv(csv::Csv<'r>),
    Ndjson(ndjson::Ndjson<'r>),
}

impl<'r> Rows<'r> {
    /// Reads the header (or, of NDJSON, the first record) and gives the columns their meanings.
    pub fn open(
        input: impl Read + 'r,
        format: Format,
        shape: &Shape<'_>,
        mapping: &Mapping,
    ) -> Result<Self, SourceError> {
        let lines = lines::Lines::open(Box::new(input))?;
        let form = match format {
            Format::Csv => Form::Csv(csv::Csv::open(lines, shape, mapping)?),
            Format::Ndjson => Form::Ndjson(ndjson::Ndjson::open(lines, shape, mapping)?),
        };
        Ok(Self { form })
    }

    pub fn columns(&self) -> &Columns {
        match &self.form {
            Form::Csv(csv) => csv.columns(),
            Form::Ndjson(ndjson) => ndjson.columns(),
        }
    }

    /// Fills `row` with the next record.
    pub fn next(&mut self, row: &mut Row) -> Result<Next, SourceError> {
        match &mut self.form {
            Form::Csv(csv) => csv.next(row),
            Form::Ndjson(ndjson) => ndjson.next(row),
        }
    }

    /// How much of the source has been read.
    pub fn bytes_read(&self) -> u64 {
        match &self.form {
            Form::Csv(csv) => csv.bytes_read(),
            Form::Ndjson(ndjson) => ndjson.bytes_read(),
        }
    }
}

/// As much of a text as a message can carry.
pub(crate) fn cut(text: &str) -> String {
    const CHARS_MAX: usize = 80;
    let mut chars = text.chars();
    let mut shown: String = chars.by_ref().take(CHARS_MAX).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
