//! Caps, dates, doubles and costs.

use super::{SCHEMA, around, codes};
use crate::engine::analysis::costs::{Cost, costs};
use crate::engine::analysis::{Around, Base};
use crate::engine::vocabulary::BUILT_IN;
use crate::language::check::{Settings, check};
use crate::language::checked::Rulebook;
use crate::language::diagnostics::render::render_all;
use crate::language::parse;
use crate::language::said::Language;
use crate::language::source::{FileId, Source};
use crate::model::calendar::Zone;
use crate::model::money::Currency;

fn of_rule(sections: &str) -> Vec<String> {
    codes(&format!(
        "rule \"a\"\n  when points > 3\n  then add tag \"x\"\n{sections}"
    ))
    .iter()
    .map(|code| code.split(' ').next().unwrap_or_default().to_owned())
    .collect()
}

#[test]
fn caps_that_never_bite() {
    for (sections, wanted) in [
        ("  schedule daily at 09:00\n  limit 3 per day\n", "W0520"),
        ("  schedule daily at 09:00\n  limit 1 per day\n", ""),
        (
            "  schedule daily at 09:00\n  limit 3 per day\n  cooldown 14 days\n",
            "W0520",
        ),
        (
            "  schedule daily at 09:00\n  limit 3 per 30 days\n  cooldown 14 days\n",
            "",
        ),
        (
            "  schedule daily at 09:00\n  limit 4 per 30 days\n  cooldown 14 days\n",
            "W0520",
        ),
        ("  schedule weekly at 09:00\n  limit 5 per 30 days\n", ""),
        (
            "  schedule weekly at 09:00\n  limit 6 per 30 days\n",
            "W0520",
        ),
        (
            "  schedule monthly on 1 at 09:00\n  limit 3 per 90 days\n",
            "",
        ),
        (
            "  schedule monthly on 1 at 09:00\n  limit 5 per 90 days\n",
            "W0520",
        ),
        (
            "  schedule on 1 day before spring_festival at 09:00\n  limit 2 per year\n",
            "",
        ),
        (
            "  schedule on 1 day before spring_festival at 09:00\n  limit 3 per year\n",
            "W0520",
        ),
        (
            "  schedule cron \"0 9 * * Mon-Fri\"\n  limit 5 per week\n",
            "",
        ),
        (
            "  schedule cron \"0 9 * * Mon-Fri\"\n  limit 6 per week\n",
            "W0520",
        ),
        ("  schedule cron \"*/10 9 * * *\"\n  limit 6 per day\n", ""),
        (
            "  schedule cron \"*/10 9 * * *\"\n  limit 7 per day\n",
            "W0520",
        ),
        (
            "  schedule daily at 09:00\n  limit 5 per year\n  limit 1 lifetime\n",
            "W0520",
        ),
        (
            "  schedule daily at 09:00\n  limit 10 per month\n  limit 1 per 7 days\n",
            "W0520",
        ),
        (
            "  schedule daily at 09:00\n  limit 5 per month\n  limit 1 per 7 days\n",
            "",
        ),
        (
            "  schedule daily at 09:00\n  limit 9 lifetime\n  active from 2026-09-01 to 2026-09-08\n",
            "W0520",
        ),
        (
            "  schedule daily at 09:00\n  limit 8 lifetime\n  active from 2026-09-01 to 2026-09-08\n",
            "",
        ),
        ("  schedule weekly at 09:00\n  cooldown 7 days\n", "W0521"),
        ("  schedule weekly at 09:00\n  cooldown 8 days\n", ""),
        ("  schedule daily at 09:00\n  cooldown 24 hours\n", ""),
        (
            "  schedule monthly on 1 at 09:00\n  cooldown 4 weeks\n",
            "W0521",
        ),
    ] {
        let wanted: Vec<&str> = Some(wanted).filter(|w| !w.is_empty()).into_iter().collect();
        assert_eq!(of_rule(sections), wanted, "{sections}");
    }
}

#[test]
fn dates_that_are_over_or_empty() {
    for (sections, wanted) in [
        (
            "  schedule daily at 09:00\n  active from 2026-01-01 to 2026-07-31\n",
            "W0523",
        ),
        (
            "  schedule daily at 09:00\n  active from 2026-01-01 to 2026-08-01\n",
            "",
        ),
        (
            "  schedule weekly on monday at 09:00\n  active from 2026-09-01 to 2026-09-06\n",
            "W0524",
        ),
        (
            "  schedule weekly on monday at 09:00\n  active from 2026-09-01 to 2026-09-07\n",
            "",
        ),
        (
            "  schedule monthly on 31 at 09:00\n  active from 2026-09-01 to 2026-09-29\n",
            "W0524",
        ),
        (
            "  schedule monthly on 31 at 09:00\n  active from 2026-09-01 to 2026-09-30\n",
            "",
        ),
        (
            "  schedule on 1 day before spring_festival at 09:00\n  active from 2026-09-01 to 2026-12-31\n",
            "W0524",
        ),
        (
            "  schedule cron \"0 9 29 2 *\"\n  active from 2026-09-01 to 2027-12-31\n",
            "W0524",
        ),
        (
            "  schedule cron \"0 9 29 2 *\"\n  active from 2026-09-01 to 2028-12-31\n",
            "",
        ),
    ] {
        let wanted: Vec<&str> = Some(wanted).filter(|w| !w.is_empty()).into_iter().collect();
        assert_eq!(of_rule(sections), wanted, "{sections}");
    }
}

#[test]
fn rules_that_say_the_same() {
    let rule = |title: &str, rest: &str| {
        format!("rule \"{title}\"\n  schedule daily at 09:00\n  when points > 3\n{rest}")
    };
    let twice = |a: &str, b: &str| codes(&(rule("gift 2026", a) + &rule("gift 2027", b)));
    let (x, y) = ("  then add tag \"x\"\n", "  then add tag \"y\"\n");
    assert_eq!(twice(x, x), ["W0525 \"gift 2027\""]);
    assert_eq!(twice(x, y), ["W0525 \"gift 2027\""]);
    let apart = |rest: &str, from: &str, to: &str| format!("{rest}  active from {from} to {to}\n");
    let first = apart(x, "2026-08-01", "2026-12-31");
    assert_eq!(
        twice(&first, &apart(y, "2027-01-01", "2027-12-31")),
        [""; 0]
    );
    assert_eq!(
        twice(&first, &apart(y, "2026-12-31", "2027-12-31")),
        ["W0525 \"gift 2027\""]
    );
    assert_eq!(codes(&(rule("one", x) + &rule("other", y))), [""; 0]);
    assert_eq!(
        codes(&(rule("one", x) + &rule("other", x))),
        ["W0525 \"other\""]
    );
    let grouped = |priority: u8| format!("{x}  group \"g\" pick 1\n  priority {priority}\n");
    assert_eq!(twice(&grouped(1), &grouped(2)), [""; 0]);
}

#[test]
fn policies_above_what_rules_send() {
    let rule = "rule \"a\"\n  schedule daily at 09:00\n  when points > 3\n  then send email \"x\"\n  limit 1 per month\n";
    let with = |cap: &str| codes(&format!("{rule}policy\n  limit {cap}\n"));
    assert_eq!(with("email 1 per month"), [""; 0]);
    assert_eq!(with("email 2 per month").len(), 1);
    assert_eq!(with("any 2 per month").len(), 1);
    // Seven days may touch two months.
    assert_eq!(with("email 2 per 7 days"), [""; 0]);
    assert_eq!(with("email 3 per 7 days").len(), 1);
}

#[test]
fn later_steps_that_are_never_taken() {
    let journey = |condition: &str| {
        of_rule(&format!(
            "  schedule daily at 09:00\n  wait 7 days, if {condition}, then add tag \"y\"\n    or else add tag \"z\"\n"
        ))
    };
    assert_eq!(journey("age > 5"), [""; 0]);
    assert_eq!(journey("age > 5 and age < 3"), ["W0518"]);
    assert_eq!(journey("tier >= regular"), ["W0518"]);
    let stop = "  schedule daily at 09:00\n  wait 7 days then add tag \"y\"\n  stop when count(purchase, since entry)";
    assert_eq!(of_rule(&format!("{stop} > 0\n")), [""; 0]);
    let stop =
        "  schedule daily at 09:00\n  wait 7 days then add tag \"y\"\n  stop when tier > gold\n";
    assert_eq!(of_rule(stop), ["W0518"]);
}

fn rulebook(text: &str) -> Rulebook {
    let sources = [
        Source::new(FileId(0), "schema.rules", SCHEMA),
        Source::new(FileId(1), "a.rules", text),
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
    match check(&files, &settings, &BUILT_IN) {
        Ok(checked) => checked.rulebook,
        Err(mistakes) => panic!("{}", render_all(&mistakes, &sources, Language::English)),
    }
}

fn cost_of(sections: &str) -> Cost {
    let base = Some(Base {
        customers: 1_000,
        missing: Vec::new(),
    });
    let text = format!("rule \"a\"\n  schedule daily at 09:00\n  when points > 3\n{sections}");
    let mut found = costs(&rulebook(&text), &Around { base, ..around() });
    assert_eq!(found.len(), 1, "{sections}");
    found.remove(0)
}

#[test]
fn what_a_rule_costs_at_most() {
    let coupon = "  then send coupon \"C\" (value: ¥50.50, valid: 14 days)\n";
    for (sections, per_customer, in_all, because) in [
        (
            "  limit 1 per year\n",
            Some(5_050),
            Some(5_050_000),
            "`limit 1 per year`",
        ),
        (
            "  limit 3 per month\n",
            Some(15_150),
            Some(15_150_000),
            "`limit 3 per month`",
        ),
        // Both on the 1st and on the 31st.
        (
            "  limit 1 per 30 days\n",
            Some(10_100),
            Some(10_100_000),
            "`limit 1 per 30 days`",
        ),
        (
            "  cooldown 14 days\n",
            Some(15_150),
            Some(15_150_000),
            "`cooldown 14 days`",
        ),
        (
            "  limit 1 per year\n  budget ¥2,000 per month\n",
            Some(5_050),
            Some(200_000),
            "`budget ¥2,000 per month`",
        ),
        (
            "  limit 1 per year\n  budget ¥2,000 per week\n",
            Some(5_050),
            Some(1_200_000),
            "`budget ¥2,000 per week`",
        ),
        (
            "  limit 1 per year\n  budget 30 coupons\n",
            Some(5_050),
            Some(151_500),
            "`budget 30 coupons lifetime`",
        ),
        (
            "  budget ¥20 per month\n",
            Some(2_000),
            Some(2_000),
            "`budget ¥20 per month`",
        ),
        ("", Some(156_550), Some(156_550_000), "its schedule"),
    ] {
        let cost = cost_of(&format!("{coupon}{sections}"));
        assert_eq!(cost.each, Some(5_050));
        assert_eq!(
            (cost.per_customer, cost.in_all),
            (per_customer, in_all),
            "{sections}"
        );
        assert_eq!(cost.because.english, because, "{sections}");
    }
}

#[test]
fn the_dearer_branch_counts() {
    let cost = cost_of(
        "  then send coupon \"A\" (value: ¥1)\n  wait 7 days, if age > 5, then send coupon \"B\" (value: ¥10)\n    or else send coupon \"C\" (value: ¥30)\n  limit 1 per month\n",
    );
    assert_eq!(cost.each, Some(3_100));
    // Steps of three months' entries may fall into one month.
    assert_eq!(cost.times, Some(3));
    let cost = cost_of(
        "  split \"s\"\n    50% variant \"A\" then send coupon \"A\" (value: ¥10)\n    50% variant \"B\" then send coupon \"B\" (value: ¥25)\n  limit 1 per month\n",
    );
    assert_eq!((cost.each, cost.times), (Some(2_500), Some(1)));
}

#[test]
fn worth_that_a_field_says() {
    let cost = cost_of("  then send coupon \"A\" (value: spent)\n  limit 1 per month\n");
    assert_eq!((cost.each, cost.in_all), (None, None));
    let cost = cost_of("  then send coupon \"A\" (value: spent)\n  budget ¥100 per month\n");
    assert_eq!((cost.each, cost.in_all), (None, Some(10_000)));
}

#[test]
fn money_without_end() {
    let coupon = "  schedule daily at 09:00\n  then send coupon \"C\" (value: ¥50)\n";
    let of = |sections: &str| {
        codes(&format!(
            "rule \"a\"\n  when points > 3\n{coupon}{sections}"
        ))
        .len()
    };
    assert_eq!(of(""), 1);
    assert_eq!(of("  limit 1 per year\n"), 0);
    assert_eq!(of("  cooldown 30 days\n"), 0);
    assert_eq!(of("  budget ¥100 per month\n"), 0);
}
