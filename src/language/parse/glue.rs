//! Chinese words written without the spaces between them, taken apart again.

use crate::language::keywords::{self, glue_prefix, is_chinese, is_digit};

/// Words that part a run wherever they stand in it. Others part it only next to a number or another keyword,
/// because names hold them too (`有效期`, `所在城市`).
const STRONG: &[&str] = &[
    "且",
    "或",
    "是",
    "并",
    "则",
    "并且",
    "而且",
    "或者",
    "不是",
    "不等于",
    "等于",
    "不属于",
    "属于",
    "介于",
    "早于",
    "晚于",
    "没有",
    "今天",
    "已知",
    "缺失",
    "自从",
    "进入时",
    "否则",
    "如果",
    "然后",
];

/// The run with a space between its names and keywords, or nothing when it looks like one name.
/// `known` are names that stand by themselves elsewhere; they are not taken apart.
pub fn respaced<'k>(run: &str, known: impl Fn(&str) -> bool + 'k) -> Option<String> {
    if !is_chinese(run) || known(run) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut at = 0;
    // Where the name being read began.
    let mut name = None;
    let (mut keywords, mut names) = (0, 0);
    while let Some(rest) = run.get(at..).filter(|rest| !rest.is_empty()) {
        let behind_keyword = name.is_none() && at > 0;
        let length = if name.is_none() {
            known_name(rest, &known)
        } else {
            None
        };
        if let Some(length) = length {
            parts.push(rest.get(..length).unwrap_or_default());
            at += length;
            names += 1;
            continue;
        }
        let word = section_prefix(rest)
            .filter(|_| at == 0)
            .or_else(|| glue_prefix(rest))
            .filter(|word| {
                let after = rest.get(word.len()..).unwrap_or_default();
                let number_follows = after.chars().next().is_some_and(is_digit);
                at == 0 && starts_phrase(word)
                    || behind_keyword
                    || number_follows
                    || STRONG.contains(word)
            });
        let digits = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        let step = match word {
            Some(word) => {
                keywords += 1;
                word.len()
            }
            None if digits > 0
                && (behind_keyword
                    || name
                        .is_some_and(|from| is_chinese(run.get(from..at).unwrap_or_default()))) =>
            {
                digits
            }
            None => {
                name.get_or_insert(at);
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
        };
        if let Some(from) = name.take() {
            parts.push(run.get(from..at).unwrap_or_default());
            names += 1;
        }
        parts.push(rest.get(..step).unwrap_or_default());
        at += step;
    }
    if let Some(from) = name {
        parts.push(run.get(from..).unwrap_or_default());
        names += 1;
    }
    (parts.len() > 1 && keywords > 0 && names > 0).then(|| parts.join(" "))
}

/// The longest known name of two letters or more the text starts with.
fn known_name(rest: &str, known: &impl Fn(&str) -> bool) -> Option<usize> {
    let ends = rest
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(20)
        .collect::<Vec<_>>();
    ends.into_iter()
        .skip(1)
        .rev()
        .find(|end| rest.get(..*end).is_some_and(known))
}

fn section_prefix(rest: &str) -> Option<&'static str> {
    keywords::spellings()
        .find(|(text, word)| word.opens.is_some() && is_chinese(text) && rest.starts_with(*text))
        .map(|(text, _)| text)
}

/// Words that start a phrase, so that a run may begin with them.
fn starts_phrase(word: &str) -> bool {
    !matches!(
        word,
        "前" | "后"
            | "内"
            | "次"
            | "元"
            | "年"
            | "月"
            | "日"
            | "天"
            | "周"
            | "号"
            | "一"
            | "二"
            | "三"
            | "四"
            | "五"
            | "六"
            | "和"
            | "与"
    )
}
