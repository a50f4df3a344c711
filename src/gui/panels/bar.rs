//! The tools above.

use egui::{RichText, Ui};

use crate::gui::command::{Action, Command, shortcut_text};
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{button_ui, icon_button_ui, named_button_ui};
use crate::session::Session;

/// Windows less wide than this have no room for every word.
const NARROW: f32 = 1100.0;

/// Draws the tools.
pub fn bar_ui(ui: &mut Ui, session: &Session, doubts: Option<usize>, busy: bool, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        // On a small screen the commonest tools go without words, so that none covers another.
        let narrow = ui.available_width() < NARROW;
        if icon_button_ui(ui, icons::HOUSE, "回到起始页", true).clicked() {
            actions.push(Action::Command(Command::Close));
        }
        let unit = if session.draft().identity.unit_name.is_empty() { "（未填单位名称）" } else { &session.draft().identity.unit_name };
        let title =
            RichText::new(format!("{unit}　{}", session.draft().identity.year.map_or_else(|| "年度未填".to_owned(), |year| format!("{year}年"))))
                .font(theme::bold(theme::size::BODY + 1.0));
        ui.scope(|ui| {
            // A long name must not push the tools out of the window.
            ui.set_max_width((ui.available_width() - if narrow { 800.0 } else { 880.0 }).max(80.0));
            ui.add(egui::Label::new(title).truncate());
        });
        ui.add_space(space::S);
        for command in [Command::Open, Command::Save, Command::SaveAs] {
            command_ui(ui, command, narrow, actions);
        }
        if icon_button_ui(ui, icons::CLOCK, Command::Versions.label(), session.file().is_some()).clicked() {
            actions.push(Action::Command(Command::Versions));
        }
        ui.separator();
        let undo = session.undoable().map(|step| format!("撤销：{step}"));
        let redo = session.redoable().map(|step| format!("重做：{step}"));
        for (command, step) in [(Command::Undo, undo), (Command::Redo, redo)] {
            let response = icon_button_ui(ui, command.icon(), command.label(), step.is_some());
            if response.on_hover_text(step.unwrap_or_default()).clicked() {
                actions.push(Action::Command(command));
            }
        }
        ui.separator();
        ui.menu_button("导入", |ui| {
            for command in [Command::ImportInto, Command::List, Command::PasteWhole, Command::LastYear, Command::Import] {
                let word = match command {
                    Command::Import => "导入为新的公开稿",
                    Command::List => "批复清单：填入或核对",
                    Command::LastYear => "取上年数：从上年的公开稿",
                    _ => command.label(),
                };
                if button_ui(ui, command.icon(), word, true).clicked() {
                    actions.push(Action::Command(command));
                }
            }
        });
        ui.add_enabled_ui(!busy, |ui| {
            for (command, word) in [(Command::Export, "导出…"), (Command::Print, "打印")] {
                if ui.button(word).on_hover_text(shortcut_text(&command).unwrap_or_default()).clicked() {
                    actions.push(Action::Command(command));
                }
            }
        });
        if ui.button("比较").on_hover_text("与另一份公开稿、上年的或公开过的文件逐处比较").clicked() {
            actions.push(Action::Command(Command::Compare));
        }
        let preview = ui.button("预览");
        if preview.on_hover_text("这一部分印出来的样子，边改边看（F9）").clicked() {
            actions.push(Action::Command(Command::Preview));
        }
        let open = session.draft().remarks.iter().filter(|remark| remark.is_open()).count();
        let word = if open == 0 { "审核".to_owned() } else { format!("审核（{open}条意见）") };
        let review = ui.button(word);
        review.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "审核"));
        if review.on_hover_text("意见、复核、保密审查、审签").clicked() {
            actions.push(Action::Command(Command::Review));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let menu = ui.menu_button("？", |ui| {
                for command in [Command::Keys, Command::Tour, Command::Larger, Command::Smaller, Command::UsualSize, Command::Theme] {
                    let keys = shortcut_text(&command).unwrap_or_default();
                    if ui.add(egui::Button::new(command.label()).shortcut_text(keys)).clicked() {
                        actions.push(Action::Command(command));
                    }
                }
            });
            menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "帮助和显示"));
            if icon_button_ui(ui, icons::CIRCLE_HALF, Command::Theme.label(), true).clicked() {
                actions.push(Action::Command(Command::Theme));
            }
            findings_button_ui(ui, session, actions);
            if let Some(doubts) = doubts {
                let label = if doubts == 0 { "核对清单".to_owned() } else { format!("核对清单（{doubts}处）") };
                if named_button_ui(ui, icons::ROWS, &label, "核对清单", true).clicked() {
                    actions.push(Action::Command(Command::Report));
                }
            }
        });
    });
}

fn command_ui(ui: &mut Ui, command: Command, narrow: bool, actions: &mut Vec<Action>) {
    let button = if narrow { icon_button_ui } else { button_ui };
    let response = button(ui, command.icon(), command.label(), true);
    let response = match shortcut_text(&command) {
        Some(keys) => response.on_hover_text(keys),
        None => response,
    };
    if response.clicked() {
        actions.push(Action::Command(command));
    }
}

fn findings_button_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let (errors, all) = (session.errors(), session.findings().iter().filter(|finding| !finding.answered(session.draft())).count());
    let (icon, text, colour) = match (errors, all) {
        (0, 0) => (icons::CHECK_CIRCLE, "核查无问题".to_owned(), colours.good),
        (0, _) => (icons::WARNING_CIRCLE, format!("核查问题 {all}"), colours.warning),
        _ => (icons::X_CIRCLE, format!("核查问题 {all}（错误 {errors}）"), colours.error),
    };
    let mut job = egui::text::LayoutJob::default();
    let format = |font| egui::TextFormat { font_id: font, color: colour, valign: egui::Align::Center, ..Default::default() };
    job.append(icon, 0.0, format(theme::icon(theme::size::BODY + 2.0)));
    job.append(&text, space::XS, format(theme::body()));
    let response = ui.add(egui::Button::new(job));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "核查问题"));
    if response.clicked() {
        actions.push(Action::Command(Command::Findings));
    }
}
