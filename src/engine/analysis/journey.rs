//! Later steps that are never taken.

use super::cells::Cells;
use super::rule::subject;
use super::solve::Solver;
use crate::language::checked::{RuleParts, StepDoes, Test};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::model::schema::Schema;

pub fn look(parts: &RuleParts, schema: &Schema, into: &mut Vec<Diagnostic>) {
    if let Some(stop) = &parts.stop_when
        && never(stop, false, parts, schema)
    {
        into.push(said::stop_never(parts.span, &parts.title));
    }
    let steps = parts.journey.iter().flat_map(|journey| &journey.steps);
    for (number, step) in (1..).zip(steps) {
        let StepDoes::If {
            condition, or_else, ..
        } = &step.does
        else {
            continue;
        };
        if never(condition, false, parts, schema) {
            into.push(said::branch_never(parts.span, &parts.title, number, true));
        } else if !or_else.is_empty() && never(condition, true, parts, schema) {
            into.push(said::branch_never(parts.span, &parts.title, number, false));
        }
    }
}

/// Whether the condition, asked after the entry, is never yes, or never no. One that was written out
/// as yes or no is its author's own doing.
fn never(test: &Test, no: bool, parts: &RuleParts, schema: &Schema) -> bool {
    if matches!(test, Test::Constant(_)) {
        return false;
    }
    // Steps may come after the active dates.
    let mut cells = Cells::new(schema, subject(parts.audience), None);
    let formula = if no { cells.no(test) } else { cells.yes(test) };
    Solver::new(&cells).impossible(&[&formula])
}
