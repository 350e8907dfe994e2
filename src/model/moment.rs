//! Instants: milliseconds since 1970 in universal time, read and written as people write them.

use std::fmt;

use super::calendar::{Day, Zone, civil_of, two_digits};

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

/// Why a text is not an instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadMoment {
    #[error(
        "`{0}` is not a date and time; write it as 2026-08-08 09:00 or 2026-08-08T09:00:00+08:00"
    )]
    Shape(String),
    #[error("`{0}` is not in the calendar; check the month and the day")]
    NoSuchDay(String),
    #[error("`{0}` has no such time of day; hours run to 23, minutes and seconds to 59")]
    NoSuchTime(String),
    #[error(
        "`{0}` does not say its distance from universal time; end it in Z or in an offset such as +08:00"
    )]
    NoOffset(String),
}

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

impl Moment {
    /// Reads RFC 3339, such as `2026-08-08T09:00:00.250+08:00`; digits beyond milliseconds are cut.
    pub fn parse_rfc3339(text: &str) -> Result<Moment, BadMoment> {
        match read(text)? {
            Reading {
                offset_ms: Some(offset),
                local_ms,
                ..
            } => Ok(Moment(local_ms - offset)),
            _ => Err(BadMoment::NoOffset(text.trim().to_owned())),
        }
    }

    /// Reads RFC 3339, or `2026-08-08 09:00[:00[.000]]` (a `T` may stand for the blank) as local time
    /// in `zone`, or `2026-08-08` as the start of that day there.
    pub fn parse(text: &str, zone: Zone) -> Result<Moment, BadMoment> {
        let reading = read(text)?;
        Ok(match reading {
            Reading {
                offset_ms: Some(offset),
                local_ms,
                ..
            } => Moment(local_ms - offset),
            Reading { day, local_ms, .. } => {
                let in_day_ms = local_ms - i64::from(day.0) * DAY_MS;
                zone.resolve_ms(day, in_day_ms)
            }
        })
    }

    /// As `2026-08-08T09:00:00+08:00`, in the zone's local time.
    pub fn in_zone(self, zone: Zone) -> String {
        let offset_ms = zone.offset_ms(self);
        let local = local_text(self.0.saturating_add(offset_ms));
        let minutes = offset_ms.div_euclid(MINUTE_MS);
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!("{local}{sign}{hours:02}:{minutes:02}")
    }

    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Moment {
        Moment(self.0.saturating_add(ms))
    }
}

/// RFC 3339 in universal time, with milliseconds only where there are any.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&local_text(self.0))?;
        f.write_str("Z")
    }
}

struct Reading {
    day: Day,
    local_ms: i64,
    offset_ms: Option<i64>,
}

fn local_text(local_ms: i64) -> String {
    let day = Day::clamped(local_ms.div_euclid(DAY_MS));
    let in_day = local_ms.rem_euclid(DAY_MS);
    let (hour, minute) = (in_day / HOUR_MS, in_day / MINUTE_MS % 60);
    let (second, ms) = (in_day / SECOND_MS % 60, in_day % SECOND_MS);
    if ms == 0 {
        format!("{day}T{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{day}T{hour:02}:{minute:02}:{second:02}.{ms:03}")
    }
}

fn read(text: &str) -> Result<Reading, BadMoment> {
    let text = text.trim();
    let shape = || BadMoment::Shape(text.to_owned());
    let (date, rest) = text.as_bytes().split_at_checked(10).ok_or_else(shape)?;
    let (year, month, day) = civil_of(date).ok_or_else(shape)?;
    let clock = read_clock(rest).ok_or_else(shape)?;
    let day = Day::new(year, month, day).ok_or_else(|| BadMoment::NoSuchDay(text.to_owned()))?;
    if !clock.exists {
        return Err(BadMoment::NoSuchTime(text.to_owned()));
    }
    Ok(Reading {
        day,
        local_ms: i64::from(day.0) * DAY_MS + clock.in_day_ms,
        offset_ms: clock.offset_ms,
    })
}

struct Clock {
    in_day_ms: i64,
    offset_ms: Option<i64>,
    exists: bool,
}

/// What follows the date: nothing, or a time of day and perhaps an offset.
fn read_clock(rest: &[u8]) -> Option<Clock> {
    let rest = match rest {
        [] => {
            return Some(Clock {
                in_day_ms: 0,
                offset_ms: None,
                exists: true,
            });
        }
        [b'T' | b't' | b' ', rest @ ..] => rest,
        _ => return None,
    };
    let &[h1, h2, b':', m1, m2, ref rest @ ..] = rest else {
        return None;
    };
    let (hour, minute) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
    let (second, ms, rest) = match rest {
        &[b':', s1, s2, ref rest @ ..] => {
            let (ms, rest) = read_fraction(rest)?;
            (two_digits(s1, s2)?, ms, rest)
        }
        _ => (0, 0, rest),
    };
    let (offset_ms, offset_exists) = read_offset(rest)?;
    Some(Clock {
        in_day_ms: i64::from(hour) * HOUR_MS
            + i64::from(minute) * MINUTE_MS
            + i64::from(second) * SECOND_MS
            + ms,
        offset_ms,
        exists: offset_exists && hour < 24 && minute < 60 && second < 60,
    })
}

/// `.5` is 500 ms; at most nine digits, of which the first three count.
fn read_fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let [b'.', digits @ ..] = rest else {
        return Some((0, rest));
    };
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (digits, rest) = digits.split_at_checked(length)?;
    if !(1..=9).contains(&length) {
        return None;
    }
    let ms = [100, 10, 1]
        .iter()
        .zip(digits)
        .map(|(unit, digit)| unit * i64::from(digit - b'0'));
    Some((ms.sum(), rest))
}

fn read_offset(rest: &[u8]) -> Option<(Option<i64>, bool)> {
    let (sign, hours, minutes) = match *rest {
        [] => return Some((None, true)),
        [b'Z' | b'z'] => return Some((Some(0), true)),
        [sign, h1, h2] => (sign, two_digits(h1, h2)?, 0),
        [sign, h1, h2, m1, m2] | [sign, h1, h2, b':', m1, m2] => {
            (sign, two_digits(h1, h2)?, two_digits(m1, m2)?)
        }
        _ => return None,
    };
    let size = i64::from(hours) * HOUR_MS + i64::from(minutes) * MINUTE_MS;
    let exists = hours < 24 && minutes < 60;
    match sign {
        b'+' => Some((Some(size), exists)),
        b'-' => Some((Some(-size), exists)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
