//! The folder of a store on disk: who holds it, and which format it has.
//!
//! | in the folder | |
//! |---|---|
//! | `lock` | locked while a process has the store open; names that process |
//! | `format` | the format of everything else, read before anything else is opened |
//! | `data/` | what sled keeps |

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::{FORMAT, StoreError};

/// Locked while a process has the store open; written anew by each that takes hold of it.
pub const LOCK_FILE: &str = "lock";

/// Who opens a store, for the message that the next one gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// As the user knows it: "perennial run".
    pub command: String,
    /// When it started, ready to be read by people.
    pub since: String,
}

/// A folder that this process holds until it drops this.
pub(super) struct Folder {
    path: PathBuf,
    lock: File,
}

impl Folder {
    /// Makes the folder if there is none, and refuses one that is held or of another format.
    pub fn hold(path: &Path, holder: &Holder) -> Result<Self, StoreError> {
        fs::create_dir_all(path).map_err(|error| {
            StoreError::io(
                &format!("making the store's folder {}", path.display()),
                &error,
            )
        })?;
        let lock = lock(path, holder)?;
        check_format(path)?;
        Ok(Self {
            path: path.to_owned(),
            lock,
        })
    }

    pub fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// Where a new store's data are made, so that `data/` is complete or not there.
    pub fn data_in_the_making(&self) -> PathBuf {
        self.path.join("data.new")
    }

    /// Brings the names in the folder itself to the disk.
    pub fn sync(&self) -> Result<(), StoreError> {
        sync_folder(&self.path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Closing would do, but for a child process that has just been forked off and still
        // shares the file: unlocking ends the lock for it as well.
        drop(self.lock.unlock());
    }
}

pub(super) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    // Only Unix can open a folder to sync it; elsewhere a rename is durable by itself.
    if cfg!(unix) {
        let doing = format!("syncing {}", path.display());
        File::open(path)
            .and_then(|folder| folder.sync_all())
            .map_err(|error| StoreError::io(&doing, &error))?;
    }
    Ok(())
}

fn lock(folder: &Path, holder: &Holder) -> Result<File, StoreError> {
    let path = folder.join(LOCK_FILE);
    let doing = format!("locking {}", path.display());
    let failed = |error| StoreError::io(&doing, &error);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            // Unreadable or not yet written: it is held all the same.
            let _ = file.take(1_000).read_to_string(&mut holder);
            let holder = match holder.trim() {
                "" => "another process".to_owned(),
                named => named.to_owned(),
            };
            return Err(StoreError::Locked {
                path: folder.to_owned(),
                holder,
            });
        }
        Err(TryLockError::Error(error)) => return Err(failed(error)),
    }
    let text = format!(
        "{} (pid {}, since {})\n",
        holder.command,
        std::process::id(),
        holder.since
    );
    file.set_len(0).map_err(failed)?;
    file.rewind().map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(file)
}

fn check_format(folder: &Path) -> Result<(), StoreError> {
    let path = folder.join("format");
    let other = |found: &str| {
        Err(StoreError::OtherFormat {
            path: folder.to_owned(),
            found: found.to_owned(),
            expected: FORMAT,
        })
    };
    match fs::read(&path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            match text.trim().strip_prefix("perennial store ") {
                Some(found) if found == FORMAT.to_string() => Ok(()),
                Some(found) => other(found),
                None => Err(StoreError::Damaged {
                    what: format!("{} does not name a format", path.display()),
                }),
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if folder.join("data").exists() {
                return other("unknown (the file `format` is missing)");
            }
            write_format(folder)
                .map_err(|error| StoreError::io(&format!("writing {}", path.display()), &error))?;
            sync_folder(folder)
        }
        Err(error) => Err(StoreError::io(
            &format!("reading {}", path.display()),
            &error,
        )),
    }
}

fn write_format(folder: &Path) -> std::io::Result<()> {
    let unfinished = folder.join("format.new");
    let mut file = File::create(&unfinished)?;
    writeln!(file, "perennial store {FORMAT}")?;
    file.sync_all()?;
    fs::rename(unfinished, folder.join("format"))
}
