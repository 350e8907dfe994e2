//! The big base of the benchmarks, in small: the same seed makes the same people, and the three texts that
//! name the twenty rules (rules, SQL, expected counts) name the same ones.

#[path = "../../benches/support/base.rs"]
mod base;

use std::fs;
use std::path::Path;

#[test]
fn the_same_seed_makes_the_same_base_whatever_its_size() {
    let [small, again, large, other] =
        [(500, 1), (500, 1), (1_000, 1), (500, 2)].map(|(customers, seed)| {
            let folder = tempfile::tempdir().expect("a folder for one test");
            let rows = base::write_base(folder.path(), customers, seed)
                .expect("the folder can be written");
            let read = |name: &str| {
                fs::read_to_string(folder.path().join(name)).expect("the file was written")
            };
            (rows, read("customers.csv"), read("purchase.csv"))
        });
    assert_eq!(small, again);
    assert!(
        large.1.starts_with(&small.1),
        "a larger base has the same people first"
    );
    assert_ne!(small.1, other.1);

    let rows = large.0;
    let events = rows.purchases + rows.visits + rows.complaints + rows.surveys + rows.referrals;
    // Ten a customer on average; so few customers miss the most active ones, who make up the rest.
    assert!((5_000..20_000).contains(&events), "{events} events");
    let times: Vec<&str> = large
        .2
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(2))
        .collect();
    assert!(times.is_sorted(), "a feed comes in the order of time");
    assert_eq!(times.len() as u64, rows.purchases);
    let tick_in_utc = "2026-06-01T01:00:00Z";
    assert!(base::TICK.starts_with("2026-06-01T09:00:00+08:00"));
    assert!(
        times.first() < Some(&tick_in_utc) && times.last() > Some(&tick_in_utc),
        "events lie on both sides of the tick"
    );
}

#[test]
fn the_columns_are_those_of_the_schema() {
    let schema = file("rules/schema.rules");
    let (customer, _) = schema
        .split_once("\nevent")
        .expect("events follow the customer");
    let fields: Vec<&str> = customer
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .collect();
    let folder = tempfile::tempdir().expect("a folder for one test");
    base::write_base(folder.path(), 1, 1).expect("the folder can be written");
    let customers =
        fs::read_to_string(folder.path().join("customers.csv")).expect("the file was written");
    assert_eq!(customers.lines().next(), Some(fields.join(",").as_str()));
    for line in schema
        .lines()
        .filter_map(|line| line.strip_prefix("event "))
    {
        let name = line.split(' ').next().expect("an event has a name");
        let events = fs::read_to_string(folder.path().join(format!("{name}.csv")))
            .expect("each event type has its file");
        for column in events.lines().next().expect("a header").split(',').skip(3) {
            assert!(
                line.contains(&format!("{column} \"")),
                "{name}.{column} is not in the schema"
            );
        }
    }
}

#[test]
fn rules_sql_and_counts_name_the_same_twenty() {
    let rules: Vec<String> = file("rules/twenty.rules")
        .lines()
        .filter_map(|line| Some(line.strip_prefix("rule \"")?.strip_suffix('"')?.to_string()))
        .collect();
    assert_eq!(rules.len(), 20);
    let counts: Vec<String> = csv::Reader::from_reader(file("rules/twenty.counts.csv").as_bytes())
        .records()
        .map(|row| row.expect("well-formed CSV")[0].to_string())
        .collect();
    assert_eq!(rules, counts);
    let sql = file("baseline/duckdb_rules.py");
    for title in &rules {
        assert!(
            sql.contains(&format!("        \"{title}\": ")),
            "{title} is not in the SQL"
        );
    }
}

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches")
        .join(name);
    fs::read_to_string(path).expect("the benchmark's files are part of the project")
}
