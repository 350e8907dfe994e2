//! A small project in memory: people, what they do, and the real run and delivery over any store.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use perennial::channels::{Channel, FileChannel, Limits};
use perennial::engine::outbox::Doubt;
use perennial::model::calendar::Zone;
use perennial::model::moment::Moment;
use perennial::model::schema::Schema;
use perennial::runtime::deploy::{DeployReport, deploy};
use perennial::runtime::dispatch::{DeliveryReport, Dispatch};
use perennial::runtime::evaluate::Evaluator;
use perennial::runtime::mail::MailRoute;
use perennial::runtime::rulebook::Deployed;
use perennial::runtime::run::{Run, RunReport};
use perennial::store::Store;
use perennial::store::book::wire::TextsRecord;
use perennial::store::book::{Book, Deployment};
use perennial::store::records::{
    Cell, EventId, EventKey, EventRecord, EventVersion, Fields, ProfileRecord, Records,
};
use tempfile::TempDir;

pub const PROJECT_ZONE: &str = "Asia/Shanghai";

/// A value as a file would bring it.
#[derive(Clone, Debug)]
pub enum Fact {
    Int(i64),
    Text(String),
}

pub fn text(text: &str) -> Fact {
    Fact::Text(text.to_owned())
}

#[derive(Clone, Debug)]
pub struct Person {
    pub id: String,
    pub facts: Vec<(&'static str, Fact)>,
}

/// An event with all it was ever known to be: (milliseconds after its time, properties).
#[derive(Clone, Debug)]
pub struct Happening {
    pub customer: u32,
    pub kind: &'static str,
    pub id: String,
    pub at: Moment,
    pub versions: Vec<(i64, Vec<(&'static str, Fact)>)>,
}

/// A small generator: the same numbers on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A rulebook's texts: rules (with their schema) and templates.
pub fn texts(rules: &str, templates: &[(&str, &str)]) -> TextsRecord {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    TextsRecord {
        zone: PROJECT_ZONE.to_owned(),
        currency: "CNY".to_owned(),
        leap_on_march_1: false,
        rules: vec![("rules/all.rules".to_owned(), rules.to_owned())],
        templates: templates.iter().map(owned).collect(),
    }
}

/// The texts as rules that run; a mistake in them is a mistake in the test. Checked once: a test that
/// stops at every write would spend its time on reading the same rules.
pub fn checked(texts: &TextsRecord) -> Arc<Deployed> {
    static KNOWN: Mutex<BTreeMap<String, Arc<Deployed>>> = Mutex::new(BTreeMap::new());
    let version = Deployment::new(texts.clone(), 0).version;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let checked = || {
        Deployed::new(&version, texts).unwrap_or_else(|mistakes| {
            let told: Vec<String> = mistakes.iter().map(|m| m.message.english.clone()).collect();
            panic!("the test's rules do not check: {told:?}")
        })
    };
    let found = known
        .entry(version.clone())
        .or_insert_with(|| Arc::new(checked()));
    Arc::clone(found)
}

/// Instants as people write them, in the project's zone.
pub fn at(text: &str) -> Moment {
    let zone = Zone::named(PROJECT_ZONE).expect("a zone");
    Moment::parse(text, zone).expect("an instant")
}

/// A folder for mail, in memory where there is such a place: every mail is synced.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        TempDir::new_in(memory)
    } else {
        TempDir::new()
    };
    made.expect("a folder for one test")
}

pub fn deploy_texts(
    store: &dyn Store,
    texts: &TextsRecord,
    now: Moment,
) -> Result<DeployReport, String> {
    let deployed = checked(texts);
    Records::open(store, deployed.rulebook.schema.clone()).map_err(|e| e.to_string())?;
    deploy(Book::new(store), texts.clone(), &deployed, now).map_err(|e| e.to_string())
}

/// The rules that act, as the store keeps them.
pub fn deployed(store: &dyn Store) -> Arc<Deployed> {
    let version = Book::new(store).deployed().expect("readable");
    of_version(store, &version.expect("deployed")).expect("kept")
}

/// The rules of a version, where the store keeps it.
pub fn of_version(store: &dyn Store, version: &str) -> Option<Arc<Deployed>> {
    let kept = Book::new(store).deployment(version).expect("readable")?;
    let checked = checked(&kept.texts);
    (checked.version == version).then_some(checked)
}

/// Decides everything due at `now`.
pub fn decide(store: &dyn Store, now: Moment) -> Result<RunReport, String> {
    let deployed = deployed(store);
    let records = Records::open(store, deployed.rulebook.schema.clone())
        .map_err(|error| error.to_string())?;
    // The columns may be lost at any time: here they always are.
    let columns = folder();
    let mut evaluator = Evaluator::open(columns.path(), 0, &records, deployed.zone)
        .map_err(|error| error.to_string())?;
    Run {
        book: Book::new(store),
        records: &records,
        deployed: &deployed,
        evaluator: &mut evaluator,
        now,
        stop: &|| false,
        progress: &mut |_, _| {},
    }
    .decide()
    .map_err(|error| error.to_string())
}

/// Delivers everything due at `now` as `.eml` files into `outbox`, as a new process would.
pub fn deliver(store: &dyn Store, now: Moment, outbox: &Path) -> Result<DeliveryReport, String> {
    let deployed = deployed(store);
    let records = Records::open(store, deployed.rulebook.schema.clone())
        .map_err(|error| error.to_string())?;
    let limits = Limits {
        at_once: NonZeroUsize::MIN,
        per_second: None,
    };
    let route = MailRoute {
        channel: Channel::file(FileChannel::new(outbox), limits),
        from: "Shop <shop@example.com>".to_owned(),
        doubt: Doubt::Retry,
        place: "outbox".to_owned(),
    };
    let dispatch = Dispatch {
        book: Book::new(store),
        records: &records,
        route: &route,
        zone: deployed.zone,
        stop: &|| false,
    };
    dispatch.recover(now).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime
        .block_on(dispatch.deliver(now))
        .map_err(|error| error.to_string())
}

/// What `perennial run` does: decide, then deliver.
pub fn work(store: &dyn Store, now: Moment, outbox: &Path) -> Result<RunReport, String> {
    let report = decide(store, now)?;
    deliver(store, now, outbox)?;
    Ok(report)
}

/// Every mail at the sink, whole, by file name; half-written ones are not mail.
pub fn mails(outbox: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let Ok(listed) = std::fs::read_dir(outbox) else {
        return found;
    };
    for entry in listed {
        let path = entry.expect("readable").path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            let name = path.file_name().expect("a name").to_string_lossy();
            found.insert(
                name.into_owned(),
                std::fs::read(&path).expect("a whole mail"),
            );
        }
    }
    found
}

/// Puts people into an empty store, slot by slot.
pub fn put_people(store: &dyn Store, schema: &Arc<Schema>, people: &[Person]) {
    let records = Records::open(store, schema.clone()).expect("records open");
    let fields = records.layout().customer();
    let mut change = records.change_profiles();
    for (slot, person) in (records.slot_count()..).zip(people) {
        let changes = person.facts.iter().map(|(name, fact)| {
            let position = schema.attribute(name).expect("an attribute");
            let (number, cell) = stored(fields, position, fact);
            (number, Some(cell))
        });
        let record = ProfileRecord {
            id: Some(&person.id),
            changes: changes.collect(),
        };
        change
            .put(slot, Moment(i64::MIN), &record)
            .expect("it fits");
    }
    change.finish().expect("written");
}

/// Puts events, new ones and known ones with all their versions; an id is one event for ever.
pub fn put_events(store: &dyn Store, schema: &Arc<Schema>, events: &[Happening]) {
    let records = Records::open(store, schema.clone()).expect("records open");
    let mut change = records.change_events();
    let number = |event: &Happening| {
        let position = schema.event(event.kind).expect("an event type");
        records.layout().event(position).expect("laid out").number
    };
    let mut sorted: Vec<&Happening> = events.iter().collect();
    sorted.sort_by_key(|event| (event.customer, number(event), event.at));
    for of_kind in sorted.chunk_by(|a, b| (a.customer, number(a)) == (b.customer, number(b))) {
        let kind = number(of_kind[0]);
        let mut known: BTreeMap<String, EventKey> = BTreeMap::new();
        change
            .existing(of_kind[0].customer, kind, |key, id, _| {
                if let EventId::Text(id) = id {
                    known.insert(id.to_owned(), key);
                }
            })
            .expect("readable");
        let mut keyed: Vec<(EventKey, &Happening)> = of_kind
            .iter()
            .map(|event| {
                let key = known.get(&event.id).copied().unwrap_or_else(|| EventKey {
                    slot: event.customer,
                    kind,
                    at: event.at,
                    no: change.next_number(kind),
                });
                (key, *event)
            })
            .collect();
        keyed.sort_by_key(|(key, _)| *key);
        for (key, event) in keyed {
            let position = schema.event(event.kind).expect("an event type");
            let layout = records.layout().event(position).expect("laid out");
            let versions = event.versions.iter().map(|(after_ms, facts)| {
                let mut values: Vec<_> = facts
                    .iter()
                    .map(|(name, fact)| {
                        let at = schema.events[position].field(name).expect("a property");
                        stored(&layout.fields, at, fact)
                    })
                    .collect();
                values.sort_by_key(|(number, _)| *number);
                EventVersion {
                    after_ms: *after_ms,
                    values,
                }
            });
            let record = EventRecord {
                id: EventId::Text(&event.id),
                versions: versions.collect(),
            };
            let mut encoded = Vec::new();
            record.encode_into(&mut encoded);
            change.put(key, &encoded).expect("it fits");
        }
    }
    change.finish().expect("written");
}

fn stored<'a>(fields: &Fields, position: usize, fact: &'a Fact) -> (u16, Cell<'a>) {
    let cell = match fact {
        Fact::Int(int) => Cell::Int(*int),
        Fact::Text(text) => Cell::Text(text),
    };
    (
        fields.number(position).expect("registered"),
        fields.stored(position, cell),
    )
}
