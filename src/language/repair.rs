//! Makes the corrections that can be read in one way only, and leaves the rest to a person.

use super::diagnostics::{Diagnostic, Edit, Fix};
use super::source::{FileId, Source, Span};

/// So often are the texts read again: a correction may bring another mistake to light.
const ROUNDS: usize = 50;

/// Names nobody knows: what uses them is not looked at any further.
const UNKNOWN: [&str; 6] = ["E0201", "E0202", "E0204", "E0208", "E0213", "E0260"];

/// What was corrected, and what was not.
pub struct Repair {
    /// The texts as they are now, in the order they were given.
    pub sources: Vec<Source>,
    pub changes: Vec<Change>,
    /// The mistakes that are left.
    pub left: Vec<Diagnostic>,
}

/// One edit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub file: FileId,
    /// The line it stood on when it was made, from 1.
    pub line: usize,
    pub code: &'static str,
    pub old: String,
    pub new: String,
}

impl Repair {
    pub fn changed(&self, file: FileId) -> bool {
        self.changes.iter().any(|change| change.file == file)
    }
}

/// `mistakes` reads and checks all texts together. A file keeps its text where a correction would
/// bring in a mistake that was not there.
pub fn repair(mut sources: Vec<Source>, mistakes: impl Fn(&[Source]) -> Vec<Diagnostic>) -> Repair {
    let mut changes = Vec::new();
    let mut left = mistakes(&sources);
    for _ in 0..ROUNDS {
        let mut better = false;
        for at in 0..sources.len() {
            let Some(file) = sources.get(at).map(|source| source.file) else {
                continue;
            };
            let fixes = fixes_of(&left, file);
            // All of a file's corrections together; where that goes wrong, one by one.
            let alone = fixes.iter().map(|fix| vec![*fix]);
            for chosen in std::iter::once(fixes.clone()).chain(alone) {
                if chosen.is_empty() {
                    break;
                }
                let made = made(&sources, at, &chosen);
                let tried = with_text(&sources, at, &chosen);
                let after = mistakes(&tried);
                if is_better(&left, &after) {
                    changes.extend(made);
                    sources = tried;
                    left = after;
                    better = true;
                    break;
                }
            }
        }
        if !better {
            break;
        }
    }
    Repair {
        sources,
        changes,
        left,
    }
}

/// The corrections of this file that leave no choice and do not touch each other.
fn fixes_of(mistakes: &[Diagnostic], file: FileId) -> Vec<(&'static str, &Fix)> {
    let mut taken: Vec<(u32, u32)> = Vec::new();
    let mut fixes = Vec::new();
    for mistake in mistakes {
        let [fix] = mistake.fixes.as_slice() else {
            continue;
        };
        let places: Vec<(u32, u32)> = fix
            .edits
            .iter()
            .map(|edit| (edit.span.start, edit.span.end))
            .collect();
        let free = places.iter().all(|(start, end)| {
            taken
                .iter()
                .all(|(other, until)| end < other || until < start)
        });
        if free && fix.edits.iter().all(|edit| edit.span.file == file) {
            taken.extend(places);
            fixes.push((mistake.code, fix));
        }
    }
    fixes
}

/// Nothing new is wrong. What comes to light when a line can be read at last, or when its name is
/// known at last, was wrong before.
fn is_better(before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    let count = |all: &[Diagnostic], like: &Diagnostic| {
        all.iter()
            .filter(|other| other.code == like.code && other.message == like.message)
            .count()
    };
    let reading = |mistake: &Diagnostic| mistake.is_error() && mistake.code.starts_with("E01");
    let gone = |of: &dyn Fn(&Diagnostic) -> bool| {
        before
            .iter()
            .any(|mistake| of(mistake) && count(after, mistake) < count(before, mistake))
    };
    let reads_on = gone(&reading);
    let looks_on = reads_on || gone(&|mistake| UNKNOWN.contains(&mistake.code));
    let mut errors = after.iter().filter(|mistake| mistake.is_error());
    let worse = errors.any(|mistake| {
        let allowed = if reading(mistake) { reads_on } else { looks_on };
        count(after, mistake) > count(before, mistake) && !allowed
    });
    gone(&|_| true) && !worse
}

fn made(sources: &[Source], at: usize, fixes: &[(&'static str, &Fix)]) -> Vec<Change> {
    let Some(source) = sources.get(at) else {
        return Vec::new();
    };
    let mut made: Vec<(Span, Change)> = Vec::new();
    for (code, fix) in fixes {
        for edit in &fix.edits {
            let change = Change {
                file: source.file,
                line: source.line_at(edit.span.start),
                code,
                old: source.slice(edit.span).to_owned(),
                new: edit.text.clone(),
            };
            made.push((edit.span, change));
        }
    }
    made.sort_by_key(|(span, _)| span.place());
    made.into_iter().map(|(_, change)| change).collect()
}

fn with_text(sources: &[Source], at: usize, fixes: &[(&'static str, &Fix)]) -> Vec<Source> {
    let mut tried = sources.to_vec();
    if let Some(source) = tried.get_mut(at) {
        let crlf = source.text().contains("\r\n");
        let edits = fixes.iter().flat_map(|(_, fix)| &fix.edits);
        let edits = edits
            .map(|edit| Edit {
                span: edit.span,
                text: if crlf {
                    edit.text.replace('\n', "\r\n")
                } else {
                    edit.text.clone()
                },
            })
            .collect();
        let text = Fix { edits }.apply(source.text());
        *source = Source::new(source.file, source.name.clone(), text);
    }
    tried
}
