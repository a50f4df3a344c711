//! The findings, worst first; a click shows the place.

use egui::{RichText, ScrollArea, Ui};

use crate::gui::command::{Action, Command};
use crate::gui::theme::{palette, space};
use crate::rules::{Severity, Status};
use crate::session::Session;

/// Draws the list.
pub fn findings_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    if session.findings().is_empty() {
        ui.label("没有发现问题：勾稽关系全部成立，科目编码都在科目表里。");
        return;
    }
    let colours = palette(ui);
    let height = 26.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, height, session.findings().len(), |ui, rows| {
        for finding in &session.findings()[rows] {
            ui.horizontal(|ui| {
                ui.set_height(height - space::S);
                let (label, colour) = match (finding.status, finding.severity) {
                    (Status::NotChecked, _) => ("未核查", colours.weak),
                    (_, Severity::Error) => ("错误", colours.error),
                    (_, Severity::Warning) => ("待说明", colours.warning),
                    (_, Severity::Secrecy) => ("保密", colours.warning),
                    (_, Severity::Hint) => ("提示", colours.weak),
                };
                ui.label(RichText::new(label).color(colour));
                ui.label(RichText::new(&finding.code).color(colours.weak));
                let text = format!("{}　{}", finding.place.describe(session.draft()), finding.message);
                let line = egui::Button::new(text).frame(false).truncate();
                if ui.add(line).on_hover_text("转到这一处").clicked() {
                    actions.push(Action::Command(Command::GoTo(finding.place.clone())));
                }
            });
        }
    });
}
