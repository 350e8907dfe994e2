//! A project opened for work: its store held, its deployed rules at hand, and one whole run.

use super::dispatch::{DeliveryReport, Dispatch, DispatchError};
use super::evaluate::Evaluator;
use super::mail;
use super::project::Project;
use super::rulebook::Deployed;
use super::run::{Run, RunError, RunReport};
use crate::engine::due::zones_of;
use crate::engine::ticks;
use crate::language::diagnostics::Diagnostic;
use crate::model::moment::Moment;
use crate::store::book::Book;
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

    /// Takes in a later report of the same rulebook.
    pub fn add(&mut self, later: Self) {
        self.run.add(later.run);
        self.delivery.add(later.delivery);
        self.place = later.place;
        self.titles = later.titles;
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

    /// Handles every tick due and delivers every message due at `now`.
    pub async fn work(
        &self,
        deployed: &Deployed,
        now: Moment,
        stop: &(dyn Fn() -> bool + Sync),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<WorkReport, SessionError> {
        let route = mail::open(&self.project).map_err(SessionError::Settings)?;
        let records = self.records(deployed)?;
        let mut evaluator = Evaluator::new(&records, deployed.zone).map_err(RunError::from)?;
        let book = self.book();
        let mut run = Run {
            book,
            records: &records,
            deployed,
            evaluator: &mut evaluator,
            now,
            stop,
            progress,
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
        let titles = book
            .rules()?
            .into_iter()
            .map(|(title, record)| (record.no, title))
            .collect();
        Ok(WorkReport {
            run: report,
            delivery,
            place: route.place,
            titles,
        })
    }

    /// The next instant at which a rule is due.
    pub fn next_due(
        &self,
        deployed: &Deployed,
        now: Moment,
    ) -> Result<Option<Moment>, SessionError> {
        let records = self.records(deployed)?;
        let zones = Evaluator::new(&records, deployed.zone)
            .map_err(RunError::from)?
            .zones()
            .to_vec();
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
        Ok(next.min())
    }

    /// Releases the store, everything on disk.
    pub fn close(self) -> Result<(), StoreError> {
        self.store.close()
    }
}
