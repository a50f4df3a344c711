//! What goes on beside the window: files being read or written.

use egui::Ui;

use crate::gui::command::{Action, Command};
use crate::gui::job::{Jobs, Kind};
use crate::gui::theme::{palette, space};
use crate::gui::widgets::button_ui;

/// Draws a line for each job that takes long.
pub fn work_ui(ui: &mut Ui, jobs: &Jobs, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    for (kind, text) in jobs.shown() {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.add_space(space::XS);
            if kind == Kind::Reading && button_ui(ui, Command::StopReading.icon(), Command::StopReading.label(), true).clicked() {
                actions.push(Action::Command(Command::StopReading));
            }
            ui.add(egui::Label::new(egui::RichText::new(format!("{text}…")).color(colours.weak)).truncate());
        });
    }
}
