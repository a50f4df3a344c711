//! What another document says otherwise than the open draft: a line for each place with both values, and what follows from that. A
//! click shows the place; 采用 takes it over.

use egui::{Align, ComboBox, Id, Label, Layout, RichText, ScrollArea, Ui};
use egui_extras::{Column, TableBuilder};

use crate::amount::Amount;
use crate::compare::{Change, ChangeKind, is_long};
use crate::gui::command::{Action, Command};
use crate::gui::compare::{Beside, Comparing, nearest};
use crate::gui::icons;
use crate::gui::theme::{self, Palette, palette, space};
use crate::gui::views::both;
use crate::gui::widgets::{button_ui, icon_button_ui};
use crate::session::Session;

/// Draws the panel.
pub fn compare_ui(ui: &mut Ui, session: &Session, comparing: &mut Comparing, actions: &mut Vec<Action>) {
    let beside = std::rc::Rc::clone(&comparing.beside);
    let shown = head_ui(ui, session, comparing, &beside, actions);
    if let Some(change) = comparing.looked.and_then(|n| beside.found[0].get(n)) {
        egui::Panel::bottom("looked at").resizable(true).default_size(76.0).min_size(48.0).frame(egui::Frame::NONE).show(ui, |ui| {
            ui.add_space(space::XS);
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.label(RichText::new(&change.said).strong());
                ui.add(Label::new(both(change, palette(ui), f32::INFINITY)).wrap());
            });
        });
    }
    let all_follow = comparing.part.is_none() && comparing.least.trim().is_empty();
    let follows: &[Change] = if all_follow { &beside.found[1] } else { &[] };
    let mut looked = None;
    let width = ui.available_width();
    let table = TableBuilder::new(ui).id_salt("compared").striped(true).cell_layout(Layout::left_to_right(Align::Center));
    let columns = [62.0, 72.0, width * 0.36].map(|width| Column::exact(width).clip(true));
    let table =
        columns.into_iter().fold(table, TableBuilder::column).column(Column::exact(width * 0.2).clip(true)).column(Column::remainder().clip(true));
    table
        .header(theme::ROW, |mut row| {
            for (at, label) in ["", "", "位置", "当前公开稿", "那一份"].into_iter().enumerate() {
                row.col(|ui| {
                    if at > 0 {
                        ui.label(RichText::new(label).small().color(palette(ui).weak));
                    }
                });
            }
        })
        .body(|body| {
            body.rows(theme::ROW, shown.len() + follows.len(), |mut row| {
                let at = row.index();
                let (change, n) = shown.get(at).map_or_else(|| (&follows[at - shown.len()], None), |n| (&beside.found[0][*n], Some(*n)));
                row.col(|ui| take_ui(ui, change, n, actions));
                row.col(|ui| drop(ui.label(RichText::new(n.map_or("随之不同", |_| change.kind.label())).color(kind_colour(ui, change, n)))));
                row.col(|ui| {
                    let place = ui.add(egui::Button::new(change.said.as_str()).frame(false).truncate());
                    if place.on_hover_text("转到这一处").clicked() {
                        looked = n.or(looked);
                        if let Some(place) = nearest(change, session.draft()) {
                            actions.push(Action::Command(Command::GoTo(place)));
                        }
                    }
                });
                if change.kind == ChangeKind::Changed && is_long(change) {
                    row.col(|_| {});
                    row.col(|ui| {
                        let width = ui.available_width();
                        ui.add(Label::new(both(change, palette(ui), width)));
                    });
                } else {
                    row.col(|ui| value_ui(ui, &change.before, palette(ui).ink));
                    row.col(|ui| value_ui(ui, &change.after, palette(ui).accent));
                }
            });
        });
    comparing.looked = looked.or(comparing.looked);
}

fn take_ui(ui: &mut Ui, change: &Change, n: Option<usize>, actions: &mut Vec<Action>) {
    let Some(n) = n else { return };
    let take = ui.add_enabled(!change.secret, egui::Button::new(RichText::new("采用").small()).small());
    take.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, !change.secret, format!("采用 {}", change.said)));
    if take.on_disabled_hover_text("涉密的内容不从别的文件采用，请在公开稿里办理").clicked() {
        actions.push(Action::Command(Command::TakeOver(vec![n])));
    }
}

fn value_ui(ui: &mut Ui, text: &str, colour: egui::Color32) {
    let colour = if text.is_empty() { palette(ui).weak } else { colour };
    let text = if text.is_empty() { "（空）".to_owned() } else { text.replace('\n', " ") };
    ui.add(Label::new(RichText::new(text).color(colour)).truncate());
}

fn kind_colour(ui: &Ui, change: &Change, n: Option<usize>) -> egui::Color32 {
    let colours: &Palette = palette(ui);
    match (n, change.kind) {
        (None, _) | (_, ChangeKind::Moved) => colours.weak,
        (_, ChangeKind::Added) => colours.good,
        (_, ChangeKind::Removed) => colours.error,
        _ => colours.accent,
    }
}

/// What is compared, what of it is shown; gives the shown changes by number.
fn head_ui(ui: &mut Ui, session: &Session, comparing: &mut Comparing, beside: &Beside, actions: &mut Vec<Action>) -> Vec<usize> {
    let colours = palette(ui);
    let mut shown = Vec::new();
    ui.horizontal_wrapped(|ui| {
        if icon_button_ui(ui, icons::X, Command::StopComparing.label(), true).clicked() {
            actions.push(Action::Command(Command::StopComparing));
        }
        let [changes, follows] = &beside.found;
        let text = format!("与“{}”比较：{}处不同，{}处合计数和引用随之不同", beside.name, changes.len(), follows.len());
        ui.label(RichText::new(text).color(colours.weak));
        let mut parts: Vec<&str> = Vec::new();
        for change in changes {
            if !parts.contains(&change.part.as_str()) {
                parts.push(&change.part);
            }
        }
        let mut part = comparing.part.clone().filter(|part| parts.contains(&part.as_str()));
        let chosen = part.clone().unwrap_or_else(|| "全部".to_owned());
        let combo = ComboBox::from_id_salt("compared part").width(190.0).selected_text(&chosen).show_ui(ui, |ui| {
            ui.selectable_value(&mut part, None, "全部");
            for name in parts {
                ui.selectable_value(&mut part, Some(name.to_owned()), name);
            }
        });
        combo.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, "比较 部分"));
        ui.label(RichText::new("金额相差不少于").color(colours.weak));
        let edit = egui::TextEdit::singleline(&mut comparing.least).id(Id::unique("compared least")).desired_width(70.0);
        ui.add(edit);
        ui.ctx().accesskit_node_builder(Id::unique("compared least"), |node| node.set_label("比较 金额相差不少于"));
        let least = Amount::typed(&comparing.least, session.draft().entry_unit).ok().flatten();
        let wanted = |change: &Change| {
            part.as_ref().is_none_or(|part| *part == change.part) && least.is_none_or(|least| change.by().is_some_and(|by| by >= least.0))
        };
        shown = (0..changes.len()).filter(|n| wanted(&changes[*n])).collect();
        let all: Vec<usize> = shown.iter().copied().filter(|n| !changes[*n].secret).collect();
        let take = button_ui(ui, icons::CHECK_CIRCLE, "全部采用", !all.is_empty());
        if take.on_hover_text("列出的各处都改成那一份的内容；一步可以撤销").clicked() {
            actions.push(Action::Command(Command::TakeOver(all)));
        }
        comparing.part = part;
    });
    shown
}
