//! What a run leaves behind, in a form in which two runs of the same story are equal.

use std::collections::BTreeMap;

use perennial::model::moment::Moment;
use perennial::runtime::dispatch::hex;
use perennial::store::book::Book;
use perennial::store::book::wire::{
    DecisionRecord, EffectRecord, LedgerRecord, MessageRecord, OutcomeRecord, decode,
};
use perennial::store::{Keys, Store, Tree};

/// Decisions, ledgers, truth, messages and the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// In the order in which they were made.
    pub decisions: Vec<String>,
    pub ledger: BTreeMap<u32, Vec<String>>,
    /// Rule number and piece, with the bits.
    pub truth: BTreeMap<Vec<u8>, Vec<u8>>,
    /// In the order of the outbox, without the number of attempts.
    pub messages: Vec<String>,
    pub position: Option<Moment>,
    pub rules: Vec<String>,
}

impl State {
    pub fn of(store: &dyn Store) -> Self {
        let book = Book::new(store);
        let mut decisions = Vec::new();
        for decided in book.decided() {
            let (_, decided) = decided.expect("a readable journal");
            decisions.extend(decided.decisions.iter().map(|decision| {
                format!(
                    "{} rule {} {} {:?} {} {:?} {:?}",
                    Moment(decided.tick_ms),
                    decision.rule_no,
                    decision.slot,
                    decision.event,
                    hex(&decision.entry),
                    decision.outcome.outcome(),
                    decision.evidence,
                )
            }));
        }
        let mut ledger: BTreeMap<u32, Vec<String>> = BTreeMap::new();
        for (slot, row) in ledger_rows(store) {
            ledger.entry(slot).or_default().push(format!("{row:?}"));
        }
        let mut messages = Vec::new();
        for chunk in book.outbox(0) {
            messages.extend(chunk.expect("readable").1.into_iter().map(|message| {
                let message = MessageRecord {
                    attempts: 0,
                    ..message
                };
                format!("{message:?}")
            }));
        }
        Self {
            decisions,
            ledger,
            truth: tree(store, Tree::Truth),
            messages,
            position: book.position().expect("readable"),
            rules: book
                .rules()
                .expect("readable")
                .iter()
                .map(|rule| format!("{rule:?}"))
                .collect(),
        }
    }
}
pub fn ledger_rows(store: &dyn Store) -> Vec<(u32, LedgerRecord)> {
    let mut rows = Vec::new();
    for (key, value) in tree(store, Tree::Ledger) {
        let slot = u32::from_be_bytes(key[..4].try_into().expect("a slot"));
        let of_chunk: Vec<LedgerRecord> = decode("a ledger", &value).expect("readable");
        rows.extend(of_chunk.into_iter().map(|row| (slot, row)));
    }
    rows
}

pub fn tree(store: &dyn Store, tree: Tree) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let pairs = store.range(tree, Keys::all());
    pairs.map(|pair| pair.expect("readable")).collect()
}

/// The e-mails of a granted decision: effect, place in the outbox, address.
pub fn emails(decision: &DecisionRecord) -> Vec<(u32, (u64, u32), String)> {
    let OutcomeRecord::Granted(effects) = &decision.outcome else {
        return Vec::new();
    };
    (0..)
        .zip(effects)
        .filter_map(|(at, effect)| match effect {
            EffectRecord::Email {
                to, chunk, place, ..
            } => Some((at, (*chunk, *place), to.clone())),
            _ => None,
        })
        .collect()
}
