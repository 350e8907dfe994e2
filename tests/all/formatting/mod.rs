//! `fmt`: every corpus comes out as it went in, comments stay where they are, and translation there and back is
//! the identity.

use std::fs;
use std::path::{Path, PathBuf};

use crate::generated::{Style, rulebook};
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::{Settings, readable_schema};
use perennial::language::diagnostics::render::render_all;
use perennial::language::print::{Dictionary, format};
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::model::calendar::Zone;
use perennial::model::money::Currency;
use perennial::model::schema::Schema;

fn schema_of(texts: &[&str]) -> Schema {
    let sources: Vec<Source> = (0..)
        .zip(texts)
        .map(|(at, text)| Source::new(FileId(at), format!("{at}.rules"), *text))
        .collect();
    let files: Vec<_> = sources
        .iter()
        .map(|source| (source, perennial::language::parse(source).0))
        .collect();
    let borrowed: Vec<_> = files.iter().map(|(source, file)| (*source, file)).collect();
    let settings = Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    };
    readable_schema(&borrowed, &settings, &BUILT_IN)
}

/// The text formatted; it must be free of mistakes and keep its meaning.
fn formatted(text: &str, schema: &Schema, to: Option<Language>) -> String {
    let source = Source::new(FileId(0), "test.rules", text);
    let (file, mistakes) = perennial::language::parse(&source);
    assert!(
        mistakes.iter().all(|mistake| !mistake.is_error()),
        "{text}\n{}",
        render_all(&mistakes, std::slice::from_ref(&source), Language::English)
    );
    let dictionary = Dictionary {
        schema,
        vocabulary: &BUILT_IN,
    };
    format(&source, &file, Some(dictionary), to).unwrap_or_else(|changed| {
        let again = Source::new(FileId(0), "test.rules", changed.printed.as_str());
        let (tree, mistakes) = perennial::language::parse(&again);
        let neutral = |source: &Source, file| {
            let printed = format(source, file, Some(dictionary), Some(Language::English));
            printed.unwrap_or_else(|changed| changed.printed)
        };
        let (before, after) = (neutral(&source, &file), neutral(&again, &tree));
        panic!(
            "the meaning changed:\n{text}\n-----\n{}\n{}\n{}",
            changed.printed,
            render_all(&mistakes, std::slice::from_ref(&again), Language::English),
            similar::TextDiff::from_lines(&before, &after).unified_diff()
        )
    })
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(project(path)).expect("part of the project")
}

/// Every rules file of the project that is free of mistakes, with the schema it is written for.
const CORPORA: [(&str, &str); 11] = [
    (
        "examples/scenarios/scenarios.en.rules",
        "examples/scenarios/schema.rules",
    ),
    (
        "examples/scenarios/scenarios.zh.rules",
        "examples/scenarios/schema.rules",
    ),
    (
        "examples/scenarios/schema.rules",
        "examples/scenarios/schema.rules",
    ),
    (
        "examples/cdnow/rules/cdnow.en.rules",
        "examples/cdnow/rules/schema.rules",
    ),
    (
        "examples/cdnow/zh/cdnow.zh.rules",
        "examples/cdnow/rules/schema.rules",
    ),
    (
        "examples/shop/rules/shop.en.rules",
        "examples/shop/rules/schema.rules",
    ),
    (
        "examples/shop/zh/shop.zh.rules",
        "examples/shop/rules/schema.rules",
    ),
    ("rules/starter/birthday.rules", "rules/starter/schema.rules"),
    ("rules/starter/win-back.rules", "rules/starter/schema.rules"),
    ("benches/rules/twenty.rules", "benches/rules/schema.rules"),
    ("benches/rules/schema.rules", "benches/rules/schema.rules"),
];

#[test]
fn the_rules_of_the_project_are_formatted() {
    let mut wrong = String::new();
    for (path, schema) in CORPORA {
        let (text, schema) = (read(path), schema_of(&[&read(schema)]));
        let printed = formatted(&text, &schema, None);
        if printed == text {
            continue;
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(project(path), &printed).expect("writable");
        }
        let diff = similar::TextDiff::from_lines(&text, &printed);
        wrong.push_str(
            &diff
                .unified_diff()
                .context_radius(0)
                .header(path, path)
                .to_string(),
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn translating_there_and_back_changes_nothing() {
    for (path, schema) in CORPORA {
        let (text, schema) = (read(path), schema_of(&[&read(schema)]));
        for (there, back) in [
            (Language::English, Language::Chinese),
            (Language::Chinese, Language::English),
        ] {
            let once = formatted(&text, &schema, Some(back));
            let translated = formatted(&once, &schema, Some(there));
            assert_eq!(formatted(&translated, &schema, Some(back)), once, "{path}");
            assert_eq!(
                formatted(&translated, &schema, Some(there)),
                translated,
                "{path}"
            );
            assert_eq!(formatted(&translated, &schema, None), translated, "{path}");
        }
    }
}

#[test]
fn generated_rulebooks_survive() {
    let seeds: u64 = std::env::var("SEEDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(8);
    for seed in 0..seeds {
        for language in [Language::English, Language::Chinese] {
            let style = if seed % 4 == 3 {
                Style::tidy(3)
            } else {
                Style::odd()
            };
            survives(seed, language, style);
        }
    }
}

fn survives(seed: u64, language: Language, style: Style) {
    let generated = rulebook(seed, language, style);
    let text = &generated.text;
    let schema = schema_of(&[text]);
    let once = formatted(text, &schema, None);
    let place = format!("seed {seed} in {language:?}:\n{text}\n-----\n{once}");
    assert_eq!(comments_of(&once), generated.comments, "{place}");
    assert_eq!(formatted(&once, &schema, None), once, "{place}");
    for (there, back) in [
        (Language::English, Language::Chinese),
        (Language::Chinese, Language::English),
    ] {
        let here = formatted(text, &schema, Some(back));
        let away = formatted(&here, &schema, Some(there));
        assert_eq!(
            comments_of(&away),
            generated.comments,
            "{place}\n-----\n{away}"
        );
        assert_eq!(
            formatted(&away, &schema, Some(back)),
            here,
            "{place}\n-----\n{away}"
        );
        assert_eq!(
            formatted(&away, &schema, None),
            away,
            "{place}\n-----\n{away}"
        );
    }
}

/// The comments of a text whose strings hold no `#` with a number behind it.
fn comments_of(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            let at = line
                .match_indices('#')
                .find(|(at, _)| line[at + 1..].starts_with(|c: char| c.is_ascii_digit()))?
                .0;
            Some(line[at..].trim_end().to_owned())
        })
        .collect()
}
