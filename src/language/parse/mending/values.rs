//! Dates, times, amounts and counts as people write them elsewhere.

use super::draft::{Change, Draft};
use crate::language::keywords::is_digit;
use crate::language::split::tokens::TokenKind;

/// What could be meant around the token where the parser stopped, each with what is written there.
pub fn at(draft: &Draft<'_>, index: usize, chinese: bool) -> Vec<Change> {
    let mut found = Vec::new();
    for first in index.saturating_sub(3)..=index {
        found.extend(clock(draft, first));
        found.extend(named_month(draft, first));
        found.extend(money_behind(draft, first, chinese));
    }
    found.extend(dashed_date(draft, index));
    for index in index.saturating_sub(1)..=index {
        found.extend(chinese_time(draft, index));
        found.extend(chinese_count(draft, index));
    }
    found
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// The range of tokens as one change.
fn change(draft: &Draft<'_>, first: usize, last: usize, text: impl Into<String>) -> Option<Change> {
    let start = draft.tokens.get(first)?.start;
    let end = draft.tokens.get(last)?.end;
    Some(Change::new(start, end, text))
}

fn time(hours: u32, minutes: u32) -> Option<String> {
    (hours < 24 && minutes < 60).then(|| format!("{hours:02}:{minutes:02}"))
}

/// `9am`, `9:30 pm`.
fn clock(draft: &Draft<'_>, first: usize) -> Option<Change> {
    let hours = number(draft.word(first))?;
    let (minutes, half) = match draft.word(first + 1) {
        ":" | "：" => (number(draft.word(first + 2))?, first + 3),
        _ => (0, first + 1),
    };
    let hours = match draft.word(half).to_ascii_lowercase().as_str() {
        "am" if (1..=12).contains(&hours) => hours % 12,
        "pm" if (1..=12).contains(&hours) => hours % 12 + 12,
        _ => return None,
    };
    change(draft, first, half, time(hours, minutes)?)
}

/// `Dec 31, 2026`, `31 December 2026`.
fn named_month(draft: &Draft<'_>, first: usize) -> Option<Change> {
    let month = |word: &str| {
        const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
        let short: String = word.to_ascii_lowercase().chars().take(3).collect();
        let at = MONTHS.split(' ').position(|known| known == short)?;
        (word.len() >= 3 && word.len() <= 9).then_some(at as u32 + 1)
    };
    let (day, month, next) = match month(draft.word(first)) {
        Some(month) => (number(draft.word(first + 1))?, month, first + 2),
        None => (
            number(draft.word(first))?,
            month(draft.word(first + 1))?,
            first + 2,
        ),
    };
    let last = next + usize::from(draft.word(next) == ",");
    let year = number(draft.word(last)).filter(|year| (1900..3000).contains(year))?;
    let date = format!("{year:04}-{month:02}-{day:02}");
    (1..=31)
        .contains(&day)
        .then(|| change(draft, first, last, date))?
}

/// `2026–01–05` with the dashes of a word processor.
fn dashed_date(draft: &Draft<'_>, index: usize) -> Option<Change> {
    let is_dash = |at: usize| matches!(draft.word(at), "–" | "—" | "‐" | "‑" | "−" | "―");
    let year = number(draft.word(index)).filter(|year| (1900..3000).contains(year))?;
    let month = number(draft.word(index + 2))?;
    let day = number(draft.word(index + 4))?;
    let date = format!("{year:04}-{month:02}-{day:02}");
    (is_dash(index + 1) && is_dash(index + 3)).then(|| change(draft, index, index + 4, date))?
}

/// `50¥`, `500 CNY`, `500 yuan`.
fn money_behind(draft: &Draft<'_>, first: usize, chinese: bool) -> Option<Change> {
    let amount = draft.tokens.get(first)?;
    if amount.kind != TokenKind::Number {
        return None;
    }
    let digits = draft.word(first);
    let written = match draft.word(first + 1) {
        "¥" | "￥" => format!("¥{digits}"),
        sign @ ("$" | "€" | "£") => format!("{sign}{digits}"),
        code @ ("CNY" | "USD" | "EUR" | "GBP" | "JPY" | "HKD") => format!("{code} {digits}"),
        word if ["yuan", "rmb"].contains(&word.to_ascii_lowercase().as_str()) => {
            if chinese {
                format!("{digits}元")
            } else {
                format!("¥{digits}")
            }
        }
        _ => return None,
    };
    change(draft, first, first + 1, written)
}

/// `上午9点`, `每天早上9点半`: also behind a word of the language that it is glued to.
fn chinese_time(draft: &Draft<'_>, index: usize) -> Option<Change> {
    let mut first = index;
    let mut text = draft.word(index).to_owned();
    // `上午 9 点`, `9点`: a number and what is glued to it are two tokens.
    for next in index + 1..index + 3 {
        if draft.word(next).chars().any(|c| "点时分半".contains(c))
            || number(draft.word(next)).is_some()
        {
            text.push_str(draft.word(next));
            first = next;
        } else {
            break;
        }
    }
    let halves: [(&str, u32); 8] = [
        ("上午", 0),
        ("早上", 0),
        ("早晨", 0),
        ("凌晨", 0),
        ("中午", 12),
        ("下午", 12),
        ("傍晚", 12),
        ("晚上", 12),
    ];
    let named = halves.iter().find_map(|(word, later)| {
        text.split_once(word)
            .map(|(head, rest)| (head, rest, *later))
    });
    let plain = || {
        let (head, rest) = text.split_at_checked(text.find(is_digit)?)?;
        Some((head, rest, 0))
    };
    let (head, rest, later) = named.or_else(plain)?;
    let (hours, rest) = rest.split_once('点')?;
    let hours = number(hours)?;
    let minutes = match rest {
        "" | "整" => 0,
        "半" => 30,
        "一刻" => 15,
        _ => number(rest.trim_end_matches('分'))?,
    };
    let hours = if hours < 12 && !(later == 12 && hours == 12) {
        hours + later
    } else {
        hours
    };
    let time = time(hours, minutes)?;
    let written = match head {
        "" => time,
        "每天" | "每日" => format!("{head} {time}"),
        _ => return None,
    };
    change(draft, index, first, written)
}

/// `三个月`, `两次`, `每年一次`, `一年一次`.
fn chinese_count(draft: &Draft<'_>, index: usize) -> Option<Change> {
    const DIGITS: &str = "零一二三四五六七八九";
    let word = draft.word(index);
    let digit = |c: char| match c {
        '两' => Some(2),
        '十' => Some(10),
        _ => DIGITS.chars().position(|known| known == c),
    };
    if let Some((every, times)) = word.strip_prefix(['每', '一']).and_then(|rest| {
        let times = rest.strip_suffix('次')?;
        let count = times.chars().next_back().and_then(digit)?;
        let unit: String = times.chars().take(times.chars().count() - 1).collect();
        ["年", "月", "个月", "周", "星期", "天", "日"]
            .contains(&unit.as_str())
            .then_some((unit, count))
    }) {
        return change(draft, index, index, format!("每{every} {times} 次"));
    }
    let first = word.chars().next()?;
    let count = digit(first).filter(|count| *count > 0)?;
    let rest = word.get(first.len_utf8()..)?;
    let is_unit = [
        "个月",
        "年",
        "周",
        "个星期",
        "天",
        "日",
        "小时",
        "个小时",
        "分钟",
        "次",
        "张",
        "元",
    ]
    .iter()
    .any(|unit| {
        rest.strip_prefix(unit)
            .is_some_and(|more| matches!(more, "" | "内" | "前" | "后"))
    });
    is_unit.then(|| change(draft, index, index, format!("{count} {rest}")))?
}
