//! How fast rules are read and checked, against a plain walk over the same bytes.
//!
//! `cargo bench --bench language` prints the figures of this machine; `benches/README.md` says how to read them.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and one that goes wrong should stop"
)]

use perennial::engine::vocabulary::BUILT_IN;
use perennial::language::check::{Settings, check};
use perennial::language::diagnostics::Diagnostic;
use perennial::language::source::{FileId, Source};
use perennial::language::syntax::RuleFile;
use perennial::model::calendar::Zone;
use perennial::model::money::Currency;
use perennial::runtime::rulebook::check_again;
use perennial::runtime::workbook::Workbook;
use perennial::store::book::wire::TextsRecord;
use std::hint::black_box;
use std::time::{Duration, Instant};

const SCENARIOS: &str = include_str!("../examples/scenarios/scenarios.en.rules");
const SCHEMA: &str = include_str!("../examples/scenarios/schema.rules");

fn main() {
    println!("| what | time | against a walk over its bytes |");
    println!("|---|---|---|");
    nesting();
    let ten_thousand = Source::new(FileId(1), "many.rules", many(10_000, 1));
    let bytes = ten_thousand.text().len();
    let schema = Source::new(FileId(0), "schema.rules", SCHEMA);
    let read = best(3, || parsed(&ten_thousand));
    row(
        &format!("10,000 rules read ({bytes} bytes)"),
        read,
        ten_thousand.text(),
    );
    let files = [
        (&schema, parsed(&schema)),
        (&ten_thousand, parsed(&ten_thousand)),
    ];
    let borrowed: Vec<(&Source, &RuleFile)> = files.iter().map(|(s, f)| (*s, f)).collect();
    let checking = best(3, || check(&borrowed, &settings(), &BUILT_IN).unwrap());
    row("10,000 rules checked", checking, ten_thousand.text());
    println!("| read and checked | {} | |", shown(read + checking));
    again();
    println!("| most memory of the process | {} | |", memory());
}

/// Sixty-four brackets, right, wrong at the heart, and never closed.
fn nesting() {
    let rule = |condition: &str| {
        format!(
            "rule \"deep\"\n  schedule daily at 09:00\n  when {condition}\n  then add tag \"t\"\n"
        )
    };
    let (open, close) = ("(".repeat(64), ")".repeat(64));
    for (name, condition) in [
        ("64 brackets", format!("{open}tier is gold{close}")),
        (
            "64 brackets round a mistake",
            format!("{open}tier is{close}"),
        ),
        ("64 brackets never closed", format!("{open}tier is gold")),
    ] {
        let source = Source::new(FileId(0), "deep.rules", rule(&condition));
        let time = best(200, || perennial::language::parse(&source));
        row(name, time, source.text());
    }
}

/// A thousand rules in a hundred files, one of which changes.
fn again() {
    let files = (1..=100).map(|seed| (format!("{seed:03}.rules"), many(10, seed)));
    let schema = ("schema.rules".to_owned(), SCHEMA.to_owned());
    let mut texts = TextsRecord {
        zone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
        leap_on_march_1: false,
        rules: files.chain([schema]).collect(),
        templates: Vec::new(),
    };
    let mut workbook = Workbook::default();
    assert!(check_again(&texts, &mut workbook).rulebook.is_ok());
    let read = best(20, || {
        texts.rules[50].1.push_str("# a note\n");
        assert_eq!(workbook.take(&texts.rules), 1);
    });
    let checked = best(20, || {
        texts.rules[50].1.push_str("# a note\n");
        check_again(&texts, &mut workbook).rulebook.unwrap()
    });
    println!(
        "| 1,000 rules in 100 files, one file changed: read | {} | |",
        shown(read)
    );
    println!("| the same, read and checked | {} | |", shown(checked));
}

/// The scenarios' rules again and again, each with a title and numbers of its own.
fn many(rules: usize, seed: usize) -> String {
    let templates: Vec<&str> = SCENARIOS
        .split("\nrule \"")
        .skip(1)
        .map(|rule| rule.split("\n#").next().unwrap())
        .map(|rule| rule.split("\n\nsegment").next().unwrap())
        .collect();
    let segment = SCENARIOS
        .lines()
        .find(|line| line.starts_with("segment"))
        .unwrap();
    let mut text = if seed == 1 {
        format!("{segment}\n\n")
    } else {
        String::new()
    };
    for at in 0..rules {
        let template = templates[at % templates.len()];
        let (title, body) = template.split_once('"').unwrap();
        let number = (at * 7 + seed) % 300 + 1;
        let body = body
            .replace("90 days", &format!("{number} days"))
            .replace("per 180", &format!("per {number}"))
            .replace("group \"gifts\"", &format!("group \"gifts {at} {seed}\""))
            .replace("group \"nps\"", &format!("group \"nps {at} {seed}\""));
        text.push_str(&format!("rule \"{title} {seed}-{at}\"{body}\n\n"));
    }
    text
}

fn parsed(source: &Source) -> RuleFile {
    let (file, mistakes) = perennial::language::parse(source);
    assert!(!mistakes.iter().any(Diagnostic::is_error));
    file
}

fn settings() -> Settings {
    Settings {
        currency: Currency::CNY,
        zone: Zone::named("Asia/Shanghai").unwrap(),
    }
}

/// The shortest of some runs.
fn best<T>(runs: usize, mut run: impl FnMut() -> T) -> Duration {
    (0..runs)
        .map(|_| {
            let begun = Instant::now();
            black_box(run());
            begun.elapsed()
        })
        .min()
        .unwrap()
}

fn row(name: &str, time: Duration, text: &str) {
    let walk = best(20, || text.bytes().filter(|byte| *byte == b'\n').count());
    let ratio = time.as_secs_f64() / walk.as_secs_f64().max(1e-9);
    println!("| {name} | {} | {ratio:.0} × |", shown(time));
}

fn shown(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// The process's high-water mark, where the system tells it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.map_or("unknown", |line| line.trim_start_matches("VmHWM:").trim())
        .to_owned()
}
