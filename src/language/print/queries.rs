//! Questions about events, functions over them, and their windows.

use super::Printer;
use crate::language::source::Span;
use crate::language::syntax::{AggregateFunction, EventQuery, Expr, Name, Window, WindowKind};

/// One of the things in brackets behind an event, in the order written.
enum Detail<'e> {
    Window(&'e Window),
    Filter(&'e Expr),
}

impl Detail<'_> {
    fn span(&self) -> Span {
        match self {
            Self::Window(window) => window.span,
            Self::Filter(filter) => filter.span,
        }
    }
}

impl<'a> Printer<'a> {
    pub(super) fn has(&mut self, query: &EventQuery, negated: bool) {
        if negated {
            self.say("no", "没有");
        } else {
            self.keyword("kw_has");
        }
        self.event_name(&query.event);
        let details = details(query);
        if details.is_empty() {
            return;
        }
        self.open();
        for (index, detail) in details.iter().enumerate() {
            if index > 0 {
                self.comma();
                self.next_detail(query, detail);
            }
            self.detail(query, detail);
        }
        self.close();
    }

    pub(super) fn aggregate(&mut self, function: AggregateFunction, query: &EventQuery) {
        self.keyword(match function {
            AggregateFunction::Count => "kw_count",
            AggregateFunction::Sum => "kw_sum",
            AggregateFunction::Average => "kw_average",
            AggregateFunction::Max => "kw_max",
            AggregateFunction::Min => "kw_min",
            AggregateFunction::Latest => "kw_latest",
            AggregateFunction::First => "kw_first",
        });
        self.sheet.tighten();
        self.sheet.word("(");
        self.level += 1;
        let event = self.event_text(&query.event);
        let field = query.field.as_ref().map(|field| {
            let known = self.dictionary.filter(|_| self.translates);
            let at = known.and_then(|known| Some((known, known.event_at(&query.event.text)?)));
            at.map_or(field.text.as_str(), |(known, at)| {
                known.field_of_event(at, &field.text, self.language)
            })
        });
        let path = match field {
            Some(field) => format!("{event}.{field}"),
            None => event.to_owned(),
        };
        self.sheet.word(&path);
        for detail in &details(query) {
            self.sheet.word(",");
            self.next_detail(query, detail);
            self.detail(query, detail);
        }
        self.level -= 1;
        self.sheet.word(")");
    }

    fn next_detail(&mut self, query: &EventQuery, detail: &Detail<'_>) {
        let words = match detail {
            Detail::Window(_) => Vec::new(),
            Detail::Filter(filter) => self.in_row(query, |printer| printer.first_words(filter)),
        };
        self.next_in_list(detail.span(), &words, false);
    }

    fn detail(&mut self, query: &EventQuery, detail: &Detail<'_>) {
        match detail {
            Detail::Window(window) => self.window(window),
            Detail::Filter(filter) => self.in_row(query, |printer| printer.expr(filter, None)),
        }
    }

    /// Within the filter of an event, whose fields come first.
    fn in_row<T>(&mut self, query: &EventQuery, then: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.scope.row;
        self.scope.row = self
            .dictionary
            .and_then(|known| known.event_at(&query.event.text));
        let done = then(self);
        self.scope.row = outer;
        done
    }

    pub(super) fn window(&mut self, window: &Window) {
        match &window.kind {
            WindowKind::Last(duration) => {
                self.keyword("kw_last");
                let text = self.duration(duration);
                self.sheet.word(&text);
            }
            WindowKind::Next(duration) => {
                self.keyword("kw_next");
                let text = self.duration(duration);
                self.sheet.word(&text);
            }
            WindowKind::SinceEntry => self.keyword("kw_since_entry"),
            WindowKind::Since(from) => {
                self.say("since", "自");
                self.expr(from, None);
                self.say("", "起");
            }
            WindowKind::Between(first, last) => {
                self.keyword("kw_between");
                self.expr(first, None);
                self.say("and", "至");
                self.expr(last, None);
            }
        }
    }

    pub(super) fn event_text<'n>(&self, event: &'n Name) -> &'n str
    where
        'a: 'n,
    {
        match self.dictionary {
            Some(known) if self.translates => known.event(&event.text, self.language),
            _ => &event.text,
        }
    }

    pub(super) fn event_name(&mut self, event: &Name) {
        let text = self.event_text(event);
        self.sheet.word(text);
    }
}

fn details(query: &EventQuery) -> Vec<Detail<'_>> {
    let windows = query.windows.iter().map(Detail::Window);
    let mut details: Vec<Detail<'_>> = windows
        .chain(query.filters.iter().map(Detail::Filter))
        .collect();
    details.sort_by_key(|detail| detail.span().start);
    details
}
