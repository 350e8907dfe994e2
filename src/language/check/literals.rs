//! Values written out, packed as their kind says.

use super::mistakes;
use super::names::{kind_words, option_words};
use super::scope::{Lower, bare_name};
use crate::language::diagnostics::did_you_mean;
use crate::language::keywords::is_chinese;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::syntax::{
    CurrencyMark, Date, Duration, DurationUnit, Expr, ExprKind, Money, Name, Number,
};
use crate::model::calendar::{Birthday, Day, Length, LunarBirthday, Span as CalendarSpan};
use crate::model::kind::{Kind, MILLION, OptionWord};
use crate::model::money::Currency;
use crate::model::value::Value;

/// What an expression is as a literal.
pub(super) enum Literal {
    /// None.
    Other,
    /// One that is wrong by itself, which was reported.
    Bad,
    Is(Kind, Value),
}

const MOST_YEARS: u32 = 1000;

impl Lower<'_> {
    /// Reads a literal by itself; `expected` settles what several kinds could be.
    pub fn literal(&mut self, expr: &Expr, expected: Option<&Kind>) -> Literal {
        let found = match &expr.kind {
            ExprKind::YesNo(yes) => Some((Kind::YesNo, i64::from(*yes))),
            ExprKind::Number(number) => Some(plain_number(number.micros, expected)),
            ExprKind::Percent(percent) => Some((Kind::Percent, percent.micros)),
            ExprKind::Money(money) => self
                .money(money)
                .map(|(currency, minor)| (Kind::Money(currency), minor)),
            ExprKind::Date(date) => self.date_literal(date, expected),
            ExprKind::MonthDay { month, day } => self.month_day(expr.span, *month, *day, expected),
            ExprKind::Time(time) => Some((Kind::Time, i64::from(time.seconds))),
            ExprKind::Instant { date, time } => self.day(date).map(|day| {
                let moment = self.book.settings.zone.resolve(day, time.seconds);
                (Kind::Instant, moment.0)
            }),
            ExprKind::Duration(duration) => self.length(duration).map(packed_length),
            ExprKind::Text(text) => {
                return Literal::Is(Kind::Text, Value::text(&text.text));
            }
            ExprKind::Negate(inner) if is_amount(&inner.kind) => {
                match self.literal(inner, expected) {
                    Literal::Is(kind, Value::Int(int)) => Some((kind, int.saturating_neg())),
                    other => return other,
                }
            }
            _ => return Literal::Other,
        };
        match found {
            Some((kind, int)) => Literal::Is(kind, Value::Int(int)),
            None => Literal::Bad,
        }
    }

    /// A value of exactly this kind, written out; everything else is reported.
    pub fn constant(&mut self, expr: &Expr, kind: &Kind) -> Option<Value> {
        if let Some(name) = bare_name(expr) {
            return self.word_of(name, kind, None);
        }
        if let (ExprKind::List(items), Kind::List(of)) = (&expr.kind, kind) {
            let values: Vec<Option<Value>> =
                items.iter().map(|item| self.constant(item, of)).collect();
            return values
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(Value::List);
        }
        match self.literal(expr, Some(kind)) {
            Literal::Is(found, value) if found == *kind => Some(value),
            Literal::Is(found, _) => {
                let diagnostic = self.mismatch(expr, &found, expr.span, kind);
                self.fail(diagnostic)
            }
            Literal::Bad => None,
            Literal::Other => self.fail(mistakes::kinds::not_fixed(expr.span)),
        }
    }

    /// An option of the kind; `of` is the field beside it.
    pub fn word_of(&mut self, name: &Name, kind: &Kind, of: Option<&str>) -> Option<Value> {
        let word = name.text.as_str();
        if let Some(options) = kind.options() {
            if let Some(at) = options.find(word) {
                return Some(Value::Int(at as i64));
            }
            let near = did_you_mean(word, option_words(options));
            let chinese = is_chinese(word);
            let in_language = |option: &'_ OptionWord| match &option.label {
                Some(label) if chinese => label.clone(),
                _ => option.key.clone(),
            };
            let known: Vec<String> = options.words.iter().map(in_language).collect();
            let keys: Vec<&str> = known.iter().map(String::as_str).collect();
            let diagnostic = mistakes::names::unknown_option(name.span, word, of, &keys, near);
            return self.fail(diagnostic);
        }
        if *kind == Kind::Text {
            return self.fail(mistakes::names::needs_quotes(name.span, word));
        }
        let diagnostic = mistakes::kinds::wrong_value(name.span, word, &kind_words(kind));
        self.fail(diagnostic)
    }

    /// What to say of a written value of one kind where another is needed.
    pub fn mismatch(
        &self,
        literal: &Expr,
        found: &Kind,
        span: Span,
        wanted: &Kind,
    ) -> crate::language::diagnostics::Diagnostic {
        let words = self.words(literal.span);
        let project = self.book.settings.currency;
        if let (ExprKind::Text(text), Some(options)) = (&literal.kind, wanted.options())
            && options.find(&text.text).is_some()
        {
            return mistakes::kinds::quotes_unwanted(span, &text.text);
        }
        match (found, wanted) {
            (Kind::Number | Kind::Whole, Kind::Percent) => {
                mistakes::kinds::percent_wanted(span, &words)
            }
            (Kind::Number | Kind::Whole, Kind::Money(currency)) => {
                let sign = sign_of(*currency, project);
                mistakes::kinds::money_wanted(span, &words, &sign)
            }
            (Kind::Percent, Kind::Number | Kind::Whole) => {
                let number = words.trim_end_matches(['%', '％']).trim();
                mistakes::kinds::percent_unwanted(span, &words, number)
            }
            (Kind::Money(a), Kind::Money(b)) => {
                mistakes::kinds::two_currencies(span, &b.to_string(), &a.to_string())
            }
            (Kind::Hours, Kind::Duration) | (Kind::Duration, Kind::Hours) => {
                mistakes::moments::exact_and_calendar(span)
            }
            (Kind::Number, Kind::Whole) => {
                mistakes::kinds::wrong_value(span, &words, &kind_words(&Kind::Whole))
            }
            _ => mistakes::kinds::wrong_value(span, &words, &kind_words(wanted)),
        }
    }

    pub fn money(&mut self, money: &Money) -> Option<(Currency, i64)> {
        let project = self.book.settings.currency;
        let currency = match &money.currency {
            CurrencyMark::Code(code) => Currency::parse(code),
            CurrencyMark::Sign(sign) => currency_of(*sign, project),
        };
        let Some(currency) = currency else {
            let mark = match &money.currency {
                CurrencyMark::Code(code) => code.clone(),
                CurrencyMark::Sign(sign) => sign.to_string(),
            };
            let project = project.to_string();
            return self.fail(mistakes::kinds::unknown_currency(
                money.span, &mark, &project,
            ));
        };
        let digits = currency.minor_digits();
        let units = i128::from(money.micros) * 10_i128.pow(digits);
        if units % i128::from(MILLION) != 0 {
            let currency = currency.to_string();
            return self.fail(mistakes::kinds::too_fine(money.span, &currency, digits));
        }
        let Ok(minor) = i64::try_from(units / i128::from(MILLION)) else {
            return self.fail(mistakes::moments::too_long(money.span));
        };
        Some((currency, minor))
    }

    pub fn day(&mut self, date: &Date) -> Option<Day> {
        let day = Day::new(i32::from(date.year), date.month, date.day);
        if day.is_none() {
            let words = self.words(date.span);
            self.report
                .say(mistakes::moments::no_such_day(date.span, &words));
        }
        day
    }

    fn date_literal(&mut self, date: &Date, expected: Option<&Kind>) -> Option<(Kind, i64)> {
        match expected {
            Some(Kind::Birthday) => {
                self.day(date)?;
                let birthday = Birthday::new(Some(i32::from(date.year)), date.month, date.day)?;
                Some((Kind::Birthday, birthday.packed()))
            }
            Some(Kind::LunarBirthday) => {
                let year = Some(i32::from(date.year));
                let birthday = LunarBirthday::new(year, date.month, false, date.day)?;
                Some((Kind::LunarBirthday, birthday.packed()))
            }
            _ => Some((Kind::Date, i64::from(self.day(date)?.0))),
        }
    }

    fn month_day(
        &mut self,
        span: Span,
        month: u8,
        day: u8,
        expected: Option<&Kind>,
    ) -> Option<(Kind, i64)> {
        let found = if expected == Some(&Kind::LunarBirthday) {
            LunarBirthday::new(None, month, false, day)
                .map(|birthday| (Kind::LunarBirthday, birthday.packed()))
        } else {
            Birthday::new(None, month, day).map(|birthday| (Kind::Birthday, birthday.packed()))
        };
        if found.is_none() {
            let words = self.words(span);
            self.report
                .say(mistakes::moments::no_such_day(span, &words));
        }
        found
    }

    /// A length as written; nothing longer than the calendar.
    pub fn length(&mut self, duration: &Duration) -> Option<Length> {
        let count = duration.count;
        let most = match duration.unit {
            DurationUnit::Minute => MOST_YEARS * 366 * 24 * 60,
            DurationUnit::Hour => MOST_YEARS * 366 * 24,
            DurationUnit::Day => MOST_YEARS * 366,
            DurationUnit::Week => MOST_YEARS * 53,
            DurationUnit::Month => MOST_YEARS * 12,
            DurationUnit::Year => MOST_YEARS,
        };
        if count > most {
            return self.fail(mistakes::moments::too_long(duration.span));
        }
        // Below the bound, so it fits.
        let whole = count as i32;
        Some(match duration.unit {
            DurationUnit::Minute => Length::Exact(i64::from(count) * 60_000),
            DurationUnit::Hour => Length::Exact(i64::from(count) * 3_600_000),
            DurationUnit::Day => Length::Calendar(CalendarSpan::days(whole)),
            DurationUnit::Week => Length::Calendar(CalendarSpan::weeks(whole)),
            DurationUnit::Month => Length::Calendar(CalendarSpan::months(whole)),
            DurationUnit::Year => Length::Calendar(CalendarSpan::years(whole)),
        })
    }

    /// A length that is more than nothing.
    pub fn some_length(&mut self, duration: &Duration) -> Option<Length> {
        if duration.count == 0 {
            return self.fail(mistakes::moments::no_length(duration.span));
        }
        self.length(duration)
    }

    /// A whole number of at least `least`, for `what`.
    pub fn whole(&mut self, number: &Number, what: impl Into<Said>, least: i64) -> Option<i64> {
        let whole = number.micros / MILLION;
        if number.micros % MILLION != 0 || whole < least || whole > i64::from(u32::MAX) {
            return self.fail(mistakes::kinds::not_whole(number.span, &what.into(), least));
        }
        Some(whole)
    }
}

/// Whether a minus sign before it makes a literal.
fn is_amount(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Number(_) | ExprKind::Percent(_) | ExprKind::Money(_)
    )
}

fn plain_number(micros: i64, expected: Option<&Kind>) -> (Kind, i64) {
    if micros % MILLION == 0 && expected != Some(&Kind::Number) {
        (Kind::Whole, micros / MILLION)
    } else {
        (Kind::Number, micros)
    }
}

/// A length as a value: exact hours in milliseconds, calendar lengths as months and days.
pub(super) fn packed_length(length: Length) -> (Kind, i64) {
    match length {
        Length::Exact(ms) => (Kind::Hours, ms),
        Length::Calendar(span) => (
            Kind::Duration,
            i64::from(span.months) * MILLION + i64::from(span.days),
        ),
    }
}

/// The currency of a sign: the project's where the sign is one of its own, else the only one meant.
fn currency_of(sign: char, project: Currency) -> Option<Currency> {
    let named = |code: &str| Currency::parse(code);
    let code = project.to_string();
    let dollars = [
        "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP",
    ];
    match sign {
        '¥' | '￥' if code == "JPY" => Some(project),
        '¥' | '￥' => named("CNY"),
        '$' => dollars.contains(&code.as_str()).then_some(project),
        '€' => named("EUR"),
        '£' => named("GBP"),
        _ => None,
    }
}

/// How an amount is written in a project: the sign, or the code and a blank.
fn sign_of(currency: Currency, project: Currency) -> String {
    let sign = ['¥', '$', '€', '£']
        .into_iter()
        .find(|sign| currency_of(*sign, project) == Some(currency));
    sign.map_or_else(|| format!("{currency} "), String::from)
}
