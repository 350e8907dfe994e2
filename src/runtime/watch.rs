//! Waiting until a file changes, by looking at its time of change and its length now and then.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

const PAUSE: Duration = Duration::from_millis(200);

/// What files look like from outside.
#[derive(Debug, PartialEq, Eq)]
pub struct Stamp(Vec<(PathBuf, Option<SystemTime>, u64)>);

/// The files at and under the paths, as they are now. What cannot be looked at is left out.
pub fn stamp(paths: &[PathBuf]) -> Stamp {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files);
    }
    files.sort();
    Stamp(files)
}

/// Returns as soon as they look otherwise.
#[expect(
    clippy::disallowed_methods,
    reason = "nobody else runs while a person edits"
)]
pub fn wait_for_change(paths: &[PathBuf], seen: &Stamp) {
    while stamp(paths) == *seen {
        std::thread::sleep(PAUSE);
    }
}

fn collect(path: &Path, into: &mut Vec<(PathBuf, Option<SystemTime>, u64)>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        for entry in entries.flatten() {
            collect(&entry.path(), into);
        }
    } else if let Ok(about) = std::fs::metadata(path) {
        into.push((path.to_path_buf(), about.modified().ok(), about.len()));
    }
}
