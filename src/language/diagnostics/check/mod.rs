//! The mistakes the checker finds, one constructor each.

pub mod actions;
pub mod journeys;
pub mod kinds;
pub mod later;
pub mod moments;
pub mod names;
pub mod policies;
pub mod sections;
pub mod segments;
pub mod test_items;

use crate::language::said::{Said, any_of, any_of_in_chinese};
use crate::language::vocabulary::Bilingual;

/// `a`, `b` or `c`: words of the user's own.
fn listed(words: &[&str]) -> Said {
    let quoted = in_backticks(words.iter().copied());
    Said::new(any_of(&quoted), any_of_in_chinese(&quoted))
}

/// The same of words that have a name in each language.
fn listed_both(words: &[Bilingual]) -> Said {
    let english = in_backticks(words.iter().map(|word| word.english));
    let chinese = in_backticks(words.iter().map(|word| word.chinese));
    Said::new(any_of(&english), any_of_in_chinese(&chinese))
}

fn in_backticks<'w>(words: impl Iterator<Item = &'w str>) -> Vec<String> {
    words.map(|word| format!("`{word}`")).collect()
}
