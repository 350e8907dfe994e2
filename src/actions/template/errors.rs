//! What can be wrong with a template, said with the file, the line and what to do.

use std::fmt;

use minijinja::ErrorKind;

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
    NotAllowed(String),
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

    /// What to do about it, in one sentence.
    pub fn help(&self) -> String {
        match self {
            Self::NoBody => "write a `.txt` file, an `.html` file or both".to_owned(),
            Self::Syntax(_) => {
                "fields are written `{{ name }}`, conditions `{% if name %} … {% endif %}`".to_owned()
            }
            Self::SingleBraces { fix, .. } => format!("in template files write `{fix}`"),
            Self::NotAllowed(_) => {
                "templates have fields, `or`, `if`, `elif`, `else` and filters; work the rest out in the rule".to_owned()
            }
            Self::UnknownFilter(name) if name == "safe" => {
                "leave it out: what a customer wrote must not become HTML".to_owned()
            }
            Self::UnknownFilter(_) => {
                "there are `default`, `upper`, `lower`, `title`, `capitalize` and `trim`".to_owned()
            }
            Self::ComparedWithNumber(number) => {
                format!("fields are text here: write `\"{number}\"`, or compare in the rule")
            }
            Self::SourceTooLong => format!("keep each file under {} KB", LONGEST_SOURCE / 1024),
            Self::TagTooLong => "split it into several".to_owned(),
            Self::TooDeep => "use fewer conditions within conditions, or several templates".to_owned(),
            Self::MissingField { path } => {
                format!("write `{{{{ {path} or '…' }}}}`, or put it between `{{% if {path} %}}` and `{{% endif %}}`")
            }
            Self::OutputTooLong => format!("keep the message under {} KB", LONGEST_OUTPUT / 1024),
            Self::TooManySteps => "make the template shorter".to_owned(),
            Self::Other(_) => "simplify this place".to_owned(),
        }
    }
}

impl fmt::Display for TemplateMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBody => f.write_str("the template has no text"),
            Self::Syntax(detail) => write!(f, "the template cannot be read here ({detail})"),
            Self::SingleBraces { found, .. } => {
                write!(f, "`{found}` would reach the customer as it stands")
            }
            Self::NotAllowed(what) => write!(f, "{what} cannot be used in a template"),
            Self::UnknownFilter(name) => write!(f, "there is no filter `{name}`"),
            Self::ComparedWithNumber(number) => {
                write!(f, "a field is compared with the number {number}")
            }
            Self::SourceTooLong => f.write_str("the file is too long"),
            Self::TagTooLong => f.write_str("this placeholder is too long"),
            Self::TooDeep => f.write_str("too many conditions stand within one another"),
            Self::MissingField { path } => write!(f, "`{path}` has no value for this customer"),
            Self::OutputTooLong => f.write_str("the message grows too long"),
            Self::TooManySteps => f.write_str("the message takes too many steps to make"),
            Self::Other(detail) => write!(f, "the message cannot be made ({detail})"),
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}; {}", self.mistake, self.mistake.help())
    }
}

impl std::error::Error for TemplateError {}
