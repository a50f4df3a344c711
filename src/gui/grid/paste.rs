//! What comes from the clipboard: a text or a table from Excel or WPS.

use std::collections::HashSet;

use super::{GridModel, GridState, Pasted, Typing, put, range};
use crate::amount::is_nothing;
use crate::gui::command::Action;
use crate::model::{Edit, ListEdit, PaneName, RowId};
use crate::read::separated;

/// A table from Excel or WPS, into the cells from the first selected one on; one step. A single text goes into all that are selected, and a table
/// as often as it fits into them.
pub(super) fn paste(state: &mut GridState, text: &str, model: &dyn GridModel, actions: &mut Vec<Action>) {
    let mut lines = separated(text, '\t');
    let range = state.selected();
    if let [line] = lines.as_slice()
        && let [cell] = line.as_slice()
    {
        return if range.is_single() { put(state.active, cell.trim(), model, actions) } else { range.fill(model, cell.trim(), actions) };
    }
    let (rows, columns) = (lines.len(), lines.iter().map(Vec::len).max().unwrap_or(0));
    if rows == 0 || columns == 0 {
        return;
    }
    let (down, right) = range.size();
    if down % rows == 0 && right % columns == 0 {
        for line in &mut lines {
            line.resize(columns, String::new());
        }
        lines = lines.iter().cycle().take(down).map(|line| line.iter().cycle().take(right).cloned().collect()).collect();
    }
    let start = range.start();
    let mut pasted = Pasted::default();
    for (down, line) in lines.iter().enumerate() {
        let is_blank =
            |column: usize, text: &str| text.is_empty() || model.columns().get(column).is_some_and(|column| column.figures) && is_nothing(text);
        let cells: Vec<(usize, &str)> = line
            .iter()
            .enumerate()
            .map(|(right, text)| (start.1 + right, text.trim()))
            .filter(|(column, _)| *column < model.columns().len() || model.makes_room())
            .filter(|(column, text)| !is_blank(*column, text))
            .collect();
        if !cells.is_empty() {
            model.paste_line(start.0 + down, &cells, &mut pasted);
        }
    }
    range::finish(model, pasted, "粘贴", actions);
}

/// Pastes cells into a row that is there, each as if it were typed.
pub fn paste_cells(model: &dyn GridModel, row: usize, cells: &[(usize, &str)], pasted: &mut Pasted) {
    for (column, text) in cells {
        if row >= model.rows() || model.typing(row, *column) != Typing::Free {
            pasted.skipped += 1;
            continue;
        }
        match model.commit(row, *column, text) {
            Ok(commit) => {
                pasted.edits.extend(commit.edit);
                pasted.count += 1;
            }
            Err(reason) => pasted.refused.push(format!("{}：{reason}", model.name(row, *column))),
        }
    }
}

/// Edits one by one, a row inserted only once though several cells ask for it.
pub(super) fn once(edits: Vec<Edit>) -> Vec<Edit> {
    fn flatten(edits: Vec<Edit>, seen: &mut HashSet<(PaneName, RowId)>, out: &mut Vec<Edit>) {
        for edit in edits {
            match edit {
                Edit::Several(inner) => flatten(inner, seen, out),
                Edit::Rows { ref pane, edit: ListEdit::Insert { ref new, .. } } if !seen.insert((pane.clone(), new.id.clone())) => {}
                _ => out.push(edit),
            }
        }
    }
    let mut out = Vec::new();
    flatten(edits, &mut HashSet::new(), &mut out);
    out
}
