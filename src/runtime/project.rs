//! A project folder: `perennial.toml`, `rules/`, `templates/`, `data/`, and what the engine keeps.

use crate::model::calendar::{LeapPolicy, Zone};
use crate::model::money::Currency;
use crate::store::LOCK_FILE;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The file that makes a folder a project.
pub const SETTINGS_FILE: &str = "perennial.toml";

/// What `perennial init` writes: every setting with its meaning.
pub const SETTINGS_TEMPLATE: &str = include_str!("project.toml");

/// A project on disk.
#[derive(Clone, Debug)]
pub struct Project {
    pub root: PathBuf,
    pub settings: Settings,
}

/// What `perennial.toml` says.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Business dates of customers without a zone of their own.
    pub zone: Zone,
    pub currency: Currency,
    pub leap: LeapPolicy,
    pub mail: Mail,
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub struct Mail {
    pub from: String,
    pub channel: MailChannel,
}

#[derive(Clone, Debug)]
pub enum MailChannel {
    /// `.eml` files in a folder.
    File {
        folder: PathBuf,
    },
    Smtp(Smtp),
}

/// An SMTP server; the password is a reference (`env:NAME` or `file:PATH`), never the secret.
#[derive(Clone, Debug)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: String,
    pub user: Option<String>,
    pub password: Option<String>,
    pub connections: usize,
    pub per_second: Option<u32>,
    pub retry_in_doubt: bool,
}

/// Why a project could not be opened; each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    #[error(
        "no {SETTINGS_FILE} in {} or any folder above it; make a project with `perennial init FOLDER`, or name one with `--project FOLDER`",
        from.display()
    )]
    NotFound { from: PathBuf },
    #[error("cannot read {}: {why}", file.display())]
    Unreadable { file: PathBuf, why: std::io::Error },
    #[error("{}: {why}", file.display())]
    BadSettings { file: PathBuf, why: String },
}

impl Project {
    /// The project at `folder`, or the nearest one above `from` where no folder is named.
    pub fn find(folder: Option<&Path>, from: &Path) -> Result<Self, ProjectError> {
        let root = match folder {
            Some(folder) if folder.join(SETTINGS_FILE).is_file() => folder.to_path_buf(),
            Some(folder) => {
                return Err(ProjectError::NotFound {
                    from: folder.to_path_buf(),
                });
            }
            None => from
                .ancestors()
                .find(|above| above.join(SETTINGS_FILE).is_file())
                .ok_or_else(|| ProjectError::NotFound {
                    from: from.to_path_buf(),
                })?
                .to_path_buf(),
        };
        let file = root.join(SETTINGS_FILE);
        let text = std::fs::read_to_string(&file).map_err(|why| ProjectError::Unreadable {
            file: file.clone(),
            why,
        })?;
        let settings =
            Settings::parse(&text).map_err(|why| ProjectError::BadSettings { file, why })?;
        Ok(Self { root, settings })
    }

    /// Where the store lives. Everything in here is the engine's own.
    pub fn store_folder(&self) -> PathBuf {
        self.root.join("store")
    }

    /// Where the columnar projection lives; it may be deleted at any time.
    pub fn projection_folder(&self) -> PathBuf {
        self.root.join("store").join("columns")
    }

    /// When a process last took hold of the store.
    pub fn last_use(&self) -> Option<SystemTime> {
        std::fs::metadata(self.store_folder().join(LOCK_FILE))
            .ok()?
            .modified()
            .ok()
    }

    pub fn rules_folder(&self) -> PathBuf {
        self.root.join("rules")
    }

    pub fn templates_folder(&self) -> PathBuf {
        self.root.join("templates")
    }

    /// A path from the settings: relative ones start at the project.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }
}

impl Settings {
    /// Reads the text of `perennial.toml`; the error names line and column where it can.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: SettingsFile = toml::from_str(text).map_err(|e| e.to_string())?;
        let project = file.project;
        let zone = Zone::named(&project.zone).map_err(|e| format!("[project] zone: {e}"))?;
        let currency = Currency::parse(&project.currency).ok_or_else(|| {
            format!(
                "[project] currency: `{}` is not a currency code; write three letters such as \"CNY\" or \"USD\"",
                project.currency
            )
        })?;
        let leap = match project.leap_day.as_str() {
            "02-28" => LeapPolicy::February28,
            "03-01" => LeapPolicy::March1,
            other => {
                return Err(format!(
                    "[project] leap_day: `{other}` is not possible; write \"02-28\" or \"03-01\""
                ));
            }
        };
        Ok(Self {
            zone,
            currency,
            leap,
            mail: file.mail.settings()?,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    project: ProjectSection,
    #[serde(default)]
    mail: MailSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectSection {
    zone: String,
    currency: String,
    /// Read by people; the language takes both at all times.
    #[serde(default, rename = "languages")]
    _languages: Vec<String>,
    #[serde(default = "february_28")]
    leap_day: String,
}

fn february_28() -> String {
    "02-28".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct MailSection {
    from: String,
    channel: String,
    folder: PathBuf,
    host: Option<String>,
    port: u16,
    tls: String,
    user: Option<String>,
    password: Option<String>,
    connections: usize,
    per_second: Option<u32>,
    in_doubt: String,
}

impl Default for MailSection {
    fn default() -> Self {
        Self {
            from: "Perennial <perennial@localhost>".to_owned(),
            channel: "file".to_owned(),
            folder: PathBuf::from("outbox"),
            host: None,
            port: 587,
            tls: "starttls".to_owned(),
            user: None,
            password: None,
            connections: 4,
            per_second: None,
            in_doubt: "hold".to_owned(),
        }
    }
}

impl MailSection {
    fn settings(self) -> Result<Mail, String> {
        let retry_in_doubt = one_of("in_doubt", &self.in_doubt, &["hold", "retry"])? == "retry";
        let tls = one_of("tls", &self.tls, &["none", "starttls", "implicit"])?.to_owned();
        if self.connections == 0 {
            return Err("[mail] connections: at least 1 is needed".to_owned());
        }
        if let Some(password) = &self.password
            && !password.starts_with("env:")
            && !password.starts_with("file:")
        {
            return Err("[mail] password: never write the password itself; write \"env:NAME\" for an environment variable or \"file:PATH\" for a file that holds it".to_owned());
        }
        let channel = match one_of("channel", &self.channel, &["file", "smtp"])? {
            "file" => MailChannel::File {
                folder: self.folder,
            },
            _ => MailChannel::Smtp(Smtp {
                host: self
                    .host
                    .ok_or("[mail] host: an SMTP channel needs the server's name")?,
                port: self.port,
                tls,
                user: self.user,
                password: self.password,
                connections: self.connections,
                per_second: self.per_second,
                retry_in_doubt,
            }),
        };
        Ok(Mail {
            from: self.from,
            channel,
        })
    }
}

fn one_of<'a>(key: &str, value: &'a str, possible: &[&str]) -> Result<&'a str, String> {
    if possible.contains(&value) {
        return Ok(value);
    }
    let listed: Vec<String> = possible.iter().map(|word| format!("\"{word}\"")).collect();
    Err(format!(
        "[mail] {key}: `{value}` is not possible; write {}",
        listed.join(" or ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_that_init_writes_are_read() {
        let settings = Settings::parse(SETTINGS_TEMPLATE).unwrap();
        assert_eq!(settings.zone.name(), "Asia/Shanghai");
        assert!(matches!(settings.mail.channel, MailChannel::File { .. }));
    }

    #[test]
    fn wrong_settings_are_named() {
        let wrong = |text: &str| Settings::parse(text).unwrap_err();
        assert!(wrong("[project]\nzone = \"Asia/Shanghia\"\ncurrency = \"CNY\"").contains("zone"));
        assert!(wrong("[project]\nzone = \"UTC\"\ncurrency = \"yuan\"").contains("three letters"));
        assert!(
            wrong("[project]\nzone = \"UTC\"\ncurrency = \"CNY\"\ncolour = 1").contains("colour")
        );
        let mail = "[project]\nzone = \"UTC\"\ncurrency = \"CNY\"\n[mail]\n";
        assert!(wrong(&format!("{mail}channel = \"pigeon\"")).contains("\"file\" or \"smtp\""));
        assert!(wrong(&format!("{mail}channel = \"smtp\"")).contains("host"));
        assert!(wrong(&format!("{mail}password = \"secret\"")).contains("env:NAME"));
    }
}
