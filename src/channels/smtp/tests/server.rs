//! A mail server that plays tricks: honest until the verb it was told to spoil.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// Reading the text.
    Text,
    Dot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trick {
    Close,
    /// These bytes instead of the right answer, and then on as if nothing were amiss.
    Say(&'static str),
    SayAndClose(&'static str),
    /// No answer, with the connection left open.
    Silence,
    /// The right answer, late.
    Late(Duration),
    /// The right answer, one byte at a time with this long in between.
    Drip(Duration),
    /// Bytes without end and without a line end.
    Flood,
}

/// What the server saw, over all its connections.
#[derive(Default)]
pub struct Seen {
    /// Text of each mail taken, as it came, after which the server said yes or meant to.
    pub mails: Mutex<Vec<String>>,
    pub verbs: Mutex<Vec<String>>,
    pub connections: AtomicUsize,
    pub open: AtomicUsize,
    pub most_open: AtomicUsize,
}

/// What to spoil on the first connection, the second, and so on; then honest.
pub struct Host {
    pub seen: Arc<Seen>,
    pub tricks: Mutex<VecDeque<Option<(Verb, Trick)>>>,
    pub offers: &'static str,
    /// What to spoil at the next such verb of whichever connection comes to it first.
    pub next: Mutex<Option<(Verb, Trick)>>,
}

impl Host {
    pub fn spoil_next_mail(&self, verb: Verb, trick: Trick) {
        *self.next.lock().unwrap() = Some((verb, trick));
    }

    pub fn new(tricks: impl IntoIterator<Item = Option<(Verb, Trick)>>) -> Arc<Self> {
        Arc::new(Self {
            seen: Arc::default(),
            tricks: Mutex::new(tricks.into_iter().collect()),
            offers: "250-AUTH PLAIN LOGIN\r\n250 SMTPUTF8\r\n",
            next: Mutex::new(None),
        })
    }

    /// In the clear up to STARTTLS, then encrypted.
    pub async fn serve_upgrading<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
        tls: &TlsAcceptor,
    ) {
        let trick = self.tricks.lock().unwrap().pop_front().flatten();
        let mut clear = Talk {
            stream: BufReader::new(stream),
            trick,
        };
        if self.greet_clear(&mut clear).await.is_ok()
            && let Ok(stream) = tls.accept(clear.stream.into_inner()).await
        {
            let mut talk = Talk {
                stream: BufReader::new(stream),
                trick: None,
            };
            let _ = self.talk(&mut talk).await;
        }
    }

    async fn greet_clear<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        talk: &mut Talk<S>,
    ) -> Result<(), Hangup> {
        talk.say("220 tricks.example ESMTP\r\n").await?;
        talk.line().await?;
        talk.say("250-tricks.example\r\n250 STARTTLS\r\n").await?;
        talk.line().await?;
        talk.answer(Verb::StartTls, "220 go on\r\n").await
    }

    pub async fn serve<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) {
        let trick = self.tricks.lock().unwrap().pop_front().flatten();
        self.seen.connections.fetch_add(1, Ordering::SeqCst);
        let open = self.seen.open.fetch_add(1, Ordering::SeqCst) + 1;
        self.seen.most_open.fetch_max(open, Ordering::SeqCst);
        let mut talk = Talk {
            stream: BufReader::new(stream),
            trick,
        };
        // An error here is the client hanging up, which the tests see from the client's side.
        if talk
            .answer(Verb::Greeting, "220 tricks.example ESMTP\r\n")
            .await
            .is_ok()
        {
            let _ = self.talk(&mut talk).await;
        }
        self.seen.open.fetch_sub(1, Ordering::SeqCst);
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        talk: &mut Talk<S>,
    ) -> Result<(), Hangup> {
        loop {
            let line = talk.line().await?;
            let word = line
                .split([' ', '\r'])
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            self.seen.verbs.lock().unwrap().push(word.clone());
            if word == "MAIL"
                && let Some(trick) = self.next.lock().unwrap().take()
            {
                talk.trick = Some(trick);
            }
            match word.as_str() {
                "EHLO" => {
                    let offers = format!("250-tricks.example\r\n{}", self.offers);
                    talk.answer(Verb::Ehlo, &offers).await?;
                }
                "AUTH" => talk.answer(Verb::Auth, "235 2.7.0 in\r\n").await?,
                "MAIL" => talk.answer(Verb::Mail, "250 2.1.0 ok\r\n").await?,
                "RCPT" => talk.answer(Verb::Rcpt, "250 2.1.5 ok\r\n").await?,
                "DATA" => {
                    talk.answer(Verb::Data, "354 go on\r\n").await?;
                    if talk.plays(Verb::Text) {
                        talk.line().await?;
                        return Err(Hangup);
                    }
                    let text = talk.text().await?;
                    self.seen.mails.lock().unwrap().push(text);
                    talk.answer(Verb::Dot, "250 2.0.0 taken\r\n").await?;
                }
                "QUIT" => {
                    talk.say("221 bye\r\n").await?;
                    return Err(Hangup);
                }
                _ => talk.say("500 what?\r\n").await?,
            }
        }
    }
}

/// The connection is over.
pub struct Hangup;

impl From<std::io::Error> for Hangup {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

struct Talk<S> {
    stream: BufReader<S>,
    trick: Option<(Verb, Trick)>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    async fn line(&mut self) -> Result<String, Hangup> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            Err(Hangup)
        } else {
            Ok(line)
        }
    }

    async fn text(&mut self) -> Result<String, Hangup> {
        let mut text = String::new();
        loop {
            let line = self.line().await?;
            if line == ".\r\n" {
                return Ok(text);
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }

    fn plays(&self, verb: Verb) -> bool {
        self.trick.is_some_and(|(at, _)| at == verb)
    }

    async fn say(&mut self, text: &str) -> Result<(), Hangup> {
        self.stream.write_all(text.as_bytes()).await?;
        Ok(self.stream.flush().await?)
    }

    async fn answer(&mut self, verb: Verb, honest: &str) -> Result<(), Hangup> {
        let Some((_, trick)) = self.trick.filter(|(at, _)| *at == verb) else {
            return self.say(honest).await;
        };
        match trick {
            Trick::Close => Err(Hangup),
            Trick::Say(text) => self.say(text).await,
            Trick::SayAndClose(text) => {
                self.say(text).await?;
                Err(Hangup)
            }
            Trick::Silence => {
                self.line().await?;
                Err(Hangup)
            }
            Trick::Late(late) => {
                sleep(late).await;
                self.say(honest).await
            }
            Trick::Drip(gap) => {
                for byte in honest.bytes() {
                    sleep(gap).await;
                    self.stream.write_all(&[byte]).await?;
                }
                Ok(())
            }
            Trick::Flood => loop {
                self.say("250-no end ").await?;
            },
        }
    }
}
