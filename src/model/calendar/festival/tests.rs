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
    assert_eq!(Festival::named("springfestival"), None);
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
