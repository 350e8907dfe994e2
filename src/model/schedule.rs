//! When a rule is due, as its author wrote it.

use super::calendar::{Festival, Weekday};
use super::cron_line::CronLine;

/// When a rule is due. `customer_time` reads the clock in each customer's own zone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Schedule {
    pub rhythm: Rhythm,
    pub customer_time: bool,
}

/// Seconds count from local midnight, 0 to 86,399.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Rhythm {
    Daily {
        second: u32,
    },
    /// `weekly at 09:00` without a day means [`Rhythm::DEFAULT_WEEKDAY`].
    Weekly {
        weekday: Weekday,
        second: u32,
    },
    /// Day 1 to 31; a month without that day is due on its last.
    Monthly {
        day: u8,
        second: u32,
    },
    /// Days after the festival; before it where negative.
    Festival {
        festival: Festival,
        offset_days: i32,
        second: u32,
    },
    Cron(CronLine),
    /// As soon as the event is in; never by the clock.
    AtOnce,
}

impl Rhythm {
    pub const DEFAULT_WEEKDAY: Weekday = Weekday::Monday;
}
