//! Below an open cell: why its text is refused, or what it may be, chosen by mouse or with arrows and Enter.

use egui::{Id, Rect, Ui, Vec2};

use super::keys::{GridKey, Move};
use super::{Commit, GridModel, GridState, Mode, burst, finish, step_name};
use crate::gui::command::Action;
use crate::gui::theme::palette;

/// What an open cell offers.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// The cell and the text that it is for, so that it is looked for once for each key.
    of: Option<((usize, usize), String)>,
    lines: Vec<(String, String)>,
    /// The line that the arrows are at.
    at: Option<usize>,
}

impl Offer {
    /// Looks again where something else is typed.
    fn keep_up(&mut self, cell: (usize, usize), text: &str, model: &dyn GridModel) {
        if self.of.as_ref().is_none_or(|(known, typed)| *known != cell || typed != text) {
            *self = Self { of: Some((cell, text.to_owned())), lines: model.suggest(cell.0, cell.1, text), at: None };
        }
    }
}

/// Whether a key is for the list: arrows go through it, Enter and Tab take the line that they are at. Then nothing else is done with it, or with
/// Enter and Tab what they do to a cell.
pub(super) fn takes(key: &GridKey, salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) -> bool {
    if state.mode == Mode::Navigate {
        return false;
    }
    let text = state.buffer.trim().to_owned();
    state.offer.keep_up(state.active, &text, model);
    let lines = state.offer.lines.len();
    if lines == 0 {
        return false;
    }
    let at = state.offer.at;
    match key {
        GridKey::Move(Move::Down) => state.offer.at = Some(at.map_or(0, |at| (at + 1).min(lines - 1))),
        GridKey::Move(Move::Up) if at.is_some() => state.offer.at = at.and_then(|at| at.checked_sub(1)),
        GridKey::Cancel if at.is_some() => state.offer.at = None,
        GridKey::Move(Move::Below | Move::Next) => {
            if let Some((code, _)) = at.and_then(|at| state.offer.lines.get(at)) {
                state.buffer.clone_from(code);
                live(salt, state, model, actions);
            }
            return false;
        }
        _ => return false,
    }
    true
}

/// What was chosen counts as typed.
fn live(salt: &str, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let (row, column) = state.active;
    if model.is_live(row, column)
        && let Ok(Commit { edit: Some(edit), .. }) = model.commit(row, column, state.buffer.trim())
    {
        actions.push(Action::typing(edit, &step_name(model, row, column), burst(salt, state)));
    }
}

/// Draws it.
pub(super) fn below_ui(ui: &Ui, salt: &str, cell: Rect, state: &mut GridState, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let text = state.buffer.trim().to_owned();
    state.offer.keep_up(state.active, &text, model);
    if state.refused.is_none() && state.offer.lines.is_empty() {
        return;
    }
    let colours = palette(ui);
    let mut chosen = None;
    let area = egui::Area::new(Id::unique(("below cell", salt))).order(egui::Order::Foreground);
    area.fixed_pos(cell.left_bottom() + Vec2::new(0.0, 2.0)).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_max_width(420.0);
            if let Some(reason) = &state.refused {
                ui.colored_label(colours.error, reason);
            }
            for (n, (code, name)) in state.offer.lines.iter().enumerate() {
                let said = if name.is_empty() { code.clone() } else { format!("{code}　{name}") };
                if ui.selectable_label(state.offer.at == Some(n), said).clicked() {
                    chosen = Some(code.clone());
                }
            }
        });
    });
    if let Some(code) = chosen {
        state.buffer = code;
        finish(salt, state, model, actions);
        state.take_focus = true;
    }
}
