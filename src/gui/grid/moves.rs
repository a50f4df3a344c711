//! Where the keys lead that go from cell to cell.

use super::keys::Move;
use super::range::Range;
use super::{GridModel, GridState};

/// Whether Tab leaves the grid. In a selection it goes round.
pub(super) fn leaves(state: &GridState, model: &dyn GridModel, to: Move) -> bool {
    if !state.selected().is_single() {
        return false;
    }
    let last = (model.rows().saturating_sub(1), model.columns().len().saturating_sub(1));
    (to == Move::Next && state.active == last) || (to == Move::Previous && state.active == (0, 0))
}

/// Where Tab and Enter lead within a selection, round and round: row by row, or column by column; other keys leave it.
pub(super) fn cycled(range: &Range, (row, column): (usize, usize), to: Move) -> Option<(usize, usize)> {
    if range.is_single() {
        return None;
    }
    let ((top, left), (rows, columns)) = (range.start(), range.size());
    let (down, right) = (row - top, column - left);
    let count = rows * columns;
    let (at, by_row) = match to {
        Move::Next => (down * columns + right + 1, true),
        Move::Previous => (down * columns + right + count - 1, true),
        Move::Below => (right * rows + down + 1, false),
        Move::Above => (right * rows + down + count - 1, false),
        _ => return None,
    };
    let at = at % count;
    Some(if by_row { (top + at / columns, left + at % columns) } else { (top + at % rows, left + at / rows) })
}

/// The cell that a move leads to.
pub(super) fn target(model: &dyn GridModel, from: (usize, usize), to: Move) -> (usize, usize) {
    let (rows, columns) = (model.rows(), model.columns().len());
    let (row, column) = from;
    let (row, column) = match to {
        Move::Up | Move::Above => (row.saturating_sub(1), column),
        Move::Down | Move::Below => (row + 1, column),
        Move::Left => (row, column.saturating_sub(1)),
        Move::Right => (row, column + 1),
        Move::Next if column + 1 < columns => (row, column + 1),
        Move::Next if row + 1 < rows => (row + 1, 0),
        Move::Previous if column > 0 => (row, column - 1),
        Move::Previous if row > 0 => (row - 1, columns.saturating_sub(1)),
        Move::Next | Move::Previous | Move::Stay => (row, column),
        Move::PageUp => (row.saturating_sub(15), column),
        Move::PageDown => (row + 15, column),
        Move::Home => (row, 0),
        Move::End => (row, columns.saturating_sub(1)),
        Move::Top => (0, column),
        Move::Bottom => (rows.saturating_sub(1), column),
        Move::EdgeUp => (edge(row, 0, &|row| is_blank(model, row, column)), column),
        Move::EdgeDown => (edge(row, rows.saturating_sub(1), &|row| is_blank(model, row, column)), column),
        Move::EdgeLeft => (row, edge(column, 0, &|column| is_blank(model, row, column))),
        Move::EdgeRight => (row, edge(column, columns.saturating_sub(1), &|column| is_blank(model, row, column))),
    };
    (row.min(rows.saturating_sub(1)), column.min(columns.saturating_sub(1)))
}

fn is_blank(model: &dyn GridModel, row: usize, column: usize) -> bool {
    model.raw(row, column).is_empty()
}

/// Where Ctrl with an arrow leads, towards `last`: to the end of what is filled without a gap; from its end, or from a blank, to the next that is
/// filled; where there is none, to the last.
fn edge(from: usize, last: usize, is_blank: &dyn Fn(usize) -> bool) -> usize {
    let on = |at: usize| if at < last { at + 1 } else { at.saturating_sub(1).max(last) };
    if from == last {
        return from;
    }
    let mut at = on(from);
    if is_blank(from) || is_blank(at) {
        while at != last && is_blank(at) {
            at = on(at);
        }
        return at;
    }
    while at != last && !is_blank(on(at)) {
        at = on(at);
    }
    at
}
