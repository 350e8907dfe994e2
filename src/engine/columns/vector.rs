//! The values of a node for the rows of a block, in the width they are stored in.
#![expect(
    clippy::indexing_slicing,
    reason = "row numbers are below the block's own lengths"
)]
#![expect(
    clippy::useless_conversion,
    reason = "one body serves all widths, and only the widest needs no conversion"
)]

use super::kernels::{NO, UNKNOWN, YES, byte_of, fill, within};
use super::layout::{Column, Columns, Encoding, Physical, Unreadable};

pub(super) const PRESENT: u8 = 0;
pub(super) const MISSING: u8 = 1;
pub(super) const UNTOLD: u8 = 2;

/// Which of a vector's buffers holds the raw values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Form {
    /// The same value in all rows.
    #[default]
    Scalar,
    U8,
    U32,
    I32,
    I64,
}

/// One value per row: present, missing, or not to be told yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Vector {
    pub form: Form,
    pub scalar: i64,
    pub u8s: Vec<u8>,
    pub u32s: Vec<u32>,
    pub i32s: Vec<i32>,
    pub i64s: Vec<i64>,
    /// A value is `base + unit × raw`; 0 and 1 except for stored columns.
    pub base: i64,
    pub unit: i64,
    /// The state of all rows, or `None` where `states` has one for each.
    pub uniform: Option<u8>,
    pub states: Vec<u8>,
    /// What stands for a missing value.
    pub fill: Option<i64>,
}

/// A value of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Value(i64),
    Missing,
    Untold,
}

/// Runs `$body` with `$raw` as the slice of raw values; not for scalars.
macro_rules! by_form {
    ($vector:expr, $raw:ident => $body:expr, $scalar:expr) => {
        match $vector.form {
            Form::Scalar => $scalar,
            Form::U8 => {
                let $raw = &$vector.u8s;
                $body
            }
            Form::U32 => {
                let $raw = &$vector.u32s;
                $body
            }
            Form::I32 => {
                let $raw = &$vector.i32s;
                $body
            }
            Form::I64 => {
                let $raw = &$vector.i64s;
                $body
            }
        }
    };
}
pub(super) use by_form;

impl Vector {
    pub fn set_scalar(&mut self, value: i64) {
        self.form = Form::Scalar;
        self.scalar = value;
        self.uniform = Some(PRESENT);
        (self.base, self.unit, self.fill) = (0, 1, None);
    }

    /// No row has a value.
    pub fn set_without_value(&mut self, state: u8) {
        self.set_scalar(0);
        self.uniform = Some(state);
    }

    /// Starts rows of decoded values; the caller fills `i64s`, and `states` after setting
    /// `uniform` to `None`.
    pub fn start_ints(&mut self) -> &mut Vec<i64> {
        self.form = Form::I64;
        self.uniform = Some(PRESENT);
        (self.base, self.unit, self.fill) = (0, 1, None);
        self.i64s.clear();
        self.states.clear();
        &mut self.i64s
    }

    /// Adds a row after [`Vector::start_ints`] and `uniform = None`.
    pub fn push(&mut self, cell: Cell) {
        let (value, state) = match cell {
            Cell::Value(value) => (value, PRESENT),
            Cell::Missing => (0, MISSING),
            Cell::Untold => (0, UNTOLD),
        };
        self.i64s.push(value);
        self.states.push(state);
    }

    /// The value all rows share, if they do.
    pub fn shared(&self) -> Option<i64> {
        (self.form == Form::Scalar && self.uniform == Some(PRESENT)).then_some(self.scalar)
    }

    pub fn at(&self, row: usize) -> Cell {
        match self.uniform.unwrap_or_else(|| self.states[row]) {
            PRESENT => Cell::Value(by_form!(
                self,
                raw => self.decoded(i64::from(raw[row])),
                self.scalar
            )),
            MISSING => self.fill.map_or(Cell::Missing, Cell::Value),
            _ => Cell::Untold,
        }
    }

    pub fn decoded(&self, raw: i64) -> i64 {
        self.base.wrapping_add(self.unit.wrapping_mul(raw))
    }

    /// All values decoded, with `fill` in the place of missing ones; what has none comes as anything.
    pub fn decode<'a>(&'a self, rows: usize, into: &'a mut Vec<i64>) -> &'a [i64] {
        let plain = self.fill.is_none() && self.base == 0 && self.unit == 1;
        if self.form == Form::I64 && plain {
            return &self.i64s;
        }
        into.clear();
        by_form!(
            self,
            raw => into.extend(raw.iter().map(|raw| self.decoded(i64::from(*raw)))),
            into.resize(rows, self.scalar)
        );
        if let (Some(fill), None) = (self.fill, self.uniform) {
            for (value, state) in into.iter_mut().zip(&self.states) {
                if *state == MISSING {
                    *value = fill;
                }
            }
        }
        into
    }

    /// The state of a row, with `fill` taken into account.
    pub fn state(&self, row: usize) -> u8 {
        match self.uniform.unwrap_or_else(|| self.states[row]) {
            MISSING if self.fill.is_some() => PRESENT,
            state => state,
        }
    }

    pub fn all_present(&self) -> bool {
        self.uniform == Some(PRESENT) || self.fill.is_some() && !self.states.contains(&UNTOLD)
    }

    /// Yes where `low <= value <= high` (where not, if `outside`); unknown without a value.
    pub fn test_range(
        &self,
        rows: usize,
        (low, high): (i64, i64),
        outside: bool,
        out: &mut Vec<u8>,
    ) {
        let holds = |value: i64| byte_of((low <= value && value <= high) != outside);
        if self.test_uniform(rows, holds, out) {
            return;
        }
        let Some((low_raw, high_raw)) = self.raw_range(low, high) else {
            fill(out, rows, if outside { YES } else { NO });
            self.patch(holds, out);
            return;
        };
        match self.form {
            Form::Scalar => {}
            Form::U8 => within(&self.u8s, low_raw as u8, high_raw as u8, outside, out),
            Form::U32 => within(&self.u32s, low_raw as u32, high_raw as u32, outside, out),
            Form::I32 => within(&self.i32s, low_raw as i32, high_raw as i32, outside, out),
            Form::I64 => within(&self.i64s, low_raw, high_raw, outside, out),
        }
        self.patch(holds, out);
    }

    /// Yes where `holds`; unknown without a value.
    pub fn test_each(&self, rows: usize, holds: impl Fn(i64) -> bool, out: &mut Vec<u8>) {
        if self.test_uniform(rows, |value| byte_of(holds(value)), out) {
            return;
        }
        out.clear();
        by_form!(
            self,
            raw => out.extend(raw.iter().map(|raw| byte_of(holds(self.decoded(i64::from(*raw)))))),
            ()
        );
        self.patch(|value| byte_of(holds(value)), out);
    }

    fn test_uniform(&self, rows: usize, holds: impl Fn(i64) -> u8, out: &mut Vec<u8>) -> bool {
        let truth = match (self.uniform, self.form) {
            (Some(PRESENT), Form::Scalar) => holds(self.scalar),
            (Some(MISSING), _) => self.fill.map_or(UNKNOWN, holds),
            (Some(UNTOLD), _) => UNKNOWN,
            _ => return false,
        };
        fill(out, rows, truth);
        true
    }

    fn patch(&self, holds: impl Fn(i64) -> u8, out: &mut [u8]) {
        if self.uniform.is_some() {
            return;
        }
        let missing = self.fill.map_or(UNKNOWN, holds);
        for (truth, state) in out.iter_mut().zip(&self.states) {
            let without = if *state == MISSING { missing } else { UNKNOWN };
            *truth = if *state == PRESENT { *truth } else { without };
        }
    }

    /// The raw values that decode to `low..=high`, within what the form can hold; `None` for none.
    pub fn raw_range(&self, low: i64, high: i64) -> Option<(i64, i64)> {
        let (base, unit) = (i128::from(self.base), i128::from(self.unit.max(1)));
        let low = (i128::from(low) - base + unit - 1).div_euclid(unit);
        let high = (i128::from(high) - base).div_euclid(unit);
        let (least, greatest) = match self.form {
            Form::U8 => (0, i64::from(u8::MAX)),
            Form::U32 => (0, i64::from(u32::MAX)),
            Form::I32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Form::I64 | Form::Scalar => (i64::MIN, i64::MAX),
        };
        let (low, high) = (low.max(i128::from(least)), high.min(i128::from(greatest)));
        (low <= high).then_some((low as i64, high as i64))
    }

    /// Reads rows `from..from + rows` of a column; without the column nothing is known of any row.
    pub fn read(
        &mut self,
        columns: &dyn Columns,
        (column, known): (Column, Option<Column>),
        from: u32,
        rows: usize,
        fill: Option<i64>,
    ) -> Result<(), Unreadable> {
        let Some(Encoding {
            physical,
            base,
            unit,
        }) = columns.layout().encoding(column)
        else {
            match fill {
                Some(value) => self.set_scalar(value),
                None => self.set_without_value(MISSING),
            }
            return Ok(());
        };
        (self.base, self.unit, self.fill) = (base, unit, fill);
        let start = u64::from(from) * physical.width();
        self.form = match physical {
            Physical::U8 | Physical::Bits | Physical::Bytes => Form::U8,
            Physical::U32 => Form::U32,
            Physical::I32 => Form::I32,
            Physical::I64 => Form::I64,
        };
        match self.form {
            Form::U8 | Form::Scalar => read_into(columns, column, start, rows, &mut self.u8s)?,
            Form::U32 => read_into(columns, column, start, rows, &mut self.u32s)?,
            Form::I32 => read_into(columns, column, start, rows, &mut self.i32s)?,
            Form::I64 => read_into(columns, column, start, rows, &mut self.i64s)?,
        }
        self.uniform = Some(PRESENT);
        if let Some(known) = known.filter(|known| columns.layout().has(*known)) {
            self.read_states(columns, known, from, rows)?;
        }
        Ok(())
    }

    fn read_states(
        &mut self,
        columns: &dyn Columns,
        known: Column,
        from: u32,
        rows: usize,
    ) -> Result<(), Unreadable> {
        if rows == 0 {
            return Ok(());
        }
        let (start, skipped) = (from / 8, (from % 8) as usize);
        let mut bits: Vec<u8> = Vec::new();
        read_into(
            columns,
            known,
            u64::from(start),
            (skipped + rows).div_ceil(8),
            &mut bits,
        )?;
        self.states.clear();
        let mut all = true;
        for byte in &bits {
            all &= *byte == 0xFF;
            self.states
                .extend_from_slice(&STATES_OF_BITS[usize::from(*byte)]);
        }
        if !all {
            self.uniform = None;
            self.states.drain(..skipped);
            self.states.truncate(rows);
        }
        Ok(())
    }
}

/// Fills a buffer with values of a column.
pub(super) fn read_into<T: bytemuck::Pod>(
    columns: &dyn Columns,
    column: Column,
    from_byte: u64,
    rows: usize,
    into: &mut Vec<T>,
) -> Result<(), Unreadable> {
    into.resize(rows, T::zeroed());
    columns.read(column, from_byte, bytemuck::cast_slice_mut(into))
}

/// For every byte of a bitmap the states of its eight rows.
const STATES_OF_BITS: [[u8; 8]; 256] = {
    let mut table = [[MISSING; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                table[byte][bit] = PRESENT;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
};
