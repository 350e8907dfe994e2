//! A second decider: plain loops over every past decision, in a calendar of its own, against the real
//! run over random histories. It knows when each rule becomes true by construction: rule N looks for
//! signals of kind N on the day of the tick.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use perennial::language::checked::Period;
use perennial::model::calendar::{Length, Span};
use perennial::model::moment::{DAY_MS, HOUR_MS, Moment};
use perennial::store::MemoryStore;
use perennial::store::book::Book;
use perennial::store::book::wire::{OutcomeRecord, ReasonRecord};
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop};
use proptest::{prop_assert_eq, prop_oneof, proptest};

use super::checker::{assert_sound, counts, date};
use super::world::{self, Fact, Happening, PROJECT_ZONE, Person, checked, decide, deploy_texts};

const PEOPLE: u32 = 3;
const RULES: usize = 4;
const DAYS: i64 = 45;

#[derive(Clone, Debug)]
struct Rule {
    limits: Vec<(u32, Period)>,
    cooldown_days: Option<i32>,
    /// Of two groups, with priority.
    group: Option<(u8, u32)>,
    mails: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Granted,
    NoConsent,
    Lost(usize),
    Limit,
    Cooldown,
}

fn period() -> impl Strategy<Value = Period> {
    let days = |days| Period::Rolling(Length::Calendar(Span::days(days)));
    prop_oneof![
        Just(Period::Lifetime),
        Just(Period::Year),
        Just(Period::Month),
        Just(Period::Week),
        Just(Period::Day),
        (1..20_i32).prop_map(days),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    (
        prop::collection::vec((1..4_u32, period()), 0..3),
        prop::option::of(1..12_i32),
        prop::option::of((0..2_u8, 0..3_u32)),
        any::<bool>(),
    )
        .prop_map(|(limits, cooldown_days, group, mails)| Rule {
            limits,
            cooldown_days,
            group,
            mails,
        })
}

fn text_of(rules: &[Rule], picks: [u32; 2]) -> String {
    let mut text = String::from(
        "customer\n  customer_id: text\n  email: text\n  marketing_consent: yes/no, missing counts as no\n\nevent signal: kind whole number\n",
    );
    for (number, rule) in rules.iter().enumerate() {
        text.push_str(&format!(
            "\nrule \"Rule {number}\"\n  late 60 days\n  schedule daily at 09:00\n  when has signal (last 1 day, kind is {number})\n  then {}\n",
            if rule.mails {
                "send email \"hello\" (subject: \"Hello\")"
            } else {
                "add tag \"seen\""
            },
        ));
        for (times, per) in &rule.limits {
            let per = match per {
                Period::Lifetime => "lifetime".to_owned(),
                Period::Year => "per year".to_owned(),
                Period::Month => "per month".to_owned(),
                Period::Week => "per week".to_owned(),
                Period::Day => "per day".to_owned(),
                Period::Rolling(Length::Calendar(span)) => format!("per {} days", span.days),
                Period::Rolling(Length::Exact(_)) => unreachable!("not made above"),
            };
            text.push_str(&format!("  limit {times} {per}\n"));
        }
        if let Some(days) = rule.cooldown_days {
            text.push_str(&format!("  cooldown {days} days\n"));
        }
        if let Some((group, priority)) = rule.group {
            let pick = picks[usize::from(group)];
            text.push_str(&format!(
                "  group \"group {group}\" pick {pick}\n  priority {priority}\n"
            ));
        }
    }
    text
}

/// What must become of every entry: (day, customer, rule) → fate.
fn expected(
    rules: &[Rule],
    picks: [u32; 2],
    signals: &[(i64, u32, usize)],
    consent: &[bool],
    first: Date,
) -> BTreeMap<(i64, u32, usize), Fate> {
    let mut fates: BTreeMap<(i64, u32, usize), Fate> = BTreeMap::new();
    let on = |day: i64| {
        first
            .checked_add(jiff::Span::new().days(day))
            .expect("in range")
    };
    for day in 0..DAYS {
        for customer in 0..PEOPLE {
            let there = |day: i64, rule: usize| signals.contains(&(day, customer, rule));
            let entering: Vec<usize> = (0..rules.len())
                .filter(|rule| there(day, *rule) && !there(day - 1, *rule))
                .collect();
            let mut open: Vec<usize> = Vec::new();
            for rule in &entering {
                if rules[*rule].mails && !consent[customer as usize] {
                    fates.insert((day, customer, *rule), Fate::NoConsent);
                } else {
                    open.push(*rule);
                }
            }
            for group in 0..2_u8 {
                let mut members: Vec<usize> = open
                    .iter()
                    .copied()
                    .filter(|rule| rules[*rule].group.is_some_and(|(of, _)| of == group))
                    .collect();
                members.sort_by_key(|rule| {
                    let priority = rules[*rule].group.map_or(0, |(_, priority)| priority);
                    (std::cmp::Reverse(priority), *rule)
                });
                for lost in members.iter().skip(picks[usize::from(group)] as usize) {
                    fates.insert((day, customer, *lost), Fate::Lost(members[0]));
                }
            }
            for rule in open {
                if fates.contains_key(&(day, customer, rule)) {
                    continue;
                }
                let granted = |per: Period| {
                    let mut count = 0;
                    for earlier in 0..day {
                        let fate = fates.get(&(earlier, customer, rule));
                        if fate == Some(&Fate::Granted) && counts(per, on(earlier), on(day)) {
                            count += 1;
                        }
                    }
                    count
                };
                let limits = &rules[rule].limits;
                let cooling = rules[rule].cooldown_days.is_some_and(|days| {
                    granted(Period::Rolling(Length::Calendar(Span::days(days)))) > 0
                });
                let fate = if limits.iter().any(|(times, per)| granted(*per) >= *times) {
                    Fate::Limit
                } else if cooling {
                    Fate::Cooldown
                } else {
                    Fate::Granted
                };
                fates.insert((day, customer, rule), fate);
            }
        }
    }
    fates
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn limits_cool_downs_and_groups_are_what_counting_again_gives(
        rules in prop::collection::vec(rule(), RULES),
        picks in [1..3_u32, 1..3_u32],
        signals in prop::collection::vec((0..DAYS, 0..PEOPLE, 0..RULES), 0..260),
        consent in prop::collection::vec(any::<bool>(), PEOPLE as usize),
        start in 0..400_i64,
        pieces in 1..5_i64,
    ) {
        // Around the turn of the year and of months.
        let zone = TimeZone::get(PROJECT_ZONE).expect("a zone");
        let first = world::at("2025-10-20 00:00").plus_ms(start * DAY_MS);
        let store = MemoryStore::new().expect("an empty store");
        let texts = world::texts(&text_of(&rules, picks), &[("hello.txt", "Hello.\n")]);
        let schema = checked(&texts).rulebook.schema.clone();
        let people: Vec<Person> = consent
            .iter()
            .zip(0..)
            .map(|(consent, number)| Person {
                id: format!("C{number}"),
                facts: vec![
                    ("email", world::text("one@example.com")),
                    ("marketing_consent", Fact::Int(i64::from(*consent))),
                ],
            })
            .collect();
        world::put_people(&store, &schema, &people);
        let events: Vec<Happening> = signals
            .iter()
            .enumerate()
            .map(|(number, (day, customer, kind))| Happening {
                customer: *customer,
                kind: "signal",
                id: format!("s{number}"),
                at: first.plus_ms(day * DAY_MS + HOUR_MS),
                versions: vec![(0, vec![("kind", Fact::Int(*kind as i64))])],
            })
            .collect();
        world::put_events(&store, &schema, &events);
        deploy_texts(&store, &texts, first.plus_ms(-1)).expect("deployed");
        for piece in 1..=pieces {
            let until = first.plus_ms(DAYS * DAY_MS * piece / pieces);
            decide(&store, until).expect("runs");
        }
        assert_sound(&store);

        let mut found = BTreeMap::new();
        for decided in Book::new(&store).decided() {
            let (_, decided) = decided.expect("readable");
            let day = (decided.tick_ms - first.0) / DAY_MS;
            for decision in decided.decisions {
                let fate = match decision.outcome {
                    OutcomeRecord::Granted(_) => Fate::Granted,
                    OutcomeRecord::Suppressed(reason) => match reason {
                        ReasonRecord::NoConsent => Fate::NoConsent,
                        ReasonRecord::LostGroup(winner) => Fate::Lost(
                            winner["Rule ".len()..].parse().expect("a rule's number"),
                        ),
                        ReasonRecord::LimitReached { .. } => Fate::Limit,
                        ReasonRecord::CoolingDown(_) => Fate::Cooldown,
                        other => panic!("{other:?}"),
                    },
                    OutcomeRecord::Expired => panic!("nothing is late"),
                };
                found.insert((day, decision.slot, decision.rule_no as usize), fate);
            }
        }
        let first_day = date(Moment(first.0 + 9 * HOUR_MS), &zone);
        prop_assert_eq!(found, expected(&rules, picks, &signals, &consent, first_day));
    }
}
