//! 公开完整性自评 as a picture: a row for each duty, a coloured square for each of its parts; a click shows the place.

use egui::{RichText, ScrollArea, Sense, Ui, Vec2};

use crate::gui::command::{Action, Command};
use crate::gui::theme::{palette, space};
use crate::session::{Assessed, Session, State, duties};

/// As wide as the longest name of a duty.
const NAMES: f32 = 110.0;
const SQUARE: f32 = 16.0;

/// Draws the picture.
pub fn duties_ui(ui: &mut Ui, session: &Session, actions: &mut Vec<Action>) {
    let open: Vec<_> = session.findings().iter().filter(|finding| finding.is_open(session.draft())).collect();
    let all = duties(session.draft(), session.outline(), &open);
    let complete = all.iter().filter(|one| one.state() == Some(State::Complete)).count();
    let wanted = all.iter().filter(|one| one.state().is_some()).count();
    ui.label(format!("{wanted}项里{complete}项完整。绿色完整，黄色待核，红色缺；点方块转到那里。"));
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for one in &all {
            ui.horizontal(|ui| row_ui(ui, one, actions));
        }
    });
}

fn row_ui(ui: &mut Ui, one: &Assessed, actions: &mut Vec<Action>) {
    let colours = palette(ui);
    let name = egui::Label::new(&one.duty.label).truncate();
    let (column, _) = ui.allocate_exact_size(Vec2::new(NAMES, SQUARE), Sense::hover());
    ui.put(column, name).on_hover_text(format!("{}。\n依据：{}", one.duty.why, one.duty.clause));
    ui.spacing_mut().item_spacing.x = space::XS;
    for square in &one.squares {
        let colour = match square.state {
            State::Complete => colours.good,
            State::Look => colours.warning,
            State::Missing => colours.error,
        };
        let (at, response) = ui.allocate_exact_size(Vec2::splat(SQUARE), if square.place.is_some() { Sense::click() } else { Sense::hover() });
        ui.painter().rect_filled(at, 3.0, colour);
        let response = response.on_hover_text(format!("{}：{}", square.label, square.state.label()));
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(format!("{}：{}", square.label, square.state.label())));
        if let Some(place) = square.place.as_ref().filter(|_| response.clicked()) {
            actions.push(Action::Command(Command::GoTo(place.clone())));
        }
    }
    ui.add_space(space::XS);
    ui.add(egui::Label::new(RichText::new(one.said()).color(colours.weak)).truncate());
}
