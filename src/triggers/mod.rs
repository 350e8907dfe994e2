//! F2: conditions over time and events, one a file, each with its manual.

mod before_after;
mod birthday;
mod event;
mod inactivity;
mod known;
mod today;
mod within;

use crate::language::vocabulary::TriggerDef;

/// Every trigger, in the order the manual shows them.
pub const TRIGGERS: &[&TriggerDef] = &[
    &birthday::BIRTHDAY,
    &event::EVENT,
    &inactivity::INACTIVITY,
    &within::WITHIN,
    &before_after::BEFORE_AFTER,
    &today::TODAY,
    &known::KNOWN,
];
