//! The place that is worked at in a view: the active cell, the field with the keyboard, the paragraph of the caret; else the part.

use egui::{Context, Id};

use super::ViewState;
use super::form_model::FormModel;
use crate::gui::linked::caret_line;
use crate::model::{Card, Draft, IndicatorOwner, Place};
use crate::session::{Session, View};
use crate::template::codes::Codes;

/// The place, and of a running text the paragraph; `None` where nothing is chosen.
pub fn spot(ctx: &Context, view: &View, session: &Session, codes: &Codes, state: &ViewState) -> Option<(Place, String)> {
    let draft = session.draft();
    let focus = state.focus.as_ref().filter(|(of, _)| of == view).map(|(_, id)| *id);
    let place = match view {
        View::Identity => Place::Identity,
        View::Form(name) => {
            let active = state.grids.get(&name.to_string()).map(super::super::grid::GridState::active);
            let form = draft.template.form(&name.form)?;
            let model = FormModel::new(session, codes, form, &name.unit)?.with_last_year(state.last_year);
            active.and_then(|(row, column)| model.place(row, column)).unwrap_or_else(|| Place::Form(name.clone()))
        }
        View::Text(id) => return Some((Place::Text(id.clone()), paragraph(ctx, id, draft.text(id)))),
        View::Tree(id) => Place::Item { tree: id.clone(), item: item(draft, id, focus)? },
        View::Indicators(id) => {
            let active = state.grids.get(id).map_or((0, 0), super::super::grid::GridState::active);
            let owner = IndicatorOwner::Part(id.clone());
            let row = draft.indicators_of(&owner).get(active.0)?.id.clone();
            let field = draft.template.indicators(id)?.columns.get(active.1)?.field.clone();
            Place::Indicator { owner, row, field }
        }
        View::Section(id) => Place::Section(id.clone()),
        View::Table(id) => {
            let table = draft.tables.get(id)?;
            let (row, column) = state.grids.get(id).map_or((0, 0), super::super::grid::GridState::active);
            Place::Table { id: id.clone(), row: table.row_ids.get(row)?.clone(), column: table.column_ids.get(column)?.clone() }
        }
        View::Cards => return None,
        View::Card(id) => of_card(draft, id, focus, state)?,
        View::Glossary => Place::Term(term(draft, focus)),
    };
    Some((place, String::new()))
}

/// The paragraph of the caret; nothing where the text is blank.
fn paragraph(ctx: &Context, id: &str, text: &str) -> String {
    let line = caret_line(ctx, Id::unique(("text", id)));
    text.split('\n').nth(line).unwrap_or_default().to_owned()
}

fn of_card(draft: &Draft, id: &str, focus: Option<Id>, state: &ViewState) -> Option<Place> {
    let (card, form) = (draft.card(id)?, draft.template.card.as_ref()?);
    let Some(focus) = focus else { return Some(Place::Card(id.to_owned())) };
    let fields = form.fields.iter().map(|field| field.id.as_str()).chain([Card::NAME]);
    if let Some(field) = fields.into_iter().find(|field| Id::unique(("card", &card.id, *field)) == focus) {
        return Some(Place::CardField { card: id.to_owned(), field: field.to_owned() });
    }
    let dates = form.plan.as_ref().map_or(0, |plan| plan.dates.len());
    if let Some(date) = (0..dates).find(|date| Id::unique(("plan", &card.id, *date)) == focus) {
        return Some(Place::Plan { card: id.to_owned(), date });
    }
    if let Some(goal) = card.goals.iter().find(|goal| Id::unique(("goal", &goal.id)) == focus) {
        return Some(Place::Goal { card: id.to_owned(), goal: goal.id.clone() });
    }
    let grid = Id::unique(("grid", id)).with("edit") == focus;
    let (row, column) = state.grids.get(id).filter(|_| grid).map_or((usize::MAX, 0), super::super::grid::GridState::active);
    let of_grid = card.indicators.get(row).zip(form.indicators.get(column)).map(|(row, column)| Place::Indicator {
        owner: IndicatorOwner::Card(id.to_owned()),
        row: row.id.clone(),
        field: column.field.clone(),
    });
    Some(of_grid.unwrap_or_else(|| Place::Card(id.to_owned())))
}

fn item(draft: &Draft, tree: &str, focus: Option<Id>) -> Option<String> {
    let items = draft.trees.get(tree)?;
    let mut found = None;
    crate::model::tree::each(items, 0, &mut |item, _| {
        if focus.is_some_and(|focus| super::tree::fields(item).contains(&focus)) {
            found = Some(item.id.clone());
        }
    });
    found.or_else(|| Some(items.first()?.id.clone()))
}

fn term(draft: &Draft, focus: Option<Id>) -> String {
    let of = |id: &String| [Id::unique(("term", id)), Id::unique(("definition", id))];
    let found = draft.glossary.iter().find(|term| focus.is_some_and(|focus| of(&term.id).contains(&focus)));
    found.map_or_else(String::new, |term| term.id.clone())
}
