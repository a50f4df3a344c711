//! What a draft was when it was saved before: the last saves, packed, in the user's data folder.
//!
//! They are not kept beside the draft: a folder of drafts is copied, sent and published as it stands, and a share may be read-only. So they are
//! of one user on one machine, and nobody else's eyes are on them. How many there may be stands in `MOST`, `DAYS` and `BYTES`.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use siphasher::sip::SipHasher13;

use super::whole::{self, Over, target};
use super::{Base, LARGEST, StoreError, io_reason};

/// At most so many of a draft,
const MOST: usize = 40;
/// so old, the newest few whatever their age,
const DAYS: u64 = 30;
const WHATEVER_THEIR_AGE: usize = 3;
/// and so large together.
const BYTES: u64 = 64 << 20;
/// What tells which draft a folder is of.
const NAMED: &str = "file.txt";
const ENDING: &str = ".ron.gz";

/// A version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Counted from 1.
    pub number: u64,
    /// When it was saved.
    pub at: SystemTime,
    path: PathBuf,
    size: u64,
}

fn folder(data: &Path, file: &Path) -> PathBuf {
    let file = std::path::absolute(target(file)).unwrap_or_else(|_| file.to_path_buf());
    data.join("versions").join(format!("{:016x}", SipHasher13::new().hash(file.to_string_lossy().as_bytes())))
}

/// The versions of a draft, newest first.
#[must_use]
pub fn list(data: &Path, file: &Path) -> Vec<Version> {
    in_folder(&folder(data, file))
}

fn in_folder(folder: &Path) -> Vec<Version> {
    let version = |entry: fs::DirEntry| {
        let (name, found) = (entry.file_name(), entry.metadata().ok()?);
        let (number, at) = name.to_str()?.strip_suffix(ENDING)?.split_once('-')?;
        let at = UNIX_EPOCH + Duration::from_secs(at.parse().ok()?);
        Some(Version { number: number.parse().ok()?, at, path: entry.path(), size: found.len() })
    };
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut versions: Vec<Version> = entries.flatten().filter_map(version).collect();
    versions.sort_by_key(|version| std::cmp::Reverse(version.number));
    versions
}

/// Keeps a text as the newest version of a draft, unless that is what the newest one is.
///
/// # Errors
/// Where the folder cannot be written.
pub fn keep(data: &Path, file: &Path, base: &Base) -> Result<(), StoreError> {
    let folder = folder(data, file);
    let fail = |reason: String| StoreError {
        file: folder.clone(),
        line: None,
        reason: format!("历史版本没有存下（{reason}）"),
        advice: "公开稿本身不受影响；请清理磁盘。".into(),
    };
    let before = in_folder(&folder);
    if before.first().and_then(|newest| newest.read().ok()).is_some_and(|newest| newest.stamp == base.stamp) {
        return Ok(());
    }
    fs::create_dir_all(&folder).map_err(|error| fail(io_reason(&error)))?;
    private(&folder);
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = packed.write_all(base.text.as_bytes()).and_then(|()| packed.finish()).map_err(|error| fail(error.to_string()))?;
    let number = before.first().map_or(1, |newest| newest.number + 1);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    whole::write(&folder.join(format!("{number:06}-{now}{ENDING}")), &packed, Over::Any)?;
    let named = folder.join(NAMED);
    if !named.exists() {
        // For whoever looks into the folder; nothing rests on it.
        let _ = fs::write(named, format!("{}\n", target(file).display()));
    }
    thin_out(&folder);
    Ok(())
}

/// Removes what is too old, too much or too large.
fn thin_out(folder: &Path) {
    let oldest = SystemTime::now().checked_sub(Duration::from_hours(24 * DAYS)).unwrap_or(UNIX_EPOCH);
    let mut bytes = 0;
    for (n, version) in in_folder(folder).into_iter().enumerate() {
        bytes += version.size;
        let stays = n == 0 || n < MOST && bytes <= BYTES && (n < WHATEVER_THEIR_AGE || version.at >= oldest);
        if !stays {
            let _ = fs::remove_file(version.path);
        }
    }
}

/// Only the user may look into it.
fn private(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o700));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// Destroys all versions of a draft: each may hold what is to be in no file any more. False where some could not be.
#[must_use]
pub fn destroy(data: &Path, file: &Path) -> bool {
    let folder = folder(data, file);
    let mut all = true;
    for version in in_folder(&folder) {
        let blanked = fs::OpenOptions::new().write(true).open(&version.path).and_then(|mut file| {
            std::io::copy(&mut std::io::repeat(0).take(version.size), &mut file)?;
            file.sync_data()
        });
        // Where it cannot be written over it is removed all the same.
        let _ = blanked;
        all &= fs::remove_file(&version.path).is_ok();
    }
    all
}

impl Version {
    /// What was saved then.
    ///
    /// # Errors
    /// A file that is gone or broken.
    pub fn read(&self) -> Result<Base, StoreError> {
        let fail = |reason: String| StoreError {
            file: self.path.clone(),
            line: None,
            reason: format!("第{}版读不出来（{reason}）", self.number),
            advice: "请选另一个版本。".into(),
        };
        let file = fs::File::open(&self.path).map_err(|error| fail(io_reason(&error)))?;
        let mut text = String::new();
        GzDecoder::new(file).take(LARGEST).read_to_string(&mut text).map_err(|error| fail(error.to_string()))?;
        Ok(Base::new(text))
    }
}
