//! Computes the nodes of a plan over one block, each once, in the plan's order.
#![expect(
    clippy::indexing_slicing,
    reason = "nodes only name earlier nodes, and all rows of a scope have entries"
)]

use super::bind::{Binding, Bound, position};
use super::block::Block;
use super::kernels::{NO, Packed, UNKNOWN, YES, and, byte_of, fill, or};
use super::layout::{Column, Unreadable};
use super::query;
use super::vector::{Cell, Form, MISSING, PRESENT, UNTOLD, Vector};
use super::words::Words;
use crate::engine::interpret::count_so_far;
use crate::engine::plan::{Fact, NodeId, Op, Scope, Via};
use crate::language::checked::{Comparison, EventField};
use crate::model::arithmetic::{self, Operation};
use crate::model::kind::Kind;
use crate::model::truth::Truth;
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
                            let holds = match self.holds.get(&(at, number)) {
                                Some(holds) => *holds,
                                None => {
                                    let holds =
                                        list_holds(binding, &mut self.words, number, wanted)?;
                                    self.holds.insert((at, number), holds);
                                    holds
                                }
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

fn map(of: &Vector, rows: usize, value: &mut Vector, change: impl Fn(i64) -> Cell) {
    value.start_ints();
    value.uniform = None;
    for row in 0..rows {
        value.push(match of.at(row) {
            Cell::Value(int) => change(int),
            cell => cell,
        });
    }
}

fn arithmetic(
    op: Operation,
    (left, right): (&Vector, &Vector),
    kinds: &(Kind, Kind),
    rows: usize,
    value: &mut Vector,
) {
    let alike = kinds.0 == kinds.1;
    let apply = |a: i64, b: i64| match op {
        // Values of one kind have one scale.
        Operation::Add if alike => a.checked_add(b),
        Operation::Subtract if alike => a.checked_sub(b),
        _ => arithmetic::apply(op, (&kinds.0, a), (&kinds.1, b)),
    };
    if let (Some(a), Some(b)) = (left.shared(), right.shared()) {
        match apply(a, b) {
            Some(result) => value.set_scalar(result),
            None => value.set_without_value(MISSING),
        }
        return;
    }
    value.start_ints();
    value.uniform = None;
    for row in 0..rows {
        value.push(match (left.at(row), right.at(row)) {
            (Cell::Value(a), Cell::Value(b)) => apply(a, b).map_or(Cell::Missing, Cell::Value),
            (Cell::Untold, _) | (_, Cell::Untold) => Cell::Untold,
            _ => Cell::Missing,
        });
    }
}

fn compare(
    op: Comparison,
    (left, right): (&Vector, &Vector),
    factors: (i64, i64),
    rows: usize,
    (left_ints, right_ints): (&mut Vec<i64>, &mut Vec<i64>),
    truth: &mut Vec<u8>,
) {
    if let Some(bound) = right.shared() {
        let (range, outside) = range_of(op, factors, bound);
        left.test_range(rows, range, outside, truth);
        return;
    }
    if let Some(bound) = left.shared() {
        let (range, outside) = range_of(op.flipped(), (factors.1, factors.0), bound);
        right.test_range(rows, range, outside, truth);
        return;
    }
    let (left_ints, right_ints) = (left.decode(rows, left_ints), right.decode(rows, right_ints));
    let pairs = left_ints.iter().zip(right_ints);
    truth.clear();
    if factors == (1, 1) {
        truth.extend(pairs.map(|(a, b)| byte_of(op.holds(a, b))));
    } else {
        let wide = |int: i64, factor: i64| i128::from(int) * i128::from(factor);
        truth.extend(
            pairs.map(|(a, b)| byte_of(op.holds(&wide(*a, factors.0), &wide(*b, factors.1)))),
        );
    }
    for side in [left, right] {
        if !side.all_present() {
            for (row, truth) in truth.iter_mut().enumerate() {
                if side.state(row) != PRESENT {
                    *truth = UNKNOWN;
                }
            }
        }
    }
}

/// The values for which `value × factor op bound × factor` holds: a range, or all outside of it.
fn range_of(op: Comparison, (left, right): (i64, i64), bound: i64) -> ((i64, i64), bool) {
    let (left, bound) = (i128::from(left), i128::from(bound) * i128::from(right));
    let (floor, exact) = (bound.div_euclid(left), bound.rem_euclid(left) == 0);
    let ceil = if exact { floor } else { floor + 1 };
    let (low, high) = match op {
        Comparison::Less => (i128::MIN, ceil - 1),
        Comparison::LessOrEqual => (i128::MIN, floor),
        Comparison::Greater => (floor + 1, i128::MAX),
        Comparison::GreaterOrEqual => (ceil, i128::MAX),
        Comparison::Equal | Comparison::NotEqual => (ceil, floor),
    };
    let outside = op == Comparison::NotEqual;
    let (least, greatest) = (i128::from(i64::MIN), i128::from(i64::MAX));
    if low > high || low > greatest || high < least {
        return ((1, 0), outside);
    }
    ((low.max(least) as i64, high.min(greatest) as i64), outside)
}

fn compare_count(
    op: Comparison,
    (count, certain): (&Vector, &[u8]),
    right: &Vector,
    factors: (i64, i64),
    rows: usize,
    truth: &mut Vec<u8>,
) {
    let settle = |certain: u8, holds: bool, above: bool| {
        if certain == YES {
            byte_of(holds)
        } else {
            match count_so_far(op, holds, above) {
                Truth::No => NO,
                Truth::Unknown => UNKNOWN,
                Truth::Yes => YES,
            }
        }
    };
    truth.clear();
    if let Some(bound) = right.shared() {
        let ((low, high), outside) = range_of(op, factors, bound);
        let ((above_low, above_high), _) = range_of(Comparison::Greater, factors, bound);
        truth.extend((0..rows).map(|row| {
            let Cell::Value(count) = count.at(row) else {
                return UNKNOWN;
            };
            let holds = (low <= count && count <= high) != outside;
            settle(
                certain[row],
                holds,
                above_low <= count && count <= above_high,
            )
        }));
        return;
    }
    let wide = |int: i64, factor: i64| i128::from(int) * i128::from(factor);
    truth.extend((0..rows).map(|row| match (count.at(row), right.at(row)) {
        (Cell::Value(count), Cell::Value(bound)) => {
            let (count, bound) = (wide(count, factors.0), wide(bound, factors.1));
            settle(certain[row], op.holds(&count, &bound), count > bound)
        }
        _ => UNKNOWN,
    }));
}

fn one_of(item: &Vector, bound: &Bound, rows: usize, truth: &mut Vec<u8>) {
    let Bound::Set(set) = bound else { return };
    match set.as_slice() {
        [first, .., last] if last.abs_diff(*first) < 64 => {
            let bits = set
                .iter()
                .fold(0_u64, |bits, value| bits | 1 << value.abs_diff(*first));
            item.test_each(
                rows,
                |value| {
                    let bit = value.wrapping_sub(*first) as u64;
                    value >= *first && bit < 64 && bits >> bit & 1 == 1
                },
                truth,
            );
        }
        [only] => item.test_range(rows, (*only, *only), false, truth),
        few if few.len() <= 8 => item.test_each(rows, |value| few.contains(&value), truth),
        many => item.test_each(rows, |value| many.binary_search(&value).is_ok(), truth),
    }
}

fn known(item: &Vector, wanted: bool, rows: usize, truth: &mut Vec<u8>) {
    let of_state = |state: u8| match state {
        UNTOLD => UNKNOWN,
        state => byte_of((state == PRESENT) == wanted),
    };
    truth.clear();
    truth.extend((0..rows).map(|row| of_state(item.state(row))));
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
    let Some(crate::model::value::Value::List(items)) = binding.literal(number) else {
        return Ok(false);
    };
    for item in items {
        let raw = match item {
            crate::model::value::Value::Int(int) => Some(*int),
            word => words.find(word)?.map(i64::from),
        };
        let same_literal = binding.literal(wanted) == Some(item);
        if raw == Some(wanted) || raw.is_none() && same_literal {
            return Ok(true);
        }
    }
    Ok(false)
}

fn spread(of: &[u8], block: &Block, scope: Scope, via: Via, out: &mut Vec<u8>) {
    out.clear();
    each_source(block, scope, via, |row, times| {
        out.resize(out.len() + times, of[row])
    });
}

fn spread_value(of: &Vector, block: &Block, scope: Scope, via: Via, out: &mut Vector) {
    (out.form, out.scalar) = (of.form, of.scalar);
    (out.base, out.unit, out.fill, out.uniform) = (of.base, of.unit, of.fill, of.uniform);
    match of.form {
        Form::Scalar => {}
        Form::U8 => repeat(&of.u8s, block, scope, via, &mut out.u8s),
        Form::U32 => repeat(&of.u32s, block, scope, via, &mut out.u32s),
        Form::I32 => repeat(&of.i32s, block, scope, via, &mut out.i32s),
        Form::I64 => repeat(&of.i64s, block, scope, via, &mut out.i64s),
    }
    if of.uniform.is_none() {
        repeat(&of.states, block, scope, via, &mut out.states);
    }
}

fn repeat<T: Copy>(of: &[T], block: &Block, scope: Scope, via: Via, out: &mut Vec<T>) {
    out.clear();
    each_source(block, scope, via, |row, times| {
        out.resize(out.len() + times, of[row])
    });
}

/// Calls `each` with the row of the narrower scope and how many rows of `scope` in a row it stands for.
fn each_source(block: &Block, scope: Scope, via: Via, mut each: impl FnMut(usize, usize)) {
    match (via, scope) {
        (Via::Row, Scope::Pairs(subject, row)) => {
            for at in &block.pair(subject, row).row_of {
                each(*at as usize, 1);
            }
        }
        _ => {
            for (row, ends) in block.groups(scope).windows(2).enumerate() {
                each(row, (ends[1] - ends[0]) as usize);
            }
        }
    }
}
