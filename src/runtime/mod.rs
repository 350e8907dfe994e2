//! F5: the clock and the only loop: intake, ticks, commits, delivery, shutdown.
