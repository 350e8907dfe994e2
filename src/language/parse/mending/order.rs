//! Windows without their brackets, words in another order, and what is missing between two of them.

use super::draft::{Change, Draft};
use crate::language::keywords::{KEYWORDS, Opens, chinese_ends};
use crate::language::split::Opening;
use crate::language::split::tokens::TokenKind;

const LAST: [&str; 7] = ["last", "past", "previous", "近", "最近", "过去", "within"];
const UNITS_ENGLISH: [&str; 11] = [
    "minutes", "minute", "hours", "hour", "days", "day", "weeks", "week", "months", "month",
    "years",
];
const UNITS_CHINESE: [&str; 11] = [
    "个小时",
    "小时",
    "分钟",
    "个星期",
    "星期",
    "个月",
    "天",
    "日",
    "周",
    "月",
    "年",
];
const INSIDE: [&str; 4] = ["以内", "之内", "内", ""];

/// Some time back, and the token behind it.
struct Window {
    number: String,
    unit: String,
    end: usize,
}

fn is(word: &str, known: &[&str]) -> bool {
    known.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// `90 days`, `90 天 内`, `90天内` from this token on.
fn length(draft: &Draft<'_>, at: usize) -> Option<Window> {
    if draft.tokens.get(at)?.kind != TokenKind::Number {
        return None;
    }
    let number = draft.word(at).to_owned();
    let word = draft.word(at + 1);
    if is(word, &UNITS_ENGLISH) || word.eq_ignore_ascii_case("years") {
        return Some(Window {
            number,
            unit: word.to_owned(),
            end: at + 2,
        });
    }
    let unit = UNITS_CHINESE.iter().find(|unit| word.starts_with(**unit))?;
    let rest = word.strip_prefix(*unit)?;
    if !INSIDE.contains(&rest) {
        return None;
    }
    let inside = rest.is_empty() && is(draft.word(at + 2), &["内", "以内", "之内"]);
    Some(Window {
        number,
        unit: (*unit).to_owned(),
        end: at + 2 + usize::from(inside),
    })
}

impl Window {
    fn back(&self, chinese: bool) -> String {
        let Self { number, unit, .. } = self;
        if chinese {
            format!("近 {number} {unit}")
        } else {
            format!("last {number} {unit}")
        }
    }

    fn in_brackets(&self, chinese: bool) -> String {
        let back = self.back(chinese);
        if chinese {
            format!("（{back}）")
        } else {
            format!("({back})")
        }
    }
}

/// `last 90 days`, `in the last 90 days`, `within 90 days`, `近90天` from this token on.
fn window(draft: &Draft<'_>, from: usize) -> Option<Window> {
    let mut at = from;
    if is(draft.word(at), &["in", "within", "during", "over", "for"]) {
        at += 1;
    }
    if draft.word(at).eq_ignore_ascii_case("the") {
        at += 1;
    }
    if is(draft.word(at), &LAST) {
        at += 1;
    }
    if at > from {
        return length(draft, at);
    }
    // Glued to its word: `近90天`, in one token.
    let word = draft.word(from);
    let rest = ["最近", "近", "过去"]
        .iter()
        .find_map(|last| word.strip_prefix(*last))?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = rest.split_at_checked(digits)?;
    let unit = INSIDE
        .iter()
        .find_map(|inside| unit.strip_suffix(*inside))
        .filter(|unit| UNITS_CHINESE.contains(unit) && !number.is_empty())?;
    let inside = is(draft.word(from + 1), &["内", "以内", "之内"]);
    Some(Window {
        number: number.to_owned(),
        unit: unit.to_owned(),
        end: from + 1 + usize::from(inside),
    })
}

fn end_of(draft: &Draft<'_>, next: usize) -> usize {
    next.checked_sub(1)
        .and_then(|last| draft.tokens.get(last))
        .map_or(draft.text.len(), |token| token.end)
}

fn asks_for_event(word: &str) -> bool {
    is(word, &["has", "no", "没有", "有", "无"])
}

/// Rewritings of windows near the token where the parser stopped.
pub fn windows(draft: &Draft<'_>, index: usize, chinese: bool) -> Vec<Change> {
    let mut found = Vec::new();
    for from in index.saturating_sub(3)..=index {
        let Some(start) = draft.tokens.get(from).map(|token| token.start) else {
            continue;
        };
        // `no purchase last 90 days`
        let behind_event = from >= 2 && asks_for_event(draft.word(from - 2));
        if let Some(window) = window(draft, from) {
            let end = end_of(draft, window.end);
            if behind_event {
                let gap = draft.tokens.get(from - 1).map_or(start, |token| token.end);
                let blank = if chinese { "" } else { " " };
                let text = format!("{blank}{}", window.in_brackets(chinese));
                found.push(Change::new(gap, end, text));
            }
            // `近 90 天 没有 购买`
            let event = draft.word(window.end + 1);
            if asks_for_event(draft.word(window.end)) && !event.is_empty() {
                let text = format!(
                    "{} {event}{}",
                    draft.word(window.end),
                    window.in_brackets(chinese)
                );
                found.push(Change::new(start, end_of(draft, window.end + 2), text));
            }
        }
        if let Some(window) = length(draft, from) {
            // `90 days last`
            if draft.word(window.end).eq_ignore_ascii_case("last") {
                let end = end_of(draft, window.end + 1);
                found.push(Change::new(start, end, window.back(chinese)));
            }
            // `90 天 内`
            let bare = from > 0 && is(draft.word(from - 1), &["（", "(", "，", ","]);
            if chinese && bare {
                found.push(Change::new(
                    start,
                    end_of(draft, window.end),
                    window.back(chinese),
                ));
            }
        }
    }
    found
}

/// `今天 生日`: today first, and nothing between.
pub fn today_first(draft: &Draft<'_>, index: usize) -> Option<Change> {
    let before = index.checked_sub(1)?;
    let (today, equals) = match draft.word(before) {
        word @ ("今天" | "今日") => (word, "是"),
        word if word.eq_ignore_ascii_case("today") => (word, "is"),
        _ => return None,
    };
    let (first, last) = (draft.tokens.get(before)?, draft.tokens.get(index)?);
    let begins = before <= 1
        || is(
            draft.word(before - 1),
            &["and", "or", "not", "且", "或", "非", "(", "（", ",", "，"],
        );
    (last.kind == TokenKind::Word && begins).then(|| {
        let text = format!("{} {equals} {today}", draft.word(index));
        Change::new(first.start, last.end, text)
    })
}

/// Marks at the end that belong to a sentence, not to a rule.
pub fn left_behind(draft: &Draft<'_>, index: usize) -> Option<Change> {
    let rest = draft.tokens.get(index..)?;
    let first = rest.first()?;
    let is_mark = |at: usize| {
        matches!(
            draft.word(at),
            "." | "。"
                | "．"
                | ";"
                | "；"
                | ","
                | "，"
                | "、"
                | "…"
                | "—"
                | "–"
                | "!"
                | "！"
                | "~"
                | "～"
        )
    };
    (index > 0 && (index..index + rest.len()).all(is_mark))
        .then(|| Change::new(first.start, draft.text.len(), ""))
}

/// `value = ¥50`, `valid 14 days`: the colon between a detail's name and its value.
pub fn colon(draft: &Draft<'_>, index: usize, chinese: bool) -> Vec<Change> {
    let mark = if chinese { "：" } else { ":" };
    let Some(token) = draft.tokens.get(index) else {
        return Vec::new();
    };
    if matches!(
        draft.word(index),
        "=" | "＝" | ";" | "；" | "->" | "is" | "是" | "为"
    ) {
        let start = index
            .checked_sub(1)
            .and_then(|before| draft.tokens.get(before))
            .map_or(token.start, |before| before.end);
        return vec![Change::new(start, token.end, mark)];
    }
    let Some(before) = index
        .checked_sub(1)
        .and_then(|before| draft.tokens.get(before))
        .filter(|before| before.kind == TokenKind::Word)
    else {
        return Vec::new();
    };
    vec![Change::new(before.end, before.end, mark)]
}

/// `{subject: "…"}`: curly brackets where round ones stand.
pub fn curly(draft: &Draft<'_>, index: usize, chinese: bool) -> Option<Vec<Change>> {
    let open = draft
        .tokens
        .get(index)
        .filter(|_| matches!(draft.word(index), "{" | "｛"))?;
    let last = (index..draft.tokens.len()).find(|at| matches!(draft.word(*at), "}" | "｝"))?;
    let close = draft.tokens.get(last)?;
    let marks = if chinese { ["（", "）"] } else { ["(", ")"] };
    Some(vec![
        Change::new(open.start, open.end, marks[0]),
        Change::new(close.start, close.end, marks[1]),
    ])
}

/// `birthday-card` where text in quotes is wanted: the whole run up to a blank or a bracket.
pub fn unquoted(draft: &Draft<'_>, index: usize) -> Option<Change> {
    let stops = |c: char| c.is_whitespace() || "()（），,;；:：\"“”".contains(c);
    let before = index.checked_sub(1)?;
    let token = draft.tokens.get(before)?;
    let start = draft.text.get(..token.end)?.rfind(stops).map_or(0, |at| {
        at + draft
            .text
            .get(at..)
            .and_then(|t| t.chars().next())
            .map_or(1, char::len_utf8)
    });
    let tail = draft.text.get(start..)?;
    let run = tail.get(..tail.find(stops).unwrap_or(tail.len()))?;
    let odd = run.contains(['-', '.', '/', '@']);
    // `send e-mail "card"`: the text is there.
    let next = draft
        .tokens
        .iter()
        .find(|token| token.start >= start + run.len());
    if next.is_some_and(|next| next.kind == TokenKind::Text) {
        return None;
    }
    (odd && start + run.len() > token.end)
        .then(|| Change::new(start, start + run.len(), format!("\"{run}\"")))
}

/// How the token opens a section, when it does.
pub fn section(draft: &Draft<'_>, index: usize) -> Option<Opening> {
    let word = draft.word(index);
    let mut glued = None;
    for keyword in KEYWORDS
        .iter()
        .filter(|keyword| keyword.opens == Some(Opens::Section))
    {
        let english = keyword.english.iter().any(|text| {
            text.split(' ')
                .enumerate()
                .all(|(offset, part)| draft.word(index + offset).eq_ignore_ascii_case(part))
        });
        if english {
            return Some(Opening::Keyword(keyword));
        }
        for text in keyword.chinese {
            match word.strip_prefix(*text) {
                Some(rest) if chinese_ends(rest) => return Some(Opening::Keyword(keyword)),
                Some(_) => glued = Some(Opening::Glued(keyword)),
                None => {}
            }
        }
    }
    glued
}
