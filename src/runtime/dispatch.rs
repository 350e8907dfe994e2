//! Delivering what is due. Each message is marked *attempting* on disk before the channel is
//! touched, and its outcome is on disk before it is reported.

use super::mail::MailRoute;
use crate::actions::template::{FieldValue, MailTemplate, RenderedBody};
use crate::channels::{Mail, Outcome};
use crate::engine::facts::{Facts, TickContext};
use crate::engine::outbox::{Attempt, DeliveryState, recover, settle};
use crate::engine::subject::{Subject, TemplateFields};
use crate::language::checked::Audience;
use crate::model::calendar::{LeapPolicy, Zone};
use crate::model::customer::Watermarks;
use crate::model::moment::Moment;
use crate::store::StoreError;
use crate::store::book::wire::{FieldRecord, MessageRecord, Payload, SettledRecord, StateRecord};
use crate::store::book::{self, Book, delivery_state, state_record};
use crate::store::records::{RecordError, Records, Suppressed, Suppression};
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};

/// Messages marked, sent and settled together.
const BATCH_MESSAGES: usize = 256;

/// What became of the messages that were due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    pub delivered: u64,
    /// Tried and to be tried again later.
    pub waiting: u64,
    pub in_doubt: u64,
    pub dead: u64,
    pub withheld: u64,
    /// The first reason of a message that did not get through, for people.
    pub first_trouble: Option<String>,
    /// The last batch met nothing but passing failures.
    pub channel_down: bool,
    /// Delivered messages by rule number.
    pub delivered_by_rule: BTreeMap<u32, u64>,
}

/// Why delivery had to stop; what was not settled stays due.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Records(#[from] RecordError),
    #[error("the deployed rulebook {version} is missing from the store; deploy the rules again")]
    NoVersion { version: String },
}

/// What delivery works with.
pub struct Dispatch<'a> {
    pub book: Book<'a>,
    pub records: &'a Records<'a>,
    pub route: &'a MailRoute,
    pub zone: Zone,
    /// Asked before each batch; true ends the delivery cleanly.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// A message and where it stands in the outbox.
struct Place {
    chunk: u64,
    place: usize,
}

impl Dispatch<'_> {
    /// Gives every message found in *attempting* a state: its process died with it. Only to be
    /// called by the process that holds the store, before it delivers anything.
    pub fn recover(&self, now: Moment) -> Result<(), DispatchError> {
        for chunk in self.book.outbox(self.book.outbox_first()?) {
            let (chunk, messages) = chunk?;
            let attempting: Vec<usize> = (0..)
                .zip(&messages)
                .filter(|(_, message)| message.state == StateRecord::Attempting)
                .map(|(place, _)| place)
                .collect();
            let state = state_record(&recover(now, self.route.doubt));
            let places = attempting
                .into_iter()
                .map(|place| (Place { chunk, place }, state.clone()));
            self.settle(places.collect(), now, 0)?;
        }
        Ok(())
    }

    /// Delivers everything due at `now`, batch by batch.
    pub async fn deliver(&self, now: Moment) -> Result<DeliveryReport, DispatchError> {
        let mut report = DeliveryReport::default();
        let mut templates = Templates::default();
        let mut from = self.book.outbox_first()?;
        loop {
            let (batch, next) = self.due(from, now)?;
            from = next;
            if batch.is_empty() || (self.stop)() {
                break;
            }
            self.deliver_batch(batch, now, &mut templates, &mut report)
                .await?;
            // A channel that takes nothing is not asked thirty thousand times: the rest stays due.
            if report.channel_down {
                break;
            }
        }
        self.forget_settled()?;
        Ok(report)
    }

    /// Up to a batch of messages due, and the chunk to go on from.
    fn due(
        &self,
        from: u64,
        now: Moment,
    ) -> Result<(Vec<(Place, MessageRecord)>, u64), DispatchError> {
        let mut batch = Vec::new();
        let mut next = from;
        for chunk in self.book.outbox(from) {
            let (chunk, messages) = chunk?;
            if batch.len() >= BATCH_MESSAGES {
                break;
            }
            next = chunk + 1;
            batch.extend(
                messages
                    .into_iter()
                    .enumerate()
                    .filter_map(|(place, message)| {
                        let due = delivery_state(&message.state).is_due(now);
                        due.then_some((Place { chunk, place }, message))
                    }),
            );
        }
        Ok((batch, next))
    }

    async fn deliver_batch(
        &self,
        batch: Vec<(Place, MessageRecord)>,
        now: Moment,
        templates: &mut Templates,
        report: &mut DeliveryReport,
    ) -> Result<(), DispatchError> {
        let mut settled: Vec<(Place, StateRecord)> = Vec::new();
        let mut mails: Vec<(Place, MessageRecord, Mail)> = Vec::new();
        for (place, message) in batch {
            let refused = match self.refusal(&message, now)? {
                Some(why) => Some(DeliveryState::Withheld { why }),
                None => match self.mail(&message, templates)? {
                    Ok(mail) => {
                        mails.push((Place { ..place }, message.clone(), mail));
                        None
                    }
                    Err(why) => Some(DeliveryState::Dead { why }),
                },
            };
            if let Some(state) = refused {
                report.settled(&state, message.rule_no);
                settled.push((place, state_record(&state)));
            }
        }
        self.settle(settled, now, 0)?;
        let marks = mails
            .iter()
            .map(|(place, _, _)| (Place { ..*place }, StateRecord::Attempting));
        self.settle(marks.collect(), now, 1)?;

        let channel = &self.route.channel;
        let attempts = mails.iter().map(|(_, _, mail)| channel.deliver(mail));
        let outcomes = join_all(attempts).await;
        report.channel_down = outcomes
            .iter()
            .all(|outcome| matches!(outcome, Outcome::Transient { .. }))
            && !outcomes.is_empty();
        let mut settled = Vec::new();
        for ((place, message, _), outcome) in mails.into_iter().zip(outcomes) {
            self.suppress_hard_bounce(&message, &outcome, now)?;
            if let Outcome::Transient { reason } = &outcome {
                report.first_trouble.get_or_insert_with(|| reason.clone());
            }
            let key = message
                .entry
                .iter()
                .fold(0_u64, |key, byte| key.rotate_left(8) ^ u64::from(*byte));
            let state = settle(
                attempt(outcome),
                message.attempts + 1,
                now,
                key,
                self.route.doubt,
            );
            report.settled(&state, message.rule_no);
            settled.push((place, state_record(&state)));
        }
        self.settle(settled, now, 0)
    }

    /// Consent, unsubscription and the suppression list once more, as they are now.
    fn refusal(
        &self,
        message: &MessageRecord,
        now: Moment,
    ) -> Result<Option<String>, DispatchError> {
        let Some(customer) = self.records.customer_at_slot(message.slot)? else {
            return Ok(Some("the customer is gone".to_owned()));
        };
        let watermarks = Watermarks::default();
        let context = TickContext {
            at: now,
            schema: self.records.schema(),
            project_zone: self.zone,
            leap: LeapPolicy::February28,
            watermarks: &watermarks,
        };
        let Some(facts) = Facts::of(&customer, Audience::Customer, None, &context) else {
            return Ok(None);
        };
        let templates = TemplateFields::new();
        let subject = Subject {
            customer_id: &customer.id,
            facts: &facts,
            context: &context,
            templates: &templates,
        };
        if subject.is_unsubscribed() {
            return Ok(Some("unsubscribed since the decision".to_owned()));
        }
        if !subject.consents() {
            return Ok(Some("consent withdrawn since the decision".to_owned()));
        }
        let suppressed = self.records.suppressed(&customer.id, Some(&message.to))?;
        Ok(suppressed.map(|why| format!("on the suppression list: {why}")))
    }

    /// The mail, the same bytes at every attempt; or why it can never be made.
    fn mail(
        &self,
        message: &MessageRecord,
        templates: &mut Templates,
    ) -> Result<Result<Mail, String>, DispatchError> {
        let body = templates.render(self.book, message)?;
        Ok(body.map(|body| Mail {
            key: format!("{}-{}", hex(&message.entry), message.effect),
            from: self.route.from.clone(),
            to: message.to.clone(),
            to_name: None,
            subject: if message.subject.is_empty() {
                body.subject.unwrap_or_else(|| message.template.clone())
            } else {
                message.subject.clone()
            },
            text: body.text,
            html: body.html,
            headers: vec![("Auto-Submitted".to_owned(), "auto-generated".to_owned())],
            at: message.decided_ms,
        }))
    }

    fn suppress_hard_bounce(
        &self,
        message: &MessageRecord,
        outcome: &Outcome,
        now: Moment,
    ) -> Result<(), DispatchError> {
        if let Outcome::Permanent {
            reason,
            hard_bounce: true,
        } = outcome
        {
            let who = Suppressed::Address(message.to.clone());
            self.records.suppress(&Suppression {
                who,
                reason: reason.clone(),
                since: now,
            })?;
        }
        Ok(())
    }

    /// Commits the new states, chunk by chunk, in one journal entry.
    fn settle(
        &self,
        states: Vec<(Place, StateRecord)>,
        now: Moment,
        attempts: u32,
    ) -> Result<(), DispatchError> {
        if states.is_empty() {
            return Ok(());
        }
        let mut by_chunk: BTreeMap<u64, Vec<(usize, StateRecord)>> = BTreeMap::new();
        for (Place { chunk, place }, state) in states {
            by_chunk.entry(chunk).or_default().push((place, state));
        }
        let (mut settled, mut writes) = (Vec::new(), Vec::new());
        for (chunk, states) in by_chunk {
            let mut messages = self.book.messages(chunk)?;
            for (place, state) in states {
                let Some(message) = messages.get_mut(place) else {
                    continue;
                };
                message.attempts += attempts;
                message.state = state.clone();
                settled.push(SettledRecord {
                    chunk,
                    place: place as u32,
                    entry: message.entry,
                    attempts: message.attempts,
                    at_ms: now.0,
                    state,
                });
            }
            writes.push(Book::messages_write(chunk, &messages));
        }
        self.book
            .store()
            .commit(book::entry(&Payload::Settled(settled), writes))?;
        Ok(())
    }

    /// Moves the start of the outbox past chunks in which nothing will happen any more.
    fn forget_settled(&self) -> Result<(), DispatchError> {
        let first = self.book.outbox_first()?;
        let mut next = first;
        for chunk in self.book.outbox(first) {
            let (chunk, messages) = chunk?;
            if !messages
                .iter()
                .all(|message| delivery_state(&message.state).is_settled())
            {
                break;
            }
            next = chunk + 1;
        }
        if next > first {
            self.book
                .store()
                .write(vec![Book::outbox_first_write(next)])?;
        }
        Ok(())
    }
}

impl DeliveryReport {
    fn settled(&mut self, state: &DeliveryState, rule_no: u32) {
        match state {
            DeliveryState::Delivered { .. } => {
                self.delivered += 1;
                *self.delivered_by_rule.entry(rule_no).or_default() += 1;
            }
            DeliveryState::Due { .. } | DeliveryState::Attempting => self.waiting += 1,
            DeliveryState::InDoubt { .. } => self.in_doubt += 1,
            DeliveryState::Dead { .. } => self.dead += 1,
            DeliveryState::Withheld { .. } => self.withheld += 1,
        }
        if let DeliveryState::InDoubt { why }
        | DeliveryState::Dead { why }
        | DeliveryState::Withheld { why } = state
        {
            self.first_trouble.get_or_insert_with(|| why.clone());
        }
    }

    /// Adds another report's counts.
    pub fn add(&mut self, other: Self) {
        self.delivered += other.delivered;
        self.waiting += other.waiting;
        self.in_doubt += other.in_doubt;
        self.dead += other.dead;
        self.withheld += other.withheld;
        self.channel_down = other.channel_down;
        self.first_trouble = self.first_trouble.take().or(other.first_trouble);
        for (rule_no, delivered) in other.delivered_by_rule {
            *self.delivered_by_rule.entry(rule_no).or_default() += delivered;
        }
    }
}

/// Mail templates of deployed rulebooks, parsed once.
#[derive(Default)]
struct Templates {
    versions: BTreeSet<String>,
    parsed: BTreeMap<(String, String), Result<MailTemplate, String>>,
}

impl Templates {
    fn render(
        &mut self,
        book: Book<'_>,
        message: &MessageRecord,
    ) -> Result<Result<RenderedBody, String>, DispatchError> {
        if self.versions.insert(message.version.clone()) {
            let deployment =
                book.deployment(&message.version)?
                    .ok_or_else(|| DispatchError::NoVersion {
                        version: message.version.clone(),
                    })?;
            for (name, template) in super::templates::parse(&deployment.texts.templates) {
                let template = template.map_err(|wrong| {
                    wrong
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("; ")
                });
                self.parsed
                    .insert((message.version.clone(), name), template);
            }
        }
        let key = (message.version.clone(), message.template.clone());
        let fields = message.fields.iter().map(|(name, value)| {
            let value = match value {
                FieldRecord::Text(text) => FieldValue::Text(text.clone()),
                FieldRecord::YesNo(yes) => FieldValue::YesNo(*yes),
            };
            (name.clone(), value)
        });
        let fields = fields.collect();
        Ok(match self.parsed.get(&key) {
            Some(Ok(template)) => template.render(&fields).map_err(|why| why.to_string()),
            Some(Err(why)) => Err(why.clone()),
            None => Err(format!("there is no template `{}`", message.template)),
        })
    }
}

fn attempt(outcome: Outcome) -> Attempt {
    match outcome {
        Outcome::Delivered { .. } => Attempt::Delivered,
        Outcome::Transient { reason } => Attempt::Transient(reason),
        Outcome::Permanent { reason, .. } => Attempt::Permanent(reason),
        Outcome::InDoubt { reason } => Attempt::InDoubt(reason),
    }
}

/// The entry id as people and mails carry it.
pub fn hex(id: &[u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(*id))
}
