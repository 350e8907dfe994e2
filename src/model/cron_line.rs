//! Cron lines as people write them, five fields or six, read into plain sets with errors in words.

use std::fmt;

/// A cron line that was read: which seconds, minutes, hours, days of the month, months and weekdays
/// it is due on. Weekdays count from 0 for Sunday; 7 is Sunday as well.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CronLine {
    text: String,
    /// One bit per value, in the order of [`FIELDS`]; `None` is every value.
    sets: [Option<u64>; 6],
}

/// Why a text is not a cron line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCronLine {
    #[error(
        "a cron line has five fields (minute, hour, day, month, weekday) or six with the second first; this one has {0}"
    )]
    FieldCount(usize),
    #[error("`{part}` is no {field}; write {range}")]
    NoSuch {
        field: &'static str,
        part: String,
        range: &'static str,
    },
    #[error("`{part}` runs backwards; write the smaller {field} first, or two ranges with a comma")]
    Backwards { field: &'static str, part: String },
    #[error("`{0}` has no step to take; the number after `/` must be 1 or more")]
    NoStep(String),
    #[error(
        "`{part}` steps over the whole range of a {field} ({range}), so it would not be due every {step}; write the values out"
    )]
    LongStep {
        field: &'static str,
        part: String,
        range: &'static str,
        step: usize,
    },
    #[error(
        "`{0}` uses a sign this product does not read; for the last day of a month write `monthly on 31 at 09:00`"
    )]
    Sign(String),
    #[error(
        "`{0}` is a shortcut; write `daily at 00:00`, `weekly on sunday at 00:00` or `monthly on 1 at 00:00`"
    )]
    Shortcut(String),
    #[error("a cron line names days of the month or weekdays, not both; put `*` in one of the two")]
    BothDays,
    #[error("no month named here has such a day, so this would never be due")]
    Never,
}

impl CronLine {
    pub fn parse(text: &str) -> Result<CronLine, BadCronLine> {
        let parts: Vec<&str> = text.split_whitespace().collect();
        if let Some(shortcut) = parts.first().filter(|part| part.starts_with('@')) {
            return Err(BadCronLine::Shortcut((*shortcut).to_owned()));
        }
        let without_second = match parts.len() {
            5 => 1,
            6 => 0,
            count => return Err(BadCronLine::FieldCount(count)),
        };
        let mut sets = [Some(1), None, None, None, None, None];
        let fields = FIELDS.iter().zip(&mut sets).skip(without_second);
        for ((field, set), part) in fields.zip(&parts) {
            *set = field.read(part)?;
        }
        let [_, _, _, days, months, weekdays] = sets;
        if days.is_some() && weekdays.is_some() {
            return Err(BadCronLine::BothDays);
        }
        if let Some(days) = days
            && !some_day_exists(days, months)
        {
            return Err(BadCronLine::Never);
        }
        Ok(CronLine {
            text: parts.join(" "),
            sets,
        })
    }

    /// The values of each field, in the order second, minute, hour, day of the month, month, weekday
    /// (0 for Sunday); `None` is every value.
    pub fn values(&self) -> [Option<Vec<u8>>; 6] {
        self.sets
            .map(|set| set.map(|bits| (0..64).filter(|value| bits >> value & 1 == 1).collect()))
    }
}

impl fmt::Display for CronLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

struct Field {
    name: &'static str,
    range: &'static str,
    lowest: u8,
    highest: u8,
    /// Names for the values from `lowest` on; the first three letters are enough.
    names: &'static [&'static str],
}

const FIELDS: [Field; 6] = [
    Field {
        name: "second",
        range: "0 to 59",
        lowest: 0,
        highest: 59,
        names: &[],
    },
    Field {
        name: "minute",
        range: "0 to 59",
        lowest: 0,
        highest: 59,
        names: &[],
    },
    Field {
        name: "hour",
        range: "0 to 23",
        lowest: 0,
        highest: 23,
        names: &[],
    },
    Field {
        name: "day of the month",
        range: "1 to 31",
        lowest: 1,
        highest: 31,
        names: &[],
    },
    Field {
        name: "month",
        range: "1 to 12 or Jan to Dec",
        lowest: 1,
        highest: 12,
        names: &[
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
    },
    Field {
        name: "weekday",
        range: "0 to 7 (0 and 7 are Sunday) or Mon to Sun",
        lowest: 0,
        highest: 6,
        names: &[
            "sunday",
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
        ],
    },
];

impl Field {
    /// The set of a field such as `*/15`, `9-17`, `Mon,Wed`; `None` where it holds every value.
    fn read(&self, part: &str) -> Result<Option<u64>, BadCronLine> {
        let mut bits = 0;
        for item in part.split(',') {
            for value in self.read_item(item, part)? {
                bits |= 1_u64 << value;
            }
        }
        let every = (self.lowest..=self.highest).fold(0, |bits, value| bits | 1_u64 << value);
        Ok((bits != every).then_some(bits))
    }

    fn read_item(&self, item: &str, part: &str) -> Result<Vec<u8>, BadCronLine> {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, Some(self.read_step(step, part)?)),
            None => (item, None),
        };
        let (lo, hi) = match range.split_once('-') {
            _ if range == "*" || (range == "?" && self.takes_question_mark()) => {
                (self.lowest, self.highest)
            }
            Some((lo, hi)) => (self.value_of(lo, part)?, self.value_of(hi, part)?),
            // `5/15` runs from 5 to the highest value, as cron programs agree.
            None if step.is_some() => (self.value_of(range, part)?, self.highest),
            None => {
                let value = self.value_of(range, part)?;
                (value, value)
            }
        };
        let values: Vec<u8> = if lo <= hi {
            (lo..=hi).collect()
        } else if self.is_weekday() {
            // Weeks come round: Friday to Monday.
            (lo..=6).chain(0..=hi).collect()
        } else {
            return Err(BadCronLine::Backwards {
                field: self.name,
                part: range.to_owned(),
            });
        };
        let seven_is_sunday = |value: u8| if self.is_weekday() { value % 7 } else { value };
        Ok(values
            .into_iter()
            .map(seven_is_sunday)
            .step_by(step.unwrap_or(1))
            .collect())
    }

    fn read_step(&self, step: &str, part: &str) -> Result<usize, BadCronLine> {
        match step.parse::<usize>() {
            Ok(0) => Err(BadCronLine::NoStep(part.to_owned())),
            Ok(step) if step > usize::from(self.highest - self.lowest) => {
                Err(BadCronLine::LongStep {
                    field: self.name,
                    part: part.to_owned(),
                    range: self.range,
                    step,
                })
            }
            Ok(step) => Ok(step),
            Err(_) if step.contains('.') => Err(BadCronLine::Sign(part.to_owned())),
            Err(_) => Err(self.no_such(part)),
        }
    }

    fn value_of(&self, text: &str, part: &str) -> Result<u8, BadCronLine> {
        if let Some(value) = self.named(text) {
            return Ok(value);
        }
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain {
            let sign = part.contains(['#', '.', '+'])
                || text.ends_with(['L', 'W', 'l', 'w'])
                || text.starts_with(['L', 'l']);
            return Err(if sign {
                BadCronLine::Sign(part.to_owned())
            } else {
                self.no_such(part)
            });
        }
        let highest = if self.is_weekday() { 7 } else { self.highest };
        match text.parse() {
            Ok(value) if (self.lowest..=highest).contains(&value) => Ok(value),
            _ => Err(self.no_such(part)),
        }
    }

    /// `Mon`, `monday`, `Thurs`: at least three letters of the name.
    fn named(&self, text: &str) -> Option<u8> {
        let text = text.to_ascii_lowercase();
        let position = (text.len() >= 3)
            .then(|| self.names.iter().position(|name| name.starts_with(&text)))??;
        Some(self.lowest + position as u8)
    }

    fn no_such(&self, part: &str) -> BadCronLine {
        BadCronLine::NoSuch {
            field: self.name,
            part: part.to_owned(),
            range: self.range,
        }
    }

    fn is_weekday(&self) -> bool {
        self.name == "weekday"
    }

    fn takes_question_mark(&self) -> bool {
        self.is_weekday() || self.name == "day of the month"
    }
}

fn some_day_exists(days: u64, months: Option<u64>) -> bool {
    let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    (1_u32..).zip(longest).any(|(month, longest): (u32, u32)| {
        let named = months.is_none_or(|months| months >> month & 1 == 1);
        named && (1..=longest).any(|day| days >> day & 1 == 1)
    })
}

#[cfg(test)]
mod tests;
