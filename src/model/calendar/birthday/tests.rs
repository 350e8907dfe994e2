//! Birthdays: how they are read, and 29 February in common years.

use super::{BadBirthday, Birthday, LeapPolicy, birthdays_on, birthdays_within};
use crate::model::calendar::Day;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn celebrated(text: &str, policy: LeapPolicy) -> Vec<(u8, u8)> {
    birthdays_on(day(text), policy)
        .iter()
        .map(|key| (key.month(), key.day()))
        .collect()
}

#[test]
fn a_birthday_is_read_in_every_way_people_write_it() {
    for (text, shown, packed) in [
        ("1992-02-29", "1992-02-29", 19_920_229),
        ("02-29", "02-29", 229),
        ("--02-29", "02-29", 229),
        ("2月29日", "02-29", 229),
        ("12月1号", "12-01", 1_201),
        ("1992年2月29日", "1992-02-29", 19_920_229),
    ] {
        let birthday = Birthday::parse(text).unwrap();
        assert_eq!(
            (birthday.to_string().as_str(), birthday.packed()),
            (shown, packed),
            "{text}"
        );
        assert_eq!(Birthday::unpacked(packed), Some(birthday));
        assert_eq!(Birthday::key_of_packed(packed), birthday.key());
    }
    for text in [
        "",
        "1992",
        "2-29",
        "29.02.1992",
        "2月",
        "二月三日",
        "1992-02-29T00:00",
    ] {
        assert_eq!(
            Birthday::parse(text),
            Err(BadBirthday::Shape(text.to_owned())),
            "{text}"
        );
    }
    for text in ["1993-02-29", "02-30", "13-01", "0月5日", "0000-01-01"] {
        assert_eq!(
            Birthday::parse(text),
            Err(BadBirthday::NoSuchDay(text.to_owned())),
            "{text}"
        );
    }
    assert_eq!(Birthday::unpacked(19_930_229), None);
    assert_eq!(Birthday::unpacked(-1), None);
}

#[test]
fn leap_day_falls_on_28_february_or_1_march_in_common_years() {
    use LeapPolicy::{February28, March1};
    for (today, policy, keys) in [
        ("2027-02-28", February28, &[(2, 28), (2, 29)][..]),
        ("2027-02-28", March1, &[(2, 28)]),
        ("2027-03-01", March1, &[(2, 29), (3, 1)]),
        ("2027-03-01", February28, &[(3, 1)]),
        ("2028-02-28", February28, &[(2, 28)]),
        ("2028-02-29", February28, &[(2, 29)]),
        ("2028-02-29", March1, &[(2, 29)]),
        ("2028-03-01", March1, &[(3, 1)]),
        ("2100-02-28", February28, &[(2, 28), (2, 29)]),
    ] {
        assert_eq!(celebrated(today, policy), keys, "{today} {policy:?}");
    }
}

#[test]
fn every_birthday_is_celebrated_once_a_year() {
    for policy in [LeapPolicy::February28, LeapPolicy::March1] {
        for year in 1901..=2100 {
            let mut times = [0_u32; 1_300];
            let (first, last) = (
                Day::new(year, 1, 1).unwrap(),
                Day::new(year, 12, 31).unwrap(),
            );
            for today in first.0..=last.0 {
                for key in birthdays_on(Day(today), policy).iter() {
                    times[usize::from(key.month()) * 100 + usize::from(key.day())] += 1;
                }
            }
            assert_eq!(
                times.iter().filter(|count| **count == 1).count(),
                366,
                "{year}"
            );
            assert!(times.iter().all(|count| *count <= 1), "{year}");
        }
    }
}

#[test]
fn birthdays_within_days_are_the_union_of_those_days() {
    let policy = LeapPolicy::February28;
    let keys = birthdays_within(day("2027-02-25"), day("2027-03-04"), policy);
    assert_eq!(keys.iter().count(), 9);
    assert!(keys.contains(Birthday::parse("1992-02-29").unwrap().key()));
    assert!(!keys.contains(Birthday::parse("03-05").unwrap().key()));
    assert_eq!(
        birthdays_within(day("2026-01-01"), day("2096-01-01"), policy)
            .iter()
            .count(),
        366
    );
    assert!(birthdays_within(day("2026-01-02"), day("2026-01-01"), policy).is_empty());
}
