//! Sections of a rule that are missing, doubled, or say what cannot be.

use crate::language::diagnostics::Diagnostic;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::model::cron_line::BadCronLine;

pub fn missing_section(
    span: Span,
    title: &str,
    section: &Said,
    help: impl Into<Said>,
) -> Diagnostic {
    Diagnostic::error(
        "E0301",
        span,
        (
            format!("the rule \"{title}\" has no `{}`", section.english),
            format!("规则“{title}”没有写 `{}`", section.chinese),
        ),
    )
    .help(help)
}

pub fn section_twice(span: Span, section: &str, first: Span, help: impl Into<Said>) -> Diagnostic {
    Diagnostic::error(
        "E0302",
        span,
        (
            format!("`{section}` stands twice here"),
            format!("`{section}` 在这里写了两次"),
        ),
    )
    .related(first, ("first here", "第一次在这里"))
    .help(help)
}

pub fn title_twice(span: Span, title: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0303",
        span,
        (
            format!("another rule is already called \"{title}\""),
            format!("已经有一条规则叫“{title}”"),
        ),
    )
    .related(first, ("here", "在这里"))
    .help((
        "a rule is known by its title: give one of them another",
        "规则靠标题区分：给其中一条换个标题",
    ))
}

pub fn formerly_taken(span: Span, title: &str, other: Span) -> Diagnostic {
    Diagnostic::error(
        "E0304",
        span,
        (
            format!("\"{title}\" is still the name of a rule"),
            format!("“{title}”现在还是一条规则的标题"),
        ),
    )
    .related(other, ("here", "在这里"))
    .help((
        "`formerly` takes over the history of a rule that is gone; rename or remove the other first",
        "`原名` 用来接续已经不在的规则的历史；先把那条规则改名或删除",
    ))
}

pub fn formerly_itself(span: Span, title: &str) -> Diagnostic {
    Diagnostic::error(
        "E0339",
        span,
        (
            format!("\"{title}\" is the rule's own title"),
            format!("“{title}”就是这条规则现在的名称"),
        ),
    )
    .help((
        "write the title the rule had before, or leave `formerly` out",
        "写规则以前的名称，或去掉 `原名`",
    ))
}

/// Two rules, or one of them twice, take over the same history.
pub fn formerly_twice(span: Span, title: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0337",
        span,
        (
            format!("the history of \"{title}\" is taken over twice"),
            format!("“{title}”的历史被接续了两次"),
        ),
    )
    .related(first, ("first here", "第一次在这里"))
    .help((
        "one rule carries the caps and the state of the old one on: keep `formerly` there",
        "旧规则的次数和状态只能由一条规则接续：只在那里保留 `原名`",
    ))
}

pub fn at_once_without_event(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0332",
        span,
        (
            "`at once` acts as soon as an event is in, and this rule is about customers",
            "`立即` 是在事件到达时执行，而这条规则的对象是客户",
        ),
    )
    .help((
        "say which event: `audience purchase`; or write a time: `schedule daily at 09:00`",
        "写明是哪种事件：`对象 购买`；或写一个时间：`时间 每天 09:00`",
    ))
}

pub fn at_once_in_customer_time(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0333",
        span,
        (
            "`at once` has no clock time that could be the customer's own",
            "`立即` 没有钟点，谈不上按客户时区",
        ),
    )
    .help(("leave `customer time` out", "去掉 `客户 时区`"))
}

pub fn active_backwards(span: Span, from: &str, to: &str) -> Diagnostic {
    Diagnostic::error(
        "E0305",
        span,
        (
            format!("the rule would end on {to}, before it begins on {from}"),
            format!("规则 {from} 才开始，却在 {to} 就结束了"),
        ),
    )
    .help(("write the earlier date first", "把较早的日期写在前面"))
}

pub fn no_day_of_month(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0306",
        span,
        (
            "days of the month run from 1 to 31",
            "每月的日期只有 1 日到 31 日",
        ),
    )
    .help((
        "write `monthly on 1 at 09:00`; a month without a 31st is due on its last day",
        "写成 `每月 1 日 09:00`；没有 31 日的月份按最后一天算",
    ))
}

pub fn late_days_of_month(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0306",
        span,
        (
            "several days of the month may only run to 28",
            "一次写几个日期时，最晚只能写到 28 日",
        ),
    )
    .help((
        "name one day, or make a rule for each: only a single day after the 28th moves to the month's last",
        "只写一个日期，或者每个日期各写一条规则：只有单独写的日期，遇到小月才会改到月末",
    ))
}

pub fn bad_cron(span: Span, error: &BadCronLine) -> Diagnostic {
    Diagnostic::error("E0307", span, (error.to_string(), cron_in_chinese(error))).help((
        "write `daily at 09:00`, `weekly on monday at 09:00`, or a cron line such as `\"0 9 * * Mon-Fri\"`",
        "写成 `每天 09:00`、`每周一 09:00` 或 `计划 \"0 9 * * Mon-Fri\"`",
    ))
}

fn cron_in_chinese(error: &BadCronLine) -> String {
    match error {
        BadCronLine::FieldCount(count) => format!(
            "`计划` 要写五段（分、时、日、月、星期），或者六段（最前面是秒）；这里有 {count} 段"
        ),
        BadCronLine::NoSuch { field, part, .. } => {
            let (name, range) = cron_field(field);
            format!("`{part}` 不是{name}；要写 {range}")
        }
        BadCronLine::Backwards { field, part } => {
            let (name, _) = cron_field(field);
            format!("`{part}` 前后颠倒；把较小的{name}写在前面，或者用逗号分成两段")
        }
        BadCronLine::NoStep(part) => {
            format!("`{part}` 没有间隔；`/` 后面的数要是 1 或更大")
        }
        BadCronLine::LongStep {
            field, part, step, ..
        } => {
            let (name, range) = cron_field(field);
            format!(
                "`{part}` 的间隔超出了{name}的整个范围（{range}），不会每隔 {step} 执行一次；把要的值逐个写出来"
            )
        }
        BadCronLine::Sign(part) => {
            format!("`{part}` 里有本产品不认识的符号；每月最后一天写成 `每月 31 日 09:00`")
        }
        BadCronLine::Shortcut(part) => {
            format!("`{part}` 是简写；写成 `每天 00:00`、`每周日 00:00` 或 `每月 1 日 00:00`")
        }
        BadCronLine::BothDays => "`计划` 里几号和星期几只能写一样；另一段写 `*`".to_owned(),
        BadCronLine::Never => "所写的月份里都没有这一天，永远不会执行".to_owned(),
    }
}

/// The Chinese name and range of a field of a cron line.
fn cron_field(field: &str) -> (&'static str, &'static str) {
    match field {
        "second" => ("秒", "0 到 59"),
        "minute" => ("分", "0 到 59"),
        "hour" => ("时", "0 到 23"),
        "day of the month" => ("日", "1 到 31"),
        "month" => ("月", "1 到 12，或 `Jan` 到 `Dec`"),
        _ => ("星期", "0 到 7（0 和 7 都是周日），或 `Mon` 到 `Sun`"),
    }
}

pub fn bad_shift(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0308",
        span,
        (
            "the distance from a festival is counted in days or weeks",
            "离节日多久，要用天或周来写",
        ),
    )
    .help((
        "write `on 7 days before spring_festival at 10:00`",
        "写成 `春节 前 7 天 10:00`",
    ))
}

pub fn too_many_conditions(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0310",
        span,
        (
            "this rule asks more than 60,000 questions",
            "这条规则的条件超过 60,000 个",
        ),
    )
    .help((
        "make several rules of it, or compare with `in […]`",
        "拆成几条规则，或者用 `属于 […]` 来比较",
    ))
}

pub fn no_title(span: Span) -> Diagnostic {
    Diagnostic::error("E0311", span, ("this title is empty", "这个标题是空的")).help((
        "write between the quotes what people call it",
        "在引号里写上大家对它的叫法",
    ))
}
