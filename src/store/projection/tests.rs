//! The projection against the store it was made from: fresh, touched, damaged, and of another schema.

use super::*;
use crate::engine::columns::{Column, slots};
use crate::model::customer::Customer;
use crate::model::kind::Kind;
use crate::model::moment::Moment;
use crate::model::schema::{EventType, Field, Schema};
use crate::store::MemoryStore;
use crate::store::records::{Cell, EventId, EventKey, EventRecord, EventVersion, ProfileRecord};
use std::sync::Arc;

fn schema(kind: Kind) -> Arc<Schema> {
    let field = |name: &str, kind| Field {
        name: name.into(),
        label: None,
        kind,
        optional: true,
        missing_as: None,
    };
    Arc::new(Schema {
        customer_label: None,
        customer: vec![field("city", Kind::Text), field("visits", kind)],
        events: vec![EventType {
            name: "purchase".into(),
            label: None,
            fields: vec![field("amount", Kind::Whole)],
            fresh_within_ms: None,
        }],
    })
}

fn put(records: &Records<'_>, slot: u32, visits: i64) {
    let id = format!("c{slot}");
    let fields = records.layout().customer();
    let mut cells = vec![(0, Cell::Text("Wuhan"))];
    if visits % 3 != 0 {
        cells.push((1, Cell::Int(visits)));
    }
    let changes = cells
        .into_iter()
        .map(|(at, cell)| (fields.number(at).unwrap(), Some(fields.stored(at, cell))));
    let record = ProfileRecord {
        id: Some(&id),
        changes: changes.collect(),
    };
    let mut change = records.change_profiles();
    change.put(slot, Moment(i64::MIN), &record).unwrap();
    change.finish().unwrap();
}

fn buy(records: &Records<'_>, slot: u32, at: i64) {
    let layout = records.layout().event(0).unwrap();
    let mut change = records.change_events();
    let no = change.next_number(layout.number);
    let key = EventKey {
        slot,
        kind: layout.number,
        at: Moment(at),
        no,
    };
    let values = vec![(layout.fields.number(0).unwrap(), Cell::Int(at * 10))];
    let id = format!("e{no}");
    let versions = vec![EventVersion {
        after_ms: 0,
        values,
    }];
    let mut encoded = Vec::new();
    let id = EventId::Text(&id);
    EventRecord { id, versions }.encode_into(&mut encoded);
    change.put(key, &encoded).unwrap();
    change.finish().unwrap();
}

fn all_bytes(columns: &dyn Columns, rows: u64, column: Column) -> Vec<u8> {
    let width = columns.layout().encoding(column).unwrap().physical.width();
    let mut bytes = vec![0; (rows * width) as usize];
    columns.read(column, 0, &mut bytes).unwrap();
    bytes
}

/// Every column of the segment, as a segment built in memory of the same customers has it.
fn assert_holds(segment: &dyn Columns, records: &Records<'_>) {
    let customers: Vec<Customer> = slots(segment)
        .unwrap()
        .into_iter()
        .map(|slot| records.customer_at_slot(slot).unwrap().unwrap())
        .collect();
    let wanted = MemoryColumns::of(records.schema(), &customers, None).unwrap();
    assert_eq!(segment.layout(), wanted.layout());
    for column in wanted.layout().columns.keys() {
        let mut bytes = vec![0; wanted.bytes(*column).len()];
        segment.read(*column, 0, &mut bytes).unwrap();
        assert_eq!(bytes, wanted.bytes(*column), "{column:?}");
        assert!(segment.read(*column, 1, &mut bytes).is_err() || bytes.is_empty());
    }
}

#[test]
fn what_was_touched_is_read_over_the_base_until_a_tenth_was() {
    let (folder, store) = (tempfile::tempdir().unwrap(), MemoryStore::new().unwrap());
    let records = Records::open(&store, schema(Kind::Whole)).unwrap();
    for slot in 0..200 {
        put(&records, slot, i64::from(slot) * 1_000);
        buy(&records, slot, 5_000 + i64::from(slot % 7));
    }
    let current = || Projection::current(folder.path(), 7, &records).unwrap();
    let (first, refreshed) = current();
    assert_eq!(refreshed, Refreshed::Rebuilt);
    assert_holds(first.segments()[0], &records);
    assert_eq!(
        all_bytes(first.segments()[0], 200, Column::At(0)).len(),
        200
    );
    first.check().unwrap();
    assert_eq!(current().1, Refreshed::Unchanged);

    for round in 0..10 {
        buy(&records, round, 9_000);
        put(&records, 200, i64::from(round));
        let (now, refreshed) = current();
        assert_eq!(refreshed, Refreshed::Touched(2), "round {round}");
        let segments = now.segments();
        assert!(
            segments.len() <= SEGMENTS_MAX,
            "round {round}: {}",
            segments.len()
        );
        let last = segments[segments.len() - 1];
        assert_holds(last, &records);
        assert!(slots(last).unwrap().contains(&round));
        now.check().unwrap();
    }
    (20..60).for_each(|slot| buy(&records, slot, 9_500));
    let (rebuilt, refreshed) = current();
    assert_eq!(
        (refreshed, rebuilt.segments().len()),
        (Refreshed::Rebuilt, 1)
    );
    assert_holds(rebuilt.segments()[0], &records);
    let folders = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(folders, 2, "the manifest and one segment");
}

#[test]
fn anything_missing_damaged_or_of_elsewhere_is_built_anew() {
    let (folder, store) = (tempfile::tempdir().unwrap(), MemoryStore::new().unwrap());
    let records = Records::open(&store, schema(Kind::Whole)).unwrap();
    (0..50).for_each(|slot| put(&records, slot, i64::from(slot)));
    buy(&records, 3, 77);
    let rebuilt = |store: u64, why: &str| {
        let (now, refreshed) = Projection::current(folder.path(), store, &records).unwrap();
        assert_eq!(refreshed, Refreshed::Rebuilt, "{why}");
        assert_holds(now.segments()[0], &records);
        now.segments
            .first()
            .map(|segment| segment.folder().to_owned())
            .unwrap()
    };
    rebuilt(1, "first");
    let manifest = folder.path().join("manifest");
    let mut bytes = std::fs::read(&manifest).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&manifest, &bytes).unwrap();
    rebuilt(1, "a changed manifest");
    std::fs::write(&manifest, []).unwrap();
    rebuilt(1, "an empty manifest");
    let base = rebuilt(2, "the columns of another store");
    std::fs::remove_file(base.join("attribute-1")).unwrap();
    let base = rebuilt(2, "a missing file");
    let cut = std::fs::OpenOptions::new()
        .write(true)
        .open(base.join("event-0-first"))
        .unwrap();
    cut.set_len(12).unwrap();
    let base = rebuilt(2, "a truncated file");

    // Touched customers are in a file that is not synced, so its bytes are looked at.
    buy(&records, 4, 78);
    let (touched, refreshed) = Projection::current(folder.path(), 2, &records).unwrap();
    assert_eq!(refreshed, Refreshed::Touched(1));
    let small = touched.segments[1].folder().join("all");
    let mut bytes = std::fs::read(&small).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&small, &bytes).unwrap();
    let again = rebuilt(2, "a changed file of touched customers");
    assert_ne!(again, base);

    let path = again.join("attribute-0");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[0] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let (now, _) = Projection::current(folder.path(), 2, &records).unwrap();
    assert_eq!(now.check().unwrap_err().column, Column::Attribute(0));
    drop(now);

    let other = Records::open(&store, schema_with_more()).unwrap();
    let (now, refreshed) = Projection::current(folder.path(), 2, &other).unwrap();
    assert_eq!(refreshed, Refreshed::Rebuilt);
    assert_holds(now.segments()[0], &other);
}

fn schema_with_more() -> Arc<Schema> {
    let mut more = (*schema(Kind::Whole)).clone();
    let extra = Field {
        name: "extra".into(),
        ..more.customer[0].clone()
    };
    more.customer.insert(0, extra);
    Arc::new(more)
}
