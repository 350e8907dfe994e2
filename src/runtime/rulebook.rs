//! Reading a folder of rules, and turning deployed texts into rules that run.

use super::project::Project;
use super::templates;
use super::workbook::Workbook;
use crate::engine::rehearse::Stage;
use crate::engine::subject::TemplateFields;
use crate::engine::vocabulary::BUILT_IN;
use crate::language::check::{self, Checked, Settings};
use crate::language::checked::Rulebook;
use crate::language::diagnostics::{self, Diagnostic};
use crate::language::source::Source;
use crate::model::calendar::{LeapPolicy, Zone};
use crate::model::money::Currency;
use crate::model::schema::Schema;
use crate::store::book::wire::TextsRecord;
use std::path::{Path, PathBuf};

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {}: {why}", path.display())]
pub struct Unreadable {
    pub path: PathBuf,
    pub why: std::io::Error,
}

/// Texts that check, or everything that is wrong with them.
pub struct Verdict {
    pub sources: Vec<Source>,
    pub rulebook: Result<Checked, Vec<Diagnostic>>,
}

/// Rules that run, as they were deployed.
#[derive(Clone, Debug)]
pub struct Deployed {
    pub version: String,
    pub rulebook: Rulebook,
    pub zone: Zone,
    pub leap: LeapPolicy,
    pub template_fields: TemplateFields,
}

/// A file of rules on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RulesFile {
    /// What people know it by: its path from where they named it.
    pub name: String,
    pub path: PathBuf,
    pub text: String,
}

/// The rules of `paths` (files or folders), by name.
pub fn read_rules(paths: &[PathBuf]) -> Result<Vec<RulesFile>, Unreadable> {
    let mut found = Vec::new();
    for path in paths {
        collect(path, path.parent().unwrap_or(path), &["rules"], &mut found)?;
    }
    let read = |(name, path): (String, PathBuf)| {
        let bytes = std::fs::read(&path).map_err(|why| Unreadable {
            path: path.clone(),
            why,
        })?;
        // A byte that is not UTF-8 becomes a letter that the parser refuses, at its place.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(RulesFile { name, path, text })
    };
    let mut files: Vec<RulesFile> = found.into_iter().map(read).collect::<Result<_, _>>()?;
    files.sort();
    files.dedup();
    Ok(files)
}

/// Everything a deployment keeps: the rules of `paths` (files or folders), the project's templates
/// and the settings that give them meaning.
pub fn read_texts(project: &Project, paths: &[PathBuf]) -> Result<TextsRecord, Unreadable> {
    let mut rules: Vec<(String, String)> = read_rules(paths)?
        .into_iter()
        .map(|file| (file.name, file.text))
        .collect();
    rules.dedup();
    let folder = project.templates_folder();
    let mut found = Vec::new();
    if folder.is_dir() {
        collect(&folder, &folder, &["txt", "html"], &mut found)?;
    }
    found.sort();
    let mut templates = Vec::new();
    for (name, path) in found {
        // A file that is not UTF-8 is an error of its own: reading it anyway would change its meaning.
        let text = std::fs::read_to_string(&path).map_err(|why| Unreadable { path, why })?;
        templates.push((name, text));
    }
    Ok(TextsRecord {
        zone: project.settings.zone.name().to_owned(),
        currency: project.settings.currency.to_string(),
        leap_on_march_1: project.settings.leap == LeapPolicy::March1,
        rules,
        templates,
    })
}

/// Files under `path` with one of these extensions, named from `root`, sorted by whoever calls.
fn collect(
    path: &Path,
    root: &Path,
    extensions: &[&str],
    into: &mut Vec<(String, PathBuf)>,
) -> Result<(), Unreadable> {
    let unreadable = |why| Unreadable {
        path: path.to_path_buf(),
        why,
    };
    if path.is_dir() {
        for inside in std::fs::read_dir(path).map_err(unreadable)? {
            let inside = inside.map_err(unreadable)?.path();
            let known = inside
                .extension()
                .is_some_and(|e| extensions.iter().any(|x| e == *x));
            if inside.is_dir() || known {
                collect(&inside, root, extensions, into)?;
            }
        }
        return Ok(());
    }
    let name = path
        .strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string();
    into.push((name, path.to_path_buf()));
    Ok(())
}

/// Parses and checks the rules of `texts`.
pub fn check(texts: &TextsRecord) -> Verdict {
    check_again(texts, &mut Workbook::default())
}

/// The same, parsing only what differs from what the workbook holds.
pub fn check_again(texts: &TextsRecord, workbook: &mut Workbook) -> Verdict {
    workbook.take(&texts.rules);
    let mut mistakes = workbook.mistakes();
    let checked = check::check(&workbook.trees(), &settings(texts), &BUILT_IN);
    let rulebook = match checked {
        Ok(mut checked) if !mistakes.iter().any(Diagnostic::is_error) => {
            checked.warnings.append(&mut mistakes);
            diagnostics::sort(&mut checked.warnings);
            Ok(checked)
        }
        Ok(checked) => Err(sorted(mistakes, checked.warnings)),
        Err(more) => Err(sorted(mistakes, more)),
    };
    Verdict {
        sources: workbook.sources(),
        rulebook,
    }
}

/// Where the tests of a rulebook are played: with the project's clock and templates.
pub fn stage<'a>(rulebook: &'a Rulebook, texts: &TextsRecord) -> Stage<'a> {
    let templates = templates::fields(&texts.templates);
    Stage::new(rulebook, settings(texts).zone, leap(texts), &templates)
}

fn leap(texts: &TextsRecord) -> LeapPolicy {
    if texts.leap_on_march_1 {
        LeapPolicy::March1
    } else {
        LeapPolicy::February28
    }
}

/// The schema alone: what an import needs, whatever state the rules beside it are in.
pub fn schema(texts: &TextsRecord) -> Result<Schema, (Vec<Diagnostic>, Vec<Source>)> {
    let mut workbook = Workbook::default();
    workbook.take(&texts.rules);
    check::schema_of(&workbook.trees(), &settings(texts), &BUILT_IN)
        .map_err(|mistakes| (mistakes, workbook.sources()))
}

fn settings(texts: &TextsRecord) -> Settings {
    Settings {
        currency: Currency::parse(&texts.currency).unwrap_or(Currency::CNY),
        zone: Zone::named(&texts.zone).unwrap_or_else(|_| Zone::utc()),
    }
}

fn sorted(mut mistakes: Vec<Diagnostic>, more: Vec<Diagnostic>) -> Vec<Diagnostic> {
    mistakes.extend(more);
    diagnostics::sort(&mut mistakes);
    mistakes
}

impl Deployed {
    /// Rules ready to run, from the texts of a version that was checked when it was deployed.
    ///
    /// *(nothing is ignored)*: a rulebook that says something this version does not run never gets here.
    pub fn new(version: &str, texts: &TextsRecord) -> Result<Self, Vec<Diagnostic>> {
        let Checked {
            rulebook, later, ..
        } = check(texts).rulebook?;
        if !later.is_empty() {
            return Err(later);
        }
        Ok(Self {
            version: version.to_owned(),
            rulebook,
            zone: Zone::named(&texts.zone).unwrap_or_else(|_| Zone::utc()),
            leap: leap(texts),
            template_fields: templates::fields(&texts.templates),
        })
    }
}
