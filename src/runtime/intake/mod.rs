//! Customers and events in: read, brought into order of customers, merged, written.
//!
//! A file is read whole before anything is written, so a file that cannot be read changes nothing.
//! Writing then goes through the customers once, in order; stopped anywhere, the same import run
//! again completes it, because what is there already is found unchanged.

mod customers;
mod events;
mod fields;
mod merging;
mod rejects;
mod sorting;

pub use customers::import_customers;
pub use events::import_events;
pub use rejects::Rejected;

use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use crate::sources::{DateFormat, Format, Mapping, SourceError};
use crate::store::StoreError;
use crate::store::records::RecordError;
use std::path::PathBuf;

/// How a file is to be imported.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// The instant of the import.
    pub now: Moment,
    pub format: Format,
    pub mapping: Mapping,
    /// How dates are written, where not as ISO dates.
    pub date_format: Option<DateFormat>,
    /// The zone of local times, where stated; else the customer's, else the project's.
    pub zone: Option<Zone>,
    pub project_zone: Zone,
    /// From when changed attributes hold; `now` unless stated. For customers.
    pub as_of: Option<Moment>,
    /// Through when the events are complete; the newest event unless stated. For events.
    pub complete_through: Option<Moment>,
    /// Makes customers that only events name. For events.
    pub create_customers: bool,
    /// Where rejected rows are written.
    pub rejects: PathBuf,
    /// A folder for sorting what does not fit the memory.
    pub scratch: PathBuf,
    /// How much memory rows may take while they are sorted, in bytes.
    pub memory_bytes: usize,
}

impl ImportOptions {
    /// Everything else as it is by default. Fits 15 million events or so without files.
    pub fn new(
        now: Moment,
        format: Format,
        project_zone: Zone,
        rejects: PathBuf,
        scratch: PathBuf,
    ) -> Self {
        Self {
            now,
            format,
            mapping: Mapping::default(),
            date_format: None,
            zone: None,
            project_zone,
            as_of: None,
            complete_through: None,
            create_customers: false,
            rejects,
            scratch,
            memory_bytes: 900 << 20,
        }
    }
}

/// What an import did. Every row read is new, amended, unchanged, repeated or rejected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub read: u64,
    pub new: u64,
    pub amended: u64,
    pub unchanged: u64,
    /// Rows of customers whose later row in the same file was taken instead.
    pub repeated: u64,
    pub rejected: Rejected,
    /// Customers made because events named them.
    pub created: u64,
    /// Through when events of the type are now taken as complete.
    pub watermark: Option<Moment>,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Reading { rows: u64, bytes: u64 },
    Writing { rows: u64, of: u64 },
}

/// Called every few thousand rows.
pub type OnProgress<'a> = dyn FnMut(Progress) + 'a;

/// Why an import stopped. Running it again completes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the file of rejected rows {} cannot be written: {reason}; make room there or name another with --rejects", path.display())]
    Rejects { path: PathBuf, reason: String },
    #[error("sorting in {} failed: {reason}; nothing was changed: make room there and run the command again", path.display())]
    Sorting { path: PathBuf, reason: String },
    #[error(
        "customers cannot be made from events alone, because `{attribute}` is required; import the customers first, or make it optional in the schema"
    )]
    CannotCreate { attribute: String },
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Record(error.into())
    }
}

/// Rows between two calls of the progress callback.
const PROGRESS_ROWS: u64 = 1 << 13;

fn sorting_failed(options: &ImportOptions) -> impl Fn(std::io::Error) -> ImportError {
    let path = options.scratch.clone();
    move |error| ImportError::Sorting {
        path: path.clone(),
        reason: error.to_string(),
    }
}
