//! Mistakes about segments.

use crate::language::diagnostics::Diagnostic;
use crate::language::source::Span;

pub fn unknown_segment(span: Span, title: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "E0219",
        span,
        (
            format!("there is no segment \"{title}\""),
            format!("没有名为“{title}”的人群"),
        ),
    );
    match near {
        Some(near) => diagnostic
            .help_near(&format!("\"{near}\""))
            .fix(span, format!("\"{near}\"")),
        None => diagnostic.help((
            "write the title of a segment as it stands in quotes, or add it: `segment \"…\": is …`",
            "照抄已有人群引号里的名称，或新写一个：`人群 \"…\"：是 …`",
        )),
    }
}

pub fn in_filter(span: Span) -> Diagnostic {
    Diagnostic::error(
        "E0229",
        span,
        (
            "a segment is about the customer, and a filter about one event",
            "人群说的是客户，括号里的筛选说的是某一个事件",
        ),
    )
    .help((
        "ask for the segment beside the question, joined with `and`",
        "把人群写到括号外面，用 `且` 连接",
    ))
}

pub fn title_twice(span: Span, title: &str, first: Span) -> Diagnostic {
    Diagnostic::error(
        "E0334",
        span,
        (
            format!("another segment is already called \"{title}\""),
            format!("已经有一个人群叫“{title}”"),
        ),
    )
    .related(first, ("here", "在这里"))
    .help((
        "rules name a segment by its title: give one of them another",
        "规则靠名称引用人群：请给其中一个换个名称",
    ))
}

/// `circle` are the titles in the order they name each other; the first is said again at the end.
pub fn circle(span: Span, circle: &[&str]) -> Diagnostic {
    let round = |mark: &str, before: &str, after: &str| {
        let named = circle.iter().chain(circle.first());
        let quoted: Vec<String> = named
            .map(|title| format!("{before}{title}{after}"))
            .collect();
        quoted.join(mark)
    };
    Diagnostic::error(
        "E0335",
        span,
        (
            format!(
                "segments name each other in a circle: {}",
                round(" → ", "\"", "\"")
            ),
            format!("人群互相引用，绕成了一圈：{}", round(" → ", "“", "”")),
        ),
    )
    .help((
        "write the condition of one of them out instead of naming the other",
        "把其中一个的条件直接写出来，不再引用另一个",
    ))
}

pub fn too_deep(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error(
        "E0336",
        span,
        (
            format!("segments stand within segments more than {most} deep here"),
            format!("人群套人群超过了 {most} 层"),
        ),
    )
    .help((
        "write out the condition of one of the segments on the way",
        "把中间某个人群的条件直接写出来",
    ))
}

pub fn too_many(span: Span, most: usize) -> Diagnostic {
    Diagnostic::error(
        "E0336",
        span,
        (
            format!("segments are taken in here more than {most} times"),
            format!("这里引用人群超过了 {most} 次"),
        ),
    )
    .help((
        "name fewer segments, or write out the condition of those that name many others",
        "少引用几个，或把引用了很多人群的那个直接写成条件",
    ))
}
