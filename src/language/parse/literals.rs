//! Numbers, amounts, dates, times and durations.

use pest::iterators::Pair;

use super::build::{Builder, child, plain};
use crate::language::diagnostics::parse as say;
use crate::language::grammar::Rule;
use crate::language::syntax::{
    CurrencyMark, Date, Duration, DurationUnit, ExprKind, Money, Number, Percent, Time,
};

const MILLION: i64 = 1_000_000;

/// The unit a keyword stands for; bare `m` counts as minutes and is reported where it is read.
fn unit(rule: Rule) -> Option<DurationUnit> {
    Some(match rule {
        Rule::kw_minute | Rule::kw_bare_m => DurationUnit::Minute,
        Rule::kw_hour => DurationUnit::Hour,
        Rule::kw_day => DurationUnit::Day,
        Rule::kw_week => DurationUnit::Week,
        Rule::kw_month => DurationUnit::Month,
        Rule::kw_year => DurationUnit::Year,
        _ => return None,
    })
}

/// Digits with commas and decimals in millionths.
fn micros(text: &str) -> Option<i64> {
    let digits: String = plain(text).chars().filter(|c| *c != ',').collect();
    let (whole, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
    if decimals.len() > 6 {
        return None;
    }
    let fraction: i64 = format!("{decimals:0<6}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(MILLION)?
        .checked_add(fraction)
}

pub const fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl Builder<'_> {
    pub fn number(&mut self, pair: &Pair<'_, Rule>) -> Number {
        let span = self.span(pair);
        let micros = micros(pair.as_str()).unwrap_or_else(|| {
            self.report(say::number_too_large(span, pair.as_str()));
            0
        });
        Number { micros, span }
    }

    pub fn number_in(&mut self, pair: &Pair<'_, Rule>) -> Number {
        let number = child(pair, Rule::number).expect("the grammar puts a number here");
        self.number(&number)
    }

    /// The pair's number times its 万 or 亿.
    fn scaled(&mut self, pair: &Pair<'_, Rule>) -> Number {
        let number = self.number_in(pair);
        let factor = pair
            .clone()
            .into_inner()
            .find_map(|inner| match inner.as_rule() {
                Rule::kw_ten_thousand => Some(10_000),
                Rule::kw_hundred_million => Some(100_000_000),
                _ => None,
            });
        let Some(micros) = number.micros.checked_mul(factor.unwrap_or(1)) else {
            self.report(say::number_too_large(number.span, pair.as_str().trim_end()));
            return number;
        };
        Number { micros, ..number }
    }

    pub fn percent_in(&mut self, pair: &Pair<'_, Rule>) -> Percent {
        let percent = child(pair, Rule::percent).expect("the grammar puts a percentage here");
        let number = self.number_in(&percent);
        Percent {
            micros: number.micros,
            span: self.span(&percent),
        }
    }

    /// `money` and `amount`.
    pub fn money(&mut self, pair: &Pair<'_, Rule>) -> Money {
        let currency = pair
            .clone()
            .into_inner()
            .find_map(|inner| match inner.as_rule() {
                Rule::currency_sign => Some(CurrencyMark::Sign(sign(inner.as_str()))),
                Rule::currency_code => Some(CurrencyMark::Code(inner.as_str().to_owned())),
                _ => None,
            });
        let number = self.scaled(pair);
        Money {
            micros: number.micros,
            currency: currency.unwrap_or(CurrencyMark::Sign('¥')),
            span: self.span(pair),
        }
    }

    /// A number with whatever stands behind it: nothing, `%`, `元`, a unit, a unit and `ago`.
    pub fn quantity(&mut self, pair: &Pair<'_, Rule>) -> ExprKind {
        let number = self.scaled(pair);
        let span = self.span(pair);
        let mut duration = None;
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::percent_sign => {
                    return ExprKind::Percent(Percent {
                        micros: number.micros,
                        span,
                    });
                }
                Rule::kw_yuan => {
                    return ExprKind::Money(Money {
                        micros: number.micros,
                        currency: CurrencyMark::Sign('¥'),
                        span,
                    });
                }
                Rule::kw_ago => return duration.map_or(ExprKind::Number(number), ExprKind::Ago),
                Rule::kw_later => {
                    return duration.map_or(ExprKind::Number(number), ExprKind::Ahead);
                }
                _ => {
                    if let Some(unit) = unit(inner.as_rule()) {
                        duration = Some(self.counted(&number, &inner, unit));
                    }
                }
            }
        }
        duration.map_or(ExprKind::Number(number), ExprKind::Duration)
    }

    /// `duration`, or `every`, where no number means one.
    pub fn duration(&mut self, pair: &Pair<'_, Rule>) -> Duration {
        let number = child(pair, Rule::number).map(|number| self.number(&number));
        let (word, unit) = pair
            .clone()
            .into_inner()
            .find_map(|inner| unit(inner.as_rule()).map(|unit| (inner, unit)))
            .expect("the grammar puts a unit here");
        let number = number.unwrap_or(Number {
            micros: MILLION,
            span: self.span(&word),
        });
        self.counted(&number, &word, unit)
    }

    pub fn duration_in(&mut self, pair: &Pair<'_, Rule>) -> Duration {
        let duration = child(pair, Rule::duration).expect("the grammar puts a duration here");
        self.duration(&duration)
    }

    fn counted(&mut self, number: &Number, word: &Pair<'_, Rule>, unit: DurationUnit) -> Duration {
        if word.as_rule() == Rule::kw_bare_m {
            self.report(say::bare_m(self.span(word)));
        }
        let span = number.span.to(self.span(word));
        let written = (number.micros / MILLION).to_string();
        if number.micros % MILLION != 0 {
            self.report(say::duration_not_whole(
                number.span,
                &format!("{}", number.micros as f64 / 1e6),
            ));
        }
        let count = u32::try_from(number.micros / MILLION).unwrap_or_else(|_| {
            self.report(say::number_too_large(number.span, &written));
            1
        });
        Duration { count, unit, span }
    }

    /// `date` and `slash_date`.
    pub fn date(&mut self, pair: &Pair<'_, Rule>) -> Date {
        let span = self.span(pair);
        let text = plain(pair.as_str());
        let mut parts = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<i16>().unwrap_or(0));
        let (year, month, day) = (
            parts.next().unwrap_or(0),
            parts.next().unwrap_or(0) as u8,
            parts.next().unwrap_or(0) as u8,
        );
        if pair.as_rule() == Rule::slash_date {
            self.report(say::slash_date(
                span,
                &format!("{year:04}-{month:02}-{day:02}"),
            ));
        }
        if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            self.report(say::no_such_date(span, pair.as_str()));
            return Date {
                year: 2000,
                month: 1,
                day: 1,
                span,
            };
        }
        Date {
            year,
            month,
            day,
            span,
        }
    }

    /// The first date among the pair's children.
    pub fn date_in(&mut self, pair: &Pair<'_, Rule>) -> Date {
        let date = pair
            .clone()
            .into_inner()
            .find(|inner| matches!(inner.as_rule(), Rule::date | Rule::slash_date));
        self.date(&date.expect("the grammar puts a date here"))
    }

    pub fn month_day(&mut self, pair: &Pair<'_, Rule>) -> ExprKind {
        let text = plain(pair.as_str());
        let mut parts = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse::<u8>().unwrap_or(0));
        let (month, day) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(2000, month) {
            self.report(say::no_such_date(self.span(pair), pair.as_str()));
            return ExprKind::MonthDay { month: 1, day: 1 };
        }
        ExprKind::MonthDay { month, day }
    }

    pub fn time(&mut self, pair: &Pair<'_, Rule>) -> Time {
        let span = self.span(pair);
        let text = plain(pair.as_str());
        let mut parts = text
            .split(':')
            .map(|part| part.parse::<u32>().unwrap_or(99));
        let (hours, minutes, seconds) = (
            parts.next().unwrap_or(99),
            parts.next().unwrap_or(99),
            parts.next().unwrap_or(0),
        );
        if hours > 23 || minutes > 59 || seconds > 59 {
            self.report(say::no_such_time(span, pair.as_str()));
            return Time { seconds: 0, span };
        }
        Time {
            seconds: hours * 3_600 + minutes * 60 + seconds,
            span,
        }
    }

    pub fn time_in(&mut self, pair: &Pair<'_, Rule>) -> Time {
        let time = child(pair, Rule::time).expect("the grammar puts a time here");
        self.time(&time)
    }
}

fn sign(written: &str) -> char {
    match written {
        "￥" | "¥" => '¥',
        "＄" | "$" => '$',
        "￡" | "£" => '£',
        _ => '€',
    }
}
