//! `perennial fmt`: rules files in the one layout, or in the other language.

use super::check::must_exist;
use super::failure::Failure;
use super::rewrite::rewrite;
use super::{Place, language, print};
use crate::language::diagnostics::render::render_all;
use crate::language::said::Language;
use crate::runtime::format::{Formatted, Formatter};
use crate::runtime::rulebook::read_rules;
use clap::Args;
use similar::TextDiff;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Bring rules files into the one layout, or translate them.
#[derive(Args)]
pub struct Fmt {
    /// Rules files or folders, or - to read one text and print it; without them, the project's rules/.
    paths: Vec<PathBuf>,
    /// Change nothing; print what would change, and fail if anything would.
    #[arg(long)]
    check: bool,
    /// Translate the rules: en or zh. For the language of messages, write --lang before fmt.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    lang: Option<Language>,
}

/// How many files there were of each sort.
#[derive(Default)]
struct Count {
    changed: usize,
    same: usize,
    failed: usize,
}

impl Fmt {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let said = place.language;
        let mut formatter = Formatter::new(place.project.clone(), self.lang);
        if self.paths.iter().any(|path| path == Path::new("-")) {
            return self.standard_input(&mut formatter, said);
        }
        let paths = if self.paths.is_empty() {
            vec![place.project()?.rules_folder()]
        } else {
            self.paths.clone()
        };
        must_exist(&paths, said)?;
        let files = read_rules(&paths)?;
        if files.is_empty() {
            return Err(Failure::input(said.pick(
                "there is no file ending in .rules here",
                "这里没有以 .rules 结尾的文件",
            )));
        }
        let mut count = Count::default();
        for file in &files {
            match formatter.file(file)? {
                Formatted::Text(text) if text == file.text => count.same += 1,
                Formatted::Text(text) => {
                    count.changed += 1;
                    if self.check {
                        print(&difference(&file.name, &file.text, &text));
                    } else {
                        rewrite(file, &text, said)?;
                        print(&format!("{}\n", file.name));
                    }
                }
                not => {
                    count.failed += 1;
                    eprintln!("{}", why_not(&file.name, &not, said));
                }
            }
        }
        self.sum_up(&count, said)
    }

    fn sum_up(&self, count: &Count, said: Language) -> Result<(), Failure> {
        let (changed, same, failed) = (count.changed, count.same, count.failed);
        let files = |count: usize| match count {
            1 => "1 file".to_owned(),
            more => format!("{more} files"),
        };
        let line = match (said, self.check) {
            (Language::English, false) => {
                format!("{} changed, {same} left as before", files(changed))
            }
            (Language::English, true) => {
                format!("{} would change, {same} would not", files(changed))
            }
            (Language::Chinese, false) => format!("改写 {changed} 个文件，{same} 个无须改动"),
            (Language::Chinese, true) => format!("{changed} 个文件需要改动，{same} 个无须改动"),
        };
        print(&format!("{line}\n"));
        if failed > 0 {
            return Err(Failure::input(said.pick(
                format!("{} could not be formatted", files(failed)),
                format!("{failed} 个文件无法整理"),
            )));
        }
        if self.check && changed > 0 {
            return Err(Failure::input(""));
        }
        Ok(())
    }

    fn standard_input(&self, formatter: &mut Formatter, said: Language) -> Result<(), Failure> {
        if self.paths.len() > 1 {
            return Err(Failure::usage(said.pick(
                "- stands alone: it reads one text and prints it",
                "- 只能单独使用：读入一份文本并打印出来",
            )));
        }
        let outside = |why: std::io::Error| Failure::outside(why.to_string());
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(outside)?;
        let given = String::from_utf8_lossy(&bytes);
        let here = std::env::current_dir().map_err(outside)?;
        match formatter.text(&given, &here)? {
            Formatted::Text(text) if !self.check => {
                print(&text);
                Ok(())
            }
            Formatted::Text(text) if text == given => Ok(()),
            Formatted::Text(text) => {
                print(&difference("-", &given, &text));
                Err(Failure::input(""))
            }
            not => {
                eprintln!("{}", why_not("-", &not, said));
                Err(Failure::input(""))
            }
        }
    }
}

fn difference(name: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after)
        .unified_diff()
        .header(name, name)
        .to_string()
}

fn why_not(name: &str, not: &Formatted, said: Language) -> String {
    match not {
        Formatted::Mistaken(source, mistakes) => {
            render_all(mistakes, std::slice::from_ref(source), said)
        }
        Formatted::Withheld | Formatted::Text(_) => said.pick(
            format!("{name} was left as it is: laid out anew it would not say the same"),
            format!("{name} 保持原样：整理之后意思会变"),
        ),
    }
}
