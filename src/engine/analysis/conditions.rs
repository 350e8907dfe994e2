//! Conditions that can never be true, are always true, or say nothing that another does not say.

use super::cells::Cells;
use super::solve::{Formula, Solver};
use super::tree::{Node, Shape};
use crate::language::checked::Test;

/// Something that holds of a condition whatever the customer, the events and the tick.
#[derive(Clone, Debug)]
pub enum Finding<'r> {
    /// Never yes.
    Never(Node<'r>),
    /// Never yes both.
    Apart(Node<'r>, Node<'r>),
    /// Never yes all together; the whole.
    NoneOfAll(Node<'r>),
    /// Always yes.
    Always(Node<'r>),
    /// Never no.
    WhenKnown(Node<'r>),
    /// Of the parts of an `and`, the first adds nothing to the second.
    Implied(Node<'r>, Node<'r>),
    /// Of the parts of an `or`, the first adds nothing to the second.
    Covered(Node<'r>, Node<'r>),
    /// Part of an `or` that is never yes where what stands around it is: `around` names the parts
    /// that keep it from being yes.
    Dead(Node<'r>, Vec<Node<'r>>),
    /// Where `when` is yes, so is `unless`.
    NeverActs(Node<'r>),
    /// Where `when` is yes, `unless` is no.
    HoldsNobody(Node<'r>),
}

/// How a part turned out by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alone {
    Never,
    Always,
    Open,
}

/// More parts than this are not compared with one another.
const PARTS_MAX: usize = 24;

/// Everything that holds of `when` and `unless`.
pub fn findings<'r>(
    when: &Node<'r>,
    unless: Option<&Node<'r>>,
    cells: &Cells<'r>,
) -> Vec<Finding<'r>> {
    let mut search = Search {
        solver: Solver::new(cells),
        found: Vec::new(),
    };
    let when_alone = search.part(when, &mut Vec::new());
    let Some(unless) = unless else {
        return search.found;
    };
    let mut around = vec![when];
    if when_alone == Alone::Never {
        around.clear();
    }
    let unless_alone = search.part(unless, &mut around);
    if (when_alone, unless_alone) == (Alone::Open, Alone::Open) && when.meets(unless) {
        search.between(when, unless);
    }
    search.found
}

struct Search<'c, 'r> {
    solver: Solver<'c, 'r>,
    found: Vec<Finding<'r>>,
}

impl<'r> Search<'_, 'r> {
    fn impossible(&mut self, formulas: &[&Formula]) -> bool {
        self.solver.impossible(formulas)
    }

    /// `around` is what must be yes for this part to matter.
    fn part<'n>(&mut self, node: &'n Node<'r>, around: &mut Vec<&'n Node<'r>>) -> Alone {
        match &node.shape {
            // Written by the author's own hand: nothing to tell.
            Shape::Constant => match (node.test, node.negated) {
                (Test::Constant(yes), negated) if *yes != negated => Alone::Always,
                _ => Alone::Never,
            },
            Shape::Leaf => self.leaf(node),
            Shape::All(parts) => self.all(node, parts, around),
            Shape::Any(parts) => self.any(node, parts, around),
        }
    }

    fn leaf(&mut self, node: &Node<'r>) -> Alone {
        if self.impossible(&[&node.yes]) {
            self.found.push(Finding::Never(node.clone()));
            return Alone::Never;
        }
        if !self.impossible(&[&node.no]) {
            return Alone::Open;
        }
        if self.impossible(&[&node.unknown]) {
            self.found.push(Finding::Always(node.clone()));
            return Alone::Always;
        }
        self.found.push(Finding::WhenKnown(node.clone()));
        Alone::Open
    }

    fn all<'n>(
        &mut self,
        whole: &'n Node<'r>,
        parts: &'n [Node<'r>],
        around: &mut Vec<&'n Node<'r>>,
    ) -> Alone {
        let depth = around.len();
        let mut open = Vec::new();
        let mut never = false;
        for (at, part) in parts.iter().enumerate() {
            // A leaf is looked at by itself: a rule of many thousand would be gathered again for each.
            if !matches!(part.shape, Shape::Leaf) {
                let others = parts.iter().enumerate().filter(|(other, _)| *other != at);
                around.extend(others.map(|(_, other)| other));
            }
            let alone = self.part(part, around);
            around.truncate(depth);
            match alone {
                Alone::Never => never = true,
                Alone::Always => {}
                Alone::Open => open.push(part),
            }
        }
        if never {
            return Alone::Never;
        }
        if open.is_empty() {
            return Alone::Always;
        }
        let mut spoken = Vec::new();
        for (a, b) in pairs(&open) {
            if self.impossible(&[&a.yes, &b.yes]) {
                self.found.push(Finding::Apart(a.clone(), b.clone()));
                never = true;
            }
        }
        if never {
            return Alone::Never;
        }
        if open.len() > 2 && self.impossible(&[&whole.yes]) {
            self.found.push(Finding::NoneOfAll(whole.clone()));
            return Alone::Never;
        }
        for (a, b) in pairs(&open) {
            for (part, by) in [(b, a), (a, b)] {
                let silent =
                    |node: &Node<'r>| spoken.iter().any(|said: &&Node<'r>| same(said, node));
                if silent(part) || silent(by) || part.same_words(by) {
                    continue;
                }
                let follows = self.impossible(&[&by.yes, &part.not_yes()])
                    && self.impossible(&[&part.no, &by.not_no()]);
                if follows {
                    self.found.push(Finding::Implied(part.clone(), by.clone()));
                    spoken.push(part);
                }
            }
        }
        Alone::Open
    }

    fn any<'n>(
        &mut self,
        whole: &'n Node<'r>,
        parts: &'n [Node<'r>],
        around: &mut Vec<&'n Node<'r>>,
    ) -> Alone {
        let mut open = Vec::new();
        let mut always = false;
        for part in parts {
            match self.part(part, around) {
                Alone::Never => {}
                Alone::Always => always = true,
                Alone::Open => open.push(part),
            }
        }
        if always {
            return Alone::Always;
        }
        if open.is_empty() {
            return Alone::Never;
        }
        if open.len() > 1 && self.impossible(&[&whole.no]) {
            if self.impossible(&[&whole.unknown]) {
                self.found.push(Finding::Always(whole.clone()));
                return Alone::Always;
            }
            let by_one = open.iter().any(|part| self.solver.impossible(&[&part.no]));
            if !by_one {
                self.found.push(Finding::WhenKnown(whole.clone()));
            }
            return Alone::Open;
        }
        let mut spoken = Vec::new();
        for part in &open {
            if open.len() < 2 {
                break;
            }
            let near = around.iter().filter(|other| other.meets(part));
            let near: Vec<&Node<'r>> = near.copied().collect();
            if near.is_empty() {
                continue;
            }
            let mut together: Vec<&Formula> = near.iter().map(|other| &other.yes).collect();
            // Where what is around is impossible by itself, that is said elsewhere.
            if self.impossible(&together) {
                continue;
            }
            together.push(&part.yes);
            if self.impossible(&together) {
                let near = near.into_iter().cloned().collect();
                self.found.push(Finding::Dead((*part).clone(), near));
                spoken.push(*part);
            }
        }
        for (a, b) in pairs(&open) {
            for (part, by) in [(b, a), (a, b)] {
                let silent =
                    |node: &Node<'r>| spoken.iter().any(|said: &&Node<'r>| same(said, node));
                if silent(part) || silent(by) || part.same_words(by) {
                    continue;
                }
                let covered = self.impossible(&[&part.yes, &by.not_yes()])
                    && self.impossible(&[&by.no, &part.not_no()]);
                if covered {
                    self.found.push(Finding::Covered(part.clone(), by.clone()));
                    spoken.push(part);
                }
            }
        }
        Alone::Open
    }

    fn between(&mut self, when: &Node<'r>, unless: &Node<'r>) {
        if self.impossible(&[&when.yes, &unless.no]) {
            self.found.push(Finding::NeverActs(unless.clone()));
        } else if self.impossible(&[&when.yes, &unless.yes])
            && self.impossible(&[&when.yes, &unless.unknown])
        {
            self.found.push(Finding::HoldsNobody(unless.clone()));
        }
    }
}

/// Every two parts that look at the same thing.
fn pairs<'n, 'r>(parts: &[&'n Node<'r>]) -> Vec<(&'n Node<'r>, &'n Node<'r>)> {
    let mut pairs = Vec::new();
    if parts.len() > PARTS_MAX {
        return pairs;
    }
    for (at, a) in parts.iter().enumerate() {
        for b in parts.iter().skip(at + 1).filter(|b| a.meets(b)) {
            pairs.push((*a, *b));
        }
    }
    pairs
}

fn same(a: &Node<'_>, b: &Node<'_>) -> bool {
    std::ptr::eq(a.test, b.test)
}
