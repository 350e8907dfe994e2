//! `perennial serve`: runs on the rules' own schedule until it is told to stop.

use super::failure::Failure;
use super::{Place, print, run};
use crate::runtime::clock;
use crate::runtime::serve::serve;
use crate::runtime::session::Session;
use clap::Args;

/// Do the same for ever, on the rules' own schedule.
#[derive(Args)]
pub struct Serve {
    /// Say nothing of runs that decided something.
    #[arg(long)]
    quiet: bool,
}

impl Serve {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let zone = project.settings.zone;
        // What would stop the first tick is told now.
        let session = Session::open(project.clone(), "serve", clock::now())?;
        let rules = session.deployed()?.rulebook.rules.len();
        session.close()?;
        print(&format!(
            "Serving {rules} rules; stop with Ctrl-C or SIGTERM.\n"
        ));
        run::runtime()?.block_on(serve(&project, &mut |report| {
            if self.quiet {
                return;
            }
            if report.run.ticks > 0 || report.delivery.delivered > 0 {
                print(&run::shown(report, zone));
            }
        }))?;
        print("Stopped; everything decided is on disk.\n");
        Ok(())
    }
}
