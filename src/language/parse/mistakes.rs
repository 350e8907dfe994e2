//! What the parser expected, as a person reads it, and which words of a file are known.

use std::collections::BTreeSet;

use super::Reader;
use super::glue::respaced;
use super::phrases::{Phrase, phrase};
use crate::language::grammar::Rule;
use crate::language::keywords::{Keyword, is_chinese};
use crate::language::said::{Language, Said, any_of, any_of_in_chinese};
use crate::language::split::tokens::TokenKind;

/// At most so many ways to go on are listed.
const LISTED: usize = 6;

impl Reader<'_> {
    /// The run with spaces between its words; names that stand by themselves in the file are not taken apart.
    pub(super) fn respaced(&mut self, word: &str) -> Option<String> {
        let words = self.words.get_or_insert_with(|| {
            let mut words = Vec::new();
            for token in &self.tokens.all {
                let text = self.tokens.text(*token);
                let name = match token.kind {
                    TokenKind::Word => text,
                    TokenKind::Text => text.trim_matches(['"', '“', '”', '「', '」']),
                    _ => continue,
                };
                if is_chinese(name)
                    && name.len() <= 60
                    && (token.kind == TokenKind::Text || respaced(name, |_| false).is_none())
                {
                    words.push(name.to_owned());
                }
            }
            words.sort_unstable();
            words.dedup();
            words
        });
        respaced(word, |name| {
            words
                .binary_search_by(|word| word.as_str().cmp(name))
                .is_ok()
        })
    }
}

/// The ways to go on. In English they are the words of the piece's own language, in Chinese always
/// Chinese words: who reads Chinese asked for it, while English is also what reads who asked for nothing.
pub(super) fn listed(expected: &[Rule], chinese: bool) -> Said {
    let of_piece = if chinese {
        Language::Chinese
    } else {
        Language::English
    };
    let english = ways(expected, |english, _| english, |word| usual(word, of_piece));
    let chinese = ways(
        expected,
        |_, chinese| chinese,
        |word| usual(word, Language::Chinese).map(full_width),
    );
    Said::new(any_of(&english), any_of_in_chinese(&chinese))
}

fn ways(
    expected: &[Rule],
    pick: impl Fn(&'static str, &'static str) -> &'static str,
    spelling: impl Fn(&Keyword) -> Option<&'static str>,
) -> Vec<String> {
    let mut ways = BTreeSet::new();
    for rule in expected {
        match phrase(*rule) {
            Phrase::Word(keyword) => {
                let rank = if keyword.mark { 2 } else { 1 };
                ways.extend(spelling(keyword).map(|word| (rank, format!("`{word}`"))));
            }
            Phrase::Say(english, chinese) => {
                ways.insert((0, pick(english, chinese).to_owned()));
            }
            Phrase::Nothing => {}
        }
    }
    ways.into_iter().map(|(_, way)| way).take(LISTED).collect()
}

/// The usual spelling of a word in a language; marks are the same in both.
fn usual(keyword: &Keyword, language: Language) -> Option<&'static str> {
    let own = match language {
        Language::Chinese if !keyword.mark => keyword.chinese,
        _ => keyword.english,
    };
    own.first().copied()
}

/// Punctuation as Chinese writes it.
fn full_width(word: &'static str) -> &'static str {
    match word {
        "(" => "（",
        ")" => "）",
        "," => "，",
        ";" => "；",
        ":" => "：",
        other => other,
    }
}
