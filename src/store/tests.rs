//! What cannot be seen from outside: the order of a commit, and damage to a journal.

use std::sync::Mutex;

use super::commit::{Committer, Trees};
use super::*;

/// Notes what is done to it.
#[derive(Default)]
struct Spy {
    disk: MemoryDisk,
    done: Mutex<Vec<String>>,
}

impl Spy {
    fn note(&self, what: String) {
        self.done.lock().unwrap().push(what);
    }
}

impl Trees for &Spy {
    fn get(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Trees::get(&self.disk, tree, key)
    }

    fn range(&self, tree: Tree, keys: Keys) -> Pairs<'_> {
        Trees::range(&self.disk, tree, keys)
    }

    fn apply(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        self.note(format!("{} {}", tree.name(), writes.len()));
        self.disk.apply(tree, writes)
    }

    fn apply_together(&self, tree: Tree, writes: Vec<Write>) -> Result<(), StoreError> {
        self.note(format!("{} {} together", tree.name(), writes.len()));
        self.disk.apply_together(tree, writes)
    }

    fn room(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn sync(&self) -> Result<(), StoreError> {
        self.note("disk".to_owned());
        Ok(())
    }
}

fn entry(number: u8) -> Entry {
    let writes = vec![
        Write::put(Tree::Outbox, [number], [number]),
        Write::put(Tree::Ledger, [number], [number]),
        Write::remove(Tree::Outbox, [number.wrapping_sub(1)]),
    ];
    Entry {
        payload: vec![number; 100],
        writes,
    }
}

#[test]
fn nothing_can_be_read_before_it_is_on_the_disk() {
    let spy = Spy::default();
    let mut committer = Committer::open(&spy, Fuse::default()).unwrap();
    committer.commit_all((1..=3).map(entry).collect()).unwrap();
    let done = spy.done.lock().unwrap().clone();
    assert_eq!(
        done,
        [
            "journal 3 together",
            "disk",
            "ledger 3",
            "outbox 6",
            "meta 1"
        ]
    );
}

#[test]
fn a_group_never_outgrows_a_batch() {
    let spy = Spy::default();
    let mut committer = Committer::open(&spy, Fuse::default()).unwrap();
    // 300 parts each, so that three of them fit a batch and four do not.
    let large = Entry {
        payload: vec![1; 300 * VALUE_BYTES_MAX - 1_000],
        writes: vec![],
    };
    committer.commit_all(vec![large; 7]).unwrap();
    let done = spy.done.lock().unwrap().clone();
    let group = |parts: u16| {
        [
            format!("journal {parts} together"),
            "disk".to_owned(),
            "meta 1".to_owned(),
        ]
    };
    assert_eq!(done, [group(900), group(900), group(300)].concat());
}

/// A journal of five entries, the third of several parts.
fn disk() -> MemoryDisk {
    let disk = MemoryDisk::default();
    let store = MemoryStore::open(disk.clone(), Fuse::default()).unwrap();
    for number in 1..=5 {
        let mut entry = entry(number);
        if number == 3 {
            entry.payload = vec![3; 3 * VALUE_BYTES_MAX];
        }
        store.commit(entry).unwrap();
    }
    disk
}

fn verified(disk: MemoryDisk) -> Result<u64, StoreError> {
    journal::verify(&MemoryStore::open(disk, Fuse::default())?)
}

#[test]
fn every_altered_byte_of_the_journal_is_found() {
    let parts: Vec<Pair> = Trees::range(&disk(), Tree::Journal, Keys::all())
        .map(Result::unwrap)
        .collect();
    assert_eq!(parts.len(), 8);
    let newest = parts.last().unwrap().0.clone();
    for (key, value) in parts {
        // Every byte of the short entries, a few of each long part.
        for at in (0..value.len()).step_by(1 + value.len() / 400) {
            let disk = disk();
            let mut altered = value.clone();
            altered[at] ^= 0x10;
            disk.apply(
                Tree::Journal,
                vec![Write::put(Tree::Journal, key.clone(), altered)],
            )
            .unwrap();
            match verified(disk) {
                Err(StoreError::Damaged { .. }) => {}
                // Nothing follows the newest entry that could bear witness against it.
                Ok(5) if key == newest => {}
                other => panic!("byte {at} of {key:?}: {other:?}"),
            }
        }
    }
}

#[test]
fn every_missing_part_of_the_journal_is_found() {
    let parts: Vec<Pair> = Trees::range(&disk(), Tree::Journal, Keys::all())
        .map(Result::unwrap)
        .collect();
    for (key, _) in parts {
        let disk = disk();
        disk.apply(
            Tree::Journal,
            vec![Write::remove(Tree::Journal, key.clone())],
        )
        .unwrap();
        let found = verified(disk);
        assert!(
            matches!(found, Err(StoreError::Damaged { .. })),
            "without {key:?}: {found:?}"
        );
    }
}

#[test]
fn an_entry_from_another_journal_is_found() {
    let other = MemoryDisk::default();
    let store = MemoryStore::open(other.clone(), Fuse::default()).unwrap();
    store.commit_all((11..=12).map(entry).collect()).unwrap();
    let (key, value) = Trees::range(&other, Tree::Journal, Keys::all())
        .next_back()
        .unwrap()
        .unwrap();
    let disk = disk();
    disk.apply(Tree::Journal, vec![Write::put(Tree::Journal, key, value)])
        .unwrap();
    assert_eq!(
        verified(disk),
        Err(journal::damaged(
            2,
            "does not follow from the entry before it"
        ))
    );
}

#[test]
fn a_prefix_ends_where_the_next_one_begins() {
    use std::ops::Bound::{Excluded, Unbounded};
    assert_eq!(Keys::prefix(b"ab").to, Excluded(b"ac".to_vec()));
    assert_eq!(Keys::prefix(&[1, 255, 255]).to, Excluded(vec![2]));
    assert_eq!(Keys::prefix(&[255]).to, Unbounded);
    assert_eq!(
        Keys::prefix(b""),
        Keys {
            from: std::ops::Bound::Included(vec![]),
            to: Unbounded
        }
    );
}
