//! The journal: every commit as one chained, checkable entry.
//!
//! An entry is one run of bytes, cut into parts of at most [`VALUE_BYTES_MAX`] under the
//! keys (sequence, part), both big-endian:
//!
//! | bytes | |
//! |---|---|
//! | 1 | version, 1 |
//! | 8 | sequence |
//! | 32 | BLAKE3 of the entry before it, zeros for the first |
//! | 4, 4, 4 | length of the whole entry, length of the payload, number of writes |
//! | … | payload |
//! | … | writes: tree 1, kind 1, key length 2, value length 2, key, value |
//!
//! The writes travel with the payload, so a store can finish an interrupted commit on its
//! own, whatever version of the program reads it, and `verify` can check every tree against
//! the journal.

use super::{
    BATCH_WRITES_MAX, KEY_BYTES_MAX, Keys, Pairs, Store, StoreError, Tree, VALUE_BYTES_MAX, Write,
};

const VERSION: u8 = 1;
const HEADER_BYTES: usize = 1 + 8 + 32 + 4 + 4 + 4;

/// The largest entry, in bytes: as many parts as one batch takes.
pub const ENTRY_BYTES_MAX: usize = VALUE_BYTES_MAX * BATCH_WRITES_MAX;

/// Links an entry to the one before it.
pub type Hash = [u8; 32];

/// What is committed together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Kept in the journal only; its meaning is the caller's.
    pub payload: Vec<u8>,
    /// Applied to the trees once the entry is durable.
    pub writes: Vec<Write>,
}

/// An entry read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub sequence: u64,
    pub entry: Entry,
    pub previous: Hash,
    pub hash: Hash,
}

/// The journal from `sequence` on, each entry checked whole and chained to the one before it.
pub fn read(store: &dyn Store, sequence: u64) -> Reader<'_> {
    Reader::new(
        store.range(Tree::Journal, Keys::starting(sequence.to_be_bytes())),
        sequence,
    )
}

/// Reads the whole journal and names the first entry that does not hold.
/// Returns how many entries there are.
pub fn verify(store: &dyn Store) -> Result<u64, StoreError> {
    let mut last = 0;
    for recorded in read(store, 1) {
        last = recorded?.sequence;
    }
    if last == store.last_sequence() {
        Ok(last)
    } else {
        Err(damaged(store.last_sequence(), "is missing"))
    }
}

/// An iterator over checked entries; ends after the first error.
pub struct Reader<'a> {
    parts: Pairs<'a>,
    /// A part of the next entry, read while looking for the end of this one.
    ahead: Option<(u64, Vec<u8>)>,
    expected: u64,
    previous: Option<Hash>,
    ended: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(parts: Pairs<'a>, from: u64) -> Self {
        let expected = from.max(1);
        let previous = (expected == 1).then_some([0; 32]);
        Self {
            parts,
            ahead: None,
            expected,
            previous,
            ended: false,
        }
    }

    fn part(&mut self) -> Result<Option<(u64, u16, Vec<u8>)>, StoreError> {
        let Some(pair) = self.parts.next() else {
            return Ok(None);
        };
        let (key, value) = pair?;
        let (sequence, part) =
            part_of(&key).ok_or_else(|| damaged(self.expected, "has a malformed key"))?;
        Ok(Some((sequence, part, value)))
    }

    fn entry(&mut self) -> Result<Option<Recorded>, StoreError> {
        let sequence = self.expected;
        let mut bytes = match self.ahead.take() {
            Some((at, value)) if at == sequence => value,
            Some(_) => return Err(damaged(sequence, "is missing")),
            None => match self.part()? {
                None => return Ok(None),
                Some((at, 0, value)) if at == sequence => value,
                Some(_) => return Err(damaged(sequence, "is missing or lacks its beginning")),
            },
        };
        let mut parts: u16 = 1;
        while let Some((at, part, value)) = self.part()? {
            if at != sequence {
                if part != 0 {
                    return Err(damaged(at, "lacks its beginning"));
                }
                self.ahead = Some((at, value));
                break;
            }
            if part != parts {
                return Err(damaged(sequence, "lacks a part"));
            }
            parts += 1;
            bytes.extend_from_slice(&value);
        }
        let recorded = decode(sequence, &bytes)?;
        if self
            .previous
            .is_some_and(|previous| previous != recorded.previous)
        {
            return Err(damaged(
                sequence,
                "does not follow from the entry before it",
            ));
        }
        self.previous = Some(recorded.hash);
        self.expected = sequence + 1;
        Ok(Some(recorded))
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Recorded, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.entry().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// An entry in the form it is written.
pub(super) struct Encoded {
    pub parts: Vec<Write>,
    pub hash: Hash,
}

pub(super) fn encode(sequence: u64, previous: &Hash, entry: &Entry) -> Encoded {
    let length = encoded_bytes(entry);
    let mut bytes = Vec::with_capacity(length);
    bytes.push(VERSION);
    bytes.extend_from_slice(&sequence.to_be_bytes());
    bytes.extend_from_slice(previous);
    bytes.extend_from_slice(&(length as u32).to_be_bytes());
    bytes.extend_from_slice(&(entry.payload.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&(entry.writes.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&entry.payload);
    for write in &entry.writes {
        let value = write.value.as_deref().unwrap_or_default();
        bytes.push(write.tree as u8);
        bytes.push(u8::from(write.value.is_some()));
        bytes.extend_from_slice(&(write.key.len() as u16).to_be_bytes());
        bytes.extend_from_slice(&(value.len() as u16).to_be_bytes());
        bytes.extend_from_slice(&write.key);
        bytes.extend_from_slice(value);
    }
    let parts = bytes
        .chunks(VALUE_BYTES_MAX)
        .zip(0_u16..)
        .map(|(chunk, part)| Write::put(Tree::Journal, part_key(sequence, part), chunk))
        .collect();
    Encoded {
        parts,
        hash: *blake3::hash(&bytes).as_bytes(),
    }
}

/// What an entry takes in the journal, in bytes; at most [`ENTRY_BYTES_MAX`].
pub fn encoded_bytes(entry: &Entry) -> usize {
    let writes: usize = entry
        .writes
        .iter()
        .map(|write| 6 + write.key.len() + write.value.as_ref().map_or(0, Vec::len))
        .sum();
    HEADER_BYTES + entry.payload.len() + writes
}

/// How many keys an entry takes in the journal.
pub(super) fn parts(entry: &Entry) -> usize {
    encoded_bytes(entry).div_ceil(VALUE_BYTES_MAX)
}

/// What must hold before an entry may reach the writer.
pub(super) fn check(entry: &Entry) -> Result<(), StoreError> {
    let size = encoded_bytes(entry);
    if size > ENTRY_BYTES_MAX {
        return Err(StoreError::TooLarge {
            what: "a commit (in bytes)".to_owned(),
            size,
            limit: ENTRY_BYTES_MAX,
        });
    }
    entry.writes.iter().try_for_each(check_write)
}

/// What must hold for every write that does not come from the store itself.
pub(super) fn check_write(write: &Write) -> Result<(), StoreError> {
    let too_large = |what: &str, size, limit| {
        let what = format!("a {what} of the tree {} (in bytes)", write.tree.name());
        Err(StoreError::TooLarge { what, size, limit })
    };
    if write.tree == Tree::Journal {
        return Err(StoreError::Reserved {
            what: "the journal".to_owned(),
        });
    }
    if write.tree == Tree::Meta && write.key.first() == Some(&0) {
        return Err(StoreError::Reserved {
            what: "a meta key beginning with a zero byte".to_owned(),
        });
    }
    if write.key.len() > KEY_BYTES_MAX {
        return too_large("key", write.key.len(), KEY_BYTES_MAX);
    }
    match &write.value {
        Some(value) if value.len() > VALUE_BYTES_MAX => {
            too_large("value", value.len(), VALUE_BYTES_MAX)
        }
        _ => Ok(()),
    }
}

/// The sequence and part that a key of the journal names.
pub(super) fn part_of(key: &[u8]) -> Option<(u64, u16)> {
    let (sequence, part) = key.split_first_chunk::<8>()?;
    Some((
        u64::from_be_bytes(*sequence),
        u16::from_be_bytes(part.try_into().ok()?),
    ))
}

fn part_key(sequence: u64, part: u16) -> Vec<u8> {
    let mut key = sequence.to_be_bytes().to_vec();
    key.extend_from_slice(&part.to_be_bytes());
    key
}

fn decode(sequence: u64, bytes: &[u8]) -> Result<Recorded, StoreError> {
    let torn = || damaged(sequence, "is torn or altered");
    let mut rest = Cursor(bytes);
    let version = rest.array::<1>().ok_or_else(torn)?;
    if version != [VERSION] {
        return Err(damaged(sequence, "has an unknown version"));
    }
    let written_as = u64::from_be_bytes(rest.array().ok_or_else(torn)?);
    let previous = rest.array::<32>().ok_or_else(torn)?;
    let length = u32::from_be_bytes(rest.array().ok_or_else(torn)?) as usize;
    let payload_bytes = u32::from_be_bytes(rest.array().ok_or_else(torn)?) as usize;
    let count = u32::from_be_bytes(rest.array().ok_or_else(torn)?) as usize;
    if written_as != sequence || length != bytes.len() {
        return Err(torn());
    }
    let payload = rest.take(payload_bytes).ok_or_else(torn)?.to_vec();
    let mut writes = Vec::with_capacity(count.min(bytes.len() / 6));
    for _ in 0..count {
        writes.push(rest.write().ok_or_else(torn)?);
    }
    if !rest.0.is_empty() {
        return Err(torn());
    }
    let hash = *blake3::hash(bytes).as_bytes();
    Ok(Recorded {
        sequence,
        entry: Entry { payload, writes },
        previous,
        hash,
    })
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn write(&mut self) -> Option<Write> {
        let [tree, kind] = self.array()?;
        let key_bytes = u16::from_be_bytes(self.array()?);
        let value_bytes = u16::from_be_bytes(self.array()?);
        let key = self.take(usize::from(key_bytes))?.to_vec();
        let value = self.take(usize::from(value_bytes))?.to_vec();
        let value = match kind {
            0 if value.is_empty() => None,
            1 => Some(value),
            _ => return None,
        };
        Some(Write {
            tree: Tree::from_number(tree)?,
            key,
            value,
        })
    }
}

pub(super) fn damaged(sequence: u64, what: &str) -> StoreError {
    StoreError::Damaged {
        what: format!("journal entry {sequence} {what}"),
    }
}
