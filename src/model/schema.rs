//! The schema: what is known of a customer, and which events happen.

use super::kind::Kind;
use super::value::Value;

/// A project's schema. Positions in these lists are what checked rules refer to.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Schema {
    pub customer_label: Option<String>,
    pub customer: Vec<Field>,
    pub events: Vec<EventType>,
}

/// One attribute of a customer or property of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub label: Option<String>,
    pub kind: Kind,
    pub optional: bool,
    /// `missing counts as`: the value an absent one stands for.
    pub missing_as: Option<Value>,
}

/// One type of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventType {
    pub name: String,
    pub label: Option<String>,
    pub fields: Vec<Field>,
    /// How old the feed's watermark may be before absence of events stops meaning anything, in ms.
    /// Without it the feed is always taken as complete.
    pub fresh_within_ms: Option<i64>,
}

/// The attribute that is the customer's identity.
pub const CUSTOMER_ID: &str = "customer_id";
/// The attribute that names the customer's IANA time zone.
pub const TIME_ZONE: &str = "time_zone";
/// The attribute mail goes to.
pub const EMAIL: &str = "email";
/// The attribute without which no marketing message is sent.
pub const MARKETING_CONSENT: &str = "marketing_consent";
/// The attribute that stops every message.
pub const UNSUBSCRIBED: &str = "unsubscribed";

impl Schema {
    /// The position of the attribute with this name or label.
    pub fn attribute(&self, word: &str) -> Option<usize> {
        find(&self.customer, word)
    }

    /// The position of the event type with this name or label.
    pub fn event(&self, word: &str) -> Option<usize> {
        self.events
            .iter()
            .position(|e| e.name == word || e.label.as_deref() == Some(word))
    }
}

impl EventType {
    /// The position of the property with this name or label.
    pub fn field(&self, word: &str) -> Option<usize> {
        find(&self.fields, word)
    }
}

fn find(fields: &[Field], word: &str) -> Option<usize> {
    fields
        .iter()
        .position(|f| f.name == word || f.label.as_deref() == Some(word))
}
