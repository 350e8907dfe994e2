//! Whom never to write to, whatever the rules say: addresses and customers, each with its reason.

use super::{RecordError, Records, format};
use crate::model::moment::Moment;
use crate::store::{Keys, Tree, Write};
use serde::{Deserialize, Serialize};

/// Who is suppressed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suppressed {
    /// An e-mail address or telephone number, in any case of letters.
    Address(String),
    /// A customer by id.
    Customer(String),
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    pub who: Suppressed,
    pub reason: String,
    pub since: Moment,
}

#[derive(Serialize, Deserialize)]
struct SuppressionV1 {
    who: String,
    reason: String,
    since_ms: i64,
}

const VERSION: u8 = 1;
/// Longer reasons are cut.
const REASON_CHARS_MAX: usize = 500;

impl Suppressed {
    /// Hashed, so that an address of any length fits a key.
    fn key(&self) -> Vec<u8> {
        let (tag, text) = match self {
            Self::Address(address) => (b'a', address.trim().to_lowercase()),
            Self::Customer(id) => (b'c', id.clone()),
        };
        let mut key = vec![tag];
        key.extend_from_slice(blake3::hash(text.as_bytes()).as_bytes());
        key
    }

    fn text(&self) -> &str {
        match self {
            Self::Address(text) | Self::Customer(text) => text,
        }
    }
}

impl Records<'_> {
    /// Adds to the list; durable when this returns. Whoever is on it keeps the first reason.
    /// Returns whether the entry is new.
    pub fn suppress(&self, entry: &Suppression) -> Result<bool, RecordError> {
        if self.suppression(&entry.who)?.is_some() {
            return Ok(false);
        }
        let mut value = vec![VERSION];
        let record = SuppressionV1 {
            who: entry.who.text().to_owned(),
            reason: entry.reason.chars().take(REASON_CHARS_MAX).collect(),
            since_ms: entry.since.0,
        };
        format::encode_into(&record, &mut value);
        self.store
            .write(vec![Write::put(Tree::Suppressed, entry.who.key(), value)])?;
        self.store.sync()?;
        Ok(true)
    }

    /// Why this address or customer is suppressed, if so.
    pub fn suppression(&self, who: &Suppressed) -> Result<Option<Suppression>, RecordError> {
        let key = who.key();
        match self.store.get(Tree::Suppressed, &key)? {
            Some(value) => read(&key, &value).map(Some),
            None => Ok(None),
        }
    }

    /// Why nothing may be sent to this customer, or to this address.
    pub fn suppressed(
        &self,
        customer: &str,
        address: Option<&str>,
    ) -> Result<Option<String>, RecordError> {
        let customer = Suppressed::Customer(customer.to_owned());
        let address = address.map(|address| Suppressed::Address(address.to_owned()));
        for who in std::iter::once(customer).chain(address) {
            if let Some(found) = self.suppression(&who)? {
                return Ok(Some(found.reason));
            }
        }
        Ok(None)
    }

    /// The whole list.
    pub fn suppressions(&self) -> impl Iterator<Item = Result<Suppression, RecordError>> + '_ {
        self.store.range(Tree::Suppressed, Keys::all()).map(|pair| {
            let (key, value) = pair?;
            read(&key, &value)
        })
    }
}

fn read(key: &[u8], value: &[u8]) -> Result<Suppression, RecordError> {
    let damaged = RecordError::Damaged {
        tree: Tree::Suppressed.name(),
    };
    let record: SuppressionV1 = match value.split_first() {
        Some((&VERSION, rest)) => format::decode(rest, Tree::Suppressed)?,
        Some((found, _)) => {
            return Err(RecordError::OtherVersion {
                tree: Tree::Suppressed.name(),
                found: *found,
            });
        }
        None => return Err(damaged),
    };
    let who = match key.first() {
        Some(b'a') => Suppressed::Address(record.who),
        Some(b'c') => Suppressed::Customer(record.who),
        _ => return Err(damaged),
    };
    Ok(Suppression {
        who,
        reason: record.reason,
        since: Moment(record.since_ms),
    })
}
