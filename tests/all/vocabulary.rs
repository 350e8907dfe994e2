//! The vocabulary: nothing unlisted, and every example of every manual checks, in both languages alike.

use crate::checking::{checked, parsed, scenario_schema, settings};
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::diagnostics::render::render_all;
use perennial::language::said::Language;
use perennial::language::vocabulary::Bilingual;
use perennial::model::money::Currency;

/// The Rust files of a folder under `src/`, without `mod.rs`.
fn files_of(folder: &str) -> Vec<String> {
    let path = format!("{}/src/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut names: Vec<String> = std::fs::read_dir(path)
        .expect("the folder is part of the project")
        .filter_map(|entry| {
            let name = entry
                .expect("a file")
                .file_name()
                .into_string()
                .expect("a name");
            name.strip_suffix(".rs").map(str::to_owned)
        })
        .filter(|name| name != "mod")
        .collect();
    names.sort();
    names
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn every_file_is_listed() {
    let functions = BUILT_IN
        .functions
        .iter()
        .map(|def| def.name.english.to_owned());
    assert_eq!(sorted(functions), files_of("functions"));
    let actions = BUILT_IN
        .actions
        .iter()
        .map(|def| def.words.english.replace(' ', "_"));
    let mut files = files_of("actions");
    // Parts that every action shares.
    files.retain(|name| !["compose", "template"].contains(&name.as_str()));
    assert_eq!(sorted(actions), files);
    assert_eq!(BUILT_IN.triggers.len(), files_of("triggers").len());
    for file in files_of("triggers") {
        let list = include_str!("../../src/triggers/mod.rs");
        assert!(
            list.contains(&format!("&{file}::")),
            "{file} is not in TRIGGERS"
        );
    }
}

#[test]
fn words_are_used_once() {
    let words = BUILT_IN.actions.iter().flat_map(|def| def.words.both());
    let mut words: Vec<&str> = words.collect();
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), count);
}

type Codes = Vec<&'static str>;

/// The version of a rule around the example with what of it is not run, or the codes of what is wrong.
fn outcome(when: &str, then: &str, chinese: bool) -> Result<(String, Codes), Codes> {
    let text = if chinese {
        format!("规则 \"r\"\n  时间 每天 09:00\n  当 {when}\n  则 {then}\n")
    } else {
        format!("rule \"r\"\n  schedule daily at 09:00\n  when {when}\n  then {then}\n")
    };
    let schema = scenario_schema();
    let files = parsed(&[("schema.rules", &schema), ("example.rules", &text)]);
    match checked(&files, settings(Currency::CNY)) {
        Ok(checked) => {
            let version = checked.rulebook.rules[0].parts().version.clone();
            let later = checked.later.iter().map(|diagnostic| diagnostic.code);
            Ok((version, later.collect()))
        }
        Err(diagnostics) => {
            let sources: Vec<_> = files.into_iter().map(|(source, _)| source).collect();
            println!("{}", render_all(&diagnostics, &sources, Language::English));
            Err(diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect())
        }
    }
}

#[test]
fn conditions_of_the_manual_check_in_both_languages() {
    let functions = BUILT_IN.functions.iter().map(|def| def.example);
    let triggers = BUILT_IN.triggers.iter().map(|def| def.example);
    for Bilingual { english, chinese } in functions.chain(triggers) {
        let in_english = outcome(english, "add tag \"t\"", false);
        assert!(in_english.is_ok(), "{english}: {in_english:?}");
        assert_eq!(
            in_english,
            outcome(chinese, "添加 标签 \"t\"", true),
            "{chinese}"
        );
    }
}

#[test]
fn actions_of_the_manual_check_in_both_languages() {
    for def in BUILT_IN.actions {
        let Bilingual { english, chinese } = def.example;
        let in_english = outcome("birthday is today", english, false);
        let later: &[&str] = if def.runs { &[] } else { &["E0414"] };
        let found = in_english.as_ref().map(|(_, later)| later.as_slice());
        assert_eq!(found, Ok(later), "{english}");
        assert_eq!(
            in_english,
            outcome("生日 是 今天", chinese, true),
            "{chinese}"
        );
    }
}
