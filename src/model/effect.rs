//! Effects: what a granted decision does.

use super::moment::Moment;

/// One effect with everything needed to carry it out later, word for word the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    Coupon {
        code: String,
        value_minor: i64,
        currency: String,
        valid_until: Option<Moment>,
    },
    /// Goes through the outbox. The body is rendered from the deployed template and these fields.
    Email {
        template: String,
        to: String,
        subject: String,
        fields: Vec<(String, FieldText)>,
    },
    Tag {
        name: String,
    },
    Task {
        title: String,
        details: Vec<(String, String)>,
        due: Option<Moment>,
    },
}

/// What stands in a field of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldText {
    Text(String),
    /// To be asked in a template's condition.
    YesNo(bool),
}

impl Effect {
    /// Whether the effect leaves the process, and so passes through the outbox.
    pub fn is_external(&self) -> bool {
        matches!(self, Self::Email { .. })
    }
}
