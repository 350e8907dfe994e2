//! `perennial demo`: the CDNOW example, set up and run from nothing.

use super::deploy::deploy_paths;
use super::failure::Failure;
use super::{import, init, print, run};
use crate::language::said::Language;
use crate::runtime::clock;
use crate::runtime::intake::ImportOptions;
use crate::runtime::project::Project;
use crate::runtime::session::Session;
use crate::sources::Format;
use clap::Args;
use std::path::PathBuf;

/// Set up the CDNOW example and run its eighteen months, day by day.
#[derive(Args)]
pub struct Demo {
    /// Where to make it.
    #[arg(default_value = "perennial-demo")]
    folder: PathBuf,
}

/// The example's files, so that the binary alone can show itself.
const FILES: [(&str, &str); 6] = [
    (
        "perennial.toml",
        include_str!("../../examples/cdnow/perennial.toml"),
    ),
    (
        "rules/schema.rules",
        include_str!("../../examples/cdnow/rules/schema.rules"),
    ),
    (
        "rules/cdnow.en.rules",
        include_str!("../../examples/cdnow/rules/cdnow.en.rules"),
    ),
    (
        "rules/tests.en.rules",
        include_str!("../../examples/cdnow/rules/tests.en.rules"),
    ),
    (
        "data/customers.csv",
        include_str!("../../examples/cdnow/data/customers.csv"),
    ),
    (
        "data/purchases.csv",
        include_str!("../../examples/cdnow/data/purchases.csv"),
    ),
];

impl Demo {
    pub fn run(&self, language: Language) -> Result<(), Failure> {
        let folder = &self.folder;
        if folder.join("store").exists() {
            return Err(Failure::usage(format!(
                "{} holds a demo already; remove it or name another folder",
                folder.display()
            )));
        }
        for (name, text) in FILES {
            init::write(&folder.join(name), text)?;
        }
        print(&format!(
            "Made {} with the orders of 2,357 customers of CDNOW.\n",
            folder.display()
        ));
        let project = || Project::find(Some(folder), folder).map_err(Failure::from);
        for (kind, file, noun) in [
            (None, "data/customers.csv", "customers"),
            (Some("purchase"), "data/purchases.csv", "purchase events"),
        ] {
            let file = folder.join(file);
            let project = project()?;
            let zone = project.settings.zone;
            let rejects = file.with_extension("rejected.csv");
            let options = ImportOptions::new(
                clock::now(),
                Format::Csv,
                zone,
                rejects,
                std::env::temp_dir(),
            );
            print(&import::shown(
                &import::import(project, kind, &file, &options, language)?,
                noun,
                zone,
            ));
        }
        let zone = project()?.settings.zone;
        let instant = |text: &str| super::deploy::instant(Some(text), zone);
        let start = instant("1997-01-01")?;
        let report = deploy_paths(project()?, &[], start, language)?;
        print(&format!(
            "Deployed {} rules as of 1997-01-01; running 1997-01-01 to 1998-06-30, day by day.\n\n",
            report.added.len() + report.kept
        ));
        let session = Session::open(project()?, "demo", clock::now())?;
        let report = run::day_by_day(&session, instant("1998-06-30 23:59:59")?)?;
        print(&run::shown(&report, zone));
        session.close()?;
        let program = std::env::args()
            .next()
            .unwrap_or_else(|| "perennial".to_owned());
        let on = format!("{program} --project {}", folder.display());
        print(&format!(
            "
Look closer:
  {on} decisions --last 10
  {on} explain \"Win-back\" 00004 --at 1998-03-01
  {on} run --at \"1998-06-30 23:59:59\"     does nothing twice
"
        ));
        Ok(())
    }
}
