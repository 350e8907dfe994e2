//! Sets of values: what a value of a rule's condition may still be.

use std::collections::BTreeSet;
use std::sync::Arc;

/// A set of whole numbers, as ranges with both ends included: sorted, apart, none empty.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Ints(Vec<(i128, i128)>);

pub const LEAST: i128 = i64::MIN as i128;
pub const GREATEST: i128 = i64::MAX as i128;

impl Ints {
    pub fn all() -> Self {
        Self::range(LEAST, GREATEST)
    }

    /// Empty where `from` is greater than `to`.
    pub fn range(from: i128, to: i128) -> Self {
        let (from, to) = (from.max(LEAST), to.min(GREATEST));
        Self(if from <= to {
            vec![(from, to)]
        } else {
            Vec::new()
        })
    }

    pub fn one(value: i128) -> Self {
        Self::range(value, value)
    }

    pub fn of(values: impl IntoIterator<Item = i128>) -> Self {
        let mut ranges: Vec<_> = values.into_iter().map(|value| (value, value)).collect();
        ranges.sort_unstable();
        Self::joined(ranges)
    }

    fn joined(sorted: Vec<(i128, i128)>) -> Self {
        let mut ranges: Vec<(i128, i128)> = Vec::with_capacity(sorted.len());
        for (from, to) in sorted {
            match ranges.last_mut() {
                Some(last) if from <= last.1 + 1 => last.1 = last.1.max(to),
                _ => ranges.push((from, to)),
            }
        }
        Self(ranges)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn contains(&self, value: i128) -> bool {
        self.0
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&value))
    }

    /// The least and the greatest.
    pub fn hull(&self) -> Option<(i128, i128)> {
        Some((self.0.first()?.0, self.0.last()?.1))
    }

    pub fn ranges(&self) -> &[(i128, i128)] {
        &self.0
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
            let (from, to) = (left.0.max(right.0), left.1.min(right.1));
            if from <= to {
                both.push((from, to));
            }
            if left.1 < right.1 {
                a.next();
            } else {
                b.next();
            }
        }
        Self(both)
    }

    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let mut ranges = self.0.clone();
        ranges.extend_from_slice(&other.0);
        ranges.sort_unstable();
        Self::joined(ranges)
    }

    #[must_use]
    pub fn not(&self) -> Self {
        let mut rest = Vec::with_capacity(self.0.len() + 1);
        let mut next = LEAST;
        for (from, to) in &self.0 {
            if next < *from {
                rest.push((next, from - 1));
            }
            next = to + 1;
        }
        if next <= GREATEST {
            rest.push((next, GREATEST));
        }
        Self(rest)
    }
}

/// A set of texts: those listed, or all but those listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    pub listed: BTreeSet<Arc<str>>,
    pub inside: bool,
}

impl Texts {
    pub fn all() -> Self {
        Self {
            listed: BTreeSet::new(),
            inside: false,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.inside && self.listed.is_empty()
    }

    pub fn contains(&self, text: &str) -> bool {
        self.listed.contains(text) == self.inside
    }

    #[must_use]
    pub fn not(&self) -> Self {
        Self {
            listed: self.listed.clone(),
            inside: !self.inside,
        }
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let keep = |of: &Self, by: &Self| Self {
            listed: of
                .listed
                .iter()
                .filter(|text| by.contains(text))
                .cloned()
                .collect(),
            inside: true,
        };
        match (self.inside, other.inside) {
            (true, _) => keep(self, other),
            (false, true) => keep(other, self),
            (false, false) => Self {
                listed: self.listed.union(&other.listed).cloned().collect(),
                inside: false,
            },
        }
    }
}

/// The known values something may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    None,
    Ints(Ints),
    Texts(Texts),
    /// Every value: nothing more is asked of it than that it is known.
    Any,
}

impl Values {
    pub fn is_empty(&self) -> bool {
        match self {
            Self::None => true,
            Self::Ints(ints) => ints.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Any => false,
        }
    }

    #[must_use]
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Any, same) | (same, Self::Any) => same.clone(),
            (Self::Ints(a), Self::Ints(b)) => Self::Ints(a.and(b)),
            (Self::Texts(a), Self::Texts(b)) => Self::Texts(a.and(b)),
            // Nothing is in both: one is empty, or they are of two kinds.
            _ => Self::None,
        }
    }
}

/// What may be found where a value is looked for: one of these values, nothing, or that it cannot
/// be told yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    pub values: Values,
    pub missing: bool,
    pub unknown: bool,
}

impl Allowed {
    pub fn known(values: Values) -> Self {
        Self {
            values,
            missing: false,
            unknown: false,
        }
    }

    pub fn ints(ints: Ints) -> Self {
        Self::known(Values::Ints(ints))
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && !self.missing && !self.unknown
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            values: self.values.and(&other.values),
            missing: self.missing && other.missing,
            unknown: self.unknown && other.unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ints, Texts};
    use proptest::prelude::{any, prop, proptest};

    fn ints(values: &[(i8, u8)]) -> Ints {
        values.iter().fold(Ints::default(), |all, (from, length)| {
            all.or(&Ints::range(
                i128::from(*from),
                i128::from(*from) + i128::from(length % 6),
            ))
        })
    }

    proptest! {
        #[test]
        fn sets_of_numbers_are_sets(
            a in prop::collection::vec(any::<(i8, u8)>(), 0..5),
            b in prop::collection::vec(any::<(i8, u8)>(), 0..5),
        ) {
            let (a, b) = (ints(&a), ints(&b));
            for value in -140..140 {
                let (in_a, in_b) = (a.contains(value), b.contains(value));
                assert_eq!(a.and(&b).contains(value), in_a && in_b);
                assert_eq!(a.or(&b).contains(value), in_a || in_b);
                assert_eq!(a.not().contains(value), !in_a);
            }
            assert_eq!(a.not().not(), a);
            assert!(a.and(&a.not()).is_empty());
        }

        #[test]
        fn sets_of_texts_are_sets(a in any::<([bool; 4], bool)>(), b in any::<([bool; 4], bool)>()) {
            let words = ["", "a", "b", "c", "never listed"];
            let set = |(listed, inside): ([bool; 4], bool)| Texts {
                listed: words.iter().zip(listed).filter(|(_, yes)| *yes).map(|(word, _)| (*word).into()).collect(),
                inside,
            };
            let (a, b) = (set(a), set(b));
            for word in words {
                assert_eq!(a.and(&b).contains(word), a.contains(word) && b.contains(word));
                assert_eq!(a.not().contains(word), !a.contains(word));
            }
        }
    }
}
