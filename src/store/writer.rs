//! The one thread that writes. Callers hand it work and wait for the answer.
//!
//! While it waits for the disk, commits of other callers pile up; it takes all of them
//! (up to [`GROUP_ENTRIES_MAX`] entries) into its next round, so a busy store pays for one
//! wait many times over and a quiet one never waits for company.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::commit::{Committer, Trees};
use super::{Entry, StoreError, Write};

/// Where a round of gathered commits stops growing, in entries.
const GROUP_ENTRIES_MAX: usize = 256;
/// How many callers can stand in line before more of them wait to join it.
const LINE_LENGTH_MAX: usize = 256;
/// How many batches [`Writer::queue`] lets wait: 4 of at most 6 MB.
const QUEUED_BATCHES_MAX: usize = 4;

type Reply<R> = SyncSender<Result<R, StoreError>>;

enum Work {
    Write(Vec<Write>, Reply<()>),
    Queued(Vec<Write>),
    Sync(Reply<()>),
    Commit(Vec<Entry>, Reply<RangeInclusive<u64>>),
}

/// The callers' end.
pub(super) struct Writer {
    line: Mutex<Option<SyncSender<Work>>>,
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<Result<(), StoreError>>>>,
}

#[derive(Default)]
struct Shared {
    queued: AtomicUsize,
    last_sequence: AtomicU64,
}

impl Writer {
    pub fn start<T: Trees + Send + 'static>(committer: Committer<T>) -> Result<Self, StoreError> {
        let (line, work) = sync_channel(LINE_LENGTH_MAX);
        let shared = Arc::new(Shared::default());
        shared
            .last_sequence
            .store(committer.last_sequence(), Ordering::SeqCst);
        let with_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || run(committer, &work, &with_thread))
            .map_err(|error| StoreError::io("starting the thread that writes the store", &error))?;
        Ok(Self {
            line: Mutex::new(Some(line)),
            shared,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub fn write(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        self.ask(|reply| Work::Write(writes, reply))
    }

    pub fn queue(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        if self.shared.queued.load(Ordering::SeqCst) >= QUEUED_BATCHES_MAX {
            return self.write(writes);
        }
        self.shared.queued.fetch_add(1, Ordering::SeqCst);
        self.send(Work::Queued(writes))
    }

    pub fn sync(&self) -> Result<(), StoreError> {
        self.ask(Work::Sync)
    }

    pub fn commit_all(&self, entries: Vec<Entry>) -> Result<RangeInclusive<u64>, StoreError> {
        self.ask(|reply| Work::Commit(entries, reply))
    }

    pub fn last_sequence(&self) -> u64 {
        self.shared.last_sequence.load(Ordering::SeqCst)
    }

    /// Finishes what stands in line, brings it to the disk and ends the thread.
    pub fn close(&self) -> Result<(), StoreError> {
        drop(
            self.line
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take(),
        );
        match self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            Some(thread) => thread.join().unwrap_or_else(|_| Err(died())),
            None => Ok(()),
        }
    }

    fn ask<R>(&self, work: impl FnOnce(Reply<R>) -> Work) -> Result<R, StoreError> {
        let (reply, answer) = sync_channel(1);
        self.send(work(reply))?;
        answer.recv().unwrap_or_else(|_| Err(died()))
    }

    fn send(&self, work: Work) -> Result<(), StoreError> {
        // The clone leaves the lock before it may have to wait in line.
        let line = self
            .line
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        line.and_then(|line| line.send(work).ok()).ok_or_else(died)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `close` this does nothing; a failure was told to whoever waited for it.
        drop(self.close());
    }
}

/// The thread is gone: closed, or a panic inside sled ended it.
fn died() -> StoreError {
    StoreError::Stopped {
        reason: "its writer has ended".to_owned(),
    }
}

fn run<T: Trees>(
    mut committer: Committer<T>,
    line: &Receiver<Work>,
    shared: &Shared,
) -> Result<(), StoreError> {
    // A caller that no longer waits for its answer is no reason to stop: `send` may fail.
    let mut ahead = None;
    while let Some(work) = ahead.take().or_else(|| line.recv().ok()) {
        match work {
            Work::Write(writes, reply) => drop(reply.send(committer.write(writes))),
            Work::Queued(writes) => {
                // The committer keeps the failure: whoever asks next is told.
                drop(committer.write(writes));
                shared.queued.fetch_sub(1, Ordering::SeqCst);
            }
            Work::Sync(reply) => drop(reply.send(committer.sync())),
            Work::Commit(mut entries, reply) => {
                let mut callers = vec![(entries.len(), reply)];
                while entries.len() < GROUP_ENTRIES_MAX {
                    match line.try_recv() {
                        Ok(Work::Commit(more, reply)) => {
                            callers.push((more.len(), reply));
                            entries.extend(more);
                        }
                        Ok(other) => {
                            ahead = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                let done = committer.commit_all(entries);
                shared
                    .last_sequence
                    .store(committer.last_sequence(), Ordering::SeqCst);
                answer(callers, &done);
            }
        }
    }
    committer.sync()
}

/// Gives each caller its own part of the sequences, or all of them the failure.
fn answer(
    callers: Vec<(usize, Reply<RangeInclusive<u64>>)>,
    done: &Result<RangeInclusive<u64>, StoreError>,
) {
    let mut first = done.as_ref().map_or(0, |sequences| *sequences.start());
    for (count, reply) in callers {
        let next = first + count as u64;
        let part = done
            .as_ref()
            .map(|_| first..=next.saturating_sub(1))
            .map_err(Clone::clone);
        first = next;
        drop(reply.send(part));
    }
}
