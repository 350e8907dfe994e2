//! The shop's committed files are what the generator makes, and hold the cases the example is there to show.

#[path = "../../examples/shop/generate.rs"]
#[expect(
    dead_code,
    reason = "the generator is a program of its own; its `main` is not called here"
)]
mod generate;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn the_committed_files_are_what_the_seed_makes() {
    let made = generate::shop(generate::CUSTOMERS, generate::SEED);
    for (name, text) in [
        ("customers", &made.customers),
        ("purchases", &made.purchases),
        ("complaints", &made.complaints),
    ] {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/shop/data/{name}.csv"));
        let committed = fs::read_to_string(path).expect("the example is part of the project");
        assert!(
            &committed == text,
            "{name}.csv is stale: run `cargo run --example shop`"
        );
    }
    assert!(made.customers.len() + made.purchases.len() + made.complaints.len() < 100_000);
}

#[test]
fn another_seed_makes_another_shop() {
    assert_ne!(
        generate::shop(50, 1).purchases,
        generate::shop(50, 2).purchases
    );
}

#[test]
fn the_hard_cases_are_in_the_shop() {
    let made = generate::shop(generate::CUSTOMERS, generate::SEED);
    let customers = rows(&made.customers);
    let having = |column: &str, wanted: &dyn Fn(&str) -> bool| {
        customers.iter().filter(|row| wanted(&row[column])).count()
    };
    assert!(
        having("birthday", &|value| value == "02-29") > 0,
        "a leap day without a year"
    );
    assert!(
        having("birthday", &|value| value.len() == 10
            && value.ends_with("-02-29"))
            > 0,
        "a leap day with its year"
    );
    assert!(having("birthday", &str::is_empty) > 0);
    assert!(
        having("lunar_birthday", &|value| value == "05-30") > 0,
        "the 30th of a lunar month"
    );
    assert!(
        having("lunar_birthday", &|value| value.starts_with('L')) > 0,
        "a leap month"
    );
    for column in [
        "name",
        "email",
        "city",
        "time_zone",
        "marketing_consent",
        "unsubscribed",
    ] {
        assert!(
            having(column, &str::is_empty) > 0,
            "nobody lacks a {column}"
        );
    }
    for zone in ["Asia/Shanghai", "America/New_York", "Europe/London"] {
        assert!(having("time_zone", &|value| value == zone) > 10, "{zone}");
    }
    for answer in ["yes", "no"] {
        assert!(having("marketing_consent", &|value| value == answer) > 0);
        assert!(having("unsubscribed", &|value| value == answer) > 0);
    }

    let purchases = rows(&made.purchases);
    let times: Vec<&str> = purchases.iter().map(|row| row["at"].as_str()).collect();
    assert!(!times.is_sorted(), "no purchase comes in late");
    let mut copies: BTreeMap<&BTreeMap<String, String>, u32> = BTreeMap::new();
    for row in &purchases {
        *copies.entry(row).or_default() += 1;
    }
    assert!(
        copies.values().any(|count| *count > 1),
        "no purchase comes twice"
    );

    let complaints = rows(&made.complaints);
    let amended = complaints.iter().filter(|row| row["status"] == "resolved");
    assert!(amended.clone().count() > 10);
    for row in amended {
        let opened = complaints
            .iter()
            .find(|other| other["id"] == row["id"] && other["status"] == "open");
        let opened = opened.expect("every amendment has the row it amends");
        assert_eq!(
            opened["at"], row["at"],
            "an amendment keeps the time of its event"
        );
        assert!(row["amended_at"] > opened["at"]);
    }
}

fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("the files are well-formed CSV")
}
