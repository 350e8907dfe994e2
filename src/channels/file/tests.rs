//! The file channel: whole files, the same file again, clear words when the disk says no.

use std::num::NonZeroUsize;

use super::*;
use crate::channels::{Channel, Limits, Mail};

fn mail(key: &str, text: &str) -> Mail {
    Mail {
        key: key.to_owned(),
        from: "Shop <shop@example.com>".to_owned(),
        to: "li.lei@example.com".to_owned(),
        to_name: Some("李雷".to_owned()),
        subject: "生日快乐".to_owned(),
        text: text.to_owned(),
        html: None,
        headers: Vec::new(),
        at: 0,
    }
}

fn channel(folder: &Path) -> Channel {
    Channel::file(
        FileChannel::new(folder),
        Limits {
            at_once: NonZeroUsize::new(8).unwrap(),
            per_second: None,
        },
    )
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_second_attempt_replaces_the_same_file() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("deep/outbox");
    let channel = channel(&folder);
    for text in ["first try", "second try"] {
        let outcome = channel.deliver(&mail("k1", text)).await;
        assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    }
    assert_eq!(names(&folder), ["k1.eml"]);
    let written = fs::read_to_string(folder.join("k1.eml")).unwrap();
    assert!(written.contains("second try") && !written.contains("first try"));
    assert!(written.contains("Message-ID: <k1@example.com>"));
}

#[tokio::test]
async fn many_at_once_are_all_there() {
    let temp = tempfile::tempdir().unwrap();
    let channel = Arc::new(channel(temp.path()));
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..100 {
        let channel = channel.clone();
        tasks.spawn(async move { channel.deliver(&mail(&format!("k{n}"), "hello")).await });
    }
    for outcome in tasks.join_all().await {
        assert!(matches!(outcome, Outcome::Delivered { .. }), "{outcome:?}");
    }
    assert_eq!(names(temp.path()).len(), 100);
}

#[tokio::test]
async fn a_file_in_the_folders_place_is_said_and_nothing_is_lost() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path().join("outbox");
    fs::write(&folder, "in the way").unwrap();
    let Outcome::Transient { reason } = channel(&folder).deliver(&mail("k1", "x")).await else {
        unreachable!("a file in the way can be moved");
    };
    assert!(reason.contains("is not a folder"), "{reason}");
}

#[test]
fn a_full_disk_says_what_to_do() {
    let full = reason(&io::Error::from(io::ErrorKind::StorageFull), &"outbox");
    assert_eq!(
        full,
        "the disk of `outbox` is full; free some space, and the mail will be written at the next try"
    );
}

#[test]
fn a_failed_write_leaves_no_file_behind() {
    let temp = tempfile::tempdir().unwrap();
    // A folder in the final file's place makes the rename fail after the bytes are written.
    fs::create_dir_all(temp.path().join("k1.eml/occupied")).unwrap();
    let channel = FileChannel::new(temp.path());
    channel.folder.write("k1", b"bytes").unwrap_err();
    assert_eq!(names(temp.path()), ["k1.eml"]);
}
