//! F7: the command line, one command a file.
#![expect(
    clippy::print_stderr,
    reason = "the command line is where text is printed"
)]

mod check;
mod decisions;
mod demo;
mod deploy;
mod docs;
mod explain;
mod failure;
mod fmt;
mod import;
mod init;
mod outbox;
mod rewrite;
mod run;
mod serve;
mod show;
mod test;

use crate::language::said::Language;
use crate::runtime::project::Project;
use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use failure::Failure;
use std::path::PathBuf;
use std::process::ExitCode;

/// Campaign rules in English or Chinese, decided exactly once, with a reason for every decision.
#[derive(Parser)]
#[command(name = "perennial", version, about, after_help = failure::EXIT_CODES)]
struct Arguments {
    /// The project folder; without it, the one this folder is in.
    #[arg(long, global = true, value_name = "FOLDER")]
    project: Option<PathBuf>,
    /// The language of messages: en or zh; without it, your system's.
    #[arg(long, value_name = "LANGUAGE", value_parser = language)]
    lang: Option<Language>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new project folder.
    Init(init::Init),
    /// Read the rules and templates and list every mistake in them.
    Check(check::Check),
    /// Bring rules files into the one layout, or translate them.
    Fmt(fmt::Fmt),
    /// Try the rules out on the tests that stand beside them.
    Test(test::Test),
    /// Take in customers or events from a CSV or NDJSON file.
    Import(import::Import),
    /// Make the rules in a folder the ones that act.
    Deploy(deploy::Deploy),
    /// Handle everything due since the last run, and deliver.
    Run(run::Run),
    /// Do the same for ever, on the rules' own schedule.
    Serve(serve::Serve),
    /// List what was decided.
    Decisions(decisions::Decisions),
    /// Say why a rule does or does not act for a customer.
    Explain(explain::Explain),
    /// List messages on their way out.
    Outbox(outbox::Outbox),
    /// Look up a word of the rules language, in English or Chinese.
    Docs(docs::Docs),
    /// Set up the CDNOW example and run its eighteen months, day by day.
    Demo(demo::Demo),
}

/// Runs one command line and gives its exit code.
pub fn main() -> ExitCode {
    let matches = speaking(Arguments::command()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let said = matches.subcommand().and_then(|(_, given)| {
        given
            .try_get_one::<Language>(SPEAKS)
            .ok()
            .flatten()
            .copied()
    });
    let place = Place {
        project: arguments.project,
        language: said.or(arguments.lang).unwrap_or_else(system_language),
    };
    let done = match arguments.command {
        Command::Init(command) => command.run(),
        Command::Check(command) => command.run(&place),
        Command::Fmt(command) => command.run(&place),
        Command::Test(command) => command.run(&place),
        Command::Import(command) => command.run(&place),
        Command::Deploy(command) => command.run(&place),
        Command::Run(command) => command.run(&place),
        Command::Serve(command) => command.run(&place),
        Command::Decisions(command) => command.run(&place),
        Command::Explain(command) => command.run(&place),
        Command::Outbox(command) => command.run(&place),
        Command::Docs(command) => command.run(place.language),
        Command::Demo(command) => command.run(place.language),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                let error = place.language.pick("error: ", "错误：");
                eprintln!("{error}{}", failure.message);
            }
            ExitCode::from(failure.code)
        }
    }
}

/// The argument of every command that chooses the language of messages.
const SPEAKS: &str = "speaks";

/// Lets `--lang` stand behind every command, except where it means the language of the rules.
fn speaking(mut command: clap::Command) -> clap::Command {
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .filter(|name| name != "fmt")
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |sub| {
            sub.arg(
                Arg::new(SPEAKS)
                    .long("lang")
                    .value_name("LANGUAGE")
                    .value_parser(language)
                    .help("The language of messages: en or zh; without it, your system's"),
            )
        });
    }
    command
}

/// Where the command was given.
struct Place {
    project: Option<PathBuf>,
    language: Language,
}

fn language(given: &str) -> Result<Language, &'static str> {
    match given {
        "en" => Ok(Language::English),
        "zh" => Ok(Language::Chinese),
        _ => Err("write `en` for English or `zh` for Chinese"),
    }
}

/// The first of the system's languages that is one of ours, else English.
fn system_language() -> Language {
    sys_locale::get_locales()
        .find_map(|locale| Language::of_locale(&locale))
        .unwrap_or_default()
}

impl Place {
    fn project(&self) -> Result<Project, Failure> {
        let here = std::env::current_dir()
            .map_err(|why| Failure::configuration(format!("this folder cannot be read: {why}")))?;
        Ok(Project::find(self.project.as_deref(), &here)?)
    }
}

/// Prints; a reader that went away (`| head`) is no error.
fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    if out
        .write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .is_err()
    {
        std::process::exit(0);
    }
}
