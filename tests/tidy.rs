//! The house's own rules, checked: floors, first lines, lengths, and names that may stand in one place only.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules by floor; a module uses itself and strictly lower floors.
const FLOORS: [&[&str]; 8] = [
    &["model"],
    &["language"],
    &["functions", "triggers", "actions"],
    &["engine"],
    &["store", "channels", "plugins", "sources"],
    &["runtime"],
    &["server"],
    &["cli"],
];

const LINES_MAX: usize = 500;

/// Words of a library that only some files may speak, and those files.
const PRIVATE: [(&str, &[&str]); 4] = [
    ("sled::", &["store/sled.rs", "store/mod.rs"]),
    ("lettre::", &["channels/"]),
    (
        "cron::",
        &["engine/ticks.rs", "engine/ticks/", "model/cron_line.rs"],
    ),
    ("chrono::", &["engine/ticks.rs", "engine/ticks/"]),
];

#[test]
fn imports_only_go_down() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let Some(own) = path
            .split('/')
            .next()
            .map(|name| name.trim_end_matches(".rs"))
        else {
            continue;
        };
        let Some(floor) = floor_of(own) else { continue };
        for (at, line) in code(&text) {
            for used in line.split("crate::").skip(1) {
                let used: String = used
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if used != own && floor_of(&used).is_some_and(|of_used| of_used >= floor) {
                    wrong.push(format!("src/{path}:{at}: {own} may not use {used}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut wrong = Vec::new();
    for (path, text) in ["src", "tests", "benches", "examples", "fuzz"]
        .into_iter()
        .flat_map(sources)
        .filter(|(path, _)| !path.starts_with("target/"))
    {
        if !text.starts_with("//!") {
            wrong.push(format!("{path}: begins without //!"));
        }
        if text.lines().count() > LINES_MAX {
            wrong.push(format!("{path}: more than {LINES_MAX} lines"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_are_named_where_they_belong() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        for (word, places) in PRIVATE {
            let named = code(&text)
                .any(|(_, line)| line.contains(word) && !line.contains(&format!("_{word}")));
            if named && !places.iter().any(|place| path.starts_with(place)) {
                wrong.push(format!(
                    "src/{path}: only {} may name {word}",
                    places.join(", ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn floor_of(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// Lines that are not comments, counted from 1.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Every Rust file under a folder of the package: (path from there, text).
fn sources(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(&root)
                    .expect("it is under the root")
                    .display()
                    .to_string();
                found.push((name, fs::read_to_string(&path).expect("a readable source")));
            }
        }
    }
    assert!(
        folder == "benches" || folder == "fuzz" || !found.is_empty(),
        "{folder} has no sources"
    );
    found
}
