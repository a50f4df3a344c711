//! The document's outline: where everything is and how far it is.

use egui::{Align2, Id, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::gui::command::{Action, AddKind, Command};
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::named_button_ui;
use crate::model::{Edit, Place};
use crate::session::{Mark, Session, View, part_of};

const LINE: f32 = 28.0;

/// Draws the outline and, below it, what can be added; returns the view that was clicked.
pub fn outline_ui(ui: &mut Ui, session: &Session, shown: &View, actions: &mut Vec<Action>) -> Option<View> {
    egui::Panel::bottom("add").show_separator_line(false).frame(egui::Frame::NONE).show(ui, |ui| {
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let weak = palette(ui).weak;
            ui.label(egui::RichText::new("添加").small().color(weak));
            for (kind, word) in [(AddKind::Section, "章节"), (AddKind::Text, "文字"), (AddKind::Table, "表格")] {
                let command = Command::Add(kind);
                let button = named_button_ui(ui, command.icon(), word, command.label(), true);
                let where_ = if kind == AddKind::Section { "选中部分所在的一节之后" } else { "选中的这一部分之后" };
                if button.on_hover_text(format!("{}，加在{where_}", command.label())).clicked() {
                    actions.push(Action::Command(command));
                }
            }
        });
    });
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().auto_shrink(false);
    if let Some(offset) = offset(ui, session, shown) {
        area = area.vertical_scroll_offset(offset);
    }
    let seen = Id::unique("outline seen");
    area.show_rows(ui, LINE, session.outline().len(), |ui, rows| {
        ui.data_mut(|data| data.insert_temp(seen, rows.clone()));
        for item in &session.outline()[rows] {
            let colours = palette(ui);
            let selected = item.view.as_ref() == Some(shown);
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::TreeItem, item.view.is_some(), selected, &item.name));
            if selected {
                ui.painter().rect_filled(rect, 4.0, colours.selected);
            } else if response.hovered() && item.view.is_some() {
                ui.painter().rect_filled(rect, 4.0, colours.head);
            }
            #[allow(clippy::cast_precision_loss)] // steps of indentation
            let left = rect.left() + space::S + item.depth as f32 * 14.0;
            let (icon, colour) = match item.mark {
                Mark::None => ("", colours.weak),
                Mark::Empty => (icons::CIRCLE_DASHED, colours.weak),
                Mark::Filled => (icons::CHECK_CIRCLE, colours.good),
                Mark::Problem => (icons::WARNING_CIRCLE, colours.error),
            };
            let at = egui::pos2(left, rect.center().y);
            ui.painter().text(at, Align2::LEFT_CENTER, icon, theme::icon(theme::size::BODY), colour);
            let heading = item.view.is_none();
            let font = if heading || selected { theme::bold(theme::size::BODY - 0.5) } else { egui::FontId::proportional(theme::size::BODY - 0.5) };
            let indent = if heading { 0.0 } else { 22.0 };
            let mut job = egui::text::LayoutJob::simple_singleline(item.label.clone(), font, colours.ink);
            let remarks = item.view.as_ref().map_or(0, |view| session.remarks_in(view));
            let badge = if remarks > 0 { 34.0 } else { 0.0 };
            if remarks > 0 {
                let small = egui::FontId { size: theme::size::SMALL, ..theme::body() };
                let right = egui::pos2(rect.right() - space::XS, rect.center().y);
                ui.painter().text(right, Align2::RIGHT_CENTER, format!("意见{remarks}"), small, colours.accent);
            }
            let lock = if item.withheld { 22.0 } else { 0.0 };
            if item.withheld {
                let at = egui::pos2(rect.right() - badge - space::XS, rect.center().y);
                ui.painter().text(at, Align2::RIGHT_CENTER, icons::LOCK, theme::icon(theme::size::BODY), colours.weak);
            }
            job.wrap = egui::text::TextWrapping::truncate_at_width((rect.right() - left - indent - badge - lock - space::XS).max(20.0));
            let galley = ui.painter().layout_job(job);
            let elided = galley.elided;
            ui.painter().galley(at + vec2(indent, -galley.size().y / 2.0), galley, colours.ink);
            let response = if elided { response.on_hover_text(&item.label) } else { response };
            let response =
                if item.withheld { response.on_hover_text("不公开：导出的文件里没有它的内容，合计照算") } else { response };
            if let Some(part) = item.view.as_ref().and_then(part_of) {
                response.context_menu(|ui| withhold_ui(ui, part, item.withheld, actions));
            }
            if response.clicked() && item.view.is_some() {
                chosen.clone_from(&item.view);
            }
        }
    });
    chosen
}

/// What can be done to a part, by the other mouse button.
fn withhold_ui(ui: &mut Ui, part: Place, withheld: bool, actions: &mut Vec<Action>) {
    let (word, hint) = if withheld {
        ("恢复公开", "重新印到导出的文件里")
    } else {
        ("设为不公开", "导出的文件里没有它的内容；表和规定的文字印一句“按规定不予公开”，合计照算")
    };
    if ui.button(word).on_hover_text(hint).clicked() {
        actions.push(Action::edit(Edit::Withheld { part, withheld: !withheld }, word));
        ui.close();
    }
}

/// Where to scroll to, where another part was shown than by a click and its line is out of sight.
fn offset(ui: &Ui, session: &Session, shown: &View) -> Option<f32> {
    let (known, seen) = (Id::unique("outline shown"), Id::unique("outline seen"));
    let name = format!("{shown:?}");
    if ui.data(|data| data.get_temp::<String>(known)).as_ref() == Some(&name) {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(known, name));
    let line = session.outline().iter().position(|item| item.view.as_ref() == Some(shown))?;
    let rows = ui.data(|data| data.get_temp::<std::ops::Range<usize>>(seen))?;
    #[allow(clippy::cast_precision_loss)] // lines
    let top = line as f32 * LINE - ui.available_height() / 2.0;
    (line < rows.start + 1 || line + 2 > rows.end).then(|| top.max(0.0))
}
