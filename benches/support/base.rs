//! The big base the figures are measured on: customers with 15 attributes and ten events each on average,
//! from a seed. Activity follows Zipf's law, months have their season, people fall silent, data is missing.
//!
//! One CSV file for the customers and one for each event type, events in the order of their time, as a feed brings them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The tick everything is compared at, in Asia/Shanghai.
pub const TICK: &str = "2026-06-01T09:00:00+08:00";

/// How many rows were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    pub customers: u64,
    pub purchases: u64,
    pub visits: u64,
    pub complaints: u64,
    pub surveys: u64,
    pub referrals: u64,
}

/// Writes `customers.csv`, `purchase.csv`, `visit.csv`, `complaint.csv`, `survey_response.csv` and `referral.csv`
/// into an existing folder. The same number and seed give the same bytes on every machine.
pub fn write_base(folder: &Path, customers: u32, seed: u64) -> io::Result<Rows> {
    let mut feeds = Feeds::default();
    let mut file = RowWriter::create(folder, "customers.csv", CUSTOMER_HEADER)?;
    for number in 1..=customers {
        // A dice of its own for each customer: the first thousand are the same people in every size.
        let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ u64::from(number));
        let joined = customer(&mut file, number, &mut dice)?;
        events(&mut feeds, number, joined, &mut dice);
    }
    file.finish()?;
    let mut dice = Dice(seed ^ 0x5eed);
    Ok(Rows {
        customers: u64::from(customers),
        purchases: feed(
            folder,
            "purchase.csv",
            "amount,discount_rate,quantity,channel,category",
            feeds.purchases,
            &mut dice,
            purchase,
        )?,
        visits: feed(
            folder,
            "visit.csv",
            "channel,pages",
            feeds.visits,
            &mut dice,
            visit,
        )?,
        complaints: feed(
            folder,
            "complaint.csv",
            "severity,status,opened_at",
            feeds.complaints,
            &mut dice,
            complaint,
        )?,
        surveys: feed(
            folder,
            "survey_response.csv",
            "survey,score",
            feeds.surveys,
            &mut dice,
            survey,
        )?,
        referrals: feed(
            folder,
            "referral.csv",
            "accepted",
            feeds.referrals,
            &mut dice,
            referral,
        )?,
    })
}

const CUSTOMER_HEADER: &str = "customer_id,city,tier,joined_on,birthday,age,gender,lifetime_value,points,points_expire_on,\
    price_sensitivity,assets,risk_level,email,marketing_consent,unsubscribed";

/// 2024-06-01 and the day after the last, 2026-06-02, counted from 1970-01-01.
const FROM: i64 = 19_875;
const UNTIL: i64 = 20_606;

/// Purchases in a hundred events by month, relative: November twice February.
const SEASON: [u64; 12] = [70, 50, 60, 60, 65, 80, 60, 60, 65, 70, 100, 85];

/// Event times per type: seconds since `FROM` in the upper half, the customer's number in the lower.
#[derive(Default)]
struct Feeds {
    purchases: Vec<u64>,
    visits: Vec<u64>,
    complaints: Vec<u64>,
    surveys: Vec<u64>,
    referrals: Vec<u64>,
}

fn customer(file: &mut RowWriter, number: u32, dice: &mut Dice) -> io::Result<i64> {
    let joined = UNTIL - 1 - dice.below(1_825) as i64;
    file.text("C");
    file.digits(i64::from(number), 8);
    file.option(
        dice,
        90,
        &[
            "shanghai", "hangzhou", "beijing", "shenzhen", "chengdu", "wuhan", "xian", "nanjing",
        ],
    );
    file.cell(match dice.below(100) {
        0..60 => "regular",
        60..82 => "silver",
        82..95 => "gold",
        _ => "platinum",
    });
    file.date(joined);
    file.next();
    if dice.chance(80) {
        let (year, month, day) = civil(-7_300 + dice.below(18_000) as i64);
        if dice.chance(75) {
            file.digits(year, 4);
            file.text("-");
        }
        file.digits(month, 2);
        file.text("-");
        file.digits(day, 2);
    }
    file.next();
    if dice.chance(85) {
        file.number(18 + dice.below(30) + dice.below(35));
    }
    file.option(dice, 92, &["female", "male", "unsaid"]);
    let lifetime_value = dice.heavy(4_000, 12_000, 8);
    file.money(lifetime_value);
    file.next();
    let points = dice.heavy(0, 300, 6);
    file.number(points);
    file.next();
    if dice.chance(70) {
        file.bare_date(UNTIL - 1 + dice.below(365) as i64);
    }
    file.next();
    if dice.chance(75) {
        file.number(dice.below(101));
        file.text("%");
    }
    file.next();
    if dice.chance(60) {
        let assets = dice.heavy(1_000_000, 4_000_000, 9);
        file.bare_money(assets);
    }
    file.option(dice, 65, &["cautious", "balanced", "growth", "aggressive"]);
    file.next();
    if dice.chance(88) {
        file.text("c");
        file.digits(i64::from(number), 8);
        file.text("@example.com");
    }
    file.option(dice, 85, &["yes", "yes", "yes", "no"]);
    file.option(dice, 70, &["no", "no", "no", "no", "no", "no", "no", "yes"]);
    file.end()?;
    Ok(joined)
}

fn events(feeds: &mut Feeds, number: u32, joined: i64, dice: &mut Dice) {
    // Twice as active is half as frequent, up to a thousandfold: Zipf's law in whole numbers.
    let level = dice.next().trailing_ones().min(10);
    let count = dice.below((375 << level) / 100 + 1);
    let first = (joined.max(FROM) - FROM) * 86_400;
    let last = if dice.chance(30) {
        (UNTIL - FROM - dice.below(300) as i64) * 86_400
    } else {
        (UNTIL - FROM) * 86_400
    };
    if last <= first {
        return;
    }
    for _ in 0..count {
        let second = loop {
            let second = first + dice.below((last - first) as u64) as i64;
            let (_, month, _) = civil(FROM + second / 86_400);
            let season = SEASON.get(month as usize - 1).copied().unwrap_or_default();
            if dice.below(100) < season {
                break second;
            }
        };
        let feed = match dice.below(100) {
            0..55 => &mut feeds.purchases,
            55..82 => &mut feeds.visits,
            82..86 => &mut feeds.complaints,
            86..95 => &mut feeds.surveys,
            _ => &mut feeds.referrals,
        };
        feed.push((second as u64) << 32 | u64::from(number));
    }
}

fn feed(
    folder: &Path,
    name: &str,
    columns: &str,
    mut times: Vec<u64>,
    dice: &mut Dice,
    properties: fn(&mut RowWriter, i64, &mut Dice),
) -> io::Result<u64> {
    times.sort_unstable();
    let mut file = RowWriter::create(folder, name, &format!("id,customer_id,at,{columns}"))?;
    for (number, time) in (1_i64..).zip(&times) {
        let second = FROM * 86_400 + (time >> 32) as i64;
        file.text("E");
        file.digits(number, 9);
        file.text(",C");
        file.digits((time & 0xffff_ffff) as i64, 8);
        file.next();
        file.instant(second);
        properties(&mut file, second, dice);
        file.end()?;
    }
    file.finish()?;
    Ok(times.len() as u64)
}

fn purchase(file: &mut RowWriter, _: i64, dice: &mut Dice) {
    let amount = dice.heavy(2_000, 6_000, 8);
    file.money(amount);
    file.next();
    let discount = if dice.chance(55) {
        0
    } else {
        5 * dice.below(10)
    };
    file.number(discount);
    file.text("%");
    file.next();
    file.number(1 + dice.below(5));
    file.option(dice, 100, &["app", "store", "web"]);
    file.option(
        dice,
        100,
        &["food", "home", "beauty", "baby", "sports", "books"],
    );
}

fn visit(file: &mut RowWriter, _: i64, dice: &mut Dice) {
    file.option(dice, 100, &["app", "store", "web"]);
    file.next();
    file.number(1 + dice.below(20));
}

fn complaint(file: &mut RowWriter, second: i64, dice: &mut Dice) {
    file.option(dice, 100, &["low", "medium", "high"]);
    file.option(dice, 100, &["open", "resolved", "resolved"]);
    file.next();
    file.instant(second - dice.below(3_600) as i64);
}

fn survey(file: &mut RowWriter, _: i64, dice: &mut Dice) {
    let is_nps = dice.chance(60);
    file.cell(if is_nps { "nps" } else { "csat" });
    file.next();
    file.number(if is_nps {
        dice.below(11)
    } else {
        1 + dice.below(5)
    });
}

fn referral(file: &mut RowWriter, _: i64, dice: &mut Dice) {
    file.option(dice, 100, &["yes", "no", "no"]);
}

/// Rows of a CSV file, put together in one buffer. `cell`, `option`, `money`, `date` and `next` begin a new cell.
struct RowWriter {
    row: Vec<u8>,
    file: BufWriter<File>,
}

impl RowWriter {
    fn create(folder: &Path, name: &str, header: &str) -> io::Result<RowWriter> {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(folder.join(name))?);
        writeln!(file, "{header}")?;
        Ok(RowWriter {
            row: Vec::with_capacity(256),
            file,
        })
    }

    fn text(&mut self, text: &str) {
        self.row.extend_from_slice(text.as_bytes());
    }

    fn next(&mut self) {
        self.row.push(b',');
    }

    fn cell(&mut self, text: &str) {
        self.next();
        self.text(text);
    }

    /// One of the options in so many of a hundred rows, else an empty cell.
    fn option(&mut self, dice: &mut Dice, percent: u64, options: &[&str]) {
        self.next();
        if dice.chance(percent) {
            let index = dice.below(options.len() as u64) as usize;
            self.text(options.get(index).copied().unwrap_or_default());
        }
    }

    fn digits(&mut self, value: i64, width: u32) {
        for place in (0..width).rev() {
            self.row.push(b'0' + (value / 10_i64.pow(place) % 10) as u8);
        }
    }

    fn number(&mut self, value: u64) {
        self.digits(value as i64, value.checked_ilog10().unwrap_or(0) + 1);
    }

    fn money(&mut self, cents: u64) {
        self.next();
        self.bare_money(cents);
    }

    fn bare_money(&mut self, cents: u64) {
        self.number(cents / 100);
        self.row.push(b'.');
        self.digits((cents % 100) as i64, 2);
    }

    fn date(&mut self, day: i64) {
        self.next();
        self.bare_date(day);
    }

    fn bare_date(&mut self, day: i64) {
        let (year, month, day) = civil(day);
        self.digits(year, 4);
        self.row.push(b'-');
        self.digits(month, 2);
        self.row.push(b'-');
        self.digits(day, 2);
    }

    /// An instant in UTC. Days of this base are counted in UTC too; only the rules know of Shanghai.
    fn instant(&mut self, second: i64) {
        self.bare_date(second.div_euclid(86_400));
        let rest = second.rem_euclid(86_400);
        for (mark, value) in [
            (b'T', rest / 3_600),
            (b':', rest / 60 % 60),
            (b':', rest % 60),
        ] {
            self.row.push(mark);
            self.digits(value, 2);
        }
        self.row.push(b'Z');
    }

    fn end(&mut self) -> io::Result<()> {
        self.row.push(b'\n');
        self.file.write_all(&self.row)?;
        self.row.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Year, month and day of a day counted from 1970-01-01 (years that begin in March make leap days last).
fn civil(day: i64) -> (i64, i64, i64) {
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

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Heavy-tailed: at least `least`, doubled with even odds up to so many times.
    fn heavy(&mut self, least: u64, spread: u64, doublings: u32) -> u64 {
        (least + self.below(spread)) << self.next().trailing_ones().min(doublings)
    }
}
