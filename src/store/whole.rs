//! Files written whole or not at all: beside the old one, synced, and renamed over it.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use siphasher::sip128::SipHasher13;
use tempfile::NamedTempFile;

use super::{StoreError, folder, io_reason};

/// How the file beside is named while it is written.
pub(super) const PREFIX: &str = ".gongkai-";

/// What a file held when it was read, to tell whether somebody has written it since.
/// The same in every version of the program, so that it can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    size: usize,
    hash: (u64, u64),
}

impl Stamp {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let hash = SipHasher13::new().hash(bytes);
        Self { size: bytes.len(), hash: (hash.h1, hash.h2) }
    }

    /// Whether the file still holds what was read.
    #[must_use]
    pub fn is_of(&self, file: &Path) -> bool {
        fs::read(file).is_ok_and(|bytes| Self::of(&bytes) == *self)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.hash.0, self.hash.1)
    }
}

/// What may stand where a file is written.
#[derive(Clone, Copy)]
pub(super) enum Over<'a> {
    /// Whatever it is, it is replaced.
    Any,
    /// Nothing: a new file.
    Nothing,
    /// What was read before, and nothing newer.
    Read(&'a Stamp),
}

/// Writes a file whole or not at all: a temporary file in the same folder, synced, renamed over the old one, and
/// the folder synced. The file keeps its permissions and its group.
///
/// # Errors
/// The old file is untouched then.
pub fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write(file, bytes, Over::Any).map(|_| ())
}

/// As [`write_whole`], with a word on what is not as sure as it should be.
pub(super) fn write(file: &Path, bytes: &[u8], over: Over<'_>) -> Result<Option<String>, StoreError> {
    stage(file, bytes, over)?.place(over)
}

/// Writes several files together: each lies whole beside its place before the first is put there, so that nothing is written where one of
/// them has no room, or no folder. `folders` are written whole, too, with the files whose paths begin with them.
///
/// # Errors
/// Nothing is written then, but where the system refuses to put a finished file in its place: the reason says which ones are there.
pub fn write_together(files: &[(PathBuf, Vec<u8>)], folders: &[&Path]) -> Result<(), StoreError> {
    let within = |file: &Path| folders.iter().any(|folder| file.starts_with(folder));
    let alone = files.iter().filter(|(file, _)| !within(file));
    let staged = alone.map(|(file, bytes)| stage(file, bytes, Over::Any)).collect::<Result<Vec<_>, _>>()?;
    let staged_folders = folders
        .iter()
        .map(|of| folder::stage(of, &files.iter().filter(|(file, _)| file.starts_with(of)).collect::<Vec<_>>()))
        .collect::<Result<Vec<_>, _>>()?;
    let mut written: Vec<String> = Vec::new();
    let tell = |mut error: StoreError, written: &[String]| {
        if !written.is_empty() {
            error.reason = format!("{}；已经写出的：{}", error.reason, written.join("、"));
        }
        error
    };
    // Folders first: what certifies all of them is a file.
    for staged in staged_folders {
        let name = staged.target().display().to_string();
        staged.place().map_err(|error| tell(error, &written))?;
        written.push(name);
    }
    for staged in staged {
        let name = staged.file.display().to_string();
        staged.place(Over::Any).map_err(|error| tell(error, &written))?;
        written.push(name);
    }
    Ok(())
}

/// A file that is written and synced beside its place.
struct Staged {
    file: PathBuf,
    target: PathBuf,
    folder: PathBuf,
    temporary: NamedTempFile,
}

const ELSEWHERE: &str = "原有文件没有改动；请换一个文件夹保存，或清理磁盘后重试。";

fn refuse(file: &Path, reason: &str, advice: &str) -> StoreError {
    StoreError { file: file.to_path_buf(), line: None, reason: reason.into(), advice: advice.into() }
}

fn failed(file: &Path, error: &io::Error) -> StoreError {
    refuse(file, &format!("没有保存成功（{}）", io_reason(error)), ELSEWHERE)
}

fn exists(file: &Path) -> StoreError {
    refuse(file, "文件已经存在，没有改动", "请换一个文件名，或先移走原文件。")
}

fn stage(file: &Path, bytes: &[u8], over: Over<'_>) -> Result<Staged, StoreError> {
    let target = target(file);
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let old = fs::metadata(&target).ok();
    if !folder.is_dir() {
        return Err(refuse(
            file,
            "没有保存成功（文件夹不存在，也可能是共享盘或移动盘断开了）",
            "原有文件没有改动；请重新连上后再保存，或换一个文件夹保存。",
        ));
    }
    if let Some(old) = &old {
        if !old.is_file() {
            return Err(refuse(file, "没有保存成功（这是文件夹或设备，不是普通文件）", "原有文件没有改动；请换一个文件名。"));
        }
        if matches!(over, Over::Nothing) {
            return Err(exists(file));
        }
        if old.permissions().readonly() {
            return Err(refuse(file, "没有保存成功（文件是只读的）", "原有文件没有改动；请另存为别的文件，或先取消它的只读属性。"));
        }
    }
    sweep(&folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A new file has what the user's mask leaves.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut temporary = builder.tempfile_in(&folder).map_err(|error| failed(file, &error))?;
    // Held until the file is in its place, so that nobody takes it for one that was left over.
    #[cfg(unix)]
    let _ = temporary.as_file().try_lock();
    if let Some(old) = &old {
        resemble(temporary.as_file(), old).map_err(|error| failed(file, &error))?;
    }
    temporary.write_all(bytes).and_then(|()| temporary.as_file().sync_all()).map_err(|error| failed(file, &error))?;
    Ok(Staged { file: file.to_path_buf(), target, folder, temporary })
}

impl Staged {
    fn place(self, over: Over<'_>) -> Result<Option<String>, StoreError> {
        let Self { file, target, folder, temporary } = self;
        if matches!(over, Over::Nothing) {
            temporary.persist_noclobber(&target).map_err(|error| if target.exists() { exists(&file) } else { failed(&file, &error.error) })?;
        } else {
            let turn = turn(&target);
            if let Over::Read(stamp) = over
                && !stamp.is_of(&target)
            {
                return Err(refuse(&file, "打开之后，另有程序改动或移走了这个文件，没有写入", "请重新打开它，再做一次。"));
            }
            temporary.persist(&target).map_err(|error| failed(&file, &error.error))?;
            drop(turn);
        }
        Ok(sync_folder(&folder))
    }
}

/// The file that a path stands for: a link keeps pointing to what it points to.
pub(super) fn target(file: &Path) -> PathBuf {
    let linked = fs::read_link(file).ok().map(|to| file.parent().map_or(to.clone(), |folder| folder.join(&to)));
    fs::canonicalize(file).ok().or(linked).unwrap_or_else(|| file.to_path_buf())
}

/// Permissions and group as the old file has them.
#[cfg(unix)]
fn resemble(new: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
    let mut mode = old.permissions().mode() & 0o7777;
    let own = new.metadata()?;
    if own.uid() != old.uid() {
        // Only the administrator may give a file away; anybody else's stays their own.
        let _ = fchown(new, Some(old.uid()), None);
    }
    if own.gid() != old.gid() && fchown(new, None, Some(old.gid())).is_err() {
        // A group that the user is not in: the one that the file has instead gets no more than everybody.
        mode = mode & !0o070 | (mode & 0o007) << 3;
    }
    new.set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on systems with modes and groups")]
fn resemble(_new: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Waits while another process of this program looks at the file and replaces it; what is returned holds the turn. A file that cannot be
/// locked (on some network shares) is written without. On Windows an open file cannot be replaced.
fn turn(target: &Path) -> Option<File> {
    if cfg!(windows) {
        return None;
    }
    let file = File::open(target).ok()?;
    for _ in 0..200 {
        match file.try_lock() {
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(10)),
            _ => break,
        }
    }
    Some(file)
}

/// Makes the new name survive a power cut, too; a word where that is not sure. The file is in its place whatever becomes of this. Folders
/// cannot be opened on Windows; renaming there is durable.
pub(super) fn sync_folder(folder: &Path) -> Option<String> {
    if !cfg!(unix) {
        return None;
    }
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Ok(()) => None,
        // A file system that has no such thing.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => None,
        Err(error) => Some(format!("已经保存，但不能确定断电后是否还在（{}）。请稍后再保存一次，或另存一份", io_reason(&error))),
    }
}

/// Takes away what processes that were ended while they saved have left in a folder: it holds a draft that may be deleted elsewhere.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.metadata().is_ok_and(|found| is_left(&entry.path(), &found)) {
            // Whoever may not delete it leaves it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether nobody writes that file any more.
fn is_left(file: &Path, found: &Metadata) -> bool {
    let age = found.modified().ok().and_then(|time| SystemTime::now().duration_since(time).ok()).unwrap_or_default();
    if !found.is_file() || found.len() == 0 && age < Duration::from_mins(1) {
        // One that was made this very moment is not held yet.
        return false;
    }
    if cfg!(unix) { File::open(file).is_ok_and(|file| file.try_lock().is_ok()) } else { age > Duration::from_hours(24) }
}

/// Whether two paths stand for one file, by whatever links. Of a file that is not there yet, its folder and name tell.
#[must_use]
pub fn is_same_file(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    if let (Ok(a), Ok(b)) = (fs::metadata(a), fs::metadata(b)) {
        use std::os::unix::fs::MetadataExt as _;
        return (a.dev(), a.ino()) == (b.dev(), b.ino());
    }
    let place = |file: &Path| {
        let file = target(file);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = if cfg!(any(windows, target_os = "macos")) { name.to_lowercase() } else { name };
        (fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf()), name)
    };
    place(a) == place(b)
}

/// Whether a file lies in that folder or in one of its folders, however both are named.
fn is_inside(file: &Path, folder: &Path) -> bool {
    let Ok(folder) = fs::canonicalize(folder) else { return false };
    folder.is_dir() && fs::canonicalize(file).is_ok_and(|file| file.starts_with(folder))
}

/// Refuses to write over what is read (where a folder is written, over anything in it), or two files into one.
///
/// # Errors
/// The first output that is an input or another output; nothing has been written then.
pub fn keep_apart<'a>(inputs: impl IntoIterator<Item = &'a Path>, outputs: &[&Path]) -> Result<(), StoreError> {
    let fail = |file: &Path, reason: String| StoreError { file: file.to_path_buf(), line: None, reason, advice: "请换一个文件名。".into() };
    for input in inputs {
        if let Some(output) = outputs.iter().find(|output| is_same_file(input, output)) {
            return Err(fail(output, format!("要写的文件就是要读的 {}，没有写入", input.display())));
        }
        if let Some(output) = outputs.iter().find(|output| is_inside(input, output)) {
            return Err(fail(output, format!("要读的 {} 在要写的文件夹里，没有写入", input.display())));
        }
    }
    for (n, output) in outputs.iter().enumerate() {
        if outputs[..n].iter().any(|other| is_same_file(other, output)) {
            return Err(fail(output, "两项内容要写入同一个文件，没有写入".into()));
        }
    }
    Ok(())
}

/// The bytes of an ordinary file up to a size. A pipe or device would be waited for without end.
///
/// # Errors
/// Why not, and what to do, in Chinese.
pub(crate) fn read_ordinary(file: &Path, most: u64) -> Result<Vec<u8>, (String, &'static str)> {
    let unopened = |error: io::Error| (format!("打不开文件（{}）", io_reason(&error)), "请检查文件是否还在、是否有读取权限。");
    let unread = |error: io::Error| (format!("读取失败（{}）", io_reason(&error)), "请检查磁盘或网络共享后重试。");
    let found = fs::metadata(file).map_err(unopened)?;
    if found.is_dir() {
        return Err(("这是一个文件夹".into(), "请选择里面的文件。"));
    }
    if !found.is_file() {
        return Err(("这是设备或管道，不是普通文件，没有读入".into(), "请先存成文件。"));
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read, and some tell no size.
    File::open(file).map_err(unopened)?.take(most + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > most {
        return Err((format!("文件有{}MB，超过{}MB，没有读入", found.len() >> 20, most >> 20), "请拆成几个文件，或删去没有用的内容。"));
    }
    Ok(bytes)
}
