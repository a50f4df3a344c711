//! When the program fails all the same: what was typed is in the journal, which the next start offers; where that could not be written, the
//! draft is saved beside its file. The user is told, and the window closes.
//!
//! A draft is a plain value, so it is whole even where drawing it failed.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use egui::{CentralPanel, Frame, Margin, RichText, Ui, ViewportCommand};

use super::app::App;
use super::theme::{self, palette, space};
use crate::session::Session;
use crate::store;

/// The window with something to fall back on.
pub struct Guarded {
    app: App,
    /// What the user is told since the program has failed.
    failed: Option<String>,
}

impl Guarded {
    /// Looks after the window; `note` is what the last failure left to be said.
    #[must_use]
    pub fn new(mut app: App, note: Option<&Path>) -> Self {
        if let Some(text) = note.and_then(|note| fs::read_to_string(note).ok()) {
            // Said once; where the note cannot be removed it is said again, which does no harm.
            let _ = note.map(fs::remove_file);
            app.trouble("上次程序意外停止", text);
        }
        Self { app, failed: None }
    }

    fn rescued(&mut self) -> String {
        let rescued = rescue(self.app.session(), kept_in().as_deref());
        if let Some(file) = &rescued.file {
            self.app.recent.add(file);
        }
        if let Some(note) = note() {
            // The last frame and standard error say it, too.
            let _ = note.parent().map(fs::create_dir_all);
            let _ = fs::write(note, &rescued.said);
        }
        eprintln!("{}", rescued.said);
        rescued.said
    }
}

impl eframe::App for Guarded {
    /// What the window remembers of its fields may be classified by now.
    fn persist_egui_memory(&self) -> bool {
        false
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let failed = self.failed.clone();
        let drawn = catch_unwind(AssertUnwindSafe(|| match &failed {
            None => self.app.ui(ui),
            Some(said) => last_ui(ui, said),
        }));
        if drawn.is_ok() {
            return;
        }
        if failed.is_some() {
            // Not even that can be drawn; what there is to say is on standard error and in the note.
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        } else {
            self.failed = Some(self.rescued());
        }
        ui.ctx().request_repaint();
    }
}

/// All that is shown after a failure.
fn last_ui(ui: &mut Ui, said: &str) {
    let colours = palette(ui);
    CentralPanel::default().frame(Frame::new().fill(colours.ground).inner_margin(Margin::same(48))).show(ui, |ui| {
        ui.label(RichText::new("程序意外停止").font(theme::bold(theme::size::DISPLAY)).color(colours.error));
        ui.add_space(space::M);
        ui.label(said);
        ui.add_space(space::L);
        if ui.button("关闭窗口").clicked() {
            ui.ctx().send_viewport_cmd(ViewportCommand::Close);
        }
    });
}

/// How long the last edits may be on their way to the disk.
const JOURNAL_WAIT: Duration = Duration::from_secs(5);

/// What became of the open draft.
#[derive(Debug, PartialEq, Eq)]
pub struct Rescued {
    /// Where it was saved, if it had to be.
    pub file: Option<PathBuf>,
    /// What the user is told.
    pub said: String,
}

/// Saves what is in no file yet, beside the draft's own file, else in `kept_in`; says what became of it.
#[must_use]
pub fn rescue(session: Option<&Session>, kept_in: Option<&Path>) -> Rescued {
    let told = |file, said: &str| Rescued { file, said: format!("程序内部出错，已停止。{said}") };
    let Some(session) = session.filter(|session| !session.is_saved()) else {
        return told(None, "没有未保存的内容，什么也没有丢失。请重新打开程序。");
    };
    if session.sync_journal(JOURNAL_WAIT) {
        let how = match session.file() {
            Some(file) => format!("再打开 {} 时会问是否恢复", file.display()),
            None => "列在起始页“没有保存的公开稿”里".into(),
        };
        return told(None, &format!("没有保存的内容都已记下，没有丢失。请重新打开程序：{how}。"));
    }
    let own = session.file();
    let stem = own.and_then(Path::file_stem).map_or_else(|| "公开稿".to_owned(), |stem| stem.to_string_lossy().into_owned());
    let mut reasons = Vec::new();
    for folder in own.and_then(Path::parent).into_iter().chain(kept_in) {
        let file = free_name(folder, &stem);
        // Where the folder cannot be made, saving says why.
        let _ = fs::create_dir_all(folder);
        match store::save_new(session.draft(), &file) {
            Ok(_) => {
                let own = own.map_or_else(String::new, |own| format!("{} 没有改动；", own.display()));
                let said = format!("没有保存的内容已另存到 {}；{own}请重新打开程序，核对这一份后再继续。", file.display());
                return told(Some(file), &said);
            }
            Err(error) => reasons.push(error.to_string()),
        }
    }
    told(None, &format!("没有保存的内容没能另存，已经丢失。{}", reasons.concat()))
}

/// A name that no file has yet.
fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let name = |n: u32| folder.join(if n == 1 { format!("{stem}（恢复）.ron") } else { format!("{stem}（恢复{n}）.ron") });
    (1..1000).map(name).find(|file| !file.exists()).unwrap_or_else(|| name(1000))
}

/// Where a draft goes that has no file.
fn kept_in() -> Option<PathBuf> {
    Some(dirs::data_dir()?.join("gongkai"))
}

/// Where the next start finds what is to be said.
#[must_use]
pub fn note() -> Option<PathBuf> {
    Some(dirs::config_dir()?.join("gongkai").join("failed.txt"))
}
