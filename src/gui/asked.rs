//! Questions about files: somebody else has the draft open, has saved it, something was not saved, earlier versions.
//!
//! It leaves to `opening` what becomes of the answers.

use std::path::PathBuf;

use egui::{RichText, ScrollArea, Ui};

use super::command::Command;
use super::dialogs::{buttons_ui, heading_ui};
use super::merging::merge_ui;
use super::theme::{palette, space};
use crate::compare::Conflict;
use crate::store::ago;
use crate::store::versions::Version;

/// What is being asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Somebody has the draft open: who, and since when.
    InUse(PathBuf, String),
    /// Is it to be taken over from them?
    TakeOver(PathBuf, String),
    /// Something was not saved.
    Restore(Restorable),
    /// Is a draft that is in no file to be deleted?
    Drop(PathBuf, String),
    /// Somebody has saved the file since it was read.
    Changed {
        /// With what saving goes on.
        then: Option<Box<Command>>,
        /// What they have changed.
        lines: Vec<String>,
        /// Whether it is known what both began with.
        mergeable: bool,
    },
    /// What both have changed, and not alike: whose counts?
    Merge(Vec<Conflict>),
    /// Somebody has taken the file over from this window.
    TakenOver(String),
    /// What the draft was when it was saved before.
    Versions(Vec<Version>),
}

/// What there is to be said of what was not saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Restorable {
    /// The draft's file.
    pub file: PathBuf,
    /// When the last of it was typed.
    pub when: String,
    /// How many edits.
    pub edits: usize,
    /// How many of them cannot be done any more.
    pub refused: usize,
    /// Somebody has saved the file since.
    pub changed: bool,
    /// What differs from the file, each place with both values.
    pub lines: Vec<String>,
}

/// What the user answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Open the draft for reading.
    Read(PathBuf),
    /// Take it over: ask first.
    AskTakeOver(PathBuf, String),
    /// Take it over.
    TakeOver(PathBuf),
    /// Take what was not saved.
    Restore,
    /// It is not wanted.
    Discard,
    /// Delete the draft that is in no file.
    Drop(PathBuf),
    /// Save over what somebody else has saved; then go on.
    Mine(Option<Box<Command>>),
    /// Open what somebody else has saved.
    Theirs,
    /// Bring both together; then go on.
    Merge(Option<Box<Command>>),
    /// As has been chosen.
    MergeAs(Vec<Conflict>),
    /// What differs between this version and the draft?
    Compare(Version),
    /// Save under another name.
    SaveAs,
    /// Make the draft what it was in this version.
    Version(Version),
    /// Never mind.
    Cancel,
}

/// Draws the question; the answer, once there is one.
pub fn ask_ui(ui: &mut Ui, ask: &mut Ask) -> Option<Reply> {
    match ask {
        Ask::InUse(file, who) => {
            heading_ui(ui, "别人正打开着这份公开稿");
            ui.label(format!("{}：{who}打开，还没有关闭。两个窗口同时改一份稿，后保存的会盖掉先保存的，所以这里只能只读打开。", file.display()));
            Some(match buttons_ui(ui, &["只读打开", "接管编辑…", "取消"])? {
                0 => Reply::Read(file.clone()),
                1 => Reply::AskTakeOver(file.clone(), who.clone()),
                _ => Reply::Cancel,
            })
        }
        Ask::TakeOver(file, who) => {
            heading_ui(ui, "接管编辑");
            ui.label(format!(
                "接管后由您编辑和保存 {}。{who}打开的那个窗口不能再保存到这个文件，那里还没保存的内容只能另存。请先与对方说好。",
                file.display()
            ));
            Some(match buttons_ui(ui, &["接管", "取消"])? {
                0 => Reply::TakeOver(file.clone()),
                _ => Reply::Cancel,
            })
        }
        Ask::Restore(found) => restore_ui(ui, found),
        Ask::Drop(path, title) => {
            heading_ui(ui, "删除未保存的公开稿");
            ui.label(format!("“{title}”没有存成文件，删除后不能找回。"));
            Some(match buttons_ui(ui, &["删除", "取消"])? {
                0 => Reply::Drop(path.clone()),
                _ => Reply::Cancel,
            })
        }
        Ask::Changed { then, lines, mergeable } => changed_ui(ui, then.as_deref(), lines, *mergeable),
        Ask::Merge(conflicts) => merge_ui(ui, conflicts),
        Ask::TakenOver(who) => {
            heading_ui(ui, "这份公开稿已被接管");
            ui.label(format!("{who}接管了这个文件，没有写入。窗口里的内容还在，请另存为别的文件，再与对方合并。"));
            Some(match buttons_ui(ui, &["另存为", "取消"])? {
                0 => Reply::SaveAs,
                _ => Reply::Cancel,
            })
        }
        Ask::Versions(versions) => versions_ui(ui, versions),
    }
}

fn changed_ui(ui: &mut Ui, then: Option<&Command>, lines: &[String], mergeable: bool) -> Option<Reply> {
    heading_ui(ui, "他人已修改这个文件");
    ui.label("打开之后，另有人保存过这个文件，还没有写入。对方改了：");
    if lines.is_empty() {
        ui.label(RichText::new("看不出差别，或者文件打不开。").small());
    }
    lines_ui(ui, lines);
    if mergeable {
        ui.label("合并：两边的修改都要，两人都改的地方逐处选，是一步改动，保存后才进文件。");
    }
    ui.label("用我的：文件换成窗口里的内容，对方的一份留在历史版本里。用他的：重新打开文件，窗口里的一份留在历史版本里。");
    let then = || then.cloned().map(Box::new);
    let labels: &[&str] =
        if mergeable { &["合并", "用我的", "用他的", "另存为", "取消"] } else { &["用我的", "用他的", "另存为", "取消"] };
    Some(match buttons_ui(ui, labels)? + usize::from(!mergeable) {
        0 => Reply::Merge(then()),
        1 => Reply::Mine(then()),
        2 => Reply::Theirs,
        3 => Reply::SaveAs,
        _ => Reply::Cancel,
    })
}

fn restore_ui(ui: &mut Ui, found: &Restorable) -> Option<Reply> {
    heading_ui(ui, "有没保存的内容");
    ui.label(format!("{}：上次没有保存就停止了，{}有{}步改动没有进文件。", found.file.display(), found.when, found.edits));
    ui.label("文件里的 → 没保存的：");
    if found.changed {
        ui.label("这以后另有人保存过这个文件。恢复后保存时，可以选用我的还是用他的。");
    }
    if found.refused > 0 {
        let colour = palette(ui).error;
        ui.label(RichText::new(format!("其中最后{}步这个版本的软件读不懂，恢复不了。", found.refused)).color(colour));
    }
    lines_ui(ui, &found.lines);
    ui.label("恢复：接着上次编辑，各步可以撤销，保存后才进文件。放弃：按文件打开，没保存的一份留在历史版本里。");
    Some(match buttons_ui(ui, &["恢复", "放弃", "暂不打开"])? {
        0 => Reply::Restore,
        1 => Reply::Discard,
        _ => Reply::Cancel,
    })
}

/// What differs, a line for each place.
fn lines_ui(ui: &mut Ui, lines: &[String]) {
    const MOST: usize = 200;
    if lines.is_empty() {
        return;
    }
    ui.add_space(space::S);
    ScrollArea::vertical().max_height(160.0).auto_shrink([false, true]).show(ui, |ui| {
        for line in lines.iter().take(MOST) {
            ui.label(RichText::new(line).small());
        }
        if lines.len() > MOST {
            ui.label(RichText::new(format!("……另有{}处", lines.len() - MOST)).small());
        }
    });
    ui.add_space(space::S);
}

fn versions_ui(ui: &mut Ui, versions: &[Version]) -> Option<Reply> {
    heading_ui(ui, "历史版本");
    if versions.is_empty() {
        ui.label("还没有历史版本。每次保存都会在本机留一份，供查看和找回。");
        return buttons_ui(ui, &["知道了"]).map(|_| Reply::Cancel);
    }
    ui.label("每次保存在本机留下的一份，最近40次、30天以内。换回某一版是一步改动，可以撤销，保存后才进文件。");
    ui.add_space(space::S);
    let mut reply = None;
    ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        for version in versions {
            ui.horizontal(|ui| {
                ui.label(format!("第{}版　{}保存", version.number, ago(version.at)));
                for (word, action) in [("与现在比较", Reply::Compare as fn(Version) -> Reply), ("换回", Reply::Version)] {
                    let response = ui.button(word);
                    let name = format!("{word} 第{}版", version.number);
                    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                    if response.clicked() {
                        reply = Some(action(version.clone()));
                    }
                }
            });
        }
    });
    reply.or_else(|| buttons_ui(ui, &["关闭"]).map(|_| Reply::Cancel))
}
