//! Instants are read and written as people write them, in every zone.

use super::{BadMoment, Moment};
use crate::model::calendar::Zone;

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

#[test]
fn rfc_3339_is_read_with_every_offset_form() {
    let expected = Moment(1_786_150_800_250);
    for text in [
        "2026-08-08T01:00:00.250Z",
        "2026-08-08t01:00:00.25z",
        "2026-08-08T09:00:00.250+08:00",
        " 2026-08-08 09:00:00.250999999+0800 ",
        "2026-08-07T20:00:00.250-05",
        "2026-08-07T19:30:00.250-05:30",
    ] {
        assert_eq!(Moment::parse_rfc3339(text), Ok(expected), "{text}");
        assert_eq!(
            Moment::parse(text, zone("America/New_York")),
            Ok(expected),
            "{text}"
        );
    }
    assert_eq!(expected.to_string(), "2026-08-08T01:00:00.250Z");
    assert_eq!(
        expected.in_zone(zone("Asia/Shanghai")),
        "2026-08-08T09:00:00.250+08:00"
    );
    assert_eq!(
        expected.in_zone(zone("America/St_Johns")),
        "2026-08-07T22:30:00.250-02:30"
    );
    assert_eq!(Moment(-1).to_string(), "1969-12-31T23:59:59.999Z");
}

#[test]
fn local_times_are_read_in_the_zone() {
    let shanghai = zone("Asia/Shanghai");
    for (text, utc) in [
        ("2026-08-08", "2026-08-07T16:00:00Z"),
        ("2026-08-08 09:00", "2026-08-08T01:00:00Z"),
        ("2026-08-08T09:00:30", "2026-08-08T01:00:30Z"),
        ("2026-08-08 09:00:30.5", "2026-08-08T01:00:30.500Z"),
    ] {
        let moment = Moment::parse(text, shanghai).unwrap();
        assert_eq!(moment.to_string(), utc, "{text}");
        assert_eq!(
            Moment::parse(&moment.in_zone(shanghai), zone("UTC")),
            Ok(moment)
        );
    }
}

#[test]
fn what_is_no_instant_says_why() {
    let utc = zone("UTC");
    let bad = |text: &str| Moment::parse(text, utc).unwrap_err();
    for text in [
        "",
        "today",
        "2026-8-8",
        "2026-08-08T",
        "2026-08-08 9:00",
        "2026-08-08 09:00:00.",
    ] {
        assert_eq!(bad(text), BadMoment::Shape(text.to_owned()), "{text}");
    }
    for text in [
        "2026-08-08 09:00 +08:00",
        "2026-08-08T09:00:00+08:00x",
        "2026-08-08é",
    ] {
        assert_eq!(bad(text), BadMoment::Shape(text.to_owned()), "{text}");
    }
    for text in ["2026-02-29", "2026-13-01 09:00", "0000-01-01"] {
        assert_eq!(bad(text), BadMoment::NoSuchDay(text.to_owned()), "{text}");
    }
    for text in [
        "2026-08-08 24:00",
        "2026-08-08 09:60",
        "2026-08-08T09:00:60Z",
    ] {
        assert_eq!(bad(text), BadMoment::NoSuchTime(text.to_owned()), "{text}");
    }
    assert!(matches!(
        Moment::parse_rfc3339("2026-08-08T09:00"),
        Err(BadMoment::NoOffset(_))
    ));
}
