//! A table that is no form, kept as it is.

use super::table::{Table, is_numbers};
use crate::model::{FreeTable, Span};

/// More spans than this are not kept below the header: a table is drawn from them one by one.
const MOST_SPANS: usize = 2_000;

/// The table as a free table of the same shape.
pub(super) fn free_table(table: Table) -> FreeTable {
    let width = table.grid.width().max(1);
    let landscape = width > 8;
    // Labels stand beside their values in a card, not above them.
    let head = if super::card::is_card(&table.grid) { 0 } else { table.head };
    let mut spans = if table.grid.spans.is_empty() { header_spans(&table.grid.rows[..head.min(table.grid.rows.len())]) } else { table.grid.spans };
    if spans.len() > MOST_SPANS {
        spans.retain(|span| span.row < head);
        spans.truncate(MOST_SPANS);
    }
    let mut free = FreeTable {
        title: table.title,
        left: table.left.join(" "),
        right: table.right,
        head,
        widths: vec![0; width],
        rows: table.grid.rows,
        spans,
        notes: table.notes,
        landscape,
        ..FreeTable::default()
    };
    free.give_ids();
    if free.title.is_empty() {
        free.title = table.grid.name;
    }
    if !free.can_have_head(free.head) {
        free.head = 0;
    }
    // Spans that a broken file lets overlap are not kept; the texts are.
    if free.fault().is_some() {
        free.spans.clear();
        free.head = free.head.min(free.rows.len());
    }
    free
}

/// The cells of a header that reach over others, where the file does not say: a label reaches right over blanks that have labels
/// below them, and down over blanks.
fn header_spans(head: &[Vec<String>]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (row, cells) in head.iter().enumerate() {
        for column in 0..cells.len() {
            if cells[column].is_empty() || spans.iter().any(|span| span.covers(row, column)) {
                continue;
            }
            // The row that numbers the columns says nothing of what reaches over them.
            let below = |column: usize| head[row + 1..].iter().any(|row| !row[column].is_empty() && !is_numbers(row));
            let free = |column: usize| cells[column].is_empty() && !spans.iter().any(|span| span.covers(row, column));
            let columns = if below(column) { 1 + (column + 1..cells.len()).take_while(|at| free(*at) && below(*at)).count() } else { 1 };
            let rows = if below(column) || is_numbers(cells) { 1 } else { head[row..].iter().take_while(|row| !is_numbers(row)).count() };
            if rows * columns > 1 {
                spans.push(Span { row, column, rows, columns });
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_without_spans_gets_them() {
        let head = ["序号|收入||支出", "|项目|金额|", "**|1|2|3"].map(|row| row.split('|').map(str::to_owned).collect::<Vec<_>>());
        let spans: Vec<(usize, usize, usize, usize)> =
            header_spans(&head).iter().map(|span| (span.row, span.column, span.rows, span.columns)).collect();
        assert_eq!(spans, [(0, 0, 2, 1), (0, 1, 1, 2), (0, 3, 2, 1)]);
    }
}
