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
    out.resize(values.len(), NO);
    let pairs = out.iter_mut().zip(values);
    // Constants on both sides let the compiler turn each comparison into a mask.
    if outside {
        for (truth, value) in pairs {
            *truth = if low <= *value && *value <= high {
                NO
            } else {
                YES
            };
        }
    } else {
        for (truth, value) in pairs {
            *truth = if low <= *value && *value <= high {
                YES
            } else {
                NO
            };
        }
    }
}

/// For how many rows both are unknown.
pub(super) fn both_unknown(one: &[u8], other: &[u8]) -> u64 {
    // Sums of 128 bytes fit a byte, so that the inner loop runs over bytes alone.
    let pieces = one.chunks(128).zip(other.chunks(128));
    let counts = pieces.map(|(one, other)| {
        let both = one.iter().zip(other);
        let count: u8 = both
            .map(|(a, b)| u8::from(*a == UNKNOWN) & u8::from(*b == UNKNOWN))
            .sum();
        u64::from(count)
    });
    counts.sum()
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

/// The set bits in order, one after the other.
pub(super) struct Ones<'a> {
    bits: &'a [u64],
    at: usize,
    word: u64,
    /// The position of the next set bit, or `usize::MAX` after the last.
    pub next: usize,
}

impl<'a> Ones<'a> {
    pub fn of(bits: &'a [u64]) -> Self {
        let word = bits.first().copied().unwrap_or(0);
        let mut ones = Self {
            bits,
            at: 0,
            word,
            next: 0,
        };
        ones.settle();
        ones
    }

    /// Goes on to the set bit after `next`.
    #[inline]
    pub fn advance(&mut self) {
        self.word &= self.word.wrapping_sub(1);
        self.settle();
    }

    /// Goes on to the first set bit at `position` or after.
    #[inline]
    pub fn skip_to(&mut self, position: usize) {
        if self.next >= position {
            return;
        }
        if position / 64 != self.at {
            self.at = position / 64;
            self.word = self.bits.get(self.at).copied().unwrap_or(0);
        }
        self.word &= u64::MAX << (position % 64);
        self.settle();
    }

    #[inline]
    fn settle(&mut self) {
        while self.word == 0 {
            self.at += 1;
            let Some(word) = self.bits.get(self.at) else {
                self.next = usize::MAX;
                return;
            };
            self.word = *word;
        }
        self.next = self.at * 64 + self.word.trailing_zeros() as usize;
    }
}

/// Calls `each` with the number of set bits between one end and the next; ends ascend.
pub(super) fn counts_between(bits: &[u64], ends: &[u32], mut each: impl FnMut(u32)) {
    let (mut at, mut before) = (0, 0);
    let mut rank = |end: u32| {
        let word = end as usize / 64;
        while at < word {
            before += bits[at].count_ones();
            at += 1;
        }
        let rest = bits
            .get(word)
            .map_or(0, |bits| bits & ((1 << (end % 64)) - 1));
        before + rest.count_ones()
    };
    let mut last = ends.first().map_or(0, |end| rank(*end));
    for end in ends.iter().skip(1) {
        let now = rank(*end);
        each(now - last);
        last = now;
    }
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
        let of =
            |from: usize, to: usize, truth| (from..to).filter(|at| truths[*at] == truth).count();
        for from in (0..300).step_by(13) {
            for to in (from..=300).step_by(7) {
                assert_eq!(
                    ones_in(&packed.yes, from, to) as usize,
                    of(from, to, YES),
                    "{from}..{to}"
                );
            }
        }
        let ends = [0, 0, 3, 64, 64, 64, 129, 190, 300];
        let mut counts = Vec::new();
        counts_between(&packed.yes, &ends, |count| counts.push(count as usize));
        let wanted = ends
            .windows(2)
            .map(|e| of(e[0] as usize, e[1] as usize, YES));
        assert_eq!(counts, wanted.collect::<Vec<_>>());
        assert_eq!(both_unknown(&truths, &truths) as usize, of(0, 300, UNKNOWN));
    }

    #[test]
    fn ones_come_in_order_and_can_be_skipped() {
        let rows = [0, 63, 64, 70, 200, 201, 319];
        let mut bits = vec![0_u64; 5];
        for row in rows {
            bits[row / 64] |= 1 << (row % 64);
        }
        let mut ones = Ones::of(&bits);
        for row in rows {
            assert_eq!(ones.next, row);
            ones.advance();
        }
        assert_eq!(ones.next, usize::MAX);
        for target in 0..400 {
            let mut ones = Ones::of(&bits);
            ones.skip_to(target);
            let wanted = rows
                .iter()
                .copied()
                .find(|row| *row >= target)
                .unwrap_or(usize::MAX);
            assert_eq!(ones.next, wanted, "from {target}");
        }
        assert_eq!(Ones::of(&[]).next, usize::MAX);
    }
}
