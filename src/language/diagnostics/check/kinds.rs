//! Values that do not fit where they stand.

use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::vocabulary::Bilingual;

/// Two sides with what each is, in words.
pub fn do_not_compare(span: Span, left: &Said, right: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0220",
        span,
        (
            format!("{} cannot be compared with {}", left.english, right.english),
            format!("{}不能和{}比较", left.chinese, right.chinese),
        ),
    )
    .help((
        "compare two values of the same type",
        "同一类型的值才能比较",
    ))
}

/// `number` is the number as written.
pub fn percent_wanted(span: Span, number: &str) -> Diagnostic {
    Diagnostic::error(
        "E0221",
        span,
        (
            format!("a percentage is needed here, and `{number}` is a plain number"),
            format!("这里要写百分比，`{number}` 是普通数字"),
        ),
    )
    .help_near(&format!("{number}%"))
    .fix(span, format!("{number}%"))
}

pub fn percent_unwanted(span: Span, percent: &str, number: &str) -> Diagnostic {
    Diagnostic::error(
        "E0221",
        span,
        (
            format!("a plain number is needed here, and `{percent}` is a percentage"),
            format!("这里要写普通数字，`{percent}` 是百分比"),
        ),
    )
    .help_near(number)
    .fix(span, number)
}

pub fn money_wanted(span: Span, number: &str, sign: &str) -> Diagnostic {
    Diagnostic::error(
        "E0222",
        span,
        (
            format!("`{number}` does not say which money it is"),
            format!("`{number}` 没有写明是哪种货币"),
        ),
    )
    .help_near(&format!("{sign}{number}"))
    .fix(span, format!("{sign}{number}"))
}

pub fn two_currencies(span: Span, left: &str, right: &str) -> Diagnostic {
    Diagnostic::error(
        "E0223",
        span,
        (
            format!("an amount in {left} meets one in {right}"),
            format!("一个金额是 {left}，另一个是 {right}"),
        ),
    )
    .help((
        "write both in the same currency; money in the schema is in the one the project's settings name",
        "两个金额用同一种货币；数据定义里的金额，一律是项目设置里写的那种货币",
    ))
}

pub fn unknown_currency(span: Span, mark: &str, project: &str) -> Diagnostic {
    Diagnostic::error(
        "E0224",
        span,
        (
            format!(
                "`{mark}` does not say which currency is meant in a project that counts in {project}"
            ),
            format!("项目用 {project} 计价，看不出 `{mark}` 是哪种货币"),
        ),
    )
    .help((
        format!("write the amount in {project}, or name the currency by its three letters"),
        format!("金额用 {project} 来写，或者写上货币的三个字母"),
    ))
}

pub fn not_ordered(span: Span, kind: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0225",
        span,
        (
            format!(
                "{} has no order, so nothing is more or less than it",
                kind.english
            ),
            format!("{}没有大小之分，不能比大小", kind.chinese),
        ),
    )
    .help((
        "ask with `is`, `is not` or `in`; a `level` in the schema has an order",
        "改用 `是`、`不是` 或 `属于`；要分高低，在数据定义里用 `等级`",
    ))
}

pub fn not_a_condition(span: Span, words: &str, kind: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0228",
        span,
        (
            format!(
                "`{words}` is {}, not something that is true or false",
                kind.english
            ),
            format!("`{words}` 是{}，本身没有真假", kind.chinese),
        ),
    )
    .help((
        "compare it with something, or ask `is known`",
        "拿它和别的值比较，或者写 `是 已知`",
    ))
}

pub fn not_a_value(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0229",
        span,
        (
            "a condition stands where a value is needed",
            "这里要写值，却写了条件",
        ),
    )
    .help((
        "write a field, a number, an amount, a date or text here",
        "这里可以写字段、数字、金额、日期或文本",
    ))
}

/// `what` is what was to be done with the two: added, divided.
pub fn no_arithmetic(span: Span, what: &Said, left: &Said, right: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0230",
        span,
        (
            format!(
                "{} and {} cannot be {}",
                left.english, right.english, what.english
            ),
            format!("{}和{}不能{}", left.chinese, right.chinese, what.chinese),
        ),
    )
    .help((
        "add and subtract values of the same type; multiply and divide by plain numbers or percentages",
        "同一类型的值才能加减；乘除只能用普通数字或百分比",
    ))
}

/// `field` is one the event has, for an example.
pub fn function_needs_field(
    span: Span,
    function: Bilingual,
    event: &str,
    field: &Said,
) -> Diagnostic {
    let Bilingual { english, chinese } = function;
    Diagnostic::error(
        "E0231",
        span,
        (
            format!("`{english}` does not say of which field of `{event}`"),
            format!("`{chinese}` 没有写明是 `{event}` 的哪个字段"),
        ),
    )
    .help((
        format!("name it: `{english}({event}.{}, …)`", field.english),
        format!("写明字段：`{chinese}({event}.{}, …)`", field.chinese),
    ))
}

pub fn count_of_field(span: Span, function: Bilingual, event: &str, field: &str) -> Diagnostic {
    let Bilingual { english, chinese } = function;
    Diagnostic::error(
        "E0231",
        span,
        (
            format!("`{english}` counts the events of `{event}`, not the values of `{field}`"),
            format!("`{chinese}` 数的是 `{event}` 有几次，不是 `{field}` 有几个值"),
        ),
    )
    .help((
        format!("write `{english}({event}, …)`; to count only those with a value add the filter `{field} is known`"),
        format!("写成 `{chinese}({event}, …)`；只数有值的，加上条件 `{field} 是 已知`"),
    ))
    .fix(span, event)
}

pub fn function_wrong_field(
    span: Span,
    function: Bilingual,
    field: &str,
    kind: &Said,
    needs: &Said,
) -> Diagnostic {
    Diagnostic::error(
        "E0231",
        span,
        (
            format!(
                "`{}` needs {}, but `{field}` is {}",
                function.english, needs.english, kind.english
            ),
            format!(
                "`{}` 要用{}，而 `{field}` 是{}",
                function.chinese, needs.chinese, kind.chinese
            ),
        ),
    )
    .help((
        "name another field, or use `count`, `latest` or `first`",
        "换一个字段，或者改用 `次数`、`最近一次`、`首次`",
    ))
}

pub fn empty_list(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0233",
        span,
        (
            "the list is empty, so nothing can be in it",
            "列表是空的，任何值都不属于它",
        ),
    )
    .help((
        "write at least one value in the brackets",
        "方括号里至少写一个值",
    ))
}

pub fn not_a_list(span: Span, words: &str, kind: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0233",
        span,
        (
            format!("`{words}` is {}, not a list", kind.english),
            format!("`{words}` 是{}，不是列表", kind.chinese),
        ),
    )
    .help((
        "write the values in square brackets: `city in [\"Shanghai\", \"Hangzhou\"]`",
        "把值写在方括号里：`城市 属于 [\"上海\", \"杭州\"]`",
    ))
}

pub fn not_whole(span: Span, what: &Said, least: i64) -> Diagnostic {
    Diagnostic::error(
        "E0235",
        span,
        (
            format!("{} must be a whole number, {least} or more", what.english),
            format!("{}必须是整数，不小于 {least}", what.chinese),
        ),
    )
    .help((
        format!("write a whole number, {least} or more"),
        format!("写一个不小于 {least} 的整数"),
    ))
}

pub fn question_in_filter(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0236",
        span,
        (
            "a filter cannot ask about other events",
            "事件括号里的条件不能再判断别的事件",
        ),
    )
    .help((
        "filter by the event's own fields and the customer's; ask about other events beside it, joined with `and`",
        "括号里只用这个事件和客户的字段；别的事件在括号外另写条件，用 `且` 连接",
    ))
}

pub fn not_fixed(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0237",
        span,
        (
            "this must be a value written out, not a field or a calculation",
            "这里要写固定的值，不能写字段或算式",
        ),
    )
    .help((
        "write a number, an amount, a date, a word of the schema or text in quotes",
        "写数字、金额、日期、数据定义里的选项，或者带引号的文本",
    ))
}

pub fn between_backwards(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0238",
        span,
        (
            "the first value is greater than the second, so nothing lies between them",
            "第一个值比第二个大，两者之间没有任何值",
        ),
    )
    .help(("write the smaller value first", "把较小的值写在前面"))
}

pub fn too_fine(span: Span, currency: &str, digits: u32) -> Diagnostic {
    let help = match digits {
        0 => (
            format!("{currency} has no smaller unit: write a whole amount"),
            format!("{currency} 没有更小的单位：写整数金额"),
        ),
        digits => (
            format!("{currency} has {digits} decimals at most"),
            format!("{currency} 最多写 {digits} 位小数"),
        ),
    };
    Diagnostic::error(
        "E0239",
        span,
        (
            "this amount is finer than the smallest coin",
            "这个金额比最小的货币单位还小",
        ),
    )
    .help(help)
}

pub fn nothing_to_compare(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0242",
        span,
        (
            "both sides are fixed, so the answer is always the same",
            "两边都是固定的值，结果永远一样",
        ),
    )
    .help((
        "write a field of the customer or of the event on one side",
        "有一边要写客户或事件的字段",
    ))
}

/// A written value of the wrong type; `wanted` is what fits.
pub fn wrong_value(span: Span, words: &str, wanted: &Said) -> Diagnostic {
    let Said { english, chinese } = wanted;
    Diagnostic::error(
        "E0243",
        span,
        (
            format!("`{words}` is not {english}"),
            format!("`{words}` 不是{chinese}"),
        ),
    )
    .help((format!("write {english}"), format!("这里要写{chinese}")))
}

/// `"gold"` where the bare word is an option.
pub fn quotes_unwanted(span: Span, word: &str) -> Diagnostic {
    Diagnostic::error(
        "E0248",
        span,
        (
            format!("`{word}` is a word of the schema, not text"),
            format!("`{word}` 是数据定义里的选项，不是文本"),
        ),
    )
    .help(("leave the quotes out", "去掉引号"))
    .fix(span, word)
}

pub fn always_known(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0247",
        span,
        ("a written value is always known", "写明的值总是已知的"),
    )
    .help((
        "ask this of a field: `city is known`",
        "只对字段这样判断：`城市 是 已知`",
    ))
}
