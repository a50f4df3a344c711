//! Forms: rows that come, go and move, and what cells say.

use std::collections::BTreeSet;

use super::change::{ChangeKind, Found, Phase, Sheet};
use super::list::lines;
use crate::amount::Amount;
use crate::model::{Draft, Edit, ListEdit, PaneName, Place, Row, RowEdit};
use crate::template::{Column, ColumnKind, RowKind};

/// Every stored row of every form.
pub(super) fn forms(sheet: &mut Sheet<'_>) {
    let (old, new) = (sheet.old, sheet.new);
    let panes: BTreeSet<&PaneName> = old.forms.keys().chain(new.forms.keys()).collect();
    // Unit by unit, in the order of the units.
    let mut panes: Vec<&PaneName> = panes.into_iter().collect();
    let at = |pane: &PaneName| old.units.iter().chain(&new.units).position(|unit| unit.id == pane.unit);
    panes.sort_by_key(|pane| at(pane));
    for pane in panes {
        let label = sheet.describe(&Place::Form(pane.form_name()), old.unit(&pane.unit).is_none() && !pane.unit.is_empty());
        let short = [old, new].into_iter().find_map(|draft| Some((draft, draft.template.form(&pane.form)?)));
        let own = short.map_or_else(|| label.clone(), |(draft, form)| draft.worded_for(&pane.unit, form.short()));
        let owner = [old, new].into_iter().find_map(|draft| draft.unit(&pane.unit)).map_or("", |unit| unit.name.as_str());
        sheet.part(&pane.form, format!("{owner} {own}").trim());
        pane_changes(sheet, pane);
    }
}

fn pane_changes(sheet: &mut Sheet<'_>, name: &PaneName) {
    let (old, new) = (sheet.old.rows(name), sheet.new.rows(name));
    let listed =
        [sheet.old, sheet.new].into_iter().find_map(|draft| draft.pane(name)).is_some_and(|pane| matches!(pane.rows, RowKind::Listed { .. }));
    let all = lines(old, new);
    let first = sheet.numbers(all.len());
    for (n, line) in all.iter().enumerate() {
        let order = first + all.len() - 1 - n;
        match (line.old, line.new) {
            (Some((from, old)), Some((to, new))) => {
                // Rows by code are sorted when they are printed, wherever they are stored.
                if line.moved && listed {
                    let place = Place::Cell { pane: name.clone(), row: old.id.clone(), column: String::new() };
                    let said = sheet.describe(&place, false);
                    let edit = line.edit().map(|edit| Edit::Rows { pane: name.clone(), edit });
                    let texts = [format!("第{}行", from + 1), format!("第{}行", to + 1)];
                    let found =
                        Found { place, said, kind: ChangeKind::Moved, texts, money: None, edit, secret: false, order: (Phase::Places, order) };
                    sheet.push(found);
                }
                if !same(old, new) {
                    cells(sheet, name, old, Some(old), new);
                }
            }
            (None, Some((_, new))) if new.id.is_of_form() => cells(sheet, name, &Row { id: new.id.clone(), ..Row::default() }, None, new),
            (Some((_, old)), None) if old.id.is_of_form() => {
                cells(sheet, name, old, Some(old), &Row { amounts: [].into(), texts: [].into(), ..old.clone() });
            }
            (gone, come) => {
                let Some(row) = gone.or(come).map(|(_, row)| row) else { continue };
                let place = Place::Cell { pane: name.clone(), row: row.id.clone(), column: String::new() };
                let said = sheet.describe(&place, gone.is_none());
                let (kind, phase) = if gone.is_some() { (ChangeKind::Removed, Phase::Removals) } else { (ChangeKind::Added, Phase::Places) };
                let shown = |side: Option<(usize, &Row)>, draft| side.map_or_else(String::new, |(_, row)| row_text(draft, name, row));
                let texts = [shown(gone, sheet.old), shown(come, sheet.new)];
                let largest = |side: Option<(usize, &Row)>, draft| side.and_then(|(_, row)| largest(draft, name, row));
                let money = Some([largest(gone, sheet.old), largest(come, sheet.new)]).filter(|money| money.iter().any(Option::is_some));
                let edit = line.edit().map(|edit| Edit::Rows { pane: name.clone(), edit });
                sheet.push(Found { place, said, kind, texts, money, edit, secret: false, order: (phase, order) });
            }
        }
    }
}

/// Whether rows are the same to the last digit.
fn same(old: &Row, new: &Row) -> bool {
    old == new && old.amounts.values().zip(new.amounts.values()).all(|(old, new)| old.0.scale() == new.0.scale())
}

/// The cells of a row that differ; `stored` is the row in the old draft, if it is there.
fn cells(sheet: &mut Sheet<'_>, pane: &PaneName, old: &Row, stored: Option<&Row>, new: &Row) {
    let place = |column: &str| Place::Cell { pane: pane.clone(), row: new.id.clone(), column: column.to_owned() };
    // A row of the form's own that holds nothing yet is stored with what is taken over.
    let edit = |edit: RowEdit| match stored {
        Some(row) => Edit::Row { pane: pane.clone(), row: row.id.clone(), edit },
        None => Edit::Rows { pane: pane.clone(), edit: ListEdit::push(sheet.old.rows(pane), with(new, edit)) },
    };
    if stored.is_some() && old.code != new.code {
        let said = format!("{} 科目编码", Place::describe(&place(""), sheet.old));
        sheet.push(Found::changed(place(""), said, &old.code, &new.code, edit(RowEdit::Code(new.code.clone()))));
    }
    for column in columns(sheet, pane, old, new) {
        let (before, after) = (old.amounts.get(&column).copied(), new.amounts.get(&column).copied());
        let texts = |row: &Row| row.texts.get(&column).cloned().unwrap_or_default();
        let found = [sheet.old, sheet.new].map(|draft| column_of(draft, pane, &column));
        let money = found.iter().flatten().any(|column| column.kind == ColumnKind::Money);
        let print = |amount: Amount, draft| printed(draft, pane, money, amount);
        if let Some([from, to]) = figures(before, after, |amount| print(amount, sheet.old), sheet) {
            let edit = edit(RowEdit::Amount { column: column.clone(), value: after });
            let said = sheet.describe(&place(&column), found[0].is_none());
            let found = Found::changed(place(&column), said, from, to, edit);
            sheet.push(if money { found.money(before, after) } else { found });
        }
        if texts(old) != texts(new) {
            let edit = edit(RowEdit::Text { column: column.clone(), value: texts(new) });
            let said = sheet.describe(&place(&column), found[0].is_none());
            sheet.push(Found::changed(place(&column), said, texts(old), texts(new), edit));
        }
    }
}

/// A row of the form's own with one thing in it.
fn with(row: &Row, edit: RowEdit) -> Row {
    let mut out = Row { id: row.id.clone(), code: row.code.clone(), ..Row::default() };
    match edit {
        RowEdit::Amount { column, value } => out.amounts.extend(value.map(|value| (column, value))),
        RowEdit::Text { column, value } => drop(out.texts.insert(column, value)),
        RowEdit::Code(code) => out.code = code,
    }
    out
}

/// Both figures as printed where they differ, or where they are printed differently; as typed where printing would not show it.
pub(super) fn figures(before: Option<Amount>, after: Option<Amount>, print: impl Fn(Amount) -> String, sheet: &Sheet<'_>) -> Option<[String; 2]> {
    let shown = |amount: Option<Amount>| amount.map(&print).unwrap_or_default();
    let (from, to) = (shown(before), shown(after));
    // Money that was typed in another unit has lost the scale that it was typed with.
    let scale = sheet.old.entry_unit == sheet.entered && from != to;
    if before == after && !scale {
        return None;
    }
    let typed = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    Some(if from == to { [typed(before), typed(after)] } else { [from, to] })
}

fn column_of<'a>(draft: &'a Draft, pane: &PaneName, column: &str) -> Option<&'a Column> {
    draft.pane(pane)?.columns.iter().find(|known| known.id == column)
}

/// The columns that one of the rows says something in, as they stand in the form.
fn columns(sheet: &Sheet<'_>, pane: &PaneName, old: &Row, new: &Row) -> Vec<String> {
    let used: BTreeSet<&String> = [old, new].into_iter().flat_map(|row| row.amounts.keys().chain(row.texts.keys())).collect();
    let mut used: Vec<&String> = used.into_iter().collect();
    let at = |id: &str| {
        let places = [sheet.old, sheet.new].into_iter().filter_map(|draft| draft.pane(pane)?.columns.iter().position(|column| column.id == id));
        places.min().unwrap_or(usize::MAX)
    };
    used.sort_by_key(|id| at(id));
    used.into_iter().cloned().collect()
}

/// A figure as its form prints it.
fn printed(draft: &Draft, pane: &PaneName, money: bool, amount: Amount) -> String {
    match draft.template.form(&pane.form).filter(|_| money) {
        Some(form) => draft.template.money_of(form).print(amount.0, draft.entry_unit),
        None => amount.to_string(),
    }
}

/// All that a row says, as its form has it.
fn row_text(draft: &Draft, name: &PaneName, row: &Row) -> String {
    let columns = draft.pane(name).map_or(&[][..], |pane| pane.columns.as_slice());
    let cells = columns.iter().filter_map(|column| {
        let figure = row.amounts.get(&column.id).map(|amount| printed(draft, name, column.kind == ColumnKind::Money, *amount));
        let text = figure.or_else(|| row.texts.get(&column.id).filter(|text| !text.is_empty()).cloned())?;
        Some(format!("{} {text}", draft.worded(&column.header.join("·"))))
    });
    cells.collect::<Vec<_>>().join("；")
}

fn largest(draft: &Draft, name: &PaneName, row: &Row) -> Option<Amount> {
    let money = |id: &str| column_of(draft, name, id).is_some_and(|column| column.kind == ColumnKind::Money);
    row.amounts.iter().filter(|(id, _)| money(id)).map(|(_, amount)| *amount).max_by_key(|amount| amount.0.abs())
}
