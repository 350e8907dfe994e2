//! Builds a segment from customers in the order of their slots, holding back only small buffers.

use super::lane::{KnownLane, Lane};
use super::layout::{Column, Encoding, EventRows, Layout, Physical};
use super::words::WordWriter;
use crate::model::calendar::Zone;
use crate::model::customer::{Customer, Event};
use crate::model::kind::Kind;
use crate::model::moment::Moment;
use crate::model::schema::{Schema, TIME_ZONE};
use crate::model::value::Value;
use rustc_hash::FxHashMap;

/// A segment cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    #[error("the projection cannot be written: {0}")]
    Disk(String),
    #[error("the value {value} does not fit the column {column:?}; it is not of the schema's kind")]
    OutOfRange { column: Column, value: i64 },
    #[error("the projection holds at most 4,294,967,295 {0}")]
    TooMany(&'static str),
    #[error("customers must come in the order of their slots: {slot} came after {after}")]
    OutOfOrder { slot: u32, after: u32 },
}

/// Where a builder puts its columns.
pub trait ColumnSink {
    fn append(&mut self, column: Column, bytes: &[u8]) -> Result<(), Unwritable>;

    /// Replaces a column by what `change` makes of it. It is called with one piece after another,
    /// each a multiple of eight bytes long, and adds what the piece becomes.
    fn rewrite(
        &mut self,
        column: Column,
        change: &mut dyn FnMut(&[u8], &mut Vec<u8>),
    ) -> Result<(), Unwritable>;
}

/// Builds one segment.
pub struct SegmentBuilder<S> {
    sink: S,
    layout: Layout,
    attributes: Vec<FieldLane>,
    events: Vec<EventLanes>,
    zone: Lane,
    zone_attribute: Option<usize>,
    zone_codes: FxHashMap<Zone, u32>,
    /// The texts seen lately in the zone attribute, so that each is looked up once.
    zone_names: FxHashMap<std::sync::Arc<str>, u32>,
    slots: Lane,
    changed: Option<Lane>,
    words: WordWriter,
}

struct FieldLane {
    kind: Kind,
    lane: Lane,
    known: KnownLane,
    any: bool,
}

struct EventLanes {
    first: Lane,
    at: Lane,
    number: Lane,
    validity: Option<(Lane, Lane)>,
    fields: Vec<FieldLane>,
    rows: u32,
    number_end: u32,
}

impl<S: ColumnSink> SegmentBuilder<S> {
    pub fn new(schema: &Schema, sink: S) -> Self {
        let field = |kind: &Kind, column, known| FieldLane {
            kind: kind.clone(),
            lane: Lane::new(column, Physical::of(kind)),
            known: KnownLane::new(known),
            any: false,
        };
        let attributes = schema
            .customer
            .iter()
            .enumerate()
            .map(|(at, f)| field(&f.kind, Column::Attribute(at), Column::AttributeKnown(at)));
        let events = schema
            .events
            .iter()
            .enumerate()
            .map(|(event, kind)| EventLanes {
                first: Lane::new(Column::First(event), Physical::U32),
                at: Lane::new(Column::At(event), Physical::I64),
                number: Lane::new(Column::Number(event), Physical::U32),
                validity: None,
                fields: (kind.fields.iter().enumerate())
                    .map(|(at, f)| {
                        field(
                            &f.kind,
                            Column::Property(event, at),
                            Column::PropertyKnown(event, at),
                        )
                    })
                    .collect(),
                rows: 0,
                number_end: 0,
            });
        Self {
            sink,
            attributes: attributes.collect(),
            events: events.collect(),
            zone: Lane::new(Column::Zone, Physical::I64),
            zone_attribute: schema.attribute(TIME_ZONE),
            zone_codes: FxHashMap::default(),
            zone_names: FxHashMap::default(),
            slots: Lane::new(Column::Slot, Physical::U32),
            changed: None,
            words: WordWriter::default(),
            layout: Layout {
                zones: vec![None],
                ..Layout::default()
            },
        }
    }

    /// Adds a customer with the profile as known at `as_of`, by default the latest.
    pub fn push(&mut self, customer: &Customer, as_of: Option<Moment>) -> Result<(), Unwritable> {
        let row = self.layout.rows;
        if customer.slot < self.layout.slot_end {
            return Err(Unwritable::OutOfOrder {
                slot: customer.slot,
                after: self.layout.slot_end - 1,
            });
        }
        self.slots.push(&mut self.sink, i64::from(customer.slot))?;
        self.layout.slot_end = customer
            .slot
            .checked_add(1)
            .ok_or(Unwritable::TooMany("customers"))?;
        self.layout.rows = row + 1;

        let values = customer.values_at(as_of.unwrap_or(Moment(i64::MAX)));
        for (at, field) in self.attributes.iter_mut().enumerate() {
            let value = values.get(at).and_then(Option::as_ref);
            field.push(&mut self.sink, &mut self.words, u64::from(row), value)?;
        }
        let zone = self.zone_code(values);
        self.zone.push(&mut self.sink, i64::from(zone))?;
        self.push_changed(customer, row)?;

        for (event, lanes) in self.events.iter_mut().enumerate() {
            lanes.first.push(&mut self.sink, i64::from(lanes.rows))?;
            for fact in customer.events.iter().filter(|fact| fact.kind == event) {
                lanes.push(&mut self.sink, &mut self.words, event, fact)?;
            }
        }
        Ok(())
    }

    /// Writes what is left, narrows what can be narrowed, and hands back the sink with the layout.
    pub fn finish(mut self) -> Result<(Layout, S), Unwritable> {
        let (sink, layout) = (&mut self.sink, &mut self.layout);
        if layout.slot_end != layout.rows {
            self.slots.finish(sink, layout)?;
        }
        if layout.zones.len() > 1 {
            self.zone.finish(sink, layout)?;
        }
        if let Some(changed) = self.changed.take() {
            changed.finish(sink, layout)?;
        }
        for field in self.attributes {
            field.finish(sink, layout)?;
        }
        for mut lanes in self.events {
            lanes.first.push(sink, i64::from(lanes.rows))?;
            layout.events.push(EventRows {
                rows: lanes.rows,
                number_end: lanes.number_end,
            });
            lanes.first.finish(sink, layout)?;
            if lanes.rows == 0 {
                continue;
            }
            lanes.at.finish(sink, layout)?;
            lanes.number.finish(sink, layout)?;
            if let Some((from, until)) = lanes.validity {
                from.finish(sink, layout)?;
                until.finish(sink, layout)?;
            }
            for field in lanes.fields {
                field.finish(sink, layout)?;
            }
        }
        self.words.finish(sink, layout)?;
        Ok((self.layout, self.sink))
    }

    fn zone_code(&mut self, values: &[Option<Value>]) -> u32 {
        let Some(Some(Value::Text(name))) = self.zone_attribute.and_then(|at| values.get(at))
        else {
            return 0;
        };
        if let Some(code) = self.zone_names.get(name) {
            return *code;
        }
        let code = Zone::named(name).map_or(0, |zone| {
            *self.zone_codes.entry(zone).or_insert_with(|| {
                self.layout.zones.push(Some(zone));
                self.layout.zones.len() as u32 - 1
            })
        });
        // Misspelt zones could be as many as customers; forgetting them all costs little.
        if self.zone_names.len() >= 4096 {
            self.zone_names.clear();
        }
        self.zone_names.insert(name.clone(), code);
        code
    }

    fn push_changed(&mut self, customer: &Customer, row: u32) -> Result<(), Unwritable> {
        let changed = match customer.profile.as_slice() {
            [_, .., last] => last.from.0,
            _ => i64::MIN,
        };
        self.layout.last_change_ms = self.layout.last_change_ms.max(changed);
        if self.changed.is_none() && changed != i64::MIN {
            let mut lane = Lane::new(Column::Changed, Physical::I64).kept_wide();
            lane.fill(&mut self.sink, i64::MIN, u64::from(row))?;
            self.changed = Some(lane);
        }
        match &mut self.changed {
            Some(lane) => lane.push(&mut self.sink, changed),
            None => Ok(()),
        }
    }
}

impl EventLanes {
    fn push<S: ColumnSink>(
        &mut self,
        sink: &mut S,
        words: &mut WordWriter,
        event: usize,
        fact: &Event,
    ) -> Result<(), Unwritable> {
        if self.validity.is_none() && fact.versions.len() > 1 {
            let mut from = Lane::new(Column::From(event), Physical::I64).kept_wide();
            let mut until = Lane::new(Column::Until(event), Physical::I64).kept_wide();
            from.fill(sink, i64::MIN, u64::from(self.rows))?;
            until.fill(sink, i64::MAX, u64::from(self.rows))?;
            self.validity = Some((from, until));
        }
        self.number_end = self.number_end.max(
            fact.no
                .checked_add(1)
                .ok_or(Unwritable::TooMany("events"))?,
        );
        for (at, version) in fact.versions.iter().enumerate() {
            let row = u64::from(self.rows);
            self.rows = self
                .rows
                .checked_add(1)
                .ok_or(Unwritable::TooMany("events of a type"))?;
            self.at.push(sink, fact.at.0)?;
            self.number.push(sink, i64::from(fact.no))?;
            if let Some((from, until)) = &mut self.validity {
                // The first version holds from the event on; a later one ends all before it.
                let later = fact.versions.iter().skip(at + 1);
                from.push(sink, if at == 0 { i64::MIN } else { version.from.0 })?;
                until.push(sink, later.map(|v| v.from.0).min().unwrap_or(i64::MAX))?;
            }
            for (at, field) in self.fields.iter_mut().enumerate() {
                let value = version.values.get(at).and_then(Option::as_ref);
                field.push(sink, words, row, value)?;
            }
        }
        Ok(())
    }
}

impl FieldLane {
    fn push<S: ColumnSink>(
        &mut self,
        sink: &mut S,
        words: &mut WordWriter,
        row: u64,
        value: Option<&Value>,
    ) -> Result<(), Unwritable> {
        self.known.push(sink, row, value.is_some())?;
        self.any |= value.is_some();
        match value {
            None => self.lane.push_nothing(sink),
            Some(Value::Int(int)) => self.lane.push(sink, *int),
            Some(value) => {
                debug_assert!(matches!(self.kind, Kind::Text | Kind::List(_)));
                let word = words.word(sink, value)?;
                self.lane.push(sink, i64::from(word))
            }
        }
    }

    fn finish<S: ColumnSink>(self, sink: &mut S, layout: &mut Layout) -> Result<(), Unwritable> {
        if !self.any {
            return Ok(());
        }
        self.known.finish(sink, layout)?;
        self.lane.finish(sink, layout)
    }
}

impl Layout {
    pub(super) fn add(&mut self, column: Column, encoding: Encoding) {
        self.columns.insert(column, encoding);
    }
}
