//! What was done since a draft was saved, in a file of its own: a head, the text that the file held, and a line for each edit. It is made
//! with the first edit and gone after the next save, so that nothing is left beside a draft in which everything is saved.
//!
//! What is behind the last whole line is of no use and is dropped: the program was ended while it wrote. The text stands in it, too, so that
//! the work can be put together again when somebody else has saved the file in between. [`Journal`] writes from a thread of its own: a
//! share that answers late must not stop the typing. What becomes of a journal that was left is for others to ask ([`found`]).

pub mod found;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;

use super::whole::{Stamp, target};
use super::{Base, StoreError};
use crate::model::{Edit, fresh};
use found::Found;
use writer::{Message, Writer};

/// The ending of journals.
const ENDING: &str = "journal";
/// What every journal begins with.
const MAGIC: &str = "gongkai-journal ";
/// The format of journals; a later one is left alone.
const FORMAT: u32 = 1;
/// How long the last edits may be on their way to the disk when the window closes.
const LAST_WAIT: Duration = Duration::from_secs(3);

/// The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Head {
    format: u32,
    /// The draft's file; none for a draft that is in no file yet.
    file: Option<PathBuf>,
    /// What the file held when it was read or saved last.
    saved: Option<Stamp>,
    /// What the edits begin with, and how many bytes of it follow. The same as `saved`, unless something was to be forgotten.
    base: Stamp,
    size: usize,
}

/// What the writer says of itself.
#[derive(Debug, Default)]
struct State {
    /// Why nothing can be written.
    trouble: Option<String>,
    /// Where the journal is, while there is one.
    path: Option<PathBuf>,
}

/// The journal of an open draft. Dropped, it stays for the next start; [`Journal::end`] takes it away.
#[derive(Debug)]
pub struct Journal {
    to: Option<Sender<Message>>,
    thread: Option<JoinHandle<()>>,
    state: Arc<Mutex<State>>,
}

/// Where the journal of a draft lies beside it.
#[must_use]
pub fn beside(file: &Path) -> PathBuf {
    let file = target(file);
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!(".{name}.{ENDING}"))
}

/// An edit as a line of the journal.
///
/// # Errors
/// Only where the edit itself refuses to be written.
pub fn line(edit: &Edit) -> Result<String, StoreError> {
    let json = serde_json::to_string(edit).map_err(|error| StoreError {
        file: PathBuf::new(),
        line: None,
        reason: format!("这一步记不下来（{error}）"),
        advice: "请保存公开稿。".into(),
    })?;
    Ok(format!("{:016x} {json}\n", SipHasher13::new().hash(json.as_bytes())))
}

impl Journal {
    /// The journal of a draft whose file holds `base`. Nothing is written before the first edit; where it cannot be written beside the
    /// file, it is in `folder`.
    #[must_use]
    pub fn of_file(file: &Path, base: &Base, folder: Option<&Path>) -> Self {
        Self::start(Writer::new(Some(file), Some(base.stamp), base, folder, &fresh('j')), None)
    }

    /// The journal of a draft that is in no file yet. Where all there is of it is in the journal, that is written `at_once`.
    #[must_use]
    pub fn of_new(base: &Base, folder: &Path, at_once: bool) -> Self {
        Self::start(Writer::new(None, None, base, Some(folder), &fresh('j')), at_once.then_some(Message::Begin))
    }

    /// Goes on with a journal that was left.
    #[must_use]
    pub fn resumed(found: Found, folder: Option<&Path>) -> Self {
        Self::start(Writer::resumed(found, folder), None)
    }

    fn start(writer: Writer, first: Option<Message>) -> Self {
        let state = writer.state();
        let (to, from) = channel();
        if let Some(first) = first {
            // The thread that receives it is not there yet, the channel is.
            let _ = to.send(first);
        }
        let thread = std::thread::spawn(move || writer.run(&from));
        Self { to: Some(to), thread: Some(thread), state }
    }

    fn send(&self, message: Message) {
        if let Some(to) = &self.to
            && to.send(message).is_err()
        {
            self.state.lock().unwrap_or_else(PoisonError::into_inner).trouble = Some("记录未保存内容的部分已停止".into());
        }
    }

    /// Takes an edit down, as [`line`] has it.
    pub fn record(&self, line: String) {
        self.send(Message::Line(line));
    }

    /// Everything is in this file now.
    pub fn cut(&self, file: &Path, base: &Base) {
        self.send(Message::Cut(file.to_path_buf(), base.clone()));
    }

    /// Something was dropped that must be in no file: what was written is destroyed, and the journal begins again with the draft as it is.
    pub fn forget(&self, now: &Base) {
        self.send(Message::Forget(now.clone()));
    }

    /// Why edits are not taken down, if they are not.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).trouble.clone()
    }

    /// Where it is, while there is one.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).path.clone()
    }

    /// Waits until everything is on the disk; false where it is not.
    #[must_use]
    pub fn sync(&self, wait: Duration) -> bool {
        let (done, synced) = channel();
        self.send(Message::Sync(done));
        synced.recv_timeout(wait).unwrap_or(false)
    }

    /// Takes the journal away: nothing in it is wanted any more.
    pub fn end(self) {
        let (done, ended) = channel();
        self.send(Message::End(done));
        let _ = ended.recv_timeout(LAST_WAIT);
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            // A share that answers no more must not keep the window from closing.
            if self.sync(LAST_WAIT) || thread.is_finished() {
                self.to = None;
                let _ = thread.join();
            }
        }
    }
}
