//! The lines of a test.

use pest::iterators::Pair;

use super::build::{Builder, child, has};
use super::sections::action;
use crate::language::grammar::Rule;
use crate::language::syntax::{
    EventTime, Expectation, Expr, ExprKind, Given, HeldBy, RuleDoes, TestStep,
};

impl Builder<'_> {
    pub(super) fn test_step(&mut self, pair: &Pair<'_, Rule>) -> TestStep {
        let inner = pair.clone().into_inner();
        if pair.as_rule() == Rule::given_piece {
            let given = inner.filter(|inner| {
                matches!(
                    inner.as_rule(),
                    Rule::given_today
                        | Rule::given_fact
                        | Rule::given_suppressed
                        | Rule::given_event
                )
            });
            return TestStep::Given(given.map(|given| self.given(&given)).collect());
        }
        let day = child(pair, Rule::number).map(|number| self.number(&number));
        let expectations = inner.filter(|inner| inner.as_rule() == Rule::expectation);
        TestStep::Expect {
            day,
            what: expectations
                .map(|expectation| self.expectation(&expectation))
                .collect(),
        }
    }

    fn given(&mut self, pair: &Pair<'_, Rule>) -> Given {
        let span = self.span(pair);
        match pair.as_rule() {
            Rule::given_today => {
                let value = if let Some(instant) = child(pair, Rule::instant) {
                    let (date, time) = self.instant(&instant);
                    let span = self.span(&instant);
                    Expr {
                        kind: ExprKind::Instant { date, time },
                        span,
                    }
                } else {
                    let date = self.date_in(pair);
                    Expr {
                        kind: ExprKind::Date(date),
                        span: date.span,
                    }
                };
                Given::Today { value, span }
            }
            Rule::given_fact => {
                let path = child(pair, Rule::path)
                    .map(|path| self.path(&path))
                    .expect("the grammar names a field");
                let value = child(pair, Rule::sum).map(|value| self.sum(value));
                let from = child(pair, Rule::event_time).map(|at| self.event_time(&at));
                Given::Fact {
                    path,
                    value,
                    from,
                    span,
                }
            }
            Rule::given_suppressed => Given::OnSuppressionList { span },
            _ => {
                let event = child(pair, Rule::name)
                    .map(|name| self.name(&name))
                    .expect("the grammar names the event");
                let fields = self.arguments_in(pair);
                let at = child(pair, Rule::event_time)
                    .map_or(EventTime::Today, |at| self.event_time(&at));
                Given::Event {
                    event,
                    fields,
                    at,
                    span,
                }
            }
        }
    }

    fn event_time(&mut self, pair: &Pair<'_, Rule>) -> EventTime {
        if has(pair, Rule::duration) {
            EventTime::Ago(self.duration_in(pair))
        } else if has(pair, Rule::kw_today) {
            EventTime::Today
        } else {
            EventTime::On(
                self.date_in(pair),
                child(pair, Rule::time).map(|time| self.time(&time)),
            )
        }
    }

    fn expectation(&mut self, pair: &Pair<'_, Rule>) -> Expectation {
        let span = self.span(pair);
        match child(pair, Rule::action) {
            Some(written) => {
                let happens = !has(pair, Rule::kw_no_event) && !has(pair, Rule::kw_not);
                Expectation::Action {
                    action: action(self, &written),
                    happens,
                    span,
                }
            }
            None => Expectation::Rule {
                title: self.text_in(pair),
                does: match child(pair, Rule::held_back) {
                    Some(held) => RuleDoes::IsHeldBack(
                        child(&held, Rule::gate).map(|gate| self.held_by(&gate)),
                    ),
                    None if has(pair, Rule::kw_fires) => RuleDoes::Fires,
                    None => RuleDoes::DoesNotFire,
                },
                span,
            },
        }
    }

    fn held_by(&mut self, gate: &Pair<'_, Rule>) -> HeldBy {
        let word = gate.clone().into_inner().next().map(|word| word.as_rule());
        match word {
            Some(Rule::kw_missing_consent) => HeldBy::MissingConsent,
            Some(Rule::kw_unsubscribing) => HeldBy::Unsubscribing,
            Some(Rule::kw_suppression_list) => HeldBy::SuppressionList,
            Some(Rule::kw_limit) => HeldBy::Limit,
            Some(Rule::kw_cooldown) => HeldBy::Cooldown,
            Some(Rule::kw_group) => HeldBy::Group,
            Some(Rule::kw_rule) => HeldBy::Rule(self.text_in(gate)),
            _ => HeldBy::MissingData,
        }
    }
}
