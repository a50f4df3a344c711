//! Above a view: what the imported source printed otherwise there, until somebody has looked at it.

use std::collections::BTreeSet;

use egui::{RichText, Ui};

use crate::gui::command::Action;
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::button_ui;
use crate::model::{Edit, Place, Printed};
use crate::session::{Session, View, view_of};

/// Differences that are listed one by one; more are settled together.
const LISTED: usize = 4;

/// Draws the strip, if there is anything to look at in the view.
pub(super) fn printed_ui(ui: &mut Ui, view: &View, session: &Session, actions: &mut Vec<Action>) {
    let own: Vec<&Printed> = session.draft().printed.iter().filter(|printed| view_of(&printed.place) == *view).collect();
    if own.is_empty() {
        return;
    }
    let colours = palette(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(icons::CIRCLE_DASHED).font(theme::icon(theme::size::BODY)).color(colours.warning));
        ui.label(RichText::new(format!("原文件印的与本稿不同，尚未核对：{}处", own.len())).color(colours.warning));
        if button_ui(ui, icons::CHECK_CIRCLE, "这一部分已核对", true).on_hover_text("不再提示，也不再随公开稿保存").clicked() {
            let places: BTreeSet<&Place> = own.iter().map(|printed| &printed.place).collect();
            let edits = places.into_iter().map(|place| Edit::Printed { place: place.clone(), printed: Vec::new() }).collect();
            actions.push(Action::edit(Edit::Several(edits), "原文件的印法已核对"));
        }
    });
    for printed in own.iter().take(LISTED) {
        ui.horizontal(|ui| {
            if ui.small_button("已核对").clicked() {
                let of_place = session.draft().printed.iter().filter(|known| known.place == printed.place);
                let left = of_place.filter(|known| *known != *printed).cloned().collect();
                actions.push(Action::edit(Edit::Printed { place: printed.place.clone(), printed: left }, "原文件的印法已核对"));
            }
            let said = |text: &str| if text.is_empty() { "（没有）".to_owned() } else { format!("“{}”", text.replace(['\n', '\t'], " ")) };
            let text = format!("{}　原文件印{}，本稿印{}", printed.place.describe(session.draft()), said(&printed.printed), said(&printed.own));
            ui.add(egui::Label::new(RichText::new(&text).small().color(colours.weak)).truncate()).on_hover_text(text);
        });
    }
    ui.add_space(space::XS);
}
