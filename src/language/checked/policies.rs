//! What stands beside rules: named groups of customers, and caps and guards over all rules.

use super::{AtomInfo, Period, Test};
use crate::language::source::Span;
use crate::language::vocabulary::Channel;

/// `segment "High net worth": is …`. Rules and segments that name it hold its condition already.
#[derive(Clone, Debug)]
pub struct CheckedSegment {
    pub title: String,
    /// Other segments it names are part of it.
    pub condition: Test,
    pub atoms: Vec<AtomInfo>,
    /// Where it stands: file name and line, for messages.
    pub file: String,
    pub line: u32,
    /// The title's place in its source.
    pub span: Span,
}

/// `policy`: what holds over all rules.
#[derive(Clone, Debug)]
pub struct CheckedPolicy {
    pub title: Option<String>,
    pub caps: Vec<ChannelCap>,
    pub quiet: Option<Quiet>,
    /// Must be false of a customer whom a rule would act on.
    pub unless: Option<Test>,
    /// Every atom of `unless`.
    pub atoms: Vec<AtomInfo>,
    /// Where it stands: file name and line, for messages.
    pub file: String,
    pub line: u32,
    pub span: Span,
}

/// `limit sms 2 per 7 days`, counted over all rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChannelCap {
    /// `None` is `any`: all channels together.
    pub channel: Option<Channel>,
    pub times: u32,
    pub per: Period,
}

/// `quiet from 21:00 to 08:00`: seconds of the day, the first included, the last not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quiet {
    pub from: u32,
    pub to: u32,
    pub customer_time: bool,
}
