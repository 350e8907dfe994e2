//! A corpus of mistakes the checker finds: `mistakes_check/*.rules`, each with its message beside it.
//! `UPDATE_GOLDEN=1` writes the messages anew. Offered fixes are applied and must help.

use crate::checking::settings;
use crate::mistakes::READINGS;
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::check;
use perennial::language::diagnostics::render::render_all;
use perennial::language::diagnostics::{Diagnostic, sort};
use perennial::language::parse;
use perennial::language::source::{FileId, Source};
use perennial::model::money::Currency;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/mistakes_check")
}

pub fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the corpus is part of the project")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "rules")
        })
        .collect();
    files.sort();
    files
}

/// A file that describes no customer is checked together with the scenario schema.
pub fn diagnose(name: &str, text: &str) -> (Vec<Source>, Vec<Diagnostic>) {
    let mut sources = vec![Source::new(FileId(0), name, text)];
    let alone = text
        .lines()
        .any(|line| line.starts_with("customer") || line.starts_with("客户"))
        || text.starts_with("# no schema");
    if !alone {
        let schema = crate::checking::scenario_schema();
        sources.push(Source::new(FileId(1), "schema.rules", schema));
    }
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut diagnostics: Vec<Diagnostic> = parsed
        .iter()
        .flat_map(|(_, diagnostics)| diagnostics.clone())
        .collect();
    let files: Vec<_> = sources
        .iter()
        .zip(parsed.iter().map(|(file, _)| file))
        .collect();
    match check(&files, &settings(Currency::CNY), &BUILT_IN) {
        Ok(checked) => {
            diagnostics.extend(checked.warnings);
            diagnostics.extend(checked.later);
        }
        Err(more) => diagnostics.extend(more),
    }
    sort(&mut diagnostics);
    (sources, diagnostics)
}

#[test]
fn every_mistake_has_its_message() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites the corpus belongs to this test alone"
    )]
    let rewrite = std::env::var("UPDATE_GOLDEN").is_ok();
    let mut wrong = Vec::new();
    let files = files();
    assert!(files.len() >= 25);
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a rules file");
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        let (sources, diagnostics) = diagnose(name, &text);
        assert!(!diagnostics.is_empty(), "{name} has no mistake");
        for (language, ending) in READINGS {
            let shown = render_all(&diagnostics, &sources, language);
            let beside = path.with_extension(ending);
            if rewrite {
                std::fs::write(&beside, &shown).expect("the corpus can be written");
            }
            let expected = std::fs::read_to_string(&beside).unwrap_or_default();
            if shown != expected {
                let beside = beside.display();
                wrong.push(format!(
                    "--- {beside}, expected\n{expected}--- got\n{shown}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_message_is_left_without_its_file() {
    for entry in std::fs::read_dir(folder()).expect("the corpus is part of the project") {
        let path = entry.expect("a file").path();
        let name = path.to_str().expect("a name");
        let case = ["zh.txt", "txt", "rules"]
            .iter()
            .find_map(|ending| name.strip_suffix(&format!(".{ending}")));
        let rules = format!("{}.rules", case.unwrap_or(name));
        assert!(Path::new(&rules).exists(), "{name} is left over");
    }
}

#[test]
fn offered_fixes_help() {
    let mut tried = 0;
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a rules file");
        let (_, before) = diagnose("a.rules", &text);
        for diagnostic in before.iter().filter(|diagnostic| diagnostic.is_error()) {
            for fix in &diagnostic.fixes {
                let (_, after) = diagnose("a.rules", &fix.apply(&text));
                let same = |said: &&Diagnostic| {
                    said.code == diagnostic.code && said.message == diagnostic.message
                };
                let count = |all: &[Diagnostic]| all.iter().filter(same).count();
                assert!(
                    count(&after) < count(&before),
                    "{}: {}",
                    path.display(),
                    diagnostic.message.english
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 5, "{tried} fixes tried");
}

#[test]
fn codes_are_covered() {
    let mut seen = BTreeSet::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("a rules file");
        seen.extend(
            diagnose("a.rules", &text)
                .1
                .iter()
                .map(|diagnostic| diagnostic.code),
        );
    }
    let sections = (312..=337)
        .chain([339])
        .filter(|code| ![323, 325].contains(code));
    let later = [403, 404, 405, 406, 407, 408, 409, 410, 411, 413, 414];
    for code in sections.chain(later).chain(601..=616) {
        let code = format!("E{code:04}");
        assert!(
            seen.contains(code.as_str()),
            "no file in the corpus shows {code}"
        );
    }
}
