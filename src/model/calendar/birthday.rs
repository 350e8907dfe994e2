//! Solar birthdays: a month and a day, and the year where it is known.

use std::fmt;

use super::day::{Day, civil_of, is_leap, two_digits};
use super::yearly::{YearlyKey, YearlyKeys};

/// A birthday in the Gregorian calendar; every value is a day of some year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birthday {
    month: u8,
    day: u8,
    year: Option<i32>,
}

/// When those born on 29 February celebrate in a common year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LeapPolicy {
    #[default]
    February28,
    March1,
}

/// Why a text is not a birthday.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBirthday {
    #[error("`{0}` is not a birthday; write it as 1992-02-29, or 02-29 where the year is unknown")]
    Shape(String),
    #[error("`{0}` is not in the calendar; check the month and the day")]
    NoSuchDay(String),
}

impl Birthday {
    /// `None` where no year, or not that year, has such a day.
    pub fn new(year: Option<i32>, month: u8, day: u8) -> Option<Birthday> {
        // A leap year stands for the unknown one.
        Day::new(year.unwrap_or(2000), month, day)?;
        Some(Birthday { month, day, year })
    }

    /// Reads `1992-02-29`, `02-29`, `--02-29`, `2月29日` and `1992年2月29日`.
    pub fn parse(text: &str) -> Result<Birthday, BadBirthday> {
        let text = text.trim();
        let (year, month, day) =
            fields_of(text).ok_or_else(|| BadBirthday::Shape(text.to_owned()))?;
        Birthday::new(year, month, day).ok_or_else(|| BadBirthday::NoSuchDay(text.to_owned()))
    }

    pub fn year(self) -> Option<i32> {
        self.year
    }

    pub fn month(self) -> u8 {
        self.month
    }

    pub fn day(self) -> u8 {
        self.day
    }

    /// `year * 10000 + month * 100 + day`, the year 0 where unknown.
    pub fn packed(self) -> i64 {
        i64::from(self.year.unwrap_or(0)) * 10_000
            + i64::from(self.month) * 100
            + i64::from(self.day)
    }

    pub fn unpacked(packed: i64) -> Option<Birthday> {
        let year = i32::try_from(packed / 10_000).ok()?;
        let month = u8::try_from(packed / 100 % 100).ok()?;
        let day = u8::try_from(packed % 100).ok()?;
        Birthday::new((year != 0).then_some(year), month, day)
    }

    pub fn key(self) -> YearlyKey {
        YearlyKey::new(self.month, false, self.day)
    }

    /// The key of a packed birthday, without unpacking it.
    pub fn key_of_packed(packed: i64) -> YearlyKey {
        YearlyKey::new((packed / 100 % 100) as u8, false, (packed % 100) as u8)
    }
}

/// `1992-02-29`, or `02-29` where the year is unknown.
impl fmt::Display for Birthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// The birthdays celebrated on that business date.
pub fn birthdays_on(day: Day, policy: LeapPolicy) -> YearlyKeys {
    let (year, month, date) = day.year_month_day();
    let leaplings = !is_leap(year)
        && match policy {
            LeapPolicy::February28 => (month, date) == (2, 28),
            LeapPolicy::March1 => (month, date) == (3, 1),
        };
    let mut keys = YearlyKeys::default();
    keys.insert(YearlyKey::new(month, false, date));
    if leaplings {
        keys.insert(YearlyKey::new(2, false, 29));
    }
    keys
}

/// The birthdays celebrated from `first` to `last`, both included.
pub fn birthdays_within(first: Day, last: Day, policy: LeapPolicy) -> YearlyKeys {
    // Within 366 days every birthday has come round.
    (first.0..=last.0.min(first.0.saturating_add(366)))
        .map(|number| birthdays_on(Day(number), policy))
        .fold(YearlyKeys::default(), |keys, more| keys.union(&more))
}

fn fields_of(text: &str) -> Option<(Option<i32>, u8, u8)> {
    if let Some((year, month, day)) = civil_of(text.as_bytes()) {
        return Some((Some(year), month, day));
    }
    match text.strip_prefix("--").unwrap_or(text).as_bytes() {
        &[m1, m2, b'-', d1, d2] => Some((None, two_digits(m1, m2)?, two_digits(d1, d2)?)),
        _ => chinese_fields_of(text),
    }
}

fn chinese_fields_of(text: &str) -> Option<(Option<i32>, u8, u8)> {
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (Some(year.trim().parse().ok()?), rest),
        None => (None, text),
    };
    let (month, rest) = rest.split_once('月')?;
    let day = rest.strip_suffix(['日', '号'])?;
    Some((year, month.trim().parse().ok()?, day.trim().parse().ok()?))
}

#[cfg(test)]
mod tests;
