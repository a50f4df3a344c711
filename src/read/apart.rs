//! Reading in a process of its own. The library for old Excel files (.xls) asks for whatever memory a damaged file names, and where that is not
//! there, the process ends. So another process of this program is let read them, with an end to its memory and time.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

use super::package::fault;
use super::{ReadError, Scope, Source, read_bytes_scope};

/// The word that makes this program read its standard input and print the source: see [`serve`].
pub const COMMAND: &str = "read-apart";
/// The word behind it that takes in what is hidden, too.
pub const WHOLE: &str = "whole";

/// Longest time that a file may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// Bytes of memory that it may have, the program itself among them.
#[cfg(unix)]
const MOST: u64 = 1 << 30;
/// Bytes that the other process may answer.
const MAX_ANSWER: u64 = 256 << 20;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
/// Whether this is the other process already.
static SERVES: AtomicBool = AtomicBool::new(false);

/// From now on old Excel files are read by another process of that program. Before, or where it is not called (in a test), they are read in
/// this one.
pub fn by(program: PathBuf) {
    // The first word counts; there is one program.
    let _ = PROGRAM.set(program);
}

/// The other process: the bytes on standard input are read, what they are is printed. False where nobody takes the answer.
#[must_use]
pub fn serve(scope: Scope) -> bool {
    SERVES.store(true, Ordering::Relaxed);
    // Where that is not to be had, the time still ends it.
    #[cfg(unix)]
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MOST, MOST);
    let mut bytes = Vec::new();
    let most = super::MAX_FILE + 1;
    if std::io::stdin().take(most).read_to_end(&mut bytes).is_err() {
        return false;
    }
    let answer: Result<Source, ReadError> = read_bytes_scope("", &bytes, scope);
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &answer).is_ok() && out.flush().is_ok()
}

/// Reads in another process, where there is a program for it.
pub(super) fn read(name: &str, bytes: &[u8], scope: Scope, here: impl FnOnce() -> Result<Source, ReadError>) -> Result<Source, ReadError> {
    match PROGRAM.get() {
        Some(program) if !SERVES.load(Ordering::Relaxed) => answer(name, bytes, scope, program),
        _ => here(),
    }
}

fn answer(name: &str, bytes: &[u8], scope: Scope, program: &Path) -> Result<Source, ReadError> {
    const ADVICE: &str = "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。";
    let failed = |error: std::io::Error| fault(name, "", format!("读取旧 Excel 文件的进程没有启动（{error}），没有读入。{ADVICE}"));
    let mut command = Command::new(program);
    command.arg(COMMAND).args((scope == Scope::Whole).then_some(WHOLE)).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt as _;
        // No black window beside ours.
        command.creation_flags(0x0800_0000);
    }
    let mut child = command.spawn().map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let answer = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A process that has ended reads no more; its answer, or that it has none, says so.
            let _ = stdin.map(|mut stdin| stdin.write_all(bytes));
        });
        let (sender, receiver) = mpsc::channel();
        scope.spawn(move || {
            let mut answer = Vec::new();
            let whole = stdout.is_some_and(|stdout| stdout.take(MAX_ANSWER).read_to_end(&mut answer).is_ok());
            let _ = sender.send(whole.then_some(answer));
        });
        let answer = receiver.recv_timeout(PATIENCE);
        if answer.is_err() {
            // It may have ended just now, and then there is nothing to stop.
            let _ = child.kill();
        }
        let _ = child.wait();
        answer
    });
    let Ok(answer) = answer else {
        return Err(fault(name, "", format!("读了{}秒还没有读完，不像正常的文件，已停止，没有读入。{ADVICE}", PATIENCE.as_secs())));
    };
    let read = answer.and_then(|answer| serde_json::from_slice::<Result<Source, ReadError>>(&answer).ok());
    let read = read.ok_or_else(|| fault(name, "", format!("文件已损坏，或要用的内存多得不正常，没有读入。{ADVICE}")))?;
    read.map_err(|error| ReadError { file: name.to_owned(), ..error })
}
