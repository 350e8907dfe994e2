//! The documents of `check --json` and `check --tree`: every place lies in its file, both languages give one tree.

use std::fs;
use std::path::Path;

use perennial::language::json::{report, tree};
use perennial::language::parse;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use serde_json::{Value, json};

fn source(path: &Path) -> Source {
    let bytes = fs::read(path).unwrap();
    Source::from_bytes(FileId(0), path.display().to_string(), &bytes)
}

fn example(name: &str) -> Source {
    source(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
}

/// Every rules file of the examples and the corpora.
fn all_rules() -> Vec<Source> {
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all"),
    ];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rules") {
                found.push(source(&path));
            }
        }
    }
    assert!(found.len() > 80);
    found
}

/// Calls with every `span` and `keyword` of a tree.
fn spans(value: &Value, visit: &mut impl FnMut(u64, u64)) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                if key == "span" || key == "keyword" {
                    visit(inner[0].as_u64().unwrap(), inner[1].as_u64().unwrap());
                } else {
                    spans(inner, visit);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|inner| spans(inner, visit)),
        _ => {}
    }
}

/// The tree without what may differ between languages.
fn meaning(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !["span", "keyword", "text", "name"].contains(&key.as_str()))
            .map(|(key, inner)| (key.clone(), meaning(inner)))
            .collect(),
        Value::Array(values) => values.iter().map(meaning).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_span_of_a_tree_lies_in_its_file() {
    let mut seen = 0;
    for source in all_rules() {
        let (file, _) = parse(&source);
        spans(&tree(&file), &mut |start, end| {
            seen += 1;
            let text = source.text().get(start as usize..end as usize);
            assert!(text.is_some(), "{}: {start}..{end}", source.name);
        });
    }
    assert!(seen > 4_000, "{seen}");
}

#[test]
fn both_languages_give_the_same_tree() {
    for (english, chinese) in [
        (
            "examples/scenarios/scenarios.en.rules",
            "examples/scenarios/scenarios.zh.rules",
        ),
        (
            "examples/shop/rules/shop.en.rules",
            "examples/shop/zh/shop.zh.rules",
        ),
    ] {
        let [left, right] = [english, chinese].map(|name| tree(&parse(&example(name)).0));
        assert!(left.as_array().is_some_and(|items| items.len() > 4));
        assert_eq!(meaning(&left), meaning(&right), "{english}");
    }
}

#[test]
fn a_tree_reads_as_documented() {
    let text = "rule \"A\"\n  when tier >= gold\n  limit 1 per year\n";
    let (file, _) = parse(&Source::new(FileId(0), "a.rules", text));
    let expected = json!([{
        "node": "rule",
        "title": {"text": "A", "span": [5, 8]},
        "damaged": false,
        "span": [0, 47],
        "sections": [
            {
                "node": "when",
                "keyword": [11, 15],
                "span": [11, 28],
                "content": {
                    "node": "compare",
                    "op": "at_least",
                    "span": [16, 28],
                    "left": {"node": "path", "path": [{"name": "tier", "span": [16, 20]}], "span": [16, 20]},
                    "right": {"node": "path", "path": [{"name": "gold", "span": [24, 28]}], "span": [24, 28]},
                },
            },
            {
                "node": "limit",
                "keyword": [31, 36],
                "span": [31, 47],
                "content": {
                    "scope": {"node": "rule"},
                    "times": {"micros": 1_000_000, "span": [37, 38]},
                    "per": {"count": 1, "unit": "year", "span": [43, 47]},
                },
            },
        ],
    }]);
    assert_eq!(tree(&file), expected);
}

#[test]
fn every_place_of_a_report_lies_in_its_file() {
    let mut seen = 0;
    for source in all_rules() {
        let (_, mistakes) = parse(&source);
        let sources = std::slice::from_ref(&source);
        let document = report(&mistakes, Vec::new(), sources, Language::Chinese);
        let document = serde_json::to_value(&document).unwrap();
        assert_eq!(document["version"], 1);
        assert_eq!(document["language"], "zh");
        let found = document["diagnostics"].as_array().unwrap();
        assert_eq!(found.len(), mistakes.len());
        let errors = found.iter().filter(|found| found["severity"] == "error");
        assert_eq!(document["summary"]["errors"], json!(errors.count()));
        for mistake in found {
            assert_eq!(mistake["message"], mistake["said"]["zh"]["message"]);
            let edits = mistake["fixes"].as_array().unwrap().iter();
            let edits = edits.flat_map(|fix| fix["edits"].as_array().unwrap());
            for holder in std::iter::once(mistake).chain(edits) {
                seen += 1;
                let range = &holder["range"];
                let start = range["bytes"][0].as_u64().unwrap() as usize;
                let end = range["bytes"][1].as_u64().unwrap() as usize;
                let under = source.text().get(start..end).unwrap();
                assert_eq!(place(source.text(), &range["start"]), start);
                assert_eq!(place(source.text(), &range["end"]), end, "{under}");
            }
        }
    }
    assert!(seen > 150, "{seen}");
}

/// The byte of a line and a column of characters.
fn place(text: &str, place: &Value) -> usize {
    let line = place["line"].as_u64().unwrap() as usize;
    let column = place["column"].as_u64().unwrap() as usize;
    let before: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let in_line = text[before..].chars().take(column - 1).map(char::len_utf8);
    before + in_line.sum::<usize>()
}
