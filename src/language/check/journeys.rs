//! What comes after the entry: later steps, arms of a split, control groups, budgets, the goal.

use super::names::kind_words;
use super::scope::{Found, Lower};
use super::sections::Sections;
use super::{Reported, mistakes};
use crate::language::checked::{
    Arm, ArmDoes, Budget, BudgetAmount, Expr, Journey, Period, Piece, Split, Step, StepDoes, Test,
};
use crate::language::diagnostics::did_you_mean;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::syntax::{self, Action, ArmKind, Name, Path, Percent};
use crate::language::vocabulary::{Bilingual, Takes};
use crate::model::kind::MILLION;
use std::collections::BTreeMap;

/// 100 %, in millionths of a percentage point.
const WHOLE: i64 = 100 * MILLION;

/// Nothing written is fine; something written that is wrong is not.
type Checked<T> = Result<Option<T>, Reported>;

/// The parts of a rule that say what happens after the entry.
pub(super) struct AfterEntry {
    pub split: Checked<Split>,
    pub journey: Checked<Journey>,
    pub stop_when: Checked<Test>,
    pub goal: Checked<Test>,
    pub holdout: Checked<i64>,
    pub budgets: Option<Vec<Budget>>,
    pub prefer: Checked<Expr>,
}

impl Lower<'_> {
    /// All of them, so that the mistakes of all are reported.
    pub fn after_entry(&mut self, sections: &Sections<'_>) -> AfterEntry {
        let split = sections.split.map(|(at, split)| {
            self.later(at, mistakes::later::split);
            if let Some((then, _)) = sections.then {
                self.report
                    .say(mistakes::journeys::split_and_then(at, then));
            }
            self.split(split).ok_or(Reported)
        });
        let holdout = sections.holdout.map(|(at, share)| {
            self.later(at, mistakes::later::holdout);
            let arms = sections.split.iter().flat_map(|(_, split)| &split.arms);
            let mut control = arms.filter(|arm| arm.kind == ArmKind::Holdout);
            if let Some(arm) = control.next() {
                self.report
                    .say(mistakes::journeys::two_control_groups(at, arm.span));
            }
            self.holdout(share).ok_or(Reported)
        });
        let has_steps = !sections.waits.is_empty();
        let journey = has_steps.then(|| self.journey(sections).ok_or(Reported));
        let stop_when = sections.stop_when.map(|(at, condition)| {
            self.later(at, mistakes::later::stop_when);
            if !has_steps {
                self.report.say(mistakes::journeys::stop_without_wait(at));
            }
            self.asked_after_entry(condition).ok_or(Reported)
        });
        let goal = sections.goal.map(|(at, condition)| {
            self.later(at, mistakes::later::goal);
            self.asked_after_entry(condition).ok_or(Reported)
        });
        let budgets: Vec<Option<Budget>> = sections
            .budgets
            .iter()
            .map(|(at, budget)| {
                self.later(*at, mistakes::later::budget);
                self.budget(budget, sections)
            })
            .collect();
        let prefer = sections.prefer.map(|(at, value)| {
            self.later(at, mistakes::later::prefer);
            if sections.budgets.is_empty() {
                self.report
                    .say(mistakes::journeys::prefer_without_budget(at));
            }
            self.prefer(value).ok_or(Reported)
        });
        AfterEntry {
            split: split.transpose(),
            journey: journey.transpose(),
            stop_when: stop_when.transpose(),
            goal: goal.transpose(),
            holdout: holdout.transpose(),
            budgets: budgets.into_iter().collect(),
            prefer: prefer.transpose(),
        }
    }

    /// Notes what this version does not run.
    fn later(&mut self, at: Span, say: fn(Span, &str) -> crate::language::diagnostics::Diagnostic) {
        let later = say(at, &self.title);
        self.report.later.push(later);
    }

    fn asked_after_entry(&mut self, condition: &syntax::Expr) -> Option<Test> {
        self.after_entry = true;
        let test = self.test(condition);
        self.after_entry = false;
        test
    }

    fn journey(&mut self, sections: &Sections<'_>) -> Option<Journey> {
        let steps: Vec<Option<Step>> = sections
            .waits
            .iter()
            .map(|(at, wait)| {
                self.later(*at, mistakes::later::wait);
                self.step(wait)
            })
            .collect();
        let steps = steps.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Journey { steps })
    }

    fn step(&mut self, wait: &syntax::Wait) -> Option<Step> {
        let after = self.some_length(&wait.delay);
        let does = match &wait.step {
            syntax::Step::Then(actions) => self.actions(actions).map(StepDoes::Actions),
            syntax::Step::If {
                condition,
                then,
                or_else,
            } => {
                let condition = self.asked_after_entry(condition);
                let (then, or_else) = (self.actions(then), self.actions(or_else));
                condition
                    .zip(then)
                    .zip(or_else)
                    .map(|((condition, then), or_else)| StepDoes::If {
                        condition,
                        then,
                        or_else,
                    })
            }
        };
        Some(Step {
            after: after?,
            does: does?,
        })
    }

    fn split(&mut self, split: &syntax::Split) -> Option<Split> {
        self.named(&split.name);
        let by = split
            .by
            .as_ref()
            .map(|path| self.split_by(path).ok_or(Reported));
        let arms: Vec<Option<Arm>> = split.arms.iter().map(|arm| self.arm(arm)).collect();
        self.compare_arms(split);
        Some(Split {
            name: split.name.text.trim().to_owned(),
            by: by.transpose().ok()?,
            arms: arms.into_iter().collect::<Option<Vec<_>>>()?,
        })
    }

    fn named(&mut self, name: &syntax::Text) {
        if name.text.trim().is_empty() {
            self.report.say(mistakes::journeys::unnamed(name.span));
        }
    }

    fn split_by(&mut self, path: &Path) -> Option<Expr> {
        match self.find(path) {
            Found::Field(field) => {
                if self.may_miss(field) {
                    let words = self.words(path.span);
                    return self.fail(mistakes::journeys::split_by_may_miss(path.span, &words));
                }
                self.read(field)
            }
            Found::Silent => None,
            Found::Unknown(unknown) => self.fail(*unknown),
        }
    }

    fn arm(&mut self, arm: &syntax::Arm) -> Option<Arm> {
        if arm.share.micros <= 0 {
            self.report
                .say(mistakes::journeys::empty_share(arm.share.span));
        }
        let does = match &arm.kind {
            ArmKind::Holdout => ArmDoes::Holdout,
            ArmKind::Variant { name, then } => {
                self.named(name);
                ArmDoes::Variant {
                    name: name.text.trim().to_owned(),
                    actions: self.actions(then)?,
                }
            }
        };
        Some(Arm {
            share: arm.share.micros,
            does,
        })
    }

    /// What is wrong with the arms of a split when they are held side by side.
    fn compare_arms(&mut self, split: &syntax::Split) {
        let total: i64 = split.arms.iter().map(|arm| arm.share.micros).sum();
        let mut names: BTreeMap<&str, Span> = BTreeMap::new();
        let mut control: Option<Span> = None;
        for arm in &split.arms {
            match &arm.kind {
                ArmKind::Variant { name, .. } => {
                    let text = name.text.trim();
                    if let Some(first) = names.get(text) {
                        let twice = mistakes::journeys::variant_twice(name.span, text, *first);
                        self.report.say(twice);
                    } else {
                        names.insert(text, name.span);
                    }
                }
                ArmKind::Holdout => match control {
                    Some(first) => self
                        .report
                        .say(mistakes::journeys::two_control_groups(arm.span, first)),
                    None => control = Some(arm.span),
                },
            }
        }
        if split.arms.len() < 2 || names.is_empty() {
            let at = split.name.span;
            self.report.say(mistakes::journeys::too_few_arms(at));
        } else if total != WHOLE {
            let at = split.name.span;
            let total = shown_percent(total);
            self.report.say(mistakes::journeys::shares_off(at, &total));
        }
    }

    fn holdout(&mut self, share: &Percent) -> Option<i64> {
        if share.micros <= 0 || share.micros >= WHOLE {
            return self.fail(mistakes::journeys::holdout_range(share.span));
        }
        Some(share.micros)
    }

    fn budget(&mut self, budget: &syntax::Budget, sections: &Sections<'_>) -> Option<Budget> {
        let amount = match &budget.amount {
            syntax::BudgetAmount::Money(money) => {
                let (currency, minor) = self.money(money)?;
                let own = self.book.settings.currency;
                if currency != own {
                    let (a, b) = (own.to_string(), currency.to_string());
                    return self.fail(mistakes::kinds::two_currencies(money.span, &a, &b));
                }
                if minor == 0 {
                    return self.fail(mistakes::journeys::empty_budget(budget.span));
                }
                self.has_worth(budget.span, sections);
                BudgetAmount::Money { minor, currency }
            }
            syntax::BudgetAmount::Pieces { count, of } => {
                let pieces = self.whole(count, ("a budget", "预算"), 1);
                let of = self.piece(of);
                let (pieces, of) = (pieces?, of?);
                self.gives(budget.span, of, sections);
                BudgetAmount::Pieces {
                    count: pieces as u32,
                    of,
                }
            }
        };
        let per = match &budget.period {
            None => Period::Lifetime,
            Some(duration) => self.period(duration)?,
        };
        Some(Budget { amount, per })
    }

    fn piece(&mut self, word: &Name) -> Option<Piece> {
        let found = Piece::named(&word.text);
        if found.is_none() {
            let words = Piece::ALL.map(Piece::words);
            let near = did_you_mean(&word.text, words.iter().flat_map(Bilingual::both));
            self.report.say(mistakes::journeys::unknown_piece(
                word.span, &word.text, near, &words,
            ));
        }
        found
    }

    /// Something the rule does must be counted by the budget.
    fn gives(&mut self, at: Span, piece: Piece, sections: &Sections<'_>) {
        let vocabulary = self.book.vocabulary;
        let mut counted = false;
        each_action(sections, &mut |action| {
            let words: Vec<&str> = action.words.iter().map(|word| word.text.as_str()).collect();
            // What nobody knows is reported where it stands.
            let def = vocabulary.action(&words);
            counted |= def.is_none_or(|def| def.is_counted_as(piece));
        });
        if !counted {
            self.report.say(mistakes::journeys::nothing_to_count(
                at,
                &piece.words().into(),
            ));
        }
    }

    /// Something the rule gives must have a worth in money.
    fn has_worth(&mut self, at: Span, sections: &Sections<'_>) {
        let vocabulary = self.book.vocabulary;
        let mut counted = false;
        each_action(sections, &mut |action| {
            let words: Vec<&str> = action.words.iter().map(|word| word.text.as_str()).collect();
            let def = vocabulary.action(&words);
            counted |= def.is_none_or(|def| {
                let mut required = def.params.iter().filter(|param| param.required);
                required.any(|param| param.takes == Takes::Money)
            });
        });
        if !counted {
            let money = Said::new("money", "金额");
            self.report
                .say(mistakes::journeys::nothing_to_count(at, &money));
        }
    }

    fn prefer(&mut self, value: &syntax::Expr) -> Option<Expr> {
        let expr = self.value(value, None)?;
        if !expr.kind.is_ordered() {
            let words = self.words(value.span);
            let kind = kind_words(&expr.kind);
            return self.fail(mistakes::journeys::not_ordered(value.span, &words, &kind));
        }
        Some(expr)
    }
}

/// Every action of the rule, those of later steps and of all arms included.
fn each_action<'t>(sections: &Sections<'t>, visit: &mut impl FnMut(&'t Action)) {
    let then = sections.then.iter().flat_map(|(_, then)| *then);
    then.for_each(&mut *visit);
    if let Some((_, split)) = sections.split {
        for arm in &split.arms {
            if let ArmKind::Variant { then, .. } = &arm.kind {
                then.iter().for_each(&mut *visit);
            }
        }
    }
    for (_, wait) in &sections.waits {
        match &wait.step {
            syntax::Step::Then(then) => then.iter().for_each(&mut *visit),
            syntax::Step::If { then, or_else, .. } => {
                then.iter().chain(or_else).for_each(&mut *visit);
            }
        }
    }
}

/// Millionths of a percentage point, as people write them.
fn shown_percent(micros: i64) -> String {
    let (whole, rest) = (micros / MILLION, micros % MILLION);
    if rest == 0 {
        return format!("{whole}%");
    }
    let digits = format!("{rest:06}");
    format!("{whole}.{}%", digits.trim_end_matches('0'))
}
