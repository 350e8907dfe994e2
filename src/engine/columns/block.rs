//! One block of customers: where their events stand, and in which zones they live.
#![expect(
    clippy::indexing_slicing,
    reason = "offsets were read with the block and checked to ascend"
)]

use super::bind::Binding;
use super::kernels::{NO, YES};
use super::layout::{Column, Columns, Unreadable};
use super::vector::{Vector, read_into};
use crate::engine::plan::Scope;

/// A block, its buffers used again for the next.
#[derive(Default)]
pub(super) struct Block {
    /// First row.
    pub from: u32,
    pub rows: usize,
    /// The zone all rows share, or `None` where `zones` has one for each.
    pub zone: Option<usize>,
    pub zones: Vec<u32>,
    pub events: Vec<EventBlock>,
    pub pairs: Vec<PairBlock>,
}

/// The events of one type of the block's customers.
#[derive(Default)]
pub(super) struct EventBlock {
    /// First row in the segment.
    pub from: u32,
    pub rows: usize,
    /// Per customer the first row, counted within the block, and one entry more.
    pub first: Vec<u32>,
    pub at: Vector,
    /// Whether the row is what was known at the tick; empty where all are.
    pub current: Vec<u8>,
    /// Per row the customer's row in the block; filled when asked for.
    owners: Vec<u32>,
}

/// Pairs of a subject event and another event of the same customer.
#[derive(Default)]
pub(super) struct PairBlock {
    pub subject: usize,
    pub row: usize,
    /// Per subject row the first pair, and one entry more.
    pub first: Vec<u32>,
    /// Per pair the row of its second event.
    pub row_of: Vec<u32>,
}

impl Block {
    pub fn load(
        &mut self,
        binding: &Binding<'_>,
        from: u32,
        rows: usize,
    ) -> Result<(), Unreadable> {
        (self.from, self.rows) = (from, rows);
        self.load_zones(binding)?;
        self.events
            .resize_with(binding.used_events.len(), EventBlock::default);
        for (event, used) in binding.used_events.iter().enumerate() {
            if *used {
                self.events[event].load(event, binding, from, rows)?;
            }
        }
        self.load_pairs(binding);
        Ok(())
    }

    /// How many rows a scope has in this block.
    pub fn len(&self, scope: Scope) -> usize {
        match scope {
            Scope::Customers => self.rows,
            Scope::Events(event) => self.events[event].rows,
            Scope::Pairs(subject, row) => self.pair(subject, row).row_of.len(),
        }
    }

    /// Where each group begins among the rows of a scope: customers' events, or subjects' pairs.
    pub fn groups(&self, scope: Scope) -> &[u32] {
        match scope {
            Scope::Customers => &[],
            Scope::Events(event) => &self.events[event].first,
            Scope::Pairs(subject, row) => &self.pair(subject, row).first,
        }
    }

    pub fn pair(&self, subject: usize, row: usize) -> &PairBlock {
        (self
            .pairs
            .iter()
            .find(|pair| (pair.subject, pair.row) == (subject, row)))
        .expect("pairs of every scope were laid out")
    }

    /// The position of the zone of a customer's row.
    pub fn zone_of(&self, row: usize) -> usize {
        self.zone.unwrap_or_else(|| self.zones[row] as usize)
    }

    fn load_zones(&mut self, binding: &Binding<'_>) -> Result<(), Unreadable> {
        self.zone = Some(0);
        let Some(encoding) = binding.columns.layout().encoding(Column::Zone) else {
            return Ok(());
        };
        let mut codes = Vector::default();
        codes.read(
            binding.columns,
            (Column::Zone, None),
            self.from,
            self.rows,
            None,
        )?;
        debug_assert!(encoding.unit > 0);
        let mut decoded = Vec::new();
        let known = binding.zones.len() as i64;
        self.zones.clear();
        for code in codes.decode(self.rows, &mut decoded) {
            if !(0..known).contains(code) {
                return Err(Unreadable {
                    column: Column::Zone,
                    reason: "no such zone".into(),
                });
            }
            self.zones.push(*code as u32);
        }
        let first = self.zones.first().copied().unwrap_or(0);
        if self.zones.iter().any(|code| *code != first) {
            self.zone = None;
        } else {
            self.zone = Some(first as usize);
        }
        Ok(())
    }

    fn load_pairs(&mut self, binding: &Binding<'_>) {
        self.pairs.clear();
        for node in &binding.plan.nodes {
            let Scope::Pairs(subject, row) = node.scope else {
                continue;
            };
            if self
                .pairs
                .iter()
                .any(|pair| (pair.subject, pair.row) == (subject, row))
            {
                continue;
            }
            let mut pair = PairBlock {
                subject,
                row,
                ..PairBlock::default()
            };
            let (subjects, others) = (&self.events[subject], &self.events[row]);
            pair.first.push(0);
            for customer in 0..self.rows {
                for _ in subjects.first[customer]..subjects.first[customer + 1] {
                    pair.row_of
                        .extend(others.first[customer]..others.first[customer + 1]);
                    pair.first.push(pair.row_of.len() as u32);
                }
            }
            self.pairs.push(pair);
        }
    }
}

impl EventBlock {
    fn load(
        &mut self,
        event: usize,
        binding: &Binding<'_>,
        from: u32,
        rows: usize,
    ) -> Result<(), Unreadable> {
        let columns = binding.columns;
        let first = Column::First(event);
        self.owners.clear();
        self.current.clear();
        read_into(
            columns,
            first,
            u64::from(from) * 4,
            rows + 1,
            &mut self.first,
        )?;
        self.from = self.first.first().copied().unwrap_or(0);
        let total = columns
            .layout()
            .events
            .get(event)
            .map_or(0, |events| events.rows);
        let ascending = self.first.is_sorted() && self.first.last().is_none_or(|end| *end <= total);
        if !ascending {
            return Err(Unreadable {
                column: first,
                reason: "its rows are out of order".into(),
            });
        }
        for place in &mut self.first {
            *place -= self.from;
        }
        self.rows = self.first.last().copied().unwrap_or(0) as usize;
        self.at.read(
            columns,
            (Column::At(event), None),
            self.from,
            self.rows,
            None,
        )?;
        if columns.layout().has(Column::From(event)) {
            self.load_current(event, columns, binding.tick_ms)?;
        }
        Ok(())
    }

    fn load_current(
        &mut self,
        event: usize,
        columns: &dyn Columns,
        tick_ms: i64,
    ) -> Result<(), Unreadable> {
        let (mut from, mut until): (Vec<i64>, Vec<i64>) = (Vec::new(), Vec::new());
        let start = u64::from(self.from) * 8;
        read_into(columns, Column::From(event), start, self.rows, &mut from)?;
        read_into(columns, Column::Until(event), start, self.rows, &mut until)?;
        let current = from.iter().zip(&until).map(|(from, until)| {
            if *from <= tick_ms && tick_ms < *until {
                YES
            } else {
                NO
            }
        });
        self.current.extend(current);
        Ok(())
    }

    /// Per row the customer's row in the block.
    pub fn owners(&mut self) -> &[u32] {
        if self.owners.is_empty() {
            for (customer, ends) in self.first.windows(2).enumerate() {
                let rows = (ends[1] - ends[0]) as usize;
                self.owners
                    .resize(self.owners.len() + rows, customer as u32);
            }
        }
        &self.owners
    }
}
