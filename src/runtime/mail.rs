//! Opening the mail channel the project's settings ask for.

use super::project::{Mail, MailChannel, Project, Smtp};
use crate::channels::{
    Channel, Credentials, FileChannel, Limits, SmtpChannel, SmtpSettings, Timeouts, Tls,
};
use crate::engine::outbox::Doubt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::Path;

/// Writing files goes on in parallel, so that their syncs are shared.
const FILES_AT_ONCE: usize = 8;

/// An open channel with what the settings say about it.
pub struct MailRoute {
    pub channel: Channel,
    pub from: String,
    pub doubt: Doubt,
    /// Where mail goes, for people.
    pub place: String,
}

/// Opens the channel; nothing is connected yet. The error says which setting to correct.
pub fn open(project: &Project) -> Result<MailRoute, String> {
    let Mail { from, channel } = &project.settings.mail;
    let (channel, doubt, place) = match channel {
        MailChannel::File { folder } => {
            let folder = project.path(folder);
            let place = folder.display().to_string();
            let limits = limits(FILES_AT_ONCE, None);
            // A second delivery replaces the same file.
            (
                Channel::file(FileChannel::new(folder), limits),
                Doubt::Retry,
                place,
            )
        }
        MailChannel::Smtp(smtp) => {
            let place = format!("{}:{}", smtp.host, smtp.port);
            let doubt = if smtp.retry_in_doubt {
                Doubt::Retry
            } else {
                Doubt::Hold
            };
            let channel = SmtpChannel::new(smtp_settings(smtp, project)?)
                .map_err(|why| format!("[mail] {why}"))?;
            (
                Channel::smtp(channel, limits(smtp.connections, smtp.per_second)),
                doubt,
                place,
            )
        }
    };
    Ok(MailRoute {
        channel,
        from: from.clone(),
        doubt,
        place,
    })
}

fn limits(at_once: usize, per_second: Option<u32>) -> Limits {
    Limits {
        at_once: NonZeroUsize::new(at_once).unwrap_or(NonZeroUsize::MIN),
        per_second: per_second.and_then(NonZeroU32::new),
    }
}

fn smtp_settings(smtp: &Smtp, project: &Project) -> Result<SmtpSettings, String> {
    let credentials = match (&smtp.user, &smtp.password) {
        (Some(user), Some(password)) => Some(Credentials {
            user: user.clone(),
            password: secret(password, &project.root)?,
        }),
        (Some(_), None) => return Err("[mail] password: a user needs a password".to_owned()),
        (None, _) => None,
    };
    Ok(SmtpSettings {
        host: smtp.host.clone(),
        port: smtp.port,
        tls: match smtp.tls.as_str() {
            "none" => Tls::None,
            "implicit" => Tls::Implicit,
            _ => Tls::StartTls,
        },
        credentials,
        hello: None,
        extra_root_pem: None,
        timeouts: Timeouts::default(),
    })
}

/// The secret behind `env:NAME` or `file:PATH`.
#[expect(
    clippy::disallowed_methods,
    reason = "secrets come from the environment, by name only"
)]
fn secret(reference: &str, root: &Path) -> Result<String, String> {
    let (found, place) = match reference.split_once(':') {
        Some(("env", name)) => (
            std::env::var(name).ok(),
            format!("the environment variable {name}"),
        ),
        Some((_, path)) => {
            let path = root.join(path);
            (
                std::fs::read_to_string(&path).ok(),
                format!("the file {}", path.display()),
            )
        }
        None => (None, reference.to_owned()),
    };
    let secret = found.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
    secret.filter(|text| !text.is_empty()).ok_or_else(|| {
        format!("[mail] password: {place} holds no password; set it and run the command again")
    })
}
