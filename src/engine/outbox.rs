//! The life of a message after its decision: a state machine without a clock or a network.
//!
//! due → attempting → delivered | due again later | in doubt | dead; or withheld, when consent went
//! before the attempt. *Attempting* is written down before the channel is touched, so that a process
//! that died in between leaves a named state behind.

use crate::model::moment::Moment;

/// Where a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    Due {
        not_before: Moment,
    },
    Attempting,
    Delivered {
        at: Moment,
    },
    /// The channel cannot say whether it delivered.
    InDoubt {
        why: String,
    },
    /// Refused for good, or given up after [`ATTEMPTS_MAX`].
    Dead {
        why: String,
    },
    /// Consent was withdrawn or the address suppressed before the attempt.
    Withheld {
        why: String,
    },
}

/// What an attempt came to, whatever the channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Delivered,
    Transient(String),
    Permanent(String),
    InDoubt(String),
}

/// Whether messages in doubt are tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// They stop and are listed: nobody gets marketing mail twice.
    Hold,
    /// They are tried again: a channel where a second delivery replaces the first.
    Retry,
}

/// Attempts after which a message is dead.
pub const ATTEMPTS_MAX: u32 = 12;
const BACKOFF_FIRST_MS: i64 = 60_000;
const BACKOFF_MAX_MS: i64 = 4 * 3_600_000;

impl DeliveryState {
    /// A short word for lists.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Due { .. } => "due",
            Self::Attempting => "attempting",
            Self::Delivered { .. } => "delivered",
            Self::InDoubt { .. } => "in doubt",
            Self::Dead { .. } => "dead",
            Self::Withheld { .. } => "withheld",
        }
    }

    pub fn is_due(&self, now: Moment) -> bool {
        matches!(self, Self::Due { not_before } if *not_before <= now)
    }

    /// Whether nothing more will happen by itself.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::Due { .. } | Self::Attempting)
    }
}

/// The state after attempt number `attempts` (counted from 1). `key` spreads the retries of many
/// messages over time, always the same way for the same message.
pub fn settle(
    attempt: Attempt,
    attempts: u32,
    now: Moment,
    key: u64,
    doubt: Doubt,
) -> DeliveryState {
    match attempt {
        Attempt::Delivered => DeliveryState::Delivered { at: now },
        Attempt::Permanent(why) => DeliveryState::Dead { why },
        Attempt::InDoubt(why) if doubt == Doubt::Hold => DeliveryState::InDoubt { why },
        Attempt::Transient(why) | Attempt::InDoubt(why) if attempts >= ATTEMPTS_MAX => {
            DeliveryState::Dead {
                why: format!("given up after {attempts} attempts: {why}"),
            }
        }
        Attempt::Transient(_) | Attempt::InDoubt(_) => DeliveryState::Due {
            not_before: now.plus_ms(backoff_ms(attempts, key)),
        },
    }
}

/// What becomes of a message found in *attempting* by a new process: the old one died with it.
pub fn recover(now: Moment, doubt: Doubt) -> DeliveryState {
    match doubt {
        Doubt::Retry => DeliveryState::Due { not_before: now },
        Doubt::Hold => DeliveryState::InDoubt {
            why: "the process ended between sending and noting the answer".to_owned(),
        },
    }
}

/// Doubles from one minute to four hours, less up to a quarter.
fn backoff_ms(attempts: u32, key: u64) -> i64 {
    let doubled = BACKOFF_FIRST_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    let full = doubled.min(BACKOFF_MAX_MS);
    let spread = full / 4;
    full - (key % spread.unsigned_abs().max(1)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_000_000);

    #[test]
    fn a_transient_failure_waits_longer_each_time_and_ends_dead() {
        let mut waits = Vec::new();
        for attempts in 1..ATTEMPTS_MAX {
            let attempt = Attempt::Transient("451 busy".to_owned());
            match settle(attempt, attempts, NOW, 7, Doubt::Hold) {
                DeliveryState::Due { not_before } => waits.push(not_before.0 - NOW.0),
                other => panic!("{other:?}"),
            }
        }
        assert!(waits.is_sorted() && waits.iter().all(|wait| *wait <= BACKOFF_MAX_MS));
        assert!(waits[0] > BACKOFF_FIRST_MS / 2);
        let last = settle(
            Attempt::Transient("451".to_owned()),
            ATTEMPTS_MAX,
            NOW,
            7,
            Doubt::Hold,
        );
        assert!(matches!(last, DeliveryState::Dead { .. }), "{last:?}");
    }

    #[test]
    fn doubt_is_held_or_tried_again_as_told() {
        let doubt = || Attempt::InDoubt("cut after DATA".to_owned());
        assert_eq!(settle(doubt(), 1, NOW, 0, Doubt::Hold).word(), "in doubt");
        assert_eq!(settle(doubt(), 1, NOW, 0, Doubt::Retry).word(), "due");
        assert_eq!(recover(NOW, Doubt::Hold).word(), "in doubt");
        assert!(recover(NOW, Doubt::Retry).is_due(NOW));
    }
}
