//! How many customers lack each attribute, read from the columns alone.

use super::layout::{Column, Columns, Unreadable};
use super::slots::{slots, superseded};

/// How many customers there are, and how many of them lack each of the first `attributes` attributes.
pub fn lacking(
    segments: &[&dyn Columns],
    attributes: usize,
) -> Result<(u64, Vec<u64>), Unreadable> {
    let superseded = superseded(segments)?;
    let mut customers = 0;
    let mut lack = vec![0_u64; attributes];
    for (segment, gone) in segments.iter().zip(&superseded) {
        // Rows for which a later segment speaks.
        let mut counts: Vec<bool> = Vec::new();
        for slot in slots(*segment)? {
            counts.push(!gone.contains(slot));
        }
        let here = counts.iter().filter(|counts| **counts).count() as u64;
        customers += here;
        for (at, lack) in lack.iter_mut().enumerate() {
            if !segment.layout().has(Column::Attribute(at)) {
                *lack += here;
            } else if segment.layout().has(Column::AttributeKnown(at)) {
                let mut bits = vec![0_u8; counts.len().div_ceil(8)];
                segment.read(Column::AttributeKnown(at), 0, &mut bits)?;
                let known = bits
                    .iter()
                    .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
                let unknown = counts
                    .iter()
                    .zip(known)
                    .filter(|(counts, known)| **counts && !known);
                *lack += unknown.count() as u64;
            }
        }
    }
    Ok((customers, lack))
}
