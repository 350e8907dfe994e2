//! The Chinese lunar calendar and the birthdays kept in it.

use std::fmt;

use icu_calendar::Date;
use icu_calendar::cal::ChineseTraditional;
use icu_calendar::types::{Month, RataDie, YearInput};

use super::day::{Day, two_digits};
use super::yearly::{YearlyKey, YearlyKeys};

/// A date of the lunar calendar. `year` is the Gregorian year in which the lunar year begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LunarDate {
    pub year: i32,
    /// 1 to 12; a leap month bears the number of the month before it.
    pub month: u8,
    pub leap: bool,
    /// 1 to 30.
    pub day: u8,
    /// 29 or 30.
    pub days_in_month: u8,
}

/// A birthday in the lunar calendar; the year where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LunarBirthday {
    month: u8,
    leap: bool,
    day: u8,
    year: Option<i32>,
}

/// Why a text is not a lunar birthday.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLunarBirthday {
    #[error(
        "`{0}` is not a lunar birthday; write it as 1985-04-08, 04-08, L06-15 (leap month) or 四月初八"
    )]
    Shape(String),
    #[error("`{0}` is not in the lunar calendar; months run from 1 to 12, days from 1 to 30")]
    NoSuchDay(String),
}

impl LunarDate {
    pub fn of(day: Day) -> LunarDate {
        let date = Date::from_rata_die(RataDie::new(i64::from(day.0) + EPOCH), CALENDAR);
        let month = date.month().to_input();
        LunarDate {
            year: date.cyclic_year().related_iso,
            month: month.number(),
            leap: month.is_leap(),
            day: date.day_of_month().0,
            days_in_month: date.days_in_month(),
        }
    }
}

/// The day of a lunar date; `None` where that lunar year has no such month or day.
pub fn lunar_day(year: i32, month: u8, leap: bool, day: u8) -> Option<Day> {
    let month = if leap {
        Month::leap(month)
    } else {
        Month::new(month)
    };
    let date = Date::try_new(YearInput::Extended(year), month, day, CALENDAR).ok()?;
    Some(Day::clamped(date.to_rata_die().to_i64_date() - EPOCH))
}

impl LunarBirthday {
    /// `None` unless the month is 1 to 12 and the day 1 to 30. A year that lacks the day is accepted:
    /// it is celebrated by the rules for years that lack it.
    pub fn new(year: Option<i32>, month: u8, leap: bool, day: u8) -> Option<LunarBirthday> {
        let exists = (1..=12).contains(&month)
            && (1..=30).contains(&day)
            && year.is_none_or(|year| (1..=9999).contains(&year));
        exists.then_some(LunarBirthday {
            month,
            leap,
            day,
            year,
        })
    }

    /// Reads `1985-04-08` and `04-08`, with `L` or `闰` before a leap month's number, and `四月初八`,
    /// `闰六月十五`, `1985年腊月三十`.
    pub fn parse(text: &str) -> Result<LunarBirthday, BadLunarBirthday> {
        let text = text.trim();
        let (year, leap, month, day) = numeric_fields_of(text)
            .or_else(|| chinese_fields_of(text))
            .ok_or_else(|| BadLunarBirthday::Shape(text.to_owned()))?;
        LunarBirthday::new(year, month, leap, day)
            .ok_or_else(|| BadLunarBirthday::NoSuchDay(text.to_owned()))
    }

    pub fn year(self) -> Option<i32> {
        self.year
    }

    pub fn month(self) -> u8 {
        self.month
    }

    pub fn leap(self) -> bool {
        self.leap
    }

    pub fn day(self) -> u8 {
        self.day
    }

    /// `year * 100000 + leap * 10000 + month * 100 + day`, the year 0 where unknown, leap 0 or 1.
    pub fn packed(self) -> i64 {
        i64::from(self.year.unwrap_or(0)) * 100_000
            + i64::from(self.leap) * 10_000
            + i64::from(self.month) * 100
            + i64::from(self.day)
    }

    pub fn unpacked(packed: i64) -> Option<LunarBirthday> {
        let year = i32::try_from(packed / 100_000).ok()?;
        let leap = match packed / 10_000 % 10 {
            0 => false,
            1 => true,
            _ => return None,
        };
        let month = u8::try_from(packed / 100 % 100).ok()?;
        let day = u8::try_from(packed % 100).ok()?;
        LunarBirthday::new((year != 0).then_some(year), month, leap, day)
    }

    pub fn key(self) -> YearlyKey {
        YearlyKey::new(self.month, self.leap, self.day)
    }

    /// The key of a packed lunar birthday, without unpacking it.
    pub fn key_of_packed(packed: i64) -> YearlyKey {
        let leap = packed / 10_000 % 10 == 1;
        YearlyKey::new((packed / 100 % 100) as u8, leap, (packed % 100) as u8)
    }
}

/// `1985-04-08`, `L06-15`, `1985-L06-15`.
impl fmt::Display for LunarBirthday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        let leap = if self.leap { "L" } else { "" };
        write!(f, "{leap}{:02}-{:02}", self.month, self.day)
    }
}

/// The lunar birthdays celebrated on that business date. Day 30 of a month that has 29 falls on the
/// 29th; a leap month's birthday falls in the ordinary month where the year lacks the leap one; an
/// ordinary month's birthday never falls in the leap month.
pub fn lunar_birthdays_on(day: Day) -> YearlyKeys {
    let date = LunarDate::of(day);
    let lacks_leap = lunar_day(date.year, date.month, true, 1).is_none();
    let lacks_30th = date.day == 29 && date.days_in_month == 29;
    let months = [Some(date.leap), lacks_leap.then_some(true)];
    let days = [Some(date.day), lacks_30th.then_some(30)];
    months
        .into_iter()
        .flatten()
        .flat_map(|leap| {
            days.into_iter()
                .flatten()
                .map(move |day| YearlyKey::new(date.month, leap, day))
        })
        .collect()
}

/// The lunar birthdays celebrated from `first` to `last`, both included.
pub fn lunar_birthdays_within(first: Day, last: Day) -> YearlyKeys {
    // A leap month's birthday can come 413 days after the one before; by then every one has come round.
    (first.0..=last.0.min(first.0.saturating_add(LONGEST_YEAR_DAYS)))
        .map(|number| lunar_birthdays_on(Day(number)))
        .fold(YearlyKeys::default(), |keys, more| keys.union(&more))
}

const CALENDAR: ChineseTraditional = ChineseTraditional::new();
/// 1970-01-01 counted from the first day of the year 1, which the calendar counts from.
const EPOCH: i64 = 719_163;
const LONGEST_YEAR_DAYS: i32 = 420;

type Fields = (Option<i32>, bool, u8, u8);

/// `1985-04-08`, `04-08`, `1985-L04-08`, `闰04-08`.
fn numeric_fields_of(text: &str) -> Option<Fields> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = match rest.rsplit_once('-') {
        Some((year, month)) if year.len() == 4 => (Some(number_of(year)?), month),
        Some(_) => return None,
        None => (None, rest),
    };
    let unmarked = month.strip_prefix(['L', 'l', '闰', '閏']);
    let &[m1, m2] = unmarked.unwrap_or(month).as_bytes() else {
        return None;
    };
    let &[d1, d2] = day.as_bytes() else {
        return None;
    };
    Some((
        year,
        unmarked.is_some(),
        two_digits(m1, m2)?,
        two_digits(d1, d2)?,
    ))
}

/// `四月初八`, `闰六月十五`, `1985年腊月三十`, `农历4月8日`.
fn chinese_fields_of(text: &str) -> Option<Fields> {
    let text = text
        .strip_prefix("农历")
        .or_else(|| text.strip_prefix("阴历"))
        .unwrap_or(text);
    let (year, rest) = match text.split_once('年') {
        Some((year, rest)) => (Some(number_of(year.trim())?), rest),
        None => (None, text),
    };
    let unmarked = rest.strip_prefix(['闰', '閏']);
    let (month, day) = unmarked.unwrap_or(rest).split_once('月')?;
    let day = day.strip_suffix(['日', '号']).unwrap_or(day);
    let month = match month {
        "正" => 1,
        "冬" => 11,
        "腊" | "臘" => 12,
        _ => small_number_of(month)?,
    };
    let day = small_number_of(day.strip_prefix('初').unwrap_or(day))?;
    Some((year, unmarked.is_some(), month, day))
}

fn number_of(digits: &str) -> Option<i32> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// A number below 100 in digits or in Chinese: `8`, `八`, `十五`, `二十`, `廿三`.
fn small_number_of(text: &str) -> Option<u8> {
    if let Some(number) = number_of(text) {
        return u8::try_from(number).ok();
    }
    let digit = |text: &str| {
        (1_u8..)
            .zip("一二三四五六七八九".chars())
            .find_map(|(value, character)| {
                (text.strip_prefix(character) == Some("")).then_some(value)
            })
    };
    let (tens, ones) = match (text.split_once('十'), text.strip_prefix('廿')) {
        (Some(("", ones)), _) => (1, ones),
        (Some((tens, ones)), _) => (digit(tens)?, ones),
        (None, Some(ones)) => (2, ones),
        (None, None) => (0, text),
    };
    if tens > 0 && ones.is_empty() {
        return Some(tens * 10);
    }
    Some(tens * 10 + digit(ones)?)
}

#[cfg(test)]
mod tests;
