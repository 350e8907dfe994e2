//! What the columns of a source mean: by name or label, in either language, or as the user says.

use super::SourceError;
use crate::language::diagnostics::did_you_mean;
use crate::model::schema::{CUSTOMER_ID, Field, Schema};
use rustc_hash::FxHashMap;

/// What records of a source are.
#[derive(Clone, Copy, Debug)]
pub enum Shape<'s> {
    Customers(&'s Schema),
    /// Events of the type at this position.
    Events(&'s Schema, usize),
}

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// The id of the customer or event that a record is.
    Id,
    /// The customer of an event.
    Customer,
    /// When an event happened.
    At,
    /// When an event came to be as the record says.
    AmendedAt,
    /// The attribute or property at this position.
    Field(usize),
}

/// What the user says of the columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Column and meaning; `-` leaves the column out.
    pub map: Vec<(String, String)>,
    /// Columns the schema does not know are left out without a word.
    pub ignore_unknown: bool,
}

/// The columns of a source with their meanings.
#[derive(Clone, Debug)]
pub struct Columns {
    meanings: Vec<Meaning>,
    /// By column of the header: an index into the meanings.
    of_column: Vec<Option<usize>>,
    /// By key, of sources without a header; `None` is left out.
    of_key: FxHashMap<String, Option<usize>>,
    ignore_unknown: bool,
}

/// What a key of an object means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// By index.
    Meaning(usize),
    LeftOut,
    Unknown,
}

/// One thing a record may say.
#[derive(Clone, Debug)]
struct Meaning {
    target: Target,
    /// What it is called, the first name first.
    names: Vec<String>,
    /// The column that says it, and its number counted from 1.
    column: Option<(String, usize)>,
}

const EVENT_ID: &[&str] = &["id", "event_id", "编号", "事件编号"];
const CUSTOMER: &[&str] = &[CUSTOMER_ID, "customer", "客户编号", "客户", "会员编号"];
const CUSTOMER_ITSELF: &[&str] = &[
    CUSTOMER_ID,
    "id",
    "客户编号",
    "编号",
    "会员编号",
    "customer",
];
const AT: &[&str] = &["at", "time", "date", "时间", "日期", "发生时间"];
const AMENDED_AT: &[&str] = &["amended_at", "updated_at", "修改时间", "更新时间"];

impl Columns {
    /// The columns of a CSV header.
    pub(super) fn of_header(
        headers: &[&str],
        shape: &Shape<'_>,
        mapping: &Mapping,
    ) -> Result<Self, SourceError> {
        let mut columns = Self::none(shape, mapping);
        let mapped = columns.mapped(mapping)?;
        for (column, _) in &mapping.map {
            if !headers.iter().any(|header| plain(header) == plain(column)) {
                let nearest = did_you_mean(column, headers.iter().copied()).map(str::to_owned);
                return Err(SourceError::UnknownMapped {
                    column: column.clone(),
                    nearest,
                });
            }
        }
        let mut unknown = Vec::new();
        for (header, number) in headers.iter().zip(1..) {
            let index = match mapped.get(&plain(header)) {
                Some(index) => *index,
                None if header.is_empty() => None,
                None => {
                    let index = columns.named(header);
                    if index.is_none() {
                        unknown.push((*header).to_owned());
                    }
                    index
                }
            };
            columns.take(index, header, number)?;
            columns.of_column.push(index);
        }
        columns.refuse(unknown)?;
        Ok(columns)
    }

    /// The keys of a source of objects; `first` are those of its first record.
    pub(super) fn of_keys(
        first: &[&str],
        shape: &Shape<'_>,
        mapping: &Mapping,
    ) -> Result<Self, SourceError> {
        let mut columns = Self::none(shape, mapping);
        for (key, index) in columns.mapped(mapping)? {
            columns.of_key.insert(key, index);
        }
        let mut unknown = Vec::new();
        for key in first {
            match columns.key(key) {
                Key::Meaning(index) => columns.take(Some(index), key, 0)?,
                Key::LeftOut => {}
                Key::Unknown => unknown.push((*key).to_owned()),
            }
        }
        columns.refuse(unknown)?;
        for meaning in &mut columns.meanings {
            let name = meaning.names.first().cloned().unwrap_or_default();
            meaning.column.get_or_insert((name, 0));
        }
        Ok(columns)
    }

    /// How many meanings there are.
    pub fn count(&self) -> usize {
        self.meanings.len()
    }

    /// Every meaning with its index, of those that the source has a column for.
    pub fn present(&self) -> impl Iterator<Item = (usize, Target)> + '_ {
        let present = self
            .meanings
            .iter()
            .enumerate()
            .filter(|(_, meaning)| meaning.column.is_some());
        present.map(|(index, meaning)| (index, meaning.target))
    }

    /// Where a row keeps the cell of this meaning, if the source has a column for it.
    pub fn index(&self, target: Target) -> Option<usize> {
        self.present()
            .find(|(_, present)| *present == target)
            .map(|(index, _)| index)
    }

    /// The column of a meaning by index: its header, and its number counted from 1 (0 of NDJSON).
    pub fn column(&self, index: usize) -> Option<(String, usize)> {
        self.meanings.get(index)?.column.clone()
    }

    /// As [`index`](Self::index); the lack of a column is an error that says how to name it.
    pub fn required(&self, target: Target) -> Result<usize, SourceError> {
        self.index(target).ok_or_else(|| {
            let names = self
                .meanings
                .iter()
                .find(|meaning| meaning.target == target);
            let names = names
                .map(|meaning| meaning.names.as_slice())
                .unwrap_or_default();
            let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let word = names.first().cloned().unwrap_or_default();
            let meaning = match target {
                Target::Id | Target::Customer => "which customer a line is about".to_owned(),
                Target::At => "when the event happened".to_owned(),
                Target::AmendedAt => "when the event was amended".to_owned(),
                Target::Field(_) => format!("`{word}`, which the schema requires"),
            };
            SourceError::MissingColumn {
                meaning,
                names: shown.join(" or "),
                word,
            }
        })
    }

    /// By column of the header: the index of its meaning.
    pub(super) fn meanings(&self) -> &[Option<usize>] {
        &self.of_column
    }

    /// What a key means.
    pub(super) fn key(&self, key: &str) -> Key {
        let said = self
            .of_key
            .get(key)
            .or_else(|| self.of_key.get(&plain(key)));
        match said.copied().unwrap_or_else(|| self.named(key)) {
            Some(index) => Key::Meaning(index),
            None if said.is_some() || self.ignore_unknown => Key::LeftOut,
            None => Key::Unknown,
        }
    }

    fn none(shape: &Shape<'_>, mapping: &Mapping) -> Self {
        let mut columns = Self {
            meanings: meanings(shape),
            of_column: Vec::new(),
            of_key: FxHashMap::default(),
            ignore_unknown: mapping.ignore_unknown,
        };
        // Keys as they are most often written are found without being made plain first.
        for (index, meaning) in columns.meanings.iter().enumerate().rev() {
            for name in &meaning.names {
                columns.of_key.insert(name.clone(), Some(index));
            }
        }
        columns
    }

    fn named(&self, word: &str) -> Option<usize> {
        let word = plain(word);
        self.meanings
            .iter()
            .position(|meaning| meaning.names.iter().any(|name| plain(name) == word))
    }

    /// What the user's own words make of columns, by plain name.
    fn mapped(&self, mapping: &Mapping) -> Result<FxHashMap<String, Option<usize>>, SourceError> {
        let mut mapped = FxHashMap::default();
        for (column, word) in &mapping.map {
            let index = match word.trim() {
                "-" => None,
                word => match self.named(word) {
                    Some(index) => Some(index),
                    None => {
                        return Err(SourceError::UnknownMeaning {
                            column: column.clone(),
                            word: word.to_owned(),
                            nearest: self.nearest(word),
                        });
                    }
                },
            };
            mapped.insert(plain(column), index);
        }
        Ok(mapped)
    }

    fn take(
        &mut self,
        index: Option<usize>,
        header: &str,
        number: usize,
    ) -> Result<(), SourceError> {
        let Some(meaning) = index.and_then(|index| self.meanings.get_mut(index)) else {
            return Ok(());
        };
        if let Some((first, _)) = &meaning.column {
            return Err(SourceError::SameMeaning {
                first: first.clone(),
                second: header.to_owned(),
                meaning: format!("`{}`", meaning.names.first().map_or("", String::as_str)),
            });
        }
        meaning.column = Some((header.to_owned(), number));
        Ok(())
    }

    fn refuse(&self, unknown: Vec<String>) -> Result<(), SourceError> {
        if unknown.is_empty() || self.ignore_unknown {
            return Ok(());
        }
        let columns = unknown.into_iter().map(|column| {
            let nearest = self.nearest(&column);
            (column, nearest)
        });
        Err(SourceError::UnknownColumns {
            columns: columns.collect(),
        })
    }

    fn nearest(&self, word: &str) -> Option<String> {
        let names = self
            .meanings
            .iter()
            .flat_map(|meaning| &meaning.names)
            .map(String::as_str);
        did_you_mean(word, names).map(str::to_owned)
    }
}

/// Letters of any case, blanks and hyphens as underscores.
fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.replace([' ', '-', '\u{3000}'], "_")
}

/// The schema's names come first: a property called `time` is that property.
fn meanings(shape: &Shape<'_>) -> Vec<Meaning> {
    let (fields, own): (&[Field], Vec<(Target, Vec<&str>)>) = match shape {
        Shape::Customers(schema) => (
            &schema.customer,
            vec![(Target::Id, CUSTOMER_ITSELF.to_vec())],
        ),
        Shape::Events(schema, event) => {
            let fields = schema
                .events
                .get(*event)
                .map(|event| event.fields.as_slice());
            let mut customer = CUSTOMER.to_vec();
            customer.extend(schema.customer_label.as_deref());
            let id_label = schema
                .customer
                .iter()
                .find(|field| field.name == CUSTOMER_ID);
            customer.extend(id_label.and_then(|field| field.label.as_deref()));
            let own = vec![
                (Target::Id, EVENT_ID.to_vec()),
                (Target::Customer, customer),
                (Target::At, AT.to_vec()),
                (Target::AmendedAt, AMENDED_AT.to_vec()),
            ];
            (fields.unwrap_or_default(), own)
        }
    };
    let of_field = |(position, field): (usize, &Field)| {
        let mut names = vec![field.name.clone()];
        names.extend(field.label.clone());
        // A customer's id is its identity, whatever the schema calls it.
        let is_id = field.name == CUSTOMER_ID && matches!(shape, Shape::Customers(_));
        if is_id {
            names.extend(CUSTOMER_ITSELF.iter().map(|name| (*name).to_owned()));
        }
        let target = if is_id {
            Target::Id
        } else {
            Target::Field(position)
        };
        Meaning {
            target,
            names,
            column: None,
        }
    };
    let mut meanings: Vec<Meaning> = fields.iter().enumerate().map(of_field).collect();
    for (target, names) in own {
        if meanings.iter().all(|meaning| meaning.target != target) {
            let names = names.into_iter().map(str::to_owned).collect();
            meanings.push(Meaning {
                target,
                names,
                column: None,
            });
        }
    }
    meanings
}

pub(super) fn meant(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |nearest| {
        format!("; did you mean `{nearest}`?")
    })
}

pub(super) fn unknown(columns: &[(String, Option<String>)]) -> String {
    let named: Vec<String> = columns
        .iter()
        .map(|(column, nearest)| match nearest {
            Some(nearest) => format!("`{column}` (did you mean `{nearest}`?)"),
            None => format!("`{column}`"),
        })
        .collect();
    let (subject, it) = match columns.len() {
        1 => ("the column", "it"),
        _ => ("the columns", "them"),
    };
    format!(
        "the schema does not know {subject} {}; add {it} to the schema, say what it means with --map \"<column>=<name>\", leave one out with --map \"<column>=-\", or all with --ignore-unknown",
        named.join(", ")
    )
}
