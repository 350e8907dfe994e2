//! `check --fix`: what it changes, what it leaves alone, and that it never makes anything worse.

use std::fs;
use std::path::Path;
use std::process::Command;

use perennial::language::diagnostics::Diagnostic;
use perennial::language::repair::repair;
use perennial::language::said::Said;
use perennial::language::source::{FileId, Source, Span};
use tempfile::TempDir;

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "perennial.toml",
        "[project]\nzone = \"Asia/Shanghai\"\ncurrency = \"CNY\"\n",
    );
    write("rules/schema.rules", &crate::checking::scenario_schema());
    for (name, text) in files {
        write(name, text);
    }
    folder
}

fn check(folder: &Path, more: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_perennial"))
        .arg("--project")
        .arg(folder)
        .args(["--lang", "en", "check"])
        .args(more)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

const CHOICE: &str = "rule \"Choice\"\n  schedule daily at 09:00\n  when no purchase (last 3 m)\n  then add tag \"t\"\n";

#[test]
fn line_ends_and_the_byte_order_mark_stay() {
    let text = "\u{feff}rule \"A\"\r\n\tschedule daily at 09:00\r\n\twhen teir = gold\r\n\tthen add tag \"t\"\r\n";
    let folder = project(&[("rules/a.rules", text)]);
    let (code, out, _) = check(folder.path(), &["--fix"]);
    assert_eq!(code, 0, "{out}");
    let fixed = text.replace("teir = gold", "tier is gold");
    assert_eq!(read(&folder, "rules/a.rules"), fixed);
    assert!(
        out.contains("rules/a.rules:3 E0201 `teir` → `tier`\n"),
        "{out}"
    );
    assert!(out.contains("rules/a.rules:3 E0107 `=` → `is`\n"), "{out}");
    assert!(out.contains("2 corrections in 1 file"), "{out}");
}

#[test]
fn a_choice_is_left_to_the_person_and_counted() {
    let folder = project(&[("rules/a.rules", CHOICE)]);
    let (code, out, err) = check(folder.path(), &["--fix"]);
    assert_eq!(code, 1);
    assert_eq!(read(&folder, "rules/a.rules"), CHOICE);
    assert!(
        out.contains("0 corrections in 0 files; 1 mistake left, 1 of them with a choice"),
        "{out}"
    );
    assert!(err.contains("error[E0110]"), "{err}");
}

#[test]
fn each_file_is_corrected_by_itself_and_nothing_lies_about() {
    let good = "rule \"B\"\n  schedule daily at 09:00\n  when tier = gold\n  then add tag \"t\"\n";
    let folder = project(&[("rules/a.rules", CHOICE), ("rules/deep/b.rules", good)]);
    let untouched = fs::metadata(folder.path().join("rules/a.rules")).unwrap();
    let (code, out, _) = check(folder.path(), &["--fix"]);
    assert_eq!(code, 1);
    assert_eq!(read(&folder, "rules/a.rules"), CHOICE);
    assert_eq!(
        read(&folder, "rules/deep/b.rules"),
        good.replace(" = ", " is ")
    );
    assert!(out.contains("1 correction in 1 file"), "{out}");
    let after = fs::metadata(folder.path().join("rules/a.rules")).unwrap();
    assert_eq!(untouched.modified().unwrap(), after.modified().unwrap());
    let names = fs::read_dir(folder.path().join("rules/deep")).unwrap();
    assert_eq!(names.count(), 1);
}

#[test]
fn a_correction_may_bring_the_next_to_light() {
    let text =
        "规则 \"A\"\n  时间 每天 09:00\n  当会员等级>=金卡且城市是上海\n  则 添加 标签 \"t\"\n";
    let folder = project(&[("rules/a.rules", text)]);
    let (code, out, err) = check(folder.path(), &["--fix"]);
    assert_eq!(code, 0, "{out}{err}");
    let fixed = read(&folder, "rules/a.rules");
    assert!(fixed.contains("是 \"上海\""), "{fixed}");
}

#[test]
fn a_file_that_is_not_text_is_never_written() {
    let folder = project(&[]);
    let path = folder.path().join("rules/gbk.rules");
    let bytes = b"\xb9\xe6\xd4\xf2 \"A\"\n  when tier = gold\n";
    fs::write(&path, bytes).unwrap();
    let (code, _, err) = check(folder.path(), &["--fix"]);
    assert_eq!(code, 1);
    assert!(err.contains("error[E0112]"), "{err}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

/// Whoever offers a correction that breaks something else is not believed.
#[test]
fn a_correction_that_brings_a_new_mistake_is_not_made() {
    let at = |text: &str, word: &str| {
        text.find(word)
            .map(|start| Span::new(FileId(0), start, start + word.len()))
    };
    let mistakes = |sources: &[Source]| {
        let text = sources[0].text();
        let mut found = Vec::new();
        if let Some(span) = at(text, "good") {
            found.push(Diagnostic::error("E0221", span, Said::same("`good`")).fix(span, "better"));
        }
        if let Some(span) = at(text, "bad") {
            found.push(Diagnostic::error("E0222", span, Said::same("`bad`")).fix(span, "worse"));
        }
        if let Some(span) = at(text, "worse") {
            found.push(Diagnostic::error("E0223", span, Said::same("`worse`")));
        }
        found
    };
    let done = repair(vec![Source::new(FileId(0), "a", "good bad")], mistakes);
    assert_eq!(done.sources[0].text(), "better bad");
    assert_eq!(done.changes.len(), 1);
    assert_eq!(done.left.len(), 1);
    let only = repair(vec![Source::new(FileId(0), "a", "bad")], mistakes);
    assert_eq!(only.sources[0].text(), "bad");
    assert!(!only.changed(FileId(0)));
}

/// Two corrections that undo each other come to an end.
#[test]
fn corrections_that_chase_each_other_end() {
    let mistakes = |sources: &[Source]| {
        let source = &sources[0];
        let span = Span::new(FileId(0), 0, source.text().len());
        let next = format!("{}x", source.text());
        vec![Diagnostic::error("E0201", span, Said::same(source.text())).fix(span, next)]
    };
    let done = repair(vec![Source::new(FileId(0), "a", "x")], mistakes);
    assert!(done.changes.len() <= 50);
}
