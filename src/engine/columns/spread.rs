//! Lays values of a narrower scope out over a wider one: a customer's over the customer's events.
#![expect(
    clippy::indexing_slicing,
    reason = "group ends were checked to ascend and to lie within the block"
)]

use super::block::Block;
use super::vector::{Form, Vector};
use crate::engine::plan::{Scope, Via};

pub(super) fn spread(of: &[u8], block: &Block, scope: Scope, via: Via, out: &mut Vec<u8>) {
    out.clear();
    each_source(block, scope, via, |row, times| {
        out.resize(out.len() + times, of[row]);
    });
}

pub(super) fn spread_value(of: &Vector, block: &Block, scope: Scope, via: Via, out: &mut Vector) {
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
        out.resize(out.len() + times, of[row]);
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
