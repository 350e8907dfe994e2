//! Computes the nodes of a plan over one block, each once, in the plan's order.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes only name earlier nodes, and all rows of a scope have entries"
)]

use super::bind::{Binding, Bound, position};
use super::block::Block;
use super::kernels::{NO, Packed, UNKNOWN, YES, and, byte_of, fill, or};
use super::layout::{Column, Unreadable};
use super::operators::{arithmetic, compare, compare_count, known, map, one_of};
use super::query;
use super::spread::{spread, spread_value};
use super::vector::{Cell, MISSING, UNTOLD, Vector};
use super::words::Words;
use crate::engine::plan::{Fact, NodeId, Op, Scope};
use crate::language::checked::EventField;
use crate::model::value::Value;
use rustc_hash::FxHashMap;

/// What a node came to in the block: a value or a truth per row, or packed truths.
#[derive(Default)]
pub(super) struct Slot {
    pub value: Vector,
    pub truth: Vec<u8>,
    pub packed: Packed,
}

/// One thread's block, results and scratch space.
pub(super) struct Worker<'a> {
    pub binding: &'a Binding<'a>,
    pub block: Block,
    pub slots: Vec<Slot>,
    pub words: Words<'a>,
    /// Which lists hold the item an [`Op::Contains`] asks for, by node and list.
    holds: FxHashMap<(usize, i64), bool>,
    left: Vec<i64>,
    right: Vec<i64>,
}

/// The results so far, to read from.
struct Done<'a>(&'a [Slot]);

impl Done<'_> {
    fn value(&self, id: NodeId) -> &Vector {
        &self.0[position(id)].value
    }

    fn truth(&self, id: NodeId) -> &[u8] {
        &self.0[position(id)].truth
    }

    fn packed(&self, id: NodeId) -> &Packed {
        &self.0[position(id)].packed
    }
}

impl<'a> Worker<'a> {
    pub fn new(binding: &'a Binding<'a>) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(binding.plan.nodes.len(), Slot::default);
        Self {
            binding,
            block: Block::default(),
            slots,
            words: Words::of(binding.columns),
            holds: FxHashMap::default(),
            left: Vec::new(),
            right: Vec::new(),
        }
    }

    /// Loads a block and computes every node over it.
    pub fn compute(&mut self, from: u32, rows: usize) -> Result<(), Unreadable> {
        self.block.load(self.binding, from, rows)?;
        (0..self.binding.plan.nodes.len()).try_for_each(|at| self.node(at))
    }

    fn node(&mut self, at: usize) -> Result<(), Unreadable> {
        let binding = self.binding;
        let node = &binding.plan.nodes[at];
        let rows = self.block.len(node.scope);
        let (done, rest) = self.slots.split_at_mut(at);
        let (done, slot) = (Done(done), &mut rest[0]);
        let (value, truth) = (&mut slot.value, &mut slot.truth);
        let bound = binding.bound(at);
        match &node.op {
            Op::Nothing => value.set_without_value(MISSING),
            Op::Untold => value.set_without_value(UNTOLD),
            Op::Constant(_) => value.set_scalar(bound.value().unwrap_or(0)),
            Op::Fact { fact, .. } => self.read_fact(at, *fact)?,
            Op::Tick(_) => by_zone(bound, &self.block, value),
            Op::Arithmetic {
                op,
                left,
                right,
                kinds,
            } => {
                let sides = (done.value(*left), done.value(*right));
                arithmetic(*op, sides, kinds, rows, value);
            }
            Op::Negate(of) => {
                map(done.value(*of), rows, value, |int| {
                    int.checked_neg().map_or(Cell::Missing, Cell::Value)
                });
            }
            Op::Default { of, .. } => {
                let of = done.value(*of);
                let stands = bound.value().unwrap_or(0);
                value.start_ints();
                value.uniform = None;
                for row in 0..rows {
                    value.push(match of.at(row) {
                        Cell::Missing => Cell::Value(stands),
                        cell => cell,
                    });
                }
            }
            Op::Matched(of) => {
                let scope = binding.plan.nodes[position(*of)].scope;
                query::matched(done.packed(*of), self.block.groups(scope), value);
            }
            Op::Aggregate {
                op,
                rows: of,
                event,
                field,
            } => {
                let scope = binding.plan.nodes[position(*of)].scope;
                let rows = query::Rows {
                    packed: done.packed(*of),
                    groups: self.block.groups(scope),
                    complete: binding.complete(*event),
                };
                let field = field.as_ref().map(|(id, kind)| (done.value(*id), kind));
                query::aggregate(
                    *op,
                    &rows,
                    field,
                    self.block.len(scope),
                    &mut self.left,
                    value,
                );
            }
            Op::SpreadValue { of, via } => {
                spread_value(done.value(*of), &self.block, node.scope, *via, value);
            }
            Op::Spread { of, via } => {
                spread(done.truth(*of), &self.block, node.scope, *via, truth);
            }
            Op::Truth(yes) => fill(truth, rows, byte_of(*yes)),
            Op::Not(of) => {
                truth.clear();
                truth.extend(done.truth(*of).iter().map(|truth| YES - truth));
            }
            Op::All(parts) => {
                start(truth, rows, parts, &done, YES);
                parts
                    .iter()
                    .skip(1)
                    .for_each(|part| and(truth, done.truth(*part)));
            }
            Op::Any(parts) => {
                start(truth, rows, parts, &done, NO);
                parts
                    .iter()
                    .skip(1)
                    .for_each(|part| or(truth, done.truth(*part)));
            }
            Op::Flag(item) => done.value(*item).test_range(rows, (0, 0), true, truth),
            Op::Compare {
                op,
                left,
                right,
                factors,
            } => {
                let sides = (done.value(*left), done.value(*right));
                compare(
                    *op,
                    sides,
                    *factors,
                    rows,
                    (&mut self.left, &mut self.right),
                    truth,
                );
            }
            Op::CompareCount {
                op,
                count,
                certain,
                right,
                factors,
            } => {
                let (count, right) = (done.value(*count), done.value(*right));
                compare_count(
                    *op,
                    (count, done.truth(*certain)),
                    right,
                    *factors,
                    rows,
                    truth,
                );
            }
            Op::OneOf { item, .. } => one_of(done.value(*item), bound, rows, truth),
            Op::Contains { list, .. } => {
                let wanted = bound.value().unwrap_or(0);
                let list = done.value(*list);
                truth.clear();
                for row in 0..rows {
                    truth.push(match list.at(row) {
                        Cell::Value(number) => {
                            let holds = if let Some(holds) = self.holds.get(&(at, number)) {
                                *holds
                            } else {
                                let holds = list_holds(binding, &mut self.words, number, wanted)?;
                                self.holds.insert((at, number), holds);
                                holds
                            };
                            byte_of(holds)
                        }
                        Cell::Missing | Cell::Untold => UNKNOWN,
                    });
                }
            }
            Op::Known { item, wanted } => known(done.value(*item), *wanted, rows, truth),
            Op::Has { rows: of, event } => {
                let scope = binding.plan.nodes[position(*of)].scope;
                let (packed, groups) = (done.packed(*of), self.block.groups(scope));
                query::has(packed, groups, binding.complete(*event), truth);
            }
            Op::Certain { rows: of, event } => {
                let scope = binding.plan.nodes[position(*of)].scope;
                let (packed, groups) = (done.packed(*of), self.block.groups(scope));
                query::certain(packed, groups, binding.complete(*event), truth);
            }
            Op::Birthday { item, .. } => {
                let Bound::Birthdays(tables) = bound else {
                    return Ok(());
                };
                let item = done.value(*item);
                match self.block.zone {
                    Some(zone) => item.test_each(rows, |packed| tables[zone].holds(packed), truth),
                    None => self.by_owner_zone(at, |zone, packed| tables[zone].holds(packed)),
                }
            }
            Op::Within { item, .. } => {
                let Bound::Ranges(ranges) = bound else {
                    return Ok(());
                };
                match shared_range(&self.block, ranges) {
                    Some(range) => done.value(*item).test_range(rows, range, false, truth),
                    None => self.by_owner_zone(at, |zone, value| {
                        let (low, high) = ranges[zone];
                        low <= value && value <= high
                    }),
                }
            }
            Op::InWindow(_) => {
                let (Bound::Ranges(ranges), Scope::Events(event)) = (bound, node.scope) else {
                    return Ok(());
                };
                let events = &self.block.events[event];
                match shared_range(&self.block, ranges) {
                    Some(range) => events.at.test_range(rows, range, false, truth),
                    None => query::in_windows(&self.block, event, ranges, truth),
                }
                if !events.current.is_empty() {
                    and(truth, &events.current);
                }
            }
            Op::Pack(of) => slot.packed.pack(done.truth(*of)),
        }
        Ok(())
    }

    fn read_fact(&mut self, at: usize, fact: Fact) -> Result<(), Unreadable> {
        let value = &mut self.slots[at].value;
        let fill = self.binding.bound(at).value();
        let (columns, block) = (self.binding.columns, &self.block);
        match fact {
            Fact::Attribute(field) => {
                let both = (
                    Column::Attribute(field),
                    Some(Column::AttributeKnown(field)),
                );
                value.read(columns, both, block.from, block.rows, fill)
            }
            Fact::Event(event, EventField::At) => {
                let events = &block.events[event];
                let both = (Column::At(event), None);
                value.read(columns, both, events.from, events.rows, None)
            }
            Fact::Event(event, EventField::Property(field)) => {
                let events = &block.events[event];
                let known = Column::PropertyKnown(event, field);
                let both = (Column::Property(event, field), Some(known));
                value.read(columns, both, events.from, events.rows, fill)
            }
        }
    }

    /// Tests a node's only item row by row with the zone of the row's customer.
    fn by_owner_zone(&mut self, at: usize, holds: impl Fn(usize, i64) -> bool) {
        let node = &self.binding.plan.nodes[at];
        let (Op::Birthday { item, .. } | Op::Within { item, .. }) = &node.op else {
            return;
        };
        let customers = owners_of(&mut self.block, node.scope);
        let (done, rest) = self.slots.split_at_mut(at);
        let (item, truth) = (&done[position(*item)].value, &mut rest[0].truth);
        let zone_of = |row: usize| {
            let customer = customers
                .as_ref()
                .map_or(row, |owners| owners[row] as usize);
            self.block.zone_of(customer)
        };
        truth.clear();
        truth.extend(
            (0..self.block.len(node.scope)).map(|row| match item.at(row) {
                Cell::Value(value) => byte_of(holds(zone_of(row), value)),
                Cell::Missing | Cell::Untold => UNKNOWN,
            }),
        );
    }
}

impl Bound {
    fn value(&self) -> Option<i64> {
        match self {
            Self::Value(value) => Some(*value),
            _ => None,
        }
    }
}

/// The customer's row of every row of a scope; `None` where the rows are the customers.
fn owners_of(block: &mut Block, scope: Scope) -> Option<Vec<u32>> {
    match scope {
        Scope::Customers => None,
        Scope::Events(event) => Some(block.events[event].owners().to_vec()),
        Scope::Pairs(subject, row) => {
            let owners = block.events[row].owners().to_vec();
            Some(
                block
                    .pair(subject, row)
                    .row_of
                    .iter()
                    .map(|at| owners[*at as usize])
                    .collect(),
            )
        }
    }
}

/// The range all rows of the block share: there is one zone, or the zones agree.
fn shared_range(block: &Block, ranges: &[(i64, i64)]) -> Option<(i64, i64)> {
    if let Some(zone) = block.zone {
        return ranges.get(zone).copied();
    }
    let first = *ranges.first()?;
    ranges.iter().all(|range| *range == first).then_some(first)
}

fn by_zone(bound: &Bound, block: &Block, value: &mut Vector) {
    let Bound::Values(values) = bound else { return };
    match block.zone {
        Some(zone) => value.set_scalar(values[zone]),
        None if values.iter().all(|value| *value == values[0]) => value.set_scalar(values[0]),
        None => {
            let ints = value.start_ints();
            ints.extend(block.zones.iter().map(|zone| values[*zone as usize]));
        }
    }
}

fn start(truth: &mut Vec<u8>, rows: usize, parts: &[NodeId], done: &Done<'_>, empty: u8) {
    match parts.first() {
        Some(first) => {
            truth.clear();
            truth.extend_from_slice(done.truth(*first));
        }
        None => fill(truth, rows, empty),
    }
}

fn list_holds(
    binding: &Binding<'_>,
    words: &mut Words<'_>,
    number: i64,
    wanted: i64,
) -> Result<bool, Unreadable> {
    if let Ok(number) = u32::try_from(number) {
        return Ok(words.items(number)?.contains(&wanted));
    }
    // A list that stands in the rule and that no customer has.
    let Some(Value::List(items)) = binding.literal(number) else {
        return Ok(false);
    };
    for item in items {
        let raw = match item {
            Value::Int(int) => Some(*int),
            word => words.find(word)?.map(i64::from),
        };
        let same_literal = binding.literal(wanted) == Some(item);
        if raw == Some(wanted) || raw.is_none() && same_literal {
            return Ok(true);
        }
    }
    Ok(false)
}
