//! The middle of the window: one file for each kind of part.

mod beside;
mod card;
mod cards;
mod carried;
mod codes;
mod printed;
mod remarked;
mod spot;
mod form;
mod form_model;
mod free;
mod glossary;
mod identity;
mod indicators;
mod chart;
mod last_year;
mod text;
mod tree;

use std::collections::HashMap;
use std::rc::Rc;

use egui::Ui;

use super::command::Action;
use super::compare::Beside;
use super::grid::GridState;
use super::layouts::Layouts;
use crate::model::Place;
use crate::session::{Session, View};
use crate::template::Library;
use crate::template::codes::Codes;
pub(super) use beside::both;
use form_model::FormModel;
use free::TableModel;
use indicators::IndicatorModel;
pub use spot::spot;

/// What the views remember between frames.
#[derive(Default)]
pub struct ViewState {
    /// Grids by name.
    grids: HashMap<String, GridState>,
    /// How tables are looked at, which outlives the draft.
    pub layouts: Layouts,
    /// Whether forms have last year's figures beside this year's.
    last_year: bool,
    /// Whether a chart stands below a form, and which.
    chart: Option<usize>,
    /// What the list of cards shows.
    cards: cards::CardsState,
    /// A place to be shown as soon as its view is drawn.
    go: Option<Place>,
    /// What another document says otherwise, if one is compared.
    pub beside: Rc<Beside>,
    /// The view drawn last; another one takes the keyboard.
    shown: Option<View>,
    /// A figure that is being chosen for a text.
    picking: Option<text::Picking>,
    /// The field that had the keyboard last, and in which view.
    focus: Option<(View, egui::Id)>,
}

impl ViewState {
    /// Shows a place in its view.
    pub fn go_to(&mut self, place: Place) {
        self.go = Some(place);
    }

    /// Forgets everything: another draft was opened.
    pub fn clear(&mut self) {
        *self = Self { layouts: std::mem::take(&mut self.layouts), ..Self::default() };
    }

    /// The grid of that name; `table` says by which its layout is kept.
    fn grid(&mut self, name: &str, table: &str) -> &mut GridState {
        let layouts = &self.layouts;
        self.grids.entry(name.to_owned()).or_insert_with(|| GridState::laid_out(layouts.of(table)))
    }

    /// Keeps what somebody has dragged in a grid.
    fn keep_layout(&mut self, name: &str, table: &str) {
        if let Some(layout) = self.grids.get_mut(name).and_then(GridState::take_changed) {
            self.layouts.keep(table, layout);
        }
    }
}

/// Ends what is being typed in a view's grid, or with `drop` takes it back. True where something was being typed.
pub fn settle(view: &View, session: &Session, codes: &Codes, state: &mut ViewState, drop: bool, actions: &mut Vec<Action>) -> bool {
    let draft = session.draft();
    match view {
        View::Form(id) => {
            let name = id.to_string();
            let (Some(form), Some(grid)) = (draft.template.form(&id.form), state.grids.get_mut(&name)) else { return false };
            let wanted = state.last_year;
            let Some(model) = FormModel::new(session, codes, form, &id.unit).map(|model| model.with_last_year(wanted)) else { return false };
            crate::gui::grid::settle(&name, grid, &model, drop, actions)
        }
        View::Card(id) => {
            let at = draft.cards.iter().position(|card| card.id == *id);
            let (Some(at), Some(form), Some(grid)) = (at, &draft.template.card, state.grids.get_mut(id)) else { return false };
            let model = IndicatorModel::card(draft, form, at, 0.0);
            crate::gui::grid::settle(id, grid, &model, drop, actions)
        }
        View::Indicators(id) => {
            let (Some(part), Some(grid)) = (draft.template.indicators(id), state.grids.get_mut(id)) else { return false };
            crate::gui::grid::settle(id, grid, &IndicatorModel::part(draft, part, 0.0), drop, actions)
        }
        View::Table(id) => {
            let (Some(table), Some(grid)) = (draft.tables.get(id), state.grids.get_mut(id)) else { return false };
            crate::gui::grid::settle(id, grid, &TableModel::new(id, table), drop, actions)
        }
        View::Identity | View::Text(_) | View::Tree(_) | View::Section(_) | View::Cards | View::Glossary => false,
    }
}

/// Draws a view of the draft.
pub fn view_ui(ui: &mut Ui, view: &View, session: &Session, library: &Library, state: &mut ViewState, actions: &mut Vec<Action>) {
    let codes = &library.codes;
    crate::gui::grid::forget_summary(ui);
    let fresh = state.shown.as_ref() != Some(view);
    if fresh {
        state.shown = Some(view.clone());
    }
    carried::carried_ui(ui, view, session, actions);
    remarked::remarked_ui(ui, view, session, actions);
    printed::printed_ui(ui, view, session, actions);
    beside::beside_ui(ui, view, &state.beside, actions);
    match view {
        View::Identity => identity::identity_ui(ui, session, library, actions),
        View::Form(id) => form::form_ui(ui, id, session, library, state, fresh, actions),
        View::Text(id) => text::text_ui(ui, id, session, library, state, actions),
        View::Tree(id) => tree::tree_ui(ui, id, session, state, actions),
        View::Indicators(id) => indicators::indicators_ui(ui, id, session, state, fresh, actions),
        View::Section(id) => free::section_ui(ui, id, session, actions),
        View::Table(id) => free::table_ui(ui, id, session, state, fresh, actions),
        View::Cards => cards::cards_ui(ui, session, &mut state.cards, actions),
        View::Card(id) => card::card_ui(ui, id, session, codes, state, actions),
        View::Glossary => glossary::glossary_ui(ui, session, actions),
    }
    // Whoever goes on to say something of a field takes the keyboard out of it first; fields of panels belong to no view.
    if let Some(id) = ui.memory(egui::Memory::focused).filter(|id| !crate::gui::panels::is_review_field(*id)) {
        state.focus = Some((view.clone(), id));
    }
}
