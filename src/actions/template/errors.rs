//! What can be wrong with a template, said with the file, the line and what to do.

use std::fmt;

use minijinja::ErrorKind;

use crate::language::said::{Said, after_chinese};

use super::{LONGEST_OUTPUT, LONGEST_SOURCE};

/// One mistake in one template file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// As it stands in the project: `templates/birthday-card.html`.
    pub file: String,
    pub line: Option<usize>,
    pub mistake: TemplateMistake,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateMistake {
    /// Neither a text nor an HTML file.
    NoBody,
    /// Text that does not follow the template's grammar.
    Syntax(String),
    /// `{name}` as in rules, which would reach the customer as it stands.
    SingleBraces {
        found: String,
        fix: String,
    },
    /// A loop, an include, arithmetic and the like.
    NotAllowed(Said),
    UnknownFilter(String),
    /// A field compared with a bare number; fields are text.
    ComparedWithNumber(String),
    SourceTooLong,
    TagTooLong,
    TooDeep,
    /// At rendering: no value, and nothing said to stand in its place.
    MissingField {
        path: String,
    },
    /// At rendering.
    OutputTooLong,
    TooManySteps,
    Other(String),
}

impl TemplateError {
    pub(super) fn new(file: String, line: Option<usize>, mistake: TemplateMistake) -> Self {
        Self {
            file,
            line,
            mistake,
        }
    }
}

impl TemplateMistake {
    pub(super) fn from_syntax(error: &minijinja::Error) -> Self {
        Self::Syntax(error.detail().unwrap_or("it breaks off").to_owned())
    }

    pub(super) fn from_rendering(error: &minijinja::Error) -> Self {
        match error.kind() {
            ErrorKind::OutOfFuel => Self::TooManySteps,
            ErrorKind::WriteFailure => Self::OutputTooLong,
            kind => Self::Other(
                error
                    .detail()
                    .map_or_else(|| kind.to_string(), str::to_owned),
            ),
        }
    }

    /// What is wrong, in one sentence.
    pub fn said(&self) -> Said {
        match self {
            Self::NoBody => ("the template has no text", "模板没有正文").into(),
            Self::Syntax(detail) => {
                let chinese = if detail.contains("end of") {
                    "模板在这里没有写完"
                } else {
                    "模板在这里的写法不对"
                };
                (
                    format!("the template cannot be read here ({detail})"),
                    chinese,
                )
                    .into()
            }
            Self::SingleBraces { found, .. } => (
                format!("`{found}` would reach the customer as it stands"),
                format!("`{found}` 会原样发给客户"),
            )
                .into(),
            Self::NotAllowed(Said { english, chinese }) => (
                format!("{english} cannot be used in a template"),
                format!("模板里不能用{}", after_chinese(chinese)),
            )
                .into(),
            Self::UnknownFilter(name) => (
                format!("there is no filter `{name}`"),
                format!("没有 `{name}` 这个过滤器"),
            )
                .into(),
            Self::ComparedWithNumber(number) => (
                format!("a field is compared with the number {number}"),
                format!("这里拿字段和数字 {number} 比较"),
            )
                .into(),
            Self::SourceTooLong => ("the file is too long", "文件太长").into(),
            Self::TagTooLong => ("this placeholder is too long", "这个占位符太长").into(),
            Self::TooDeep => (
                "too many conditions stand within one another",
                "条件一层套一层，层数太多",
            )
                .into(),
            Self::MissingField { path } => (
                format!("`{path}` has no value for this customer"),
                format!("这位客户的 `{path}` 没有值"),
            )
                .into(),
            Self::OutputTooLong => ("the message grows too long", "生成的内容太长").into(),
            Self::TooManySteps => (
                "the message takes too many steps to make",
                "生成内容的步骤太多",
            )
                .into(),
            Self::Other(detail) => (
                format!("the message cannot be made ({detail})"),
                format!("内容生成不出来（`{detail}`）"),
            )
                .into(),
        }
    }

    /// What to do about it, in one sentence.
    pub fn help(&self) -> Said {
        match self {
            Self::NoBody => (
                "write a `.txt` file, an `.html` file or both",
                "写一个 `.txt` 文件、一个 `.html` 文件，或者两个都写",
            )
                .into(),
            Self::Syntax(_) => (
                "fields are written `{{ name }}`, conditions `{% if name %} … {% endif %}`",
                "字段写成 `{{ 姓名 }}`，条件写成 `{% if 姓名 %} … {% endif %}`",
            )
                .into(),
            Self::SingleBraces { fix, .. } => (
                format!("in template files write `{fix}`"),
                format!("模板文件里要写成 `{fix}`"),
            )
                .into(),
            Self::NotAllowed(_) => (
                "templates have fields, `or`, `if`, `elif`, `else` and filters; work the rest out in the rule",
                "模板里只有字段、`或`、`if`、`elif`、`else` 和过滤器；其余的在规则里算好",
            )
                .into(),
            Self::UnknownFilter(name) if name == "safe" => (
                "leave it out: what a customer wrote must not become HTML",
                "删掉它：客户填写的内容不能当作 HTML",
            )
                .into(),
            Self::UnknownFilter(_) => (
                "there are `default`, `upper`, `lower`, `title`, `capitalize` and `trim`",
                "可以用 `default`、`upper`、`lower`、`title`、`capitalize` 和 `trim`",
            )
                .into(),
            Self::ComparedWithNumber(number) => (
                format!("fields are text here: write `\"{number}\"`, or compare in the rule"),
                format!("模板里的字段都是文本：写成 `\"{number}\"`，或者在规则里比较"),
            )
                .into(),
            Self::SourceTooLong => (
                format!("keep each file under {} KB", LONGEST_SOURCE / 1024),
                format!("每个文件不要超过 {} KB", LONGEST_SOURCE / 1024),
            )
                .into(),
            Self::TagTooLong => ("split it into several", "拆成几个").into(),
            Self::TooDeep => (
                "use fewer conditions within conditions, or several templates",
                "少套几层条件，或者分成几个模板",
            )
                .into(),
            Self::MissingField { path } => (
                format!("write `{{{{ {path} or '…' }}}}`, or put it between `{{% if {path} %}}` and `{{% endif %}}`"),
                format!("写成 `{{{{ {path} 或 '…' }}}}`，或者放在 `{{% if {path} %}}` 和 `{{% endif %}}` 之间"),
            )
                .into(),
            Self::OutputTooLong => (
                format!("keep the message under {} KB", LONGEST_OUTPUT / 1024),
                format!("内容不要超过 {} KB", LONGEST_OUTPUT / 1024),
            )
                .into(),
            Self::TooManySteps => ("make the template shorter", "把模板写短一些").into(),
            Self::Other(_) => ("simplify this place", "把这里改得简单一些").into(),
        }
    }
}

impl TemplateError {
    /// Where, what and what to do, in one line.
    pub fn said(&self) -> Said {
        let (mistake, help) = (self.mistake.said(), self.mistake.help());
        let line = match self.line {
            Some(line) => Said::new(format!(", line {line}"), format!("，第 {line} 行")),
            None => Said::default(),
        };
        let file = &self.file;
        Said::new(
            format!(
                "{file}{}: {}; {}",
                line.english, mistake.english, help.english
            ),
            format!(
                "{file}{}：{}；{}",
                line.chinese, mistake.chinese, help.chinese
            ),
        )
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().english)
    }
}

impl std::error::Error for TemplateError {}
