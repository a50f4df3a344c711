//! The foot of the window: the figures that matter, what happened last, whether everything is saved.

use egui::{RichText, Ui};

use crate::document::printed_link;
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::session::Session;

/// Draws the foot.
pub fn status_ui(ui: &mut Ui, session: &Session, said: &str) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        for headline in &session.draft().template.headline {
            let figure = printed_link(&headline.figure, session.work()).unwrap_or_default();
            ui.label(RichText::new(&headline.label).color(colours.weak));
            let response = ui.label(RichText::new(&figure).font(theme::bold(theme::size::BODY)));
            response.widget_info(|| {
                let mut info = egui::WidgetInfo::labeled(egui::Role::Status, true, format!("{}合计数", headline.label));
                info.current_text_value = Some(figure.clone());
                info
            });
            ui.add_space(space::S);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (icon, text, colour) = match (session.file(), session.is_saved()) {
                _ if session.read_only().is_some() => (icons::LOCK, "只读", colours.warning),
                (_, true) => (icons::CHECK_CIRCLE, "已保存", colours.good),
                (Some(_), false) => (icons::PENCIL_SIMPLE, "未保存", colours.warning),
                (None, false) => (icons::PENCIL_SIMPLE, "尚未保存到文件", colours.warning),
            };
            ui.label(RichText::new(text).color(colour));
            ui.label(RichText::new(icon).font(theme::icon(theme::size::BODY)).color(colour));
            ui.add_space(space::S);
            if let Some(sum) = crate::gui::grid::summary(ui) {
                ui.label(RichText::new(&sum).font(theme::bold(theme::size::BODY)));
                ui.add_space(space::S);
            }
            ui.add(egui::Label::new(RichText::new(said).color(colours.weak)).truncate());
        });
    });
}
