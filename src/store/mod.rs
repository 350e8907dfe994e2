//! F4: the durable store: ten-odd ordered trees of bytes and one journal of commits.
//!
//! This half of the module knows bytes only; what a record looks like is said above it.
//! Two stores keep one set of promises, and one suite of tests holds them to it:
//! `SledStore` on disk and [`MemoryStore`]. Only `store/sled.rs` names sled.
//!
//! *(one decision, one commit)*: everything that must change together is one
//! [`Entry`]. [`Store::commit`] returns once the entry is durable in the journal and its
//! writes can be read, never earlier, so whatever a reader finds in a tree outlives a crash.

pub mod book;
mod commit;
mod error;
#[cfg(feature = "full")]
mod folder;
pub mod journal;
pub mod memory;
#[cfg(feature = "full")]
pub mod projection;
pub mod records;
#[cfg(feature = "full")]
pub mod sled;
#[cfg(test)]
mod tests;
#[cfg(feature = "full")]
mod writer;

pub use commit::Fuse;
pub use error::StoreError;
#[cfg(feature = "full")]
pub use folder::{Holder, LOCK_FILE};
pub use journal::{Entry, Recorded};
pub use memory::{MemoryDisk, MemoryStore};
#[cfg(feature = "full")]
pub use sled::SledStore;

use std::ops::{Bound, RangeInclusive};

/// The largest value of one key, in bytes. sled turns a leaf over 128 KB into a separate
/// file that it never syncs, and a leaf holds up to 16 values.
pub const VALUE_BYTES_MAX: usize = 6 * 1024;
/// The longest key, in bytes.
pub const KEY_BYTES_MAX: usize = 512;
/// The most writes in one batch: sled took 1.7 GB of memory for batches of 10,000.
pub const BATCH_WRITES_MAX: usize = 1_000;

/// Format of the store as a whole: which trees there are and how the journal is cut.
/// A store written in another format is refused, see [`StoreError::OtherFormat`].
pub const FORMAT: u32 = 1;

/// A named tree: keys in byte order, so numbers go into keys big-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Tree {
    /// Small facts about the whole store. Keys beginning with a zero byte are the store's own.
    Meta = 0,
    /// Blocks of profiles by slot.
    Customers = 1,
    /// Blocks of slots by customer id.
    Slots = 2,
    /// Blocks of events by customer, type and time.
    Events = 3,
    /// Whom never to write to, and why.
    Suppressed = 4,
    /// What changed since the columns were last brought up to date.
    Touched = 5,
    /// Commits, each chained to the one before it. Written by [`Store::commit`] alone.
    Journal = 6,
    /// Truth bitmaps in pieces.
    Truth = 7,
    /// Decisions by rule and subject.
    Decisions = 8,
    /// Budgets, caps, limits, coupons and points.
    Ledger = 9,
    /// Deliveries that are due or settled.
    Outbox = 10,
    /// Deployed rulebooks by hash.
    Rulebooks = 11,
}

impl Tree {
    /// Every tree, in the order of its number.
    pub const ALL: [Self; 12] = [
        Self::Meta,
        Self::Customers,
        Self::Slots,
        Self::Events,
        Self::Suppressed,
        Self::Touched,
        Self::Journal,
        Self::Truth,
        Self::Decisions,
        Self::Ledger,
        Self::Outbox,
        Self::Rulebooks,
    ];

    /// The name on disk.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Customers => "customers",
            Self::Slots => "slots",
            Self::Events => "events",
            Self::Suppressed => "suppressed",
            Self::Touched => "touched",
            Self::Journal => "journal",
            Self::Truth => "truth",
            Self::Decisions => "decisions",
            Self::Ledger => "ledger",
            Self::Outbox => "outbox",
            Self::Rulebooks => "rulebooks",
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// One key set to a value, or removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    pub tree: Tree,
    pub key: Vec<u8>,
    /// `None` removes the key.
    pub value: Option<Vec<u8>>,
}

impl Write {
    pub fn put(tree: Tree, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self {
            tree,
            key: key.into(),
            value: Some(value.into()),
        }
    }

    pub fn remove(tree: Tree, key: impl Into<Vec<u8>>) -> Self {
        Self {
            tree,
            key: key.into(),
            value: None,
        }
    }
}

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Pairs in ascending key order; an error ends it.
pub type Pairs<'a> = Box<dyn DoubleEndedIterator<Item = Result<Pair, StoreError>> + 'a>;

/// Which keys of a tree to walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    pub from: Bound<Vec<u8>>,
    pub to: Bound<Vec<u8>>,
}

impl Keys {
    pub const fn all() -> Self {
        Self {
            from: Bound::Unbounded,
            to: Bound::Unbounded,
        }
    }

    /// Every key that begins with `prefix`.
    pub fn prefix(prefix: &[u8]) -> Self {
        let mut after = prefix.to_vec();
        while after.pop_if(|last| *last == u8::MAX).is_some() {}
        let to = match after.last_mut() {
            Some(last) => {
                *last += 1;
                Bound::Excluded(after)
            }
            None => Bound::Unbounded,
        };
        Self {
            from: Bound::Included(prefix.to_vec()),
            to,
        }
    }

    /// `from`, and every key after it.
    pub fn starting(from: impl Into<Vec<u8>>) -> Self {
        Self {
            from: Bound::Included(from.into()),
            to: Bound::Unbounded,
        }
    }

    /// From `from` up to, and without, `to`.
    pub fn between(from: impl Into<Vec<u8>>, to: impl Into<Vec<u8>>) -> Self {
        Self {
            from: Bound::Included(from.into()),
            to: Bound::Excluded(to.into()),
        }
    }

    /// Whether no key can lie between the bounds; the trees below refuse such bounds.
    fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Excluded(to))
            | (Bound::Excluded(from), Bound::Included(to)) => from >= to,
            _ => false,
        }
    }
}

/// Ordered trees of bytes, and the journal. Reads may run on any thread at any time.
pub trait Store: Send + Sync {
    /// The value of a key.
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// The pairs of `keys`, in key order. Writes made meanwhile may or may not be seen.
    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_>;

    /// Makes bulk writes that can be read when this returns; they outlive a crash after the
    /// next [`sync`](Self::sync) or commit. At most [`BATCH_WRITES_MAX`] writes. Their order
    /// is kept: what a crash leaves of all writes so far is a beginning of them.
    fn write(&self, writes: Vec<Write>) -> Result<(), StoreError>;

    /// As [`write`](Self::write), without waiting: the writes can be read, and their failure
    /// is reported, by the next call that waits. For imports, which prepare the next batch
    /// while this one is written. At most a few batches wait; then the caller does.
    fn queue(&self, writes: Vec<Write>) -> Result<(), StoreError>;

    /// Returns once everything written so far is on the disk.
    fn sync(&self) -> Result<(), StoreError>;

    /// Commits entries in order and returns their sequence numbers, once all of them are on
    /// the disk and their writes can be read. Each entry is all or nothing by itself; a crash
    /// or an error may leave a beginning of them.
    fn commit_all(&self, entries: Vec<Entry>) -> Result<RangeInclusive<u64>, StoreError>;

    /// Commits one entry and returns its sequence number; the first is 1.
    fn commit(&self, entry: Entry) -> Result<u64, StoreError> {
        self.commit_all(vec![entry])
            .map(|sequences| *sequences.end())
    }

    /// The sequence number of the last commit, 0 before the first.
    fn last_sequence(&self) -> u64;

    /// What the store takes on the disk (or in memory), in bytes.
    fn size_bytes(&self) -> Result<u64, StoreError>;
}

/// What must hold for a batch of bulk writes.
fn check_batch(writes: &[Write]) -> Result<(), StoreError> {
    if writes.len() > BATCH_WRITES_MAX {
        return Err(StoreError::TooLarge {
            what: "a batch (in writes)".to_owned(),
            size: writes.len(),
            limit: BATCH_WRITES_MAX,
        });
    }
    writes.iter().try_for_each(journal::check_write)
}
