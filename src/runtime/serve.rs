//! The loop: sleep until something is due, handle it, stop cleanly when told to.

use super::clock;
use super::project::Project;
use super::session::{Session, SessionError, WorkReport};
use crate::model::moment::Moment;
use crate::store::StoreError;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The longest sleep: clocks are set and others use the store without telling us.
const SLEEP_MAX: Duration = Duration::from_secs(30);
/// How long to wait for another process that holds the store.
const HELD_WAIT: Duration = Duration::from_secs(1);

/// How long a channel that is down is left alone.
const DOWN_WAIT_MS: i64 = 60_000;

/// Works until SIGTERM or SIGINT; a tick under way is finished first. The store is held only while
/// there is work, so that imports, deployments and questions get their turn in between.
pub async fn serve(
    project: &Project,
    told: &mut dyn FnMut(&WorkReport),
) -> Result<(), SessionError> {
    let stop = AtomicBool::new(false);
    let stopped = || stop.load(Ordering::SeqCst);
    let work = async {
        let mut next: Option<Moment> = None;
        let mut used = None;
        while !stopped() {
            let due = next.is_none_or(|next| next <= clock::now());
            if !due && used == project.last_use() {
                let wait = next.map_or(SLEEP_MAX, |next| until_then(next, clock::now()));
                sleep(wait.min(SLEEP_MAX), &stop).await;
                continue;
            }
            let session = match Session::open(project.clone(), "serve", clock::now()) {
                Err(StoreError::Locked { .. }) => {
                    sleep(HELD_WAIT, &stop).await;
                    continue;
                }
                opened => opened?,
            };
            let deployed = session.deployed()?;
            let report = session
                .work(&deployed, &[clock::now()], &stopped, &mut |_, _| {})
                .await?;
            next = session.next_due(&deployed, clock::now())?;
            // A mail server that takes nothing is left alone for a while.
            if report.delivery.channel_down {
                next = next.max(Some(clock::now().plus_ms(DOWN_WAIT_MS)));
            }
            session.close()?;
            used = project.last_use();
            told(&report);
        }
        Ok(())
    };
    let ended = async {
        let done = work.await;
        stop.store(true, Ordering::SeqCst);
        done
    };
    let signals = async {
        tokio::select! {
            () = signal() => stop.store(true, Ordering::SeqCst),
            () = until(&stop) => {}
        }
    };
    let (done, ()) = tokio::join!(ended, signals);
    done
}

fn until_then(next: Moment, now: Moment) -> Duration {
    Duration::from_millis(next.0.saturating_sub(now.0).max(0).unsigned_abs())
}

async fn sleep(wait: Duration, stop: &AtomicBool) {
    tokio::select! {
        () = tokio::time::sleep(wait) => {}
        () = until(stop) => {}
    }
}

async fn until(stop: &AtomicBool) {
    while !stop.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = signal(SignalKind::terminate());
    match terminate {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        // Without a handler the default action of the signal still ends the process, and a process
        // that is ended at any point loses nothing.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
