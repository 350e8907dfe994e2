//! The festivals a schedule may name, from the calendar.

use super::{Frame, Topic};
use crate::language::said::Said;
use crate::language::vocabulary::Bilingual;
use crate::model::calendar::{Festival, FestivalDay, Weekday};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn topics() -> Vec<Topic> {
    Festival::ALL.into_iter().map(topic).collect()
}

fn topic(festival: Festival) -> Topic {
    Topic {
        name: Bilingual::new(festival.key(), festival.chinese()),
        keywords: Vec::new(),
        form: Said::new(
            format!("schedule on {} at ‹time›", festival.key()),
            format!("时间 {} 当天 ‹时刻›", festival.chinese()),
        ),
        meaning: day(festival),
        arguments: Vec::new(),
        remarks: Vec::new(),
        examples: Vec::new(),
        shown_in: Frame::Rule,
        runs: true,
    }
}

fn day(festival: Festival) -> Said {
    match festival.day() {
        FestivalDay::Solar(month, day) => Said::new(
            format!("{day} {}", month_name(month)),
            format!("公历 {month} 月 {day} 日"),
        ),
        FestivalDay::Nth(month, weekday, n) => {
            let (english, chinese) = weekday_names(weekday);
            let place = ["first", "second", "third", "fourth", "fifth"]
                .get(usize::from(n).saturating_sub(1))
                .copied()
                .unwrap_or_default();
            Said::new(
                format!("the {place} {english} of {}", month_name(month)),
                format!("公历 {month} 月第 {n} 个{chinese}"),
            )
        }
        FestivalDay::Lunar(month, day) => Said::new(
            format!("day {day} of lunar month {month}"),
            format!("农历 {month} 月 {day} 日"),
        ),
        FestivalDay::EveOfLunarYear => {
            Said::new("the last day of the lunar year", "农历一年的最后一天")
        }
        FestivalDay::Qingming => Said::new(
            "4, 5 or 6 April, by the sun",
            "公历 4 月 4 日至 6 日之间，按节气",
        ),
    }
}

fn month_name(month: u8) -> &'static str {
    MONTHS
        .get(usize::from(month).saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

fn weekday_names(weekday: Weekday) -> (&'static str, &'static str) {
    match weekday {
        Weekday::Monday => ("Monday", "星期一"),
        Weekday::Tuesday => ("Tuesday", "星期二"),
        Weekday::Wednesday => ("Wednesday", "星期三"),
        Weekday::Thursday => ("Thursday", "星期四"),
        Weekday::Friday => ("Friday", "星期五"),
        Weekday::Saturday => ("Saturday", "星期六"),
        Weekday::Sunday => ("Sunday", "星期日"),
    }
}
