//! What a rule can cost in a month at most: exact amounts, never too small, with the cap that made them.

use super::Around;
use super::caps::{uncapped, why};
use super::rhythm::{grants, periods};
use crate::language::checked::{
    Argument, Arm, ArmDoes, Audience, BudgetAmount, CheckedAction, Expr, ExprNode, Period, Piece,
    RuleParts, Rulebook, Step, StepDoes,
};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::language::said::Said;
use crate::model::calendar::{Length, Span};
use crate::model::kind::Kind;
use crate::model::money::Currency;

/// What one rule gives away.
#[derive(Clone, Debug)]
pub struct Cost {
    pub title: String,
    pub currency: Currency,
    /// What acting once is worth at most, in minor units; `None` where a field says how much.
    pub each: Option<i128>,
    /// How often one subject can be acted on in a month, where anything bounds it.
    pub times: Option<u64>,
    /// Whether subjects are events, of which a customer may have any number.
    pub of_events: bool,
    /// The most for one customer, where it can be said.
    pub per_customer: Option<i128>,
    /// The most for all, where it can be said.
    pub in_all: Option<i128>,
    /// What made the last of these that is known, or why there is none.
    pub because: Said,
}

/// What every rule that gives coupons of some worth can cost in a month.
pub fn costs(rulebook: &Rulebook, around: &Around) -> Vec<Cost> {
    rulebook
        .rules
        .iter()
        .filter_map(|rule| cost(rule.parts(), around))
        .collect()
}

/// Nothing where the rule gives away nothing of worth.
pub fn cost(parts: &RuleParts, around: &Around) -> Option<Cost> {
    let currency = parts.every_action().find_map(currency_of)?;
    let each = once(parts);
    if each == Some(0) {
        return None;
    }
    let most = grants(parts, month(parts), None);
    let of_events = parts.audience != Audience::Customer;
    let times = most.map(|(times, _)| times);
    let by_caps = times
        .filter(|_| !of_events)
        .and_then(|times| each?.checked_mul(i128::from(times)));
    let by_budget = budget(parts);
    let customers = around.base.as_ref().map(|base| base.customers);
    let all_by_caps = by_caps.and_then(|one| one.checked_mul(i128::from(customers?)));
    let per_customer = [by_caps, by_budget.as_ref().map(|(most, _)| *most)]
        .into_iter()
        .flatten()
        .min();
    let in_all = [all_by_caps, by_budget.as_ref().map(|(most, _)| *most)]
        .into_iter()
        .flatten()
        .min();
    let because = match (&by_budget, in_all, most) {
        (Some((most, budget)), Some(all), _) if *most == all => budget.clone(),
        _ if each.is_none() => Said::new("a field says how much", "面额取决于字段"),
        _ if of_events => Said::new(
            "each event counts by itself; only a budget would bound it",
            "每个事件单独计算；只有预算能封顶",
        ),
        (_, _, Some((_, because))) => why(because, parts),
        _ => Said::new("nothing bounds it", "没有任何封顶"),
    };
    Some(Cost {
        title: parts.title.clone(),
        currency,
        each,
        times,
        of_events,
        per_customer,
        in_all,
        because,
    })
}

/// What later steps give away in a month may come from entries of two: then any 31 days count.
fn month(parts: &RuleParts) -> Period {
    let steps = parts.journey.iter().flat_map(|journey| &journey.steps);
    let gives = |action: &CheckedAction| worth(action) != Some(0);
    if steps.flat_map(Step::actions).any(gives) {
        Period::Rolling(Length::Calendar(Span::days(31)))
    } else {
        Period::Month
    }
}

/// The worth of acting once, whichever arm and branch is taken.
fn once(parts: &RuleParts) -> Option<i128> {
    let of = |actions: &[CheckedAction]| {
        actions
            .iter()
            .map(worth)
            .try_fold(0_i128, |sum, each| sum.checked_add(each?))
    };
    let mut sum = of(&parts.actions)?;
    if let Some(split) = &parts.split {
        let arms = split.arms.iter().map(|Arm { does, .. }| match does {
            ArmDoes::Variant { actions, .. } => of(actions),
            ArmDoes::Holdout => Some(0),
        });
        sum += greatest(arms)?;
    }
    for step in parts.journey.iter().flat_map(|journey| &journey.steps) {
        sum += match &step.does {
            StepDoes::Actions(actions) => of(actions)?,
            StepDoes::If { then, or_else, .. } => greatest([of(then), of(or_else)].into_iter())?,
        };
    }
    Some(sum)
}

fn greatest(mut ways: impl Iterator<Item = Option<i128>>) -> Option<i128> {
    ways.try_fold(0, |most, way| Some(i128::max(most, way?)))
}

/// What a coupon is worth; nothing for other actions; `None` where a field says it.
fn worth(action: &CheckedAction) -> Option<i128> {
    if action.action != COUPON {
        return Some(0);
    }
    match value_of(action) {
        None => Some(0),
        Some(expr) => match &expr.node {
            ExprNode::Constant(value) => value.int().map(|minor| i128::from(minor.max(0))),
            _ => None,
        },
    }
}

const COUPON: &str = "send coupon";

fn value_of(action: &CheckedAction) -> Option<&Expr> {
    action
        .arguments
        .iter()
        .find_map(|(name, argument)| match argument {
            Argument::Expr(expr) if name == "value" => Some(expr),
            _ => None,
        })
}

fn currency_of(action: &CheckedAction) -> Option<Currency> {
    match value_of(action)?.kind {
        Kind::Money(currency) if action.action == COUPON => Some(currency),
        _ => None,
    }
}

/// The tightest of the budgets for a month, with its words.
fn budget(parts: &RuleParts) -> Option<(i128, Said)> {
    let bounds = parts.budgets.iter().filter_map(|budget| {
        let times = i128::from(periods(Period::Month, budget.per)?);
        let most = match budget.amount {
            BudgetAmount::Money { minor, .. } => i128::from(minor),
            BudgetAmount::Pieces {
                count,
                of: Piece::Coupons,
            } => i128::from(count).checked_mul(dearest(parts)?)?,
            // Of what else the rule gives, coupons may go to those who get none of it.
            BudgetAmount::Pieces { .. } => return None,
        };
        Some((most.checked_mul(times)?, said::budget_words(budget)))
    });
    bounds.min_by_key(|(most, _)| *most)
}

/// The worth of the dearest single coupon.
fn dearest(parts: &RuleParts) -> Option<i128> {
    greatest(parts.every_action().map(worth))
}

/// A rule that gives away something of worth, and nothing that ends it.
pub fn look(parts: &RuleParts, around: &Around, into: &mut Vec<Diagnostic>) {
    if !uncapped(parts) {
        return;
    }
    let Some(cost) = cost(parts, around) else {
        return;
    };
    let each = cost.each.and_then(|each| i64::try_from(each).ok());
    let each = each.map(|minor| cost.currency.show(minor));
    into.push(said::uncapped(parts.span, &parts.title, each.as_deref()));
}
