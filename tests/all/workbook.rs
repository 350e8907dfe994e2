//! Checking again after an edit says exactly what checking everything anew says.

use crate::fuzzing::mutator::Mutator;
use crate::generated::{Style, rulebook};
use perennial::language::said::Language;
use perennial::runtime::rulebook::{check, check_again};
use perennial::runtime::workbook::Workbook;
use perennial::store::book::wire::TextsRecord;

fn record(rules: Vec<(String, String)>) -> TextsRecord {
    TextsRecord {
        zone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
        leap_on_march_1: false,
        rules,
        templates: Vec::new(),
    }
}

const ITEMS: [&str; 12] = [
    "customer", "event", "segment", "rule", "policy", "test", "客户", "事件", "人群", "规则",
    "总则", "测试",
];

/// The scenarios or a made-up rulebook, cut into files of some items each.
fn files(seed: u64, language: Language) -> Vec<(String, String)> {
    let text = if seed % 4 < 2 {
        let schema = include_str!("../../examples/scenarios/schema.rules");
        let rules = language.pick(
            include_str!("../../examples/scenarios/scenarios.en.rules"),
            include_str!("../../examples/scenarios/scenarios.zh.rules"),
        );
        format!("{schema}\n{rules}")
    } else {
        rulebook(seed, language, Style::tidy(6)).text
    };
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let begins = ITEMS.iter().any(|word| line.starts_with(word));
        if files.is_empty()
            || begins && files.len() < 6 && files.last().is_some_and(|(_, text)| text.len() > 200)
        {
            files.push((format!("{}.rules", files.len()), String::new()));
        }
        files.last_mut().unwrap().1.push_str(line);
    }
    files
}

#[test]
fn checking_again_says_what_checking_anew_says() {
    let (mut good, mut bad, mut spared) = (0, 0, 0);
    for seed in 0..8 {
        let language = [Language::English, Language::Chinese][seed as usize % 2];
        let original = files(seed, language);
        let mut now = original.clone();
        let pieces = original.iter().map(|(_, text)| text.clone().into_bytes());
        let mut mutator = Mutator::new(seed + 99, pieces.collect());
        let mut workbook = Workbook::default();
        for round in 0..14_usize {
            let at = round % now.len();
            match round % 7 {
                // As it was, word by word changed, with another file's text, gone, or joined by a new one.
                1 | 4 => now[at].1 = String::from_utf8_lossy(&mutator.gentle()).into_owned(),
                2 => {
                    now.remove(at);
                }
                3 => now.push(("more.rules".to_owned(), "# nothing\n".to_owned())),
                5 => now[at].1.push_str("# a note\n"),
                _ => now.clone_from(&original),
            }
            let texts = record(now.clone());
            spared += texts.rules.len() - workbook.take(&texts.rules);
            let again = check_again(&texts, &mut workbook);
            let anew = check(&texts);
            match &anew.rulebook {
                Ok(_) => good += 1,
                Err(_) => bad += 1,
            }
            assert_eq!(
                format!("{:?}", again.rulebook),
                format!("{:?}", anew.rulebook),
                "seed {seed}, round {round}"
            );
        }
    }
    assert!(
        good > 10 && bad > 20 && spared > 100,
        "{good} {bad} {spared}"
    );
}

#[test]
fn only_what_changed_is_read_again() {
    let mut texts = files(3, Language::English);
    let mut workbook = Workbook::default();
    assert_eq!(workbook.take(&texts), texts.len());
    assert_eq!(workbook.take(&texts), 0);
    texts[1].1.push_str("# a note\n");
    assert_eq!(workbook.take(&texts), 1);
    texts.remove(0);
    assert_eq!(workbook.take(&texts), texts.len(), "numbers of files shift");
}
