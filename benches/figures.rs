//! The figures of a whole working day at a million customers, as ratios against DuckDB in the same go.
//!
//! `pip install duckdb`, then `cargo bench --bench figures [-- CUSTOMERS]`. The base is written once into the
//! temporary folder. Imports and the run are the real binary as whole processes, fsyncs included; the pass is
//! measured inside this process, over the same column files, as DuckDB's queries are inside its own.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a measuring program: it answers on the terminal, stops at the first surprise, and waits for children"
)]

#[path = "support/base.rs"]
mod base;

use perennial::engine::analysis::{Around, analyse};
use perennial::engine::columns::{Asked, PassOptions, pass};
use perennial::engine::facts::TickContext;
use perennial::engine::plan::Plan;
use perennial::model::calendar::{Day, LeapPolicy, Zone};
use perennial::model::moment::Moment;
use perennial::runtime::project::Project;
use perennial::runtime::session::Session;
use perennial::store::projection::Projection;
use perennial::store::{Entry, Holder, SledStore, Store};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const EVENTS: [&str; 5] = [
    "purchase",
    "visit",
    "complaint",
    "survey_response",
    "referral",
];
const PASSES: usize = 7;

fn main() {
    let numbers: Vec<u32> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let customers = numbers.first().copied().unwrap_or(1_000_000);
    let base = std::env::temp_dir().join(format!("perennial-base-{customers}"));
    if !base.join("referral.csv").is_file() {
        fs::create_dir_all(&base).unwrap();
        base::write_base(&base, customers, 1).unwrap();
    }
    let folder = std::env::temp_dir().join("perennial-figures");
    let _ = fs::remove_dir_all(&folder);
    make_project(&folder);

    let duckdb = duckdb(&base);
    imports(&folder, &base);
    selection(&folder, duckdb.as_ref());
    working_day(&folder, &base, duckdb.as_ref());
    durable_decisions();
    thousand_rules();
    fs::remove_dir_all(&folder).unwrap();
}

fn make_project(folder: &Path) {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rules");
    fs::create_dir_all(folder.join("rules")).unwrap();
    let settings = "[project]\nzone = \"Asia/Shanghai\"\ncurrency = \"CNY\"\n";
    fs::write(folder.join("perennial.toml"), settings).unwrap();
    for name in ["schema.rules", "twenty.rules"] {
        fs::copy(rules.join(name), folder.join("rules").join(name)).unwrap();
    }
}

fn imports(folder: &Path, base: &Path) {
    let lines = |name: &str| fs::read_to_string(base.join(name)).unwrap().lines().count() - 1;
    let (time, peak) = perennial(
        folder,
        &["import", "customers"],
        &base.join("customers.csv"),
    );
    let rows = lines("customers.csv");
    println!(
        "import customers: {rows} in {time:.2?}, {}/s, peak {peak} MB",
        rate(rows, time)
    );
    let (mut all_rows, mut all_time) = (0, Duration::ZERO);
    for kind in EVENTS {
        let file = base.join(format!("{kind}.csv"));
        let (time, peak) = perennial(folder, &["import", "events", kind], &file);
        let rows = lines(&format!("{kind}.csv"));
        println!(
            "import {kind}: {rows} in {time:.2?}, {}/s, peak {peak} MB",
            rate(rows, time)
        );
        all_rows += rows;
        all_time += time;
    }
    println!(
        "import events: {all_rows} in {all_time:.2?}, {}/s",
        rate(all_rows, all_time)
    );
}

/// Twenty rules selecting over everybody, against the same in SQL; the counts must be the same.
fn selection(folder: &Path, duckdb: Option<&Duckdb>) {
    perennial(folder, &["deploy", "--at", "2026-05-24"], Path::new(""));
    let project = Project::find(Some(folder), folder).unwrap();
    let tick = Moment::parse_rfc3339(base::TICK).unwrap();
    let session = Session::open(project.clone(), "bench", tick).unwrap();
    let deployed = session.deployed().unwrap();
    let records = session.records(&deployed).unwrap();
    let built = Instant::now();
    let identity = session.book().identity(tick).unwrap();
    let (projection, _) =
        Projection::current(&project.projection_folder(), identity, &records).unwrap();
    println!("columns built from the store in {:.2?}", built.elapsed());
    let watermarks = records.watermarks().unwrap();
    let context = TickContext {
        at: tick,
        schema: &deployed.rulebook.schema,
        project_zone: Zone::named("Asia/Shanghai").unwrap(),
        leap: LeapPolicy::February28,
        watermarks: &watermarks,
    };
    let rules: Vec<_> = deployed.rulebook.rules.iter().collect();
    let mut times = Vec::new();
    let mut counts = BTreeMap::new();
    for _ in 0..=PASSES {
        let began = Instant::now();
        let plan = Plan::new(&rules, &deployed.rulebook.schema);
        let asked = vec![Asked::default(); rules.len()];
        let found = pass(
            &plan,
            &projection.segments(),
            &asked,
            &context,
            PassOptions::with_threads(2),
        )
        .unwrap();
        times.push(began.elapsed());
        for (rule, found) in rules.iter().zip(&found) {
            counts.insert(rule.title().to_owned(), found.yes.count());
        }
    }
    // The first warms up and does not count.
    let mut times = times.split_off(1);
    times.sort();
    let median = times[PASSES / 2];
    println!(
        "pass of {} rules: median {median:.2?}, fastest {:.2?}",
        rules.len(),
        times[0]
    );
    if let Some(duckdb) = duckdb {
        println!(
            "  against DuckDB's selection: {:.2} times as fast",
            ratio(duckdb.seconds, median)
        );
        let different: Vec<_> = duckdb
            .counts
            .iter()
            .filter(|(title, count)| counts.get(*title) != Some(count))
            .map(|(title, count)| format!("{title}: DuckDB {count}, we {:?}", counts.get(title)))
            .collect();
        assert!(
            different.is_empty(),
            "counts differ: {}",
            different.join("; ")
        );
        println!("  all {} counts are the same", counts.len());
    }
    session.close().unwrap();
}

/// One working day as a whole process, one customer in a hundred touched since the day before.
fn working_day(folder: &Path, base: &Path, duckdb: Option<&Duckdb>) {
    let (time, _) = perennial(folder, &["run", "--at", "2026-05-31 23:00"], Path::new(""));
    println!("the week before, from the rules' beginning: {time:.2?}");
    let mut touched = String::from("customer_id,points\n");
    let text = fs::read_to_string(base.join("customers.csv")).unwrap();
    for line in text.lines().skip(1).step_by(100) {
        let id = line.split(',').next().unwrap();
        writeln!(touched, "{id},4321").unwrap();
    }
    let file = folder.join("touched.csv");
    fs::write(&file, touched).unwrap();
    perennial(
        folder,
        &["import", "customers", "--as-of", "2026-05-31 23:30"],
        &file,
    );
    let (time, peak) = perennial(folder, &["run", "--at", "2026-06-01 09:30"], Path::new(""));
    let decided = fs::read_to_string(folder.join("last-output")).unwrap();
    println!("{decided}");
    println!("a working day, whole process: {time:.2?}, peak {peak} MB");
    if let Some(duckdb) = duckdb {
        println!(
            "  against DuckDB's selection alone: {:.2} times its time",
            1.0 / ratio(duckdb.seconds, time)
        );
    }
}

/// Decisions of some 150 bytes, 256 to an entry, each entry durable before the next is asked for.
fn durable_decisions() {
    let folder = std::env::temp_dir().join("perennial-figures-journal");
    let _ = fs::remove_dir_all(&folder);
    let holder = Holder {
        command: "bench".to_owned(),
        since: String::new(),
    };
    let store = SledStore::open(&folder, &holder).unwrap();
    let entry = Entry {
        payload: vec![7; 256 * 150],
        writes: Vec::new(),
    };
    let groups = 1_000;
    let began = Instant::now();
    for _ in 0..groups / 8 {
        store.commit_all(vec![entry.clone(); 8]).unwrap();
    }
    let time = began.elapsed();
    println!(
        "durable decisions: {}/s in groups of 256, eight groups a commit",
        rate(groups * 256, time)
    );
    store.close().unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

fn thousand_rules() {
    use perennial::runtime::rulebook;
    use perennial::store::book::wire::TextsRecord;
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rules");
    let read = |name: &str| fs::read_to_string(rules.join(name)).unwrap();
    let twenty = read("twenty.rules");
    let mut texts = TextsRecord {
        zone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
        leap_on_march_1: false,
        rules: vec![("schema.rules".to_owned(), read("schema.rules"))],
        templates: Vec::new(),
    };
    for copy in 0..50 {
        let text = twenty.replace("rule \"", &format!("rule \"{copy} "));
        texts.rules.push((format!("{copy}.rules"), text));
    }
    let began = Instant::now();
    let checked = rulebook::check(&texts).rulebook;
    let time = began.elapsed();
    let Ok(checked) = checked else {
        panic!("the twenty rules are clean");
    };
    assert_eq!(checked.rulebook.rules.len(), 1_000);
    println!("1,000 rules parsed and checked in {time:.2?}");
    let around = Around {
        zone: Zone::named("Asia/Shanghai").unwrap(),
        leap: LeapPolicy::February28,
        today: Day::parse("2026-06-01").unwrap(),
        base: None,
    };
    let began = Instant::now();
    let said = analyse(&checked.rulebook, &around).len();
    let time = began.elapsed();
    println!("1,000 rules analysed in {time:.2?}, {said} things to say");
}

struct Duckdb {
    seconds: f64,
    counts: BTreeMap<String, u64>,
}

fn duckdb(base: &Path) -> Option<Duckdb> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/baseline/duckdb_rules.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(base)
        .output()
        .unwrap();
    if !output.status.success() {
        println!("no baseline: {}", String::from_utf8_lossy(&output.stderr));
        return None;
    }
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let counts = result["counts"].as_object().unwrap();
    let counts = counts
        .iter()
        .map(|(title, count)| (title.clone(), count.as_u64().unwrap()));
    let seconds = result["seconds"].as_f64().unwrap();
    println!(
        "{}, {} threads: the same rules as SQL in {seconds:.3} s (CPU {}), loading {} s",
        result["engine"], result["threads"], result["cpu_seconds"], result["load_seconds"]
    );
    Some(Duckdb {
        seconds,
        counts: counts.collect(),
    })
}

/// Runs the binary in the project; its time and its peak memory in MB. Keeps what it printed.
fn perennial(folder: &Path, arguments: &[&str], file: &Path) -> (Duration, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_perennial"));
    command.arg("--project").arg(folder).args(arguments);
    if file != Path::new("") {
        command.arg(file);
    }
    let output = folder.join("last-output");
    command
        .stdout(fs::File::create(&output).unwrap())
        .stderr(Stdio::inherit());
    let began = Instant::now();
    let mut child = command.spawn().unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak_kb = 0;
    let time = loop {
        if let Some(exit) = child.try_wait().unwrap() {
            let time = began.elapsed();
            assert!(
                exit.success(),
                "{arguments:?}: {}",
                fs::read_to_string(&output).unwrap()
            );
            break time;
        }
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok());
        peak_kb = kb.unwrap_or(peak_kb);
        std::thread::sleep(Duration::from_millis(1));
    };
    (time, peak_kb / 1024)
}

fn rate(count: usize, time: Duration) -> u64 {
    (count as f64 / time.as_secs_f64()) as u64
}

/// How many times as long the baseline takes.
fn ratio(baseline_seconds: f64, time: Duration) -> f64 {
    baseline_seconds / time.as_secs_f64()
}
