//! CSV: cells between commas, quoted where they hold commas, quotes or line ends.
//!
//! A quote that is never closed would swallow the rest of a file. Here it costs its own line: when
//! what follows makes no record of the header's length, reading goes on at the next line.

use super::columns::{Columns, Mapping, Shape};
use super::lines::{Line, Lines};
use super::{BadRow, Next, Row, SourceError, cut};

/// How many lines a quoted cell may run over.
const QUOTED_LINES_MAX: usize = 200;

pub struct Csv<'r> {
    lines: Lines<'r>,
    columns: Columns,
    delimiter: u8,
    /// How many cells the header has.
    width: usize,
    cells: Vec<std::ops::Range<usize>>,
    line: String,
    /// What was met while looking for the end of a quoted cell.
    met: Option<BadRow>,
}

/// How the cells of a line came out.
#[derive(PartialEq, Eq)]
enum Cut {
    Whole,
    /// A quoted cell is still open at the end.
    Open,
    /// Text follows a closing quote.
    Stray,
}

impl<'r> Csv<'r> {
    pub fn open(
        mut lines: Lines<'r>,
        shape: &Shape<'_>,
        mapping: &Mapping,
    ) -> Result<Self, SourceError> {
        let mut header = String::new();
        loop {
            match lines.next(&mut header)? {
                Line::Text if header.trim().is_empty() => {}
                Line::Text => break,
                Line::NotUtf8(guess) => {
                    return Err(SourceError::NotUtf8 {
                        line: lines.number(),
                        guess,
                    });
                }
                Line::TooLong => {
                    return Err(SourceError::NotCsv {
                        what: "no text in lines",
                    });
                }
                Line::End => return Err(SourceError::Empty),
            }
        }
        let delimiter = delimiter_of(&header);
        let (mut text, mut cells) = (String::new(), Vec::new());
        split(&header, delimiter, &mut text, &mut cells);
        let headers: Vec<&str> = cells
            .iter()
            .map(|cell| text.get(cell.clone()).unwrap_or_default().trim())
            .collect();
        let columns = Columns::of_header(&headers, shape, mapping)?;
        let width = headers.len();
        Ok(Self {
            lines,
            columns,
            delimiter,
            width,
            cells,
            line: header,
            met: None,
        })
    }

    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    pub fn bytes_read(&self) -> u64 {
        self.lines.bytes_read()
    }

    pub fn next(&mut self, row: &mut Row) -> Result<Next, SourceError> {
        if let Some(bad) = self.met.take() {
            return Ok(Next::Bad(bad));
        }
        loop {
            match self.lines.next(&mut self.line)? {
                Line::End => return Ok(Next::End),
                Line::Text if self.line.is_empty() => {}
                Line::Text => break,
                other => return Ok(Next::Bad(self.no_text(&other))),
            }
        }
        row.line = self.lines.number();
        if self.line.as_bytes().contains(&b'"') {
            if let Some(bad) = self.quoted(row)? {
                return Ok(Next::Bad(bad));
            }
        } else {
            std::mem::swap(&mut row.text, &mut self.line);
            split_plain(&row.text, self.delimiter, &mut self.cells);
            if self.cells.len() != self.width {
                let reason = self.wrong_width(self.cells.len());
                let value = cut(&row.text);
                return Ok(Next::Bad(BadRow {
                    line: row.line,
                    column: None,
                    value,
                    reason,
                }));
            }
        }
        row.cells.clear();
        row.cells.resize(self.columns.count(), None);
        for (cell, meaning) in self.cells.iter().zip(self.columns.meanings()) {
            if let Some(place) = meaning.and_then(|index| row.cells.get_mut(index)) {
                *place = Some(cell.clone());
            }
        }
        Ok(Next::Row)
    }

    /// A record with quotes in it, over as many lines as it takes.
    fn quoted(&mut self, row: &mut Row) -> Result<Option<BadRow>, SourceError> {
        let mut state = split(&self.line, self.delimiter, &mut row.text, &mut self.cells);
        if state != Cut::Open {
            if self.cells.len() == self.width {
                return Ok(None);
            }
            let reason = self.wrong_width(self.cells.len());
            return Ok(Some(BadRow {
                line: row.line,
                column: None,
                value: cut(&self.line),
                reason,
            }));
        }
        let mut whole = self.line.clone();
        let mut more: Vec<(u64, String)> = Vec::new();
        let mut line = String::new();
        while state == Cut::Open && more.len() < QUOTED_LINES_MAX {
            match self.lines.next(&mut line)? {
                Line::Text => {}
                Line::End => break,
                other => {
                    self.met = Some(self.no_text(&other));
                    break;
                }
            }
            more.push((self.lines.number(), line.clone()));
            // Only a line with a quote in it can close the cell.
            whole.push('\n');
            whole.push_str(&line);
            if line.as_bytes().contains(&b'"') {
                state = split(&whole, self.delimiter, &mut row.text, &mut self.cells);
            }
        }
        if state == Cut::Whole && self.cells.len() == self.width {
            return Ok(None);
        }
        self.lines.read_again(more);
        let reason =
            "opens a quote (\") that is not closed; write a quote inside a cell twice (\"\")";
        let value = cut(&self.line);
        Ok(Some(BadRow {
            line: row.line,
            column: None,
            value,
            reason: reason.to_owned(),
        }))
    }

    fn no_text(&self, line: &Line) -> BadRow {
        let reason = match line {
            Line::NotUtf8(guess) => format!("is not UTF-8{guess}; save the file as CSV in UTF-8"),
            _ => "is longer than a megabyte".to_owned(),
        };
        BadRow {
            line: self.lines.number(),
            column: None,
            value: String::new(),
            reason,
        }
    }

    fn wrong_width(&self, cells: usize) -> String {
        format!("has {cells} cells where the header has {}", self.width)
    }
}

/// The one of comma, tab and semicolon that the header has most of.
fn delimiter_of(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    let most = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|delimiter| count(*delimiter));
    most.unwrap_or(b',')
}

fn split_plain(line: &str, delimiter: u8, cells: &mut Vec<std::ops::Range<usize>>) {
    cells.clear();
    let mut start = 0;
    for (at, byte) in line.bytes().enumerate() {
        if byte == delimiter {
            cells.push(start..at);
            start = at + 1;
        }
    }
    cells.push(start..line.len());
}

/// Cells of a record that may have quotes, without them, put together in `text`.
fn split(
    record: &str,
    delimiter: u8,
    text: &mut String,
    cells: &mut Vec<std::ops::Range<usize>>,
) -> Cut {
    text.clear();
    cells.clear();
    let delimiter = char::from(delimiter);
    let mut rest = record;
    let mut state = Cut::Whole;
    loop {
        let start = text.len();
        if let Some(quoted) = rest.strip_prefix('"') {
            rest = quoted;
            loop {
                let Some((inside, after)) = rest.split_once('"') else {
                    text.push_str(rest);
                    cells.push(start..text.len());
                    return Cut::Open;
                };
                text.push_str(inside);
                rest = after;
                match rest.strip_prefix('"') {
                    Some(after) => {
                        text.push('"');
                        rest = after;
                    }
                    None => break,
                }
            }
        }
        let (cell, after) = match rest.split_once(delimiter) {
            Some((cell, after)) => (cell, Some(after)),
            None => (rest, None),
        };
        if text.len() > start && !cell.trim().is_empty() {
            state = Cut::Stray;
        }
        text.push_str(cell);
        cells.push(start..text.len());
        match after {
            Some(after) => rest = after,
            None => return state,
        }
    }
}
