//! Messages about a rulebook: one value for each mistake, with its place, its help and its fixes.
//!
//! Each mistake has one constructor and one stable code that is never reused: `E01xx` reading and
//! parsing (`parse`), `E02xx` names and types, `E03xx` sections and limits, `E04xx` not yet run by
//! this version, `E05xx` arbitration, `W03xx` warnings.

pub mod analysis;
pub mod check;
pub mod pages;
pub mod parse;
pub mod pasted;
pub mod render;

use super::said::Said;
use super::source::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// One mistake in the user's words. Words of the user's own text stand in backticks.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: &'static str,
    pub severity: Severity,
    pub message: Said,
    /// Where the carets go.
    pub span: Span,
    /// What stands beside the carets; may be empty.
    pub label: Said,
    /// Further places that matter, each with its own sentence.
    pub related: Vec<Related>,
    /// An example that shows the mistake at work.
    pub example: Option<Said>,
    pub help: Option<Said>,
    /// Ways out, each complete by itself. Two or more are alternatives to choose from.
    pub fixes: Vec<Fix>,
}

#[derive(Debug, Clone)]
pub struct Related {
    pub span: Span,
    pub label: Said,
}

/// Edits that belong together.
#[derive(Debug, Clone)]
pub struct Fix {
    pub edits: Vec<Edit>,
}

/// Replace what stands under the span; an empty span inserts.
#[derive(Debug, Clone)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Diagnostic {
    pub fn error(code: &'static str, span: Span, message: impl Into<Said>) -> Self {
        Self::new(code, Severity::Error, span, message)
    }

    pub fn warning(code: &'static str, span: Span, message: impl Into<Said>) -> Self {
        Self::new(code, Severity::Warning, span, message)
    }

    fn new(code: &'static str, severity: Severity, span: Span, message: impl Into<Said>) -> Self {
        let message = message.into();
        Self {
            code,
            severity,
            message,
            span,
            label: Said::default(),
            related: Vec::new(),
            example: None,
            help: None,
            fixes: Vec::new(),
        }
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<Said>) -> Self {
        self.label = label.into();
        self
    }

    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<Said>) -> Self {
        self.related.push(Related {
            span,
            label: label.into(),
        });
        self
    }

    #[must_use]
    pub fn example(mut self, example: impl Into<Said>) -> Self {
        self.example = Some(example.into());
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<Said>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Asks whether a word that was nearly written was meant.
    #[must_use]
    pub fn help_near(self, near: &str) -> Self {
        self.help((
            format!("did you mean `{near}`?"),
            format!("是不是想写 `{near}`？"),
        ))
    }

    /// Offers to replace what stands under the span.
    #[must_use]
    pub fn fix(self, span: Span, text: impl Into<String>) -> Self {
        self.fix_all(vec![Edit {
            span,
            text: text.into(),
        }])
    }

    /// Offers several edits as one fix.
    #[must_use]
    pub fn fix_all(mut self, edits: Vec<Edit>) -> Self {
        self.fixes.push(Fix { edits });
        self
    }

    pub const fn is_error(&self) -> bool {
        matches!(self.severity, Severity::Error)
    }
}

impl Fix {
    /// The whole text with the edits made. Edits must not overlap.
    pub fn apply(&self, text: &str) -> String {
        let mut edits: Vec<&Edit> = self.edits.iter().collect();
        edits.sort_by_key(|edit| edit.span.place());
        let mut fixed = String::with_capacity(text.len() + 16);
        let mut done = 0;
        for edit in edits {
            fixed.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
            fixed.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        fixed.push_str(text.get(done..).unwrap_or_default());
        fixed
    }
}

/// In the order a reader meets them: by file, then by place, errors first.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    diagnostics.sort_by_key(|diagnostic| {
        (
            diagnostic.span.place(),
            diagnostic.severity,
            diagnostic.code,
        )
    });
}

/// The word closest to `word`, when it differs in at most a third of the word's length.
pub fn did_you_mean<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let letters: Vec<char> = word.to_lowercase().chars().collect();
    let most = letters.len() / 3;
    let mut best: Option<((usize, usize), &str)> = None;
    for candidate in known {
        let other: Vec<char> = candidate.to_lowercase().chars().collect();
        let longer = other.len().abs_diff(letters.len());
        if longer > most {
            continue;
        }
        // Of two as close, the one of the same length.
        let distance = (edit_distance(&letters, &other), longer);
        if distance.0 <= most && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letters to insert, remove, replace or swap with their neighbour.
fn edit_distance(from: &[char], to: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous_letter = None;
    for (row, &a) in from.iter().enumerate() {
        let mut current = Vec::with_capacity(last.len());
        current.push(row + 1);
        let mut left_letter = None;
        for (column, &b) in to.iter().enumerate() {
            let at =
                |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut cost = (at(&last, column + 1) + 1)
                .min(at(&current, column) + 1)
                .min(at(&last, column) + usize::from(a != b));
            if previous_letter == Some(b) && left_letter == Some(a) && column > 0 {
                cost = cost.min(at(&before_last, column - 1) + 1);
            }
            current.push(cost);
            left_letter = Some(b);
        }
        before_last = std::mem::replace(&mut last, current);
        previous_letter = Some(a);
    }
    last.last().copied().unwrap_or(0)
}
