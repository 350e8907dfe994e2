//! A plan made ready for one segment at one tick: everything that is the same for all rows, or for all
//! rows of a zone, worked out once.

use super::layout::{Columns, Unreadable};
use super::words::Words;
use crate::engine::facts::TickContext;
use crate::engine::plan::{Constant, NodeId, Op, Plan, Scope, TickValue};
use crate::engine::span::{Bounds, event_bounds, field_bounds};
use crate::model::calendar::{
    Birthday, Day, LeapPolicy, LunarBirthday, YearlyKeys, Zone, birthdays_within,
    lunar_birthdays_within,
};
use crate::model::value::Value;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A plan bound to a segment and a tick.
pub(super) struct Binding<'a> {
    pub plan: &'a Plan,
    pub columns: &'a dyn Columns,
    pub tick_ms: i64,
    /// By position in the segment's zones.
    pub zones: Vec<Zone>,
    /// What each node needs to know beforehand.
    pub bound: Vec<Bound>,
    /// Per event type whether its feed is complete up to the tick.
    pub complete: Vec<bool>,
    /// Per event type whether any node looks at it.
    pub used_events: Vec<bool>,
    /// The numbers of the plan's texts and lists; those no customer has are below zero.
    pub literals: Vec<i64>,
}

/// What a node needs to know beforehand.
pub(super) enum Bound {
    Nothing,
    Value(i64),
    /// Sorted.
    Set(Vec<i64>),
    /// One per zone.
    Values(Vec<i64>),
    Ranges(Vec<(i64, i64)>),
    Birthdays(Vec<Arc<BirthdayTable>>),
}

/// The birthdays celebrated in a range of days, by the tail of the packed birthday.
pub(super) struct BirthdayTable {
    lunar: bool,
    keys: YearlyKeys,
    tails: Vec<bool>,
}

impl<'a> Binding<'a> {
    pub fn new(
        plan: &'a Plan,
        columns: &'a dyn Columns,
        context: &TickContext<'_>,
    ) -> Result<Self, Unreadable> {
        let layout = columns.layout();
        let zones: Vec<Zone> = layout
            .zones
            .iter()
            .map(|zone| zone.unwrap_or(context.project_zone))
            .collect();
        let mut words = Words::of(columns);
        let mut literals = Vec::with_capacity(plan.literals.len());
        for (at, literal) in plan.literals.iter().enumerate() {
            literals.push(words.find(literal)?.map_or(-1 - at as i64, i64::from));
        }
        let complete = (0..plan.fresh_within_ms.len()).map(|event| {
            let fresh_ms = plan.fresh_within_ms.get(event).copied().flatten();
            context.watermarks.complete(event, fresh_ms, context.at)
        });
        let mut binding = Self {
            plan,
            columns,
            tick_ms: context.at.0,
            bound: Vec::with_capacity(plan.nodes.len()),
            complete: complete.collect(),
            used_events: used_events(plan),
            literals,
            zones,
        };
        let mut tables = FxHashMap::default();
        for node in &plan.nodes {
            let bound = binding.bind(&node.op, context, &mut tables);
            binding.bound.push(bound);
        }
        Ok(binding)
    }

    pub fn constant(&self, constant: Constant) -> i64 {
        match constant {
            Constant::Int(int) => int,
            Constant::Literal(at) => self
                .literals
                .get(at as usize)
                .copied()
                .expect("every literal was looked up"),
        }
    }

    /// The literal behind a number below zero.
    pub fn literal(&self, number: i64) -> Option<&Value> {
        self.plan.literals.get(usize::try_from(-1 - number).ok()?)
    }

    pub fn complete(&self, event: usize) -> bool {
        self.complete.get(event).copied().unwrap_or(true)
    }

    pub fn bound(&self, id: usize) -> &Bound {
        self.bound.get(id).expect("every node was bound")
    }

    fn bind(&self, op: &Op, context: &TickContext<'_>, tables: &mut Tables) -> Bound {
        let ranges = |bounds: &dyn Fn(Zone) -> Bounds| {
            let range = |zone: &Zone| {
                let Bounds { from, to } = bounds(*zone);
                (from, to)
            };
            Bound::Ranges(self.zones.iter().map(range).collect())
        };
        match op {
            Op::Constant(constant)
            | Op::Fact {
                fill: Some(constant),
                ..
            }
            | Op::Default {
                value: constant, ..
            }
            | Op::Contains { item: constant, .. } => Bound::Value(self.constant(*constant)),
            Op::OneOf { set, .. } => {
                let mut set: Vec<i64> = set.iter().map(|value| self.constant(*value)).collect();
                set.sort_unstable();
                Bound::Set(set)
            }
            Op::Tick(value) => {
                let of = |zone: &Zone| tick_value(*value, *zone, context);
                Bound::Values(self.zones.iter().map(of).collect())
            }
            // The lowering leaves windows that begin at an entry out.
            Op::InWindow(window) => ranges(&|zone| {
                let bounds = event_bounds(*window, zone, context.at, None);
                bounds.unwrap_or(Bounds { from: 0, to: -1 })
            }),
            Op::Within { window, kind, .. } => {
                ranges(&|zone| field_bounds(*window, kind, zone, context.at))
            }
            Op::Birthday {
                lunar,
                from_days,
                to_days,
                ..
            } => {
                let table = |zone: &Zone| {
                    let today = zone.day_of(context.at);
                    let days = (today.plus_days(*from_days), today.plus_days(*to_days));
                    let key = (*lunar, days);
                    tables
                        .entry(key)
                        .or_insert_with(|| Arc::new(BirthdayTable::new(*lunar, days, context.leap)))
                        .clone()
                };
                Bound::Birthdays(self.zones.iter().map(table).collect())
            }
            _ => Bound::Nothing,
        }
    }
}

type Tables = FxHashMap<(bool, (Day, Day)), Arc<BirthdayTable>>;

impl BirthdayTable {
    fn new(lunar: bool, (first, last): (Day, Day), leap: LeapPolicy) -> Self {
        let keys = if lunar {
            lunar_birthdays_within(first, last)
        } else {
            birthdays_within(first, last, leap)
        };
        // The year does not matter to the key: only the last four digits do, and a lunar leap's fifth.
        let tails = if lunar { 20_000 } else { 10_000 };
        let mut table = Self {
            lunar,
            keys,
            tails: Vec::new(),
        };
        table.tails = (0..tails).map(|tail| table.holds_slowly(tail)).collect();
        table
    }

    pub fn holds(&self, packed: i64) -> bool {
        let tail = if self.lunar {
            packed % 100_000
        } else {
            packed % 10_000
        };
        let known = usize::try_from(tail)
            .ok()
            .and_then(|tail| self.tails.get(tail));
        known.copied().unwrap_or_else(|| self.holds_slowly(packed))
    }

    fn holds_slowly(&self, packed: i64) -> bool {
        self.keys.contains(if self.lunar {
            LunarBirthday::key_of_packed(packed)
        } else {
            Birthday::key_of_packed(packed)
        })
    }
}

fn tick_value(value: TickValue, zone: Zone, context: &TickContext<'_>) -> i64 {
    match value {
        TickValue::Today(plus) => i64::from(zone.day_of(context.at).plus(plus).0),
        TickValue::DayStart(plus) => zone.start_of(zone.day_of(context.at).plus(plus)).0,
        TickValue::Tick(plus_ms) => context.at.0.saturating_add(plus_ms),
    }
}

fn used_events(plan: &Plan) -> Vec<bool> {
    let mut used = vec![false; plan.fresh_within_ms.len()];
    let mut note = |event: usize| {
        if let Some(used) = used.get_mut(event) {
            *used = true;
        }
    };
    for node in &plan.nodes {
        match node.scope {
            Scope::Customers => {}
            Scope::Events(event) => note(event),
            Scope::Pairs(subject, row) => {
                note(subject);
                note(row);
            }
        }
    }
    used
}

/// The position of a node in the plan's list.
pub(super) fn position(id: NodeId) -> usize {
    id.0 as usize
}
