//! What records look like on disk, version 1: postcard inside blocks. Never changed in place; a new
//! form is a new version.

use super::RecordError;
use super::blocks::Blocks;
use crate::model::moment::Moment;
use crate::store::Tree;
use serde::{Deserialize, Serialize};

/// Key: slot, instant from which the version holds.
pub(super) const CUSTOMERS: Blocks = Blocks {
    tree: Tree::Customers,
    version: 1,
    key_bytes: 12,
};
/// Key: the first 16 bytes of the hash of the customer's id. Body: the slot.
pub(super) const SLOTS: Blocks = Blocks {
    tree: Tree::Slots,
    version: 1,
    key_bytes: 16,
};
/// Key: slot, registered number of the type, time, number within the type.
pub(super) const EVENTS: Blocks = Blocks {
    tree: Tree::Events,
    version: 1,
    key_bytes: 18,
};

/// A stored value. Levels and choices are stored by the registered number of the word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cell<'a> {
    Int(i64),
    #[serde(borrow)]
    Text(&'a str),
    List(#[serde(borrow)] Vec<Cell<'a>>),
}

/// A version of a profile: what changed, by registered number of the attribute; `None` clears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileRecord<'a> {
    /// The customer's id, with the first version only.
    #[serde(borrow)]
    pub id: Option<&'a str>,
    #[serde(borrow)]
    pub changes: Vec<(u16, Option<Cell<'a>>)>,
}

/// An event: its id and every version, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord<'a> {
    #[serde(borrow)]
    pub id: EventId<'a>,
    #[serde(borrow)]
    pub versions: Vec<EventVersion<'a>>,
}

impl<'a> EventRecord<'a> {
    pub fn decode(bytes: &'a [u8]) -> Result<Self, RecordError> {
        decode(bytes, Tree::Events)
    }

    /// Appends the record as it is stored.
    pub fn encode_into(&self, out: &mut Vec<u8>) {
        encode_into(self, out);
    }
}

/// How an event is told from others of its type and customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EventId<'a> {
    Text(&'a str),
    /// Of an event that came without an id: the hash of its content.
    Content([u8; 16]),
}

/// The properties as known from an instant on, by registered number, ascending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventVersion<'a> {
    /// Milliseconds after the event's own time.
    pub after_ms: i64,
    #[serde(borrow)]
    pub values: Vec<(u16, Cell<'a>)>,
}

/// Orders as the number does.
fn ordered(number: i64) -> [u8; 8] {
    ((number as u64) ^ (1 << 63)).to_be_bytes()
}

fn number(ordered: [u8; 8]) -> i64 {
    (u64::from_be_bytes(ordered) ^ (1 << 63)) as i64
}

pub(super) fn profile_key(slot: u32, from: Moment) -> [u8; 12] {
    let mut key = [0; 12];
    let (head, tail) = key.split_at_mut(4);
    head.copy_from_slice(&slot.to_be_bytes());
    tail.copy_from_slice(&ordered(from.0));
    key
}

pub(super) fn profile_from(key: &[u8]) -> Option<Moment> {
    Some(Moment(number(*key.get(4..)?.first_chunk()?)))
}

/// Where an event stands among all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventKey {
    pub slot: u32,
    /// Registered number of the type.
    pub kind: u16,
    pub at: Moment,
    pub no: u32,
}

impl EventKey {
    pub(super) fn bytes(self) -> [u8; 18] {
        let mut key = [0; 18];
        let (slot, rest) = key.split_at_mut(4);
        let (kind, rest) = rest.split_at_mut(2);
        let (at, no) = rest.split_at_mut(8);
        slot.copy_from_slice(&self.slot.to_be_bytes());
        kind.copy_from_slice(&self.kind.to_be_bytes());
        at.copy_from_slice(&ordered(self.at.0));
        no.copy_from_slice(&self.no.to_be_bytes());
        key
    }

    pub(super) fn of(key: &[u8]) -> Option<Self> {
        let (slot, rest) = key.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (at, rest) = rest.split_first_chunk()?;
        let no = rest.first_chunk()?;
        Some(Self {
            slot: u32::from_be_bytes(*slot),
            kind: u16::from_be_bytes(*kind),
            at: Moment(number(*at)),
            no: u32::from_be_bytes(*no),
        })
    }
}

/// The slot that a key of customers or events begins with.
pub(super) fn slot_of(key: &[u8]) -> Option<u32> {
    key.first_chunk().map(|slot| u32::from_be_bytes(*slot))
}

pub(super) fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    postcard::to_stdvec(record).expect("writing plain records to memory cannot fail")
}

pub(super) fn encode_into<T: Serialize>(record: &T, out: &mut Vec<u8>) {
    let buffer = std::mem::take(out);
    *out =
        postcard::to_extend(record, buffer).expect("writing plain records to memory cannot fail");
}

pub(super) fn decode<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    tree: Tree,
) -> Result<T, RecordError> {
    postcard::from_bytes(bytes).map_err(|_| RecordError::Damaged { tree: tree.name() })
}

/// The first field of a record.
pub(super) fn decode_start<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
    tree: Tree,
) -> Result<T, RecordError> {
    let start = postcard::take_from_bytes(bytes);
    start
        .map(|(start, _)| start)
        .map_err(|_| RecordError::Damaged { tree: tree.name() })
}
