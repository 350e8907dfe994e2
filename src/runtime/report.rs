//! What a run did, rule by rule.

use crate::engine::columns::RuleTruth;
use crate::engine::decisions::{Outcome, Reason};
use crate::language::checked::CheckedRule;
use std::collections::BTreeMap;

/// One rule's part of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleReport {
    pub title: String,
    pub ticks: u64,
    pub entered: u64,
    pub granted: u64,
    pub expired: u64,
    /// Suppressed decisions by reason.
    pub held_back: BTreeMap<&'static str, u64>,
    /// At the latest tick: for how many the rule could not be told, and which fields were missing.
    pub unknown: u64,
    pub missing: BTreeMap<String, u64>,
}

impl RuleReport {
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            ..Self::default()
        }
    }

    /// Takes in the same rule's report of a later run.
    pub fn add(&mut self, later: Self) {
        self.ticks += later.ticks;
        self.entered += later.entered;
        self.granted += later.granted;
        self.expired += later.expired;
        for (why, count) in later.held_back {
            *self.held_back.entry(why).or_default() += count;
        }
        if later.ticks > 0 {
            self.unknown = later.unknown;
            self.missing = later.missing;
        }
    }

    /// Takes in what the pass found at a tick.
    pub fn seen(&mut self, found: &RuleTruth, rule: &CheckedRule) {
        self.ticks += 1;
        self.unknown = found.unknown.count();
        self.missing.clear();
        for (atom, unknown) in rule.parts().atoms.iter().zip(&found.unknown_atoms) {
            if *unknown > 0 {
                let count = self.missing.entry(atom.reads.join(", ")).or_default();
                *count = (*count).max(*unknown);
            }
        }
    }

    /// Takes in one decision.
    pub fn decided(&mut self, outcome: &Outcome) {
        self.entered += 1;
        match outcome {
            Outcome::Granted(_) => self.granted += 1,
            Outcome::Expired => self.expired += 1,
            Outcome::Suppressed(reason) => {
                *self.held_back.entry(reason_word(reason)).or_default() += 1;
            }
        }
    }
}

/// A reason as a word for tables and JSON.
pub fn reason_word(reason: &Reason) -> &'static str {
    match reason {
        Reason::NoConsent => "no consent",
        Reason::Unsubscribed => "unsubscribed",
        Reason::OnSuppressionList(_) => "suppression list",
        Reason::LostGroup { .. } => "lost in group",
        Reason::LimitReached(_) => "limit",
        Reason::CoolingDown(_) => "cool-down",
        Reason::NotComposed(_) => "not composed",
    }
}
