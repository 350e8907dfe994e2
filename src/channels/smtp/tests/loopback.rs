//! What only real sockets show: connections bounded, NODELAY set, TLS spoken, nobody at home.

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::*;

const ROOT: &[u8] = include_bytes!("../../../../tests/fixtures/tls/ca.pem");
const LEAF: &[u8] = include_bytes!("../../../../tests/fixtures/tls/leaf.pem");
const LEAF_KEY: &[u8] = include_bytes!("../../../../tests/fixtures/tls/leaf.key");

fn acceptor() -> TlsAcceptor {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(LEAF).unwrap()],
            PrivateKeyDer::from_pem_slice(LEAF_KEY).unwrap(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn listen(host: &Arc<Host>, tls: Tls) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let host = Arc::clone(host);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let host = Arc::clone(&host);
            tokio::spawn(async move {
                match tls {
                    Tls::None => host.serve(stream).await,
                    Tls::StartTls => host.serve_upgrading(stream, &acceptor()).await,
                    Tls::Implicit => {
                        if let Ok(stream) = acceptor().accept(stream).await {
                            host.serve(stream).await;
                        }
                    }
                }
            });
        }
    });
    port
}

fn at(port: u16, tls: Tls) -> SmtpSettings {
    SmtpSettings {
        port,
        tls,
        extra_root_pem: Some(ROOT.to_vec()),
        ..settings()
    }
}

fn open(settings: SmtpSettings, at_once: usize) -> Channel {
    Channel::smtp(SmtpChannel::new(settings).unwrap(), limits(at_once))
}

#[tokio::test]
async fn no_more_connections_than_the_bound_and_each_is_used_again() {
    let host = Host::new([]);
    let channel = Arc::new(open(at(listen(&host, Tls::None).await, Tls::None), 3));
    let mut tasks = JoinSet::new();
    for n in 0..60 {
        let channel = Arc::clone(&channel);
        tasks.spawn(async move { channel.deliver(&mail(&format!("k{n}"))).await });
    }
    for outcome in tasks.join_all().await {
        assert_eq!(letter(&outcome), 'D', "{outcome:?}");
    }
    assert_eq!(taken(&host).len(), 60);
    assert!(host.seen.connections.load(Ordering::SeqCst) <= 3);
    assert!(host.seen.most_open.load(Ordering::SeqCst) <= 3);
}

#[tokio::test]
async fn our_stream_does_not_delay() {
    let port = listen(&Host::new([]), Tls::None).await;
    assert!(
        dial::tcp("localhost", port)
            .await
            .unwrap()
            .nodelay()
            .unwrap()
    );
    assert!(
        dial::tcp("[127.0.0.1]", port)
            .await
            .unwrap()
            .nodelay()
            .unwrap()
    );
}

#[tokio::test]
async fn mail_goes_encrypted_either_way() {
    for tls in [Tls::StartTls, Tls::Implicit] {
        let host = Host::new([]);
        let channel = open(at(listen(&host, tls).await, tls), 1);
        for key in ["a", "b"] {
            let outcome = channel.deliver(&mail(key)).await;
            assert_eq!(letter(&outcome), 'D', "{tls:?}: {outcome:?}");
        }
        assert_eq!(taken(&host).len(), 2);
        channel.close().await;
    }
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_gets_no_mail_and_no_password() {
    for tls in [Tls::StartTls, Tls::Implicit] {
        let host = Host::new([]);
        let settings = SmtpSettings {
            extra_root_pem: None,
            ..at(listen(&host, tls).await, tls)
        };
        let Outcome::Transient { reason } = open(settings, 1).deliver(&mail("a")).await else {
            unreachable!("nothing was sent");
        };
        assert!(reason.contains("certificate"), "{reason}");
        let verbs = host.seen.verbs.lock().unwrap();
        assert!(
            !verbs.iter().any(|verb| verb == "AUTH" || verb == "MAIL"),
            "{verbs:?}"
        );
    }
}

#[tokio::test]
async fn without_starttls_nothing_goes_in_the_clear() {
    let host = Host::new([]);
    // A server in the clear that does not offer it.
    let channel = open(at(listen(&host, Tls::None).await, Tls::StartTls), 1);
    let Outcome::Transient { reason } = channel.deliver(&mail("a")).await else {
        unreachable!("nothing was sent");
    };
    assert!(reason.contains("does not offer STARTTLS"), "{reason}");
    assert_eq!(*host.seen.verbs.lock().unwrap(), ["EHLO"]);
}

#[tokio::test]
async fn what_is_slipped_in_behind_starttls_is_never_read() {
    let host = Host::new([Some((
        Verb::StartTls,
        Trick::Say("220 go on\r\n250 AUTH PLAIN\r\n"),
    ))]);
    let channel = open(at(listen(&host, Tls::StartTls).await, Tls::StartTls), 1);
    let outcome = channel.deliver(&mail("a")).await;
    assert!(
        matches!(&outcome, Outcome::Transient { reason } if reason.contains("more than it was asked")),
        "{outcome:?}"
    );
    assert_eq!(letter(&channel.deliver(&mail("b")).await), 'D');
}

#[tokio::test]
async fn nobody_at_home_is_said_with_host_and_port() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let Outcome::Transient { reason } = open(at(port, Tls::None), 1).deliver(&mail("a")).await
    else {
        unreachable!("a server may come up later");
    };
    assert!(
        reason.starts_with(&format!(
            "no mail server can be reached at localhost:{port} ("
        )),
        "{reason}"
    );
    assert!(
        reason.ends_with("check `host` and `port` in the mail settings, and that the server runs"),
        "{reason}"
    );
}
