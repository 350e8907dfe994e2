//! `perennial serve`: runs on the rules' own schedule until it is told to stop.

use super::failure::Failure;
use super::{Place, print, run};
use crate::runtime::clock;
use crate::runtime::serve::serve;
use crate::runtime::session::Session;
use clap::Args;

/// Do the same for ever, on the rules' own schedule.
#[derive(Args)]
pub struct Serve {}

impl Serve {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let session = Session::open(project, "serve", clock::now())?;
        let zone = session.deployed()?.zone;
        print("Serving; stop with Ctrl-C or SIGTERM.\n");
        run::runtime()?.block_on(serve(&session, &mut |report| {
            if report.run.ticks > 0 || report.delivery.delivered > 0 {
                print(&run::shown(report, zone));
            }
        }))?;
        session.close()?;
        print("Stopped; everything decided is on disk.\n");
        Ok(())
    }
}
