//! Messages nobody agreed to.

use super::cells::Cell;
use super::rule::Conditions;
use super::sets::{Allowed, Ints, Values};
use super::solve::{Formula, Solver};
use crate::engine::vocabulary::BUILT_IN;
use crate::language::checked::{CheckedAction, ExprNode, RuleParts};
use crate::language::diagnostics::{Diagnostic, analysis as said};
use crate::language::said::Said;
use crate::language::vocabulary::Channel;
use crate::model::kind::Kind;
use crate::model::schema::{Field, MARKETING_CONSENT, Schema};

pub fn look(parts: &RuleParts, conditions: &Conditions<'_>, into: &mut Vec<Diagnostic>) {
    if asks_for_consent(conditions.cells.schema) {
        return;
    }
    let mut channels: Vec<Channel> = parts.every_action().filter_map(channel).collect();
    channels.sort_unstable();
    channels.dedup();
    if channels.is_empty() || requires_consent(conditions) {
        return;
    }
    for channel in channels {
        let words = channel.words();
        let channel = Said::new(words.english, words.chinese);
        into.push(said::no_consent(parts.span, &parts.title, &channel));
    }
}

/// How an action reaches the customer; a call to another system does not.
fn channel(action: &CheckedAction) -> Option<Channel> {
    let def = BUILT_IN
        .actions
        .iter()
        .find(|def| def.words.english == action.action)?;
    def.channel.filter(|_| def.messages())
}

/// Whether the engine finds in the schema what it asks before each message.
fn asks_for_consent(schema: &Schema) -> bool {
    let field = schema
        .attribute(MARKETING_CONSENT)
        .and_then(|at| schema.customer.get(at));
    field.is_some_and(|field| field.kind == Kind::YesNo)
}

/// Whether nobody is acted on who has not said yes to some consent of the project's own.
fn requires_consent(conditions: &Conditions<'_>) -> bool {
    conditions.cells.all().any(|(id, cell)| {
        let Cell::Value(expr) = cell else {
            return false;
        };
        let ExprNode::Attribute(at) = expr.node else {
            return false;
        };
        let field = conditions.cells.schema.customer.get(at);
        if !field.is_some_and(is_consent) {
            return false;
        }
        let not_given = Formula::Is(
            id,
            Allowed {
                values: Values::Ints(Ints::one(1).not()),
                missing: true,
                unknown: true,
            },
        );
        let mut asked: Vec<&Formula> = conditions.roots().iter().map(|root| &root.yes).collect();
        asked.push(&not_given);
        Solver::new(&conditions.cells).impossible(&asked)
    })
}

/// A yes/no attribute that, by its name, says that the customer agreed.
fn is_consent(field: &Field) -> bool {
    const WORDS: [&str; 9] = [
        "consent",
        "opt_in",
        "opted_in",
        "optin",
        "subscribed",
        "agreed",
        "同意",
        "授权",
        "订阅",
    ];
    const NOT: [&str; 4] = ["unsubscribed", "退订", "不同意", "未"];
    let names = [Some(&field.name), field.label.as_ref()];
    let says = |words: &[&str]| {
        names.iter().flatten().any(|name| {
            let name = name.to_lowercase();
            words.iter().any(|word| name.contains(word))
        })
    };
    field.kind == Kind::YesNo && says(&WORDS) && !says(&NOT)
}
