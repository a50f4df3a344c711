//! Above a view whose texts were carried over from the year before: what nobody has looked at yet, and that it is looked at now.

use egui::{RichText, Ui};

use crate::gui::command::Action;
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::button_ui;
use crate::model::Edit;
use crate::session::{Session, View, view_of};

/// Paragraphs that are listed one by one; more are confirmed together.
const LISTED: usize = 8;

/// Draws the strip, if there is anything to look at in the view.
pub(super) fn carried_ui(ui: &mut Ui, view: &View, session: &Session, actions: &mut Vec<Action>) {
    let Some(carried) = &session.draft().last else { return };
    let pending: Vec<_> = session.pending().iter().filter(|place| view_of(&place.place) == *view).collect();
    let count: usize = pending.iter().map(|place| place.count()).sum();
    if count == 0 {
        return;
    }
    let colours = palette(ui);
    ui.horizontal(|ui| {
        ui.label(RichText::new(icons::CIRCLE_DASHED).font(theme::icon(theme::size::BODY)).color(colours.warning));
        ui.label(RichText::new(format!("从{}稿带入，尚未核对：{count}处", carried.year_said())).color(colours.warning));
        let all = || pending.iter().map(|place| Edit::Unreviewed { key: place.key.clone(), texts: Vec::new() }).collect();
        if button_ui(ui, icons::CHECK_CIRCLE, "这一部分已核对", true).clicked() {
            actions.push(Action::edit(Edit::Several(all()), "已核对"));
        }
    });
    let single: Vec<_> =
        pending.iter().filter(|place| !place.is_whole()).flat_map(|place| place.texts.iter().map(move |text| (place, text))).collect();
    if single.len() > 1 && single.len() <= LISTED {
        for (place, text) in single {
            ui.horizontal(|ui| {
                if ui.small_button("已核对").clicked() {
                    let left = carried.unreviewed.get(&place.key).into_iter().flatten().filter(|known| *known != text).cloned().collect();
                    actions.push(Action::edit(Edit::Unreviewed { key: place.key.clone(), texts: left }, "已核对"));
                }
                ui.add(egui::Label::new(RichText::new(text.replace('\t', " ")).small().color(colours.weak)).truncate());
            });
        }
    }
    ui.add_space(space::XS);
}
