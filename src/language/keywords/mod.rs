//! The one table of words and marks of the language, in English and in Chinese.
//!
//! `grammar/1_words.pest` is generated from it; the splitter and the messages read it too.

mod table;
#[cfg(test)]
mod tests;

pub use table::KEYWORDS;

use std::fmt::Write;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_ident::{is_xid_continue, is_xid_start};

/// A word or a mark, with every way to write it. The first spelling of a language is the usual one.
#[derive(Debug)]
pub struct Keyword {
    /// Its rule in the grammar.
    pub rule: &'static str,
    pub english: &'static [&'static str],
    pub chinese: &'static [&'static str],
    /// What it opens when it stands at the start of a line.
    pub opens: Option<Opens>,
    /// Its Chinese spellings may stand right behind another Chinese word or a number (`近90天`).
    pub glues: bool,
    /// Never a name inside a condition.
    pub reserved: bool,
    /// A mark needs no boundary.
    pub mark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opens {
    Item,
    Section,
    Step,
}

/// Every spelling of every word, the longest first, with its keyword.
static SPELLINGS: LazyLock<Vec<(&'static str, &'static Keyword)>> = LazyLock::new(|| {
    let mut all: Vec<_> = KEYWORDS
        .iter()
        .flat_map(|word| {
            word.english
                .iter()
                .chain(word.chinese)
                .map(move |text| (*text, word))
        })
        .collect();
    all.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
    all
});

/// The Chinese spellings that glue, by their first letter, the longest first.
static GLUE: LazyLock<FxHashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut glue: FxHashMap<char, Vec<&'static str>> = FxHashMap::default();
    for text in glue_words() {
        if let Some(first) = text.chars().next() {
            glue.entry(first).or_default().push(text);
        }
    }
    glue
});

/// The Chinese spellings that glue, the longest first.
pub(super) fn glue_words() -> Vec<&'static str> {
    let mut words: Vec<&str> = KEYWORDS
        .iter()
        .filter(|word| word.glues)
        .flat_map(|word| word.chinese)
        .copied()
        .filter(|text| !text.contains(' '))
        .collect();
    words.sort_by_key(|text| (std::cmp::Reverse(text.len()), *text));
    words.dedup();
    words
}

/// All spellings, the longest first.
pub fn spellings() -> impl Iterator<Item = (&'static str, &'static Keyword)> {
    SPELLINGS.iter().copied()
}

/// The keyword of a grammar rule.
pub fn of_rule(rule: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|word| word.rule == rule)
}

/// The longest glueing Chinese word the text starts with.
pub fn glue_prefix(text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    GLUE.get(&first)?
        .iter()
        .find(|word| text.starts_with(**word))
        .copied()
}

/// Whether the rest of a run of letters lets the Chinese word before it end here: nothing follows,
/// or only numbers and glueing words do. The grammar's `zh_end` says the same.
pub fn chinese_ends(mut rest: &str) -> bool {
    while let Some(first) = rest.chars().next() {
        if !is_xid_continue(first) {
            return true;
        }
        let step = if is_digit(first) {
            first.len_utf8()
        } else {
            glue_prefix(rest).map_or(0, str::len)
        };
        if step == 0 {
            return false;
        }
        rest = rest.get(step..).unwrap_or_default();
    }
    true
}

/// A digit, narrow or full-width.
pub fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

pub fn starts_name(c: char) -> bool {
    c == '_' || is_xid_start(c)
}

pub fn continues_name(c: char) -> bool {
    is_xid_continue(c)
}

pub fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// The text of `grammar/1_words.pest`.
pub fn grammar() -> String {
    let mut out = String::from(
        "// Every word and mark of the language. Generated from the keyword table; do not edit.\n\n",
    );
    out.push_str("en_end = _{ !XID_CONTINUE }\n");
    out.push_str("zh_end = _{ !XID_CONTINUE | &((digit | zh_glue)+ ~ !XID_CONTINUE) }\n");
    out.push_str("digit = _{ '0'..'9' | '０'..'９' }\n");
    // Every other blank outside strings was made a space.
    out.push_str("gap = _{ \" \" }\n");
    let glue: Vec<String> = glue_words()
        .iter()
        .map(|text| format!("\"{text}\""))
        .collect();
    let _ = writeln!(out, "zh_glue = _{{ {} }}", glue.join(" | "));
    let reserved = |chinese: bool| {
        let words = KEYWORDS.iter().filter(|word| word.reserved);
        let mut texts: Vec<&str> = words
            .flat_map(|word| if chinese { word.chinese } else { word.english })
            .copied()
            .filter(|text| !text.contains(' '))
            .collect();
        texts.sort_by_key(|text| (std::cmp::Reverse(text.len()), *text));
        texts.dedup();
        let caret = if chinese { "" } else { "^" };
        texts
            .iter()
            .map(|text| format!("{caret}\"{text}\""))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    // Plain texts in place of the words' rules: every name is held against them, by its first letter
    // only against those of one language.
    let _ = writeln!(
        out,
        "reserved = _{{ &ASCII ~ ({}) ~ en_end | !ASCII ~ ({}) ~ zh_end }}\n",
        reserved(false),
        reserved(true)
    );
    for word in KEYWORDS {
        let mut texts: Vec<&str> = word.english.iter().chain(word.chinese).copied().collect();
        texts.sort_by_key(|text| (std::cmp::Reverse(text.len()), *text));
        texts.dedup();
        let choices: Vec<String> = texts.iter().map(|text| spelling(text, word)).collect();
        let _ = writeln!(out, "{} = @{{ {} }}", word.rule, choices.join(" | "));
    }
    out
}

fn spelling(text: &str, word: &Keyword) -> String {
    if word.mark {
        return format!("\"{text}\"");
    }
    let (caret, gap, end) = if is_chinese(text) {
        ("", "gap*", "zh_end")
    } else {
        ("^", "gap+", "en_end")
    };
    let parts: Vec<String> = text
        .split(' ')
        .map(|part| format!("{caret}\"{part}\""))
        .collect();
    format!("{} ~ {end}", parts.join(&format!(" ~ {gap} ~ ")))
}
