//! `perennial run`: everything due since the last run.

use super::deploy::instant;
use super::failure::Failure;
use super::{Place, print, show};
use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use crate::runtime::clock;
use crate::runtime::session::{Session, WorkReport};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

/// Handle everything due since the last run, and deliver.
#[derive(Args)]
pub struct Run {
    /// Run as of this instant instead of now.
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// As if the command had been given at the end of every day since the last run.
    #[arg(long)]
    day_by_day: bool,
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl Run {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let now = instant(self.at.as_deref(), project.settings.zone)?;
        let session = Session::open(project, "run", clock::now())?;
        let zone = session.deployed()?.zone;
        let report = if self.day_by_day {
            day_by_day(&session, now)?
        } else {
            work(&session, &[now])?
        };
        session.close()?;
        if self.json {
            print(&format!("{:#}\n", to_json(&report, zone)));
        } else {
            print(&shown(&report, zone));
        }
        trouble(&report)
    }
}

/// Works as if at the end of every day since the last run.
pub fn day_by_day(session: &Session, now: Moment) -> Result<WorkReport, Failure> {
    let days = days(session, session.deployed()?.zone, now)?;
    work(session, &days)
}

/// Works at each of these instants, with a bar on a terminal.
fn work(session: &Session, instants: &[Moment]) -> Result<WorkReport, Failure> {
    let deployed = session.deployed()?;
    let runtime = runtime()?;
    let bar = progress_bar();
    let mut progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let report = runtime.block_on(session.work(&deployed, instants, &|| false, &mut progress))?;
    bar.finish_and_clear();
    Ok(report)
}

/// The last instant of every day since the last run, then `now`.
fn days(session: &Session, zone: Zone, now: Moment) -> Result<Vec<Moment>, Failure> {
    let from = if let Some(position) = session.book().position()? {
        position
    } else {
        let rules = session.book().rules()?;
        let first = rules.values().map(|rule| rule.from_ms).min();
        Moment(first.unwrap_or(now.0))
    };
    let mut days = Vec::new();
    let mut day = zone.day_of(from);
    while zone.end_of(day) < now {
        if zone.end_of(day) > from {
            days.push(zone.end_of(day));
        }
        day = day.plus_days(1);
    }
    days.push(now);
    Ok(days)
}

pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|why| Failure::outside(format!("no threads could be started: {why}")))
}

/// A bar on a terminal, nothing in a pipe.
pub fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len}  {elapsed} elapsed, {eta} left")
        .expect("the template is a constant that parses");
    bar.with_style(style)
}

/// What a run did, as people read it.
pub fn shown(report: &WorkReport, zone: Zone) -> String {
    let run = &report.run;
    if run.clock_behind {
        let position = run
            .from
            .map_or_else(String::new, |from| show::instant(from, zone));
        return format!(
            "Nothing is due: the last run went through {position}, which is later than the clock says now.\n"
        );
    }
    let mut text = match (run.from, run.through) {
        (Some(from), Some(through)) => format!(
            "From {} through {}: ",
            show::instant(from, zone),
            show::instant(through, zone)
        ),
        (None, Some(through)) => format!("Through {}: ", show::instant(through, zone)),
        _ => String::new(),
    };
    text.push_str(&format!(
        "{} tick{} handled\n",
        show::count(run.ticks),
        if run.ticks == 1 { "" } else { "s" }
    ));
    let rows: Vec<Vec<String>> = run
        .rules
        .iter()
        .map(|rule| {
            let held: Vec<String> = rule
                .held_back
                .iter()
                .map(|(why, count)| format!("{} {why}", show::count(*count)))
                .chain((rule.expired > 0).then(|| format!("{} expired", show::count(rule.expired))))
                .collect();
            vec![
                rule.title.clone(),
                show::count(rule.entered),
                show::count(rule.granted),
                show::count(report.delivered(&rule.title)),
                if held.is_empty() {
                    "—".to_owned()
                } else {
                    held.join(", ")
                },
            ]
        })
        .collect();
    text.push('\n');
    text.push_str(&show::table(
        &["rule", "entered", "granted", "delivered", "held back"],
        &rows,
    ));
    for rule in run.rules.iter().filter(|rule| rule.unknown > 0) {
        let missing: Vec<String> = rule
            .missing
            .iter()
            .map(|(field, count)| format!("{field} ({})", show::count(*count)))
            .collect();
        text.push_str(&format!(
            "\n\"{}\" could not be told for {} at its last tick; missing: {}",
            rule.title,
            show::count(rule.unknown),
            missing.join(", ")
        ));
    }
    if run.rules.iter().any(|rule| rule.unknown > 0) {
        text.push('\n');
    }
    text.push_str(&delivered(report));
    text
}

fn delivered(report: &WorkReport) -> String {
    let delivery = &report.delivery;
    let parts: Vec<String> = [
        (delivery.delivered, "delivered"),
        (delivery.waiting, "to be tried again"),
        (delivery.in_doubt, "in doubt"),
        (delivery.withheld, "withheld"),
        (delivery.dead, "undeliverable"),
    ]
    .iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, word)| format!("{} {word}", show::count(*count)))
    .collect();
    if parts.is_empty() {
        return String::new();
    }
    let mut text = format!("\nMail to {}: {}\n", report.place, parts.join(", "));
    if let Some(why) = &delivery.first_trouble {
        text.push_str(&format!("  {why}\n"));
    }
    text
}

fn to_json(report: &WorkReport, zone: Zone) -> serde_json::Value {
    let run = &report.run;
    let rules: Vec<_> = run
        .rules
        .iter()
        .map(|rule| {
            json!({
                "rule": rule.title, "ticks": rule.ticks, "entered": rule.entered,
                "granted": rule.granted, "expired": rule.expired, "held_back": rule.held_back,
                "delivered": report.delivered(&rule.title),
                "unknown": rule.unknown, "missing": rule.missing,
            })
        })
        .collect();
    json!({
        "from": run.from.map(|at| at.in_zone(zone)),
        "through": run.through.map(|at| at.in_zone(zone)),
        "ticks": run.ticks, "clock_behind": run.clock_behind, "rules": rules,
        "mail": {
            "delivered": report.delivery.delivered, "waiting": report.delivery.waiting,
            "in_doubt": report.delivery.in_doubt, "withheld": report.delivery.withheld,
            "dead": report.delivery.dead, "trouble": report.delivery.first_trouble,
        },
    })
}

/// A mail server that takes nothing is told by the exit code too.
pub fn trouble(report: &WorkReport) -> Result<(), Failure> {
    if !report.delivery.channel_down {
        return Ok(());
    }
    Err(Failure::outside(format!(
        "mail could not be delivered to {}; everything decided is kept, and the next run tries again",
        report.place
    )))
}
