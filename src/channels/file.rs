//! The file channel: an `outbox/` folder with one `.eml` file a mail, to look at or to hand on.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Outcome;
use super::message::Composed;

/// Writes each mail to `<key>.eml`, whole or not at all. A second attempt replaces the same file.
#[derive(Debug, Clone)]
pub struct FileChannel {
    folder: Arc<Folder>,
}

impl FileChannel {
    /// The folder is made at the first mail.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: Arc::new(Folder {
                path: folder.into(),
                renamed: AtomicU64::new(0),
                synced: Mutex::new(0),
            }),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder.path
    }

    pub(super) async fn deliver(&self, mail: &Composed) -> Outcome {
        let folder = Arc::clone(&self.folder);
        let (key, bytes) = (mail.key.clone(), mail.bytes.clone());
        let written = tokio::task::spawn_blocking(move || folder.write(&key, &bytes)).await;
        let folder = self.folder.path.display();
        match written {
            Ok(Ok(path)) => Outcome::Delivered {
                reply: format!("written to {}", path.display()),
            },
            Ok(Err(error)) => Outcome::Transient {
                reason: reason(&error, &folder),
            },
            Err(stopped) => Outcome::Transient {
                reason: format!("writing to `{folder}` was stopped: {stopped}"),
            },
        }
    }
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// Files put in place so far; `synced` of them are known to survive a power cut.
    renamed: AtomicU64,
    synced: Mutex<u64>,
}

impl Folder {
    fn write(&self, key: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        let path = self.path.join(format!("{key}.eml"));
        let part = self.path.join(format!(".{key}.part"));
        let put = || {
            let mut file = match File::create(&part) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    fs::create_dir_all(&self.path)?;
                    File::create(&part)?
                }
                other => other?,
            };
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&part, &path)
        };
        if let Err(error) = put() {
            // The half-written file is of no use to anyone; failing to remove it changes nothing.
            let _ = fs::remove_file(&part);
            return Err(error);
        }
        self.sync_names()?;
        Ok(path)
    }

    /// Makes the new names durable. Those who wait meanwhile are served by one sync together.
    fn sync_names(&self) -> io::Result<()> {
        let mine = self.renamed.fetch_add(1, Ordering::SeqCst) + 1;
        let mut synced = self.synced.lock().unwrap_or_else(PoisonError::into_inner);
        if *synced < mine {
            let all = self.renamed.load(Ordering::SeqCst);
            sync_folder(&self.path)?;
            *synced = all;
        }
        Ok(())
    }
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; the rename alone has to do.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn reason(error: &io::Error, folder: &impl std::fmt::Display) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!(
                "the disk of `{folder}` is full; free some space, and the mail will be written at the next try"
            )
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            format!(
                "`{folder}` may not be written to; allow it, or name another folder in the mail settings"
            )
        }
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            format!(
                "`{folder}` is not a folder; move the file of that name away, or name another folder in the mail settings"
            )
        }
        _ => format!("a mail could not be written to `{folder}`: {error}"),
    }
}

#[cfg(test)]
mod tests;
