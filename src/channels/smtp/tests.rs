//! The SMTP channel against a server that breaks off, lies, stalls and drips at every verb.

mod loopback;
mod server;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use server::{Host, Trick, Verb};
use tokio::time::timeout;

use super::*;
use crate::channels::{Channel, Limits, Mail};

fn mail(key: &str) -> Mail {
    Mail {
        key: key.to_owned(),
        from: "Shop <shop@example.com>".to_owned(),
        to: format!("{key}@example.org"),
        to_name: Some("李雷".to_owned()),
        subject: format!("mail {key}"),
        text: format!("text of {key}\n.\n..dots stay\n"),
        html: None,
        headers: Vec::new(),
        at: 0,
    }
}

fn settings() -> SmtpSettings {
    SmtpSettings {
        host: "localhost".to_owned(),
        port: 25,
        tls: Tls::None,
        credentials: Some(Credentials {
            user: "u".to_owned(),
            password: "p".to_owned(),
        }),
        hello: None,
        extra_root_pem: None,
        timeouts: Timeouts::default(),
    }
}

fn limits(at_once: usize) -> Limits {
    Limits {
        at_once: at_once.try_into().unwrap(),
        per_second: None,
    }
}

/// A channel whose every connection is a pipe in memory to `host`, so that paused time is exact.
fn channel_with(host: &Arc<Host>, settings: SmtpSettings) -> Channel {
    let host = Arc::clone(host);
    let dial: dial::Dial = Box::new(move || {
        let host = Arc::clone(&host);
        Box::pin(async move {
            let (ours, theirs) = tokio::io::duplex(256);
            tokio::spawn(async move { host.serve(theirs).await });
            Ok(Box::new(wire::Wire::new(ours)) as dial::Stream)
        })
    });
    Channel::smtp(SmtpChannel::with_dial(settings, dial).unwrap(), limits(4))
}

fn channel(host: &Arc<Host>) -> Channel {
    channel_with(host, settings())
}

fn letter(outcome: &Outcome) -> char {
    match outcome {
        Outcome::Delivered { .. } => 'D',
        Outcome::Transient { .. } => 'T',
        Outcome::Permanent { .. } => 'P',
        Outcome::InDoubt { .. } => '?',
    }
}

/// How often each mail was taken by the server, by its key.
fn taken(host: &Host) -> BTreeMap<String, usize> {
    let mut taken = BTreeMap::new();
    for text in host.seen.mails.lock().unwrap().iter() {
        let id = text.split_once("Message-ID: <").expect("an id").1;
        let key = id.split_once('@').expect("a domain").0.to_owned();
        assert!(
            text.contains(&format!("text of {key}\r\n.\r\n..dots stay\r\n")),
            "{text}"
        );
        *taken.entry(key).or_default() += 1;
    }
    taken
}

const LATE: Duration = Duration::from_secs(60);
const DRIP: Duration = Duration::from_secs(1);

/// Outcome expected of each trick at: Greeting, EHLO, AUTH, MAIL, RCPT, DATA, the dot.
const TABLE: [(Trick, &str); 17] = [
    (Trick::Close, "TTTTTT?"),
    (Trick::Silence, "TTTTTT?"),
    (Trick::Flood, "TTTTTT?"),
    (Trick::Late(LATE), "DDDDDDD"),
    (Trick::Drip(DRIP), "DDDDDDD"),
    (Trick::Say("421 4.3.2 closing\r\n"), "TTTTTTT"),
    (Trick::SayAndClose("421 4.3.2 closing\r\n"), "TTTTTTT"),
    (
        Trick::Say("451-4.3.0 busy\r\n451 4.3.0 later\r\n"),
        "TTTTTTT",
    ),
    (Trick::Say("550 5.1.1 no such user\r\n"), "TTTPPPP"),
    (Trick::SayAndClose("554 5.7.1 spam\r\n"), "TTTPPPP"),
    (Trick::Say("hello there\r\n"), "TTTTTT?"),
    (Trick::Say("\r\n"), "TTTTTT?"),
    (Trick::Say("999 far out\r\n"), "TTTTTT?"),
    (Trick::SayAndClose("25"), "TTTTTT?"),
    (Trick::SayAndClose("250-half\r\n"), "TTTTTT?"),
    (Trick::SayAndClose("250 ok"), "TTTTTT?"),
    (Trick::SayAndClose("2\u{fffd}0 ok\r\n"), "TTTTTT?"),
];

const VERBS: [Verb; 7] = [
    Verb::Greeting,
    Verb::Ehlo,
    Verb::Auth,
    Verb::Mail,
    Verb::Rcpt,
    Verb::Data,
    Verb::Dot,
];

#[tokio::test(start_paused = true)]
async fn every_trick_at_every_verb_has_its_outcome_and_the_next_mail_goes_right() {
    for (trick, expected) in TABLE {
        for (verb, expected) in VERBS.into_iter().zip(expected.chars()) {
            let host = Host::new([Some((verb, trick))]);
            let channel = channel(&host);
            let outcome = channel.deliver(&mail("a")).await;
            assert_eq!(
                letter(&outcome),
                expected,
                "{trick:?} at {verb:?}: {outcome:?}"
            );
            let next = channel.deliver(&mail("b")).await;
            assert_eq!(letter(&next), 'D', "after {trick:?} at {verb:?}: {next:?}");
            let taken = taken(&host);
            assert_eq!(taken.get("b"), Some(&1), "after {trick:?} at {verb:?}");
            assert!(
                taken
                    .get("a")
                    .is_none_or(|times| *times == 1 && verb == Verb::Dot || expected == 'D')
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_kept_connection_that_goes_bad_changes_nothing_for_the_next_mails() {
    for (trick, expected) in TABLE {
        for (verb, expected) in VERBS.into_iter().zip(expected.chars()).skip(3) {
            // The first mail goes through; the trick waits on the same connection for the second.
            let host = Host::new([None]);
            let channel = channel(&host);
            assert_eq!(letter(&channel.deliver(&mail("a")).await), 'D');
            assert_eq!(host.seen.connections.load(Ordering::SeqCst), 1);
            host.spoil_next_mail(verb, trick);
            let outcome = channel.deliver(&mail("b")).await;
            // A connection that died before the mail began is only replaced.
            let answered = matches!(trick, Trick::Say(text) | Trick::SayAndClose(text)
                if text.starts_with("45") || text.starts_with("55"));
            let expected = if verb == Verb::Mail && !answered {
                'D'
            } else {
                expected
            };
            assert_eq!(
                letter(&outcome),
                expected,
                "{trick:?} at {verb:?}: {outcome:?}"
            );
            assert_eq!(letter(&channel.deliver(&mail("c")).await), 'D');
            let taken = taken(&host);
            assert_eq!(
                (taken.get("a"), taken.get("c")),
                (Some(&1), Some(&1)),
                "{trick:?} at {verb:?}"
            );
            assert!(taken.get("b").is_none_or(|times| *times == 1));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn answers_nobody_asked_for_never_reach_the_next_mail() {
    let whole = "250 a\r\n250 b\r\n250 c\r\n354 d\r\n250 e\r\n";
    for (verb, extra, expected) in [
        (Verb::Mail, "250 ok\r\n250 ok\r\n", 'T'),
        (Verb::Rcpt, "250 ok\r\n354 go\r\n", 'T'),
        (Verb::Data, "354 go\r\n250 taken\r\n", 'T'),
        (Verb::Data, "250 taken\r\n", 'T'),
        (Verb::Mail, "354 go\r\n", 'T'),
        (Verb::Dot, "354 go\r\n", '?'),
        (Verb::Dot, "250 taken\r\n250 again\r\n", 'D'),
        (Verb::Dot, whole, 'D'),
    ] {
        let host = Host::new([Some((verb, Trick::Say(extra)))]);
        let channel = channel(&host);
        let outcome = channel.deliver(&mail("a")).await;
        assert_eq!(
            letter(&outcome),
            expected,
            "{extra:?} at {verb:?}: {outcome:?}"
        );
        assert_eq!(letter(&channel.deliver(&mail("b")).await), 'D');
        assert_eq!(taken(&host).get("b"), Some(&1), "{extra:?} at {verb:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn breaking_off_within_the_text_is_no_doubt() {
    let host = Host::new([Some((Verb::Text, Trick::Close))]);
    let mut long = mail("a");
    long.text = "long line of a long mail\n".repeat(4000);
    let channel = channel(&host);
    let outcome = channel.deliver(&long).await;
    assert_eq!(letter(&outcome), 'T', "{outcome:?}");
    assert_eq!(letter(&channel.deliver(&long).await), 'D');
    let sent = crate::channels::message::compose(&long).unwrap().bytes;
    assert_eq!(host.seen.mails.lock().unwrap().concat().as_bytes(), sent);
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_after_the_dot_leaves_nothing_for_the_next_mail() {
    for verb in [Verb::Mail, Verb::Rcpt, Verb::Data, Verb::Dot] {
        let host = Host::new([None]);
        let channel = channel(&host);
        assert_eq!(letter(&channel.deliver(&mail("a")).await), 'D');
        host.spoil_next_mail(verb, Trick::Late(LATE));
        timeout(LATE / 2, channel.deliver(&mail("b")))
            .await
            .unwrap_err();
        let next = channel.deliver(&mail("c")).await;
        assert_eq!(
            next,
            Outcome::Delivered {
                reply: "250 2.0.0 taken".to_owned()
            },
            "{verb:?}"
        );
        assert_eq!(host.seen.connections.load(Ordering::SeqCst), 2, "{verb:?}");
        assert_eq!(taken(&host).get("c"), Some(&1), "{verb:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_an_address_that_does_not_exist_is_a_hard_bounce() {
    for (verb, said, hard) in [
        (Verb::Rcpt, "550 5.1.1 no such user\r\n", true),
        (Verb::Rcpt, "553-5.1.3 bad\r\n553 5.1.3 address\r\n", true),
        (Verb::Dot, "550 5.1.1 no such user\r\n", true),
        (Verb::Rcpt, "550 relay not permitted\r\n", false),
        (Verb::Rcpt, "554 5.7.1 blocked\r\n", false),
        (
            Verb::Rcpt,
            "553 5.1.8 your domain does not exist\r\n",
            false,
        ),
        (Verb::Mail, "550 5.1.1 no\r\n", false),
    ] {
        let host = Host::new([Some((verb, Trick::Say(said)))]);
        let Outcome::Permanent {
            reason,
            hard_bounce,
        } = channel(&host).deliver(&mail("a")).await
        else {
            unreachable!("{said} is final");
        };
        assert_eq!(hard_bounce, hard, "{said}: {reason}");
        assert!(
            reason.starts_with("mail server localhost:25 answered `55"),
            "{reason}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn refusals_of_the_login_say_where_to_look_and_hide_the_password() {
    let host = Host::new([Some((
        Verb::Auth,
        Trick::Say("535 5.7.8 bad credentials\r\n"),
    ))]);
    let channel = channel(&host);
    let Outcome::Transient { reason } = channel.deliver(&mail("a")).await else {
        unreachable!("the mail itself was not refused");
    };
    assert_eq!(
        reason,
        "mail server localhost:25 answered `535 5.7.8 bad credentials` to the login; check `user` and `password` in the mail settings"
    );
    let secret = Credentials {
        user: "u".to_owned(),
        password: "hunter2".to_owned(),
    };
    assert!(
        !format!(
            "{:?}",
            SmtpSettings {
                credentials: Some(secret),
                ..settings()
            }
        )
        .contains("hunter2")
    );
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let refused = |change: fn(&mut SmtpSettings)| {
        let mut settings = settings();
        change(&mut settings);
        SmtpChannel::new(settings).map(|_| ()).unwrap_err()
    };
    assert_eq!(
        refused(|s| s.host = "mail.example.com".to_owned()),
        SmtpError::PasswordInClear("mail.example.com".to_owned())
    );
    assert_eq!(
        refused(|s| s.host = "a b\r\n".to_owned()),
        SmtpError::Host("a b".to_owned())
    );
    assert_eq!(
        refused(|s| s.hello = Some("x\r\nQUIT".to_owned())),
        SmtpError::Hello("x QUIT".to_owned())
    );
    for tls in [Tls::StartTls, Tls::Implicit] {
        let mut settings = settings();
        settings.tls = tls;
        settings.extra_root_pem =
            Some(b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n".to_vec());
        assert!(
            matches!(SmtpChannel::new(settings), Err(SmtpError::ExtraRoot(_))),
            "{tls:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn connections_are_kept_between_mails_and_dropped_when_idle() {
    let host = Host::new([]);
    let channel = channel(&host);
    for key in ["a", "b", "c"] {
        assert_eq!(letter(&channel.deliver(&mail(key)).await), 'D');
    }
    assert_eq!(host.seen.connections.load(Ordering::SeqCst), 1);
    tokio::time::sleep(Timeouts::default().idle).await;
    assert_eq!(letter(&channel.deliver(&mail("d")).await), 'D');
    assert_eq!(host.seen.connections.load(Ordering::SeqCst), 2);
    channel.close().await;
    assert_eq!(
        host.seen.verbs.lock().unwrap().last().map(String::as_str),
        Some("QUIT")
    );
}
