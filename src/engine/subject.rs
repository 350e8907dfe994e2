//! A subject as actions see it: values of expressions, fields by name, the address.

use super::facts::{Facts, TickContext};
use super::interpret::{Outcome, value_of};
use crate::actions::compose::Lookup;
use crate::actions::template::TemplateField;
use crate::language::checked::{EventField, Expr};
use crate::model::calendar::Zone;
use crate::model::kind::Kind;
use crate::model::moment::Moment;
use crate::model::schema::{CUSTOMER_ID, EMAIL, MARKETING_CONSENT, Schema, UNSUBSCRIBED};
use crate::model::value::Value;
use std::collections::BTreeMap;

/// The fields each deployed template asks for, by template name.
pub type TemplateFields = BTreeMap<String, Vec<TemplateField>>;

/// One subject at one tick, ready to be asked.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub customer_id: &'a str,
    pub facts: &'a Facts<'a>,
    pub context: &'a TickContext<'a>,
    pub templates: &'a TemplateFields,
}

impl Lookup for Subject<'_> {
    fn value(&self, expr: &Expr) -> Option<Value> {
        match value_of(expr, self.facts, self.context) {
            Outcome::Value(value) => Some(value),
            Outcome::Missing | Outcome::Unknown => None,
        }
    }

    fn field(&self, path: &str) -> Option<String> {
        let (value, kind) = self.named(path)?;
        Some(value.show(kind, self.facts.zone))
    }

    fn flag(&self, path: &str) -> Option<bool> {
        let (value, kind) = self.named(path)?;
        (*kind == Kind::YesNo).then(|| value.int() == Some(1))
    }

    fn template_fields(&self, template: &str) -> Option<&[TemplateField]> {
        self.templates.get(template).map(Vec::as_slice)
    }

    fn address(&self) -> Option<String> {
        let (value, _) = self.attribute(self.context.schema, EMAIL)?;
        match value {
            Value::Text(address) if !address.trim().is_empty() => Some(address.trim().to_owned()),
            _ => None,
        }
    }

    fn at(&self) -> Moment {
        self.context.at
    }

    fn zone(&self) -> Zone {
        self.facts.zone
    }
}

impl<'a> Subject<'a> {
    /// Whether the customer agreed to marketing messages; unknown is no.
    pub fn consents(&self) -> bool {
        self.is_yes(MARKETING_CONSENT)
    }

    pub fn is_unsubscribed(&self) -> bool {
        self.is_yes(UNSUBSCRIBED)
    }

    /// A field of the subject event, else of the customer, by name or label; `customer.name` and
    /// `purchase.amount` say which is meant.
    fn named(&self, path: &str) -> Option<(Value, &'a Kind)> {
        let schema = self.context.schema;
        let (owner, field) = match path.split_once('.') {
            Some((owner, field)) => (Some(owner), field),
            None => (None, path),
        };
        if let Some(seen) = self.facts.subject
            && let Some(event) = schema.events.get(seen.kind)
            && owner.is_none_or(|owner| owner == event.name)
            && let Some(at) = event.field(field)
        {
            let kind = &event.fields.get(at)?.kind;
            return Some((seen.field(EventField::Property(at), schema)?, kind));
        }
        if owner.is_some_and(|owner| owner != "customer") {
            return None;
        }
        self.attribute(schema, field)
    }

    fn is_yes(&self, attribute: &str) -> bool {
        self.attribute(self.context.schema, attribute)
            .is_some_and(|(value, _)| value.int() == Some(1))
    }

    /// An attribute by name or label, with `missing counts as` applied.
    fn attribute(&self, schema: &'a Schema, word: &str) -> Option<(Value, &'a Kind)> {
        let at = schema.attribute(word)?;
        let field = schema.customer.get(at)?;
        let known = self.facts.values.get(at).cloned().flatten();
        let known = known.or_else(|| field.missing_as.clone());
        let value = match known {
            None if field.name == CUSTOMER_ID => Value::text(self.customer_id),
            other => other?,
        };
        Some((value, &field.kind))
    }
}
