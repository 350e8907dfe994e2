//! The CDNOW example through the real binary: every single decision of its eighteen months against
//! the independent recomputation.

use crate::cdnow_independent::{self, Expected, Fate, day_number};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

#[test]
fn every_decision_is_the_expected_one_and_running_again_adds_none() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("demo");
    let shown = perennial(&["demo".as_ref(), project.as_os_str()]);
    let found = decisions(&project);
    let mut expected = cdnow_independent::expected_decisions();
    expected.sort();
    let first_difference = found
        .iter()
        .zip(&expected)
        .find(|(found, expected)| found != expected);
    assert_eq!(first_difference, None, "found, expected");
    assert_eq!(found.len(), expected.len());
    for (rule, counts) in cdnow_independent::expected() {
        let line = shown
            .lines()
            .find(|line| line.starts_with(&rule))
            .unwrap_or_default();
        let numbers: Vec<u32> = line
            .trim_start_matches(&rule)
            .split_whitespace()
            .take(2)
            .map(|cell| cell.replace(',', "").parse().unwrap())
            .collect();
        assert_eq!(numbers, [counts.entries, counts.granted], "{rule}");
    }

    let project = project.as_os_str();
    let again = [
        "--project".as_ref(),
        project,
        "run".as_ref(),
        "--at".as_ref(),
        "1998-06-30 23:59:59".as_ref(),
    ];
    perennial(&again);
    assert_eq!(decisions(Path::new(project)), found);
}

fn decisions(project: &Path) -> Vec<Expected> {
    let arguments = ["decisions", "--last", "0", "--json"].map(AsRef::as_ref);
    let mut all: Vec<Expected> =
        perennial(&[&["--project".as_ref(), project.as_os_str()], &arguments[..]].concat())
            .lines()
            .map(|line| {
                let decision: Value = serde_json::from_str(line).unwrap();
                let text = |key: &str| decision[key].as_str().unwrap_or_default().to_owned();
                let tick = text("tick");
                let part = |range: std::ops::Range<usize>| tick[range].parse().unwrap();
                Expected {
                    rule: cdnow_independent::title(&text("rule")),
                    subject: decision["event"]
                        .as_str()
                        .map_or_else(|| text("customer"), str::to_owned),
                    day: day_number(part(0..4), part(5..7), part(8..10)),
                    fate: fate(&decision["outcome"]),
                }
            })
            .collect();
    all.sort();
    all
}

fn fate(outcome: &Value) -> Fate {
    let suppressed = &outcome["suppressed"];
    if outcome.get("granted").is_some() {
        Fate::Granted
    } else if suppressed.get("lost_group").is_some() {
        Fate::LostGroup
    } else if suppressed.get("limit_reached").is_some() {
        Fate::Limit
    } else if suppressed.get("cooling_down").is_some() {
        Fate::Cooldown
    } else {
        panic!("no such outcome is expected: {outcome}")
    }
}

fn perennial(arguments: &[&std::ffi::OsStr]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_perennial"))
        .args(arguments)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}
