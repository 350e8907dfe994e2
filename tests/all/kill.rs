//! The real program killed at random moments of import, deploy and run, then given the same command
//! again: in the end everything is as if it had never been killed.
//!
//! `PERENNIAL_KILL_CYCLES` asks for more kills than the 60 of every test run; `PERENNIAL_KILL_SEED`
//! repeats the moments of an earlier one, as far as the machine does.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use perennial::model::calendar::Birthday;
use perennial::model::moment::{DAY_MS, Moment};
use perennial::runtime::dispatch::hex;
use perennial::store::book::Book;
use perennial::store::{Holder, SledStore};
use tempfile::TempDir;

use super::runs::checker::{State, assert_sink, assert_sound};
use super::runs::shop;
use super::runs::world::{self, Dice, Fact, Happening, Person, at};

const PEOPLE: u64 = 150;
const DAYS: i64 = 8;

/// A project folder and the commands given in it.
struct Project {
    folder: TempDir,
    commands: Vec<Vec<String>>,
}

#[test]
fn killed_at_any_moment_nothing_is_doubled_and_nothing_is_missing() {
    let kills_wanted = number("PERENNIAL_KILL_CYCLES").unwrap_or(60);
    let seed = number("PERENNIAL_KILL_SEED")
        .unwrap_or_else(|| perennial::runtime::clock::now().0.unsigned_abs());
    println!("PERENNIAL_KILL_SEED={seed}");
    let mut dice = Dice(seed);

    let model = Project::new();
    let takes: Vec<Duration> = (0..model.commands.len())
        .map(|at| model.finish(at))
        .collect();
    let expected = model.result();
    assert!(expected.1.len() > 20, "only {} mails", expected.1.len());

    let mut kills = 0;
    while kills < kills_wanted {
        let project = Project::new();
        for (at, takes) in takes.iter().enumerate() {
            // Until a good many kills have hit; a command that gets through is given once more, too.
            let mut hits = 0;
            while hits < 5 {
                let after = dice.roll(takes.as_micros() as u64 * 11 / 10);
                if project.killed(at, Duration::from_micros(after)) {
                    kills += 1;
                }
                hits += 1;
            }
            project.finish(at);
        }
        let result = project.result();
        assert_eq!(result.0, expected.0, "decisions");
        assert_eq!(result.1, expected.1, "mails");
    }
    println!("{kills} kills");
}

impl Project {
    fn new() -> Self {
        let folder = world::folder();
        let root = folder.path();
        let first = at("2026-03-01 00:00");
        let mut people = shop::people(PEOPLE, 21);
        for person in &mut people {
            // A row with a wrong zone would be rejected.
            person
                .facts
                .retain(|(_, fact)| !matches!(fact, Fact::Text(text) if text.contains("Nowhere")));
        }
        let events = shop::events(PEOPLE, first, DAYS, 23);
        let texts = shop::rules();
        write(
            root,
            "perennial.toml",
            "[project]\nzone = \"Asia/Shanghai\"\ncurrency = \"CNY\"\n",
        );
        write(root, "rules/all.rules", &texts.rules[0].1);
        for (name, text) in &texts.templates {
            write(root, &format!("templates/{name}"), text);
        }
        write(root, "customers.csv", &customers(&people));
        let middle = first.plus_ms(DAYS / 2 * DAY_MS);
        let day = |day: i64| first.plus_ms(day * DAY_MS - 1);
        let mut commands = vec![words(&format!("deploy --at {}", day(0)))];
        commands.push(words("import customers customers.csv"));
        for (half, from, to) in [
            ("early", Moment(i64::MIN), middle),
            ("late", middle, Moment(i64::MAX)),
        ] {
            for kind in ["purchase", "visit", "complaint"] {
                let file = format!("{half}-{kind}.csv");
                let rows = rows(&events, kind, from, to);
                write(root, &file, &rows);
                commands.push(words(&format!("import events {kind} {file}")));
            }
            let days = if half == "early" {
                1..=DAYS / 2
            } else {
                DAYS / 2 + 1..=DAYS
            };
            for number in days {
                commands.push(words(&format!("run --at {}", day(number))));
            }
        }
        Self { folder, commands }
    }

    fn command(&self, at: usize) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_perennial"));
        command
            .args(&self.commands[at])
            .current_dir(self.folder.path())
            .stdout(Stdio::null());
        command
    }

    /// Gives a command and lets it come to its end.
    fn finish(&self, at: usize) -> Duration {
        let started = Instant::now();
        let output = self.command(at).output().expect("the binary starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{:?}: {said}", self.commands[at]);
        started.elapsed()
    }

    /// Gives a command and kills it after this time. Whether that hit.
    fn killed(&self, at: usize, after: Duration) -> bool {
        let mut child = self
            .command(at)
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        // Nobody ever sends: a wait that keeps to its time.
        let (_keep, wait) = mpsc::channel::<()>();
        let _ = wait.recv_timeout(after);
        child.kill().expect("it can be killed");
        let status = child.wait().expect("it ends");
        match status.code() {
            None => {
                let outbox = self.folder.path().join("outbox");
                // What has left must be in the store that is found now.
                if outbox.is_dir() {
                    assert_sink(&self.store(), &outbox, false);
                }
                true
            }
            Some(0) => false,
            Some(code) => panic!("{:?} ended with {code}", self.commands[at]),
        }
    }

    fn store(&self) -> SledStore {
        let holder = Holder {
            command: "a test".to_owned(),
            since: "now".to_owned(),
        };
        SledStore::open(&self.folder.path().join("store"), &holder).expect("a store")
    }

    /// Every decision, in an order of its own, and every mail.
    fn result(&self) -> (Vec<String>, BTreeSet<String>) {
        let store = self.store();
        let outbox: PathBuf = self.folder.path().join("outbox");
        assert_sound(&store);
        assert_sink(&store, &outbox, true);
        let state = State::of(&store);
        assert_eq!(
            state.position,
            Some(at("2026-03-01 00:00").plus_ms(DAYS * DAY_MS - 1))
        );
        // An import that was killed may leave event numbers unused, and entries are named by number:
        // here each is named by what it is about.
        let mut names = BTreeMap::new();
        for decided in Book::new(&store).decided() {
            let (_, decided) = decided.expect("readable");
            for decision in decided.decisions {
                let about = decision.event.unwrap_or(format!("slot {}", decision.slot));
                let name = format!("{about} rule {} at {}", decision.rule_no, decided.tick_ms);
                names.insert(hex(&decision.entry), name);
            }
        }
        let named = |text: &str| {
            let id = text
                .split([' ', '-'])
                .find(|word| names.contains_key(*word));
            id.map_or_else(|| text.to_owned(), |id| text.replace(id, &names[id]))
        };
        let mut decisions: Vec<String> = state.decisions.iter().map(|one| named(one)).collect();
        decisions.sort();
        let mails = world::mails(&outbox).into_keys().map(|mail| named(&mail));
        (decisions, mails.collect())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a longer run is asked for from outside"
)]
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

fn write(root: &Path, name: &str, text: &str) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("writable");
    std::fs::write(path, text).expect("writable");
}

fn customers(people: &[Person]) -> String {
    let columns = [
        "name",
        "email",
        "time_zone",
        "birthday",
        "tier",
        "marketing_consent",
        "unsubscribed",
    ];
    let mut text = format!("customer_id,{}\n", columns.join(","));
    for person in people {
        text.push_str(&person.id);
        for column in columns {
            let fact = person.facts.iter().find(|(name, _)| *name == column);
            let shown = fact.map_or_else(String::new, |(_, fact)| cell(column, fact));
            write!(text, ",{shown}").expect("a text can be written to");
        }
        text.push('\n');
    }
    text
}

fn rows(events: &[Happening], kind: &str, from: Moment, to: Moment) -> String {
    let columns: &[&str] = match kind {
        "purchase" => &["amount"],
        "visit" => &["page"],
        _ => &["severity", "status", "opened_at"],
    };
    let mut text = format!("id,customer_id,at,amended_at,{}\n", columns.join(","));
    let wanted = events
        .iter()
        .filter(|event| event.kind == kind && (from..to).contains(&event.at));
    for event in wanted {
        for (after_ms, facts) in &event.versions {
            let amended = match after_ms {
                0 => String::new(),
                after => event.at.plus_ms(*after).to_string(),
            };
            let customer = format!("C{:03}", event.customer);
            write!(text, "{},{customer},{},{amended}", event.id, event.at).expect("a text");
            for column in columns {
                let (_, fact) = facts
                    .iter()
                    .find(|(name, _)| name == column)
                    .expect("there");
                write!(text, ",{}", cell(column, fact)).expect("a text");
            }
            text.push('\n');
        }
    }
    text
}

/// A value as a file writes it.
fn cell(column: &str, fact: &Fact) -> String {
    let option = |words: &[&str], at: i64| words[at as usize].to_owned();
    match (column, fact) {
        (_, Fact::Text(text)) => text.clone(),
        ("tier", Fact::Int(at)) => option(&["regular", "silver", "gold"], *at),
        ("severity", Fact::Int(at)) => option(&["low", "high"], *at),
        ("status", Fact::Int(at)) => option(&["open", "resolved"], *at),
        ("marketing_consent" | "unsubscribed", Fact::Int(at)) => option(&["no", "yes"], *at),
        ("birthday", Fact::Int(packed)) => {
            Birthday::unpacked(*packed).expect("a birthday").to_string()
        }
        ("amount", Fact::Int(minor)) => format!("{}.{:02}", minor / 100, minor % 100),
        ("opened_at", Fact::Int(ms)) => Moment(*ms).to_string(),
        (_, Fact::Int(int)) => int.to_string(),
    }
}
