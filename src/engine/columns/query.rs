//! From the matching events of each customer to one truth or value per customer.
//!
//! A group is the rows of one customer, or the pairs of one subject event; it may be empty.
#![expect(
    clippy::indexing_slicing,
    reason = "group ends were checked to ascend and to lie within the block"
)]
#![expect(
    clippy::useless_conversion,
    reason = "one body serves all widths, and only the widest needs no conversion"
)]

use super::block::Block;
use super::kernels::{NO, Packed, UNKNOWN, YES, any_in, byte_of, each_one, fill, ones_in};
use super::vector::{Cell, Form, PRESENT, UNTOLD, Vector, by_form};
use crate::language::checked::Aggregate;
use crate::model::arithmetic;
use crate::model::kind::Kind;

/// The rows a query is about.
pub(super) struct Rows<'a> {
    pub packed: &'a Packed,
    pub groups: &'a [u32],
    /// No further events can turn up.
    pub complete: bool,
}

/// The events in the window of their customer's zone, where the zones' windows differ.
pub(super) fn in_windows(block: &Block, event: usize, ranges: &[(i64, i64)], truth: &mut Vec<u8>) {
    let events = &block.events[event];
    truth.clear();
    for (customer, ends) in events.first.windows(2).enumerate() {
        let (low, high) = ranges[block.zone_of(customer)];
        truth.extend(
            (ends[0]..ends[1]).map(|row| match events.at.at(row as usize) {
                Cell::Value(at) => byte_of(low <= at && at <= high),
                Cell::Missing | Cell::Untold => NO,
            }),
        );
    }
}

pub(super) fn has(packed: &Packed, groups: &[u32], complete: bool, truth: &mut Vec<u8>) {
    truth.clear();
    let otherwise = if complete { NO } else { UNKNOWN };
    truth.extend(ends(groups).map(|(from, to)| {
        if any_in(&packed.yes, from, to) {
            YES
        } else if packed.any_unknown && any_in(&packed.unknown, from, to) {
            UNKNOWN
        } else {
            otherwise
        }
    }));
}

/// Yes where no further row can turn up and none is unknown.
pub(super) fn certain(packed: &Packed, groups: &[u32], complete: bool, truth: &mut Vec<u8>) {
    if !packed.any_unknown || !complete {
        return fill(truth, groups.len().saturating_sub(1), byte_of(complete));
    }
    truth.clear();
    truth.extend(ends(groups).map(|(from, to)| byte_of(!any_in(&packed.unknown, from, to))));
}

pub(super) fn matched(packed: &Packed, groups: &[u32], value: &mut Vector) {
    let counts = ends(groups).map(|(from, to)| i64::from(ones_in(&packed.yes, from, to)));
    value.start_ints().extend(counts);
}

/// Folds the field of the matching rows of each group; rows without the field are left out.
pub(super) fn aggregate(
    op: Aggregate,
    rows: &Rows<'_>,
    field: Option<(&Vector, &Kind)>,
    rows_in_scope: usize,
    scratch: &mut Vec<i64>,
    value: &mut Vector,
) {
    if !rows.complete {
        return value.set_without_value(UNTOLD);
    }
    let Some((field, kind)) = field else {
        matched(rows.packed, rows.groups, value);
        return hide_uncertain(rows, value);
    };
    value.start_ints();
    value.uniform = None;
    let plain = field.form != Form::Scalar && field.fill.is_none();
    if plain {
        by_form!(
            field,
            raw => fold(op, rows, kind, |row| i64::from(raw[row]), field, value),
            ()
        );
    } else {
        let ints = field.decode(rows_in_scope, scratch);
        let mut states = Vector::default();
        states.set_scalar(0);
        if field.fill.is_none() {
            states.uniform = field.uniform;
        }
        fold(op, rows, kind, |row| ints[row], &states, value);
    }
    hide_uncertain(rows, value);
}

fn hide_uncertain(rows: &Rows<'_>, value: &mut Vector) {
    if !rows.packed.any_unknown {
        return;
    }
    if value.uniform.take().is_some() {
        value.states.resize(value.i64s.len(), PRESENT);
    }
    for ((from, to), state) in ends(rows.groups).zip(&mut value.states) {
        if any_in(&rows.packed.unknown, from, to) {
            *state = UNTOLD;
        }
    }
}

/// `raw` gives a row's raw value; `of` decodes it and knows which rows have one.
fn fold(
    op: Aggregate,
    rows: &Rows<'_>,
    kind: &Kind,
    raw: impl Fn(usize) -> i64,
    of: &Vector,
    value: &mut Vector,
) {
    let yes = &rows.packed.yes;
    let all = of.uniform == Some(PRESENT);
    let none = of.uniform.is_some() && !all;
    let present = |row: usize| all || !none && of.states[row] == PRESENT;
    for (from, to) in ends(rows.groups) {
        let mut seen: u64 = 0;
        let mut sum: i128 = 0;
        let mut kept: i64 = 0;
        each_one(yes, from, to, |row| {
            if !present(row) {
                return;
            }
            let raw = raw(row);
            kept = match op {
                Aggregate::Max if seen > 0 => kept.max(raw),
                Aggregate::Min if seen > 0 => kept.min(raw),
                Aggregate::First if seen > 0 => kept,
                _ => raw,
            };
            sum += i128::from(raw);
            seen += 1;
        });
        let total = || i128::from(of.base) * i128::from(seen) + i128::from(of.unit) * sum;
        let result = match op {
            Aggregate::Count => Some(seen as i64),
            Aggregate::Sum => i64::try_from(total()).ok(),
            Aggregate::Average => arithmetic::average(kind, total(), seen),
            _ => (seen > 0).then(|| of.decoded(kept)),
        };
        value.push(result.map_or(Cell::Missing, Cell::Value));
    }
}

/// The first row of each group and the one after its last.
fn ends(groups: &[u32]) -> impl Iterator<Item = (usize, usize)> + '_ {
    groups
        .windows(2)
        .map(|ends| (ends[0] as usize, ends[1] as usize))
}
