//! Small items in key order, packed into values of about four kilobytes.
//!
//! A tree of a million small values costs memory and time for every key; packed, it has a few
//! thousand. An item is a key of fixed length and a body of bytes. A block holds neighbouring items
//! under the key of its first; keys inside a block leave out what they share with the one before.

mod merge;

pub use merge::Merge;

use super::RecordError;
use crate::store::{Keys, Pair, Pairs, Store, Tree};

/// The largest body of an item: a block of one item must still fit a value.
pub const BODY_BYTES_MAX: usize = 5_000;
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
    fn covering(self, store: &dyn Store, key: &[u8]) -> Result<Option<Pair>, RecordError> {
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
            if let Some((_, value)) = self.pairs.next().transpose()? {
                self.reader.open(value)?;
            } else {
                self.ended = true;
                self.reader = Reader::empty(self.reader.blocks);
            }
        }
        Ok(())
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
