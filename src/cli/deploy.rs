//! `perennial deploy`: checked rules become the ones that act.

use super::failure::Failure;
use super::{Place, check, print};
use crate::language::said::Language;
use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use crate::runtime::clock;
use crate::runtime::deploy::{DeployReport, deploy};
use crate::runtime::project::Project;
use crate::runtime::rulebook::Deployed;
use crate::runtime::session::Session;
use clap::Args;
use std::path::PathBuf;

/// Make the rules in a folder the ones that act.
#[derive(Args)]
pub struct Deploy {
    /// Rules files or folders; without them, the project's rules/.
    paths: Vec<PathBuf>,
    /// From when on the rules count, instead of now: to replay history.
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
}

impl Deploy {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let now = instant(self.at.as_deref(), project.settings.zone)?;
        let report = deploy_paths(project, &self.paths, now, place.language)?;
        print(&shown(&report, place.language));
        Ok(())
    }
}

/// Checks and deploys the rules of these paths as of `now`.
pub fn deploy_paths(
    project: Project,
    paths: &[PathBuf],
    now: Moment,
    language: Language,
) -> Result<DeployReport, Failure> {
    let (texts, verdict) = check::read(&project, paths, now, language)?;
    let sources = verdict.sources.clone();
    let checked = check::passed(verdict, language).map_err(|mut failure| {
        let unchanged = language.pick("; nothing was deployed", "；没有部署");
        failure.message.push_str(unchanged);
        failure
    })?;
    check::runs(&checked, &sources, language)?;
    check::templates(&texts, &checked.rulebook, language)?;
    super::test::must_pass(&checked.rulebook, &texts, language)?;
    let deployed = Deployed::new("", &texts).map_err(|_| {
        Failure::input(language.pick(
            "the rules changed while they were read; deploy again",
            "读取期间规则文件有改动；重新部署一次",
        ))
    })?;
    let session = Session::open(project, "deploy", clock::now())?;
    session.records(&deployed)?;
    let report = deploy(session.book(), texts, &deployed, now)?;
    session.close()?;
    Ok(report)
}

fn shown(report: &DeployReport, language: Language) -> String {
    let rules = report.kept + report.added.len() + report.renamed.len();
    let version = &report.version;
    if report.unchanged {
        return language.pick(
            format!("Nothing changed: version {version} acts already.\n"),
            format!("没有变化：版本 {version} 已经在用。\n"),
        );
    }
    let s = if rules == 1 { "" } else { "s" };
    let mut text = language.pick(
        format!("Deployed version {version} with {rules} rule{s}.\n"),
        format!("已部署版本 {version}，共 {rules} 条规则。\n"),
    );
    for title in &report.added {
        let new = language.pick("new    ", "新增");
        text.push_str(&format!("  {new}  {title}\n"));
    }
    for (old, new) in &report.renamed {
        let renamed = language.pick("renamed", "改名");
        text.push_str(&format!("  {renamed}  {old} → {new}\n"));
    }
    for title in &report.removed {
        let removed = language.pick("removed", "移除");
        text.push_str(&format!("  {removed}  {title}\n"));
    }
    text
}

/// The instant a person gave, read in the project's zone; now without one.
pub fn instant(given: Option<&str>, zone: Zone) -> Result<Moment, Failure> {
    match given {
        None => Ok(clock::now()),
        Some(text) => {
            Moment::parse(text, zone).map_err(|why| Failure::usage(format!("--at {text}: {why}")))
        }
    }
}
