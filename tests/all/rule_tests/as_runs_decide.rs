//! A customer written as a `test` decides as the same customer does in a store, decision by decision.

use std::collections::BTreeSet;

use perennial::engine::rehearse::Entry;
use perennial::model::calendar::{Birthday, Zone};
use perennial::model::moment::{DAY_MS, Moment};
use perennial::runtime::rulebook::stage;
use perennial::store::book::wire::TextsRecord;
use perennial::store::book::{Book, outcome_record};
use perennial::store::memory::MemoryStore;

use crate::runs::shop;
use crate::runs::world::{self, Dice, Fact, Happening, PROJECT_ZONE, Person};

const FIRST_DAY: &str = "2025-03-01";
const LAST_DAY: u32 = 13;
const MINUTE_MS: i64 = 60_000;

/// Somebody as a store knows them, and as a test gives them.
struct Someone {
    person: Person,
    events: Vec<Happening>,
    given: Vec<String>,
}

/// (rule, event's id where it is about events, tick, outcome)
type Decision = (String, Option<String>, i64, String);

#[test]
fn a_test_decides_as_a_run_does() {
    let zones = [
        None,
        Some("Asia/Shanghai"),
        Some("America/New_York"),
        Some("Europe/London"),
    ];
    let mut dice = Dice(20_250_301);
    let mut kinds = BTreeSet::new();
    for zone in zones {
        let people: Vec<Someone> = (0..12).map(|slot| someone(slot, zone, &mut dice)).collect();
        let decided = of_runs(&people, zone);
        for (slot, someone) in people.iter().enumerate() {
            let played = of_a_test(someone);
            assert_eq!(
                played,
                decided[slot],
                "played (left) and run (right) differ for\n{}",
                someone.given.join("\n")
            );
            kinds.extend(played.into_iter().map(|(rule, .., outcome)| {
                (
                    rule,
                    outcome.split(['(', '[', ' ']).take(2).collect::<String>(),
                )
            }));
        }
    }
    // The customers are such that something happens to them: each rule, and gates of every kind.
    for rule in [
        "Birthday card",
        "Win-back",
        "Thanks",
        "Visitor",
        "Quiet visitor",
        "Open complaint",
    ] {
        assert!(
            kinds
                .iter()
                .any(|(known, kind)| known == rule && kind.starts_with("Granted")),
            "{rule}"
        );
    }
    for kind in [
        "NoConsent",
        "Unsubscribed",
        "LostGroup",
        "LimitReached",
        "CoolingDown",
        "NotComposed",
    ] {
        assert!(
            kinds.iter().any(|(_, known)| known.contains(kind)),
            "{kind}: {kinds:?}"
        );
    }
}

/// The rules of the runs; nothing is late, and every feed is complete.
fn texts(test: &str) -> TextsRecord {
    let mut texts = shop::patient_rules();
    for (_, text) in &mut texts.rules {
        *text = text.replace(", fresh within 26 hours", "") + test;
    }
    texts
}

fn begins(zone: Option<&str>) -> Moment {
    let zone = Zone::named(zone.unwrap_or(PROJECT_ZONE)).expect("a zone");
    Moment::parse(FIRST_DAY, zone).expect("a day")
}

/// Random, but often enough somebody to whom something happens.
fn someone(slot: u32, zone: Option<&'static str>, dice: &mut Dice) -> Someone {
    let begins = begins(zone);
    let clock = Zone::named(zone.unwrap_or(PROJECT_ZONE)).expect("a zone");
    let mut facts = Vec::new();
    let mut given = vec![format!("given today is {FIRST_DAY}")];
    let mut give = |name: &'static str, fact: Fact, words: String| {
        facts.push((name, fact));
        given.push(format!("given {name} is {words}"));
    };
    let tier = dice.roll(3);
    give(
        "tier",
        Fact::Int(tier as i64),
        ["regular", "silver", "gold"][tier as usize].to_owned(),
    );
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let consent = dice.roll(6) > 0;
    give(
        "marketing_consent",
        Fact::Int(i64::from(consent)),
        yes_no(consent),
    );
    let unsubscribed = dice.roll(8) == 0;
    give(
        "unsubscribed",
        Fact::Int(i64::from(unsubscribed)),
        yes_no(unsubscribed),
    );
    if dice.roll(3) > 0 {
        give("name", world::text("Ann"), "\"Ann\"".to_owned());
    }
    if let Some(zone) = zone {
        give("time_zone", world::text(zone), format!("\"{zone}\""));
    }
    let day = 1 + dice.roll(14) as u8;
    let birthday = Birthday::new(None, 3, day).expect("a day of the year");
    give(
        "birthday",
        Fact::Int(birthday.packed()),
        format!("03-{day:02}"),
    );
    if dice.roll(7) > 0 {
        give(
            "email",
            world::text("ann@example.com"),
            "\"ann@example.com\"".to_owned(),
        );
    } else {
        given.push("given email is missing".to_owned());
    }
    let mut events = Vec::new();
    for day in -7..i64::from(LAST_DAY) {
        for (kind, rarity) in [("purchase", 4), ("visit", 2), ("complaint", 9)] {
            if dice.roll(rarity) > 0 {
                continue;
            }
            let minute = dice.roll(24 * 60) as i64;
            let at = begins.plus_ms(day * DAY_MS + minute * MINUTE_MS);
            let written = at.in_zone(clock)[..16].replace('T', " ");
            let (fields, words) = match kind {
                "purchase" => (vec![("amount", Fact::Int(1_000))], "amount: ¥10".to_owned()),
                "visit" => (vec![("page", world::text("/"))], "page: \"/\"".to_owned()),
                _ => {
                    let (severity, status) = (dice.roll(2), dice.roll(2));
                    let words = format!(
                        "severity: {}, status: {}, opened_at: {written}",
                        ["low", "high"][severity as usize],
                        ["open", "resolved"][status as usize],
                    );
                    let fields = vec![
                        ("severity", Fact::Int(severity as i64)),
                        ("status", Fact::Int(status as i64)),
                        ("opened_at", Fact::Int(at.0)),
                    ];
                    (fields, words)
                }
            };
            let nth = events
                .iter()
                .filter(|known: &&Happening| known.kind == kind)
                .count()
                + 1;
            events.push(Happening {
                customer: slot,
                kind,
                id: nth.to_string(),
                at,
                versions: vec![(0, fields)],
            });
            given.push(format!(
                "given {kind} ({words}) on {}",
                written.replace(' ', " at ")
            ));
        }
    }
    Someone {
        person: Person {
            id: format!("C{slot:03}"),
            facts,
        },
        events,
        given,
    }
}

/// By slot: what the store's journal holds after a run through the whole test.
fn of_runs(people: &[Someone], zone: Option<&str>) -> Vec<BTreeSet<Decision>> {
    let store = MemoryStore::new().expect("an empty store");
    let texts = texts("");
    let begins = begins(zone);
    // Every rule has ticked, and nobody was there: whoever comes now is new.
    world::deploy_texts(&store, &texts, begins.plus_ms(-5 * DAY_MS)).expect("deployed");
    world::decide(&store, begins.plus_ms(-1)).expect("decided");
    let deployed = world::deployed(&store);
    let schema = &deployed.rulebook.schema;
    let persons: Vec<Person> = people
        .iter()
        .map(|someone| someone.person.clone())
        .collect();
    world::put_people(&store, schema, &persons);
    let events: Vec<Happening> = people
        .iter()
        .flat_map(|someone| someone.events.clone())
        .collect();
    world::put_events(&store, schema, &events);
    let clock = Zone::named(zone.unwrap_or(PROJECT_ZONE)).expect("a zone");
    // The clock changes in New York meanwhile: not every day has 24 hours.
    let end = clock.end_of(clock.day_of(begins).plus_days(LAST_DAY as i32));
    world::decide(&store, end).expect("decided");
    let book = Book::new(&store);
    let rules = book.rules().expect("readable");
    let mut decided = vec![BTreeSet::new(); people.len()];
    for record in book.decided() {
        let (_, record) = record.expect("a readable journal");
        for decision in record.decisions {
            let title = rules.iter().find(|(_, rule)| rule.no == decision.rule_no);
            decided[decision.slot as usize].insert((
                title.expect("a known rule").0.clone(),
                decision.event.clone(),
                record.tick_ms,
                format!("{:?}", decision.outcome.outcome()),
            ));
        }
    }
    decided
}

fn of_a_test(someone: &Someone) -> BTreeSet<Decision> {
    let expected = format!("day {LAST_DAY}: expect rule \"Visitor\" does not fire");
    let test = format!(
        "\ntest \"t\"\n  {}\n  {expected}\n",
        someone.given.join("\n  ")
    );
    let texts = texts(&test);
    let deployed = world::checked(&texts);
    let rulebook = &deployed.rulebook;
    let played = stage(rulebook, &texts).play(&rulebook.tests[0]);
    let entries = played
        .looks
        .iter()
        .filter_map(|look| Some((look, look.entry.as_ref()?)));
    entries
        .map(|(look, entry)| {
            let Entry::Decided { outcome, .. } = entry else {
                panic!("all of these rules are run");
            };
            let rule = &rulebook.rules[look.rule];
            let about_events = rule.title() == "Open complaint";
            (
                rule.title().to_owned(),
                about_events.then(|| (look.subject + 1).to_string()),
                look.at.0,
                format!("{:?}", outcome_record(outcome, |_| (0, 0)).outcome()),
            )
        })
        .collect()
}
