//! Whether conditions can hold together: a search that gives up rather than run long, and never says
//! "impossible" of what is possible.

use super::cells::{Cell, CellId, Cells};
use super::links::{contained, same_certainty};
use super::sets::{Allowed, Ints, Values};

/// What must hold of the cells wherever a condition has some truth. It may let through too much,
/// never too little.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    Always,
    Never,
    Is(CellId, Allowed),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    pub fn all(parts: impl IntoIterator<Item = Formula>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Never => return Self::Never,
                Self::Always => {}
                Self::All(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::Always,
            1 => kept.pop().unwrap_or(Self::Always),
            _ => Self::All(kept),
        }
    }

    pub fn any(parts: impl IntoIterator<Item = Formula>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Always => return Self::Always,
                Self::Never => {}
                Self::Any(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::Never,
            1 => kept.pop().unwrap_or(Self::Never),
            _ => Self::Any(kept),
        }
    }
}

/// Whether formulas can hold together.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Impossible,
    /// As far as is known; what every cell named may be in one such case.
    Possible(State),
    /// The search was given up.
    TooLong,
}

/// What each cell may still be, by its id; `None` is everything.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct State(Vec<Option<Allowed>>);

impl State {
    pub fn get(&self, id: CellId) -> Option<&Allowed> {
        self.0.get(id.0)?.as_ref()
    }

    /// Says more of a cell; false where nothing is left.
    fn narrow(&mut self, id: CellId, allowed: &Allowed, cells: &Cells<'_>) -> bool {
        if self.0.len() <= id.0 {
            self.0.resize(id.0 + 1, None);
        }
        let Some(place) = self.0.get_mut(id.0) else {
            return true;
        };
        let before = place.take().or_else(|| cells.universe(id).cloned());
        let narrowed = before.map_or_else(|| allowed.clone(), |before| before.and(allowed));
        let left = !narrowed.is_empty();
        *place = Some(narrowed);
        left
    }
}

/// How many steps one question may take.
const STEPS: u32 = 4_000;

/// Answers questions about the cells of one table.
pub struct Solver<'c, 'r> {
    cells: &'c Cells<'r>,
    steps: u32,
}

impl<'c, 'r> Solver<'c, 'r> {
    pub fn new(cells: &'c Cells<'r>) -> Self {
        Self { cells, steps: 0 }
    }

    pub fn solve(&mut self, formulas: &[&Formula]) -> Answer {
        self.steps = 0;
        self.search(State::default(), formulas.to_vec(), Vec::new())
    }

    pub fn impossible(&mut self, formulas: &[&Formula]) -> bool {
        matches!(self.solve(formulas), Answer::Impossible)
    }

    fn search<'f>(
        &mut self,
        mut state: State,
        mut pending: Vec<&'f Formula>,
        mut choices: Vec<&'f [Formula]>,
    ) -> Answer {
        while let Some(formula) = pending.pop() {
            self.steps += 1;
            if self.steps > STEPS {
                return Answer::TooLong;
            }
            match formula {
                Formula::Always => {}
                Formula::Never => return Answer::Impossible,
                Formula::Is(id, allowed) => {
                    if !state.narrow(*id, allowed, self.cells) {
                        return Answer::Impossible;
                    }
                }
                Formula::All(parts) => pending.extend(parts),
                Formula::Any(parts) => choices.push(parts),
            }
        }
        if !self.linked(&state) {
            return Answer::Impossible;
        }
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.len()));
        let Some(choice) = choices.pop() else {
            return Answer::Possible(state);
        };
        let mut too_long = false;
        for part in choice {
            match self.search(state.clone(), vec![part], choices.clone()) {
                Answer::Impossible => {}
                Answer::TooLong => too_long = true,
                possible @ Answer::Possible(_) => return possible,
            }
            if self.steps > STEPS {
                return Answer::TooLong;
            }
        }
        if too_long {
            Answer::TooLong
        } else {
            Answer::Impossible
        }
    }

    /// Whether what is said of different cells can be true together.
    fn linked(&self, state: &State) -> bool {
        let counts: Vec<_> = self
            .cells
            .all()
            .filter_map(|(id, cell)| match cell {
                Cell::Count(query) => Some((query, counted(state.get(id)?)?)),
                _ => None,
            })
            .collect();
        for (at, (inner, inner_counts)) in counts.iter().enumerate() {
            for (other, (outer, outer_counts)) in counts.iter().enumerate() {
                if at == other || inner.event != outer.event {
                    continue;
                }
                if contained(inner, outer) && inner_counts.least > outer_counts.most {
                    return false;
                }
                if same_certainty(inner, outer) && !outer_counts.may_grow && !inner_counts.may_end {
                    return false;
                }
            }
        }
        true
    }
}

/// What a count may be, whether it may still grow or not.
struct Counted {
    least: i128,
    most: i128,
    /// Whether it may be one that can still grow, and one that cannot.
    may_grow: bool,
    may_end: bool,
}

fn counted(allowed: &Allowed) -> Option<Counted> {
    let Values::Ints(ints) = &allowed.values else {
        return None;
    };
    let certain = ints.and(&Ints::range(0, super::sets::GREATEST)).hull();
    let growing = ints
        .and(&Ints::range(super::sets::LEAST, -1))
        .hull()
        .map(|(from, to)| (-1 - to, -1 - from));
    let (a, b) = (certain.or(growing)?, growing.or(certain)?);
    Some(Counted {
        least: a.0.min(b.0),
        most: a.1.max(b.1),
        may_grow: growing.is_some(),
        may_end: certain.is_some(),
    })
}
