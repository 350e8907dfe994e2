//! The words this version brings: its actions, functions and triggers, for the checker.

use crate::actions::{ACTIONS, HANDED_ON};
use crate::functions::FUNCTIONS;
use crate::language::vocabulary::Vocabulary;
use crate::triggers::TRIGGERS;

pub const BUILT_IN: Vocabulary = Vocabulary {
    actions: ACTIONS,
    functions: FUNCTIONS,
    triggers: TRIGGERS,
    handed_on: HANDED_ON,
};
