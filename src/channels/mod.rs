//! F4: ways out of the process: SMTP and the file channel.
//!
//! A channel delivers one mail to one address and says what became of it. It keeps nothing of its own:
//! whether to try again, to wait or to give up is the outbox's affair.

mod file;
mod gate;
mod message;
mod smtp;

pub use file::FileChannel;
pub use gate::Limits;
pub use message::{Mail, MailError, header_text};
pub use smtp::{Credentials, SmtpChannel, SmtpError, SmtpSettings, Timeouts, Tls};

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The next hop has the mail and said so; `reply` is what it said.
    Delivered { reply: String },
    /// Nothing was delivered; the same mail may be tried again later.
    Transient { reason: String },
    /// Nothing was delivered, and trying again would end the same way.
    /// `hard_bounce`: the address itself does not exist, so nothing should be sent to it again.
    Permanent { reason: String, hard_bounce: bool },
    /// The mail was handed over and the verdict never came: it may or may not arrive.
    InDoubt { reason: String },
}

/// A way out with its own bounds. Calls beyond the bounds wait their turn; a call dropped half-way
/// leaves nothing behind that could touch the next mail.
#[derive(Debug)]
pub struct Channel {
    way: Way,
    gate: gate::Gate,
}

#[derive(Debug)]
enum Way {
    File(FileChannel),
    Smtp(Box<SmtpChannel>),
}

impl Channel {
    pub fn file(channel: FileChannel, limits: Limits) -> Self {
        Self {
            way: Way::File(channel),
            gate: gate::Gate::new(limits),
        }
    }

    pub fn smtp(channel: SmtpChannel, limits: Limits) -> Self {
        Self {
            way: Way::Smtp(Box::new(channel)),
            gate: gate::Gate::new(limits),
        }
    }

    /// One attempt. A mail that cannot be built (a bad address, say) is `Permanent` and never leaves.
    pub async fn deliver(&self, mail: &Mail) -> Outcome {
        let composed = match message::compose(mail) {
            Ok(composed) => composed,
            Err(error) => {
                return Outcome::Permanent {
                    reason: error.to_string(),
                    hard_bounce: error.is_bad_recipient(),
                };
            }
        };
        let _turn = self.gate.turn().await;
        match &self.way {
            Way::File(channel) => channel.deliver(&composed).await,
            Way::Smtp(channel) => channel.deliver(&composed).await,
        }
    }

    /// How many attempts may be under way at once: more callers than this only wait.
    pub fn at_once(&self) -> usize {
        self.gate.limits().at_once.get()
    }

    /// Says goodbye on idle connections. Nothing else needs closing.
    pub async fn close(&self) {
        if let Way::Smtp(channel) = &self.way {
            channel.close().await;
        }
    }
}
