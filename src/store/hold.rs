//! Files that one living process holds: whoever ends, by whatever way, holds them no more. That is the operating system's lock, so no
//! process identity can be mistaken for another's.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Who holds a file.
#[derive(Debug)]
pub(super) enum Held {
    /// This process does now.
    Ours(File),
    /// Another living one.
    Others,
    /// The file system cannot tell (some network shares).
    Unknown(File),
}

/// Takes hold of a file that is there, or with `create` makes it.
///
/// # Errors
/// Where it cannot be opened for writing.
pub(super) fn hold(path: &Path, create: bool) -> io::Result<Held> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(create).truncate(false);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt as _;
        // Others may read and delete it, not write: a lock of a range would keep even readers away.
        const READ_AND_DELETE: u32 = 1 | 4;
        const SHARING_VIOLATION: i32 = 32;
        return match options.share_mode(READ_AND_DELETE).open(path) {
            Ok(file) => Ok(Held::Ours(file)),
            Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Ok(Held::Others),
            Err(error) => Err(error),
        };
    }
    #[cfg(not(windows))]
    {
        let file = options.open(path)?;
        Ok(match file.try_lock() {
            Ok(()) => Held::Ours(file),
            Err(std::fs::TryLockError::WouldBlock) => Held::Others,
            Err(std::fs::TryLockError::Error(_)) => Held::Unknown(file),
        })
    }
}

/// Whether the path still names the file that was opened.
pub(super) fn is_still(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let (Ok(ours), Ok(there)) = (file.metadata(), std::fs::metadata(path)) else { return false };
        (ours.dev(), ours.ino()) == (there.dev(), there.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}
