//! Lines of text from a stream of bytes, of bounded length, each known by its number.

use super::SourceError;
use std::io::{BufRead, BufReader, Read};

/// A longer line is no record: something is wrong with the file there.
pub const LINE_BYTES_MAX: usize = 1 << 20;
const BUFFER_BYTES: usize = 1 << 18;

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Text,
    /// Not UTF-8; the guess names the encoding it may be in.
    NotUtf8(&'static str),
    TooLong,
    End,
}

pub struct Lines<'r> {
    input: BufReader<Box<dyn Read + 'r>>,
    /// Lines that are to be read again, the next one last, with their numbers.
    again: Vec<(u64, String)>,
    number: u64,
    bytes_read: u64,
}

impl<'r> Lines<'r> {
    /// Skips a byte order mark and refuses what is plainly not text.
    pub fn open(input: Box<dyn Read + 'r>) -> Result<Self, SourceError> {
        let mut input = BufReader::with_capacity(BUFFER_BYTES, input);
        let start = input.fill_buf().map_err(|error| failed(&error))?;
        let what = match start {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("a file in UTF-16"),
            [b'P', b'K', 3, 4, ..] => Some("an Excel workbook or another zipped file"),
            [0xd0, 0xcf, 0x11, 0xe0, ..] => Some("an old Excel workbook"),
            [0x1f, 0x8b, ..] => Some("a compressed file"),
            _ => None,
        };
        if let Some(what) = what {
            return Err(SourceError::NotCsv { what });
        }
        let mark = if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            3
        } else {
            0
        };
        input.consume(mark);
        Ok(Self {
            input,
            again: Vec::new(),
            number: 0,
            bytes_read: mark as u64,
        })
    }

    /// The number of the line last read, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }

    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Reads a line into `text`, without its end.
    pub fn next(&mut self, text: &mut String) -> Result<Line, SourceError> {
        if let Some((number, line)) = self.again.pop() {
            self.number = number;
            *text = line;
            return Ok(Line::Text);
        }
        let mut bytes = std::mem::take(text).into_bytes();
        bytes.clear();
        let read = self.read(&mut bytes)?;
        if read == 0 {
            return Ok(Line::End);
        }
        self.number += 1;
        if bytes.last() != Some(&b'\n') && bytes.len() > LINE_BYTES_MAX {
            while bytes.last() != Some(&b'\n') {
                bytes.clear();
                if self.read(&mut bytes)? == 0 {
                    break;
                }
            }
            return Ok(Line::TooLong);
        }
        bytes.pop_if(|last| *last == b'\n');
        bytes.pop_if(|last| *last == b'\r');
        match String::from_utf8(bytes) {
            Ok(line) => {
                *text = line;
                Ok(Line::Text)
            }
            Err(error) => Ok(Line::NotUtf8(guess(error.as_bytes()))),
        }
    }

    /// Lets lines be read again, in their order.
    pub fn read_again(&mut self, lines: Vec<(u64, String)>) {
        self.again.extend(lines.into_iter().rev());
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<usize, SourceError> {
        let mut most = (&mut self.input).take(LINE_BYTES_MAX as u64 + 1);
        let read = most
            .read_until(b'\n', bytes)
            .map_err(|error| failed(&error))?;
        self.bytes_read += read as u64;
        Ok(read)
    }
}

fn failed(error: &std::io::Error) -> SourceError {
    SourceError::Io {
        reason: error.to_string(),
    }
}

/// GBK writes Chinese in pairs of bytes, the first from 0x81; Latin-1 has lone bytes among letters.
fn guess(bytes: &[u8]) -> &'static str {
    let mut rest = bytes.iter();
    let mut pairs = 0;
    while let Some(byte) = rest.next() {
        match byte {
            0..=0x80 => {}
            0x81..=0xfe if matches!(rest.next(), Some(0x40..=0xfe)) => pairs += 1,
            _ => return "",
        }
    }
    if pairs > 0 {
        " (it looks like GBK, as Excel writes Chinese)"
    } else {
        ""
    }
}
