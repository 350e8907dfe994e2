//! From a schedule to its ticks: the cron crate finds wall times in a calendar without zones (its
//! own zone arithmetic is unsafe around clock changes), and each wall time is then resolved in the
//! zone. Wall times that resolve to one instant are one tick; in an hour that the clock repeats
//! only the first pass ticks.

use std::str::FromStr as _;

use chrono::{DateTime, Timelike as _};

use crate::model::calendar::{Day, Festival, Span, Zone};
use crate::model::moment::{DAY_MS, HOUR_MS, Moment, SECOND_MS};
use crate::model::schedule::{Rhythm, Schedule};

/// A time on the clock of some zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wall {
    pub day: Day,
    /// Seconds since midnight, 0 to 86,399.
    pub second: u32,
}

/// One due instant of a schedule. `wall` is what the schedule named and the identity of the tick;
/// `at` is when it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick {
    pub wall: Wall,
    pub at: Moment,
}

/// The ticks in the half-open window (`after`, `until`], in time order.
pub fn ticks(schedule: &Schedule, zone: Zone, after: Moment, until: Moment) -> Vec<Tick> {
    Lowered::of(schedule)
        .ticks_after(zone, after)
        .take_while(|tick| tick.at <= until)
        .collect()
}

/// The first `count` ticks after that instant.
pub fn next_n(schedule: &Schedule, zone: Zone, after: Moment, count: usize) -> Vec<Tick> {
    Lowered::of(schedule)
        .ticks_after(zone, after)
        .take(count)
        .collect()
}

/// The latest tick at or before that instant, back to 1970.
pub fn previous(schedule: &Schedule, zone: Zone, at: Moment) -> Option<Tick> {
    let lowered = Lowered::of(schedule);
    // The cron crate only looks ahead soundly, so look ahead from ever further back.
    let mut reach_ms = HOUR_MS;
    loop {
        let start = at.plus_ms(-reach_ms);
        let latest = lowered
            .ticks_after(zone, start)
            .take_while(|tick| tick.at <= at)
            .last();
        if latest.is_some() || start < EARLIEST {
            return latest;
        }
        reach_ms = reach_ms.saturating_mul(24);
    }
}

/// A day before 1970, so that every zone's first ticks are behind it.
const EARLIEST: Moment = Moment(-DAY_MS);

/// A schedule as wall times: a cron expression, or dates where cron has no words for them.
enum Lowered {
    Cron(Box<cron::Schedule>),
    MonthEnd {
        day: u8,
        second: u32,
    },
    Festival {
        festival: Festival,
        offset_days: i32,
        second: u32,
    },
    Never,
}

impl Lowered {
    fn of(schedule: &Schedule) -> Lowered {
        let days = match &schedule.rhythm {
            Rhythm::Daily { second } => (clock_fields(*second), "* * *".to_owned()),
            // The crate counts weekdays from 1 for Sunday.
            Rhythm::Weekly { weekday, second } => (
                clock_fields(*second),
                format!("* * {}", weekday.number() % 7 + 1),
            ),
            Rhythm::Monthly { day, second } if *day <= 28 => {
                (clock_fields(*second), format!("{} * *", (*day).max(1)))
            }
            Rhythm::Monthly { day, second } => {
                return Lowered::MonthEnd {
                    day: *day,
                    second: *second,
                };
            }
            &Rhythm::Festival {
                festival,
                offset_days,
                second,
            } => {
                return Lowered::Festival {
                    festival,
                    offset_days,
                    second,
                };
            }
            Rhythm::Cron(line) => {
                let [seconds, minutes, hours, days, months, weekdays] = line.values();
                let weekdays = weekdays.map(|days| days.iter().map(|day| day + 1).collect());
                (
                    format!("{} {} {}", listed(seconds), listed(minutes), listed(hours)),
                    format!("{} {} {}", listed(days), listed(months), listed(weekdays)),
                )
            }
            Rhythm::AtOnce => return Lowered::Never,
        };
        let expression = format!("{} {}", days.0, days.1);
        let schedule = cron::Schedule::from_str(&expression)
            .expect("lists of numbers inside each field's range are a cron expression");
        Lowered::Cron(Box::new(schedule))
    }

    fn ticks_after(&self, zone: Zone, after: Moment) -> impl Iterator<Item = Tick> {
        let (day, in_day_ms) = zone.clock_of(after);
        let from = Wall {
            day,
            second: (in_day_ms / SECOND_MS) as u32,
        };
        let mut latest = after;
        // Later wall times never resolve to earlier instants, so whatever is not later than the tick
        // before is the same instant, or belongs to the first pass of a repeated hour.
        self.walls_after(from)
            .map(move |wall| Tick {
                wall,
                at: zone.resolve(wall.day, wall.second),
            })
            .filter(move |tick| {
                let is_later = tick.at > latest;
                latest = latest.max(tick.at);
                is_later
            })
    }

    /// The wall times after `from`, in order.
    fn walls_after(&self, from: Wall) -> Box<dyn Iterator<Item = Wall> + '_> {
        match *self {
            Lowered::Cron(ref schedule) => {
                let second = i64::from(from.day.0) * (DAY_MS / SECOND_MS) + i64::from(from.second);
                let start = DateTime::from_timestamp(second, 0)
                    .expect("the years 1 to 9999 are within the calendar's range");
                Box::new(schedule.after(&start).map(|wall| Wall {
                    day: Day::clamped(wall.timestamp().div_euclid(DAY_MS / SECOND_MS)),
                    second: wall.num_seconds_from_midnight(),
                }))
            }
            Lowered::MonthEnd { day, second } => {
                let (year, month, _) = from.day.year_month_day();
                let firsts = Day::new(year, month, 1)
                    .into_iter()
                    .flat_map(|first| (0..).map(move |months| first.plus(Span::months(months))));
                let days = firsts.map_while(move |first| {
                    let last = first.plus(Span::months(1)).plus_days(-1);
                    (last < Day::MAX).then(|| last.min(first.plus_days(i32::from(day) - 1)))
                });
                Box::new(at_second(days, second, from))
            }
            Lowered::Festival {
                festival,
                offset_days,
                second,
            } => {
                let year = from.day.plus_days(offset_days.saturating_neg()).year();
                // A lunar year's festivals reach into the next Gregorian year.
                let days = (year - 1..=9999)
                    .filter_map(move |year| festival.on(year))
                    .map(move |day| day.plus_days(offset_days));
                Box::new(at_second(days, second, from))
            }
            Lowered::Never => Box::new(std::iter::empty()),
        }
    }
}

fn at_second(
    days: impl Iterator<Item = Day>,
    second: u32,
    from: Wall,
) -> impl Iterator<Item = Wall> {
    days.map(move |day| Wall { day, second })
        .skip_while(move |wall| *wall <= from)
}

/// Second, minute and hour of a time of day, as a cron expression has them.
fn clock_fields(second: u32) -> String {
    let second = second.min(86_399);
    format!("{} {} {}", second % 60, second / 60 % 60, second / 3_600)
}

fn listed(values: Option<Vec<u8>>) -> String {
    values.map_or_else(
        || "*".to_owned(),
        |values| {
            values
                .iter()
                .map(u8::to_string)
                .collect::<Vec<_>>()
                .join(",")
        },
    )
}

#[cfg(test)]
mod tests;
