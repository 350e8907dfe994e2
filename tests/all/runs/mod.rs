//! The run's promises, over the store in memory: every decision exactly once, whatever interrupts it.

pub mod checker;
mod crash;
mod model;
mod replay;
pub mod shop;
pub mod world;
