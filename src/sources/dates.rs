//! Dates, times and instants as files have them.

use super::SourceError;
use crate::model::calendar::{Day, Zone};
use crate::model::moment::{DAY_MS, Moment, SECOND_MS};
use jiff::fmt::strtime::BrokenDownTime;

/// A stated format, such as `%d/%m/%Y`: dates and instants are then read in no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat(String);

impl DateFormat {
    pub fn new(format: &str) -> Result<Self, SourceError> {
        let bad = |reason: String| SourceError::BadDateFormat {
            format: format.to_owned(),
            reason,
        };
        // A date written in the format must be read again as itself.
        let date = jiff::civil::date(1996, 11, 23);
        let written = BrokenDownTime::from(date.at(22, 41, 53, 0))
            .to_string(format)
            .map_err(|error| bad(error.to_string()))?;
        let read =
            BrokenDownTime::parse(format, &written).map_err(|error| bad(error.to_string()))?;
        match read.to_date() {
            Ok(read) if read == date => Ok(Self(format.to_owned())),
            _ => Err(bad(
                "it does not say the year, the month and the day".to_owned()
            )),
        }
    }

    /// The day, the milliseconds into it where the format has a time, and the offset where it has one.
    fn read(&self, text: &str) -> Option<(Day, i64, Option<i64>)> {
        let (read, rest) = BrokenDownTime::parse_prefix(&self.0, text)
            .ok()
            .and_then(|(read, used)| Some((read, text.get(used..)?)))?;
        let date = read.to_date().ok()?;
        let day = Day::new(i32::from(date.year()), date.month() as u8, date.day() as u8)?;
        let in_day_ms = match (read.hour(), rest.trim_start()) {
            (_, "") => read.to_time().map_or(0, |time| {
                let seconds = i64::from(time.hour()) * 3_600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second());
                seconds * SECOND_MS + i64::from(time.millisecond())
            }),
            // `23/11/1996 09:00` under `%d/%m/%Y`.
            (None, time) if rest.starts_with([' ', 'T']) => clock(time)?,
            _ => return None,
        };
        let offset_ms = read
            .offset()
            .map(|offset| i64::from(offset.seconds()) * SECOND_MS);
        Some((day, in_day_ms, offset_ms))
    }
}

/// `2026-03-08`, `2026/3/8`, `2026.3.8`, `2026年3月8日`, `20260308`, or in the stated format; a time
/// of day after it is let go.
pub fn date(text: &str, format: Option<&DateFormat>) -> Option<Day> {
    if let Some(format) = format {
        return format.read(text).map(|(day, _, _)| day);
    }
    let (day, rest) = leading_day(text)?;
    let rest = rest.trim_start_matches(['T', ' ']);
    let is_instant = || Moment::parse_rfc3339(text).is_ok();
    (rest.is_empty() || clock(rest).is_some() || is_instant()).then_some(day)
}

/// RFC 3339, or a date with or without a time of day, local in `zone`.
pub fn instant(text: &str, zone: Zone, format: Option<&DateFormat>) -> Option<Moment> {
    if let Some(format) = format {
        return Some(match format.read(text)? {
            (day, in_day_ms, Some(offset_ms)) => {
                Moment(i64::from(day.0) * DAY_MS + in_day_ms - offset_ms)
            }
            (day, in_day_ms, None) => zone.resolve_ms(day, in_day_ms),
        });
    }
    if let Ok(moment) = Moment::parse(text, zone) {
        return Some(moment);
    }
    let (day, rest) = leading_day(text)?;
    let in_day_ms = match rest.trim_start_matches(['T', ' ']) {
        "" => 0,
        rest => clock(rest)?,
    };
    Some(zone.resolve_ms(day, in_day_ms))
}

/// `9:05` or `09:05:30`, in seconds.
pub fn time(text: &str) -> Option<i64> {
    clock(text).map(|ms| ms / SECOND_MS)
}

/// A time of day in milliseconds.
fn clock(text: &str) -> Option<i64> {
    let mut parts = text.trim().split([':', '：']);
    let hour = small(parts.next()?, 23)?;
    let minute = small(parts.next()?, 59)?;
    let (second, ms) = match parts.next() {
        None => (0, 0),
        Some(second) => {
            let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
            if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let ms = fraction.bytes().zip([100, 10, 1]);
            let ms: i64 = ms.map(|(digit, unit)| i64::from(digit - b'0') * unit).sum();
            (small(second, 59)?, ms)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    Some((hour * 3_600 + minute * 60 + second) * SECOND_MS + ms)
}

/// A day at the start of a text, and what follows it.
fn leading_day(text: &str) -> Option<(Day, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (first, rest) = text.split_at_checked(digits)?;
    if digits == 8 {
        let (year, day) = first.split_at_checked(4)?;
        let (month, day) = day.split_at_checked(2)?;
        return Some((whole_day(year, month, day)?, rest));
    }
    if digits != 4 {
        return None;
    }
    let between = rest
        .chars()
        .next()
        .filter(|c| ['-', '/', '.', '年'].contains(c))?;
    let rest = rest.strip_prefix(between)?;
    let (month, rest) =
        rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?;
    let rest = rest.strip_prefix(if between == '年' { '月' } else { between })?;
    let (day, rest) = rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?;
    let rest = if between == '年' {
        rest.strip_prefix(['日', '号']).unwrap_or(rest)
    } else {
        rest
    };
    Some((whole_day(first, month, day)?, rest))
}

fn whole_day(year: &str, month: &str, day: &str) -> Option<Day> {
    let year = i32::try_from(small(year, 9_999)?).ok()?;
    Day::new(year, small(month, 12)? as u8, small(day, 31)? as u8)
}

/// A number of at most four digits, up to `most`.
fn small(text: &str, most: i64) -> Option<i64> {
    let fits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| {
        text.bytes()
            .fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
    })
    .filter(|number| *number <= most)
}
