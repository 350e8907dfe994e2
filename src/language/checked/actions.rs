//! What a rule does: an action with its arguments.

use super::Expr;
use crate::language::inline::InlineTemplate;

/// An action with its arguments, in the order written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedAction {
    /// The action's English words, its identity: `send coupon`.
    pub action: &'static str,
    /// The quoted title after the words: a coupon's code, a template's name, a task's title.
    pub title: Option<InlineTemplate>,
    /// By the parameter's English name; what is handed on to a template keeps the author's own name.
    pub arguments: Vec<(String, Argument)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    Expr(Expr),
    Text(InlineTemplate),
    Word(String),
}
