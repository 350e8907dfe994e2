//! One column while it is being written: a small buffer, and what is needed to narrow it at the end.

use super::build::{ColumnSink, Unwritable};
use super::layout::{Column, Encoding, Layout, Physical};

const BUFFER_BYTES: usize = 64 * 1024;

/// A column of fixed width.
pub(super) struct Lane {
    column: Column,
    physical: Physical,
    buffer: Vec<u8>,
    range: Option<Range>,
    may_narrow: bool,
}

/// The smallest and greatest value so far, and what all distances between values divide by.
#[derive(Clone, Copy)]
struct Range {
    least: i64,
    greatest: i64,
    unit: u64,
}

/// A bit for every row, written only once a row is missing.
pub(super) struct KnownLane {
    column: Column,
    rows: u64,
    started: bool,
    byte: u8,
    buffer: Vec<u8>,
}

impl Lane {
    pub fn new(column: Column, physical: Physical) -> Self {
        let may_narrow = physical == Physical::I64;
        Self {
            column,
            physical,
            buffer: Vec::new(),
            range: None,
            may_narrow,
        }
    }

    /// Leaves the column eight bytes wide.
    pub fn kept_wide(mut self) -> Self {
        self.may_narrow = false;
        self
    }

    pub fn push(&mut self, sink: &mut impl ColumnSink, value: i64) -> Result<(), Unwritable> {
        let out_of_range = Unwritable::OutOfRange {
            column: self.column,
            value,
        };
        match self.physical {
            Physical::U8 | Physical::Bits | Physical::Bytes => {
                self.buffer
                    .push(u8::try_from(value).map_err(|_| out_of_range)?);
            }
            Physical::U32 => {
                let raw = u32::try_from(value).map_err(|_| out_of_range)?;
                self.buffer.extend_from_slice(&raw.to_ne_bytes());
            }
            Physical::I32 => {
                let raw = i32::try_from(value).map_err(|_| out_of_range)?;
                self.buffer.extend_from_slice(&raw.to_ne_bytes());
            }
            Physical::I64 => {
                if self.may_narrow {
                    self.widen_range(value);
                }
                self.buffer.extend_from_slice(&value.to_ne_bytes());
            }
        }
        self.flush_when_full(sink)
    }

    /// A place for a row without a value; what stands there is never looked at.
    pub fn push_nothing(&mut self, sink: &mut impl ColumnSink) -> Result<(), Unwritable> {
        let width = self.physical.width() as usize;
        self.buffer.resize(self.buffer.len() + width, 0);
        self.flush_when_full(sink)
    }

    /// The same value for `rows` rows.
    pub fn fill(
        &mut self,
        sink: &mut impl ColumnSink,
        value: i64,
        rows: u64,
    ) -> Result<(), Unwritable> {
        (0..rows).try_for_each(|_| self.push(sink, value))
    }

    pub fn finish(
        mut self,
        sink: &mut impl ColumnSink,
        layout: &mut Layout,
    ) -> Result<(), Unwritable> {
        sink.append(self.column, &self.buffer)?;
        self.buffer = Vec::new();
        let encoding = self.narrowed();
        if encoding.physical != self.physical {
            let Encoding {
                physical,
                base,
                unit,
            } = encoding;
            sink.rewrite(self.column, &mut |wide, narrow| {
                for bytes in wide.chunks_exact(8) {
                    let value = bytes.try_into().map_or(0, i64::from_ne_bytes);
                    // Rows without a value come out as anything.
                    let raw = value.wrapping_sub(base).wrapping_div(unit);
                    match physical {
                        Physical::U8 => narrow.push(raw as u8),
                        _ => narrow.extend_from_slice(&(raw as i32).to_ne_bytes()),
                    }
                }
            })?;
        }
        layout.add(self.column, encoding);
        Ok(())
    }

    fn flush_when_full(&mut self, sink: &mut impl ColumnSink) -> Result<(), Unwritable> {
        if self.buffer.len() >= BUFFER_BYTES {
            sink.append(self.column, &self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn widen_range(&mut self, value: i64) {
        let Some(range) = &mut self.range else {
            self.range = Some(Range {
                least: value,
                greatest: value,
                unit: 0,
            });
            return;
        };
        if range.unit != 1 {
            let distance = value.abs_diff(range.least);
            if range.unit == 0 || !distance.is_multiple_of(range.unit) {
                range.unit = common_divisor(range.unit, distance);
            }
        }
        range.least = range.least.min(value);
        range.greatest = range.greatest.max(value);
    }

    fn narrowed(&self) -> Encoding {
        let wide = Encoding::plain(self.physical);
        let (true, Some(range)) = (self.may_narrow, self.range) else {
            return wide;
        };
        let Ok(unit) = i64::try_from(range.unit.max(1)) else {
            return wide;
        };
        let steps = range.greatest.abs_diff(range.least) / unit as u64;
        let physical = match steps {
            0..=0xFF => Physical::U8,
            0x100..=0x7FFF_FFFF => Physical::I32,
            _ => return wide,
        };
        Encoding {
            physical,
            base: range.least,
            unit,
        }
    }
}

impl KnownLane {
    pub fn new(column: Column) -> Self {
        Self {
            column,
            rows: 0,
            started: false,
            byte: 0,
            buffer: Vec::new(),
        }
    }

    pub fn push(
        &mut self,
        sink: &mut impl ColumnSink,
        row: u64,
        known: bool,
    ) -> Result<(), Unwritable> {
        if !self.started {
            if known {
                return Ok(());
            }
            self.started = true;
            // Every row so far was known.
            for _ in 0..row / 8 {
                self.push_byte(sink, 0xFF)?;
            }
            self.byte = ((1_u16 << (row % 8)) - 1) as u8;
        }
        self.byte |= u8::from(known) << (row % 8);
        self.rows = row + 1;
        if self.rows.is_multiple_of(8) {
            self.push_byte(sink, self.byte)?;
            self.byte = 0;
        }
        Ok(())
    }

    pub fn finish(
        mut self,
        sink: &mut impl ColumnSink,
        layout: &mut Layout,
    ) -> Result<(), Unwritable> {
        if self.started {
            if !self.rows.is_multiple_of(8) {
                self.buffer.push(self.byte);
            }
            sink.append(self.column, &self.buffer)?;
            layout.add(self.column, Encoding::plain(Physical::Bits));
        }
        Ok(())
    }

    fn push_byte(&mut self, sink: &mut impl ColumnSink, byte: u8) -> Result<(), Unwritable> {
        self.buffer.push(byte);
        if self.buffer.len() >= BUFFER_BYTES {
            sink.append(self.column, &self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

fn common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
