//! One mail, and how it becomes the bytes every channel sends.

use std::str::FromStr;
use std::time::{Duration, UNIX_EPOCH};

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

/// A mail to one person, composed and ready to send. The same mail always becomes the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Idempotency key, the same for every attempt: the left part of the Message-ID and the file's name.
    /// Letters, digits, `.`, `_` and `-`.
    pub key: String,
    /// `address` or `Name <address>`; the name may hold anything.
    pub from: String,
    /// One bare address.
    pub to: String,
    pub to_name: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    /// Further headers, such as `List-Unsubscribe` and `Auto-Submitted`.
    pub headers: Vec<(String, String)>,
    /// Milliseconds since 1970 UTC, for the Date header.
    pub at: i64,
}

/// A mail that cannot be built, and so is never sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("`{0}` is not an e-mail address; correct the customer's address")]
    Recipient(String),
    #[error("`{0}` is not an e-mail address; correct `from` in the mail settings")]
    Sender(String),
    #[error("`{0}` cannot be a mail's key; keys hold 1–150 letters, digits, `.`, `_` and `-`")]
    Key(String),
    #[error("`{0}` cannot be set as a header; use a header of another name")]
    Header(String),
    #[error("the mail cannot be built: {0}")]
    Build(String),
}

impl MailError {
    pub(super) fn is_bad_recipient(&self) -> bool {
        matches!(self, Self::Recipient(_))
    }
}

/// A mail as bytes, with its envelope.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    pub(super) key: String,
    pub(super) from: Address,
    pub(super) to: Address,
    /// RFC 5322 text with CRLF line ends, seven-bit unless an address is not.
    pub(super) bytes: Vec<u8>,
}

impl Composed {
    pub(super) fn has_ascii_addresses(&self) -> bool {
        [&self.from, &self.to]
            .iter()
            .all(|address| address.user().is_ascii() && address.domain().is_ascii())
    }
}

/// Text fit for a header: every run of control characters and line ends is one space.
pub fn header_text(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return text.trim().to_owned();
    }
    let words: Vec<&str> = text
        .split(breaks)
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

pub(super) fn compose(mail: &Mail) -> Result<Composed, MailError> {
    if !is_key(&mail.key) {
        return Err(MailError::Key(mail.key.clone()));
    }
    let from = sender(&mail.from).ok_or_else(|| MailError::Sender(header_text(&mail.from)))?;
    let to = address(&mail.to).ok_or_else(|| MailError::Recipient(header_text(&mail.to)))?;
    let to_name = mail
        .to_name
        .as_deref()
        .map(header_text)
        .filter(|name| !name.is_empty());
    let to = Mailbox::new(to_name, to);
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.email.clone()])
        .map_err(|error| MailError::Build(error.to_string()))?;
    let mut builder = Message::builder()
        .date(UNIX_EPOCH + Duration::from_millis(mail.at.clamp(0, LAST_MOMENT_MS) as u64))
        .message_id(Some(format!("<{}@{}>", mail.key, from.email.domain())))
        .from(from.clone())
        .to(to.clone())
        .subject(header_text(&mail.subject))
        .envelope(envelope);
    for (name, value) in &mail.headers {
        builder = builder.raw_header(HeaderValue::new(header_name(name)?, header_text(value)));
    }
    let text = SinglePart::plain(line_ends(&mail.text));
    let built = match &mail.html {
        None => builder.singlepart(text),
        Some(html) => {
            // A boundary of its own for each key, so that a second attempt is the same mail byte for byte.
            let hash = blake3::hash(mail.key.as_bytes()).to_hex();
            let boundary = format!("=_{}", hash.get(..32).unwrap_or(&hash));
            let both = MultiPart::alternative().boundary(boundary).singlepart(text);
            builder.multipart(both.singlepart(SinglePart::html(line_ends(html))))
        }
    };
    let built = built.map_err(|error| MailError::Build(error.to_string()))?;
    Ok(Composed {
        key: mail.key.clone(),
        from: from.email,
        to: to.email,
        bytes: built.formatted(),
    })
}

/// 9999-12-31, the last day a Date header can say.
const LAST_MOMENT_MS: i64 = 253_402_214_400_000;

/// What the builder sets itself, or what would change who gets the mail.
const OWN_HEADERS: [&str; 12] = [
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "return-path",
    "resent-to",
    "resent-bcc",
];

fn is_key(key: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    (1..=150).contains(&key.len())
        && key.chars().all(plain)
        && !key.starts_with('.')
        && !key.ends_with('.')
        && !key.contains("..")
}

/// The address is what stands in the last angle brackets; all before is the name, whatever it holds.
fn sender(text: &str) -> Option<Mailbox> {
    let text = text.trim();
    let Some((name, bare)) = text
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    else {
        return Some(Mailbox::new(None, address(text)?));
    };
    let name = header_text(name);
    let name = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'))
        .unwrap_or(&name);
    Some(Mailbox::new(
        (!name.is_empty()).then(|| name.to_owned()),
        address(bare)?,
    ))
}

fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    // Quoted local parts may lawfully hold blanks; in a customer list they are damage.
    if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    Address::from_str(text).ok()
}

fn header_name(name: &str) -> Result<HeaderName, MailError> {
    let lower = name.to_ascii_lowercase();
    let own = OWN_HEADERS.contains(&lower.as_str()) || lower.starts_with("content-");
    let printable = name.chars().all(|c| c.is_ascii_graphic());
    if own || !printable {
        return Err(MailError::Header(header_text(name)));
    }
    HeaderName::new_from_ascii(name.to_owned()).map_err(|_| MailError::Header(header_text(name)))
}

/// CRLF throughout: a lone CR or LF can be taken for the end of a line by one server and not by the next.
fn line_ends(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push_str("\r\n");
            }
            '\n' => out.push_str("\r\n"),
            '\0' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
