//! The rules of the examples and of the benchmarks: clean, and the same in both languages.

use std::path::Path;

use perennial::actions::ACTIONS;
use perennial::functions::FUNCTIONS;
use perennial::language::check::{Checked, Settings, check};
use perennial::language::checked::{CheckedRule, RuleParts, Rulebook};
use perennial::language::diagnostics::render::render_all;
use perennial::language::parse;
use perennial::language::source::{FileId, Source};
use perennial::language::vocabulary::Vocabulary;
use perennial::model::calendar::Zone;
use perennial::model::money::Currency;
use perennial::triggers::TRIGGERS;

#[test]
fn the_cdnow_rules_are_the_same_in_both_languages() {
    let settings = settings("USD", "America/New_York");
    let read = |rules| rulebook(&["examples/cdnow/rules/schema.rules", rules], &settings);
    let english = read("examples/cdnow/rules/cdnow.en.rules");
    assert_eq!(english.rules.len(), 9);
    same(&english, &read("examples/cdnow/zh/cdnow.zh.rules"));
}

#[test]
fn the_shop_rules_are_the_same_in_both_languages() {
    let settings = settings("CNY", "Asia/Shanghai");
    let read = |rules| rulebook(&["examples/shop/rules/schema.rules", rules], &settings);
    let english = read("examples/shop/rules/shop.en.rules");
    assert_eq!(english.rules.len(), 5);
    same(&english, &read("examples/shop/zh/shop.zh.rules"));
}

#[test]
fn the_twenty_rules_of_the_benchmarks_are_clean() {
    let files = ["benches/rules/schema.rules", "benches/rules/twenty.rules"];
    assert_eq!(
        rulebook(&files, &settings("CNY", "Asia/Shanghai"))
            .rules
            .len(),
        20
    );
}

/// All that a rule means; what is written to people differs.
fn same(english: &Rulebook, chinese: &Rulebook) {
    assert_eq!(english.rules.len(), chinese.rules.len());
    for (english, chinese) in by_line(english).into_iter().zip(by_line(chinese)) {
        let title = &english.title;
        assert_eq!(english.audience, chinese.audience, "{title}");
        assert_eq!(english.active, chinese.active, "{title}");
        assert_eq!(english.schedule, chinese.schedule, "{title}");
        assert_eq!(english.when, chinese.when, "{title}");
        assert_eq!(english.unless, chinese.unless, "{title}");
        assert_eq!(english.limits, chinese.limits, "{title}");
        assert_eq!(english.cooldown, chinese.cooldown, "{title}");
        assert_eq!(english.late, chinese.late, "{title}");
        assert_eq!(english.group, chinese.group, "{title}");
        assert_eq!(english.priority, chinese.priority, "{title}");
        let actions = [&english.actions, &chinese.actions].map(|actions| {
            actions
                .iter()
                .map(|action| {
                    let arguments: Vec<&str> = action
                        .arguments
                        .iter()
                        .map(|(name, _)| name.as_str())
                        .collect();
                    (action.action, arguments)
                })
                .collect::<Vec<_>>()
        });
        assert_eq!(actions[0], actions[1], "{title}");
    }
}

/// A rulebook is in the order of its titles, which differ between the languages; the files are not.
fn by_line(rulebook: &Rulebook) -> Vec<&RuleParts> {
    let mut rules: Vec<&RuleParts> = rulebook.rules.iter().map(CheckedRule::parts).collect();
    rules.sort_by_key(|rule| rule.line);
    rules
}

fn rulebook(files: &[&str], settings: &Settings) -> Rulebook {
    let vocabulary = Vocabulary {
        actions: ACTIONS,
        functions: FUNCTIONS,
        triggers: TRIGGERS,
    };
    let sources: Vec<Source> = files
        .iter()
        .zip(0..)
        .map(|(file, number)| {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
            let text = std::fs::read_to_string(path).expect("the example is part of the project");
            Source::new(FileId(number), *file, text)
        })
        .collect();
    let (trees, mistakes): (Vec<_>, Vec<_>) = sources.iter().map(parse).unzip();
    let mistakes = mistakes.concat();
    assert!(mistakes.is_empty(), "{}", render_all(&mistakes, &sources));
    let pairs: Vec<_> = sources.iter().zip(&trees).collect();
    match check(&pairs, settings, &vocabulary) {
        Ok(Checked { rulebook, warnings }) => {
            assert!(warnings.is_empty(), "{}", render_all(&warnings, &sources));
            rulebook
        }
        Err(mistakes) => panic!("{}", render_all(&mistakes, &sources)),
    }
}

fn settings(currency: &str, zone: &str) -> Settings {
    Settings {
        currency: Currency::parse(currency).expect("a currency"),
        zone: Zone::named(zone).expect("a zone"),
    }
}
