//! What a rule does: words found in the vocabulary, arguments typed, placeholders resolved.

use super::names::kind_words;
use super::scope::{Field, Found, Lower, bare_name};
use super::values::Beside;
use super::{Reported, mistakes};
use crate::language::checked::{Argument, CheckedAction};
use crate::language::diagnostics::did_you_mean;
use crate::language::inline::{InlineTemplate, Part};
use crate::language::said::Said;
use crate::language::source::Span;
use crate::language::syntax::{self, Action, ExprKind, Name, Path, Text};
use crate::language::vocabulary::{ActionDef, Bilingual, Param, Takes, TitleRule, in_english};
use crate::model::kind::Kind;
use std::collections::BTreeMap;

impl Lower<'_> {
    pub fn action(&mut self, action: &Action) -> Option<CheckedAction> {
        let def = self.action_def(action)?;
        let title = self.title(action, def);
        let arguments = self.arguments(action, def);
        Some(CheckedAction {
            action: def.words.english,
            title: title.ok()?,
            arguments: arguments?,
        })
    }

    pub(super) fn action_def(&mut self, action: &Action) -> Option<&'static ActionDef> {
        let words: Vec<&str> = action.words.iter().map(|word| word.text.as_str()).collect();
        let span = match (action.words.first(), action.words.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => action.span,
        };
        let actions = self.book.vocabulary.actions;
        let Some(def) = self.book.vocabulary.action(&words) else {
            let spoken = words.join(" ");
            let known = actions.iter().flat_map(|def| def.words.both());
            // `发优惠券` is near `发放 优惠券`, whatever the blanks.
            let near = did_you_mean(&spoken, known).or_else(|| {
                let glued = |words: &str| words.replace(' ', "");
                let mut chinese = actions.iter().map(|def| def.words.chinese);
                chinese
                    .find(|words| did_you_mean(&glued(&spoken), [glued(words).as_str()]).is_some())
            });
            let known: Vec<Bilingual> = actions.iter().map(|def| def.words).collect();
            return self.fail(mistakes::actions::unknown_action(
                span, &spoken, near, &known,
            ));
        };
        if !def.runs {
            let runs: Vec<Bilingual> = actions
                .iter()
                .filter(|def| def.runs)
                .map(|def| def.words)
                .collect();
            let later = mistakes::later::action(span, &self.title, def.words, &runs);
            self.report.later.push(later);
        }
        Some(def)
    }

    /// The quoted text after the words.
    pub(super) fn title(
        &mut self,
        action: &Action,
        def: &ActionDef,
    ) -> Result<Option<InlineTemplate>, Reported> {
        let action_words = def.words;
        let (what, as_it_stands) = match (&action.template, def.title) {
            (None, TitleRule::Absent) => return Ok(None),
            (Some(text), TitleRule::Absent) => {
                let wrong = mistakes::actions::title_unwanted(text.span, action_words);
                return self.fail(wrong).ok_or(Reported);
            }
            (_, TitleRule::Name(what)) => (what, true),
            (_, TitleRule::Text(what)) => (what, false),
        };
        let Some(text) = &action.template else {
            let wrong = mistakes::actions::title_missing(action.span, action_words, what);
            return self.fail(wrong).ok_or(Reported);
        };
        if text.text.trim().is_empty() {
            let wrong = mistakes::actions::title_empty(text.span, what);
            return self.fail(wrong).ok_or(Reported);
        }
        let template = self.template(text).ok_or(Reported)?;
        if as_it_stands && template.placeholders().next().is_some() {
            let wrong = mistakes::actions::title_with_placeholder(text.span, what);
            return self.fail(wrong).ok_or(Reported);
        }
        Ok(Some(template))
    }

    /// In the order of the signature, then what is handed on, in the order written.
    fn arguments(
        &mut self,
        action: &Action,
        def: &'static ActionDef,
    ) -> Option<Vec<(String, Argument)>> {
        let mut typed: BTreeMap<usize, (String, Argument)> = BTreeMap::new();
        let mut more = Vec::new();
        let mut given: BTreeMap<String, Span> = BTreeMap::new();
        let mut fits = true;
        let mut misnamed = false;
        for argument in &action.arguments {
            let Some((name, param)) = self.name_of_argument(action, def, argument) else {
                // It may well be the one that then seems to be missing.
                misnamed = true;
                continue;
            };
            if let Some(first) = given.insert(name.clone(), argument.span) {
                let name = param.map_or_else(|| Said::same(&name), |param| param.name.into());
                self.report.say(mistakes::actions::argument_twice(
                    argument.span,
                    &name,
                    first,
                ));
                fits = false;
                continue;
            }
            let value = match param {
                Some(param) => self.argument(&argument.value, param),
                None => self.handed_on(&argument.value),
            };
            match (value, param) {
                (None, _) => fits = false,
                (Some(value), None) => more.push((name, value)),
                (Some(value), Some(param)) => {
                    let at = def
                        .params
                        .iter()
                        .position(|known| std::ptr::eq(known, param));
                    typed.insert(at.unwrap_or(usize::MAX), (name, value));
                }
            }
        }
        let missing: Vec<&Param> = def
            .params
            .iter()
            .filter(|param| !misnamed && param.required)
            .filter(|param| !given.contains_key(param.name.english))
            .collect();
        for param in &missing {
            let takes = param.takes.words();
            let wrong =
                mistakes::actions::missing_argument(action.span, def.words, param.name, &takes);
            self.report.say(wrong);
        }
        (fits && !misnamed && missing.is_empty()).then(|| typed.into_values().chain(more).collect())
    }

    pub(super) fn name_of_argument(
        &mut self,
        action: &Action,
        def: &'static ActionDef,
        argument: &syntax::Argument,
    ) -> Option<(String, Option<&'static Param>)> {
        let words = def.words;
        let known: Vec<Bilingual> = def.params.iter().map(|param| param.name).collect();
        let Some(name) = &argument.name else {
            // `add points (100)`: a single value is the first one the action takes.
            if let (Some(param), 1) = (def.params.first(), action.arguments.len()) {
                return Some((param.name.english.to_owned(), Some(param)));
            }
            let wrong = mistakes::actions::argument_unnamed(argument.span, words, &known);
            return self.fail(wrong);
        };
        match def.param(&name.text) {
            Some(param) => Some((param.name.english.to_owned(), Some(param))),
            None if def.hands_on_more => {
                let name = in_english(&name.text, self.book.vocabulary.handed_on);
                Some((name.to_owned(), None))
            }
            None => {
                let both = def.params.iter().flat_map(|param| param.name.both());
                let near = did_you_mean(&name.text, both);
                let wrong =
                    mistakes::actions::unknown_argument(name.span, words, &name.text, near, &known);
                self.fail(wrong)
            }
        }
    }

    pub(super) fn argument(&mut self, value: &syntax::Expr, param: &Param) -> Option<Argument> {
        if let (Takes::Text, ExprKind::Text(text)) = (param.takes, &value.kind) {
            return self.template(text).map(Argument::Text);
        }
        if let Takes::Word(words) = param.takes {
            let word =
                bare_name(value).and_then(|name| words.iter().find(|word| word.is(&name.text)));
            if let Some(word) = word {
                return Some(Argument::Word(word.english.to_owned()));
            }
            let takes = param.takes.words();
            let found = Said::new("another word", "别的词");
            let wrong = mistakes::actions::wrong_argument(value.span, param.name, &takes, &found);
            return self.fail(wrong);
        }
        let text = Kind::Text;
        let beside = match param.takes {
            Takes::Text => Some(Beside {
                kind: &text,
                words: Some(param.name.english),
            }),
            _ => None,
        };
        let expr = self.value(value, beside)?;
        let fits = match param.takes {
            Takes::Money => matches!(expr.kind, Kind::Money(_)),
            Takes::Length => matches!(expr.kind, Kind::Duration | Kind::Hours),
            Takes::Whole => expr.kind == Kind::Whole,
            Takes::Text => expr.kind == Kind::Text,
            Takes::Word(_) => false,
        };
        if !fits {
            let money = Kind::Money(self.book.settings.currency);
            let plain = matches!(expr.kind, Kind::Number | Kind::Whole)
                && matches!(value.kind, ExprKind::Number(_));
            let wrong = if param.takes == Takes::Money && plain {
                self.mismatch(value, &expr.kind, value.span, &money)
            } else {
                let (takes, found) = (param.takes.words(), kind_words(&expr.kind));
                mistakes::actions::wrong_argument(value.span, param.name, &takes, &found)
            };
            return self.fail(wrong);
        }
        Some(Argument::Expr(expr))
    }

    /// A value under a name of the author's own, for the template.
    pub(super) fn handed_on(&mut self, value: &syntax::Expr) -> Option<Argument> {
        match &value.kind {
            ExprKind::Text(text) => self.template(text).map(Argument::Text),
            _ => self.value(value, None).map(Argument::Expr),
        }
    }

    /// Quoted text with its placeholders resolved to English names.
    fn template(&mut self, text: &Text) -> Option<InlineTemplate> {
        let mut template = match InlineTemplate::parse(&text.text) {
            Ok(template) => template,
            Err(errors) => {
                for error in &errors {
                    let span = self.inside(text, &error.span);
                    self.report
                        .say(mistakes::actions::placeholder_broken(span, error));
                }
                return None;
            }
        };
        let mut fits = true;
        for part in &mut template.parts {
            let Part::Placeholder(hole) = part else {
                continue;
            };
            let span = self.inside(text, &hole.path_span);
            match self.find(&path_of(&hole.path, span)) {
                Found::Field(field) => {
                    if hole.or.is_none() && self.may_miss(field) {
                        let warning = mistakes::actions::placeholder_may_miss(span, &hole.path);
                        self.report.say(warning);
                    }
                    hole.path = self.path_name(field);
                }
                Found::Silent => fits = false,
                Found::Unknown(_) => {
                    fits = false;
                    let near = self.names().near_field(&hole.path, &self.open_events());
                    let wrong = mistakes::actions::placeholder_unknown(span, &hole.path, near);
                    self.report.say(wrong);
                }
            }
        }
        fits.then_some(template)
    }

    /// The English name, with what it belongs to before it only where another field hides it.
    fn path_name(&self, field: Field) -> String {
        let names = self.names();
        let (owner, name) = match field {
            Field::Attribute(at) => {
                let name = names
                    .schema
                    .customer
                    .get(at)
                    .map_or("", |field| &field.name);
                ("customer", name)
            }
            Field::Subject(event, field) | Field::Row(event, field) => (
                names.event_name(event),
                names.event_field_name(event, field),
            ),
        };
        match (self.bare(name), field) {
            (Some(Field::Attribute(a)), Field::Attribute(b)) if a == b => name.to_owned(),
            (Some(Field::Subject(..)), Field::Subject(..)) => name.to_owned(),
            _ => format!("{owner}.{name}"),
        }
    }

    /// A stretch of quoted text as a place in the file; the whole text where escapes moved things.
    fn inside(&self, text: &Text, range: &std::ops::Range<usize>) -> Span {
        let written = self.source.slice(text.span);
        let quote = written.chars().next().map_or(0, char::len_utf8);
        if written.get(quote..quote + text.text.len()) != Some(text.text.as_str()) {
            return text.span;
        }
        let start = text.span.start as usize + quote;
        Span::new(text.span.file, start + range.start, start + range.end)
    }
}

fn path_of(path: &str, span: Span) -> Path {
    let name = |text: &str| Name {
        text: text.to_owned(),
        span,
    };
    Path {
        names: path.split('.').map(name).collect(),
        span,
    }
}
