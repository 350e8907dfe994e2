//! A condition as a tree whose negations stand at the leaves, with what each part says of the cells.

use super::cells::{Cell, CellId, Cells};
use super::solve::Formula;
use crate::language::checked::{AtomInfo, Test};
use crate::language::source::Span;
use std::collections::BTreeSet;

/// One part of a condition.
#[derive(Clone, Debug)]
pub struct Node<'r> {
    pub test: &'r Test,
    /// Whether it is the opposite of `test` that is meant here.
    pub negated: bool,
    pub shape: Shape<'r>,
    pub yes: Formula,
    pub no: Formula,
    pub unknown: Formula,
    /// From its first leaf to its last, where its leaves have places.
    pub span: Option<Span>,
    /// The cells it looks at; questions about events of one type count as one cell.
    touches: BTreeSet<usize>,
}

#[derive(Clone, Debug)]
pub enum Shape<'r> {
    Constant,
    Leaf,
    All(Vec<Node<'r>>),
    Any(Vec<Node<'r>>),
}

impl<'r> Node<'r> {
    pub fn of(test: &'r Test, atoms: &[AtomInfo], cells: &mut Cells<'r>) -> Self {
        Self::polar(test, false, atoms, cells)
    }

    /// The opposite of the condition.
    pub fn denied(test: &'r Test, atoms: &[AtomInfo], cells: &mut Cells<'r>) -> Self {
        Self::polar(test, true, atoms, cells)
    }

    fn polar(test: &'r Test, negated: bool, atoms: &[AtomInfo], cells: &mut Cells<'r>) -> Self {
        let parts = |parts: &'r [Test], cells: &mut Cells<'r>| -> Vec<Self> {
            parts
                .iter()
                .map(|part| Self::polar(part, negated, atoms, cells))
                .collect()
        };
        match test {
            Test::Not(inner) => Self::polar(inner, !negated, atoms, cells),
            Test::All(inner) | Test::Any(inner) => {
                let inner = parts(inner, cells);
                let all = matches!(test, Test::All(_)) != negated;
                let of = |side: fn(&Self) -> &Formula| {
                    inner.iter().map(side).cloned().collect::<Vec<_>>()
                };
                let (yes, no, unknown) = (of(|n| &n.yes), of(|n| &n.no), of(|n| &n.unknown));
                let span = inner.iter().filter_map(|node| node.span).reduce(Span::to);
                let touches = inner
                    .iter()
                    .flat_map(|node| node.touches.iter().copied())
                    .collect();
                let (yes, no) = if all {
                    (Formula::all(yes), Formula::any(no))
                } else {
                    (Formula::any(yes), Formula::all(no))
                };
                Self {
                    test,
                    negated,
                    shape: if all {
                        Shape::All(flat(inner, true))
                    } else {
                        Shape::Any(flat(inner, false))
                    },
                    yes,
                    no,
                    unknown: Formula::any(unknown),
                    span,
                    touches,
                }
            }
            Test::Constant(_) => Self::leaf(test, negated, Shape::Constant, None, cells),
            Test::Atom(id, _) => {
                let span = id
                    .and_then(|id| atoms.get(usize::from(id.0)))
                    .map(|info| info.span);
                Self::leaf(test, negated, Shape::Leaf, span, cells)
            }
        }
    }

    fn leaf(
        test: &'r Test,
        negated: bool,
        shape: Shape<'r>,
        span: Option<Span>,
        cells: &mut Cells<'r>,
    ) -> Self {
        let (yes, no, unknown) = match test {
            Test::Atom(_, atom) => {
                let three = cells.three(atom);
                (three.yes, three.no, three.unknown)
            }
            _ => (cells.yes(test), cells.no(test), cells.unknown(test)),
        };
        let (yes, no) = if negated { (no, yes) } else { (yes, no) };
        let mut touches = BTreeSet::new();
        for formula in [&yes, &no, &unknown] {
            touched(formula, cells, &mut touches);
        }
        Self {
            test,
            negated,
            shape,
            yes,
            no,
            unknown,
            span,
            touches,
        }
    }

    /// Whether the two look at something both know of.
    pub fn meets(&self, other: &Self) -> bool {
        !self.touches.is_disjoint(&other.touches)
    }

    pub fn not_yes(&self) -> Formula {
        Formula::any([self.no.clone(), self.unknown.clone()])
    }

    pub fn not_no(&self) -> Formula {
        Formula::any([self.yes.clone(), self.unknown.clone()])
    }

    /// Both stand in the same words: a question the checker took apart, or one and the same.
    pub fn same_words(&self, other: &Self) -> bool {
        matches!((self.span, other.span), (Some(a), Some(b)) if a.place() == b.place())
    }
}

/// Parts joined the same way as the whole are parts of the whole.
fn flat(parts: Vec<Node<'_>>, all: bool) -> Vec<Node<'_>> {
    let mut whole = Vec::with_capacity(parts.len());
    for part in parts {
        match (part.shape, all) {
            (Shape::All(inner), true) | (Shape::Any(inner), false) => whole.extend(inner),
            (shape, _) => whole.push(Node { shape, ..part }),
        }
    }
    whole
}

fn touched(formula: &Formula, cells: &Cells<'_>, into: &mut BTreeSet<usize>) {
    match formula {
        Formula::Always | Formula::Never => {}
        Formula::Is(id, _) => {
            into.insert(key(*id, cells));
        }
        Formula::All(parts) | Formula::Any(parts) => {
            for part in parts {
                touched(part, cells, into);
            }
        }
    }
}

fn key(id: CellId, cells: &Cells<'_>) -> usize {
    match cells.cell(id) {
        Some(Cell::Count(query)) => usize::MAX - query.event,
        _ => id.0,
    }
}
