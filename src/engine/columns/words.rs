//! Texts and lists of a segment, each kept once: a column holds the word's number, so that equal
//! means equal number.
//!
//! A word is told by a 128-bit fingerprint, so that the writer need not keep the words themselves.

use super::build::{ColumnSink, Unwritable};
use super::layout::{Column, Columns, Encoding, Layout, Physical, Unreadable};
use crate::model::kind::Kind;
use crate::model::value::Value;
use rustc_hash::FxHashMap;
use std::sync::Arc;

type Fingerprint = [u8; 16];
/// Bytes of an entry of `WordOrder`: fingerprint and number.
const ORDER_BYTES: u64 = 20;
/// The most words remembered word for word, so that the common ones need no fingerprint.
const REMEMBERED: usize = 1 << 15;
const BUFFER_BYTES: usize = 64 * 1024;

/// Numbers words as they come.
#[derive(Default)]
pub(super) struct WordWriter {
    numbers: FxHashMap<Fingerprint, u32>,
    remembered: FxHashMap<Arc<str>, u32>,
    starts: Vec<u8>,
    bytes: Vec<u8>,
    end: u64,
}

impl WordWriter {
    /// The number of a text or a list.
    pub fn word(&mut self, sink: &mut impl ColumnSink, value: &Value) -> Result<u32, Unwritable> {
        match value {
            Value::Text(text) => {
                if let Some(number) = self.remembered.get(text) {
                    return Ok(*number);
                }
                let number = self.number(sink, b't', text.as_bytes())?;
                if self.remembered.len() < REMEMBERED {
                    self.remembered.insert(text.clone(), number);
                }
                Ok(number)
            }
            Value::List(items) => {
                let mut bytes = Vec::with_capacity(items.len() * 8);
                for item in items {
                    let raw = match item {
                        Value::Int(int) => *int,
                        word => i64::from(self.word(sink, word)?),
                    };
                    bytes.extend_from_slice(&raw.to_ne_bytes());
                }
                self.number(sink, b'l', &bytes)
            }
            Value::Int(int) => self.number(sink, b'i', &int.to_ne_bytes()),
        }
    }

    fn number(
        &mut self,
        sink: &mut impl ColumnSink,
        tag: u8,
        bytes: &[u8],
    ) -> Result<u32, Unwritable> {
        let next = u32::try_from(self.numbers.len()).map_err(|_| Unwritable::TooMany("words"))?;
        let number = *self.numbers.entry(fingerprint(tag, bytes)).or_insert(next);
        if number == next {
            self.starts.extend_from_slice(&self.end.to_ne_bytes());
            self.bytes.extend_from_slice(bytes);
            self.end += bytes.len() as u64;
            if self.starts.len() + self.bytes.len() >= BUFFER_BYTES {
                self.flush(sink)?;
            }
        }
        Ok(number)
    }

    fn flush(&mut self, sink: &mut impl ColumnSink) -> Result<(), Unwritable> {
        sink.append(Column::WordStart, &self.starts)?;
        sink.append(Column::WordBytes, &self.bytes)?;
        self.starts.clear();
        self.bytes.clear();
        Ok(())
    }

    pub fn finish(
        mut self,
        sink: &mut impl ColumnSink,
        layout: &mut Layout,
    ) -> Result<(), Unwritable> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        self.starts.extend_from_slice(&self.end.to_ne_bytes());
        self.flush(sink)?;
        let mut order: Vec<(Fingerprint, u32)> = self.numbers.into_iter().collect();
        order.sort_unstable();
        for piece in order.chunks(4096) {
            let mut bytes = Vec::with_capacity(piece.len() * ORDER_BYTES as usize);
            for (fingerprint, number) in piece {
                bytes.extend_from_slice(fingerprint);
                bytes.extend_from_slice(&number.to_ne_bytes());
            }
            sink.append(Column::WordOrder, &bytes)?;
        }
        layout.words = order.len() as u32;
        for column in [Column::WordStart, Column::WordBytes, Column::WordOrder] {
            layout.add(column, Encoding::plain(Physical::Bytes));
        }
        Ok(())
    }
}

/// Finds and reads the words of a segment.
pub(super) struct Words<'a> {
    columns: &'a dyn Columns,
    read: FxHashMap<u32, Arc<[u8]>>,
}

impl<'a> Words<'a> {
    pub fn of(columns: &'a dyn Columns) -> Self {
        Self {
            columns,
            read: FxHashMap::default(),
        }
    }

    /// The number of a text or a list; `None` where no customer has it.
    pub fn find(&mut self, value: &Value) -> Result<Option<u32>, Unreadable> {
        match value {
            Value::Text(text) => self.search(&fingerprint(b't', text.as_bytes())),
            Value::Int(int) => self.search(&fingerprint(b'i', &int.to_ne_bytes())),
            Value::List(items) => {
                let mut bytes = Vec::with_capacity(items.len() * 8);
                for item in items {
                    let raw = match item {
                        Value::Int(int) => *int,
                        word => match self.find(word)? {
                            Some(number) => i64::from(number),
                            None => return Ok(None),
                        },
                    };
                    bytes.extend_from_slice(&raw.to_ne_bytes());
                }
                self.search(&fingerprint(b'l', &bytes))
            }
        }
    }

    /// The word as a value of its kind.
    pub fn value(&mut self, number: u32, kind: &Kind) -> Result<Value, Unreadable> {
        if let Kind::List(of) = kind {
            let mut items = Vec::new();
            for raw in self.items(number)? {
                items.push(match of.as_ref() {
                    Kind::Text | Kind::List(_) => self.value(raw as u32, of)?,
                    _ => Value::Int(raw),
                });
            }
            return Ok(Value::List(items));
        }
        let bytes = self.bytes(number)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Unreadable {
            column: Column::WordBytes,
            reason: format!("word {number} is not text"),
        })?;
        Ok(Value::text(text))
    }

    /// The raw items of a list.
    pub fn items(&mut self, number: u32) -> Result<Vec<i64>, Unreadable> {
        let bytes = self.bytes(number)?;
        let items = bytes
            .chunks_exact(8)
            .map(|raw| raw.try_into().map_or(0, i64::from_ne_bytes));
        Ok(items.collect())
    }

    fn bytes(&mut self, number: u32) -> Result<Arc<[u8]>, Unreadable> {
        if let Some(bytes) = self.read.get(&number) {
            return Ok(bytes.clone());
        }
        let mut ends = [0_u64; 2];
        let into = bytemuck::cast_slice_mut(&mut ends);
        self.columns
            .read(Column::WordStart, u64::from(number) * 8, into)?;
        let [from, to] = ends;
        let length = to
            .checked_sub(from)
            .filter(|length| *length < 1 << 31)
            .ok_or_else(|| Unreadable {
                column: Column::WordStart,
                reason: "the words are out of order".into(),
            })?;
        let mut bytes = vec![0; length as usize];
        self.columns.read(Column::WordBytes, from, &mut bytes)?;
        let bytes: Arc<[u8]> = bytes.into();
        if self.read.len() >= REMEMBERED {
            self.read.clear();
        }
        self.read.insert(number, bytes.clone());
        Ok(bytes)
    }

    fn search(&self, wanted: &Fingerprint) -> Result<Option<u32>, Unreadable> {
        let (mut low, mut high) = (0, u64::from(self.columns.layout().words));
        while low < high {
            let middle = low.midpoint(high);
            let mut entry = [0; ORDER_BYTES as usize];
            self.columns
                .read(Column::WordOrder, middle * ORDER_BYTES, &mut entry)?;
            let (fingerprint, number) = entry.split_at(16);
            match fingerprint.cmp(wanted.as_slice()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    return Ok(Some(number.try_into().map_or(0, u32::from_ne_bytes)));
                }
            }
        }
        Ok(None)
    }
}

fn fingerprint(tag: u8, bytes: &[u8]) -> Fingerprint {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[tag]).update(bytes);
    let mut short = [0; 16];
    hasher.finalize_xof().fill(&mut short);
    short
}
