//! Other ways to say what the language has one word for.

use super::draft::Draft;

/// Words as people write them, and the word of the language. English words are compared in lower case,
/// one token each; of several that fit, the longest is taken, and of those the first that is read on.
const ENGLISH: &[(&str, &str)] = &[
    ("is greater than or equal to", ">="),
    ("is more than or equal to", ">="),
    ("greater than or equal to", ">="),
    ("is less than or equal to", "<="),
    ("less than or equal to", "<="),
    ("is at least", ">="),
    ("at least", ">="),
    ("is at most", "<="),
    ("at most", "<="),
    ("is greater than", ">"),
    ("greater than", ">"),
    ("is more than", ">"),
    ("more than", ">"),
    ("is higher than", ">"),
    ("higher than", ">"),
    ("is over", ">"),
    ("is above", ">"),
    ("over", ">"),
    ("above", ">"),
    ("exceeds", ">"),
    ("is less than", "<"),
    ("less than", "<"),
    ("is fewer than", "<"),
    ("fewer than", "<"),
    ("is lower than", "<"),
    ("lower than", "<"),
    ("is under", "<"),
    ("is below", "<"),
    ("under", "<"),
    ("below", "<"),
    ("is not equal to", "is not"),
    ("not equal to", "is not"),
    ("does not equal", "is not"),
    ("doesn ' t equal", "is not"),
    ("isn ' t", "is not"),
    ("isn ’ t", "is not"),
    ("isnt", "is not"),
    ("is equal to", "is"),
    ("is equals to", "is"),
    ("equal to", "is"),
    ("equals", "is"),
    ("is >=", ">="),
    ("is <=", "<="),
    ("is >", ">"),
    ("is <", "<"),
    ("is =", "is"),
    ("> =", ">="),
    ("< =", "<="),
    ("=>", ">="),
    ("=<", "<="),
    ("＝＞", ">="),
    ("＝＜", "<="),
    ("&&", "and"),
    ("&", "and"),
    ("||", "or"),
    ("|", "or"),
    ("plus", "and"),
    ("as well as", "and"),
    ("every day", "daily"),
    ("each day", "daily"),
    ("everyday", "daily"),
    ("every week", "weekly"),
    ("each week", "weekly"),
    ("every month", "monthly"),
    ("each month", "monthly"),
    ("in the last", "within last"),
    ("in the last", "last"),
    ("in the next", "within next"),
    ("in the past", "within last"),
    ("in the past", "last"),
    ("during the last", "last"),
    ("over the last", "last"),
    ("for the last", "last"),
    ("the last", "last"),
    ("the next", "next"),
    ("the past", "last"),
    ("past", "last"),
    ("previous", "last"),
    ("coming", "next"),
    ("once", "1"),
    ("twice", "2"),
    ("/", "per"),
    ("a", "per"),
    ("an", "per"),
    ("each", "per"),
    ("then", "and"),
    ("e - mail", "email"),
];

const CHINESE: &[(&str, &str)] = &[
    ("大于等于", ">="),
    ("大于或等于", ">="),
    ("不低于", ">="),
    ("不小于", ">="),
    ("不少于", ">="),
    ("至少", ">="),
    ("小于等于", "<="),
    ("小于或等于", "<="),
    ("不高于", "<="),
    ("不大于", "<="),
    ("不多于", "<="),
    ("不超过", "<="),
    ("至多", "<="),
    ("最多", "<="),
    ("大于", ">"),
    ("高于", ">"),
    ("超过", ">"),
    ("多于", ">"),
    ("小于", "<"),
    ("低于", "<"),
    ("少于", "<"),
    ("> =", ">="),
    ("< =", "<="),
    ("=>", ">="),
    ("=<", "<="),
    ("＝＞", ">="),
    ("＝＜", "<="),
    ("是 >=", ">="),
    ("是 <=", "<="),
    ("是 >", ">"),
    ("是 <", "<"),
    ("&&", "且"),
    ("&", "且"),
    ("||", "或"),
    ("|", "或"),
    ("以及", "且"),
    ("同时", "且"),
    ("和", "且"),
    ("与", "且"),
    ("和", "并"),
    ("以及", "并"),
    ("同时", "并"),
    ("且", "并"),
    ("则", "并"),
    ("然后", "并"),
    ("每一天", "每天"),
    ("天天", "每天"),
    ("块钱", "元"),
    ("人民币", "元"),
];

/// Signs and Chinese words that part a run of letters, with the word of the language for each.
pub fn in_runs() -> impl Iterator<Item = (&'static str, &'static str)> {
    CHINESE
        .iter()
        .copied()
        .filter(|(loose, meant)| meant.starts_with(['>', '<']) && !loose.contains([' ', '=', '＝']))
}

/// Loose words that hold or touch this token, as the tokens they cover and what to write instead.
pub fn at(draft: &Draft<'_>, index: usize, chinese: bool) -> Vec<(usize, usize, &'static str)> {
    let table = if chinese { CHINESE } else { ENGLISH };
    let mut found = Vec::new();
    for (loose, meant) in table {
        let count = loose.split(' ').count();
        for first in (index + 1).saturating_sub(count)..=index {
            let fits = loose.split(' ').enumerate().all(|(offset, word)| {
                let written = draft.word(first + offset);
                written == word || written.eq_ignore_ascii_case(word)
            });
            if fits {
                found.push((first, first + count, *meant));
            }
        }
    }
    found.sort_by_key(|(first, end, _)| std::cmp::Reverse(end - first));
    found
}
