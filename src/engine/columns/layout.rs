//! What columns a segment has, how each is written, and how they are read.

use crate::model::calendar::Zone;
use crate::model::kind::Kind;
use std::collections::BTreeMap;

/// One column of a segment. Event types, attributes and properties are positions in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// The customer's slot; absent where the row number is the slot.
    Slot,
    /// Position in [`Layout::zones`]; absent where all rows have position 0.
    Zone,
    /// When the profile last changed (ms); absent where no profile ever did.
    Changed,
    /// Absent where it is missing for everyone.
    Attribute(usize),
    /// One bit a row, set where the attribute is known; absent where it always is.
    AttributeKnown(usize),
    /// Per customer the row of the first event of the type, and one entry more for the end.
    First(usize),
    /// When the event happened (ms).
    At(usize),
    /// The event's number.
    Number(usize),
    /// From when on this row is what is known of the event (ms); absent where none was amended.
    From(usize),
    /// Until when, not included.
    Until(usize),
    /// A property of an event, by type and position.
    Property(usize, usize),
    PropertyKnown(usize, usize),
    /// Where each word begins in `WordBytes`, and one entry more for the end (u64).
    WordStart,
    WordBytes,
    /// The words' fingerprints in order, each with its word's number.
    WordOrder,
}

/// How the values of a column stand in its bytes, in the machine's own byte order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Physical {
    Bits,
    U8,
    U32,
    I32,
    I64,
    Bytes,
}

/// A value is `base + unit × raw`, so that money in whole yuan or instants in whole seconds need
/// half the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub physical: Physical,
    pub base: i64,
    pub unit: i64,
}

/// The shape of a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Customers.
    pub rows: u32,
    /// Highest slot plus one.
    pub slot_end: u32,
    /// When the last profile changed (ms); `i64::MIN` where none ever did.
    pub last_change_ms: i64,
    /// The zones of the customers; the first stands for the project's own.
    pub zones: Vec<Option<Zone>>,
    /// Per event type the rows (versions of events), and the highest number plus one.
    pub events: Vec<EventRows>,
    /// Distinct texts and lists.
    pub words: u32,
    pub columns: BTreeMap<Column, Encoding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct EventRows {
    pub rows: u32,
    pub number_end: u32,
}

/// A column could not be read: the projection is damaged and must be built again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the column {column:?} of the projection cannot be read: {reason}")]
pub struct Unreadable {
    pub column: Column,
    pub reason: String,
}

/// Columns that can be read piece by piece, from several threads at once.
pub trait Columns: Sync {
    fn layout(&self) -> &Layout;

    /// Fills `into` with the bytes of the column from byte `from` on.
    fn read(&self, column: Column, from: u64, into: &mut [u8]) -> Result<(), Unreadable>;
}

impl Physical {
    /// Bytes a value takes; bits count as an eighth and are asked for by the byte.
    pub fn width(self) -> u64 {
        match self {
            Self::Bits | Self::U8 | Self::Bytes => 1,
            Self::U32 | Self::I32 => 4,
            Self::I64 => 8,
        }
    }

    /// The narrowest that holds every value of the kind without knowing the values.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::YesNo => Self::U8,
            Kind::Level(options) | Kind::Choice(options) if options.words.len() <= 256 => Self::U8,
            Kind::Level(_)
            | Kind::Choice(_)
            | Kind::Date
            | Kind::Time
            | Kind::Birthday
            | Kind::LunarBirthday => Self::I32,
            Kind::Text | Kind::List(_) => Self::U32,
            Kind::Number
            | Kind::Whole
            | Kind::Percent
            | Kind::Money(_)
            | Kind::Instant
            | Kind::Duration
            | Kind::Hours => Self::I64,
        }
    }
}

impl Encoding {
    pub fn plain(physical: Physical) -> Self {
        Self {
            physical,
            base: 0,
            unit: 1,
        }
    }
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            rows: 0,
            slot_end: 0,
            last_change_ms: i64::MIN,
            zones: Vec::new(),
            events: Vec::new(),
            words: 0,
            columns: BTreeMap::new(),
        }
    }
}

impl Layout {
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    pub fn encoding(&self, column: Column) -> Option<Encoding> {
        self.columns.get(&column).copied()
    }
}
