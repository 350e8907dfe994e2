//! How a commit reaches the trees, the same for every store.
//!
//! The order is fixed: journal → disk → trees → acknowledge. A tree therefore never shows a
//! write that a crash could take back *(nothing leaves before it is durable)*. After the
//! writes of a group comes the sequence that is now applied, and opening a store makes the
//! writes of every later entry again. That is safe to do twice, because puts and removals
//! made again in order end in the same state, and because the log below keeps order: what a
//! crash leaves is a beginning of everything written, so the applied sequence can never be
//! ahead of what is applied.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::vec::IntoIter;

use super::journal::{self, Entry, Hash, Reader};
use super::{BATCH_WRITES_MAX, Keys, Pairs, StoreError, Tree, Write};

/// In [`Tree::Meta`]: the last sequence whose writes are all in the trees.
const APPLIED_KEY: &[u8] = b"\0applied";

/// Where the trees are kept. Calls come from one thread at a time.
pub(super) trait Trees {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_>;
    /// Writes to one tree, one after the other.
    fn apply(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError>;
    /// Writes to one tree, together or not at all; no key twice.
    fn apply_together(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError>;
    /// Fails when a write is likely to fail for want of room.
    fn room(&self) -> Result<(), StoreError>;
    /// Returns once everything applied is on the disk.
    fn sync(&self) -> Result<(), StoreError>;
}

/// Fails the n-th write a store makes from now on, and every later one, as if the process
/// had died there: a test opens the store again and looks at what is left.
#[derive(Debug, Clone, Default)]
pub struct Fuse(Option<Arc<AtomicU64>>);

impl Fuse {
    /// Lets `writes` of the store's own writes and syncs happen, and no more.
    pub fn after(writes: u64) -> Self {
        Self(Some(Arc::new(AtomicU64::new(writes))))
    }

    /// Whether the store has been stopped.
    pub fn is_blown(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|left| left.load(Ordering::SeqCst) == u64::MAX)
    }

    fn burn(&self) -> Result<(), StoreError> {
        let Some(left) = &self.0 else { return Ok(()) };
        let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| match left {
            0 | u64::MAX => Some(u64::MAX),
            left => Some(left - 1),
        });
        match before {
            Ok(0 | u64::MAX) => Err(StoreError::Io {
                doing: "writing".to_owned(),
                reason: "stopped by a test".to_owned(),
            }),
            _ => Ok(()),
        }
    }
}

/// The one place that writes.
pub(super) struct Committer<T> {
    trees: T,
    fuse: Fuse,
    last: u64,
    last_hash: Hash,
    /// Why nothing is written any more.
    stopped: Option<StoreError>,
}

impl<T: Trees> Committer<T> {
    /// Finishes what an earlier process left unfinished.
    pub fn open(trees: T, fuse: Fuse) -> Result<Self, StoreError> {
        let applied = applied_sequence(&trees)?;
        let mut this = Self {
            trees,
            fuse,
            last: 0,
            last_hash: [0; 32],
            stopped: None,
        };
        // The entry before the first to apply is read as well: the chain goes on from it.
        let from = applied.max(1);
        let mut writes = Vec::new();
        for recorded in Reader::new(this.trees.range(Tree::Journal, from_sequence(from)), from) {
            let recorded = recorded?;
            this.last = recorded.sequence;
            this.last_hash = recorded.hash;
            if this.last > applied {
                writes.extend(recorded.entry.writes);
            }
            if writes.len() >= BATCH_WRITES_MAX {
                this.apply(std::mem::take(&mut writes), this.last)?;
            }
        }
        if this.last < applied {
            return Err(journal::damaged(applied, "was applied and is missing"));
        }
        if this.last > applied {
            this.apply(writes, this.last)?;
            this.flush()?;
        }
        Ok(this)
    }

    /// The sequence number of the last commit, 0 before the first.
    pub const fn last_sequence(&self) -> u64 {
        self.last
    }

    /// Bulk writes, in order.
    pub fn write(&mut self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.unless_stopped(|this| {
            this.trees.room()?;
            let mut runs: Vec<(Tree, Vec<Write>)> = Vec::new();
            for write in writes {
                match runs.last_mut() {
                    Some((tree, run)) if *tree == write.tree => run.push(write),
                    _ => runs.push((write.tree, vec![write])),
                }
            }
            runs.into_iter()
                .try_for_each(|(tree, run)| this.put(tree, run))
        })
    }

    pub fn sync(&mut self) -> Result<(), StoreError> {
        self.unless_stopped(|this| this.flush())
    }

    /// Commits entries in order, in groups of one journal batch and one wait for the disk.
    pub fn commit_all(&mut self, entries: Vec<Entry>) -> Result<RangeInclusive<u64>, StoreError> {
        self.unless_stopped(|this| {
            let first = this.last + 1;
            let mut entries = entries.into_iter().peekable();
            while entries.peek().is_some() {
                this.commit_group(&mut entries)?;
            }
            Ok(first..=this.last)
        })
    }

    fn commit_group(&mut self, entries: &mut Peekable<IntoIter<Entry>>) -> Result<(), StoreError> {
        self.trees.room()?;
        let (mut sequence, mut hash) = (self.last, self.last_hash);
        let (mut parts, mut writes) = (Vec::new(), Vec::new());
        while let Some(entry) = entries.next_if(|entry| {
            parts.is_empty() || parts.len() + journal::parts(entry) <= BATCH_WRITES_MAX
        }) {
            sequence += 1;
            let encoded = journal::encode(sequence, &hash, &entry);
            hash = encoded.hash;
            parts.extend(encoded.parts);
            writes.extend(entry.writes);
        }
        self.fuse.burn()?;
        self.trees.apply_together(Tree::Journal, parts)?;
        self.flush()?;
        self.apply(writes, sequence)?;
        (self.last, self.last_hash) = (sequence, hash);
        Ok(())
    }

    /// Makes the writes of entries up to `sequence`, then notes that they are made.
    fn apply(&self, writes: Vec<Write>, sequence: u64) -> Result<(), StoreError> {
        let mut by_tree: BTreeMap<Tree, Vec<Write>> = BTreeMap::new();
        for write in writes {
            by_tree.entry(write.tree).or_default().push(write);
        }
        for (tree, writes) in by_tree {
            let mut writes = writes.into_iter();
            loop {
                let batch: Vec<Write> = writes.by_ref().take(BATCH_WRITES_MAX).collect();
                if batch.is_empty() {
                    break;
                }
                self.put(tree, batch)?;
            }
        }
        self.put(
            Tree::Meta,
            vec![Write::put(Tree::Meta, APPLIED_KEY, sequence.to_be_bytes())],
        )
    }

    fn put(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        self.fuse.burn()?;
        self.trees.apply(tree, writes)
    }

    fn flush(&self) -> Result<(), StoreError> {
        self.fuse.burn()?;
        self.trees.sync()
    }

    /// After one failed write nobody knows what reached the disk, so nothing more is written:
    /// opening the store again finds out.
    fn unless_stopped<R>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        if let Some(reason) = &self.stopped {
            return Err(StoreError::Stopped {
                reason: reason.to_string(),
            });
        }
        let result = work(self);
        if let Err(error) = &result {
            self.stopped = Some(error.clone());
        }
        result
    }
}

fn applied_sequence(trees: &impl Trees) -> Result<u64, StoreError> {
    let Some(bytes) = trees.get(Tree::Meta, APPLIED_KEY)? else {
        return Ok(0);
    };
    let bytes = bytes
        .as_slice()
        .try_into()
        .map_err(|_| StoreError::Damaged {
            what: "the sequence of the last applied commit is not a number".to_owned(),
        })?;
    Ok(u64::from_be_bytes(bytes))
}

fn from_sequence(sequence: u64) -> Keys {
    Keys::starting(sequence.to_be_bytes())
}
