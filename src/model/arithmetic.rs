//! Arithmetic over packed values, exact or rounded half away from zero; one place, so that every evaluator agrees.

use super::kind::{Kind, MILLION};

/// The four operations of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// The kind of `left op right`, or `None` where the operation has no meaning.
pub fn result_kind(op: Operation, left: &Kind, right: &Kind) -> Option<Kind> {
    use Kind::{Hours, Money, Number, Percent, Whole};
    match op {
        Operation::Add | Operation::Subtract => match (left, right) {
            (Whole, Whole) => Some(Whole),
            (Number | Whole, Number | Whole) => Some(Number),
            (Percent, Percent) => Some(Percent),
            (Hours, Hours) => Some(Hours),
            (Money(a), Money(b)) if a == b => Some(left.clone()),
            _ => None,
        },
        Operation::Multiply => match (left, right) {
            (Whole, Whole) => Some(Whole),
            (Number | Whole, Number | Whole) => Some(Number),
            (Money(_) | Percent | Hours, Number | Whole) | (Money(_), Percent) => {
                Some(left.clone())
            }
            (Number | Whole, Money(_) | Percent | Hours) | (Percent, Money(_)) => {
                Some(right.clone())
            }
            _ => None,
        },
        Operation::Divide => match (left, right) {
            (Number | Whole, Number | Whole) | (Percent, Percent) | (Hours, Hours) => Some(Number),
            (Money(a), Money(b)) if a == b => Some(Number),
            (Money(_) | Percent | Hours, Number | Whole) => Some(left.clone()),
            _ => None,
        },
    }
}

/// `left op right` in the packing of [`result_kind`]; `None` on division by zero or overflow.
pub fn apply(op: Operation, left: (&Kind, i64), right: (&Kind, i64)) -> Option<i64> {
    let result = result_kind(op, left.0, right.0)?;
    let (left_num, left_den) = ratio(left.0, left.1);
    let (right_num, right_den) = ratio(right.0, right.1);
    let (num, den) = match op {
        Operation::Add => (
            left_num * right_den + right_num * left_den,
            left_den * right_den,
        ),
        Operation::Subtract => (
            left_num * right_den - right_num * left_den,
            left_den * right_den,
        ),
        Operation::Multiply => (left_num.checked_mul(right_num)?, left_den * right_den),
        Operation::Divide => {
            if right_num == 0 {
                return None;
            }
            (
                left_num.checked_mul(right_den)?,
                left_den.checked_mul(right_num)?,
            )
        }
    };
    rounded(num.checked_mul(scale(&result))?, den)
}

/// The average of `count` packed values adding up to `sum`, rounded half away from zero.
/// Whole numbers average to a [`Kind::Number`]; everything else keeps its kind.
pub fn average(kind: &Kind, sum: i128, count: u64) -> Option<i64> {
    let scale = if *kind == Kind::Whole {
        i128::from(MILLION)
    } else {
        1
    };
    rounded(sum.checked_mul(scale)?, i128::from(count))
}

/// The kind of an average over values of `kind`.
pub fn average_kind(kind: &Kind) -> Kind {
    if *kind == Kind::Whole {
        Kind::Number
    } else {
        kind.clone()
    }
}

/// A packed value as a plain ratio: 15% is 15/100, ¥1.50 is 150/1 (money stays in minor units).
fn ratio(kind: &Kind, packed: i64) -> (i128, i128) {
    (i128::from(packed), scale(kind))
}

fn scale(kind: &Kind) -> i128 {
    match kind {
        Kind::Number => i128::from(MILLION),
        Kind::Percent => i128::from(MILLION) * 100,
        _ => 1,
    }
}

fn rounded(num: i128, den: i128) -> Option<i64> {
    if den == 0 {
        return None;
    }
    let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
    let half = den / 2;
    let quotient = if num >= 0 {
        (num + half) / den
    } else {
        (num - half) / den
    };
    i64::try_from(quotient).ok()
}
