//! Changing many customers at once, in order of slots, each block written once.
//!
//! Every batch names the customers it changes, and takes the event numbers it uses, before its data:
//! a crash between leaves numbers unused and customers named in vain, and nothing worse.

use super::blocks::Merge;
use super::format::{self, CUSTOMERS, EVENTS, EventId, EventKey, ProfileRecord};
use super::{NUMBERS_KEY, RecordError, Records, index, touched};
use crate::model::moment::Moment;
use crate::store::{Tree, Write};

/// Blocks that go to the store together: a quarter of a megabyte.
const BATCH_WRITES: usize = 64;

/// Puts versions of profiles, in ascending order of (slot, from).
pub struct ProfileChange<'r> {
    change: Change<'r>,
    slots: u32,
}

/// Puts events, in ascending order of their keys.
pub struct EventChange<'r> {
    change: Change<'r>,
}

struct Change<'r> {
    records: &'r Records<'r>,
    merge: Merge<'r>,
    /// Slots put since the last batch, ascending.
    touched: Vec<u32>,
    next_touched: u64,
    buffer: Vec<u8>,
}

impl Records<'_> {
    /// Begins to change profiles. One change at a time.
    pub fn change_profiles(&self) -> ProfileChange<'_> {
        let change = Change::new(self, Merge::new(self.store, CUSTOMERS));
        ProfileChange {
            change,
            slots: self.slot_count(),
        }
    }

    /// Begins to change events. One change at a time.
    pub fn change_events(&self) -> EventChange<'_> {
        EventChange {
            change: Change::new(self, Merge::new(self.store, EVENTS)),
        }
    }
}

impl ProfileChange<'_> {
    /// Shows every stored version of this profile, oldest first.
    pub fn existing(
        &mut self,
        slot: u32,
        mut see: impl FnMut(Moment, ProfileRecord<'_>),
    ) -> Result<(), RecordError> {
        if slot >= self.slots {
            return Ok(());
        }
        self.change
            .merge
            .existing(&slot.to_be_bytes(), |key, body| {
                let from =
                    format::profile_from(key).ok_or(RecordError::Damaged { tree: "customers" })?;
                see(from, format::decode(body, Tree::Customers)?);
                Ok(())
            })
    }

    /// Puts one version. New slots follow each other without a gap.
    pub fn put(
        &mut self,
        slot: u32,
        from: Moment,
        record: &ProfileRecord<'_>,
    ) -> Result<(), RecordError> {
        let key = format::profile_key(slot, from);
        self.change.buffer.clear();
        format::encode_into(record, &mut self.change.buffer);
        self.change.put(slot, &key)?;
        self.slots = self.slots.max(slot + 1);
        Ok(())
    }

    /// Returns once everything is on the disk and can be found by id.
    pub fn finish(self) -> Result<(), RecordError> {
        let Self { change, slots } = self;
        let records = change.records;
        change.finish(|heads| heads.slots = slots)?;
        index::catch_up(records.store, slots)
    }
}

impl EventChange<'_> {
    /// Shows every stored event of this type (by registered number) of a customer, by time: its key,
    /// its id and the record, for `EventRecord::decode`.
    pub fn existing(
        &mut self,
        slot: u32,
        kind: u16,
        mut see: impl FnMut(EventKey, EventId<'_>, &[u8]),
    ) -> Result<(), RecordError> {
        let [s1, s2, s3, s4] = slot.to_be_bytes();
        let [k1, k2] = kind.to_be_bytes();
        self.change
            .merge
            .existing(&[s1, s2, s3, s4, k1, k2], |key, body| {
                let key = EventKey::of(key).ok_or(RecordError::Damaged { tree: "events" })?;
                see(key, format::decode_start(body, Tree::Events)?, body);
                Ok(())
            })
    }

    /// A new number for an event of this type (by registered number).
    pub fn next_number(&mut self, kind: u16) -> u32 {
        let mut heads = self.change.records.heads();
        let Some(next) = heads.events.get_mut(usize::from(kind)) else {
            return 0;
        };
        *next += 1;
        *next - 1
    }

    /// Puts one event, new or amended, as `EventRecord::encode_into` wrote it.
    pub fn put(&mut self, key: EventKey, encoded: &[u8]) -> Result<(), RecordError> {
        self.change.buffer.clear();
        self.change.buffer.extend_from_slice(encoded);
        self.change.put(key.slot, &key.bytes())
    }

    /// Returns once everything is on the disk.
    pub fn finish(self) -> Result<(), RecordError> {
        self.change.finish(|_| ())
    }
}

impl<'r> Change<'r> {
    fn new(records: &'r Records<'r>, merge: Merge<'r>) -> Self {
        let next_touched = records.heads().touched + 1;
        Self {
            records,
            merge,
            touched: Vec::new(),
            next_touched,
            buffer: Vec::new(),
        }
    }

    /// Puts what stands in the buffer.
    fn put(&mut self, slot: u32, key: &[u8]) -> Result<(), RecordError> {
        self.merge.put(key, &self.buffer)?;
        if self.touched.last() != Some(&slot) {
            self.touched.push(slot);
        }
        if self.merge.ready().len() >= BATCH_WRITES {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), RecordError> {
        let data = std::mem::take(self.merge.ready());
        if data.is_empty() {
            return Ok(());
        }
        let mut writes = touched::entries(&self.touched, self.next_touched);
        self.next_touched += writes.len() as u64;
        // The last one's data may be pending still, and is then in the next batch.
        let last = self.touched.last().copied();
        self.touched.clear();
        self.touched.extend(last);
        let numbers = format::encode(&self.records.heads().events);
        writes.push(Write::put(Tree::Meta, NUMBERS_KEY, numbers));
        writes.extend(data);
        self.records.store.queue(writes)?;
        Ok(())
    }

    fn finish(mut self, settle: impl FnOnce(&mut super::Heads)) -> Result<(), RecordError> {
        self.merge.finish()?;
        self.send()?;
        self.records.store.sync()?;
        let mut heads = self.records.heads();
        heads.touched = self.next_touched - 1;
        settle(&mut heads);
        Ok(())
    }
}
