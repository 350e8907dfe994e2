//! Turns the truths of a block into bits, entries and their evidence.
#![expect(
    clippy::indexing_slicing,
    reason = "results are kept one per rule of the plan, rows within their block"
)]

use super::bind::{Binding, position};
use super::evaluate::Worker;
use super::kernels::{Packed, UNKNOWN, YES, and, both_unknown, ones_in, truth_of};
use super::layout::{Column, Unreadable};
use super::pass::{Asked, Entered, RuleTruth, put_word};
use super::vector::{Cell, read_into};
use crate::engine::bitmap::Bitmap;
use crate::engine::interpret::{AtomEvidence, Outcome};
use crate::engine::plan::{Left, PlannedAtom, Scope};
use crate::language::checked::Audience;
use crate::model::calendar::Zone;
use crate::model::kind::Kind;
use crate::model::truth::Truth;
use crate::model::value::Value;

/// One thread's way through the blocks of one segment.
pub(super) struct Gather<'a> {
    worker: Worker<'a>,
    superseded: &'a Bitmap,
    /// The customers of the block no later segment speaks for, one bit a row.
    all: Vec<u64>,
    /// Those of them in the zone `live_in`, where one is asked for.
    live: Vec<u64>,
    live_in: Option<Zone>,
    slots: Vec<u32>,
    /// Per event type the numbers of the block's events; empty where not read yet.
    numbers: Vec<Vec<u32>>,
    /// Owners of the events of a rule's type.
    owners: Vec<u32>,
    truth: Vec<u8>,
    packed: Packed,
}

impl<'a> Gather<'a> {
    pub fn new(binding: &'a Binding<'a>, superseded: &'a Bitmap) -> Self {
        Self {
            worker: Worker::new(binding),
            superseded,
            all: Vec::new(),
            live: Vec::new(),
            live_in: None,
            slots: Vec::new(),
            numbers: vec![Vec::new(); binding.used_events.len()],
            owners: Vec::new(),
            truth: Vec::new(),
            packed: Packed::default(),
        }
    }

    pub fn block(
        &mut self,
        from: u32,
        rows: usize,
        asked: &[Asked<'_>],
        truths: &mut [RuleTruth],
    ) -> Result<(), Unreadable> {
        self.worker.compute(from, rows)?;
        self.numbers.iter_mut().for_each(Vec::clear);
        self.load_live(from, rows)?;
        let plan = self.worker.binding.plan;
        for (at, truth) in truths.iter_mut().enumerate() {
            let asked = asked.get(at).copied().unwrap_or_default();
            self.narrow(asked.only_zone);
            match plan.rules[at].audience {
                Audience::Customer => self.customers(at, asked, truth)?,
                Audience::Event(event) => self.events(at, event, asked, truth)?,
            }
        }
        Ok(())
    }

    fn load_live(&mut self, from: u32, rows: usize) -> Result<(), Unreadable> {
        let binding = self.worker.binding;
        self.slots.clear();
        if binding.columns.layout().has(Column::Slot) {
            read_into(
                binding.columns,
                Column::Slot,
                u64::from(from) * 4,
                rows,
                &mut self.slots,
            )?;
        }
        self.live.clear();
        self.live.resize(rows.div_ceil(64), u64::MAX);
        if let Some(last) = self.live.last_mut()
            && !rows.is_multiple_of(64)
        {
            *last = (1 << (rows % 64)) - 1;
        }
        if self.slots.is_empty() {
            let words = self.superseded.words().iter().skip(from as usize / 64);
            for (live, word) in self.live.iter_mut().zip(words) {
                *live &= !word;
            }
        } else {
            self.keep_live(
                |row, gather| !gather.superseded.contains(gather.slots[row]),
                rows,
            );
        }
        self.all.clone_from(&self.live);
        self.live_in = None;
        Ok(())
    }

    fn keep_live(&mut self, keep: impl Fn(usize, &Self) -> bool, rows: usize) {
        for row in 0..rows {
            if !keep(row, self) {
                self.live[row / 64] &= !(1 << (row % 64));
            }
        }
    }

    /// Leaves only the customers of the zone, or all again.
    fn narrow(&mut self, zone: Option<Zone>) {
        if self.live_in == zone {
            return;
        }
        self.live_in = zone;
        self.live.clone_from(&self.all);
        if let Some(zone) = zone {
            let zones = &self.worker.binding.zones;
            let rows = self.worker.block.rows;
            self.keep_live(
                |row, gather| zones[gather.worker.block.zone_of(row)] == zone,
                rows,
            );
        }
    }

    fn zone(&self, row: usize) -> Zone {
        self.worker.binding.zones[self.worker.block.zone_of(row)]
    }

    fn slot(&self, row: usize) -> u32 {
        self.slots
            .get(row)
            .copied()
            .unwrap_or(self.worker.block.from + row as u32)
    }

    fn customers(
        &mut self,
        rule: usize,
        asked: Asked<'_>,
        out: &mut RuleTruth,
    ) -> Result<(), Unreadable> {
        let binding = self.worker.binding;
        let planned = &binding.plan.rules[rule];
        let mut packed = std::mem::take(&mut self.packed);
        packed.pack(&self.worker.slots[position(planned.truth)].truth);
        let from = self.worker.block.from;
        for word in 0..self.live.len() {
            let live = self.live[word];
            let (yes, unknown) = (packed.yes[word] & live, packed.unknown[word] & live);
            out.looked_at += u64::from(live.count_ones());
            let start = word * 64;
            if self.slots.is_empty() {
                let place = from as usize / 64 + word;
                put_word(&mut out.yes, place, yes);
                put_word(&mut out.unknown, place, unknown);
                let Some(before) = asked.before else { continue };
                let before = before.words().get(place).copied().unwrap_or(0);
                let (entered, left) = (yes & !before, live & before & !yes & !unknown);
                each_row(left, start, |row| out.left.push(from + row as u32));
                self.enter_all(entered, start, rule, out)?;
            } else {
                let (mut entered, mut left) = (0, 0);
                each_row(live, start, |row| {
                    let (slot, bit) = (self.slots[row], 1 << (row - start));
                    let was = asked.before.is_some_and(|before| before.contains(slot));
                    if yes & bit != 0 {
                        out.yes.insert(slot);
                        entered |= if was { 0 } else { bit };
                    } else if unknown & bit != 0 {
                        out.unknown.insert(slot);
                    } else if was {
                        left |= bit;
                    }
                });
                if asked.before.is_some() {
                    each_row(left, start, |row| out.left.push(self.slots[row]));
                    self.enter_all(entered, start, rule, out)?;
                }
            }
        }
        if packed.any_unknown {
            self.count_unknowns(rule, &packed, out);
        }
        self.packed = packed;
        Ok(())
    }

    fn enter_all(
        &mut self,
        entered: u64,
        start: usize,
        rule: usize,
        out: &mut RuleTruth,
    ) -> Result<(), Unreadable> {
        let mut rows = entered;
        while rows != 0 {
            let row = start + rows.trailing_zeros() as usize;
            rows &= rows - 1;
            let slot = self.slot(row);
            let zone = self.zone(row);
            let evidence = self.evidence(rule, row, row)?;
            out.entered.push(Entered {
                subject: slot,
                slot,
                zone,
                evidence,
            });
        }
        Ok(())
    }

    fn events(
        &mut self,
        rule: usize,
        event: usize,
        asked: Asked<'_>,
        out: &mut RuleTruth,
    ) -> Result<(), Unreadable> {
        let binding = self.worker.binding;
        let planned = &binding.plan.rules[rule];
        let events = &mut self.worker.block.events[event];
        let (from, rows) = (events.from, events.rows);
        if rows == 0 {
            return Ok(());
        }
        self.owners.clear();
        self.owners.extend_from_slice(events.owners());
        if self.numbers[event].is_empty() {
            let start = u64::from(from) * 4;
            let numbers = &mut self.numbers[event];
            read_into(binding.columns, Column::Number(event), start, rows, numbers)?;
        }
        events.at.test_range(
            rows,
            (asked.since.0, binding.tick_ms),
            false,
            &mut self.truth,
        );
        if !events.current.is_empty() {
            and(&mut self.truth, &events.current);
        }
        let live = std::mem::take(&mut self.truth);
        for (row, live) in live.iter().enumerate() {
            let owner = self.owners[row] as usize;
            if *live != YES || self.live[owner / 64] >> (owner % 64) & 1 == 0 {
                continue;
            }
            out.looked_at += 1;
            let number = self.numbers[event][row];
            let was = asked.before.is_some_and(|before| before.contains(number));
            match self.worker.slots[position(planned.truth)].truth[row] {
                YES => {
                    out.yes.insert(number);
                    if asked.before.is_some() && !was {
                        let evidence = self.evidence(rule, row, owner)?;
                        let slot = self.slot(owner);
                        let zone = self.zone(owner);
                        out.entered.push(Entered {
                            subject: number,
                            slot,
                            zone,
                            evidence,
                        });
                    }
                }
                UNKNOWN => {
                    out.unknown.insert(number);
                    self.count_unknown(rule, row, owner, out);
                }
                _ if was => out.left.push(number),
                _ => {}
            }
        }
        self.truth = live;
        Ok(())
    }

    fn count_unknowns(&self, rule: usize, packed: &Packed, out: &mut RuleTruth) {
        let planned = &self.worker.binding.plan.rules[rule];
        let slots = &self.worker.slots;
        if self
            .live
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum::<usize>()
            == self.worker.block.rows
        {
            let truth = &slots[position(planned.truth)].truth;
            for (atom, count) in planned.atoms.iter().zip(&mut out.unknown_atoms) {
                let Some(atom) = atom else { continue };
                *count += both_unknown(truth, &slots[position(atom.truth)].truth);
            }
            return;
        }
        for word in 0..self.live.len() {
            let unknown = packed.unknown[word] & self.live[word];
            each_row(unknown, word * 64, |row| {
                self.count_unknown(rule, row, row, out);
            });
        }
    }

    fn count_unknown(&self, rule: usize, row: usize, owner: usize, out: &mut RuleTruth) {
        let atoms = &self.worker.binding.plan.rules[rule].atoms;
        for (atom, count) in atoms.iter().zip(&mut out.unknown_atoms) {
            let Some(atom) = atom else { continue };
            *count += u64::from(self.atom_truth(atom, row, owner) == UNKNOWN);
        }
    }

    fn atom_truth(&self, atom: &PlannedAtom, row: usize, owner: usize) -> u8 {
        let at = position(atom.truth);
        let row = Self::row_in(self.worker.binding.plan.nodes[at].scope, row, owner);
        self.worker.slots[at].truth[row]
    }

    /// The row of a node that belongs to a subject: its own, or its customer's.
    fn row_in(scope: Scope, row: usize, owner: usize) -> usize {
        if scope == Scope::Customers {
            owner
        } else {
            row
        }
    }

    fn evidence(
        &mut self,
        rule: usize,
        row: usize,
        owner: usize,
    ) -> Result<Vec<AtomEvidence>, Unreadable> {
        let plan = self.worker.binding.plan;
        let mut evidence = Vec::with_capacity(plan.rules[rule].atoms.len());
        for atom in &plan.rules[rule].atoms {
            let Some(atom) = atom else {
                evidence.push(AtomEvidence {
                    truth: Truth::Unknown,
                    left: Outcome::Unknown,
                });
                continue;
            };
            let truth = truth_of(self.atom_truth(atom, row, owner));
            let left = match &atom.left {
                Left::Value(id, kind) => {
                    let at = position(*id);
                    let row = Self::row_in(plan.nodes[at].scope, row, owner);
                    let cell = self.worker.slots[at].value.at(row);
                    self.outcome(cell, kind)?
                }
                Left::Count(id) => {
                    let at = position(*id);
                    let scope = plan.nodes[at].scope;
                    let group = if matches!(scope, Scope::Pairs(..)) {
                        row
                    } else {
                        owner
                    };
                    let groups = self.worker.block.groups(scope);
                    let (from, to) = (groups[group] as usize, groups[group + 1] as usize);
                    let count = ones_in(&self.worker.slots[at].packed.yes, from, to);
                    Outcome::Value(Value::Int(i64::from(count)))
                }
            };
            evidence.push(AtomEvidence { truth, left });
        }
        Ok(evidence)
    }

    fn outcome(&mut self, cell: Cell, kind: &Kind) -> Result<Outcome, Unreadable> {
        let int = match cell {
            Cell::Value(int) => int,
            Cell::Missing => return Ok(Outcome::Missing),
            Cell::Untold => return Ok(Outcome::Unknown),
        };
        if !matches!(kind, Kind::Text | Kind::List(_)) {
            return Ok(Outcome::Value(Value::Int(int)));
        }
        Ok(match u32::try_from(int) {
            Ok(number) => Outcome::Value(self.worker.words.value(number, kind)?),
            Err(_) => self
                .worker
                .binding
                .literal(int)
                .cloned()
                .map_or(Outcome::Missing, Outcome::Value),
        })
    }
}

fn each_row(mut word: u64, start: usize, mut each: impl FnMut(usize)) {
    while word != 0 {
        each(start + word.trailing_zeros() as usize);
        word &= word - 1;
    }
}
