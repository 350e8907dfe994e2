//! Values as the engine holds them: one integer, a text or a list; the kind says how to read it.

use super::calendar::{Birthday, Day, LunarBirthday, Zone};
use super::kind::{Kind, MILLION};
use super::moment::Moment;
use std::sync::Arc;

/// A known value. What the integer means is the kind's business (see [`Kind`]).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    Int(i64),
    Text(Arc<str>),
    List(Vec<Value>),
}

impl Value {
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(int) => Some(*int),
            Self::Text(_) | Self::List(_) => None,
        }
    }

    /// The value as people read it; instants are shown in `zone`.
    pub fn show(&self, kind: &Kind, zone: Zone) -> String {
        match self {
            Self::Text(text) => text.to_string(),
            Self::List(items) => {
                let of = match kind {
                    Kind::List(of) => of,
                    other => other,
                };
                let shown: Vec<String> = items.iter().map(|item| item.show(of, zone)).collect();
                format!("[{}]", shown.join(", "))
            }
            Self::Int(int) => show_int(*int, kind, zone),
        }
    }
}

fn show_int(int: i64, kind: &Kind, zone: Zone) -> String {
    match kind {
        Kind::YesNo => if int == 0 { "no" } else { "yes" }.to_string(),
        Kind::Number => decimal(int),
        Kind::Percent => format!("{}%", decimal(int)),
        Kind::Money(currency) => currency.show(int),
        Kind::Date => Day(int as i32).to_string(),
        Kind::Time => {
            let (hour, minute, second) = (int / 3600, int / 60 % 60, int % 60);
            if second == 0 {
                format!("{hour:02}:{minute:02}")
            } else {
                format!("{hour:02}:{minute:02}:{second:02}")
            }
        }
        Kind::Instant => Moment(int).in_zone(zone),
        Kind::Birthday => shown(int, Birthday::unpacked(int)),
        Kind::LunarBirthday => shown(int, LunarBirthday::unpacked(int)),
        Kind::Duration => {
            let (months, days) = (int / MILLION, int % MILLION);
            match (months, days) {
                (0, days) => format!("{days} days"),
                (months, 0) => format!("{months} months"),
                (months, days) => format!("{months} months {days} days"),
            }
        }
        Kind::Hours => match (int / 60_000 / 60, int / 60_000 % 60) {
            (hours, 0) => format!("{hours} hours"),
            (0, minutes) => format!("{minutes} minutes"),
            (hours, minutes) => format!("{hours} hours {minutes} minutes"),
        },
        Kind::Level(options) | Kind::Choice(options) => usize::try_from(int)
            .ok()
            .and_then(|at| options.words.get(at))
            .map_or_else(|| int.to_string(), |word| word.key.clone()),
        Kind::Whole | Kind::Text | Kind::List(_) => int.to_string(),
    }
}

fn shown(packed: i64, day: Option<impl std::fmt::Display>) -> String {
    day.map_or_else(|| packed.to_string(), |day| day.to_string())
}

/// Millionths as a decimal without trailing zeros.
fn decimal(millionths: i64) -> String {
    let magnitude = millionths.unsigned_abs();
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, fraction) = (magnitude / 1_000_000, magnitude % 1_000_000);
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let digits = format!("{fraction:06}");
    format!("{sign}{whole}.{}", digits.trim_end_matches('0'))
}
