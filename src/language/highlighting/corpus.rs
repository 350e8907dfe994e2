//! The texts the grammar is held against, and what the parser sees in each.

use std::fs;
use std::path::Path;

use pest::Parser;
use pest::iterators::Pair;

use crate::language::grammar::{Grammar, Rule};
use crate::language::keywords::of_rule;
use crate::language::parse::section_rule;
use crate::language::split::tokens::{TokenKind, Tokens, tokens};
use crate::language::split::{ItemKind, Opening, Piece, split};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Word,
    Mark,
    Number,
    Text,
    Comment,
    Name,
}

/// Something the parser tells apart, in bytes of the text.
pub struct Seen {
    pub sort: Sort,
    pub start: usize,
    pub end: usize,
}

/// Every rules file of the project, with its name.
pub fn corpus() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = ["examples", "rules", "benches", "tests"]
        .iter()
        .map(|folder| root.join(folder))
        .collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rules")
                && let Ok(text) = fs::read_to_string(&path)
            {
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    assert!(found.len() > 60, "only {} files", found.len());
    found
}

/// What the parser sees in the pieces it can read, and every string and comment.
pub fn seen(text: &str) -> Vec<Seen> {
    let tokens = tokens(text);
    let mut seen = comments(text, &tokens);
    for token in tokens
        .all
        .iter()
        .filter(|token| token.kind == TokenKind::Text)
    {
        // In doubt how far it goes, an editor colours to the end of the line.
        if !tokens.slips.iter().any(|slip| slip.start == token.start) {
            seen.push(Seen {
                sort: Sort::Text,
                start: token.start,
                end: token.end,
            });
        }
    }
    for item in split(&tokens).items {
        read(&tokens, &item.head, head_rule(item.kind), &mut seen);
        for part in &item.parts {
            let rule = match part.opening {
                Opening::Field => Some(Rule::field_piece),
                Opening::Keyword(word) => match word.rule {
                    "kw_given" => Some(Rule::given_piece),
                    "kw_expect" | "kw_day_number" => Some(Rule::expect_piece),
                    rule => section_rule(rule),
                },
                Opening::Glued(_) | Opening::Unknown => None,
            };
            if let Some(rule) = rule {
                read(&tokens, part, rule, &mut seen);
            }
        }
    }
    seen
}

fn head_rule(kind: ItemKind) -> Rule {
    match kind {
        ItemKind::Customer => Rule::customer_piece,
        ItemKind::Event => Rule::event_piece,
        ItemKind::Segment => Rule::segment_piece,
        ItemKind::Rule => Rule::rule_piece,
        ItemKind::Policy => Rule::policy_piece,
        ItemKind::Test => Rule::test_piece,
    }
}

/// From each `#` outside strings to the end of its line.
fn comments(text: &str, tokens: &Tokens) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut from = 0;
    for line in text.split_inclusive('\n') {
        let begins = line.char_indices().find(|(at, c)| {
            let at = from + at;
            *c == '#'
                && !tokens
                    .all
                    .iter()
                    .any(|token| token.start <= at && at < token.end)
        });
        if let Some((at, _)) = begins {
            seen.push(Seen {
                sort: Sort::Comment,
                start: from + at,
                end: from + line.trim_end().len(),
            });
        }
        from += line.len();
    }
    seen
}

fn read(tokens: &Tokens, piece: &Piece, rule: Rule, seen: &mut Vec<Seen>) {
    let (Some(first), Some(last)) = (tokens.get(piece.first), tokens.get(piece.end - 1)) else {
        return;
    };
    let text = tokens.clean.get(first.start..last.end).unwrap_or_default();
    if let Ok(pairs) = Grammar::parse(rule, text) {
        for pair in pairs {
            collect(pair, first.start, seen);
        }
    }
}

fn collect(pair: Pair<'_, Rule>, base: usize, seen: &mut Vec<Seen>) {
    let rule = format!("{:?}", pair.as_rule());
    let sort = match rule.as_str() {
        "number" | "date" | "slash_date" | "month_day" | "time" => Some(Sort::Number),
        "name" | "word" => Some(Sort::Name),
        _ => of_rule(&rule).map(|word| if word.mark { Sort::Mark } else { Sort::Word }),
    };
    if let Some(sort) = sort {
        let span = pair.as_span();
        seen.push(Seen {
            sort,
            start: base + span.start(),
            end: base + span.end(),
        });
    }
    for inner in pair.into_inner() {
        collect(inner, base, seen);
    }
}
