//! One SMTP connection, driven verb by verb, so that each failure is known by what had happened before it.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::dial::{Dial, Unreached};
use super::{SmtpSettings, Timeouts};
use crate::channels::message::Composed;
use crate::channels::{Outcome, header_text};

/// Everything a session needs to begin.
pub(super) struct Server {
    pub(super) settings: SmtpSettings,
    pub(super) hello: ClientId,
    pub(super) dial: Dial,
    /// Set where STARTTLS is wanted.
    pub(super) start_tls: Option<TlsParameters>,
}

/// A connection that has greeted, encrypted and logged in as its settings ask.
/// Dropping it closes the socket; it is kept only after a mail went through whole.
pub(super) struct Session {
    connection: AsyncSmtpConnection,
}

/// Where a conversation broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Greeting,
    StartTls,
    Login,
    Sender,
    Recipient,
    Data,
    /// The text is on its way; the dot that ends it has not been sent.
    Body,
    /// The dot may be out, so the server may have the mail.
    Verdict,
}

#[derive(Debug)]
pub(super) struct Failed {
    pub(super) outcome: Outcome,
    /// The connection had gone before this mail began: a new one may do better at once.
    pub(super) stale: bool,
}

/// What went wrong at a stage.
enum Fault {
    Smtp(Error),
    /// A positive answer, but not the one that belongs here.
    Unexpected(Response),
    Timeout(Duration),
}

impl Session {
    pub(super) async fn open(server: &Server) -> Result<Self, Outcome> {
        let settings = &server.settings;
        let limits = &settings.timeouts;
        let stream = match timeout(limits.connect, (server.dial)()).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(unreached)) => return Err(unreachable(settings, &unreached)),
            Err(_) => return Err(silent(settings)),
        };
        let greeting = AsyncSmtpConnection::connect_with_transport(stream, &server.hello);
        let mut connection = within(limits.greeting, greeting)
            .await
            .map_err(|fault| setup_failure(settings, Stage::Greeting, &fault))?;
        if let Some(tls) = &server.start_tls {
            if !connection.can_starttls() {
                return Err(transient(format!(
                    "mail server {} does not offer STARTTLS; set `tls` to \"implicit\" (usually port 465), or to \"none\" within a network you trust",
                    settings.place()
                )));
            }
            within(
                limits.command,
                connection.starttls(tls.clone(), &server.hello),
            )
            .await
            .map_err(|fault| setup_failure(settings, Stage::StartTls, &fault))?;
        }
        if let Some(login) = &settings.credentials {
            let credentials = login.as_lettre();
            within(
                limits.command,
                connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials),
            )
            .await
            .map_err(|fault| setup_failure(settings, Stage::Login, &fault))?;
        }
        Ok(Self { connection })
    }

    /// One mail to one recipient. After an error this session must not be used again.
    pub(super) async fn send(
        &mut self,
        settings: &SmtpSettings,
        mail: &Composed,
    ) -> Result<String, Failed> {
        let limits = &settings.timeouts;
        let failed = |stage| move |fault| failure(settings, stage, &fault);
        let mut options = Vec::new();
        if !mail.has_ascii_addresses() {
            if !self
                .connection
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                let reason = format!(
                    "mail server {} takes no addresses with letters beyond a–z (no SMTPUTF8), such as `{}`",
                    settings.place(),
                    mail.to
                );
                return Err(Failed {
                    outcome: Outcome::Permanent {
                        reason,
                        hard_bounce: false,
                    },
                    stale: false,
                });
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        self.verb(limits.command, Mail::new(Some(mail.from.clone()), options))
            .await
            .map_err(failed(Stage::Sender))?;
        self.verb(limits.command, Rcpt::new(mail.to.clone(), Vec::new()))
            .await
            .map_err(failed(Stage::Recipient))?;
        let go = within(limits.data, self.connection.command(Data))
            .await
            .map_err(failed(Stage::Data))?;
        if !go.has_code(354) {
            return Err(failed(Stage::Data)(Fault::Unexpected(go)));
        }
        let verdict = self
            .body(limits, &mail.bytes)
            .await
            .map_err(|(stage, fault)| failed(stage)(fault))?;
        Ok(said(&verdict))
    }

    pub(super) async fn quit(mut self, limit: Duration) {
        // The mails of this session are settled; a goodbye that fails changes nothing.
        let _ = timeout(limit, self.connection.quit()).await;
    }

    async fn verb(&mut self, limit: Duration, verb: impl std::fmt::Display) -> Result<(), Fault> {
        let answer = within(limit, self.connection.command(verb)).await?;
        if completed(&answer) {
            Ok(())
        } else {
            Err(Fault::Unexpected(answer))
        }
    }

    async fn body(&mut self, limits: &Timeouts, bytes: &[u8]) -> Result<Response, (Stage, Fault)> {
        // The dot is sent with a line end of its own.
        let mut text = Some(bytes.strip_suffix(b"\r\n").unwrap_or(bytes));
        // The text is asked for a second time only when all of it has been written: from then on
        // the dot may be out.
        let (all_written, mut dot) = oneshot::channel();
        let mut all_written = Some(all_written);
        let parts = std::iter::from_fn(move || {
            if text.is_none()
                && let Some(all_written) = all_written.take()
            {
                let _ = all_written.send(());
            }
            text.take()
        });
        let sending = self.connection.message_iter(parts);
        tokio::pin!(sending);
        let early = tokio::select! {
            biased;
            answer = &mut sending => Some(answer),
            _ = &mut dot => None,
            () = sleep(limits.body) => return Err((Stage::Body, Fault::Timeout(limits.body))),
        };
        let answer = match early {
            Some(Err(error)) if dot.try_recv().is_err() => {
                return Err((Stage::Body, Fault::Smtp(error)));
            }
            Some(answer) => answer.map_err(Fault::Smtp),
            None => within(limits.verdict, sending).await,
        };
        let answer = answer.map_err(|fault| (Stage::Verdict, fault))?;
        if completed(&answer) {
            Ok(answer)
        } else {
            Err((Stage::Verdict, Fault::Unexpected(answer)))
        }
    }
}

async fn within<T>(
    limit: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    match timeout(limit, step).await {
        Ok(done) => done.map_err(Fault::Smtp),
        Err(_) => Err(Fault::Timeout(limit)),
    }
}

fn completed(answer: &Response) -> bool {
    answer.code().severity == Severity::PositiveCompletion
}

/// The server's own words, fit for one line of a report.
fn said(answer: &Response) -> String {
    let lines: Vec<&str> = answer.message().collect();
    shortened(&format!("{} {}", answer.code(), lines.join(" ")))
}

fn shortened(text: &str) -> String {
    header_text(text).chars().take(300).collect()
}

impl Fault {
    /// The server's negative answer, where it gave one: code and text.
    fn refusal(&self) -> Option<(u16, String)> {
        let Self::Smtp(error) = self else { return None };
        let text = std::error::Error::source(error)
            .map(ToString::to_string)
            .unwrap_or_default();
        Some((u16::from(error.status()?), shortened(&text)))
    }

    fn words(&self) -> String {
        match self {
            Self::Timeout(limit) => format!("gave no answer within {} s", limit.as_secs_f32()),
            Self::Unexpected(answer) => format!("answered out of turn: `{}`", said(answer)),
            Self::Smtp(error) => match self.refusal() {
                Some((code, text)) => {
                    format!("answered `{}`", shortened(&format!("{code} {text}")))
                }
                None => format!("broke off ({})", shortened(&error.to_string())),
            },
        }
    }
}

impl Stage {
    fn words(self) -> &'static str {
        match self {
            Self::Greeting => "to the greeting",
            Self::StartTls => "to STARTTLS",
            Self::Login => "to the login",
            Self::Sender => "to the sender's address",
            Self::Recipient => "to the recipient's address",
            Self::Data => "to DATA",
            Self::Body => "while the text was sent",
            Self::Verdict => "after the text was sent",
        }
    }
}

fn transient(reason: String) -> Outcome {
    Outcome::Transient { reason }
}

fn failure(settings: &SmtpSettings, stage: Stage, fault: &Fault) -> Failed {
    let refusal = fault.refusal();
    let code = refusal.as_ref().map(|(code, _)| *code);
    let mut reason = format!(
        "mail server {} {} {}",
        settings.place(),
        fault.words(),
        stage.words()
    );
    let outcome = match (code, stage) {
        (Some(530), Stage::Sender) => {
            reason.push_str("; it wants a login: set `user` and `password` in the mail settings");
            transient(reason)
        }
        (Some(500..), _) => {
            let text = refusal.map(|(_, text)| text).unwrap_or_default();
            let hard_bounce =
                matches!(stage, Stage::Recipient | Stage::Verdict) && names_no_one(&text);
            Outcome::Permanent {
                reason,
                hard_bounce,
            }
        }
        (None, Stage::Verdict) => {
            reason.push_str("; it may or may not have taken the mail");
            Outcome::InDoubt { reason }
        }
        _ => transient(reason),
    };
    Failed {
        outcome,
        stale: stage == Stage::Sender && matches!(code, None | Some(421)),
    }
}

/// `5.1.x` is about the recipient's address (RFC 3463), but for 5.1.7 and 5.1.8, which are about the
/// sender's. A bare 550 is not enough: many servers use it for policy, and a relay that refuses
/// everybody must not strike the whole base off the list.
fn names_no_one(text: &str) -> bool {
    let status = text.split_whitespace().next().unwrap_or_default();
    status.starts_with("5.1.") && !matches!(status, "5.1.7" | "5.1.8")
}

/// Before the first mail every failure is about the server or the settings, never about the mail.
fn setup_failure(settings: &SmtpSettings, stage: Stage, fault: &Fault) -> Outcome {
    let place = settings.place();
    let help = match (stage, fault) {
        (Stage::Login, fault) if fault.refusal().is_some() => {
            "; check `user` and `password` in the mail settings"
        }
        (Stage::Login, Fault::Smtp(error)) if error.is_client() => {
            return transient(format!(
                "mail server {place} offers none of the logins PLAIN and LOGIN; ask its operator which one to use"
            ));
        }
        (Stage::StartTls, _) => "; check that `host` is the name in the server's certificate",
        (Stage::Greeting, fault) if fault.refusal().is_none() => {
            "; check that `port` and `tls` fit together (usually 587 starttls, 465 implicit)"
        }
        _ => "",
    };
    transient(format!(
        "mail server {place} {} {}{help}",
        fault.words(),
        stage.words()
    ))
}

fn unreachable(settings: &SmtpSettings, unreached: &Unreached) -> Outcome {
    let place = settings.place();
    transient(match unreached {
        Unreached::Name(error) => format!(
            "mail server `{}` cannot be found ({error}); check `host` in the mail settings and this machine's network",
            settings.host
        ),
        Unreached::Connect(error) => format!(
            "no mail server can be reached at {place} ({error}); check `host` and `port` in the mail settings, and that the server runs"
        ),
        Unreached::Tls(error) => format!(
            "mail server {place} did not agree on TLS ({error}); check `host`, `port` and `tls` in the mail settings (usually 465 implicit, 587 starttls)"
        ),
    })
}

fn silent(settings: &SmtpSettings) -> Outcome {
    transient(format!(
        "no mail server answered at {} within {} s; check `host` and `port` in the mail settings, and that no firewall stands in between",
        settings.place(),
        settings.timeouts.connect.as_secs_f32()
    ))
}
