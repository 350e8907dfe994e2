//! Which subjects each due rule is true for, and what changed since its last tick.

use crate::engine::bitmap::Bitmap;
use crate::engine::columns::{
    Asked, MemoryColumns, MemorySink, PassOptions, RuleTruth, SegmentBuilder, Unreadable,
    Unwritable, pass,
};
use crate::engine::due::Due;
use crate::engine::facts::TickContext;
use crate::engine::plan::Plan;
use crate::language::checked::Rulebook;
use crate::model::calendar::Zone;
use crate::store::records::{RecordError, Records};

#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    #[error(transparent)]
    Records(#[from] RecordError),
    #[error("the columns cannot be read: {0}")]
    Columns(#[from] Unreadable),
    #[error("the columns cannot be built: {0}")]
    Build(#[from] Unwritable),
}

/// Evaluates due rules over the whole base.
pub struct Evaluator {
    base: MemoryColumns,
    zones: Vec<Zone>,
}

impl Evaluator {
    pub fn new(records: &Records<'_>, project_zone: Zone) -> Result<Self, EvaluateError> {
        let schema = records.schema();
        let mut zones = vec![project_zone];
        let at = schema.attribute(crate::model::schema::TIME_ZONE);
        let mut builder = SegmentBuilder::new(schema, MemorySink::default());
        for customer in records.customers()? {
            let customer = customer?;
            for version in &customer.profile {
                if let Some(Some(crate::model::value::Value::Text(name))) =
                    at.and_then(|at| version.values.get(at))
                    && let Ok(zone) = Zone::named(name)
                    && !zones.contains(&zone)
                {
                    zones.push(zone);
                }
            }
            builder.push(&customer, None)?;
        }
        let (layout, sink) = builder.finish()?;
        Ok(Self {
            base: sink.into_columns(layout),
            zones,
        })
    }

    /// The zones customers live in, the project's among them.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    /// What changed for each due rule, given for whom it was true before.
    pub fn changes(
        &mut self,
        rulebook: &Rulebook,
        due: &[Due],
        context: &TickContext<'_>,
        before: &[&Bitmap],
    ) -> Result<Vec<RuleTruth>, EvaluateError> {
        let rules: Vec<_> = due
            .iter()
            .filter_map(|due| rulebook.rules.get(due.rule))
            .collect();
        let plan = Plan::new(&rules, &rulebook.schema);
        let asked: Vec<Asked<'_>> = due
            .iter()
            .zip(before)
            .map(|(due, before)| Asked {
                before: Some(before),
                only_zone: due.zone,
                ..Asked::default()
            })
            .collect();
        let options = PassOptions::with_threads(2);
        Ok(pass(&plan, &[&self.base], &asked, context, options)?)
    }
}
