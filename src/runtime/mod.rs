//! F5: the clock and the only loop: intake, ticks, commits, delivery, shutdown.

pub mod clock;
pub mod deploy;
pub mod dispatch;
pub mod evaluate;
pub mod examine;
pub mod format;
pub mod intake;
pub mod mail;
pub mod project;
pub mod report;
pub mod rulebook;
pub mod run;
pub mod serve;
pub mod session;
pub mod templates;
pub mod tick;
pub mod watch;
pub mod why;
pub mod workbook;
