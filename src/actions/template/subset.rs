//! The part of minijinja's language a template may use, and the fields it asks for.
//!
//! Two passes: over the tokens, which bounds length and depth before anything recursive runs, and over
//! the tree, which lets through only what cannot multiply text.

use minijinja::machinery::ast::{BinOpKind, CallArg, CompareOpKind, Expr, Stmt, UnaryOpKind};
use minijinja::machinery::{Token, parse, tokenize};
use minijinja::value::ValueKind;

use super::{LONGEST_SOURCE, TemplateMistake, syntax};
use crate::language::inline::InlineTemplate;
use crate::language::said::Said;

/// Tokens within one pair of braces.
const LONGEST_TAG: usize = 100;
/// Conditions within one another; each `elif` is one more.
const DEEPEST: usize = 50;

const FILTERS: [&str; 6] = ["default", "upper", "lower", "title", "capitalize", "trim"];

pub(super) type Fault = (Option<usize>, TemplateMistake);

/// A template that holds only what is allowed.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) source: String,
    /// In order of appearance, perhaps several times.
    pub(super) fields: Vec<Used>,
}

#[derive(Debug)]
pub(super) struct Used {
    pub(super) path: String,
    pub(super) needed: bool,
    pub(super) line: usize,
}

pub(super) fn read(source: &str) -> Result<Read, Fault> {
    if source.len() > LONGEST_SOURCE {
        return Err((None, TemplateMistake::SourceTooLong));
    }
    let source = in_one_language(source)?;
    let mut walk = Walk {
        fields: Vec::new(),
        guarded: Vec::new(),
    };
    let tree = parse(&source, "template", syntax())
        .map_err(|error| (error.line(), TemplateMistake::from_syntax(&error)))?;
    walk.statement(&tree)?;
    let fields = walk.fields;
    Ok(Read { source, fields })
}

/// Checks the tokens, and writes `或` as `or `, which takes as many bytes, so that places stay right.
fn in_one_language(source: &str) -> Result<String, Fault> {
    let mut read = source.to_owned();
    let mut tag = 0;
    let mut opens = false;
    let mut depths: Vec<usize> = Vec::new();
    for token in tokenize(source, false, syntax()) {
        let (token, span) =
            token.map_err(|error| (error.line(), TemplateMistake::from_syntax(&error)))?;
        let line = usize::from(span.start_line);
        let fault = |mistake| Err((Some(line), mistake));
        let keyword = std::mem::take(&mut opens);
        tag += 1;
        match token {
            Token::TemplateData(text) => {
                tag = 0;
                single_braces(text, line)?;
            }
            Token::VariableStart => tag = 0,
            Token::BlockStart => {
                tag = 0;
                opens = true;
            }
            Token::Ident(word) if keyword => match word {
                "if" => depths.push(1),
                "elif" => {
                    if let Some(depth) = depths.last_mut() {
                        *depth += 1;
                    }
                }
                "else" => {}
                "endif" => {
                    depths.pop();
                }
                other => {
                    return fault(TemplateMistake::NotAllowed(Said::new(
                        format!("`{{% {other} %}}`"),
                        format!("`{{% {other} %}}`"),
                    )));
                }
            },
            Token::Ident("或") => {
                read.replace_range(span.start_offset as usize..span.end_offset as usize, "or ");
            }
            _ => {}
        }
        if tag > LONGEST_TAG {
            return fault(TemplateMistake::TagTooLong);
        }
        if depths.iter().sum::<usize>() > DEEPEST {
            return fault(TemplateMistake::TooDeep);
        }
    }
    Ok(read)
}

/// Rules say `{name}`, template files `{{ name }}`. CSS has braces too, but none around a lone name.
fn single_braces(text: &str, first_line: usize) -> Result<(), Fault> {
    for (number, line) in text.lines().enumerate() {
        for (at, _) in line.match_indices(['{', '｛']) {
            let (before, rest) = line.split_at_checked(at).unwrap_or_default();
            if before.ends_with('{') || rest.starts_with("{{") {
                // Doubled braces as text, from a `raw` block.
                continue;
            }
            let Some(close) = rest.find(['}', '｝']) else {
                break;
            };
            let found: String = rest
                .chars()
                .take(rest.get(..close).unwrap_or_default().chars().count() + 1)
                .collect();
            let Ok(parsed) = InlineTemplate::parse(&found) else {
                continue;
            };
            if let Some(placeholder) = parsed.placeholders().next() {
                let path = &placeholder.path;
                let fix = match &placeholder.or {
                    Some(or) => format!("{{{{ {path} or '{or}' }}}}"),
                    None => format!("{{{{ {path} }}}}"),
                };
                return Err((
                    Some(first_line + number),
                    TemplateMistake::SingleBraces { found, fix },
                ));
            }
        }
    }
    Ok(())
}

struct Walk {
    fields: Vec<Used>,
    /// Paths that a condition around this place asks for first.
    guarded: Vec<String>,
}

impl Walk {
    fn statement(&mut self, statement: &Stmt<'_>) -> Result<(), Fault> {
        match statement {
            Stmt::Template(template) => self.statements(&template.children),
            Stmt::EmitRaw(_) => Ok(()),
            Stmt::EmitExpr(emit) => self.expression(&emit.expr, true),
            Stmt::IfCond(condition) => {
                self.expression(&condition.expr, false)?;
                let before = self.guarded.len();
                asked(&condition.expr, &mut self.guarded);
                self.statements(&condition.true_body)?;
                self.guarded.truncate(before);
                self.statements(&condition.false_body)
            }
            // The tokens have let no other statement through.
            _ => Err((
                None,
                TemplateMistake::NotAllowed(Said::new("this", "这种写法")),
            )),
        }
    }

    fn statements(&mut self, statements: &[Stmt<'_>]) -> Result<(), Fault> {
        statements
            .iter()
            .try_for_each(|statement| self.statement(statement))
    }

    /// `needed`: without a value here there is nothing to print.
    fn expression(&mut self, expr: &Expr<'_>, needed: bool) -> Result<(), Fault> {
        let line = usize::from(expr.span().start_line);
        let refuse = |english: &str, chinese: &str| {
            let what = Said::new(english, chinese);
            Err((Some(line), TemplateMistake::NotAllowed(what)))
        };
        match expr {
            Expr::Const(value) => match value.value.kind() {
                ValueKind::String | ValueKind::Number | ValueKind::Bool => Ok(()),
                _ => refuse("`none`", "`none`"),
            },
            Expr::Var(_) | Expr::GetAttr(_) => {
                let Some(path) = path_of(expr) else {
                    return refuse("this way to reach a field", "这种取字段的写法");
                };
                let needed = needed && !self.guarded.contains(&path);
                self.fields.push(Used { path, needed, line });
                Ok(())
            }
            Expr::UnaryOp(unary) => match unary.op {
                UnaryOpKind::Not => self.expression(&unary.expr, false),
                UnaryOpKind::Neg => refuse("arithmetic", "算式"),
            },
            Expr::BinOp(both) => match both.op {
                BinOpKind::ScOr => {
                    self.expression(&both.left, false)?;
                    self.expression(&both.right, needed)
                }
                BinOpKind::ScAnd => {
                    self.expression(&both.left, false)?;
                    let before = self.guarded.len();
                    asked(&both.left, &mut self.guarded);
                    self.expression(&both.right, needed)?;
                    self.guarded.truncate(before);
                    Ok(())
                }
                BinOpKind::Eq | BinOpKind::Ne => self.equal(&both.left, &both.right),
                BinOpKind::Concat => refuse("`~`", "`~`"),
                BinOpKind::In => refuse("`in`", "`in`"),
                BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte => {
                    refuse("comparing sizes", "大小比较")
                }
                _ => refuse("arithmetic", "算式"),
            },
            Expr::Compare(chain) => {
                for next in &chain.ops {
                    match next.op {
                        CompareOpKind::Eq | CompareOpKind::Ne => {
                            self.equal(&chain.expr, &next.expr)?;
                        }
                        CompareOpKind::In | CompareOpKind::NotIn => return refuse("`in`", "`in`"),
                        _ => return refuse("comparing sizes", "大小比较"),
                    }
                }
                Ok(())
            }
            Expr::IfExpr(choice) => {
                self.expression(&choice.test_expr, false)?;
                let before = self.guarded.len();
                asked(&choice.test_expr, &mut self.guarded);
                self.expression(&choice.true_expr, needed)?;
                self.guarded.truncate(before);
                choice
                    .false_expr
                    .as_ref()
                    .map_or(Ok(()), |other| self.expression(other, needed))
            }
            Expr::Filter(filter) => {
                if !FILTERS.contains(&filter.name) {
                    return Err((
                        Some(line),
                        TemplateMistake::UnknownFilter(filter.name.to_owned()),
                    ));
                }
                let Some(inner) = &filter.expr else {
                    return refuse("a filter without a field", "前面没有字段的过滤器");
                };
                let falls_back = filter.name == "default";
                self.expression(inner, needed && !falls_back)?;
                for argument in &filter.args {
                    match argument {
                        CallArg::Pos(argument) | CallArg::Kwarg(_, argument) => {
                            self.expression(argument, needed)?;
                        }
                        CallArg::PosSplat(_) | CallArg::KwargSplat(_) => {
                            return refuse("`*`", "`*`");
                        }
                    }
                }
                Ok(())
            }
            Expr::Test(test) => {
                if !matches!(test.name, "defined" | "undefined") || !test.args.is_empty() {
                    let what = format!("`is {}`", test.name);
                    return refuse(&what, &what);
                }
                self.expression(&test.expr, false)
            }
            Expr::Slice(_) | Expr::GetItem(_) => refuse("`[…]` after a field", "字段后面的 `[…]`"),
            Expr::Call(_) => refuse("a function", "函数"),
            Expr::List(_) | Expr::Tuple(_) => refuse("a list", "列表"),
            Expr::Map(_) => refuse("a table", "键值表"),
        }
    }

    fn equal(&mut self, left: &Expr<'_>, right: &Expr<'_>) -> Result<(), Fault> {
        for side in [left, right] {
            if let Expr::Const(value) = side
                && value.value.kind() == ValueKind::Number
            {
                let line = usize::from(side.span().start_line);
                return Err((
                    Some(line),
                    TemplateMistake::ComparedWithNumber(value.value.to_string()),
                ));
            }
            self.expression(side, false)?;
        }
        Ok(())
    }
}

/// The paths that are known to have a value where `condition` holds.
fn asked(condition: &Expr<'_>, into: &mut Vec<String>) {
    match condition {
        Expr::Var(_) | Expr::GetAttr(_) => into.extend(path_of(condition)),
        Expr::BinOp(both) if matches!(both.op, BinOpKind::ScAnd) => {
            asked(&both.left, into);
            asked(&both.right, into);
        }
        Expr::Test(test) if test.name == "defined" => into.extend(path_of(&test.expr)),
        Expr::Compare(chain) => {
            for next in &chain.ops {
                let constant = matches!(next.expr, Expr::Const(_));
                if constant && matches!(next.op, CompareOpKind::Eq) {
                    into.extend(path_of(&chain.expr));
                }
            }
        }
        Expr::BinOp(both)
            if matches!(both.op, BinOpKind::Eq) && matches!(both.right, Expr::Const(_)) =>
        {
            into.extend(path_of(&both.left));
        }
        _ => {}
    }
}

/// `name` or `order.amount`; nothing deeper.
fn path_of(expr: &Expr<'_>) -> Option<String> {
    match expr {
        Expr::Var(field) => Some(field.id.to_owned()),
        Expr::GetAttr(field) => match &field.expr {
            Expr::Var(owner) => Some(format!("{}.{}", owner.id, field.name)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn both_words_for_or_take_the_same_room() {
        assert_eq!("或".len(), "or ".len());
        let read = read("{{ 姓名 或 '会员' }}或{{ x }}").unwrap();
        assert_eq!(read.source, "{{ 姓名 or  '会员' }}或{{ x }}");
    }
}
