//! What no test shows, rule by rule.

use super::{Played, words};
use crate::engine::rehearse::coverage::{Item, What};
use crate::language::checked::CheckedRule;
use crate::language::said::{Language, Said};
use crate::model::truth::Truth;

/// A rule with everything a test could show of it.
pub struct OfRule<'a> {
    pub rule: &'a CheckedRule,
    pub items: Vec<Item>,
}

impl OfRule<'_> {
    pub fn shown(&self) -> usize {
        self.items.iter().filter(|item| item.shown).count()
    }
}

pub fn of<'a>(played: &Played<'a>) -> Vec<OfRule<'a>> {
    let rules = played.rulebook.rules.iter().enumerate();
    rules
        .map(|(at, rule)| OfRule {
            rule,
            items: played.shown.items(at, rule, &played.rulebook.schema),
        })
        .collect()
}

/// Whole percent, rounded down: 100 means all of it.
pub fn percent(shown: usize, all: usize) -> usize {
    (shown * 100).checked_div(all).unwrap_or(100)
}

/// Shown, and in all.
pub fn total(rules: &[OfRule<'_>]) -> (usize, usize) {
    rules.iter().fold((0, 0), |(shown, all), rule| {
        (shown + rule.shown(), all + rule.items.len())
    })
}

pub fn report(played: &Played<'_>, language: Language) -> String {
    let rules = of(played);
    let (shown, all) = total(&rules);
    let percent = percent(shown, all);
    let mut text = language.pick(
        format!("\nThe tests show {shown} of {all} things about the rules: {percent}%\n"),
        format!("\n这些测试展示了规则 {all} 处中的 {shown} 处：{percent}%\n"),
    );
    for rule in rules.iter().filter(|rule| rule.shown() < rule.items.len()) {
        let (title, shown, all) = (rule.rule.title(), rule.shown(), rule.items.len());
        text.push_str(&language.pick(
            format!("\n\"{title}\" ({shown} of {all}); no test shows\n"),
            format!("\n“{title}”（{all} 处中的 {shown} 处）；没有测试展示\n"),
        ));
        for item in rule.items.iter().filter(|item| !item.shown) {
            let said = said(&item.what, rule.rule);
            text.push_str(&format!("  {}\n", said.in_language(language)));
        }
    }
    text
}

/// One thing there is to show.
pub fn said(what: &What, rule: &CheckedRule) -> Said {
    let parts = rule.parts();
    match what {
        What::Action(at) => {
            let action = parts.actions.get(*at).map_or("", |action| action.action);
            let english = words::action(action, Language::English);
            let chinese = words::action(action, Language::Chinese);
            Said::new(
                format!("the action `{english}`"),
                format!("动作 `{chinese}`"),
            )
        }
        What::Condition(at, truth) => {
            let text = parts.atoms.get(*at).map_or("", |atom| atom.text.as_str());
            let (english, chinese) = match truth {
                Truth::Yes => ("true", "为真"),
                Truth::No => ("false", "为假"),
                Truth::Unknown => ("unknown", "未知"),
            };
            Said::new(format!("`{text}` {english}"), format!("`{text}` {chinese}"))
        }
        What::Branch(text) => Said::new(
            format!("`{text}` alone decides its `or`"),
            format!("`或` 只靠 `{text}` 成立"),
        ),
        What::Unless => Said::new("`unless` keeps somebody out", "`除非` 挡住了人"),
        What::Limit(limit) => {
            let limit = words::limit(*limit);
            Said::new(
                format!("`limit {}` reached", limit.english),
                format!("达到 `限制 {}`", limit.chinese),
            )
        }
        What::Cooldown(length) => {
            let length = words::length(*length);
            Said::new(
                format!("`cooldown {}` at work", length.english),
                format!("`冷却 {}` 起作用", length.chinese),
            )
        }
        What::Group(name) => Said::new(
            format!("another rule of group \"{name}\" wins"),
            format!("互斥组“{name}”里别的规则胜出"),
        ),
    }
}
