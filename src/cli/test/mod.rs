//! `perennial test`: the rulebook's own tests, with a clock of their own.

mod coverage;
mod json;
mod show;
mod words;

use super::failure::Failure;
use super::{Place, check, print};
use crate::engine::rehearse::coverage::Shown;
use crate::engine::rehearse::{Ended, Rehearsed};
use crate::language::checked::{CheckedTest, Rulebook};
use crate::language::said::Language;
use crate::runtime::rulebook;
use crate::store::book::wire::TextsRecord;
use clap::Args;
use std::path::PathBuf;

/// Try the rules out on the tests that stand beside them.
#[derive(Args)]
pub struct Test {
    /// Only tests with this in their title or file name.
    filter: Option<String>,
    /// Rules files or folders, instead of the project's rules/.
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// List what no test shows.
    #[arg(long)]
    coverage: bool,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// Tests that were played, and what they show together.
pub struct Played<'a> {
    pub rulebook: &'a Rulebook,
    pub tests: Vec<Rehearsed<'a>>,
    pub shown: Shown,
}

impl Test {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let language = place.language;
        let project = place.project()?;
        let texts = check::texts(&project, &self.rules, language)?;
        let verdict = rulebook::check(&texts);
        // Warnings are `check`'s business.
        let checked = match verdict.rulebook {
            Ok(checked) => checked,
            Err(_) => check::passed(verdict, language)?,
        };
        let rulebook = &checked.rulebook;
        let filter = self.filter.as_deref();
        let played = play(rulebook, &texts, |test| selects(filter, test));
        if played.tests.is_empty() {
            return Err(Failure::input(nothing_to_play(filter, rulebook, language)));
        }
        if self.json {
            print(&format!("{:#}\n", json::report(&played, self.coverage)));
        } else {
            print(&show::report(&played, language));
            if self.coverage {
                print(&coverage::report(&played, language));
            }
        }
        match (played.count(Ended::Failed), played.count(Ended::Passed)) {
            (0, 0) => Err(Failure::input(
                language.pick("none of these tests could be run", "这些测试一条也没能运行"),
            )),
            (0, _) => Ok(()),
            // Everything has been said.
            _ => Err(Failure::input("")),
        }
    }
}

/// Plays the tests that are wanted.
pub fn play<'a>(
    rulebook: &'a Rulebook,
    texts: &TextsRecord,
    wanted: impl Fn(&CheckedTest) -> bool,
) -> Played<'a> {
    let stage = rulebook::stage(rulebook, texts);
    let tests: Vec<Rehearsed<'_>> = rulebook
        .tests
        .iter()
        .filter(|test| wanted(test))
        .map(|test| stage.rehearse(test))
        .collect();
    let mut shown = Shown::default();
    for test in tests.iter().filter(|test| test.ended() == Ended::Passed) {
        shown.add(rulebook, test.test, &test.shown);
    }
    Played {
        rulebook,
        tests,
        shown,
    }
}

impl Played<'_> {
    pub fn count(&self, ended: Ended) -> usize {
        self.tests
            .iter()
            .filter(|test| test.ended() == ended)
            .count()
    }
}

fn selects(filter: Option<&str>, test: &CheckedTest) -> bool {
    filter.is_none_or(|filter| {
        let filter = filter.to_lowercase();
        test.title.to_lowercase().contains(&filter) || test.file.to_lowercase().contains(&filter)
    })
}

/// Nothing tested is not a pass.
fn nothing_to_play(filter: Option<&str>, rulebook: &Rulebook, language: Language) -> String {
    let there = rulebook.tests.len();
    match filter {
        Some(filter) if there > 0 => language.pick(
            format!("none of the {there} tests has `{filter}` in its title or file name"),
            format!("{there} 条测试的名称和文件名里都没有 `{filter}`"),
        ),
        _ => language.pick(
            "the rules have no tests; write one beside them: test \"…\", given today is …, expect rule \"…\" fires"
                .to_owned(),
            "规则库里没有测试；在规则旁边写一条：测试 \"…\"，假设 今天 是 …，预期 规则 \"…\" 触发".to_owned(),
        ),
    }
}

/// Fails with what the rulebook's own tests say; those that wait for what is not run yet do not count.
pub fn must_pass(
    rulebook: &Rulebook,
    texts: &TextsRecord,
    language: Language,
) -> Result<(), Failure> {
    let mut played = play(rulebook, texts, |_| true);
    let failed = played.count(Ended::Failed);
    if failed == 0 {
        return Ok(());
    }
    played.tests.retain(|test| test.ended() == Ended::Failed);
    print(&show::report(&played, language));
    Err(Failure::input(language.pick(
        format!(
            "{failed} of the rules' own tests fail{}; nothing was deployed",
            if failed == 1 { "s" } else { "" }
        ),
        format!("规则自带的测试有 {failed} 条没有通过；没有部署"),
    )))
}
