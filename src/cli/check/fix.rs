//! `check --fix`: makes the corrections that leave no choice, file by file, and says what it changed.

use super::{must_exist, texts};
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::language::repair::{Change, Repair, repair};
use crate::language::said::Language;
use crate::language::source::Source;
use crate::runtime::project::Project;
use crate::runtime::rulebook::{self, RulesFile, read_rules};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

pub fn run(project: &Project, paths: &[PathBuf], language: Language) -> Result<(), Failure> {
    let mut record = texts(project, paths, language)?;
    let own = [project.rules_folder()];
    let paths = if paths.is_empty() {
        own.as_slice()
    } else {
        paths
    };
    must_exist(paths, language)?;
    let files = read_rules(paths)?;
    record.rules = files
        .iter()
        .map(|file| (file.name.clone(), file.text.clone()))
        .collect();
    let sources = rulebook::check(&record).sources;
    let done = repair(sources, |sources| {
        let mut tried = record.clone();
        tried.rules = sources
            .iter()
            .map(|source| (source.name.clone(), source.text().to_owned()))
            .collect();
        match rulebook::check(&tried).rulebook {
            Ok(checked) => checked.warnings,
            Err(mistakes) => mistakes,
        }
    });
    for (file, source) in files.iter().zip(&done.sources) {
        if done.changed(source.file) {
            write(file, source.text())?;
        }
    }
    print(&summary(&done, language));
    Ok(())
}

/// Writes beside the file and puts the new one in its place, so that no reader meets half of it.
fn write(file: &RulesFile, text: &str) -> Result<(), Failure> {
    let failed = |why: std::io::Error| {
        Failure::outside(format!("cannot write {}: {why}", file.path.display()))
    };
    // A link stays a link: what it points at is written.
    let path = fs::canonicalize(&file.path).map_err(failed)?;
    if fs::read(&path).map_err(failed)? != file.text.as_bytes() {
        return Err(Failure::outside(format!(
            "{} changed while it was being corrected; run it again",
            file.path.display()
        )));
    }
    let beside = beside(&path);
    let written = fs::File::create_new(&beside).and_then(|mut new| {
        new.write_all(text.as_bytes())?;
        new.set_permissions(fs::metadata(&path)?.permissions())?;
        new.sync_all()?;
        fs::rename(&beside, &path)
    });
    written.map_err(|why| {
        // What is left of the attempt; the file itself is as it was.
        let _ = fs::remove_file(&beside);
        failed(why)
    })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

fn summary(done: &Repair, language: Language) -> String {
    let mut out = String::new();
    for change in &done.changes {
        let source = done
            .sources
            .iter()
            .find(|source| source.file == change.file);
        let _ = writeln!(out, "{}", line(change, source, language));
    }
    let files = done
        .sources
        .iter()
        .filter(|source| done.changed(source.file))
        .count();
    let left = done
        .left
        .iter()
        .filter(|mistake| mistake.is_error())
        .count();
    let choices = done
        .left
        .iter()
        .filter(|mistake| mistake.is_error() && mistake.fixes.len() > 1)
        .count();
    let made = done.changes.len();
    let _ = match language {
        Language::English => writeln!(
            out,
            "{} in {}; {}, {choices} of them with a choice",
            counted(made, "correction", "corrections"),
            counted(files, "file", "files"),
            counted(left, "mistake left", "mistakes left"),
        ),
        Language::Chinese => writeln!(
            out,
            "改正 {made} 处，涉及 {files} 个文件；还剩 {left} 个错误，其中 {choices} 个需要您选择改法"
        ),
    };
    out
}

fn line(change: &Change, source: Option<&Source>, language: Language) -> String {
    let name = source.map_or("", |source| source.name.as_str());
    let shown = |text: &str| match text {
        "" => language.pick("nothing", "（无）").to_owned(),
        text => format!("`{}`", text.replace('\r', "").replace('\n', "⏎")),
    };
    let (old, new) = (shown(&change.old), shown(&change.new));
    format!("{name}:{} {} {old} → {new}", change.line, change.code)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
