//! Drafts in files: opening, saving, and the dialogues that ask for the file.
//!
//! The dialogues are the system's and run beside the window. What was edited while one was open is there when it answers, and a file
//! chosen for one draft is not given to another.

use std::path::{Path, PathBuf};

use egui::Context;

use super::app::App;
use super::command::Command;
use super::job::{Kind, Progress};
use crate::model::Draft;
use crate::session::{Session, View};
use crate::{read, store};

/// Files of a kind, as a dialogue calls them.
type Filter = (&'static str, &'static [&'static str]);

const DRAFTS: Filter = ("公开稿", &[store::ENDING]);
const LISTS: Filter = ("清单", &["xlsx", "xls", "ods", "csv", "txt", "tsv"]);
const IMPORTED: Filter = ("Word、Excel、文本", read::ENDINGS);

impl App {
    /// A draft, worked out; none, with a word on it, where its template does not work.
    pub(super) fn session_of(&mut self, draft: Draft, file: Option<PathBuf>) -> Option<Session> {
        let session = Session::new(draft, file, &self.library.codes).ok();
        if session.is_none() {
            self.trouble("打不开这个文件", "文件里的模板有误，原文件没有改动。".into());
        }
        session
    }

    /// Shows a sample, which is in no file and need not be.
    pub(super) fn show_sample(&mut self, draft: Draft) {
        if let Some(mut session) = self.session_of(draft, None) {
            session.keep_new(false, &self.paths);
            self.show_session(session, "这是示例，改动后可另存为自己的文件");
        }
    }

    /// Shows a draft in place of the one before, of which nothing is wanted any more that is not in its file.
    pub(super) fn show_session(&mut self, session: Session, said: &str) {
        self.view = session.outline().iter().filter_map(|item| item.view.clone()).find(|view| *view != View::Identity).unwrap_or_default();
        if session.draft().identity.unit_name.is_empty() {
            self.view = View::Identity;
        }
        self.close_session();
        self.session = Some(session);
        (self.imported, self.show_report, self.comparing) = (None, false, None);
        self.reviewing.forget();
        self.number += 1;
        self.views.clear();
        said.clone_into(&mut self.said);
    }

    /// Closes the open draft: what is not in its file is not wanted.
    pub(super) fn close_session(&mut self) {
        if let Some(session) = self.session.take() {
            session.put_away();
        }
    }

    /// Shows a draft that was just made and is in no file yet.
    pub(super) fn show_new(&mut self, draft: Draft, said: &str) -> bool {
        let Some(mut session) = self.session_of(draft, None) else { return false };
        session.mark_unsaved();
        session.keep_new(true, &self.paths);
        self.show_session(session, said);
        true
    }

    /// Saves under the name the draft has, or asks for one; then goes on.
    pub(super) fn save(&mut self, ctx: &Context, then: Option<Command>) {
        match self.session.as_ref().map(|session| session.file().map(Path::to_path_buf)) {
            Some(Some(_)) if self.session.as_ref().is_some_and(|session| session.read_only().is_some()) => self.choose_save(ctx, then),
            Some(Some(file)) => self.save_to(ctx, &file, then, false),
            Some(None) => self.choose_save(ctx, then),
            None => {}
        }
    }

    /// Saves over what somebody else has saved, which stays as a version; then goes on.
    pub(super) fn save_mine(&mut self, ctx: &Context, then: Option<Command>) {
        if let Some(file) = self.session.as_ref().and_then(|session| session.file().map(Path::to_path_buf)) {
            self.save_to(ctx, &file, then, true);
        }
    }

    fn save_to(&mut self, ctx: &Context, file: &Path, then: Option<Command>, mine: bool) {
        let Some(session) = &mut self.session else { return };
        match session.save(file, mine) {
            Ok(warning) => {
                self.recent.add(file);
                self.said = warning.unwrap_or_else(|| format!("已保存到 {}", file.display()));
                if let Some(then) = then {
                    self.command(ctx, then);
                }
            }
            Err(why) => self.unsaved(why, then),
        }
    }

    /// Asks where to save; then goes on.
    pub(super) fn choose_save(&mut self, ctx: &Context, then: Option<Command>) {
        let (name, number) = (self.file_name(store::ENDING), self.number);
        let save = move |app: &mut Self, ctx: &Context, file| {
            // What was typed into a grid while the dialogue was open is saved, too.
            app.settle(ctx, false);
            if let Some(file) = app.is_still(number).then(|| app.with_ending(file, store::ENDING)).flatten() {
                app.save_to(ctx, &file, then, false);
            }
        };
        self.choose(ctx, DRAFTS, |dialog| dialog.set_file_name(name).save_file(), save);
    }

    /// Asks for a draft to open.
    pub(super) fn choose_open(&mut self, ctx: &Context) {
        self.choose(ctx, DRAFTS, rfd::FileDialog::pick_file, |app, ctx, file| app.command(ctx, Command::OpenFile(file)));
    }

    /// Asks for files to import, `into` the open draft or into a new one.
    pub(super) fn choose_import(&mut self, ctx: &Context, into: bool) {
        let number = self.number;
        let import = move |app: &mut Self, ctx: &Context, files| {
            if !into {
                app.command(ctx, Command::ImportFiles(files));
            } else if app.is_still(number) {
                app.command(ctx, Command::ImportFilesInto(files));
            }
        };
        self.choose(ctx, IMPORTED, rfd::FileDialog::pick_files, import);
    }

    /// Asks for a document to compare with.
    pub(super) fn choose_compare(&mut self, ctx: &Context) {
        let number = self.number;
        let endings: Vec<&'static str> = DRAFTS.1.iter().chain(IMPORTED.1).copied().collect();
        let compare = move |app: &mut Self, ctx: &Context, file| {
            if app.is_still(number) {
                app.command(ctx, Command::CompareFile(file));
            }
        };
        self.choose(ctx, ("公开稿、Word、Excel、文本", endings), rfd::FileDialog::pick_file, compare);
    }

    /// Asks for last year's disclosure.
    pub(super) fn choose_last_year(&mut self, ctx: &Context) {
        let number = self.number;
        let endings: Vec<&'static str> = DRAFTS.1.iter().chain(IMPORTED.1).copied().collect();
        let take = move |app: &mut Self, ctx: &Context, file| {
            if app.is_still(number) {
                app.command(ctx, Command::LastYearFile(file));
            }
        };
        self.choose(ctx, ("上年的公开稿、Word、Excel、文本", endings), rfd::FileDialog::pick_file, take);
    }

    /// Asks for lists of the finance system.
    pub(super) fn choose_lists(&mut self, ctx: &Context) {
        let number = self.number;
        let read = move |app: &mut Self, ctx: &Context, files| {
            if app.is_still(number) {
                app.command(ctx, Command::ListFiles(files));
            }
        };
        self.choose(ctx, LISTS, rfd::FileDialog::pick_files, read);
    }

    /// Whether the draft of that number is still the open one; else the user is told.
    pub(super) fn is_still(&mut self, number: u64) -> bool {
        if self.number != number {
            self.said = "这时已经换了公开稿，没有写入或导入；请重新操作".into();
        }
        self.number == number
    }

    /// A file name that says what is in it.
    pub(super) fn file_name(&self, ending: &str) -> String {
        let Some(session) = &self.session else { return format!("公开稿.{ending}") };
        let stem = session.file().and_then(Path::file_stem).map(|stem| stem.to_string_lossy().into_owned());
        let stem = stem.unwrap_or_else(|| session.draft().worded(&session.draft().template.wording.title));
        let stem: String = stem.chars().filter(|c| !"/\\:*?\"<>|".contains(*c)).collect();
        format!("{stem}.{ending}")
    }

    /// Asks for a file beside the window; `then` gets what was chosen.
    pub(super) fn choose<T: Send + 'static>(
        &mut self,
        ctx: &Context,
        (label, endings): (&'static str, impl AsRef<[&'static str]> + Send + 'static),
        ask: impl FnOnce(rfd::FileDialog) -> Option<T> + Send + 'static,
        then: impl FnOnce(&mut Self, &Context, T) + Send + 'static,
    ) {
        let folder = self.session.as_ref().and_then(|session| session.file()?.parent().map(Path::to_path_buf));
        let work = move |_: &Progress| {
            let dialog = rfd::FileDialog::new().add_filter(label, endings.as_ref());
            ask(match folder {
                Some(folder) => dialog.set_directory(folder),
                None => dialog,
            })
        };
        self.start(ctx, Kind::Choosing, "正在选择文件", work, move |app, ctx, chosen| match chosen {
            None => app.said = "没有选择文件。没有弹出选择窗口的，请安装 zenity 或 xdg-desktop-portal".into(),
            Some(chosen) => then(app, ctx, chosen),
        });
    }

    /// The chosen name with its ending. The dialogue has asked about replacing the name that was typed, not this one.
    pub(super) fn with_ending(&mut self, file: PathBuf, ending: &str) -> Option<PathBuf> {
        if file.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending)) {
            return Some(file);
        }
        let mut name = file.into_os_string();
        name.push(".");
        name.push(ending);
        let file = PathBuf::from(name);
        if file.exists() {
            self.trouble("没有写入", format!("{}：已经有这个文件。请重新选择，并连同后缀写全文件名。", file.display()));
            return None;
        }
        Some(file)
    }
}
