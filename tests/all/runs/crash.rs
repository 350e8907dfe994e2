//! A crash at every single write the store makes, then on to the end: nothing doubled, nothing missing.

use std::collections::BTreeMap;
use std::path::Path;

use perennial::model::moment::{DAY_MS, Moment};
use perennial::store::book::wire::TextsRecord;
use perennial::store::{Fuse, MemoryDisk, MemoryStore, Store};

use super::checker::{State, assert_sink, assert_sound};
use super::shop;
use super::world::{self, Happening, Person, at, checked, deploy_texts, work};

/// One command a person gives.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Deploy(Moment),
    Work(Moment),
}

struct Story {
    texts: TextsRecord,
    steps: Vec<Step>,
    /// People and events are there before the first step.
    start: MemoryDisk,
}

/// Where an uninterrupted run stands after each step, and where it can be taken up.
struct Stand {
    disk: MemoryDisk,
    state: State,
    mails: BTreeMap<String, Vec<u8>>,
}

impl Story {
    fn new(texts: TextsRecord, people: &[Person], events: &[Happening], steps: Vec<Step>) -> Self {
        let start = MemoryDisk::default();
        let store = open(&start, Fuse::default()).expect("an empty store");
        let schema = checked(&texts).rulebook.schema.clone();
        world::put_people(&store, &schema, people);
        world::put_events(&store, &schema, events);
        Self {
            texts,
            steps,
            start,
        }
    }

    fn step(&self, store: &dyn Store, step: Step, outbox: &Path) -> Result<(), String> {
        match step {
            Step::Deploy(now) => deploy_texts(store, &self.texts, now).map(drop),
            Step::Work(now) => work(store, now, outbox).map(drop),
        }
    }

    /// The run that nothing interrupts.
    fn model(&self) -> Vec<Stand> {
        let outbox = world::folder();
        let disk = self.start.copy();
        let store = open(&disk, Fuse::default()).expect("opens");
        let mut stands = Vec::new();
        for step in &self.steps {
            self.step(&store, *step, outbox.path())
                .expect("nothing interrupts");
            assert_sound(&store);
            assert_sink(&store, outbox.path(), true);
            stands.push(Stand {
                disk: disk.copy(),
                state: State::of(&store),
                mails: world::mails(outbox.path()),
            });
        }
        stands
    }

    /// Every n-th write of every step is the last one before the process dies. `fuses` gives how many
    /// writes each later process makes before it dies too; after those, nothing interrupts any more.
    /// Goes on for `further` steps, or to the end at every `to_the_end`-th crash. Returns the crashes.
    fn crash_everywhere(&self, fuses: &[u64], to_the_end: usize) -> usize {
        let model = self.model();
        let mut crashes = 0;
        for (at_step, step) in self.steps.iter().enumerate() {
            let before = at_step.checked_sub(1).and_then(|before| model.get(before));
            for writes in 0.. {
                let disk = before.map_or(&self.start, |stand| &stand.disk).copy();
                let outbox = world::folder();
                if let Some(stand) = before {
                    restore(&stand.mails, outbox.path());
                }
                let mut died = false;
                for fuse in [writes].iter().chain(fuses) {
                    let fuse = Fuse::after(*fuse);
                    let done = open(&disk, fuse.clone())
                        .and_then(|store| self.step(&store, *step, outbox.path()));
                    assert_eq!(done.is_err(), fuse.is_blown(), "{done:?}");
                    if done.is_ok() {
                        break;
                    }
                    died = true;
                    let store = open(&disk, Fuse::default()).expect("a crash leaves a store");
                    assert_sink(&store, outbox.path(), false);
                }
                if !died {
                    break;
                }
                crashes += 1;
                let last = if crashes % to_the_end == 0 {
                    self.steps.len() - 1
                } else {
                    at_step
                };
                for (at, again) in self.steps.iter().enumerate().take(last + 1).skip(at_step) {
                    let store = open(&disk, Fuse::default()).expect("a crash leaves a store");
                    self.step(&store, *again, outbox.path())
                        .expect("nothing interrupts");
                    assert_sound(&store);
                    let name = format!("{step:?} cut after {writes} writes, then {again:?}");
                    same(&State::of(&store), &model[at].state, &name);
                    assert_eq!(world::mails(outbox.path()), model[at].mails, "{name}");
                }
            }
        }
        crashes
    }
}

fn open(disk: &MemoryDisk, fuse: Fuse) -> Result<MemoryStore, String> {
    MemoryStore::open(disk.clone(), fuse).map_err(|error| error.to_string())
}

fn restore(mails: &BTreeMap<String, Vec<u8>>, outbox: &Path) {
    for (name, bytes) in mails {
        std::fs::write(outbox.join(name), bytes).expect("a writable folder");
    }
}

/// Says the first decision that differs before comparing everything.
fn same(is: &State, must: &State, name: &str) {
    for (at, decision) in must.decisions.iter().enumerate() {
        assert_eq!(
            is.decisions.get(at),
            Some(decision),
            "{name}: decision {at}"
        );
    }
    assert_eq!(
        is.decisions.len(),
        must.decisions.len(),
        "{name}: more decisions"
    );
    assert_eq!(is, must, "{name}");
}

fn ten_days() -> Story {
    let first = at("2026-03-01 00:00");
    let evenings = (0..10).map(|day| Step::Work(first.plus_ms(day * DAY_MS + DAY_MS * 23 / 24)));
    let steps = std::iter::once(Step::Deploy(first.plus_ms(-1))).chain(evenings);
    let (people, events) = (shop::people(40, 7), shop::events(40, first, 10, 11));
    Story::new(shop::rules(), &people, &events, steps.collect())
}

#[test]
fn the_story_has_every_kind_of_decision() {
    let model = ten_days().model();
    let last = model.last().expect("ten days");
    for kind in [
        "Granted([Email",
        "Granted([Coupon",
        "Granted([Tag",
        "Granted([Task",
        "NoConsent",
        "Unsubscribed",
        "LostGroup",
        "LimitReached",
        "CoolingDown",
        "NotComposed",
    ] {
        let found = last.state.decisions.iter().any(|one| one.contains(kind));
        assert!(found, "no decision is {kind}: {:#?}", last.state.decisions);
    }
    assert!(last.mails.len() > 20, "{} mails", last.mails.len());
}

#[test]
fn a_crash_at_every_write_changes_nothing() {
    let crashes = ten_days().crash_everywhere(&[], 16);
    assert!(crashes > 300, "only {crashes} places to crash at");
}

#[test]
fn crashing_again_while_recovering_changes_nothing() {
    let mut story = ten_days();
    story.steps.truncate(3);
    let crashes = story.crash_everywhere(&[0, 1, 2, 3, 5, 8, 13], 1_000_000);
    assert!(crashes > 60, "only {crashes} places to crash at");
}

#[test]
fn a_tick_of_many_commits_is_taken_up_where_it_stopped() {
    let first = at("2026-03-01 00:00");
    let steps = vec![
        Step::Deploy(first.plus_ms(-1)),
        Step::Work(first.plus_ms(DAY_MS)),
    ];
    let rules = format!(
        "{}\nrule \"All\"\n  schedule daily at 09:00\n  when birthday within next 30 days\n  then add tag \"soon\" and send email \"hello\" (subject: \"Hello\")\n",
        shop::SCHEMA
    );
    let texts = world::texts(&rules, &[("hello.txt", "Hello.\n")]);
    let mut people = shop::people(700, 3);
    for person in &mut people {
        person.facts.retain(|(name, _)| *name != "email");
    }
    for person in people.iter_mut().step_by(40) {
        person.facts.push(("email", world::text("one@example.com")));
    }
    let story = Story::new(texts, &people, &[], steps);
    assert!(story.crash_everywhere(&[], 1_000_000) > 15);
}
