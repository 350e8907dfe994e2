//! What one subject looks like at one tick: the customer as known then, and the events seen by then.

use crate::language::checked::{Audience, EventField};
use crate::model::calendar::{LeapPolicy, Zone};
use crate::model::customer::{Customer, Watermarks};
use crate::model::moment::Moment;
use crate::model::schema::{Schema, TIME_ZONE};
use crate::model::value::Value;

/// Everything about a tick that is the same for all subjects.
#[derive(Clone, Debug)]
pub struct TickContext<'a> {
    pub at: Moment,
    pub schema: &'a Schema,
    pub project_zone: Zone,
    pub leap: LeapPolicy,
    pub watermarks: &'a Watermarks,
}

/// One subject at one tick.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// Attributes by position in the schema; `missing counts as` not yet applied.
    pub values: &'a [Option<Value>],
    /// The customer's own zone, else the project's.
    pub zone: Zone,
    /// Per event type, those that happened up to the tick, in order of (at, number).
    pub events: Vec<Vec<Seen<'a>>>,
    /// The event the rule is about, where it is about events.
    pub subject: Option<Seen<'a>>,
    /// When the subject entered the rule, where that is what is asked about.
    pub entry: Option<Moment>,
}

/// An event as it was known at the tick.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub kind: usize,
    pub no: u32,
    pub at: Moment,
    pub values: &'a [Option<Value>],
}

impl<'a> Facts<'a> {
    /// Of a subject nothing is asked of but the zone.
    pub fn unasked(zone: Zone) -> Self {
        Self {
            values: &[],
            zone,
            events: Vec::new(),
            subject: None,
            entry: None,
        }
    }

    /// The facts of a customer, or of one event of that customer; `None` when that event has not
    /// happened yet or is not the customer's.
    pub fn of(
        customer: &'a Customer,
        audience: Audience,
        event_no: Option<u32>,
        context: &TickContext<'_>,
    ) -> Option<Self> {
        let mut events: Vec<Vec<Seen<'a>>> = vec![Vec::new(); context.schema.events.len()];
        for event in &customer.events {
            let Some(values) = event.values_at(context.at) else {
                continue;
            };
            if let Some(of_kind) = events.get_mut(event.kind) {
                of_kind.push(Seen {
                    kind: event.kind,
                    no: event.no,
                    at: event.at,
                    values,
                });
            }
        }
        for of_kind in &mut events {
            of_kind.sort_by_key(|seen| (seen.at, seen.no));
        }
        let subject = match audience {
            Audience::Customer => None,
            Audience::Event(kind) => {
                let no = event_no?;
                Some(*events.get(kind)?.iter().find(|seen| seen.no == no)?)
            }
        };
        let values = customer.values_at(context.at);
        Some(Self {
            values,
            zone: zone_of(values, context),
            events,
            subject,
            entry: None,
        })
    }

    /// The same subject on its way through a journey it entered at `entry`.
    #[must_use]
    pub fn entered(self, entry: Moment) -> Self {
        Self {
            entry: Some(entry),
            ..self
        }
    }
}

impl Seen<'_> {
    /// The property, with `missing counts as` applied.
    pub fn field(&self, field: EventField, schema: &Schema) -> Option<Value> {
        match field {
            EventField::At => Some(Value::Int(self.at.0)),
            EventField::Property(at) => self.values.get(at).cloned().flatten().or_else(|| {
                schema
                    .events
                    .get(self.kind)?
                    .fields
                    .get(at)?
                    .missing_as
                    .clone()
            }),
        }
    }
}

/// The customer's zone where it is known and exists, else the project's.
pub fn zone_of(values: &[Option<Value>], context: &TickContext<'_>) -> Zone {
    let named = context
        .schema
        .attribute(TIME_ZONE)
        .and_then(|at| values.get(at)?.as_ref());
    match named {
        Some(Value::Text(name)) => Zone::named(name).unwrap_or(context.project_zone),
        _ => context.project_zone,
    }
}
