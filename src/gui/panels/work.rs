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
            let stop = match kind {
                Kind::Reading => Some(Command::StopReading),
                Kind::Writing => Some(Command::StopExport),
                Kind::Choosing | Kind::Looking => None,
            };
            if let Some(stop) = stop
                && button_ui(ui, stop.icon(), stop.label(), true).clicked()
            {
                actions.push(Action::Command(stop));
            }
            ui.add(egui::Label::new(egui::RichText::new(format!("{text}…")).color(colours.weak)).truncate());
        });
    }
}
