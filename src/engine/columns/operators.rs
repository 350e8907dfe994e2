//! Arithmetic and tests over vectors.
#![expect(
    clippy::indexing_slicing,
    reason = "truths and values have an entry for each row of the scope"
)]

use super::bind::Bound;
use super::kernels::{NO, UNKNOWN, YES, byte_of, fill};
use super::vector::{Cell, MISSING, PRESENT, Vector};
use crate::engine::interpret::count_so_far;
use crate::language::checked::Comparison;
use crate::model::arithmetic::{self, Operation};
use crate::model::kind::Kind;
use crate::model::truth::Truth;

pub(super) fn map(of: &Vector, rows: usize, value: &mut Vector, change: impl Fn(i64) -> Cell) {
    value.start_ints();
    value.uniform = None;
    for row in 0..rows {
        value.push(match of.at(row) {
            Cell::Value(int) => change(int),
            cell => cell,
        });
    }
}

pub(super) fn arithmetic(
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

pub(super) fn compare(
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

pub(super) fn compare_count(
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
    // A count is never missing, so its values are all that matters.
    let mut scratch = Vec::new();
    let counts = count.decode(rows, &mut scratch).iter().zip(certain);
    if let Some(bound) = right.shared() {
        let ((low, high), outside) = range_of(op, factors, bound);
        let ((above_low, above_high), _) = range_of(Comparison::Greater, factors, bound);
        truth.extend(counts.map(|(count, certain)| {
            let holds = (low <= *count && *count <= high) != outside;
            settle(*certain, holds, above_low <= *count && *count <= above_high)
        }));
        return;
    }
    let wide = |int: i64, factor: i64| i128::from(int) * i128::from(factor);
    truth.extend(
        counts
            .enumerate()
            .map(|(row, (count, certain))| match right.at(row) {
                Cell::Value(bound) => {
                    let (count, bound) = (wide(*count, factors.0), wide(bound, factors.1));
                    settle(*certain, op.holds(&count, &bound), count > bound)
                }
                Cell::Missing | Cell::Untold => UNKNOWN,
            }),
    );
}

pub(super) fn one_of(item: &Vector, bound: &Bound, rows: usize, truth: &mut Vec<u8>) {
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

pub(super) fn known(item: &Vector, wanted: bool, rows: usize, truth: &mut Vec<u8>) {
    let missing_is = if item.fill.is_some() { wanted } else { !wanted };
    let by_state = [byte_of(wanted), byte_of(missing_is), UNKNOWN];
    let of_state = |state: u8| by_state[usize::from(state).min(2)];
    if let Some(state) = item.uniform {
        return fill(truth, rows, of_state(state));
    }
    truth.clear();
    truth.extend(item.states.iter().map(|state| of_state(*state)));
}
