//! F0: the nouns. Values, kinds, moments and calendars, the schema, customers, events, decisions.

pub mod arithmetic;
pub mod calendar;
pub mod cron_line;
pub mod customer;
pub mod effect;
pub mod kind;
pub mod moment;
pub mod money;
pub mod schedule;
pub mod schema;
pub mod truth;
pub mod value;
