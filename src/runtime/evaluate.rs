//! Which subjects each due rule is true for, and what changed since its last tick.

use crate::engine::bitmap::Bitmap;
use crate::engine::columns::{
    Asked, Columns, MemoryColumns, PassOptions, RuleTruth, Unreadable, Unwritable, changed_after,
    pass,
};
use crate::engine::due::Due;
use crate::engine::facts::TickContext;
use crate::engine::plan::Plan;
use crate::language::checked::Rulebook;
use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use crate::store::projection::{Projection, ProjectionError};
use crate::store::records::{RecordError, Records};
use std::collections::BTreeMap;
use std::path::Path;

/// Why rules could not be evaluated.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    #[error(transparent)]
    Records(#[from] RecordError),
    #[error(
        "the columns cannot be kept up to date: {0}; make room or put the folder right, and run the command again"
    )]
    Projection(ProjectionError),
    #[error(
        "the columns cannot be read: {0}; they hold nothing of their own: delete store/columns and run the command again"
    )]
    Columns(#[from] Unreadable),
    #[error("customers of an earlier day cannot be put in columns: {0}")]
    Build(#[from] Unwritable),
}

impl From<ProjectionError> for EvaluateError {
    fn from(error: ProjectionError) -> Self {
        match error {
            ProjectionError::Records(error) => Self::Records(error),
            other => Self::Projection(other),
        }
    }
}

/// Evaluates due rules over the whole base, as the columns have it.
pub struct Evaluator<'a> {
    records: &'a Records<'a>,
    projection: Projection,
    zones: Vec<Zone>,
    threads: usize,
    /// By the rules it is for.
    plans: BTreeMap<Vec<usize>, Plan>,
}

impl<'a> Evaluator<'a> {
    /// Brings the columns in `folder` up to date, or builds them.
    pub fn open(
        folder: &Path,
        store: u64,
        records: &'a Records<'a>,
        project_zone: Zone,
    ) -> Result<Self, EvaluateError> {
        let (projection, _) = Projection::current(folder, store, records)?;
        let mut zones = vec![project_zone];
        for segment in projection.segments() {
            for zone in segment.layout().zones.iter().flatten() {
                if !zones.contains(zone) {
                    zones.push(*zone);
                }
            }
        }
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Ok(Self {
            records,
            projection,
            zones,
            threads,
            plans: BTreeMap::new(),
        })
    }

    /// The zones customers live in, the project's first.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// What changed for each due rule, given for whom it was true before; without that, only truths.
    pub fn changes(
        &mut self,
        rulebook: &Rulebook,
        due: &[Due],
        context: &TickContext<'_>,
        before: Option<&[&Bitmap]>,
    ) -> Result<Vec<RuleTruth>, EvaluateError> {
        let patch = self.patch(context)?;
        let mut segments = self.projection.segments();
        segments.extend(patch.as_ref().map(|patch| patch as &dyn Columns));
        let key: Vec<usize> = due.iter().map(|due| due.rule).collect();
        let plan = self.plans.entry(key).or_insert_with(|| {
            let rules: Vec<_> = due
                .iter()
                .filter_map(|due| rulebook.rules.get(due.rule))
                .collect();
            Plan::new(&rules, &rulebook.schema)
        });
        let asked: Vec<Asked<'_>> = due
            .iter()
            .enumerate()
            .map(|(at, due)| Asked {
                before: before.and_then(|before| before.get(at).copied()),
                since: Moment(i64::MIN),
                only_zone: due.zone,
            })
            .collect();
        let options = PassOptions::with_threads(self.threads);
        Ok(pass(plan, &segments, &asked, context, options)?)
    }

    /// Customers whose attributes have changed since the tick, as they were known then.
    fn patch(&self, context: &TickContext<'_>) -> Result<Option<MemoryColumns>, EvaluateError> {
        let changed = changed_after(&self.projection.segments(), context.at)?;
        if changed.is_empty() {
            return Ok(None);
        }
        let mut customers = Vec::with_capacity(changed.len());
        for slot in changed {
            customers.extend(self.records.customer_at_slot(slot)?);
        }
        Ok(Some(MemoryColumns::of(
            context.schema,
            &customers,
            Some(context.at),
        )?))
    }
}
