//! What a test gives and expects, over small rulebooks of its own.

use perennial::engine::rehearse::{Answer, Ended};
use perennial::runtime::rulebook::{check, stage};
use perennial::store::book::wire::TextsRecord;

use crate::runs::world;

const SCHEMA: &str = "\
customer \"客户\"
  name \"姓名\": text, optional
  email \"邮箱\": text, optional
  time_zone \"时区\": text, optional
  birthday \"生日\": birthday, optional
  tier \"会员等级\": level (regular \"普通\" < silver \"银卡\" < gold \"金卡\")
  joined_on \"入会日\": date, optional
  points \"积分\": whole number, optional
  marketing_consent \"同意营销\": yes/no, missing counts as no
  unsubscribed \"已退订\": yes/no, missing counts as no

event purchase \"购买\": amount \"金额\" money, fresh within 26 hours
event complaint \"投诉\": severity \"严重度\" level (low \"低\" < high \"高\"), opened_at \"受理时间\" instant, optional
";

/// The rules with a test of these lines; how it ended, and each answer in a word.
fn ended(rules: &str, lines: &str) -> (Ended, Vec<&'static str>) {
    let texts: TextsRecord =
        world::texts(&format!("{SCHEMA}\n{rules}\ntest \"t\"\n{lines}\n"), &[]);
    let verdict = check(&texts);
    let checked = verdict.rulebook.unwrap_or_else(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(|m| m.message.english.clone()).collect();
        panic!("{lines}\n{told:?}")
    });
    let rehearsed = stage(&checked.rulebook, &texts).rehearse(&checked.rulebook.tests[0]);
    let answers = rehearsed.answers.iter().map(|answer| match answer {
        Answer::Met => "met",
        Answer::Failed(_) => "failed",
        Answer::Waits(_) => "waits",
    });
    (rehearsed.ended(), answers.collect())
}

fn passes(rules: &str, lines: &str) {
    let (ended, answers) = ended(rules, lines);
    assert_eq!(ended, Ended::Passed, "{answers:?} in\n{lines}");
}

fn fails(rules: &str, lines: &str) {
    let (ended, answers) = ended(rules, lines);
    assert_eq!(ended, Ended::Failed, "{answers:?} in\n{lines}");
}

const SILENT: &str = "\
rule \"Silent\"
  schedule daily at 09:00
  when no purchase (last 90 days) and count(purchase, last 24 months) >= 1
  then send coupon \"BACK\" (value: ¥20, valid: 10 days)
";

#[test]
fn what_is_true_on_day_0_enters_and_enters_once() {
    let given = "given today is 2026-06-01, purchase (amount: ¥5) 100 days ago\n";
    passes(SILENT, &format!("{given} expect rule \"Silent\" fires"));
    passes(
        SILENT,
        &format!("{given} day 0: expect send coupon \"BACK\"\n day 1: expect no send coupon"),
    );
    fails(
        SILENT,
        &format!("{given} day 1: expect rule \"Silent\" fires"),
    );
    // 90 whole days, today among them: the 91st day is the first of silence.
    let given = "given today is 2026-06-01, purchase (amount: ¥5) 80 days ago\n";
    passes(
        SILENT,
        &format!(
            "{given} day 9: expect rule \"Silent\" does not fire\n day 10: expect rule \"Silent\" fires"
        ),
    );
    // Bought again and silent again: a new entry.
    passes(
        SILENT,
        "given today is 2026-06-01, purchase (amount: ¥5) 100 days ago, purchase (amount: ¥5) on 2026-06-03\n \
         expect rule \"Silent\" fires\n day 2: expect rule \"Silent\" does not fire\n \
         day 91: expect rule \"Silent\" does not fire\n day 92: expect rule \"Silent\" fires",
    );
}

#[test]
fn days_are_the_customers_and_clocks_the_rules() {
    let rules = "\
rule \"Here\"
  schedule daily at 09:00
  when birthday is today
  then send coupon \"A\" (value: ¥1)

rule \"There\"
  schedule daily at 09:00 customer time
  when birthday is today
  then send coupon \"B\" (value: ¥1)
";
    // Nine in Shanghai on the 9th is the evening of the 8th in New York.
    let ny = "given today is 2026-03-08, birthday is 03-08, time_zone is \"America/New_York\"\n";
    passes(
        rules,
        &format!("{ny} expect rule \"Here\" fires, rule \"There\" fires"),
    );
    // The clock of the test may begin after the tick.
    let late = "given today is 2026-03-08 09:01, birthday is 03-08\n";
    passes(rules, &format!("{late} expect rule \"Here\" does not fire"));
    let sharp = "given today is 2026-03-08 09:00, birthday is 03-08\n";
    passes(rules, &format!("{sharp} expect rule \"Here\" fires"));
    fails(rules, &format!("{sharp} day 1: expect rule \"Here\" fires"));
    passes(
        rules,
        "given today is 2026-03-08, birthday is 03-10\n day 2: expect send coupon \"A\"",
    );
}

#[test]
fn what_is_not_given_is_missing_but_the_customer_can_be_written_to() {
    let rules = "\
rule \"Card\"
  schedule daily at 09:00
  when tier is gold or points > 5 or name is missing
  then send email \"card\" (subject: \"Hello {name or 'you'}\")
";
    let today = "given today is 2026-03-08\n";
    passes(
        rules,
        &format!("{today} expect send email \"card\" (subject: \"Hello you\")"),
    );
    passes(
        rules,
        &format!("{today} given name is \"Ann\"\n expect rule \"Card\" does not fire"),
    );
    passes(
        rules,
        &format!(
            "{today} given name is \"Ann\", tier is gold\n expect send email (subject: \"Hello Ann\")"
        ),
    );
    for (given, by) in [
        ("marketing_consent is no", "missing consent"),
        ("marketing_consent is missing", "missing consent"),
        ("unsubscribed is yes", "unsubscribing"),
        ("on the suppression list", "suppression list"),
        ("email is missing", "missing data"),
    ] {
        let lines = format!("{today} given {given}\n expect rule \"Card\" is held back by {by}");
        passes(rules, &lines);
        passes(
            rules,
            &format!("{today} given {given}\n expect rule \"Card\" is held back, no send email"),
        );
        fails(
            rules,
            &format!("{today} given {given}\n expect rule \"Card\" fires"),
        );
    }
    fails(
        rules,
        &format!(
            "{today} given unsubscribed is yes\n expect rule \"Card\" is held back by missing consent"
        ),
    );
    fails(rules, &format!("{today} expect rule \"Card\" is held back"));
}

#[test]
fn limits_cooldowns_and_groups_hold_back() {
    let rules = "\
rule \"Often\"
  schedule daily at 09:00
  when has purchase (last 1 day)
  then send coupon \"O\" (value: ¥1)
  limit 2 per 30 days
  group \"g\" pick 1
  priority 5

rule \"Calm\"
  schedule daily at 09:00
  when has purchase (last 1 day)
  then send coupon \"C\" (value: ¥1)
  cooldown 5 days

rule \"Lower\"
  schedule daily at 09:00
  when has purchase (last 1 day)
  then send coupon \"L\" (value: ¥1)
  group \"g\" pick 1
";
    let bought: Vec<String> = [1, 3, 5, 7]
        .iter()
        .map(|day| format!("purchase (amount: ¥5) on 2026-03-0{day}"))
        .collect();
    let given = format!("given today is 2026-03-01, {}\n", bought.join(", "));
    passes(
        rules,
        &format!(
            "{given} expect rule \"Often\" fires, rule \"Calm\" fires\n \
             expect rule \"Lower\" is held back by group, rule \"Lower\" is held back by rule \"Often\"\n \
             day 2: expect rule \"Calm\" is held back by cooldown, send coupon \"O\"\n \
             day 4: expect rule \"Often\" is held back by limit and rule \"Calm\" is held back by cooldown\n \
             day 4: expect rule \"Lower\" is held back by rule \"Often\"\n \
             day 6: expect send coupon \"C\", no send coupon \"L\", no send coupon \"O\""
        ),
    );
    fails(
        rules,
        &format!("{given} day 6: expect rule \"Often\" fires"),
    );
    fails(
        rules,
        &format!("{given} day 6: expect rule \"Often\" is held back by group"),
    );
}

#[test]
fn facts_change_on_a_day_and_complaints_are_subjects() {
    let rules = "\
rule \"Gold\"
  schedule daily at 09:00
  when tier is gold
  then add tag \"gold\"

rule \"Call\"
  audience complaint
  schedule daily at 08:00
  when severity >= high and opened_at before 24 hours ago
  then create task \"Call {name or 'them'}\" (team: \"care\", due: 4 hours)
";
    let given = "given today is 2026-06-01, tier is silver, tier is gold on 2026-06-03, tier is silver on 2026-06-04\n";
    passes(
        rules,
        &format!(
            "{given} expect rule \"Gold\" does not fire\n day 2: expect add tag \"gold\"\n \
             day 3: expect rule \"Gold\" does not fire"
        ),
    );
    // Yes, unknown, yes is no new entry; yes, no, yes is one.
    for (between, fires) in [("missing", "does not fire"), ("silver", "fires")] {
        let given = format!(
            "given today is 2026-06-01, tier is gold, tier is {between} on 2026-06-03, tier is gold on 2026-06-05\n"
        );
        let lines =
            format!("{given} expect add tag \"gold\"\n day 4: expect rule \"Gold\" {fires}");
        passes(rules, &lines);
    }
    // At nine the change at ten is not there yet.
    passes(
        rules,
        "given today is 2026-06-01, tier is gold on 2026-06-01 at 10:00\n \
         expect no add tag\n day 1: expect add tag \"gold\"",
    );
    let given = "given today is 2026-06-01, name is \"Ann\"\n \
                 given complaint (severity: high, opened_at: 30 hours ago) 2 days ago\n \
                 given complaint (severity: high, opened_at: 2026-06-01 07:00) today\n \
                 given complaint (severity: low, opened_at: 9 days ago) 9 days ago\n";
    passes(
        rules,
        &format!(
            "{given} expect create task \"Call Ann\" (due: 4 hours, team: \"care\")\n \
             day 1: expect create task \"Call {{name}}\" (team: \"care\")\n day 2: expect no create task"
        ),
    );
    fails(
        rules,
        &format!("{given} expect create task (team: \"sales\")"),
    );
    fails(
        rules,
        &format!("{given} expect no create task \"Call Ann\""),
    );
    passes(
        rules,
        &format!("{given} expect no create task (team: \"sales\")"),
    );
}

/// A rulebook with much that this version does not run: what hangs on it waits, and nothing else does.
#[test]
fn what_is_not_run_makes_wait_only_what_hangs_on_it() {
    let rules = "\
rule \"Ladder\"
  schedule daily at 09:00
  when no purchase (last 90 days)
  then send coupon \"FIRST\" (value: ¥1)
  wait 7 days then send coupon \"SECOND\" (value: ¥2)
  wait 3 hours then send coupon \"THIRD\" (value: ¥3)
  stop when has purchase (since entry)
  goal has purchase (since entry)
  start with everyone

rule \"Withheld\"
  schedule daily at 09:00
  when tier is gold
  then send coupon \"GOLD\" (value: ¥1)
  group \"g\" pick 1
  holdout 10%

rule \"Rival\"
  schedule daily at 09:00
  when tier >= silver
  then send coupon \"SILVER\" (value: ¥1)
  group \"g\" pick 1

rule \"Instant\"
  audience complaint
  schedule at once
  when severity is high
  then create task \"Call\"
";
    let answers = |lines: &str| ended(rules, &format!("given today is 2026-06-01\n {lines}")).1;
    // The entry's own decision comes before the steps behind it.
    assert_eq!(
        answers(
            "expect rule \"Ladder\" fires, send coupon \"FIRST\", no send coupon \"SECOND\"\n \
             day 6: expect no send coupon \"SECOND\"\n day 7: expect no send coupon \"SECOND\"\n \
             day 7: expect send coupon \"THIRD\"\n day 8: expect no send coupon \"THIRD\""
        ),
        ["met", "met", "met", "met", "waits", "waits", "met"]
    );
    // Whoever is on a journey may or may not enter once more.
    assert_eq!(
        answers(
            "given purchase (amount: ¥5) on 2026-06-02\n day 0: expect rule \"Ladder\" fires\n \
             day 1: expect rule \"Ladder\" does not fire\n day 91: expect rule \"Ladder\" fires"
        ),
        ["met", "met", "waits"]
    );
    // A rival that may be held out leaves open who wins, but only where both enter.
    assert_eq!(
        answers(
            "given tier is gold\n expect rule \"Withheld\" fires, rule \"Rival\" fires, no send coupon \"SILVER\""
        ),
        ["waits", "waits", "waits"]
    );
    assert_eq!(
        answers(
            "given tier is silver\n expect rule \"Withheld\" does not fire, rule \"Rival\" fires, no send coupon \"GOLD\""
        ),
        ["met", "met", "met"]
    );
    // What acts at once has no tick to look at.
    assert_eq!(
        answers("expect rule \"Instant\" does not fire, no create task, no send coupon \"GOLD\""),
        ["waits", "waits", "met"]
    );
    // One failure is a failure, whatever else would have to wait.
    let (ended, answers) = ended(
        rules,
        "given today is 2026-06-01\n expect rule \"Ladder\" does not fire, rule \"Instant\" fires",
    );
    assert_eq!((ended, answers), (Ended::Failed, vec!["failed", "waits"]));
}

#[test]
fn policies_make_wait_what_they_concern() {
    let rules = "\
policy
  limit email 1 per 7 days

rule \"Mail\"
  schedule daily at 09:00
  when tier is gold
  then send email \"gold\"

rule \"Tag\"
  schedule daily at 09:00
  when tier is gold
  then add tag \"gold\"
";
    let lines = "given today is 2026-06-01, tier is gold\n expect rule \"Mail\" fires, rule \"Tag\" fires\n \
                 day 1: expect rule \"Mail\" does not fire";
    assert_eq!(ended(rules, lines).1, ["waits", "met", "met"]);
}
