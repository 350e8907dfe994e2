//! Small items in key order, packed into values of about four kilobytes.
//!
//! A tree of a million small values costs memory and time for every key; packed, it has a few
//! thousand. An item is a key of fixed length and a body of bytes. A block holds neighbouring items
//! under the key of its first; keys inside a block leave out what they share with the one before.

use super::RecordError;
use crate::store::{Keys, Pairs, Store, Tree, Write};

/// A block is closed when it has grown to this.
const FILL_BYTES: usize = 4_000;
/// The largest body of an item: a block of one item must still fit a value.
pub const BODY_BYTES_MAX: usize = 5_000;
/// How an item may grow inside its block: its key, and the two lengths.
const ITEM_OVERHEAD_BYTES: usize = 32 + 1 + 3;

/// One tree of blocks. The version is the first byte of every value.
#[derive(Clone, Copy, Debug)]
pub struct Blocks {
    pub tree: Tree,
    pub version: u8,
    pub key_bytes: usize,
}

impl Blocks {
    fn damaged(self) -> RecordError {
        RecordError::Damaged {
            tree: self.tree.name(),
        }
    }

    /// Items from the first key that is not below `from`.
    pub fn starting<'s>(
        self,
        store: &'s dyn Store,
        from: &[u8],
    ) -> Result<Stream<'s>, RecordError> {
        let first = self.covering(store, from)?;
        let start = first.as_ref().map_or(from, |(key, _)| key.as_slice());
        let mut stream = Stream {
            pairs: store.range(self.tree, Keys::starting(start)),
            reader: Reader::empty(self),
            ended: false,
        };
        stream.advance()?;
        while !stream.ended && stream.key() < from {
            stream.advance()?;
        }
        Ok(stream)
    }

    /// Every item.
    pub fn all(self, store: &dyn Store) -> Result<Stream<'_>, RecordError> {
        self.starting(store, &[])
    }

    /// The body under `key`.
    pub fn get(self, store: &dyn Store, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        let Some((_, value)) = self.covering(store, key)? else {
            return Ok(None);
        };
        let mut reader = Reader::of(self, value)?;
        while reader.advance()? {
            if reader.key() == key {
                return Ok(Some(reader.body().to_vec()));
            }
        }
        Ok(None)
    }

    /// The last key there is.
    pub fn last_key(self, store: &dyn Store) -> Result<Option<Vec<u8>>, RecordError> {
        let Some((_, value)) = store
            .range(self.tree, Keys::all())
            .next_back()
            .transpose()?
        else {
            return Ok(None);
        };
        let mut reader = Reader::of(self, value)?;
        let mut last = None;
        while reader.advance()? {
            last = Some(reader.key().to_vec());
        }
        Ok(last)
    }

    /// The block that holds `key` if any does: the last one that begins at or before it.
    fn covering(
        self,
        store: &dyn Store,
        key: &[u8],
    ) -> Result<Option<crate::store::Pair>, RecordError> {
        let mut after = key.to_vec();
        after.push(0);
        let up_to = Keys::between(Vec::new(), after);
        Ok(store.range(self.tree, up_to).next_back().transpose()?)
    }

    /// The first block that begins after `key`.
    fn following(self, store: &dyn Store, key: &[u8]) -> Result<Option<Vec<u8>>, RecordError> {
        let mut after = key.to_vec();
        after.push(0);
        let next = store.range(self.tree, Keys::starting(after)).next();
        Ok(next.transpose()?.map(|(key, _)| key))
    }
}

/// The items of one block, one after the other.
#[derive(Debug)]
struct Reader {
    blocks: Blocks,
    value: Vec<u8>,
    cursor: Cursor,
}

/// Where in a block a reader stands.
#[derive(Clone, Debug, Default)]
struct Cursor {
    at: usize,
    key: Vec<u8>,
    body: std::ops::Range<usize>,
}

impl Reader {
    fn empty(blocks: Blocks) -> Self {
        Self {
            blocks,
            value: Vec::new(),
            cursor: Cursor::default(),
        }
    }

    fn of(blocks: Blocks, value: Vec<u8>) -> Result<Self, RecordError> {
        let mut reader = Self::empty(blocks);
        reader.open(value)?;
        Ok(reader)
    }

    fn open(&mut self, value: Vec<u8>) -> Result<(), RecordError> {
        match value.first() {
            Some(version) if *version == self.blocks.version => {}
            Some(version) => {
                return Err(RecordError::OtherVersion {
                    tree: self.blocks.tree.name(),
                    found: *version,
                });
            }
            None => return Err(self.blocks.damaged()),
        }
        self.value = value;
        self.cursor.at = 1;
        self.cursor.key.clear();
        self.cursor.body = 0..0;
        Ok(())
    }

    fn key(&self) -> &[u8] {
        &self.cursor.key
    }

    fn body(&self) -> &[u8] {
        self.cursor.body(&self.value)
    }

    fn advance(&mut self) -> Result<bool, RecordError> {
        self.cursor.advance(&self.value, self.blocks)
    }
}

impl Cursor {
    fn body<'v>(&self, value: &'v [u8]) -> &'v [u8] {
        value.get(self.body.clone()).unwrap_or_default()
    }

    /// Steps to the next item; false at the end of the block.
    fn advance(&mut self, value: &[u8], blocks: Blocks) -> Result<bool, RecordError> {
        let Some(rest) = value.get(self.at..).filter(|rest| !rest.is_empty()) else {
            return Ok(false);
        };
        let mut step = || {
            let (shared, rest) = rest.split_first()?;
            let shared = usize::from(*shared);
            let suffix_bytes = blocks.key_bytes.checked_sub(shared)?;
            let (suffix, rest) = rest.split_at_checked(suffix_bytes)?;
            let (body_bytes, length_bytes) = read_length(rest)?;
            if shared > self.key.len() {
                return None;
            }
            self.key.truncate(shared);
            self.key.extend_from_slice(suffix);
            let start = self.at + 1 + suffix_bytes + length_bytes;
            let end = start.checked_add(body_bytes)?;
            (end <= value.len()).then_some(start..end)
        };
        let body = step().ok_or_else(|| blocks.damaged())?;
        self.at = body.end;
        self.body = body;
        Ok(true)
    }
}

/// Items across blocks, in key order. Starts at the first one.
pub struct Stream<'s> {
    pairs: Pairs<'s>,
    reader: Reader,
    ended: bool,
}

impl Stream<'_> {
    /// Whether there is no item any more: `key` and `body` are then empty.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    pub fn key(&self) -> &[u8] {
        self.reader.key()
    }

    pub fn body(&self) -> &[u8] {
        self.reader.body()
    }

    pub fn advance(&mut self) -> Result<(), RecordError> {
        while !self.ended && !self.reader.advance()? {
            match self.pairs.next().transpose()? {
                Some((_, value)) => self.reader.open(value)?,
                None => {
                    self.ended = true;
                    self.reader = Reader::empty(self.reader.blocks);
                }
            }
        }
        Ok(())
    }
}

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

/// A length and how many bytes it took.
fn read_length(bytes: &[u8]) -> Option<(usize, usize)> {
    match bytes {
        [short, ..] if *short < 0x80 => Some((usize::from(*short), 1)),
        [high, low, ..] => Some((usize::from(high & 0x7f) << 8 | usize::from(*low), 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
