//! The `TextMate` grammar out of the keyword table.

use serde_json::{Value, json};

use crate::language::keywords::{KEYWORDS, Keyword, Opens, glue_words, is_chinese};

/// What may follow inside a name.
const LETTER: &str = r"[\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}]";
const DIGIT: &str = "[0-9０-９]";
const GAP: &str = "[ \\t\u{3000}\u{a0}]";

/// Words that open a section and also stand inside others.
const ALSO_INSIDE: &[&str] = &[
    "kw_customer",
    "kw_segment",
    "kw_rule",
    "kw_when",
    "kw_then",
    "kw_holdout",
    "kw_limit",
    "kw_cooldown",
    "kw_group",
    "kw_expect",
];

/// Words of the schema alone; elsewhere they are names.
fn is_type(word: &Keyword) -> bool {
    word.rule.starts_with("kw_type_")
        || matches!(
            word.rule,
            "kw_optional" | "kw_missing_counts_as" | "kw_fresh_within"
        )
}

pub fn grammar() -> Value {
    let schema_end = format!(
        r"^(?=\s*(?:{}|{}(?!\s*(?:{QUOTED}\s*)?[:：]\s*\S)))",
        starts(&["kw_segment", "kw_rule", "kw_test", "kw_policy"]),
        starts(&["kw_customer", "kw_event"]),
    );
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "Perennial rules",
        "scopeName": "source.perennial",
        "fileTypes": ["rules"],
        "patterns": [
            { "include": "#comment" },
            { "include": "#schema" },
            { "include": "#opening" },
            { "include": "#common" },
        ],
        "repository": {
            "comment": { "match": "#.*$", "name": "comment.line.number-sign.perennial" },
            "schema": {
                "begin": format!(r"^\s*({})", starts(&["kw_customer", "kw_event"])),
                "beginCaptures": { "1": { "name": "keyword.control.item.perennial" } },
                "end": schema_end,
                "patterns": [
                    { "include": "#comment" },
                    { "include": "#field" },
                    { "include": "#types" },
                    { "include": "#common" },
                ],
            },
            // `tier "会员等级":` and, in an event, `amount "金额" money`.
            "field": {
                "match": format!(r"[\p{{L}}\p{{Pc}}]{LETTER}*(?=\s*(?:{QUOTED}|[:：]))"),
                "name": "variable.other.field.perennial",
            },
            "types": { "patterns": words(&|word| is_type(word)) },
            "opening": { "patterns": openings() },
            "common": {
                "patterns": [
                    { "include": "#strings" },
                    { "include": "#numbers" },
                    { "include": "#words" },
                    { "include": "#marks" },
                    { "match": format!(r"[\p{{L}}\p{{Pc}}]{LETTER}*"), "name": "variable.other.perennial" },
                ],
            },
            "strings": { "patterns": strings() },
            "numbers": { "patterns": numbers() },
            "words": { "patterns": words(&|word| {
                !is_type(word) && (word.opens.is_none() || ALSO_INSIDE.contains(&word.rule))
            }) },
            "marks": { "patterns": marks() },
        },
    })
}

const QUOTED: &str = r#"(?:"[^"]*"|[“”＂][^“”＂]*[“”＂]|「[^」]*」|『[^』]*』)"#;

/// The words that open something, where a line starts.
fn openings() -> Vec<Value> {
    let openings = [
        (Opens::Item, "keyword.control.item.perennial"),
        (Opens::Section, "keyword.control.section.perennial"),
        (Opens::Step, "keyword.control.section.perennial"),
    ];
    openings
        .into_iter()
        .map(|(opens, scope)| {
            let rules: Vec<&str> = KEYWORDS
                .iter()
                .filter(|word| word.opens == Some(opens))
                .map(|word| word.rule)
                .collect();
            json!({
                "match": format!(r"^\s*({})", starts(&rules)),
                "captures": { "1": { "name": scope } },
            })
        })
        .collect()
}

/// Any of these words, in either language, the longest first.
fn starts(rules: &[&str]) -> String {
    let chosen = KEYWORDS.iter().filter(|word| rules.contains(&word.rule));
    let mut spellings: Vec<&str> = chosen
        .flat_map(|word| word.english.iter().chain(word.chinese))
        .copied()
        .collect();
    spellings.sort_by_key(|text| (std::cmp::Reverse(text.len()), *text));
    let (chinese, english): (Vec<&str>, Vec<&str>) =
        spellings.into_iter().partition(|text| is_chinese(text));
    format!("(?:{}|{})", any(&english, false), any(&chinese, true))
}

/// One of the spellings, with the end a word of that language has in the grammar.
fn any(spellings: &[&str], chinese: bool) -> String {
    let gap = format!("{GAP}{}", if chinese { "*" } else { "+" });
    let texts: Vec<String> = spellings
        .iter()
        .map(|text| text.replace(' ', &gap))
        .collect();
    let texts = texts.join("|");
    if chinese {
        let glue = glue_words().join("|");
        format!("(?:{texts})(?=(?:{glue}|{DIGIT})*(?!{LETTER}))")
    } else {
        format!("(?i:{texts})(?!{LETTER})")
    }
}

/// Patterns for the chosen words, a scope and a length each, so that a longer word goes first.
fn words(chosen: &dyn Fn(&Keyword) -> bool) -> Vec<Value> {
    let mut rows: Vec<(std::cmp::Reverse<usize>, &str, bool, &str)> = Vec::new();
    for word in KEYWORDS.iter().filter(|word| !word.mark && chosen(word)) {
        for text in word.english.iter().chain(word.chinese).copied() {
            let chinese = is_chinese(text);
            let length = if chinese {
                text.chars().count()
            } else {
                text.split(' ').count()
            };
            rows.push((std::cmp::Reverse(length), scope(word), chinese, text));
        }
    }
    rows.sort_unstable();
    rows.dedup();
    rows.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2))
        .map(|rows| {
            let texts: Vec<&str> = rows.iter().map(|row| row.3).collect();
            let (_, scope, chinese, _) = rows.first().copied().expect("a group has a row");
            json!({ "match": any(&texts, chinese), "name": format!("{scope}.perennial") })
        })
        .collect()
}

fn scope(word: &Keyword) -> &'static str {
    match word.rule {
        "kw_and" | "kw_or" | "kw_not" | "kw_all_of" | "kw_any_of" | "kw_join" | "kw_if"
        | "kw_or_else" => "keyword.operator.logical",
        "kw_count" | "kw_sum" | "kw_average" | "kw_max" | "kw_min" | "kw_latest" | "kw_first" => {
            "support.function"
        }
        "kw_yes" | "kw_false" | "kw_today" | "kw_known" | "kw_missing" | "kw_lifetime"
        | "kw_newcomers" | "kw_everyone" | "kw_any" => "constant.language",
        "kw_minute" | "kw_hour" | "kw_day" | "kw_week" | "kw_month" | "kw_year" | "kw_bare_m"
        | "kw_ten_thousand" | "kw_hundred_million" | "kw_yuan" => "keyword.other.unit",
        _ if word.rule.starts_with("kw_type_") => "storage.type",
        _ if is_type(word) => "storage.modifier",
        _ if word.opens.is_some() => "keyword.control",
        _ => "keyword.other",
    }
}

fn strings() -> Vec<Value> {
    let inside = json!([
        { "match": r"\{\{|\}\}", "name": "string.quoted.escape.perennial" },
        { "match": r"\{[^{}]*\}", "name": "string.interpolated.perennial" },
    ]);
    let quotes = [
        (r#"""#, r#"(")|$"#, Some(r#"\\["\\]"#)),
        ("[“”＂]", r#"([“”＂"])|$"#, None),
        ("「", "(」)|$", None),
        ("『", "(』)|$", None),
    ];
    quotes
        .into_iter()
        .map(|(begin, end, escape)| {
            let mut patterns = inside.as_array().cloned().unwrap_or_default();
            if let Some(escape) = escape {
                patterns.insert(
                    0,
                    json!({ "match": escape, "name": "string.quoted.escape.perennial" }),
                );
            }
            json!({
                "begin": begin,
                "end": end,
                "name": "string.quoted.perennial",
                "patterns": patterns,
            })
        })
        .collect()
}

/// Dates, times and numbers, as the grammar reads them.
fn numbers() -> Vec<Value> {
    let d = DIGIT;
    let date = format!(
        "{d}{{4}}[-－/／.]{d}{{1,2}}[-－/／.]{d}{{1,2}}(?!{d})|{d}{{4}}年{d}{{1,2}}月{d}{{1,2}}[日号]|{d}{{1,2}}月{d}{{1,2}}[日号]"
    );
    let month_day = "(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?![0-9０-９-])".to_owned();
    let time = format!("{d}{{1,2}}[:：]{d}{{2}}(?:[:：]{d}{{2}})?(?!{d})");
    let number = format!(
        "(?:{d}{{1,3}}(?:,{d}{{3}})+(?!{d})|[０-９]{{1,3}}(?:，[０-９]{{3}})+(?!{d})|{d}+)(?:\\.{d}+)?"
    );
    [
        (
            format!("(?:{date})(?:[tT](?={time}))?"),
            "constant.numeric.date.perennial",
        ),
        (month_day, "constant.numeric.date.perennial"),
        (time, "constant.numeric.time.perennial"),
        (number, "constant.numeric.perennial"),
    ]
    .into_iter()
    .map(|(pattern, name)| json!({ "match": pattern, "name": name }))
    .collect()
}

/// Marks, those of two characters before those of one.
fn marks() -> Vec<Value> {
    let mut rows: Vec<(std::cmp::Reverse<usize>, &str, &str)> = KEYWORDS
        .iter()
        .filter(|word| word.mark)
        .flat_map(|word| {
            word.english.iter().map(|text| {
                (
                    std::cmp::Reverse(text.chars().count()),
                    mark_scope(word),
                    *text,
                )
            })
        })
        .collect();
    rows.sort_unstable();
    rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|rows| {
            let texts: Vec<String> = rows.iter().map(|row| escaped(row.2)).collect();
            let scope = rows.first().expect("a group has a row").1;
            json!({ "match": texts.join("|"), "name": format!("{scope}.perennial") })
        })
        .collect()
}

fn mark_scope(word: &Keyword) -> &'static str {
    match word.rule {
        "at_least" | "at_most" | "above" | "below" | "equals" | "differs" => {
            "keyword.operator.comparison"
        }
        "plus" | "minus" | "times" | "over" => "keyword.operator.arithmetic",
        "percent_sign" | "currency_sign" => "keyword.other.unit",
        "open" | "close" | "list_open" | "list_close" => "punctuation.section.brackets",
        _ => "punctuation.separator",
    }
}

fn escaped(mark: &str) -> String {
    mark.chars()
        .map(|c| {
            if r"\.+*?()|[]{}^$".contains(c) {
                format!("\\{c}")
            } else {
                c.to_string()
            }
        })
        .collect()
}
