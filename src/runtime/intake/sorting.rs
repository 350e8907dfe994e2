//! Rows brought into order of slots, in memory as long as they fit and through files beyond that.
//!
//! All rows of one customer come out together and in the order they were put in.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

const PAGE_BYTES: usize = 1 << 20;
/// What a row takes beside its bytes: its place in the order, and its length.
const ROW_OVERHEAD_BYTES: usize = 8 + 4;

/// Takes rows in any order of slots.
pub struct Sorting {
    run: Run,
    memory_bytes: usize,
    folder: PathBuf,
    spilled: Vec<File>,
}

/// Rows in memory, in pages that never move.
#[derive(Default)]
struct Run {
    pages: Vec<Vec<u8>>,
    /// Slot above, place below: sorting these sorts the rows, and keeps the order within a slot.
    order: Vec<u64>,
}

impl Sorting {
    /// Files go to `folder` once rows take more than `memory_bytes`, which must be below 4 GB.
    pub fn new(memory_bytes: usize, folder: &Path) -> Self {
        Self {
            run: Run::default(),
            memory_bytes: memory_bytes.min(u32::MAX as usize - 2 * PAGE_BYTES),
            folder: folder.to_owned(),
            spilled: Vec::new(),
        }
    }

    /// A row of less than a page.
    pub fn push(&mut self, slot: u32, row: &[u8]) -> io::Result<()> {
        self.run.push(slot, row);
        if self.run.bytes() >= self.memory_bytes {
            self.spill()?;
        }
        Ok(())
    }

    pub fn sorted(self) -> io::Result<Sorted> {
        let mut runs = Vec::new();
        for mut file in self.spilled {
            file.seek(SeekFrom::Start(0))?;
            runs.push(Reading::File(BufReader::with_capacity(PAGE_BYTES, file)));
        }
        let mut run = self.run;
        run.order.sort_unstable();
        runs.push(Reading::Memory { run, at: 0 });
        let mut sorted = Sorted {
            runs,
            heads: Vec::new(),
        };
        for run in &mut sorted.runs {
            let mut head = Head::default();
            head.next(run)?;
            sorted.heads.push(head);
        }
        Ok(sorted)
    }

    fn spill(&mut self) -> io::Result<()> {
        let path = self
            .folder
            .join(format!("sorting-{}.tmp", self.spilled.len()));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)?;
        // The open file stays; nothing of it is left behind whatever happens.
        std::fs::remove_file(&path)?;
        let mut out = BufWriter::with_capacity(PAGE_BYTES, file);
        let mut run = std::mem::take(&mut self.run);
        run.order.sort_unstable();
        for place in &run.order {
            let row = run.row(*place);
            out.write_all(&((place >> 32) as u32).to_le_bytes())?;
            out.write_all(&(row.len() as u32).to_le_bytes())?;
            out.write_all(row)?;
        }
        self.spilled
            .push(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        Ok(())
    }
}

impl Run {
    fn bytes(&self) -> usize {
        self.pages.len() * PAGE_BYTES + self.order.len() * 8
    }

    fn push(&mut self, slot: u32, row: &[u8]) {
        let fits = |page: &Vec<u8>| page.len() + ROW_OVERHEAD_BYTES + row.len() <= PAGE_BYTES;
        if !self.pages.last().is_some_and(fits) {
            self.pages.push(Vec::with_capacity(PAGE_BYTES));
        }
        let before = (self.pages.len() - 1) * PAGE_BYTES;
        if let Some(page) = self.pages.last_mut() {
            self.order
                .push(u64::from(slot) << 32 | (before + page.len()) as u64);
            page.extend_from_slice(&(row.len() as u32).to_le_bytes());
            page.extend_from_slice(row);
        }
    }

    fn row(&self, place: u64) -> &[u8] {
        let place = (place & u64::from(u32::MAX)) as usize;
        let row = || {
            let page = self
                .pages
                .get(place / PAGE_BYTES)?
                .get(place % PAGE_BYTES..)?;
            let (length, rest) = page.split_first_chunk()?;
            rest.get(..u32::from_le_bytes(*length) as usize)
        };
        row().unwrap_or_default()
    }
}

/// Rows by slot.
pub struct Sorted {
    runs: Vec<Reading>,
    heads: Vec<Head>,
}

enum Reading {
    Memory { run: Run, at: usize },
    File(BufReader<File>),
}

/// The next row of a run.
#[derive(Default)]
struct Head {
    slot: Option<u32>,
    row: Vec<u8>,
}

/// All rows of one slot. Reused from group to group.
#[derive(Default)]
pub struct Group {
    pub slot: u32,
    data: Vec<u8>,
    ends: Vec<usize>,
}

impl Group {
    /// In the order they were put in.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .filter_map(|(start, end)| self.data.get(start..*end))
    }
}

impl Sorted {
    /// Fills `group` with the rows of the next slot; false when there are none.
    pub fn next(&mut self, group: &mut Group) -> io::Result<bool> {
        group.data.clear();
        group.ends.clear();
        let Some(slot) = self.heads.iter().filter_map(|head| head.slot).min() else {
            return Ok(false);
        };
        group.slot = slot;
        // Earlier runs hold earlier rows.
        for (head, run) in self.heads.iter_mut().zip(&mut self.runs) {
            while head.slot == Some(slot) {
                group.data.extend_from_slice(&head.row);
                group.ends.push(group.data.len());
                head.next(run)?;
            }
        }
        Ok(true)
    }
}

impl Head {
    fn next(&mut self, run: &mut Reading) -> io::Result<()> {
        self.row.clear();
        match run {
            Reading::Memory { run, at } => {
                let place = run.order.get(*at).copied();
                self.slot = place.map(|place| (place >> 32) as u32);
                self.row
                    .extend_from_slice(place.map_or(&[], |place| run.row(place)));
                *at += 1;
            }
            Reading::File(file) => {
                let mut head = [0; 8];
                self.slot = None;
                if file.fill(&mut head)? {
                    let (slot, length) = head.split_at(4);
                    let number = |bytes: &[u8]| bytes.first_chunk().map(|b| u32::from_le_bytes(*b));
                    self.slot = number(slot);
                    self.row.resize(number(length).unwrap_or(0) as usize, 0);
                    file.read_exact(&mut self.row)?;
                }
            }
        }
        Ok(())
    }
}

trait Fill {
    /// False at the end of the file.
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<bool>;
}

impl Fill for BufReader<File> {
    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<bool> {
        match self.read_exact(bytes) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_by_slot_and_in_their_order_through_memory_and_files() {
        for memory_bytes in [usize::MAX, 3 * PAGE_BYTES] {
            let folder = tempfile::tempdir().unwrap();
            let mut sorting = Sorting::new(memory_bytes, folder.path());
            let mut expected: Vec<Vec<u32>> = vec![Vec::new(); 1_000];
            for n in 0..300_000_u32 {
                let slot = n.wrapping_mul(2_654_435_761) % 1_000;
                expected[slot as usize].push(n);
                let mut row = n.to_le_bytes().to_vec();
                row.resize(4 + (n % 40) as usize, 1);
                sorting.push(slot, &row).unwrap();
            }
            assert_eq!(sorting.spilled.is_empty(), memory_bytes == usize::MAX);
            assert_eq!(folder.path().read_dir().unwrap().count(), 0);
            let mut sorted = sorting.sorted().unwrap();
            let mut group = Group::default();
            let mut next = 0;
            while sorted.next(&mut group).unwrap() {
                let rows: Vec<u32> = group
                    .rows()
                    .map(|row| u32::from_le_bytes(*row.first_chunk().unwrap()))
                    .collect();
                assert_eq!((group.slot, &rows), (next, &expected[next as usize]));
                next += 1;
            }
            assert_eq!(next, 1_000);
        }
    }
}
