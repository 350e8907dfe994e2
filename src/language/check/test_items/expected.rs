//! What a test expects, held against the rules it is about.

use super::Rules;
use crate::language::check::mistakes::{self, test_items as say};
use crate::language::check::scope::Lower;
use crate::language::checked::{
    Argument, Audience, CheckedAction, CheckedExpectation, CheckedRule, Expected, HeldBy, RuleDoes,
};
use crate::language::diagnostics::did_you_mean;
use crate::language::inline::{InlineTemplate, Part};
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::syntax::{self, Action, Expectation, Number};
use crate::language::vocabulary::ActionDef;
use crate::model::kind::MILLION;
use std::collections::BTreeMap;

/// The last day an expectation may be about: ten years on.
const LAST_DAY: u32 = 3_660;

impl Lower<'_> {
    pub(super) fn day_number(&mut self, day: Option<&Number>) -> Option<u32> {
        let Some(number) = day else {
            return Some(0);
        };
        let days = number.micros / MILLION;
        if number.micros % MILLION != 0 || !(0..=i64::from(LAST_DAY)).contains(&days) {
            return self.fail(say::no_such_test_day(number.span, LAST_DAY));
        }
        Some(days as u32)
    }

    pub(super) fn expectation(
        &mut self,
        expectation: &Expectation,
        rules: &Rules<'_>,
    ) -> Option<Expected> {
        match expectation {
            Expectation::Rule { title, does, span } => {
                let rule = self.rule_named(title, rules)?;
                let does = match does {
                    syntax::RuleDoes::Fires => RuleDoes::Fires,
                    syntax::RuleDoes::DoesNotFire => RuleDoes::DoesNotFire,
                    syntax::RuleDoes::IsHeldBack(by) => {
                        RuleDoes::IsHeldBack(self.held_by(by.as_ref(), *span, rule, rules)?)
                    }
                };
                Some(Expected::Rule {
                    title: rule.to_owned(),
                    does,
                })
            }
            Expectation::Action {
                action, happens, ..
            } => self
                .expected_action(action, rules)
                .map(|action| Expected::Action {
                    action,
                    happens: *happens,
                }),
        }
    }

    fn rule_named<'r>(&mut self, title: &syntax::Text, rules: &Rules<'r>) -> Option<&'r str> {
        let wanted = title.text.trim();
        if let Some(found) = rules.titles.iter().find(|known| **known == wanted) {
            return Some(found);
        }
        let near = did_you_mean(wanted, rules.titles.iter().copied());
        self.fail(say::unknown_rule(title.span, wanted, near))
    }

    fn held_by(
        &mut self,
        by: Option<&syntax::HeldBy>,
        span: Span,
        title: &str,
        rules: &Rules<'_>,
    ) -> Option<HeldBy> {
        let rule = rules.checked.iter().find(|rule| rule.title() == title);
        let parts = rule.map(CheckedRule::parts);
        let has = |ask: &dyn Fn(&CheckedRule) -> bool| rule.is_none_or(ask);
        let (held, possible, why) = match by {
            None => return Some(HeldBy::Any),
            Some(syntax::HeldBy::MissingData) => return Some(HeldBy::MissingData),
            Some(syntax::HeldBy::Rule(other)) => {
                let other_title = self.rule_named(other, rules)?;
                let group_of = |title: &str| {
                    let rule = rules.checked.iter().find(|rule| rule.title() == title)?;
                    Some(rule.parts().group.as_ref().map(|group| group.name.clone()))
                };
                let (mine, others) = (group_of(title), group_of(other_title));
                let together = match (mine, others) {
                    (Some(mine), Some(others)) => mine.is_some() && mine == others,
                    // One of them has a mistake of its own.
                    _ => true,
                };
                let possible = together && other_title != title;
                (
                    HeldBy::Rule(other_title.to_owned()),
                    possible,
                    say::NoGate::Other(other_title),
                )
            }
            Some(syntax::HeldBy::Limit) => {
                let possible = parts.is_none_or(|parts| !parts.limits.is_empty());
                (HeldBy::Limit, possible, say::NoGate::Limit)
            }
            Some(syntax::HeldBy::Cooldown) => {
                let possible = parts.is_none_or(|parts| parts.cooldown.is_some());
                (HeldBy::Cooldown, possible, say::NoGate::Cooldown)
            }
            Some(syntax::HeldBy::Group) => {
                let possible = parts.is_none_or(|parts| parts.group.is_some());
                (HeldBy::Group, possible, say::NoGate::Group)
            }
            Some(by) => {
                let held = match by {
                    syntax::HeldBy::Unsubscribing => HeldBy::Unsubscribing,
                    syntax::HeldBy::SuppressionList => HeldBy::SuppressionList,
                    _ => HeldBy::MissingConsent,
                };
                let actions = self.book.vocabulary.actions;
                let messages = |rule: &CheckedRule| {
                    rule.parts().every_action().any(|action| {
                        let def = actions
                            .iter()
                            .find(|def| def.words.english == action.action);
                        def.is_some_and(|def| def.channel.is_some())
                    })
                };
                (held, has(&messages), say::NoGate::Messages)
            }
        };
        if !possible {
            return self.fail(say::gate_never_closes(span, title, why));
        }
        Some(held)
    }

    /// The action as far as it is written, typed as a rule's would be.
    fn expected_action(&mut self, action: &Action, rules: &Rules<'_>) -> Option<CheckedAction> {
        let def = self.action_def(action)?;
        let words = def.words.english;
        let of_rules = || {
            rules.checked.iter().flat_map(|rule| {
                let actions = rule.parts().every_action();
                actions
                    .filter(|action| action.action == words)
                    .map(move |action| (rule, action))
            })
        };
        let wanted = action.template.as_ref().map(|text| text.text.trim());
        let matching = of_rules().find(|(_, known)| may_be_titled(known.title.as_ref(), wanted));
        if matching.is_none() && !rules.partly {
            let known: Vec<String> = of_rules()
                .filter_map(|(_, known)| Some(written(known.title.as_ref()?)))
                .collect();
            let title = wanted
                .filter(|_| of_rules().next().is_some())
                .map(|wanted| {
                    (
                        wanted,
                        did_you_mean(wanted, known.iter().map(String::as_str)),
                    )
                });
            let spoken = self.words(words_span(action));
            let span = match (&action.template, title) {
                (Some(text), Some(_)) => text.span,
                _ => words_span(action),
            };
            return self.fail(say::no_rule_does(span, &spoken, title));
        }
        self.audience = matching.map_or(Audience::Customer, |(rule, _)| rule.parts().audience);
        let title = match &action.template {
            None => Some(None),
            Some(_) => self.title(action, def).ok(),
        };
        let arguments = self.expected_arguments(action, def);
        self.audience = Audience::Customer;
        Some(CheckedAction {
            action: words,
            title: title?,
            arguments: arguments?,
        })
    }

    fn expected_arguments(
        &mut self,
        action: &Action,
        def: &'static ActionDef,
    ) -> Option<Vec<(String, Argument)>> {
        let mut given: BTreeMap<String, Span> = BTreeMap::new();
        let mut arguments = Vec::new();
        let mut fits = true;
        for argument in &action.arguments {
            let Some((name, param)) = self.name_of_argument(action, def, argument) else {
                fits = false;
                continue;
            };
            if let Some(first) = given.insert(name.clone(), argument.span) {
                let wrong = mistakes::actions::argument_twice(
                    argument.span,
                    &param.map_or_else(|| Said::same(&name), |param| param.name.into()),
                    first,
                );
                self.report.say(wrong);
                fits = false;
                continue;
            }
            let value = match param {
                Some(param) => self.argument(&argument.value, param),
                None => self.handed_on(&argument.value),
            };
            match value {
                Some(value) => arguments.push((name, value)),
                None => fits = false,
            }
        }
        fits.then_some(arguments)
    }

    pub(super) fn contradictions(&mut self, expectations: &[CheckedExpectation]) {
        let mut first: BTreeMap<(&str, u32), (bool, Span)> = BTreeMap::new();
        for expected in expectations {
            let Expected::Rule { title, does } = &expected.what else {
                continue;
            };
            let fires = match does {
                RuleDoes::Fires => true,
                RuleDoes::DoesNotFire => false,
                RuleDoes::IsHeldBack(_) => continue,
            };
            let known = first
                .entry((title, expected.day))
                .or_insert((fires, expected.span));
            if known.0 != fires {
                let wrong = say::contradiction(expected.span, title, expected.day, known.1);
                self.report.say(wrong);
            }
        }
    }
}

fn words_span(action: &Action) -> Span {
    match (action.words.first(), action.words.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => action.span,
    }
}

/// Whether an action of a rule can come out with the title; one with placeholders can come out as anything.
fn may_be_titled(known: Option<&InlineTemplate>, wanted: Option<&str>) -> bool {
    let (Some(known), Some(wanted)) = (known, wanted) else {
        return wanted.is_none();
    };
    known.placeholders().next().is_some() || wanted.contains('{') || written(known) == wanted
}

/// The text as a person would write it.
fn written(template: &InlineTemplate) -> String {
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => text.clone(),
        Part::Placeholder(hole) => format!("{{{}}}", hole.path),
    });
    parts.collect()
}
