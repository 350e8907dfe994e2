//! Choices drawn from a string of bytes, so that shortening the bytes makes a case simpler.

/// The bytes not yet used; without any left, every choice is the first.
pub(in crate::engine) struct Dice {
    bytes: std::vec::IntoIter<u8>,
}

impl Dice {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into_iter(),
        }
    }

    /// 0 to `end` - 1.
    pub fn below(&mut self, end: usize) -> usize {
        let high = if end > 256 {
            usize::from(self.bytes.next().unwrap_or(0)) << 8
        } else {
            0
        };
        (high | usize::from(self.bytes.next().unwrap_or(0))) % end.max(1)
    }

    /// True `times` out of `of`.
    pub fn chance(&mut self, times: usize, of: usize) -> bool {
        self.below(of) >= of - times
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub fn whole(&mut self) -> i64 {
        (0..8).fold(0, |whole, _| whole << 8 | self.below(256) as i64)
    }
}
