//! Sets of days that come back every year, small and quick to ask.

/// A month and a day of some year, in the solar or the lunar calendar (never both in one set).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearlyKey(u16);

/// A set of [`YearlyKey`]s, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct YearlyKeys([u64; WORDS]);

const WORDS: usize = 13;
const DAYS: u16 = 32;
const MONTHS: u16 = 13;

impl YearlyKey {
    /// Month 1 to 12, day 1 to 31; `leap` is for lunar months only.
    pub(super) fn new(month: u8, leap: bool, day: u8) -> YearlyKey {
        let month = u16::from(month) % MONTHS + if leap { MONTHS } else { 0 };
        YearlyKey(month * DAYS + u16::from(day) % DAYS)
    }

    pub fn month(self) -> u8 {
        (self.0 / DAYS % MONTHS) as u8
    }

    /// Whether the month is a lunar leap month.
    pub fn leap(self) -> bool {
        self.0 / DAYS >= MONTHS
    }

    pub fn day(self) -> u8 {
        (self.0 % DAYS) as u8
    }
}

impl YearlyKeys {
    pub fn contains(&self, key: YearlyKey) -> bool {
        self.0
            .get(usize::from(key.0 / 64))
            .is_some_and(|word| word >> (key.0 % 64) & 1 == 1)
    }

    pub fn insert(&mut self, key: YearlyKey) {
        if let Some(word) = self.0.get_mut(usize::from(key.0 / 64)) {
            *word |= 1 << (key.0 % 64);
        }
    }

    #[must_use]
    pub fn union(mut self, other: &YearlyKeys) -> YearlyKeys {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// In the order of ordinary months, then leap months.
    pub fn iter(&self) -> impl Iterator<Item = YearlyKey> + '_ {
        (0_u16..)
            .zip(self.0)
            .filter(|(_, word)| *word != 0)
            .flat_map(|(position, word)| {
                let bits = (0_u16..64).filter(move |bit| word >> bit & 1 == 1);
                bits.map(move |bit| YearlyKey(position * 64 + bit))
            })
    }
}

impl FromIterator<YearlyKey> for YearlyKeys {
    fn from_iter<I: IntoIterator<Item = YearlyKey>>(keys: I) -> YearlyKeys {
        let mut set = YearlyKeys::default();
        for key in keys {
            set.insert(key);
        }
        set
    }
}
