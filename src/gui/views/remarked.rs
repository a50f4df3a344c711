//! Above a view: the open remarks on it; a click shows one with its answers.

use egui::{RichText, Ui};

use crate::gui::command::{Action, Command};
use crate::gui::theme::{palette, space};
use crate::model::Remark;
use crate::session::{Session, View, view_of};

/// Remarks that are listed one by one.
const LISTED: usize = 3;

/// Draws the strip, if there are remarks.
pub(super) fn remarked_ui(ui: &mut Ui, view: &View, session: &Session, actions: &mut Vec<Action>) {
    let count = session.remarks_in(view);
    if count == 0 {
        return;
    }
    let colours = palette(ui);
    let own = session.draft().remarks.iter().filter(|remark| remark.is_open() && view_of(&remark.place) == *view);
    for remark in own.take(LISTED) {
        if ui.add(egui::Button::new(RichText::new(line(remark)).color(colours.accent)).frame(false).truncate()).clicked() {
            actions.push(Action::Command(Command::ShowRemark(remark.id.clone())));
        }
    }
    if count > LISTED {
        ui.label(RichText::new(format!("另有{}条意见，见右边“审核”", count - LISTED)).small().color(colours.weak));
    }
    ui.add_space(space::XS);
}

fn line(remark: &Remark) -> String {
    let by = if remark.said.by.is_empty() { remark.stage.label() } else { &remark.said.by };
    format!("意见（{by}）：{}　—　{}", remark.said.text.replace('\n', " "), remark.about.replace('\n', " "))
}
