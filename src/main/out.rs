//! What a command says and where it writes: lines that survive a closed pipe, files that fall on no input.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gongkai::model::{Draft, YEARS};
use gongkai::session::Paths;
use gongkai::store::lock::{self, Lock, Taken};
use gongkai::store::{self, Saved, StoreError, journal};

/// Whether a line could not be written to standard output, though somebody waits for it.
static LOST: AtomicBool = AtomicBool::new(false);

/// A line on standard output. Whoever reads it may have left (`gongkai templates | head`), and that is no fault; a full disk is.
pub(crate) fn say(line: &str) {
    let mut out = io::stdout().lock();
    if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        LOST.store(true, Ordering::Relaxed);
    }
}

/// A line on standard error, if that is open.
pub(crate) fn tell(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// How the program ends: what was to be printed and could not be is not done.
pub(crate) fn ended(code: ExitCode) -> ExitCode {
    if LOST.load(Ordering::Relaxed) {
        tell("结果没有写全：标准输出写不进去（磁盘可能已满）。请换一个地方再运行。");
        return ExitCode::from(2);
    }
    code
}

/// The draft that a command makes: with the ending of one, and not there yet.
pub(crate) fn new_file(out: Option<OsString>) -> Result<PathBuf, String> {
    let out = draft_file(out)?;
    // A link to nothing stands for what it names.
    if out.exists() {
        return Err(format!("{}：文件已经存在，没有改动。请换一个文件名，或先移走原文件。", out.display()));
    }
    Ok(out)
}

/// A draft's file name.
pub(crate) fn draft_file(out: Option<OsString>) -> Result<PathBuf, String> {
    let out = out.map(PathBuf::from).ok_or("调用有误：缺少 -o 公开稿.ron。gongkai --help 列出全部用法。")?;
    if !store::is_draft(&out) {
        return Err(format!("调用有误：{} 应以 .ron 结尾。", out.display()));
    }
    Ok(out)
}

/// Saves the draft that a command has made.
pub(crate) fn save_new(draft: &Draft, out: &Path) -> Result<(), String> {
    saved(out, store::save_new(draft, out))
}

/// Says what is to be said of a saved draft.
pub(crate) fn saved(file: &Path, done: Result<Saved, StoreError>) -> Result<(), String> {
    if let Some(warning) = done.map_err(|error| error.to_string())?.warning {
        tell(format_args!("{}：{warning}。", file.display()));
    }
    Ok(())
}

/// Holds a draft that is there while a command reads and writes it. Another command is waited for, a window is not.
pub(crate) fn hold(file: &Path) -> Result<Option<Lock>, String> {
    const WAIT: Duration = Duration::from_secs(30);
    match lock::take_for_command(file, WAIT) {
        Taken::Ours(lock) => Ok(Some(lock)),
        Taken::Nobodys => Ok(None),
        Taken::Theirs(owner) => Err(format!("{}：{}打开，还没有关闭，没有写入。请先关闭那个窗口，再运行一次。", file.display(), owner.describe())),
    }
}

/// Says that beside a draft there is work which is in no file yet: what a command reads is older.
pub(crate) fn tell_unsaved(file: &Path) {
    if journal::found::is_beside(file, Paths::of_user().journals().as_deref()) {
        tell(format_args!("{}：另有没保存的改动，这里用的是上次保存的内容。请在窗口里打开它，恢复并保存。", file.display()));
    }
}

/// Refuses to write over what a command reads, or two files into one.
pub(crate) fn keep_apart<P: AsRef<Path>>(inputs: &[P], outputs: &[&Path]) -> Result<(), String> {
    store::keep_apart(inputs.iter().map(AsRef::as_ref), outputs).map_err(|error| error.to_string())
}

/// A year as it is typed.
pub(crate) fn year(typed: &str, from: u16) -> Option<u16> {
    typed.parse().ok().filter(|year| (from..=*YEARS.end()).contains(year))
}

/// That a year was typed which no budget can be of.
pub(crate) fn wrong_year(typed: &str) -> String {
    format!("调用有误：年度“{typed}”应为 {} 到 {} 的四位数。", YEARS.start(), YEARS.end())
}
