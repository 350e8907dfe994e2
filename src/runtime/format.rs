//! Rules files in the one layout, with the names of the project they belong to.

use super::project::Project;
use super::rulebook::{RulesFile, Unreadable, read_rules};
use crate::engine::vocabulary::BUILT_IN;
use crate::language::check::{Settings, readable_schema};
use crate::language::diagnostics::Diagnostic;
use crate::language::parse;
use crate::language::print::{self, Dictionary};
use crate::language::said::Language;
use crate::language::source::{FileId, Source};
use crate::model::calendar::Zone;
use crate::model::money::Currency;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What came of one file.
#[derive(Debug)]
pub enum Formatted {
    /// The text as it should be.
    Text(String),
    /// It has mistakes, and is left alone.
    Mistaken(Source, Vec<Diagnostic>),
    /// It could not be printed without changing what it says.
    Withheld,
}

/// Formats files one by one and remembers the names of their projects.
#[derive(Debug, Default)]
pub struct Formatter {
    /// Where all names are taken from; without it, from wherever each file lies.
    project: Option<PathBuf>,
    /// The language to translate to.
    to: Option<Language>,
    /// The rules of every folder that names were taken from.
    known: BTreeMap<PathBuf, Vec<RulesFile>>,
}

impl Formatter {
    pub fn new(project: Option<PathBuf>, to: Option<Language>) -> Self {
        Self {
            project,
            to,
            known: BTreeMap::new(),
        }
    }

    /// The file formatted. Labels come from the rules of its project, or, outside of any, of its folder.
    pub fn file(&mut self, file: &RulesFile) -> Result<Formatted, Unreadable> {
        let to = self.to;
        let path = std::path::absolute(&file.path).unwrap_or_else(|_| file.path.clone());
        let folder = path.parent().unwrap_or(&path);
        let own = std::fs::canonicalize(&path).ok();
        let others = self.others(folder)?.iter();
        let others = others.filter(|other| std::fs::canonicalize(&other.path).ok() != own);
        Ok(formatted(&file.name, &file.text, others, to))
    }

    /// A text from nowhere in particular, read as if it lay in `folder`.
    pub fn text(&mut self, text: &str, folder: &Path) -> Result<Formatted, Unreadable> {
        let to = self.to;
        Ok(formatted("-", text, self.others(folder)?.iter(), to))
    }

    fn others(&mut self, folder: &Path) -> Result<&[RulesFile], Unreadable> {
        let place = match &self.project {
            Some(project) => project.join("rules"),
            None => Project::find(None, folder)
                .map_or_else(|_| folder.to_path_buf(), |project| project.rules_folder()),
        };
        if !self.known.contains_key(&place) {
            let inside = std::fs::read_dir(&place).into_iter().flatten().flatten();
            let files: Vec<PathBuf> = inside
                .map(|inside| inside.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "rules"))
                .collect();
            self.known.insert(place.clone(), read_rules(&files)?);
        }
        Ok(self.known.get(&place).map_or(&[], Vec::as_slice))
    }
}

fn formatted<'o>(
    name: &str,
    text: &str,
    others: impl Iterator<Item = &'o RulesFile>,
    to: Option<Language>,
) -> Formatted {
    let source = Source::new(FileId(0), name, text);
    let (file, mistakes) = parse(&source);
    if mistakes.iter().any(Diagnostic::is_error) {
        return Formatted::Mistaken(source, mistakes);
    }
    let others: Vec<Source> = (1..)
        .zip(others)
        .map(|(id, other)| Source::new(FileId(id), other.name.as_str(), other.text.as_str()))
        .collect();
    let trees: Vec<_> = others
        .iter()
        .map(|source| (source, parse(source).0))
        .collect();
    let mut all = vec![(&source, &file)];
    all.extend(trees.iter().map(|(source, file)| (*source, file)));
    // Neither decides what a name means.
    let settings = Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    };
    let dictionary = Dictionary {
        schema: &readable_schema(&all, &settings, &BUILT_IN),
        vocabulary: &BUILT_IN,
    };
    match print::format(&source, &file, Some(dictionary), to) {
        Ok(text) => Formatted::Text(text),
        Err(_) => Formatted::Withheld,
    }
}
