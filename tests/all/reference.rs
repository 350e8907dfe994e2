//! The reference: its pages are fresh and complete, and every example in it holds, in both languages alike.

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::Path;

use crate::checking::{scenario_schema, settings};
use fancy_regex::Regex;
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::check;
use perennial::language::diagnostics::render::render_all;
use perennial::language::keywords::KEYWORDS;
use perennial::language::manual::{Frame, Part, Topic, find, page, parts};
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::model::money::Currency;

/// What stands around an example; `{}` is its place.
fn framed(example: &str, frame: Frame, language: Language) -> String {
    let rule = |sections: &str, defaults: bool| {
        let needed = language.pick(
            [
                ("schedule", "  schedule daily at 09:00\n"),
                ("when", "  when birthday is today\n"),
                ("then", "  then add tag \"t\"\n"),
            ],
            [
                ("时间", "  时间 每天 09:00\n"),
                ("当", "  当 生日 是 今天\n"),
                ("则", "  则 添加 标签 \"t\"\n"),
            ],
        );
        let is_split = ["split", "分流"].iter().any(|w| sections.starts_with(w));
        let missing: String = needed
            .iter()
            .filter(|(word, _)| {
                defaults
                    && !(is_split && ["then", "则"].contains(word))
                    && !sections
                        .lines()
                        .any(|line| line.trim_start().starts_with(word))
            })
            .map(|(_, line)| *line)
            .collect();
        let head = language.pick("rule", "规则");
        format!("{head} \"r\"\n{missing}{sections}\n")
    };
    match frame {
        Frame::File => {
            let tests = example.starts_with("test") || example.starts_with("测试");
            let more = if tests { rule("", true) } else { String::new() };
            format!("{example}\n{more}")
        }
        Frame::Rule => rule(example, true),
        Frame::Condition => rule(
            &format!("  {} {example}", language.pick("when", "当")),
            true,
        ),
        Frame::Action => rule(
            &format!("  {} {example}", language.pick("then", "则")),
            true,
        ),
        Frame::Schema => format!("{example}\n"),
        Frame::Fields => format!("{}\n{example}\n", language.pick("customer", "客户")),
        Frame::Policy => format!("{}\n{example}\n", language.pick("policy", "总则")),
        Frame::Test => format!(
            "{} \"t\"\n{example}\n{}",
            language.pick("test", "测试"),
            rule("", true)
        ),
    }
}

/// The Chinese example with the English one's quoted texts, so that their meanings compare.
fn with_texts_of(english: &str, chinese: &str) -> String {
    let quoted = Regex::new(r#""[^"{]*""#).unwrap();
    let texts: Vec<&str> = quoted
        .find_iter(english)
        .map(|found| found.unwrap().as_str())
        .collect();
    let mut texts = texts.into_iter();
    quoted
        .replace_all(chinese, |own: &fancy_regex::Captures<'_>| {
            texts
                .next()
                .unwrap_or(own.get(0).unwrap().as_str())
                .to_owned()
        })
        .into_owned()
}

/// What a text is: the shape of its tree, the versions of its rules, and the codes of what does not run.
#[derive(Debug, PartialEq)]
struct Meaning {
    tree: String,
    versions: Vec<String>,
    refused: Vec<&'static str>,
    schema: Option<String>,
}

fn meaning(example: &str, frame: Frame, language: Language) -> Meaning {
    let text = framed(example, frame, language);
    let mut texts = vec![("example.rules", text)];
    if !matches!(frame, Frame::Schema | Frame::Fields) {
        texts.push(("schema.rules", scenario_schema()));
    }
    let mut files = Vec::new();
    for (at, (name, text)) in texts.iter().enumerate() {
        let source = Source::new(FileId(at as u32), *name, text);
        let (file, diagnostics) = parse(&source);
        let said = render_all(&diagnostics, std::slice::from_ref(&source), language);
        assert!(diagnostics.is_empty(), "{text}\n{said}");
        files.push((source, file));
    }
    let tree = shape(&format!("{:?}", files[0].1));
    let borrowed: Vec<_> = files.iter().map(|(source, file)| (source, file)).collect();
    let checked = check(&borrowed, &settings(Currency::CNY), &BUILT_IN);
    let (versions, refused, schema) = match checked {
        Ok(checked) => {
            let said = render_all(
                &checked.warnings,
                &files.iter().map(|(s, _)| s.clone()).collect::<Vec<_>>(),
                language,
            );
            assert!(checked.warnings.is_empty(), "{}\n{said}", texts[0].1);
            let versions = checked.rulebook.rules.iter();
            let schema = (texts.len() == 1).then(|| format!("{:?}", checked.rulebook.schema));
            (
                versions.map(|rule| rule.parts().version.clone()).collect(),
                checked.later.iter().map(|later| later.code).collect(),
                schema,
            )
        }
        Err(mistakes) => {
            let sources: Vec<Source> = files.iter().map(|(source, _)| source.clone()).collect();
            panic!(
                "{}\n{}",
                texts[0].1,
                render_all(&mistakes, &sources, language)
            );
        }
    };
    Meaning {
        tree,
        versions,
        refused,
        schema,
    }
}

/// A tree without its names, texts and places.
fn shape(tree: &str) -> String {
    let places = Regex::new(r"Span \{[^}]*\}").unwrap();
    let texts = Regex::new(r#"text: "(?:[^"\\]|\\.)*""#).unwrap();
    let tree = places.replace_all(tree, "");
    texts.replace_all(&tree, "text").into_owned()
}

fn topics(parts: &[Part]) -> impl Iterator<Item = &Topic> {
    parts.iter().flat_map(|part| &part.topics)
}

#[test]
fn every_example_holds_in_both_languages() {
    let parts = parts(&BUILT_IN);
    let mut tried = 0;
    let mut wrong = Vec::new();
    for topic in topics(&parts) {
        for example in &topic.examples {
            tried += 1;
            let frame = topic.shown_in;
            let reads = catch_unwind(|| meaning(example.english, frame, Language::English));
            if reads.is_err() {
                wrong.push(format!("{}\nhas mistakes", example.english));
                continue;
            }
            let english = meaning(example.english, frame, Language::English);
            meaning(example.chinese, frame, Language::Chinese);
            let chinese = with_texts_of(example.english, example.chinese);
            let chinese = meaning(&chinese, frame, Language::Chinese);
            let fits = english == chinese && english.refused.is_empty() == topic.runs;
            if !fits {
                wrong.push(format!("{}\n{english:?}\n{chinese:?}", example.english));
            }
        }
    }
    assert!(tried > 100, "{tried}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_word_of_the_language_leads_to_a_topic() {
    let parts = parts(&BUILT_IN);
    let explained: BTreeSet<&str> = topics(&parts)
        .flat_map(|topic| &topic.keywords)
        .map(|word| word.rule)
        .collect();
    let missing: Vec<&str> = KEYWORDS
        .iter()
        .map(|word| word.rule)
        .filter(|rule| !explained.contains(rule))
        .collect();
    assert!(missing.is_empty(), "no topic explains {missing:?}");
}

#[test]
fn the_pages_are_fresh() {
    let parts = parts(&BUILT_IN);
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for language in [Language::English, Language::Chinese] {
        let text = page(&parts, language);
        for topic in topics(&parts) {
            assert!(text.contains(topic.name.in_language(language)));
        }
        let name = language.pick("docs/reference.en.md", "docs/reference.zh.md");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if update {
            std::fs::write(&path, &text).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == text,
            "{name} is stale: UPDATE_GOLDEN=1 cargo test --test all -- reference"
        );
    }
}

#[test]
fn topics_are_found_in_either_language() {
    let parts = parts(&BUILT_IN);
    let names = |wanted: &str| -> Vec<&str> {
        find(&parts, wanted)
            .unwrap_or_default()
            .iter()
            .map(|topic| topic.name.english)
            .collect()
    };
    assert_eq!(names("send coupon"), ["send coupon"]);
    assert_eq!(names("发放优惠券"), ["send coupon"]);
    assert_eq!(names("coupon"), ["send coupon"]);
    assert_eq!(names("限制"), ["limit", "limit"]);
    assert_eq!(names("Limit"), ["limit", "limit"]);
    assert_eq!(names("并且"), ["then", "and, or, not"]);
    assert_eq!(names("≥"), [">=, >, <=, <"]);
    assert_eq!(names("中秋"), ["mid_autumn"]);
    assert_eq!(names("festivals").len(), 21);
    let meant = |wanted| find(&parts, wanted).err().unwrap().meant;
    assert_eq!(meant("limt").as_deref(), Some("limit"));
    assert_eq!(meant("优先极").as_deref(), Some("优先级"));
    assert_eq!(meant("qqqq"), None);
}
