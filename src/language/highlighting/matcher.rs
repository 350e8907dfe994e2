//! A small reader of `TextMate` grammars: enough of it to colour a text as an editor would.

use fancy_regex::Regex;
use serde_json::Value;

/// A rule with its patterns compiled.
enum Rule {
    Match {
        regex: Regex,
        captures: Vec<(usize, String)>,
        name: Option<String>,
    },
    Block {
        begin: Regex,
        begin_captures: Vec<(usize, String)>,
        end: Regex,
        name: Option<String>,
        inside: Vec<usize>,
    },
}

pub struct Matcher {
    rules: Vec<Rule>,
    top: Vec<usize>,
}

impl Matcher {
    pub fn new(grammar: &Value) -> Self {
        let mut matcher = Self {
            rules: Vec::new(),
            top: Vec::new(),
        };
        matcher.top = matcher.list(grammar, &grammar["patterns"]);
        matcher
    }

    /// The rules of a list of patterns, includes followed.
    fn list(&mut self, grammar: &Value, patterns: &Value) -> Vec<usize> {
        let mut all = Vec::new();
        for pattern in patterns.as_array().into_iter().flatten() {
            all.extend(self.rule(grammar, pattern));
        }
        all
    }

    fn rule(&mut self, grammar: &Value, pattern: &Value) -> Vec<usize> {
        if let Some(include) = pattern["include"].as_str() {
            let key = include.trim_start_matches('#');
            return self.rule(grammar, &grammar["repository"][key]);
        }
        let text = |key: &str| pattern[key].as_str().map(str::to_owned);
        let regex = |key: &str| {
            text(key).map(|text| Regex::new(&text).expect("the grammar's patterns are valid"))
        };
        let captures = |key: &str| -> Vec<(usize, String)> {
            let entries = pattern[key].as_object().into_iter().flatten();
            entries
                .map(|(group, value)| {
                    let name = value["name"].as_str().expect("a capture has a name");
                    (group.parse().expect("a number"), name.to_owned())
                })
                .collect()
        };
        let rule = if let Some(regex) = regex("match") {
            Rule::Match {
                regex,
                captures: captures("captures"),
                name: text("name"),
            }
        } else if let (Some(begin), Some(end)) = (regex("begin"), regex("end")) {
            let inside = self.list(grammar, &pattern["patterns"]);
            Rule::Block {
                begin,
                begin_captures: captures("beginCaptures"),
                end,
                name: text("name"),
                inside,
            }
        } else {
            return self.list(grammar, &pattern["patterns"]);
        };
        self.rules.push(rule);
        vec![self.rules.len() - 1]
    }

    /// The innermost scope of every byte; empty where there is none.
    pub fn scopes(&self, text: &str) -> Vec<String> {
        let mut scopes = vec![String::new(); text.len()];
        let mut stack: Vec<usize> = Vec::new();
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            self.line(body, &mut stack, &mut scopes[from..from + body.len()]);
            from += line.len();
        }
        scopes
    }

    fn line(&self, line: &str, stack: &mut Vec<usize>, scopes: &mut [String]) {
        let mut at = 0;
        // Where each rule matches next, found once for the line.
        let mut next: Vec<Option<Option<(usize, usize)>>> = vec![None; self.rules.len()];
        // Of matches without length only so many can be at one place.
        let mut turns = 0;
        while turns < 4 * (line.len() + 4) {
            turns += 1;
            let open = stack.last().map(|rule| &self.rules[*rule]);
            let (inside, base) = match open {
                Some(Rule::Block { inside, name, .. }) => (inside, name.as_deref()),
                _ => (&self.top, None),
            };
            let mut best: Option<(usize, usize, Option<usize>)> = None;
            if let Some(Rule::Block { end, .. }) = open
                && let Some(found) = end.find_from_pos(line, at).expect("it matches in bounds")
            {
                best = Some((found.start(), found.end(), None));
            }
            for rule in inside {
                let regex = match &self.rules[*rule] {
                    Rule::Match { regex, .. } => regex,
                    Rule::Block { begin, .. } => begin,
                };
                let stale = match next[*rule] {
                    Some(Some((start, _))) => start < at,
                    Some(None) => false,
                    None => true,
                };
                if stale {
                    let found = regex.find_from_pos(line, at).expect("it matches in bounds");
                    next[*rule] = Some(found.map(|found| (found.start(), found.end())));
                }
                if let Some(Some((start, end))) = next[*rule]
                    && best.is_none_or(|(first, ..)| start < first)
                {
                    best = Some((start, end, Some(*rule)));
                }
            }
            let paint = |scopes: &mut [String], from: usize, to: usize, name: Option<&str>| {
                for scope in &mut scopes[from..to] {
                    if let Some(name) = name {
                        name.clone_into(scope);
                    }
                }
            };
            let Some((start, end, rule)) = best else {
                paint(scopes, at, line.len(), base);
                return;
            };
            paint(scopes, at, start, base);
            match rule {
                None => {
                    paint(scopes, start, end, base);
                    stack.pop();
                }
                Some(rule) => {
                    let (regex, captures, name) = match &self.rules[rule] {
                        Rule::Match {
                            regex,
                            captures,
                            name,
                        } => (regex, captures, name),
                        Rule::Block {
                            begin,
                            begin_captures,
                            name,
                            ..
                        } => (begin, begin_captures, name),
                    };
                    paint(scopes, start, end, name.as_deref().or(base));
                    let groups = regex
                        .captures_from_pos(line, at)
                        .expect("it matched before")
                        .expect("it matched before");
                    for (group, name) in captures {
                        if let Some(found) = groups.get(*group) {
                            paint(scopes, found.start(), found.end(), Some(name));
                        }
                    }
                    if let Rule::Block { .. } = &self.rules[rule] {
                        stack.push(rule);
                    }
                }
            }
            at = end;
        }
        panic!("the grammar makes no headway in `{line}`");
    }
}
