//! The blocked pass: all rules over all customers at one tick.
//!
//! Facts lie in columns of plain integers: one row per customer, and per event type one row per version
//! of an event, in order of (customer, time, number). A pass walks over blocks of customers small enough
//! to stay in cache; in each it computes every node of the [`Plan`](super::plan::Plan) once, for
//! all rules.
//!
//! - Every value is one `i64` once decoded; texts and lists are numbers of words kept once a segment, so
//!   equal means equal number. Comparisons run on the stored width.
//! - A truth is one byte a row, 0 no, 1 unknown, 2 yes, so that Kleene's *and*, *or* and *not* are the
//!   smaller, the greater and two minus; they become bits where rows are counted or kept.
//! - The columns are our own rather than Arrow's: files are read into reused buffers, as mapping memory
//!   would need `unsafe`, and the few kernels the language needs are fused with the decoding.
//! - Columns are reached through [`Columns`]; this module knows no disk.
//!
//! The reference interpreter says what every result must be; a property test holds both equal.

mod bind;
mod block;
mod build;
mod evaluate;
mod gather;
mod kernels;
mod lacking;
mod lane;
mod layout;
mod memory;
mod operators;
mod pass;
mod query;
mod slots;
mod spread;
mod vector;
mod words;

pub use build::{ColumnSink, SegmentBuilder, Unwritable};
pub use lacking::lacking;
pub use layout::{Column, Columns, Encoding, EventRows, Layout, Physical, Unreadable};
pub use memory::{MemoryColumns, MemorySink};
pub use pass::{Asked, Entered, PassOptions, RuleTruth, pass};
pub use slots::{changed_after, slots};
