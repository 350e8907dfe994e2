//! What comes after the entry, as the hash of a rule's meaning takes it in.

use super::Encoder;
use crate::language::checked::{
    ArmDoes, Budget, BudgetAmount, RuleParts, Split, StartWith, Step, StepDoes,
};

impl Encoder<'_> {
    pub(super) fn after_entry(&mut self, parts: &RuleParts) {
        self.optional(parts.split.as_ref(), Self::split);
        let steps = parts
            .journey
            .as_ref()
            .map_or(&[][..], |journey| &journey.steps);
        self.count(steps.len());
        for step in steps {
            self.step(step);
        }
        self.optional(parts.stop_when.as_ref(), Self::test);
        self.optional(parts.goal.as_ref(), Self::test);
        self.optional(parts.holdout, Self::int);
        self.count(parts.budgets.len());
        for budget in &parts.budgets {
            self.budget(budget);
        }
        self.optional(parts.prefer.as_ref(), Self::expr);
        self.tag(match parts.start_with {
            StartWith::Newcomers => 0,
            StartWith::Everyone => 1,
        });
    }

    fn step(&mut self, step: &Step) {
        self.length(step.after);
        match &step.does {
            StepDoes::Actions(actions) => {
                self.tag(0);
                self.actions(actions);
            }
            StepDoes::If {
                condition,
                then,
                or_else,
            } => {
                self.tag(1);
                self.test(condition);
                self.actions(then);
                self.actions(or_else);
            }
        }
    }

    fn split(&mut self, split: &Split) {
        self.text(&split.name);
        self.optional(split.by.as_ref(), Self::expr);
        self.count(split.arms.len());
        for arm in &split.arms {
            self.int(arm.share);
            match &arm.does {
                ArmDoes::Variant { name, actions } => {
                    self.tag(0);
                    self.text(name);
                    self.actions(actions);
                }
                ArmDoes::Holdout => self.tag(1),
            }
        }
    }

    fn budget(&mut self, budget: &Budget) {
        match budget.amount {
            BudgetAmount::Money { minor, currency } => {
                self.tag(0);
                self.int(minor);
                self.text(&currency.to_string());
            }
            BudgetAmount::Pieces { count, of } => {
                self.tag(1);
                self.int(i64::from(count));
                self.text(of.words().english);
            }
        }
        self.period(budget.per);
    }
}
