//! What people read on the terminal, command by command: each case is a text file with the commands of
//! one sitting and, below each, what was printed and the exit code.
//!
//! | line | meaning |
//! |---|---|
//! | `# …` | a remark |
//! | `file PATH`, text, `end` | writes a file |
//! | `append PATH`, text, `end` | adds to a file |
//! | `hold` / `release` | another process holds the store of `shop/` from here to there |
//! | `$ perennial …` | a command, given in the folder of the case; quotes, and `NAME=value` before it, as in a shell |
//! | everything else | what the command above it printed; `2 \|` before lines for standard error |
//!
//! `[folder]` stands for the folder of the case, `[pid]` for a process, `[now]` for an instant of
//! today, `[version]` for the version of a rulebook, `[port]` for a port on which nobody listens. With `UPDATE_GOLDEN=1` the files are written
//! anew from what is printed; read the difference before you commit it.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use perennial::store::{Holder, SledStore};
use tempfile::TempDir;

struct Case {
    folder: TempDir,
    port: u16,
    held: Option<SledStore>,
    /// The file as it should be, built as the commands run.
    text: String,
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/golden/cases");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the cases are part of the project")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_command_prints_what_its_case_says() {
    let cases = cases();
    assert!(cases.len() >= 8, "only {} cases were found", cases.len());
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut wrong = Vec::new();
    for path in cases {
        let written = fs::read_to_string(&path).expect("readable");
        let printed = Case::new().play(&written);
        if printed == written {
            continue;
        }
        if update {
            fs::write(&path, printed).expect("writable");
        } else {
            wrong.push(format!(
                "{}\n{}",
                path.display(),
                difference(&written, &printed)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nwith UPDATE_GOLDEN=1 the cases are written anew",
        wrong.join("\n")
    );
}

/// The first lines that differ.
fn difference(written: &str, printed: &str) -> String {
    let (mut left, mut right) = (written.lines(), printed.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let rest: Vec<&str> = b.into_iter().chain(right.take(12)).collect();
                return format!(
                    "line {number} should be\n  {}\nand from there on is\n  {}",
                    a.unwrap_or("(the end)"),
                    rest.join("\n  ")
                );
            }
        }
    }
    "the ends of lines differ".to_owned()
}

impl Case {
    fn new() -> Self {
        // Bound and let go: nobody else asks for it at once.
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        Self {
            folder: TempDir::new().expect("a folder for one case"),
            port,
            held: None,
            text: String::new(),
        }
    }

    /// Plays a case and returns it as it should be written.
    fn play(mut self, written: &str) -> String {
        let mut lines = written.lines().peekable();
        let mut in_output = false;
        while let Some(line) = lines.next() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "$" => {
                    self.say(line);
                    self.command(rest);
                    in_output = true;
                }
                "file" | "append" => {
                    self.say(line);
                    let mut text = String::new();
                    for line in lines.by_ref() {
                        self.say(line);
                        if line == "end" {
                            break;
                        }
                        text.push_str(line);
                        text.push('\n');
                    }
                    self.write(word, rest, &text);
                    in_output = false;
                }
                "hold" | "release" => {
                    self.say(line);
                    self.held = (word == "hold").then(|| self.hold());
                    in_output = false;
                }
                "#" => {
                    self.say(line);
                    in_output = false;
                }
                // The blank line that sets commands apart.
                "" if lines.peek().is_none_or(|next| is_ours(next)) => self.say(line),
                _ if in_output => {}
                _ => self.say(line),
            }
        }
        self.text
    }

    fn say(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn write(&self, word: &str, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("writable");
        let text = text.replace("[port]", &self.port.to_string());
        let before = match word {
            "append" => fs::read_to_string(&path).expect("a file to add to"),
            _ => String::new(),
        };
        fs::write(path, before + &text).expect("writable");
    }

    fn hold(&self) -> SledStore {
        let holder = Holder {
            command: "perennial serve".to_owned(),
            since: "2025-03-01T08:00:00+08:00".to_owned(),
        };
        SledStore::open(&self.folder.path().join("shop/store"), &holder).expect("a free store")
    }

    fn command(&mut self, line: &str) {
        let words = words(line);
        let named = words.iter().map_while(|word| word.split_once('='));
        let named: Vec<(&str, &str)> = named.collect();
        let (program, arguments) = words[named.len()..].split_first().expect("a command");
        assert_eq!(program, "perennial", "{line}");
        let output = Command::new(env!("CARGO_BIN_EXE_perennial"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("RUST_BACKTRACE")
            .env("COLUMNS", "100")
            .env_remove("LANGUAGE")
            .env("LC_ALL", "C")
            .envs(named)
            .output()
            .expect("the binary starts");
        for line in self.plain(&output.stdout).lines() {
            self.text.push_str(line);
            self.text.push('\n');
        }
        for line in self.plain(&output.stderr).lines() {
            self.text.push_str(format!("2 | {line}").trim_end());
            self.text.push('\n');
        }
        let code = output.status.code().expect("not killed");
        self.say(&format!("[exit {code}]"));
    }

    /// What was printed, without what differs from machine to machine.
    fn plain(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).expect("what we print is UTF-8");
        let folder = self.folder.path().display().to_string();
        let real = fs::canonicalize(self.folder.path()).expect("it is there");
        let text = text.replace(&folder, "[folder]");
        let text = text.replace(&real.display().to_string(), "[folder]");
        let text = text.replace(&format!(":{}", self.port), ":[port]");
        let text = text.replace(&format!("pid {}", std::process::id()), "pid [pid]");
        let now = perennial::runtime::clock::now();
        let days = [now, now.plus_ms(8 * perennial::model::moment::HOUR_MS)]
            .map(|at| at.to_string()[..10].to_owned());
        text.lines()
            .map(|line| match days.iter().find_map(|day| line.find(day)) {
                Some(at) => {
                    let end = line[at..]
                        .find(['"', ' '])
                        .map_or(line.len(), |end| at + end);
                    format!("{}[now]{}\n", &line[..at], &line[end..])
                }
                None => format!("{}\n", line.trim_end()),
            })
            .map(|line: String| without_version(&line))
            .collect()
    }
}

/// A rulebook's version is a hash that every edit of the files that `init` makes would change.
fn without_version(line: &str) -> String {
    let said = ["version ", "版本 "]
        .iter()
        .find_map(|word| Some((word, line.split_once(word)?)));
    let Some((word, (before, after))) = said else {
        return line.to_owned();
    };
    let digits = after.chars().take_while(char::is_ascii_hexdigit).count();
    match digits {
        16 => format!("{before}{word}[version]{}", &after[digits..]),
        _ => line.to_owned(),
    }
}

/// Whether a line of a case is an instruction.
fn is_ours(line: &str) -> bool {
    ["$ ", "file ", "append ", "# "]
        .iter()
        .any(|start| line.starts_with(start))
        || line == "hold"
        || line == "release"
}

/// The words of a command line; quotes keep blanks.
fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quote, mut open) = (None, false);
    for character in line.chars() {
        match (quote, character) {
            (Some(end), c) if c == end => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                if !open {
                    words.push(String::new());
                    open = true;
                }
            }
            (None, ' ') => open = false,
            (_, c) => {
                if !open {
                    words.push(String::new());
                    open = true;
                }
                words.last_mut().expect("pushed above").push(c);
            }
        }
    }
    words
}
