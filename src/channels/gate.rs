//! A channel's bounds: how many attempts at once, how many a second.

use std::num::{NonZeroU32, NonZeroUsize};
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

/// Bounds of one channel, counted over all its callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub at_once: NonZeroUsize,
    /// Attempts started in a second, evenly spaced; none means as fast as it goes.
    pub per_second: Option<NonZeroU32>,
}

#[derive(Debug)]
pub(super) struct Gate {
    limits: Limits,
    turns: Semaphore,
    next_start: Mutex<Option<Instant>>,
}

impl Gate {
    pub(super) fn new(limits: Limits) -> Self {
        let turns = Semaphore::new(limits.at_once.get().min(Semaphore::MAX_PERMITS));
        Self {
            limits,
            turns,
            next_start: Mutex::new(None),
        }
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// Held for the length of an attempt.
    pub(super) async fn turn(&self) -> SemaphorePermit<'_> {
        let permit = self
            .turns
            .acquire()
            .await
            .expect("the semaphore is never closed");
        if let Some(per_second) = self.limits.per_second {
            let gap = Duration::from_secs(1) / per_second.get();
            // The slot is taken only once it has come, so that a caller dropped while waiting uses none up.
            let mut next_start = self.next_start.lock().await;
            if let Some(at) = *next_start {
                sleep_until(at).await;
            }
            *next_start = Some(Instant::now() + gap);
        }
        permit
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::JoinSet;
    use tokio::time::{Duration, Instant, sleep};

    use super::{Gate, Limits, NonZeroU32, NonZeroUsize};

    fn gate(at_once: usize, per_second: Option<u32>) -> Arc<Gate> {
        Arc::new(Gate::new(Limits {
            at_once: NonZeroUsize::new(at_once).unwrap(),
            per_second: per_second.and_then(NonZeroU32::new),
        }))
    }

    #[tokio::test(start_paused = true)]
    async fn never_more_than_the_bound_and_all_of_it_is_used() {
        let gate = gate(3, None);
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let mut tasks = JoinSet::new();
        for _ in 0..20 {
            let (gate, now, most) = (gate.clone(), now.clone(), most.clone());
            tasks.spawn(async move {
                let _turn = gate.turn().await;
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                sleep(Duration::from_millis(10)).await;
                now.fetch_sub(1, Ordering::SeqCst);
            });
        }
        tasks.join_all().await;
        assert_eq!(most.load(Ordering::SeqCst), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn starts_are_spaced_and_a_dropped_caller_takes_no_slot() {
        let gate = gate(10, Some(10));
        let begin = Instant::now();
        drop(gate.turn().await);
        tokio::time::timeout(Duration::from_millis(50), gate.turn())
            .await
            .map(drop)
            .unwrap_err();
        for _ in 0..5 {
            drop(gate.turn().await);
        }
        assert_eq!(begin.elapsed(), Duration::from_millis(500));
    }
}
