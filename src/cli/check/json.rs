//! `check --json` and `check --tree`: mistakes and syntax trees for other programs.

use super::{read, texts};
use crate::cli::failure::Failure;
use crate::cli::{Place, print};
use crate::language::diagnostics::Diagnostic;
use crate::language::json;
use crate::language::said::Language;
use crate::language::source::{FileId, Source};
use crate::runtime::clock;
use crate::runtime::project::Project;
use crate::runtime::rulebook::read_rules;
use crate::runtime::templates;
use serde::Serialize;
use std::path::PathBuf;

/// The mistakes of all files; fails without a word when there is an error among them.
pub fn mistakes(project: &Project, paths: &[PathBuf], language: Language) -> Result<(), Failure> {
    let (texts, verdict) = read(project, paths, clock::now(), language)?;
    let mut wrong = Vec::new();
    let found = match verdict.rulebook {
        Ok(checked) => {
            if let Err(more) = templates::check(&texts.templates, &checked.rulebook) {
                let said = more.iter().map(|one| one.in_language(language).to_owned());
                wrong = said.collect();
            }
            checked.warnings
        }
        Err(found) => found,
    };
    let bad = !wrong.is_empty() || found.iter().any(Diagnostic::is_error);
    let report = json::report(&found, wrong, &verdict.sources, language);
    write(&report)?;
    if bad { Err(Failure::input("")) } else { Ok(()) }
}

#[derive(Serialize)]
struct Trees {
    version: u32,
    files: Vec<Tree>,
}

#[derive(Serialize)]
struct Tree {
    name: String,
    bytes: usize,
    /// How many mistakes the parser met; what it could not read is not in the tree.
    mistakes: usize,
    items: serde_json::Value,
}

/// The trees of these files, or of the project's rules. Files by name need no project.
pub fn trees(place: &Place, paths: &[PathBuf]) -> Result<(), Failure> {
    let named: Vec<(String, String)> = if paths.is_empty() {
        texts(&place.project()?, paths, place.language)?.rules
    } else {
        super::must_exist(paths, place.language)?;
        let files = read_rules(paths)?.into_iter();
        files.map(|file| (file.name, file.text)).collect()
    };
    let mut files = Vec::new();
    for (name, text) in named {
        let source = Source::new(FileId(0), name, text);
        let (tree, mistakes) = crate::language::parse(&source);
        files.push(Tree {
            bytes: source.text().len(),
            name: source.name,
            mistakes: mistakes.iter().filter(|found| found.is_error()).count(),
            items: json::tree(&tree),
        });
    }
    let bad = files.iter().any(|file| file.mistakes > 0);
    write(&Trees {
        version: json::VERSION,
        files,
    })?;
    if bad { Err(Failure::input("")) } else { Ok(()) }
}

fn write(document: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(document)
        .map_err(|why| Failure::outside(format!("the JSON could not be written: {why}")))?;
    print(&format!("{text}\n"));
    Ok(())
}
