//! Tests of the rulebook: what is given becomes a customer, what is expected is held against the rules.

mod expected;
mod given;

use super::scope::Lower;
use super::{Book, Report, mistakes};
use crate::language::checked::{Audience, CheckedExpectation, CheckedRule, CheckedTest};
use crate::language::source::{Source, Span};
use crate::language::syntax::{Expectation, Given, Item, RuleFile, TestItem, TestStep};
use given::World;
use mistakes::test_items as say;
use std::collections::BTreeMap;

/// The rules a test may be about.
struct Rules<'a> {
    /// Also of those with mistakes.
    titles: Vec<&'a str>,
    checked: &'a [CheckedRule],
    /// Some rule has a mistake, so that nothing can be said of what no rule does.
    partly: bool,
}

/// Every test of every file, in order of file and place.
pub(super) fn lower_all(
    files: &[(&Source, &RuleFile)],
    book: &Book<'_>,
    rules: &[CheckedRule],
    report: &mut Report,
) -> Vec<CheckedTest> {
    let items = || files.iter().flat_map(|(_, file)| &file.items);
    let titles: Vec<&str> = items()
        .filter_map(|item| match item {
            Item::Rule(rule) => Some(rule.title.text.trim()),
            _ => None,
        })
        .collect();
    let rules = Rules {
        partly: titles.len() != rules.len(),
        titles,
        checked: rules,
    };
    let mut known: BTreeMap<&str, Span> = BTreeMap::new();
    let mut tests = Vec::new();
    for (source, file) in files {
        for item in &file.items {
            let Item::Test(item) = item else { continue };
            report.unread |= item.damaged;
            let title = item.title.text.trim();
            if title.is_empty() {
                if !item.damaged {
                    report.say(say::no_title(item.title.span));
                }
            } else if let Some(first) = known.insert(title, item.title.span) {
                report.say(say::title_twice(item.title.span, title, first));
            }
            tests.extend(lower(item, source, book, &rules, report));
        }
    }
    tests
}

fn lower(
    item: &TestItem,
    source: &Source,
    book: &Book<'_>,
    rules: &Rules<'_>,
    report: &mut Report,
) -> Option<CheckedTest> {
    let before = report.diagnostics.len();
    let mut lower = Lower::new(*book, source, report, Audience::Customer);
    let clock = lower.clock(item);
    // Times in a test are those of its customer.
    lower.book.settings.zone = clock.zone;
    let mut world = World::new(lower.names());
    for given in givens(item) {
        lower.given(given, &clock, &mut world);
    }
    let mut expectations = Vec::new();
    for step in &item.steps {
        let TestStep::Expect { day, what } = step else {
            continue;
        };
        let day = lower.day_number(day.as_ref());
        for expectation in what {
            let expected = lower.expectation(expectation, rules);
            expectations.extend(day.zip(expected).map(|(day, what)| {
                let span = span_of(expectation);
                CheckedExpectation {
                    day,
                    what,
                    text: lower.words(span),
                    line: source.line_at(span.start) as u32,
                    span,
                }
            }));
        }
    }
    let says_nothing = !item
        .steps
        .iter()
        .any(|step| matches!(step, TestStep::Expect { .. }));
    if says_nothing && !item.damaged {
        lower.report.say(say::nothing_expected(item.title.span));
    }
    lower.contradictions(&expectations);
    let test = CheckedTest {
        title: item.title.text.trim().to_owned(),
        file: source.name.clone(),
        line: source.line_at(item.span.start) as u32,
        span: item.title.span,
        starts: clock.starts,
        zone: clock.zone,
        on_suppression_list: world.suppressed,
        customer: world.customer(lower.names(), clock.starts),
        expectations,
    };
    let end = test.end_of_day(test.last_day());
    if test.expectations.len() == expected_count(item) {
        for span in world.times.iter().filter(|(at, _)| *at > end) {
            let late = say::given_too_late(span.1, test.last_day());
            lower.report.say(late);
        }
    }
    // Whoever lacks a field that a text wants is what the test is about.
    let mut at = 0;
    report.diagnostics.retain(|said| {
        at += 1;
        at <= before || said.is_error()
    });
    let clean = report.diagnostics.len() == before;
    (clean && !item.damaged).then_some(test)
}

fn expected_count(item: &TestItem) -> usize {
    let counts = item.steps.iter().map(|step| match step {
        TestStep::Expect { what, .. } => what.len(),
        TestStep::Given(_) => 0,
    });
    counts.sum()
}

fn givens(item: &TestItem) -> impl Iterator<Item = &Given> {
    item.steps.iter().flat_map(|step| match step {
        TestStep::Given(given) => given.as_slice(),
        TestStep::Expect { .. } => &[],
    })
}

fn span_of(expectation: &Expectation) -> Span {
    match expectation {
        Expectation::Rule { span, .. } | Expectation::Action { span, .. } => *span,
    }
}
