//! Cuts a file into items and their sections at the keywords that start lines, before anything is
//! parsed, so that one bad line never hides another.

mod lines;
pub mod pasted;
pub mod tokens;

use super::keywords::Keyword;
use lines::{Line, Lines};
use tokens::{TokenKind, Tokens};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    Customer,
    Event,
    Segment,
    Rule,
    Policy,
    Test,
}

/// A stretch of the file that is parsed by itself.
#[derive(Debug, Clone)]
pub struct Piece {
    pub opening: Opening,
    /// Tokens of the piece, as a range of indices; never empty.
    pub first: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Copy)]
pub enum Opening {
    /// Opened by this keyword.
    Keyword(&'static Keyword),
    /// The keyword runs into the word behind it.
    Glued(&'static Keyword),
    /// An attribute of the customer.
    Field,
    /// A word that opens nothing.
    Unknown,
}

#[derive(Debug, Clone)]
pub struct RawItem {
    pub kind: ItemKind,
    pub head: Piece,
    pub parts: Vec<Piece>,
}

#[derive(Debug, Default)]
pub struct Split {
    pub items: Vec<RawItem>,
    /// What stands before the first item.
    pub stray: Option<Piece>,
}

impl ItemKind {
    fn of(rule: &str) -> Option<Self> {
        Some(match rule {
            "kw_customer" => Self::Customer,
            "kw_event" => Self::Event,
            "kw_segment" => Self::Segment,
            "kw_rule" => Self::Rule,
            "kw_policy" => Self::Policy,
            "kw_test" => Self::Test,
            _ => return None,
        })
    }
}

pub fn split(tokens: &Tokens) -> Split {
    let mut split = Split::default();
    let lines = Lines::new(tokens);
    // Brackets open in the piece so far.
    let mut depth = 0_i32;
    for (index, token) in tokens.all.iter().enumerate() {
        let kind = split.items.last().map(|item| item.kind);
        let open = split
            .items
            .last()
            .map(|item| item.parts.last().unwrap_or(&item.head));
        let line = if token.starts_line {
            lines.read(index, kind, open, depth > 0)
        } else {
            Line::Continues
        };
        if !matches!(line, Line::Continues) {
            depth = 0;
        }
        depth +=
            i32::from(token.kind == TokenKind::Open) - i32::from(token.kind == TokenKind::Close);
        match line {
            Line::Item(kind, opening) => {
                split.items.push(RawItem {
                    kind,
                    head: Piece {
                        opening,
                        first: index,
                        end: index + 1,
                    },
                    parts: Vec::new(),
                });
            }
            Line::Part(opening) => {
                if let Some(item) = split.items.last_mut() {
                    item.parts.push(Piece {
                        opening,
                        first: index,
                        end: index + 1,
                    });
                } else if split.stray.is_none() {
                    split.stray = Some(Piece {
                        opening,
                        first: index,
                        end: index + 1,
                    });
                } else if let Some(stray) = &mut split.stray {
                    stray.end = index + 1;
                }
            }
            Line::Continues => {
                let piece = match split.items.last_mut() {
                    Some(item) => Some(item.parts.last_mut().unwrap_or(&mut item.head)),
                    None => split.stray.as_mut(),
                };
                match piece {
                    Some(piece) => piece.end = index + 1,
                    None => {
                        split.stray = Some(Piece {
                            opening: Opening::Unknown,
                            first: index,
                            end: index + 1,
                        });
                    }
                }
            }
        }
    }
    split
}
