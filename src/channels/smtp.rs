//! The SMTP channel: lettre's connection driven by us, on our own stream.
//!
//! - One recipient a mail, so that one refused address never stops another.
//! - A failure before the dot that ends the text means nothing was delivered; no verdict after it means doubt.
//! - A connection is kept only after a mail went through whole; any error or a dropped call closes it,
//!   so no answer ever reaches a mail it does not belong to.

mod dial;
mod session;
mod wire;

use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::session::{Server, Session};
use super::Outcome;
use super::message::Composed;

/// A mail server and how to talk to it.
#[derive(Clone, Debug)]
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub credentials: Option<Credentials>,
    /// The name this machine gives itself in EHLO.
    pub hello: Option<String>,
    /// Certificates in PEM to trust besides the public ones, for a server with a certificate of one's own.
    pub extra_root_pem: Option<Vec<u8>>,
    pub timeouts: Timeouts,
}

/// When a connection becomes encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Never: for a server on this machine or within a trusted network.
    None,
    /// After the greeting; a server that does not offer it gets no mail.
    StartTls,
    /// From the first byte.
    Implicit,
}

/// A login, already resolved from where it is kept.
#[derive(Clone)]
pub struct Credentials {
    pub user: String,
    pub password: String,
}

/// How long to wait at each step. The defaults are those of RFC 5321, section 4.5.3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    pub connect: Duration,
    pub greeting: Duration,
    /// EHLO, STARTTLS, AUTH, MAIL and RCPT, each.
    pub command: Duration,
    pub data: Duration,
    /// Writing the text of one mail.
    pub body: Duration,
    /// From the final dot to the server's verdict. Long on purpose: giving up early makes doubt.
    pub verdict: Duration,
    /// How long an unused connection is kept.
    pub idle: Duration,
}

/// Settings no mail could be sent with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpError {
    #[error("`{0}` is not a host name; correct `host` in the mail settings")]
    Host(String),
    #[error("`{0}` is not a host name; correct `hello` in the mail settings")]
    Hello(String),
    #[error(
        "the password would travel unencrypted to `{0}`; set `tls` to \"starttls\" or \"implicit\", or leave `user` out"
    )]
    PasswordInClear(String),
    #[error("the extra root certificate cannot be read: {0}; give a PEM file")]
    ExtraRoot(String),
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

/// Sends mails over SMTP, over a few kept connections. It opens no more of them than the
/// channel's bound on attempts at once.
pub struct SmtpChannel {
    server: Server,
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    session: Session,
    since: Instant,
}

impl SmtpChannel {
    /// Connects to nothing yet.
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpError> {
        let dial = match settings.tls {
            Tls::Implicit => dial::encrypted(&settings)?,
            Tls::None | Tls::StartTls => dial::plain(settings.host.clone(), settings.port),
        };
        Self::with_dial(settings, dial)
    }

    fn with_dial(settings: SmtpSettings, dial: dial::Dial) -> Result<Self, SmtpError> {
        if !is_host(&settings.host) {
            return Err(SmtpError::Host(super::header_text(&settings.host)));
        }
        if settings.tls == Tls::None
            && settings.credentials.is_some()
            && !is_this_machine(&settings.host)
        {
            return Err(SmtpError::PasswordInClear(settings.host));
        }
        let hello = match &settings.hello {
            None => ClientId::default(),
            Some(name) if is_host(name) => ClientId::Domain(name.clone()),
            Some(name) => return Err(SmtpError::Hello(super::header_text(name))),
        };
        let start_tls = (settings.tls == Tls::StartTls)
            .then(|| start_tls(&settings))
            .transpose()?;
        let server = Server {
            settings,
            hello,
            dial,
            start_tls,
        };
        Ok(Self {
            server,
            kept: Mutex::new(Vec::new()),
        })
    }

    pub(super) async fn deliver(&self, mail: &Composed) -> Outcome {
        if let Some(mut session) = self.take_kept() {
            match session.send(&self.server.settings, mail).await {
                Ok(reply) => return self.keep(session, reply),
                // The server had hung up in between; the others kept as long are no better.
                Err(failed) if failed.stale => self.drop_kept(),
                Err(failed) => return failed.outcome,
            }
        }
        let mut session = match Session::open(&self.server).await {
            Ok(session) => session,
            Err(outcome) => return outcome,
        };
        match session.send(&self.server.settings, mail).await {
            Ok(reply) => self.keep(session, reply),
            Err(failed) => failed.outcome,
        }
    }

    pub(super) async fn close(&self) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        let mut goodbyes = JoinSet::new();
        for Kept { session, .. } in kept {
            goodbyes.spawn(session.quit(Duration::from_secs(5)));
        }
        while goodbyes.join_next().await.is_some() {}
    }

    fn take_kept(&self) -> Option<Session> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = self.server.settings.timeouts.idle;
        kept.retain(|kept| kept.since.elapsed() < idle);
        Some(kept.pop()?.session)
    }

    fn keep(&self, session: Session, reply: String) -> Outcome {
        let kept = Kept {
            session,
            since: Instant::now(),
        };
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(kept);
        Outcome::Delivered { reply }
    }

    fn drop_kept(&self) {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

impl SmtpSettings {
    fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl Credentials {
    fn as_lettre(&self) -> lettre::transport::smtp::authentication::Credentials {
        (self.user.clone(), self.password.clone()).into()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SmtpChannel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpChannel")
            .field("settings", &self.server.settings)
            .finish_non_exhaustive()
    }
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            connect: Duration::from_secs(30),
            greeting: minutes(5),
            command: minutes(5),
            data: minutes(2),
            body: minutes(3),
            verdict: minutes(10),
            idle: Duration::from_secs(20),
        }
    }
}

fn start_tls(settings: &SmtpSettings) -> Result<TlsParameters, SmtpError> {
    let mut tls = TlsParameters::builder(settings.host.clone());
    if let Some(pem) = &settings.extra_root_pem {
        let root =
            Certificate::from_pem(pem).map_err(|error| SmtpError::ExtraRoot(error.to_string()))?;
        tls = tls.add_root_certificate(root);
    }
    tls.build()
        .map_err(|error| SmtpError::Tls(error.to_string()))
}

fn is_host(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    !name.is_empty() && name.chars().all(allowed)
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests;
