//! Dates against jiff's calendar, and month ends.

use super::{BadDay, Day, Span, Weekday};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn every_day_is_the_one_jiff_counts() {
    let epoch = jiff::civil::date(1970, 1, 1);
    for number in (Day::MIN.0..=Day::MAX.0).step_by(97).chain(-30_000..60_000) {
        let ours = Day(number).year_month_day();
        let theirs = epoch.checked_add(jiff::Span::new().days(number)).unwrap();
        let theirs_fields = (
            i32::from(theirs.year()),
            theirs.month() as u8,
            theirs.day() as u8,
        );
        assert_eq!(ours, theirs_fields);
        assert_eq!(Day::new(ours.0, ours.1, ours.2), Some(Day(number)));
        let weekday = theirs.weekday().to_monday_one_offset() as u8;
        assert_eq!(Day(number).weekday().number(), weekday, "{}", Day(number));
    }
}

#[test]
fn a_date_is_read_as_it_is_written() {
    for text in [
        "1970-01-01",
        "2026-08-08",
        "2024-02-29",
        "0001-01-01",
        "9999-12-31",
    ] {
        assert_eq!(day(text).to_string(), text);
    }
    assert_eq!((day("0001-01-01"), day("9999-12-31")), (Day::MIN, Day::MAX));
    for text in [
        "2026-8-8",
        "2026/08/08",
        "20260808",
        "2026-08-08 ",
        "",
        "２０２６-08-08",
    ] {
        let expected = if text.trim() == text {
            Err(BadDay::Shape(text.to_owned()))
        } else {
            Ok(day("2026-08-08"))
        };
        assert_eq!(Day::parse(text), expected, "{text}");
    }
    for text in [
        "2026-02-29",
        "1900-02-29",
        "2026-00-10",
        "2026-13-01",
        "2026-04-31",
        "2026-01-00",
    ] {
        assert_eq!(
            Day::parse(text),
            Err(BadDay::NoSuchDay(text.to_owned())),
            "{text}"
        );
    }
}

#[test]
fn month_ends_clamp() {
    for (from, months, days, to) in [
        ("2026-01-31", 1, 0, "2026-02-28"),
        ("2024-01-31", 1, 0, "2024-02-29"),
        ("2026-03-31", -1, 0, "2026-02-28"),
        ("2026-05-31", 1, 0, "2026-06-30"),
        ("2024-02-29", 12, 0, "2025-02-28"),
        ("2024-02-29", 48, 0, "2028-02-29"),
        ("2024-02-29", -12, 0, "2023-02-28"),
        ("2026-01-31", 1, 1, "2026-03-01"),
        ("2026-03-31", -1, -1, "2026-02-27"),
        ("2026-12-31", 2, 0, "2027-02-28"),
        ("2026-11-30", 3, 0, "2027-02-28"),
        ("2026-01-15", -1, 0, "2025-12-15"),
        ("2026-08-08", 0, 365, "2027-08-08"),
        ("9999-12-01", 1, 0, "9999-12-31"),
        ("0001-01-01", 0, -1, "0001-01-01"),
    ] {
        assert_eq!(
            day(from).plus(Span { months, days }).to_string(),
            to,
            "{from} {months} {days}"
        );
    }
    assert_eq!(day("2026-03-31").minus(Span::months(1)), day("2026-02-28"));
    assert_eq!(
        Span::years(2).plus(Span::weeks(1)),
        Span {
            months: 24,
            days: 7
        }
    );
}

#[test]
fn weekdays_are_numbered_from_monday() {
    assert_eq!(day("2026-08-08").weekday(), Weekday::Saturday);
    assert_eq!(Weekday::of_number(7), Some(Weekday::Sunday));
    assert_eq!((Weekday::of_number(0), Weekday::of_number(8)), (None, None));
}
