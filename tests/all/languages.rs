//! Every message of the corpora of mistakes is whole in either language: no English sentence stands in
//! Chinese, no Chinese word in English, except what is the user's own and stands in quotes or backticks.

use crate::{analysis, checking_mistakes, mistakes};
use perennial::language::diagnostics::Diagnostic;
use perennial::language::diagnostics::render::render;
use perennial::language::keywords::is_chinese;
use perennial::language::said::{Language, Said};
use perennial::language::source::display_width;

/// Where each mistake was made, and the mistake.
fn all() -> Vec<(String, Diagnostic)> {
    let mut all = Vec::new();
    for path in mistakes::corpus() {
        if path.extension().is_some_and(|end| end == "rules") {
            let found = mistakes::diagnostics(&mistakes::read(&path));
            all.extend(
                found
                    .into_iter()
                    .map(|one| (path.display().to_string(), one)),
            );
        }
    }
    for path in checking_mistakes::files() {
        let text = std::fs::read_to_string(&path).expect("a rules file");
        let (_, found) = checking_mistakes::diagnose("a.rules", &text);
        all.extend(
            found
                .into_iter()
                .map(|one| (path.display().to_string(), one)),
        );
    }
    for path in analysis::corpus() {
        let (_, found) = analysis::findings(&path);
        all.extend(
            found
                .into_iter()
                .map(|one| (path.display().to_string(), one)),
        );
    }
    all
}

fn texts(diagnostic: &Diagnostic) -> Vec<&Said> {
    let mut texts = vec![&diagnostic.message, &diagnostic.label];
    texts.extend(diagnostic.related.iter().map(|related| &related.label));
    texts.extend(&diagnostic.example);
    texts.extend(&diagnostic.help);
    texts.retain(|said| !said.is_empty());
    texts
}

#[test]
fn every_message_is_whole_in_both_languages() {
    let mut wrong = Vec::new();
    let mut read = 0;
    for (place, diagnostic) in all() {
        for said in texts(&diagnostic) {
            read += 1;
            for fault in [
                fault_in_english(&said.english),
                fault_in_chinese(&said.chinese),
            ] {
                wrong.extend(fault.map(|fault| format!("{place} {}: {fault}", diagnostic.code)));
            }
        }
    }
    assert!(read > 400, "only {read} texts were read");
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn fault_in_english(text: &str) -> Option<String> {
    let own = without_quoted(text);
    let foreign = |c: char| is_chinese(&c.to_string()) || is_full_width(c);
    let found = own.chars().any(foreign);
    found.then(|| format!("Chinese in English: {text}"))
}

fn fault_in_chinese(text: &str) -> Option<String> {
    let own = without_quoted(text);
    let stretches = own.split(|c: char| !c.is_ascii());
    let longest = stretches.map(|stretch| {
        let words = stretch.split_whitespace();
        words
            .filter(|word| word.contains(|c: char| c.is_ascii_alphabetic()))
            .count()
    });
    if longest.max().is_some_and(|words| words >= 3) {
        return Some(format!("English in Chinese: {text}"));
    }
    if !is_chinese(&own) {
        return Some(format!("no Chinese in it: {text}"));
    }
    let letters: Vec<char> = own.chars().collect();
    let narrow = letters.windows(2).any(|pair| {
        is_chinese(&pair[0].to_string()) && matches!(pair[1], ',' | ';' | ':' | '.' | '?' | '(')
    });
    if narrow {
        return Some(format!("narrow punctuation in Chinese: {text}"));
    }
    // Words in backticks keep a blank between themselves and Chinese; signs need none.
    let pieces: Vec<&str> = text.split('`').collect();
    let close = pieces.windows(2).enumerate().any(|(at, pair)| {
        let beside = match at % 2 {
            0 => pair[0].chars().next_back(),
            _ => pair[1].chars().next(),
        };
        beside.is_some_and(|c| is_chinese(&c.to_string()))
    });
    close.then(|| format!("no blank beside backticks: {text}"))
}

fn is_full_width(c: char) -> bool {
    "，。；：？！（）“”「」、".contains(c)
}

/// The text without what stands in backticks or quotes. A quote of the other kind inside belongs to it.
fn without_quoted(text: &str) -> String {
    let mut own = String::new();
    let mut until = None;
    for c in text.chars() {
        match until {
            Some(end) if c == end => until = None,
            Some(_) => {}
            None => {
                until = match c {
                    '`' => Some('`'),
                    '"' => Some('"'),
                    '“' => Some('”'),
                    _ => None,
                };
                if until.is_none() {
                    own.push(c);
                }
            }
        }
    }
    own
}

/// The carets stand under the words they mean, however wide letters are.
#[test]
fn carets_stand_under_their_words() {
    let mut wide = 0;
    for path in checking_mistakes::files() {
        let text = std::fs::read_to_string(&path).expect("a rules file");
        let (sources, found) = checking_mistakes::diagnose("a.rules", &text);
        for diagnostic in found {
            let shown = render(&diagnostic, &sources, Language::Chinese);
            let lines: Vec<&str> = shown.lines().collect();
            let place = lines
                .windows(2)
                .find(|pair| pair[1].contains(" | ") && pair[1].contains('^'));
            let [line, carets] = place.expect("a line with carets below") else {
                unreachable!("windows of two")
            };
            let source = sources
                .iter()
                .find(|source| source.file == diagnostic.span.file);
            let words = source.expect("a source").slice(diagnostic.span);
            let words = words.lines().next().unwrap_or_default().trim_end();
            let (line, carets) = (after_gutter(line), after_gutter(carets));
            let blanks = carets.len() - carets.trim_start().len();
            let count = carets
                .trim_start()
                .chars()
                .take_while(|c| *c == '^')
                .count();
            let (mut column, mut rest) = (0, line);
            while column < blanks {
                let letter = rest.chars().next().expect("a line as long as its carets");
                column += display_width(letter.encode_utf8(&mut [0; 4]));
                rest = &rest[letter.len_utf8()..];
            }
            assert_eq!(column, blanks, "{shown}");
            assert!(rest.starts_with(words), "{shown}");
            assert_eq!(count, display_width(words).max(1), "{shown}");
            wide += usize::from(display_width(line) > line.chars().count());
        }
    }
    assert!(wide > 25, "only {wide} lines with wide letters");
}

fn after_gutter(line: &str) -> &str {
    line.split_once(" | ").map_or("", |(_, rest)| rest)
}

#[test]
fn what_is_not_whole_is_found() {
    assert!(fault_in_english("the rule \"生日礼\" has no `时间`").is_none());
    assert!(fault_in_english("the rule 生日礼 has no time").is_some());
    assert!(fault_in_english("it has no time，really").is_some());
    assert!(fault_in_chinese("规则“Birthday gift of mine”没有写 `schedule daily at`").is_none());
    assert!(fault_in_chinese("`x` is not here").is_some());
    assert!(fault_in_chinese("写成 the earlier date first").is_some());
    assert!(fault_in_chinese("没有写完, 后面还有").is_some());
    assert!(fault_in_chinese("把文件存成 UTF-8 文本").is_none());
    assert!(fault_in_chinese("写成`当`就好").is_some());
    assert!(fault_in_chinese("写成 `当`就好").is_some());
    assert!(fault_in_chinese("写成：`当`，就好").is_none());
}
