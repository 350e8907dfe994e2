//! Mistakes in what a rule does.

use super::listed_both;
use crate::language::diagnostics::Diagnostic;
use crate::language::inline::InlineError;
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::vocabulary::Bilingual;

pub fn unknown_action(
    span: Span,
    words: &str,
    near: Option<&str>,
    known: &[Bilingual],
) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0260",
        span,
        (
            format!("there is no action `{words}`"),
            format!("没有 `{words}` 这个动作"),
        ),
    );
    let Said { english, chinese } = listed_both(known);
    match near {
        Some(near) => diagnostic.help_near(near).fix(span, near),
        None => diagnostic.help((format!("write {english}"), format!("可以写 {chinese}"))),
    }
}

pub fn unknown_argument(
    span: Span,
    action: Bilingual,
    word: &str,
    near: Option<&str>,
    known: &[Bilingual],
) -> Diagnostic {
    let Bilingual { english, chinese } = action;
    let diagnostic = Diagnostic::error(
        "E0261",
        span,
        (
            format!("`{english}` takes no `{word}`"),
            format!("`{chinese}` 没有 `{word}` 这个参数"),
        ),
    );
    let Said { english, chinese } = listed_both(known);
    match (near, known) {
        (Some(near), _) => diagnostic.help_near(near).fix(span, near),
        (None, []) => diagnostic.help(("leave it out", "删掉它")),
        (None, _) => diagnostic.help((format!("it takes {english}"), format!("可以写 {chinese}"))),
    }
}

pub fn missing_argument(
    span: Span,
    action: Bilingual,
    name: Bilingual,
    takes: &Said,
) -> Diagnostic {
    Diagnostic::error(
        "E0262",
        span,
        (
            format!("`{}` does not say its `{}`", action.english, name.english),
            format!("`{}` 没有写明 `{}`", action.chinese, name.chinese),
        ),
    )
    .help((
        format!("add `{}: …` in brackets: {}", name.english, takes.english),
        format!("在括号里加上 `{}：…`，填{}", name.chinese, takes.chinese),
    ))
}

pub fn wrong_argument(span: Span, name: Bilingual, takes: &Said, found: &Said) -> Diagnostic {
    Diagnostic::error(
        "E0263",
        span,
        (
            format!("`{}` is {} here", name.english, found.english),
            format!("`{}` 写成了{}", name.chinese, found.chinese),
        ),
    )
    .help((
        format!("write {}", takes.english),
        format!("这里要填{}", takes.chinese),
    ))
}

pub fn argument_twice(span: Span, name: &Said, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0264",
        span,
        (
            format!("`{}` is given twice", name.english),
            format!("`{}` 写了两次", name.chinese),
        ),
    )
    .related(first, ("first here", "第一次在这里"))
    .help(("keep one of them", "只保留一个"))
}

pub fn title_missing(span: Span, action: Bilingual, what: Bilingual) -> Diagnostic {
    Diagnostic::error(
        "E0265",
        span,
        (
            format!("`{}` does not say {}", action.english, what.english),
            format!("`{}` 没有写明{}", action.chinese, what.chinese),
        ),
    )
    .help((
        format!(
            "write {} in quotes right after the words: `{} \"…\"`",
            what.english, action.english
        ),
        format!(
            "把{}加引号写在动作后面：`{} \"…\"`",
            what.chinese, action.chinese
        ),
    ))
}

pub fn title_unwanted(span: Span, action: Bilingual) -> Diagnostic {
    Diagnostic::error(
        "E0266",
        span,
        (
            format!("`{}` takes no text after its words", action.english),
            format!("`{}` 后面不带引号里的文字", action.chinese),
        ),
    )
    .help(("leave the quoted text out", "删掉引号和里面的文字"))
    .fix(span, "")
}

pub fn placeholder_broken(span: Span, error: &InlineError) -> Diagnostic {
    Diagnostic::error("E0267", span, error.mistake.said()).help(error.mistake.help())
}

pub fn placeholder_unknown(span: Span, path: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0268",
        span,
        (
            format!("`{{{path}}}` names no field this rule can see"),
            format!("这条规则里没有 `{{{path}}}` 这个字段"),
        ),
    );
    match near {
        Some(near) => diagnostic.help_near(&format!("{{{near}}}")),
        None => diagnostic.help((
            "write a field of the customer, or of the event the rule is about",
            "写客户的字段，或者规则所针对的事件的字段",
        )),
    }
}

pub fn argument_unnamed(span: Span, action: Bilingual, known: &[Bilingual]) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0269",
        span,
        (
            format!("this value of `{}` has no name", action.english),
            format!("`{}` 的这个值没有写参数名", action.chinese),
        ),
    );
    let Said { english, chinese } = listed_both(known);
    match known {
        [] => diagnostic.help((
            "leave it out, or name it: `name: value`",
            "删掉它，或者写上参数名：`名称：值`",
        )),
        _ => diagnostic.help((
            format!("name it: {english}"),
            format!("写上参数名：{chinese}"),
        )),
    }
}

pub fn title_with_placeholder(span: Span, what: Bilingual) -> Diagnostic {
    Diagnostic::error(
        "E0270",
        span,
        (
            format!(
                "{} is taken as it stands, without placeholders",
                what.english
            ),
            format!("{}按原样使用，不能带占位符", what.chinese),
        ),
    )
    .help((
        format!("write {} itself", what.english),
        format!("直接写{}", what.chinese),
    ))
}

pub fn title_empty(span: Span, what: Bilingual) -> Diagnostic {
    Diagnostic::error(
        "E0271",
        span,
        (
            format!("{} is empty", what.english),
            format!("{}是空的", what.chinese),
        ),
    )
    .help((
        format!("write {} between the quotes", what.english),
        format!("在引号里写上{}", what.chinese),
    ))
}

/// A warning: who lacks the field gets nothing.
pub fn placeholder_may_miss(span: Span, path: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0310",
        span,
        (
            format!("`{path}` may be missing; those customers will get nothing"),
            format!("`{path}` 可能缺失；缺失的客户什么也收不到"),
        ),
    )
    .help((
        format!("say what stands in its place: `{{{path} or '…'}}`"),
        format!("写明缺失时用什么代替：`{{{path} 或 '…'}}`"),
    ))
}
