//! Cron lines: what each field may say, and every mistake in words.

use super::{BadCronLine, CronLine};

fn field(line: &str, position: usize) -> Option<Vec<u8>> {
    CronLine::parse(line).unwrap().values()[position].clone()
}

#[test]
fn five_fields_start_with_the_minute_and_six_with_the_second() {
    let five = CronLine::parse(" 30  9 * * Mon-Fri ").unwrap();
    let six = CronLine::parse("0 30 9 * * 1-5").unwrap();
    assert_eq!(five.values(), six.values());
    assert_eq!(five.to_string(), "30 9 * * Mon-Fri");
    assert_eq!(
        five.values(),
        [
            Some(vec![0]),
            Some(vec![30]),
            Some(vec![9]),
            None,
            None,
            Some(vec![1, 2, 3, 4, 5])
        ]
    );
}

#[test]
fn fields_take_lists_ranges_steps_and_names() {
    assert_eq!(field("*/20 * * * *", 1), Some(vec![0, 20, 40]));
    assert_eq!(field("5/20 * * * *", 1), Some(vec![5, 25, 45]));
    assert_eq!(field("10-14/2,50 * * * *", 1), Some(vec![10, 12, 14, 50]));
    assert_eq!(field("0 0-23 * * *", 2), None);
    assert_eq!(field("0 9 ? Jan,march-MAY ?", 4), Some(vec![1, 3, 4, 5]));
    for (weekdays, expected) in [
        ("0", vec![0]),
        ("7", vec![0]),
        ("Sun", vec![0]),
        ("Sat-Sun", vec![0, 6]),
        ("5-7", vec![0, 5, 6]),
        ("Fri-Mon", vec![0, 1, 5, 6]),
        ("tues,Thursday", vec![2, 4]),
        ("*/2", vec![0, 2, 4, 6]),
    ] {
        assert_eq!(
            field(&format!("0 9 * * {weekdays}"), 5),
            Some(expected),
            "{weekdays}"
        );
    }
    for every in ["0-7", "Mon-Sun", "Sun-Sat", "*", "?", "*/1"] {
        assert_eq!(field(&format!("0 9 * * {every}"), 5), None, "{every}");
    }
}

#[test]
fn mistakes_are_told_in_words() {
    for (line, words) in [
        ("", "six with the second first; this one has 0"),
        ("0 9 * *", "this one has 4"),
        ("0 0 9 * * Mon 2027", "this one has 7"),
        ("60 9 * * *", "`60` is no minute; write 0 to 59"),
        ("0 24 * * *", "`24` is no hour; write 0 to 23"),
        ("0 9 0 * *", "`0` is no day of the month; write 1 to 31"),
        (
            "0 9 * 13 *",
            "`13` is no month; write 1 to 12 or Jan to Dec",
        ),
        ("0 9 * * 8", "`8` is no weekday"),
        ("0 9 * * Mo", "`Mo` is no weekday"),
        ("0 9 * * 周一", "`周一` is no weekday"),
        ("? 9 * * *", "`?` is no minute"),
        ("1,,2 9 * * *", "`1,,2` is no minute"),
        ("-5 9 * * *", "`-5` is no minute"),
        ("99999999999 9 * * *", "is no minute"),
        ("30-10 9 * * *", "`30-10` runs backwards"),
        ("*/0 9 * * *", "`*/0` has no step to take"),
        ("*/90 * * * *", "so it would not be due every 90"),
        ("1.5 9 * * *", "`1.5` uses a sign"),
        ("*/1.5 9 * * *", "`*/1.5` uses a sign"),
        ("0 9 L * *", "`L` uses a sign"),
        ("0 9 15W * *", "`15W` uses a sign"),
        ("0 9 * * 5#2", "`5#2` uses a sign"),
        ("@daily", "`@daily` is a shortcut; write `daily at 00:00`"),
        (
            "0 9 1 * Mon",
            "names days of the month or weekdays, not both",
        ),
        ("0 9 30 Feb *", "no month named here has such a day"),
        ("0 9 31 4,6,9,11 *", "no month named here has such a day"),
    ] {
        let message = CronLine::parse(line).unwrap_err().to_string();
        assert!(message.contains(words), "{line}: {message}");
    }
    assert!(CronLine::parse("0 9 29 2 *").is_ok());
    assert_eq!(CronLine::parse("0 9 1 * 1"), Err(BadCronLine::BothDays));
}
