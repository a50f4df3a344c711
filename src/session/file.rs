//! What an open draft has to do with its file: what the file held when it was read, the journal of what was done since, the lock, the
//! versions. Saving goes through here, in an order in which nothing is lost wherever it stops: the file first, then the version, then
//! the journal is cut.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Session;
use crate::model::Draft;
use crate::store::journal::{Journal, found::Found};
use crate::store::lock::{Lock, Owner, Taken};
use crate::store::{self, Base, Stamp, StoreError, lock, versions};
use crate::template::codes::Codes;

/// What a step that was put together from a journal is called.
const RESTORED: &str = "恢复的改动";

/// Where the program keeps what is not beside a draft: the user's data folder. Without one, drafts that are in no file have no journal,
/// and there are no versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths(Option<PathBuf>);

impl Paths {
    /// In this folder.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self(Some(folder))
    }

    /// The user's.
    #[must_use]
    pub fn of_user() -> Self {
        Self(dirs::data_dir().map(|folder| folder.join("gongkai")))
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.0.as_deref()
    }

    /// Where journals are that cannot be beside their draft.
    #[must_use]
    pub fn journals(&self) -> Option<PathBuf> {
        self.0.as_ref().map(|folder| folder.join("unsaved"))
    }

    /// The file that remembers the columns of lists: `GONGKAI_LISTS`, or `lists.ron` in the folder.
    #[must_use]
    pub fn lists(&self) -> Option<PathBuf> {
        let folder = self.folder()?;
        std::env::var_os("GONGKAI_LISTS").map(PathBuf::from).or_else(|| Some(folder.join("lists.ron")))
    }

    /// The versions of a draft, newest first.
    #[must_use]
    pub fn versions(&self, file: &Path) -> Vec<versions::Version> {
        self.0.as_deref().map_or_else(Vec::new, |data| versions::list(data, file))
    }
}

/// What belongs to the file of an open draft.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) journal: Option<Journal>,
    /// What the file held when it was read or saved last; none where something in it is to be forgotten.
    base: Option<Base>,
    /// To tell whether the file still holds it.
    stamp: Option<Stamp>,
    lock: Option<Lock>,
    /// Why nothing may be changed.
    read_only: Option<String>,
    paths: Paths,
}

/// Why a draft was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsaved {
    /// Somebody has taken the file over from this window.
    TakenOver(Owner),
    /// Somebody has the file open that it was to be saved as.
    InUse(Owner),
    /// Somebody has saved the file since it was read.
    Changed,
    /// Anything else, with what to do.
    Failed(StoreError),
}

impl Session {
    /// From now on every edit is taken down: of a draft that was read from its file, which held `base`.
    pub fn keep(&mut self, base: Base, lock: Option<Lock>, paths: &Paths) {
        let journal = self.file().map(|file| Journal::of_file(file, &base, paths.journals().as_deref()));
        self.kept = Kept { journal, stamp: Some(base.stamp), base: Some(base), lock, read_only: None, paths: paths.clone() };
    }

    /// From now on every edit is taken down: of a draft that is in no file. `at_once` where it would be lost already.
    pub fn keep_new(&mut self, at_once: bool, paths: &Paths) {
        let journal = paths.journals().and_then(|folder| Some(Journal::of_new(&Base::of(self.draft()).ok()?, &folder, at_once)));
        self.kept = Kept { journal, paths: paths.clone(), ..Kept::default() };
    }

    /// Goes on with what was found in a journal, and with the journal itself.
    pub fn keep_found(&mut self, found: Found, lock: Option<Lock>, paths: &Paths) {
        let base = found.saved.filter(|saved| *saved == found.base.stamp).map(|_| found.base.clone());
        let stamp = found.saved;
        let journal = Some(Journal::resumed(found, paths.journals().as_deref()));
        self.kept = Kept { journal, base, stamp, lock, read_only: None, paths: paths.clone() };
    }

    /// The draft with what was found in a journal, each edit a step that can be taken back; and how many could not be done. `opened` is
    /// the draft that its file holds.
    ///
    /// # Errors
    /// Where what the edits begin with is no draft.
    pub fn restored(found: &Found, opened: Option<(&Draft, &Base)>, codes: &Codes) -> Result<(Self, usize), String> {
        let draft = match opened.filter(|(_, base)| base.stamp == found.base.stamp) {
            Some((draft, _)) => draft.clone(),
            None => found.base.draft()?,
        };
        let mut session = Self::new(draft, found.file.clone(), codes).map_err(|_| "里面的模板有误".to_owned())?;
        let history = &mut session.history;
        let refused = session.work.change(|draft| {
            let edits = found.edits.iter().cloned();
            edits.map(|edit| history.apply(draft, edit, RESTORED, None)).filter(Result::is_err).count()
        });
        if found.saved != Some(found.base.stamp) {
            session.mark_unsaved();
        }
        session.derive(codes);
        Ok((session, refused + found.unread))
    }

    /// From now on nothing can be changed, for this reason.
    pub fn open_for_reading(&mut self, reason: String) {
        self.kept.read_only = Some(reason);
    }

    /// Why nothing can be changed, if it cannot.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.kept.read_only.as_deref()
    }

    /// Why edits are not taken down, if they are not.
    #[must_use]
    pub fn journal_trouble(&self) -> Option<String> {
        self.kept.journal.as_ref().and_then(Journal::trouble)
    }

    /// Waits until everything is in the journal and on the disk; false where it is not.
    #[must_use]
    pub fn sync_journal(&self, wait: Duration) -> bool {
        self.kept.journal.as_ref().is_some_and(|journal| journal.sync(wait))
    }

    /// What the file held when it was read or saved last.
    #[must_use]
    pub fn base(&self) -> Option<&Base> {
        self.kept.base.as_ref()
    }

    /// To tell whether the file still holds what it held then.
    #[must_use]
    pub fn stamp(&self) -> Option<Stamp> {
        self.kept.stamp
    }

    /// Gives the lock of the file to whoever opens it anew.
    pub fn take_lock(&mut self) -> Option<Lock> {
        self.kept.lock.take()
    }

    /// Gives it back.
    pub fn give_lock(&mut self, lock: Option<Lock>) {
        if lock.is_some() {
            self.kept.lock = lock;
        }
    }

    /// What somebody else has saved is in the draft now: it is what the file holds, and may be saved over.
    pub fn rebase(&mut self, theirs: Base) {
        (self.kept.stamp, self.kept.base) = (Some(theirs.stamp), Some(theirs));
        self.mark_unsaved();
    }

    /// The versions of its file, newest first.
    #[must_use]
    pub fn versions(&self) -> Vec<versions::Version> {
        self.file().map_or_else(Vec::new, |file| self.kept.paths.versions(file))
    }

    /// Saves to a file: the one that it was read from, or another one. What there is to be said of it comes back. With `mine` somebody
    /// else's change of the file is kept as a version and written over.
    ///
    /// # Errors
    /// Nothing has changed then, neither in the file nor in memory.
    pub fn save(&mut self, file: &Path, mine: bool) -> Result<Option<String>, Unsaved> {
        let own = self.file().is_some_and(|own| store::is_same_file(own, file)) && self.read_only().is_none();
        let stamp = self.kept.stamp.filter(|_| own);
        let mut taken = None;
        if own {
            self.kept.lock.as_mut().map_or(Ok(()), |lock| lock.check(file)).map_err(Unsaved::TakenOver)?;
        } else {
            match lock::take(file) {
                Taken::Ours(lock) => taken = Some(lock),
                Taken::Theirs(owner) => return Err(Unsaved::InUse(owner)),
                Taken::Nobodys => {}
            }
        }
        let mut replaced = self.kept.base.clone().filter(|_| own);
        let over = match stamp {
            // A file that was removed is made again.
            Some(stamp) if !stamp.is_of(file) && file.exists() => {
                if !mine {
                    return Err(Unsaved::Changed);
                }
                let (_, theirs) = store::open_based(file).map_err(Unsaved::Failed)?;
                self.keep_theirs(file, &theirs)?;
                replaced = None;
                Some(theirs.stamp)
            }
            stamp => stamp.filter(|_| file.exists()),
        };
        // What was replaced is a version before it is gone.
        let kept = replaced.map_or(Ok(()), |base| self.keep_version(file, &base));
        let saved = match over {
            Some(stamp) => store::save_over(self.draft(), file, &stamp),
            None => store::save(self.draft(), file),
        };
        let saved = saved.map_err(Unsaved::Failed)?;
        let kept = kept.and_then(|()| self.keep_version(file, &saved.base));
        if let Some(journal) = &self.kept.journal {
            journal.cut(file, &saved.base);
        } else if self.read_only().is_some() {
            let journals = self.kept.paths.journals();
            self.kept.journal = Some(Journal::of_file(file, &saved.base, journals.as_deref()));
        }
        if !own {
            (self.kept.lock, self.kept.read_only) = (taken, None);
        }
        (self.kept.stamp, self.kept.base) = (Some(saved.base.stamp), Some(saved.base));
        self.mark_saved(file.to_path_buf());
        Ok(saved.warning.or(kept.err().map(|error| format!("已保存；{error}"))))
    }

    /// What somebody else has saved is not written over unless it is kept.
    fn keep_theirs(&self, file: &Path, theirs: &Base) -> Result<(), Unsaved> {
        let kept = match self.kept.paths.folder() {
            Some(data) => versions::keep(data, file, theirs).map_err(|error| error.reason),
            None => Err("没有用户数据文件夹".into()),
        };
        kept.map_err(|reason| {
            let reason = format!("没有保存：对方的一份没能留在历史版本里（{reason}）");
            Unsaved::Failed(StoreError {
                file: file.to_path_buf(), line: None, reason, advice: "请另存为别的文件，再与对方合并。".into()
            })
        })
    }

    fn keep_version(&self, file: &Path, base: &Base) -> Result<(), StoreError> {
        self.kept.paths.folder().map_or(Ok(()), |data| versions::keep(data, file, base))
    }

    /// Keeps the draft as it is as a version of its file, since another takes its place.
    ///
    /// # Errors
    /// Where there is no file, or no folder for versions that can be written.
    pub fn keep_as_version(&self) -> Result<(), String> {
        let file = self.file().ok_or("公开稿还没有文件")?;
        self.keep_version(file, &Base::of(self.draft())?).map_err(|error| error.to_string())
    }

    /// Something was dropped that must be in no file: not in the journal, and in no version. What the file holds goes with the next save.
    pub(super) fn forget_kept(&mut self) {
        self.kept.base = None;
        if let Some(journal) = &self.kept.journal
            && let Ok(now) = Base::of(self.draft())
        {
            journal.forget(&now);
        }
        if let (Some(data), Some(file)) = (self.kept.paths.folder(), self.file()) {
            let _ = versions::destroy(data, file);
        }
    }

    /// Closes it for good: what is not in its file is not wanted.
    pub fn put_away(mut self) {
        if let Some(journal) = self.kept.journal.take() {
            journal.end();
        }
    }
}
