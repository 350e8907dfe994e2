//! Between the engine's nouns and their records.

use super::WHY_BYTES_MAX;
use super::wire::{
    EffectRecord, EvidenceRecord, LeftRecord, LengthRecord, OutcomeRecord, PeriodRecord,
    ReasonRecord, StateRecord,
};
use crate::engine::decisions::{Outcome, Reason};
use crate::engine::interpret::{self, AtomEvidence};
use crate::engine::outbox::DeliveryState;
use crate::language::checked::{Limit, Period};
use crate::model::calendar::{Length, Span};
use crate::model::effect::Effect;
use crate::model::moment::Moment;
use crate::model::truth::Truth;
use crate::model::value::Value;

/// A decision's outcome; `message` says where in the outbox each message was put, by its position
/// among the effects.
pub fn outcome_record(outcome: &Outcome, message: impl Fn(usize) -> (u64, u32)) -> OutcomeRecord {
    match outcome {
        Outcome::Expired => OutcomeRecord::Expired,
        Outcome::Granted(effects) => OutcomeRecord::Granted(
            effects
                .iter()
                .enumerate()
                .map(|(at, effect)| effect_record(effect, message(at)))
                .collect(),
        ),
        Outcome::Suppressed(reason) => OutcomeRecord::Suppressed(reason_record(reason)),
    }
}

fn reason_record(reason: &Reason) -> ReasonRecord {
    match reason {
        Reason::NoConsent => ReasonRecord::NoConsent,
        Reason::Unsubscribed => ReasonRecord::Unsubscribed,
        Reason::OnSuppressionList(why) => ReasonRecord::OnSuppressionList(why.clone()),
        Reason::LostGroup { winner } => ReasonRecord::LostGroup(winner.clone()),
        Reason::LimitReached(limit) => ReasonRecord::LimitReached {
            times: limit.times,
            per: period_record(limit.per),
        },
        Reason::CoolingDown(length) => ReasonRecord::CoolingDown(length_record(*length)),
        Reason::NotComposed(why) => ReasonRecord::NotComposed(why.clone()),
    }
}

impl OutcomeRecord {
    /// The outcome again; effects come back without the fields that stay in the outbox.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Expired => Outcome::Expired,
            Self::Granted(effects) => {
                Outcome::Granted(effects.iter().map(EffectRecord::effect).collect())
            }
            Self::Suppressed(reason) => Outcome::Suppressed(match reason {
                ReasonRecord::NoConsent => Reason::NoConsent,
                ReasonRecord::Unsubscribed => Reason::Unsubscribed,
                ReasonRecord::OnSuppressionList(why) => Reason::OnSuppressionList(why.clone()),
                ReasonRecord::LostGroup(winner) => Reason::LostGroup {
                    winner: winner.clone(),
                },
                ReasonRecord::LimitReached { times, per } => Reason::LimitReached(Limit {
                    times: *times,
                    per: per.period(),
                }),
                ReasonRecord::CoolingDown(length) => Reason::CoolingDown(length.length()),
                ReasonRecord::NotComposed(why) => Reason::NotComposed(why.clone()),
            }),
        }
    }
}

fn period_record(per: Period) -> PeriodRecord {
    match per {
        Period::Lifetime => PeriodRecord::Lifetime,
        Period::Year => PeriodRecord::Year,
        Period::Month => PeriodRecord::Month,
        Period::Week => PeriodRecord::Week,
        Period::Day => PeriodRecord::Day,
        Period::Rolling(length) => PeriodRecord::Rolling(length_record(length)),
    }
}

impl PeriodRecord {
    fn period(&self) -> Period {
        match self {
            Self::Lifetime => Period::Lifetime,
            Self::Year => Period::Year,
            Self::Month => Period::Month,
            Self::Week => Period::Week,
            Self::Day => Period::Day,
            Self::Rolling(length) => Period::Rolling(length.length()),
        }
    }
}

fn length_record(length: Length) -> LengthRecord {
    match length {
        Length::Exact(ms) => LengthRecord::ExactMs(ms),
        Length::Calendar(span) => LengthRecord::Calendar {
            months: span.months,
            days: span.days,
        },
    }
}

impl LengthRecord {
    fn length(&self) -> Length {
        match *self {
            Self::ExactMs(ms) => Length::Exact(ms),
            Self::Calendar { months, days } => Length::Calendar(Span { months, days }),
        }
    }
}

/// An effect; a message's own fields stay in the outbox at (chunk, place).
fn effect_record(effect: &Effect, (chunk, place): (u64, u32)) -> EffectRecord {
    match effect {
        Effect::Coupon {
            code,
            value_minor,
            currency,
            valid_until,
        } => EffectRecord::Coupon {
            code: code.clone(),
            value_minor: *value_minor,
            currency: currency.clone(),
            valid_until_ms: valid_until.map(|until| until.0),
        },
        Effect::Email {
            template,
            to,
            subject,
            ..
        } => EffectRecord::Email {
            template: template.clone(),
            to: to.clone(),
            subject: subject.clone(),
            chunk,
            place,
        },
        Effect::Tag { name } => EffectRecord::Tag { name: name.clone() },
        Effect::Task {
            title,
            details,
            due,
        } => EffectRecord::Task {
            title: title.clone(),
            details: details.clone(),
            due_ms: due.map(|due| due.0),
        },
    }
}

impl EffectRecord {
    fn effect(&self) -> Effect {
        match self.clone() {
            Self::Coupon {
                code,
                value_minor,
                currency,
                valid_until_ms,
            } => Effect::Coupon {
                code,
                value_minor,
                currency,
                valid_until: valid_until_ms.map(Moment),
            },
            Self::Email {
                template,
                to,
                subject,
                ..
            } => Effect::Email {
                template,
                to,
                subject,
                fields: Vec::new(),
            },
            Self::Tag { name } => Effect::Tag { name },
            Self::Task {
                title,
                details,
                due_ms,
            } => Effect::Task {
                title,
                details,
                due: due_ms.map(Moment),
            },
        }
    }
}

/// One atom's evidence.
pub fn evidence_record(evidence: &AtomEvidence) -> EvidenceRecord {
    EvidenceRecord {
        truth: evidence.truth as u8,
        left: match &evidence.left {
            interpret::Outcome::Missing => LeftRecord::Missing,
            interpret::Outcome::Unknown => LeftRecord::Unknown,
            interpret::Outcome::Value(value) => value_record(value),
        },
    }
}

fn value_record(value: &Value) -> LeftRecord {
    match value {
        Value::Int(int) => LeftRecord::Int(*int),
        Value::Text(text) => LeftRecord::Text(text.to_string()),
        Value::List(items) => LeftRecord::List(items.iter().map(value_record).collect()),
    }
}

impl EvidenceRecord {
    /// The evidence again.
    pub fn evidence(&self) -> AtomEvidence {
        AtomEvidence {
            truth: match self.truth {
                0 => Truth::No,
                1 => Truth::Unknown,
                _ => Truth::Yes,
            },
            left: match &self.left {
                LeftRecord::Missing => interpret::Outcome::Missing,
                LeftRecord::Unknown => interpret::Outcome::Unknown,
                known => known
                    .value()
                    .map_or(interpret::Outcome::Missing, interpret::Outcome::Value),
            },
        }
    }
}

impl LeftRecord {
    fn value(&self) -> Option<Value> {
        match self {
            Self::Missing | Self::Unknown => None,
            Self::Int(int) => Some(Value::Int(*int)),
            Self::Text(text) => Some(Value::text(text)),
            Self::List(items) => Some(Value::List(items.iter().filter_map(Self::value).collect())),
        }
    }
}

/// Where a message stands, as stored.
pub fn state_record(state: &DeliveryState) -> StateRecord {
    match state {
        DeliveryState::Due { not_before } => StateRecord::Due {
            not_before_ms: not_before.0,
        },
        DeliveryState::Attempting => StateRecord::Attempting,
        DeliveryState::Delivered { at } => StateRecord::Delivered { at_ms: at.0 },
        DeliveryState::InDoubt { why } => StateRecord::InDoubt { why: cut(why) },
        DeliveryState::Dead { why } => StateRecord::Dead { why: cut(why) },
        DeliveryState::Withheld { why } => StateRecord::Withheld { why: cut(why) },
    }
}

/// A reason no longer than the room kept for it.
fn cut(why: &str) -> String {
    let mut ends = (0..=WHY_BYTES_MAX).rev();
    let end = ends.find(|end| why.is_char_boundary(*end));
    end.and_then(|end| why.get(..end)).unwrap_or("").to_owned()
}

/// Where a message stands, as the engine sees it.
pub fn delivery_state(record: &StateRecord) -> DeliveryState {
    match record.clone() {
        StateRecord::Due { not_before_ms } => DeliveryState::Due {
            not_before: Moment(not_before_ms),
        },
        StateRecord::Attempting => DeliveryState::Attempting,
        StateRecord::Delivered { at_ms } => DeliveryState::Delivered { at: Moment(at_ms) },
        StateRecord::InDoubt { why } => DeliveryState::InDoubt { why },
        StateRecord::Dead { why } => DeliveryState::Dead { why },
        StateRecord::Withheld { why } => DeliveryState::Withheld { why },
    }
}

#[cfg(test)]
mod tests {
    use super::cut;
    use crate::store::book::WHY_BYTES_MAX;

    #[test]
    fn a_reason_is_cut_between_characters_and_a_short_one_is_kept() {
        assert_eq!(cut("550 no such user"), "550 no such user");
        let long = "收件人不存在".repeat(40);
        let kept = cut(&long);
        assert!(long.starts_with(&kept) && kept.len() <= WHY_BYTES_MAX);
        assert!(kept.len() > WHY_BYTES_MAX - 4);
    }
}
