//! The decision book: typed reading and writing of what runs leave behind. Truth bitmaps, ledgers,
//! decisions, messages on their way out, deployed rulebooks and the position of the last run.
//!
//! | tree | key | value |
//! |---|---|---|
//! | meta | `position`, `identity`, `deployed`, `outbox-first`, `outbox-next` | instant, number, version, numbers |
//! | meta | `rule/` + title | [`wire::RuleRecord`] |
//! | truth | rule number, piece number | bits |
//! | ledger | slot, chunk | list of [`wire::LedgerRecord`] |
//! | outbox | chunk | list of [`wire::MessageRecord`] |
//! | rulebooks | version, chunk | [`wire::VersionRecord`], then pieces of [`wire::TextsRecord`] |

mod convert;
mod texts;
pub mod wire;

pub use convert::{delivery_state, evidence_record, outcome_record, state_record};
pub use texts::Deployment;

use super::{Entry, Keys, Store, StoreError, Tree, Write, journal};
use crate::engine::bitmap::{Bitmap, PIECE_BITS};
use crate::engine::decisions::LedgerRow;
use crate::model::moment::Moment;
use std::collections::BTreeMap;
use wire::{DecidedRecord, LedgerRecord, MessageRecord, Payload, RuleRecord, decode, encode};

const POSITION: &[u8] = b"position";
const IDENTITY: &[u8] = b"identity";
const DEPLOYED: &[u8] = b"deployed";
const OUTBOX_NEXT: &[u8] = b"outbox-next";
const OUTBOX_FIRST: &[u8] = b"outbox-first";
const RULE: &str = "rule/";
/// A ledger chunk this long is full; the next row starts another.
const LEDGER_CHUNK_BYTES: usize = 4_000;
/// An outbox chunk takes messages up to this many bytes.
pub const OUTBOX_CHUNK_BYTES: usize = 5_000;
/// The longest reason kept with a message. Its room is set aside when the message is put into a
/// chunk, so that a chunk whose messages all fail still fits a value of the store.
pub const WHY_BYTES_MAX: usize = 160;

/// Typed access to a store's decisions.
#[derive(Clone, Copy)]
pub struct Book<'a> {
    store: &'a dyn Store,
}

/// A customer's ledger, and where the next row goes.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub rows: Vec<LedgerRow>,
    last_chunk: u16,
    last_records: Vec<LedgerRecord>,
}

impl<'a> Book<'a> {
    pub fn new(store: &'a dyn Store) -> Self {
        Self { store }
    }

    pub fn store(&self) -> &'a dyn Store {
        self.store
    }

    /// Through which instant every tick has been handled.
    pub fn position(&self) -> Result<Option<Moment>, StoreError> {
        Ok(self.number(POSITION)?.map(|ms| Moment(ms as i64)))
    }

    pub fn position_write(position: Moment) -> Write {
        Write::put(Tree::Meta, POSITION, position.0.to_be_bytes())
    }

    /// The version of the rulebook that acts.
    pub fn deployed(&self) -> Result<Option<String>, StoreError> {
        let bytes = self.store.get(Tree::Meta, DEPLOYED)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    pub fn deployed_write(version: &str) -> Write {
        Write::put(Tree::Meta, DEPLOYED, version.as_bytes())
    }

    /// Tells this store from every other; made at the first call.
    pub fn identity(&self, now: Moment) -> Result<u64, StoreError> {
        if let Some(identity) = self.number(IDENTITY)? {
            return Ok(identity);
        }
        let identity = now.0.unsigned_abs();
        self.store.write(vec![Write::put(
            Tree::Meta,
            IDENTITY,
            identity.to_be_bytes(),
        )])?;
        self.store.sync()?;
        Ok(identity)
    }

    /// The number of the next outbox chunk.
    pub fn outbox_next(&self) -> Result<u64, StoreError> {
        Ok(self.number(OUTBOX_NEXT)?.unwrap_or(0))
    }

    pub fn outbox_next_write(next: u64) -> Write {
        Write::put(Tree::Meta, OUTBOX_NEXT, next.to_be_bytes())
    }

    /// The first outbox chunk in which anything may still happen.
    pub fn outbox_first(&self) -> Result<u64, StoreError> {
        Ok(self.number(OUTBOX_FIRST)?.unwrap_or(0))
    }

    pub fn outbox_first_write(first: u64) -> Write {
        Write::put(Tree::Meta, OUTBOX_FIRST, first.to_be_bytes())
    }

    fn number(&self, key: &[u8]) -> Result<Option<u64>, StoreError> {
        let bytes = self.store.get(Tree::Meta, key)?;
        Ok(bytes.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?))))
    }

    /// Every rule the store has met, by title.
    pub fn rules(&self) -> Result<BTreeMap<String, RuleRecord>, StoreError> {
        let mut rules = BTreeMap::new();
        for pair in self.store.range(Tree::Meta, Keys::prefix(RULE.as_bytes())) {
            let (key, value) = pair?;
            let title = String::from_utf8_lossy(key.get(RULE.len()..).unwrap_or(&[])).into_owned();
            rules.insert(title, decode("a rule's number", &value)?);
        }
        Ok(rules)
    }

    pub fn rule_write(title: &str, record: &RuleRecord) -> Write {
        Write::put(
            Tree::Meta,
            format!("{RULE}{title}").into_bytes(),
            encode(record),
        )
    }

    pub fn rule_removal(title: &str) -> Write {
        Write::remove(Tree::Meta, format!("{RULE}{title}").into_bytes())
    }

    /// For whom the rule was true at its last tick.
    pub fn truth(&self, rule_no: u32) -> Result<Bitmap, StoreError> {
        let mut bits = Bitmap::new();
        for pair in self
            .store
            .range(Tree::Truth, Keys::prefix(&rule_no.to_be_bytes()))
        {
            let (key, value) = pair?;
            if let Some(piece) = key.get(4..8).and_then(|bytes| bytes.try_into().ok()) {
                bits.set_piece(u32::from_be_bytes(piece), &value);
            }
        }
        Ok(bits)
    }

    /// The piece that holds this subject, as it now is.
    pub fn truth_write(rule_no: u32, piece: u32, bits: &Bitmap) -> Write {
        let key = [rule_no.to_be_bytes(), piece.to_be_bytes()].concat();
        let value = bits.piece(piece);
        if value.is_empty() {
            Write::remove(Tree::Truth, key)
        } else {
            Write::put(Tree::Truth, key, value)
        }
    }

    /// The piece a subject's bit is in.
    pub fn piece_of(subject: u32) -> u32 {
        subject / PIECE_BITS
    }

    /// Every earlier decision about a customer.
    pub fn ledger(&self, slot: u32) -> Result<Ledger, StoreError> {
        let mut ledger = Ledger::default();
        for chunk in 0..=u16::MAX {
            let Some(bytes) = self.store.get(Tree::Ledger, &ledger_key(slot, chunk))? else {
                break;
            };
            let records: Vec<LedgerRecord> = decode("a ledger", &bytes)?;
            ledger.rows.extend(records.iter().map(|record| LedgerRow {
                rule_no: record.rule_no,
                subject: record.subject,
                tick: Moment(record.tick_ms),
                granted: record.granted,
            }));
            if bytes.len() < LEDGER_CHUNK_BYTES {
                ledger.last_chunk = chunk;
                ledger.last_records = records;
                break;
            }
            // Full: the next row begins a chunk, and this one never grows again.
            ledger.last_chunk = chunk.saturating_add(1);
        }
        Ok(ledger)
    }

    /// The messages of one outbox chunk; none where there is no such chunk.
    pub fn messages(&self, chunk: u64) -> Result<Vec<MessageRecord>, StoreError> {
        let bytes = self.store.get(Tree::Outbox, &chunk.to_be_bytes())?;
        bytes.map_or(Ok(Vec::new()), |bytes| decode("an outbox chunk", &bytes))
    }

    /// Every outbox chunk from `first` on, oldest first.
    pub fn outbox(
        &self,
        first: u64,
    ) -> impl Iterator<Item = Result<(u64, Vec<MessageRecord>), StoreError>> + 'a {
        self.store
            .range(Tree::Outbox, Keys::starting(first.to_be_bytes()))
            .map(|pair| {
                let (key, value) = pair?;
                let chunk = key.try_into().map_or(0, u64::from_be_bytes);
                Ok((chunk, decode("an outbox chunk", &value)?))
            })
    }

    pub fn messages_write(chunk: u64, messages: &[MessageRecord]) -> Write {
        Write::put(Tree::Outbox, chunk.to_be_bytes(), encode(&messages))
    }

    /// Every journal entry that decided something, oldest first.
    pub fn decided(&self) -> impl Iterator<Item = Result<(u64, DecidedRecord), StoreError>> + 'a {
        journal::read(self.store, 1).filter_map(|recorded| match recorded {
            Err(error) => Some(Err(error)),
            Ok(recorded) => match decode("a journal entry", &recorded.entry.payload) {
                Ok(Payload::Decided(decided)) => Some(Ok((recorded.sequence, decided))),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            },
        })
    }
}

impl Ledger {
    /// Adds rows, and gives the writes that store them.
    pub fn extend(&mut self, slot: u32, rows: &[LedgerRow]) -> Vec<Write> {
        let mut writes = Vec::new();
        for row in rows {
            self.rows.push(*row);
            self.last_records.push(LedgerRecord {
                rule_no: row.rule_no,
                subject: row.subject,
                tick_ms: row.tick.0,
                granted: row.granted,
            });
            let bytes = encode(&self.last_records);
            if bytes.len() >= LEDGER_CHUNK_BYTES {
                writes.push(Write::put(
                    Tree::Ledger,
                    ledger_key(slot, self.last_chunk),
                    bytes,
                ));
                self.last_chunk += 1;
                self.last_records.clear();
            }
        }
        if !self.last_records.is_empty() {
            let bytes = encode(&self.last_records);
            writes.push(Write::put(
                Tree::Ledger,
                ledger_key(slot, self.last_chunk),
                bytes,
            ));
        }
        writes
    }
}

/// A journal entry with this meaning and these writes.
pub fn entry(payload: &Payload, writes: Vec<Write>) -> Entry {
    Entry {
        payload: encode(payload),
        writes,
    }
}

fn ledger_key(slot: u32, chunk: u16) -> Vec<u8> {
    [slot.to_be_bytes().as_slice(), &chunk.to_be_bytes()].concat()
}
