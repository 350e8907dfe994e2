//! Columns in memory: for tests, for the few customers touched since the files were written, and for
//! customers as they were at an earlier tick.

use super::build::{ColumnSink, SegmentBuilder, Unwritable};
use super::layout::{Column, Columns, Layout, Unreadable};
use crate::model::customer::Customer;
use crate::model::moment::Moment;
use crate::model::schema::Schema;
use std::collections::BTreeMap;

/// A whole segment in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryColumns {
    layout: Layout,
    bytes: BTreeMap<Column, Vec<u8>>,
}

/// Takes the columns a builder writes.
#[derive(Clone, Debug, Default)]
pub struct MemorySink {
    bytes: BTreeMap<Column, Vec<u8>>,
}

impl MemoryColumns {
    /// A segment of these customers, in the order of their slots, with their profiles as known at
    /// `as_of`, by default the latest.
    pub fn of(
        schema: &Schema,
        customers: &[Customer],
        as_of: Option<Moment>,
    ) -> Result<Self, Unwritable> {
        let mut builder = SegmentBuilder::new(schema, MemorySink::default());
        customers
            .iter()
            .try_for_each(|customer| builder.push(customer, as_of))?;
        let (layout, sink) = builder.finish()?;
        Ok(sink.into_columns(layout))
    }

    /// All bytes of a column; none where the segment does not have it.
    pub fn bytes(&self, column: Column) -> &[u8] {
        self.bytes.get(&column).map_or(&[], Vec::as_slice)
    }
}

impl MemorySink {
    /// The finished segment.
    pub fn into_columns(self, layout: Layout) -> MemoryColumns {
        MemoryColumns {
            layout,
            bytes: self.bytes,
        }
    }
}

impl ColumnSink for MemorySink {
    fn append(&mut self, column: Column, bytes: &[u8]) -> Result<(), Unwritable> {
        self.bytes
            .entry(column)
            .or_default()
            .extend_from_slice(bytes);
        Ok(())
    }

    fn rewrite(
        &mut self,
        column: Column,
        change: &mut dyn FnMut(&[u8], &mut Vec<u8>),
    ) -> Result<(), Unwritable> {
        if let Some(bytes) = self.bytes.get_mut(&column) {
            let mut changed = Vec::new();
            change(bytes, &mut changed);
            *bytes = changed;
        }
        Ok(())
    }
}

impl Columns for MemoryColumns {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn read(&self, column: Column, from: u64, into: &mut [u8]) -> Result<(), Unreadable> {
        let from = from as usize;
        let piece = self
            .bytes
            .get(&column)
            .and_then(|bytes| bytes.get(from..from + into.len()))
            .ok_or_else(|| Unreadable {
                column,
                reason: "it ends too early".into(),
            })?;
        into.copy_from_slice(piece);
        Ok(())
    }
}
