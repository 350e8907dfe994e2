//! What the analysis says: `mistakes_analysis/*.rules`, each with its messages in both languages beside it
//! (`UPDATE_GOLDEN=1` writes them anew), and the project's own rules, of which it has nothing to say.

use crate::checking::{scenario_schema, settings};
use perennial::engine::analysis::{Around, Base, analyse};
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::check;
use perennial::language::checked::Rulebook;
use perennial::language::diagnostics::render::render_all;
use perennial::language::diagnostics::{Diagnostic, sort};
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::model::calendar::{Day, LeapPolicy, Zone};
use perennial::model::money::Currency;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn around(today: &str) -> Around {
    Around {
        zone: Zone::named("Asia/Shanghai").expect("a zone"),
        leap: LeapPolicy::February28,
        today: Day::parse(today).expect("a day"),
        base: None,
    }
}

fn rulebook(sources: &[Source], currency: Currency) -> Rulebook {
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mistakes: Vec<Diagnostic> = parsed.iter().flat_map(|(_, said)| said.clone()).collect();
    assert!(
        mistakes.is_empty(),
        "{}",
        render_all(&mistakes, sources, Language::English)
    );
    let files: Vec<_> = sources
        .iter()
        .zip(parsed.iter().map(|(file, _)| file))
        .collect();
    match check(&files, &settings(currency), &BUILT_IN) {
        Ok(checked) => checked.rulebook,
        Err(mistakes) => panic!("{}", render_all(&mistakes, sources, Language::English)),
    }
}

pub fn corpus() -> Vec<PathBuf> {
    let folder = root().join("tests/all/mistakes_analysis");
    let entries = std::fs::read_dir(folder).expect("the corpus is part of the project");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "rules")
        })
        .collect();
    files.sort();
    files
}

/// In the corpus, 31.5 % of customers lack each attribute.
fn measured(rulebook: &Rulebook) -> Base {
    Base {
        customers: 1_000,
        missing: vec![315; rulebook.schema.customer.len()],
    }
}

/// A file that describes no customer is analysed together with the scenario schema.
pub fn findings(path: &Path) -> (Vec<Source>, Vec<Diagnostic>) {
    let text = std::fs::read_to_string(path).expect("a rules file");
    let name = path.file_name().and_then(|name| name.to_str());
    let mut sources = vec![Source::new(FileId(0), name.expect("a name"), &text)];
    if !text.starts_with("customer") {
        sources.push(Source::new(FileId(1), "schema.rules", scenario_schema()));
    }
    let rulebook = rulebook(&sources, Currency::CNY);
    let base = Some(measured(&rulebook));
    let around = Around {
        base,
        ..around("2026-02-01")
    };
    let mut said = analyse(&rulebook, &around);
    sort(&mut said);
    (sources, said)
}

#[test]
fn every_finding_has_its_message_in_both_languages() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites the corpus belongs to this test alone"
    )]
    let rewrite = std::env::var("UPDATE_GOLDEN").is_ok();
    let mut wrong = Vec::new();
    let files = corpus();
    assert!(files.len() >= 5);
    for path in files {
        let (sources, said) = findings(&path);
        let name = path.display();
        assert!(!said.is_empty(), "{name}: nothing was found");
        let shown = [Language::English, Language::Chinese]
            .map(|language| render_all(&said, &sources, language))
            .join("\n----\n\n");
        let beside = path.with_extension("txt");
        if rewrite {
            std::fs::write(&beside, &shown).expect("the corpus can be written");
        }
        if shown != std::fs::read_to_string(&beside).unwrap_or_default() {
            wrong.push(format!("--- {name}\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn of_the_projects_own_rules_there_is_nothing_to_say() {
    for (files, currency) in [
        (
            &[
                "examples/shop/rules/schema.rules",
                "examples/shop/rules/shop.en.rules",
            ][..],
            "CNY",
        ),
        (
            &[
                "examples/shop/rules/schema.rules",
                "examples/shop/zh/shop.zh.rules",
            ],
            "CNY",
        ),
        (
            &[
                "examples/cdnow/rules/schema.rules",
                "examples/cdnow/rules/cdnow.en.rules",
            ],
            "USD",
        ),
        (
            &[
                "examples/cdnow/rules/schema.rules",
                "examples/cdnow/zh/cdnow.zh.rules",
            ],
            "USD",
        ),
        (
            &[
                "rules/starter/schema.rules",
                "rules/starter/birthday.rules",
                "rules/starter/win-back.rules",
            ],
            "CNY",
        ),
        (
            &[
                "examples/scenarios/schema.rules",
                "examples/scenarios/scenarios.en.rules",
            ],
            "CNY",
        ),
        (
            &[
                "examples/scenarios/schema.rules",
                "examples/scenarios/scenarios.zh.rules",
            ],
            "CNY",
        ),
        (
            &["benches/rules/schema.rules", "benches/rules/twenty.rules"],
            "CNY",
        ),
    ] {
        let sources: Vec<Source> = (0..)
            .zip(files)
            .map(|(number, file)| {
                let text =
                    std::fs::read_to_string(root().join(file)).expect("it is part of the project");
                Source::new(FileId(number), *file, text)
            })
            .collect();
        let rulebook = rulebook(&sources, Currency::parse(currency).expect("a currency"));
        assert!(!rulebook.rules.is_empty());
        let said = analyse(&rulebook, &around("2026-02-01"));
        assert!(
            said.is_empty(),
            "{}",
            render_all(&said, &sources, Language::English)
        );
    }
}
