//! Tables and instants as a terminal shows them.

use crate::engine::decisions::{Outcome, Reason};
use crate::language::checked::{Limit, Period};
use crate::model::calendar::{Length, Zone};
use crate::model::effect::Effect;
use crate::model::moment::Moment;
use unicode_width::UnicodeWidthStr;

/// Columns padded to their widest cell, two places for a Chinese character; numbers to the right.
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let lines: Vec<&[String]> = std::iter::once(heads.as_slice())
        .chain(rows.iter().map(Vec::as_slice))
        .collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            lines
                .iter()
                .filter_map(|line| line.get(column))
                .map(|cell| cell.width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let numeric: Vec<bool> = (0..heads.len())
        .map(|column| {
            !rows.is_empty()
                && rows.iter().filter_map(|row| row.get(column)).all(|cell| {
                    cell.chars()
                        .all(|c| c.is_ascii_digit() || matches!(c, ',' | '-' | '.'))
                })
        })
        .collect();
    let mut text = String::new();
    for line in lines {
        let mut shown = String::new();
        for ((cell, width), numeric) in line.iter().zip(&widths).zip(&numeric) {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if *numeric {
                (pad.as_str(), "")
            } else {
                ("", pad.as_str())
            };
            shown.push_str(&format!("{before}{cell}{after}  "));
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}

/// An outcome in a few words.
pub fn outcome(outcome: &Outcome, zone: Zone) -> String {
    match outcome {
        Outcome::Granted(effects) => {
            let effects: Vec<String> = effects.iter().map(|one| effect(one, zone)).collect();
            format!("granted: {}", effects.join("; "))
        }
        Outcome::Suppressed(why) => format!("held back: {}", reason(why)),
        Outcome::Expired => "expired: the tick was handled too late".to_owned(),
    }
}

/// A reason as a sentence's end.
pub fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoConsent => "no consent to marketing messages".to_owned(),
        Reason::Unsubscribed => "unsubscribed".to_owned(),
        Reason::OnSuppressionList(why) => format!("on the suppression list ({why})"),
        Reason::LostGroup { winner } => format!("\"{winner}\" was picked from the group"),
        Reason::LimitReached(limit) => format!("limit reached ({})", self::limit(*limit)),
        Reason::CoolingDown(length) => format!("cooling down ({})", self::length(*length)),
        Reason::NotComposed(why) => why.clone(),
    }
}

/// A limit as the language writes it.
pub fn limit(limit: Limit) -> String {
    let times = limit.times;
    match limit.per {
        Period::Lifetime => format!("{times} lifetime"),
        Period::Year => format!("{times} per year"),
        Period::Month => format!("{times} per month"),
        Period::Week => format!("{times} per week"),
        Period::Day => format!("{times} per day"),
        Period::Rolling(length) => format!("{times} per {}", self::length(length)),
    }
}

/// A length as the language writes it.
pub fn length(length: Length) -> String {
    let (count, unit) = match length {
        Length::Exact(ms) if ms % 3_600_000 == 0 => (ms / 3_600_000, "hour"),
        Length::Exact(ms) => (ms / 60_000, "minute"),
        Length::Calendar(span) if span.months == 0 => (i64::from(span.days), "day"),
        Length::Calendar(span) if span.months % 12 == 0 && span.days == 0 => {
            (i64::from(span.months / 12), "year")
        }
        Length::Calendar(span) => (i64::from(span.months), "month"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// An effect in a few words.
pub fn effect(effect: &Effect, zone: Zone) -> String {
    match effect {
        Effect::Coupon {
            code,
            value_minor,
            currency,
            valid_until,
        } => {
            let value = crate::model::money::Currency::parse(currency)
                .map_or_else(String::new, |currency| {
                    format!(" {}", currency.show(*value_minor))
                });
            let until = valid_until.map_or_else(String::new, |until| {
                format!(" until {}", zone.day_of(until))
            });
            format!("coupon {code}{value}{until}")
        }
        Effect::Email { template, to, .. } => format!("e-mail {template} to {to}"),
        Effect::Tag { name } => format!("tag {name}"),
        Effect::Task { title, due, .. } => {
            let due = due.map_or_else(String::new, |due| format!(" due {}", instant(due, zone)));
            format!("task \"{title}\"{due}")
        }
    }
}

/// An instant on the clock of `zone`, to the minute, or to the second where that says more.
pub fn instant(at: Moment, zone: Zone) -> String {
    let (day, in_day_ms) = zone.clock_of(at);
    let second = in_day_ms / 1_000;
    let clock = format!("{day} {:02}:{:02}", second / 3_600, second / 60 % 60);
    if second % 60 == 0 {
        clock
    } else {
        format!("{clock}:{:02}", second % 60)
    }
}

/// `1234567` as `1,234,567`.
pub fn count(count: u64) -> String {
    crate::model::money::grouped(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_cells_take_two_places_a_character() {
        let rows = vec![
            vec!["生日礼".to_owned(), "12".to_owned()],
            vec!["Win-back".to_owned(), "1,200".to_owned()],
        ];
        let shown = table(&["rule", "entered"], &rows);
        assert_eq!(
            shown,
            "rule      entered\n生日礼         12\nWin-back    1,200\n"
        );
    }
}
