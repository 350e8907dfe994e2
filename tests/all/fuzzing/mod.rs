//! What the fuzz targets drive, driven a fixed number of times: the corpora cut, flipped, spliced and blown up.
//!
//! Nothing is timed. A piece that takes more steps than any honest one is a mistake of its own, which the entries
//! refuse; a stack that runs over ends the process.

#[path = "../../../fuzz/entries.rs"]
mod entries;
pub mod mutator;

use crate::generated::{Style, rulebook};
use mutator::Mutator;
use perennial::language::said::Language;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

type Entry = fn(&[u8]);

/// Every rules file of the project, in order of name.
fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = ["examples", "rules", "benches", "tests/all"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    let mut paths = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rules") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    assert!(paths.len() > 60);
    paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

/// The file's items, each with the comment lines before it.
fn items(text: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(text);
    let mut items = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let begins = !line.starts_with([' ', '\t', '#', '\n']);
        if begins && items.last().is_some_and(|item| !item.is_empty()) {
            items.push(String::new());
        }
        items.last_mut().unwrap().push_str(line);
    }
    items.into_iter().map(String::into_bytes).collect()
}

/// Runs the entry; what breaks it is shown.
fn drive(name: &str, entry: Entry, bytes: &[u8]) {
    assert!(
        catch_unwind(|| entry(bytes)).is_ok(),
        "`{name}` does not hold on {} bytes:\n{}\n{bytes:?}",
        bytes.len(),
        String::from_utf8_lossy(bytes)
    );
}

#[test]
fn files_cut_off_anywhere_are_read() {
    for language in ["en", "zh"] {
        let path = format!(
            "{}/examples/scenarios/scenarios.{language}.rules",
            env!("CARGO_MANIFEST_DIR")
        );
        // Items are read one by one, so that cutting the file is cutting its last item.
        for item in items(&std::fs::read(path).unwrap()) {
            for end in 0..=item.len() {
                drive("parse", entries::parse, &item[..end]);
                if end % 23 == 0 {
                    drive("check", entries::check, &item[..end]);
                }
            }
        }
    }
}

#[test]
fn mutated_files_are_read_and_checked() {
    let pieces: Vec<Vec<u8>> = corpus().iter().flat_map(|file| items(file)).collect();
    let mut mutator = Mutator::new(20_261_122, pieces);
    for round in 0..1500 {
        let bytes = mutator.next();
        drive("parse", entries::parse, &bytes);
        if round % 4 == 0 {
            drive("check", entries::check, &bytes);
        }
    }
}

#[test]
fn made_up_rulebooks_are_read_and_checked_however_mutated() {
    let mut pieces = Vec::new();
    for seed in 0..12 {
        for language in [Language::English, Language::Chinese] {
            let text = rulebook(seed, language, Style::odd()).text;
            drive("check", entries::check, text.as_bytes());
            pieces.push(text.into_bytes());
        }
    }
    let mut mutator = Mutator::new(5, pieces);
    for _ in 0..150 {
        let bytes = mutator.next();
        drive("parse", entries::parse, &bytes);
        drive("check", entries::check, &bytes);
    }
}

#[test]
fn what_still_reads_is_formatted_and_translated() {
    let pieces: Vec<Vec<u8>> = corpus().iter().flat_map(|file| items(file)).collect();
    let mut mutator = Mutator::new(7, pieces.clone());
    for piece in &pieces {
        drive("format", entries::format, piece);
        drive("translate", entries::translate, piece);
    }
    for _ in 0..400 {
        let bytes = mutator.gentle();
        drive("format", entries::format, &bytes);
        drive("translate", entries::translate, &bytes);
    }
}

#[test]
fn blown_up_texts_are_read_and_checked() {
    for text in mutator::blown_up() {
        drive("parse", entries::parse, text.as_bytes());
        drive("check", entries::check, text.as_bytes());
        drive("format", entries::format, text.as_bytes());
    }
}
