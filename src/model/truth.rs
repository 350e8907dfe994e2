//! Three-valued truth. Unknown never acts, and changes nothing.

/// The truth of a condition for one subject at one tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    /// Kleene conjunction: no wins over unknown, unknown over yes.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// Kleene disjunction: yes wins over unknown, unknown over no.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    pub fn is_yes(self) -> bool {
        self == Self::Yes
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
            Self::Yes => Self::No,
        }
    }
}

impl From<bool> for Truth {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}
