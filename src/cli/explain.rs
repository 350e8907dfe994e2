//! `perennial explain`: why, or why not, for one rule, one customer and one tick.

use super::deploy::instant;
use super::failure::Failure;
use super::{Place, print, show};
use crate::engine::decisions::{Gate, Outcome};
use crate::engine::explain::{Condition, Explanation};
use crate::model::calendar::Zone;
use crate::model::truth::Truth;
use crate::runtime::clock;
use crate::runtime::session::Session;
use crate::runtime::why::{NoWhy, Question, Why};
use clap::Args;
use serde_json::json;

/// Say why a rule does or does not act for a customer.
#[derive(Args)]
pub struct Explain {
    /// The rule's title.
    rule: String,
    /// The customer's id.
    customer: String,
    /// At the latest tick up to this instant, instead of now.
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
    /// For a rule about events: the event's id, instead of the customer's latest.
    #[arg(long, value_name = "ID")]
    event: Option<String>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub fn run(&self, place: &Place) -> Result<(), Failure> {
        let project = place.project()?;
        let at = instant(self.at.as_deref(), project.settings.zone)?;
        let session = Session::open(project, "explain", clock::now())?;
        let deployed = session.deployed()?;
        let question = Question {
            rule: &self.rule,
            customer: &self.customer,
            event: self.event.as_deref(),
            at,
            now: clock::now(),
        };
        let why = session
            .why(&deployed, &question)?
            .map_err(|no| Failure::usage(sentence(&no)))?;
        if self.json {
            print(&format!("{:#}\n", to_json(&why)));
        } else {
            print(&shown(&why, deployed.zone));
        }
        Ok(())
    }
}

fn sentence(no: &NoWhy) -> String {
    match no {
        NoWhy::Rule { given, known } => {
            let known: Vec<String> = known.iter().map(|title| format!("\"{title}\"")).collect();
            format!(
                "no rule \"{given}\" is deployed; there are: {}",
                known.join(", ")
            )
        }
        NoWhy::Customer { given } => format!("there is no customer `{given}`"),
        NoWhy::Event {
            given: Some(id),
            kind,
        } => {
            format!("this customer has no {kind} `{id}` up to that tick")
        }
        NoWhy::Event { given: None, kind } => {
            format!("the rule is about each {kind}, and this customer has none up to that tick")
        }
        NoWhy::Tick => "the rule has no tick up to that instant".to_owned(),
    }
}

fn shown(why: &Why, project: Zone) -> String {
    let mut text = format!("\"{}\" for customer {}", why.rule, why.customer);
    if let Some(event) = &why.event {
        text.push_str(&format!(", event {event}"));
    }
    text.push_str(&format!(", tick {}", show::instant(why.tick, why.zone)));
    if why.zone != project {
        text.push_str(&format!(" in {}", why.zone.name()));
    }
    text.push('\n');
    if !why.active {
        text.push_str("\nThe tick lies outside the rule's active dates: nothing is decided.\n");
    }
    let explanation = &why.explanation;
    for (head, in_unless) in [("when", false), ("unless", true)] {
        let rows: Vec<Vec<String>> = explanation
            .conditions
            .iter()
            .filter(|condition| condition.in_unless == in_unless)
            .map(|condition| {
                vec![
                    format!("  {}", word(condition.truth)),
                    condition.text.clone(),
                    condition.value.english.clone(),
                ]
            })
            .collect();
        if !rows.is_empty() {
            text.push_str(&format!("\n{head}\n"));
            let table = show::table(&["", "", ""], &rows);
            text.extend(table.lines().skip(1).map(|line| format!("{line}\n")));
        }
    }
    text.push_str(&format!("\n{}\n", verdict(explanation)));
    text.push_str("\ngates, in order\n");
    let mut blocked = false;
    for answer in &explanation.gates {
        let state = match &answer.closed {
            None => "open  ".to_owned(),
            Some(outcome) => {
                let first = if blocked {
                    ""
                } else {
                    "  ← the first that closes"
                };
                blocked = true;
                format!("closed  {}{first}", closed(outcome, why.zone))
            }
        };
        text.push_str(&format!(
            "  {:<17} {}\n",
            gate(answer.gate),
            state.trim_end()
        ));
        if answer.gate == Gate::SuppressionList {
            text.push_str(&format!("  {:<17} {}\n", "group", group(why)));
        }
    }
    match &why.decided {
        Some(outcome) => {
            text.push_str(&format!(
                "\ndecided at this tick: {}\n",
                show::outcome(outcome, why.zone)
            ));
        }
        None => text.push_str("\nno decision was recorded at this tick\n"),
    }
    text
}

fn group(why: &Why) -> String {
    match &why.group {
        None => "none".to_owned(),
        Some((name, priority)) => {
            format!(
                "\"{name}\" with priority {priority}; decided among the rules that enter together"
            )
        }
    }
}

fn verdict(explanation: &Explanation) -> &'static str {
    match (explanation.truth, explanation.true_before) {
        (Truth::Yes, false) => "→ yes, and not before: this is an entry",
        (Truth::Yes, true) => "→ yes, but it was so at the tick before: no new entry",
        (Truth::No, _) => "→ no: nothing happens",
        (Truth::Unknown, _) => "→ unknown: nothing happens, and nothing changes",
    }
}

fn word(truth: Truth) -> &'static str {
    match truth {
        Truth::Yes => "yes",
        Truth::No => "no",
        Truth::Unknown => "unknown",
    }
}

fn gate(gate: Gate) -> &'static str {
    match gate {
        Gate::Lateness => "lateness",
        Gate::Consent => "consent",
        Gate::SuppressionList => "suppression list",
        Gate::Group => "group",
        Gate::Limit => "limit",
        Gate::Cooldown => "cool-down",
        Gate::Compose => "actions",
    }
}

fn closed(outcome: &Outcome, zone: Zone) -> String {
    match outcome {
        Outcome::Suppressed(reason) => show::reason(reason),
        other => show::outcome(other, zone),
    }
}

fn to_json(why: &Why) -> serde_json::Value {
    let condition = |condition: &Condition| {
        json!({
            "text": condition.text, "section": if condition.in_unless { "unless" } else { "when" },
            "truth": word(condition.truth), "value": condition.value.english,
        })
    };
    let explanation = &why.explanation;
    json!({
        "rule": why.rule, "customer": why.customer, "event": why.event,
        "tick": why.tick.to_string(), "zone": why.zone.name(), "active": why.active,
        "conditions": explanation.conditions.iter().map(condition).collect::<Vec<_>>(),
        "truth": word(explanation.truth), "true_before": explanation.true_before,
        "gates": explanation.gates.iter().map(|answer| json!({
            "gate": gate(answer.gate),
            "closed": answer.closed.as_ref().map(|outcome| closed(outcome, why.zone)),
        })).collect::<Vec<_>>(),
        "group": why.group.as_ref().map(|(name, _)| name),
        "decided": why.decided.as_ref().map(|outcome| show::outcome(outcome, why.zone)),
    })
}
