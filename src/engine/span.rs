//! The bounds of a window as of a tick, in the packing of what they are compared with.

use crate::language::checked::Window;
use crate::model::calendar::{Length, Zone, last, next_days};
use crate::model::kind::Kind;
use crate::model::moment::Moment;

/// Both ends included; empty where `from > to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub from: i64,
    pub to: i64,
}

/// The instants (ms) of the events a window takes in; never past the tick. `None` where the window
/// begins at an entry and there is none.
pub fn event_bounds(
    window: Window,
    zone: Zone,
    tick: Moment,
    entry: Option<Moment>,
) -> Option<Bounds> {
    let bounds = match (window, entry) {
        (Window::SinceEntry, None) => return None,
        // What was there at the entry led to it, and is not what came of it.
        (Window::SinceEntry, Some(entry)) => Bounds {
            from: entry.0.saturating_add(1),
            to: tick.0,
        },
        (window, _) => instant_bounds(window, zone, tick),
    };
    Some(Bounds {
        from: bounds.from,
        to: bounds.to.min(tick.0),
    })
}

/// The days or milliseconds a date or an instant must lie between.
pub fn field_bounds(window: Window, kind: &Kind, zone: Zone, tick: Moment) -> Bounds {
    if *kind != Kind::Date {
        return instant_bounds(window, zone, tick);
    }
    let today = zone.day_of(tick);
    let (from, to) = match window {
        Window::All => (i32::MIN, i32::MAX),
        Window::Last(Length::Calendar(span)) => (today.minus(span).plus_days(1).0, today.0),
        Window::Next(Length::Calendar(span)) => {
            let (from, to) = next_days(today, span);
            (from.0, to.0)
        }
        // The checker refuses exact lengths and entries against dates.
        Window::Last(Length::Exact(_)) | Window::Next(Length::Exact(_)) | Window::SinceEntry => {
            (0, -1)
        }
        Window::Since(day) => (day.0, today.0),
        Window::Between(first, until) => (first.0, until.0),
        Window::On { days } => (today.plus_days(days).0, today.plus_days(days).0),
    };
    Bounds {
        from: i64::from(from),
        to: i64::from(to),
    }
}

fn instant_bounds(window: Window, zone: Zone, tick: Moment) -> Bounds {
    let today = zone.day_of(tick);
    let days = |from, to| Bounds {
        from: zone.start_of(from).0,
        to: zone.end_of(to).0,
    };
    match window {
        Window::All => Bounds {
            from: i64::MIN,
            to: tick.0,
        },
        Window::Last(length) => {
            let (from, to) = last(zone, tick, length);
            Bounds {
                from: from.0,
                to: to.0,
            }
        }
        Window::Next(Length::Exact(ms)) => Bounds {
            from: tick.0,
            to: tick.0.saturating_add(ms),
        },
        Window::Next(Length::Calendar(span)) => {
            let (from, to) = next_days(today, span);
            days(from, to)
        }
        Window::Since(day) => Bounds {
            from: zone.start_of(day).0,
            to: tick.0,
        },
        Window::Between(first, until) => days(first, until),
        Window::On { days: offset } => {
            let day = today.plus_days(offset);
            days(day, day)
        }
        // Only for events.
        Window::SinceEntry => Bounds { from: 0, to: -1 },
    }
}
