//! One suite over both stores: what a caller may rely on, on disk and in memory alike.

use std::collections::{BTreeMap, BTreeSet};

use perennial::store::{
    BATCH_WRITES_MAX, Entry, Fuse, Holder, Keys, MemoryDisk, MemoryStore, SledStore, Store,
    StoreError, Tree, VALUE_BYTES_MAX, Write, journal,
};
use tempfile::TempDir;

/// Where a store can be opened again and again.
enum Place {
    Memory(MemoryDisk),
    Disk(TempDir),
}

impl Place {
    fn open(&self, fuse: Fuse) -> Result<Box<dyn Store>, StoreError> {
        Ok(match self {
            Self::Memory(disk) => Box::new(MemoryStore::open(disk.clone(), fuse)?),
            Self::Disk(folder) => {
                Box::new(SledStore::open_with_fuse(folder.path(), &holder(), fuse)?)
            }
        })
    }

    fn open_whole(&self) -> Box<dyn Store> {
        self.open(Fuse::default()).expect("the store opens")
    }
}

fn both() -> [Place; 2] {
    [
        Place::Memory(MemoryDisk::default()),
        Place::Disk(TempDir::new().expect("a folder for the test")),
    ]
}

fn holder() -> Holder {
    Holder {
        command: "perennial run".to_owned(),
        since: "2026-03-01 09:00".to_owned(),
    }
}

/// A small generator: the same numbers on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn bytes(&mut self, length_max: u64) -> Vec<u8> {
        (0..self.roll(length_max + 1))
            .map(|_| [0, 1, 0x7f, 0xfe, 0xff][self.roll(5) as usize])
            .collect()
    }
}

fn pairs(store: &dyn Store, tree: Tree, keys: Keys) -> Vec<(Vec<u8>, Vec<u8>)> {
    store
        .range(tree, keys)
        .collect::<Result<_, _>>()
        .expect("the tree can be read")
}

#[test]
fn trees_answer_as_an_ordered_map_does() {
    for place in both() {
        let mut model = BTreeMap::new();
        let mut dice = Dice(7);
        for _ in 0..3 {
            // Each round reads what the one before it left on the disk.
            let store = place.open_whole();
            for _ in 0..40 {
                let writes: Vec<Write> = (0..dice.roll(60))
                    .map(|_| match (dice.bytes(4), dice.roll(3)) {
                        (key, 0) => Write::remove(Tree::Customers, key),
                        (key, _) => Write::put(Tree::Customers, key, dice.bytes(900)),
                    })
                    .collect();
                for write in writes.clone() {
                    match write.value {
                        Some(value) => model.insert(write.key, value),
                        None => model.remove(&write.key),
                    };
                }
                if dice.roll(2) == 0 {
                    store.write(writes)
                } else {
                    store.queue(writes)
                }
                .expect("the batch fits");
            }
            store.sync().expect("the disk takes it");
            for _ in 0..200 {
                let (from, to) = (dice.bytes(4), dice.bytes(4));
                assert_eq!(
                    store.get(Tree::Customers, &from).expect("readable"),
                    model.get(&from).cloned()
                );
                let expected: Vec<_> = model
                    .iter()
                    .filter(|(key, _)| **key >= from && **key < to)
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                assert_eq!(
                    pairs(
                        &*store,
                        Tree::Customers,
                        Keys::between(from.clone(), to.clone())
                    ),
                    expected
                );
                let mut backwards: Vec<_> = store
                    .range(Tree::Customers, Keys::between(from.clone(), to))
                    .rev()
                    .collect::<Result<_, _>>()
                    .expect("readable");
                backwards.reverse();
                assert_eq!(backwards, expected);
                let with_prefix: Vec<_> = model
                    .keys()
                    .filter(|key| key.starts_with(&from))
                    .cloned()
                    .collect();
                let found: Vec<_> = pairs(&*store, Tree::Customers, Keys::prefix(&from))
                    .into_iter()
                    .map(|pair| pair.0)
                    .collect();
                assert_eq!(found, with_prefix);
            }
            assert!(
                pairs(&*store, Tree::Slots, Keys::all()).is_empty(),
                "trees do not share keys"
            );
        }
    }
}

#[test]
fn numbers_in_keys_come_in_their_order() {
    for place in both() {
        let store = place.open_whole();
        let numbers = [0_u64, 1, 255, 256, 65_535, 65_536, u64::MAX];
        let writes = numbers
            .iter()
            .rev()
            .map(|number| Write::put(Tree::Events, number.to_be_bytes(), []));
        store.write(writes.collect()).expect("the batch fits");
        let found: Vec<u64> = pairs(&*store, Tree::Events, Keys::all())
            .iter()
            .map(|(key, _)| u64::from_be_bytes(key.as_slice().try_into().expect("eight bytes")))
            .collect();
        assert_eq!(found, numbers);
    }
}

#[test]
fn what_is_too_large_is_refused_whole() {
    for place in both() {
        let store = place.open_whole();
        let small = Write::put(Tree::Events, [1], [1]);
        let large_value = Write::put(Tree::Events, [2], vec![0; VALUE_BYTES_MAX + 1]);
        let large_key = Write::put(Tree::Events, vec![0; 513], [1]);
        for wrong in [large_value.clone(), large_key] {
            let refused = store.write(vec![small.clone(), wrong.clone()]);
            assert!(
                matches!(refused, Err(StoreError::TooLarge { .. })),
                "{refused:?}"
            );
            let refused = store.commit(Entry {
                payload: vec![],
                writes: vec![small.clone(), wrong],
            });
            assert!(
                matches!(refused, Err(StoreError::TooLarge { .. })),
                "{refused:?}"
            );
        }
        let many = vec![small.clone(); BATCH_WRITES_MAX + 1];
        let refused = store.write(many);
        assert!(
            matches!(refused, Err(StoreError::TooLarge { .. })),
            "{refused:?}"
        );
        let payload = vec![0; journal::ENTRY_BYTES_MAX];
        let refused = store.commit(Entry {
            payload,
            writes: vec![],
        });
        assert!(
            matches!(refused, Err(StoreError::TooLarge { .. })),
            "{refused:?}"
        );
        assert_eq!(
            store
                .write(vec![large_value])
                .expect_err("too large")
                .to_string(),
            "a value of the tree events (in bytes) takes 6145, and the store takes at most 6144"
        );
        for reserved in [
            Write::put(Tree::Journal, [1], [1]),
            Write::put(Tree::Meta, [0, 1], [1]),
        ] {
            let refused = store.write(vec![reserved]);
            assert!(
                matches!(refused, Err(StoreError::Reserved { .. })),
                "{refused:?}"
            );
        }
        assert!(pairs(&*store, Tree::Events, Keys::all()).is_empty());
        assert_eq!(store.last_sequence(), 0);
        // A refusal is the caller's mistake and stops nothing; the limits themselves fit.
        store
            .write(vec![
                Write::put(
                    Tree::Events,
                    vec![7; 512],
                    vec![7; VALUE_BYTES_MAX]
                );
                BATCH_WRITES_MAX
            ])
            .expect("fits");
        let fitting = journal::ENTRY_BYTES_MAX - journal::encoded_bytes(&Entry::default());
        store
            .commit(Entry {
                payload: vec![7; fitting],
                writes: vec![],
            })
            .expect("fits");
        assert_eq!(journal::verify(&*store), Ok(1));
    }
}

#[test]
fn the_journal_gives_back_what_was_committed() {
    for place in both() {
        let mut dice = Dice(11);
        let mut committed = Vec::new();
        for round in 0..3 {
            let store = place.open_whole();
            for _ in 0..10 {
                let entries: Vec<Entry> =
                    (0..dice.roll(5)).map(|_| random_entry(&mut dice)).collect();
                let before = committed.len() as u64;
                committed.extend(entries.clone());
                let sequences = store.commit_all(entries).expect("committed");
                assert_eq!(sequences, before + 1..=committed.len() as u64);
                assert_eq!(store.last_sequence(), committed.len() as u64);
            }
            assert_eq!(
                journal::verify(&*store),
                Ok(committed.len() as u64),
                "round {round}"
            );
            for from in [1, 2, committed.len() / 2, committed.len()] {
                let read: Vec<Entry> = journal::read(&*store, from as u64)
                    .map(|recorded| recorded.expect("whole").entry)
                    .collect();
                assert_eq!(read, committed[from - 1..]);
            }
            assert_eq!(ledger(&*store), fold(&committed));
        }
    }
}

fn random_entry(dice: &mut Dice) -> Entry {
    let payload_bytes = if dice.roll(4) == 0 { 20_000 } else { 300 };
    let writes = (0..dice.roll(20))
        .map(|_| match dice.roll(4) {
            0 => Write::remove(Tree::Ledger, dice.bytes(2)),
            _ => Write::put(Tree::Ledger, dice.bytes(2), dice.bytes(200)),
        })
        .collect();
    Entry {
        payload: dice.bytes(payload_bytes),
        writes,
    }
}

fn fold(entries: &[Entry]) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut map = BTreeMap::new();
    for write in entries.iter().flat_map(|entry| &entry.writes) {
        match &write.value {
            Some(value) => map.insert(write.key.clone(), value.clone()),
            None => map.remove(&write.key),
        };
    }
    map
}

fn ledger(store: &dyn Store) -> BTreeMap<Vec<u8>, Vec<u8>> {
    pairs(store, Tree::Ledger, Keys::all())
        .into_iter()
        .collect()
}

/// Imports, commits and imports again, until the store fails; returns the acknowledged
/// bulk batches and entries.
fn work(store: &dyn Store, entries: &[Entry]) -> (u64, usize) {
    let (mut bulk, mut committed) = (0, 0);
    for group in entries.chunks(3) {
        let writes = [Tree::Customers, Tree::Touched]
            .map(|tree| Write::put(tree, u64::to_be_bytes(bulk), b"bulk".as_slice()));
        if store.write(writes.to_vec()).is_err() {
            break;
        }
        bulk += 1;
        match store.commit_all(group.to_vec()) {
            Ok(sequences) => committed = *sequences.end() as usize,
            Err(_) => break,
        }
    }
    (bulk, committed)
}

#[test]
fn a_stop_at_any_write_loses_and_tears_nothing() {
    let mut dice = Dice(3);
    let entries: Vec<Entry> = (0..14).map(|_| random_entry(&mut dice)).collect();
    for first in both() {
        let on_disk = matches!(first, Place::Disk(_));
        let mut stops = 0;
        for stop in 0.. {
            let place = if on_disk {
                Place::Disk(TempDir::new().expect("a folder"))
            } else {
                Place::Memory(MemoryDisk::default())
            };
            let fuse = Fuse::after(stop);
            let store = place
                .open(fuse.clone())
                .expect("opening a new store writes nothing of ours");
            let (bulk, committed) = work(&*store, &entries);
            let shown = ledger(&*store);
            if fuse.is_blown() {
                let refused = store
                    .sync()
                    .expect_err("a store that failed writes nothing more");
                assert!(matches!(refused, StoreError::Stopped { .. }), "{refused}");
            }
            drop(store);

            // The recovery may be stopped at any of its writes too.
            for stop in 0..2 {
                drop(place.open(Fuse::after(stop)));
            }
            let store = place.open_whole();
            let kept = journal::verify(&*store).expect("the chain holds") as usize;
            assert!(
                kept >= committed,
                "{committed} were acknowledged, {kept} are left"
            );
            assert!(
                kept <= committed + 3,
                "nothing appears that was not asked for"
            );
            assert_eq!(
                ledger(&*store),
                fold(&entries[..kept]),
                "stopped after {stop} writes"
            );
            assert!(
                (committed..=kept).any(|count| shown == fold(&entries[..count])) || fuse.is_blown(),
                "a working store shows whole commits"
            );
            let customers = pairs(&*store, Tree::Customers, Keys::all()).len() as u64;
            let touched = pairs(&*store, Tree::Touched, Keys::all()).len() as u64;
            assert!(
                bulk <= touched && touched <= customers && customers <= bulk + 1,
                "bulk writes keep their order"
            );

            // And it goes on from there.
            store.commit(Entry::default()).expect("committed");
            assert_eq!(store.last_sequence() as usize, kept + 1);
            if !fuse.is_blown() {
                break;
            }
            stops += 1;
        }
        assert!(
            stops > 20,
            "the workload was stopped at {stops} writes only"
        );
    }
}

#[test]
fn a_store_that_failed_can_still_be_read() {
    for place in both() {
        let fuse = Fuse::after(12);
        let store = place.open(fuse.clone()).expect("opens");
        let mut dice = Dice(5);
        let entries: Vec<Entry> = (0..30).map(|_| random_entry(&mut dice)).collect();
        let (_, committed) = work(&*store, &entries);
        assert!(fuse.is_blown() && committed > 0);
        let read: Vec<Entry> = journal::read(&*store, 1)
            .take(committed)
            .map(|recorded| recorded.expect("whole").entry)
            .collect();
        assert_eq!(read, entries[..committed]);
        let told = store.write(vec![]).expect_err("stopped").to_string();
        assert!(
            told.contains("can still be read") && told.contains("stopped by a test"),
            "{told}"
        );
        // A queued batch is told to nobody at once, but never taken for written.
        store.queue(vec![Write::put(Tree::Events, [1], [1])]).ok();
        assert!(store.sync().is_err());
        assert_eq!(store.get(Tree::Events, &[1]), Ok(None));
    }
}

#[test]
fn commits_of_many_threads_get_their_own_sequences() {
    for place in both() {
        let store = place.open_whole();
        let sequences: Vec<u64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0_u8..8)
                .map(|thread| {
                    let store = &store;
                    scope.spawn(move || {
                        (0_u8..40)
                            .map(|turn| {
                                let key = [thread, turn];
                                let write = Write::put(Tree::Outbox, key, key);
                                let sequence = store
                                    .commit(Entry {
                                        payload: key.to_vec(),
                                        writes: vec![write],
                                    })
                                    .expect("committed");
                                // Acknowledged means readable.
                                assert_eq!(store.get(Tree::Outbox, &key), Ok(Some(key.to_vec())));
                                let recorded = journal::read(&**store, sequence)
                                    .next()
                                    .expect("there")
                                    .expect("whole");
                                assert_eq!(recorded.entry.payload, key);
                                sequence
                            })
                            .collect::<Vec<_>>()
                    })
                })
                .collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().expect("no thread fails"))
                .collect()
        });
        assert_eq!(
            sequences.iter().copied().collect::<BTreeSet<_>>(),
            (1..=320).collect()
        );
        assert_eq!(journal::verify(&*store), Ok(320));
    }
}
