//! Loops over truths, one byte a row, and bits, written so that the compiler vectorises them.
#![expect(
    clippy::indexing_slicing,
    reason = "positions come from the ranges and lengths of the same block"
)]

use crate::model::truth::Truth;

pub(super) const NO: u8 = 0;
pub(super) const UNKNOWN: u8 = 1;
pub(super) const YES: u8 = 2;

pub(super) fn truth_of(byte: u8) -> Truth {
    match byte {
        NO => Truth::No,
        YES => Truth::Yes,
        _ => Truth::Unknown,
    }
}

pub(super) fn byte_of(yes: bool) -> u8 {
    if yes { YES } else { NO }
}

/// Sets `out` to `rows` times the same truth.
pub(super) fn fill(out: &mut Vec<u8>, rows: usize, truth: u8) {
    out.clear();
    out.resize(rows, truth);
}

pub(super) fn and(out: &mut [u8], other: &[u8]) {
    for (a, b) in out.iter_mut().zip(other) {
        *a = (*a).min(*b);
    }
}

pub(super) fn or(out: &mut [u8], other: &[u8]) {
    for (a, b) in out.iter_mut().zip(other) {
        *a = (*a).max(*b);
    }
}

/// Yes where `low <= value <= high` (no, where `outside`).
pub(super) fn within<T: Copy + Ord>(
    values: &[T],
    low: T,
    high: T,
    outside: bool,
    out: &mut Vec<u8>,
) {
    out.clear();
    let (inside, beyond) = if outside { (NO, YES) } else { (YES, NO) };
    out.extend(values.iter().map(|v| {
        if low <= *v && *v <= high {
            inside
        } else {
            beyond
        }
    }));
}

/// Truths as bits.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    pub yes: Vec<u64>,
    pub unknown: Vec<u64>,
    pub any_unknown: bool,
}

impl Packed {
    pub fn pack(&mut self, truths: &[u8]) {
        self.yes.clear();
        self.unknown.clear();
        let mut any = 0;
        let (whole, rest) = truths.as_chunks::<64>();
        for chunk in whole {
            let (yes, unknown) = pack64(chunk);
            any |= unknown;
            self.yes.push(yes);
            self.unknown.push(unknown);
        }
        if !rest.is_empty() {
            let mut chunk = [NO; 64];
            chunk[..rest.len()].copy_from_slice(rest);
            let (yes, unknown) = pack64(&chunk);
            any |= unknown;
            self.yes.push(yes);
            self.unknown.push(unknown);
        }
        self.any_unknown = any != 0;
    }
}

fn pack64(chunk: &[u8; 64]) -> (u64, u64) {
    const LOW: u64 = 0x0101_0101_0101_0101;
    // Multiplying moves the lowest bit of byte i to bit i of the top byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (mut yes, mut unknown) = (0, 0);
    let (eights, _) = chunk.as_chunks::<8>();
    for (at, eight) in eights.iter().enumerate() {
        let bytes = u64::from_le_bytes(*eight);
        yes |= ((bytes >> 1 & LOW).wrapping_mul(GATHER) >> 56) << (at * 8);
        unknown |= ((bytes & LOW).wrapping_mul(GATHER) >> 56) << (at * 8);
    }
    (yes, unknown)
}

/// How many of the bits `from..to` are set.
pub(super) fn ones_in(bits: &[u64], from: usize, to: usize) -> u32 {
    let mut count = 0;
    each_word(bits, from, to, |_, word| count += word.count_ones());
    count
}

/// Whether any of the bits `from..to` is set.
pub(super) fn any_in(bits: &[u64], from: usize, to: usize) -> bool {
    let mut any = 0;
    each_word(bits, from, to, |_, word| any |= word);
    any != 0
}

/// Calls `each` with the positions of the set bits in `from..to`, in order.
pub(super) fn each_one(bits: &[u64], from: usize, to: usize, mut each: impl FnMut(usize)) {
    each_word(bits, from, to, |start, mut word| {
        while word != 0 {
            each(start + word.trailing_zeros() as usize);
            word &= word - 1;
        }
    });
}

/// The words that hold the bits `from..to`, with all others masked out.
#[inline]
fn each_word(bits: &[u64], from: usize, to: usize, mut each: impl FnMut(usize, u64)) {
    if from >= to {
        return;
    }
    let (first, last) = (from / 64, (to - 1) / 64);
    let head = u64::MAX << (from % 64);
    let tail = u64::MAX >> (63 - (to - 1) % 64);
    if first == last {
        each(first * 64, bits[first] & head & tail);
        return;
    }
    each(first * 64, bits[first] & head);
    for (at, word) in bits.iter().enumerate().take(last).skip(first + 1) {
        each(at * 64, *word);
    }
    each(last * 64, bits[last] & tail);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_and_counting_agree_with_counting_bytes() {
        let truths: Vec<u8> = (0..300_usize).map(|at| (at * 7 % 11 % 3) as u8).collect();
        let mut packed = Packed::default();
        packed.pack(&truths);
        for from in (0..300).step_by(13) {
            for to in (from..=300).step_by(7) {
                let of = |truth| (from..to).filter(|at| truths[*at] == truth).count();
                assert_eq!(
                    ones_in(&packed.yes, from, to) as usize,
                    of(YES),
                    "{from}..{to}"
                );
                assert_eq!(
                    any_in(&packed.unknown, from, to),
                    of(UNKNOWN) > 0,
                    "{from}..{to}"
                );
                let mut seen = Vec::new();
                each_one(&packed.yes, from, to, |at| seen.push(at));
                assert!(seen.iter().all(|at| truths[*at] == YES));
                assert_eq!(seen.len(), of(YES));
            }
        }
    }
}
