//! Rejected rows: all of them in a file, the first few and their counts in the report.

use super::ImportError;
use crate::sources::BadRow;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// How many rows a report shows.
const SHOWN_MAX: usize = 10;
/// How many different reasons are counted; the schema bounds them, this is for what it does not bound.
const REASONS_MAX: usize = 1_000;

/// Gathers rejected rows. The file is made with the first of them.
pub struct Rejects {
    path: PathBuf,
    file: Option<csv::Writer<File>>,
    count: u64,
    reasons: BTreeMap<String, u64>,
    shown: Vec<BadRow>,
}

/// What became of the rejected rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    pub count: u64,
    /// Reasons with their counts, the most frequent first.
    pub reasons: Vec<(String, u64)>,
    /// The first few.
    pub shown: Vec<BadRow>,
    /// Where all of them are, if there are any.
    pub file: Option<PathBuf>,
}

impl Rejects {
    /// A file that an earlier import left at `path` is removed.
    pub fn new(path: &Path) -> Result<Self, ImportError> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(path, &error));
            }
            _ => {}
        }
        Ok(Self {
            path: path.to_owned(),
            file: None,
            count: 0,
            reasons: BTreeMap::new(),
            shown: Vec::new(),
        })
    }

    pub fn push(&mut self, bad: BadRow) -> Result<(), ImportError> {
        self.count += 1;
        let (header, number) = bad.column.clone().unwrap_or_default();
        let reason = match &bad.column {
            Some((header, _)) => format!("`{header}` {}", bad.reason),
            None => format!("the line {}", bad.reason),
        };
        if self.reasons.len() < REASONS_MAX || self.reasons.contains_key(&reason) {
            *self.reasons.entry(reason).or_default() += 1;
        }
        let path = &self.path;
        let writer = if let Some(writer) = &mut self.file {
            writer
        } else {
            let file = File::create(path).map_err(|error| failed(path, &error))?;
            let mut writer = csv::Writer::from_writer(file);
            writer
                .write_record(["line", "column number", "column", "value", "reason"])
                .map_err(|error| failed(path, &error.into()))?;
            self.file.insert(writer)
        };
        let number = if number == 0 {
            String::new()
        } else {
            number.to_string()
        };
        let line = bad.line.to_string();
        let record = [
            &line,
            &number,
            &safe(&header),
            &safe(&bad.value),
            &safe(&bad.reason),
        ];
        writer
            .write_record(record)
            .map_err(|error| failed(path, &error.into()))?;
        if self.shown.len() < SHOWN_MAX {
            self.shown.push(bad);
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Rejected, ImportError> {
        if let Some(writer) = &mut self.file {
            writer.flush().map_err(|error| failed(&self.path, &error))?;
        }
        let mut reasons: Vec<(String, u64)> = self.reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let file = self.file.map(|_| self.path);
        Ok(Rejected {
            count: self.count,
            reasons,
            shown: self.shown,
            file,
        })
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
fn safe(cell: &str) -> String {
    let cell = cell.replace('\0', "");
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell
    }
}

fn failed(path: &Path, error: &std::io::Error) -> ImportError {
    ImportError::Rejects {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
