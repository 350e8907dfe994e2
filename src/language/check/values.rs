//! Values: fields, literals, arithmetic and functions, each with its kind.

use super::literals::Literal;
use super::mistakes;
use super::moments::Relative;
use super::names::{kind_words, option_words};
use super::scope::{Found, Lower, bare_name};
use crate::language::checked::{Expr, ExprNode};
use crate::language::diagnostics::did_you_mean;
use crate::language::said::Said;
use crate::language::syntax::{self, ArithmeticOp, ExprKind, Path};
use crate::model::arithmetic::{Operation, result_kind};
use crate::model::kind::Kind;
use crate::model::value::Value;

/// What stands on the other side: its kind settles bare words and plain literals.
#[derive(Clone, Copy)]
pub(super) struct Beside<'k> {
    pub kind: &'k Kind,
    /// What it is called, for messages; nothing where it is a value written out.
    pub words: Option<&'k str>,
}

impl Lower<'_> {
    /// The value of an expression; what is wrong with it has been reported where there is none.
    pub fn value(&mut self, expr: &syntax::Expr, beside: Option<Beside<'_>>) -> Option<Expr> {
        if let Some(relative) = self.relative(expr) {
            return relative.ok().map(Relative::value);
        }
        match self.literal(expr, beside.map(|beside| beside.kind)) {
            Literal::Is(kind, value) => return Some(constant(kind, value)),
            Literal::Bad => return None,
            Literal::Other => {}
        }
        match &expr.kind {
            ExprKind::Path(path) => self.path(expr, path, beside),
            ExprKind::Default { path, value } => {
                let of = self.path(expr, path, None)?;
                let value = self.constant(value, &of.kind)?;
                let kind = of.kind.clone();
                let node = ExprNode::Default {
                    of: Box::new(of),
                    value,
                };
                Some(Expr { kind, node })
            }
            ExprKind::Aggregate { function, query } => self.aggregate(expr, *function, query),
            ExprKind::Arithmetic { op, left, right } => self.arithmetic(expr, *op, left, right),
            ExprKind::Negate(inner) => {
                let value = self.value(inner, beside)?;
                if !value.kind.is_summable() {
                    let words = self.words(inner.span);
                    let wrong = mistakes::kinds::wrong_value(
                        inner.span,
                        &words,
                        &Said::new("a number", "数字"),
                    );
                    return self.fail(wrong);
                }
                let kind = value.kind.clone();
                Some(Expr {
                    kind,
                    node: ExprNode::Negate(Box::new(value)),
                })
            }
            ExprKind::List(items) => {
                let Some(first) = items.first() else {
                    return self.fail(mistakes::kinds::empty_list(expr.span));
                };
                let of = self.value(first, None)?.kind;
                let kind = Kind::List(Box::new(of));
                let value = self.constant(expr, &kind)?;
                Some(constant(kind, value))
            }
            _ => self.fail(mistakes::kinds::not_a_value(expr.span)),
        }
    }

    /// A field, or a word that only the other side can explain.
    fn path(
        &mut self,
        expr: &syntax::Expr,
        path: &Path,
        beside: Option<Beside<'_>>,
    ) -> Option<Expr> {
        let options = beside.and_then(|beside| beside.kind.options());
        if let (Some(name), Some(options), Some(beside)) = (bare_name(expr), options, beside)
            && let Some(at) = options.find(&name.text)
        {
            return Some(constant(beside.kind.clone(), Value::Int(at as i64)));
        }
        let unknown = match self.find(path) {
            Found::Field(field) => return self.read(field),
            Found::Silent => return None,
            Found::Unknown(diagnostic) => *diagnostic,
        };
        if let (Some(name), Some(beside)) = (bare_name(expr), beside) {
            let near_field = self.names().near_field(&name.text, &self.open_events());
            let near_option =
                options.and_then(|options| did_you_mean(&name.text, option_words(options)));
            let needs_quotes =
                *beside.kind == Kind::Text && beside.words.is_some() && near_field.is_none();
            let is_option = options.is_some() && (near_option.is_some() || near_field.is_none());
            if near_field.is_none()
                && near_option.is_none()
                && let Some(glued) = self.glued(name)
            {
                return self.fail(glued);
            }
            if needs_quotes || is_option {
                self.word_of(name, beside.kind, beside.words);
                return None;
            }
        }
        self.fail(unknown)
    }

    fn arithmetic(
        &mut self,
        expr: &syntax::Expr,
        op: ArithmeticOp,
        left: &syntax::Expr,
        right: &syntax::Expr,
    ) -> Option<Expr> {
        // Both sides, so that the mistakes of both are reported.
        let (left_value, right_value) = (self.value(left, None), self.value(right, None));
        let (left_value, right_value) = (left_value?, right_value?);
        let (op, what) = match op {
            ArithmeticOp::Plus => (Operation::Add, ("added", "相加")),
            ArithmeticOp::Minus => (Operation::Subtract, ("subtracted", "相减")),
            ArithmeticOp::Times => (Operation::Multiply, ("multiplied", "相乘")),
            ArithmeticOp::Over => (Operation::Divide, ("divided", "相除")),
        };
        let Some(kind) = result_kind(op, &left_value.kind, &right_value.kind) else {
            let is_moment = |kind: &Kind| matches!(kind, Kind::Date | Kind::Instant);
            let diagnostic = match (&left_value.kind, &right_value.kind) {
                (Kind::Money(a), Kind::Money(b)) if a != b => {
                    mistakes::kinds::two_currencies(expr.span, &a.to_string(), &b.to_string())
                }
                (Kind::Hours, Kind::Duration) | (Kind::Duration, Kind::Hours) => {
                    mistakes::moments::exact_and_calendar(expr.span)
                }
                (a, b) if is_moment(a) || is_moment(b) => {
                    mistakes::moments::no_date_arithmetic(expr.span)
                }
                (a, b) => mistakes::kinds::no_arithmetic(
                    expr.span,
                    &what.into(),
                    &kind_words(a),
                    &kind_words(b),
                ),
            };
            return self.fail(diagnostic);
        };
        let (left, right) = (Box::new(left_value), Box::new(right_value));
        let node = ExprNode::Arithmetic { op, left, right };
        Some(Expr { kind, node })
    }
}

pub(super) fn constant(kind: Kind, value: Value) -> Expr {
    Expr {
        kind,
        node: ExprNode::Constant(value),
    }
}

pub(super) fn is_constant(expr: &Expr) -> bool {
    matches!(expr.node, ExprNode::Constant(_))
}
