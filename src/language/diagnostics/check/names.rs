//! Names nobody knows, names used twice, and what is wrong in the schema.

use super::listed;
use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

fn with_near(
    diagnostic: Diagnostic,
    span: Span,
    near: Option<&str>,
    otherwise: &str,
) -> Diagnostic {
    match near {
        Some(near) => diagnostic
            .help(format!("did you mean `{near}`?"))
            .fix(span, near),
        None => diagnostic.help(otherwise),
    }
}

pub fn unknown_field(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error("E0201", span, format!("nothing is called `{word}`")),
        span,
        near,
        "write a field as the schema names or labels it, or add it to the schema",
    )
}

/// A field of an event where no such event is at hand.
pub fn only_in_event(span: Span, word: &str, event: &str) -> Diagnostic {
    Diagnostic::error(
        "E0218",
        span,
        format!("`{word}` is a field of the event `{event}`, not of the customer"),
    )
    .help(format!(
        "ask `has {event} ({word} …)`, or make the rule about each event: `audience {event}`"
    ))
}

pub fn unknown_event(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error("E0202", span, format!("there is no event `{word}`")),
        span,
        near,
        "write an event as the schema names or labels it, or add it with `event`",
    )
}

/// `of` is the field the option belongs to, where it has a name.
pub fn unknown_option(
    span: Span,
    word: &str,
    of: Option<&str>,
    options: &[&str],
    near: Option<&str>,
) -> Diagnostic {
    let message = match of {
        Some(of) => format!("`{word}` is not one of the options of `{of}`"),
        None => format!("`{word}` is not one of the options"),
    };
    with_near(
        Diagnostic::error("E0203", span, message),
        span,
        near,
        &format!("write {}", listed(options)),
    )
}

pub fn unknown_event_field(span: Span, word: &str, event: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error("E0204", span, format!("`{event}` has no field `{word}`")),
        span,
        near,
        &format!("write a field of `{event}` as the schema names or labels it"),
    )
}

pub fn needs_quotes(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0205",
        span,
        format!("`{word}` is not a field; text needs quotes"),
    )
    .help(format!("write `\"{word}\"`"))
    .fix(span, format!("\"{word}\""))
}

/// `purchase.amount` where no single purchase is meant.
pub fn field_of_many(span: Span, event: &str, field: &str) -> Diagnostic {
    Diagnostic::error("E0206", span, format!("a customer may have many events of `{event}`, so `{event}.{field}` is not one value"))
        .help(format!("say which: `latest({event}.{field}, last 90 days)`, `sum(…)`, `max(…)`, or `has {event} ({field} …)`"))
}

pub fn not_in_filter(span: Span, word: &str, event: &str, subject: &str) -> Diagnostic {
    Diagnostic::error(
        "E0207",
        span,
        format!(
            "`{word}` belongs to the `{subject}` the rule is about, which this filter does not see"
        ),
    )
    .help(format!(
        "inside these brackets use fields of `{event}` and of the customer"
    ))
}

pub fn unknown_festival(span: Span, word: &str, near: Option<&str>) -> Diagnostic {
    with_near(
        Diagnostic::error("E0208", span, format!("no festival is called `{word}`")),
        span,
        near,
        "write one of those the reference lists, such as `spring_festival`, `mid_autumn` or `singles_day`",
    )
}

pub fn reserved_name(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0209",
        span,
        format!("`{word}` is a word of the language and cannot be a name"),
    )
    .help("choose another name; the label may say the same in more words")
}

/// `what` is what bears the name: a field, an event.
pub fn name_twice(span: Span, what: &str, word: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0210",
        span,
        format!("another {what} is already called `{word}`"),
    )
    .related(first, "here")
    .help("every name and every label is used once, so that rules can say which is meant")
}

pub fn second_customer(span: Span, first: Span) -> Diagnostic {
    Diagnostic::error("E0211", span, "the customer is described twice")
        .related(first, "first here")
        .help("put all fields under one `customer`")
}

pub fn no_customer(span: Span) -> Diagnostic {
    Diagnostic::error("E0212", span, "no file says what is known of a customer").help(
        "add a `customer` item with its fields, such as the schema that `perennial init` writes",
    )
}

pub fn same_as_nothing(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0213",
        span,
        format!("`same as {word}` names no field whose type could be taken"),
    )
    .help("write a field of the customer, or `event.field`, that states its own type")
}

pub fn reserved_kind(span: Span, field: &str, must_be: &str) -> Diagnostic {
    Diagnostic::error("E0214", span, format!("`{field}` must be {must_be}")).help(format!(
        "the engine itself reads `{field}`; declare it as {must_be}, or give the field another name"
    ))
}

pub fn nested_list(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0215",
        span,
        "a list of lists cannot be compared with anything",
    )
    .help("write `list of text`, or `list of choice (…)`")
}

pub fn fresh_in_months(span: Span) -> Diagnostic {
    Diagnostic::error("E0216", span, "months and years are not a fixed length")
        .help("write `fresh within` in hours, days or weeks")
}

pub fn odd_path(span: Span, path: &str) -> Diagnostic {
    Diagnostic::error("E0217", span, format!("`{path}` does not name a field"))
        .help("write a field of the customer, or `event.field`")
}
