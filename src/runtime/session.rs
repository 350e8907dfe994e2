//! A project opened for work: its store held, its deployed rules at hand, and one whole run.

use super::clock;
use super::dispatch::{DeliveryReport, Dispatch, DispatchError, hex};
use super::evaluate::Evaluator;
use super::mail;
use super::project::Project;
use super::rulebook::Deployed;
use super::run::{Run, RunError, RunReport};
use crate::engine::due::zones_of;
use crate::engine::outbox::DeliveryState;
use crate::engine::ticks;
use crate::language::diagnostics::Diagnostic;
use crate::model::moment::Moment;
use crate::store::book::wire::{Payload, SettledRecord, StateRecord};
use crate::store::book::{self, Book, delivery_state};
use crate::store::records::{RecordError, Records};
use crate::store::{Holder, SledStore, Store, StoreError};
use std::collections::BTreeMap;

/// Why work on a project could not go on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Records(#[from] RecordError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Dispatch(#[from] DispatchError),
    #[error("no rules are deployed yet; write some into rules/ and run `perennial deploy`")]
    NothingDeployed,
    #[error(
        "the deployed rulebook {version} does not check with this version of perennial; correct the rules and deploy them again"
    )]
    DeployedRulesBad {
        version: String,
        mistakes: Vec<Diagnostic>,
    },
    #[error("{0}")]
    Settings(String),
}

/// A project with its store open. Only one process at a time can have one.
pub struct Session {
    pub project: Project,
    store: SledStore,
}

/// What a run and the delivery after it did.
#[derive(Clone, Debug, Default)]
pub struct WorkReport {
    pub run: RunReport,
    pub delivery: DeliveryReport,
    /// Where mail went.
    pub place: String,
    /// The rules' titles by number.
    pub titles: BTreeMap<u32, String>,
}

impl WorkReport {
    /// How many of a rule's messages were delivered.
    pub fn delivered(&self, title: &str) -> u64 {
        let delivered = self.delivery.delivered_by_rule.iter();
        let of_rule = delivered.filter(|(no, _)| self.titles.get(no).is_some_and(|t| t == title));
        of_rule.map(|(_, count)| *count).sum()
    }
}

impl Session {
    /// Opens the project's store in the name of `command`.
    pub fn open(project: Project, command: &str, now: Moment) -> Result<Self, StoreError> {
        let holder = Holder {
            command: format!("perennial {command}"),
            since: now.in_zone(project.settings.zone),
        };
        let store = SledStore::open(&project.store_folder(), &holder)?;
        Ok(Self { project, store })
    }

    pub fn store(&self) -> &dyn Store {
        &self.store
    }

    pub fn book(&self) -> Book<'_> {
        Book::new(&self.store)
    }

    /// The rules that act.
    pub fn deployed(&self) -> Result<Deployed, SessionError> {
        let version = self
            .book()
            .deployed()?
            .ok_or(SessionError::NothingDeployed)?;
        self.deployed_version(&version)
    }

    /// The rules of an earlier deployment.
    pub fn deployed_version(&self, version: &str) -> Result<Deployed, SessionError> {
        let deployment = self
            .book()
            .deployment(version)?
            .ok_or(SessionError::NothingDeployed)?;
        Deployed::new(version, &deployment.texts).map_err(|mistakes| {
            SessionError::DeployedRulesBad {
                version: version.to_owned(),
                mistakes,
            }
        })
    }

    /// The customers and events, as the deployed schema sees them.
    pub fn records(&self, deployed: &Deployed) -> Result<Records<'_>, SessionError> {
        Ok(Records::open(
            &self.store,
            deployed.rulebook.schema.clone(),
        )?)
    }

    /// Handles every tick due and delivers every message due, at each of these instants in turn.
    /// `progress` is told of what is done and of how much there is: ticks of a single instant, else
    /// instants.
    pub async fn work(
        &self,
        deployed: &Deployed,
        instants: &[Moment],
        stop: &(dyn Fn() -> bool + Sync),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<WorkReport, SessionError> {
        let route = mail::open(&self.project).map_err(SessionError::Settings)?;
        let records = self.records(deployed)?;
        let mut evaluator = self.evaluator(&records, deployed)?;
        let book = self.book();
        let mut whole = WorkReport::default();
        let all = instants.len() as u64;
        for (done, now) in (0..).zip(instants.iter().copied()) {
            let mut ticks = |ticks: u64, of: u64| {
                if all > 1 {
                    progress(done, all);
                } else {
                    progress(ticks, of);
                }
            };
            let mut run = Run {
                book,
                records: &records,
                deployed,
                evaluator: &mut evaluator,
                now,
                stop,
                progress: &mut ticks,
            };
            let report = run.decide()?;
            let dispatch = Dispatch {
                book,
                records: &records,
                route: &route,
                zone: deployed.zone,
                stop,
            };
            dispatch.recover(now)?;
            let delivery = dispatch.deliver(now).await?;
            whole.run.add(report);
            whole.delivery.add(delivery);
            if whole.run.stopped {
                break;
            }
        }
        let rules = book.rules()?.into_iter();
        whole.titles = rules.map(|(title, record)| (record.no, title)).collect();
        whole.place = route.place;
        Ok(whole)
    }

    fn evaluator<'a>(
        &self,
        records: &'a Records<'a>,
        deployed: &Deployed,
    ) -> Result<Evaluator<'a>, SessionError> {
        let identity = self.book().identity(clock::now())?;
        let folder = self.project.projection_folder();
        let opened = Evaluator::open(&folder, identity, records, deployed.zone);
        Ok(opened.map_err(RunError::from)?)
    }

    /// The next instant at which a rule or a message is due.
    pub fn next_due(
        &self,
        deployed: &Deployed,
        now: Moment,
    ) -> Result<Option<Moment>, SessionError> {
        let records = self.records(deployed)?;
        let zones = self.evaluator(&records, deployed)?.zones().to_vec();
        let rules = deployed.rulebook.rules.iter();
        let next = rules.flat_map(|rule| {
            zones_of(rule, deployed.zone, &zones)
                .into_iter()
                .filter_map(|(zone, _)| {
                    let tick = ticks::next_n(&rule.parts().schedule, zone, now, 1)
                        .into_iter()
                        .next()?;
                    Some(tick.at)
                })
        });
        let mut next = next.min();
        let book = self.book();
        for chunk in book.outbox(book.outbox_first()?) {
            for message in chunk?.1 {
                if let DeliveryState::Due { not_before } = delivery_state(&message.state) {
                    next = Some(next.map_or(not_before, |next| next.min(not_before)));
                }
            }
        }
        Ok(next)
    }

    /// Makes messages that had come to rest due again: those `wanted` says yes to, by id and state.
    /// Returns how many.
    pub fn make_due(
        &self,
        wanted: &dyn Fn(&str, &DeliveryState) -> bool,
        now: Moment,
    ) -> Result<u64, StoreError> {
        let book = self.book();
        let (mut count, mut first) = (0, None);
        for chunk in book.outbox(0) {
            let (chunk, mut messages) = chunk?;
            let mut settled = Vec::new();
            for (place, message) in (0..).zip(&mut messages) {
                let id = format!("{}-{}", hex(&message.entry), message.effect);
                if !wanted(&id, &delivery_state(&message.state)) {
                    continue;
                }
                message.state = StateRecord::Due {
                    not_before_ms: now.0,
                };
                message.attempts = 0;
                settled.push(SettledRecord {
                    chunk,
                    place,
                    entry: message.entry,
                    attempts: message.attempts,
                    at_ms: now.0,
                    state: message.state.clone(),
                });
            }
            if settled.is_empty() {
                continue;
            }
            count += settled.len() as u64;
            let first = *first.get_or_insert(chunk);
            let writes = vec![
                Book::messages_write(chunk, &messages),
                Book::outbox_first_write(first.min(book.outbox_first()?)),
            ];
            self.store
                .commit(book::entry(&Payload::Settled(settled), writes))?;
        }
        Ok(count)
    }

    /// Releases the store, everything on disk.
    pub fn close(self) -> Result<(), StoreError> {
        self.store.close()
    }
}
