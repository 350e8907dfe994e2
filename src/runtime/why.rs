//! Gathering what `explain` needs: the subject at the tick, the tick before it, and what was decided.

use super::rulebook::Deployed;
use super::session::{Session, SessionError};
use super::tick::entry_id;
use crate::actions::compose::Lookup;
use crate::engine::decisions::{Outcome, Standing};
use crate::engine::explain::{Explanation, explain};
use crate::engine::facts::{Facts, TickContext, zone_of};
use crate::engine::interpret::judge;
use crate::engine::subject::Subject;
use crate::engine::ticks;
use crate::language::checked::{Audience, CheckedRule};
use crate::model::calendar::Zone;
use crate::model::customer::{Customer, Watermarks};
use crate::model::moment::Moment;

/// What is asked.
pub struct Question<'a> {
    pub rule: &'a str,
    pub customer: &'a str,
    pub event: Option<&'a str>,
    /// The latest tick up to here.
    pub at: Moment,
    pub now: Moment,
}

/// The answer.
pub struct Why {
    pub rule: String,
    pub customer: String,
    pub event: Option<String>,
    pub tick: Moment,
    pub zone: Zone,
    /// Whether the tick lies inside the rule's active dates.
    pub active: bool,
    pub explanation: Explanation,
    /// The rule's group and priority.
    pub group: Option<(String, i64)>,
    /// What was recorded for this entry.
    pub decided: Option<Outcome>,
}

/// Why there is no answer.
pub enum NoWhy {
    Rule { given: String, known: Vec<String> },
    Customer { given: String },
    Event { given: Option<String>, kind: String },
    Tick,
}

impl Session {
    /// Explains one rule for one customer at one tick.
    pub fn why(
        &self,
        deployed: &Deployed,
        question: &Question<'_>,
    ) -> Result<Result<Why, NoWhy>, SessionError> {
        let rules = &deployed.rulebook.rules;
        let Some(rule) = rules.iter().find(|rule| rule.title() == question.rule) else {
            return Ok(Err(NoWhy::Rule {
                given: question.rule.to_owned(),
                known: rules.iter().map(|rule| rule.title().to_owned()).collect(),
            }));
        };
        let records = self.records(deployed)?;
        let Some(customer) = records.customer(question.customer)? else {
            return Ok(Err(NoWhy::Customer {
                given: question.customer.to_owned(),
            }));
        };
        let watermarks = records.watermarks()?;
        let zone = clock_of(deployed, rule, &customer, question.at);
        let Some(tick) = ticks::previous(&rule.parts().schedule, zone, question.at) else {
            return Ok(Err(NoWhy::Tick));
        };
        let context = context(deployed, &watermarks, tick.at);
        let audience = rule.parts().audience;
        let (event_no, event_id) = match subject_event(&customer, audience, question, tick.at) {
            Ok(found) => found,
            Err(given) => {
                let kind = match audience {
                    Audience::Event(kind) => deployed.rulebook.schema.events.get(kind),
                    Audience::Customer => None,
                };
                let kind = kind.map_or_else(String::new, |kind| kind.name.clone());
                return Ok(Err(NoWhy::Event { given, kind }));
            }
        };
        let Some(facts) = Facts::of(&customer, audience, event_no, &context) else {
            return Ok(Err(NoWhy::Tick));
        };
        let subject = Subject {
            customer_id: &customer.id,
            facts: &facts,
            context: &context,
            templates: &deployed.template_fields,
        };
        let book = self.book();
        let mut ledger = book.ledger(customer.slot)?;
        // Limits looked at from the tick: later decisions had not been made.
        ledger.rows.retain(|row| row.tick < tick.at);
        let standing = Standing {
            tick: tick.at,
            now: question.now.min(question.at),
            zone: facts.zone,
            consent: subject.consents(),
            unsubscribed: subject.is_unsubscribed(),
            suppressed: records.suppressed(&customer.id, subject.address().as_deref())?,
            ledger: &ledger.rows,
        };
        let rule_no = book
            .rules()?
            .get(rule.title())
            .map_or(u32::MAX, |record| record.no);
        let subject_no = event_no.unwrap_or(customer.slot);
        let true_before = ticks::previous(&rule.parts().schedule, zone, tick.at.plus_ms(-1))
            .is_some_and(|before| {
                let context = self::context(deployed, &watermarks, before.at);
                Facts::of(&customer, audience, event_no, &context)
                    .is_some_and(|facts| judge(rule, &facts, &context).truth().is_yes())
            });
        let explanation = explain(rule, rule_no, subject_no, &subject, &standing, true_before);
        let entry = entry_id(rule.title(), audience, subject_no, tick.at);
        let day = zone.day_of(tick.at);
        Ok(Ok(Why {
            rule: rule.title().to_owned(),
            customer: customer.id.to_string(),
            event: event_id,
            tick: tick.at,
            zone: facts.zone,
            active: rule
                .parts()
                .active
                .is_none_or(|(first, last)| first <= day && day <= last),
            explanation,
            group: rule
                .parts()
                .group
                .as_ref()
                .map(|g| (g.name.clone(), rule.parts().priority)),
            decided: self.decision(entry)?,
        }))
    }

    fn decision(&self, entry: [u8; 16]) -> Result<Option<Outcome>, SessionError> {
        for decided in self.book().decided() {
            let (_, decided) = decided?;
            if let Some(found) = decided.decisions.iter().find(|one| one.entry == entry) {
                return Ok(Some(found.outcome.outcome()));
            }
        }
        Ok(None)
    }
}

fn context<'a>(deployed: &'a Deployed, watermarks: &'a Watermarks, at: Moment) -> TickContext<'a> {
    TickContext {
        at,
        schema: &deployed.rulebook.schema,
        project_zone: deployed.zone,
        leap: deployed.leap,
        watermarks,
    }
}

/// The event asked about, or the customer's latest of the rule's type; the error is the id asked for.
fn subject_event(
    customer: &Customer,
    audience: Audience,
    question: &Question<'_>,
    tick: Moment,
) -> Result<(Option<u32>, Option<String>), Option<String>> {
    let Audience::Event(kind) = audience else {
        return Ok((None, None));
    };
    let mut events: Vec<_> = customer
        .events
        .iter()
        .filter(|event| event.kind == kind && event.at <= tick)
        .filter(|event| question.event.is_none_or(|id| *event.id == *id))
        .collect();
    events.sort_by_key(|event| (event.at, event.no));
    let event = events.last().ok_or(question.event.map(str::to_owned))?;
    Ok((Some(event.no), Some(event.id.to_string())))
}

/// The zone the rule's clock is read in for this customer.
fn clock_of(deployed: &Deployed, rule: &CheckedRule, customer: &Customer, at: Moment) -> Zone {
    if !rule.parts().schedule.customer_time {
        return deployed.zone;
    }
    let watermarks = Watermarks::default();
    zone_of(customer.values_at(at), &context(deployed, &watermarks, at))
}
