//! Which customers a segment speaks of, and for which of them a later one speaks instead.

use super::layout::{Column, Columns, Unreadable};
use super::vector::read_into;
use crate::engine::bitmap::Bitmap;
use crate::model::moment::Moment;

/// The slots of a segment, ascending.
pub fn slots(segment: &dyn Columns) -> Result<Vec<u32>, Unreadable> {
    let rows = segment.layout().rows;
    if !segment.layout().has(Column::Slot) {
        return Ok((0..rows).collect());
    }
    let mut slots = Vec::new();
    read_into(segment, Column::Slot, 0, rows as usize, &mut slots)?;
    Ok(slots)
}

/// The slots whose profile changed after `tick`, ascending: for a tick in the past a further segment has
/// to say how they were then.
pub fn changed_after(segments: &[&dyn Columns], tick: Moment) -> Result<Vec<u32>, Unreadable> {
    let superseded = superseded(segments)?;
    let mut changed = Vec::new();
    for (segment, superseded) in segments.iter().zip(&superseded) {
        if segment.layout().last_change_ms <= tick.0 {
            continue;
        }
        let mut times: Vec<i64> = Vec::new();
        read_into(
            *segment,
            Column::Changed,
            0,
            segment.layout().rows as usize,
            &mut times,
        )?;
        let late = slots(*segment)?
            .into_iter()
            .zip(times)
            .filter(|(_, at)| *at > tick.0);
        changed.extend(
            late.map(|(slot, _)| slot)
                .filter(|slot| !superseded.contains(*slot)),
        );
    }
    changed.sort_unstable();
    Ok(changed)
}

/// Per segment the slots a later one speaks for.
pub(super) fn superseded(segments: &[&dyn Columns]) -> Result<Vec<Bitmap>, Unreadable> {
    let mut later = Bitmap::new();
    let mut found = Vec::with_capacity(segments.len());
    for (at, segment) in segments.iter().enumerate().rev() {
        found.push(later.clone());
        if at > 0 {
            slots(*segment)?
                .into_iter()
                .for_each(|slot| later.insert(slot));
        }
    }
    found.reverse();
    Ok(found)
}
