//! Chinese words written without the spaces between them, taken apart again.

use super::mending::in_runs;
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
    if !is_chinese(run) {
        return window_apart(run);
    }
    if known(run) {
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
        // `次数` before a bracket is a function, not `次` and a name.
        if name.is_none() && at > 0 && is_function(rest) {
            parts.push(rest);
            names += 1;
            break;
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
        // `年龄大于30`: another way to say what is a mark of the language.
        if let Some((loose, meant)) = in_runs().find(|(loose, _)| rest.starts_with(*loose))
            && at > 0
            && rest.len() > loose.len()
        {
            if let Some(from) = name.take() {
                parts.push(run.get(from..at).unwrap_or_default());
                names += 1;
            }
            parts.push(meant);
            keywords += 1;
            at += loose.len();
            continue;
        }
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
    (parts.len() > 1 && keywords > 0 && names > 0)
        .then(|| reordered(&parts).unwrap_or_else(|| parts.join(" ")))
}

/// `近 90 天 没有 购买` and `今天 生日`, in the order of the language.
fn reordered(parts: &[&str]) -> Option<String> {
    match parts {
        ["今天" | "今日", name] => Some(format!("{name} 是 {}", parts.first()?)),
        [last @ ("近" | "最近" | "过去"), number, unit, rest @ ..]
            if number.starts_with(is_digit) =>
        {
            let window = format!("{last} {number} {unit}");
            let inside = matches!(rest.first(), Some(&("内" | "以内" | "之内")));
            let rest = rest.get(usize::from(inside)..).unwrap_or_default();
            match rest {
                [ask @ ("没有" | "有" | "无"), event] => {
                    Some(format!("{ask} {event}（{window}）"))
                }
                [event, "次数"] => Some(format!("次数（{event}，{window}）")),
                [counted] => {
                    let event = counted.strip_suffix("次数")?;
                    (!event.is_empty()).then(|| format!("次数（{event}，{window}）"))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// `last90days`.
fn window_apart(run: &str) -> Option<String> {
    let rest = ["last", "next"]
        .into_iter()
        .find_map(|word| Some((word, run.strip_prefix(word)?)));
    let (word, rest) = rest?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = rest.split_at_checked(digits).filter(|_| digits > 0)?;
    let units = [
        "days", "day", "weeks", "week", "months", "month", "years", "year", "hours", "hour",
    ];
    units
        .contains(&unit)
        .then(|| format!("{word} {number} {unit}"))
}

fn is_function(word: &str) -> bool {
    keywords::KEYWORDS
        .iter()
        .filter(|keyword| {
            matches!(
                keyword.rule,
                "kw_count"
                    | "kw_sum"
                    | "kw_average"
                    | "kw_max"
                    | "kw_min"
                    | "kw_latest"
                    | "kw_first"
            )
        })
        .any(|keyword| keyword.chinese.contains(&word))
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
