//! Putting items into blocks in one walk, each block written once.

use super::super::RecordError;
use super::{BODY_BYTES_MAX, Blocks, Reader};
use crate::store::{Store, Write};

/// A block is closed when it has grown to this.
const FILL_BYTES: usize = 4_000;
/// How an item may grow inside its block: its key, and the two lengths.
const ITEM_OVERHEAD_BYTES: usize = 32 + 1 + 3;

/// Puts items into a tree in ascending order of keys, writing each block once.
///
/// What it reads is never what it has written before: blocks behind it are closed, blocks ahead
/// untouched. So its writes may still be waiting in the store's queue.
pub struct Merge<'s> {
    store: &'s dyn Store,
    blocks: Blocks,
    open: Option<Open>,
    /// The rest of a block that was cut while things were put into its middle.
    carried: Option<Carried>,
    writes: Vec<Write>,
}

/// The block being merged.
struct Open {
    /// Its key, where it is in the tree already.
    key: Option<Vec<u8>>,
    /// Where the next block begins.
    until: Option<Vec<u8>>,
    /// Its items that are not merged yet; the reader stands on the next of them.
    old: Option<Reader>,
    pending: Pending,
    /// Whether items of the stored block are pending: they must reappear in the same batch.
    holds_old: bool,
    changed: bool,
}

struct Carried {
    key: Vec<u8>,
    value: Vec<u8>,
    until: Option<Vec<u8>>,
}

impl<'s> Merge<'s> {
    pub fn new(store: &'s dyn Store, blocks: Blocks) -> Self {
        Self {
            store,
            blocks,
            open: None,
            carried: None,
            writes: Vec::new(),
        }
    }

    /// Shows every stored item whose key begins with `prefix`, none of which may be behind.
    pub fn existing(
        &mut self,
        prefix: &[u8],
        mut see: impl FnMut(&[u8], &[u8]) -> Result<(), RecordError>,
    ) -> Result<(), RecordError> {
        self.reach(prefix)?;
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        open.take_old(Some(prefix))?;
        if let Some(old) = &open.old {
            let mut cursor = old.cursor.clone();
            while cursor.key.starts_with(prefix) {
                see(&cursor.key, cursor.body(&old.value))?;
                if !cursor.advance(&old.value, self.blocks)? {
                    break;
                }
            }
        }
        let mut ahead = open.until.clone();
        if let Some(carried) = &self.carried {
            let mut reader = Reader::of(self.blocks, carried.value.clone())?;
            while reader.advance()? && reader.key().starts_with(prefix) {
                see(reader.key(), reader.body())?;
            }
            ahead.clone_from(&carried.until);
        }
        let Some(ahead) = ahead.filter(|key| key.starts_with(prefix)) else {
            return Ok(());
        };
        let mut ahead = self.blocks.starting(self.store, &ahead)?;
        while ahead.key().starts_with(prefix) && !ahead.is_ended() {
            see(ahead.key(), ahead.body())?;
            ahead.advance()?;
        }
        Ok(())
    }

    /// Puts `body` under `key`, which must be above every key put before.
    pub fn put(&mut self, key: &[u8], body: &[u8]) -> Result<(), RecordError> {
        if body.len() > BODY_BYTES_MAX {
            return Err(RecordError::TooLarge {
                size: body.len(),
                limit: BODY_BYTES_MAX,
            });
        }
        self.reach(key)?;
        let Some(open) = &mut self.open else {
            return Err(self.blocks.damaged());
        };
        open.take_old(Some(key))?;
        // The item under the same key is replaced.
        if let Some(old) = &mut open.old
            && old.key() == key
            && !old.advance()?
        {
            open.old = None;
        }
        open.changed = true;
        open.pending.push(key, body);
        if open.pending.bytes > 2 * FILL_BYTES {
            self.spill()?;
        }
        Ok(())
    }

    /// Writes of closed blocks so far. A batch may end wherever the caller finds them.
    pub fn ready(&mut self) -> &mut Vec<Write> {
        &mut self.writes
    }

    /// Closes the open block; every write is then ready.
    pub fn finish(&mut self) -> Result<(), RecordError> {
        self.close()
    }

    /// Opens the block that `key` belongs to.
    fn reach(&mut self, key: &[u8]) -> Result<(), RecordError> {
        if let Some(open) = &self.open {
            if open.until.as_deref().is_none_or(|until| key < until) {
                return Ok(());
            }
            self.close()?;
        }
        let carried = self.carried.take();
        let carried = carried.filter(|c| c.until.as_deref().is_none_or(|until| key < until));
        let (found, until) = if let Some(carried) = carried {
            (Some((carried.key, carried.value)), carried.until)
        } else {
            let found = self.blocks.covering(self.store, key)?;
            let from = found.as_ref().map_or(&[][..], |(found, _)| found);
            let until = self.blocks.following(self.store, from)?;
            (found, until)
        };
        let (key, old) = match found {
            Some((key, value)) => {
                let mut reader = Reader::of(self.blocks, value)?;
                let some = reader.advance()?;
                (Some(key), some.then_some(reader))
            }
            None => (None, None),
        };
        self.open = Some(Open {
            key,
            until,
            old,
            pending: Pending::new(self.blocks.key_bytes),
            holds_old: false,
            changed: false,
        });
        Ok(())
    }

    /// Writes what can no longer change, so that an endless block takes no memory. The rest of a
    /// block that is being cut becomes a block of its own, in the same batch.
    fn spill(&mut self) -> Result<(), RecordError> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        if let Some(mut old) = open.old.take() {
            let mut rest = Pending::new(self.blocks.key_bytes);
            loop {
                rest.push(old.key(), old.body());
                if !old.advance()? {
                    break;
                }
            }
            if let Some((key, value)) = rest.take(self.blocks.version, usize::MAX) {
                self.writes
                    .push(Write::put(self.blocks.tree, key.clone(), value.clone()));
                let until = open.until.replace(key.clone());
                self.carried = Some(Carried { key, value, until });
            }
            open.holds_old = true;
        }
        if open.holds_old {
            open.write_all(self.blocks, &mut self.writes);
            open.holds_old = false;
        } else {
            open.write_piece(self.blocks, FILL_BYTES, &mut self.writes);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), RecordError> {
        if let Some(mut open) = self.open.take()
            && open.changed
        {
            open.take_old(None)?;
            open.write_all(self.blocks, &mut self.writes);
        }
        Ok(())
    }
}

impl Open {
    /// Moves old items below `key` (all, without one) to the pending ones.
    fn take_old(&mut self, key: Option<&[u8]>) -> Result<(), RecordError> {
        let Some(old) = &mut self.old else {
            return Ok(());
        };
        while key.is_none_or(|key| old.key() < key) {
            self.pending.push(old.key(), old.body());
            self.holds_old = true;
            if !old.advance()? {
                self.old = None;
                break;
            }
        }
        Ok(())
    }

    /// Everything pending, in pieces of like size.
    fn write_all(&mut self, blocks: Blocks, writes: &mut Vec<Write>) {
        let pieces = self.pending.bytes.div_ceil(FILL_BYTES).max(1);
        let fill = (self.pending.bytes.div_ceil(pieces) + ITEM_OVERHEAD_BYTES).min(FILL_BYTES);
        while !self.pending.is_empty() {
            self.write_piece(blocks, fill, writes);
        }
    }

    fn write_piece(&mut self, blocks: Blocks, fill: usize, writes: &mut Vec<Write>) {
        let Some((first, value)) = self.pending.take(blocks.version, fill) else {
            return;
        };
        let key = self.key.take().unwrap_or(first);
        writes.push(Write::put(blocks.tree, key, value));
    }
}

/// Items that are not yet in a block.
struct Pending {
    key_bytes: usize,
    /// What they would take, packed.
    bytes: usize,
    data: Vec<u8>,
    /// How far `data` has been taken.
    taken: usize,
    last_key: Vec<u8>,
}

impl Pending {
    fn new(key_bytes: usize) -> Self {
        Self {
            key_bytes,
            bytes: 0,
            data: Vec::new(),
            taken: 0,
            last_key: Vec::new(),
        }
    }

    fn is_empty(&self) -> bool {
        self.taken == self.data.len()
    }

    /// Items lie as shared, key, length of body (two bytes), body.
    fn push(&mut self, key: &[u8], body: &[u8]) {
        let shared = key
            .iter()
            .zip(&self.last_key)
            .take_while(|(a, b)| a == b)
            .count();
        self.data.push(shared as u8);
        self.data.extend_from_slice(key);
        self.data
            .extend_from_slice(&(body.len() as u16).to_le_bytes());
        self.data.extend_from_slice(body);
        self.last_key.clear();
        self.last_key.extend_from_slice(key);
        self.bytes += packed_bytes(key.len() - shared, body.len());
    }

    /// The first items, up to `fill` bytes, as a value, with the key of the first.
    fn take(&mut self, version: u8, fill: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut value = Vec::with_capacity(FILL_BYTES + ITEM_OVERHEAD_BYTES);
        value.push(version);
        let mut first: Option<Vec<u8>> = None;
        while let Some(item) = self.data.get(self.taken..).and_then(|rest| self.item(rest)) {
            let Item {
                shared,
                key,
                body,
                bytes,
            } = item;
            let packed = packed_bytes(key.len() - shared, body.len());
            if first.is_some() && value.len() + packed > fill {
                break;
            }
            let shared = if first.is_some() { shared } else { 0 };
            value.push(shared as u8);
            value.extend_from_slice(key.get(shared..).unwrap_or_default());
            write_length(&mut value, body.len());
            value.extend_from_slice(body);
            first.get_or_insert_with(|| key.to_vec());
            self.bytes -= packed;
            self.taken += bytes;
        }
        if self.taken > 16 * FILL_BYTES || self.is_empty() {
            self.data.drain(..self.taken);
            self.taken = 0;
        }
        first.map(|first| (first, value))
    }

    fn item<'d>(&self, rest: &'d [u8]) -> Option<Item<'d>> {
        let (shared, rest) = rest.split_first()?;
        let (key, rest) = rest.split_at_checked(self.key_bytes)?;
        let (length, rest) = rest.split_first_chunk::<2>()?;
        let body = rest.get(..usize::from(u16::from_le_bytes(*length)))?;
        let bytes = 1 + key.len() + 2 + body.len();
        Some(Item {
            shared: usize::from(*shared),
            key,
            body,
            bytes,
        })
    }
}

struct Item<'d> {
    shared: usize,
    key: &'d [u8],
    body: &'d [u8],
    bytes: usize,
}

fn packed_bytes(suffix: usize, body: usize) -> usize {
    1 + suffix + if body < 0x80 { 1 } else { 2 } + body
}

/// Lengths below 128 take one byte, others two (up to 32,767).
fn write_length(out: &mut Vec<u8>, length: usize) {
    if length < 0x80 {
        out.push(length as u8);
    } else {
        out.push(0x80 | (length >> 8) as u8);
        out.push(length as u8);
    }
}
