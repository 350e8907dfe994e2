//! The run's promises, over the store in memory: every decision exactly once, whatever interrupts it.

mod checker;
mod crash;
mod shop;
mod world;
