//! Windows as of a tick, by the examples of the language reference.

use super::{Length, ago, last, next_days};
use crate::model::calendar::{Day, Span, Zone};
use crate::model::moment::{HOUR_MS, Moment};

fn at(text: &str) -> Moment {
    Moment::parse_rfc3339(text).unwrap()
}

#[test]
fn calendar_windows_are_whole_business_days_including_today() {
    let shanghai = Zone::named("Asia/Shanghai").unwrap();
    let tick = at("2026-08-08T09:00:00+08:00");
    for (span, first) in [
        (Span::days(1), "2026-08-08T00:00:00+08:00"),
        (Span::days(90), "2026-05-11T00:00:00+08:00"),
        (Span::weeks(1), "2026-08-02T00:00:00+08:00"),
        (Span::months(1), "2026-07-09T00:00:00+08:00"),
        (Span::years(1), "2025-08-09T00:00:00+08:00"),
    ] {
        assert_eq!(
            last(shanghai, tick, Length::Calendar(span)),
            (at(first), tick),
            "{span:?}"
        );
    }
    let march = at("2026-03-31T09:00:00+08:00");
    let month = Length::Calendar(Span::months(1));
    assert_eq!(
        last(shanghai, march, month).0,
        at("2026-03-01T00:00:00+08:00")
    );
}

#[test]
fn exact_windows_leave_their_oldest_instant_out() {
    let tick = at("2026-08-08T01:00:00Z");
    let (lo, hi) = last(Zone::utc(), tick, Length::Exact(24 * HOUR_MS));
    assert_eq!((lo, hi), (at("2026-08-07T01:00:00.001Z"), tick));
}

#[test]
fn next_days_count_today_as_the_first() {
    let today = Day::parse("2026-01-31").unwrap();
    let until = |span| next_days(today, span).1.to_string();
    assert_eq!(next_days(today, Span::days(7)).0, today);
    assert_eq!(until(Span::days(7)), "2026-02-07");
    assert_eq!(until(Span::months(1)), "2026-02-28");
}

#[test]
fn ago_keeps_the_clock_for_calendar_lengths_only() {
    let new_york = Zone::named("America/New_York").unwrap();
    let tick = at("2026-03-08T12:00:00-04:00");
    let day = ago(new_york, tick, Length::Calendar(Span::days(1)));
    let hours = ago(new_york, tick, Length::Exact(24 * HOUR_MS));
    assert_eq!(day, at("2026-03-07T12:00:00-05:00"));
    assert_eq!(hours, at("2026-03-07T11:00:00-05:00"));
    let into_gap = ago(
        new_york,
        at("2026-03-09T02:30:00-04:00"),
        Length::Calendar(Span::days(1)),
    );
    assert_eq!(into_gap, at("2026-03-08T03:00:00-04:00"));
}
