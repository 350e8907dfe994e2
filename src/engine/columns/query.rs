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
use super::kernels::{NO, Ones, Packed, UNKNOWN, YES, byte_of, counts_between, fill};
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
    any_of_each(&packed.yes, groups, |any| {
        truth.push(if any { YES } else { otherwise });
    });
    if packed.any_unknown {
        let mut truths = truth.iter_mut();
        any_of_each(&packed.unknown, groups, |any| {
            if let Some(truth) = truths.next() {
                *truth = (*truth).max(if any { UNKNOWN } else { NO });
            }
        });
    }
}

/// Yes where no further row can turn up and none is unknown.
pub(super) fn certain(packed: &Packed, groups: &[u32], complete: bool, truth: &mut Vec<u8>) {
    if !packed.any_unknown || !complete {
        return fill(truth, groups.len().saturating_sub(1), byte_of(complete));
    }
    truth.clear();
    any_of_each(&packed.unknown, groups, |any| truth.push(byte_of(!any)));
}

pub(super) fn matched(packed: &Packed, groups: &[u32], value: &mut Vector) {
    let counts = value.start_ints();
    counts_between(&packed.yes, groups, |count| counts.push(i64::from(count)));
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
        // Decoded values take all 64 bits.
        states.form = Form::I64;
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
    let mut states = value.states.iter_mut();
    any_of_each(&rows.packed.unknown, rows.groups, |any| {
        if let (Some(state), true) = (states.next(), any) {
            *state = UNTOLD;
        }
    });
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
    let present: &dyn Fn(usize) -> bool = match of.uniform {
        Some(PRESENT) => return fold_present(op, rows, kind, raw, of, value, |_| true),
        Some(_) => &|_| false,
        None => &|row| of.states[row] == PRESENT,
    };
    fold_present(op, rows, kind, raw, of, value, present);
}

fn fold_present(
    op: Aggregate,
    rows: &Rows<'_>,
    kind: &Kind,
    raw: impl Fn(usize) -> i64,
    of: &Vector,
    value: &mut Vector,
    present: impl Fn(usize) -> bool,
) {
    let Rows { packed, groups, .. } = rows;
    let mut push = |result: Option<i64>| {
        value.push(result.map_or(Cell::Missing, Cell::Value));
    };
    let total =
        |sum: i128, seen: u64| i128::from(of.base) * i128::from(seen) + i128::from(of.unit) * sum;
    let mut put_sum = |sum: i128, seen: u64| {
        push(match op {
            Aggregate::Average => arithmetic::average(kind, total(sum, seen), seen),
            _ => i64::try_from(total(sum, seen)).ok(),
        });
    };
    match op {
        Aggregate::Sum | Aggregate::Average if of.form == Form::I64 => {
            let add = |(sum, seen), row| (sum + i128::from(raw(row)), seen + 1);
            each_group(packed, groups, (0_i128, 0), present, add, |(sum, seen)| {
                put_sum(sum, seen);
            });
        }
        Aggregate::Sum | Aggregate::Average => {
            // Values of 32 bits cannot overflow: a group has less than 2^32 rows.
            let add = |(sum, seen), row| (sum + raw(row), seen + 1);
            each_group(packed, groups, (0_i64, 0), present, add, |(sum, seen)| {
                put_sum(i128::from(sum), seen);
            });
        }
        Aggregate::Count => {
            each_group(
                packed,
                groups,
                0,
                present,
                |seen, _| seen + 1,
                |seen| push(Some(seen)),
            );
        }
        Aggregate::Max | Aggregate::Min | Aggregate::Latest | Aggregate::First => {
            let keep = |kept: Option<i64>, row| {
                let (raw, kept) = (raw(row), kept);
                Some(match (op, kept) {
                    (Aggregate::Max, Some(kept)) => kept.max(raw),
                    (Aggregate::Min, Some(kept)) => kept.min(raw),
                    (Aggregate::First, Some(kept)) => kept,
                    _ => raw,
                })
            };
            each_group(packed, groups, None, present, keep, |kept| {
                push(kept.map(|raw| of.decoded(raw)));
            });
        }
    }
}

/// Folds the matching rows of each group that are `present`.
#[inline]
fn each_group<A: Copy>(
    packed: &Packed,
    groups: &[u32],
    start: A,
    present: impl Fn(usize) -> bool,
    step: impl Fn(A, usize) -> A,
    mut finish: impl FnMut(A),
) {
    let mut ones = Ones::of(&packed.yes);
    for end in groups.iter().skip(1) {
        let mut folded = start;
        while ones.next < *end as usize {
            if present(ones.next) {
                folded = step(folded, ones.next);
            }
            ones.advance();
        }
        finish(folded);
    }
}

/// Calls `each` with whether any bit of a group is set.
#[inline]
fn any_of_each(bits: &[u64], groups: &[u32], mut each: impl FnMut(bool)) {
    let mut ones = Ones::of(bits);
    for end in groups.iter().skip(1) {
        let any = ones.next < *end as usize;
        if any {
            ones.skip_to(*end as usize);
        }
        each(any);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_great_values_are_exact_where_missing_ones_count_as_something() {
        let mut field = Vector::default();
        field.start_ints().extend([i64::MAX, i64::MAX, i64::MIN, 5]);
        (field.uniform, field.fill) = (None, Some(7));
        field.states = vec![PRESENT, PRESENT, PRESENT, super::super::vector::MISSING];
        let mut packed = Packed::default();
        packed.pack(&[YES; 4]);
        let rows = Rows {
            packed: &packed,
            groups: &[0, 2, 4],
            complete: true,
        };
        let (mut scratch, mut value) = (Vec::new(), Vector::default());
        let field = Some((&field, &Kind::Whole));
        aggregate(Aggregate::Sum, &rows, field, 4, &mut scratch, &mut value);
        assert_eq!(value.at(0), Cell::Missing, "it overflows");
        assert_eq!(value.at(1), Cell::Value(i64::MIN + 7));
    }
}
