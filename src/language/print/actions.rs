//! What a rule does.

use super::Printer;
use super::names;
use crate::language::inline::InlineTemplate;
use crate::language::syntax::{Action, Argument, ExprKind, Text};
use crate::language::vocabulary::{ActionDef, Takes, TitleRule};

impl Printer<'_> {
    /// Actions joined by `and`, each on a line of its own where the author wrote it so or there is no room.
    pub(super) fn actions(&mut self, actions: &[Action]) {
        for (index, action) in actions.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| actions.get(before));
            if let Some(before) = before {
                self.soft(before.span, action.span.start, true);
                self.keyword("kw_join");
            }
            self.action(action);
        }
    }

    pub(super) fn action(&mut self, action: &Action) {
        let words: Vec<&str> = action.words.iter().map(|word| word.text.as_str()).collect();
        let def = self
            .dictionary
            .filter(|_| self.translates)
            .and_then(|known| known.vocabulary.action(&words));
        match def {
            Some(def) => self.say(def.words.english, def.words.chinese),
            None => self.sheet.word(&words.join(" ")),
        }
        if let Some(text) = &action.template {
            let holds_names = def.is_some_and(|def| matches!(def.title, TitleRule::Text(_)));
            self.text(text, holds_names);
        }
        if action.arguments.is_empty() {
            return;
        }
        self.open();
        for (index, argument) in action.arguments.iter().enumerate() {
            if index > 0 {
                self.comma();
                let known = self.dictionary;
                self.next_argument(argument, |name| {
                    let def = known.and_then(|known| known.vocabulary.action(&words));
                    let param = def.and_then(|def| def.param(name)).map(|param| param.name);
                    let handed_on = known.and_then(|known| {
                        let all = known.vocabulary.handed_on;
                        all.iter().copied().find(|both| both.is(name))
                    });
                    let both = param.into_iter().chain(handed_on);
                    both.flat_map(|both| both.both()).collect()
                });
            }
            self.argument(argument, action, def);
        }
        self.close();
    }

    /// The place for a break before an argument; `called` gives the other words its name may become.
    pub(super) fn next_argument<'w>(
        &mut self,
        argument: &Argument,
        called: impl Fn(&str) -> Vec<&'w str>,
    ) {
        let mut words = Vec::new();
        if let Some(name) = &argument.name {
            words.push(name.text.clone());
            words.extend(called(&name.text).into_iter().map(str::to_owned));
        } else {
            words.extend(self.first_words(&argument.value));
        }
        self.next_in_list(argument.span, &words, false);
    }

    fn argument(&mut self, argument: &Argument, action: &Action, def: Option<&'static ActionDef>) {
        let param = match &argument.name {
            Some(name) => def.and_then(|def| def.param(&name.text)),
            None if action.arguments.len() == 1 => def.and_then(|def| def.params.first()),
            None => None,
        };
        if let Some(name) = &argument.name {
            let said = match (param, def) {
                (Some(param), _) => {
                    Some(self.language.pick(param.name.english, param.name.chinese))
                }
                (None, Some(def)) if def.hands_on_more => self.dictionary.map(|known| {
                    names::pick(known.vocabulary.handed_on, &name.text, self.language)
                }),
                (None, _) => None,
            };
            // Only where the action still takes it for the same.
            let said = said.filter(|said| match (def.and_then(|def| def.param(said)), param) {
                (Some(now), Some(before)) => std::ptr::eq(now, before),
                (now, before) => now.is_none() && before.is_none(),
            });
            self.sheet.word(said.unwrap_or(&name.text));
            self.colon();
        }
        match (&argument.value.kind, param) {
            (ExprKind::Text(text), _) => {
                let holds_names = match param {
                    Some(param) => param.takes == Takes::Text,
                    None => def.is_some_and(|def| def.hands_on_more),
                };
                self.text(text, holds_names);
            }
            (ExprKind::Path(path), Some(param)) if path.names.len() == 1 => {
                match (param.takes, path.names.first()) {
                    (Takes::Word(words), Some(name)) => {
                        self.sheet
                            .word(names::pick(words, &name.text, self.language));
                    }
                    _ => self.path(path),
                }
            }
            _ => self.expr(&argument.value, None),
        }
    }

    /// Quoted text; the names in the braces of a message belong to the language of the file.
    fn text(&mut self, text: &Text, holds_names: bool) {
        let quoted = self.quoted(text);
        let translated = if holds_names && self.translates {
            self.placeholders(&quoted)
        } else {
            None
        };
        self.sheet.word(&translated.unwrap_or(quoted));
    }

    /// `"Hello, {name or 'you'}"` with the names and the `or` of its placeholders in the language.
    fn placeholders(&self, quoted: &str) -> Option<String> {
        let known = self.dictionary?;
        let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
        let (plain, places) = unescaped(inner);
        let template = InlineTemplate::parse(&plain).ok()?;
        let mut out = String::from("\"");
        // Up to where the written text has been taken over, in bytes of the plain text.
        let mut done = 0;
        let copy = |out: &mut String, from: usize, to: usize| -> Option<()> {
            out.push_str(inner.get(*places.get(from)?..*places.get(to)?)?);
            Some(())
        };
        for hole in template.placeholders() {
            copy(&mut out, done, hole.path_span.start)?;
            let names: Vec<&str> = hole.path.split('.').collect();
            out.push_str(&known.path(self.scope, &names, self.language).join("."));
            done = hole.path_span.end;
            if hole.or.is_some() {
                let rest = plain.get(done..hole.span.end)?;
                let blanks = rest.len() - rest.trim_start().len();
                let length = ["或", "or"]
                    .into_iter()
                    .find(|word| rest.trim_start().starts_with(word))?
                    .len();
                copy(&mut out, done, done + blanks)?;
                out.push_str(self.language.pick("or", "或"));
                done += blanks + length;
            }
        }
        copy(&mut out, done, plain.len())?;
        out.push('"');
        Some(out)
    }
}

/// What stands between straight quotes with its escapes resolved, and for every byte of it the place it came from.
fn unescaped(inner: &str) -> (String, Vec<usize>) {
    let mut plain = String::with_capacity(inner.len());
    let mut places = Vec::with_capacity(inner.len() + 1);
    let mut chars = inner.char_indices().peekable();
    while let Some((at, mut c)) = chars.next() {
        if c == '\\'
            && let Some((_, next)) = chars.next_if(|(_, next)| matches!(next, '"' | '\\'))
        {
            c = next;
        }
        plain.push(c);
        places.extend(std::iter::repeat_n(at, c.len_utf8()));
    }
    places.push(inner.len());
    (plain, places)
}
