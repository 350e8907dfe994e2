//! Stable numbers for the names of a schema, so that reordering or adding never misreads old records.
//!
//! Attributes, event types, properties and the words of levels and choices are numbered in the order
//! they were first seen, for ever. At load the numbers are mapped to positions of today's schema. What
//! the schema no longer names is not read any more, and is there again when it is named again.

use super::RecordError;
use super::format::{self, Cell};
use crate::model::kind::Kind;
use crate::model::schema::{Field, Schema};
use crate::model::value::Value;
use crate::store::{Keys, Store, Tree, Write};
use serde::{Deserialize, Serialize};

const KEY: &[u8] = b"registry/";
/// The registry is cut into values of this size.
const PART_BYTES: usize = 4_000;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct RegistryV1 {
    attributes: Vec<NamedV1>,
    events: Vec<EventV1>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct EventV1 {
    name: String,
    properties: Vec<NamedV1>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct NamedV1 {
    name: String,
    kind: String,
    words: Vec<String>,
}

/// Where everything of a schema is kept.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    customer: Fields,
    events: Vec<EventLayout>,
    /// By registered number of the type.
    event_positions: Vec<Option<usize>>,
}

/// Where the properties of one event type are kept.
#[derive(Clone, Debug, Default)]
pub struct EventLayout {
    pub number: u16,
    pub fields: Fields,
}

/// Positions of fields and the numbers they are stored by.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    slots: Vec<FieldSlot>,
    /// By registered number.
    positions: Vec<Option<usize>>,
}

#[derive(Clone, Debug)]
struct FieldSlot {
    number: u16,
    words: Option<Words>,
}

/// Indexes of words in the schema and in the registry.
#[derive(Clone, Debug)]
struct Words {
    stored: Vec<i64>,
    current: Vec<Option<i64>>,
}

impl Layout {
    pub fn customer(&self) -> &Fields {
        &self.customer
    }

    /// By position in the schema.
    pub fn event(&self, position: usize) -> Option<&EventLayout> {
        self.events.get(position)
    }

    /// In the schema's order.
    pub fn events(&self) -> &[EventLayout] {
        &self.events
    }

    /// The position of the event type with this registered number.
    pub(super) fn event_position(&self, number: u16) -> Option<usize> {
        self.event_positions
            .get(usize::from(number))
            .copied()
            .flatten()
    }

    /// How many event types have ever been registered.
    pub(super) fn event_types(&self) -> usize {
        self.event_positions.len()
    }
}

impl Fields {
    pub fn count(&self) -> usize {
        self.slots.len()
    }

    /// The number the field at `position` is stored by.
    pub fn number(&self, position: usize) -> Option<u16> {
        self.slots.get(position).map(|slot| slot.number)
    }

    /// The position of the field stored by this number, where the schema still names it.
    pub fn position(&self, number: u16) -> Option<usize> {
        self.positions.get(usize::from(number)).copied().flatten()
    }

    /// A level or choice by its registered word, everything else as it is.
    pub fn stored<'a>(&self, position: usize, cell: Cell<'a>) -> Cell<'a> {
        let words = self
            .slots
            .get(position)
            .and_then(|slot| slot.words.as_ref());
        let Some(words) = words else { return cell };
        let stored = |int: i64| {
            usize::try_from(int)
                .ok()
                .and_then(|at| words.stored.get(at))
                .copied()
        };
        map_ints(cell, &|int| Some(stored(int).unwrap_or(int)))
    }

    /// The value, where the schema still has the field and the word.
    pub fn value(&self, position: usize, cell: &Cell<'_>) -> Option<Value> {
        let words = self.slots.get(position)?.words.as_ref();
        value(cell, words)
    }
}

fn map_ints<'a>(cell: Cell<'a>, map: &dyn Fn(i64) -> Option<i64>) -> Cell<'a> {
    match cell {
        Cell::Int(int) => Cell::Int(map(int).unwrap_or(int)),
        Cell::Text(text) => Cell::Text(text),
        Cell::List(items) => {
            Cell::List(items.into_iter().map(|item| map_ints(item, map)).collect())
        }
    }
}

fn value(cell: &Cell<'_>, words: Option<&Words>) -> Option<Value> {
    Some(match cell {
        Cell::Int(int) => Value::Int(match words {
            None => *int,
            Some(words) => words
                .current
                .get(usize::try_from(*int).ok()?)
                .copied()
                .flatten()?,
        }),
        Cell::Text(text) => Value::Text((*text).into()),
        Cell::List(items) => {
            Value::List(items.iter().filter_map(|item| value(item, words)).collect())
        }
    })
}

/// Loads the registry, adds what the schema names for the first time, and writes it if it grew.
pub(super) fn load(
    store: &dyn Store,
    schema: &Schema,
    has_customers: bool,
    event_counts: &[u32],
) -> Result<Layout, RecordError> {
    let before = read(store)?;
    let mut registry = before.clone();
    let customer = register(
        &mut registry.attributes,
        &schema.customer,
        has_customers,
        |name| format!("the customer attribute `{name}`"),
    )?;
    let mut events = Vec::new();
    for event in &schema.events {
        let number = registry
            .events
            .iter()
            .position(|known| known.name == event.name);
        let number = number.unwrap_or_else(|| {
            registry.events.push(EventV1 {
                name: event.name.clone(),
                properties: Vec::new(),
            });
            registry.events.len() - 1
        });
        let has_data = event_counts.get(number).is_some_and(|count| *count > 0);
        let properties = registry
            .events
            .get_mut(number)
            .map(|event| &mut event.properties);
        let properties = properties.ok_or(RecordError::Damaged { tree: "meta" })?;
        let fields = register(properties, &event.fields, has_data, |name| {
            format!("`{name}` of the event `{}`", event.name)
        })?;
        events.push(EventLayout {
            number: number as u16,
            fields,
        });
    }
    if registry != before {
        write(store, &registry)?;
    }
    let event_positions = (0..registry.events.len())
        .map(|number| {
            events
                .iter()
                .position(|event| usize::from(event.number) == number)
        })
        .collect();
    Ok(Layout {
        customer,
        events,
        event_positions,
    })
}

fn register(
    known: &mut Vec<NamedV1>,
    fields: &[Field],
    has_data: bool,
    name: impl Fn(&str) -> String,
) -> Result<Fields, RecordError> {
    let mut slots = Vec::with_capacity(fields.len());
    for field in fields {
        let kind = signature(&field.kind);
        let number = known.iter().position(|known| known.name == field.name);
        let number = number.unwrap_or_else(|| {
            known.push(NamedV1 {
                name: field.name.clone(),
                kind: kind.clone(),
                words: Vec::new(),
            });
            known.len() - 1
        });
        let Some(entry) = known.get_mut(number) else {
            continue;
        };
        if entry.kind != kind {
            if has_data {
                return Err(RecordError::KindChanged {
                    field: name(&field.name),
                    before: entry.kind.clone(),
                    now: kind,
                });
            }
            entry.kind = kind;
        }
        slots.push(FieldSlot {
            number: number as u16,
            words: words(&field.kind, &mut entry.words),
        });
    }
    let positions = (0..known.len())
        .map(|number| {
            slots
                .iter()
                .position(|slot| usize::from(slot.number) == number)
        })
        .collect();
    Ok(Fields { slots, positions })
}

fn words(kind: &Kind, known: &mut Vec<String>) -> Option<Words> {
    let options = match kind {
        Kind::List(of) => of.options(),
        kind => kind.options(),
    }?;
    let mut stored = Vec::with_capacity(options.words.len());
    for word in &options.words {
        let at = known
            .iter()
            .position(|known| *known == word.key)
            .unwrap_or_else(|| {
                known.push(word.key.clone());
                known.len() - 1
            });
        stored.push(at as i64);
    }
    let current = (0..known.len() as i64)
        .map(|number| {
            stored
                .iter()
                .position(|stored| *stored == number)
                .map(|at| at as i64)
        })
        .collect();
    Some(Words { stored, current })
}

/// What a kind's values mean on disk. A level may become a choice and gain words.
fn signature(kind: &Kind) -> String {
    match kind {
        Kind::Level(_) | Kind::Choice(_) => "a level or choice".to_owned(),
        Kind::List(of) => format!("list of {}", signature(of)),
        kind => kind.name(),
    }
}

fn read(store: &dyn Store) -> Result<RegistryV1, RecordError> {
    let mut bytes = Vec::new();
    for part in store.range(Tree::Meta, Keys::prefix(KEY)) {
        bytes.extend(part?.1);
    }
    match bytes.split_first() {
        None => Ok(RegistryV1::default()),
        Some((1, rest)) => format::decode(rest, Tree::Meta),
        Some((found, _)) => Err(RecordError::OtherVersion {
            tree: Tree::Meta.name(),
            found: *found,
        }),
    }
}

fn write(store: &dyn Store, registry: &RegistryV1) -> Result<(), RecordError> {
    let mut bytes = vec![1];
    format::encode_into(registry, &mut bytes);
    let parts = bytes.chunks(PART_BYTES).zip(0_u16..);
    let writes = parts
        .map(|(part, no)| Write::put(Tree::Meta, [KEY, &no.to_be_bytes()].concat(), part))
        .collect();
    store.write(writes)?;
    store.sync()?;
    Ok(())
}
