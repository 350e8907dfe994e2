//! One instant of one or more rules: entries become decisions, and everything that follows from a
//! decision is committed with it *(one decision, one commit)*.

use super::report::RuleReport;
use crate::actions::compose::compose;
use crate::engine::bitmap::Bitmap;
use crate::engine::columns::{Entered, RuleTruth};
use crate::engine::decisions::{Candidate, LedgerRow, Outcome, Standing, decide, messages};
use crate::engine::facts::{Facts, TickContext};
use crate::engine::subject::{Subject, TemplateFields};
use crate::language::checked::{
    Argument, Audience, CheckedAction, CheckedRule, ExprNode, Rulebook,
};
use crate::model::customer::Customer;
use crate::model::effect::{Effect, FieldText};
use crate::model::moment::Moment;
use crate::store::book::wire::{
    DecidedRecord, DecisionRecord, FieldRecord, MessageRecord, Payload, StateRecord, encode,
};
use crate::store::book::{
    self, Book, Ledger, OUTBOX_CHUNK_BYTES, WHY_BYTES_MAX, evidence_record, outcome_record,
};
use crate::store::records::{RecordError, Records};
use crate::store::{StoreError, Write};
use std::collections::{BTreeMap, BTreeSet};

/// Decisions that travel in one journal entry.
const UNIT_DECISIONS: usize = 256;
/// Journal entries handed to the store at once.
const UNITS_AT_ONCE: usize = 16;
/// Truth pieces in one journal entry.
const UNIT_PIECES: usize = 1_000;

/// What stays the same from tick to tick of a run.
pub struct Ground<'a> {
    pub book: Book<'a>,
    pub records: &'a Records<'a>,
    pub rulebook: &'a Rulebook,
    /// The lasting number of each rule of the rulebook.
    pub rule_nos: &'a [u32],
    pub version: &'a str,
    pub templates: &'a TemplateFields,
    pub now: Moment,
}

/// Where a run stands: truth at the last tick, and the next outbox chunk.
#[derive(Debug, Default)]
pub struct Progress {
    pub truth: BTreeMap<u32, Bitmap>,
    pub outbox_next: u64,
}

/// Why a tick could not be handled.
#[derive(Debug, thiserror::Error)]
pub enum TickError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Records(#[from] RecordError),
}

/// Decides and commits the changes of the rules due at `context.at`, and moves the position there.
/// `changes` pairs positions in the rulebook with what the pass found.
pub fn handle(
    ground: &Ground<'_>,
    progress: &mut Progress,
    context: &TickContext<'_>,
    changes: Vec<(usize, RuleTruth)>,
    reports: &mut [RuleReport],
) -> Result<(), TickError> {
    let mut unit = Unit::new(ground, progress, context.at);
    let mut entries: Vec<Seed> = Vec::new();
    for (rule, found) in changes {
        let Some(checked) = ground.rulebook.rules.get(rule) else {
            continue;
        };
        if let Some(report) = reports.get_mut(rule) {
            report.seen(&found, checked);
        }
        unit.exits(ground.rule_nos.get(rule).copied().unwrap_or(0), &found.left)?;
        entries.extend(found.entered.into_iter().map(|entry| Seed {
            rule,
            checked,
            entry,
        }));
    }
    entries.sort_by_key(Seed::order);
    for of_customer in entries.chunk_by(|a, b| a.entry.slot == b.entry.slot) {
        unit.customer(of_customer, context, reports)?;
    }
    unit.finish()
}

/// An entry on its way, with its rule.
struct Seed<'a> {
    rule: usize,
    checked: &'a CheckedRule,
    entry: Entered,
}

impl Seed<'_> {
    /// Customer by customer, subject by subject, then by title (the rulebook's order).
    fn order(&self) -> (u32, usize, u32, usize) {
        (
            self.entry.slot,
            self.subject_kind(),
            self.entry.subject,
            self.rule,
        )
    }

    fn subject_kind(&self) -> usize {
        match self.checked.parts().audience {
            Audience::Customer => 0,
            Audience::Event(kind) => kind + 1,
        }
    }
}

/// The journal entry being filled, and those waiting to be committed.
struct Unit<'a> {
    ground: &'a Ground<'a>,
    progress: &'a mut Progress,
    tick: Moment,
    decisions: Vec<DecisionRecord>,
    exits: Vec<(u32, u64)>,
    pieces: BTreeSet<(u32, u32)>,
    writes: Vec<Write>,
    messages: Vec<MessageRecord>,
    messages_bytes: usize,
    waiting: Vec<crate::store::Entry>,
}

impl<'a> Unit<'a> {
    fn new(ground: &'a Ground<'a>, progress: &'a mut Progress, tick: Moment) -> Self {
        Self {
            ground,
            progress,
            tick,
            decisions: Vec::new(),
            exits: Vec::new(),
            pieces: BTreeSet::new(),
            writes: Vec::new(),
            messages: Vec::new(),
            messages_bytes: 0,
            waiting: Vec::new(),
        }
    }

    fn exits(&mut self, rule_no: u32, subjects: &[u32]) -> Result<(), TickError> {
        if subjects.is_empty() {
            return Ok(());
        }
        let bits = self.progress.truth.entry(rule_no).or_default();
        for subject in subjects {
            bits.remove(*subject);
            self.pieces.insert((rule_no, Book::piece_of(*subject)));
        }
        self.exits.push((rule_no, subjects.len() as u64));
        if self.pieces.len() >= UNIT_PIECES {
            self.close()
        } else {
            Ok(())
        }
    }

    /// Everything of one customer goes into one journal entry.
    fn customer(
        &mut self,
        seeds: &[Seed<'_>],
        context: &TickContext<'_>,
        reports: &mut [RuleReport],
    ) -> Result<(), TickError> {
        let Some(slot) = seeds.first().map(|seed| seed.entry.slot) else {
            return Ok(());
        };
        // Reading a customer costs more than deciding: only rules that ask for one have one read.
        let customer = if seeds.iter().any(|seed| asks_for_customer(seed.checked)) {
            self.ground.records.customer_at_slot(slot)?
        } else {
            None
        };
        let mut ledger = self.ground.book.ledger(slot)?;
        let mut rows = Vec::new();
        let same_subject = |a: &Seed<'_>, b: &Seed<'_>| {
            (a.subject_kind(), a.entry.subject) == (b.subject_kind(), b.entry.subject)
        };
        for of_subject in seeds.chunk_by(same_subject) {
            self.subject(
                of_subject,
                customer.as_ref(),
                &ledger,
                context,
                &mut rows,
                reports,
            )?;
        }
        self.writes.extend(ledger.extend(slot, &rows));
        if self.decisions.len() >= UNIT_DECISIONS {
            self.close()
        } else {
            Ok(())
        }
    }

    fn subject(
        &mut self,
        seeds: &[Seed<'_>],
        customer: Option<&Customer>,
        ledger: &Ledger,
        context: &TickContext<'_>,
        rows: &mut Vec<LedgerRow>,
        reports: &mut [RuleReport],
    ) -> Result<(), TickError> {
        let Some(first) = seeds.first() else {
            return Ok(());
        };
        let (audience, subject_no) = (first.checked.parts().audience, first.entry.subject);
        let facts = match customer {
            Some(customer) => Facts::of(customer, audience, Some(subject_no), context),
            None => Some(Facts::unasked(first.entry.zone)),
        };
        let Some(facts) = facts else {
            return Ok(());
        };
        let subject = Subject {
            customer_id: customer.map_or("", |customer| &customer.id),
            facts: &facts,
            context,
            templates: self.ground.templates,
        };
        let candidates: Vec<Candidate<'_>> = seeds
            .iter()
            .filter_map(|seed| {
                let rule_no = *self.ground.rule_nos.get(seed.rule)?;
                // *(at most one decision for rule, subject and tick)*: whatever led here twice.
                let decided = ledger.rows.iter().any(|row| {
                    (row.rule_no, row.subject, row.tick) == (rule_no, subject_no, context.at)
                });
                (!decided).then(|| Candidate {
                    rule: seed.checked,
                    rule_no,
                    subject: subject_no,
                    evidence: seed.entry.evidence.clone(),
                })
            })
            .collect();
        let standing = standing(self.ground, &subject, customer, ledger)?;
        let outcomes = decide(&candidates, &standing, |candidate| {
            let actions = &candidate.rule.parts().actions;
            let effects: Result<Vec<Effect>, _> = actions
                .iter()
                .map(|action| compose(action, &subject))
                .collect();
            effects.map_err(|why| why.to_string())
        });
        let event = match audience {
            Audience::Customer => None,
            Audience::Event(kind) => customer
                .into_iter()
                .flat_map(|customer| &customer.events)
                .find(|event| event.kind == kind && event.no == subject_no)
                .map(|event| event.id.to_string()),
        };
        for (candidate, outcome) in candidates.iter().zip(outcomes) {
            rows.push(LedgerRow {
                rule_no: candidate.rule_no,
                subject: subject_no,
                tick: context.at,
                granted: matches!(outcome, Outcome::Granted(_)),
            });
            let at = seeds
                .iter()
                .find(|seed| seed.checked.title() == candidate.rule.title());
            if let Some(report) = at.and_then(|seed| reports.get_mut(seed.rule)) {
                report.decided(&outcome);
            }
            self.record(candidate, first.entry.slot, event.as_deref(), &outcome);
        }
        Ok(())
    }

    fn record(
        &mut self,
        candidate: &Candidate<'_>,
        slot: u32,
        event: Option<&str>,
        outcome: &Outcome,
    ) {
        let parts = candidate.rule.parts();
        let entry = entry_id(&parts.title, parts.audience, candidate.subject, self.tick);
        let mut places = BTreeMap::new();
        if let Outcome::Granted(effects) = outcome {
            for (at, effect) in effects.iter().enumerate() {
                if let Effect::Email {
                    template,
                    to,
                    subject,
                    fields,
                } = effect
                {
                    let message = MessageRecord {
                        entry,
                        effect: at as u32,
                        rule_no: candidate.rule_no,
                        slot,
                        version: self.ground.version.to_owned(),
                        template: template.clone(),
                        to: to.clone(),
                        subject: subject.clone(),
                        fields: fields.iter().map(field_record).collect(),
                        decided_ms: self.tick.0,
                        attempts: 0,
                        state: StateRecord::Due {
                            not_before_ms: self.tick.0,
                        },
                    };
                    places.insert(at, self.put_in_outbox(message));
                }
            }
        }
        self.decisions.push(DecisionRecord {
            entry,
            rule_no: candidate.rule_no,
            subject: candidate.subject,
            slot,
            event: event.map(str::to_owned),
            outcome: outcome_record(outcome, |at| places.get(&at).copied().unwrap_or_default()),
            evidence: candidate.evidence.iter().map(evidence_record).collect(),
        });
        let bits = self.progress.truth.entry(candidate.rule_no).or_default();
        bits.insert(candidate.subject);
        self.pieces
            .insert((candidate.rule_no, Book::piece_of(candidate.subject)));
    }

    fn put_in_outbox(&mut self, message: MessageRecord) -> (u64, u32) {
        let bytes = encode(&message).len() + WHY_BYTES_MAX;
        if self.messages_bytes + bytes > OUTBOX_CHUNK_BYTES {
            self.close_chunk();
        }
        self.messages_bytes += bytes;
        self.messages.push(message);
        (self.progress.outbox_next, self.messages.len() as u32 - 1)
    }

    fn close_chunk(&mut self) {
        if self.messages.is_empty() {
            return;
        }
        self.writes.push(Book::messages_write(
            self.progress.outbox_next,
            &self.messages,
        ));
        self.progress.outbox_next += 1;
        self.messages.clear();
        self.messages_bytes = 0;
    }

    /// Ends the journal entry being filled.
    fn close(&mut self) -> Result<(), TickError> {
        self.seal(None);
        if self.waiting.len() >= UNITS_AT_ONCE {
            self.ground
                .book
                .store()
                .commit_all(std::mem::take(&mut self.waiting))?;
        }
        Ok(())
    }

    fn seal(&mut self, position: Option<Moment>) {
        let had_messages = !self.messages.is_empty()
            || self
                .writes
                .iter()
                .any(|write| write.tree == crate::store::Tree::Outbox);
        self.close_chunk();
        let mut writes = std::mem::take(&mut self.writes);
        if had_messages {
            writes.push(Book::outbox_next_write(self.progress.outbox_next));
        }
        for (rule_no, piece) in std::mem::take(&mut self.pieces) {
            if let Some(bits) = self.progress.truth.get(&rule_no) {
                writes.push(Book::truth_write(rule_no, piece, bits));
            }
        }
        writes.extend(position.map(Book::position_write));
        let payload = Payload::Decided(DecidedRecord {
            tick_ms: self.tick.0,
            now_ms: self.ground.now.0,
            version: self.ground.version.to_owned(),
            decisions: std::mem::take(&mut self.decisions),
            exits: std::mem::take(&mut self.exits),
        });
        self.waiting.push(book::entry(&payload, writes));
    }

    /// Commits the rest, with the position: only now is the tick handled. A tick that changed
    /// nothing leaves no entry; handling it again would change nothing either.
    fn finish(mut self) -> Result<(), TickError> {
        let changed = !(self.decisions.is_empty() && self.pieces.is_empty());
        if changed || !self.waiting.is_empty() {
            let position = self.tick;
            self.seal(Some(position));
            self.ground.book.store().commit_all(self.waiting)?;
        }
        Ok(())
    }
}

fn field_record((name, value): &(String, FieldText)) -> (String, FieldRecord) {
    let value = match value {
        FieldText::Text(text) => FieldRecord::Text(text.clone()),
        FieldText::YesNo(yes) => FieldRecord::YesNo(*yes),
    };
    (name.clone(), value)
}

/// What the gates need to know of a customer.
pub fn standing<'a>(
    ground: &Ground<'_>,
    subject: &Subject<'_>,
    customer: Option<&Customer>,
    ledger: &'a Ledger,
) -> Result<Standing<'a>, TickError> {
    use crate::actions::compose::Lookup;
    let suppressed = match customer {
        Some(customer) => ground
            .records
            .suppressed(&customer.id, subject.address().as_deref())?,
        None => None,
    };
    Ok(Standing {
        tick: subject.at(),
        now: ground.now,
        zone: subject.zone(),
        consent: subject.consents(),
        unsubscribed: subject.is_unsubscribed(),
        suppressed,
        ledger: &ledger.rows,
    })
}

/// Names an entry for ever: the same rule, subject and tick give the same sixteen bytes. Slots and
/// event numbers are never given to anybody else.
pub fn entry_id(title: &str, audience: Audience, subject: u32, tick: Moment) -> [u8; 16] {
    let mut hash = blake3::Hasher::new();
    hash.update(title.as_bytes());
    hash.update(&[0, u8::from(audience != Audience::Customer)]);
    hash.update(&subject.to_le_bytes());
    hash.update(&tick.0.to_le_bytes());
    let mut id = [0; 16];
    id.iter_mut()
        .zip(hash.finalize().as_bytes())
        .for_each(|(to, from)| *to = *from);
    id
}

/// Whether deciding the rule's entries takes more of the customer than the pass has found.
fn asks_for_customer(rule: &CheckedRule) -> bool {
    let parts = rule.parts();
    let asks = |action: &CheckedAction| {
        let mut texts = action
            .title
            .iter()
            .chain(
                action
                    .arguments
                    .iter()
                    .filter_map(|(_, argument)| match argument {
                        Argument::Text(text) => Some(text),
                        Argument::Expr(_) | Argument::Word(_) => None,
                    }),
            );
        let constant = |argument: &Argument| match argument {
            Argument::Expr(expr) => matches!(expr.node, ExprNode::Constant(_)),
            Argument::Text(_) | Argument::Word(_) => true,
        };
        texts.any(|text| text.placeholders().next().is_some())
            || !action
                .arguments
                .iter()
                .all(|(_, argument)| constant(argument))
    };
    parts.audience != Audience::Customer || messages(rule) || parts.actions.iter().any(asks)
}
