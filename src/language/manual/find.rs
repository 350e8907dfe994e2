//! A topic by any of its words, in either language.

use super::{Part, Topic};
use crate::language::diagnostics::did_you_mean;
use crate::language::keywords::is_chinese;
use crate::model::calendar::Festival;

/// Nothing is called that.
#[derive(Debug, PartialEq, Eq)]
pub struct Missed {
    /// A word that differs little.
    pub meant: Option<String>,
}

/// The topics of this name; those that have it for one of their words where none is called just that; or a whole part.
pub fn find<'p>(parts: &'p [Part], wanted: &str) -> Result<Vec<&'p Topic>, Missed> {
    let all = || parts.iter().flat_map(|part| &part.topics);
    let key = folded(wanted);
    let called: Vec<&Topic> = all()
        .filter(|topic| names(topic).any(|name| folded(name) == key))
        .collect();
    if !called.is_empty() {
        return Ok(called);
    }
    if let Some(part) = parts
        .iter()
        .find(|part| part.name.both().iter().any(|name| folded(name) == key))
    {
        return Ok(part.topics.iter().collect());
    }
    if let Some(festival) = Festival::named(wanted) {
        return Ok(all()
            .filter(|topic| topic.name.english == festival.key())
            .collect());
    }
    let within: Vec<&Topic> = all()
        .filter(|topic| {
            names(topic).any(|name| name.split([' ', '_']).any(|word| folded(word) == key))
        })
        .collect();
    if !within.is_empty() {
        return Ok(within);
    }
    let known = all()
        .flat_map(names)
        .chain(parts.iter().flat_map(|part| part.name.both()));
    Err(Missed {
        meant: did_you_mean(wanted, known).map(str::to_owned),
    })
}

/// Every word that stands for the topic.
pub(super) fn names(topic: &Topic) -> impl Iterator<Item = &'static str> {
    let spellings = topic
        .keywords
        .iter()
        .flat_map(|word| word.english.iter().chain(word.chinese))
        .copied();
    let names = topic.name.english.split(", ");
    names
        .chain(topic.name.chinese.split('、'))
        .chain(topic.name.both())
        .chain(spellings)
}

/// As words are compared: small letters, and no blanks where Chinese words meet.
fn folded(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    if is_chinese(text) {
        words.concat()
    } else {
        words.join(" ")
    }
}
