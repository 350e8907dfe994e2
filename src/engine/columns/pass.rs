//! Runs a plan over all blocks of all segments on several threads, and gathers truths and entries.
#![expect(
    clippy::indexing_slicing,
    reason = "results are kept one per rule of the plan, rows within their block"
)]

use super::bind::Binding;
use super::gather::Gather;
use super::layout::{Columns, Unreadable};
use super::slots::superseded;
use crate::engine::bitmap::Bitmap;
use crate::engine::facts::TickContext;
use crate::engine::interpret::AtomEvidence;
use crate::engine::plan::Plan;
use crate::model::calendar::Zone;
use crate::model::moment::Moment;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What is asked of one rule of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The subjects for whom the rule was true before; without it no entries are told, only truths.
    pub before: Option<&'a Bitmap>,
    /// Where the rule is about events: those before this instant are left alone.
    pub since: Moment,
    /// Only customers of this zone are looked at; the others' truth is not touched.
    pub only_zone: Option<Zone>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Self {
            before: None,
            since: Moment(i64::MIN),
            only_zone: None,
        }
    }
}

/// How a pass is run.
#[derive(Clone, Copy, Debug)]
pub struct PassOptions {
    pub threads: usize,
    /// Customers of a block, a multiple of 64.
    pub block_rows: u32,
}

/// What a pass found for one rule.
#[derive(Clone, Debug, Default)]
pub struct RuleTruth {
    /// Subjects (slots, or event numbers) for whom the rule is true at the tick.
    pub yes: Bitmap,
    pub unknown: Bitmap,
    /// How many subjects were looked at.
    pub looked_at: u64,
    /// Those true now and not before, by number.
    pub entered: Vec<Entered>,
    /// Those true before and not now, by number. Unknown changes nothing.
    pub left: Vec<u32>,
    /// By atom: for how many of the unknown subjects the atom was unknown.
    pub unknown_atoms: Vec<u64>,
}

/// A subject for whom a rule became true, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    pub subject: u32,
    /// The customer's slot.
    pub slot: u32,
    /// The customer's zone, else the project's.
    pub zone: Zone,
    /// By atom id.
    pub evidence: Vec<AtomEvidence>,
}

impl PassOptions {
    /// Blocks that stay in the second-level cache with all that is computed of them.
    pub fn with_threads(threads: usize) -> Self {
        Self {
            threads,
            block_rows: 2048,
        }
    }
}

/// Evaluates every rule of the plan for every customer of the segments at one tick. Where a slot is in
/// several segments, the last of them counts. Results are in the order of the plan's rules.
pub fn pass(
    plan: &Plan,
    segments: &[&dyn Columns],
    asked: &[Asked<'_>],
    context: &TickContext<'_>,
    options: PassOptions,
) -> Result<Vec<RuleTruth>, Unreadable> {
    let superseded = superseded(segments)?;
    let block_rows = options.block_rows.next_multiple_of(64).max(64);
    let mut bindings = Vec::new();
    let mut ends = vec![0];
    for segment in segments {
        bindings.push(Binding::new(plan, *segment, context)?);
        let blocks = u64::from(segment.layout().rows.div_ceil(block_rows));
        ends.push(ends.last().copied().unwrap_or(0) + blocks);
    }
    let work = Work {
        bindings: &bindings,
        superseded: &superseded,
        ends: &ends,
        asked,
        block_rows,
    };
    let next = AtomicU64::new(0);
    let total = ends.last().copied().unwrap_or(0);
    let threads = (options.threads as u64).clamp(1, total.max(1));
    let results: Mutex<Vec<Result<Vec<RuleTruth>, Unreadable>>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| work.run(&next, &results));
        }
        work.run(&next, &results);
    });
    let parts = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut whole: Vec<RuleTruth> = empty(plan);
    for part in parts {
        for (rule, part) in whole.iter_mut().zip(part?) {
            rule.take_in(part);
        }
    }
    for rule in &mut whole {
        rule.entered.sort_unstable_by_key(|entered| entered.subject);
        rule.left.sort_unstable();
    }
    Ok(whole)
}

fn empty(plan: &Plan) -> Vec<RuleTruth> {
    let of = |atoms: usize| RuleTruth {
        unknown_atoms: vec![0; atoms],
        ..RuleTruth::default()
    };
    plan.rules.iter().map(|rule| of(rule.atoms.len())).collect()
}

struct Work<'a> {
    bindings: &'a [Binding<'a>],
    superseded: &'a [Bitmap],
    /// The first block of each segment, and one entry more.
    ends: &'a [u64],
    asked: &'a [Asked<'a>],
    block_rows: u32,
}

impl Work<'_> {
    /// Takes one block after another until none is left.
    fn run(&self, next: &AtomicU64, results: &Mutex<Vec<Result<Vec<RuleTruth>, Unreadable>>>) {
        let result = self.blocks(next);
        if result.is_err() {
            next.store(u64::MAX / 2, Ordering::Relaxed);
        }
        results
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(result);
    }

    fn blocks(&self, next: &AtomicU64) -> Result<Vec<RuleTruth>, Unreadable> {
        let Some(first) = self.bindings.first() else {
            return Ok(Vec::new());
        };
        let mut truths = empty(first.plan);
        let mut gather: Vec<Option<Gather<'_>>> = self.bindings.iter().map(|_| None).collect();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let segment = self.ends.partition_point(|end| *end <= at) - 1;
            let Some(binding) = self.bindings.get(segment) else {
                return Ok(truths);
            };
            let gather = gather[segment]
                .get_or_insert_with(|| Gather::new(binding, &self.superseded[segment]));
            let from = (at - self.ends[segment]) as u32 * self.block_rows;
            let rows = (binding.columns.layout().rows - from).min(self.block_rows);
            gather.block(from, rows as usize, self.asked, &mut truths)?;
        }
    }
}

impl RuleTruth {
    /// Adds what another thread found.
    fn take_in(&mut self, other: Self) {
        for (mine, theirs) in [
            (&mut self.yes, &other.yes),
            (&mut self.unknown, &other.unknown),
        ] {
            for (at, word) in theirs.words().iter().enumerate() {
                put_word(mine, at, *word);
            }
        }
        self.looked_at += other.looked_at;
        self.entered.extend(other.entered);
        self.left.extend(other.left);
        for (mine, theirs) in self.unknown_atoms.iter_mut().zip(other.unknown_atoms) {
            *mine += theirs;
        }
    }
}

/// Adds a word of subjects, growing the set where needed.
pub(super) fn put_word(set: &mut Bitmap, at: usize, word: u64) {
    if word == 0 {
        return;
    }
    if at >= set.words().len() {
        let highest = at as u32 * 64 + 63;
        set.insert(highest);
        set.remove(highest);
    }
    set.words_mut()[at] |= word;
}
