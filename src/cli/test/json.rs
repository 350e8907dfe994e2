//! Tests for programs: both languages, whatever the terminal speaks.

use super::{Played, coverage, words};
use crate::engine::decisions::Outcome;
use crate::engine::explain::conditions;
use crate::engine::rehearse::{Act, Answer, Ended, Entry, Evidence, Failure, Instead, Rehearsed};
use crate::language::checked::Rulebook;
use crate::language::said::{Language, Said};
use serde_json::{Value, json};

pub fn report(played: &Played<'_>, with_coverage: bool) -> Value {
    let tests = played.tests.iter();
    let tests: Vec<Value> = tests.map(|test| one(test, played.rulebook)).collect();
    let mut report = json!({
        "version": 1,
        "passed": played.count(Ended::Passed),
        "failed": played.count(Ended::Failed),
        "not_run": played.count(Ended::NotRun),
        "tests": tests,
    });
    if with_coverage && let Some(report) = report.as_object_mut() {
        report.insert("coverage".to_owned(), covered(played));
    }
    report
}

fn one(test: &Rehearsed<'_>, rulebook: &Rulebook) -> Value {
    let ended = match test.ended() {
        Ended::Passed => "passed",
        Ended::Failed => "failed",
        Ended::NotRun => "not run",
    };
    let expectations = test.test.expectations.iter().zip(&test.answers);
    let expectations: Vec<Value> = expectations
        .map(|(expected, answer)| {
            let mut value = match answer {
                Answer::Met => json!({ "ended": "met" }),
                Answer::Failed(failure) => failed(failure, rulebook),
                Answer::Waits(waits) => {
                    let waits = waits.iter().map(|waiting| {
                        both(|language| words::waiting(waiting, rulebook, language))
                    });
                    json!({ "ended": "waits", "waits_for": waits.collect::<Vec<_>>() })
                }
            };
            if let Some(value) = value.as_object_mut() {
                value.insert("text".to_owned(), json!(expected.text));
                value.insert("day".to_owned(), json!(expected.day));
                value.insert("line".to_owned(), json!(expected.line));
            }
            value
        })
        .collect();
    json!({
        "title": test.test.title, "file": test.test.file, "line": test.test.line,
        "ended": ended, "expectations": expectations,
    })
}

fn both(words: impl Fn(Language) -> String) -> Value {
    json!({ "en": words(Language::English), "zh": words(Language::Chinese) })
}

fn said(said: &Said) -> Value {
    json!({ "en": said.english, "zh": said.chinese })
}

fn failed(failure: &Failure, rulebook: &Rulebook) -> Value {
    let title = |rule: usize| rulebook.rules.get(rule).map(|rule| rule.title().to_owned());
    let (instead, found): (&str, Vec<Value>) = match &failure.instead {
        Instead::Fired => ("fired", Vec::new()),
        Instead::WasHeldBack => ("held back", Vec::new()),
        Instead::DidNotEnter => ("did not enter", Vec::new()),
        Instead::NotDue => ("not due", Vec::new()),
        Instead::NobodyDid => ("not done", Vec::new()),
        Instead::WasDone { rule, act } => (
            "done",
            vec![json!({ "rule": title(*rule), "action": action(act) })],
        ),
        Instead::Differs { expected, found } => (
            "other values",
            found
                .iter()
                .map(|(rule, act)| {
                    let differences = act.differences(expected);
                    let differences = differences.iter().map(|one| {
                        json!({ "name": one.name, "expected": one.expected.map(said), "found": one.found.map(said) })
                    });
                    json!({
                        "rule": title(*rule), "action": action(act),
                        "differences": differences.collect::<Vec<_>>(),
                    })
                })
                .collect(),
        ),
    };
    let evidence = failure.evidence.iter();
    let evidence: Vec<Value> = evidence.map(|one| behind(one, rulebook)).collect();
    json!({ "ended": "failed", "instead": instead, "found": found, "evidence": evidence })
}

fn action(act: &Act) -> Value {
    let arguments = act.arguments.iter();
    let arguments: serde_json::Map<String, Value> = arguments
        .map(|(name, value)| (name.clone(), json!(value.as_ref().map(said))))
        .collect();
    json!({ "words": act.action, "title": act.title, "arguments": arguments })
}

fn behind(evidence: &Evidence, rulebook: &Rulebook) -> Value {
    let Some(rule) = rulebook.rules.get(evidence.rule) else {
        return Value::Null;
    };
    let Some(look) = &evidence.look else {
        return json!({ "rule": rule.title(), "tick": null });
    };
    let found = conditions(rule, &look.atoms, look.zone);
    let found: Vec<Value> = found
        .iter()
        .map(|condition| {
            json!({
                "text": condition.text, "section": if condition.in_unless { "unless" } else { "when" },
                "truth": words::truth(condition.truth, Language::English),
                "value": said(&condition.value),
            })
        })
        .collect();
    let entry = match &look.entry {
        None => Value::Null,
        Some(Entry::Undecided(_)) => json!({ "decided": null }),
        Some(Entry::Decided {
            outcome: Outcome::Granted(_),
            acts,
            ..
        }) => {
            json!({ "decided": "granted", "actions": acts.iter().map(action).collect::<Vec<_>>() })
        }
        Some(Entry::Decided { outcome, lacks, .. }) => {
            json!({ "decided": "held back", "why": said(&words::held(outcome, lacks.as_ref())) })
        }
    };
    json!({
        "rule": rule.title(), "tick": look.at.to_string(), "zone": look.zone.name(),
        "truth": words::truth(look.truth, Language::English), "true_before": look.before,
        "conditions": found, "entry": entry,
    })
}

fn covered(played: &Played<'_>) -> Value {
    let rules = coverage::of(played);
    let (shown, all) = coverage::total(&rules);
    let of_rules: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let missing = rule.items.iter().filter(|item| !item.shown);
            let missing: Vec<Value> = missing
                .map(|item| said(&coverage::said(&item.what, rule.rule)))
                .collect();
            json!({
                "rule": rule.rule.title(), "shown": rule.shown(), "all": rule.items.len(),
                "not_shown": missing,
            })
        })
        .collect();
    json!({
        "shown": shown, "all": all, "percent": coverage::percent(shown, all), "rules": of_rules,
    })
}
