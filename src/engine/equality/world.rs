//! Schemas, customers and histories at random, crowded around the tick.

use super::dice::Dice;
use crate::model::calendar::{Day, Span, Zone};
use crate::model::customer::{Customer, Event, Version, Watermarks};
use crate::model::kind::{Kind, OptionWord, Options};
use crate::model::moment::{DAY_MS, HOUR_MS, Moment};
use crate::model::money::Currency;
use crate::model::schema::{EventType, Field, Schema, TIME_ZONE};
use crate::model::value::Value;
use std::sync::Arc;

pub(in crate::engine) struct World {
    pub schema: Schema,
    pub customers: Vec<Customer>,
    pub watermarks: Watermarks,
    pub tick: Moment,
    pub project_zone: Zone,
}

const ZONES: [&str; 6] = [
    "Asia/Shanghai",
    "America/New_York",
    "UTC",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Mars/Olympus",
];

pub(in crate::engine) fn zone(dice: &mut Dice) -> Zone {
    Zone::named(ZONES[dice.below(5)]).expect("the first five exist")
}

pub(in crate::engine) fn world(dice: &mut Dice) -> World {
    let tick = tick(dice);
    let kinds = kinds();
    let mut customer = vec![field("birthday", Kind::Birthday, None)];
    if dice.chance(2, 3) {
        customer.push(field(TIME_ZONE, Kind::Text, None));
    }
    for at in 0..dice.below(6) {
        let kind = dice.pick(&kinds);
        customer.push(random_field(dice, &format!("a{at}"), kind, tick));
    }
    let events = (0..=dice.below(3)).map(|at| event_type(dice, at, &kinds, tick));
    let schema = Schema {
        customer_label: None,
        customer,
        events: events.collect(),
    };
    let watermarks = Watermarks(
        schema
            .events
            .iter()
            .map(|_| match dice.below(4) {
                0 => Some(tick),
                1 => Some(Moment(tick.0 - HOUR_MS)),
                2 => Some(Moment(tick.0 - HOUR_MS - 1)),
                _ => None,
            })
            .collect(),
    );
    let project_zone = zone(dice);
    let mut customers = customers(dice, &schema, tick);
    if dice.chance(1, 8) {
        multiply(&mut customers, 150);
    }
    World {
        schema,
        customers,
        watermarks,
        tick,
        project_zone,
    }
}

/// A value of the kind, of a few that meet each other often.
pub(in crate::engine) fn value(dice: &mut Dice, kind: &Kind, tick: Moment) -> Value {
    let today = tick.0.div_euclid(DAY_MS);
    Value::Int(match kind {
        Kind::YesNo => dice.below(2) as i64,
        Kind::Number | Kind::Percent => (dice.below(9) as i64 - 3) * 500_000,
        Kind::Whole if dice.chance(1, 12) => dice.whole(),
        Kind::Whole | Kind::Money(_) if dice.chance(1, 12) => {
            dice.pick(&[i64::MAX, i64::MIN, i64::MAX - 1, 1 << 40, 300, 70_000])
        }
        Kind::Whole => dice.below(7) as i64 - 2,
        Kind::Money(_) => (dice.below(7) as i64 - 1) * 100,
        Kind::Text => {
            return Value::text(dice.pick(&["", "a", "北京", "Asia/Shanghai", "long, longer"]));
        }
        Kind::Date => today + dice.below(9) as i64 - 4,
        Kind::Time => dice.below(24) as i64 * 3_600,
        Kind::Instant => moment(dice, tick).0,
        Kind::Birthday => dice.pick(&[
            20_000_229, 228, 19_900_301, 301, 229, 20_001_231, 101, 19_800_427, 0, -5,
        ]),
        Kind::LunarBirthday => dice.pick(&[
            101,
            199_000_101,
            10_630,
            1_230,
            199_000_815,
            815,
            1_229,
            120,
        ]),
        Kind::Duration => dice.below(3) as i64 * 1_000_000 + dice.below(3) as i64,
        Kind::Hours => dice.below(5) as i64 * HOUR_MS,
        Kind::Level(options) | Kind::Choice(options) => dice.below(options.words.len()) as i64,
        Kind::List(of) => {
            let items = (0..dice.below(4)).map(|_| value(dice, of, tick));
            return Value::List(items.collect());
        }
    })
}

pub(in crate::engine) fn kinds() -> Vec<Kind> {
    let options = |count: usize| {
        let words = (0..count).map(|at| OptionWord {
            key: format!("w{at}"),
            label: None,
        });
        Arc::new(Options {
            words: words.collect(),
        })
    };
    vec![
        Kind::Whole,
        Kind::YesNo,
        Kind::Number,
        Kind::Money(Currency::CNY),
        Kind::Percent,
        Kind::Text,
        Kind::Date,
        Kind::Instant,
        Kind::Birthday,
        Kind::LunarBirthday,
        Kind::Level(options(4)),
        Kind::Choice(options(300)),
        Kind::Hours,
        Kind::Time,
        Kind::Duration,
        Kind::List(Box::new(Kind::Text)),
        Kind::List(Box::new(Kind::Whole)),
    ]
}

/// Instants on, just before and just after what windows are cut at.
fn moment(dice: &mut Dice, tick: Moment) -> Moment {
    let days = dice.below(12) as i64 - 8;
    let near = match dice.below(5) {
        0 => tick.0,
        1 => {
            zone(dice)
                .start_of(Day((tick.0.div_euclid(DAY_MS)) as i32))
                .0
        }
        2 => tick.0 - dice.below(30) as i64 * HOUR_MS,
        3 => tick.0.div_euclid(DAY_MS) * DAY_MS,
        _ => tick.0 - 977,
    };
    Moment(near + days * DAY_MS + dice.below(3) as i64 - 1)
}

fn tick(dice: &mut Dice) -> Moment {
    let text = dice.pick(&[
        "2027-02-28T01:00:00Z",
        "2028-02-29T00:00:00Z",
        "2026-03-08T07:00:00Z",
        "2026-11-01T05:30:00Z",
        "2026-02-17T16:00:00Z",
        "2025-07-25T23:59:59.999Z",
        "1969-12-31T12:00:00Z",
        "2011-12-30T09:00:00Z",
    ]);
    Moment::parse_rfc3339(text).expect("these are instants")
}

fn field(name: &str, kind: Kind, missing_as: Option<Value>) -> Field {
    Field {
        name: name.into(),
        label: None,
        kind,
        optional: true,
        missing_as,
    }
}

fn random_field(dice: &mut Dice, name: &str, kind: Kind, tick: Moment) -> Field {
    let missing_as = dice.chance(1, 4).then(|| value(dice, &kind, tick));
    field(name, kind, missing_as)
}

fn event_type(dice: &mut Dice, at: usize, kinds: &[Kind], tick: Moment) -> EventType {
    let fields = (0..dice.below(4)).map(|at| {
        let kind = dice.pick(kinds);
        random_field(dice, &format!("p{at}"), kind, tick)
    });
    EventType {
        name: format!("e{at}"),
        label: None,
        fields: fields.collect(),
        fresh_within_ms: dice.chance(1, 2).then_some(HOUR_MS),
    }
}

fn values(dice: &mut Dice, fields: &[Field], tick: Moment) -> Vec<Option<Value>> {
    let mut values: Vec<Option<Value>> = fields
        .iter()
        .map(|field| {
            let known = dice.chance(3, 4);
            let zone = known && field.name == TIME_ZONE;
            match (zone, known) {
                (true, _) => Some(Value::text(dice.pick(&ZONES))),
                (false, known) => known.then(|| value(dice, &field.kind, tick)),
            }
        })
        .collect();
    // A record written before the schema grew is shorter.
    if dice.chance(1, 10) {
        values.pop();
    }
    values
}

fn versions(dice: &mut Dice, first: Moment, fields: &[Field], tick: Moment) -> Vec<Version> {
    let mut from = first;
    let mut all = vec![Version {
        from,
        values: values(dice, fields, tick),
    }];
    while dice.chance(1, 4) && all.len() < 4 {
        from = from.max(moment(dice, tick));
        all.push(Version {
            from,
            values: values(dice, fields, tick),
        });
    }
    all
}

fn customers(dice: &mut Dice, schema: &Schema, tick: Moment) -> Vec<Customer> {
    let mut slot = 0;
    let mut numbers = vec![0; schema.events.len()];
    let mut all = Vec::new();
    for _ in 0..=dice.below(10) {
        let mut events = Vec::new();
        for (kind, of) in schema.events.iter().enumerate() {
            for _ in 0..dice.below(5) {
                let at = moment(dice, tick);
                let no = numbers[kind];
                numbers[kind] += 1 + dice.below(2) as u32;
                let versions = versions(dice, at, &of.fields, tick);
                events.push(Event {
                    kind,
                    no,
                    id: format!("{kind}-{no}").into(),
                    at,
                    versions,
                });
            }
        }
        events.sort_by_key(|event| (event.kind, event.at, event.no));
        let first = Moment(tick.0 - 30 * DAY_MS);
        let profile = versions(dice, first, &schema.customer, tick);
        all.push(Customer {
            slot,
            id: format!("c{slot}").into(),
            profile,
            events,
        });
        slot += 1 + u32::from(dice.chance(1, 12));
    }
    all
}

/// Repeats the customers until there are several blocks of them.
fn multiply(customers: &mut Vec<Customer>, wanted: usize) {
    let originals = customers.clone();
    let step: Vec<u32> = (0..8)
        .map(|kind| {
            let of_kind = originals
                .iter()
                .flat_map(|c| &c.events)
                .filter(|e| e.kind == kind);
            of_kind.map(|event| event.no + 1).max().unwrap_or(0)
        })
        .collect();
    for round in 1_u32.. {
        for original in &originals {
            if customers.len() >= wanted {
                return;
            }
            let slot = customers.last().map_or(0, |last| last.slot + 1);
            let mut copy = Customer {
                slot,
                id: format!("c{slot}").into(),
                ..original.clone()
            };
            for event in &mut copy.events {
                event.no += round * step[event.kind];
            }
            customers.push(copy);
        }
    }
}

pub(in crate::engine) fn span(dice: &mut Dice) -> Span {
    Span {
        months: dice.pick(&[0, 0, 0, 1, -1, 12]),
        days: dice.below(9) as i32 - 3,
    }
}
