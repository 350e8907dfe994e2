//! Blocks against a plain ordered map.

use super::*;
use crate::store::{MemoryStore, Write};
use proptest::prelude::*;
use std::collections::BTreeMap;

const BLOCKS: Blocks = Blocks {
    tree: Tree::Events,
    version: 1,
    key_bytes: 6,
};

type Items = BTreeMap<Vec<u8>, Vec<u8>>;

fn stored(store: &dyn Store) -> Items {
    let mut stream = BLOCKS.all(store).unwrap();
    let mut items = Items::new();
    while !stream.is_ended() {
        let before = items.insert(stream.key().to_vec(), stream.body().to_vec());
        assert_eq!(before, None, "a key appears twice");
        stream.advance().unwrap();
    }
    items
}

/// Merges, writing as soon as anything is ready; after every batch nothing old may be missing.
fn merge(store: &MemoryStore, model: &mut Items, news: &Items) {
    let before = model.clone();
    let mut merge = Merge::new(store, BLOCKS);
    let mut slot = None;
    for (key, body) in news {
        let prefix = key[..4].to_vec();
        if slot.as_ref() != Some(&prefix) {
            let mut seen = Items::new();
            merge
                .existing(&prefix, |key, body| {
                    seen.insert(key.to_vec(), body.to_vec());
                    Ok(())
                })
                .unwrap();
            let known: Items = before
                .iter()
                .filter(|(key, _)| key.starts_with(&prefix))
                .map(|(key, body)| (key.clone(), body.clone()))
                .collect();
            assert_eq!(seen, known);
            slot = Some(prefix);
        }
        merge.put(key, body).unwrap();
        model.insert(key.clone(), body.clone());
        let writes = std::mem::take(merge.ready());
        if !writes.is_empty() {
            store.write(writes).unwrap();
            let now = stored(store);
            assert!(
                before.keys().all(|key| now.contains_key(key)),
                "a cut batch loses an item"
            );
        }
    }
    merge.finish().unwrap();
    store.write(std::mem::take(merge.ready())).unwrap();
    assert_eq!(&stored(store), model);
}

fn items(keys: std::ops::Range<u32>, most: usize) -> impl Strategy<Value = Items> {
    let key = (keys, 0..40_u16).prop_map(|(slot, part)| {
        let mut key = slot.to_be_bytes().to_vec();
        key.extend_from_slice(&part.to_be_bytes());
        key
    });
    let body = (0..260_usize, any::<u8>()).prop_map(|(length, byte)| vec![byte; length]);
    proptest::collection::btree_map(key, body, 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn merging_is_what_a_map_does(
        first in items(0..30, 200),
        then in proptest::collection::vec(items(0..60, 300), 1..5),
    ) {
        let store = MemoryStore::new().unwrap();
        let mut model = Items::new();
        merge(&store, &mut model, &first);
        for news in &then {
            merge(&store, &mut model, news);
        }
        for (key, body) in &model {
            prop_assert_eq!(BLOCKS.get(&store, key).unwrap(), Some(body.clone()));
        }
        prop_assert_eq!(BLOCKS.get(&store, &[9; 6]).unwrap(), None);
        prop_assert_eq!(BLOCKS.last_key(&store).unwrap(), model.keys().next_back().cloned());
        let from = [0, 0, 0, 20, 0, 0];
        let stream = BLOCKS.starting(&store, &from).unwrap();
        let expected = model.range(from.to_vec()..).next().map(|(key, _)| key.as_slice());
        prop_assert_eq!(expected.unwrap_or_default(), stream.key());
    }
}

#[test]
fn a_sorted_load_fills_its_blocks() {
    let store = MemoryStore::new().unwrap();
    let news: Items = (0..20_000_u32)
        .map(|n| ([&n.to_be_bytes()[..], &[0, 0]].concat(), vec![7; 30]))
        .collect();
    merge(&store, &mut Items::new(), &news);
    let values: Vec<usize> = store
        .range(Tree::Events, Keys::all())
        .map(|pair| pair.unwrap().1.len())
        .collect();
    let filled: usize = values.iter().sum();
    assert!(
        values
            .iter()
            .all(|bytes| *bytes <= crate::store::VALUE_BYTES_MAX)
    );
    assert!(
        filled / values.len() > 3_700,
        "blocks hold {} bytes",
        filled / values.len()
    );
}

#[test]
fn a_value_of_another_version_is_refused_by_name() {
    let store = MemoryStore::new().unwrap();
    store
        .write(vec![Write::put(Tree::Events, vec![0; 6], vec![9])])
        .unwrap();
    let error = BLOCKS.all(&store).err().unwrap();
    assert_eq!(
        error.to_string(),
        "the tree events holds records of version 9, which this version of perennial does not know; use the perennial version that wrote it"
    );
}
