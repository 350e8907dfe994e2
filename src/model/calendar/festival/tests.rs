//! Festivals: their names, and known dates of one year.

use std::collections::BTreeSet;

use super::Festival;

#[test]
fn each_festival_has_its_own_names_in_both_languages() {
    let mut names = BTreeSet::new();
    for festival in Festival::ALL {
        for name in [festival.key(), festival.chinese()] {
            assert_eq!(Festival::named(name), Some(festival));
            assert!(names.insert(name), "{name}");
        }
    }
    assert_eq!(
        Festival::named("Spring_Festival"),
        Some(Festival::SpringFestival)
    );
    assert_eq!(Festival::named("中秋"), Some(Festival::MidAutumn));
    assert_eq!(Festival::named("七夕节"), Some(Festival::Qixi));
    for unknown in ["springfestival", "春", "节", ""] {
        assert_eq!(Festival::named(unknown), None, "{unknown}");
    }
}

#[test]
fn the_festivals_of_2026() {
    for (name, date) in [
        ("new_year", "2026-01-01"),
        ("lunar_new_years_eve", "2026-02-16"),
        ("spring_festival", "2026-02-17"),
        ("lantern_festival", "2026-03-03"),
        ("valentines_day", "2026-02-14"),
        ("womens_day", "2026-03-08"),
        ("qingming", "2026-04-05"),
        ("labour_day", "2026-05-01"),
        ("mothers_day", "2026-05-10"),
        ("childrens_day", "2026-06-01"),
        ("dragon_boat", "2026-06-19"),
        ("fathers_day", "2026-06-21"),
        ("qixi", "2026-08-19"),
        ("teachers_day", "2026-09-10"),
        ("mid_autumn", "2026-09-25"),
        ("national_day", "2026-10-01"),
        ("double_ninth", "2026-10-18"),
        ("singles_day", "2026-11-11"),
        ("thanksgiving", "2026-11-26"),
        ("christmas", "2026-12-25"),
        ("laba", "2027-01-15"),
    ] {
        let festival = Festival::named(name).unwrap();
        assert_eq!(
            festival.on(2026).map(|day| day.to_string()).as_deref(),
            Some(date),
            "{name}"
        );
    }
}

#[test]
fn every_festival_comes_once_a_year_in_order() {
    for festival in Festival::ALL {
        let days: Vec<_> = (1901..=2100)
            .map(|year| festival.on(year).unwrap())
            .collect();
        assert!(
            days.windows(2)
                .all(|pair| (350..=390).contains(&(pair[1].0 - pair[0].0)))
        );
        assert_eq!((festival.on(0), festival.on(10_000)), (None, None));
    }
}

/// The day of April on which the sun reaches a longitude of 15° by Beijing time, 1900 to 2100, from
/// the equations of Calendrical Calculations; the closest call is 8 minutes from midnight (2071).
const QINGMING: [&str; 5] = [
    "55665566556655565556555655565556555655565556555555",
    "55555555555555555555555555455545554555455545554555",
    "45554555445544554455445544554455445544554445444544",
    "45444544454445444544454444444444444444444444444444",
    "5",
];

#[test]
fn qingming_follows_the_sun() {
    for (year, day) in (1900..).zip(QINGMING.concat().chars()) {
        let date = Festival::Qingming.on(year).map(|day| day.to_string());
        assert_eq!(date, Some(format!("{year}-04-0{day}")));
    }
    assert_eq!(
        (Festival::Qingming.on(1899), Festival::Qingming.on(2101)),
        (None, None)
    );
}
