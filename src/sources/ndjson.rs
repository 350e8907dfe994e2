//! NDJSON: one JSON object a line; keys are the columns.
//!
//! A key that is absent says nothing; `null` and an empty text say that nothing is there.

use super::columns::{Columns, Key, Mapping, Shape};
use super::lines::{Line, Lines};
use super::{BadRow, Next, Row, SourceError, cut};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::fmt::Write as _;

pub struct Ndjson<'r> {
    lines: Lines<'r>,
    columns: Columns,
    line: String,
    /// Whether the line held is the first record, not yet handed out.
    held: bool,
}

impl<'r> Ndjson<'r> {
    pub fn open(
        mut lines: Lines<'r>,
        shape: &Shape<'_>,
        mapping: &Mapping,
    ) -> Result<Self, SourceError> {
        let mut line = String::new();
        let mut held = true;
        loop {
            match lines.next(&mut line)? {
                Line::Text if line.trim().is_empty() => {}
                Line::Text => break,
                Line::NotUtf8(guess) => {
                    return Err(SourceError::NotUtf8 {
                        line: lines.number(),
                        guess,
                    });
                }
                Line::TooLong => {
                    return Err(SourceError::NotCsv {
                        what: "no JSON in lines",
                    });
                }
                Line::End => {
                    held = false;
                    break;
                }
            }
        }
        let mut keys = Vec::new();
        if held {
            let mut json = serde_json::Deserializer::from_str(&line);
            Keys(&mut keys)
                .deserialize(&mut json)
                .and_then(|()| json.end())
                .map_err(|error| SourceError::NotJson {
                    line: lines.number(),
                    reason: said(&error),
                })?;
        }
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let columns = Columns::of_keys(&keys, shape, mapping)?;
        Ok(Self {
            lines,
            columns,
            line,
            held,
        })
    }

    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    pub fn next(&mut self, row: &mut Row) -> Result<Next, SourceError> {
        while !std::mem::take(&mut self.held) {
            let reason = match self.lines.next(&mut self.line)? {
                Line::End => return Ok(Next::End),
                Line::Text if self.line.trim().is_empty() => continue,
                Line::Text => break,
                Line::NotUtf8(guess) => format!("is not UTF-8{guess}; save the file in UTF-8"),
                Line::TooLong => "is longer than a megabyte".to_owned(),
            };
            let line = self.lines.number();
            return Ok(Next::Bad(BadRow {
                line,
                column: None,
                value: String::new(),
                reason,
            }));
        }
        row.line = self.lines.number();
        row.text.clear();
        row.cells.clear();
        row.cells.resize(self.columns.count(), None);
        let mut unknown = None;
        let mut json = serde_json::Deserializer::from_str(&self.line);
        let record = Record {
            columns: &self.columns,
            row,
            unknown: &mut unknown,
        };
        let read = record.deserialize(&mut json).and_then(|()| json.end());
        let (column, value, reason) = match (read, unknown) {
            (Ok(()), None) => return Ok(Next::Row),
            (Ok(()), Some(key)) => (
                Some((key.clone(), 0)),
                key,
                "is a key the schema does not know".to_owned(),
            ),
            (Err(error), _) => (
                None,
                cut(&self.line),
                format!("is not a JSON object: {}", said(&error)),
            ),
        };
        Ok(Next::Bad(BadRow {
            line: row.line,
            column,
            value,
            reason,
        }))
    }
}

/// serde's words without the position, which would make every mistake a kind of its own.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.split_once(" at line ") {
        Some((said, _)) => said.to_owned(),
        None => text,
    }
}

/// The keys of an object.
struct Keys<'k>(&'k mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Keys<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Keys<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            self.0.push(key);
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// An object, its cells put where their meaning says.
struct Record<'a> {
    columns: &'a Columns,
    row: &'a mut Row,
    unknown: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            match self.columns.key(&key) {
                Key::Meaning(index) => {
                    let start = self.row.text.len();
                    map.next_value_seed(Cell(&mut self.row.text))?;
                    if let Some(place) = self.row.cells.get_mut(index) {
                        *place = Some(start..self.row.text.len());
                    }
                }
                known => {
                    if known == Key::Unknown && self.unknown.is_none() {
                        *self.unknown = Some(key.into_owned());
                    }
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// A value as the text a cell of CSV would have.
struct Cell<'t>(&'t mut String);

impl<'de> DeserializeSeed<'de> for Cell<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Cell<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false, null or a list")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.push_str(text);
        Ok(())
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<(), E> {
        self.0.push_str(if yes { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        write!(self.0, "{number}").map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        write!(self.0, "{number}").map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        write!(self.0, "{number}").map_err(E::custom)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut items: Vec<serde_json::Value> = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        write!(self.0, "{}", serde_json::Value::Array(items)).map_err(A::Error::custom)
    }
}
