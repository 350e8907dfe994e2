//! The one place that reads a clock.

use crate::model::moment::Moment;

/// The present instant.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock everyone else is given"
)]
pub fn now() -> Moment {
    Moment(jiff::Timestamp::now().as_millisecond())
}
