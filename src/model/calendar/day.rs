//! Business dates and calendar durations.

use std::fmt;

/// A date of the Gregorian calendar, as days since 1970-01-01; always between [`Day::MIN`] and [`Day::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A calendar duration: months first (month ends clamp), then days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub months: i32,
    pub days: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDay {
    #[error("`{0}` is not a date; write it as 2026-08-08")]
    Shape(String),
    #[error("`{0}` is not in the calendar; check the month and the day")]
    NoSuchDay(String),
}

impl Day {
    /// 0001-01-01.
    pub const MIN: Day = Day(-719_162);
    /// 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// `None` where the calendar has no such day, or the year is not 1 to 9999.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Day> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then(|| Day(days_from_civil(i64::from(year), month, day) as i32))
    }

    /// The day of that number, or the nearest there is.
    pub fn clamped(days: i64) -> Day {
        Day(days.clamp(i64::from(Self::MIN.0), i64::from(Self::MAX.0)) as i32)
    }

    /// Reads `2026-08-08`.
    pub fn parse(text: &str) -> Result<Day, BadDay> {
        let text = text.trim();
        let (year, month, day) =
            civil_of(text.as_bytes()).ok_or_else(|| BadDay::Shape(text.to_owned()))?;
        Day::new(year, month, day).ok_or_else(|| BadDay::NoSuchDay(text.to_owned()))
    }

    pub fn year_month_day(self) -> (i32, u8, u8) {
        civil_from_days(i64::from(self.0))
    }

    pub fn year(self) -> i32 {
        self.year_month_day().0
    }

    pub fn weekday(self) -> Weekday {
        match self.0.rem_euclid(7) {
            0 => Weekday::Thursday,
            1 => Weekday::Friday,
            2 => Weekday::Saturday,
            3 => Weekday::Sunday,
            4 => Weekday::Monday,
            5 => Weekday::Tuesday,
            _ => Weekday::Wednesday,
        }
    }

    /// A month end clamps: 31 January and one month is the last day of February.
    #[must_use]
    pub fn plus(self, span: Span) -> Day {
        let day = if span.months == 0 {
            self
        } else {
            self.plus_months(span.months)
        };
        day.plus_days(span.days)
    }

    #[must_use]
    pub fn minus(self, span: Span) -> Day {
        self.plus(span.negated())
    }

    #[must_use]
    pub fn plus_days(self, days: i32) -> Day {
        Day::clamped(i64::from(self.0) + i64::from(days))
    }

    fn plus_months(self, months: i32) -> Day {
        let (year, month, day) = self.year_month_day();
        let total = i64::from(year) * 12 + i64::from(month) - 1 + i64::from(months);
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u8 + 1);
        if year < 1 {
            return Day::MIN;
        }
        if year > 9999 {
            return Day::MAX;
        }
        let last = days_in_month(year as i32, month);
        Day(days_from_civil(year, month, day.min(last)) as i32)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.year_month_day();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Span {
    pub const fn days(days: i32) -> Span {
        Span { months: 0, days }
    }

    pub const fn weeks(weeks: i32) -> Span {
        Span {
            months: 0,
            days: weeks.saturating_mul(7),
        }
    }

    pub const fn months(months: i32) -> Span {
        Span { months, days: 0 }
    }

    pub const fn years(years: i32) -> Span {
        Span {
            months: years.saturating_mul(12),
            days: 0,
        }
    }

    #[must_use]
    pub const fn negated(self) -> Span {
        Span {
            months: self.months.saturating_neg(),
            days: self.days.saturating_neg(),
        }
    }

    #[must_use]
    pub const fn plus(self, other: Span) -> Span {
        Span {
            months: self.months.saturating_add(other.months),
            days: self.days.saturating_add(other.days),
        }
    }
}

impl Weekday {
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// 1 for Monday to 7 for Sunday.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    pub fn of_number(number: u8) -> Option<Weekday> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// How many days the month has; `month` is 1 to 12.
pub(super) fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

pub(super) fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// Reads exactly `YYYY-MM-DD`; whether that day exists is not asked.
pub(in crate::model) fn civil_of(text: &[u8]) -> Option<(i32, u8, u8)> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let (century, year) = (two_digits(y1, y2)?, two_digits(y3, y4)?);
    Some((
        i32::from(century) * 100 + i32::from(year),
        two_digits(m1, m2)?,
        two_digits(d1, d2)?,
    ))
}

pub(in crate::model) fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

// Both conversions count years from March, so that the leap day is the last of its year, in eras
// of 400 years (146,097 days); 719,468 days lie between 0000-03-01 and 1970-01-01.
fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let (month, day) = (i64::from(month), i64::from(day));
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i32, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u8, day as u8)
}

#[cfg(test)]
mod tests;
