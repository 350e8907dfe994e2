//! `fmt`: every corpus comes out as it went in, comments stay where they are, and translation there and back is
//! the identity. `SEEDS=200` tries as many made-up rulebooks in either language.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::generated::{Style, rulebook};
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::{Settings, check, readable_schema};
use perennial::language::diagnostics::render::render_all;
use perennial::language::print::{Dictionary, format, language_of};
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::language::syntax::RuleFile;
use perennial::model::calendar::Zone;
use perennial::model::money::Currency;
use perennial::model::schema::Schema;

fn schema_of(texts: &[&str]) -> Schema {
    let sources: Vec<Source> = (0..)
        .zip(texts)
        .map(|(at, text)| Source::new(FileId(at), format!("{at}.rules"), *text))
        .collect();
    let files: Vec<_> = sources
        .iter()
        .map(|source| (source, perennial::language::parse(source).0))
        .collect();
    let borrowed: Vec<_> = files.iter().map(|(source, file)| (*source, file)).collect();
    let settings = Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    };
    readable_schema(&borrowed, &settings, &BUILT_IN)
}

/// The text formatted; it must be free of mistakes and keep its meaning.
fn formatted(text: &str, schema: &Schema, to: Option<Language>) -> String {
    let source = Source::new(FileId(0), "test.rules", text);
    let (file, mistakes) = perennial::language::parse(&source);
    assert!(
        mistakes.iter().all(|mistake| !mistake.is_error()),
        "{text}\n{}",
        render_all(&mistakes, std::slice::from_ref(&source), Language::English)
    );
    let dictionary = Dictionary {
        schema,
        vocabulary: &BUILT_IN,
    };
    format(&source, &file, Some(dictionary), to).unwrap_or_else(|changed| {
        let again = Source::new(FileId(0), "test.rules", changed.printed.as_str());
        let (tree, mistakes) = perennial::language::parse(&again);
        let neutral = |source: &Source, file| {
            let printed = format(source, file, Some(dictionary), Some(Language::English));
            printed.unwrap_or_else(|changed| changed.printed)
        };
        let (before, after) = match to {
            Some(_) => (neutral(&source, &file), neutral(&again, &tree)),
            None => (shape(&file), shape(&tree)),
        };
        panic!(
            "the meaning changed:\n{text}\n-----\n{}\n{}\n{}",
            changed.printed,
            render_all(&mistakes, std::slice::from_ref(&again), Language::English),
            similar::TextDiff::from_lines(&before, &after).unified_diff()
        )
    })
}

/// The tree in words, without places.
fn shape(file: &RuleFile) -> String {
    let places = ["start:", "end:", "file:", "span:", "keyword:", "0,"];
    let lines: Vec<String> = std::format!("{file:#?}")
        .lines()
        .filter(|line| {
            !places
                .iter()
                .any(|place| line.trim_start().starts_with(place))
        })
        .map(str::to_owned)
        .collect();
    lines.join("\n")
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(project(path)).expect("part of the project")
}

/// Every rules file people are shown, with the schema it is written for.
fn corpora() -> Vec<(PathBuf, Schema)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = ["examples", "rules", "benches"].map(project).into();
    while let Some(folder) = folders.pop() {
        for inside in fs::read_dir(&folder).expect("part of the project") {
            let path = inside.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rules") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() >= 14, "only {} files were found", files.len());
    files
        .into_iter()
        .map(|path| {
            let beside = path.with_file_name("schema.rules");
            let schema = if beside.exists() {
                beside
            } else {
                path.with_file_name("../rules/schema.rules")
            };
            let schema = fs::read_to_string(schema).expect("a schema near by");
            (path, schema_of(&[&schema]))
        })
        .collect()
}

#[test]
fn the_rules_of_the_project_are_formatted() {
    let mut wrong = String::new();
    for (path, schema) in corpora() {
        let text = fs::read_to_string(&path).expect("readable");
        let name = path.display().to_string();
        let printed = formatted(&text, &schema, None);
        if printed == text {
            continue;
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &printed).expect("writable");
        }
        let diff = similar::TextDiff::from_lines(&text, &printed);
        wrong.push_str(
            &diff
                .unified_diff()
                .context_radius(0)
                .header(&name, &name)
                .to_string(),
        );
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn translating_there_and_back_changes_nothing() {
    for (path, schema) in corpora() {
        let text = fs::read_to_string(&path).expect("readable");
        let name = path.display().to_string();
        for (there, back) in [
            (Language::English, Language::Chinese),
            (Language::Chinese, Language::English),
        ] {
            let once = formatted(&text, &schema, Some(back));
            let translated = formatted(&once, &schema, Some(there));
            assert_eq!(formatted(&translated, &schema, Some(back)), once, "{name}");
            assert_eq!(
                formatted(&translated, &schema, Some(there)),
                translated,
                "{name}"
            );
            assert_eq!(formatted(&translated, &schema, None), translated, "{name}");
        }
    }
}

#[test]
fn generated_rulebooks_survive() {
    let seeds: u64 = std::env::var_os("SEEDS")
        .and_then(|given| given.to_str()?.parse().ok())
        .unwrap_or(8);
    for seed in 0..seeds {
        for language in [Language::English, Language::Chinese] {
            let style = if seed % 4 == 3 {
                Style::tidy(3)
            } else {
                Style::odd()
            };
            survives(seed, language, style);
        }
    }
}

fn survives(seed: u64, language: Language, style: Style) {
    let generated = rulebook(seed, language, style);
    let text = &generated.text;
    let schema = schema_of(&[text]);
    let once = formatted(text, &schema, None);
    let place = format!("seed {seed} in {language:?}:\n{text}\n-----\n{once}");
    assert_eq!(comments_of(&once), generated.comments, "{place}");
    assert_eq!(formatted(&once, &schema, None), once, "{place}");
    for (there, back) in [
        (Language::English, Language::Chinese),
        (Language::Chinese, Language::English),
    ] {
        let here = formatted(text, &schema, Some(back));
        let away = formatted(&here, &schema, Some(there));
        assert_eq!(
            comments_of(&away),
            generated.comments,
            "{place}\n-----\n{away}"
        );
        assert_eq!(
            formatted(&away, &schema, Some(back)),
            here,
            "{place}\n-----\n{away}"
        );
        assert_eq!(
            formatted(&away, &schema, None),
            away,
            "{place}\n-----\n{away}"
        );
    }
}

/// The comments of a text whose strings hold no `#` with a number behind it.
fn comments_of(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| {
            let at = line
                .match_indices('#')
                .find(|(at, _)| line[at + 1..].starts_with(|c: char| c.is_ascii_digit()))?
                .0;
            Some(line[at..].trim_end().to_owned())
        })
        .collect()
}

const PARTED: &str = "\n==========\n";

/// Each case is a file and what it should become: laid out, and in the other language.
#[test]
fn every_case_comes_out_as_written_down() {
    let schema = schema_of(&[&read("examples/scenarios/schema.rules")]);
    let folder = project("tests/all/formatting/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases are part of the project")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "rules"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 4, "only {} cases were found", cases.len());
    let mut wrong = String::new();
    for path in cases {
        let text = fs::read_to_string(&path).expect("readable");
        let plain = formatted(&text, &schema, None);
        let other = match language_of(&text) {
            Language::English => Language::Chinese,
            Language::Chinese => Language::English,
        };
        let translated = formatted(&text, &schema, Some(other));
        for printed in [&plain, &translated] {
            assert_eq!(
                &formatted(printed, &schema, None),
                printed,
                "{}",
                path.display()
            );
            assert_eq!(remarks(printed), remarks(&text), "{}", path.display());
        }
        let found = std::format!("{plain}{PARTED}{translated}");
        let expected = path.with_extension("txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected, &found).expect("writable");
        }
        let written = fs::read_to_string(&expected).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(&written, &found);
        let name = expected.display().to_string();
        wrong.push_str(&diff.unified_diff().header(&name, &name).to_string());
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The comments of a text without `#` in its strings.
fn remarks(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.find('#').map(|at| line[at..].trim_end()))
        .collect()
}

/// The versions of the rules that check, by title.
fn versions(text: &str) -> Option<Vec<(String, String)>> {
    let source = Source::new(FileId(0), "test.rules", text);
    let (file, mistakes) = perennial::language::parse(&source);
    assert!(mistakes.iter().all(|mistake| !mistake.is_error()), "{text}");
    let settings = Settings {
        currency: Currency::CNY,
        zone: Zone::utc(),
    };
    let checked = check(&[(&source, &file)], &settings, &BUILT_IN).ok()?;
    let rules = checked.rulebook.rules.iter();
    Some(
        rules
            .map(|rule| (rule.title().to_owned(), rule.parts().version.clone()))
            .collect(),
    )
}

#[test]
fn the_version_of_a_rule_is_the_same_however_it_is_written() {
    let mut checked = 0;
    for seed in 100..112 {
        let style = Style {
            first_sections_only: true,
            ..Style::odd()
        };
        let language = if seed % 2 == 0 {
            Language::English
        } else {
            Language::Chinese
        };
        let text = rulebook(seed, language, style).text;
        let schema = schema_of(&[&text]);
        let Some(before) = versions(&text) else {
            continue;
        };
        checked += before.len();
        for to in [None, Some(Language::English), Some(Language::Chinese)] {
            let after = formatted(&text, &schema, to);
            assert_eq!(
                versions(&after).as_ref(),
                Some(&before),
                "{text}\n-----\n{after}"
            );
        }
    }
    assert!(checked >= 12, "only {checked} rules were free of mistakes");
}

#[test]
fn the_examples_keep_their_versions_in_the_other_language() {
    for path in [
        "examples/shop/rules/shop.en.rules",
        "examples/cdnow/zh/cdnow.zh.rules",
    ] {
        let schema = read(if path.contains("shop") {
            "examples/shop/rules/schema.rules"
        } else {
            "examples/cdnow/rules/schema.rules"
        });
        let names = schema_of(&[&schema]);
        let text = read(path).replace('$', "¥");
        let before = versions(&format!("{schema}\n{text}")).expect("free of mistakes");
        for to in [Language::English, Language::Chinese] {
            let after = formatted(&text, &names, Some(to));
            assert_eq!(
                versions(&format!("{schema}\n{after}")).as_ref(),
                Some(&before)
            );
        }
    }
}

#[test]
fn a_dash_reads_one_text_and_prints_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let schema = "customer \"客户\"\n  customer_id \"客户号\": text\n  age \"年龄\": number\n";
    fs::write(folder.path().join("schema.rules"), schema).expect("writable");
    let given = "\u{feff}rule \"r\" # why\r\n when  age>5\r\n\r\n\r\n then add tag \"t\"";
    let run = |arguments: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_perennial"))
            .args(arguments)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut input = child.stdin.take().expect("piped");
        // Told off for its arguments, it goes before it has read anything.
        let written = input.write_all(given.as_bytes());
        drop(input);
        let output = child.wait_with_output().expect("it ends");
        assert!(written.is_ok() || !output.status.success(), "it reads");
        (
            String::from_utf8(output.stdout).expect("text"),
            output.status.code(),
        )
    };
    let english = "rule \"r\"  # why\n  when age > 5\n\n  then add tag \"t\"\n";
    assert_eq!(run(&["fmt", "-"]), (english.to_owned(), Some(0)));
    let chinese = "规则 \"r\"  # why\n  当 年龄 > 5\n\n  则 添加 标签 \"t\"\n";
    assert_eq!(
        run(&["fmt", "-", "--lang", "zh"]),
        (chinese.to_owned(), Some(0))
    );
    let (difference, code) = run(&["fmt", "-", "--check"]);
    assert_eq!(code, Some(1));
    assert!(difference.contains("+  when age > 5\n"), "{difference}");
    assert_eq!(run(&["fmt", "-", "other.rules"]), (String::new(), Some(2)));
}

/// A label that means something else at its place, or that no condition could hold, is not put there.
#[test]
fn a_name_is_changed_only_where_the_new_one_means_the_same() {
    let schema = schema_of(&[concat!(
        "customer \"客户\"\n",
        "  customer_id \"客户号\": text\n",
        "  remark \"严重度\": text\n",
        "  age \"年 龄\": number\n",
        "  vip \"是\": yes/no\n",
        "  tier \"等级\": level (low \"低\" < high \"有 高\")\n",
        "event complaint \"投诉\": severity \"严重度\" level (low \"低\" < high \"高\"), name \"等级\" text\n",
    )]);
    let english = concat!(
        "rule \"r\"\n",
        "  audience complaint\n",
        "  when remark is \"x\" and severity >= high and age > 5 and vip and tier >= high\n",
        "   and customer.tier is low and low is tier and complaint.name is known\n",
        "   and has complaint (last 3 days, remark is missing, name is \"low\")\n",
        "  then send email \"m\" (subject: \"{remark or 'a'} {customer.remark or 'b'} {severity}\", points: age)\n",
    );
    let chinese = concat!(
        "规则 \"r\"\n",
        "  对象 投诉\n",
        "  当 remark 是 \"x\" 且 严重度 >= 高 且 age > 5 且 vip 且 tier >= high\n",
        "   且 客户.等级 是 低 且 低 是 tier 且 投诉.等级 是 已知\n",
        "   且 有 投诉（近 3 天，remark 是 缺失，等级 是 \"low\"）\n",
        "  则 发送 邮件 \"m\"（标题：\"{remark 或 'a'} {客户.严重度 或 'b'} {严重度}\"，积分：age）\n",
    );
    assert_eq!(
        formatted(english, &schema, Some(Language::Chinese)),
        chinese
    );
    assert_eq!(
        formatted(chinese, &schema, Some(Language::English)),
        english
    );
}
