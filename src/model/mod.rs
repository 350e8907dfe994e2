//! F0: the nouns. Values, kinds, moments and calendars, the schema, customers, events, decisions.

pub mod calendar;
pub mod cron_line;
pub mod moment;
pub mod schedule;
