//! The page of every code: none is missing, none is left over, every wrong example has just that mistake and every
//! right one none. `codes/E0104.en.txt` and `codes/E0104.zh.txt` hold what a person reads about the wrong example
//! (`UPDATE_GOLDEN=1` writes them anew).

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::checking::settings;
use crate::checking_mistakes::diagnose;
use perennial::engine::analysis::{Around, analyse};
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::check;
use perennial::language::diagnostics::pages::{PAGES, Page, near, page};
use perennial::language::diagnostics::render::render_all;
use perennial::language::diagnostics::{Diagnostic, sort};
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::Source;
use perennial::model::calendar::{Day, LeapPolicy, Zone};
use perennial::model::money::Currency;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files under a folder with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|end| end == ending) {
            found.push(path);
        }
    }
    found
}

/// Every code that stands in quotes in a source file, outside tests.
fn constructed() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for path in files(&root().join("src"), "rs") {
        let name = path.display().to_string();
        if name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("table.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for (at, _) in text.match_indices('"') {
            let Some(word) = text.get(at + 1..at + 6) else {
                continue;
            };
            let is_code = word.starts_with(['E', 'W'])
                && word[1..].bytes().all(|byte| byte.is_ascii_digit())
                && text[at + 6..].starts_with('"');
            if is_code {
                codes.insert(word.to_owned());
            }
        }
    }
    codes
}

#[test]
fn every_code_has_its_page_and_every_page_its_code() {
    let listed: BTreeSet<String> = PAGES.iter().map(|(code, _)| (*code).to_owned()).collect();
    assert_eq!(listed.len(), PAGES.len(), "a code is listed twice");
    let written: BTreeSet<String> = files(&root().join("src/language/diagnostics/pages"), "md")
        .iter()
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let used = constructed();
    assert_eq!(
        used, listed,
        "left: what constructors say, right: what has a page"
    );
    assert_eq!(written, listed);
}

/// Their wrong examples are too large to be written out.
const SKETCHED: [&str; 2] = ["E0140", "E0310"];

/// All that `check` and `deploy` say: the rules' mistakes, what this version does not run, and the analysis.
fn said(code: &str, example: &str) -> (Vec<Source>, Vec<Diagnostic>) {
    let (sources, mut found) = diagnose("example.rules", example);
    // Of what this version does not run yet, the page speaks only where that is its subject.
    found.retain(|one| !one.code.starts_with("E04") || one.code == code);
    if found.iter().any(Diagnostic::is_error) {
        return (sources, found);
    }
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let files: Vec<_> = sources
        .iter()
        .zip(parsed.iter().map(|(file, _)| file))
        .collect();
    if let Ok(checked) = check(&files, &settings(Currency::CNY), &BUILT_IN) {
        let around = Around {
            zone: Zone::named("Asia/Shanghai").unwrap(),
            leap: LeapPolicy::February28,
            today: Day::parse("2026-02-01").unwrap(),
            base: None,
        };
        found.extend(analyse(&checked.rulebook, &around));
        sort(&mut found);
    }
    (sources, found)
}

fn shown(found: &[Diagnostic], sources: &[Source]) -> String {
    let few = &found[..found.len().min(5)];
    render_all(few, sources, Language::English)
}

#[test]
fn every_example_is_what_its_page_says() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let golden = root().join("tests/all/codes");
    fs::create_dir_all(&golden).unwrap();
    let mut wrong = Vec::new();
    let mut kept = BTreeSet::new();
    for (code, _) in PAGES {
        let page = page(code).unwrap();
        if SKETCHED.contains(code) {
            let (_, found) = said(code, page.right(Language::English).unwrap());
            assert!(found.is_empty(), "{code}");
            continue;
        }
        let mut told = HashMap::new();
        for language in page.languages() {
            let bad = page.wrong(language).unwrap();
            let (sources, found) = told.entry(bad).or_insert_with(|| said(code, bad));
            let codes: BTreeSet<&str> = found.iter().map(|one| one.code).collect();
            if codes != BTreeSet::from([*code]) {
                let what = shown(found, sources);
                wrong.push(format!("{code} {language:?}, wrong: {codes:?}\n{what}"));
            }
            let good = page.right(language).unwrap();
            let (sources, found) = said(code, good);
            if !found.is_empty() {
                let what = shown(&found, &sources);
                wrong.push(format!("{code} {language:?}, right:\n{what}"));
            }
        }
        // What is read in a language is about the example in that language, where there is one.
        for (language, name) in [(Language::English, "en"), (Language::Chinese, "zh")] {
            let bad = page.wrong(language).unwrap();
            let (sources, found) = told.entry(bad).or_insert_with(|| said(code, bad));
            let text = render_all(found, sources, language);
            let file = golden.join(format!("{code}.{name}.txt"));
            kept.insert(file.clone());
            if update {
                fs::write(&file, &text).unwrap();
            } else if fs::read_to_string(&file).unwrap_or_default() != text {
                wrong.push(format!("{}\n{text}", file.display()));
            }
        }
    }
    let found: BTreeSet<PathBuf> = files(&golden, "txt").into_iter().collect();
    if update {
        for left_over in found.difference(&kept) {
            fs::remove_file(left_over).unwrap();
        }
    } else {
        assert_eq!(found, kept);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_rule_of_more_conditions_than_it_can_hold_is_refused() {
    let many: Vec<String> = (1..=65_537).map(|age| format!("age is {age}")).collect();
    let rule = page("E0310").unwrap().wrong(Language::English).unwrap();
    let sketch = rule.lines().find(|line| line.contains('…')).unwrap();
    let whole = rule.replace(sketch, &format!("  when {}", many.join(" or ")));
    let (_, found) = diagnose("example.rules", &whole);
    let codes: Vec<&str> = found.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["E0310"]);
}

#[test]
fn every_page_says_what_and_how_in_both_languages() {
    for (code, text) in PAGES {
        let page = page(code).unwrap();
        assert!(text.starts_with(&format!("# {code}\n")), "{code}");
        assert!(!page.languages().is_empty(), "{code} has no example");
        for language in [Language::English, Language::Chinese] {
            assert!(page.title(language).len() > 6, "{code} {language:?}");
            let shown = page.shown(language);
            assert!(shown.lines().count() >= 8, "{code} {language:?}\n{shown}");
            let chinese = page.title(Language::Chinese);
            assert!(chinese.chars().any(|c| c > '\u{3400}'), "{code}: {chinese}");
        }
        both(page);
    }
}

/// A page with an example in a language has the right one beside the wrong one.
fn both(page: Page) {
    for language in page.languages() {
        assert_ne!(page.wrong(language), page.right(language), "{}", page.code);
    }
}

#[test]
fn a_code_nobody_knows_leads_to_the_nearest() {
    assert!(page("e0104").is_some());
    assert!(page("E9999").is_none());
    assert_eq!(near("E0199").len(), 3);
    assert!(near("E0104a").contains(&"E0104"));
    assert!(near("104").contains(&"E0104"));
}
