//! What the language has and this version does not carry out yet: refused, never passed over.

use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

fn not_yet(code: &'static str, span: Span, what: &str, instead: &str) -> Diagnostic {
    Diagnostic::error(
        code,
        span,
        format!("{what}; this version does not run that yet"),
    )
    .help(instead)
}

pub fn segment(span: Span) -> Diagnostic {
    not_yet(
        "E0401",
        span,
        "`segment` names a group of customers",
        "write its condition into the rules that need it",
    )
}

pub fn audience_segment(span: Span) -> Diagnostic {
    not_yet(
        "E0402",
        span,
        "`customer in segment` narrows the rule to a named group",
        "write the segment's condition into `when`, joined with `and`",
    )
}

pub fn policy(span: Span) -> Diagnostic {
    not_yet(
        "E0403",
        span,
        "`policy` sets caps and guards over all rules",
        "write `limit`, `cooldown` and `unless` into each rule",
    )
}

pub fn wait(span: Span) -> Diagnostic {
    not_yet(
        "E0404",
        span,
        "`wait` is a later step of a journey",
        "make a second rule for the later step, such as one with `no purchase (last 97 days)`",
    )
}

pub fn stop_when(span: Span) -> Diagnostic {
    not_yet(
        "E0405",
        span,
        "`stop when` ends a journey",
        "leave it out: without `wait` there is no journey to end",
    )
}

pub fn goal(span: Span) -> Diagnostic {
    not_yet(
        "E0406",
        span,
        "`goal` is the conversion that reports count",
        "leave it out for now",
    )
}

pub fn split(span: Span) -> Diagnostic {
    not_yet(
        "E0407",
        span,
        "`split` deals customers into the arms of a test",
        "write the action of one arm after `then`",
    )
}

pub fn holdout(span: Span) -> Diagnostic {
    not_yet(
        "E0408",
        span,
        "`holdout` keeps some customers uncontacted for comparison",
        "leave it out; everyone who enters is then contacted",
    )
}

pub fn budget(span: Span) -> Diagnostic {
    not_yet(
        "E0409",
        span,
        "`budget` is a ceiling over all customers",
        "narrow `when`, and cap each customer with `limit`",
    )
}

pub fn prefer(span: Span) -> Diagnostic {
    not_yet(
        "E0410",
        span,
        "`prefer` says who gets a scarce budget first",
        "leave it out; it means something only beside a `budget`",
    )
}

pub fn start_with(span: Span) -> Diagnostic {
    not_yet(
        "E0411",
        span,
        "`start with` says what a new rule does about those for whom it is already true",
        "leave it out; rules start with newcomers",
    )
}

pub fn at_once(span: Span) -> Diagnostic {
    not_yet(
        "E0413",
        span,
        "`at once` acts as soon as the event is in",
        "write `schedule daily at 09:00`, or every few minutes: `schedule cron \"*/5 * * * *\"`",
    )
}

pub fn action(span: Span, words: &str, runs: &[&str]) -> Diagnostic {
    let runs = super::listed(runs).english.replace(" or ", " and ");
    not_yet(
        "E0414",
        span,
        &format!("`{words}` is an action of the language"),
        &format!("it runs {runs}"),
    )
}

pub fn since_entry(span: Span) -> Diagnostic {
    not_yet(
        "E0415",
        span,
        "`since entry` looks at what happened after the rule acted",
        "write a window that ends today, such as `last 30 days`",
    )
}

pub fn channel_limit(span: Span) -> Diagnostic {
    not_yet(
        "E0416",
        span,
        "a limit on a channel counts the messages of all rules",
        "write `limit 1 per 30 days`, which counts this rule",
    )
}
