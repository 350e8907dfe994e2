//! What a mail looks like on the wire, and what never gets into its headers.

use super::*;

fn mail() -> Mail {
    Mail {
        key: "d-0123.a".to_owned(),
        from: "Corner Shop <shop@example.com>".to_owned(),
        to: "li.lei@example.com".to_owned(),
        to_name: None,
        subject: "Hello".to_owned(),
        text: "Hi".to_owned(),
        html: None,
        headers: Vec::new(),
        at: 1_767_225_600_000,
    }
}

fn composed(mail: &Mail) -> String {
    String::from_utf8(compose(mail).expect("a good mail").bytes).expect("seven-bit")
}

/// Header fields, unfolded.
fn headers(message: &str) -> Vec<(String, String)> {
    let head = message.split_once("\r\n\r\n").expect("a body").0;
    head.replace("\r\n ", " ")
        .split("\r\n")
        .map(|line| {
            line.split_once(": ")
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .expect(line)
        })
        .collect()
}

/// Undoes `=?utf-8?b?…?=` words, so that what a reader sees can be compared.
fn decoded(value: &str) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("=?utf-8?b?") {
        // Blanks between two encoded words are not text.
        if out.is_empty() || !before.trim().is_empty() {
            out.extend_from_slice(before.as_bytes());
        }
        let (word, after) = after.split_once("?=").expect("a closed word");
        let mut bits = 0u32;
        let mut held = 0;
        for byte in word.bytes().filter(|b| *b != b'=') {
            let six = alphabet.iter().position(|a| *a == byte).expect("base64");
            bits = (bits << 6) | six as u32;
            held += 6;
            if held >= 8 {
                held -= 8;
                out.push((bits >> held) as u8);
            }
        }
        rest = after;
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8(out).expect("utf-8")
}

fn header(message: &str, name: &str) -> String {
    let found: Vec<_> = headers(message)
        .into_iter()
        .filter(|(n, _)| n.eq_ignore_ascii_case(name))
        .collect();
    assert_eq!(found.len(), 1, "{name} stands once in\n{message}");
    decoded(&found[0].1)
}

#[test]
fn a_plain_mail_has_its_headers() {
    let message = composed(&mail());
    assert_eq!(header(&message, "Message-ID"), "<d-0123.a@example.com>");
    assert_eq!(header(&message, "Date"), "Thu, 01 Jan 2026 00:00:00 +0000");
    assert_eq!(
        header(&message, "From"),
        "\"Corner Shop\" <shop@example.com>"
    );
    assert_eq!(header(&message, "To"), "li.lei@example.com");
    assert_eq!(header(&message, "MIME-Version"), "1.0");
    assert!(message.ends_with("\r\n\r\nHi\r\n"), "{message}");
}

#[test]
fn chinese_subjects_and_names_come_out_as_they_went_in() {
    let subject = "生日快乐，亲爱的李雷！送您一张五十元优惠券，十四天内有效，全场通用，不限品类。";
    let mut mail = mail();
    mail.subject = subject.to_owned();
    mail.from = "街角小店 <shop@example.com>".to_owned();
    mail.to_name = Some("李雷（金卡）".to_owned());
    let message = composed(&mail);
    assert!(message.is_ascii());
    assert!(message.lines().all(|line| line.len() <= 78), "{message}");
    assert_eq!(header(&message, "Subject"), subject);
    assert_eq!(header(&message, "From"), "街角小店 <shop@example.com>");
    assert_eq!(header(&message, "To"), "李雷（金卡） <li.lei@example.com>");
}

#[test]
fn a_second_attempt_is_the_same_mail_byte_for_byte() {
    let mut mail = mail();
    mail.html = Some("<p>你好</p>".to_owned());
    assert_eq!(compose(&mail).unwrap().bytes, compose(&mail).unwrap().bytes);
    let message = composed(&mail);
    assert!(header(&message, "Content-Type").starts_with("multipart/alternative"));
    let plain = message.find("text/plain").expect("a text part");
    assert!(plain < message.find("text/html").expect("an html part"));
}

#[test]
fn nothing_a_customer_writes_becomes_a_header() {
    for evil in [
        "x\r\nBcc: all@example.com",
        "x\nBcc: a@b.c",
        "x\rBcc: a@b.c",
        "x\u{2028}Bcc: a@b.c",
        "x\0\u{b}y",
    ] {
        let mut mail = mail();
        mail.subject = evil.to_owned();
        mail.from = format!("{evil} <shop@example.com>");
        mail.to_name = Some(evil.to_owned());
        mail.headers = vec![("X-Note".to_owned(), evil.to_owned())];
        let message = composed(&mail);
        let names: Vec<String> = headers(&message)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert!(
            !names.iter().any(|name| name.eq_ignore_ascii_case("bcc")),
            "{message}"
        );
        assert_eq!(
            compose(&mail).unwrap().to.as_ref() as &str,
            "li.lei@example.com"
        );
    }
    assert_eq!(header_text("a\r\n\r\n b\tc "), "a b c");
}

#[test]
fn names_with_commas_quotes_and_brackets_stay_names() {
    for name in [
        "Smith, John",
        "O'Neil \"Jack\"",
        "a <b@c.d>",
        "\\",
        "=?utf-8?q?x?=",
    ] {
        let mut mail = mail();
        mail.to_name = Some(name.to_owned());
        mail.from = format!("{name} <shop@example.com>");
        let composed = compose(&mail).expect(name);
        assert_eq!(composed.to.as_ref() as &str, "li.lei@example.com", "{name}");
    }
}

#[test]
fn bad_addresses_and_headers_are_refused_with_words() {
    for to in [
        "",
        "nobody",
        "a@",
        "a b@example.com",
        "a@example.com, b@example.com",
        "a@b\r\nRCPT TO:<c@d.e>",
        "<>",
        "A <a@example.com>",
    ] {
        let mut mail = mail();
        mail.to = to.to_owned();
        let error = compose(&mail).expect_err(to);
        assert!(
            error.is_bad_recipient() && !error.to_string().contains('\n'),
            "{error}"
        );
    }
    for name in [
        "Bcc",
        "to",
        "Content-Type",
        "X Y",
        "X:Y",
        "X\r\nBcc",
        "",
        "标题",
    ] {
        let mut mail = mail();
        mail.headers = vec![(name.to_owned(), "v".to_owned())];
        assert!(
            matches!(compose(&mail), Err(MailError::Header(_))),
            "{name}"
        );
    }
    for key in ["", "a/b", "..", "a..b", ".a", "键", "a b", &"x".repeat(151)] {
        let mut mail = mail();
        mail.key = key.to_owned();
        assert!(matches!(compose(&mail), Err(MailError::Key(_))), "{key}");
    }
    let mut mail = mail();
    mail.from = "nobody".to_owned();
    assert!(matches!(compose(&mail), Err(MailError::Sender(_))));
}

#[test]
fn line_ends_are_crlf_only() {
    let mut mail = mail();
    mail.text = "a\nb\rc\r\nd\r\r\n.\n.\r\n".to_owned();
    mail.html = Some("<p>\n.\r</p>".to_owned());
    let message = composed(&mail);
    let bare = message.replace("\r\n", "");
    assert!(!bare.contains(['\r', '\n']), "{message:?}");
}

#[test]
fn any_moment_can_be_dated() {
    for at in [i64::MIN, -1, 0, i64::MAX] {
        let mut mail = mail();
        mail.at = at;
        compose(&mail).expect("clamped to what a header can say");
    }
}
