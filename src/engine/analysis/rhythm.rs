//! How often a rule can act on one subject: what its schedule, cool-down and limits leave, as a number that
//! is never too small.

use super::Around;
use super::links::days_of;
use crate::engine::ticks;
use crate::language::checked::{Limit, Period, RuleParts};
use crate::model::calendar::{Day, Length};
use crate::model::moment::DAY_MS;
use crate::model::schedule::Rhythm;

/// What keeps a number from being greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    Schedule,
    Active,
    Cooldown,
    Limit(Limit),
}

/// How often at most, and why; `None` where nothing bounds it.
pub type Times = Option<(u64, Because)>;

/// How often the rule can be granted to one subject within one such period. `but` is a limit that is
/// left out of account.
pub fn grants(parts: &RuleParts, per: Period, but: Option<usize>) -> Times {
    let days = match (days_in(per), active_days(parts)) {
        (Some(days), Some(active)) if active < days => (Some(active), Because::Active),
        (None, Some(active)) => (Some(active), Because::Active),
        (days, _) => (days, Because::Schedule),
    };
    let by_ticks = days
        .0
        .and_then(|count| Some((ticks_in(parts, count)?, days.1)));
    let by_cooldown = days
        .0
        .zip(parts.cooldown)
        .and_then(|(days, length)| Some((apart(days, length)?, Because::Cooldown)));
    let by_limits = parts.limits.iter().enumerate().filter_map(|(at, limit)| {
        let times = u64::from(limit.times) * periods(per, limit.per)?;
        (Some(at) != but).then_some((times, Because::Limit(*limit)))
    });
    by_ticks
        .into_iter()
        .chain(by_cooldown)
        .chain(by_limits)
        .min_by_key(|(times, _)| *times)
}

/// The most business days a period takes in; `None` for a lifetime.
fn days_in(per: Period) -> Option<u64> {
    Some(match per {
        Period::Lifetime => return None,
        Period::Year => 366,
        Period::Month => 31,
        Period::Week => 7,
        Period::Day => 1,
        Period::Rolling(Length::Calendar(span)) => u64::try_from(days_of(span)?.1).ok()?,
        Period::Rolling(Length::Exact(ms)) => u64::try_from(ms / DAY_MS + 2).ok()?,
    })
}

/// The days the rule is active on, where that has an end.
fn active_days(parts: &RuleParts) -> Option<u64> {
    let (first, last) = parts.active?;
    let open = first == Day::MIN || last == Day::MAX;
    (!open).then(|| (i64::from(last.0) - i64::from(first.0) + 1).unsigned_abs())
}

/// The most ticks on so many days in a row; `None` where they were not counted.
fn ticks_in(parts: &RuleParts, days: u64) -> Option<u64> {
    let each = |least_apart: u64| days.saturating_sub(1) / least_apart + 1;
    match &parts.schedule.rhythm {
        Rhythm::Daily { .. } => Some(days),
        Rhythm::Weekly { .. } => Some(each(7)),
        Rhythm::Monthly { .. } => Some(each(28)),
        // Lunar years have 353 days or more; an offset moves all alike.
        Rhythm::Festival { .. } => Some(each(350)),
        Rhythm::AtOnce => None,
        Rhythm::Cron(line) => {
            let [seconds, minutes, hours, of_month, _, weekdays] = line.values();
            let count = |values: Option<Vec<u8>>, all: u64| values.map_or(all, |v| v.len() as u64);
            let a_day = count(seconds, 60) * count(minutes, 60) * count(hours, 24);
            let days = match (of_month, weekdays) {
                (Some(of_month), _) => days.min((days / 28 + 2) * of_month.len() as u64),
                (None, Some(weekdays)) => {
                    let each = weekdays.len() as u64;
                    days / 7 * each + each.min(days % 7)
                }
                (None, None) => days,
            };
            Some(a_day.saturating_mul(days))
        }
    }
}

/// The least whole days between two ticks, where the schedule says so by itself.
pub fn days_between_ticks(parts: &RuleParts) -> Option<i64> {
    match &parts.schedule.rhythm {
        Rhythm::Daily { .. } => Some(1),
        Rhythm::Weekly { .. } => Some(7),
        Rhythm::Monthly { .. } => Some(28),
        Rhythm::Festival { .. } => Some(350),
        Rhythm::Cron(_) | Rhythm::AtOnce => None,
    }
}

/// How often something that keeps this far apart can happen on so many days.
fn apart(days: u64, length: Length) -> Option<u64> {
    let least = match length {
        Length::Calendar(span) => u64::try_from(days_of(span)?.0).ok()?,
        Length::Exact(ms) => u64::try_from(ms / DAY_MS).ok()?,
    };
    Some(days.saturating_sub(1) / least.max(1) + 1).filter(|_| least > 0)
}

/// How many periods of the second kind the first touches at most, where that can be said.
pub fn periods(per: Period, of: Period) -> Option<u64> {
    if of == Period::Lifetime || per == of {
        return Some(1);
    }
    let days = days_in(per)?;
    Some(match of {
        Period::Lifetime => 1,
        // Calendar periods: the first may begin in the middle of one.
        Period::Year => match per {
            Period::Month | Period::Day => 1,
            _ => days.saturating_sub(2) / 365 + 2,
        },
        Period::Month => match per {
            Period::Day => 1,
            Period::Year => 12,
            _ => days.saturating_sub(2) / 28 + 2,
        },
        Period::Week => match per {
            Period::Day => 1,
            _ => days.saturating_sub(2) / 7 + 2,
        },
        Period::Day => days,
        Period::Rolling(Length::Calendar(span)) => {
            let least = u64::try_from(days_of(span)?.0)
                .ok()
                .filter(|days| *days > 0)?;
            days.div_ceil(least)
        }
        Period::Rolling(Length::Exact(ms)) => {
            let least = u64::try_from(ms / DAY_MS).ok().filter(|days| *days > 0)?;
            (days + 1).div_ceil(least)
        }
    })
}

/// Whether any tick falls into the rule's active dates.
pub fn ever_due(parts: &RuleParts, around: &Around) -> bool {
    let Some((first, last)) = parts.active else {
        return true;
    };
    // So many days in a row have a tick, whichever they are.
    let surely = match &parts.schedule.rhythm {
        Rhythm::Daily { .. } | Rhythm::AtOnce => return true,
        Rhythm::Weekly { .. } => 8,
        Rhythm::Monthly { .. } => 62,
        Rhythm::Festival { .. } => 800,
        Rhythm::Cron(_) => i32::MAX,
    };
    if i64::from(last.0) - i64::from(first.0) >= i64::from(surely) {
        return true;
    }
    let zone = around.zone;
    let from = zone.start_of(first.max(EARLIEST)).plus_ms(-1);
    let next = ticks::next_n(&parts.schedule, zone, from, 1);
    next.first()
        .is_some_and(|tick| zone.day_of(tick.at) <= last)
}

/// No rule has ticked before 1970.
const EARLIEST: Day = Day(0);
