//! Customers put together from their profile versions and events: one walk over two trees.

use super::blocks::Stream;
use super::format::{self, CUSTOMERS, Cell, EVENTS, EventId, EventKey, EventRecord, ProfileRecord};
use super::registry::Fields;
use super::{RecordError, Records};
use crate::model::calendar::Zone;
use crate::model::customer::{Customer, Event, Values, Version};
use crate::model::moment::Moment;
use crate::model::schema::{CUSTOMER_ID, TIME_ZONE};
use crate::model::value::Value;
use crate::store::Tree;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Customers in order of slots; an error ends it.
pub struct Customers<'r> {
    records: &'r Records<'r>,
    profiles: Stream<'r>,
    events: Stream<'r>,
    /// The attribute that repeats the id, where the schema names one.
    id_position: Option<usize>,
    failed: bool,
}

impl<'r> Customers<'r> {
    pub(super) fn starting(records: &'r Records<'r>, slot: u32) -> Result<Self, RecordError> {
        let from = slot.to_be_bytes();
        Ok(Self {
            records,
            profiles: CUSTOMERS.starting(records.store, &from)?,
            events: EVENTS.starting(records.store, &from)?,
            id_position: records
                .schema
                .customer
                .iter()
                .position(|field| field.name == CUSTOMER_ID),
            failed: false,
        })
    }

    fn customer(&mut self) -> Result<Option<Customer>, RecordError> {
        let Some(slot) = format::slot_of(self.profiles.key()) else {
            return Ok(None);
        };
        let mut id: Arc<str> = "".into();
        let mut profile: Vec<Version> = Vec::with_capacity(1);
        let fields = self.records.layout.customer();
        while format::slot_of(self.profiles.key()) == Some(slot) {
            let from = format::profile_from(self.profiles.key());
            let from = from.ok_or(RecordError::Damaged { tree: "customers" })?;
            let record: ProfileRecord<'_> = format::decode(self.profiles.body(), Tree::Customers)?;
            let mut values: Values = match profile.last() {
                Some(before) => before.values.clone(),
                None => vec![None; fields.count()],
            };
            if let Some(written) = record.id {
                id = written.into();
            }
            for (number, cell) in &record.changes {
                set(fields, &mut values, *number, cell.as_ref());
            }
            if let Some(value) = self.id_position.and_then(|at| values.get_mut(at)) {
                *value = Some(Value::Text(id.clone()));
            }
            profile.push(Version { from, values });
            self.profiles.advance()?;
        }
        let events = self.events_of(slot)?;
        Ok(Some(Customer {
            slot,
            id,
            profile,
            events,
        }))
    }

    fn events_of(&mut self, slot: u32) -> Result<Vec<Event>, RecordError> {
        let layout = &self.records.layout;
        let mut events = Vec::new();
        let mut sorted = true;
        while let Some(at_slot) = format::slot_of(self.events.key()).filter(|at| *at <= slot) {
            if at_slot == slot {
                let key = EventKey::of(self.events.key());
                let key = key.ok_or(RecordError::Damaged { tree: "events" })?;
                if let Some(kind) = layout.event_position(key.kind)
                    && let Some(event) = layout.event(kind)
                {
                    let record: EventRecord<'_> = format::decode(self.events.body(), Tree::Events)?;
                    sorted &= events.last().is_none_or(|last: &Event| last.kind <= kind);
                    events.push(read_event(key, kind, &event.fields, &record));
                }
            }
            self.events.advance()?;
        }
        // Stored by registered number, shown by today's position.
        if !sorted {
            events.sort_by_key(|event| event.kind);
        }
        Ok(events)
    }
}

impl Iterator for Customers<'_> {
    type Item = Result<Customer, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let next = self.customer().transpose();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}

impl Records<'_> {
    /// The zone of every customer by slot, as its `time_zone` attribute last said; `otherwise`
    /// where it says nothing.
    pub fn zones(&self, otherwise: Zone) -> Result<Vec<Zone>, RecordError> {
        let mut zones = vec![otherwise; self.slot_count() as usize];
        let position = self.schema.attribute(TIME_ZONE);
        let Some(number) = position.and_then(|at| self.layout.customer().number(at)) else {
            return Ok(zones);
        };
        let mut named: FxHashMap<String, Zone> = FxHashMap::default();
        let mut profiles = CUSTOMERS.all(self.store)?;
        while let Some(slot) = format::slot_of(profiles.key()) {
            let record: ProfileRecord<'_> = format::decode(profiles.body(), Tree::Customers)?;
            let change = record
                .changes
                .iter()
                .find(|(changed, _)| *changed == number);
            if let Some((_, cell)) = change
                && let Some(zone) = zones.get_mut(slot as usize)
            {
                *zone = otherwise;
                if let Some(Cell::Text(name)) = cell {
                    if !named.contains_key(*name) {
                        let found = Zone::named(name).unwrap_or(otherwise);
                        named.insert((*name).to_owned(), found);
                    }
                    *zone = named.get(*name).copied().unwrap_or(otherwise);
                }
            }
            profiles.advance()?;
        }
        Ok(zones)
    }
}

fn set(fields: &Fields, values: &mut Values, number: u16, cell: Option<&Cell<'_>>) {
    if let Some(position) = fields.position(number)
        && let Some(value) = values.get_mut(position)
    {
        *value = cell.and_then(|cell| fields.value(position, cell));
    }
}

fn read_event(key: EventKey, kind: usize, fields: &Fields, record: &EventRecord<'_>) -> Event {
    let versions = record.versions.iter().map(|version| {
        let mut values: Values = vec![None; fields.count()];
        for (number, cell) in &version.values {
            set(fields, &mut values, *number, Some(cell));
        }
        Version {
            from: Moment(key.at.0.saturating_add(version.after_ms)),
            values,
        }
    });
    Event {
        kind,
        no: key.no,
        id: event_id(record.id),
        at: key.at,
        versions: versions.collect(),
    }
}

/// The id as people see it: their own, or `#` and the hash of the content.
fn event_id(id: EventId<'_>) -> Arc<str> {
    match id {
        EventId::Text(text) => text.into(),
        EventId::Content(hash) => format!("#{:032x}", u128::from_be_bytes(hash)).into(),
    }
}
