//! Rules as people paste them, each in the language of whoever pasted it: what they read, and what `--fix` makes of it.
//!
//! `pasted/NAME.rules` is byte for byte what was pasted, `NAME.txt` what comes of it; a name that ends in `_zh` is read
//! in Chinese. `UPDATE_GOLDEN=1` writes the texts anew: read each as the person who pasted it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::checking::{scenario_schema, settings};
use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::check;
use perennial::language::diagnostics::render::render_all;
use perennial::language::diagnostics::{Diagnostic, sort};
use perennial::language::parse;
use perennial::language::repair::repair;
use perennial::language::said::Language;
use perennial::language::source::{FileId, Source};
use perennial::model::money::Currency;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/pasted")
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "rules"))
        .collect();
    cases.sort();
    cases
}

/// The pasted file and the scenario schema.
fn sources(name: &str, text: String) -> Vec<Source> {
    vec![
        Source::new(FileId(0), name, text),
        Source::new(FileId(1), "schema.rules", scenario_schema()),
    ]
}

fn mistakes(sources: &[Source]) -> Vec<Diagnostic> {
    let parsed: Vec<_> = sources.iter().map(parse).collect();
    let mut found: Vec<Diagnostic> = parsed.iter().flat_map(|(_, found)| found.clone()).collect();
    let files: Vec<_> = sources
        .iter()
        .zip(parsed.iter().map(|(file, _)| file))
        .collect();
    match check(&files, &settings(Currency::CNY), &BUILT_IN) {
        Ok(checked) => found.extend(checked.warnings),
        Err(more) => found.extend(more),
    }
    sort(&mut found);
    found
}

fn came_of(name: &str, text: String) -> String {
    let language = if name.ends_with("_zh") {
        Language::Chinese
    } else {
        Language::English
    };
    let sources = sources(&format!("{name}.rules"), text);
    let found = mistakes(&sources);
    if found.is_empty() {
        return "No mistakes.\n".to_owned();
    }
    let mut out = render_all(&found, &sources, language);
    let done = repair(sources, mistakes);
    if done.changes.is_empty() {
        out.push_str("\n=== --fix leaves it as it is\n");
        return out;
    }
    let _ = write!(out, "\n=== after --fix\n{}", done.sources[0].text());
    if !done.left.is_empty() {
        let left = render_all(&done.left, &done.sources, language);
        let _ = write!(out, "\n=== left\n{left}");
    }
    out
}

#[test]
fn what_was_pasted_reads_as_recorded() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let cases = cases();
    assert!(cases.len() >= 80);
    let mut wrong = Vec::new();
    for path in cases {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let found = came_of(name, text);
        let beside = path.with_extension("txt");
        if update {
            fs::write(&beside, &found).unwrap();
        } else if fs::read_to_string(&beside).unwrap_or_default() != found {
            wrong.push(format!("{}\n{found}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where there is one obvious reading, `--fix` makes it; a person is asked only where there is a choice.
#[test]
fn what_is_obvious_is_corrected() {
    let asks: Vec<String> = cases()
        .iter()
        .filter_map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(path).unwrap();
            let done = repair(sources(&name, text), mistakes);
            let open = done
                .left
                .iter()
                .any(|mistake| mistake.is_error() && mistake.fixes.len() < 2);
            open.then_some(name)
        })
        .collect();
    // Told, but not guessed.
    let told = [
        "call_style",
        "chained",
        "possessive",
        "typo_field_zh",
        "word_processor",
    ];
    assert_eq!(asks, told);
}

/// Forms that are read without a word, because they can mean one thing only.
#[test]
fn harmless_forms_give_the_plain_tree() {
    let plain = "rule \"Birthday gift\"\n  schedule daily at 09:00\n  when birthday is today\n  then add tag \"birthday\"\n";
    let plain_zh =
        "规则 \"生日礼\"\n  时间 每天 09:00\n  当 生日 是 今天\n  则 添加 标签 \"birthday\"\n";
    let equal = |name: &str, plain: String| {
        let text = fs::read_to_string(folder().join(format!("{name}.rules"))).unwrap();
        let [(pasted, found), (written, none)] =
            [text, plain].map(|text| parse(&Source::new(FileId(0), name, text)));
        assert!(found.is_empty() && none.is_empty(), "{name}");
        assert_eq!(pasted, written, "{name}");
    };
    equal(
        "invisible",
        plain.replace("is today", "is today and tier >= gold"),
    );
    equal(
        "colons",
        format!(
            "{plain}  limit 1 per year\n  priority 80\n  active from 2026-01-01 to 2026-12-31\n"
        ),
    );
    equal(
        "capitals_of_keywords",
        format!("{plain}  limit 1 per year\n"),
    );
    equal("section_colon_line", plain.to_owned());
    equal(
        "and_starts_line",
        plain
            .replace("is today", "is today and tier >= gold")
            .replace("\"birthday\"\n", "\"birthday\" and add tag \"gold\"\n"),
    );
    equal("colons_zh", format!("{plain_zh}  限制 每年 1 次\n"));
    equal(
        "wrong_order_limit_zh",
        format!("{plain_zh}  限制 每年 1 次\n"),
    );
    equal(
        "dates_zh",
        format!("{plain_zh}  生效 自 2026-01-05 至 2026-12-31\n"),
    );
    equal(
        "full_width_zh",
        plain_zh.replace(
            "生日 是 今天",
            "会员等级 >= 金卡 且 即将到期积分 >= 500 且 有 购买 (近 90 天, 金额 > ¥50)",
        ) + "  限制 每年 1 次\n",
    );
    equal(
        "at_least_signs_zh",
        plain_zh.replace("生日 是 今天", "会员等级 >= 金卡 且 年龄 <= 30"),
    );
}
