//! From a host name to a stream ready for SMTP: our own TCP connection, and TLS around it where it comes first.

use std::io;
use std::pin::Pin;
use std::sync::Arc;

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::wire::Wire;
use super::{SmtpError, SmtpSettings};

pub(super) type Stream = Box<dyn AsyncTokioStream>;
pub(super) type Dialing = Pin<Box<dyn Future<Output = Result<Stream, Unreached>> + Send>>;
pub(super) type Dial = Box<dyn Fn() -> Dialing + Send + Sync>;

/// How far a connection got.
#[derive(Debug)]
pub(super) enum Unreached {
    Name(io::Error),
    Connect(io::Error),
    Tls(io::Error),
}

/// Connects to the server in the clear; STARTTLS may follow.
pub(super) fn plain(host: String, port: u16) -> Dial {
    Box::new(move || {
        let host = host.clone();
        Box::pin(async move { Ok(Box::new(Wire::new(tcp(&host, port).await?)) as Stream) })
    })
}

/// Connects and speaks TLS from the first byte.
pub(super) fn encrypted(settings: &SmtpSettings) -> Result<Dial, SmtpError> {
    let mut roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    if let Some(pem) = &settings.extra_root_pem {
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate =
                certificate.map_err(|error| SmtpError::ExtraRoot(error.to_string()))?;
            roots
                .add(certificate)
                .map_err(|error| SmtpError::ExtraRoot(error.to_string()))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| SmtpError::Tls(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let (host, port) = (settings.host.clone(), settings.port);
    let name = ServerName::try_from(host.clone()).map_err(|_| SmtpError::Host(host.clone()))?;
    Ok(Box::new(move || {
        let (host, name, connector) = (host.clone(), name.clone(), connector.clone());
        Box::pin(async move {
            let stream = tcp(&host, port).await?;
            let stream = connector
                .connect(name, stream)
                .await
                .map_err(Unreached::Tls)?;
            Ok(Box::new(Wire::new(stream)) as Stream)
        })
    }))
}

/// Without NODELAY each mail waits for the peer's delayed acknowledgement: tens of mails a second
/// instead of thousands.
pub(super) async fn tcp(host: &str, port: u16) -> Result<TcpStream, Unreached> {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    let addresses = tokio::net::lookup_host((bare, port))
        .await
        .map_err(Unreached::Name)?;
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(Unreached::Connect)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(Unreached::Connect(last))
}
