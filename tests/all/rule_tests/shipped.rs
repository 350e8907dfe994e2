//! The tests that come with the example rules: they pass, in both languages alike.

use perennial::engine::rehearse::coverage::Shown;
use perennial::engine::rehearse::{Answer, Ended, Later, Place, Waiting};
use perennial::language::diagnostics::render::render_all;
use perennial::language::said::Language;
use perennial::runtime::rulebook::{check, stage};
use perennial::store::book::wire::TextsRecord;

fn texts(files: &[&str], zone: &str, currency: &str) -> TextsRecord {
    let read = |file: &&str| {
        let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("part of the project");
        ((*file).to_owned(), text)
    };
    TextsRecord {
        zone: zone.to_owned(),
        currency: currency.to_owned(),
        leap_on_march_1: false,
        rules: files.iter().map(read).collect(),
        templates: Vec::new(),
    }
}

/// How a test ended, and what each of its expectations waits for.
type Played = (Ended, Vec<(Vec<Later>, String)>);

/// Each test of the files.
fn played(files: &[&str], zone: &str, currency: &str) -> Vec<Played> {
    let texts = texts(files, zone, currency);
    let verdict = check(&texts);
    let checked = verdict.rulebook.unwrap_or_else(|mistakes| {
        panic!(
            "{}",
            render_all(&mistakes, &verdict.sources, Language::English)
        )
    });
    let rulebook = &checked.rulebook;
    let place = |waiting: &Waiting| match waiting.place {
        Place::Rule(at) => rulebook.rules[at].parts().line.to_string(),
        Place::Policy(at) => rulebook.policies[at].line.to_string(),
    };
    let stage = stage(rulebook, &texts);
    let tests = rulebook.tests.iter().map(|test| {
        let rehearsed = stage.rehearse(test);
        let waits = rehearsed.answers.iter().map(|answer| match answer {
            Answer::Waits(waits) => (
                waits.iter().map(|waiting| waiting.what).collect(),
                waits.iter().map(place).collect(),
            ),
            Answer::Met => (Vec::new(), "met".to_owned()),
            Answer::Failed(failure) => (Vec::new(), format!("{:?}", failure.instead)),
        });
        (rehearsed.ended(), waits.collect())
    });
    tests.collect()
}

#[test]
fn the_shipped_tests_pass_in_both_languages() {
    let passed = |count: usize, files: &[&str], zone: &str, currency: &str| {
        let tests = played(files, zone, currency);
        assert_eq!(tests.len(), count, "{files:?}");
        for (at, (ended, answers)) in tests.iter().enumerate() {
            assert_eq!(*ended, Ended::Passed, "test {at} of {files:?}: {answers:?}");
        }
        tests
    };
    let starter = [
        "rules/starter/schema.rules",
        "rules/starter/birthday.rules",
        "rules/starter/win-back.rules",
    ];
    passed(10, &starter, "Asia/Shanghai", "CNY");
    for (example, count, zone, currency) in [
        ("shop", 12, "Asia/Shanghai", "CNY"),
        ("cdnow", 9, "America/New_York", "USD"),
    ] {
        let [english, chinese] = [("rules", "en"), ("zh", "zh")].map(|(folder, language)| {
            let of = |name: &str| format!("examples/{example}/{folder}/{name}.{language}.rules");
            let schema = format!("examples/{example}/rules/schema.rules");
            let files = [schema, of(example), of("tests")];
            passed(count, &files.each_ref().map(String::as_str), zone, currency)
        });
        assert_eq!(english, chinese, "{example}");
    }
}

/// What `init` puts into a project shows how much tests can say: nothing of the two rules is left out.
#[test]
fn the_starters_tests_show_everything() {
    let files =
        ["schema", "birthday", "win-back"].map(|name| format!("rules/starter/{name}.rules"));
    let texts = texts(
        &files.each_ref().map(String::as_str),
        "Asia/Shanghai",
        "CNY",
    );
    let rulebook = check(&texts).rulebook.expect("checks").rulebook;
    let stage = stage(&rulebook, &texts);
    let mut shown = Shown::default();
    let missing = |shown: &Shown| {
        let rules = rulebook.rules.iter().enumerate();
        let items = rules.flat_map(|(at, rule)| shown.items(at, rule, &rulebook.schema));
        items.filter(|item| !item.shown).collect::<Vec<_>>()
    };
    assert_eq!(missing(&shown).len(), 21);
    for test in &rulebook.tests {
        shown.add(&rulebook, test, &stage.rehearse(test).shown);
    }
    assert_eq!(missing(&shown), []);
}

/// What can be run of the scenarios passes; the rest says what it waits for.
#[test]
fn the_scenarios_tests_pass_or_wait_in_both_languages() {
    let [english, chinese] = ["en", "zh"].map(|language| {
        let rules = format!("examples/scenarios/scenarios.{language}.rules");
        let files = ["examples/scenarios/schema.rules", &rules];
        played(&files, "Asia/Shanghai", "CNY")
    });
    assert_eq!(english, chinese);
    let ended: Vec<Ended> = english.iter().map(|(ended, _)| *ended).collect();
    assert_eq!(ended, [Ended::Passed, Ended::Passed, Ended::NotRun]);
    let waits: Vec<&[Later]> = english[2]
        .1
        .iter()
        .map(|(waits, _)| waits.as_slice())
        .collect();
    // On day 0 only the holdout decides; on day 7 the later step is due as well.
    assert_eq!(
        waits,
        [&[Later::Holdout][..], &[Later::Steps, Later::Holdout][..]]
    );
}
