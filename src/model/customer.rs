//! Customers and their events, with what was known of them at any past moment.

use super::moment::Moment;
use super::value::Value;
use std::sync::Arc;

/// Values by position in the schema; `None` where nothing is known.
pub type Values = Vec<Option<Value>>;

/// What was known from an instant on, until the next version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub from: Moment,
    pub values: Values,
}

/// A customer with every version of the profile and every event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    /// Dense number, given at first import, never reused.
    pub slot: u32,
    pub id: Arc<str>,
    /// Oldest first, never empty; the first is taken to hold since for ever (`Moment::MIN`).
    pub profile: Vec<Version>,
    /// In order of (type, at, number).
    pub events: Vec<Event>,
}

/// One event with its amendments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Position of its type in the schema.
    pub kind: usize,
    /// Dense number within its type, given at first import, never reused.
    pub no: u32,
    pub id: Arc<str>,
    pub at: Moment,
    /// Oldest first, never empty; the first holds from `at`.
    pub versions: Vec<Version>,
}

impl Customer {
    /// The attributes as they were known at `moment`.
    pub fn values_at(&self, moment: Moment) -> &[Option<Value>] {
        let known = self.profile.iter().rev().find(|v| v.from <= moment);
        known.or(self.profile.first()).map_or(&[], |v| &v.values)
    }
}

impl Event {
    /// The properties as they were known at `moment`; `None` before the event happened.
    pub fn values_at(&self, moment: Moment) -> Option<&[Option<Value>]> {
        if self.at > moment {
            return None;
        }
        let known = self.versions.iter().rev().find(|v| v.from <= moment);
        known.or(self.versions.first()).map(|v| v.values.as_slice())
    }
}

/// Through which instant the events of each type (by position) are complete.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Watermarks(pub Vec<Option<Moment>>);

impl Watermarks {
    /// Whether absence of events of this type means anything at `tick`.
    pub fn complete(&self, event: usize, fresh_within_ms: Option<i64>, tick: Moment) -> bool {
        let Some(fresh_ms) = fresh_within_ms else {
            return true;
        };
        let watermark = self.0.get(event).copied().flatten();
        watermark.is_some_and(|through| through.0.saturating_add(fresh_ms) >= tick.0)
    }
}
