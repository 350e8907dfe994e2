//! The stream under an SMTP session, which lets the server speak only when it is asked.
//!
//! A line the server sends unasked would be taken for the answer to the next command, and every
//! answer after it would belong to the wrong mail. Bytes slipped in behind the answer to STARTTLS
//! would be read as if they had come encrypted.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// RFC 5321 allows 512; a server that sends this much without a line end means no good.
const LONGEST_LINE: usize = 4096;

#[derive(Debug)]
pub(super) struct Wire<S> {
    stream: S,
    mode: Mode,
    /// Received and not yet handed over, from `given` on.
    held: Vec<u8>,
    given: usize,
    line: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// One line is handed over at a time, and nothing may be left when the next command goes out.
    Lines,
    /// STARTTLS went out: what is written after its answer is the TLS handshake.
    Upgrading,
    /// TLS runs above; its records have no lines.
    Encrypted,
}

impl<S> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self {
            stream,
            mode: Mode::Lines,
            held: Vec::new(),
            given: 0,
            line: 0,
        }
    }

    fn check_turn(&mut self) -> io::Result<()> {
        if self.given < self.held.len() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the server answered more than it was asked",
            ));
        }
        if self.mode == Mode::Upgrading {
            self.mode = Mode::Encrypted;
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if this.mode == Mode::Encrypted {
            return Pin::new(&mut this.stream).poll_read(context, buf);
        }
        if this.given == this.held.len() {
            let mut chunk = [0; 2048];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut this.stream).poll_read(context, &mut chunk))?;
            this.held.clear();
            this.held.extend_from_slice(chunk.filled());
            this.given = 0;
        }
        let waiting = this.held.get(this.given..).unwrap_or_default();
        let line_end = waiting
            .iter()
            .position(|byte| *byte == b'\n')
            .map(|at| at + 1);
        let count = line_end.unwrap_or(waiting.len()).min(buf.remaining());
        let (now, _) = waiting.split_at_checked(count).unwrap_or_default();
        this.line = if now.last() == Some(&b'\n') {
            0
        } else {
            this.line + now.len()
        };
        if this.line > LONGEST_LINE {
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the server's answer has no end",
            )));
        }
        buf.put_slice(now);
        this.given += now.len();
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.mode != Mode::Encrypted {
            self.check_turn()?;
        }
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        if self.mode == Mode::Lines && bytes.eq_ignore_ascii_case(b"STARTTLS\r\n") {
            self.mode = Mode::Upgrading;
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S> AsyncTokioStream for Wire<S>
where
    S: AsyncRead + AsyncWrite + Send + Sync + Unpin + std::fmt::Debug,
{
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
