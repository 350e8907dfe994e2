//! Conditions and values.

use super::Printer;
use super::names::{self, opens_a_line};
use super::sheet::Place;
use crate::language::source::Span;
use crate::language::syntax::{ArithmeticOp, CompareOp, Expr, ExprKind, Name, Path, WindowKind};
use crate::model::kind::Kind;

impl<'a> Printer<'a> {
    /// A condition or a value; `beside` is the kind of the other operand, which settles what a bare word means.
    pub(super) fn expr(&mut self, expr: &Expr, beside: Option<&Kind>) {
        if self.in_brackets(expr.span) {
            self.open();
            self.unbracketed(expr, beside);
            self.close();
        } else {
            self.unbracketed(expr, beside);
        }
    }

    fn unbracketed(&mut self, expr: &Expr, beside: Option<&Kind>) {
        match &expr.kind {
            ExprKind::And(operands) => self.joined(expr, operands, false),
            ExprKind::Or(operands) => self.joined(expr, operands, true),
            ExprKind::Not(inner) => match &inner.kind {
                ExprKind::InSegment {
                    title,
                    negated: false,
                } if !self.in_brackets(inner.span) => {
                    self.keyword("kw_not_in");
                    self.keyword("kw_segment");
                    let title = self.quoted(title);
                    self.sheet.word(&title);
                }
                _ => {
                    self.keyword("kw_not");
                    self.expr(inner, None);
                }
            },
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right),
            ExprKind::In {
                value,
                list,
                negated,
            } => {
                let of = self
                    .dictionary
                    .and_then(|known| known.kind_of(self.scope, value));
                let list_of = self
                    .dictionary
                    .and_then(|known| known.kind_of(self.scope, list));
                self.expr(value, list_of.and_then(element));
                self.keyword(if *negated { "kw_not_in" } else { "kw_in" });
                self.expr(list, of);
            }
            ExprKind::Between {
                value,
                low,
                high,
                negated,
            } => {
                let of = self
                    .dictionary
                    .and_then(|known| known.kind_of(self.scope, value));
                self.expr(value, None);
                if *negated {
                    self.say("not", "不");
                }
                self.keyword("kw_between");
                self.expr(low, of);
                self.say("and", "至");
                self.expr(high, of);
            }
            ExprKind::Known { value, known } => {
                self.expr(value, None);
                self.keyword("kw_is");
                self.keyword(if *known { "kw_known" } else { "kw_missing" });
            }
            ExprKind::Within {
                value,
                window,
                negated,
            } => {
                self.expr(value, None);
                if *negated {
                    self.say("not within", "不在");
                } else {
                    self.say("within", "在");
                }
                self.window(window);
                if matches!(window.kind, WindowKind::Last(_) | WindowKind::Next(_)) {
                    self.say("", "内");
                }
            }
            ExprKind::Has { query, negated } => self.has(query, *negated),
            ExprKind::InSegment { title, negated } => {
                // Without the customer, `not` would be read as a word of its own.
                if *negated {
                    self.keyword("kw_customer");
                }
                self.keyword(if *negated { "kw_not_in" } else { "kw_in" });
                self.keyword("kw_segment");
                let title = self.quoted(title);
                self.sheet.word(&title);
            }
            ExprKind::Aggregate { function, query } => self.aggregate(*function, query),
            ExprKind::Arithmetic { op, left, right } => {
                self.expr(left, None);
                self.sheet.word(match op {
                    ArithmeticOp::Plus => "+",
                    ArithmeticOp::Minus => "-",
                    ArithmeticOp::Times => "*",
                    ArithmeticOp::Over => "/",
                });
                self.expr(right, None);
            }
            ExprKind::Negate(inner) => {
                self.sheet.prefix("-");
                self.expr(inner, beside);
            }
            ExprKind::Path(path) => self.name_or_option(path, beside),
            ExprKind::Default { path, value } => {
                let of = self
                    .dictionary
                    .and_then(|known| known.kind_of_path(self.scope, path));
                self.path(path);
                self.open();
                self.keyword("kw_default");
                self.colon();
                self.expr(value, of);
                self.close();
            }
            ExprKind::List(items) => {
                self.sheet.word("[");
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.sheet.word(",");
                    }
                    self.expr(item, beside.map(|kind| element(kind).unwrap_or(kind)));
                }
                self.sheet.word("]");
            }
            _ => self.value(expr),
        }
    }

    /// What is written out.
    fn value(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Today => self.keyword("kw_today"),
            ExprKind::YesNo(yes) => self.keyword(if *yes { "kw_yes" } else { "kw_false" }),
            ExprKind::Ago(duration) => {
                let text = self.duration(duration);
                self.sheet.word(&text);
                self.keyword("kw_ago");
            }
            ExprKind::Ahead(duration) => {
                let text = self.duration(duration);
                self.sheet.word(&text);
                self.keyword("kw_later");
            }
            ExprKind::Duration(duration) => {
                let text = self.duration(duration);
                self.sheet.word(&text);
            }
            ExprKind::Text(text) => {
                let text = self.quoted(text);
                self.sheet.word(&text);
            }
            _ => {
                let text = self.literal(expr.span);
                self.sheet.word(text.trim_matches(['(', ')']));
            }
        }
    }

    /// `a and b`, or `all of (a, b)` where it was written so.
    fn joined(&mut self, whole: &Expr, operands: &[Expr], or: bool) {
        let first = operands.first().map_or(0, |first| first.span.start);
        if self.holds_word(whole.span.start, first) {
            self.keyword(if or { "kw_any_of" } else { "kw_all_of" });
            self.open();
            for (index, operand) in operands.iter().enumerate() {
                if index > 0 {
                    self.comma();
                    let words = self.first_words(operand);
                    self.next_in_list(operand.span, &words, false);
                }
                self.expr(operand, None);
            }
            self.close();
            return;
        }
        for (index, operand) in operands.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| operands.get(before));
            if let Some(before) = before {
                self.soft(before.span, operand.span.start, true);
                self.keyword(if or { "kw_or" } else { "kw_and" });
            }
            self.expr(operand, None);
        }
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr) {
        if let (CompareOp::Is | CompareOp::IsNot, ExprKind::Ahead(duration)) = (op, &right.kind) {
            self.expr(left, None);
            if op == CompareOp::Is {
                self.say("in", "在");
            } else {
                self.say("not in", "不在");
            }
            let text = self.duration(duration);
            self.sheet.word(&text);
            self.say("", "后");
            return;
        }
        let (of_left, of_right) = self.beside(left, right);
        self.expr(left, of_left);
        match op {
            CompareOp::Is => self.keyword("kw_is"),
            CompareOp::IsNot => self.keyword("kw_is_not"),
            CompareOp::AtLeast => self.sheet.word(">="),
            CompareOp::Above => self.sheet.word(">"),
            CompareOp::AtMost => self.sheet.word("<="),
            CompareOp::Below => self.sheet.word("<"),
            CompareOp::Before => self.keyword("kw_before"),
            CompareOp::After => self.keyword("kw_after"),
        }
        self.expr(right, of_right);
    }

    /// Which kind settles the words of either side, as the checker decides it.
    fn beside(&self, left: &Expr, right: &Expr) -> (Option<&'a Kind>, Option<&'a Kind>) {
        let Some(known) = self.dictionary else {
            return (None, None);
        };
        let is_field = |name: &Name| known.is_field(self.scope, &name.text);
        let left_first = match (bare_name(left), bare_name(right)) {
            (Some(l), Some(r)) => is_field(l) || !is_field(r),
            (Some(l), None) => is_field(l),
            (None, _) => true,
        };
        if left_first {
            (None, known.kind_of(self.scope, left))
        } else {
            (known.kind_of(self.scope, right), None)
        }
    }

    pub(super) fn path(&mut self, path: &Path) {
        let names: Vec<&str> = path.names.iter().map(|name| name.text.as_str()).collect();
        let text = match self.dictionary {
            Some(known) if self.translates => {
                known.path(self.scope, &names, self.language).join(".")
            }
            _ => names.join("."),
        };
        self.sheet.word(&text);
    }

    fn name_or_option(&mut self, path: &Path, beside: Option<&Kind>) {
        if let ([name], Some(kind)) = (path.names.as_slice(), beside)
            && self.translates
            && kind
                .options()
                .is_some_and(|options| options.find(&name.text).is_some())
        {
            let word = names::option(kind, &name.text, self.language).unwrap_or(&name.text);
            self.sheet.word(word);
            return;
        }
        self.path(path);
    }

    /// An element of a list behind a comma: a place for a break, unless the line would then be misread.
    pub(super) fn next_in_list(&mut self, span: Span, words: &[String], wraps: bool) {
        if !words.iter().any(|word| opens_a_line(word)) {
            let start = span.start as usize;
            self.soft_at(start, start, wraps);
        }
    }

    /// The name an expression starts with, if it is one, in both languages.
    pub(super) fn first_words(&self, expr: &Expr) -> Vec<String> {
        if self.in_brackets(expr.span) {
            return Vec::new();
        }
        match &expr.kind {
            ExprKind::And(operands) | ExprKind::Or(operands) => {
                operands.first().map_or_else(Vec::new, |first| {
                    if self.holds_word(expr.span.start, first.span.start) {
                        Vec::new()
                    } else {
                        self.first_words(first)
                    }
                })
            }
            ExprKind::Compare { left, .. } | ExprKind::Arithmetic { left, .. } => {
                self.first_words(left)
            }
            ExprKind::In { value, .. }
            | ExprKind::Between { value, .. }
            | ExprKind::Known { value, .. }
            | ExprKind::Within { value, .. } => self.first_words(value),
            ExprKind::Path(path) | ExprKind::Default { path, .. } => self.both_words(path),
            _ => Vec::new(),
        }
    }

    /// The first name of the path, as written and in both languages.
    pub(super) fn both_words(&self, path: &Path) -> Vec<String> {
        let names: Vec<&str> = path.names.iter().map(|name| name.text.as_str()).collect();
        let mut words: Vec<String> = names
            .first()
            .map(|name| (*name).to_owned())
            .into_iter()
            .collect();
        for language in super::LANGUAGES {
            let path = self
                .dictionary
                .map(|known| known.path(self.scope, &names, language));
            words.extend(path.and_then(|path| path.into_iter().next()));
        }
        words
    }

    /// Whether the expression stands in brackets of its own.
    pub(super) fn in_brackets(&self, span: Span) -> bool {
        let (start, end) = (span.start as usize, span.end as usize);
        self.brackets.get(&start) == Some(&end)
    }

    /// Whether a word stands between the two places.
    fn holds_word(&self, start: u32, end: u32) -> bool {
        self.tokens_between(start as usize, end as usize)
            .iter()
            .any(|token| token.kind == crate::language::split::tokens::TokenKind::Word)
    }

    /// A place for a break before whatever stands behind `before`, which `first` is part of.
    pub(super) fn soft(&mut self, before: Span, first: u32, wraps: bool) {
        let start = self.start_after(before.end as usize);
        self.soft_at(start, first as usize, wraps);
    }

    /// A break is kept where the author broke the line anywhere from `start` to `first`.
    pub(super) fn soft_at(&mut self, start: usize, first: usize, wraps: bool) {
        let broken = self
            .tokens_between(start, first + 1)
            .iter()
            .any(|token| token.starts_line);
        let place = Place::Soft {
            indent: self.indent + 2 * self.level,
            level: self.level,
            wraps,
            broken,
        };
        self.sheet.begin(start, place);
    }

    /// The break just offered is taken.
    pub(super) fn break_here(&mut self) {
        if let Some(segment) = self.sheet.segments.last_mut()
            && let Place::Soft { broken, .. } = &mut segment.place
        {
            *broken = true;
        }
    }
}

fn element(kind: &Kind) -> Option<&Kind> {
    match kind {
        Kind::List(of) => Some(of),
        _ => None,
    }
}

fn bare_name(expr: &Expr) -> Option<&Name> {
    match &expr.kind {
        ExprKind::Path(path) => match path.names.as_slice() {
            [name] => Some(name),
            _ => None,
        },
        _ => None,
    }
}
