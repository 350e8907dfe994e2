//! From a checked action and a subject's facts to the effect, with every value filled in.

use super::HANDED_ON;
use super::template::TemplateField;
use crate::language::checked::{Argument, CheckedAction, Expr};
use crate::language::inline::{InlineTemplate, MissingField};
use crate::language::vocabulary::in_english;
use crate::model::calendar::{Length, Span, Zone};
use crate::model::effect::{Effect, FieldText};
use crate::model::kind::{Kind, MILLION};
use crate::model::moment::Moment;
use crate::model::value::Value;
use std::borrow::Cow;

/// What an action may ask about its subject.
pub trait Lookup {
    /// The value of an expression; `None` where it is missing or unknown.
    fn value(&self, expr: &Expr) -> Option<Value>;
    /// A field of the subject by name or label, as people read it.
    fn field(&self, path: &str) -> Option<String>;
    /// A yes/no field of the subject by name or label.
    fn flag(&self, path: &str) -> Option<bool>;
    /// The fields the deployed template of this name asks for; `None` where there is no such template.
    fn template_fields(&self, template: &str) -> Option<&[TemplateField]>;
    /// Where the customer is written to by mail.
    fn address(&self) -> Option<String>;
    /// The instant of the tick.
    fn at(&self) -> Moment;
    fn zone(&self) -> Zone;
}

/// What a message may hold besides its template, in bytes: it has to fit a value of the store.
const MESSAGE_BYTES_MAX: usize = 4_000;

/// Why an action could not be composed; the decision is then suppressed for this reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    #[error("`{field}` is missing for this customer, and the text offers nothing in its place")]
    MissingField { field: String },
    #[error("the value of `{argument}` is missing for this customer")]
    MissingArgument { argument: String },
    #[error("no e-mail address is known")]
    NoAddress,
    #[error("the message's fields take {bytes} bytes, and at most {MESSAGE_BYTES_MAX} are kept")]
    TooLong { bytes: usize },
    #[error("there is no template `{template}` in the deployed rulebook")]
    NoTemplate { template: String },
    #[error("the action `{action}` is not run by this version")]
    NotRun { action: String },
}

impl From<MissingField> for ComposeError {
    fn from(missing: MissingField) -> Self {
        Self::MissingField {
            field: missing.path,
        }
    }
}

/// The effect of one action. The checker has made sure that required arguments are there.
pub fn compose(action: &CheckedAction, subject: &dyn Lookup) -> Result<Effect, ComposeError> {
    let composer = Composer { action, subject };
    match action.action {
        "send coupon" => composer.coupon(),
        "send email" => composer.email(),
        "add tag" => Ok(Effect::Tag {
            name: composer.title()?,
        }),
        "create task" => composer.task(),
        other => Err(ComposeError::NotRun {
            action: other.to_owned(),
        }),
    }
}

struct Composer<'a> {
    action: &'a CheckedAction,
    subject: &'a dyn Lookup,
}

impl Composer<'_> {
    fn coupon(&self) -> Result<Effect, ComposeError> {
        let (value_minor, currency) = match self.argument("value") {
            Some(Argument::Expr(expr)) => match (self.value("value", expr)?, &expr.kind) {
                (Value::Int(minor), Kind::Money(currency)) => (minor, currency.to_string()),
                _ => {
                    return Err(ComposeError::MissingArgument {
                        argument: "value".to_owned(),
                    });
                }
            },
            _ => (0, String::new()),
        };
        Ok(Effect::Coupon {
            code: self.title()?,
            value_minor,
            currency,
            valid_until: self.moment_after("valid", EndsAt::EndOfDay)?,
        })
    }

    fn email(&self) -> Result<Effect, ComposeError> {
        let template = self.title()?;
        let to = self.subject.address().ok_or(ComposeError::NoAddress)?;
        let wanted =
            self.subject
                .template_fields(&template)
                .ok_or_else(|| ComposeError::NoTemplate {
                    template: template.clone(),
                })?;
        let subject = self.shown("subject")?.unwrap_or_default();
        let mut fields = Vec::new();
        for TemplateField {
            path: name, needed, ..
        } in wanted
        {
            let value = match (self.shown(name)?, self.subject.flag(name)) {
                (Some(shown), _) => Some(FieldText::Text(shown)),
                (None, Some(yes)) => Some(FieldText::YesNo(yes)),
                (None, None) => self.subject.field(name).map(FieldText::Text),
            };
            match value {
                Some(value) => fields.push((name.clone(), value)),
                // Found out now, it costs neither a coupon nor a place in a limit.
                None if *needed => {
                    return Err(ComposeError::MissingField {
                        field: name.clone(),
                    });
                }
                None => {}
            }
        }
        let length = |(name, value): &(String, FieldText)| match value {
            FieldText::Text(text) => name.len() + text.len(),
            FieldText::YesNo(_) => name.len(),
        };
        let bytes = to.len() + subject.len() + fields.iter().map(length).sum::<usize>();
        if bytes > MESSAGE_BYTES_MAX {
            return Err(ComposeError::TooLong { bytes });
        }
        Ok(Effect::Email {
            template,
            to,
            subject,
            fields,
        })
    }

    fn task(&self) -> Result<Effect, ComposeError> {
        let mut details = Vec::new();
        for (name, _) in self
            .action
            .arguments
            .iter()
            .filter(|(name, _)| *name != "due")
        {
            if let Some(shown) = self.shown(name)? {
                details.push((name.clone(), shown));
            }
        }
        let due = self.moment_after("due", EndsAt::SameTime)?;
        Ok(Effect::Task {
            title: self.title()?,
            details,
            due,
        })
    }

    /// By the parameter's name, or the name under which it is handed on.
    fn argument(&self, name: &str) -> Option<&Argument> {
        let name = in_english(name, HANDED_ON);
        self.action
            .arguments
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, argument)| argument)
    }

    fn title(&self) -> Result<String, ComposeError> {
        self.action
            .title
            .as_ref()
            .map_or_else(|| Ok(String::new()), |title| self.text(title))
    }

    fn text(&self, template: &InlineTemplate) -> Result<String, ComposeError> {
        Ok(template.render(|path| self.subject.field(path).map(Cow::Owned))?)
    }

    fn value(&self, name: &str, expr: &Expr) -> Result<Value, ComposeError> {
        self.subject
            .value(expr)
            .ok_or_else(|| ComposeError::MissingArgument {
                argument: name.to_owned(),
            })
    }

    /// An argument as text, where it was given.
    fn shown(&self, name: &str) -> Result<Option<String>, ComposeError> {
        Ok(match self.argument(name) {
            None => None,
            Some(Argument::Text(template)) => Some(self.text(template)?),
            Some(Argument::Word(word)) => Some(word.clone()),
            Some(Argument::Expr(expr)) => Some(
                self.value(name, expr)?
                    .show(&expr.kind, self.subject.zone()),
            ),
        })
    }

    /// The instant a length after the tick.
    fn moment_after(&self, name: &str, ends: EndsAt) -> Result<Option<Moment>, ComposeError> {
        let Some(Argument::Expr(expr)) = self.argument(name) else {
            return Ok(None);
        };
        let length = match (self.value(name, expr)?, &expr.kind) {
            (Value::Int(ms), Kind::Hours) => Length::Exact(ms),
            (Value::Int(packed), _) => Length::Calendar(Span {
                months: (packed / MILLION) as i32,
                days: (packed % MILLION) as i32,
            }),
            _ => {
                return Err(ComposeError::MissingArgument {
                    argument: name.to_owned(),
                });
            }
        };
        let (at, zone) = (self.subject.at(), self.subject.zone());
        Ok(Some(match length {
            Length::Exact(ms) => at.plus_ms(ms),
            Length::Calendar(span) => {
                let (day, in_day_ms) = zone.clock_of(at);
                match ends {
                    EndsAt::SameTime => zone.resolve_ms(day.plus(span), in_day_ms),
                    // Valid 14 days: today and the 13 days after it.
                    EndsAt::EndOfDay => zone.end_of(day.plus(span).plus_days(-1)),
                }
            }
        }))
    }
}

/// Where in its last day a calendar length ends.
#[derive(Clone, Copy)]
enum EndsAt {
    SameTime,
    EndOfDay,
}
