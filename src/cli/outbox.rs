//! `perennial outbox`: where every message stands.

use super::failure::Failure;
use super::{Place, print, show};
use crate::engine::outbox::DeliveryState;
use crate::model::moment::Moment;
use crate::runtime::clock;
use crate::runtime::dispatch::hex;
use crate::runtime::session::Session;
use crate::store::book::delivery_state;
use clap::Args;
use serde_json::json;
use std::collections::BTreeMap;

/// List messages on their way out.
#[derive(Args)]
pub struct Outbox {
    /// Delivered messages too.
    #[arg(long)]
    all: bool,
    /// Make a message due again: its id, or all that are `dead`, `doubt` or `withheld`.
    #[arg(long, value_name = "WHICH")]
    retry: Option<String>,
    /// For programs: one object a line.
    #[arg(long)]
    json: bool,
}

impl Outbox {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let zone = project.settings.zone;
        let session = Session::open(project, "outbox", clock::now())?;
        if let Some(which) = &self.retry {
            return retry(&session, which);
        }
        let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
        let (mut rows, mut lines) = (Vec::new(), String::new());
        for chunk in session.book().outbox(0) {
            for message in chunk?.1 {
                let state = delivery_state(&message.state);
                *counts.entry(state.word()).or_default() += 1;
                if matches!(state, DeliveryState::Delivered { .. }) && !self.all {
                    continue;
                }
                let detail = match &state {
                    DeliveryState::Due { not_before } => {
                        format!("not before {}", show::instant(*not_before, zone))
                    }
                    DeliveryState::Delivered { at } => show::instant(*at, zone),
                    DeliveryState::InDoubt { why }
                    | DeliveryState::Dead { why }
                    | DeliveryState::Withheld { why } => why.clone(),
                    DeliveryState::Attempting => String::new(),
                };
                if self.json {
                    let line = json!({
                        "id": format!("{}-{}", hex(&message.entry), message.effect),
                        "to": message.to, "template": message.template,
                        "decided": Moment(message.decided_ms).to_string(),
                        "state": state.word(), "detail": detail, "attempts": message.attempts,
                    });
                    lines.push_str(&format!("{line}\n"));
                } else {
                    rows.push(vec![
                        message.to,
                        message.template,
                        state.word().to_owned(),
                        message.attempts.to_string(),
                        detail,
                    ]);
                }
            }
        }
        if self.json {
            print(&lines);
            return Ok(());
        }
        let mut text = String::new();
        if !rows.is_empty() {
            text = show::table(&["to", "template", "state", "attempts", ""], &rows);
            text.push('\n');
        }
        let counted: Vec<String> = counts
            .iter()
            .map(|(word, count)| format!("{} {word}", show::count(*count)))
            .collect();
        text.push_str(&if counted.is_empty() {
            "The outbox is empty.\n".to_owned()
        } else {
            format!("{}\n", counted.join(", "))
        });
        print(&text);
        Ok(())
    }
}

fn retry(session: &Session, which: &str) -> Result<(), Failure> {
    let wanted = |id: &str, state: &DeliveryState| match state {
        DeliveryState::Dead { .. } => which == "dead" || which == id,
        DeliveryState::InDoubt { .. } => which == "doubt" || which == id,
        DeliveryState::Withheld { .. } => which == "withheld" || which == id,
        _ => false,
    };
    let count = session.make_due(&wanted, clock::now())?;
    if count == 0 {
        return Err(Failure::usage(format!(
            "no message `{which}` is dead, in doubt or withheld; `perennial outbox --json` lists ids"
        )));
    }
    print(&format!(
        "{count} due again; the next `perennial run` tries them\n"
    ));
    Ok(())
}
