//! Why the store refused, from the user's side: each message says what to do.

use std::path::PathBuf;

/// Grouped by who must act. Nothing that was acknowledged is lost by any of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Wait, or stop the other process.
    #[error("the store at {} is in use by {holder}; wait until it has finished, or stop it, and try again", path.display())]
    Locked { path: PathBuf, holder: String },

    /// Use the program version that belongs to the store.
    #[error("the store at {} has format {found}, but this version of perennial reads and writes format {expected}; use the perennial version that wrote it, or bring the data in again into a new project", path.display())]
    OtherFormat {
        path: PathBuf,
        found: String,
        expected: u32,
    },

    /// Restore a backup. The store does not repair itself.
    #[error(
        "the store is damaged: {what}; nothing was changed: restore a backup, or keep a copy of the folder for examination and import again into a new project"
    )]
    Damaged { what: String },

    /// Make room, then start again.
    #[error(
        "the disk is full while {doing}; nothing acknowledged was lost: make room and run the command again"
    )]
    DiskFull { doing: String },

    /// Look after the disk, the folder or its permissions, then start again.
    #[error(
        "{doing} failed: {reason}; nothing acknowledged was lost: put this right and run the command again"
    )]
    Io { doing: String, reason: String },

    /// The store refuses to write after a failed write; it can still be read.
    #[error(
        "the store stopped writing because of an earlier failure ({reason}); it can still be read; put this right and start perennial again"
    )]
    Stopped { reason: String },

    /// A bug in the caller: it must split what it writes.
    #[error("{what} takes {size}, and the store takes at most {limit}")]
    TooLarge {
        what: String,
        size: usize,
        limit: usize,
    },

    /// A bug in the caller: it wrote where only the store itself writes.
    #[error("{what} is written by the store alone")]
    Reserved { what: String },
}

impl StoreError {
    #[cfg(feature = "full")]
    /// An I/O error met while `doing` something ("writing the journal").
    pub(super) fn io(doing: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        if matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
            return Self::DiskFull {
                doing: doing.to_owned(),
            };
        }
        Self::Io {
            doing: doing.to_owned(),
            reason: error.to_string(),
        }
    }
}
