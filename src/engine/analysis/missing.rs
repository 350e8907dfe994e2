//! Conditions that customers without a value fail unseen: what is denied of a missing value is unknown,
//! and unknown never acts.

use super::cells::{Cell, may_miss};
use super::rule::{Conditions, named};
use super::sets::{Allowed, Values};
use super::solve::{Formula, Solver};
use super::tree::{Node, Shape};
use super::{Around, Base};
use crate::language::checked::{Atom, Comparison, Expr, ExprNode, RuleParts, Test};
use crate::language::diagnostics::{Diagnostic, analysis as said};

pub fn look<'r>(
    parts: &'r RuleParts,
    conditions: &Conditions<'r>,
    around: &Around,
    into: &mut Vec<Diagnostic>,
) {
    let mut leaves = Vec::new();
    for (root, in_unless) in conditions.roots().iter().zip([false, true]) {
        denied(root, in_unless, &mut leaves);
    }
    let mut told: Vec<usize> = Vec::new();
    for (leaf, in_unless) in leaves {
        let Test::Atom(_, atom) = leaf.test else {
            continue;
        };
        let mut read = Vec::new();
        attributes(atom, &mut read);
        for (at, expr) in read {
            let Some(field) = conditions.cells.schema.customer.get(at) else {
                continue;
            };
            if told.contains(&at) || !may_miss(field) || !loses(conditions, leaf, expr) {
                continue;
            }
            let rate = around.base.as_ref().map(|base| rate(base, at));
            if rate.as_ref().is_some_and(Option::is_none) {
                continue;
            }
            told.push(at);
            let place = leaf.span.unwrap_or(parts.span);
            let rate = rate.flatten();
            into.push(said::missing_fails(
                place,
                &named(field),
                rate.as_deref(),
                in_unless,
            ));
        }
    }
}

/// The share of customers who lack an attribute; `None` where nobody does.
fn rate(base: &Base, at: usize) -> Option<String> {
    let missing = base
        .missing
        .get(at)
        .copied()
        .filter(|missing| *missing > 0)?;
    let percent = |of: u64| missing.saturating_mul(of).checked_div(base.customers);
    Some(match (percent(100)?, percent(1000)?) {
        (0, 0) => "<0.1%".to_owned(),
        (0, tenths) => format!("0.{tenths}%"),
        (whole, _) => format!("{whole}%"),
    })
}

/// The leaves that are asked for their opposite.
fn denied<'n, 'r>(node: &'n Node<'r>, in_unless: bool, into: &mut Vec<(&'n Node<'r>, bool)>) {
    match &node.shape {
        Shape::Constant => {}
        Shape::All(parts) | Shape::Any(parts) => {
            for part in parts {
                denied(part, in_unless, into);
            }
        }
        Shape::Leaf => {
            let unequal = matches!(
                node.test,
                Test::Atom(
                    _,
                    Atom::Compare {
                        op: Comparison::NotEqual,
                        ..
                    }
                )
            );
            if node.negated != unequal {
                into.push((node, in_unless));
            }
        }
    }
}

/// The attributes an atom needs a value of.
fn attributes<'r>(atom: &'r Atom, into: &mut Vec<(usize, &'r Expr)>) {
    let mut add = |expr: &'r Expr| {
        if let ExprNode::Attribute(at) = expr.node {
            into.push((at, expr));
        }
    };
    match atom {
        Atom::Flag(item)
        | Atom::In { item, .. }
        | Atom::Contains { list: item, .. }
        | Atom::Birthday { item, .. }
        | Atom::Within { item, .. } => add(item),
        Atom::Compare { left, right, .. } => {
            add(left);
            add(right);
        }
        Atom::Between { item, low, high } => {
            add(item);
            add(low);
            add(high);
        }
        Atom::CompareCount { .. }
        | Atom::Known(_)
        | Atom::Missing(_)
        | Atom::Has(_)
        | Atom::No(_) => {}
    }
}

/// Whether someone without the value would be acted on, were it not for this leaf.
fn loses<'r>(conditions: &Conditions<'r>, leaf: &Node<'r>, expr: &'r Expr) -> bool {
    let Some((id, _)) = conditions
        .cells
        .all()
        .find(|(_, cell)| *cell == Cell::Value(expr))
    else {
        return false;
    };
    let missing = Formula::Is(
        id,
        Allowed {
            values: Values::None,
            missing: true,
            unknown: false,
        },
    );
    // With the leaf yes the rule would act, and without it, it does not.
    let mut would = vec![missing];
    let mut fails = Vec::new();
    for root in conditions.roots() {
        would.push(truths(root, leaf, true).0);
        fails.push(truths(root, leaf, false).1);
    }
    let fails = Formula::any(fails);
    let mut asked: Vec<&Formula> = would.iter().collect();
    asked.push(&fails);
    !Solver::new(&conditions.cells).impossible(&asked)
}

/// Where the condition is yes, and where it is not, with the leaf taken as yes or as unknown.
fn truths<'r>(node: &Node<'r>, leaf: &Node<'r>, as_yes: bool) -> (Formula, Formula) {
    if std::ptr::eq(node.test, leaf.test) {
        return if as_yes {
            (Formula::Always, Formula::Never)
        } else {
            (Formula::Never, Formula::Always)
        };
    }
    match &node.shape {
        Shape::Constant | Shape::Leaf => (node.yes.clone(), node.not_yes()),
        Shape::All(parts) => {
            let sides = parts.iter().map(|part| truths(part, leaf, as_yes));
            let (yes, not): (Vec<_>, Vec<_>) = sides.unzip();
            (Formula::all(yes), Formula::any(not))
        }
        Shape::Any(parts) => {
            let sides = parts.iter().map(|part| truths(part, leaf, as_yes));
            let (yes, not): (Vec<_>, Vec<_>) = sides.unzip();
            (Formula::any(yes), Formula::all(not))
        }
    }
}
