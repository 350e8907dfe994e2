//! The reference as a page of Markdown and as text for a terminal.

use super::{Part, Topic};
use crate::language::said::Language;
use crate::language::vocabulary::Bilingual;

const NOT_YET: Bilingual = Bilingual::new(
    "This version checks it, but does not carry it out yet: rules that use it cannot be deployed.",
    "本版本会检查，但还不执行：用到它的规则不能上线。",
);

/// The page of `docs/` in a language.
pub fn page(parts: &[Part], language: Language) -> String {
    let mut out = language
        .pick(
            "# The rules language: reference\n\n\
             <!-- Generated from the definitions the checker uses: UPDATE_GOLDEN=1 cargo test --test all -- reference -->\n\n\
             Every word of the language, with its meaning and an example in both languages. \
             `perennial docs TOPIC` prints one entry. [What was decided](language.md) where a rule could be read two ways \
             stands on a page of its own. [中文版](reference.zh.md)\n\n\
             In the forms, ‹…› stands for what you fill in. English words may be written in any case.\n",
            "# 规则语言参考\n\n\
             <!-- 由检查器所用的定义生成：UPDATE_GOLDEN=1 cargo test --test all -- reference -->\n\n\
             语言里的每个词，附含义和中英文示例。`perennial docs 主题` 可以只看一条。\
             可能有两种理解的地方怎么定的，见[语言的约定](language.md)（英文）。[English](reference.en.md)\n\n\
             写法里的 ‹…› 表示要填的内容。\n",
        )
        .to_owned();
    out.push('\n');
    for part in parts {
        let name = part.name.in_language(language);
        out.push_str(&format!("- [{name}](#{})\n", anchor(name)));
    }
    for part in parts {
        out.push_str(&format!(
            "\n## {}\n\n{}\n",
            part.name.in_language(language),
            part.introduction.in_language(language)
        ));
        if part.is_table {
            out.push_str(&table(part, language));
        } else {
            for topic in &part.topics {
                out.push_str(&section(topic, language));
            }
        }
    }
    out
}

/// One topic, for a terminal.
pub fn shown(topic: &Topic, language: Language) -> String {
    let mut out = format!("{}\n", title(topic, language, ""));
    for line in topic.form.in_language(language).lines() {
        out.push_str(&format!("  {line}\n"));
    }
    out.push_str(&format!("\n{}\n", topic.meaning.in_language(language)));
    for line in details(topic, language) {
        out.push_str(&format!("- {line}\n"));
    }
    let examples = examples(topic, language);
    if !examples.is_empty() {
        out.push('\n');
        for line in examples.lines() {
            let indent = if line.is_empty() { "" } else { "    " };
            out.push_str(&format!("{indent}{line}\n"));
        }
    }
    out
}

/// The names of all topics, part by part.
pub fn contents(parts: &[Part], language: Language) -> String {
    let mut out = String::new();
    for part in parts {
        let names: Vec<&str> = part
            .topics
            .iter()
            .map(|topic| topic.name.in_language(language))
            .collect();
        out.push_str(&format!(
            "{}\n  {}\n\n",
            part.name.in_language(language),
            names.join(" · ")
        ));
    }
    out
}

fn section(topic: &Topic, language: Language) -> String {
    let mut out = format!("\n### {}\n\n", title(topic, language, "`"));
    let form = topic.form.in_language(language);
    out.push_str(&format!("```\n{form}\n```\n\n"));
    out.push_str(&format!("{}\n", topic.meaning.in_language(language)));
    let details = details(topic, language);
    if !details.is_empty() {
        out.push('\n');
    }
    for line in details {
        out.push_str(&format!("- {line}\n"));
    }
    let examples = examples(topic, language);
    if !examples.is_empty() {
        out.push_str(&format!("\n```rules\n{examples}```\n"));
    }
    out
}

fn table(part: &Part, language: Language) -> String {
    let head = language.pick("| English | Chinese | day |", "| 英文 | 中文 | 日子 |");
    let mut out = format!("\n{head}\n|---|---|---|\n");
    for topic in &part.topics {
        out.push_str(&format!(
            "| `{}` | `{}` | {} |\n",
            topic.name.english,
            topic.name.chinese,
            topic.meaning.in_language(language)
        ));
    }
    out
}

/// `limit · 限制`, the reader's language first.
fn title(topic: &Topic, language: Language, quote: &str) -> String {
    let Bilingual { english, chinese } = topic.name;
    let (first, second) = language.pick((english, chinese), (chinese, english));
    if first == second {
        return format!("{quote}{first}{quote}");
    }
    format!("{quote}{first}{quote} · {quote}{second}{quote}")
}

/// What else there is to know, a line each.
fn details(topic: &Topic, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    for argument in &topic.arguments {
        let name = argument.name.in_language(language);
        let takes = argument.takes.in_language(language);
        let summary = argument.summary.in_language(language);
        let needed = match (argument.required, language) {
            (true, Language::English) => " Needed.",
            (true, Language::Chinese) => "必填。",
            (false, _) => "",
        };
        lines.push(match language {
            Language::English => format!("`{name}`: {summary} Takes {takes}.{needed}"),
            Language::Chinese => format!("`{name}`：{summary}写{takes}。{needed}"),
        });
    }
    let (also, words) = spellings(topic, language);
    if !also.is_empty() {
        let label = language.pick("Also written: ", "也可以写：");
        lines.push(format!("{label}{}", also.join(language.pick(", ", "、"))));
    }
    if !words.is_empty() {
        let label = language.pick("Words in it: ", "其中的词：");
        lines.push(format!("{label}{}", words.join(language.pick(", ", "、"))));
    }
    let remarks = topic
        .remarks
        .iter()
        .chain((!topic.runs).then_some(&NOT_YET));
    lines.extend(remarks.map(|remark| remark.in_language(language).to_owned()));
    lines
}

/// Other spellings of the words in the topic's name, and all spellings of its other words.
fn spellings(topic: &Topic, language: Language) -> (Vec<String>, Vec<String>) {
    let name = topic.name.in_language(language);
    let shown: Vec<&str> = name.split(", ").chain(name.split('、')).collect();
    let quoted =
        |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| format!("`{text}`")).collect() };
    let (mut also, mut words) = (Vec::new(), Vec::new());
    for word in &topic.keywords {
        let spellings = if word.mark {
            word.english
        } else {
            language.pick(word.english, word.chinese)
        };
        let others: Vec<&str> = spellings
            .iter()
            .copied()
            .filter(|spelling| !shown.contains(spelling))
            .collect();
        if others.len() < spellings.len() {
            also.extend(quoted(&others));
        } else if !others.is_empty() {
            words.push(quoted(&others).join(language.pick(" or ", " 或 ")));
        }
    }
    (also, words)
}

/// All examples of a language, then all of the other, with an empty line between.
fn examples(topic: &Topic, language: Language) -> String {
    let other = language.pick(Language::Chinese, Language::English);
    // Examples of several lines would run into each other.
    let are_long = topic
        .examples
        .iter()
        .any(|example| example.english.contains('\n'));
    let block = |language| -> String {
        let examples: Vec<String> = topic
            .examples
            .iter()
            .map(|example| format!("{}\n", example.in_language(language)))
            .collect();
        examples.join(if are_long { "\n" } else { "" })
    };
    let (own, others) = (block(language), block(other));
    if own == others || others.is_empty() {
        own
    } else {
        format!("{own}\n{others}")
    }
}

/// The anchor a heading gets: small letters, hyphens for blanks.
fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}
