//! An action with every value filled in, as people read it, to hold against what was expected.

use crate::actions::compose::Lookup;
use crate::engine::explain::said;
use crate::engine::subject::Subject;
use crate::language::checked::{Argument, CheckedAction, CheckedRule};
use crate::language::inline::InlineTemplate;
use crate::language::said::Said;
use std::borrow::Cow;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The action's English words.
    pub action: &'static str,
    pub title: Option<String>,
    /// By the parameter's English name, in the order written; `None` where the value is missing.
    pub arguments: Vec<(String, Option<Said>)>,
}

/// Everything the rule does at once for this subject.
pub fn acts(rule: &CheckedRule, subject: &Subject<'_>) -> Vec<Act> {
    let actions = rule.parts().actions.iter();
    actions.map(|action| act(action, subject)).collect()
}

/// The action's values for this subject.
pub fn act(action: &CheckedAction, subject: &Subject<'_>) -> Act {
    let argument = |argument: &Argument| match argument {
        Argument::Text(text) => filled(text, subject).map(Said::same),
        Argument::Word(word) => Some(Said::same(word)),
        Argument::Expr(expr) => {
            let value = subject.value(expr)?;
            Some(said(&value, &expr.kind, subject.zone()))
        }
    };
    let arguments = action.arguments.iter();
    Act {
        action: action.action,
        title: action
            .title
            .as_ref()
            .and_then(|title| filled(title, subject)),
        arguments: arguments
            .map(|(name, value)| (name.clone(), argument(value)))
            .collect(),
    }
}

fn filled(text: &InlineTemplate, subject: &Subject<'_>) -> Option<String> {
    let found = text.render(|path| subject.field(path).map(Cow::Owned));
    found.ok()
}

impl Act {
    /// Whether the words and, where one is expected, the title are those expected.
    pub fn is_named(&self, expected: &Self) -> bool {
        self.action == expected.action && (expected.title.is_none() || expected.title == self.title)
    }

    /// The expected arguments that came out otherwise: name, expected, and what it was.
    pub fn differences<'a>(&'a self, expected: &'a Self) -> Vec<Difference<'a>> {
        let mine = |name: &str| {
            let mut arguments = self.arguments.iter();
            arguments
                .find(|(known, _)| known == name)
                .and_then(|(_, value)| value.as_ref())
        };
        expected
            .arguments
            .iter()
            .map(|(name, value)| Difference {
                name,
                expected: value.as_ref(),
                found: mine(name),
            })
            .filter(|difference| difference.expected != difference.found)
            .collect()
    }
}

/// An argument that is not what was expected; `None` where it has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference<'a> {
    pub name: &'a str,
    pub expected: Option<&'a Said>,
    pub found: Option<&'a Said>,
}
