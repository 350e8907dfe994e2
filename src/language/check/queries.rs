//! Questions about a customer's events, and functions over them.

use super::mistakes;
use super::moments::Relative;
use super::names::kind_words;
use super::scope::Lower;
use crate::language::checked::{Aggregate, Expr, ExprNode, Query, Test, Window};
use crate::language::said::Said;
use crate::language::syntax::{self, AggregateFunction, EventQuery, ExprKind, Name, WindowKind};
use crate::language::vocabulary::{Bilingual, FunctionDef, Gives, Over};
use crate::model::arithmetic::average_kind;
use crate::model::calendar::{Day, Length, Span as CalendarSpan};
use crate::model::kind::Kind;

impl Lower<'_> {
    /// `event, window, filters`. A filter cannot ask about other events.
    pub fn query(&mut self, query: &EventQuery) -> Option<Query> {
        if self.row.is_some() {
            return self.fail(mistakes::kinds::question_in_filter(query.span));
        }
        let event = self.event(&query.event);
        let window = self.window_of(query);
        let event = event?;
        self.reads.push(self.names().event_name(event).to_owned());
        self.row = Some(event);
        let filters: Vec<Option<Test>> = query
            .filters
            .iter()
            .map(|filter| self.test(filter))
            .collect();
        self.row = None;
        let mut filters = filters.into_iter().collect::<Option<Vec<Test>>>()?;
        let filter = match filters.len() {
            0 => None,
            1 => filters.pop().map(Box::new),
            _ => Some(Box::new(Test::All(filters))),
        };
        Some(Query {
            event,
            window: window?,
            filter,
        })
    }

    fn window_of(&mut self, query: &EventQuery) -> Option<Window> {
        match query.windows.as_slice() {
            [] => Some(Window::All),
            [window] => self.window(window),
            [_, second, ..] => self.fail(mistakes::moments::several_windows(second.span)),
        }
    }

    fn window(&mut self, window: &syntax::Window) -> Option<Window> {
        match &window.kind {
            WindowKind::Last(duration) => self.some_length(duration).map(Window::Last),
            WindowKind::Next(_) => self.fail(mistakes::moments::future_events(window.span)),
            WindowKind::SinceEntry if self.after_entry => Some(Window::SinceEntry),
            WindowKind::SinceEntry => {
                self.fail(mistakes::journeys::since_entry_elsewhere(window.span))
            }
            WindowKind::Since(from) => match self.relative(from) {
                Some(relative) => self.since(window, relative.ok()?),
                None => Some(Window::Since(self.written_day(from)?)),
            },
            WindowKind::Between(first, last) => {
                let (ExprKind::Date(first), ExprKind::Date(last)) = (&first.kind, &last.kind)
                else {
                    return self.fail(mistakes::moments::window_of_dates(window.span));
                };
                let (first, last) = (self.day(first), self.day(last));
                let (first, last) = (first?, last?);
                if first > last {
                    return self.fail(mistakes::kinds::between_backwards(window.span));
                }
                Some(Window::Between(first, last))
            }
        }
    }

    /// `since 3 days ago` is the last four days: that one, today, and what lies between.
    fn since(&mut self, window: &syntax::Window, from: Relative) -> Option<Window> {
        match from {
            Relative::Exact(ms) if ms < 0 => Some(Window::Last(Length::Exact(-ms))),
            Relative::Day(day) if day.months <= 0 && day.days <= 0 => {
                let back = day.negated().plus(CalendarSpan::days(1));
                Some(Window::Last(Length::Calendar(back)))
            }
            _ => self.fail(mistakes::moments::future_events(window.span)),
        }
    }

    fn written_day(&mut self, expr: &syntax::Expr) -> Option<Day> {
        match &expr.kind {
            ExprKind::Date(date) => self.day(date),
            _ => self.fail(mistakes::moments::window_of_dates(expr.span)),
        }
    }

    /// The query of `count(…)`.
    pub fn count_query(&mut self, query: &EventQuery) -> Option<Query> {
        let lowered = self.query(query)?;
        let Some(field) = &query.field else {
            return Some(lowered);
        };
        let def = self.book.vocabulary.function(Aggregate::Count);
        let count = Bilingual {
            english: "count",
            chinese: "次数",
        };
        let function = def.map_or(count, |def| def.name);
        let span = query.event.span.to(field.span);
        let event = &query.event.text;
        self.fail(mistakes::kinds::count_of_field(
            span,
            function,
            event,
            &field.text,
        ))
    }

    pub fn aggregate(
        &mut self,
        expr: &syntax::Expr,
        function: AggregateFunction,
        query: &EventQuery,
    ) -> Option<Expr> {
        let op = computes(function);
        if op == Aggregate::Count {
            let query = self.count_query(query)?;
            let node = ExprNode::Aggregate {
                op,
                field: None,
                query,
            };
            return Some(Expr {
                kind: Kind::Whole,
                node,
            });
        }
        let lowered = self.query(query)?;
        // A vocabulary without the function knows no name for it.
        let def = self.book.vocabulary.function(op)?;
        let names = self.names();
        let Some(name) = &query.field else {
            let example = names
                .event(lowered.event)
                .and_then(|event| event.fields.first())
                .map_or(Said::new("field", "字段"), |field| {
                    let label = field.label.as_ref().unwrap_or(&field.name);
                    Said::new(&field.name, label)
                });
            let event = &query.event.text;
            let function = def.name;
            return self.fail(mistakes::kinds::function_needs_field(
                expr.span, function, event, &example,
            ));
        };
        let Some(field) = names.event_field(lowered.event, &name.text) else {
            if names.is_silent(&name.text) {
                return None;
            }
            let near = names.near_event_field(&name.text, lowered.event);
            let event = &query.event.text;
            return self.fail(mistakes::names::unknown_event_field(
                name.span, &name.text, event, near,
            ));
        };
        let kind = names.event_field_kind(lowered.event, field)?;
        let english = names.event_field_name(lowered.event, field);
        self.reads
            .push(format!("{}.{english}", names.event_name(lowered.event)));
        self.fits(def, name, &kind)?;
        let kind = match def.gives {
            Gives::Whole => Kind::Whole,
            Gives::Same => kind,
            Gives::Mean => average_kind(&kind),
        };
        let node = ExprNode::Aggregate {
            op,
            field: Some(field),
            query: lowered,
        };
        Some(Expr { kind, node })
    }

    fn fits(&mut self, def: &FunctionDef, name: &Name, kind: &Kind) -> Option<()> {
        let needs = match def.over {
            Over::Summable if !kind.is_summable() => {
                ("a field that can be added up", "能相加的字段")
            }
            Over::Ordered if !kind.is_ordered() => {
                ("a field whose values have an order", "值有大小之分的字段")
            }
            _ => return Some(()),
        };
        self.fail(mistakes::kinds::function_wrong_field(
            name.span,
            def.name,
            &name.text,
            &kind_words(kind),
            &needs.into(),
        ))
    }
}

fn computes(function: AggregateFunction) -> Aggregate {
    match function {
        AggregateFunction::Count => Aggregate::Count,
        AggregateFunction::Sum => Aggregate::Sum,
        AggregateFunction::Average => Aggregate::Average,
        AggregateFunction::Max => Aggregate::Max,
        AggregateFunction::Min => Aggregate::Min,
        AggregateFunction::Latest => Aggregate::Latest,
        AggregateFunction::First => Aggregate::First,
    }
}
