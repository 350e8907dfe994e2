//! Each finding on a rule written for it, and none where there is nothing to find.

mod caps;

use super::{Around, Base, analyse};
use crate::engine::vocabulary::BUILT_IN;
use crate::language::check::{Settings, check};
use crate::language::diagnostics::render::render_all;
use crate::language::parse;
use crate::language::said::Language;
use crate::language::source::{FileId, Source};
use crate::model::calendar::{Day, LeapPolicy, Zone};
use crate::model::money::Currency;

const SCHEMA: &str = r#"
customer
  age: whole number, optional
  score: number, optional
  tier "会员等级": level (regular < silver < gold)
  grade: level (low < high), optional
  city "城市": text, optional
  birthday: birthday, optional
  joined_on: date
  ends_on: date, optional
  seen_at: instant, optional
  interests: list of text, optional
  spent: money
  points: whole number
  vip: yes/no, missing counts as no
  marketing_consent: yes/no, missing counts as no

event purchase: amount money, status choice (paid, delivered), fresh within 26 hours
event visit: page text, optional
"#;

fn around() -> Around {
    Around {
        zone: Zone::utc(),
        leap: LeapPolicy::February28,
        today: Day::parse("2026-08-01").expect("a day"),
        base: None,
    }
}

fn codes_with(text: &str, schema: &str, around: &Around) -> Vec<String> {
    let sources = [
        Source::new(FileId(0), "schema.rules", schema),
        Source::new(FileId(1), "a.rules", text),
    ];
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    for (_, mistakes) in &parsed {
        assert!(
            mistakes.is_empty(),
            "{}",
            render_all(mistakes, &sources, Language::English)
        );
    }
    let files: Vec<_> = sources
        .iter()
        .zip(parsed.iter().map(|(file, _)| file))
        .collect();
    let settings = Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    };
    match check(&files, &settings, &BUILT_IN) {
        Ok(checked) => analyse(&checked.rulebook, around)
            .into_iter()
            .map(|said| {
                let of = sources.iter().find(|source| source.file == said.span.file);
                let words = of.map_or("", |source| source.slice(said.span));
                format!("{} {words}", said.code)
            })
            .collect(),
        Err(mistakes) => panic!("{}", render_all(&mistakes, &sources, Language::English)),
    }
}

fn codes(text: &str) -> Vec<String> {
    codes_with(text, SCHEMA, &around())
}

/// What is found of a rule with this condition.
fn of_when(when: &str) -> Vec<String> {
    codes(&format!(
        "rule \"a\"\n  schedule daily at 09:00\n  when {when}\n  then add tag \"x\"\n"
    ))
}

fn of_rule(sections: &str) -> Vec<String> {
    codes(&format!(
        "rule \"a\"\n  schedule daily at 09:00\n  then add tag \"x\"\n{sections}"
    ))
}

#[test]
fn sound_conditions_say_nothing() {
    for when in [
        "age > 18 and age < 60",
        "age >= 18 and age <= 18",
        "tier >= silver and tier is not silver",
        "city in [\"a\", \"b\"] and city in [\"b\", \"c\"]",
        "no purchase (last 30 days) and has purchase (last 90 days)",
        "no purchase (last 90 days) and count(purchase, last 24 months) >= 2",
        "has purchase (last 90 days, amount > ¥5) and count(purchase, last 90 days) < 2",
        "birthday within next 7 days and tier >= gold",
        "joined_on before 30 days ago and joined_on within last 2 months",
        "seen_at before 24 hours ago and seen_at within last 3 days",
        "\"x\" in interests or \"y\" in interests",
        "age > 60 or spent > ¥5",
        // Without the first, those without an age would be unknown, not no.
        "age is known and age > 9",
        "(age > 60 or city is \"a\") and (age < 18 or city is \"a\")",
        "count(purchase, last 30 days) between 1 and 3",
        "score > 2.5 and score < 2.6",
        "sum(purchase.amount, last 30 days) is ¥0",
        "yes",
    ] {
        assert_eq!(of_when(when), [""; 0], "{when}");
    }
}

#[test]
fn conditions_that_are_never_true() {
    for (when, wanted) in [
        (
            "count(purchase, last 30 days) < 0",
            "W0510 count(purchase, last 30 days) < 0",
        ),
        ("tier > gold", "W0510 tier > gold"),
        ("tier is missing", "W0510 tier is missing"),
        (
            "count(purchase, last 3 days) between 5 and 3",
            "W0510 count(purchase, last 3 days) between 5 and 3",
        ),
        (
            "has purchase (last 3 days, amount > ¥5 and amount < ¥2)",
            "W0510 has purchase (last 3 days, amount > ¥5 and amount < ¥2)",
        ),
        ("age > 60 and age < 18", "W0511 age > 60"),
        ("age > 2 and age < 3", "W0511 age > 2"),
        ("tier >= gold and tier is silver", "W0511 tier >= gold"),
        (
            "city in [\"a\", \"b\"] and city in [\"c\"]",
            "W0511 city in [\"a\", \"b\"]",
        ),
        ("city is \"a\" and city is missing", "W0511 city is \"a\""),
        ("not age > 10 and age > 20", "W0511 age > 10"),
        (
            "birthday is today and birthday in 3 days",
            "W0511 birthday is today",
        ),
        (
            "joined_on within next 7 days and joined_on before 3 days ago",
            "W0511 joined_on within next 7 days",
        ),
        (
            "joined_on before 2 months ago and joined_on within last 30 days",
            "W0511 joined_on before 2 months ago",
        ),
        (
            "seen_at before 200 hours ago and seen_at within next 9 days",
            "W0511 seen_at before 200 hours ago",
        ),
        (
            "seen_at is today and seen_at is 1 day ago",
            "W0511 seen_at is today",
        ),
        (
            "has purchase (last 30 days) and no purchase (last 90 days)",
            "W0511 has purchase (last 30 days)",
        ),
        (
            "has purchase (last 30 days, amount > ¥5) and no purchase (last 1 month)",
            "",
        ),
        (
            "has purchase (last 30 days, amount > ¥5) and no purchase (last 60 days)",
            "W0511 has purchase (last 30 days, amount > ¥5)",
        ),
        (
            "average(purchase.amount, last 30 days) > ¥5 and no purchase (last 30 days)",
            "W0511 average(purchase.amount, last 30 days) > ¥5",
        ),
        (
            "sum(purchase.amount, last 30 days) > ¥5 and no purchase (last 30 days)",
            "W0511 sum(purchase.amount, last 30 days) > ¥5",
        ),
        ("vip and vip is no", "W0511 vip"),
        (
            "\"x\" in interests and \"x\" not in interests",
            "W0511 \"x\" in interests",
        ),
        ("age > points and age < points", "W0511 age > points"),
        ("age > points and points > age", "W0511 age > points"),
        (
            "(age > 60 or points > 5) and age < 20 and points < 3",
            "W0511 age > 60 or points > 5) and age < 20 and points < 3",
        ),
        (
            "age (default: 5) > 9 and age is missing",
            "W0511 age (default: 5) > 9",
        ),
    ] {
        let found = of_when(when);
        let wanted: Vec<&str> = Some(wanted).filter(|w| !w.is_empty()).into_iter().collect();
        let found: Vec<&str> = found
            .iter()
            .map(String::as_str)
            .filter(|f| !f.starts_with("W0515"))
            .collect();
        assert_eq!(found, wanted, "{when}");
    }
}

#[test]
fn conditions_that_say_little() {
    for (when, wanted) in [
        ("tier is known", "W0512 tier is known"),
        ("tier >= regular", "W0512 tier >= regular"),
        (
            "count(purchase, last 3 days) >= 0",
            "W0512 count(purchase, last 3 days) >= 0",
        ),
        ("grade >= low", "W0513 grade >= low"),
        ("age > 5 or age < 9", "W0513 age > 5 or age < 9"),
        (
            "age is known or age is missing",
            "W0512 age is known or age is missing",
        ),
        ("tier >= silver and tier is gold", "W0514 tier >= silver"),
        ("age > 5 and age > 9", "W0514 age > 5"),
        ("age > 5 or age > 9", "W0514 age > 9"),
        (
            "no purchase (last 30 days) and no purchase (last 90 days)",
            "W0514 no purchase (last 30 days)",
        ),
        (
            "tier is gold and (tier is silver or points > 5)",
            "W0515 tier is silver",
        ),
    ] {
        let found = of_when(when);
        assert_eq!(found, [wanted], "{when}");
    }
}

#[test]
fn unless_that_holds_everyone_or_nobody() {
    assert_eq!(
        of_rule("  when tier >= gold and points > 5\n  unless tier >= silver\n"),
        ["W0516 tier >= silver"]
    );
    assert_eq!(
        of_rule("  when tier >= gold\n  unless tier is regular\n"),
        ["W0517 tier is regular"]
    );
    assert_eq!(
        of_rule("  when tier >= gold\n  unless tier is regular or vip\n"),
        ["W0515 tier is regular"]
    );
    assert_eq!(
        of_rule("  when points > 3\n  unless tier > gold\n"),
        ["W0510 tier > gold"]
    );
    assert_eq!(of_rule("  when points > 3\n  unless vip\n"), [""; 0]);
}

#[test]
fn what_active_dates_leave_of_dates() {
    let active = "  active from 2026-09-01 to 2026-09-20\n";
    let found = of_rule(&format!("{active}  when today < 2026-07-01\n"));
    assert_eq!(found, ["W0510 today < 2026-07-01"]);
    let found = of_rule(&format!(
        "{active}  when ends_on within next 30 days and ends_on before 2026-08-01\n"
    ));
    assert_eq!(found, ["W0511 ends_on within next 30 days"]);
    let found = of_rule(&format!(
        "{active}  when ends_on within next 30 days and ends_on before 2026-09-05\n"
    ));
    assert_eq!(found, [""; 0]);
}

#[test]
fn those_a_denial_loses() {
    for (sections, wanted) in [
        ("  when city is not \"a\"\n", "W0301 city is not \"a\""),
        (
            "  when city not in [\"a\", \"b\"] and points > 3\n",
            "W0301 city not in [\"a\", \"b\"]",
        ),
        ("  when not age > 9\n", "W0301 age > 9"),
        (
            "  when points > 3\n  unless city is \"a\"\n",
            "W0301 city is \"a\"",
        ),
        ("  when points > 3\n  unless city is not \"a\"\n", ""),
        ("  when city is known and city is not \"a\"\n", ""),
        ("  when city is missing or city is not \"a\"\n", ""),
        ("  when city in [\"a\", \"b\"] and city is not \"a\"\n", ""),
        (
            "  when points > 3\n  unless city is known and city is \"a\"\n",
            "",
        ),
        ("  when city is known\n  unless city is \"a\"\n", ""),
        ("  when city (default: \"b\") is not \"a\"\n", ""),
        ("  when tier is not gold and vip is no\n", ""),
        ("  when age > 9\n", ""),
    ] {
        let wanted: Vec<&str> = Some(wanted).filter(|w| !w.is_empty()).into_iter().collect();
        assert_eq!(of_rule(sections), wanted, "{sections}");
    }
}

#[test]
fn a_measured_base_says_how_many() {
    let text =
        "rule \"a\"\n  schedule daily at 09:00\n  when city is not \"a\"\n  then add tag \"x\"\n";
    let with = |missing: u64| {
        let mut lacking = vec![0; 14];
        lacking[4] = missing;
        let base = Some(Base {
            customers: 10_000,
            missing: lacking,
        });
        codes_with(text, SCHEMA, &Around { base, ..around() })
    };
    assert_eq!(with(0), [""; 0]);
    assert_eq!(with(3_150), ["W0301 city is not \"a\""]);
}

#[test]
fn messages_nobody_agreed_to() {
    let schema = "customer\n  email: text, optional\n  sms_consent: yes/no, optional\n  vip: yes/no, optional\n";
    let rule = |when: &str| {
        let text = format!(
            "rule \"a\"\n  schedule daily at 09:00\n  when {when}\n  then send email \"x\"\n"
        );
        codes_with(&text, schema, &around())
    };
    assert_eq!(rule("email is known"), ["E0502 \"a\""]);
    assert_eq!(rule("vip"), ["E0502 \"a\""]);
    assert_eq!(rule("vip or sms_consent"), ["E0502 \"a\""]);
    assert_eq!(rule("sms_consent"), [""; 0]);
    assert_eq!(rule("email is known and (sms_consent and vip)"), [""; 0]);
    assert_eq!(
        codes("rule \"a\"\n  schedule daily at 09:00\n  when vip\n  then send email \"x\"\n"),
        [""; 0]
    );
}

/// What is said of two rules of one group, as far as they are in conflict.
fn tie(first: &str, second: &str) -> Option<String> {
    let sources = [
        Source::new(FileId(0), "schema.rules", SCHEMA),
        Source::new(
            FileId(1),
            "a.rules",
            format!(
                "rule \"a\"\n{first}\n  then add tag \"x\"\nrule \"b\"\n{second}\n  then add tag \"x\"\n"
            ),
        ),
    ];
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let files: Vec<_> = sources
        .iter()
        .zip(parsed.iter().map(|(file, _)| file))
        .collect();
    let settings = Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    };
    let checked = match check(&files, &settings, &BUILT_IN) {
        Ok(checked) => checked,
        Err(mistakes) => panic!("{}", render_all(&mistakes, &sources, Language::English)),
    };
    let mut said = analyse(&checked.rulebook, &around());
    said.retain(|said| said.code == "E0501");
    assert!(said.len() < 2);
    Some(said.pop()?.example?.english)
}

#[test]
fn rules_that_enter_together() {
    let gifts = "  group \"gifts\" pick 1\n  schedule daily at 09:00\n";
    let mut wrong = Vec::new();
    for (first, second, wanted) in [
        (
            "birthday is today and tier >= gold",
            "tier >= silver",
            "tier = gold, birthday = 08-01, today = 2026-08-01",
        ),
        (
            "birthday in 3 days",
            "age > 18 and age < 20",
            "age = 19, birthday = 08-04, today = 2026-08-01",
        ),
        ("tier is gold", "tier is silver", ""),
        (
            "city in [\"a\", \"b\"]",
            "city is not \"a\" and city is not \"c\"",
            "city = \"b\", today = 2026-08-01",
        ),
        (
            "city is missing",
            "points > 3",
            "city is missing, points = 4, today = 2026-08-01",
        ),
        (
            "no purchase (last 90 days) and count(purchase, last 24 months) >= 2",
            "sum(purchase.amount, last 12 months) >= ¥500 or points > 7",
            "purchase on 2024-08-02, purchase (amount = ¥500) on 2025-08-02, today = 2026-08-01",
        ),
        (
            "has purchase (last 30 days, amount > ¥5 and status is paid)",
            "vip",
            "vip = yes, purchase (amount = ¥5.01, status = paid) on 2026-08-01, today = 2026-08-01",
        ),
        (
            "average(purchase.amount, last 30 days) >= ¥50",
            "points >= 2",
            "points = 2, purchase (amount = ¥50) on 2026-08-01, today = 2026-08-01",
        ),
        (
            "seen_at before 24 hours ago and joined_on within last 7 days",
            "\"x\" in interests",
            "joined_on = 2026-08-01, seen_at = 2026-07-31T08:59:00+00:00, interests = [x], today = 2026-08-01",
        ),
        (
            "points > age",
            "age >= 3",
            "age = 3, points = 4, today = 2026-08-01",
        ),
    ] {
        let rule = |when: &str| format!("{gifts}  when {when}");
        let found = tie(&rule(first), &rule(second)).unwrap_or_default();
        if found != wanted {
            wrong.push(format!("{first} / {second}: {found}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn rules_that_do_not_meet() {
    let rule = |sections: &str| format!("  group \"gifts\" pick 1\n  when points > 3\n{sections}");
    let daily = rule("  schedule daily at 09:00");
    assert!(tie(&daily, &daily).is_some());
    for apart in [
        "  schedule daily at 10:00",
        "  schedule daily at 09:00\n  priority 5",
        "  schedule daily at 09:00\n  unless points > 2",
        "  schedule daily at 09:00\n  active from 2024-01-01 to 2024-02-01",
    ] {
        assert_eq!(tie(&daily, &rule(apart)), None, "{apart}");
    }
    let weekly = tie(&daily, &rule("  schedule weekly on monday at 09:00"));
    assert_eq!(weekly.as_deref(), Some("points = 4, today = 2026-08-03"));
    let spring = rule("  schedule on 1 day before spring_festival at 09:00");
    assert_eq!(
        tie(&daily, &spring).as_deref(),
        Some("points = 4, today = 2027-02-05")
    );
    assert_eq!(
        tie(
            &rule("  schedule monthly on 2 at 09:00"),
            &rule("  schedule monthly on 3 at 09:00")
        ),
        None
    );
    let a = rule("  schedule daily at 09:00\n  active from 2026-09-01 to 2026-09-30");
    let b = rule("  schedule daily at 09:00\n  active from 2026-09-20 to 2026-10-30");
    assert_eq!(
        tie(&a, &b).as_deref(),
        Some("points = 4, today = 2026-09-20")
    );
    // Two places for two rules.
    let two = daily.replace("pick 1", "pick 2");
    assert_eq!(tie(&two, &two), None);
}
