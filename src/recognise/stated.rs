//! The printed figures into the draft: what is typed there is stored; what the template computes is compared, and kept beside the
//! computed figure (手工调整) where the two differ. Nothing is corrected.

use std::sync::Arc;

use super::form::Figure;
use crate::amount::Amount;
use crate::calc::{Cell, CellKind, exact_difference};
use crate::model::{Draft, Edit, PaneName, Place, Row, RowEdit, RowId};
use crate::report::{Fate, Report};
use crate::template::RowKind;
use crate::template::plan::RowsPlan;
use crate::workings::Workings;

/// Rounds of comparing: a stated total changes the totals that rest on it.
const ROUNDS: usize = 4;

/// Puts the figures into the draft.
pub(super) fn put(work: &mut Workings, figures: &[Figure]) {
    open_cells(work, figures);
    let is = |figure: &&Figure, kinds: &[CellKind]| cell(work, figure).is_some_and(|cell| kinds.contains(&cell.kind));
    let typed: Vec<&Figure> = figures.iter().filter(|figure| is(figure, &[CellKind::Typed])).collect();
    let computed: Vec<&Figure> = figures.iter().filter(|figure| is(figure, &[CellKind::Computed, CellKind::Override])).collect();
    work.change(|draft| typed.iter().for_each(|figure| set(draft, figure, Some(figure.amount))));
    drop_blank_rows(work);
    explain(work, &computed);
    for _ in 0..ROUNDS {
        let differing: Vec<(&Figure, Option<Amount>)> = computed
            .iter()
            .filter_map(|figure| {
                let cell = cell(work, figure)?;
                let same = cell.computed.unwrap_or_default() == figure.amount.0;
                (same == (cell.kind == CellKind::Override)).then_some((*figure, (!same).then_some(figure.amount)))
            })
            .collect();
        if differing.is_empty() {
            break;
        }
        work.change(|draft| differing.iter().for_each(|(figure, amount)| set(draft, figure, *amount)));
    }
    drop_blank_rows(work);
}

fn cell(work: &Workings, figure: &Figure) -> Option<Cell> {
    work.totals().at(work.plan(), &figure.pane, &figure.row, &figure.column)
}

/// Says which figures differ from the computed ones, and which found no cell.
pub(super) fn doubts(work: &Workings, figures: &[Figure], report: &mut Report) {
    let draft = work.draft();
    for figure in figures {
        let place = Place::Cell { pane: figure.pane.clone(), row: figure.row.clone(), column: figure.column.clone() };
        match cell(work, figure) {
            Some(cell) if cell.kind == CellKind::Override => {
                let computed = cell.computed.map_or_else(|| "空".to_owned(), |value| value.to_string());
                report.add(&place.describe(draft), Fate::Doubtful, 60, format!("原文件的数是{}，按公式算得{computed}；两个数都保留", figure.amount));
                let stored = draft.rows(&figure.pane).iter().find(|row| row.id == figure.row || row.code == figure.row.as_str());
                let row = stored.map_or_else(|| figure.row.clone(), |row| row.id.clone());
                let edit = RowEdit::Amount { column: figure.column.clone(), value: None };
                report.fix(Edit::Row { pane: figure.pane.clone(), row, edit });
                report.passage(&figure.passage);
            }
            Some(cell) if cell.kind != CellKind::Closed => continue,
            _ => {
                report.add(&place.describe(draft), Fate::Doubtful, 0, format!("这一格不能填数，原文件的数{}没有位置", figure.amount));
                report.passage(&figure.passage);
            }
        }
        report.place(place);
    }
}

/// A figure in a cell that the form keeps shut, and no equation fills: the draft's own copy of the form opens it.
fn open_cells(work: &mut Workings, figures: &[Figure]) {
    let plan = work.plan();
    let shut = figures.iter().filter_map(|figure| {
        let pane = &plan.panes[plan.pane_of(&figure.pane.form, &figure.pane.pane)?];
        let RowsPlan::Fixed(rows) = &pane.rows else { return None };
        let (class, column) = (rows.iter().position(|row| row.id == figure.row.as_str())?, pane.column(&figure.column)?);
        let shut = pane.columns[column].figure && !pane.is_open(class, column) && pane.fill(class, column).is_none();
        let (form, pane) = pane.place.filter(|_| shut)?;
        Some((form, pane, column, figure.row.to_string()))
    });
    let shut: Vec<(usize, usize, usize, String)> = shut.collect();
    if shut.is_empty() {
        return;
    }
    work.change(|draft| {
        let forms = &mut Arc::make_mut(&mut draft.template).forms;
        for (form, pane, column, row) in shut {
            if let Some(only) = &mut forms[form].panes[pane].columns[column].only
                && !only.contains(&row)
            {
                only.push(row);
            }
        }
    });
}

/// What a column that is typed but not printed explains: other funds, projects that pay for vehicles. It takes what is missing.
fn explain(work: &mut Workings, computed: &[&Figure]) {
    let shown = |work: &Workings, figure: &Figure| cell(work, figure).and_then(|cell| cell.shown);
    // What is printed in parts explains itself first; a figure that several hidden columns could explain is explained by none.
    let mut only: Vec<(&Figure, String)> = Vec::new();
    for figure in computed.iter().filter(|figure| shown(work, figure).unwrap_or_default() != figure.amount.0) {
        let part = |column: &String| Figure { column: column.clone(), ..(*figure).clone() };
        let open = |column: &String| cell(work, &part(column)).is_some_and(|cell| cell.kind == CellKind::Typed && cell.shown.is_none());
        if let [column] = hidden_sources(work, figure).into_iter().filter(open).collect::<Vec<_>>().as_slice() {
            only.push((figure, column.clone()));
        }
    }
    let wrong = |work: &Workings| computed.iter().filter(|figure| shown(work, figure).unwrap_or_default() != figure.amount.0).count();
    for (figure, column) in only {
        let Some(missing) = exact_difference(figure.amount.0, shown(work, figure).unwrap_or_default()).filter(|missing| !missing.is_zero()) else {
            continue;
        };
        let before = wrong(work);
        let part = Figure { column, amount: Amount(missing), ..figure.clone() };
        if !cell(work, &part).is_some_and(|cell| cell.kind == CellKind::Typed && cell.shown.is_none()) {
            continue;
        }
        work.change(|draft| set(draft, &part, Some(part.amount)));
        if shown(work, figure) != Some(figure.amount.0) || wrong(work) >= before {
            work.change(|draft| set(draft, &part, None));
        }
    }
}

/// The columns of a figure's own form that are typed but not printed, and get into it.
fn hidden_sources(work: &Workings, figure: &Figure) -> Vec<String> {
    let (plan, totals) = (work.plan(), work.totals());
    let find = || {
        let pane = plan.pane_of(&figure.pane.form, &figure.pane.pane)?;
        let class = totals.panes[pane].rows[totals.panes[pane].row(&figure.row)?].class;
        let (form, place) = plan.panes[pane].place?;
        let sources = plan.rests_on(pane, class, plan.panes[pane].column(&figure.column)?);
        let columns = work.draft().template.forms[form].panes[place].columns.iter().enumerate();
        let hidden = columns.filter(|(at, column)| !column.print && column.kind.is_figure() && sources.contains(&(pane, *at)));
        Some(hidden.map(|(_, column)| column.id.clone()).collect())
    };
    find().unwrap_or_default()
}

/// Stores an amount, or takes it away.
fn set(draft: &mut Draft, figure: &Figure, amount: Option<Amount>) {
    let coded = draft.pane(&figure.pane).is_some_and(|pane| matches!(pane.rows, RowKind::Coded(_)));
    let rows = draft.forms.entry(figure.pane.clone()).or_default();
    let at = rows.iter().position(|row| row.id == figure.row || coded && row.code == figure.row.as_str());
    match (at, amount) {
        (Some(at), Some(amount)) => {
            rows[at].amounts.insert(figure.column.clone(), amount);
        }
        (Some(at), None) => {
            rows[at].amounts.remove(&figure.column);
        }
        (None, Some(amount)) => {
            let code = if coded && figure.row.as_str().bytes().all(|b| b.is_ascii_digit()) { figure.row.to_string() } else { String::new() };
            rows.push(Row { id: figure.row.clone(), code, amounts: [(figure.column.clone(), amount)].into(), ..Row::default() });
        }
        (None, None) => {}
    }
}

/// Rows that nothing was put into and that the form has by itself.
fn drop_blank_rows(work: &mut Workings) {
    let panes = work.plan().panes.iter().zip(&work.totals().panes);
    let coded = panes.filter(|(_, totals)| totals.rows.iter().any(|row| !row.code.is_empty())).map(|(pane, _)| PaneName::called("", &pane.name));
    let with_blanks: Vec<PaneName> = coded.filter(|pane| work.draft().rows(pane).iter().any(Row::is_blank)).collect();
    if with_blanks.is_empty() {
        return;
    }
    let mut less = work.draft().clone();
    for pane in &with_blanks {
        less.forms.entry(pane.clone()).or_default().retain(|row| !row.is_blank());
    }
    let Ok(less) = work.with(less) else { return };
    let has = |pane: &PaneName, code: &str| less.plan().pane_of(&pane.form, &pane.pane).is_some_and(|at| less.totals().panes[at].has_code(code));
    work.change(|draft| {
        for pane in &with_blanks {
            draft.forms.entry(pane.clone()).or_default().retain(|row| !row.is_blank() || !has(pane, &row.code));
        }
    });
}

/// Rows of codes that a clerk types into have ids of their own; those of parents, and of codes that other forms give, have their
/// code.
pub(super) fn name_rows(work: &mut Workings) {
    let mut forms_own: Vec<(PaneName, usize)> = Vec::new();
    for (pane, totals) in work.plan().panes.iter().zip(&work.totals().panes) {
        let name = PaneName::called("", &pane.name);
        for (n, row) in work.draft().rows(&name).iter().enumerate().filter(|(_, row)| !row.code.is_empty()) {
            let parent = totals.rows.iter().any(|other| other.code != row.code && other.code.starts_with(row.code.as_str()));
            let typed = totals.row(&RowId::of(&row.code)).is_some_and(|at| {
                (0..pane.columns.len()).any(|column| totals.cell(at, column).kind == CellKind::Typed && totals.cell(at, column).shown.is_some())
            });
            if parent || !typed && row.texts.is_empty() {
                forms_own.push((name.clone(), n));
            }
        }
    }
    work.change(|draft| {
        for (pane, n) in forms_own {
            if let Some(row) = draft.forms.get_mut(&pane).and_then(|rows| rows.get_mut(n)) {
                row.id = RowId::of(&row.code);
            }
        }
    });
}
