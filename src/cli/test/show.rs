//! Tests on a terminal: a line for what passed; for what failed, the difference and what led to it.

use super::{Played, words};
use crate::cli::show::{instant, table};
use crate::engine::decisions::Outcome;
use crate::engine::explain::conditions;
use crate::engine::rehearse::{
    Act, Answer, Ended, Entry, Evidence, Failure, Instead, Look, Rehearsed,
};
use crate::language::checked::{CheckedExpectation, CheckedRule, Expected, RuleDoes, Rulebook};
use crate::language::said::Language;
use crate::model::calendar::Day;
use crate::model::moment::Moment;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeSet;

/// What has been explained already: rule, tick and subject.
type Told = BTreeSet<(usize, Moment, u32)>;

pub fn report(played: &Played<'_>, language: Language) -> String {
    let mut text = String::new();
    for test in &played.tests {
        text.push_str(&one(test, played.rulebook, language));
    }
    format!("{}\n\n{}\n", text.trim_end(), sum(played, language))
}

/// How many there were, and how they ended.
fn sum(played: &Played<'_>, language: Language) -> String {
    let all = played.tests.len();
    let (passed, failed, not_run) = (
        played.count(Ended::Passed),
        played.count(Ended::Failed),
        played.count(Ended::NotRun),
    );
    let mut parts = vec![language.pick(format!("{passed} passed"), format!("{passed} 条通过"))];
    if failed > 0 {
        parts.push(language.pick(format!("{failed} failed"), format!("{failed} 条失败")));
    }
    if not_run > 0 {
        parts.push(language.pick(format!("{not_run} not run"), format!("{not_run} 条未运行")));
    }
    let parts = parts.join(language.pick(", ", "，"));
    language.pick(
        format!("{all} test{}: {parts}", if all == 1 { "" } else { "s" }),
        format!("{all} 条测试：{parts}"),
    )
}

fn one(test: &Rehearsed<'_>, rulebook: &Rulebook, language: Language) -> String {
    let title = &test.test.title;
    let place = format!("{}:{}", test.test.file, test.test.line);
    match test.ended() {
        Ended::Passed => format!("{}  {title}\n", language.pick("passed ", "通过  ")),
        Ended::NotRun => {
            let mut text = format!("{}  {title}  {place}\n", language.pick("not run", "未运行"));
            let mut waits: Vec<String> = test
                .answers
                .iter()
                .filter_map(|answer| match answer {
                    Answer::Waits(waits) => Some(waits),
                    Answer::Met | Answer::Failed(_) => None,
                })
                .flatten()
                .map(|waiting| words::waiting(waiting, rulebook, language))
                .collect();
            waits.sort();
            waits.dedup();
            for wait in waits {
                let line = language.pick(format!("waits for {wait}"), format!("等待{wait}"));
                text.push_str(&format!("         {line}\n"));
            }
            text
        }
        Ended::Failed => {
            let mut text = format!("{}  {title}  {place}\n", language.pick("FAILED ", "失败  "));
            let mut told = BTreeSet::new();
            for (expected, answer) in test.test.expectations.iter().zip(&test.answers) {
                if let Answer::Failed(failure) = answer {
                    let date = test.test.date_of(expected.day);
                    let failed = failed(expected, failure, rulebook, (&mut told, date), language);
                    text.push_str(&failed);
                }
            }
            text.push('\n');
            text
        }
    }
}

/// The expectation, what happened instead, and the lines of `explain` behind it.
fn failed(
    expected: &CheckedExpectation,
    failure: &Failure,
    rulebook: &Rulebook,
    (told, date): (&mut Told, Day),
    language: Language,
) -> String {
    let (line, words, day) = (expected.line, &expected.text, expected.day);
    let mut text = language.pick(
        format!("\n  line {line}, day {day}: {words}\n"),
        format!("\n  第 {line} 行，第 {day} 天：{words}\n"),
    );
    text.push_str(&format!(
        "    {}\n",
        instead(expected, failure, rulebook, language)
    ));
    if let Instead::Differs { expected, found } = &failure.instead {
        for (_, found) in found {
            text.push_str(&difference(expected, found, language));
        }
    }
    for evidence in &failure.evidence {
        text.push_str(&behind(evidence, rulebook, (told, date), language));
    }
    text
}

fn title(rulebook: &Rulebook, rule: usize) -> &str {
    rulebook.rules.get(rule).map_or("", |rule| rule.title())
}

fn instead(
    expected: &CheckedExpectation,
    failure: &Failure,
    rulebook: &Rulebook,
    language: Language,
) -> String {
    let held_wanted = matches!(
        &expected.what,
        Expected::Rule {
            does: RuleDoes::IsHeldBack(_),
            ..
        }
    );
    match &failure.instead {
        Instead::Fired => language.pick("it fired", "它触发了").to_owned(),
        Instead::WasHeldBack if held_wanted => language
            .pick(
                "it was held back for another reason",
                "它是因别的原因被拦下的",
            )
            .to_owned(),
        Instead::WasHeldBack => language.pick("it was held back", "它被拦下了").to_owned(),
        Instead::DidNotEnter => language
            .pick("it did not become true", "它的条件没有变为真")
            .to_owned(),
        Instead::NotDue => language
            .pick("it is not due on that day", "它那一天没有到点")
            .to_owned(),
        Instead::Differs { found, .. } => {
            let rules: Vec<String> = found
                .iter()
                .map(|(rule, _)| language.pick("\"", "“").to_owned() + title(rulebook, *rule))
                .map(|rule| rule + language.pick("\"", "”"))
                .collect();
            let rules = rules.join(language.pick(", ", "、"));
            language.pick(
                format!("{rules} did it with other values (- expected, + happened):"),
                format!("{rules}做了，但值不同（- 预期，+ 实际）："),
            )
        }
        Instead::WasDone { rule, act } => {
            let (act, rule) = (words::act(act, language), title(rulebook, *rule));
            language.pick(
                format!("\"{rule}\" did it: {act}"),
                format!("“{rule}”做了：{act}"),
            )
        }
        Instead::NobodyDid => language
            .pick("no rule did it on that day", "那一天没有规则这样做")
            .to_owned(),
    }
}

/// The expected arguments as lines, with those that came out otherwise.
fn difference(expected: &Act, found: &Act, language: Language) -> String {
    let lines = |of: &Act| {
        let arguments = expected.arguments.iter();
        let lines = arguments.map(|(name, _)| {
            let value = of.arguments.iter().find(|(known, _)| known == name);
            let shown = value
                .and_then(|(_, value)| value.as_ref())
                .map_or(language.pick("missing", "缺失"), |value| {
                    value.in_language(language)
                });
            let name = words::parameter(expected.action, name, language);
            language.pick(format!("{name}: {shown}\n"), format!("{name}：{shown}\n"))
        });
        lines.collect::<String>()
    };
    let (before, after) = (lines(expected), lines(found));
    let mut text = String::new();
    for change in TextDiff::from_lines(&before, &after).iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        text.push_str(&format!("      {sign} {}\n", change.value().trim_end()));
    }
    text
}

/// A rule at one tick: its conditions with their values, and the gate that closed.
fn behind(
    evidence: &Evidence,
    rulebook: &Rulebook,
    (told, date): (&mut Told, Day),
    language: Language,
) -> String {
    let Some(rule) = rulebook.rules.get(evidence.rule) else {
        return String::new();
    };
    let title = rule.title();
    let Some(look) = &evidence.look else {
        return not_due(rule, date, language);
    };
    let at = instant(look.at, look.zone);
    let head = language.pick(format!("\"{title}\" at {at}"), format!("“{title}”，{at}"));
    if !told.insert((look.rule, look.at, look.subject)) {
        return language.pick(
            format!("    {head}: as above\n"),
            format!("    {head}：同上\n"),
        );
    }
    let mut text = format!("    {head}\n");
    let found = conditions(rule, &look.atoms, look.zone);
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|condition| {
            let section = if condition.in_unless {
                language.pick("unless", "除非")
            } else {
                language.pick("when", "当")
            };
            vec![
                format!("      {section}"),
                words::truth(condition.truth, language).to_owned(),
                condition.text.clone(),
                condition.value.in_language(language).to_owned(),
            ]
        })
        .collect();
    let lines = table(&["", "", "", ""], &rows);
    text.extend(lines.lines().skip(1).map(|line| format!("{line}\n")));
    text.push_str(&format!("      → {}\n", came_of(look, language)));
    text
}

/// A rule without a tick on the day.
fn not_due(rule: &CheckedRule, date: Day, language: Language) -> String {
    let title = rule.title();
    match rule.parts().active {
        Some((first, _)) if date < first => language.pick(
            format!("    \"{title}\" is active from {first}, and the day is {date}\n"),
            format!("    “{title}”自 {first} 起生效，而那一天是 {date}\n"),
        ),
        Some((_, last)) if date > last => language.pick(
            format!("    \"{title}\" is active to {last}, and the day is {date}\n"),
            format!("    “{title}”生效至 {last}，而那一天是 {date}\n"),
        ),
        _ => language.pick(
            format!("    \"{title}\" has no tick on {date}\n"),
            format!("    “{title}”在 {date} 没有到点\n"),
        ),
    }
}

fn came_of(look: &Look, language: Language) -> String {
    match &look.entry {
        None if look.truth.is_yes() && look.before => language
            .pick(
                "true, but it was so at the tick before: no new entry",
                "为真，但上一次就已如此：不算新的进入",
            )
            .to_owned(),
        None if look.truth.is_yes() => language.pick("true", "为真").to_owned(),
        None => {
            let truth = words::truth(look.truth, language);
            language.pick(
                format!("{truth}: nothing happens"),
                format!("{truth}：什么也不做"),
            )
        }
        Some(Entry::Undecided(_)) => language.pick("not decided", "没有决定").to_owned(),
        Some(Entry::Decided {
            outcome: Outcome::Granted(_),
            acts,
            ..
        }) => {
            let acts: Vec<String> = acts.iter().map(|act| words::act(act, language)).collect();
            acts.join(language.pick("; ", "；"))
        }
        Some(Entry::Decided { outcome, lacks, .. }) => {
            let why = words::held(outcome, lacks.as_ref());
            let why = why.in_language(language);
            language.pick(format!("held back: {why}"), format!("被拦下：{why}"))
        }
    }
}
