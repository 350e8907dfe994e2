//! Reads a store from nothing but its journal and trees, and says everything in it that a doubled,
//! missing or half-made decision would leave behind. It recounts limits from the decisions
//! themselves and never asks the engine.

mod recount;
mod state;

pub use recount::{counts, date};
pub use state::State;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use perennial::engine::bitmap::PIECE_BITS;
use perennial::language::checked::Audience;
use perennial::model::moment::Moment;
use perennial::runtime::dispatch::hex;
use perennial::runtime::rulebook::Deployed;
use perennial::runtime::tick::entry_id;
use perennial::store::book::Book;
use perennial::store::book::wire::{
    DecidedRecord, OutcomeRecord, Payload, RuleRecord, StateRecord, decode,
};
use perennial::store::{Recorded, Store, Tree, journal};
use recount::{Past, misjudged, zones};
use state::{emails, ledger_rows, tree};

use super::world;

/// Fails with everything that is wrong with the store.
pub fn assert_sound(store: &dyn Store) {
    let wrong = faults(store);
    assert!(
        wrong.is_empty(),
        "the store does not hold:\n{}",
        wrong.join("\n")
    );
}

/// Mail that left against the decisions: never one without, and none missing once `all` is delivered.
pub fn assert_sink(store: &dyn Store, outbox: &Path, all: bool) {
    let sent: BTreeSet<String> = world::mails(outbox).into_keys().collect();
    let mut owed = BTreeSet::new();
    for decided in Book::new(store).decided() {
        for decision in decided.expect("a readable journal").1.decisions {
            for (effect, _, _) in emails(&decision) {
                owed.insert(format!("{}-{effect}.eml", hex(&decision.entry)));
            }
        }
    }
    let stray: Vec<_> = sent.difference(&owed).collect();
    assert!(stray.is_empty(), "mail without a decision: {stray:?}");
    if all {
        let missing: Vec<_> = owed.difference(&sent).collect();
        assert!(missing.is_empty(), "decisions without mail: {missing:?}");
    }
}

/// Everything that does not hold, in words.
pub fn faults(store: &dyn Store) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Err(error) = journal::verify(store) {
        wrong.push(format!("the journal: {error}"));
        return wrong;
    }
    let mut audit = Audit::new(store);
    for recorded in journal::read(store, 1) {
        let recorded = recorded.expect("verified above");
        audit.entry(&recorded);
    }
    audit.finish();
    wrong.append(&mut audit.wrong);
    wrong
}

struct Audit<'s> {
    store: &'s dyn Store,
    wrong: Vec<String>,
    /// The trees as the journal's writes make them.
    trees: BTreeMap<(Tree, Vec<u8>), Vec<u8>>,
    entries: BTreeSet<[u8; 16]>,
    told: BTreeSet<(u32, u32, i64)>,
    /// By slot.
    past: BTreeMap<u32, Vec<Past>>,
    /// (chunk, place) of every message a decision made, with entry and effect.
    owed: BTreeMap<(u64, u32), ([u8; 16], u32, String)>,
    /// What *settled* entries made of them.
    settled: BTreeMap<(u64, u32), (u32, StateRecord)>,
    versions: BTreeMap<String, Option<Arc<Deployed>>>,
    /// Every title a rule number has had.
    titles: BTreeMap<u32, BTreeSet<String>>,
    zones: BTreeMap<u32, TimeZone>,
    last_tick: Option<i64>,
    /// The last position that travelled with decisions.
    position: Option<i64>,
}

impl<'s> Audit<'s> {
    fn new(store: &'s dyn Store) -> Self {
        Self {
            store,
            wrong: Vec::new(),
            trees: BTreeMap::new(),
            entries: BTreeSet::new(),
            told: BTreeSet::new(),
            past: BTreeMap::new(),
            owed: BTreeMap::new(),
            settled: BTreeMap::new(),
            versions: BTreeMap::new(),
            titles: BTreeMap::new(),
            zones: zones(store),
            last_tick: None,
            position: None,
        }
    }

    fn entry(&mut self, recorded: &Recorded) {
        let sequence = recorded.sequence;
        let payload: Payload = match decode("an entry", &recorded.entry.payload) {
            Ok(payload) => payload,
            Err(error) => return self.wrong.push(format!("entry {sequence}: {error}")),
        };
        let before = self.bits();
        for write in &recorded.entry.writes {
            let key = (write.tree, write.key.clone());
            if (write.tree, write.key.as_slice()) == (Tree::Meta, b"position") {
                self.moved(sequence, write.value.as_deref(), &payload);
            }
            match &write.value {
                Some(value) => self.trees.insert(key, value.clone()),
                None => self.trees.remove(&key),
            };
        }
        self.learn_titles();
        let after = self.bits();
        match payload {
            Payload::Deployed(_) if before != after => {
                self.wrong
                    .push(format!("entry {sequence}: deploying changed truth"));
            }
            Payload::Deployed(_) => {}
            Payload::Begun(rules) => {
                for (rule_no, count) in rules {
                    let now = after.get(&rule_no).map_or(0, |bits| bits.len() as u64);
                    if now != count {
                        self.wrong.push(format!(
                            "entry {sequence}: rule {rule_no} begins with {now} true, not {count}"
                        ));
                    }
                }
            }
            Payload::Decided(decided) => self.decided(sequence, &decided, &before, &after),
            Payload::Settled(states) => {
                if before != after {
                    self.wrong
                        .push(format!("entry {sequence}: a delivery changed truth"));
                }
                for state in states {
                    let place = (state.chunk, state.place);
                    match self.owed.get(&place) {
                        Some((entry, _, _)) if *entry == state.entry => {}
                        _ => self.wrong.push(format!(
                            "entry {sequence}: settles {} at {place:?}, where it is not",
                            hex(&state.entry)
                        )),
                    }
                    if let Some((_, StateRecord::Delivered { .. })) = self.settled.get(&place) {
                        self.wrong.push(format!(
                            "entry {sequence}: {} was delivered already",
                            hex(&state.entry)
                        ));
                    }
                    self.settled.insert(place, (state.attempts, state.state));
                }
            }
        }
    }

    /// A position travels with the decisions of its own tick, and only ever moves on.
    fn moved(&mut self, sequence: u64, value: Option<&[u8]>, payload: &Payload) {
        let to = value
            .and_then(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?)))
            .unwrap_or(i64::MIN);
        let tick = match payload {
            Payload::Decided(decided) => Some(decided.tick_ms),
            _ => None,
        };
        if tick != Some(to) || self.position.is_some_and(|before| to < before) {
            self.wrong.push(format!(
                "entry {sequence}: the position moves from {:?} to {to} at tick {tick:?}",
                self.position
            ));
        }
        self.position = Some(to);
    }

    fn decided(
        &mut self,
        sequence: u64,
        decided: &DecidedRecord,
        before: &BTreeMap<u32, BTreeSet<u32>>,
        after: &BTreeMap<u32, BTreeSet<u32>>,
    ) {
        let tick = Moment(decided.tick_ms);
        if self.last_tick.is_some_and(|last| last > tick.0) {
            self.wrong.push(format!(
                "entry {sequence}: tick {tick} comes after a later one"
            ));
        }
        self.last_tick = Some(tick.0);
        let none = BTreeSet::new();
        let bits = |of: &BTreeMap<u32, BTreeSet<u32>>, rule: u32| {
            of.get(&rule).cloned().unwrap_or_default()
        };
        for decision in &decided.decisions {
            let (rule, subject) = (decision.rule_no, decision.subject);
            let name = format!(
                "rule {rule}, {} {:?}, {tick}",
                decision.slot, decision.event
            );
            if !self.entries.insert(decision.entry) {
                self.wrong
                    .push(format!("entry {sequence}: {name} is decided twice"));
            }
            if !self.told.insert((rule, subject, tick.0)) {
                self.wrong
                    .push(format!("entry {sequence}: {name} has two entry ids"));
            }
            // The model's rules are about events of the first type, where about events at all.
            let audience = match decision.event {
                Some(_) => Audience::Event(0),
                None => Audience::Customer,
            };
            let named = self
                .titles
                .get(&rule)
                .unwrap_or(&BTreeSet::new())
                .iter()
                .any(|title| entry_id(title, audience, subject, tick) == decision.entry);
            if !named {
                self.wrong
                    .push(format!("entry {sequence}: {name} has a foreign entry id"));
            }
            if before.get(&rule).unwrap_or(&none).contains(&subject) {
                self.wrong
                    .push(format!("entry {sequence}: {name} was true before"));
            }
            if !after.get(&rule).unwrap_or(&none).contains(&subject) {
                self.wrong.push(format!(
                    "entry {sequence}: {name} is decided, and its truth is not in the same commit"
                ));
            }
            for (effect, place, to) in emails(decision) {
                if self
                    .owed
                    .insert(place, (decision.entry, effect, to))
                    .is_some()
                {
                    self.wrong
                        .push(format!("entry {sequence}: two messages at {place:?}"));
                }
            }
        }
        let rules: BTreeSet<u32> = before.keys().chain(after.keys()).copied().collect();
        for rule in rules {
            let entered = decided
                .decisions
                .iter()
                .filter(|d| d.rule_no == rule)
                .count() as u64;
            let left = decided.exits.iter().filter(|(no, _)| *no == rule);
            let left: u64 = left.map(|(_, count)| count).sum();
            let (was, is) = (
                bits(before, rule).len() as u64,
                bits(after, rule).len() as u64,
            );
            if was + entered != is + left {
                self.wrong.push(format!(
                    "entry {sequence}: rule {rule} was true for {was}, {entered} entered, {left} left, and it is true for {is}"
                ));
            }
        }
        self.recount(sequence, decided);
    }

    /// Limits, cool-downs and groups again, from all that was decided before.
    fn recount(&mut self, sequence: u64, decided: &DecidedRecord) {
        let version = decided.version.clone();
        let store = self.store;
        let rulebook = self
            .versions
            .entry(version)
            .or_insert_with_key(|version| world::of_version(store, version));
        let Some(rulebook) = rulebook else {
            let text = format!(
                "entry {sequence}: its rulebook {} is not kept",
                decided.version
            );
            return self.wrong.push(text);
        };
        let tick = Moment(decided.tick_ms);
        let mut rows = Vec::new();
        for decision in &decided.decisions {
            let titles = self.titles.get(&decision.rule_no);
            let rule = rulebook
                .rulebook
                .rules
                .iter()
                .find(|rule| titles.is_some_and(|titles| titles.contains(rule.title())));
            let Some(rule) = rule else {
                self.wrong.push(format!(
                    "entry {sequence}: rule {} is not in its rulebook",
                    decision.rule_no
                ));
                continue;
            };
            let zone = self
                .zones
                .get(&decision.slot)
                .cloned()
                .unwrap_or(TimeZone::UTC);
            let now = Past {
                rule_no: decision.rule_no,
                subject: decision.subject,
                tick,
                date: date(tick, &zone),
                granted: matches!(decision.outcome, OutcomeRecord::Granted(_)),
            };
            let past = self.past.get(&decision.slot).map_or(&[][..], Vec::as_slice);
            if let Some(fault) = misjudged(rule, decision, &now, past) {
                self.wrong.push(format!(
                    "entry {sequence}: {}, {} at {tick}: {fault}",
                    rule.title(),
                    decision.slot
                ));
            }
            rows.push((decision.slot, now));
        }
        for (slot, row) in rows {
            self.past.entry(slot).or_default().push(row);
        }
    }

    /// The trees as they are against what the journal says they must be.
    fn finish(&mut self) {
        for tree_of in [Tree::Truth, Tree::Ledger, Tree::Outbox, Tree::Rulebooks] {
            let is = tree(self.store, tree_of);
            let of_tree = self.trees.iter().filter(|((t, _), _)| *t == tree_of);
            let must: BTreeMap<Vec<u8>, Vec<u8>> = of_tree
                .map(|((_, key), value)| (key.clone(), value.clone()))
                .collect();
            if is != must {
                let name = tree_of.name();
                self.wrong
                    .push(format!("the tree {name} is not what the journal wrote"));
            }
        }
        let mut rows: BTreeMap<u32, Vec<(u32, u32, i64, bool)>> = BTreeMap::new();
        for (slot, row) in ledger_rows(self.store) {
            rows.entry(slot).or_default().push((
                row.rule_no,
                row.subject,
                row.tick_ms,
                row.granted,
            ));
        }
        let past: BTreeMap<u32, Vec<(u32, u32, i64, bool)>> = self
            .past
            .iter()
            .map(|(slot, past)| {
                let rows = past
                    .iter()
                    .map(|p| (p.rule_no, p.subject, p.tick.0, p.granted));
                (*slot, rows.collect())
            })
            .collect();
        if rows != past {
            self.wrong
                .push("the ledgers are not the sum of the decisions".to_owned());
        }
        self.check_outbox();
        if let (Some(travelled), Ok(Some(position))) =
            (self.position, Book::new(self.store).position())
            && position.0 < travelled
        {
            self.wrong.push(format!(
                "the position {position} is behind tick {}",
                Moment(travelled)
            ));
        }
    }

    fn check_outbox(&mut self) {
        let book = Book::new(self.store);
        let next = book.outbox_next().expect("readable");
        let mut found = BTreeSet::new();
        for chunk in book.outbox(0) {
            let (chunk, messages) = match chunk {
                Ok(chunk) => chunk,
                Err(error) => return self.wrong.push(format!("the outbox: {error}")),
            };
            if chunk >= next {
                self.wrong
                    .push(format!("outbox chunk {chunk} is beyond the next, {next}"));
            }
            for (place, message) in (0..).zip(messages) {
                let at = (chunk, place);
                found.insert(at);
                let name = format!("message {} at {at:?}", hex(&message.entry));
                match self.owed.get(&at) {
                    Some((entry, effect, to))
                        if (*entry, *effect, to)
                            == (message.entry, message.effect, &message.to) => {}
                    Some(_) => self.wrong.push(format!("{name} is not its decision's")),
                    None => self.wrong.push(format!("{name} has no decision")),
                }
                let due = StateRecord::Due {
                    not_before_ms: message.decided_ms,
                };
                let must = self.settled.get(&at).cloned().unwrap_or((0, due));
                if must != (message.attempts, message.state.clone()) {
                    self.wrong.push(format!(
                        "{name} is {:?}, and the journal says {must:?}",
                        (message.attempts, message.state)
                    ));
                }
            }
        }
        for (at, (entry, _, _)) in &self.owed {
            if !found.contains(at) {
                self.wrong.push(format!(
                    "the decision {} has no message at {at:?}",
                    hex(entry)
                ));
            }
        }
        if let Ok(first) = book.outbox_first() {
            for (at, _) in self.owed.range(..(first, 0)) {
                let state = self.settled.get(at).map(|(_, state)| state);
                if matches!(
                    state,
                    None | Some(StateRecord::Due { .. } | StateRecord::Attempting)
                ) {
                    self.wrong.push(format!(
                        "the message at {at:?} is forgotten while {state:?}"
                    ));
                }
            }
        }
    }

    /// For whom each rule is true, as the journal's writes make it.
    fn bits(&self) -> BTreeMap<u32, BTreeSet<u32>> {
        let mut bits: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for ((tree, key), value) in &self.trees {
            if *tree != Tree::Truth {
                continue;
            }
            let number = |at: usize| {
                u32::from_be_bytes(key[at..at + 4].try_into().expect("eight bytes of key"))
            };
            let (rule, piece) = (number(0), number(4));
            for (byte, bits8) in value.iter().enumerate() {
                for bit in (0..8).filter(|bit| bits8 >> bit & 1 == 1) {
                    let subject = piece * PIECE_BITS + byte as u32 * 8 + bit;
                    bits.entry(rule).or_default().insert(subject);
                }
            }
        }
        bits
    }

    fn learn_titles(&mut self) {
        for ((tree, key), value) in &self.trees {
            if *tree == Tree::Meta
                && let Some(title) = key.strip_prefix(b"rule/")
                && let Ok(rule) = decode::<RuleRecord>("a rule", value)
            {
                let title = String::from_utf8_lossy(title).into_owned();
                self.titles.entry(rule.no).or_default().insert(title);
            }
        }
    }
}
