//! Makes the shop's customers, purchases and complaints from a seed: the same seed, the same bytes.
//!
//! `cargo run --example shop` writes the files of `examples/shop/data`;
//! `cargo run --example shop -- FOLDER [CUSTOMERS] [SEED]` writes other ones elsewhere.

use std::path::Path;
use std::process::ExitCode;

/// What the committed files were made with.
pub const SEED: u64 = 20_260_601;
pub const CUSTOMERS: u32 = 200;

/// The three files, as text.
pub struct Shop {
    pub customers: String,
    pub purchases: String,
    pub complaints: String,
}

/// A shop of so many customers with fifteen months of history, 2025-06-01 to 2026-08-31.
pub fn shop(customers: u32, seed: u64) -> Shop {
    let mut dice = Dice(seed);
    let people: Vec<Person> = (1..=customers)
        .map(|number| person(number, &mut dice))
        .collect();
    let purchases = purchases(&people, &mut dice);
    let complaints = complaints(&people, &mut dice);
    Shop {
        customers: customers_file(&people, &purchases),
        purchases: purchases_file(&purchases, &mut dice),
        complaints,
    }
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop/data");
    let folder = arguments.next().map_or(committed, Into::into);
    let customers = arguments.next().map_or(Ok(CUSTOMERS), |text| text.parse());
    let seed = arguments.next().map_or(Ok(SEED), |text| text.parse());
    let (Ok(customers), Ok(seed)) = (customers, seed) else {
        return fail("usage: cargo run --example shop -- FOLDER [CUSTOMERS] [SEED]");
    };
    let made = shop(customers, seed);
    let files = [
        ("customers.csv", made.customers),
        ("purchases.csv", made.purchases),
        ("complaints.csv", made.complaints),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        if let Err(error) =
            std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text))
        {
            return fail(&format!("cannot write {}: {error}", path.display()));
        }
    }
    ExitCode::SUCCESS
}

#[expect(
    clippy::print_stderr,
    reason = "a small program of its own, which answers on the terminal"
)]
fn fail(message: &str) -> ExitCode {
    eprintln!("{message}");
    ExitCode::FAILURE
}

struct Person {
    id: String,
    name: Option<String>,
    email: Option<String>,
    city: Option<&'static str>,
    zone: Option<&'static str>,
    birthday: Option<String>,
    lunar_birthday: Option<String>,
    joined: i64,
    tier: &'static str,
    consent: Option<&'static str>,
    unsubscribed: Option<&'static str>,
    /// Purchases a year, about.
    activity: f64,
    /// From this day on nothing more is bought.
    silent_from: i64,
}

struct Purchase {
    customer: usize,
    second: i64,
    cents: u64,
    channel: &'static str,
}

/// First and last day of the history, counted from 1970-01-01.
const FROM: i64 = 20_240;
const UNTIL: i64 = 20_696;
/// 2026-06-01: the runs of the example begin here.
const RUNS_FROM: i64 = 20_605;

const FAMILY: [&str; 16] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "欧阳", "司马", "诸葛",
    "上官",
];
const GIVEN: [&str; 18] = [
    "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "娟", "涛",
    "雨桐", "子轩", "若曦",
];
const FIRST: [&str; 16] = [
    "Alice", "Ben", "Chloe", "Daniel", "Emma", "Frank", "Grace", "Harry", "Zoë", "Jack", "Karen",
    "Liam", "Mia", "Noah", "Olivia", "Peter",
];
const LAST: [&str; 12] = [
    "Adams", "Brown", "Clark", "Davies", "Evans", "Foster", "Green", "Hughes", "O'Neill", "Jones",
    "King", "Lewis",
];
const CHINA: [&str; 6] = ["上海", "杭州", "南京", "成都", "广州", "西安"];
const AMERICA: [&str; 3] = ["New York", "Boston", "Atlanta"];
const BRITAIN: [&str; 3] = ["London", "Leeds", "Bristol"];

fn person(number: u32, dice: &mut Dice) -> Person {
    let (zone, city, chinese) = match dice.below(100) {
        0..60 => ("Asia/Shanghai", dice.pick(&CHINA), dice.chance(95)),
        60..85 => ("America/New_York", dice.pick(&AMERICA), dice.chance(10)),
        _ => ("Europe/London", dice.pick(&BRITAIN), dice.chance(10)),
    };
    let name = if chinese {
        format!("{}{}", dice.pick(&FAMILY), dice.pick(&GIVEN))
    } else {
        format!("{} {}", dice.pick(&FIRST), dice.pick(&LAST))
    };
    let birthday = birthday(number, dice);
    let lunar_birthday = lunar_birthday(number, chinese, dice);
    // Every twentieth customer is there to be seen: a leap-day or lunar birthday, a good tier, and consent.
    let shown = number.is_multiple_of(20);
    let tier = match dice.below(100) {
        _ if shown => "gold",
        0..45 => "regular",
        45..70 => "silver",
        70..90 => "gold",
        _ => "platinum",
    };
    // Activity by rank: a few buy every week, most a few times a year.
    let activity = 40.0 / (1 + dice.below(30)) as f64;
    Person {
        id: format!("S{number:04}"),
        name: dice.chance(95).then_some(name),
        email: dice.chance(90).then(|| format!("s{number:04}@example.com")),
        city: dice.chance(85).then_some(city),
        zone: dice.chance(92).then_some(zone),
        birthday,
        lunar_birthday,
        joined: FROM - 600 + dice.below(700) as i64,
        tier,
        consent: if shown {
            Some("yes")
        } else {
            dice.one_of(&[(70, Some("yes")), (15, Some("no")), (15, None)])
        },
        unsubscribed: dice.one_of(&[(6, Some("yes")), (60, Some("no")), (34, None)]),
        activity,
        silent_from: if dice.chance(35) {
            RUNS_FROM - 120 + dice.below(110) as i64
        } else {
            UNTIL + 1
        },
    }
}

fn birthday(number: u32, dice: &mut Dice) -> Option<String> {
    let year = 1950 + dice.below(56) as i64;
    let (_, month, day) = date(dice.below(365) as i64);
    match dice.below(100) {
        // Every fortieth customer was born on a leap day, with and without the year.
        _ if number.is_multiple_of(80) => Some("02-29".to_string()),
        _ if number.is_multiple_of(40) => Some(format!("{}-02-29", year / 4 * 4)),
        0..60 => Some(format!("{year}-{month:02}-{day:02}")),
        60..78 => Some(format!("{month:02}-{day:02}")),
        _ => None,
    }
}

fn lunar_birthday(number: u32, chinese: bool, dice: &mut Dice) -> Option<String> {
    let (month, day) = (1 + dice.below(12), 1 + dice.below(29));
    match dice.below(100) {
        // Those shown: the 30th of a month that has only 29 days in 2026, a leap month, and plain ones.
        _ if number % 40 == 20 => Some(
            dice.pick(&["05-30", "L06-15", "1988-05-12", "07-07"])
                .to_string(),
        ),
        _ if !chinese => None,
        0..15 => Some(format!("{month:02}-{day:02}")),
        15..24 => Some(format!("{}-{month:02}-{day:02}", 1950 + dice.below(50))),
        24..27 => Some("05-30".to_string()),
        27..29 => Some("L06-15".to_string()),
        _ => None,
    }
}

fn purchases(people: &[Person], dice: &mut Dice) -> Vec<Purchase> {
    let mut purchases = Vec::new();
    for (customer, person) in people.iter().enumerate() {
        for day in FROM.max(person.joined)..=UNTIL.min(person.silent_from - 1) {
            let (_, month, _) = date(day);
            let season = match month {
                11 => 2.0,
                1 | 6 => 1.4,
                2 | 7 => 0.7,
                _ => 1.0,
            };
            if dice.unit() < person.activity * season / 365.0 {
                let second = day * 86_400 + 3_600 + dice.below(50_000) as i64;
                let cents = 900 + dice.below(200) * dice.below(200) * 2;
                let channel = if dice.chance(60) { "app" } else { "store" };
                purchases.push(Purchase {
                    customer,
                    second,
                    cents,
                    channel,
                });
            }
        }
    }
    purchases.sort_by_key(|purchase| (purchase.second, purchase.customer));
    purchases
}

fn customers_file(people: &[Person], purchases: &[Purchase]) -> String {
    let mut spent = vec![0_u64; people.len()];
    for purchase in purchases {
        if let Some(sum) = spent.get_mut(purchase.customer) {
            *sum += purchase.cents;
        }
    }
    let mut text = line(&[
        "customer_id",
        "name",
        "email",
        "city",
        "time_zone",
        "birthday",
        "lunar_birthday",
        "joined_on",
        "tier",
        "lifetime_value",
        "marketing_consent",
        "unsubscribed",
    ]);
    for (person, spent) in people.iter().zip(spent) {
        let (year, month, day) = date(person.joined);
        text += &line(&[
            &person.id,
            person.name.as_deref().unwrap_or_default(),
            person.email.as_deref().unwrap_or_default(),
            person.city.unwrap_or_default(),
            person.zone.unwrap_or_default(),
            person.birthday.as_deref().unwrap_or_default(),
            person.lunar_birthday.as_deref().unwrap_or_default(),
            &format!("{year}-{month:02}-{day:02}"),
            person.tier,
            &amount(spent),
            person.consent.unwrap_or_default(),
            person.unsubscribed.unwrap_or_default(),
        ]);
    }
    text
}

fn purchases_file(purchases: &[Purchase], dice: &mut Dice) -> String {
    let mut text = line(&["id", "customer_id", "at", "amount", "channel"]);
    let mut late = String::new();
    for (number, purchase) in purchases.iter().enumerate() {
        let row = line(&[
            &format!("P{:05}", number + 1),
            &format!("S{:04}", purchase.customer + 1),
            &instant(purchase.second),
            &amount(purchase.cents),
            purchase.channel,
        ]);
        // Two in a hundred come in after everything else, one in a hundred comes twice.
        if dice.chance(2) {
            late += &row;
        } else {
            text += &row;
        }
        if dice.chance(1) {
            late += &row;
        }
    }
    text + &late
}

fn complaints(people: &[Person], dice: &mut Dice) -> String {
    const SUMMARIES: [&str; 6] = [
        "parcel arrived open",
        "包裹破损，要求换货",
        "charged twice, says the bank",
        "客服电话打不通",
        "the \"large\" is a medium",
        "颜色与图片不符",
    ];
    // Time of the row, then the row; an amendment is a row with the same id.
    let mut rows = Vec::new();
    for number in 1..=people.len() / 3 {
        let customer = format!("S{:04}", 1 + dice.below(people.len() as u64));
        let opened = (RUNS_FROM - 20 + dice.below(108) as i64) * 86_400 + dice.below(86_400) as i64;
        let reported = opened + 60 * dice.below(30) as i64;
        let severity = dice.one_of(&[(35, "low"), (30, "medium"), (35, "high")]);
        let summary = dice.pick(&SUMMARIES);
        let resolved = dice
            .chance(60)
            .then(|| opened + 3_600 * (2 + dice.below(96)) as i64);
        let id = format!("C{number:04}");
        let mut row = |at: i64, status: &str, amended: &str| {
            rows.push((
                at,
                line(&[
                    &id,
                    &customer,
                    &instant(reported),
                    severity,
                    status,
                    &instant(opened),
                    summary,
                    amended,
                ]),
            ));
        };
        row(reported, "open", "");
        if let Some(at) = resolved.filter(|at| *at < (UNTIL + 1) * 86_400) {
            row(at, "resolved", &instant(at));
        }
    }
    rows.sort();
    let header = line(&[
        "id",
        "customer_id",
        "at",
        "severity",
        "status",
        "opened_at",
        "summary",
        "amended_at",
    ]);
    header + &rows.into_iter().map(|(_, row)| row).collect::<String>()
}

fn line(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells
        .iter()
        .map(|cell| {
            if cell.contains([',', '"', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                (*cell).to_string()
            }
        })
        .collect();
    quoted.join(",") + "\n"
}

fn amount(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// In UTC, to the second.
fn instant(second: i64) -> String {
    let (year, month, day) = date(second.div_euclid(86_400));
    let rest = second.rem_euclid(86_400);
    format!(
        "{year}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

/// Year, month and day of a day counted from 1970-01-01 (years that begin in March make leap days last).
fn date(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (
        era * 400 + year_of_era + i64::from(month <= 2),
        month,
        of_year - (153 * month_from_march + 2) / 5 + 1,
    )
}

/// Splitmix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// From 0 inclusive to 1 exclusive.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let index = self.below(from.len() as u64) as usize;
        *from
            .get(index)
            .expect("the index is below the length, and no list here is empty")
    }

    /// One of the values, each with its share of a hundred.
    fn one_of<T: Copy>(&mut self, shares: &[(u64, T)]) -> T {
        let mut rest = self.below(100);
        for (share, value) in shares {
            if rest < *share {
                return *value;
            }
            rest -= share;
        }
        unreachable!("the shares add up to a hundred")
    }
}
