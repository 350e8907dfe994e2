//! Event predicates, aggregates and their windows.

use pest::iterators::Pair;

use super::build::{Builder, child, has};
use crate::language::diagnostics::parse as say;
use crate::language::grammar::Rule;
use crate::language::syntax::{AggregateFunction, EventQuery, ExprKind, Window, WindowKind};

impl Builder<'_> {
    pub(super) fn window(&mut self, pair: Pair<'_, Rule>) -> Window {
        let span = self.span(&pair);
        let inner = pair
            .into_inner()
            .next()
            .expect("the grammar puts one kind of window here");
        let rule = inner.as_rule();
        let kind = match rule {
            Rule::last_window => WindowKind::Last(self.duration_in(&inner)),
            Rule::next_window => WindowKind::Next(self.duration_in(&inner)),
            _ => {
                let mut sums = inner
                    .into_inner()
                    .filter(|inner| inner.as_rule() == Rule::sum);
                match (sums.next(), sums.next()) {
                    (Some(low), Some(high)) => {
                        WindowKind::Between(Box::new(self.sum(low)), Box::new(self.sum(high)))
                    }
                    (Some(since), None) => WindowKind::Since(Box::new(self.sum(since))),
                    _ => WindowKind::SinceEntry,
                }
            }
        };
        Window { kind, span }
    }

    pub(super) fn event_test(&mut self, pair: &Pair<'_, Rule>) -> ExprKind {
        let negated = has(pair, Rule::kw_no_event);
        let event = child(pair, Rule::name)
            .map(|name| self.name(&name))
            .expect("the grammar names the event");
        let mut query = EventQuery {
            event,
            field: None,
            windows: Vec::new(),
            filters: Vec::new(),
            span: self.span(pair),
        };
        if let Some(arguments) = child(pair, Rule::event_arguments) {
            self.event_arguments(arguments, &mut query);
        }
        ExprKind::Has { query, negated }
    }

    fn event_arguments(&mut self, pair: Pair<'_, Rule>, query: &mut EventQuery) {
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::window => query.windows.push(self.window(inner)),
                Rule::condition => query.filters.push(self.condition(inner)),
                _ => {}
            }
        }
    }

    pub(super) fn aggregate(&mut self, pair: &Pair<'_, Rule>) -> ExprKind {
        let word = pair
            .clone()
            .into_inner()
            .next()
            .expect("the grammar names the function");
        let function = match word.as_rule() {
            Rule::kw_count => AggregateFunction::Count,
            Rule::kw_sum => AggregateFunction::Sum,
            Rule::kw_average => AggregateFunction::Average,
            Rule::kw_max => AggregateFunction::Max,
            Rule::kw_min => AggregateFunction::Min,
            Rule::kw_latest => AggregateFunction::Latest,
            _ => AggregateFunction::First,
        };
        let written = child(pair, Rule::path).expect("the grammar names the event");
        let path = self.path(&written);
        if path.names.len() > 2 {
            self.report(say::path_too_long(path.span, written.as_str()));
        }
        let mut names = path.names.into_iter();
        let event = names.next().expect("a path has a name");
        let mut query = EventQuery {
            event,
            field: names.next(),
            windows: Vec::new(),
            filters: Vec::new(),
            span: self.span(pair),
        };
        self.event_arguments(pair.clone(), &mut query);
        ExprKind::Aggregate { function, query }
    }
}
