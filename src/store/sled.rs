//! The store on disk, kept by sled 0.34.7. What was measured of it shapes this file:
//!
//! - `flush()` does not fsync on Linux: it hands the log to the kernel and waits for that
//!   range only. A second handle on the `db` file is `fdatasync`ed before anything is
//!   acknowledged.
//! - The log keeps order: a crash leaves a beginning of it, and `apply_batch` is there whole
//!   or not at all (a batch begins with a manifest naming its last byte, and recovery stops
//!   before a batch whose end it cannot reach). [`super::commit`] relies on both.
//! - A process killed while opening leaves an unfinished `snap.*.generating`, which the next
//!   opening would take for a snapshot and refuse. It is removed first; finished snapshots
//!   never are.
//! - A process killed while *creating* can leave a settings file that is cut off, so a new
//!   store is made under another name and renamed.
//! - After a failed write sled refuses all further writes and keeps answering reads, except
//!   in the leaf that it was about to split: those fail until the store is opened again. So
//!   the store stops by itself before the disk is full, while everything can be read.
//! - A panic inside a call into sled becomes `Damaged`; one in sled's own threads (none was
//!   seen: they hand their errors on) would leave the writer waiting.
//! - Writes made one by one in key order took 9 µs of CPU each, in batches 12 (a batch is a
//!   hash map inside), whatever their size up to 400 bytes. So only the journal uses batches.
//!
//! 1 M customers of 200 bytes, 1 M slots and 1.2 M event chunks of 400 bytes, on 2 shared
//! cores: loaded in 37 s with 0.33 GB of memory, 1.6 GB on the disk. An opening reads the part of the log
//! that no earlier opening has read, and writes a snapshot of where every page is: 1.0 s
//! after the load, 0.16–0.25 s from then on, 0.12 GB of memory. So a store that has grown
//! much is opened once more when it is closed. Segments of 2 and 8 MB in place of 512 KB
//! made both slower and took 3 to 4 times the memory; without sled's own flusher thread the
//! memory grew by half and freed space was never used again.

use std::fs::{self, File};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::commit::{Committer, Trees};
use super::folder::{Folder, Holder, sync_folder};
use super::writer::Writer;
use super::{Entry, Fuse, Keys, Pair, Pairs, Store, StoreError, Tree, Write, check_batch, journal};

/// What sled may keep of the data in memory, in bytes. Reading the whole store of the
/// table above took 3.1 s and 0.3 GB of memory with the least, 2.2 s and 0.75 GB with the most and
/// 2.0 s and 1.2 GB without a limit.
const CACHE_BYTES: std::ops::RangeInclusive<u64> = 64 << 20..=512 << 20;
/// How much log the next opening may have to read again, in bytes: a tenth of a second.
const UNREAD_BYTES_MAX: u64 = 128 << 20;
/// How much of the disk is left free, in bytes: the largest round of commits, as often as
/// sled may write it, and a snapshot.
const FREE_BYTES_MIN: u64 = 64 << 20;
/// How often, and after which pause, sled's own lock is tried again.
const LOCK_TRIES: u32 = 400;
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// A store in a folder, held by this process alone until it is dropped.
pub struct SledStore {
    // Dropped in this order: the writer ends first, the folder is let go last.
    writer: Writer,
    trees: SledTrees,
    /// How long the log was when it was opened.
    opened_bytes: u64,
    folder: Folder,
}

impl SledStore {
    /// Opens the store in `path`, making it if there is none.
    pub fn open(path: &Path, holder: &Holder) -> Result<Self, StoreError> {
        Self::open_with_fuse(path, holder, Fuse::default())
    }

    /// As [`open`](Self::open); `fuse` lets a test stop the store at any of its writes.
    pub fn open_with_fuse(path: &Path, holder: &Holder, fuse: Fuse) -> Result<Self, StoreError> {
        let folder = Folder::hold(path, holder)?;
        if !folder.data().exists() {
            create(&folder)?;
        }
        remove_unfinished_snapshots(&folder.data())?;
        let trees = SledTrees::open(&folder.data())?;
        let opened_bytes = trees.log_bytes()?;
        let writer = Writer::start(Committer::open(trees.clone(), fuse)?)?;
        Ok(Self {
            writer,
            trees,
            opened_bytes,
            folder,
        })
    }

    /// Brings everything to the disk and lets the store go. Dropping does the same, but
    /// cannot tell of a failure and leaves a large import to be read again by the next
    /// opening.
    pub fn close(self) -> Result<(), StoreError> {
        let Self {
            writer,
            trees,
            opened_bytes,
            folder,
        } = self;
        writer.close()?;
        let grown = trees.log_bytes()?.saturating_sub(opened_bytes);
        drop((writer, trees));
        if grown > UNREAD_BYTES_MAX {
            SledTrees::open(&folder.data())?;
        }
        Ok(())
    }
}

impl Store for SledStore {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Trees::get(&self.trees, tree, key)
    }

    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_> {
        Trees::range(&self.trees, tree, keys)
    }

    fn write(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        check_batch(&writes)?;
        self.writer.write(writes)
    }

    fn queue(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        check_batch(&writes)?;
        self.writer.queue(writes)
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.writer.sync()
    }

    fn commit_all(&self, entries: Vec<Entry>) -> Result<RangeInclusive<u64>, StoreError> {
        entries.iter().try_for_each(journal::check)?;
        self.writer.commit_all(entries)
    }

    fn last_sequence(&self) -> u64 {
        self.writer.last_sequence()
    }

    fn size_bytes(&self) -> Result<u64, StoreError> {
        guarded("measuring the store", || {
            self.trees.shared.db.size_on_disk()
        })
    }
}

#[derive(Clone)]
struct SledTrees {
    shared: Arc<Shared>,
}

struct Shared {
    trees: Vec<::sled::Tree>,
    db: ::sled::Db,
    /// The second handle on sled's file, for `fdatasync`.
    log: File,
    data: PathBuf,
}

impl SledTrees {
    fn open(data: &Path) -> Result<Self, StoreError> {
        let db = open_sled(data)?;
        let trees = Tree::ALL
            .iter()
            .map(|tree| guarded("opening the store", || db.open_tree(tree.name())))
            .collect::<Result<_, _>>()?;
        let path = data.join("db");
        let log = File::options()
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| StoreError::io(&format!("opening {}", path.display()), &error))?;
        Ok(Self {
            shared: Arc::new(Shared {
                trees,
                db,
                log,
                data: data.to_owned(),
            }),
        })
    }

    fn log_bytes(&self) -> Result<u64, StoreError> {
        let length = self
            .shared
            .log
            .metadata()
            .map_err(|error| StoreError::io("measuring the store", &error))?;
        Ok(length.len())
    }

    fn tree(&self, tree: Tree) -> &::sled::Tree {
        self.shared
            .trees
            .get(tree as usize)
            .expect("every tree is opened with the store")
    }
}

impl Trees for SledTrees {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let value = guarded("reading the store", || self.tree(tree).get(key))?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_> {
        if keys.is_empty() {
            return Box::new(std::iter::empty());
        }
        Box::new(Walk(self.tree(tree).range((keys.from, keys.to))))
    }

    fn apply(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        let tree = self.tree(tree);
        guarded("writing the store", || {
            for write in writes {
                match write.value {
                    Some(value) => tree.insert(write.key, value)?,
                    None => tree.remove(write.key)?,
                };
            }
            Ok(())
        })
    }

    fn apply_together(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut batch = ::sled::Batch::default();
        for write in writes {
            match write.value {
                Some(value) => batch.insert(write.key, value),
                None => batch.remove(write.key),
            }
        }
        guarded("writing the store", || self.tree(tree).apply_batch(batch))
    }

    fn room(&self) -> Result<(), StoreError> {
        match fs4::available_space(&self.shared.data) {
            Ok(free) if free < FREE_BYTES_MIN => Err(StoreError::DiskFull {
                doing: format!(
                    "writing the store, which leaves the last {} MB free",
                    FREE_BYTES_MIN >> 20
                ),
            }),
            // Where the free space cannot be told, a write that fails will.
            _ => Ok(()),
        }
    }

    fn sync(&self) -> Result<(), StoreError> {
        guarded("writing the store", || self.shared.db.flush())?;
        self.shared
            .log
            .sync_data()
            .map_err(|error| StoreError::io("syncing the store", &error))
    }
}

struct Walk(::sled::Iter);

impl Walk {
    fn step(
        &mut self,
        step: impl FnOnce(&mut ::sled::Iter) -> Option<::sled::Result<(::sled::IVec, ::sled::IVec)>>,
    ) -> Option<Result<Pair, StoreError>> {
        let pair = guarded("reading the store", || step(&mut self.0).transpose()).transpose()?;
        Some(pair.map(|(key, value)| (key.to_vec(), value.to_vec())))
    }
}

impl Iterator for Walk {
    type Item = Result<Pair, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step(Iterator::next)
    }
}

impl DoubleEndedIterator for Walk {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.step(DoubleEndedIterator::next_back)
    }
}

/// Makes a new store under another name and renames it: it is complete or not there.
fn create(folder: &Folder) -> Result<(), StoreError> {
    let unfinished = folder.data_in_the_making();
    let doing = format!("making {}", folder.data().display());
    let failed = |error| StoreError::io(&doing, &error);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(failed)?;
    }
    let trees = SledTrees::open(&unfinished)?;
    trees.sync()?;
    drop(trees);
    for file in fs::read_dir(&unfinished).map_err(failed)? {
        let path = file.map_err(failed)?.path();
        if path.is_file() {
            File::open(path)
                .and_then(|file| file.sync_all())
                .map_err(failed)?;
        }
    }
    sync_folder(&unfinished)?;
    fs::rename(&unfinished, folder.data()).map_err(failed)?;
    folder.sync()
}

fn remove_unfinished_snapshots(data: &Path) -> Result<(), StoreError> {
    let doing = format!("removing an unfinished snapshot in {}", data.display());
    let failed = |error| StoreError::io(&doing, &error);
    for file in fs::read_dir(data).map_err(failed)? {
        let file = file.map_err(failed)?;
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            fs::remove_file(file.path()).map_err(failed)?;
        }
    }
    Ok(())
}

fn open_sled(data: &Path) -> Result<::sled::Db, StoreError> {
    let size = fs::metadata(data.join("db")).map_or(0, |file| file.len());
    let cache = size
        .min(memory_bytes() / 4)
        .clamp(*CACHE_BYTES.start(), *CACHE_BYTES.end());
    let config = ::sled::Config::new().path(data).cache_capacity(cache);
    let open = || guarded("opening the store", || config.open());
    // The folder is ours, so whoever still has sled's own lock is dying: wait for it.
    let mut opened = open();
    for _ in 0..LOCK_TRIES {
        match &opened {
            Err(StoreError::Io { reason, .. }) if reason.contains("could not acquire lock") => {
                std::thread::park_timeout(LOCK_PAUSE);
                opened = open();
            }
            _ => break,
        }
    }
    opened
}

/// What this process may use: the machine's memory, or the container's limit if it is lower.
fn memory_bytes() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim()
            .strip_suffix("kB")?
            .trim()
            .parse::<u64>()
            .ok()
            .map(|kilobytes| kilobytes * 1024)
    });
    let container = fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| text.trim().parse().ok());
    machine
        .unwrap_or(4 << 30)
        .min(container.unwrap_or(u64::MAX))
}

/// Runs a call into sled: its errors and its panics become ours.
fn guarded<R>(doing: &str, call: impl FnOnce() -> ::sled::Result<R>) -> Result<R, StoreError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(::sled::Error::Io(error))) => Err(StoreError::io(doing, &error)),
        Ok(Err(error)) => Err(StoreError::Damaged {
            what: format!("{doing} failed: {error}"),
        }),
        Err(_) => Err(StoreError::Damaged {
            what: format!("{doing} met what sled cannot make sense of"),
        }),
    }
}
