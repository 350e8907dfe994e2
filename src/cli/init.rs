//! `perennial init`: a new project folder, ready to be edited.

use super::failure::Failure;
use super::print;
use crate::runtime::project::{SETTINGS_FILE, SETTINGS_TEMPLATE};
use clap::Args;
use std::path::{Path, PathBuf};

/// Make a new project folder.
#[derive(Args)]
pub struct Init {
    /// Where; made if it does not exist.
    folder: PathBuf,
}

const SCHEMA: &str = include_str!("../../rules/starter/schema.rules");
const BIRTHDAY: &str = include_str!("../../rules/starter/birthday.rules");
const WIN_BACK: &str = include_str!("../../rules/starter/win-back.rules");
const TEMPLATE: &str = include_str!("../../rules/starter/templates/birthday-card.txt");

impl Init {
    pub fn run(&self) -> Result<(), Failure> {
        let folder = &self.folder;
        if folder.join(SETTINGS_FILE).exists() {
            return Err(Failure::usage(format!(
                "{} is a project already; nothing was changed",
                folder.display()
            )));
        }
        let files = [
            (SETTINGS_FILE, SETTINGS_TEMPLATE),
            ("rules/schema.rules", SCHEMA),
            ("rules/birthday.rules", BIRTHDAY),
            ("rules/win-back.rules", WIN_BACK),
            ("templates/birthday-card.txt", TEMPLATE),
            ("data/README.txt", "Put the files you import here.\n"),
            (".gitignore", "/store/\n/outbox/\n*.rejected.csv\n"),
        ];
        for (name, text) in files {
            write(&folder.join(name), text)?;
        }
        print(&format!(
            "\
Made a project in {folder}:
  {SETTINGS_FILE}   zone, currency, mail; every line is explained
  rules/           what is known of a customer, and the rules
  templates/       the texts of mails
  data/            files to import

Next:
  cd {folder}
  perennial check
  perennial test
  perennial import customers FILE
  perennial deploy
  perennial run
",
            folder = folder.display()
        ));
        Ok(())
    }
}

/// Writes a file that is not there yet; one that is stays as it is.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let failed =
        |why: std::io::Error| Failure::outside(format!("cannot write {}: {why}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    if path.exists() {
        return Ok(());
    }
    std::fs::write(path, text).map_err(failed)
}
