//! What the journal and the trees beside it hold, byte for byte: postcard behind a version byte.

use crate::store::StoreError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

const VERSION: u8 = 1;

/// The meaning of a journal entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Payload {
    Deployed(DeployedRecord),
    /// Rules began: for each number, how many subjects it was already true for.
    Begun(Vec<(u32, u64)>),
    Decided(DecidedRecord),
    Settled(Vec<SettledRecord>),
}

/// A rulebook became the one that acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeployedRecord {
    pub version: String,
    pub at_ms: i64,
}

/// Decisions of one tick, or of a part of its subjects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecidedRecord {
    pub tick_ms: i64,
    /// When the tick was handled.
    pub now_ms: i64,
    /// The rulebook by which it was.
    pub version: String,
    pub decisions: Vec<DecisionRecord>,
    /// Per rule number, for how many subjects the truth went from yes to no.
    pub exits: Vec<(u32, u64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Hash of rule, subject and tick.
    pub entry: [u8; 16],
    pub rule_no: u32,
    pub subject: u32,
    pub slot: u32,
    /// The event's id, where the rule is about events.
    pub event: Option<String>,
    pub outcome: OutcomeRecord,
    pub evidence: Vec<EvidenceRecord>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeRecord {
    Granted(Vec<EffectRecord>),
    Suppressed(ReasonRecord),
    Expired,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonRecord {
    NoConsent,
    Unsubscribed,
    OnSuppressionList(String),
    LostGroup(String),
    LimitReached { times: u32, per: PeriodRecord },
    CoolingDown(LengthRecord),
    NotComposed(String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodRecord {
    Lifetime,
    Year,
    Month,
    Week,
    Day,
    Rolling(LengthRecord),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LengthRecord {
    ExactMs(i64),
    Calendar { months: i32, days: i32 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectRecord {
    Coupon {
        code: String,
        value_minor: i64,
        currency: String,
        valid_until_ms: Option<i64>,
    },
    /// The message itself is in the outbox, at (chunk, place).
    Email {
        template: String,
        to: String,
        subject: String,
        chunk: u64,
        place: u32,
    },
    Tag {
        name: String,
    },
    Task {
        title: String,
        details: Vec<(String, String)>,
        due_ms: Option<i64>,
    },
}

/// An atom's truth (0 no, 1 unknown, 2 yes) and its left side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvidenceRecord {
    pub truth: u8,
    pub left: LeftRecord,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum LeftRecord {
    Missing,
    Unknown,
    Int(i64),
    Text(String),
    List(Vec<LeftRecord>),
}

/// One past decision in a customer's ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerRecord {
    pub rule_no: u32,
    pub subject: u32,
    pub tick_ms: i64,
    pub granted: bool,
}

/// A message on its way out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageRecord {
    pub entry: [u8; 16],
    /// Which of the decision's effects it is.
    pub effect: u32,
    pub rule_no: u32,
    pub slot: u32,
    /// The rulebook whose template it is rendered from.
    pub version: String,
    pub template: String,
    pub to: String,
    pub subject: String,
    pub fields: Vec<(String, FieldRecord)>,
    pub decided_ms: i64,
    pub attempts: u32,
    pub state: StateRecord,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FieldRecord {
    Text(String),
    YesNo(bool),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StateRecord {
    Due { not_before_ms: i64 },
    Attempting,
    Delivered { at_ms: i64 },
    InDoubt { why: String },
    Dead { why: String },
    Withheld { why: String },
}

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettledRecord {
    pub chunk: u64,
    pub place: u32,
    pub entry: [u8; 16],
    pub attempts: u32,
    pub at_ms: i64,
    pub state: StateRecord,
}

/// A rule the store has met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRecord {
    pub no: u32,
    /// From when on its ticks count.
    pub from_ms: i64,
    /// Whether a tick has been handled, and so the truth has a beginning.
    pub begun: bool,
    /// Whether it is missing from the rulebook that acts.
    pub retired: bool,
}

/// A deployed rulebook's first chunk: how many chunks of its text follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionRecord {
    pub at_ms: i64,
    pub bytes: u64,
    pub chunks: u32,
}

/// The texts of a deployed rulebook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TextsRecord {
    pub zone: String,
    pub currency: String,
    pub leap_on_march_1: bool,
    /// (name, text), in order of name.
    pub rules: Vec<(String, String)>,
    pub templates: Vec<(String, String)>,
}

pub fn encode<T: Serialize>(record: &T) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend(postcard::to_stdvec(record).expect("plain records of owned data always encode"));
    bytes
}

/// `what` names the record in the message about damage.
pub fn decode<T: DeserializeOwned>(what: &str, bytes: &[u8]) -> Result<T, StoreError> {
    let damaged = |why: String| StoreError::Damaged {
        what: format!("{what} cannot be read ({why})"),
    };
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|e| damaged(e.to_string())),
        Some((version, _)) => Err(damaged(format!("it has the unknown version {version}"))),
        None => Err(damaged("it is empty".to_owned())),
    }
}
