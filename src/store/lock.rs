//! Who has a draft open: a file beside it that says so (name, machine, since when) and that its program holds as long as it lives.
//!
//! On one machine the operating system tells whether the holder is alive. Where its lock does not reach another machine (some network shares), the
//! holder writes the file anew every minute, and one that has not done so for five is gone. Who takes a living one over puts a new file in
//! its place; the other notices before it saves.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::ago;
use super::hold::{Held, hold, is_still};
use super::whole::target;
use crate::model::fresh;

/// How often a holder says that it is alive.
const REFRESHED: Duration = Duration::from_mins(1);
/// After how long of saying nothing one on another machine is gone.
const GONE_AFTER: Duration = Duration::from_mins(5);

/// Who holds a lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// The user's name on that machine.
    pub name: String,
    /// The machine.
    pub machine: String,
    /// The process.
    pub process: u32,
    /// Since when, in seconds since 1970.
    pub since: u64,
    /// A command, which is done soon, and no window.
    pub command: bool,
    /// What tells this lock from any other.
    token: String,
}

impl Owner {
    fn us(command: bool) -> Self {
        let name = ["USER", "USERNAME", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty());
        Self {
            name: name.unwrap_or_else(|| "本机用户".into()),
            machine: gethostname::gethostname().to_string_lossy().into_owned(),
            process: std::process::id(),
            since: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs()),
            command,
            token: fresh('l'),
        }
    }

    /// 某人（电脑 某机）于3分钟前
    #[must_use]
    pub fn describe(&self) -> String {
        if self.token.is_empty() {
            return "另一个程序".into();
        }
        let machine = if self.machine == gethostname::gethostname().to_string_lossy() { "本机".into() } else { format!("电脑 {}", self.machine) };
        format!("{}（{machine}）于{}", self.name, ago(UNIX_EPOCH + Duration::from_secs(self.since)))
    }
}

/// A lock that is held. Dropped, it is given back.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    owner: Owner,
    held: Option<File>,
    /// Closed when the lock is given back.
    _alive: Sender<()>,
}

/// What became of taking a lock.
#[derive(Debug)]
pub enum Taken {
    /// It is held now.
    Ours(Lock),
    /// A living program has the draft open.
    Theirs(Owner),
    /// There can be no lock here: nobody may write in this folder.
    Nobodys,
}

/// Where the lock of a draft lies.
fn beside(file: &Path) -> PathBuf {
    let file = target(file);
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    file.with_file_name(format!(".{name}.lock"))
}

/// Takes the lock of a draft for a window.
#[must_use]
pub fn take(file: &Path) -> Taken {
    taken(file, false)
}

/// Takes the lock of a draft for a command, waiting a little for another command.
#[must_use]
pub fn take_for_command(file: &Path, wait: Duration) -> Taken {
    let begun = Instant::now();
    loop {
        match taken(file, true) {
            Taken::Theirs(owner) if owner.command && begun.elapsed() < wait => sleep(Duration::from_millis(30)),
            taken => return taken,
        }
    }
}

/// Takes the lock from whoever has it. That program notices before it saves.
#[must_use]
pub fn take_over(file: &Path) -> Taken {
    // Where the file cannot be removed, taking it says what is the matter.
    let _ = fs::remove_file(beside(file));
    taken(file, false)
}

fn taken(file: &Path, command: bool) -> Taken {
    const TRIES: u32 = 40;
    let path = beside(file);
    for _ in 0..TRIES {
        match hold(&path, true) {
            Err(_) => return Taken::Nobodys,
            Ok(Held::Others) => {
                if let Some(owner) = owner_in(&path) {
                    return Taken::Theirs(owner);
                }
                // Made this very moment.
                sleep(Duration::from_millis(10));
            }
            Ok(Held::Ours(held)) if !is_still(&held, &path) => {}
            Ok(Held::Ours(mut held)) => {
                let us = Owner::us(command);
                let other = owner_of(&mut held).filter(|owner| owner.machine != us.machine && is_fresh(&held, &path));
                return match other {
                    Some(owner) => Taken::Theirs(owner),
                    None => written(path, held, us),
                };
            }
            Ok(Held::Unknown(mut held)) => {
                return match owner_of(&mut held).filter(|_| is_fresh(&held, &path)) {
                    Some(owner) => Taken::Theirs(owner),
                    None => written(path, held, Owner::us(command)),
                };
            }
        }
    }
    Taken::Theirs(owner_in(&path).unwrap_or_default())
}

fn written(path: PathBuf, mut held: File, owner: Owner) -> Taken {
    if put(&mut held, &owner).is_err() {
        drop(held);
        let _ = fs::remove_file(path);
        return Taken::Nobodys;
    }
    let (alive, ended) = channel();
    if let Ok(mut file) = held.try_clone() {
        let (path, owner) = (path.clone(), owner.clone());
        std::thread::spawn(move || {
            while ended.recv_timeout(REFRESHED) == Err(RecvTimeoutError::Timeout) {
                if owner_in(&path).is_some_and(|there| there == owner) {
                    // A share that is away for a while comes back; the next minute tells.
                    let _ = put(&mut file, &owner);
                }
            }
        });
    }
    Taken::Ours(Lock { path, owner, held: Some(held), _alive: alive })
}

fn put(held: &mut File, owner: &Owner) -> std::io::Result<()> {
    let text = serde_json::to_string(owner)? + "\n";
    held.seek(SeekFrom::Start(0))?;
    held.write_all(text.as_bytes())?;
    held.set_len(text.len() as u64)
}

fn owner_of(held: &mut File) -> Option<Owner> {
    let mut text = String::new();
    held.seek(SeekFrom::Start(0)).and_then(|_| held.read_to_string(&mut text)).ok()?;
    serde_json::from_str(&text).ok()
}

fn owner_in(path: &Path) -> Option<Owner> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

/// Whether it was written lately, by the clock of the machine that the folder is on.
fn is_fresh(held: &File, path: &Path) -> bool {
    let folder = path.parent().unwrap_or(Path::new("."));
    let now = tempfile::tempfile_in(folder).and_then(|probe| probe.metadata()?.modified()).unwrap_or_else(|_| SystemTime::now());
    let then = held.metadata().and_then(|found| found.modified());
    then.is_ok_and(|then| now.duration_since(then).unwrap_or_default() < GONE_AFTER)
}

impl Lock {
    /// Whether it is still held; else who has taken it over. One whose file was removed is taken again.
    ///
    /// # Errors
    /// Who has it now.
    pub fn check(&mut self, file: &Path) -> Result<(), Owner> {
        match owner_in(&self.path) {
            Some(there) if there == self.owner => Ok(()),
            Some(there) => Err(there),
            None => match taken(file, self.owner.command) {
                Taken::Ours(lock) => {
                    *self = lock;
                    Ok(())
                }
                Taken::Theirs(owner) => Err(owner),
                // A share that is away: saving says so.
                Taken::Nobodys => Ok(()),
            },
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let ours = owner_in(&self.path).is_some_and(|there| there == self.owner);
        if cfg!(windows) {
            // There an open file is not removed.
            self.held = None;
        }
        if ours {
            let _ = fs::remove_file(&self.path);
        }
        self.held = None;
    }
}
