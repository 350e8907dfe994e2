//! Which customers changed, so that the columns can be brought up to date.
//!
//! An entry is written before the data it speaks of: what a crash leaves may name a customer that did
//! not change, and never misses one that did.

use super::{RecordError, Records};
use crate::store::{Keys, Store, Tree, Write};

/// How much of one entry's list a value holds.
const ENTRY_BYTES: usize = 4_000;
const VERSION: u8 = 1;

/// What changed since an entry of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Ascending, each once.
    pub slots: Vec<u32>,
    /// The last entry looked at; the next call begins after it.
    pub through: u64,
}

impl Records<'_> {
    /// Slots of customers that changed in entries after `sequence` (0: since ever). Without a gap:
    /// the log keeps everything after the last [`forget_touched`](Self::forget_touched).
    pub fn touched_since(&self, sequence: u64) -> Result<Touched, RecordError> {
        let through = self.heads().touched.max(sequence);
        let keys = Keys::between((sequence + 1).to_be_bytes(), (through + 1).to_be_bytes());
        let mut slots = Vec::new();
        for pair in self.store.range(Tree::Touched, keys) {
            read(&pair?.1, &mut slots).ok_or(RecordError::Damaged { tree: "touched" })?;
        }
        slots.sort_unstable();
        slots.dedup();
        Ok(Touched { slots, through })
    }

    /// The last entry of the log; 0 before the first.
    pub fn touched_head(&self) -> u64 {
        self.heads().touched
    }

    /// Drops entries up to `through`, once the columns have taken them in. The last entry stays, so
    /// that its number is never given again.
    pub fn forget_touched(&self, through: u64) -> Result<(), RecordError> {
        let through = through.min(self.heads().touched.saturating_sub(1));
        let keys = Keys::between(Vec::new(), (through + 1).to_be_bytes());
        let keys: Vec<Vec<u8>> = self
            .store
            .range(Tree::Touched, keys)
            .map(|pair| pair.map(|(key, _)| key))
            .collect::<Result<_, _>>()?;
        for batch in keys.chunks(crate::store::BATCH_WRITES_MAX) {
            let removals = batch
                .iter()
                .map(|key| Write::remove(Tree::Touched, key.clone()));
            self.store.write(removals.collect())?;
        }
        Ok(())
    }
}

pub(super) fn last(store: &dyn Store) -> Result<u64, RecordError> {
    let Some((key, _)) = store
        .range(Tree::Touched, Keys::all())
        .next_back()
        .transpose()?
    else {
        return Ok(0);
    };
    let key = key
        .try_into()
        .map_err(|_| RecordError::Damaged { tree: "touched" })?;
    Ok(u64::from_be_bytes(key))
}

/// Entries for ascending slots, numbered from `next` on; the caller puts them before the data.
pub(super) fn entries(slots: &[u32], next: u64) -> Vec<Write> {
    let mut writes = Vec::new();
    let mut value = vec![VERSION];
    let mut end = 0;
    let mut rest = slots.iter().copied().peekable();
    while let Some(first) = rest.next() {
        let mut run = 1;
        while rest.next_if_eq(&(first + run)).is_some() {
            run += 1;
        }
        if value.len() > ENTRY_BYTES {
            let full = std::mem::replace(&mut value, vec![VERSION]);
            writes.push(Write::put(
                Tree::Touched,
                (next + writes.len() as u64).to_be_bytes(),
                full,
            ));
            end = 0;
        }
        varint(first - end, &mut value);
        varint(run, &mut value);
        end = first + run;
    }
    if value.len() > 1 {
        writes.push(Write::put(
            Tree::Touched,
            (next + writes.len() as u64).to_be_bytes(),
            value,
        ));
    }
    writes
}

fn read(value: &[u8], slots: &mut Vec<u32>) -> Option<()> {
    let mut rest = value.strip_prefix(&[VERSION])?;
    let mut end = 0_u32;
    while !rest.is_empty() {
        let first = end.checked_add(take_varint(&mut rest)?)?;
        end = first.checked_add(take_varint(&mut rest)?)?;
        slots.extend(first..end);
    }
    Some(())
}

fn varint(mut number: u32, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take_varint(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}
