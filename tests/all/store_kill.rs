//! The store against `kill -9`, a file-size limit and a full disk. The test binary runs
//! itself as the process that dies: what it acknowledged on its standard output before that
//! must be in the store when it is opened again, whole and once.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use perennial::store::{Entry, Holder, Keys, SledStore, Store, StoreError, Tree, Write, journal};
use tempfile::TempDir;

const FOLDER: &str = "PERENNIAL_TEST_STORE_KILL";
const THREADS: u64 = 3;

fn open(folder: &Path) -> Result<SledStore, StoreError> {
    SledStore::open(
        folder,
        &Holder {
            command: "a test".to_owned(),
            since: "now".to_owned(),
        },
    )
}

/// What thread `thread` commits on its turn `turn`: sometimes of several parts, always with
/// writes to two trees, one of which changes what an earlier commit wrote.
fn entry(thread: u64, turn: u64) -> Entry {
    let length = if turn % 7 == 3 {
        30_000
    } else {
        40 + turn % 200
    };
    let mut payload = [thread.to_be_bytes(), turn.to_be_bytes()].concat();
    payload.resize(length as usize, turn as u8);
    let counter = Write::put(Tree::Ledger, thread.to_be_bytes(), turn.to_be_bytes());
    let delivery = Write::put(Tree::Outbox, payload[..16].to_vec(), vec![turn as u8; 300]);
    let done = Write::remove(
        Tree::Outbox,
        [thread.to_be_bytes(), turn.wrapping_sub(5).to_be_bytes()].concat(),
    );
    Entry {
        payload,
        writes: vec![counter, delivery, done],
    }
}

/// Not a test by itself: the process that is killed. Each thread commits until it is
/// stopped, and says so after each commit.
#[test]
fn commits_until_it_is_stopped() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    println!("\nopening");
    let store = open(Path::new(&folder)).expect("the store opens");
    println!("\nopen");
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = &store;
            scope.spawn(move || {
                let start = store
                    .get(Tree::Ledger, &thread.to_be_bytes())
                    .expect("readable");
                let start = start.map_or(0, |turn| {
                    u64::from_be_bytes(turn.try_into().expect("eight bytes")) + 1
                });
                for turn in start.. {
                    match store.commit(entry(thread, turn)) {
                        Ok(sequence) => {
                            let line = format!("\nacknowledged {sequence} {thread} {turn}\n");
                            // One write a line, so that lines of several threads stay whole.
                            std::io::stdout()
                                .write_all(line.as_bytes())
                                .expect("the parent listens");
                        }
                        Err(error) => {
                            println!("\nfailed {error}");
                            break;
                        }
                    }
                }
            });
        }
    });
    // It stopped writing, and says why, and can still be read.
    let kept = journal::read(&store, 1)
        .map_while(|recorded| {
            recorded
                .inspect_err(|error| println!("\nunreadable {error}"))
                .ok()
        })
        .count();
    println!("\nreadable {kept}");
    println!(
        "\nrefused {}",
        store.sync().expect_err("it writes nothing more")
    );
}

fn child(folder: &OsStr, program: &mut Command) -> Child {
    program
        .args([
            "--exact",
            "store_kill::commits_until_it_is_stopped",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .expect("the test binary starts")
}

fn lines(child: &mut Child) -> mpsc::Receiver<String> {
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        output
            .lines()
            .map_while(Result::ok)
            .try_for_each(|line| send.send(line).ok())
    });
    receive
}

#[derive(Default)]
struct Acknowledged(BTreeMap<u64, (u64, u64)>);

impl Acknowledged {
    /// A line cut off by the kill is no acknowledgement.
    fn note(&mut self, line: &str) -> bool {
        let mut words = line.split(' ');
        if words.next() != Some("acknowledged") {
            return false;
        }
        let numbers: Vec<u64> = words.filter_map(|word| word.parse().ok()).collect();
        if let [sequence, thread, turn] = numbers[..] {
            let before = self.0.insert(sequence, (thread, turn));
            assert_eq!(before, None, "sequence {sequence} was given twice");
        }
        true
    }

    /// Opens the store and compares all of it with what was acknowledged.
    fn check(&self, folder: &Path) -> u64 {
        let store = open(folder).expect("the store opens after a kill");
        let count = journal::verify(&store).expect("the journal is whole");
        let mut trees: BTreeMap<Tree, BTreeMap<Vec<u8>, Vec<u8>>> = BTreeMap::new();
        let mut next = [0; THREADS as usize];
        for recorded in journal::read(&store, 1) {
            let recorded = recorded.expect("whole");
            let number = |at| {
                u64::from_be_bytes(
                    recorded.entry.payload[at..at + 8]
                        .try_into()
                        .expect("eight bytes"),
                )
            };
            let (thread, turn) = (number(0), number(8));
            assert_eq!(recorded.entry, entry(thread, turn));
            assert_eq!(
                turn, next[thread as usize],
                "a commit is missing or there twice"
            );
            next[thread as usize] += 1;
            if let Some(acknowledged) = self.0.get(&recorded.sequence) {
                assert_eq!(*acknowledged, (thread, turn));
            }
            for write in recorded.entry.writes {
                let tree = trees.entry(write.tree).or_default();
                match write.value {
                    Some(value) => tree.insert(write.key, value),
                    None => tree.remove(&write.key),
                };
            }
        }
        let last = self.0.last_key_value().map_or(0, |(sequence, _)| *sequence);
        assert!(
            last <= count,
            "{last} was acknowledged, the journal ends at {count}"
        );
        for tree in [Tree::Ledger, Tree::Outbox] {
            let kept: BTreeMap<_, _> = store
                .range(tree, Keys::all())
                .collect::<Result<_, _>>()
                .expect("readable");
            assert_eq!(
                kept,
                trees.remove(&tree).unwrap_or_default(),
                "the tree {} and the journal differ",
                tree.name()
            );
        }
        store.close().expect("closes");
        count
    }
}

fn kill_cycles(cycles: u64) {
    let folder = TempDir::new().expect("a folder");
    let mut acknowledged = Acknowledged::default();
    let mut dice = 1_u64;
    for cycle in 0..cycles {
        dice = dice
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let binary = std::env::current_exe().expect("this test");
        let mut child = child(folder.path().as_os_str(), &mut Command::new(binary));
        let output = lines(&mut child);
        // Every fifth dies while it opens, the others after some commits and a random while.
        let (word, times) = if cycle % 5 == 0 {
            ("opening", 1)
        } else {
            ("acknowledged", 1 + (dice >> 33) % 60)
        };
        let mut seen = 0;
        while seen < times {
            let line = output
                .recv_timeout(Duration::from_secs(60))
                .expect("the child works");
            acknowledged.note(&line);
            seen += u64::from(line.starts_with(word));
        }
        let (_never, pause) = mpsc::channel::<()>();
        let _ = pause.recv_timeout(Duration::from_micros((dice >> 40) % 12_000));
        child.kill().expect("still alive");
        child.wait().expect("dead");
        for line in output {
            acknowledged.note(&line);
        }
        // The store is as a whole process left it only every third time, so that kills
        // also meet what an earlier kill left.
        if cycle % 3 == 0 || cycle + 1 == cycles {
            acknowledged.check(folder.path());
        }
    }
    assert!(
        acknowledged.0.len() as u64 > cycles * 5,
        "the children were killed before they could work"
    );
}

#[test]
fn kills_lose_and_tear_nothing() {
    kill_cycles(30);
}

/// On demand: `cargo test -- --ignored kills_lose_and_tear_nothing_at_length`.
#[test]
#[ignore = "takes minutes"]
fn kills_lose_and_tear_nothing_at_length() {
    kill_cycles(500);
}

/// How a child ended whose writes began to fail.
#[derive(Debug, Default)]
struct Ended {
    last: u64,
    readable: u64,
    unreadable: Option<String>,
}

/// Runs the child until it fails by itself and checks what it said.
fn until_it_fails(mut child: Child, acknowledged: &mut Acknowledged) -> Ended {
    let (mut ended, mut refused) = (Ended::default(), String::new());
    for line in lines(&mut child) {
        if acknowledged.note(&line) {
            continue;
        }
        match line.split_once(' ') {
            Some(("readable", count)) => ended.readable = count.parse().expect("a number"),
            Some(("unreadable", why)) => ended.unreadable = Some(why.to_owned()),
            Some(("refused", why)) => why.clone_into(&mut refused),
            _ => {}
        }
    }
    assert!(child.wait().expect("ended").success(), "{ended:?}");
    assert!(
        refused.contains("stopped writing") && refused.contains("disk is full"),
        "{refused}"
    );
    ended.last = acknowledged
        .0
        .last_key_value()
        .map_or(0, |(sequence, _)| *sequence);
    assert!(ended.last > 0, "{ended:?}");
    ended
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_grow_stops_the_store_without_loss() {
    let folder = TempDir::new().expect("a folder");
    let binary = std::env::current_exe().expect("this test");
    let mut acknowledged = Acknowledged::default();
    // Units of 512 or 1,024 bytes, by the shell; the signal is ignored so that the write fails.
    let script = "trap '' XFSZ; ulimit -f 8192; exec \"$0\" \"$@\"";
    let mut program = Command::new("sh");
    program.arg("-c").arg(script).arg(&binary);
    let ended = until_it_fails(
        child(folder.path().as_os_str(), &mut program),
        &mut acknowledged,
    );
    // What cannot be read until the next opening is said, not left out.
    assert!(
        ended.readable >= ended.last || ended.unreadable.is_some(),
        "{ended:?}"
    );
    assert!(acknowledged.check(folder.path()) >= ended.last);

    // With room again it goes on from there.
    let mut child = child(folder.path().as_os_str(), &mut Command::new(binary));
    let output = lines(&mut child);
    let more = output
        .iter()
        .filter(|line| acknowledged.note(line))
        .take(20)
        .count();
    child.kill().expect("still alive");
    child.wait().expect("dead");
    assert_eq!(more, 20);
    for line in output {
        acknowledged.note(&line);
    }
    acknowledged.check(folder.path());
}

/// A disk of 96 MB, of which the store leaves 64 free, where this machine lets an ordinary user mount one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_store_without_loss() {
    let folder = TempDir::new().expect("a folder");
    let script = r#"
        mount -t tmpfs -o size=96m tmpfs "$PERENNIAL_TEST_STORE_KILL" || exit 77
        mkdir "$PERENNIAL_TEST_STORE_KILL/store"
        kept=$1; shift
        PERENNIAL_TEST_STORE_KILL="$PERENNIAL_TEST_STORE_KILL/store" "$0" "$@"
        code=$?
        cp -r "$PERENNIAL_TEST_STORE_KILL/store" "$kept"
        exit $code"#;
    let possible = Command::new("unshare")
        .args(["-rm", "true"])
        .status()
        .is_ok_and(|status| status.success());
    if !possible {
        println!("skipped: no private mounts here; a file-size limit is tested in its place");
        return;
    }
    let kept = TempDir::new().expect("a folder");
    let binary = std::env::current_exe().expect("this test");
    let mut program = Command::new("unshare");
    program
        .args(["-rm", "sh", "-c", script])
        .arg(&binary)
        .arg(kept.path());
    let mut acknowledged = Acknowledged::default();
    let ended = until_it_fails(
        child(folder.path().as_os_str(), &mut program),
        &mut acknowledged,
    );
    assert!(
        ended.readable >= ended.last && ended.unreadable.is_none(),
        "{ended:?}"
    );
    assert!(acknowledged.check(&kept.path().join("store")) >= ended.last);
}
