//! The start page: a new draft, an existing one, the sample.

use std::path::PathBuf;

use egui::{RichText, ScrollArea, Ui};

use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::opening::Left;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, group_ui, icon_button_ui};
use crate::template::Fault;

/// What the start page lists.
pub struct Listed<'a> {
    /// Drafts that are in no file, not saved.
    pub left: &'a [Left],
    /// Files opened lately.
    pub recent: &'a [PathBuf],
    /// The samples with their titles.
    pub samples: &'a [(&'static str, String)],
    /// What is wrong with the user's templates.
    pub faults: &'a [Fault],
}

/// Draws the start page.
pub fn start_ui(ui: &mut Ui, listed: &Listed<'_>, said: &str, actions: &mut Vec<Action>) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let width = 640.0_f32.min(ui.available_width());
        let margin = ((ui.available_width() - width) / 2.0).max(0.0);
        ui.horizontal(|ui| {
            ui.add_space(margin);
            ui.vertical(|ui| {
                ui.set_width(width);
                page_ui(ui, listed, said, actions);
            });
        });
    });
}

fn page_ui(ui: &mut Ui, listed: &Listed<'_>, said: &str, actions: &mut Vec<Action>) {
    let Listed { left, recent, samples, faults } = listed;
    let colours = palette(ui);
    ui.add_space(64.0);
    ui.label(RichText::new("公开").font(theme::bold(theme::size::DISPLAY)).color(colours.accent));
    ui.label(RichText::new("部门预算公开：编制、核对、导出").color(colours.weak));
    ui.add_space(space::L);
    ui.horizontal(|ui| {
        for (command, label) in [(Command::New, "新建公开稿"), (Command::Open, "打开公开稿"), (Command::Import, "导入 Word、Excel、文本")]
        {
            if button_ui(ui, command.icon(), label, true).clicked() {
                actions.push(Action::Command(command));
            }
        }
    });
    if !left.is_empty() {
        group_ui(ui, "没有保存的公开稿");
        for left in *left {
            left_ui(ui, left, actions);
        }
    }
    group_ui(ui, "看看示例");
    for (name, title) in *samples {
        ui.horizontal(|ui| {
            ui.label(RichText::new(icons::BOOK_OPEN).font(theme::icon(theme::size::BODY)).color(colours.weak));
            if ui.link(title).clicked() {
                actions.push(Action::Command(Command::Sample(name)));
            }
        });
    }
    if !said.is_empty() {
        ui.add_space(space::S);
        ui.label(RichText::new(said).color(colours.error));
    }
    group_ui(ui, "最近打开");
    if recent.is_empty() {
        ui.label(RichText::new("还没有打开过公开稿。").color(colours.weak));
    }
    for file in *recent {
        let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = file.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        ui.horizontal(|ui| {
            ui.label(RichText::new(icons::FILE_TEXT).font(theme::icon(theme::size::BODY)).color(colours.weak));
            if ui.link(&name).clicked() {
                actions.push(Action::Command(Command::OpenFile(file.clone())));
            }
            ui.add(egui::Label::new(RichText::new(folder).small().color(colours.weak)).truncate());
        });
    }
    if !faults.is_empty() {
        group_ui(ui, "没有载入的模板");
        for fault in *faults {
            ui.label(RichText::new(fault.to_string()).color(colours.error));
        }
    }
}

/// A draft that was not saved: opened again, or deleted.
fn left_ui(ui: &mut Ui, left: &Left, actions: &mut Vec<Action>) {
    let weak = palette(ui).weak;
    ui.horizontal(|ui| {
        ui.label(RichText::new(icons::PENCIL_SIMPLE).font(theme::icon(theme::size::BODY)).color(weak));
        if ui.link(&left.title).clicked() {
            // One that has a file is offered when that is opened; a share may be away.
            let file = left.file.clone().filter(|file| file.exists());
            let command = file.map_or_else(|| Command::Restore(left.path.clone()), Command::OpenFile);
            actions.push(Action::Command(command));
        }
        ui.label(RichText::new(&left.when).small().color(weak));
        if icon_button_ui(ui, icons::TRASH, Command::DropUnsaved(PathBuf::new(), String::new()).label(), true).clicked() {
            actions.push(Action::Command(Command::DropUnsaved(left.path.clone(), left.title.clone())));
        }
    });
}
