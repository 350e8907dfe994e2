//! Festivals a schedule can name, with the day of each in a year.

use super::day::{Day, Weekday};
use super::lunar::lunar_day;

/// A day that comes back every year under a name people know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Festival {
    NewYear,
    LunarNewYearsEve,
    SpringFestival,
    LanternFestival,
    ValentinesDay,
    WomensDay,
    Qingming,
    LabourDay,
    MothersDay,
    ChildrensDay,
    DragonBoat,
    FathersDay,
    Qixi,
    TeachersDay,
    MidAutumn,
    NationalDay,
    DoubleNinth,
    SinglesDay,
    Thanksgiving,
    Christmas,
    Laba,
}

/// How the day of a festival follows from the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FestivalDay {
    Solar(u8, u8),
    /// The n-th such weekday of a solar month.
    Nth(u8, Weekday, u8),
    Lunar(u8, u8),
    EveOfLunarYear,
    /// When the sun stands at 15°, by Beijing time.
    Qingming,
}

impl Festival {
    pub const ALL: [Festival; 21] = [
        Festival::NewYear,
        Festival::LunarNewYearsEve,
        Festival::SpringFestival,
        Festival::LanternFestival,
        Festival::ValentinesDay,
        Festival::WomensDay,
        Festival::Qingming,
        Festival::LabourDay,
        Festival::MothersDay,
        Festival::ChildrensDay,
        Festival::DragonBoat,
        Festival::FathersDay,
        Festival::Qixi,
        Festival::TeachersDay,
        Festival::MidAutumn,
        Festival::NationalDay,
        Festival::DoubleNinth,
        Festival::SinglesDay,
        Festival::Thanksgiving,
        Festival::Christmas,
        Festival::Laba,
    ];

    /// The word for it in an English rulebook.
    pub fn key(self) -> &'static str {
        self.row().0
    }

    pub fn chinese(self) -> &'static str {
        self.row().1
    }

    /// The festival of an English or a Chinese name; `中秋` and `中秋节`, `七夕` and `七夕节` are one.
    pub fn named(name: &str) -> Option<Festival> {
        Self::ALL.into_iter().find(|festival| {
            festival.key().eq_ignore_ascii_case(name)
                || without_suffix(festival.chinese()) == without_suffix(name)
        })
    }

    /// Its day in that year; `None` outside the years 1 to 9999 (Qingming: 1900 to 2100). For a lunar festival the year is
    /// the one in which the lunar year begins, so `laba` of 2026 is in January 2027.
    pub fn on(self, year: i32) -> Option<Day> {
        match self.day() {
            FestivalDay::Solar(month, day) => Day::new(year, month, day),
            FestivalDay::Nth(month, weekday, n) => {
                let first = Day::new(year, month, 1)?;
                let to_weekday = (7 + weekday.number() - first.weekday().number()) % 7;
                Some(first.plus_days(i32::from(to_weekday) + 7 * (i32::from(n) - 1)))
            }
            FestivalDay::Lunar(month, day) => {
                Day::new(year, 1, 1)?;
                lunar_day(year, month, false, day)
            }
            FestivalDay::Qingming => qingming(year),
            FestivalDay::EveOfLunarYear => Some(Festival::SpringFestival.on(year)?.plus_days(-1)),
        }
    }

    pub fn day(self) -> FestivalDay {
        self.row().2
    }

    fn row(self) -> (&'static str, &'static str, FestivalDay) {
        match self {
            Festival::NewYear => ("new_year", "元旦", FestivalDay::Solar(1, 1)),
            Festival::LunarNewYearsEve => {
                ("lunar_new_years_eve", "除夕", FestivalDay::EveOfLunarYear)
            }
            Festival::SpringFestival => ("spring_festival", "春节", FestivalDay::Lunar(1, 1)),
            Festival::LanternFestival => ("lantern_festival", "元宵节", FestivalDay::Lunar(1, 15)),
            Festival::ValentinesDay => ("valentines_day", "情人节", FestivalDay::Solar(2, 14)),
            Festival::WomensDay => ("womens_day", "妇女节", FestivalDay::Solar(3, 8)),
            Festival::Qingming => ("qingming", "清明节", FestivalDay::Qingming),
            Festival::LabourDay => ("labour_day", "劳动节", FestivalDay::Solar(5, 1)),
            Festival::MothersDay => (
                "mothers_day",
                "母亲节",
                FestivalDay::Nth(5, Weekday::Sunday, 2),
            ),
            Festival::ChildrensDay => ("childrens_day", "儿童节", FestivalDay::Solar(6, 1)),
            Festival::DragonBoat => ("dragon_boat", "端午节", FestivalDay::Lunar(5, 5)),
            Festival::FathersDay => (
                "fathers_day",
                "父亲节",
                FestivalDay::Nth(6, Weekday::Sunday, 3),
            ),
            Festival::Qixi => ("qixi", "七夕", FestivalDay::Lunar(7, 7)),
            Festival::TeachersDay => ("teachers_day", "教师节", FestivalDay::Solar(9, 10)),
            Festival::MidAutumn => ("mid_autumn", "中秋节", FestivalDay::Lunar(8, 15)),
            Festival::NationalDay => ("national_day", "国庆节", FestivalDay::Solar(10, 1)),
            Festival::DoubleNinth => ("double_ninth", "重阳节", FestivalDay::Lunar(9, 9)),
            Festival::SinglesDay => ("singles_day", "双十一", FestivalDay::Solar(11, 11)),
            Festival::Thanksgiving => (
                "thanksgiving",
                "感恩节",
                FestivalDay::Nth(11, Weekday::Thursday, 4),
            ),
            Festival::Christmas => ("christmas", "圣诞节", FestivalDay::Solar(12, 25)),
            Festival::Laba => ("laba", "腊八节", FestivalDay::Lunar(12, 8)),
        }
    }
}

/// A Chinese name without the word for festival, unless a single character would remain.
fn without_suffix(name: &str) -> &str {
    name.strip_suffix('节')
        .filter(|rest| rest.chars().nth(1).is_some())
        .unwrap_or(name)
}

/// A tropical year is 365.2422 days, and leap days take back what it drifts. The table in the tests
/// comes from the sun's longitude.
fn qingming(year: i32) -> Option<Day> {
    let since_2000 = year.clamp(1900, 2100) - 2000;
    let drift = (since_2000 * 2_422 + 48_100).div_euclid(10_000);
    // 2100 is no leap year.
    let leap_days = since_2000.div_euclid(4) - i32::from(year == 2100);
    let day = u8::try_from(drift - leap_days).ok()?;
    (1900..=2100)
        .contains(&year)
        .then(|| Day::new(year, 4, day))?
}

#[cfg(test)]
mod tests;
