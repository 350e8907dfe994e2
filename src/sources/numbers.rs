//! Numbers, percents and money as people and their programs write them.

use crate::model::kind::MILLION;
use crate::model::money::Currency;

/// Why a text is not the number wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadNumber {
    Shape,
    /// More decimals than can be kept.
    Decimals,
    Range,
    OtherCurrency,
}

/// `-1,234.50` in units of `10^-digits`. Commas may only part groups of three.
pub fn decimal(text: &str, digits: u32) -> Result<i64, BadNumber> {
    let (negative, text) = signed(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err(BadNumber::Shape);
    }
    let mut number: i64 = 0;
    let mut push = |digit: u8| -> Result<(), BadNumber> {
        if !digit.is_ascii_digit() {
            return Err(BadNumber::Shape);
        }
        let next = number
            .checked_mul(10)
            .and_then(|n| n.checked_add(i64::from(digit - b'0')));
        number = next.ok_or(BadNumber::Range)?;
        Ok(())
    };
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        if first.is_empty() || first.len() > 3 {
            return Err(BadNumber::Shape);
        }
        first.bytes().try_for_each(&mut push)?;
        for group in groups {
            if group.len() != 3 {
                return Err(BadNumber::Shape);
            }
            group.bytes().try_for_each(&mut push)?;
        }
    } else {
        whole.bytes().try_for_each(&mut push)?;
    }
    let mut left = digits;
    for digit in fraction.bytes() {
        if left == 0 {
            match digit {
                b'0' => continue,
                b'1'..=b'9' => return Err(BadNumber::Decimals),
                _ => return Err(BadNumber::Shape),
            }
        }
        push(digit)?;
        left -= 1;
    }
    let number = number
        .checked_mul(10_i64.pow(left))
        .ok_or(BadNumber::Range)?;
    Ok(if negative { -number } else { number })
}

/// A number in millionths; what is finer is rounded half away from zero.
pub fn millionths(text: &str) -> Result<i64, BadNumber> {
    match decimal(text, 6) {
        Err(BadNumber::Decimals) => {
            let (whole, fraction) = text.split_once('.').ok_or(BadNumber::Shape)?;
            if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(BadNumber::Shape);
            }
            let (kept, cut) = fraction.split_at_checked(6).ok_or(BadNumber::Shape)?;
            let down = decimal(&format!("{whole}.{kept}"), 6)?;
            let up = i64::from(cut.as_bytes().first().is_some_and(|digit| *digit >= b'5'));
            Ok(if text.starts_with('-') {
                down - up
            } else {
                down + up
            })
        }
        read => read,
    }
}

/// `15%` or `15`, in millionths of a percentage point.
pub fn percent(text: &str) -> Result<i64, BadNumber> {
    let text = text
        .strip_suffix('%')
        .or_else(|| text.strip_suffix('％'))
        .unwrap_or(text);
    millionths(text.trim_end())
}

/// `1234.50`, `¥1,234.50`, `99元`, `CNY 100`, `600万元`, in minor units of `currency`.
pub fn money(text: &str, currency: Currency) -> Result<i64, BadNumber> {
    let digits = currency.minor_digits();
    if let Ok(minor) = decimal(text, digits) {
        return Ok(minor);
    }
    let (negative, text) = match text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        Some(inside) => (true, inside.trim()),
        None => signed(text),
    };
    let text = without_code(without_sign(text, currency)?, currency)?;
    let (inner, text) = signed(text);
    let (text, by) = match text {
        text if text.ends_with('万') => (text.trim_end_matches('万'), 10_000),
        text if text.ends_with('亿') => (text.trim_end_matches('亿'), 100_000_000),
        text => (text, 1),
    };
    let minor = if by == 1 {
        decimal(text.trim(), digits)?
    } else {
        // 1.2万元 has its decimals above the unit.
        let exact = i128::from(decimal(text.trim(), 6)?) * by * 10_i128.pow(digits);
        if exact % i128::from(MILLION) != 0 {
            return Err(BadNumber::Decimals);
        }
        i64::try_from(exact / i128::from(MILLION)).map_err(|_| BadNumber::Range)?
    };
    Ok(if negative == inner { minor } else { -minor })
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// Takes a sign before or after the amount off; another currency's sign is refused.
fn without_sign(text: &str, currency: Currency) -> Result<&str, BadNumber> {
    const SIGNS: &[(&str, &[&str])] = &[
        ("¥", &["CNY", "JPY"]),
        ("￥", &["CNY", "JPY"]),
        ("元", &["CNY", "TWD", "HKD"]),
        ("円", &["JPY"]),
        (
            "$",
            &["USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN"],
        ),
        ("€", &["EUR"]),
        ("£", &["GBP"]),
        ("₩", &["KRW"]),
        ("₹", &["INR"]),
    ];
    let code = currency.to_string();
    for (sign, currencies) in SIGNS {
        let rest = text.strip_prefix(sign).or_else(|| text.strip_suffix(sign));
        if let Some(rest) = rest {
            return if currencies.contains(&code.as_str()) {
                Ok(rest.trim())
            } else {
                Err(BadNumber::OtherCurrency)
            };
        }
    }
    Ok(text)
}

/// Takes a code such as `CNY` off; another one is refused.
fn without_code(text: &str, currency: Currency) -> Result<&str, BadNumber> {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let leading = text.trim_start_matches(is_letter);
    let trailing = text.trim_end_matches(is_letter);
    let (code, rest) = if leading.len() < text.len() {
        (text.strip_suffix(leading), leading)
    } else {
        (text.strip_prefix(trailing), trailing)
    };
    let code = match code.unwrap_or_default() {
        "" => return Ok(rest),
        code if code.eq_ignore_ascii_case("RMB") => Some(Currency::CNY),
        code => Currency::parse(code),
    };
    match code {
        Some(code) if code == currency => Ok(rest.trim()),
        Some(_) => Err(BadNumber::OtherCurrency),
        None => Err(BadNumber::Shape),
    }
}
