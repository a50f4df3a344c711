//! The thread that writes a journal: every edit at once, and to the disk within a second. Where writing fails, the whole journal is written
//! again at the next place that takes it.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::found::Found;
use super::{ENDING, FORMAT, Head, MAGIC, State, beside};
use crate::store::whole::{PREFIX, Stamp, sweep, sync_folder};
use crate::store::{Base, io_reason};

/// How long an edit may be on its way to the disk.
const SYNC_AFTER: Duration = Duration::from_millis(700);
/// How long after a failure it is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What the window asks of the thread.
#[derive(Debug)]
pub(super) enum Message {
    /// Write the head and what the edits begin with.
    Begin,
    /// An edit.
    Line(String),
    /// Everything is in this file, which holds this.
    Cut(PathBuf, Base),
    /// Begin again with this; nothing of what was written may stay.
    Forget(Base),
    /// Everything has to be on the disk.
    Sync(Sender<bool>),
    /// Nothing is wanted any more.
    End(Sender<bool>),
}

/// The journal in its file.
#[derive(Debug)]
struct Out {
    path: PathBuf,
    file: File,
}

#[derive(Debug)]
pub(super) struct Writer {
    head: Head,
    base: Arc<str>,
    /// All edits, in case they have to be written again elsewhere.
    lines: String,
    /// For what cannot be written beside the draft.
    folder: Option<PathBuf>,
    /// Its name there.
    name: String,
    out: Option<Out>,
    /// The file does not hold all lines.
    broken: Option<Instant>,
    /// Since when something is not on the disk.
    dirty: Option<Instant>,
    state: Arc<Mutex<State>>,
}

impl Writer {
    pub(super) fn new(file: Option<&Path>, saved: Option<Stamp>, base: &Base, folder: Option<&Path>, name: &str) -> Self {
        Self {
            head: Head { format: FORMAT, file: file.map(Path::to_path_buf), saved, base: base.stamp, size: base.text.len() },
            base: Arc::clone(&base.text),
            lines: String::new(),
            folder: folder.map(Path::to_path_buf),
            name: name.to_owned(),
            out: None,
            broken: None,
            dirty: None,
            state: Arc::default(),
        }
    }

    pub(super) fn resumed(found: Found, folder: Option<&Path>) -> Self {
        let name = found.path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut writer = Self::new(found.file.as_deref(), found.saved, &found.base, folder, &name);
        let mut file = found.held;
        // Half a line at its end is of no use, and the next one must not be joined to it.
        if file.set_len(found.whole).and_then(|()| file.seek(SeekFrom::End(0))).is_err() {
            writer.broken = Some(Instant::now());
        }
        writer.lines = found.lines;
        writer.state.lock().unwrap_or_else(PoisonError::into_inner).path = Some(found.path.clone());
        writer.out = Some(Out { path: found.path, file });
        writer
    }

    pub(super) fn state(&self) -> Arc<Mutex<State>> {
        Arc::clone(&self.state)
    }

    pub(super) fn run(mut self, from: &Receiver<Message>) {
        loop {
            let message = match self.dirty.map(|since| SYNC_AFTER.saturating_sub(since.elapsed())) {
                None => from.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(left) if left.is_zero() => Err(RecvTimeoutError::Timeout),
                Some(left) => from.recv_timeout(left),
            };
            match message {
                Ok(Message::Begin) => self.write_anew(),
                Ok(Message::Line(line)) => self.write(&line),
                Ok(Message::Cut(file, base)) => self.cut(file, &base),
                Ok(Message::Forget(base)) => self.forget(&base),
                // Whoever asked may have stopped waiting.
                Ok(Message::Sync(done)) => drop(done.send(self.sync())),
                Ok(Message::End(done)) => {
                    let _ = done.send(self.take_away());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => drop(self.sync()),
                Err(RecvTimeoutError::Disconnected) => {
                    self.sync();
                    return;
                }
            }
        }
    }

    fn write(&mut self, line: &str) {
        self.lines.push_str(line);
        self.dirty.get_or_insert_with(Instant::now);
        match (&mut self.out, self.broken) {
            (Some(out), None) => {
                if out.file.write_all(line.as_bytes()).is_err() {
                    self.write_anew();
                }
            }
            (_, Some(since)) if since.elapsed() < AGAIN_AFTER => {}
            _ => self.write_anew(),
        }
    }

    /// To the disk. A file of which that failed may have lost anything, so it is written again.
    fn sync(&mut self) -> bool {
        let clean = match &self.out {
            _ if self.dirty.is_none() => self.broken.is_none(),
            Some(out) if self.broken.is_none() => out.file.sync_data().is_ok(),
            _ => false,
        };
        if clean {
            self.dirty = None;
        } else {
            self.write_anew();
        }
        self.broken.is_none()
    }

    /// Everything into a new file, which then takes the place of the old one.
    fn write_anew(&mut self) {
        let beside = self.head.file.as_deref().map(beside);
        let apart = self.folder.as_ref().map(|folder| folder.join(format!("{}.{ENDING}", self.name)));
        let mut reason = String::new();
        self.dirty = None;
        for path in beside.into_iter().chain(apart) {
            let ours = self.out.as_ref().is_some_and(|out| out.path == path);
            match self.written(&path, ours) {
                Ok(file) => {
                    let old = self.out.replace(Out { path: path.clone(), file });
                    if let Some(old) = old.filter(|old| old.path != path) {
                        // Of two that are left the longer one counts; a short one is no harm.
                        let _ = fs::remove_file(&old.path);
                    }
                    self.broken = None;
                    self.say(None, Some(path));
                    return;
                }
                Err(error) => reason = format!("{}：{}", path.display(), io_reason(&error)),
            }
        }
        self.broken = Some(Instant::now());
        let path = self.out.as_ref().map(|out| out.path.clone());
        self.say(Some(format!("未保存的内容没能随时记下（{reason}），程序意外停止时会丢失，请及时保存")), path);
    }

    fn written(&self, path: &Path, ours: bool) -> io::Result<File> {
        let folder = path.parent().unwrap_or(Path::new("."));
        if self.head.file.is_none() || self.folder.as_deref() == Some(folder) {
            fs::create_dir_all(folder)?;
        }
        sweep(folder);
        let mut temporary = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
        // Held as long as this process lives, so that nobody takes it for one that was left.
        let _ = temporary.as_file().try_lock();
        let head = serde_json::to_string(&self.head)?;
        temporary.write_all(format!("{MAGIC}{head}\n{}\n{}", self.base, self.lines).as_bytes())?;
        temporary.as_file().sync_all()?;
        let file = if ours { temporary.persist(path) } else { temporary.persist_noclobber(path) }.map_err(|error| error.error)?;
        sync_folder(folder);
        Ok(file)
    }

    fn cut(&mut self, file: PathBuf, base: &Base) {
        // One that cannot be taken away goes on as it is: base and edits still give the draft.
        if self.take_away() {
            self.head = Head { file: Some(file), saved: Some(base.stamp), base: base.stamp, size: base.text.len(), ..self.head.clone() };
            self.base = Arc::clone(&base.text);
            self.lines.clear();
            (self.dirty, self.broken) = (None, None);
            self.say(None, None);
        }
    }

    fn forget(&mut self, now: &Base) {
        self.head = Head { base: now.stamp, size: now.text.len(), ..self.head.clone() };
        self.base = Arc::clone(&now.text);
        self.lines.clear();
        // First the bytes themselves: a new file in its place would leave them on the disk.
        if let Some(out) = &mut self.out {
            let size = out.file.metadata().map_or(0, |found| found.len());
            let _ = blank(&mut out.file, size).and_then(|()| out.file.sync_data());
            let _ = out.file.set_len(0);
        }
        self.write_anew();
        if self.broken.is_some() {
            self.take_away();
        }
    }

    /// True where there is no journal any more.
    fn take_away(&mut self) -> bool {
        let Some(out) = &self.out else { return true };
        let gone = match fs::remove_file(&out.path) {
            Ok(()) => true,
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if gone {
            self.out = None;
        }
        gone
    }

    fn say(&self, trouble: Option<String>, path: Option<PathBuf>) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = State { trouble, path };
    }
}

fn blank(file: &mut File, size: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    io::copy(&mut io::Read::take(io::repeat(0), size), file).map(|_| ())
}
