//! `check --fix`: makes the corrections that leave no choice, file by file, and says what it changed.

use super::{must_exist, texts};
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::rewrite::rewrite;
use crate::language::repair::{Change, Repair, repair};
use crate::language::said::Language;
use crate::language::source::Source;
use crate::runtime::project::Project;
use crate::runtime::rulebook::{self, read_rules};
use std::fmt::Write as _;
use std::path::PathBuf;

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
            rewrite(file, source.text(), language)?;
        }
    }
    print(&summary(&done, language));
    Ok(())
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
