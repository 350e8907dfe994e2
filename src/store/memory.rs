//! The store in memory: the same commits over ordered maps, for tests and for builds
//! without sled.

use std::collections::BTreeMap;
use std::ops::{Bound, RangeInclusive};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::commit::{Committer, Trees};
use super::{Entry, Fuse, Keys, Pair, Pairs, Store, StoreError, Tree, Write, check_batch, journal};

type Map = BTreeMap<Vec<u8>, Vec<u8>>;

/// What a [`MemoryStore`] leaves behind when it is dropped: its "disk". Clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct MemoryDisk(Arc<[RwLock<Map>; Tree::ALL.len()]>);

/// A store over a [`MemoryDisk`]. Everything written is at once on that disk.
pub struct MemoryStore {
    disk: MemoryDisk,
    committer: Mutex<Committer<MemoryDisk>>,
}

impl MemoryStore {
    /// A new, empty store.
    pub fn new() -> Result<Self, StoreError> {
        Self::open(MemoryDisk::default(), Fuse::default())
    }

    /// Opens what an earlier store left, and finishes its last commit if that was interrupted.
    pub fn open(disk: MemoryDisk, fuse: Fuse) -> Result<Self, StoreError> {
        let committer = Mutex::new(Committer::open(disk.clone(), fuse)?);
        Ok(Self { disk, committer })
    }

    fn committer<R>(
        &self,
        work: impl FnOnce(&mut Committer<MemoryDisk>) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let mut committer = self.committer.lock().map_err(|_| StoreError::Stopped {
            reason: "a write was interrupted by a bug".to_owned(),
        })?;
        work(&mut committer)
    }
}

impl Store for MemoryStore {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Trees::get(&self.disk, tree, key)
    }

    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_> {
        Trees::range(&self.disk, tree, keys)
    }

    fn write(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        check_batch(&writes)?;
        self.committer(|committer| committer.write(writes))
    }

    fn queue(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.write(writes)
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.committer(Committer::sync)
    }

    fn commit_all(&self, entries: Vec<Entry>) -> Result<RangeInclusive<u64>, StoreError> {
        entries.iter().try_for_each(journal::check)?;
        self.committer(|committer| committer.commit_all(entries))
    }

    fn last_sequence(&self) -> u64 {
        self.committer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .last_sequence()
    }

    fn size_bytes(&self) -> Result<u64, StoreError> {
        let bytes = |map: &RwLock<Map>| -> usize {
            read(map)
                .iter()
                .map(|(key, value)| key.len() + value.len())
                .sum()
        };
        Ok(self.disk.0.iter().map(bytes).sum::<usize>() as u64)
    }
}

impl MemoryDisk {
    /// Another disk with the same on it, to go back to.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Arc::new(
            self.0.each_ref().map(|map| RwLock::new(read(map).clone())),
        ))
    }

    fn map(&self, tree: Tree) -> &RwLock<Map> {
        self.0
            .get(tree as usize)
            .expect("there is a map for every tree")
    }
}

impl Trees for MemoryDisk {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(read(self.map(tree)).get(key).cloned())
    }

    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_> {
        Box::new(Walk {
            map: self.map(tree),
            left: (!keys.is_empty()).then_some(keys),
        })
    }

    fn apply(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        let mut map = self
            .map(tree)
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for write in writes {
            match write.value {
                Some(value) => map.insert(write.key, value),
                None => map.remove(&write.key),
            };
        }
        Ok(())
    }

    fn apply_together(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        self.apply(tree, writes)
    }

    fn room(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Steps through a map and holds its lock during a step only, so that a walk may write.
struct Walk<'a> {
    map: &'a RwLock<Map>,
    left: Option<Keys>,
}

impl Walk<'_> {
    fn step(&mut self, backwards: bool) -> Option<Result<Pair, StoreError>> {
        let keys = self.left.take().filter(|keys| !keys.is_empty())?;
        let map = read(self.map);
        let mut found = map.range((keys.from.clone(), keys.to.clone()));
        let (key, value) = if backwards {
            found.next_back()
        } else {
            found.next()
        }?;
        let pair = (key.clone(), value.clone());
        let reached = Bound::Excluded(pair.0.clone());
        self.left = Some(if backwards {
            Keys {
                to: reached,
                ..keys
            }
        } else {
            Keys {
                from: reached,
                ..keys
            }
        });
        Some(Ok(pair))
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Pair, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step(false)
    }
}

impl DoubleEndedIterator for Walk<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.step(true)
    }
}

/// Maps stay whole when a thread dies: every change is one map operation.
fn read(map: &RwLock<Map>) -> std::sync::RwLockReadGuard<'_, Map> {
    map.read().unwrap_or_else(PoisonError::into_inner)
}
