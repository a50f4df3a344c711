//! The printed figures into the draft: what is typed there is stored; what the template computes is compared, and kept beside the
//! computed figure (手工调整) where the two differ. Nothing is corrected.

use std::sync::Arc;

use super::form::Figure;
use super::report::{Outcome, Report};
use crate::amount::Amount;
use crate::calc::{CellKind, Totals, calc};
use crate::model::{Draft, Edit, Place, Row};
use crate::template::RowKind;
use crate::template::plan::Plan;

/// Rounds of comparing: a stated total changes the totals that rest on it.
const ROUNDS: usize = 4;

/// Puts the figures into the draft.
pub(super) fn put(draft: &mut Draft, figures: &[Figure]) {
    open_cells(draft, figures);
    let Ok(plan) = Plan::compile(&draft.template) else { return };
    let totals = calc(draft, &plan);
    let mut computed: Vec<&Figure> = Vec::new();
    for figure in figures {
        match totals.at(&plan, &figure.pane, &figure.row, &figure.column).map(|cell| cell.kind) {
            Some(CellKind::Computed | CellKind::Override) => computed.push(figure),
            Some(CellKind::Typed) => set(draft, figure, Some(figure.amount)),
            Some(CellKind::Closed) | None => {}
        }
    }
    drop_blank_rows(draft);
    explain(draft, &plan, &computed);
    for _ in 0..ROUNDS {
        let totals = calc(draft, &plan);
        let mut changed = false;
        for figure in &computed {
            let Some(cell) = totals.at(&plan, &figure.pane, &figure.row, &figure.column) else { continue };
            let same = cell.computed.unwrap_or_default() == figure.amount.0;
            if same && cell.kind == CellKind::Override {
                set(draft, figure, None);
                changed = true;
            } else if !same && cell.kind != CellKind::Override {
                set(draft, figure, Some(figure.amount));
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    drop_blank_rows(draft);
}

/// Says which figures differ from the computed ones, and which found no cell.
pub(super) fn doubts(draft: &Draft, figures: &[Figure], report: &mut Report) {
    let Ok(plan) = Plan::compile(&draft.template) else { return };
    let totals = calc(draft, &plan);
    for figure in figures {
        let place = Place::Cell { pane: figure.pane.clone(), row: figure.row.clone(), column: figure.column.clone() };
        match totals.at(&plan, &figure.pane, &figure.row, &figure.column) {
            Some(cell) if cell.kind == CellKind::Override => {
                let computed = cell.computed.map_or_else(|| "空".to_owned(), |value| value.to_string());
                report.add(
                    &place.describe(draft),
                    Outcome::Doubtful,
                    60,
                    format!("原文件的数是{}，按公式算得{computed}；两个数都保留", figure.amount),
                );
                let stored = draft.rows(&figure.pane).iter().find(|row| row.id == figure.row || row.code == figure.row);
                let row = stored.map_or_else(|| figure.row.clone(), |row| row.id.clone());
                report.fix(Edit::Amount { pane: figure.pane.clone(), row, column: figure.column.clone(), value: None });
            }
            Some(cell) if cell.kind != CellKind::Closed => continue,
            _ => report.add(&place.describe(draft), Outcome::Doubtful, 0, format!("这一格不能填数，原文件的数{}没有位置", figure.amount)),
        }
        report.place(place);
    }
}

/// A figure in a cell that the form keeps shut: the draft's own copy of the form opens it.
fn open_cells(draft: &mut Draft, figures: &[Figure]) {
    for form in &mut Arc::make_mut(&mut draft.template).forms {
        let names: Vec<String> = form.panes.iter().map(|pane| pane.name(form)).collect();
        for (pane, name) in form.panes.iter_mut().zip(names) {
            for column in &mut pane.columns {
                let Some(only) = &mut column.only else { continue };
                let rows = figures.iter().filter(|figure| figure.pane == name && figure.column == column.id);
                let shut: Vec<String> = rows.map(|figure| figure.row.clone()).filter(|row| !only.contains(row)).collect();
                let filled = |row: &str| {
                    pane.equations.iter().any(|equation| {
                        equation.split('=').next().is_some_and(|left| {
                            left.contains(row) && left.contains(column.id.as_str()) || left.contains('*') && left.contains(column.id.as_str())
                        })
                    })
                };
                only.extend(shut.into_iter().filter(|row| !filled(row)));
            }
        }
    }
}

/// What a column that is typed but not printed explains: other funds, projects that pay for vehicles. It takes what is missing.
fn explain(draft: &mut Draft, plan: &Plan, computed: &[&Figure]) {
    let mut totals = calc(draft, plan);
    for figure in computed {
        let at = |totals: &Totals, figure: &Figure| totals.at(plan, &figure.pane, &figure.row, &figure.column).and_then(|cell| cell.shown);
        let missing = figure.amount.0 - at(&totals, figure).unwrap_or_default();
        if missing.is_zero() {
            continue;
        }
        let Some((form, pane)) =
            draft.template.forms.iter().find_map(|form| Some((form, form.panes.iter().find(|pane| pane.name(form) == figure.pane)?)))
        else {
            continue;
        };
        let _ = form;
        let hidden: Vec<String> =
            pane.columns.iter().filter(|column| !column.print && column.kind.is_figure()).map(|column| column.id.clone()).collect();
        let wrong = |totals: &Totals| computed.iter().filter(|figure| at(totals, figure).unwrap_or_default() != figure.amount.0).count();
        let before = wrong(&totals);
        for column in hidden {
            let own = totals.at(plan, &figure.pane, &figure.row, &column).filter(|cell| cell.kind == CellKind::Typed && cell.shown.is_none());
            if own.is_none() {
                continue;
            }
            let try_ = Figure { pane: figure.pane.clone(), row: figure.row.clone(), column, amount: Amount(missing) };
            set(draft, &try_, Some(try_.amount));
            let after = calc(draft, plan);
            if at(&after, figure) == Some(figure.amount.0) && wrong(&after) < before {
                totals = after;
                break;
            }
            set(draft, &try_, None);
        }
    }
}

/// Stores an amount, or takes it away.
fn set(draft: &mut Draft, figure: &Figure, amount: Option<Amount>) {
    let coded = draft
        .template
        .forms
        .iter()
        .flat_map(|form| form.panes.iter().map(move |pane| (pane.name(form), pane)))
        .any(|(name, pane)| name == figure.pane && matches!(pane.rows, RowKind::Coded(_)));
    let rows = draft.forms.entry(figure.pane.clone()).or_default();
    let at = rows.iter().position(|row| row.id == figure.row || coded && row.code == figure.row);
    match (at, amount) {
        (Some(at), Some(amount)) => {
            rows[at].amounts.insert(figure.column.clone(), amount);
        }
        (Some(at), None) => {
            rows[at].amounts.remove(&figure.column);
        }
        (None, Some(amount)) => {
            let code = if coded && figure.row.bytes().all(|b| b.is_ascii_digit()) { figure.row.clone() } else { String::new() };
            rows.push(Row { id: figure.row.clone(), code, amounts: [(figure.column.clone(), amount)].into(), ..Row::default() });
        }
        (None, None) => {}
    }
}

/// Rows that nothing was put into and that the form has by itself.
fn drop_blank_rows(draft: &mut Draft) {
    let Ok(plan) = Plan::compile(&draft.template) else { return };
    let shown = |draft: &Draft| -> Vec<(String, Vec<String>)> {
        let totals = calc(draft, &plan);
        plan.panes
            .iter()
            .zip(&totals.panes)
            .map(|(pane, totals)| (pane.name.clone(), totals.rows.iter().map(|row| row.code.to_string()).collect()))
            .collect()
    };
    let before = shown(draft);
    let mut less = draft.clone();
    for (name, rows) in &mut less.forms {
        if before.iter().any(|(known, codes)| known == name && codes.iter().any(|code| !code.is_empty())) {
            rows.retain(|row| !row.is_blank());
        }
    }
    let after = shown(&less);
    for (name, rows) in &mut draft.forms {
        let codes = |list: &[(String, Vec<String>)]| list.iter().find(|(known, _)| known == name).map(|(_, codes)| codes.clone()).unwrap_or_default();
        let (before, after) = (codes(&before), codes(&after));
        if before.iter().any(|code| !code.is_empty()) {
            rows.retain(|row| !row.is_blank() || !after.contains(&row.code));
        }
    }
}

/// Rows of codes that a clerk types into have ids of their own; those of parents, and of codes that other forms give, have their
/// code.
pub(super) fn name_rows(draft: &mut Draft) {
    let Ok(plan) = Plan::compile(&draft.template) else { return };
    let totals = calc(draft, &plan);
    for (pane, totals) in plan.panes.iter().zip(&totals.panes) {
        let Some(rows) = draft.forms.get_mut(&pane.name) else { continue };
        for row in rows.iter_mut().filter(|row| !row.code.is_empty()) {
            let parent = totals.rows.iter().any(|other| other.code != row.code && other.code.starts_with(row.code.as_str()));
            let typed = totals.row(&row.code).is_some_and(|at| {
                (0..pane.columns.len()).any(|column| totals.cell(at, column).kind == CellKind::Typed && totals.cell(at, column).shown.is_some())
            });
            if parent || !typed && row.texts.is_empty() {
                row.id.clone_from(&row.code);
            }
        }
    }
}
