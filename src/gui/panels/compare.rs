//! What another document says otherwise than the open draft: a line for each place with both values, and what follows from that. A click shows the place; 采用 takes it over.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{ComboBox, Id, Label, RichText, ScrollArea, Stroke, Ui};

use crate::amount::Amount;
use crate::compare::{Change, ChangeKind, words};
use crate::gui::command::{Action, Command};
use crate::gui::compare::{Comparing, nearest};
use crate::gui::icons;
use crate::gui::theme::{self, Palette, palette, space};
use crate::gui::widgets::{button_ui, icon_button_ui};
use crate::session::Session;

const LINE: f32 = 26.0;

/// Draws the panel.
pub fn compare_ui(ui: &mut Ui, session: &Session, comparing: &mut Comparing, actions: &mut Vec<Action>) {
    let shown = head_ui(ui, session, comparing, actions);
    if let Some(change) = comparing.looked.and_then(|n| comparing.found[0].get(n)) {
        egui::Panel::bottom("looked at").resizable(true).default_size(76.0).min_size(48.0).frame(egui::Frame::NONE).show(ui, |ui| {
            ui.add_space(space::XS);
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                ui.label(RichText::new(&change.said).strong());
                ui.add(Label::new(both(change, palette(ui), f32::INFINITY)).wrap());
            });
        });
    }
    let follows: &[Change] = if comparing.part.is_none() && comparing.least.trim().is_empty() { &comparing.found[1] } else { &[] };
    let count = shown.len() + follows.len();
    let mut looked = None;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, LINE, count, |ui, rows| {
        for at in rows {
            match shown.get(at) {
                Some(n) => {
                    if line_ui(ui, session, &comparing.found[0][*n], Some(*n), actions) {
                        looked = Some(*n);
                    }
                }
                None => drop(line_ui(ui, session, &follows[at - shown.len()], None, actions)),
            }
        }
    });
    comparing.looked = looked.or(comparing.looked);
}

/// What is compared, what of it is shown; gives the shown changes by number.
fn head_ui(ui: &mut Ui, session: &Session, comparing: &mut Comparing, actions: &mut Vec<Action>) -> Vec<usize> {
    let colours = palette(ui);
    let mut shown = Vec::new();
    ui.horizontal_wrapped(|ui| {
        if icon_button_ui(ui, icons::X, Command::StopComparing.label(), true).clicked() {
            actions.push(Action::Command(Command::StopComparing));
        }
        let [changes, follows] = &comparing.found;
        let text = format!("与“{}”比较：{}处不同，{}处合计数和引用随之不同", comparing.name, changes.len(), follows.len());
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

/// A line for a change; true where it was clicked. What only follows from others has no number.
fn line_ui(ui: &mut Ui, session: &Session, change: &Change, n: Option<usize>, actions: &mut Vec<Action>) -> bool {
    let colours = palette(ui);
    let mut clicked = false;
    ui.horizontal(|ui| {
        ui.set_height(LINE - space::S);
        if let Some(n) = n {
            let take = ui.add_enabled(!change.secret, egui::Button::new(RichText::new("采用").small()).small());
            take.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, !change.secret, format!("采用 {}", change.said)));
            if take.on_disabled_hover_text("涉密的内容不从别的文件采用，请在公开稿里办理").clicked() {
                actions.push(Action::Command(Command::TakeOver(vec![n])));
            }
        }
        let kind = if n.is_some() { change.kind.label() } else { "随之不同" };
        ui.label(RichText::new(kind).color(match (n, change.kind) {
            (None, _) | (_, ChangeKind::Moved) => colours.weak,
            (_, ChangeKind::Added) => colours.good,
            (_, ChangeKind::Removed) => colours.error,
            _ => colours.accent,
        }));
        let width = (ui.available_width() * 0.42).max(120.0);
        ui.allocate_ui_with_layout(egui::vec2(width, LINE - space::S), egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_width(width);
            let place = ui.add(egui::Button::new(change.said.as_str()).frame(false).truncate());
            if place.on_hover_text("转到这一处").clicked() {
                clicked = true;
                if let Some(place) = nearest(change, session.draft()) {
                    actions.push(Action::Command(Command::GoTo(place)));
                }
            }
        });
        let width = ui.available_width();
        ui.add(Label::new(both(change, colours, width)));
    });
    clicked
}

/// Both values in one: words inside a text marked, others one after the other. In a line a long text begins near its first difference.
fn both(change: &Change, colours: &Palette, width: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let line = width.is_finite();
    let plain = TextFormat { font_id: theme::body(), color: colours.ink, ..Default::default() };
    let shown = |text: &str| if line { text.replace('\n', " ") } else { text.to_owned() };
    if change.kind == ChangeKind::Changed && crate::compare::is_long(change) {
        let gone = TextFormat { color: colours.error, strikethrough: Stroke::new(1.0, colours.error), ..plain.clone() };
        let come = TextFormat { color: colours.good, underline: Stroke::new(1.0, colours.good), ..plain.clone() };
        for (n, piece) in words(&change.before, &change.after).into_iter().enumerate() {
            let format = match piece.kind {
                None => plain.clone(),
                Some(ChangeKind::Removed) => gone.clone(),
                Some(_) => come.clone(),
            };
            let mut text = shown(&piece.text);
            let skip = text.chars().count().saturating_sub(10);
            if line && n == 0 && piece.kind.is_none() && skip > 0 {
                text = std::iter::once('…').chain(text.chars().skip(skip)).collect();
            }
            job.append(&text, 0.0, format);
        }
    } else {
        let blank = |text: &str| if text.is_empty() { "（空）".to_owned() } else { shown(text) };
        let weak = TextFormat { color: colours.weak, ..plain.clone() };
        job.append(&blank(&change.before), 0.0, weak.clone());
        job.append("　→　", 0.0, weak);
        job.append(&blank(&change.after), 0.0, plain);
    }
    if line {
        job.wrap = TextWrapping::truncate_at_width(width);
    }
    job
}
