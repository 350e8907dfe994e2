//! Tests.

use super::Printer;
use super::sheet::{Place, Sort};
use crate::language::source::Span;
use crate::language::syntax::{
    EventTime, Expectation, Given, HeldBy, RuleDoes, TestItem, TestStep,
};

impl Printer<'_> {
    pub(super) fn test(&mut self, test: &TestItem) {
        self.head(test.span, Sort::Block, "kw_test", Some(&test.title));
        let mut end = test.title.span.end;
        for step in &test.steps {
            let start = self.word_after(end as usize);
            self.sheet.begin(start, Place::Section);
            self.indent = 4;
            match step {
                TestStep::Given(given) => {
                    self.keyword("kw_given");
                    for (index, given) in given.iter().enumerate() {
                        if index > 0 {
                            self.comma();
                            let words = self.words_of_given(given);
                            self.next_in_list(given_span(given), &words, true);
                        }
                        self.given(given);
                        end = given_span(given).end;
                    }
                }
                TestStep::Expect { day, what } => {
                    if let Some(day) = day {
                        let day = self.literal(day.span);
                        self.say(&format!("day {day}"), &format!("第 {day} 天"));
                        self.colon();
                    }
                    self.keyword("kw_expect");
                    for (index, expectation) in what.iter().enumerate() {
                        let span = expectation_span(expectation);
                        if index > 0 {
                            self.comma();
                            let words = match expectation {
                                Expectation::Rule { .. } => vec!["rule".to_owned()],
                                Expectation::Action { action, .. } => {
                                    action.words.iter().map(|word| word.text.clone()).collect()
                                }
                            };
                            self.next_in_list(span, &words, true);
                        }
                        self.expectation(expectation);
                        end = span.end;
                    }
                }
            }
        }
    }

    /// What the line would start with if it broke before the fact.
    fn words_of_given(&self, given: &Given) -> Vec<String> {
        match given {
            Given::Today { .. } | Given::OnSuppressionList { .. } => Vec::new(),
            Given::Fact { path, .. } => self.both_words(path),
            Given::Event { event, .. } => {
                let mut words = vec![event.text.clone()];
                for language in super::LANGUAGES {
                    let said = self
                        .dictionary
                        .map(|known| known.event(&event.text, language));
                    words.extend(said.map(str::to_owned));
                }
                words
            }
        }
    }

    fn given(&mut self, given: &Given) {
        match given {
            Given::Today { value, .. } => {
                self.keyword("kw_today");
                self.keyword("kw_is");
                self.expr(value, None);
            }
            Given::Fact {
                path, value, from, ..
            } => {
                self.path(path);
                self.keyword("kw_is");
                match value {
                    Some(value) => {
                        let kind = self
                            .dictionary
                            .and_then(|known| known.kind_of_path(self.scope, path));
                        self.expr(value, kind);
                    }
                    None => self.keyword("kw_missing"),
                }
                match from {
                    Some(EventTime::Today) => self.keyword("kw_today"),
                    Some(time) => self.event_time(time),
                    None => {}
                }
            }
            Given::OnSuppressionList { .. } => self.keyword("kw_on_suppression_list"),
            Given::Event {
                event, fields, at, ..
            } => {
                self.event_name(event);
                let known = self.dictionary;
                let row = known.and_then(|known| known.event_at(&event.text));
                if !fields.is_empty() {
                    self.open();
                    for (index, field) in fields.iter().enumerate() {
                        if index > 0 {
                            self.comma();
                            self.next_argument(field, |name| {
                                let found = known.zip(row).map(|(known, row)| {
                                    super::LANGUAGES
                                        .map(|language| known.label_in_event(row, name, language))
                                });
                                found.into_iter().flatten().flatten().collect()
                            });
                        }
                        let mut kind = None;
                        if let Some(name) = &field.name {
                            let translates = self.translates;
                            let said = known.zip(row).filter(|_| translates).map(|(known, row)| {
                                known.field_of_event(row, &name.text, self.language)
                            });
                            self.sheet.word(said.unwrap_or(&name.text));
                            self.colon();
                            kind = known.zip(row).and_then(|(known, row)| {
                                known.kind_of_event_field(row, &name.text)
                            });
                        }
                        self.expr(&field.value, kind);
                    }
                    self.close();
                }
                self.event_time(at);
            }
        }
    }

    fn event_time(&mut self, time: &EventTime) {
        match time {
            EventTime::Today => {}
            EventTime::Ago(length) => {
                let text = self.duration(length);
                self.sheet.word(&text);
                self.keyword("kw_ago");
            }
            EventTime::On(date, time) => {
                self.keyword("kw_on_event");
                let text = self.literal(date.span);
                self.sheet.word(&text);
                if let Some(time) = time {
                    self.say("at", "");
                    let text = self.literal(time.span);
                    self.sheet.word(&text);
                }
            }
        }
    }

    fn expectation(&mut self, expectation: &Expectation) {
        match expectation {
            Expectation::Rule { title, does, .. } => {
                self.keyword("kw_rule");
                let title = self.quoted(title);
                self.sheet.word(&title);
                match does {
                    RuleDoes::Fires => self.keyword("kw_fires"),
                    RuleDoes::DoesNotFire => self.keyword("kw_does_not_fire"),
                    RuleDoes::IsHeldBack(gate) => self.held_back(gate.as_ref()),
                }
            }
            Expectation::Action {
                action, happens, ..
            } => {
                if !happens {
                    self.say("no", "不");
                }
                self.action(action);
            }
        }
    }

    fn held_back(&mut self, gate: Option<&HeldBy>) {
        let Some(gate) = gate else {
            self.keyword("kw_held_back");
            return;
        };
        self.say("is held back by", "因");
        match gate {
            HeldBy::MissingConsent => self.keyword("kw_missing_consent"),
            HeldBy::Unsubscribing => self.keyword("kw_unsubscribing"),
            HeldBy::SuppressionList => self.keyword("kw_suppression_list"),
            HeldBy::Group => self.keyword("kw_group"),
            HeldBy::Rule(title) => {
                self.keyword("kw_rule");
                let title = self.quoted(title);
                self.sheet.word(&title);
            }
            HeldBy::Limit => self.keyword("kw_limit"),
            HeldBy::Cooldown => self.keyword("kw_cooldown"),
            HeldBy::MissingData => self.keyword("kw_missing_data"),
        }
        self.say("", "被拦下");
    }
}

fn given_span(given: &Given) -> Span {
    match given {
        Given::Today { span, .. }
        | Given::Fact { span, .. }
        | Given::OnSuppressionList { span }
        | Given::Event { span, .. } => *span,
    }
}

fn expectation_span(expectation: &Expectation) -> Span {
    match expectation {
        Expectation::Rule { span, .. } | Expectation::Action { span, .. } => *span,
    }
}
