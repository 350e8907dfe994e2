//! The text of a cell as a value of its kind.

use super::dates::{self, DateFormat};
use super::numbers::{self, BadNumber};
use crate::model::calendar::{Birthday, LunarBirthday, Zone};
use crate::model::kind::{Kind, MILLION};
use crate::model::moment::{HOUR_MS, MINUTE_MS, SECOND_MS};
use std::borrow::Cow;

/// A value read from a cell; integers as their kind packs them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed<'a> {
    Int(i64),
    Text(Cow<'a, str>),
    List(Vec<Parsed<'a>>),
}

/// How local times and dates are to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    pub zone: Zone,
    pub dates: Option<&'a DateFormat>,
}

/// What is wrong with a cell, after "`value` ".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell(pub String);

/// Reads a cell that is not empty.
pub fn parse_cell<'a>(
    kind: &Kind,
    text: &'a str,
    reading: Reading<'_>,
) -> Result<Parsed<'a>, BadCell> {
    if let Kind::List(of) = kind {
        return list(of, text, reading);
    }
    if *kind == Kind::Text {
        return Ok(Parsed::Text(Cow::Borrowed(text)));
    }
    int(kind, text, reading).map(Parsed::Int).or_else(|bad| {
        // Full-width digits and signs, as Chinese keyboards give them.
        let narrow = narrowed(text).ok_or(bad)?;
        int(kind, &narrow, reading).map(Parsed::Int)
    })
}

fn int(kind: &Kind, text: &str, reading: Reading<'_>) -> Result<i64, BadCell> {
    let shape = |expected: &str| BadCell(format!("is not {}; write {expected}", article(kind)));
    let number = |read: Result<i64, BadNumber>, expected: &str| {
        read.map_err(|bad| match bad {
            BadNumber::Shape => shape(expected),
            BadNumber::Decimals => BadCell(format!("has too many decimals for {}", article(kind))),
            BadNumber::Range => BadCell("is too large".to_owned()),
            BadNumber::OtherCurrency => {
                BadCell(format!("is in another currency than {}", article(kind)))
            }
        })
    };
    let dates = reading.dates;
    match kind {
        Kind::YesNo => yes_no(text).ok_or_else(|| shape("yes or no (是 or 否, 1 or 0)")),
        Kind::Number => number(numbers::millionths(text), "such as 12.5"),
        Kind::Whole => number(numbers::decimal(text, 0), "such as 12"),
        Kind::Percent => number(numbers::percent(text), "such as 15%"),
        Kind::Money(currency) => number(numbers::money(text, *currency), "such as 1234.50"),
        Kind::Date => dates::date(text, dates)
            .map(|day| i64::from(day.0))
            .ok_or_else(|| BadCell(date_expected("a date", "2026-03-08", dates))),
        Kind::Time => dates::time(text).ok_or_else(|| shape("such as 09:30")),
        Kind::Instant => dates::instant(text, reading.zone, dates)
            .map(|moment| moment.0)
            .ok_or_else(|| BadCell(date_expected("a date and time", "2026-03-08 09:30", dates))),
        Kind::Birthday => Birthday::parse(text)
            .ok()
            .or_else(|| {
                let day = dates::date(text, dates)?;
                let (year, month, day) = day.year_month_day();
                Birthday::new(Some(year), month, day)
            })
            .map(Birthday::packed)
            .ok_or_else(|| shape("such as 1992-02-29, or 02-29 where the year is unknown")),
        Kind::LunarBirthday => LunarBirthday::parse(text)
            .map(LunarBirthday::packed)
            .map_err(|_| shape("such as 1985-04-08, L04-08 for a leap month, or 四月初八")),
        Kind::Duration => duration(text).ok_or_else(|| shape("such as 14 days or 3 months")),
        Kind::Hours => hours(text).ok_or_else(|| shape("such as 4 hours or 30 min")),
        Kind::Level(options) | Kind::Choice(options) => {
            let found = options.find(text).or_else(|| {
                options.words.iter().position(|word| {
                    let label = word.label.as_deref().unwrap_or_default();
                    word.key.eq_ignore_ascii_case(text) || label.eq_ignore_ascii_case(text)
                })
            });
            found.map(|at| at as i64).ok_or_else(|| {
                let words: Vec<&str> = options.words.iter().map(|word| word.key.as_str()).collect();
                BadCell(format!("is not one of {}", words.join(", ")))
            })
        }
        Kind::Text | Kind::List(_) => Err(shape("a text")),
    }
}

fn date_expected(what: &str, example: &str, format: Option<&DateFormat>) -> String {
    match format {
        Some(_) => format!("is not {what} in the format given with --date-format"),
        None => format!(
            "is not {what}; write {example}, or say how dates are written: --date-format \"%d/%m/%Y\""
        ),
    }
}

fn article(kind: &Kind) -> String {
    let name = match kind {
        Kind::Money(currency) => return format!("money in {currency}"),
        Kind::YesNo | Kind::Percent | Kind::Hours => return kind.name(),
        kind => kind.name(),
    };
    format!(
        "a{} {name}",
        if name.starts_with(['i', 'a', 'e', 'o']) {
            "n"
        } else {
            ""
        }
    )
}

fn yes_no(text: &str) -> Option<i64> {
    const YES: &[&str] = &["yes", "y", "true", "t", "1", "是", "真", "有"];
    const NO: &[&str] = &["no", "n", "false", "f", "0", "否", "假", "无"];
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(YES) {
        Some(1)
    } else {
        is(NO).then_some(0)
    }
}

/// A whole number and the word after it.
fn quantity(text: &str) -> Option<(i64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit.trim()))
}

/// Months × 1,000,000 + days.
fn duration(text: &str) -> Option<i64> {
    const DAYS_MAX: i64 = MILLION - 1;
    let (number, unit) = quantity(text)?;
    let days = |days: i64| number.checked_mul(days).filter(|days| *days <= DAYS_MAX);
    let months = |months: i64| number.checked_mul(months)?.checked_mul(MILLION);
    match unit.to_lowercase().as_str() {
        "d" | "day" | "days" | "天" | "日" => days(1),
        "w" | "week" | "weeks" | "周" | "个星期" => days(7),
        "mo" | "month" | "months" | "月" | "个月" => months(1),
        "y" | "year" | "years" | "年" => months(12),
        _ => None,
    }
}

/// Milliseconds.
fn hours(text: &str) -> Option<i64> {
    let (number, unit) = quantity(text)?;
    let unit_ms = match unit.to_lowercase().as_str() {
        "h" | "hour" | "hours" | "小时" => HOUR_MS,
        "min" | "minute" | "minutes" | "分钟" | "分" => MINUTE_MS,
        "s" | "sec" | "second" | "seconds" | "秒" => SECOND_MS,
        _ => return None,
    };
    number.checked_mul(unit_ms)
}

/// `a;b` or `["a", "b"]`.
fn list<'a>(of: &Kind, text: &'a str, reading: Reading<'_>) -> Result<Parsed<'a>, BadCell> {
    let mut items = Vec::new();
    if text.starts_with('[') {
        let values: Vec<serde_json::Value> = serde_json::from_str(text)
            .map_err(|_| BadCell("is not a list; write a;b or [\"a\", \"b\"]".to_owned()))?;
        for value in values {
            let text = match value {
                serde_json::Value::String(text) => text,
                value => value.to_string(),
            };
            let item = parse_cell(of, text.trim(), reading).map(owned);
            items.push(item.map_err(|bad| in_list(&text, &bad))?);
        }
    } else {
        let parts = text
            .split([';', '；', '|'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        for part in parts {
            items.push(parse_cell(of, part, reading).map_err(|bad| in_list(part, &bad))?);
        }
    }
    Ok(Parsed::List(items))
}

fn in_list(item: &str, bad: &BadCell) -> BadCell {
    BadCell(format!("holds `{}`, which {}", super::cut(item), bad.0))
}

fn owned(parsed: Parsed<'_>) -> Parsed<'static> {
    match parsed {
        Parsed::Int(int) => Parsed::Int(int),
        Parsed::Text(text) => Parsed::Text(Cow::Owned(text.into_owned())),
        Parsed::List(items) => Parsed::List(items.into_iter().map(owned).collect()),
    }
}

/// Full-width letters, digits and signs made narrow; `None` where there are none.
fn narrowed(text: &str) -> Option<String> {
    let is_wide = |c: char| ('\u{ff01}'..='\u{ff5e}').contains(&c) || c == '\u{3000}';
    if !text.contains(is_wide) {
        return None;
    }
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        c if is_wide(c) => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    Some(text.chars().map(narrow).collect())
}

#[cfg(test)]
mod tests;
