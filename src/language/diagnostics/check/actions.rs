//! Mistakes in what a rule does.

use super::listed;
use crate::language::diagnostics::Diagnostic;
use crate::language::inline::InlineError;
use crate::language::source::Span;

pub fn unknown_action(span: Span, words: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0260", span, format!("there is no action `{words}`"));
    match near {
        Some(near) => diagnostic
            .help(format!("did you mean `{near}`?"))
            .fix(span, near),
        None => diagnostic.help(format!("write {}", listed(known))),
    }
}

pub fn unknown_argument(
    span: Span,
    action: &str,
    word: &str,
    near: Option<&str>,
    known: &[&str],
) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0261", span, format!("`{action}` takes no `{word}`"));
    match (near, known) {
        (Some(near), _) => diagnostic
            .help(format!("did you mean `{near}`?"))
            .fix(span, near),
        (None, []) => diagnostic.help("leave it out"),
        (None, known) => diagnostic.help(format!("it takes {}", listed(known))),
    }
}

pub fn missing_argument(span: Span, action: &str, name: &str, takes: &str) -> Diagnostic {
    Diagnostic::error(
        "E0262",
        span,
        format!("`{action}` does not say its `{name}`"),
    )
    .help(format!("add `{name}: …` in brackets: {takes}"))
}

pub fn wrong_argument(span: Span, name: &str, takes: &str, found: &str) -> Diagnostic {
    Diagnostic::error("E0263", span, format!("`{name}` is {found} here"))
        .help(format!("write {takes}"))
}

pub fn argument_twice(span: Span, name: &str, first: Span) -> Diagnostic {
    Diagnostic::error("E0264", span, format!("`{name}` is given twice"))
        .related(first, "first here")
        .help("keep one of them")
}

pub fn title_missing(span: Span, action: &str, what: &str) -> Diagnostic {
    Diagnostic::error("E0265", span, format!("`{action}` does not say {what}")).help(format!(
        "write {what} in quotes right after the words: `{action} \"…\"`"
    ))
}

pub fn title_unwanted(span: Span, action: &str) -> Diagnostic {
    Diagnostic::error(
        "E0266",
        span,
        format!("`{action}` takes no text after its words"),
    )
    .help("leave the quoted text out")
    .fix(span, "")
}

pub fn placeholder_broken(span: Span, error: &InlineError) -> Diagnostic {
    Diagnostic::error("E0267", span, error.mistake.to_string()).help(error.mistake.help())
}

pub fn placeholder_unknown(span: Span, path: &str, near: Option<&str>) -> Diagnostic {
    let message = format!("`{{{path}}}` names no field this rule can see");
    let diagnostic = Diagnostic::error("E0268", span, message);
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{{{near}}}`?")),
        None => diagnostic.help("write a field of the customer, or of the event the rule is about"),
    }
}

pub fn argument_unnamed(span: Span, action: &str, known: &[&str]) -> Diagnostic {
    let message = format!("this value of `{action}` has no name");
    let diagnostic = Diagnostic::error("E0269", span, message);
    match known {
        [] => diagnostic.help("leave it out, or name it: `name: value`"),
        known => diagnostic.help(format!("name it: {}", listed(known))),
    }
}

pub fn title_with_placeholder(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error(
        "E0270",
        span,
        format!("{what} is taken as it stands, without placeholders"),
    )
    .help(format!("write {what} itself"))
}

pub fn title_empty(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("E0271", span, format!("{what} is empty"))
        .help(format!("write {what} between the quotes"))
}

/// A warning: who lacks the field gets nothing.
pub fn placeholder_may_miss(span: Span, path: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0310",
        span,
        format!("`{path}` may be missing; those customers will get nothing"),
    )
    .help(format!("say what stands in its place: `{{{path} or '…'}}`"))
}
