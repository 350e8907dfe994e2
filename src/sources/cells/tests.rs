//! Values of every kind in practical forms.

use super::*;
use crate::model::kind::{OptionWord, Options};
use crate::model::money::Currency;
use std::sync::Arc;

fn read(kind: &Kind, text: &str) -> Result<Parsed<'static>, String> {
    read_in(kind, text, None)
}

fn read_in(kind: &Kind, text: &str, format: Option<&str>) -> Result<Parsed<'static>, String> {
    let format = format.map(|format| DateFormat::new(format).unwrap());
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let text: &'static str = text.to_owned().leak();
    parse_cell(
        kind,
        text,
        Reading {
            zone,
            dates: format.as_ref(),
        },
    )
    .map_err(|bad| bad.0)
}

fn levels() -> Kind {
    let word = |key: &str, label: &str| OptionWord {
        key: key.into(),
        label: Some(label.into()),
    };
    Kind::Level(Arc::new(Options {
        words: vec![word("silver", "银卡"), word("gold", "金卡")],
    }))
}

#[track_caller]
fn all(kind: &Kind, cases: &[(&str, i64)]) {
    for (text, expected) in cases {
        assert_eq!(read(kind, text), Ok(Parsed::Int(*expected)), "{text}");
    }
}

#[track_caller]
fn none(kind: &Kind, cases: &[&str]) {
    for text in cases {
        assert!(
            read(kind, text).is_err(),
            "{text} was read as {:?}",
            read(kind, text)
        );
    }
}

#[test]
fn numbers_and_money_in_practical_forms() {
    all(
        &Kind::Whole,
        &[("12", 12), ("-1,234", -1234), ("12.00", 12), ("１２", 12)],
    );
    none(
        &Kind::Whole,
        &["12.5", "1,23", "", "twelve", "1e5", "99999999999999999999"],
    );
    all(
        &Kind::Number,
        &[
            ("0.5", 500_000),
            (".5", 500_000),
            ("0.30000000000000004", 300_000),
        ],
    );
    all(
        &Kind::Number,
        &[("-0.0000005", -1), ("1.9999996", 2_000_000)],
    );
    all(
        &Kind::Percent,
        &[
            ("15%", 15 * MILLION),
            ("15", 15 * MILLION),
            ("7.5％", 7_500_000),
        ],
    );
    let cny = Kind::Money(Currency::CNY);
    all(
        &cny,
        &[
            ("1,234.50", 123_450),
            ("¥99", 9_900),
            ("￥ 99", 9_900),
            ("99元", 9_900),
        ],
    );
    all(
        &cny,
        &[
            ("CNY 100", 10_000),
            ("100 rmb", 10_000),
            ("-¥5", -500),
            ("¥-5", -500),
            ("(5.00)", -500),
        ],
    );
    all(
        &cny,
        &[
            ("600万元", 600_000_000),
            ("1.2万", 1_200_000),
            ("＋３．５", 350),
        ],
    );
    none(&cny, &["$5", "USD 5", "5.001", "5,00", "¥", "5 dollars"]);
    assert_eq!(
        read(&cny, "$5").unwrap_err(),
        "is in another currency than money in CNY"
    );
    assert_eq!(
        read(&cny, "5.001").unwrap_err(),
        "has too many decimals for money in CNY"
    );
    let yen = Kind::Money(Currency::parse("JPY").unwrap());
    all(&yen, &[("¥500", 500), ("1,500円", 1_500)]);
}

#[test]
fn dates_and_instants_in_practical_forms() {
    let day = 20_520;
    all(
        &Kind::Date,
        &[
            ("2026-03-08", day),
            ("2026/3/8", day),
            ("2026年3月8日", day),
            ("20260308", day),
        ],
    );
    all(
        &Kind::Date,
        &[
            ("2026.3.8", day),
            ("2026-03-08 00:00:00", day),
            ("２０２６-03-08", day),
        ],
    );
    none(
        &Kind::Date,
        &[
            "2026-02-30",
            "3/8/2026",
            "2026-3",
            "08-03-2026",
            "2026-03-08x",
        ],
    );
    let eight = Parsed::Int(day);
    assert_eq!(
        read_in(&Kind::Date, "08/03/2026", Some("%d/%m/%Y")),
        Ok(eight.clone())
    );
    assert_eq!(
        read_in(&Kind::Date, "8 Mar 2026", Some("%d %b %Y")),
        Ok(eight)
    );
    assert!(read_in(&Kind::Date, "2026-03-08", Some("%d/%m/%Y")).is_err());
    let midnight = day * 86_400_000 - 8 * 3_600_000;
    let nine = midnight + 9 * 3_600_000 + 5 * 60_000;
    all(
        &Kind::Instant,
        &[
            ("2026-03-08", midnight),
            ("2026-03-08 09:05", nine),
            ("2026/3/8 9:05:00", nine),
        ],
    );
    all(
        &Kind::Instant,
        &[
            ("2026-03-08T09:05:00+08:00", nine),
            ("2026-03-08T01:05:00Z", nine),
        ],
    );
    all(&Kind::Instant, &[("2026年3月8日 9:05", nine)]);
    none(&Kind::Instant, &["2026-03-08 25:00", "1770000000", "09:05"]);
    assert_eq!(
        read_in(&Kind::Instant, "08/03/2026 9:05", Some("%d/%m/%Y")),
        Ok(Parsed::Int(nine))
    );
    assert_eq!(
        read_in(&Kind::Instant, "08/03/2026 09:05", Some("%d/%m/%Y %H:%M")),
        Ok(Parsed::Int(nine))
    );
    all(&Kind::Time, &[("9:30", 34_200), ("09:30:15", 34_215)]);
    all(
        &Kind::Birthday,
        &[
            ("1992-02-29", 19_920_229),
            ("02-29", 229),
            ("1992/2/29", 19_920_229),
        ],
    );
    all(
        &Kind::LunarBirthday,
        &[("四月初八", 408), ("1985-04-08", 198_500_408)],
    );
    none(&Kind::Birthday, &["1993-02-29", "birthday"]);
    assert!(DateFormat::new("%d/%m").is_err());
    assert!(DateFormat::new("%Q").is_err());
}

#[test]
fn words_and_lists() {
    all(
        &Kind::YesNo,
        &[
            ("yes", 1),
            ("TRUE", 1),
            ("是", 1),
            ("1", 1),
            ("No", 0),
            ("否", 0),
            ("0", 0),
        ],
    );
    none(&Kind::YesNo, &["maybe", "2"]);
    all(&levels(), &[("gold", 1), ("金卡", 1), ("Silver", 0)]);
    assert_eq!(
        read(&levels(), "platinum").unwrap_err(),
        "is not one of silver, gold"
    );
    let list = Kind::List(Box::new(levels()));
    let both = Ok(Parsed::List(vec![Parsed::Int(1), Parsed::Int(0)]));
    assert_eq!(read(&list, "gold; 银卡"), both);
    assert_eq!(read(&list, r#"["gold","silver"]"#), both);
    assert_eq!(
        read(&list, "gold;red").unwrap_err(),
        "holds `red`, which is not one of silver, gold"
    );
    all(
        &Kind::Duration,
        &[("14 days", 14), ("3个月", 3 * MILLION), ("2周", 14)],
    );
    all(
        &Kind::Hours,
        &[
            ("4h", 14_400_000),
            ("30 min", 1_800_000),
            ("90分钟", 5_400_000),
        ],
    );
    none(&Kind::Duration, &["4h", "14", "m"]);
}
