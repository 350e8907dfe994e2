//! What the CDNOW rules must decide, recomputed from the original file with nothing of the product:
//! plain loops over each customer's orders, day by day from 1997-01-01 to 1998-06-30.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What became of one rule's entries over the whole run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub entries: u32,
    pub granted: u32,
    pub lost_group: u32,
    pub limit: u32,
    pub cooldown: u32,
}

/// The fate of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Granted,
    LostGroup,
    Limit,
    Cooldown,
}

/// One entry of one rule. `subject` is a customer's number, or an order's id where the rule is about orders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected {
    pub rule: &'static str,
    pub subject: String,
    /// Days since 1970-01-01; the tick is at 10:00 of that day.
    pub day: i32,
    pub fate: Fate,
}

/// Counts per rule title, every rule present even where nothing happened.
pub fn expected() -> BTreeMap<String, Counts> {
    let mut table: BTreeMap<String, Counts> = RULES
        .iter()
        .map(|rule| rule.title)
        .chain([BIG_ORDER])
        .map(|title| (title.to_string(), Counts::default()))
        .collect();
    for entry in expected_decisions() {
        let counts = table
            .get_mut(entry.rule)
            .expect("every rule is in the table");
        counts.entries += 1;
        *match entry.fate {
            Fate::Granted => &mut counts.granted,
            Fate::LostGroup => &mut counts.lost_group,
            Fate::Limit => &mut counts.limit,
            Fate::Cooldown => &mut counts.cooldown,
        } += 1;
    }
    table
}

/// Every entry of the run with its fate, by rule, subject and day.
pub fn expected_decisions() -> Vec<Expected> {
    let mut all = Vec::new();
    for (customer, orders) in histories() {
        walk(&customer, &orders, &mut all);
        for (number, order) in orders.iter().enumerate() {
            // An order enters once, at the first tick that can see it, which is the one of its own day.
            if order.cents >= 15_000 && order.quantity >= 5 {
                let subject = format!("{customer}-{:02}", number + 1);
                all.push(Expected {
                    rule: BIG_ORDER,
                    subject,
                    day: order.day,
                    fate: Fate::Granted,
                });
            }
        }
    }
    all.sort();
    all
}

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar.
pub fn day_number(year: i32, month: i32, day: i32) -> i32 {
    let leap_days = |y: i32| y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400);
    let before_month: i32 = (1..month).map(|m| days_in(year, m)).sum();
    (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969) + before_month + day - 1
}

/// The recomputation's own name of the rule with this title.
pub fn title(title: &str) -> &'static str {
    let known = RULES.iter().map(|rule| rule.title).chain([BIG_ORDER]);
    known
        .into_iter()
        .find(|known| *known == title)
        .expect("a rule of the example")
}

const BIG_ORDER: &str = "Big order";

#[derive(Clone, Copy)]
struct Order {
    day: i32,
    quantity: u32,
    cents: i64,
}

struct Rule {
    title: &'static str,
    runs_on: fn(Date) -> bool,
    /// `None` is unknown.
    truth: fn(&[Order], Date) -> Option<bool>,
    group: Option<&'static str>,
    priority: u32,
    /// So many times within so many days, or in a lifetime.
    limit: Option<(usize, Option<i32>)>,
    cooldown_days: Option<i32>,
}

#[derive(Clone, Copy)]
struct Date {
    number: i32,
    year: i32,
    month: i32,
    day: i32,
}

const RULES: [Rule; 8] = [
    Rule {
        title: "Win-back",
        runs_on: daily,
        truth: |orders, today| {
            Some(days(orders, today, 90).is_empty() && months(orders, today, 24).len() >= 2)
        },
        group: Some("offers"),
        priority: 50,
        limit: Some((1, Some(180))),
        cooldown_days: None,
    },
    Rule {
        title: "Second purchase",
        runs_on: daily,
        truth: |orders, today| {
            Some(months(orders, today, 24).len() == 1 && days(orders, today, 30).is_empty())
        },
        group: Some("offers"),
        priority: 40,
        limit: Some((1, None)),
        cooldown_days: None,
    },
    Rule {
        title: "Valued buyer gone quiet",
        runs_on: daily,
        truth: |orders, today| {
            Some(days(orders, today, 90).is_empty() && cents(months(orders, today, 12)) >= 10_000)
        },
        group: Some("offers"),
        priority: 80,
        limit: None,
        cooldown_days: Some(180),
    },
    Rule {
        title: "Frequent buyer",
        runs_on: daily,
        truth: |orders, today| {
            Some(days(orders, today, 60).len() >= 3 || cents(days(orders, today, 30)) >= 15_000)
        },
        group: Some("thanks"),
        priority: 60,
        limit: None,
        cooldown_days: Some(90),
    },
    Rule {
        title: "Big basket",
        runs_on: daily,
        truth: |orders, today| {
            days(orders, today, 30)
                .iter()
                .map(|order| order.cents)
                .max()
                .map(|largest| largest >= 10_000)
        },
        group: Some("thanks"),
        priority: 30,
        limit: Some((2, Some(365))),
        cooldown_days: None,
    },
    Rule {
        title: "Lapsing buyer",
        runs_on: |date| (date.number + 3) % 7 == 0, // 1970-01-01 was a Thursday.
        truth: |orders, today| {
            let half_year = months(orders, today, 6);
            Some(
                half_year.len() >= 2
                    && cents(half_year) >= 3_000 * half_year.len() as i64
                    && days(orders, today, 45).is_empty(),
            )
        },
        group: Some("offers"),
        priority: 60,
        limit: Some((2, None)),
        cooldown_days: Some(60),
    },
    Rule {
        title: "Shrinking baskets",
        runs_on: |date| date.day == 1,
        truth: |orders, today| {
            let year = months(orders, today, 12);
            let began_well = year.first().is_some_and(|order| order.cents >= 3_000);
            let ended_small = year.last().is_some_and(|order| order.cents < 1_500);
            Some(
                year.len() >= 3 && began_well && ended_small && !days(orders, today, 90).is_empty(),
            )
        },
        group: None,
        priority: 0,
        limit: Some((1, Some(180))),
        cooldown_days: None,
    },
    Rule {
        title: "Strong start",
        runs_on: daily,
        truth: |orders, today| {
            let joined = orders.first().map(|order| order.day)?;
            let is_new = joined > today.number - 30 && joined <= today.number;
            Some(is_new && cents(days(orders, today, 30)) >= 7_500)
        },
        group: None,
        priority: 0,
        limit: Some((1, None)),
        cooldown_days: None,
    },
];

fn daily(_: Date) -> bool {
    true
}

/// One customer's eighteen months.
fn walk(customer: &str, orders: &[Order], all: &mut Vec<Expected>) {
    // Before the first day nobody has bought anything, so no rule starts as true.
    let mut was_true = [false; RULES.len()];
    let mut grants: [Vec<i32>; RULES.len()] = Default::default();
    for today in calendar() {
        let mut entering: Vec<usize> = Vec::new();
        for (index, (rule, was)) in RULES.iter().zip(&mut was_true).enumerate() {
            if !(rule.runs_on)(today) {
                continue;
            }
            // Unknown changes nothing.
            if let Some(now) = (rule.truth)(orders, today) {
                if now && !*was {
                    entering.push(index);
                }
                *was = now;
            }
        }
        let winners: BTreeMap<&str, u32> = entering
            .iter()
            .filter_map(|&index| RULES.get(index))
            .filter_map(|rule| rule.group.map(|group| (group, rule.priority)))
            .fold(BTreeMap::new(), |mut best, (group, priority)| {
                let highest = best.entry(group).or_insert(priority);
                *highest = priority.max(*highest);
                best
            });
        for index in entering {
            let (rule, granted) = RULES
                .get(index)
                .zip(grants.get_mut(index))
                .expect("the index came from this table");
            let lost = rule
                .group
                .is_some_and(|group| winners.get(group) != Some(&rule.priority));
            let fate = if lost {
                Fate::LostGroup
            } else {
                gates(rule, granted, today.number)
            };
            if fate == Fate::Granted {
                granted.push(today.number);
            }
            all.push(Expected {
                rule: rule.title,
                subject: customer.to_string(),
                day: today.number,
                fate,
            });
        }
    }
}

fn gates(rule: &Rule, granted: &[i32], today: i32) -> Fate {
    if let Some((times, period)) = rule.limit {
        let used = granted
            .iter()
            .filter(|&&day| period.is_none_or(|period| day > today - period))
            .count();
        if used >= times {
            return Fate::Limit;
        }
    }
    if let (Some(cooldown), Some(&latest)) = (rule.cooldown_days, granted.last())
        && latest > today - cooldown
    {
        return Fate::Cooldown;
    }
    Fate::Granted
}

/// The orders of the last `span` days, today being one of them.
fn days(orders: &[Order], today: Date, span: i32) -> &[Order] {
    between(orders, today.number - span + 1, today.number)
}

/// The orders of the last `span` months: from the day after (today − months), month ends clamped.
fn months(orders: &[Order], today: Date, span: i32) -> &[Order] {
    let month_index = today.year * 12 + today.month - 1 - span;
    let (year, month) = (month_index.div_euclid(12), month_index.rem_euclid(12) + 1);
    let start = day_number(year, month, today.day.min(days_in(year, month))) + 1;
    between(orders, start, today.number)
}

fn between(orders: &[Order], from: i32, to: i32) -> &[Order] {
    let start = orders.partition_point(|order| order.day < from);
    let end = orders.partition_point(|order| order.day <= to);
    orders.get(start..end).unwrap_or(&[])
}

fn cents(orders: &[Order]) -> i64 {
    orders.iter().map(|order| order.cents).sum()
}

fn calendar() -> Vec<Date> {
    let mut dates = Vec::new();
    for (year, last_month) in [(1997, 12), (1998, 6)] {
        for month in 1..=last_month {
            for day in 1..=days_in(year, month) {
                dates.push(Date {
                    number: day_number(year, month, day),
                    year,
                    month,
                    day,
                });
            }
        }
    }
    dates
}

fn days_in(year: i32, month: i32) -> i32 {
    match month {
        2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Orders by customer, in the order of the file, which is by day.
fn histories() -> BTreeMap<String, Vec<Order>> {
    let mut histories: BTreeMap<String, Vec<Order>> = BTreeMap::new();
    for line in read("CDNOW_sample.txt").lines() {
        let [customer, _, date, quantity, amount] = line
            .split_ascii_whitespace()
            .collect::<Vec<_>>()
            .try_into()
            .expect("five columns in every line");
        let date: i32 = date.parse().expect("a date is eight digits");
        let (dollars, cents) = amount.split_once('.').expect("every amount has cents");
        histories
            .entry(customer.to_string())
            .or_default()
            .push(Order {
                day: day_number(date / 10_000, date / 100 % 100, date % 100),
                quantity: quantity.parse().expect("a quantity is a whole number"),
                cents: dollars.parse::<i64>().expect("whole dollars") * 100
                    + cents.parse::<i64>().expect("two digits of cents"),
            });
    }
    histories
}

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/cdnow/data")
        .join(file);
    fs::read_to_string(&path).expect("the example is part of the project")
}

#[test]
fn the_files_to_import_hold_what_the_original_holds() {
    let histories = histories();
    let mut purchases = read("purchases.csv");
    let mut customers = read("customers.csv");
    for (customer, orders) in &histories {
        for (number, order) in orders.iter().enumerate() {
            let (year, month, day) = calendar()
                .into_iter()
                .find(|date| date.number == order.day)
                .map(|date| (date.year, date.month, date.day))
                .expect("every order is inside the eighteen months");
            let (dollars, cents) = (order.cents / 100, order.cents % 100);
            let date = format!("{year}-{month:02}-{day:02}");
            let row = format!(
                "{customer}-{:02},{customer},{date},{},{dollars}.{cents:02}\n",
                number + 1,
                order.quantity
            );
            assert!(purchases.contains(&row), "{row}");
            purchases = purchases.replacen(&row, "", 1);
            if number == 0 {
                let row = format!("{customer},{date}\n");
                assert!(customers.contains(&row), "{row}");
                customers = customers.replacen(&row, "", 1);
            }
        }
    }
    assert_eq!(purchases, "id,customer_id,at,quantity,amount\n");
    assert_eq!(customers, "customer_id,joined_on\n");
}

#[test]
fn the_tenth_is_the_one_everybody_knows() {
    let histories = histories();
    assert_eq!(histories.len(), 2_357);
    assert_eq!(histories.values().map(Vec::len).sum::<usize>(), 6_919);
    for orders in histories.values() {
        assert!(orders.is_sorted_by_key(|order| order.day));
    }
}

#[test]
fn no_average_is_so_near_its_threshold_that_rounding_could_decide() {
    for orders in histories().values() {
        for today in calendar() {
            let half_year = months(orders, today, 6);
            let count = half_year.len() as i64;
            let above = cents(half_year) - 3_000 * count;
            assert!(
                count < 2 || above >= 0 || above < -count,
                "{} cents too few for {count} orders",
                -above
            );
        }
    }
}

#[test]
fn every_rule_enters_grants_and_meets_its_gates() {
    let table = expected();
    let readme = read("../README.md");
    for (title, counts) in &table {
        let Counts {
            entries,
            granted,
            lost_group,
            limit,
            cooldown,
        } = *counts;
        assert_eq!(entries, granted + lost_group + limit + cooldown, "{title}");
        assert!(
            granted > 0,
            "{title} never acts, so comparing it shows nothing"
        );
        let row =
            format!("| {title} | {entries} | {granted} | {lost_group} | {limit} | {cooldown} |\n");
        assert!(
            readme.contains(&row),
            "examples/cdnow/README.md should say {row}"
        );
    }
    // Each gate must hold somebody back somewhere, or the comparison would not notice its absence.
    let total = |field: fn(&Counts) -> u32| table.values().map(field).sum::<u32>();
    assert!(total(|counts| counts.lost_group) > 0);
    assert!(total(|counts| counts.limit) > 0);
    assert!(total(|counts| counts.cooldown) > 0);
}

#[test]
fn days_are_numbered_as_everybody_numbers_them() {
    assert_eq!(day_number(1970, 1, 1), 0);
    assert_eq!(day_number(1997, 1, 1), 9_862);
    assert_eq!(day_number(2000, 3, 1), 11_017);
    assert_eq!(calendar().len(), 546);
}
