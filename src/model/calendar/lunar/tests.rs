//! The lunar calendar from 1901 to 2100: known dates, and every birthday once in each lunar year.

use std::collections::BTreeMap;

use super::{
    BadLunarBirthday, LunarBirthday, LunarDate, lunar_birthdays_on, lunar_birthdays_within,
    lunar_day,
};
use crate::model::calendar::{Day, Festival, YearlyKey};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn birthday(text: &str) -> LunarBirthday {
    LunarBirthday::parse(text).unwrap()
}

/// The days of one lunar year on which the birthday is celebrated.
fn celebrations(text: &str, year: i32) -> Vec<String> {
    days_of(year)
        .filter(|day| lunar_birthdays_on(*day).contains(birthday(text).key()))
        .map(|day| day.to_string())
        .collect()
}

fn days_of(year: i32) -> impl Iterator<Item = Day> {
    let first = lunar_day(year, 1, false, 1).unwrap();
    let next = lunar_day(year + 1, 1, false, 1).unwrap();
    (first.0..next.0).map(Day)
}

#[test]
fn festivals_fall_on_their_published_dates() {
    for (festival, dates) in [
        (
            Festival::SpringFestival,
            [
                "2025-01-29",
                "2026-02-17",
                "2027-02-06",
                "2028-01-26",
                "2029-02-13",
                "2030-02-03",
            ],
        ),
        (
            Festival::MidAutumn,
            [
                "2025-10-06",
                "2026-09-25",
                "2027-09-15",
                "2028-10-03",
                "2029-09-22",
                "2030-09-12",
            ],
        ),
    ] {
        for (year, date) in (2025..).zip(dates) {
            assert_eq!(festival.on(year), Some(day(date)));
        }
    }
    let leap_months = [(2025, 6), (2028, 5), (2031, 3), (2033, 11), (2036, 6)];
    for year in 2025..=2036 {
        for month in 1..=12 {
            let is_leap = lunar_day(year, month, true, 1).is_some();
            assert_eq!(
                is_leap,
                leap_months.contains(&(year, month)),
                "{year} {month}"
            );
        }
    }
    // The eves of the Spring Festivals of 2026 to 2029 are all the 29th.
    assert!((2025..=2028).all(|year| lunar_day(year, 12, false, 30).is_none()));
}

#[test]
fn the_calendar_is_whole_from_1901_to_2100() {
    let mut expected: Option<LunarDate> = None;
    for number in day("1901-02-19").0..=day("2100-12-31").0 {
        let date = LunarDate::of(Day(number));
        assert_eq!(
            lunar_day(date.year, date.month, date.leap, date.day),
            Some(Day(number))
        );
        assert!((29..=30).contains(&date.days_in_month));
        if let Some(before) = expected {
            let same_month =
                (before.year, before.month, before.leap) == (date.year, date.month, date.leap);
            assert_eq!(
                same_month,
                before.day < before.days_in_month,
                "{}",
                Day(number)
            );
            assert_eq!(date.day, if same_month { before.day + 1 } else { 1 });
        }
        expected = Some(date);
    }
}

#[test]
fn every_lunar_birthday_is_celebrated_once_in_each_lunar_year() {
    for year in 1901..=2100 {
        let mut times: BTreeMap<YearlyKey, u32> = BTreeMap::new();
        for day in days_of(year) {
            for key in lunar_birthdays_on(day).iter() {
                *times.entry(key).or_default() += 1;
            }
        }
        assert_eq!(times.len(), 2 * 12 * 30, "{year}");
        assert!(times.values().all(|count| *count == 1), "{year}");
    }
}

#[test]
fn days_a_year_lacks_fall_where_the_rules_say() {
    // The last month of 2026 has 29 days, that of 2023 has 30.
    assert_eq!(celebrations("腊月三十", 2026), ["2027-02-05"]);
    assert_eq!(celebrations("12-29", 2026), ["2027-02-05"]);
    assert_eq!(celebrations("腊月三十", 2023), ["2024-02-09"]);
    // 2025 has a leap sixth month (from 25 July), 2026 has none.
    assert_eq!(celebrations("闰六月初一", 2025), ["2025-07-25"]);
    assert_eq!(celebrations("六月初一", 2025), ["2025-06-25"]);
    assert_eq!(
        celebrations("闰六月初一", 2026),
        celebrations("六月初一", 2026)
    );
    // The leap sixth month of 2025 has 29 days.
    assert_eq!(celebrations("闰六月三十", 2025), ["2025-08-22"]);
}

#[test]
fn within_days_is_the_union_and_a_long_window_is_everyone() {
    let keys = lunar_birthdays_within(day("2026-02-10"), day("2026-02-17"));
    for text in ["12-23", "腊月三十", "闰腊月三十", "正月初一"] {
        assert!(keys.contains(birthday(text).key()), "{text}");
    }
    assert!(!keys.contains(birthday("正月初二").key()));
    assert_eq!(
        lunar_birthdays_within(day("2025-07-26"), day("2030-01-01"))
            .iter()
            .count(),
        720
    );
}

#[test]
fn a_lunar_birthday_is_read_in_every_way_people_write_it() {
    for (text, shown, packed) in [
        ("1985-04-08", "1985-04-08", 198_500_408),
        ("04-08", "04-08", 408),
        ("1985-L04-01", "1985-L04-01", 198_510_401),
        ("闰06-15", "L06-15", 10_615),
        ("四月初八", "04-08", 408),
        ("闰六月十五", "L06-15", 10_615),
        ("腊月三十", "12-30", 1_230),
        ("冬月廿三", "11-23", 1_123),
        ("正月初一", "01-01", 101),
        ("十一月初十", "11-10", 1_110),
        ("十二月二十九", "12-29", 1_229),
        ("二月二十", "02-20", 220),
        ("农历4月8日", "04-08", 408),
        ("1985年闰四月初一", "1985-L04-01", 198_510_401),
    ] {
        let read = birthday(text);
        assert_eq!(
            (read.to_string().as_str(), read.packed()),
            (shown, packed),
            "{text}"
        );
        assert_eq!(birthday(shown), read);
        assert_eq!(LunarBirthday::unpacked(packed), Some(read));
        assert_eq!(LunarBirthday::key_of_packed(packed), read.key());
    }
    for text in [
        "",
        "四月",
        "四月初",
        "四月初零",
        "1985-4-8",
        "85-04-08",
        "1985-04-08L",
        "十十月初一",
    ] {
        let bad = LunarBirthday::parse(text);
        assert_eq!(bad, Err(BadLunarBirthday::Shape(text.to_owned())), "{text}");
    }
    for text in ["13-01", "04-31", "四月三十一", "00-10"] {
        let bad = LunarBirthday::parse(text);
        assert_eq!(
            bad,
            Err(BadLunarBirthday::NoSuchDay(text.to_owned())),
            "{text}"
        );
    }
    assert_eq!(LunarBirthday::unpacked(20_408), None);
}
