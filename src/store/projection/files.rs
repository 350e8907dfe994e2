//! Columns in files: written by appending, read piece by piece at a position.

use super::ProjectionError;
use super::manifest::{PlaceRecord, SegmentRecord};
use crate::engine::columns::{
    Column, ColumnSink, Columns, Layout, MemoryColumns, Unreadable, Unwritable,
};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Bytes read at once while a column is written anew; a multiple of eight.
const PIECE_BYTES: usize = 1 << 20;

/// Writes a segment, each column into a file of its own.
pub(super) struct FileSink {
    folder: PathBuf,
    written: BTreeMap<Column, Written>,
}

#[derive(Default)]
struct Written {
    length: u64,
    hasher: blake3::Hasher,
}

impl FileSink {
    /// Begins in an empty folder.
    pub fn begin(folder: PathBuf) -> Result<Self, ProjectionError> {
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|e| ProjectionError::disk(&folder, e))?;
        }
        fs::create_dir_all(&folder).map_err(|e| ProjectionError::disk(&folder, e))?;
        Ok(Self {
            folder,
            written: BTreeMap::new(),
        })
    }

    /// Makes the files durable and says where each column is.
    pub fn finish(self, layout: &Layout) -> Result<SegmentRecord, ProjectionError> {
        let mut places = Vec::new();
        for column in layout.columns.keys() {
            let (length, checksum) = match self.written.get(column) {
                Some(written) => (written.length, *written.hasher.finalize().as_bytes()),
                None => (0, *blake3::hash(&[]).as_bytes()),
            };
            let path = self.path(*column);
            let file = OpenOptions::new().append(true).create(true).open(&path);
            file.and_then(|file| file.sync_data())
                .map_err(|e| ProjectionError::disk(&path, e))?;
            places.push(PlaceRecord {
                file: file_name(*column),
                from: 0,
                length,
                checksum,
            });
        }
        sync_folder(&self.folder)?;
        let folder = self
            .folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(SegmentRecord::new(folder, layout, places))
    }

    fn path(&self, column: Column) -> PathBuf {
        self.folder.join(file_name(column))
    }
}

impl ColumnSink for FileSink {
    // Files are opened for each append: a schema may have more columns than a process may open.
    fn append(&mut self, column: Column, bytes: &[u8]) -> Result<(), Unwritable> {
        let path = self.path(column);
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(|e| unwritable(&path, &e))?;
        file.write_all(bytes).map_err(|e| unwritable(&path, &e))?;
        let written = self.written.entry(column).or_default();
        written.length += bytes.len() as u64;
        written.hasher.update(bytes);
        Ok(())
    }

    fn rewrite(
        &mut self,
        column: Column,
        change: &mut dyn FnMut(&[u8], &mut Vec<u8>),
    ) -> Result<(), Unwritable> {
        let path = self.path(column);
        let new = path.with_extension("new");
        let mut from = File::open(&path).map_err(|e| unwritable(&path, &e))?;
        let mut to = File::create(&new).map_err(|e| unwritable(&new, &e))?;
        let mut left = self
            .written
            .remove(&column)
            .map_or(0, |written| written.length);
        let mut written = Written::default();
        let (mut piece, mut changed) = (Vec::new(), Vec::new());
        while left > 0 {
            piece.resize(left.min(PIECE_BYTES as u64) as usize, 0);
            from.read_exact(&mut piece)
                .map_err(|e| unwritable(&path, &e))?;
            left -= piece.len() as u64;
            changed.clear();
            change(&piece, &mut changed);
            to.write_all(&changed).map_err(|e| unwritable(&new, &e))?;
            written.length += changed.len() as u64;
            written.hasher.update(&changed);
        }
        fs::rename(&new, &path).map_err(|e| unwritable(&path, &e))?;
        self.written.insert(column, written);
        Ok(())
    }
}

/// Writes a small segment into one file.
pub(super) fn write_whole(
    folder: PathBuf,
    columns: &MemoryColumns,
) -> Result<SegmentRecord, ProjectionError> {
    let sink = FileSink::begin(folder)?;
    let path = sink.folder.join(WHOLE);
    let mut bytes = Vec::new();
    let mut places = Vec::new();
    for column in columns.layout().columns.keys() {
        let of_column = columns.bytes(*column);
        places.push(PlaceRecord {
            file: WHOLE.into(),
            from: bytes.len() as u64,
            length: of_column.len() as u64,
            checksum: *blake3::hash(of_column).as_bytes(),
        });
        bytes.extend_from_slice(of_column);
    }
    fs::write(&path, &bytes).map_err(|e| ProjectionError::disk(&path, e))?;
    let folder = sink
        .folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(SegmentRecord::new(folder, columns.layout(), places))
}

const WHOLE: &str = "all";

/// A segment in files. Only the columns asked for are ever opened.
pub(super) struct FileColumns {
    folder: PathBuf,
    layout: Layout,
    places: BTreeMap<Column, (PlaceRecord, OnceLock<File>)>,
}

impl FileColumns {
    /// `None` where a file is missing or has not the length it was written with, or where the small
    /// file of touched customers, which is not synced, is not what was written.
    pub fn open(parent: &Path, record: &SegmentRecord) -> Option<Self> {
        let (layout, places) = record.read()?;
        let folder = parent.join(&record.folder);
        let mut columns = Self {
            folder,
            layout,
            places: BTreeMap::new(),
        };
        let mut ends: BTreeMap<&str, u64> = BTreeMap::new();
        for (_, place) in &places {
            let end = ends.entry(&place.file).or_default();
            *end = (*end).max(place.from + place.length);
        }
        for (file, end) in ends {
            let length = fs::metadata(columns.folder.join(file)).ok()?.len();
            if length != end {
                return None;
            }
        }
        for (column, place) in places {
            columns.places.insert(column, (place, OnceLock::new()));
        }
        let small = columns
            .places
            .values()
            .all(|(place, _)| place.file == WHOLE);
        (!small || columns.check().is_none()).then_some(columns)
    }

    #[cfg(test)]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The first column whose bytes are not what was written.
    pub fn check(&self) -> Option<Column> {
        let intact = |column: &Column, place: &PlaceRecord| {
            let mut hasher = blake3::Hasher::new();
            let mut piece = Vec::new();
            let mut at = 0;
            while at < place.length {
                piece.resize((place.length - at).min(PIECE_BYTES as u64) as usize, 0);
                if self.read(*column, at, &mut piece).is_err() {
                    return false;
                }
                hasher.update(&piece);
                at += piece.len() as u64;
            }
            hasher.finalize() == place.checksum
        };
        self.places
            .iter()
            .find(|(column, (place, _))| !intact(column, place))
            .map(|(c, _)| *c)
    }
}

impl Columns for FileColumns {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read(&self, column: Column, from: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let unreadable = |reason: String| Unreadable { column, reason };
        let (place, opened) = self
            .places
            .get(&column)
            .ok_or_else(|| unreadable("it is not there".into()))?;
        if from.saturating_add(into.len() as u64) > place.length {
            return Err(unreadable("it ends too early".into()));
        }
        let file = if let Some(file) = opened.get() {
            file
        } else {
            let file = File::open(self.folder.join(&place.file))
                .map_err(|error| unreadable(error.to_string()))?;
            opened.get_or_init(|| file)
        };
        file.read_exact_at(into, place.from + from)
            .map_err(|error| unreadable(error.to_string()))
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), ProjectionError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|e| ProjectionError::disk(folder, e))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Unwritable {
    Unwritable::Disk(format!("{}: {error}", path.display()))
}

fn file_name(column: Column) -> String {
    match column {
        Column::Slot => "slot".into(),
        Column::Zone => "zone".into(),
        Column::Changed => "changed".into(),
        Column::Attribute(at) => format!("attribute-{at}"),
        Column::AttributeKnown(at) => format!("attribute-{at}-known"),
        Column::First(event) => format!("event-{event}-first"),
        Column::At(event) => format!("event-{event}-at"),
        Column::Number(event) => format!("event-{event}-number"),
        Column::From(event) => format!("event-{event}-from"),
        Column::Until(event) => format!("event-{event}-until"),
        Column::Property(event, at) => format!("event-{event}-property-{at}"),
        Column::PropertyKnown(event, at) => format!("event-{event}-property-{at}-known"),
        Column::WordStart => "word-start".into(),
        Column::WordBytes => "word-bytes".into(),
        Column::WordOrder => "word-order".into(),
    }
}
