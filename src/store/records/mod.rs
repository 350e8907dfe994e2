//! Typed records over the store's trees: customers, their events, what changed, whom never to write to.
//!
//! | tree | key | value |
//! |---|---|---|
//! | customers | slot, from | blocks of profile versions: what changed from that instant on |
//! | slots | hash of the customer's id | blocks of slots |
//! | events | slot, type, time, number | blocks of events with their amendments |
//! | touched | sequence | slots changed by the batch that follows |
//! | suppressed | address or customer id | why, and since when |
//! | meta | a name | the registry of names, numbers of events, watermarks |
//!
//! Everything of a customer lies together in order of slots, so one walk over two trees reads the
//! whole base, and a sorted import writes each block once.

mod blocks;
mod change;
mod format;
mod index;
mod reading;
mod registry;
mod suppression;
mod touched;

pub use change::{EventChange, ProfileChange};
pub use format::{Cell, EventId, EventKey, EventRecord, EventVersion, ProfileRecord};
pub use index::{IdHash, SlotsById};
pub use reading::Customers;
pub use registry::{Fields, Layout};
pub use suppression::{Suppressed, Suppression};
pub use touched::Touched;

use super::{Store, StoreError, Tree, Write};
use crate::model::customer::{Customer, Watermarks};
use crate::model::moment::Moment;
use crate::model::schema::Schema;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most bytes one version of a profile, or one event with its amendments, may take.
pub const RECORD_BYTES_MAX: usize = blocks::BODY_BYTES_MAX;

/// Why records cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Store(#[from] StoreError),

    /// Restore a backup, or import again.
    #[error(
        "the tree {tree} of the store is damaged; nothing was changed: restore a backup, or import again into a new project"
    )]
    Damaged { tree: &'static str },

    /// Use the program version that belongs to the store.
    #[error(
        "the tree {tree} holds records of version {found}, which this version of perennial does not know; use the perennial version that wrote it"
    )]
    OtherVersion { tree: &'static str, found: u8 },

    /// Give the changed attribute a new name.
    #[error(
        "{field} was {before} and the store holds data of it, but the schema now says {now}; give the changed one a new name, or import into a new project"
    )]
    KindChanged {
        field: String,
        before: String,
        now: String,
    },

    /// A record that would not fit a value of the store.
    #[error("it takes {size} bytes, and a record holds at most {limit}")]
    TooLarge { size: usize, limit: usize },
}

/// The records of one store, read and written under one schema.
pub struct Records<'s> {
    store: &'s dyn Store,
    schema: Arc<Schema>,
    layout: Layout,
    heads: Mutex<Heads>,
}

/// How far the numbers have been given out.
#[derive(Clone, Debug, Default)]
struct Heads {
    slots: u32,
    /// Next event number, by registered number of the event type.
    events: Vec<u32>,
    /// The last entry of the touched log whose batch can be read.
    touched: u64,
}

const NUMBERS_KEY: &[u8] = b"numbers";
const WATERMARK_KEY: &[u8] = b"watermark/";

impl<'s> Records<'s> {
    /// Registers what is new in the schema and finishes what an interrupted import left undone.
    pub fn open(store: &'s dyn Store, schema: Arc<Schema>) -> Result<Self, RecordError> {
        let slots = match format::CUSTOMERS.last_key(store)? {
            Some(key) => {
                1 + format::slot_of(&key).ok_or(RecordError::Damaged { tree: "customers" })?
            }
            None => 0,
        };
        let mut events: Vec<u32> = match store.get(Tree::Meta, NUMBERS_KEY)? {
            Some(bytes) => format::decode(&bytes, Tree::Meta)?,
            None => Vec::new(),
        };
        let layout = registry::load(store, &schema, slots > 0, &events)?;
        events.resize(events.len().max(layout.event_types()), 0);
        let touched = touched::last(store)?;
        index::catch_up(store, slots)?;
        let heads = Mutex::new(Heads {
            slots,
            events,
            touched,
        });
        Ok(Self {
            store,
            schema,
            layout,
            heads,
        })
    }

    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// How positions in the schema and stored numbers map to each other.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How many slots there are; every one has a customer.
    pub fn slot_count(&self) -> u32 {
        self.heads().slots
    }

    /// How many event numbers of the type at this position have been given out. After an
    /// interrupted import a few of them may have no event.
    pub fn event_count(&self, event: usize) -> u32 {
        let Some(no) = self.layout.event(event).map(|event| event.number) else {
            return 0;
        };
        self.heads()
            .events
            .get(usize::from(no))
            .copied()
            .unwrap_or(0)
    }

    pub fn slot(&self, id: &str) -> Result<Option<u32>, RecordError> {
        index::slot(self.store, &IdHash::of(id))
    }

    pub fn customer(&self, id: &str) -> Result<Option<Customer>, RecordError> {
        match self.slot(id)? {
            Some(slot) => self.customer_at_slot(slot),
            None => Ok(None),
        }
    }

    pub fn customer_at_slot(&self, slot: u32) -> Result<Option<Customer>, RecordError> {
        let next = Customers::starting(self, slot)?.next().transpose()?;
        Ok(next.filter(|customer| customer.slot == slot))
    }

    /// Every customer with all events, in order of slots.
    pub fn customers(&self) -> Result<Customers<'_>, RecordError> {
        Customers::starting(self, 0)
    }

    /// As [`customers`](Self::customers), from this slot on.
    pub fn customers_from(&self, slot: u32) -> Result<Customers<'_>, RecordError> {
        Customers::starting(self, slot)
    }

    /// Every customer id, by hash: for imports.
    pub fn slots_by_id(&self) -> Result<SlotsById, RecordError> {
        SlotsById::load(self.store, self.slot_count())
    }

    pub fn watermarks(&self) -> Result<Watermarks, RecordError> {
        let mut watermarks = Vec::with_capacity(self.schema.events.len());
        for event in self.layout.events() {
            watermarks.push(self.watermark(event.number)?);
        }
        Ok(Watermarks(watermarks))
    }

    /// Says that events of this type (by position) are complete through `through`. What was said
    /// before stays said: an earlier instant changes nothing. Returns what now holds.
    pub fn advance_watermark(&self, event: usize, through: Moment) -> Result<Moment, RecordError> {
        let Some(number) = self.layout.event(event).map(|event| event.number) else {
            return Ok(through);
        };
        let known = self.watermark(number)?;
        if let Some(known) = known.filter(|known| *known >= through) {
            return Ok(known);
        }
        let value = format::encode(&through.0);
        self.store
            .write(vec![Write::put(Tree::Meta, watermark_key(number), value)])?;
        self.store.sync()?;
        Ok(through)
    }

    fn watermark(&self, number: u16) -> Result<Option<Moment>, RecordError> {
        match self.store.get(Tree::Meta, &watermark_key(number))? {
            Some(bytes) => Ok(Some(Moment(format::decode(&bytes, Tree::Meta)?))),
            None => Ok(None),
        }
    }

    fn heads(&self) -> MutexGuard<'_, Heads> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn watermark_key(number: u16) -> Vec<u8> {
    [WATERMARK_KEY, &number.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests;
