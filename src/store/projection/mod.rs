//! The columnar projection of the store, in a folder beside it: a disposable cache that evaluation reads.
//!
//! A base segment holds every customer as of some entry of the touched log, each column in a file of its
//! own. Customers touched since are written whole into small further segments; where a customer is in
//! several, the last counts. When a tenth of the base was touched, or anything is missing, damaged or of
//! another format, schema or store, the base is built again. Nothing durable lives here: removing
//! the folder costs time, nothing else.
//!
//! *(the log outlives what it tells)*: the touched log is cut only after a base that holds its entries
//! is on disk for good, so a folder of an earlier day can always be brought up to date.

mod files;
mod manifest;
#[cfg(test)]
mod tests;

use super::records::{RecordError, Records};
use crate::engine::columns::{
    Columns, MemoryColumns, SegmentBuilder, Unreadable, Unwritable, lacking,
};
use crate::model::customer::Customer;
use crate::model::schema::Schema;
use files::{FileColumns, FileSink, sync_folder, write_whole};
use manifest::{FORMAT, Manifest, SegmentRecord, schema_hash};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The columns of a store, up to date as of [`Projection::applied`].
pub struct Projection {
    folder: PathBuf,
    manifest: Manifest,
    segments: Vec<FileColumns>,
}

/// What it took to bring the projection up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// Nothing had changed.
    Unchanged,
    /// So many customers were written anew.
    Touched(u32),
    /// The base was built again.
    Rebuilt,
}

/// The projection cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    #[error("{path}: {source}", path = .path.display())]
    Disk {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Records(#[from] RecordError),
}

const MANIFEST: &str = "manifest";
/// The most segments of touched customers before they are made one.
const SEGMENTS_MAX: usize = 8;
/// One in this many customers touched, and the base is built again.
const REBUILD_AT_ONE_IN: u32 = 10;

impl Projection {
    /// Opens the projection and takes in what changed since, or builds it where that is not possible.
    /// `store` tells stores apart, so that a folder left by another one is not taken for this one's.
    pub fn current(
        folder: &Path,
        store: u64,
        records: &Records<'_>,
    ) -> Result<(Self, Refreshed), ProjectionError> {
        let head = records.touched_head();
        let opened = Self::open(folder, store, records).filter(|found| found.applied() <= head);
        let Some(mut projection) = opened else {
            return Ok((Self::build(folder, store, records)?, Refreshed::Rebuilt));
        };
        let touched = records.touched_since(projection.applied())?;
        if touched.slots.is_empty() {
            return Ok((projection, Refreshed::Unchanged));
        }
        if projection.take_in(&touched.slots, touched.through, records)? {
            Ok((projection, Refreshed::Touched(touched.slots.len() as u32)))
        } else {
            Ok((Self::build(folder, store, records)?, Refreshed::Rebuilt))
        }
    }

    /// The last entry of the touched log that is in the columns.
    pub fn applied(&self) -> u64 {
        self.manifest.applied
    }

    /// How many customers there were when the columns were last brought up to date, and how many of them
    /// lacked each attribute of this schema. Reads the folder alone, whoever holds the store; `None`
    /// where there is nothing that can be counted.
    pub fn lacking(folder: &Path, schema: &Schema) -> Option<(u64, Vec<u64>)> {
        let manifest = Manifest::decode(&fs::read(folder.join(MANIFEST)).ok()?)?;
        if manifest.schema != schema_hash(schema) {
            return None;
        }
        let segments: Option<Vec<FileColumns>> = manifest
            .segments
            .iter()
            .map(|record| FileColumns::open(folder, record))
            .collect();
        let segments = segments?;
        let segments: Vec<&dyn Columns> = segments.iter().map(|s| s as &dyn Columns).collect();
        lacking(&segments, schema.customer.len()).ok()
    }

    /// What a pass reads: the base, then what was touched since.
    pub fn segments(&self) -> Vec<&dyn Columns> {
        self.segments
            .iter()
            .map(|segment| segment as &dyn Columns)
            .collect()
    }

    /// Reads every byte and names the first column that is not what was written.
    pub fn check(&self) -> Result<(), Unreadable> {
        match self.segments.iter().find_map(FileColumns::check) {
            None => Ok(()),
            Some(column) => Err(Unreadable {
                column,
                reason: "its checksum does not agree".into(),
            }),
        }
    }

    fn open(folder: &Path, store: u64, records: &Records<'_>) -> Option<Self> {
        let manifest = Manifest::decode(&fs::read(folder.join(MANIFEST)).ok()?)?;
        if manifest.store != store || manifest.schema != schema_hash(records.schema()) {
            return None;
        }
        let segments: Option<Vec<FileColumns>> = manifest
            .segments
            .iter()
            .map(|record| FileColumns::open(folder, record))
            .collect();
        Some(Self {
            folder: folder.to_owned(),
            segments: segments?,
            manifest,
        })
    }

    /// Builds the base from the store.
    pub fn build(
        folder: &Path,
        store: u64,
        records: &Records<'_>,
    ) -> Result<Self, ProjectionError> {
        fs::create_dir_all(folder).map_err(|e| ProjectionError::disk(folder, e))?;
        // Whatever changes while the customers are read is above this entry, and taken in next time.
        let applied = records.touched_head();
        let sink = FileSink::begin(folder.join(unused_name(folder)))?;
        let mut builder = SegmentBuilder::new(records.schema(), sink);
        for customer in records.customers()? {
            builder.push(&customer?, None)?;
        }
        let (layout, sink) = builder.finish()?;
        let manifest = Manifest {
            format: FORMAT,
            store,
            schema: schema_hash(records.schema()),
            applied,
            segments: vec![sink.finish(&layout)?],
        };
        let projection = Self::put_in_place(folder, manifest, true)?;
        records.forget_touched(applied)?;
        Ok(projection)
    }

    /// Writes the touched customers into a further segment; false where the base has to be built again.
    fn take_in(
        &mut self,
        touched: &[u32],
        through: u64,
        records: &Records<'_>,
    ) -> Result<bool, ProjectionError> {
        let (base, later) = match self.segments.split_first() {
            Some((base, later)) => (base.layout().rows, later),
            None => return Ok(false),
        };
        let rows = later
            .iter()
            .map(|segment| segment.layout().rows)
            .sum::<u32>();
        if rows + touched.len() as u32 > base / REBUILD_AT_ONE_IN {
            return Ok(false);
        }
        let mut slots: BTreeSet<u32> = touched.iter().copied().collect();
        let mut segments = self.manifest.segments.clone();
        if segments.len() >= SEGMENTS_MAX {
            for segment in later {
                slots.extend(crate::engine::columns::slots(segment)?);
            }
            segments.truncate(1);
        }
        // An erased customer is to leave the base as well.
        let Some(customers) = read_all(&slots.into_iter().collect::<Vec<_>>(), records)? else {
            return Ok(false);
        };
        let columns = MemoryColumns::of(records.schema(), &customers, None)?;
        let folder = self.folder.join(unused_name(&self.folder));
        segments.push(write_whole(folder, &columns)?);
        let manifest = Manifest {
            applied: through,
            segments,
            ..self.manifest.clone()
        };
        *self = Self::put_in_place(&self.folder, manifest, false)?;
        Ok(true)
    }

    /// Makes the manifest the folder's own and removes what it does not name.
    fn put_in_place(
        folder: &Path,
        manifest: Manifest,
        durable: bool,
    ) -> Result<Self, ProjectionError> {
        let segments = manifest.segments.iter().map(|record| {
            FileColumns::open(folder, record).ok_or_else(|| {
                let gone = std::io::Error::other("it was changed while it was written");
                ProjectionError::disk(&folder.join(&record.folder), gone)
            })
        });
        let segments = segments.collect::<Result<Vec<_>, _>>()?;
        let (path, new) = (folder.join(MANIFEST), folder.join("manifest.new"));
        let bytes = manifest
            .encode()
            .map_err(|e| ProjectionError::disk(&new, std::io::Error::other(e)))?;
        let written = File::create(&new).and_then(|mut file| {
            file.write_all(&bytes)?;
            if durable { file.sync_all() } else { Ok(()) }
        });
        written.map_err(|e| ProjectionError::disk(&new, e))?;
        fs::rename(&new, &path).map_err(|e| ProjectionError::disk(&path, e))?;
        if durable {
            sync_folder(folder)?;
        }
        remove_unnamed(folder, &manifest.segments);
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            segments,
        })
    }
}

impl ProjectionError {
    fn disk(path: &Path, source: std::io::Error) -> Self {
        Self::Disk {
            path: path.to_owned(),
            source,
        }
    }
}

/// These customers, read by every processor at once; `None` where one of them is gone.
fn read_all(slots: &[u32], records: &Records<'_>) -> Result<Option<Vec<Customer>>, RecordError> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
    let share = slots.len().div_ceil(threads).max(1);
    let read = |slots: &[u32]| -> Result<Option<Vec<Customer>>, RecordError> {
        slots
            .iter()
            .map(|slot| records.customer_at_slot(*slot))
            .collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = slots
            .chunks(share)
            .map(|slots| scope.spawn(move || read(slots)))
            .collect();
        let mut all = Vec::with_capacity(slots.len());
        for part in parts {
            let part = part
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            match part {
                Some(customers) => all.extend(customers),
                None => return Ok(None),
            }
        }
        Ok(Some(all))
    })
}

/// A folder name no segment has yet.
fn unused_name(folder: &Path) -> String {
    let taken = |number: &u32| folder.join(format!("segment-{number}")).exists();
    let number = (0..=u32::MAX).find(|number| !taken(number)).unwrap_or(0);
    format!("segment-{number}")
}

/// What is left behind is only a waste of space, so a failure to remove it is none.
fn remove_unnamed(folder: &Path, named: &[SegmentRecord]) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("segment-") && !named.iter().any(|record| record.folder == name) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
