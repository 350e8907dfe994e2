//! The loop: sleep until something is due, handle it, stop cleanly when told to.

use super::clock;
use super::session::{Session, SessionError, WorkReport};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The longest sleep: retries come due, and clocks are set, without telling us.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// Works until SIGTERM or SIGINT; a tick under way is finished first.
pub async fn serve(
    session: &Session,
    told: &mut dyn FnMut(&WorkReport),
) -> Result<(), SessionError> {
    let stop = AtomicBool::new(false);
    let stopped = || stop.load(Ordering::SeqCst);
    let signals = async {
        signal().await;
        stop.store(true, Ordering::SeqCst);
    };
    let work = async {
        while !stopped() {
            let deployed = session.deployed()?;
            let report = session
                .work(&deployed, clock::now(), &stopped, &mut |_, _| {})
                .await?;
            told(&report);
            let wait = session
                .next_due(&deployed, clock::now())?
                .map_or(SLEEP_MAX, |next| {
                    Duration::from_millis(
                        next.0.saturating_sub(clock::now().0).max(0).unsigned_abs(),
                    )
                });
            sleep(wait.min(SLEEP_MAX), &stop).await;
        }
        Ok(())
    };
    let (done, ()) = tokio::join!(
        async {
            let done = work.await;
            stop.store(true, Ordering::SeqCst);
            done
        },
        async {
            tokio::select! {
                () = signals => {}
                () = until(&stop) => {}
            }
        }
    );
    done
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
