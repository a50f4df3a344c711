//! Opening a draft so that nothing is lost: who else has it open, what was not saved the last time, what somebody else has saved since;
//! and what becomes of the answers to questions about that.

use std::path::{Path, PathBuf};

use egui::Context;

use super::app::App;
use super::asked::{Ask, Reply, Restorable};
use super::command::Command;
use super::dialogs::Dialog;
use super::job::{Kind, Progress};
use super::merging::lines;
use crate::model::{Draft, Edit};
use crate::session::{Paths, Session, Unsaved};
use crate::store::journal::found::{self, Found};
use crate::store::lock::{self, Lock, Taken};
use crate::store::versions::Version;
use crate::store::{self, Base, ago};

/// How a draft is opened.
#[derive(Clone, Copy, PartialEq)]
enum How {
    /// As long as nobody else has it open.
    Editing,
    /// Nothing can be changed.
    Reading,
    /// Whoever has it open.
    TakingOver,
}

/// What was not saved, until somebody says what becomes of it.
pub(super) struct Offered {
    found: Found,
    /// With what was not saved.
    restored: Session,
    /// What the file holds.
    draft: Draft,
    base: Base,
    lock: Option<Lock>,
}

/// A journal in the user's folder, as the start page lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The journal.
    pub path: PathBuf,
    /// The draft's file; none where it was in none.
    pub file: Option<PathBuf>,
    /// What the draft is called.
    pub title: String,
    /// When the last of it was typed.
    pub when: String,
}

/// The journals in the user's folder that no window has open.
pub(super) fn left(paths: &Paths) -> Vec<Left> {
    let Some(folder) = paths.journals() else { return Vec::new() };
    let left = |found: Found| {
        let draft = found.base.draft().ok()?;
        let title = draft.worded(&draft.template.wording.title);
        Some(Left { path: found.path, file: found.file, title, when: found.at.map_or_else(String::new, ago) })
    };
    found::all(&folder).into_iter().filter_map(left).collect()
}

impl App {
    /// Opens a draft in place of the one that is shown; that one stays if the file is no good.
    pub(super) fn open(&mut self, file: &Path) {
        self.open_as(file, How::Editing);
    }

    fn open_as(&mut self, file: &Path, how: How) {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_path_buf());
        // A file that this window has open already is in nobody else's way.
        let again = self.session.as_mut().filter(|session| session.file().is_some_and(|own| store::is_same_file(own, &file)));
        let own = again.filter(|_| how == How::Editing).and_then(Session::take_lock);
        let taken = match how {
            How::Reading => Taken::Nobodys,
            How::TakingOver => lock::take_over(&file),
            How::Editing => own.map_or_else(|| lock::take(&file), Taken::Ours),
        };
        let lock = match taken {
            Taken::Ours(lock) => Some(lock),
            Taken::Theirs(owner) => {
                self.dialog = Some(Dialog::File(Ask::InUse(file, owner.describe())));
                return;
            }
            Taken::Nobodys => None,
        };
        let (draft, base) = match store::open_based(&file) {
            Ok(opened) => opened,
            Err(error) => {
                // The draft that is shown stays, with its lock.
                if let Some(session) = self.session.as_mut().filter(|session| session.file().is_some_and(|own| store::is_same_file(own, &file))) {
                    session.give_lock(lock);
                }
                return self.trouble("打不开这个文件", error.to_string());
            }
        };
        if how == How::Reading {
            let who = "别人正打开着这份稿，这里只能看，不能改；可以另存为别的文件再改";
            self.show_file(draft, &file, |session| session.open_for_reading(who.into()));
            self.said = "已只读打开".into();
            return;
        }
        self.recent.add(&file);
        if let Some(offered) = self.offer(&file, &draft, &base) {
            self.offered = Some(Box::new(Offered { lock, ..offered }));
            return;
        }
        let paths = self.paths.clone();
        self.show_file(draft, &file, |session| session.keep(base, lock, &paths));
    }

    fn show_file(&mut self, draft: Draft, file: &Path, keep: impl FnOnce(&mut Session)) {
        if let Some(mut session) = self.session_of(draft, Some(file.to_path_buf())) {
            keep(&mut session);
            self.show_session(session, "已打开");
        }
    }

    /// Asks what becomes of what was not saved, if there is something that the file does not hold.
    fn offer(&mut self, file: &Path, draft: &Draft, base: &Base) -> Option<Offered> {
        let mut founds = found::of_file(file, self.paths.journals().as_deref());
        founds.sort_by_key(|found| found.at);
        while let Some(mut found) = founds.pop() {
            // Its folder may have been moved, and is not what it was written beside.
            found.file = Some(file.to_path_buf());
            let Ok((restored, refused)) = Session::restored(&found, Some((draft, base)), &self.library.codes) else { continue };
            if refused == 0 && Base::of(restored.draft()).is_ok_and(|there| Base::of(draft).is_ok_and(|here| there == here)) {
                // The program was ended between saving and cutting the journal, or all was taken back.
                found.discard();
                continue;
            }
            let when = found.at.map_or_else(String::new, ago);
            let changed = found.saved != Some(base.stamp);
            let ask =
                Restorable { file: file.to_path_buf(), when, edits: found.edits.len(), refused, changed, lines: lines(draft, restored.draft()) };
            self.dialog = Some(Dialog::File(Ask::Restore(ask)));
            return Some(Offered { found, restored, draft: draft.clone(), base: base.clone(), lock: None });
        }
        None
    }

    /// Opens a draft that is in no file.
    pub(super) fn restore(&mut self, path: &Path) {
        let folder = self.paths.journals().unwrap_or_default();
        let Some(found) = found::all(&folder).into_iter().find(|found| found.path == path) else {
            self.said = "这份未保存的公开稿已经不在了，或另一个窗口正打开着".into();
            self.left = left(&self.paths);
            return;
        };
        match Session::restored(&found, None, &self.library.codes) {
            Ok((session, refused)) => {
                let said = if refused == 0 {
                    "已恢复，请及时保存".into()
                } else {
                    format!("已恢复，最后{refused}步读不懂，没有恢复；请核对后保存")
                };
                self.show_found(session, found, None, &said);
            }
            Err(reason) => self.trouble("恢复不了", format!("{}：{reason}。文件没有改动，请联系维护人员。", path.display())),
        }
    }

    fn show_found(&mut self, mut session: Session, found: Found, lock: Option<Lock>, said: &str) {
        let last = found.edits.last().and_then(Edit::place);
        session.keep_found(found, lock, &self.paths);
        self.show_session(session, said);
        self.show_place(last);
    }

    /// Somebody may have saved the file while the window was in the background.
    pub(super) fn look_at_file(&mut self, ctx: &Context) {
        let Some((file, stamp)) = self.session.as_ref().and_then(|session| Some((session.file()?.to_path_buf(), session.stamp()?))) else { return };
        if self.jobs.is_running(Kind::Looking) {
            return;
        }
        let number = self.number;
        // A file that is away is told of when it is to be saved.
        let work = move |_: &Progress| file.exists() && !stamp.is_of(&file);
        self.start(ctx, Kind::Looking, "正在查看文件", work, move |app, _, changed| {
            let still = app.number == number && app.session.as_ref().and_then(Session::stamp) == Some(stamp);
            if changed && still && app.dialog.is_none() {
                app.ask_changed(None);
            }
        });
    }

    /// Tells why a draft was not saved, and asks what to do.
    pub(super) fn unsaved(&mut self, why: Unsaved, then: Option<Command>) {
        match why {
            Unsaved::Changed => self.ask_changed(then),
            Unsaved::TakenOver(owner) => self.dialog = Some(Dialog::File(Ask::TakenOver(owner.describe()))),
            Unsaved::InUse(owner) => {
                self.trouble("没有保存", format!("{}打开着要写的那个文件，没有写入。请换一个文件名，或请对方关闭后再存。", owner.describe()));
            }
            Unsaved::Failed(error) => self.trouble("没有保存成功", format!("{error}窗口里的内容都还在。")),
        }
    }

    /// What the user says to a question about files.
    pub(super) fn replied(&mut self, ctx: &Context, reply: Reply) {
        let offered = self.offered.take();
        match reply {
            Reply::Cancel => {}
            Reply::Read(file) => self.open_as(&file, How::Reading),
            Reply::AskTakeOver(file, who) => self.dialog = Some(Dialog::File(Ask::TakeOver(file, who))),
            Reply::TakeOver(file) => self.open_as(&file, How::TakingOver),
            Reply::Restore => {
                if let Some(offered) = offered {
                    let Offered { found, restored, lock, .. } = *offered;
                    self.show_found(restored, found, lock, "已恢复没保存的内容，请核对后保存");
                    self.look_at_file(ctx);
                }
            }
            Reply::Discard => {
                if let Some(offered) = offered {
                    let Offered { found, mut restored, draft, base, lock } = *offered;
                    let file = base_file(&restored);
                    restored.keep(base.clone(), None, &self.paths);
                    let kept = restored.keep_as_version();
                    found.discard();
                    let paths = self.paths.clone();
                    self.show_file(draft, &file, |session| session.keep(base, lock, &paths));
                    if kept.is_ok() && self.paths.folder().is_some() {
                        self.said = "已按文件打开；没保存的一份在历史版本里".into();
                    }
                }
            }
            Reply::Drop(path) => {
                let folder = self.paths.journals().unwrap_or_default();
                found::all(&folder).into_iter().filter(|found| found.path == path).for_each(Found::discard);
                self.left = left(&self.paths);
            }
            Reply::Mine(then) => self.save_mine(ctx, then.map(|then| *then)),
            Reply::Theirs => self.open_theirs(),
            Reply::Merge(then) => self.merge(then),
            Reply::MergeAs(conflicts) => self.merge_as(conflicts),
            Reply::Compare(version) => self.compare_with(&version),
            Reply::SaveAs => self.choose_save(ctx, None),
            Reply::Version(version) => self.take_back(&version),
        }
    }

    /// Opens what somebody else has saved; what is in the window stays as a version.
    fn open_theirs(&mut self) {
        let Some(session) = &self.session else { return };
        let Some(file) = session.file().map(Path::to_path_buf) else { return };
        if !session.is_saved()
            && let Err(reason) = session.keep_as_version()
        {
            return self.trouble("没有打开", format!("窗口里的内容没能留在历史版本里（{reason}）。请先另存为别的文件。"));
        }
        self.open(&file);
    }

    /// Shows what differs between a version and the draft.
    fn compare_with(&mut self, version: &Version) {
        let draft = version.read().map_err(|error| error.to_string()).and_then(|base| base.draft());
        match (draft, &self.session) {
            (Ok(draft), Some(_)) => self.compare_draft(draft, format!("第{}版（{}保存）", version.number, ago(version.at)), false),
            (Err(reason), _) => self.trouble("比较不了", reason),
            (Ok(_), None) => {}
        }
    }

    /// Makes the draft what it was when it was saved before; that can be undone.
    fn take_back(&mut self, version: &Version) {
        let draft = version.read().map_err(|error| error.to_string()).and_then(|base| base.draft());
        match (draft, &mut self.session) {
            (Ok(draft), Some(session)) => {
                let done = session.edit(Edit::Whole(Box::new(draft)), "换回历史版本", None, &self.library.codes);
                self.views.clear();
                self.said =
                    if done { format!("已换回第{}版，可以撤销；保存后才进文件", version.number) } else { "没有改动".into() };
            }
            (Err(reason), _) => self.trouble("换不回这一版", reason),
            (Ok(_), None) => {}
        }
    }
}

fn base_file(session: &Session) -> PathBuf {
    session.file().map(Path::to_path_buf).unwrap_or_default()
}
