//! What fuzzing drives, and what must hold whatever the bytes are. The targets beside this file and the bounded test
//! of the project (`tests/all/fuzzing`) call the same functions.

use perennial::engine::vocabulary::BUILT_IN;
use perennial::language;
use perennial::language::check::{Checked, Settings};
use perennial::language::diagnostics::Diagnostic;
use perennial::language::diagnostics::render::render_all;
use perennial::language::print::{self, Dictionary};
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source, Span};
use perennial::language::syntax::RuleFile;
use perennial::model::calendar::Zone;
use perennial::model::money::Currency;
use perennial::model::schema::Schema;
use std::sync::LazyLock;

/// The code of a piece that took more steps than any honest one.
const TOO_INVOLVED: &str = "E0140";

/// The scenarios' schema, read once.
static SCHEMA: LazyLock<(Source, RuleFile)> = LazyLock::new(|| {
    let text = include_str!("../examples/scenarios/schema.rules");
    let source = Source::new(FileId(0), "schema.rules", text);
    let (file, _) = language::parse(&source);
    (source, file)
});

/// Reads the bytes. Every place named lies in the text, every message can be shown, every correction be made.
pub fn parse(bytes: &[u8]) {
    let source = Source::from_bytes(FileId(0), "fuzz.rules", bytes);
    let (file, mistakes) = language::parse(&source);
    hold_spans_of(&format!("{file:?}"), &source);
    hold(&mistakes, std::slice::from_ref(&source));
    for fix in mistakes.iter().flat_map(|mistake| &mistake.fixes).take(8) {
        let fixed = Source::new(FileId(0), "fixed.rules", fix.apply(source.text()));
        let (_, mistakes) = language::parse(&fixed);
        hold(&mistakes, &[fixed]);
    }
}

/// Checks the bytes as rules beside the scenarios' schema, and by themselves.
pub fn check(bytes: &[u8]) {
    let rules = Source::from_bytes(FileId(1), "fuzz.rules", bytes);
    drop(checked(&rules, true));
    drop(checked(&rules, false));
}

/// Brings what reads without a mistake into the one layout: its meaning stays, and doing it again changes nothing.
pub fn format(bytes: &[u8]) {
    let Some((source, file, schema)) = readable(bytes) else {
        return;
    };
    let dictionary = Dictionary {
        schema: &schema,
        vocabulary: &BUILT_IN,
    };
    let once = print::format(&source, &file, Some(dictionary), None);
    let once = once.expect("what is printed means what was read");
    let again = Source::new(FileId(0), "again.rules", once.as_str());
    let (file, _) = language::parse(&again);
    let twice = print::format(&again, &file, Some(dictionary), None);
    assert_eq!(
        twice.as_deref(),
        Ok(once.as_str()),
        "formatting again changed something"
    );
}

/// Translates what reads without a mistake there and back; what checked before checks after, with the same versions.
pub fn translate(bytes: &[u8]) {
    let Some((source, file, schema)) = readable(bytes) else {
        return;
    };
    let versions = versions(&source);
    let mut text = source.text().to_owned();
    let mut file = file;
    for to in [Language::Chinese, Language::English, Language::Chinese] {
        let dictionary = Dictionary {
            schema: &schema,
            vocabulary: &BUILT_IN,
        };
        let source = Source::new(FileId(1), "fuzz.rules", text.as_str());
        let printed = print::format(&source, &file, Some(dictionary), Some(to));
        text = printed.expect("what is printed means what was read");
        let translated = Source::new(FileId(1), "fuzz.rules", text.as_str());
        if versions.is_some() {
            assert_eq!(self::versions(&translated), versions, "{to:?}:\n{text}");
        }
        file = language::parse(&translated).0;
    }
}

fn settings() -> Settings {
    Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    }
}

/// The tree and its schema, where nothing is wrong with the text.
fn readable(bytes: &[u8]) -> Option<(Source, RuleFile, Schema)> {
    let source = Source::from_bytes(FileId(1), "fuzz.rules", bytes);
    let (file, mistakes) = language::parse(&source);
    if mistakes.iter().any(Diagnostic::is_error) {
        return None;
    }
    let (schema, schema_file) = &*SCHEMA;
    let files = [(schema, schema_file), (&source, &file)];
    let schema = language::check::readable_schema(&files, &settings(), &BUILT_IN);
    Some((source, file, schema))
}

/// Titles and versions of the rules beside the scenarios' schema, where nothing is wrong with them.
fn versions(rules: &Source) -> Option<Vec<(String, String)>> {
    let checked = checked(rules, true).ok()?;
    let rules = checked.rulebook.rules.iter();
    let row = |rule: &language::checked::CheckedRule| {
        (rule.title().to_owned(), rule.parts().version.clone())
    };
    Some(rules.map(row).collect())
}

fn checked(rules: &Source, with_schema: bool) -> Result<Checked, Vec<Diagnostic>> {
    let (file, unread) = language::parse(rules);
    let mut files = vec![(rules, &file)];
    if with_schema {
        let (schema, schema_file) = &*SCHEMA;
        files.push((schema, schema_file));
    }
    let checked = language::check::check(&files, &settings(), &BUILT_IN);
    let said = match &checked {
        Ok(checked) => &checked.warnings,
        Err(mistakes) => mistakes,
    };
    let sources: Vec<Source> = files.iter().map(|(source, _)| (*source).clone()).collect();
    hold(said, &sources);
    if unread.iter().any(Diagnostic::is_error) {
        return Err(unread);
    }
    checked
}

/// What must hold of messages, whatever they say.
fn hold(mistakes: &[Diagnostic], sources: &[Source]) {
    for mistake in mistakes {
        assert_ne!(mistake.code, TOO_INVOLVED, "reading took too many steps");
        let places = mistake.related.iter().map(|related| related.span);
        let edits = mistake.fixes.iter().flat_map(|fix| &fix.edits);
        let edits = edits.map(|edit| edit.span);
        for span in std::iter::once(mistake.span).chain(places).chain(edits) {
            hold_span(span, sources, mistake.code);
        }
        for fix in &mistake.fixes {
            let mut edits: Vec<_> = fix.edits.iter().map(|edit| edit.span.place()).collect();
            edits.sort_unstable();
            for pair in edits.windows(2) {
                assert!(
                    pair[0].2 <= pair[1].1,
                    "{}: two edits of a fix overlap",
                    mistake.code
                );
            }
        }
        assert!(!mistake.message.english.is_empty() && !mistake.message.chinese.is_empty());
    }
    // Some thousands of mistakes are shown like some.
    let few = &mistakes[..mistakes.len().min(40)];
    for language in [Language::English, Language::Chinese] {
        assert_eq!(
            render_all(few, sources, language).is_empty(),
            few.is_empty()
        );
    }
}

fn hold_span(span: Span, sources: &[Source], code: &str) {
    let source = sources.iter().find(|source| source.file == span.file);
    let text = source.expect("a mistake is in one of the files").text();
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(
        start <= end
            && end <= text.len()
            && text.is_char_boundary(start)
            && text.is_char_boundary(end),
        "{code}: {start}..{end} is no place in {} bytes",
        text.len()
    );
}

/// Every span a tree shows when it is printed for debugging.
fn hold_spans_of(tree: &str, source: &Source) {
    for part in tree.split("Span { file: FileId(").skip(1) {
        let mut numbers = part
            .split(|c: char| !c.is_ascii_digit())
            .filter(|number| !number.is_empty())
            .map(|number| number.parse().expect("a place in a file"));
        let (file, start, end) = (numbers.next(), numbers.next(), numbers.next());
        let (Some(file), Some(start), Some(end)) = (file, start, end) else {
            panic!("a span has three numbers: {part}");
        };
        let span = Span {
            file: FileId(file),
            start,
            end,
        };
        hold_span(span, std::slice::from_ref(source), "tree");
    }
}
