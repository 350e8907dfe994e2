//! One bit per subject: a rule's truth over slots or event numbers, stored in pieces.

/// Bits of one stored piece: 4,096 bits are 512 bytes.
pub const PIECE_BITS: u32 = 4096;
const PIECE_WORDS: usize = PIECE_BITS as usize / 64;

/// A growing set of subject numbers; what lies beyond its end is not in it.
#[derive(Clone, Debug, Default)]
pub struct Bitmap {
    words: Vec<u64>,
}

impl Bitmap {
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty set with room for `subjects`.
    pub fn with_room(subjects: u32) -> Self {
        Self {
            words: vec![0; (subjects as usize).div_ceil(64)],
        }
    }

    pub fn contains(&self, subject: u32) -> bool {
        self.words
            .get(subject as usize / 64)
            .is_some_and(|word| word >> (subject % 64) & 1 == 1)
    }

    pub fn insert(&mut self, subject: u32) {
        let at = subject as usize / 64;
        if at >= self.words.len() {
            self.words.resize(at + 1, 0);
        }
        if let Some(word) = self.words.get_mut(at) {
            *word |= 1 << (subject % 64);
        }
    }

    pub fn remove(&mut self, subject: u32) {
        if let Some(word) = self.words.get_mut(subject as usize / 64) {
            *word &= !(1 << (subject % 64));
        }
    }

    /// How many subjects are in the set.
    pub fn count(&self) -> u64 {
        self.words
            .iter()
            .map(|word| u64::from(word.count_ones()))
            .sum()
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The subjects, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                (left != 0).then(|| {
                    left &= left - 1;
                    at as u32 * 64 + bit
                })
            })
        })
    }

    /// 64 subjects at a time; zeros beyond the end.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// 64 subjects at a time, for evaluators that fill whole words.
    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }

    /// The stored form of the piece with this number, little-endian, without trailing zero bytes;
    /// empty where no bit is set.
    pub fn piece(&self, number: u32) -> Vec<u8> {
        let from = (number as usize * PIECE_WORDS).min(self.words.len());
        let to = (from + PIECE_WORDS).min(self.words.len());
        let words = self.words.get(from..to).unwrap_or(&[]);
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        while bytes.pop_if(|byte| *byte == 0).is_some() {}
        bytes
    }

    /// Puts a stored piece in its place.
    pub fn set_piece(&mut self, number: u32, bytes: &[u8]) {
        let from = number as usize * PIECE_WORDS;
        if self.words.len() < from + PIECE_WORDS {
            self.words.resize(from + PIECE_WORDS, 0);
        }
        let place = self.words.iter_mut().skip(from).take(PIECE_WORDS);
        for (at, word) in place.enumerate() {
            let mut eight = [0; 8];
            for (byte, stored) in eight.iter_mut().zip(bytes.iter().skip(at * 8)) {
                *byte = *stored;
            }
            *word = u64::from_le_bytes(eight);
        }
    }
}

/// Equal where the same subjects are in both, however long their tails of zeros.
impl PartialEq for Bitmap {
    fn eq(&self, other: &Self) -> bool {
        let longest = self.words.len().max(other.words.len());
        let word = |of: &Self, at: usize| of.words.get(at).copied().unwrap_or(0);
        (0..longest).all(|at| word(self, at) == word(other, at))
    }
}

impl Eq for Bitmap {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_put_together_are_the_set_again() {
        let subjects = [0, 1, 63, 64, 4095, 4096, 9000, 9001];
        let mut bits = Bitmap::new();
        for subject in subjects {
            bits.insert(subject);
        }
        let mut again = Bitmap::new();
        for number in 0..4 {
            again.set_piece(number, &bits.piece(number));
        }
        assert_eq!(again, bits);
        assert_eq!(again.iter().collect::<Vec<_>>(), subjects);
        again.remove(64);
        assert!(!again.contains(64) && again.contains(63) && again != bits);
        assert!(bits.piece(3).is_empty() && bits.piece(0).len() <= 512);
    }
}
