//! The page of each code: what it means, why it is so, and how to write it instead.
//!
//! A page is data, `pages/E0104.md`, in a fixed shape:
//!
//! ```text
//! # E0104
//! ## en: Words run together
//! What it means, and why, in paragraphs.
//! ## zh: 词语连写
//! 含义与原因。
//! ## wrong en
//! rules that have the mistake
//! ## right en
//! the same without it
//! ```
//!
//! An example may stand in `en`, in `zh` or in both; a reader gets their own language where it is there.

mod table;

pub use table::PAGES;

use super::super::said::Language;
use std::fmt::Write;

/// One page, taken apart.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    pub code: &'static str,
    text: &'static str,
}

/// The page of a code, in capitals or not.
pub fn page(code: &str) -> Option<Page> {
    let mut found = PAGES.iter();
    found
        .find(|(known, _)| known.eq_ignore_ascii_case(code.trim()))
        .map(|(code, text)| Page { code, text })
}

/// Up to three codes that are most like this one.
pub fn near(code: &str) -> Vec<&'static str> {
    let wanted: Vec<char> = code.trim().to_uppercase().chars().collect();
    let digits = |code: &str| -> i64 {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    let mut codes: Vec<&str> = PAGES.iter().map(|(code, _)| *code).collect();
    codes.sort_by_key(|known| {
        let letters: Vec<char> = known.chars().collect();
        let far = (digits(known) - digits(code)).abs();
        (super::edit_distance(&wanted, &letters), far)
    });
    codes.truncate(3);
    codes
}

impl Page {
    pub fn title(&self, language: Language) -> &'static str {
        self.about(language).0
    }

    /// An example with the mistake, in the language asked for or else in the other one.
    pub fn wrong(&self, language: Language) -> Option<&'static str> {
        self.example("wrong", language)
    }

    pub fn right(&self, language: Language) -> Option<&'static str> {
        self.example("right", language)
    }

    /// The languages its examples are written in.
    pub fn languages(&self) -> Vec<Language> {
        [Language::English, Language::Chinese]
            .into_iter()
            .filter(|language| self.part(&format!("wrong {}", word(*language))).is_some())
            .collect()
    }

    /// As a person reads it in a terminal.
    pub fn shown(&self, language: Language) -> String {
        let (title, text) = self.about(language);
        let mut out = format!("{}  {title}\n\n{}\n", self.code, text.trim());
        let examples = [
            (language.pick("Wrong:", "错误："), self.wrong(language)),
            (language.pick("Right:", "正确："), self.right(language)),
        ];
        for (heading, example) in examples {
            let Some(example) = example else { continue };
            let _ = writeln!(out, "\n{heading}");
            for line in example.lines() {
                let _ = writeln!(out, "{}", format!("    {line}").trim_end());
            }
        }
        out
    }

    fn about(&self, language: Language) -> (&'static str, &'static str) {
        let heading = format!("{}:", word(language));
        let found = self.parts().find(|part| part.starts_with(&heading));
        let part = found.and_then(|part| part.split_once(':'));
        let (_, rest) = part.unwrap_or_default();
        let (title, text) = rest.split_once('\n').unwrap_or((rest, ""));
        (title.trim(), text)
    }

    fn example(&self, kind: &str, language: Language) -> Option<&'static str> {
        let other = language.pick(Language::Chinese, Language::English);
        [language, other]
            .into_iter()
            .find_map(|language| self.part(&format!("{kind} {}", word(language))))
    }

    fn part(&self, heading: &str) -> Option<&'static str> {
        self.parts()
            .find_map(|part| part.strip_prefix(heading)?.strip_prefix('\n'))
    }

    fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.text.split("\n## ").skip(1)
    }
}

const fn word(language: Language) -> &'static str {
    match language {
        Language::English => "en",
        Language::Chinese => "zh",
    }
}
