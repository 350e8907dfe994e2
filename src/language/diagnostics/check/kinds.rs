//! Values that do not fit where they stand.

use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

/// Two sides with what each is, in words.
pub fn do_not_compare(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error(
        "E0220",
        span,
        format!("{left} cannot be compared with {right}"),
    )
    .help("compare two values of the same type")
}

/// `number` is the number as written.
pub fn percent_wanted(span: Span, number: &str) -> Diagnostic {
    Diagnostic::error(
        "E0221",
        span,
        format!("a percentage is needed here, and `{number}` is a plain number"),
    )
    .help(format!("did you mean `{number}%`?"))
    .fix(span, format!("{number}%"))
}

pub fn percent_unwanted(span: Span, percent: &str, number: &str) -> Diagnostic {
    Diagnostic::error(
        "E0221",
        span,
        format!("a plain number is needed here, and `{percent}` is a percentage"),
    )
    .help(format!("did you mean `{number}`?"))
    .fix(span, number)
}

pub fn money_wanted(span: Span, number: &str, sign: &str) -> Diagnostic {
    Diagnostic::error(
        "E0222",
        span,
        format!("`{number}` does not say which money it is"),
    )
    .help(format!("did you mean `{sign}{number}`?"))
    .fix(span, format!("{sign}{number}"))
}

pub fn two_currencies(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("E0223", span, format!("an amount in {left} meets one in {right}"))
        .help("write both in the same currency; money in the schema is in the one the project's settings name")
}

pub fn unknown_currency(span: Span, mark: &str, project: &str) -> Diagnostic {
    Diagnostic::error(
        "E0224",
        span,
        format!(
            "`{mark}` does not say which currency is meant in a project that counts in {project}"
        ),
    )
    .help(format!(
        "write the amount in {project}, or name the currency by its three letters"
    ))
}

pub fn not_ordered(span: Span, kind: &str) -> Diagnostic {
    Diagnostic::error(
        "E0225",
        span,
        format!("{kind} has no order, so nothing is more or less than it"),
    )
    .help("ask with `is`, `is not` or `in`; a `level` in the schema has an order")
}

pub fn exact_and_calendar(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0226",
        span,
        "hours and minutes are exact, days and months follow the calendar; the two never mix",
    )
    .help("use one or the other: `24 hours` or `1 day`")
}

pub fn hours_against_date(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error(
        "E0227",
        span,
        format!("`{words}` has no time of day, so hours cannot be counted from it"),
    )
    .help("count in days: `1 day ago`, `last 3 days`")
}

pub fn not_a_condition(span: Span, words: &str, kind: &str) -> Diagnostic {
    Diagnostic::error(
        "E0228",
        span,
        format!("`{words}` is {kind}, not something that is true or false"),
    )
    .help("compare it with something, or ask `is known`")
}

pub fn not_a_value(span: Span) -> Diagnostic {
    Diagnostic::error("E0229", span, "a condition stands where a value is needed")
        .help("write a field, a number, an amount, a date or text here")
}

pub fn no_arithmetic(span: Span, what: &str, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error("E0230", span, format!("{left} and {right} cannot be {what}"))
        .help("add and subtract values of the same type; multiply and divide by plain numbers or percentages")
}

pub fn no_date_arithmetic(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0230",
        span,
        "only `today` can be moved by days; a date of the schema cannot",
    )
    .help(
        "count from today instead: `joined_on is 30 days ago`, `contract_end within next 30 days`",
    )
}

pub fn function_needs_field(span: Span, function: &str, event: &str, field: &str) -> Diagnostic {
    Diagnostic::error(
        "E0231",
        span,
        format!("`{function}` does not say of which field of `{event}`"),
    )
    .help(format!("name it: `{function}({event}.{field}, …)`"))
}

pub fn count_of_field(span: Span, function: &str, event: &str, field: &str) -> Diagnostic {
    Diagnostic::error("E0231", span, format!("`{function}` counts the events of `{event}`, not the values of `{field}`"))
        .help(format!("write `{function}({event}, …)`; to count only those with a value add the filter `{field} is known`"))
        .fix(span, event)
}

pub fn function_wrong_field(
    span: Span,
    function: &str,
    field: &str,
    kind: &str,
    needs: &str,
) -> Diagnostic {
    Diagnostic::error(
        "E0231",
        span,
        format!("`{function}` needs {needs}, but `{field}` is {kind}"),
    )
    .help("name another field, or use `count`, `latest` or `first`")
}

pub fn several_windows(span: Span) -> Diagnostic {
    Diagnostic::error("E0232", span, "one question has two windows of time")
        .help("keep one; to narrow it, filter by when the event happened: `at before 10 days ago`")
}

pub fn future_events(span: Span) -> Diagnostic {
    Diagnostic::error("E0232", span, "events of the future are not known").help("write `last …`")
}

pub fn window_of_dates(span: Span) -> Diagnostic {
    Diagnostic::error("E0232", span, "a window of events begins and ends on dates written out, such as `2026-01-01`")
        .help("count back with `last 60 days`, and narrow it by when the event happened: `at before 30 days ago`")
}

pub fn empty_list(span: Span) -> Diagnostic {
    Diagnostic::error("E0233", span, "the list is empty, so nothing can be in it")
        .help("write at least one value in the brackets")
}

pub fn not_a_list(span: Span, words: &str, kind: &str) -> Diagnostic {
    Diagnostic::error("E0233", span, format!("`{words}` is {kind}, not a list"))
        .help("write the values in square brackets: `city in [\"Shanghai\", \"Hangzhou\"]`")
}

pub fn birthday_compared(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0234",
        span,
        "a birthday comes round every year, so it is asked about by days from today",
    )
    .help("write `birthday is today`, `birthday in 3 days` or `birthday within next 7 days`")
}

pub fn not_whole(span: Span, what: &str, least: i64) -> Diagnostic {
    Diagnostic::error(
        "E0235",
        span,
        format!("{what} must be a whole number, {least} or more"),
    )
    .help(format!("write a whole number, {least} or more"))
}

pub fn question_in_filter(span: Span) -> Diagnostic {
    Diagnostic::error("E0236", span, "a filter cannot ask about other events")
        .help("filter by the event's own fields and the customer's; ask about other events beside it, joined with `and`")
}

pub fn not_fixed(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0237",
        span,
        "this must be a value written out, not a field or a calculation",
    )
    .help("write a number, an amount, a date, a word of the schema or text in quotes")
}

pub fn between_backwards(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0238",
        span,
        "the first value is greater than the second, so nothing lies between them",
    )
    .help("write the smaller value first")
}

pub fn too_fine(span: Span, currency: &str, digits: u32) -> Diagnostic {
    let help = match digits {
        0 => format!("{currency} has no smaller unit: write a whole amount"),
        digits => format!("{currency} has {digits} decimals at most"),
    };
    Diagnostic::error("E0239", span, "this amount is finer than the smallest coin").help(help)
}

pub fn exact_instant(span: Span) -> Diagnostic {
    Diagnostic::error("E0240", span, "nothing happens at exactly that millisecond")
        .help("ask with `before`, `after`, or by the day: `is 1 day ago`")
}

pub fn no_length(span: Span) -> Diagnostic {
    Diagnostic::error("E0241", span, "this length of time is nothing").help("write 1 or more")
}

pub fn too_long(span: Span) -> Diagnostic {
    Diagnostic::error("E0241", span, "this is longer than the calendar reaches")
        .help("write at most 1000 years")
}

pub fn nothing_to_compare(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0242",
        span,
        "both sides are fixed, so the answer is always the same",
    )
    .help("write a field of the customer or of the event on one side")
}

/// A written value of the wrong type; `wanted` is what fits.
pub fn wrong_value(span: Span, words: &str, wanted: &str) -> Diagnostic {
    Diagnostic::error("E0243", span, format!("`{words}` is not {wanted}"))
        .help(format!("write {wanted}"))
}

/// `"gold"` where the bare word is an option.
pub fn quotes_unwanted(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0248",
        span,
        format!("`{word}` is a word of the schema, not text"),
    )
    .help("leave the quotes out")
    .fix(span, word)
}

pub fn no_such_day(span: Span, words: &str) -> Diagnostic {
    Diagnostic::error("E0244", span, format!("`{words}` is not in the calendar"))
        .help("check the month and the day")
}

pub fn not_a_moment(span: Span, words: &str, kind: &str) -> Diagnostic {
    Diagnostic::error(
        "E0245",
        span,
        format!("`{words}` is {kind}, so it lies neither before nor after a day"),
    )
    .help("ask this of a date, an instant or a birthday")
}

pub fn birthday_in_months(span: Span) -> Diagnostic {
    Diagnostic::error("E0246", span, "birthdays are counted in days")
        .help("write it in days or weeks: `birthday within next 30 days`")
}

pub fn always_known(span: Span) -> Diagnostic {
    Diagnostic::error("E0247", span, "a written value is always known")
        .help("ask this of a field: `city is known`")
}
