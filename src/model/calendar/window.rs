//! Windows as of a tick: `last 90 days`, `last 24 hours`, `next 7 days`, `3 days ago`.

use super::day::{Day, Span};
use super::zone::Zone;
use crate::model::moment::Moment;

/// How long a window is: exact milliseconds (hours, minutes) or calendar days and months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Length {
    Exact(i64),
    Calendar(Span),
}

/// The first and the last instant of `last …`, both included. A calendar length counts whole
/// business days, today among them; an exact one leaves its oldest instant out.
pub fn last(zone: Zone, tick: Moment, length: Length) -> (Moment, Moment) {
    let oldest = match length {
        Length::Exact(ms) => tick.plus_ms(1 - ms),
        Length::Calendar(span) => zone.start_of(zone.day_of(tick).minus(span).plus_days(1)),
    };
    (oldest, tick)
}

/// The first and the last day of `next …`, both included; today is the first.
pub fn next_days(today: Day, span: Span) -> (Day, Day) {
    (today, today.plus(span))
}

/// The instant that long before the tick; a calendar length keeps the time on the clock.
pub fn ago(zone: Zone, tick: Moment, length: Length) -> Moment {
    match length {
        Length::Exact(ms) => tick.plus_ms(-ms),
        Length::Calendar(span) => {
            let (day, in_day_ms) = zone.clock_of(tick);
            zone.resolve_ms(day.minus(span), in_day_ms)
        }
    }
}

#[cfg(test)]
mod tests;
