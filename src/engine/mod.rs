//! F3: what a run means. Plans, columns, the reference interpreter, entries, decisions, explanations.

pub mod analysis;
pub mod bitmap;
pub mod columns;
pub mod decisions;
pub mod due;
#[cfg(test)]
mod equality;
pub mod explain;
pub mod facts;
pub mod interpret;
pub mod outbox;
pub mod plan;
pub mod rehearse;
pub mod span;
pub mod subject;

pub mod ticks;
pub mod vocabulary;
