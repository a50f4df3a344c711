//! Where the figure that is worked at comes from and where it goes (来源与影响); a click leads there.

use egui::{RichText, ScrollArea, Ui};

use crate::calc::CellKind;
use crate::gui::command::{Action, Command};
use crate::gui::icons;
use crate::gui::theme::{self, palette, space};
use crate::gui::widgets::{group_ui, icon_button_ui};
use crate::model::Place;
use crate::session::{Session, Trace, trace};

/// What is shown, and of which state of which figure.
#[derive(Default)]
pub struct Tracing {
    /// Whether the panel is there.
    pub shown: bool,
    of: Option<(u64, u64, Place)>,
    found: Option<Trace>,
}

/// Lines of a list that are shown; how many more there are is said.
const MOST: usize = 200;

/// Draws the panel. `number` is the draft's among those opened.
pub fn trace_ui(ui: &mut Ui, session: &Session, tracing: &mut Tracing, number: u64, spot: Option<Place>, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("来源与影响").font(theme::bold(theme::size::BODY + 1.0)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button_ui(ui, icons::X, "收起来源与影响", true).clicked() {
                actions.push(Action::Command(Command::Trace));
            }
        });
    });
    let of = spot.map(|spot| (number, session.state(), spot));
    if tracing.of != of {
        tracing.found = of.as_ref().and_then(|(_, _, place)| trace(session.work(), place));
        tracing.of = of;
    }
    let colours = palette(ui);
    let Some(found) = &tracing.found else {
        ui.label(RichText::new("在表格里选中一个数，这里列出它由哪些数得出、会影响哪些地方。").color(colours.weak));
        return;
    };
    ScrollArea::vertical().auto_shrink(false).id_salt("trace").show(ui, |ui| {
        line_ui(ui, &found.said, &found.figure, None, actions);
        let said = match found.kind {
            CellKind::Typed => "录入的数",
            CellKind::Override => "手工调整的数；原来由下面的数得出",
            CellKind::Computed if found.from.is_empty() => "由公式计算",
            CellKind::Computed if found.multiplies => "由下面的数相乘得出",
            CellKind::Computed | CellKind::Closed => "由下面的数相加减得出",
        };
        ui.label(RichText::new(said).small().color(colours.weak));
        for part in found.from.iter().take(MOST) {
            let sign = if found.multiplies {
                "×"
            } else if part.minus {
                "－"
            } else {
                "＋"
            };
            line_ui(ui, &format!("{sign} {}", part.said), &part.figure, Some(&part.place), actions);
        }
        more_ui(ui, found.from.len());
        ui.add_space(space::S);
        group_ui(ui, &if found.to.is_empty() { "不影响别处".to_owned() } else { format!("影响{}处", found.to.len()) });
        for change in found.to.iter().take(MOST) {
            // Of a sentence its words would fill the panel: they are one click away.
            let figure = if change.money.is_some() || change.before.chars().count() < 16 { change.before.as_str() } else { "" };
            line_ui(ui, &change.said, figure, Some(&change.place), actions);
        }
        more_ui(ui, found.to.len());
    });
}

fn line_ui(ui: &mut Ui, said: &str, figure: &str, to: Option<&Place>, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(RichText::new(figure).font(theme::body()));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| match to {
                Some(place) => {
                    let link = egui::Button::new(RichText::new(said).color(palette(ui).accent)).frame(false).truncate();
                    if ui.add(link).on_hover_text("转到这一处").clicked() {
                        actions.push(Action::Command(Command::GoTo(place.clone())));
                    }
                }
                None => drop(ui.add(egui::Label::new(RichText::new(said).font(theme::bold(theme::size::BODY))).truncate())),
            });
        });
    });
}

fn more_ui(ui: &mut Ui, count: usize) {
    if count > MOST {
        let weak = palette(ui).weak;
        ui.label(RichText::new(format!("另有{}处", count - MOST)).small().color(weak));
    }
}
