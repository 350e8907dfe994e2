//! What must be known of the language's words to break lines without changing what they say.

use perennial::language::keywords::KEYWORDS;

/// Whether a line may not begin with the word, because it opens an item or a section.
pub fn opens_a_line(word: &str) -> bool {
    KEYWORDS
        .iter()
        .filter(|keyword| keyword.opens.is_some())
        .flat_map(|keyword| keyword.english.iter().chain(keyword.chinese))
        .filter_map(|spelling| spelling.split(' ').next())
        .any(|spelling| word.to_ascii_lowercase().starts_with(spelling))
}

pub fn wide(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32(c as u32 - '0' as u32 + '０' as u32).unwrap_or(c),
        _ => c,
    }
}
