//! Each file of `mistakes/` with what a person reads about it beside it. `UPDATE_GOLDEN=1` rewrites the readings.

use std::fs;
use std::path::{Path, PathBuf};

use perennial::language::diagnostics::Diagnostic;
use perennial::language::diagnostics::render::render_all;
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};

pub fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/mistakes");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

/// Every mistake is read in both languages.
pub const READINGS: [(Language, &str); 2] =
    [(Language::English, "txt"), (Language::Chinese, "zh.txt")];

pub fn read(path: &Path) -> Source {
    let name = path.file_name().unwrap().to_str().unwrap();
    Source::from_bytes(FileId(0), name, &fs::read(path).unwrap())
}

pub fn diagnostics(source: &Source) -> Vec<Diagnostic> {
    parse(source).1
}

#[test]
fn every_mistake_reads_as_recorded() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites the corpus belongs to this test alone"
    )]
    let update = std::env::var("UPDATE_GOLDEN").is_ok();
    let files = corpus();
    let mut wrong = Vec::new();
    for rules in files
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rules"))
    {
        let source = read(rules);
        let (found, sources) = (diagnostics(&source), [source]);
        for (language, ending) in READINGS {
            let found = render_all(&found, &sources, language);
            let expected = rules.with_extension(ending);
            if update {
                fs::write(&expected, &found).unwrap();
            } else if fs::read_to_string(&expected).unwrap_or_default() != found {
                wrong.push(format!("{}\n{found}", expected.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_reading_is_forgotten() {
    let files = corpus();
    let count = |end: &str| {
        files
            .iter()
            .filter(|path| path.extension().is_some_and(|found| found == end))
            .count()
    };
    for path in &files {
        let name = path.to_str().unwrap();
        let case = ["zh.txt", "txt", "rules"]
            .iter()
            .find_map(|end| name.strip_suffix(&format!(".{end}")))
            .unwrap_or_else(|| panic!("{name} is no part of the corpus"));
        for end in ["rules", "txt", "zh.txt"] {
            let part = format!("{case}.{end}");
            assert!(Path::new(&part).exists(), "{part} is missing");
        }
    }
    assert_eq!(files.len(), 3 * count("rules"));
    assert!(count("rules") >= 25);
}

/// Making the offered edits takes the mistake away; at most one that it hid comes to light.
#[test]
fn every_offered_fix_holds() {
    let mut tried = 0;
    for rules in corpus()
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rules"))
    {
        let source = read(rules);
        let before = diagnostics(&source);
        for diagnostic in &before {
            for fix in &diagnostic.fixes {
                tried += 1;
                let fixed = Source::new(FileId(0), source.name.clone(), fix.apply(source.text()));
                let after = diagnostics(&fixed);
                let same = |other: &&Diagnostic| {
                    other.code == diagnostic.code && other.message == diagnostic.message
                };
                let count = |all: &[Diagnostic]| all.iter().filter(same).count();
                let what = format!(
                    "{}: {}\n{}",
                    rules.display(),
                    diagnostic.message.english,
                    render_all(&after, std::slice::from_ref(&fixed), Language::English)
                );
                assert!(count(&after) < count(&before), "{what}");
                assert!(after.len() <= before.len(), "{what}");
            }
        }
    }
    assert!(tried > 20, "{tried}");
}
