//! Handling every tick in the window (last run, now], in time order.

use super::evaluate::{EvaluateError, Evaluator};
use super::report::RuleReport;
use super::rulebook::Deployed;
use super::tick::{self, Ground, Progress, TickError};
use crate::engine::bitmap::Bitmap;
use crate::engine::due::{Due, due, starting_tick, zones_of};
use crate::engine::facts::TickContext;
use crate::model::calendar::Zone;
use crate::model::customer::Watermarks;
use crate::model::moment::Moment;
use crate::store::StoreError;
use crate::store::book::wire::{Payload, RuleRecord};
use crate::store::book::{self, Book};
use crate::store::records::{RecordError, Records};
use std::collections::{BTreeMap, BTreeSet};

/// Truth pieces in one journal entry of a rule's beginning.
const PIECES_AT_ONCE: usize = 1_000;

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct RunReport {
    /// The window: after the first, through the second.
    pub from: Option<Moment>,
    pub through: Option<Moment>,
    pub ticks: u64,
    /// In the rulebook's order.
    pub rules: Vec<RuleReport>,
    /// The clock is behind the last run: nothing was due.
    pub clock_behind: bool,
    /// Stopped before the window's end; the next run goes on from there.
    pub stopped: bool,
}

impl RunReport {
    /// Takes in a later run of the same rulebook.
    pub fn add(&mut self, later: Self) {
        self.from = self.from.or(later.from);
        self.through = later.through;
        self.ticks += later.ticks;
        self.clock_behind = later.clock_behind;
        self.stopped = later.stopped;
        if self.rules.is_empty() {
            self.rules = later.rules;
            return;
        }
        for (rule, later) in self.rules.iter_mut().zip(later.rules) {
            rule.add(later);
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Records(#[from] RecordError),
    #[error(transparent)]
    Evaluate(#[from] EvaluateError),
}

impl From<TickError> for RunError {
    fn from(error: TickError) -> Self {
        match error {
            TickError::Store(error) => Self::Store(error),
            TickError::Records(error) => Self::Records(error),
        }
    }
}

/// One run's surroundings.
pub struct Run<'a, 'e> {
    pub book: Book<'a>,
    pub records: &'a Records<'a>,
    pub deployed: &'a Deployed,
    pub evaluator: &'a mut Evaluator<'e>,
    pub now: Moment,
    /// Asked between ticks; true ends the run cleanly.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Told of ticks done and ticks in all.
    pub progress: &'a mut dyn FnMut(u64, u64),
}

impl Run<'_, '_> {
    /// Decides and commits everything due. Running the same window again changes nothing.
    pub fn decide(&mut self) -> Result<RunReport, RunError> {
        let rules = &self.deployed.rulebook.rules;
        let mut report = RunReport {
            rules: rules
                .iter()
                .map(|rule| RuleReport::new(rule.title()))
                .collect(),
            ..RunReport::default()
        };
        let position = self.book.position()?;
        report.from = position;
        report.through = Some(self.now);
        if position.is_some_and(|position| position > self.now) {
            report.clock_behind = true;
            return Ok(report);
        }
        let mut records = self.rule_records()?;
        let zones = self.evaluator.zones().to_vec();
        let from = |rule: usize| {
            let own = records
                .get(rule)
                .map_or(self.now, |record| Moment(record.from_ms));
            position.map_or(own, |position| position.max(own))
        };
        let project_zone = self.deployed.zone;
        let due = due(rules, from, self.now, project_zone, &zones);
        report.from = position.or_else(|| (0..rules.len()).map(from).min());
        let watermarks = self.records.watermarks()?;
        let mut progress = Progress {
            truth: BTreeMap::new(),
            outbox_next: self.book.outbox_next()?,
        };
        let total = due.len() as u64;
        for (at, due) in due {
            if (self.stop)() {
                report.stopped = true;
                return Ok(report);
            }
            self.begin(&due, &mut records, &zones, &watermarks, &mut progress)?;
            self.tick(at, &due, &records, &watermarks, &mut progress, &mut report)?;
            report.ticks += 1;
            (self.progress)(report.ticks, total);
        }
        self.book
            .store()
            .write(vec![Book::position_write(self.now)])?;
        self.book.store().sync()?;
        Ok(report)
    }

    /// The store's record of each rule of the rulebook.
    fn rule_records(&self) -> Result<Vec<RuleRecord>, RunError> {
        let known = self.book.rules()?;
        let rules = self.deployed.rulebook.rules.iter();
        // *(deployed rules are registered)*: deploying wrote the record.
        Ok(rules
            .map(|rule| {
                known.get(rule.title()).cloned().unwrap_or(RuleRecord {
                    no: u32::MAX,
                    from_ms: self.now.0,
                    begun: false,
                    retired: false,
                })
            })
            .collect())
    }

    fn tick(
        &mut self,
        at: Moment,
        due: &[Due],
        records: &[RuleRecord],
        watermarks: &Watermarks,
        progress: &mut Progress,
        report: &mut RunReport,
    ) -> Result<(), RunError> {
        let rule_nos: Vec<u32> = records.iter().map(|record| record.no).collect();
        for due in due {
            let Some(rule_no) = rule_nos.get(due.rule) else {
                continue;
            };
            if !progress.truth.contains_key(rule_no) {
                progress.truth.insert(*rule_no, self.book.truth(*rule_no)?);
            }
        }
        let before: Vec<_> = due
            .iter()
            .filter_map(|due| progress.truth.get(rule_nos.get(due.rule)?))
            .collect();
        let changes = self.evaluator.changes(
            &self.deployed.rulebook,
            due,
            &context_of(self.deployed, at, watermarks),
            Some(&before),
        )?;
        let ground = Ground {
            book: self.book,
            records: self.records,
            rulebook: &self.deployed.rulebook,
            rule_nos: &rule_nos,
            version: &self.deployed.version,
            templates: &self.deployed.template_fields,
            now: self.now,
        };
        let changes = due.iter().map(|due| due.rule).zip(changes).collect();
        let context = context_of(self.deployed, at, watermarks);
        Ok(tick::handle(
            &ground,
            progress,
            &context,
            changes,
            &mut report.rules,
        )?)
    }

    /// Rules that have never ticked start from the truth of the tick before their first: a
    /// birthday today still enters, someone silent for a year does not.
    fn begin(
        &mut self,
        due: &[Due],
        records: &mut [RuleRecord],
        zones: &[Zone],
        watermarks: &Watermarks,
        progress: &mut Progress,
    ) -> Result<(), RunError> {
        for rule in due.iter().map(|due| due.rule) {
            let Some(record) = records.get_mut(rule).filter(|record| !record.begun) else {
                continue;
            };
            let Some(checked) = self.deployed.rulebook.rules.get(rule) else {
                continue;
            };
            let mut truth = Bitmap::new();
            for (zone, filter) in zones_of(checked, self.deployed.zone, zones) {
                let Some(at) = starting_tick(checked, zone, Moment(record.from_ms)) else {
                    continue;
                };
                let due = [Due { rule, zone: filter }];
                let context = context_of(self.deployed, at, watermarks);
                let found =
                    self.evaluator
                        .changes(&self.deployed.rulebook, &due, &context, None)?;
                for subject in found.iter().flat_map(|found| found.yes.iter()) {
                    truth.insert(subject);
                }
            }
            record.begun = true;
            // What an earlier life of the rule left behind is overwritten too.
            let left_behind = self.book.truth(record.no)?;
            let pieces: BTreeSet<u32> = truth
                .iter()
                .chain(left_behind.iter())
                .map(Book::piece_of)
                .collect();
            let mut writes: Vec<_> = pieces
                .into_iter()
                .map(|piece| Book::truth_write(record.no, piece, &truth))
                .collect();
            // The last entry carries the mark, so an interrupted beginning begins again.
            writes.push(Book::rule_write(checked.title(), record));
            let payload = Payload::Begun(vec![(record.no, truth.count())]);
            let entries = writes.chunks(PIECES_AT_ONCE);
            let entries = entries.map(|writes| book::entry(&payload, writes.to_vec()));
            self.book.store().commit_all(entries.collect())?;
            progress.truth.insert(record.no, truth);
        }
        Ok(())
    }
}

fn context_of<'a>(
    deployed: &'a Deployed,
    at: Moment,
    watermarks: &'a Watermarks,
) -> TickContext<'a> {
    TickContext {
        at,
        schema: &deployed.rulebook.schema,
        project_zone: deployed.zone,
        leap: deployed.leap,
        watermarks,
    }
}
