//! `perennial check`: every mistake of all rules at once, what each means, and the corrections that leave no choice.

mod costs;
mod explain;
mod fix;
mod json;
mod watch;

use super::failure::Failure;
use super::{Place, print};
use crate::language::check::Checked;
use crate::language::checked::Rulebook;
use crate::language::diagnostics::Diagnostic;
use crate::language::diagnostics::check::later::{POLICY, subject};
use crate::language::diagnostics::render::render_all;
use crate::language::said::{Language, Said};
use crate::language::source::Source;
use crate::model::moment::Moment;
use crate::runtime::clock;
use crate::runtime::examine::{around, examine, examine_again};
use crate::runtime::project::Project;
use crate::runtime::rulebook::{self, Verdict};
use crate::runtime::templates;
use crate::runtime::workbook::Workbook;
use crate::store::book::wire::TextsRecord;
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Read the rules and templates and list every mistake in them.
#[derive(Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Check {
    /// Rules files or folders; without them, the project's rules/.
    paths: Vec<PathBuf>,
    /// Make the corrections that leave no choice, in the files themselves.
    #[arg(long)]
    fix: bool,
    /// Print the mistakes as JSON.
    #[arg(long, conflicts_with = "fix")]
    json: bool,
    /// Say what each rule can cost in a month at most, and which cap makes it so.
    #[arg(long, conflicts_with = "json")]
    costs: bool,
    /// Print the syntax tree of the files as JSON.
    #[arg(long, conflicts_with_all = ["fix", "json"])]
    tree: bool,
    /// Say what a mistake's code means, with an example.
    #[arg(long, value_name = "CODE", conflicts_with_all = ["fix", "json", "tree", "paths"])]
    explain: Option<String>,
    /// Check again whenever a file changes, until stopped.
    #[arg(long, conflicts_with_all = ["fix", "json", "tree"])]
    watch: bool,
}

impl Check {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        if let Some(code) = &self.explain {
            return explain::run(code, place.language);
        }
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
        if self.watch {
            return watch::run(self, &project, place);
        }
        self.look(&project, place, &mut Workbook::default())
    }

    /// Checks once; what the workbook holds already is not parsed again.
    fn look(
        &self,
        project: &Project,
        place: &Place,
        workbook: &mut Workbook,
    ) -> Result<(), Failure> {
        let now = clock::now();
        let texts = texts(project, &self.paths, place.language)?;
        let verdict = examine_again(project, &texts, now, workbook);
        let checked = passed(verdict, place.language)?;
        templates(&texts, &checked.rulebook, place.language)?;
        let rules = checked.rulebook.rules.len();
        let s = if rules == 1 { "" } else { "s" };
        print(&place.language.pick(
            format!("{rules} rule{s}: no mistakes\n"),
            format!("{rules} 条规则，没有错误\n"),
        ));
        if self.costs {
            let around = around(project, &texts, &checked.rulebook.schema, now);
            print(&costs::shown(&checked.rulebook, &around, place.language));
        }
        if !checked.later.is_empty() {
            print(&format!("{}\n", not_run(&checked.later, place.language)));
        }
        Ok(())
    }
}

/// What this version does not run, each kind once: `wait` (2 rules), `holdout` (1 rule).
fn not_run(later: &[Diagnostic], language: Language) -> String {
    let mut kinds: Vec<(&'static str, Said, BTreeSet<&str>)> = Vec::new();
    for diagnostic in later {
        let words = subject(diagnostic);
        // A message names its rule, so that as many messages are as many rules.
        let message = diagnostic.message.english.as_str();
        match kinds.iter_mut().find(|(_, known, _)| *known == words) {
            Some((_, _, rules)) => {
                rules.insert(message);
            }
            None => kinds.push((diagnostic.code, words, BTreeSet::from([message]))),
        }
    }
    let shown: Vec<String> = kinds
        .iter()
        .map(|(code, words, rules)| {
            let words = words.in_language(language);
            match (*code, rules.len()) {
                (POLICY, _) => format!("`{words}`"),
                (_, 1) => language.pick(
                    format!("`{words}` (1 rule)"),
                    format!("`{words}`（1 条规则）"),
                ),
                (_, count) => language.pick(
                    format!("`{words}` ({count} rules)"),
                    format!("`{words}`（{count} 条规则）"),
                ),
            }
        })
        .collect();
    language.pick(
        format!(
            "not run by this version, and refused by `deploy`: {}",
            shown.join(", ")
        ),
        format!("此版本还不能执行，`deploy` 会拒绝：{}", shown.join("、")),
    )
}

/// Fails with everything the rules say that this version does not run.
pub fn runs(checked: &Checked, sources: &[Source], language: Language) -> Result<(), Failure> {
    if checked.later.is_empty() {
        return Ok(());
    }
    print_mistakes(&checked.later, sources, language);
    let count = checked.later.len();
    Err(Failure::input(language.pick(
        format!(
            "the rules say {count} thing{} this version does not run yet; nothing was changed",
            if count == 1 { "" } else { "s" }
        ),
        format!("规则里有 {count} 处此版本还不能执行；什么都没有改动"),
    )))
}

/// Fails with every mistake in the templates, and in what the rules ask of them.
pub fn templates(
    texts: &TextsRecord,
    rulebook: &Rulebook,
    language: Language,
) -> Result<(), Failure> {
    templates::check(&texts.templates, rulebook).map_err(|wrong| {
        let lines: Vec<&str> = wrong.iter().map(|one| one.in_language(language)).collect();
        Failure::input(lines.join("\n"))
    })
}

/// Reads and checks the rules of these paths, or of the project's own folder.
/// `now` is the instant from which they are to count.
pub fn read(
    project: &Project,
    paths: &[PathBuf],
    now: Moment,
    language: Language,
) -> Result<(TextsRecord, Verdict), Failure> {
    let texts = texts(project, paths, language)?;
    let verdict = examine(project, &texts, now);
    Ok((texts, verdict))
}

/// The texts of the rules of these paths, or of the project's own folder.
pub fn texts(
    project: &Project,
    paths: &[PathBuf],
    language: Language,
) -> Result<TextsRecord, Failure> {
    let own = [project.rules_folder()];
    let paths = if paths.is_empty() {
        own.as_slice()
    } else {
        paths
    };
    must_exist(paths, language)?;
    let texts = rulebook::read_texts(project, paths)?;
    if texts.rules.is_empty() {
        let paths: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(Failure::input(language.pick(
            format!("there is no file ending in .rules in {}", paths.join(", ")),
            format!("{} 里没有扩展名为 .rules 的文件", paths.join("、")),
        )));
    }
    Ok(texts)
}

pub fn must_exist(paths: &[PathBuf], language: Language) -> Result<(), Failure> {
    let Some(missing) = paths.iter().find(|path| !path.exists()) else {
        return Ok(());
    };
    let missing = missing.display();
    Err(Failure::usage(language.pick(
        format!("there is no file or folder {missing}; name the rules to read"),
        format!("没有 {missing} 这个文件或文件夹；写明要读哪些规则"),
    )))
}

/// The checked rules; prints warnings, or every mistake.
pub fn passed(verdict: Verdict, language: Language) -> Result<Checked, Failure> {
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
            let s = if errors == 1 { "" } else { "s" };
            Err(Failure::input(language.pick(
                format!("the rules have {errors} mistake{s}"),
                format!("规则里有 {errors} 处错误"),
            )))
        }
    }
}

pub fn print_mistakes(mistakes: &[Diagnostic], sources: &[Source], language: Language) {
    eprintln!("{}", render_all(mistakes, sources, language));
}
