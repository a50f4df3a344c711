//! Journals that were left: found, read as far as they are whole, and taken away when nobody wants them. One that a living window
//! writes is none of them.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use siphasher::sip::SipHasher13;

use super::{ENDING, FORMAT, Head, MAGIC, beside};
use crate::model::Edit;
use crate::store::hold::{Held, hold};
use crate::store::whole::Stamp;
use crate::store::{Base, is_same_file};

/// Larger ones are none of ours.
const LARGEST: u64 = 1 << 30;

/// A journal that was left. It is held, so that of two programs one has it.
#[derive(Debug)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// The draft's file; none where it was in no file yet.
    pub file: Option<PathBuf>,
    /// What the file held when it was saved last.
    pub saved: Option<Stamp>,
    /// What the edits begin with.
    pub base: Base,
    /// What was done since, in this order.
    pub edits: Vec<Edit>,
    /// How many whole lines at its end this version does not understand.
    pub unread: usize,
    /// When the last edit was taken down.
    pub at: Option<SystemTime>,
    pub(super) lines: String,
    pub(super) whole: u64,
    pub(super) held: File,
}

/// The journals of a draft: beside it, and those in `folder` that name it.
#[must_use]
pub fn of_file(file: &Path, folder: Option<&Path>) -> Vec<Found> {
    let of_file = |found: &Found| found.file.as_deref().is_some_and(|named| is_same_file(named, file));
    let apart = folder.into_iter().flat_map(all).filter(of_file);
    // A folder may have been moved with the journal in it: what lies beside the draft is its journal.
    open(&beside(file)).into_iter().chain(apart).collect()
}

/// All journals in a folder.
#[must_use]
pub fn all(folder: &Path) -> Vec<Found> {
    journals(folder).iter().filter_map(|path| open(path)).collect()
}

/// Whether beside a draft there is a journal with something in it, of a living window or not.
#[must_use]
pub fn is_beside(file: &Path, folder: Option<&Path>) -> bool {
    let holds = |path: &Path, named: bool| -> bool {
        let Some((head, _, lines, _)) = fs::read(path).ok().and_then(|bytes| parsed(&bytes).ok()) else { return false };
        let of_file = !named || head.file.as_deref().is_some_and(|named| is_same_file(named, file));
        of_file && (!lines.is_empty() || head.saved != Some(head.base))
    };
    holds(&beside(file), false) || folder.into_iter().flat_map(journals).any(|path| holds(&path, true))
}

fn journals(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
    paths.sort();
    paths
}

fn open(path: &Path) -> Option<Found> {
    let there = fs::metadata(path).ok().filter(|there| there.is_file() && there.len() <= LARGEST)?;
    let mut file = match hold(path, false).ok()? {
        Held::Ours(file) | Held::Unknown(file) => file,
        Held::Others => return None,
    };
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_end(&mut bytes)).ok()?;
    let (head, base, mut lines, mut whole) = parsed(&bytes).ok()?;
    let (mut edits, mut understood) = (Vec::new(), 0);
    for line in lines.split_inclusive('\n') {
        // What comes after a step that is not understood may rest on it.
        let Some(edit) = line.get(17..).and_then(|json| serde_json::from_str(json).ok()) else { break };
        edits.push(edit);
        understood += line.len();
    }
    let unread = lines[understood..].lines().count();
    whole -= (lines.len() - understood) as u64;
    lines.truncate(understood);
    let path = path.to_path_buf();
    Some(Found { path, file: head.file, saved: head.saved, base, edits, unread, at: there.modified().ok(), lines, whole, held: file })
}

/// Head, what the edits begin with, the whole lines, and how many bytes all that is.
fn parsed(bytes: &[u8]) -> Result<(Head, Base, String, u64), ()> {
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(())?;
    let head = std::str::from_utf8(&bytes[..end]).ok().and_then(|line| line.strip_prefix(MAGIC)).ok_or(())?;
    let head: Head = serde_json::from_str(head).map_err(|_| ())?;
    let base = bytes.get(end + 1..).and_then(|rest| rest.get(..head.size)).ok_or(())?;
    if head.format > FORMAT || Stamp::of(base) != head.base {
        return Err(());
    }
    let base = Base { text: std::str::from_utf8(base).map_err(|_| ())?.into(), stamp: head.base };
    let begin = end + 1 + head.size + 1;
    let rest = bytes.get(begin..).unwrap_or_default();
    let mut whole = 0;
    for line in rest.split_inclusive(|byte| *byte == b'\n') {
        if !is_whole(line) {
            break;
        }
        whole += line.len();
    }
    let lines = String::from_utf8(rest[..whole].to_vec()).map_err(|_| ())?;
    Ok((head, base, lines, (begin + whole) as u64))
}

/// Whether a line is as it was written: its checksum, a blank, the edit, and its end.
fn is_whole(line: &[u8]) -> bool {
    let Some(line) = line.strip_suffix(b"\n") else { return false };
    let sum = line.get(..16).and_then(|sum| std::str::from_utf8(sum).ok()).and_then(|sum| u64::from_str_radix(sum, 16).ok());
    let json = line.get(17..);
    sum.is_some() && sum == json.map(|json| SipHasher13::new().hash(json)) && std::str::from_utf8(line).is_ok()
}

impl Found {
    /// Takes it away: what is in it is not wanted, or is in the file.
    pub fn discard(self) {
        // One that cannot be taken away is offered again.
        let _ = fs::remove_file(&self.path);
    }
}
