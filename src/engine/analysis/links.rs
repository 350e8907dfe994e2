//! How questions about events hang together: what the one finds, the other finds too.

use crate::language::checked::{Query, Test, Window};
use crate::model::calendar::{Length, Span};
use crate::model::moment::{DAY_MS, HOUR_MS};

/// Zones move their clocks by less than this, all changes together.
const SLACK_MS: i64 = 80 * HOUR_MS;

/// Whether whatever the first question finds, the second finds as well.
pub fn contained(inner: &Query, outer: &Query) -> bool {
    inner.event == outer.event
        && within(inner.window, outer.window)
        && narrower(inner.filter.as_deref(), outer.filter.as_deref())
}

/// Whether the first question's count cannot grow any more where the second's cannot.
pub fn same_certainty(of: &Query, by: &Query) -> bool {
    if of.event != by.event {
        return false;
    }
    match (&of.filter, &by.filter) {
        // Only the feed decides.
        (None, _) => true,
        (of_filter, by_filter) => of_filter == by_filter && within(of.window, by.window),
    }
}

/// Whether what passes the first filter passes the second: every part of the second is one of the first.
fn narrower(inner: Option<&Test>, outer: Option<&Test>) -> bool {
    let inner = parts_of(inner);
    parts_of(outer).iter().all(|part| inner.contains(part))
}

fn parts_of(test: Option<&Test>) -> Vec<&Test> {
    match test {
        None => Vec::new(),
        Some(Test::All(parts)) => parts.iter().collect(),
        Some(other) => vec![other],
    }
}

/// Whether the first window lies in the second, whatever the tick.
pub fn within(inner: Window, outer: Window) -> bool {
    match (inner, outer) {
        (Window::SinceEntry, _) | (_, Window::SinceEntry) => inner == outer,
        (_, Window::All) => true,
        (Window::Last(a), Window::Last(b)) => shorter(a, b),
        (Window::On { days }, Window::Last(Length::Calendar(span))) => {
            days <= 0 && days_of(span).is_some_and(|(least, _)| -i64::from(days) < least)
        }
        (Window::On { days: a }, Window::On { days: b }) => a == b,
        (Window::Since(a) | Window::Between(a, _), Window::Since(b)) => a >= b,
        (Window::Between(a, b), Window::Between(c, d)) => a >= c && b <= d,
        _ => false,
    }
}

/// Whether `last` of the first length lies in `last` of the second.
fn shorter(a: Length, b: Length) -> bool {
    match (a, b) {
        (Length::Exact(a), Length::Exact(b)) => a <= b,
        (Length::Calendar(a), Length::Calendar(b)) => {
            (a.months <= b.months && a.days <= b.days)
                || matches!((days_of(a), days_of(b)), (Some((_, a)), Some((b, _))) if a <= b)
        }
        (Length::Exact(ms), Length::Calendar(span)) => days_of(span)
            .is_some_and(|(least, _)| ms <= (least - 1).saturating_mul(DAY_MS) - SLACK_MS),
        (Length::Calendar(span), Length::Exact(ms)) => {
            days_of(span).is_some_and(|(_, most)| most.saturating_mul(DAY_MS) + SLACK_MS <= ms)
        }
    }
}

/// The least and the greatest number of days a span comes to, from whatever day; `None` where it reaches
/// out of the calendar.
pub fn days_of(span: Span) -> Option<(i64, i64)> {
    let (months, days) = (i64::from(span.months), i64::from(span.days));
    if months.abs() > 12_000 || days.abs() > 400_000 {
        return None;
    }
    if months == 0 {
        return Some((days, days));
    }
    // A Gregorian month is 30.436875 days in the mean, and no run of months is a week off.
    let mean = (months * 30_436_875).div_euclid(1_000_000);
    Some((mean - 7 + days, mean + 8 + days))
}
