//! From the syntax tree back to text: one layout for everybody, every comment kept, in either language.
//!
//! The tree is printed into a [`sheet`] of stretches that never break; `layout` weaves the comments of the source
//! back in and breaks the lines. What is printed reads as the same tree, or it is not given out.

mod actions;
mod expressions;
mod items;
mod layout;
mod literals;
mod names;
mod queries;
mod schema;
mod sections;
mod sheet;
mod test_items;

pub use names::Dictionary;

use super::diagnostics::Diagnostic;
use super::keywords::{self, is_chinese};
use super::said::Language;
use super::source::{Source, Span};
use super::split::tokens::{Token, TokenKind, Tokens, tokens};
use super::syntax::RuleFile;
use names::Scope;
use rustc_hash::FxHashMap;
use sheet::Sheet;

const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

/// What would have been printed does not mean what the file says, so it is withheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeaningChanged {
    pub printed: String,
}

/// The file in the one layout; in `to`, with the keywords and the names of that language.
///
/// The tree must be the source's own and free of mistakes. The dictionary settles where lines break as well, so
/// that both languages break alike: give the same one every time.
pub fn format(
    source: &Source,
    file: &RuleFile,
    dictionary: Option<Dictionary<'_>>,
    to: Option<Language>,
) -> Result<String, MeaningChanged> {
    let printed = print(source, file, dictionary, to);
    let again = Source::new(source.file, source.name.as_str(), printed.as_str());
    let (tree, mistakes) = super::parse(&again);
    let same = if to.is_none() {
        tree == *file
    } else {
        // Names differ on purpose; in one language they must be the same again.
        let neutral = |source: &Source, file: &RuleFile| {
            print(source, file, dictionary, Some(Language::English))
        };
        neutral(&again, &tree) == neutral(source, file)
    };
    if same && !mistakes.iter().any(Diagnostic::is_error) {
        Ok(printed)
    } else {
        Err(MeaningChanged { printed })
    }
}

/// The language of the file's first keyword.
pub fn language_of(text: &str) -> Language {
    let tokens = tokens(text);
    let chinese = tokens
        .all
        .first()
        .is_some_and(|token| is_chinese(tokens.text(*token)));
    if chinese {
        Language::Chinese
    } else {
        Language::English
    }
}

fn print(
    source: &Source,
    file: &RuleFile,
    dictionary: Option<Dictionary<'_>>,
    to: Option<Language>,
) -> String {
    let tokens = tokens(source.text());
    let brackets = pairs(&tokens);
    let write = |language, translates| {
        let mut printer = Printer {
            source,
            tokens: &tokens,
            brackets: &brackets,
            dictionary,
            language,
            translates,
            scope: Scope::default(),
            sheet: Sheet::default(),
            level: 0,
            indent: 0,
        };
        for item in &file.items {
            printer.item(item);
        }
        printer.sheet.measure();
        printer.sheet
    };
    let mut sheet = match to {
        Some(language) => write(language, true),
        None => write(language_of(source.text()), false),
    };
    if to.is_none() {
        // Lines break by what the names take in the two languages, not by the mixture at hand.
        for segment in &mut sheet.segments {
            segment.width = 0;
        }
    }
    for language in LANGUAGES {
        sheet.widen(&write(language, true));
    }
    layout::lay_out(source.text(), &tokens, &sheet.segments)
}

/// Where each round bracket closes, by where it opens; both in bytes, the end excluded.
fn pairs(tokens: &Tokens) -> FxHashMap<usize, usize> {
    let mut open = Vec::new();
    let mut pairs = FxHashMap::default();
    for token in &tokens.all {
        match (token.kind, tokens.text(*token)) {
            (TokenKind::Open, "(" | "（") => open.push(token.start),
            (TokenKind::Close, ")" | "）") => {
                if let Some(start) = open.pop() {
                    pairs.insert(start, token.end);
                }
            }
            _ => {}
        }
    }
    pairs
}

struct Printer<'a> {
    source: &'a Source,
    tokens: &'a Tokens,
    brackets: &'a FxHashMap<usize, usize>,
    dictionary: Option<Dictionary<'a>>,
    language: Language,
    /// Names and words of actions too, not only keywords.
    translates: bool,
    scope: Scope,
    sheet: Sheet,
    /// Brackets open in the section.
    level: usize,
    /// Of lines that go on.
    indent: usize,
}

impl<'a> Printer<'a> {
    /// The usual spelling of a keyword.
    fn keyword(&mut self, rule: &str) {
        let word = keywords::of_rule(rule).and_then(|keyword| {
            let spellings = self.language.pick(keyword.english, keyword.chinese);
            spellings.first()
        });
        if let Some(word) = word {
            self.sheet.word(word);
        }
    }

    /// A word whose spelling depends on where it stands.
    fn say(&mut self, english: &str, chinese: &str) {
        let word = self.language.pick(english, chinese);
        if !word.is_empty() {
            self.sheet.word(word);
        }
    }

    fn open(&mut self) {
        self.say("(", "（");
        self.level += 1;
    }

    fn close(&mut self) {
        self.level = self.level.saturating_sub(1);
        self.say(")", "）");
    }

    fn comma(&mut self) {
        self.say(",", "，");
    }

    fn colon(&mut self) {
        self.say(":", "：");
    }

    fn tokens_between(&self, start: usize, end: usize) -> &'a [Token] {
        let all = &self.tokens.all;
        let first = all.partition_point(|token| token.start < start);
        let last = all.partition_point(|token| token.start < end);
        all.get(first..last.max(first)).unwrap_or_default()
    }

    /// Where the next token begins.
    fn start_after(&self, end: usize) -> usize {
        self.next_token(end, |_| true)
    }

    /// Where the next token begins that is no comma or colon.
    fn word_after(&self, end: usize) -> usize {
        self.next_token(end, |kind| {
            !matches!(kind, TokenKind::Comma | TokenKind::Colon)
        })
    }

    fn next_token(&self, end: usize, wanted: impl Fn(TokenKind) -> bool) -> usize {
        let first = self.tokens.all.partition_point(|token| token.start < end);
        let rest = self.tokens.all.get(first..).unwrap_or_default();
        rest.iter()
            .find(|token| wanted(token.kind))
            .map_or(end, |token| token.start)
    }

    /// Whether the author broke the line anywhere between the two.
    fn is_broken_between(&self, before: Span, start: usize) -> bool {
        self.tokens_between(before.end as usize, start + 1)
            .iter()
            .any(|token| token.starts_line)
    }
}
