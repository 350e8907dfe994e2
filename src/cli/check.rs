//! `perennial check`: every mistake of all rules at once; the corrections that leave no choice.

mod fix;
mod json;

use super::failure::Failure;
use super::{Place, print};
use crate::language::checked::Rulebook;
use crate::language::diagnostics::Diagnostic;
use crate::language::diagnostics::render::render_all;
use crate::language::said::Language;
use crate::language::source::Source;
use crate::runtime::project::Project;
use crate::runtime::rulebook::{self, Verdict};
use crate::runtime::templates;
use crate::store::book::wire::TextsRecord;
use clap::Args;
use std::path::PathBuf;

/// Read the rules and templates and list every mistake in them.
#[derive(Args)]
pub struct Check {
    /// Rules files or folders; without them, the project's rules/.
    paths: Vec<PathBuf>,
    /// Make the corrections that leave no choice, in the files themselves.
    #[arg(long)]
    fix: bool,
    /// Print the mistakes as JSON.
    #[arg(long, conflicts_with = "fix")]
    json: bool,
    /// Print the syntax tree of the files as JSON.
    #[arg(long, conflicts_with_all = ["fix", "json"])]
    tree: bool,
}

impl Check {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        if self.tree {
            return json::trees(place, &self.paths);
        }
        let project = place.project()?;
        if self.json {
            return json::mistakes(&project, &self.paths, place.language);
        }
        if self.fix {
            fix::run(&project, &self.paths, place.language)?;
        }
        let (texts, verdict) = read(&project, &self.paths)?;
        let checked = passed(verdict, place.language)?;
        templates(&texts, &checked.rulebook)?;
        let rules = checked.rulebook.rules.len();
        print(&format!(
            "{rules} rule{}: no mistakes\n",
            if rules == 1 { "" } else { "s" }
        ));
        Ok(())
    }
}

/// Fails with every mistake in the templates, and in what the rules ask of them.
pub fn templates(texts: &TextsRecord, rulebook: &Rulebook) -> Result<(), Failure> {
    templates::check(&texts.templates, rulebook).map_err(|wrong| Failure::input(wrong.join("\n")))
}

/// Reads and checks the rules of these paths, or of the project's own folder.
pub fn read(project: &Project, paths: &[PathBuf]) -> Result<(TextsRecord, Verdict), Failure> {
    let texts = texts(project, paths)?;
    let verdict = rulebook::check(&texts);
    Ok((texts, verdict))
}

/// The texts of the rules of these paths, or of the project's own folder.
pub fn texts(project: &Project, paths: &[PathBuf]) -> Result<TextsRecord, Failure> {
    let own = [project.rules_folder()];
    let paths = if paths.is_empty() {
        own.as_slice()
    } else {
        paths
    };
    must_exist(paths)?;
    let texts = rulebook::read_texts(project, paths)?;
    if texts.rules.is_empty() {
        return Err(Failure::input(format!(
            "there is no file ending in .rules in {}",
            paths
                .iter()
                .map(|path| path.display().to_string())
                .collect::<Vec<_>>()
                .join(", ")
        )));
    }
    Ok(texts)
}

fn must_exist(paths: &[PathBuf]) -> Result<(), Failure> {
    match paths.iter().find(|path| !path.exists()) {
        None => Ok(()),
        Some(missing) => Err(Failure::usage(format!(
            "there is no file or folder {}; name the rules to read",
            missing.display()
        ))),
    }
}

/// The checked rules; prints warnings, or every mistake.
pub fn passed(
    verdict: Verdict,
    language: Language,
) -> Result<crate::language::check::Checked, Failure> {
    match verdict.rulebook {
        Ok(checked) => {
            if !checked.warnings.is_empty() {
                print_mistakes(&checked.warnings, &verdict.sources, language);
            }
            Ok(checked)
        }
        Err(mistakes) => {
            print_mistakes(&mistakes, &verdict.sources, language);
            let errors = mistakes.iter().filter(|mistake| mistake.is_error()).count();
            Err(Failure::input(format!(
                "the rules have {errors} mistake{}; nothing was changed",
                if errors == 1 { "" } else { "s" }
            )))
        }
    }
}

pub fn print_mistakes(mistakes: &[Diagnostic], sources: &[Source], language: Language) {
    eprintln!("{}", render_all(mistakes, sources, language));
}
