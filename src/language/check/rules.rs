//! Rules: put together from their sections, and told apart by their titles.

use super::conditions::{all, ensured_by};
use super::scope::Lower;
use super::{Book, Report, Reported, mistakes, sections, version};
use crate::language::checked::{Audience, CheckedAction, CheckedRule, Limit, RuleParts, Test};
use crate::language::diagnostics::Diagnostic;
use crate::language::source::{Source, Span};
use crate::language::syntax::{self, Action, Item, RuleFile, RuleItem, SectionKind};
use crate::model::calendar::{Length, Span as CalendarSpan};
use std::collections::{BTreeMap, BTreeSet};

/// Every rule of every file, in order of title.
pub(super) fn lower_all(
    files: &[(&Source, &RuleFile)],
    book: &Book<'_>,
    report: &mut Report,
) -> Vec<CheckedRule> {
    let mut titles: BTreeMap<&str, Span> = BTreeMap::new();
    let mut rules = Vec::new();
    for (source, file) in files {
        for item in &file.items {
            let Item::Rule(item) = item else { continue };
            report.unread |= item.damaged;
            let title = item.title.text.trim();
            if title.is_empty() && item.damaged {
                // A head that could not be read, which the parser has reported.
            } else if title.is_empty() {
                report.say(mistakes::sections::no_title(item.title.span));
            } else if let Some(first) = titles.get(title) {
                report.say(mistakes::sections::title_twice(
                    item.title.span,
                    title,
                    *first,
                ));
            } else {
                titles.insert(title, item.title.span);
            }
            rules.extend(lower(item, source, book, report));
        }
    }
    let mut taken = BTreeMap::new();
    for (_, file) in files {
        for item in &file.items {
            if let Item::Rule(item) = item {
                check_formerly(item, &titles, &mut taken, report);
            }
        }
    }
    rules.sort_by(|a, b| a.parts.title.cmp(&b.parts.title));
    rules
}

/// Whose history each rule takes over: of rules that are gone, and of each only once.
fn check_formerly<'t>(
    item: &'t RuleItem,
    titles: &BTreeMap<&str, Span>,
    taken: &mut BTreeMap<&'t str, Span>,
    report: &mut Report,
) {
    for section in &item.sections {
        let SectionKind::Formerly(text) = &section.kind else {
            continue;
        };
        let old = text.text.trim();
        if old == item.title.text.trim() {
            report.say(mistakes::sections::formerly_itself(text.span, old));
        } else if let Some(other) = titles.get(old) {
            report.say(mistakes::sections::formerly_taken(text.span, old, *other));
        } else if let Some(first) = taken.get(old) {
            report.say(mistakes::sections::formerly_twice(text.span, old, *first));
        } else {
            taken.insert(old, text.span);
        }
    }
}

fn lower(
    item: &RuleItem,
    source: &Source,
    book: &Book<'_>,
    report: &mut Report,
) -> Option<CheckedRule> {
    let reported = report.diagnostics.len();
    let mut lower = Lower::new(*book, source, report, Audience::Customer);
    item.title.text.trim().clone_into(&mut lower.title);
    let sections = sections::sort(item, &mut lower);
    lower.require(item, &sections);
    let audience = lower.audience(sections.audience);
    let schedule = sections
        .schedule
        .and_then(|schedule| lower.schedule(schedule, audience));
    let active = sections
        .active
        .map(|(at, from, to)| lower.active(at, from, to).ok_or(Reported))
        .transpose();
    let limits: Vec<Option<Limit>> = sections
        .limits
        .iter()
        .map(|limit| lower.limit(limit))
        .collect();
    let cooldown = sections
        .cooldown
        .map(|duration| lower.length(duration).ok_or(Reported))
        .transpose();
    let late = match sections.late {
        Some(duration) => lower.length(duration),
        None => Some(Length::Calendar(CalendarSpan::days(1))),
    };
    let group = sections
        .group
        .map(|(name, pick)| lower.group(name, pick).ok_or(Reported))
        .transpose();
    let priority = match sections.priority {
        Some(number) => lower.priority(number),
        None => Some(0),
    };
    let start_with = lower.start_with(sections.start_with);
    // What the names of these parts mean hangs on the audience.
    lower.audience = audience?;
    let when = lower.when(&sections);
    lower.in_unless = true;
    let unless = sections
        .unless
        .map(|unless| lower.test(unless).ok_or(Reported))
        .transpose();
    let atoms = std::mem::take(&mut lower.atoms);
    if let Some(when) = &when {
        lower.ensured = ensured_by(when);
    }
    let actions = match sections.then {
        Some((_, then)) => lower.actions(then),
        None => Some(Vec::new()),
    };
    let after = lower.after_entry(&sections);
    if atoms.len() > usize::from(u16::MAX) {
        lower
            .report
            .say(mistakes::sections::too_many_conditions(item.title.span));
    }
    say_once(report, reported);
    let clean = !report
        .diagnostics
        .iter()
        .skip(reported)
        .any(Diagnostic::is_error);
    let (true, false) = (clean, item.damaged) else {
        return None;
    };
    let mut parts = RuleParts {
        title: item.title.text.trim().to_owned(),
        formerly: sections
            .formerly
            .iter()
            .map(|text| text.text.trim().to_owned())
            .collect(),
        file: source.name.clone(),
        line: source.line_at(item.span.start) as u32,
        span: item.title.span,
        version: String::new(),
        audience: audience?,
        segment: match sections.audience {
            Some(syntax::Audience::Segment(title)) => Some(title.text.trim().to_owned()),
            _ => None,
        },
        active: active.ok()?,
        schedule: schedule?,
        when: when?,
        unless: unless.ok()?,
        atoms,
        actions: actions?,
        split: after.split.ok()?,
        journey: after.journey.ok()?,
        stop_when: after.stop_when.ok()?,
        goal: after.goal.ok()?,
        holdout: after.holdout.ok()?,
        limits: limits.into_iter().collect::<Option<Vec<_>>>()?,
        cooldown: cooldown.ok()?,
        late: late?,
        group: group.ok()?,
        priority: priority?,
        budgets: after.budgets?,
        prefer: after.prefer.ok()?,
        start_with,
    };
    parts.version = version::of(&parts, &book.names.schema);
    Some(CheckedRule { parts })
}

/// A name nobody knows is one mistake, however often the rule uses it.
fn say_once(report: &mut Report, from: usize) {
    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut of_rule = report.diagnostics.split_off(from);
    of_rule.retain(|diagnostic| {
        !matches!(diagnostic.code, "E0201" | "E0202" | "E0204" | "E0219")
            || said.insert(diagnostic.message.english.clone())
    });
    report.diagnostics.append(&mut of_rule);
}

impl Lower<'_> {
    /// What must become true, the segment of the audience included.
    fn when(&mut self, sections: &sections::Sections<'_>) -> Option<Test> {
        let segment = match sections.audience {
            Some(syntax::Audience::Segment(title)) => Some(self.segment(title)),
            _ => None,
        };
        let when = sections.when.and_then(|when| self.test(when));
        match segment {
            None => when,
            Some(segment) => Some(all(vec![segment?, when?])),
        }
    }

    pub fn actions(&mut self, then: &[Action]) -> Option<Vec<CheckedAction>> {
        let actions: Vec<Option<CheckedAction>> =
            then.iter().map(|action| self.action(action)).collect();
        actions.into_iter().collect()
    }
}
