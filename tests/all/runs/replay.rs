//! Windows: taken twice, in pieces, days late, backwards, after renames and amendments.

use perennial::engine::decisions::LedgerRow;
use perennial::model::moment::{DAY_MS, HOUR_MS, Moment};
use perennial::store::book::Book;
use perennial::store::{Entry, MemoryStore, Store};
use proptest::prelude::{ProptestConfig, prop};
use proptest::{prop_assert_eq, proptest};

use super::checker::{State, assert_sound};
use super::shop;
use super::world::{self, Fact, Happening, Person, at, checked, decide, deploy_texts};

const DAYS: i64 = 6;

fn first() -> Moment {
    at("2026-03-01 00:00")
}

/// The shop with its people, from the evening before the first day.
fn open_shop(rules: &perennial::store::book::wire::TextsRecord) -> MemoryStore {
    let store = MemoryStore::new().expect("an empty store");
    let schema = checked(rules).rulebook.schema.clone();
    world::put_people(&store, &schema, &shop::people(30, 5));
    world::put_events(&store, &schema, &shop::events(30, first(), DAYS, 9));
    deploy_texts(&store, rules, first().plus_ms(-1)).expect("deployed");
    store
}

/// One person and rules that need no more than a schema with visits and orders.
fn open_small(rules: &str, events: &[Happening]) -> MemoryStore {
    let store = MemoryStore::new().expect("an empty store");
    let texts = small(rules);
    let schema = checked(&texts).rulebook.schema.clone();
    let ann = Person {
        id: "ann".to_owned(),
        facts: vec![("tier", Fact::Int(2))],
    };
    world::put_people(&store, &schema, &[ann]);
    world::put_events(&store, &schema, events);
    deploy_texts(&store, &texts, first().plus_ms(-1)).expect("deployed");
    store
}

fn small(rules: &str) -> perennial::store::book::wire::TextsRecord {
    world::texts(&format!("{}{rules}", shop::SCHEMA), &[])
}

fn purchase(id: &str, at: Moment) -> Happening {
    Happening {
        customer: 0,
        kind: "purchase",
        id: id.to_owned(),
        at,
        versions: vec![(0, vec![("amount", Fact::Int(100))])],
    }
}

fn evening(day: i64) -> Moment {
    first().plus_ms(day * DAY_MS + 23 * HOUR_MS)
}

/// Tick, title and kind of outcome of every decision.
fn decided(store: &dyn Store) -> Vec<(Moment, u32, String)> {
    let mut all = Vec::new();
    for decided in Book::new(store).decided() {
        let (_, decided) = decided.expect("readable");
        all.extend(decided.decisions.iter().map(|decision| {
            let outcome = format!("{:?}", decision.outcome.outcome());
            let kind = outcome.split(['(', '{']).next().unwrap_or_default();
            let tick = Moment(decided.tick_ms);
            (tick, decision.rule_no, kind.to_owned())
        }));
    }
    all
}

#[test]
fn running_twice_does_nothing_twice() {
    let store = open_shop(&shop::rules());
    for day in 0..DAYS {
        decide(&store, evening(day)).expect("runs");
        let once = State::of(&store);
        let again = decide(&store, evening(day)).expect("runs");
        assert_eq!(again.ticks, 0);
        assert_eq!(State::of(&store), once);
    }
    assert_sound(&store);
}

#[test]
fn a_clock_set_back_decides_nothing() {
    let store = open_shop(&shop::rules());
    decide(&store, evening(3)).expect("runs");
    let before = State::of(&store);
    for back in [1, HOUR_MS, DAY_MS, 400 * DAY_MS] {
        let report = decide(&store, evening(3).plus_ms(-back)).expect("runs");
        assert!(report.clock_behind);
        assert_eq!(State::of(&store), before);
    }
    // And once the clock is right again, nothing was lost: the same as without the detour.
    decide(&store, evening(5)).expect("runs");
    let straight = open_shop(&shop::rules());
    decide(&straight, evening(3)).expect("runs");
    decide(&straight, evening(5)).expect("runs");
    assert_eq!(State::of(&store), State::of(&straight));
    assert_sound(&store);
}

#[test]
fn three_missed_days_are_three_days_of_ticks_and_the_late_ones_expire() {
    let rules = "
rule \"Bought\"
  schedule daily at 09:00
  when has purchase (last 1 day)
  then add tag \"bought\"
  late 1 day
";
    // One each second day, so that each is an entry of its own.
    let bought: Vec<Happening> = [0, 2, 4]
        .iter()
        .map(|day| purchase(&format!("p{day}"), first().plus_ms(day * DAY_MS + HOUR_MS)))
        .collect();
    let store = open_small(rules, &bought);
    let report = decide(&store, first().plus_ms(4 * DAY_MS + 12 * HOUR_MS)).expect("runs");
    assert_eq!(report.ticks, 5, "one for each day");
    let nine = |day: i64| first().plus_ms(day * DAY_MS + 9 * HOUR_MS);
    let kinds: Vec<(Moment, String)> = decided(&store)
        .into_iter()
        .map(|(tick, _, kind)| (tick, kind))
        .collect();
    assert_eq!(
        kinds,
        [
            (nine(0), "Expired".to_owned()),
            (nine(2), "Expired".to_owned()),
            (nine(4), "Granted".to_owned()),
        ]
    );
    assert_sound(&store);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_window_in_pieces_is_the_window_in_one_go(
        cuts in prop::collection::vec(0..DAYS * 24 * 60, 0..9),
    ) {
        let end = first().plus_ms(DAYS * DAY_MS);
        let whole = open_shop(&shop::patient_rules());
        decide(&whole, end).expect("runs");
        let pieces = open_shop(&shop::patient_rules());
        let mut cuts: Vec<Moment> = cuts
            .iter()
            .map(|minutes| first().plus_ms(minutes * 60_000))
            .collect();
        cuts.sort();
        cuts.push(end);
        for cut in cuts {
            decide(&pieces, cut).expect("runs");
        }
        assert_sound(&pieces);
        let (whole, pieces) = (State::of(&whole), State::of(&pieces));
        prop_assert_eq!(whole.decisions, pieces.decisions);
        prop_assert_eq!(whole.ledger, pieces.ledger);
        prop_assert_eq!(whole.truth, pieces.truth);
    }
}

#[test]
fn an_event_amended_or_brought_again_is_decided_once() {
    let rules = "
rule \"Open complaint\"
  audience complaint
  schedule daily at 09:00
  when status is not resolved
  then create task \"Call\" (team: \"care\", due: 4 hours)
";
    let known = |status: i64| {
        vec![
            ("severity", Fact::Int(1)),
            ("status", Fact::Int(status)),
            ("opened_at", Fact::Int(first().0)),
        ]
    };
    let mut complaint = Happening {
        customer: 0,
        kind: "complaint",
        id: "k1".to_owned(),
        at: first().plus_ms(HOUR_MS),
        versions: vec![(0, known(0))],
    };
    let store = open_small(rules, std::slice::from_ref(&complaint));
    let schema = checked(&small(rules)).rulebook.schema.clone();
    decide(&store, evening(0)).expect("runs");
    assert_eq!(decided(&store).len(), 1);
    // Brought again as it was, then amended in something the rule does not mind.
    world::put_events(&store, &schema, std::slice::from_ref(&complaint));
    decide(&store, evening(1)).expect("runs");
    complaint.versions.push((30 * HOUR_MS, known(0)));
    complaint.versions[1].1[0].1 = Fact::Int(0);
    world::put_events(&store, &schema, std::slice::from_ref(&complaint));
    decide(&store, evening(2)).expect("runs");
    assert_eq!(
        decided(&store).len(),
        1,
        "the same event is the same subject"
    );
    // Resolved, then open once more: that is a new entry, of the same subject.
    complaint.versions.push((60 * HOUR_MS, known(1)));
    world::put_events(&store, &schema, std::slice::from_ref(&complaint));
    decide(&store, evening(3)).expect("runs");
    complaint.versions.push((90 * HOUR_MS, known(0)));
    world::put_events(&store, &schema, std::slice::from_ref(&complaint));
    decide(&store, evening(5)).expect("runs");
    assert_eq!(decided(&store).len(), 2);
    assert_sound(&store);
}

fn bought_each_second_day() -> Vec<Happening> {
    (0..20)
        .step_by(2)
        .map(|day| purchase(&format!("p{day}"), first().plus_ms(day * DAY_MS + HOUR_MS)))
        .collect()
}

const BOUGHT: &str = "
  schedule daily at 09:00
  when has purchase (last 1 day)
  then add tag \"bought\"
  limit 2 lifetime
";

#[test]
fn a_renamed_rule_keeps_its_caps_and_its_truth() {
    let store = open_small(
        &format!("\nrule \"Old\"{BOUGHT}"),
        &bought_each_second_day(),
    );
    decide(&store, evening(0)).expect("runs");
    let renamed = small(&format!("\nrule \"New\"\n  formerly \"Old\"{BOUGHT}"));
    // In the middle of the day on which it was true: the rename is no new entry.
    let report = deploy_texts(&store, &renamed, evening(0)).expect("deployed");
    assert_eq!(report.renamed, [("Old".to_owned(), "New".to_owned())]);
    for day in 1..7 {
        decide(&store, evening(day)).expect("runs");
    }
    let kinds: Vec<String> = decided(&store)
        .into_iter()
        .map(|(_, _, kind)| kind)
        .collect();
    assert_eq!(kinds, ["Granted", "Granted", "Suppressed", "Suppressed"]);
    let rules: Vec<u32> = decided(&store).into_iter().map(|(_, no, _)| no).collect();
    assert_eq!(rules, [0, 0, 0, 0], "it is the same rule");
    assert_sound(&store);
}

#[test]
fn a_rule_retired_and_brought_back_keeps_its_caps_and_starts_with_newcomers() {
    let rules = format!("\nrule \"Bought\"{BOUGHT}\nrule \"Other\"{BOUGHT}");
    let store = open_small(&rules, &bought_each_second_day());
    decide(&store, evening(0)).expect("runs");
    let other = format!("\nrule \"Other\"{BOUGHT}");
    let report = deploy_texts(&store, &small(&other), evening(0)).expect("deployed");
    assert_eq!(report.removed, ["Bought"]);
    decide(&store, evening(4)).expect("runs");
    // Back in the evening of a day on which it is true: no entry for that day, nor for those missed.
    deploy_texts(&store, &small(&rules), evening(4)).expect("deployed");
    for day in 5..10 {
        decide(&store, evening(day)).expect("runs");
    }
    let bought: Vec<(Moment, String)> = decided(&store)
        .into_iter()
        .filter(|(_, rule, _)| *rule == 0)
        .map(|(tick, _, kind)| (tick, kind))
        .collect();
    let nine = |day: i64| first().plus_ms(day * DAY_MS + 9 * HOUR_MS);
    assert_eq!(
        bought,
        [
            (nine(0), "Granted".to_owned()),
            (nine(6), "Granted".to_owned()),
            (nine(8), "Suppressed".to_owned()),
        ]
    );
    assert_sound(&store);
}

#[test]
fn a_mail_that_can_never_be_written_is_held_back_when_it_is_decided() {
    let rules = "
rule \"Hello\"
  schedule daily at 09:00
  when has purchase (last 1 day)
  then send coupon \"HELLO\" (value: ¥5, valid: 7 days)
   and send email \"hello\" (subject: \"Hello\")
  limit 1 lifetime
";
    let texts = world::texts(
        &format!("{}{rules}", shop::SCHEMA),
        &[("hello.txt", "Dear {{ name }}!\n")],
    );
    let store = MemoryStore::new().expect("an empty store");
    let schema = checked(&texts).rulebook.schema.clone();
    let nameless = Person {
        id: "ann".to_owned(),
        facts: vec![
            ("tier", Fact::Int(1)),
            ("email", world::text("ann@example.com")),
            ("marketing_consent", Fact::Int(1)),
        ],
    };
    world::put_people(&store, &schema, &[nameless]);
    world::put_events(&store, &schema, &[purchase("p", first().plus_ms(HOUR_MS))]);
    deploy_texts(&store, &texts, first().plus_ms(-1)).expect("deployed");
    decide(&store, evening(0)).expect("runs");
    let kinds: Vec<String> = decided(&store)
        .into_iter()
        .map(|(_, _, kind)| kind)
        .collect();
    assert_eq!(kinds, ["Suppressed"], "no coupon, no place in the limit");
    assert_eq!(Book::new(&store).outbox(0).count(), 0);
    assert_sound(&store);
}

#[test]
fn a_ledger_grows_row_by_row_beyond_what_one_value_holds() {
    let store = MemoryStore::new().expect("an empty store");
    let book = Book::new(&store);
    for number in 0..1_500 {
        let mut ledger = book.ledger(7).expect("readable");
        assert_eq!(ledger.rows.len(), number as usize);
        let row = LedgerRow {
            rule_no: 1,
            subject: 7,
            tick: first().plus_ms(number * DAY_MS),
            granted: true,
        };
        let entry = Entry {
            payload: Vec::new(),
            writes: ledger.extend(7, &[row]),
        };
        store.commit(entry).expect("it fits");
    }
    let ticks: Vec<Moment> = book
        .ledger(7)
        .expect("readable")
        .rows
        .iter()
        .map(|row| row.tick)
        .collect();
    assert_eq!(ticks.len(), 1_500);
    assert!(ticks.is_sorted(), "in the order in which they were made");
}
