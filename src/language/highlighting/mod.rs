//! The editors' grammar, generated from the keyword table and held against what the parser sees.

#![allow(
    clippy::string_slice,
    reason = "a test that goes wrong should stop right there"
)]

mod corpus;
mod matcher;
mod textmate;

use std::fs;
use std::path::Path;

use super::keywords::{KEYWORDS, Opens};
use corpus::{Seen, Sort, corpus, seen};
use matcher::Matcher;

const PATH: &str = "editors/vscode/syntaxes/perennial.tmLanguage.json";

fn generated() -> String {
    let json = serde_json::to_string_pretty(&textmate::grammar()).expect("a grammar is plain JSON");
    format!("{json}\n")
}

#[test]
fn the_committed_grammar_is_what_the_keywords_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PATH);
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites the file belongs to this test alone"
    )]
    let rewrite = std::env::var("UPDATE_GRAMMAR").is_ok();
    if rewrite {
        fs::write(&path, generated()).expect("the folder can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated(),
        "{PATH} is stale: run UPDATE_GRAMMAR=1 cargo test --lib highlighting"
    );
}

/// Whether a scope is one that what was seen must have.
fn fits(seen: &Seen, scope: &str) -> bool {
    match seen.sort {
        Sort::Word => ["keyword.", "storage.", "support.", "constant.language"]
            .iter()
            .any(|start| scope.starts_with(start)),
        Sort::Mark => scope.starts_with("keyword.") || scope.starts_with("punctuation."),
        Sort::Number => scope.starts_with("constant.numeric"),
        Sort::Text => {
            scope.starts_with("string.") || scope.starts_with("punctuation.definition.string")
        }
        Sort::Comment => scope.starts_with("comment."),
        Sort::Name => !scope.starts_with("string.") && !scope.starts_with("comment."),
    }
}

#[test]
fn everything_the_parser_sees_is_coloured_as_it_sees_it() {
    let matcher = Matcher::new(&textmate::grammar());
    let mut wrong = Vec::new();
    let mut counts = [0_usize; 6];
    // A name may be spelt like a word, and only the parser can tell.
    let mut names_as_words = 0;
    for (name, text) in corpus() {
        let scopes = matcher.scopes(&text);
        for seen in seen(&text) {
            counts[seen.sort as usize] += 1;
            let written = text.get(seen.start..seen.end).unwrap();
            names_as_words +=
                usize::from(seen.sort == Sort::Name && !scopes[seen.start].starts_with("variable"));
            let bad = written
                .char_indices()
                .find(|(at, c)| !c.is_whitespace() && !fits(&seen, &scopes[seen.start + at]));
            if let Some((at, _)) = bad {
                let line = text.get(..seen.start).unwrap().matches('\n').count() + 1;
                let scope = &scopes[seen.start + at];
                wrong.push(format!(
                    "{name}:{line}: `{written}` is a {:?}, scoped `{scope}`",
                    seen.sort
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    assert!(names_as_words * 100 < counts[Sort::Name as usize]);
    assert!(counts.iter().all(|count| *count > 40), "{counts:?}");
}

/// Words of the language colour nothing inside quotes and comments.
#[test]
fn quotes_and_comments_hold_no_keywords() {
    let matcher = Matcher::new(&textmate::grammar());
    for word in KEYWORDS.iter().filter(|word| !word.mark) {
        for spelling in word.english.iter().chain(word.chinese) {
            for text in [
                format!("note \"{spelling}\""),
                format!("note “{spelling}”"),
                format!("# {spelling}"),
            ] {
                let from = text.rfind(spelling).expect("it was written there");
                let scopes = matcher.scopes(&text);
                for scope in &scopes[from..from + spelling.len()] {
                    assert!(
                        scope.starts_with("string.") || scope.starts_with("comment."),
                        "{text}: {scope}"
                    );
                }
            }
        }
    }
}

/// A line that begins with a section's word is seen as a section, in both languages.
#[test]
fn every_section_opens_its_line() {
    let matcher = Matcher::new(&textmate::grammar());
    for word in KEYWORDS
        .iter()
        .filter(|word| word.opens == Some(Opens::Section))
    {
        for spelling in word.english.iter().chain(word.chinese) {
            let text = format!("  {spelling} ");
            assert!(
                matcher.scopes(&text)[2].starts_with("keyword.control.section"),
                "{text}"
            );
        }
    }
}

#[test]
fn glued_words_and_wide_marks_are_told_apart() {
    let matcher = Matcher::new(&textmate::grammar());
    let text = "  限制 每年1次\n  当 没有 购买（近90天）且 等级＞＝金卡";
    let scopes = matcher.scopes(text);
    let scope_of = |word: &str| &scopes[text.find(word).expect("it is there")];
    for word in ["每", "年", "次", "近", "天"] {
        assert!(
            scope_of(word).starts_with("keyword."),
            "{word}: {}",
            scope_of(word)
        );
    }
    assert!(scope_of("90").starts_with("constant.numeric"));
    assert!(scope_of("＞").starts_with("keyword.operator"));
    for word in ["购买", "等级", "金卡"] {
        assert!(
            scope_of(word).starts_with("variable"),
            "{word}: {}",
            scope_of(word)
        );
    }
}
