//! Records under changing schemas, and what a crash between batches leaves.

use super::*;
use crate::model::kind::{Kind, OptionWord, Options};
use crate::model::schema::{EventType, Field};
use crate::model::value::Value;
use crate::store::MemoryStore;

fn field(name: &str, kind: Kind) -> Field {
    Field {
        name: name.into(),
        label: None,
        kind,
        optional: true,
        missing_as: None,
    }
}

fn level(words: &[&str]) -> Kind {
    let words = words
        .iter()
        .map(|key| OptionWord {
            key: (*key).into(),
            label: None,
        })
        .collect();
    Kind::Level(Arc::new(Options { words }))
}

fn event(name: &str, fields: Vec<Field>) -> EventType {
    EventType {
        name: name.into(),
        label: None,
        fields,
        fresh_within_ms: None,
    }
}

fn schema(customer: Vec<Field>, events: Vec<EventType>) -> Arc<Schema> {
    Arc::new(Schema {
        customer_label: None,
        customer,
        events,
    })
}

fn first_schema() -> Arc<Schema> {
    schema(
        vec![
            field("tier", level(&["silver", "gold"])),
            field("city", Kind::Text),
        ],
        vec![
            event("purchase", vec![field("amount", Kind::Whole)]),
            event("visit", vec![field("page", Kind::Text)]),
        ],
    )
}

fn put_customer(records: &Records<'_>, slot: u32, id: &str, cells: &[(usize, Cell<'_>)]) {
    let fields = records.layout().customer();
    let changes = cells
        .iter()
        .map(|(position, cell)| {
            (
                fields.number(*position).unwrap(),
                Some(fields.stored(*position, cell.clone())),
            )
        })
        .collect();
    let mut change = records.change_profiles();
    change
        .put(
            slot,
            Moment(i64::MIN),
            &ProfileRecord {
                id: Some(id),
                changes,
            },
        )
        .unwrap();
    change.finish().unwrap();
}

fn put_event(records: &Records<'_>, slot: u32, kind: usize, at: i64, id: &str, cell: Cell<'_>) {
    let layout = records.layout().event(kind).unwrap();
    let mut change = records.change_events();
    let no = change.next_number(layout.number);
    let key = EventKey {
        slot,
        kind: layout.number,
        at: Moment(at),
        no,
    };
    let values = vec![(layout.fields.number(0).unwrap(), cell)];
    let versions = vec![EventVersion {
        after_ms: 0,
        values,
    }];
    let mut encoded = Vec::new();
    let id = EventId::Text(id);
    EventRecord { id, versions }.encode_into(&mut encoded);
    change.put(key, &encoded).unwrap();
    change.finish().unwrap();
}

#[test]
fn a_reordered_and_extended_schema_reads_old_records() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    put_customer(
        &records,
        0,
        "ann",
        &[(0, Cell::Int(1)), (1, Cell::Text("Wuhan"))],
    );
    put_event(&records, 0, 0, 5, "o1", Cell::Int(70));
    put_event(&records, 0, 1, 3, "v1", Cell::Text("home"));

    let edited = schema(
        vec![
            field("points", Kind::Whole),
            field("city", Kind::Text),
            field("tier", level(&["bronze", "silver", "vip", "gold"])),
        ],
        vec![
            event("visit", vec![field("page", Kind::Text)]),
            event(
                "purchase",
                vec![field("channel", Kind::Text), field("amount", Kind::Whole)],
            ),
        ],
    );
    let records = Records::open(&store, edited).unwrap();
    let ann = records.customer("ann").unwrap().unwrap();
    assert_eq!(
        ann.values_at(Moment(0)),
        [None, Some(Value::text("Wuhan")), Some(Value::Int(3))]
    );
    let events: Vec<(usize, &str, i64)> = ann
        .events
        .iter()
        .map(|event| (event.kind, &*event.id, event.at.0))
        .collect();
    assert_eq!(events, [(0, "v1", 3), (1, "o1", 5)]);
    assert_eq!(
        ann.events[1].versions[0].values,
        [None, Some(Value::Int(70))]
    );
    assert_eq!((records.event_count(0), records.event_count(1)), (1, 1));
}

#[test]
fn a_changed_kind_of_stored_data_is_refused_by_name() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    let changed = || schema(vec![field("city", Kind::Whole)], vec![]);
    assert!(
        Records::open(&store, changed()).is_ok(),
        "nothing is stored yet"
    );
    drop(records);
    let records = Records::open(&store, first_schema()).unwrap();
    put_customer(&records, 0, "ann", &[(1, Cell::Text("Wuhan"))]);
    assert_eq!(
        Records::open(&store, changed()).err().unwrap().to_string(),
        "the customer attribute `city` was text and the store holds data of it, but the schema now says whole number; give the changed one a new name, or import into a new project"
    );
}

#[test]
fn a_word_that_left_the_schema_is_missing_and_comes_back() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    put_customer(&records, 0, "ann", &[(0, Cell::Int(1))]);
    let without = schema(vec![field("tier", level(&["silver"]))], vec![]);
    let tier = |schema| {
        let records = Records::open(&store, schema).unwrap();
        records
            .customer("ann")
            .unwrap()
            .unwrap()
            .values_at(Moment(0))[0]
            .clone()
    };
    assert_eq!(tier(without), None);
    assert_eq!(tier(first_schema()), Some(Value::Int(1)));
}

#[test]
fn the_log_names_every_changed_customer_once_and_can_be_forgotten() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    for slot in 0..9 {
        put_customer(&records, slot, &format!("c{slot}"), &[]);
    }
    let first = records.touched_since(0).unwrap();
    assert_eq!(first.slots, (0..9).collect::<Vec<_>>());
    put_event(&records, 7, 0, 5, "o1", Cell::Int(70));
    put_event(&records, 7, 0, 6, "o2", Cell::Int(70));
    put_event(&records, 2, 0, 6, "o3", Cell::Int(70));
    let then = records.touched_since(first.through).unwrap();
    assert_eq!(then.slots, [2, 7]);
    records.forget_touched(then.through).unwrap();
    let reopened = Records::open(&store, first_schema()).unwrap();
    assert!(
        reopened
            .touched_since(then.through)
            .unwrap()
            .slots
            .is_empty()
    );
    put_event(&reopened, 3, 0, 6, "o4", Cell::Int(70));
    assert_eq!(reopened.touched_since(then.through).unwrap().slots, [3]);
}

#[test]
fn long_lists_of_changed_slots_are_cut_and_read_back() {
    let slots: Vec<u32> = (0..40_000).map(|n| n * n / 7 + 3 * n).collect();
    let writes = touched::entries(&slots, 1);
    assert!(writes.len() > 10);
    let store = MemoryStore::new().unwrap();
    store.write(writes).unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    assert_eq!(records.touched_since(0).unwrap().slots, slots);
}

#[test]
fn suppressed_addresses_are_found_in_any_case_of_letters() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    let entry = |who, reason: &str| Suppression {
        who,
        reason: reason.into(),
        since: Moment(9),
    };
    let bounced = entry(Suppressed::Address("Ann@Example.com".into()), "bounced");
    assert!(records.suppress(&bounced).unwrap());
    assert!(
        !records
            .suppress(&entry(bounced.who.clone(), "again"))
            .unwrap()
    );
    assert!(
        records
            .suppress(&entry(Suppressed::Customer("ann".into()), "asked"))
            .unwrap()
    );
    let found = records
        .suppression(&Suppressed::Address(" ann@example.COM".into()))
        .unwrap();
    assert_eq!(found, Some(bounced));
    assert_eq!(
        records
            .suppression(&Suppressed::Customer("Ann".into()))
            .unwrap(),
        None
    );
    assert_eq!(records.suppressions().count(), 2);
}

#[test]
fn a_watermark_never_goes_back() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    assert_eq!(
        records.advance_watermark(1, Moment(50)).unwrap(),
        Moment(50)
    );
    assert_eq!(
        records.advance_watermark(1, Moment(40)).unwrap(),
        Moment(50)
    );
    assert_eq!(records.watermarks().unwrap().0, [None, Some(Moment(50))]);
}

#[test]
fn customers_come_in_order_of_slots_with_their_events() {
    let store = MemoryStore::new().unwrap();
    let records = Records::open(&store, first_schema()).unwrap();
    let mut change = records.change_profiles();
    for slot in 0..3_000_u32 {
        let id = format!("c{slot}");
        let record = ProfileRecord {
            id: Some(&id),
            changes: vec![],
        };
        change.put(slot, Moment(i64::MIN), &record).unwrap();
    }
    change.finish().unwrap();
    for slot in [0, 1_234, 2_999] {
        put_event(&records, slot, 0, 5, "o", Cell::Int(i64::from(slot)));
    }
    let all: Vec<Customer> = records
        .customers()
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(
        all.iter()
            .enumerate()
            .all(|(at, customer)| customer.slot as usize == at)
    );
    let with: Vec<u32> = all
        .iter()
        .filter(|customer| !customer.events.is_empty())
        .map(|customer| customer.slot)
        .collect();
    assert_eq!(with, [0, 1_234, 2_999]);
    assert_eq!(records.customer("c2999").unwrap().as_ref(), all.last());
    assert_eq!(records.customer("c3000").unwrap(), None);
    assert_eq!(records.customer_at_slot(3_000).unwrap(), None);
}
