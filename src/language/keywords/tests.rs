//! The table holds together, and the committed words of the grammar are what it generates.

use super::{KEYWORDS, chinese_ends, grammar};

#[test]
fn the_generated_grammar_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/grammar/1_words.pest");
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites the file belongs to this test alone"
    )]
    let rewrite = std::env::var("UPDATE_GRAMMAR").is_ok();
    if rewrite {
        std::fs::write(path, grammar()).expect("the grammar folder can be written");
    }
    let committed = std::fs::read_to_string(path).expect("grammar/1_words.pest is there");
    assert!(
        committed == grammar(),
        "grammar/1_words.pest is stale: run UPDATE_GRAMMAR=1 cargo test --lib keywords"
    );
}

#[test]
fn rules_are_named_once() {
    let mut names: Vec<_> = KEYWORDS.iter().map(|word| word.rule).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn only_closed_words_glue_to_what_follows() {
    assert!(chinese_ends("90天"));
    assert!(chinese_ends("今天且"));
    assert!(chinese_ends("（生日"));
    assert!(!chinese_ends("生日"));
    assert!(!chinese_ends("今天且等级"));
}
