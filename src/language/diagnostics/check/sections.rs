//! Sections of a rule that are missing, doubled, or say what cannot be.

use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

pub fn missing_section(span: Span, title: &str, section: &str, help: &str) -> Diagnostic {
    Diagnostic::error(
        "E0301",
        span,
        format!("the rule \"{title}\" has no `{section}`"),
    )
    .help(help)
}

pub fn section_twice(span: Span, section: &str, first: Span, help: &str) -> Diagnostic {
    Diagnostic::error(
        "E0302",
        span,
        format!("`{section}` stands twice in this rule"),
    )
    .related(first, "first here")
    .help(help)
}

pub fn title_twice(span: Span, title: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0303",
        span,
        format!("another rule is already called \"{title}\""),
    )
    .related(first, "here")
    .help("a rule is known by its title: give one of them another")
}

pub fn formerly_taken(span: Span, title: &str, other: Span) -> Diagnostic {
    Diagnostic::error("E0304", span, format!("\"{title}\" is still the name of a rule"))
        .related(other, "here")
        .help("`formerly` takes over the history of a rule that is gone; rename or remove the other first")
}

pub fn active_backwards(span: Span, from: &str, to: &str) -> Diagnostic {
    Diagnostic::error(
        "E0305",
        span,
        format!("the rule would end on {to}, before it begins on {from}"),
    )
    .help("write the earlier date first")
}

pub fn no_day_of_month(span: Span) -> Diagnostic {
    Diagnostic::error("E0306", span, "days of the month run from 1 to 31")
        .help("write `monthly on 1 at 09:00`; a month without a 31st is due on its last day")
}

pub fn late_days_of_month(span: Span) -> Diagnostic {
    Diagnostic::error("E0306", span, "several days of the month may only run to 28")
        .help("name one day, or make a rule for each: only a single day after the 28th moves to the month's last")
}

pub fn bad_cron(span: Span, why: &str) -> Diagnostic {
    Diagnostic::error("E0307", span, why)
        .help("write `daily at 09:00`, `weekly on monday at 09:00`, or a cron line such as \"0 9 * * Mon-Fri\"")
}

pub fn bad_shift(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0308",
        span,
        "the distance from a festival is counted in days or weeks",
    )
    .help("write `on 7 days before spring_festival at 10:00`")
}

pub fn not_in_rule(span: Span, section: &str) -> Diagnostic {
    Diagnostic::error(
        "E0309",
        span,
        format!("`{section}` belongs to a `policy`, not to a rule"),
    )
    .help("leave it out of the rule")
}

pub fn too_many_conditions(span: Span) -> Diagnostic {
    Diagnostic::error("E0310", span, "this rule asks more than 60,000 questions")
        .help("make several rules of it, or compare with `in […]`")
}

pub fn no_title(span: Span) -> Diagnostic {
    Diagnostic::error("E0311", span, "the rule's title is empty")
        .help("write between the quotes what people call it")
}
