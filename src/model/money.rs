//! Currencies and the arithmetic of minor units.

use std::fmt;

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Self = Self(*b"CNY");
    pub const USD: Self = Self(*b"USD");

    /// Three ASCII letters, in any case; `None` for anything else.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_alphabetic)
            .then(|| Self(bytes.map(|b| b.to_ascii_uppercase())))
    }

    /// How many decimal digits the minor unit stands for: 2 for most, 0 for yen, 3 for dinars.
    pub fn minor_digits(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"XAF" | b"XOF" => 0,
            b"KWD" | b"BHD" | b"OMR" | b"JOD" | b"TND" | b"IQD" | b"LYD" => 3,
            _ => 2,
        }
    }

    /// The sign people write before an amount, where one is customary.
    pub fn sign(self) -> Option<&'static str> {
        match &self.0 {
            b"CNY" => Some("¥"),
            b"USD" => Some("$"),
            b"EUR" => Some("€"),
            b"GBP" => Some("£"),
            _ => None,
        }
    }

    /// `¥1,234.50`, or `JPY 1,234` where no sign is customary; whole amounts show no decimals.
    pub fn show(self, minor: i64) -> String {
        let digits = self.minor_digits();
        let unit = 10_u64.pow(digits);
        let magnitude = minor.unsigned_abs();
        let fraction = magnitude % unit;
        let mut text = String::new();
        if minor < 0 {
            text.push('-');
        }
        match self.sign() {
            Some(sign) => text.push_str(sign),
            None => text.push_str(&format!("{self} ")),
        }
        text.push_str(&grouped(magnitude / unit));
        if fraction != 0 {
            text.push_str(&format!(".{fraction:0width$}", width = digits as usize));
        }
        text
    }
}

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let plain = number.to_string();
    let mut text = String::with_capacity(plain.len() + plain.len() / 3);
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
