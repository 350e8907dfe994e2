//! The story the interruptions are tried on: forty people in three zones, rules of every kind, ten days.

use perennial::model::calendar::Birthday;
use perennial::model::moment::{DAY_MS, HOUR_MS, Moment};
use perennial::store::book::wire::TextsRecord;

use super::world::{self, Dice, Fact, Happening, Person, text};

pub const SCHEMA: &str = "\
customer
  customer_id: text
  name: text, optional
  email: text, optional
  time_zone: text, optional
  birthday: birthday, optional
  tier: level (regular < silver < gold)
  marketing_consent: yes/no, missing counts as no
  unsubscribed: yes/no, missing counts as no

event purchase: amount money
event visit: page text, fresh within 26 hours
event complaint: severity level (low < high), status choice (open, resolved), opened_at instant
";

const RULES: &str = r#"
rule "Birthday card"
  schedule daily at 09:00 customer time
  when birthday is today
  then send email "birthday-card" (subject: "Happy birthday, {name or 'dear member'}!")
  limit 1 per year
  group "gifts" pick 1
  priority 80

rule "Win-back"
  schedule daily at 09:00 customer time
  when no purchase (last 4 days) and count(purchase, last 24 months) >= 1
  unless has complaint (last 2 days, status is not resolved)
  then send coupon "BACK20" (value: ¥20, valid: 10 days)
   and add tag "lapsed"
  cooldown 5 days
  group "gifts" pick 1
  priority 50

rule "Thanks"
  schedule daily at 10:30
  when has purchase (last 2 days)
  then send email "thanks" (subject: "Thank you")
   and send coupon "THANKS5" (value: ¥5, valid: 7 days)
  limit 2 per 7 days
  limit 3 lifetime

rule "Visitor"
  schedule daily at 10:30
  when has visit (last 1 day)
  then add tag "visitor"
  limit 1 per week

rule "Quiet visitor"
  schedule daily at 10:30
  when no visit (last 2 days)
  then add tag "quiet"
  cooldown 3 days

rule "Open complaint"
  audience complaint
  schedule daily at 08:00
  when status is not resolved and opened_at before 24 hours ago
  then create task "Call the customer" (team: "care", due: 4 hours)
   and send email "sorry" (subject: "We are sorry")
  limit 1 lifetime
"#;

const TEMPLATES: &[(&str, &str)] = &[
    (
        "birthday-card.txt",
        "Dear {{ name or \"member\" }}, happy birthday!\n",
    ),
    (
        "thanks.txt",
        "Thank you, {{ name or \"dear customer\" }}.\n",
    ),
    ("sorry.txt", "We are sorry.\n"),
];

pub fn rules() -> TextsRecord {
    world::texts(&format!("{SCHEMA}{RULES}"), TEMPLATES)
}

/// The same rules, whatever late: for runs that take a window in pieces.
pub fn patient_rules() -> TextsRecord {
    let patient = RULES.replace("  schedule", "  late 60 days\n  schedule");
    world::texts(&format!("{SCHEMA}{patient}"), TEMPLATES)
}

pub fn people(count: u64, seed: u64) -> Vec<Person> {
    let mut dice = Dice(seed);
    let zones = [
        "Asia/Shanghai",
        "America/New_York",
        "Europe/London",
        "Nowhere/At_all",
    ];
    (0..count)
        .map(|number| {
            let mut facts = vec![
                ("tier", Fact::Int(dice.roll(3) as i64)),
                ("marketing_consent", Fact::Int(i64::from(dice.roll(8) > 0))),
                ("unsubscribed", Fact::Int(i64::from(dice.roll(12) == 0))),
            ];
            if dice.roll(9) > 0 {
                facts.push(("email", text(&format!("c{number}@example.com"))));
            }
            if dice.roll(4) > 0 {
                facts.push(("name", text(&format!("Customer {number}"))));
            }
            if dice.roll(5) > 0 {
                facts.push(("time_zone", text(zones[dice.roll(4) as usize])));
            }
            // Days from 27 February to 13 March, so that most of them fall into the ten days.
            let (month, day) = match dice.roll(16) as u8 {
                0 => (2, 27),
                1 => (2, 28),
                2 => (2, 29),
                after => (3, after - 2),
            };
            let birthday = Birthday::new(None, month, day).expect("a day of the year");
            facts.push(("birthday", Fact::Int(birthday.packed())));
            Person {
                id: format!("C{number:03}"),
                facts,
            }
        })
        .collect()
}

/// What they do from 60 days before `first` to `days` after it.
pub fn events(people: u64, first: Moment, days: i64, seed: u64) -> Vec<Happening> {
    let mut dice = Dice(seed);
    let mut events = Vec::new();
    for customer in 0..people as u32 {
        for day in -6..days {
            let at =
                |dice: &mut Dice| first.plus_ms(day * DAY_MS + dice.roll(DAY_MS as u64) as i64);
            let id = |kind: &str| format!("{kind}-{customer}-{}", day + 6);
            if dice.roll(6) == 0 {
                events.push(Happening {
                    customer,
                    kind: "purchase",
                    id: id("p"),
                    at: at(&mut dice),
                    versions: vec![(0, vec![("amount", Fact::Int(1_000))])],
                });
            }
            if dice.roll(3) == 0 {
                events.push(Happening {
                    customer,
                    kind: "visit",
                    id: id("v"),
                    at: at(&mut dice),
                    versions: vec![(0, vec![("page", text("/"))])],
                });
            }
            if dice.roll(30) == 0 {
                let at = at(&mut dice);
                let known = |status: i64| {
                    vec![
                        ("severity", Fact::Int(dice_level(customer))),
                        ("status", Fact::Int(status)),
                        ("opened_at", Fact::Int(at.0)),
                    ]
                };
                let mut versions = vec![(0, known(0))];
                if dice.roll(2) == 0 {
                    versions.push((20 * HOUR_MS, known(1)));
                }
                events.push(Happening {
                    customer,
                    kind: "complaint",
                    id: id("k"),
                    at,
                    versions,
                });
            }
        }
    }
    events
}

fn dice_level(customer: u32) -> i64 {
    i64::from(customer % 2)
}
