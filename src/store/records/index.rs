//! Customer ids to slots, by hash: 16 bytes of BLAKE3 tell more ids apart than there will ever be.
//!
//! The index follows the customers: it is brought up to date after they are written, and at open
//! where a crash came between.

use super::RecordError;
use super::blocks::Merge;
use super::format::{self, CUSTOMERS, ProfileRecord, SLOTS};
use crate::store::{Store, Tree, Write};
use rustc_hash::FxHashMap;

const INDEXED_KEY: &[u8] = b"indexed";
/// Writes that go to the store together.
const BATCH_WRITES: usize = 256;

/// A customer id as the index knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdHash(u128);

impl IdHash {
    pub fn of(id: &str) -> Self {
        let hash = blake3::hash(id.as_bytes());
        let (first, _) = hash
            .as_bytes()
            .split_first_chunk::<16>()
            .expect("a hash has 32 bytes");
        Self(u128::from_be_bytes(*first))
    }
}

/// Every id and its slot, in memory: 32 bytes or so each.
#[derive(Debug, Default)]
pub struct SlotsById {
    slots: FxHashMap<u128, u32>,
}

impl SlotsById {
    pub(super) fn load(store: &dyn Store, count: u32) -> Result<Self, RecordError> {
        let mut slots =
            FxHashMap::with_capacity_and_hasher(count as usize, rustc_hash::FxBuildHasher);
        let mut stream = SLOTS.all(store)?;
        while !stream.is_ended() {
            let damaged = RecordError::Damaged { tree: "slots" };
            let hash = stream.key().first_chunk().ok_or(damaged.clone())?;
            let slot = stream.body().first_chunk().ok_or(damaged)?;
            slots.insert(u128::from_be_bytes(*hash), u32::from_be_bytes(*slot));
            stream.advance()?;
        }
        Ok(Self { slots })
    }

    pub fn get(&self, id: IdHash) -> Option<u32> {
        self.slots.get(&id.0).copied()
    }

    /// The id's slot; `next` where it has none yet, which it then has.
    pub fn get_or_insert(&mut self, id: IdHash, next: u32) -> u32 {
        *self.slots.entry(id.0).or_insert(next)
    }
}

pub(super) fn slot(store: &dyn Store, id: &IdHash) -> Result<Option<u32>, RecordError> {
    let Some(body) = SLOTS.get(store, &id.0.to_be_bytes())? else {
        return Ok(None);
    };
    let slot = body
        .first_chunk()
        .ok_or(RecordError::Damaged { tree: "slots" })?;
    Ok(Some(u32::from_be_bytes(*slot)))
}

/// Brings the index up to date with customers up to `count`.
pub(super) fn catch_up(store: &dyn Store, count: u32) -> Result<(), RecordError> {
    let indexed: u32 = match store.get(Tree::Meta, INDEXED_KEY)? {
        Some(bytes) => format::decode(&bytes, Tree::Meta)?,
        None => 0,
    };
    if indexed >= count {
        return Ok(());
    }
    let mut news = Vec::with_capacity((count - indexed) as usize);
    let mut customers = CUSTOMERS.starting(store, &indexed.to_be_bytes())?;
    while !customers.is_ended() {
        let slot =
            format::slot_of(customers.key()).ok_or(RecordError::Damaged { tree: "customers" })?;
        let profile: ProfileRecord<'_> = format::decode(customers.body(), Tree::Customers)?;
        if let Some(id) = profile.id {
            news.push((IdHash::of(id), slot));
        }
        customers.advance()?;
    }
    news.sort_unstable();
    let mut merge = Merge::new(store, SLOTS);
    for (id, slot) in news {
        merge.put(&id.0.to_be_bytes(), &slot.to_be_bytes())?;
        if merge.ready().len() >= BATCH_WRITES {
            store.queue(std::mem::take(merge.ready()))?;
        }
    }
    merge.finish()?;
    let mut writes = std::mem::take(merge.ready());
    writes.push(Write::put(Tree::Meta, INDEXED_KEY, format::encode(&count)));
    store.write(writes)?;
    store.sync()?;
    Ok(())
}
