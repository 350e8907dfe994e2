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
//! - After a failed write sled refuses all further writes and keeps answering reads of what
//!   it has written. A panic inside sled ends the writer thread: then, too, nothing more is
//!   written and reads go on. A panic in a read or while opening becomes `Damaged`.

use std::fs::{self, File};
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::commit::{Committer, Trees};
use super::folder::{Folder, Holder, sync_folder};
use super::writer::Writer;
use super::{Entry, Fuse, Keys, Pair, Pairs, Store, StoreError, Tree, Write, check_batch, journal};

/// The least sled may keep in memory, in bytes.
const CACHE_BYTES_MIN: u64 = 64 << 20;

/// A store in a folder, held by this process alone until it is dropped.
pub struct SledStore {
    // Dropped in this order: the writer ends first, the folder is let go last.
    writer: Writer,
    trees: SledTrees,
    _folder: Folder,
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
        let writer = Writer::start(Committer::open(trees.clone(), fuse)?)?;
        Ok(Self {
            writer,
            trees,
            _folder: folder,
        })
    }

    /// Brings everything to the disk and lets the store go. Dropping does the same and
    /// cannot tell of a failure.
    pub fn close(self) -> Result<(), StoreError> {
        self.writer.close()
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        // After `close` this does nothing; a failure was told to whoever waited for it.
        drop(self.writer.close());
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
            shared: Arc::new(Shared { trees, db, log }),
        })
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
        let mut batch = ::sled::Batch::default();
        for write in writes {
            match write.value {
                Some(value) => batch.insert(write.key, value),
                None => batch.remove(write.key),
            }
        }
        guarded("writing the store", || self.tree(tree).apply_batch(batch))
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
    let cache = size.min(memory_bytes() / 4).max(CACHE_BYTES_MIN);
    guarded("opening the store", || {
        ::sled::Config::new()
            .path(data)
            .cache_capacity(cache)
            .open()
    })
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
