//! `perennial decisions`: what was decided, newest last.

use super::deploy::instant;
use super::failure::Failure;
use super::{Place, print, show};
use crate::model::moment::Moment;
use crate::runtime::clock;
use crate::runtime::dispatch::hex;
use crate::runtime::session::Session;
use crate::store::book::wire::{DecidedRecord, DecisionRecord};
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// List what was decided.
#[derive(Args)]
pub struct Decisions {
    /// Only this rule.
    #[arg(long, value_name = "TITLE")]
    rule: Option<String>,
    /// Only this customer.
    #[arg(long, value_name = "ID")]
    customer: Option<String>,
    /// Only ticks from this instant on.
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
    /// The newest so many; 0 for all.
    #[arg(long, default_value_t = 50)]
    last: usize,
    /// For programs: one object a line.
    #[arg(long)]
    json: bool,
}

impl Decisions {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let zone = project.settings.zone;
        let since = match &self.since {
            Some(text) => instant(Some(text), zone)?,
            None => Moment(i64::MIN),
        };
        let session = Session::open(project, "decisions", clock::now())?;
        let titles: BTreeMap<u32, String> = session
            .book()
            .rules()?
            .into_iter()
            .map(|(title, rule)| (rule.no, title))
            .collect();
        if let Some(rule) = &self.rule
            && !titles.values().any(|title| title == rule)
        {
            let known: Vec<String> = titles
                .values()
                .map(|title| format!("\"{title}\""))
                .collect();
            let known = if known.is_empty() {
                "none was: run `perennial deploy`".to_owned()
            } else {
                format!("there are: {}", known.join(", "))
            };
            return Err(Failure::usage(format!(
                "no rule \"{rule}\" was ever deployed; {known}"
            )));
        }
        let deployed = session.deployed()?;
        let records = session.records(&deployed)?;
        let slot = match &self.customer {
            None => None,
            Some(id) => Some(
                records
                    .slot(id)?
                    .ok_or_else(|| Failure::usage(format!("there is no customer `{id}`")))?,
            ),
        };
        let mut found: Vec<(i64, DecisionRecord)> = Vec::new();
        let mut total = 0_u64;
        for decided in session.book().decided() {
            let (
                _,
                DecidedRecord {
                    tick_ms, decisions, ..
                },
            ) = decided?;
            if tick_ms < since.0 {
                continue;
            }
            let wanted = decisions.into_iter().filter(|decision| {
                slot.is_none_or(|slot| slot == decision.slot)
                    && self
                        .rule
                        .as_ref()
                        .is_none_or(|rule| titles.get(&decision.rule_no) == Some(rule))
            });
            for decision in wanted {
                total += 1;
                found.push((tick_ms, decision));
            }
            // Only the newest are kept in memory.
            if self.last > 0 && found.len() > 2 * self.last + 1_000 {
                found.drain(..found.len() - self.last);
            }
        }
        if self.last > 0 && found.len() > self.last {
            found.drain(..found.len() - self.last);
        }
        let mut ids: BTreeMap<u32, String> = BTreeMap::new();
        for (_, decision) in &found {
            if let Entry::Vacant(place) = ids.entry(decision.slot) {
                let customer = records.customer_at_slot(decision.slot)?;
                place.insert(customer.map_or_else(String::new, |customer| customer.id.to_string()));
            }
        }
        let id = |slot: u32| ids.get(&slot).cloned().unwrap_or_default();
        let title = |no: u32| titles.get(&no).cloned().unwrap_or_default();
        let mut text = String::new();
        if self.json {
            for (tick_ms, decision) in &found {
                let line = json!({
                    "id": hex(&decision.entry), "tick": Moment(*tick_ms).to_string(),
                    "rule": title(decision.rule_no), "customer": id(decision.slot),
                    "event": decision.event, "outcome": decision.outcome,
                });
                text.push_str(&format!("{line}\n"));
            }
        } else {
            let rows: Vec<Vec<String>> = found
                .iter()
                .map(|(tick_ms, decision)| {
                    let about = decision.event.as_ref().map_or_else(
                        || id(decision.slot),
                        |event| format!("{} ({event})", id(decision.slot)),
                    );
                    vec![
                        show::instant(Moment(*tick_ms), zone),
                        title(decision.rule_no),
                        about,
                        show::outcome(&decision.outcome.outcome(), zone),
                    ]
                })
                .collect();
            if rows.is_empty() {
                text.push_str("No decisions.\n");
            } else {
                text.push_str(&show::table(
                    &["tick", "rule", "customer", "decision"],
                    &rows,
                ));
                text.push_str(&format!("\n{} of {total} decisions shown\n", found.len()));
            }
        }
        print(&text);
        Ok(())
    }
}
