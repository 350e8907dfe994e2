//! The folder of a store on disk: who holds it, which format it has, and what a process
//! killed while opening leaves in it.

use std::fs;
use std::path::Path;

use perennial::store::{Entry, Holder, SledStore, Store, StoreError, journal};
use tempfile::TempDir;

fn holder() -> Holder {
    Holder {
        command: "perennial run".to_owned(),
        since: "2026-03-01 09:00".to_owned(),
    }
}

#[test]
fn a_second_opener_is_told_who_has_the_store() {
    let folder = TempDir::new().expect("a folder");
    let first = SledStore::open(folder.path(), &holder()).expect("opens");
    let serve = Holder {
        command: "perennial serve".to_owned(),
        since: "2026-03-01 10:00".to_owned(),
    };
    let refused = SledStore::open(folder.path(), &serve).err().expect("held");
    assert_eq!(
        refused.to_string(),
        format!(
            "the store at {} is in use by perennial run (pid {}, since 2026-03-01 09:00); \
             wait until it has finished, or stop it, and try again",
            folder.path().display(),
            std::process::id()
        )
    );
    first.close().expect("closes");
    SledStore::open(folder.path(), &serve)
        .expect("let go")
        .close()
        .expect("closes");
}

#[test]
fn another_format_is_refused_before_anything_is_opened() {
    let folder = TempDir::new().expect("a folder");
    SledStore::open(folder.path(), &holder())
        .expect("opens")
        .close()
        .expect("closes");
    let db = folder.path().join("data/db");
    let before = fs::read(&db).expect("readable");

    let refuse = |text: &str| {
        fs::write(folder.path().join("format"), text).expect("writable");
        SledStore::open(folder.path(), &holder())
            .err()
            .expect("refused")
    };
    assert!(
        matches!(refuse("perennial store 99\n"), StoreError::OtherFormat { found, expected: 1, .. } if found == "99")
    );
    assert!(matches!(refuse("perenn"), StoreError::Damaged { .. }));
    assert!(matches!(refuse(""), StoreError::Damaged { .. }));
    fs::remove_file(folder.path().join("format")).expect("removable");
    let refused = SledStore::open(folder.path(), &holder())
        .err()
        .expect("refused");
    assert!(
        matches!(refused, StoreError::OtherFormat { .. }),
        "{refused}"
    );
    assert_eq!(fs::read(&db).expect("readable"), before);

    fs::write(folder.path().join("format"), "perennial store 1\n").expect("writable");
    SledStore::open(folder.path(), &holder()).expect("opens again");
}

#[test]
fn what_a_kill_while_opening_leaves_does_no_harm() {
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().join("data");
    let store = SledStore::open(folder.path(), &holder()).expect("opens");
    store
        .commit(Entry {
            payload: b"kept".to_vec(),
            writes: vec![],
        })
        .expect("committed");
    store.close().expect("closes");
    SledStore::open(folder.path(), &holder())
        .expect("opens")
        .close()
        .expect("closes");
    assert!(
        snapshots(&data)
            .iter()
            .any(|name| !name.ends_with(".generating")),
        "sled has made a snapshot"
    );
    for cut in [0, 1, 200] {
        let whole = fs::read(data.join(&snapshots(&data)[0])).expect("readable");
        let unfinished = data.join("snap.FFFFFFFFFFFFFFFF.generating");
        fs::write(&unfinished, &whole[..cut.min(whole.len())]).expect("writable");
        let store = SledStore::open(folder.path(), &holder()).expect("opens");
        assert_eq!(journal::verify(&store), Ok(1));
        assert!(!unfinished.exists());
        store.close().expect("closes");
    }

    let cut_off_while_made = TempDir::new().expect("a folder");
    let data = cut_off_while_made.path().join("data.new");
    fs::create_dir_all(&data).expect("writable");
    fs::write(data.join("conf"), "segment_si").expect("writable");
    fs::write(
        cut_off_while_made.path().join("format"),
        "perennial store 1\n",
    )
    .expect("writable");
    SledStore::open(cut_off_while_made.path(), &holder()).expect("opens");
    assert!(!data.exists());
}

fn snapshots(data: &Path) -> Vec<String> {
    fs::read_dir(data)
        .expect("readable")
        .map(|file| {
            file.expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with("snap."))
        .collect()
}
