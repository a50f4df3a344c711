//! A table that is no form, kept as it is.

use super::table::Table;
use crate::model::FreeTable;

/// More spans than this are not kept below the header: a table is drawn from them one by one.
const MOST_SPANS: usize = 2_000;

/// The table as a free table of the same shape.
pub(super) fn free_table(table: Table) -> FreeTable {
    let width = table.grid.width().max(1);
    let landscape = width > 8;
    let mut spans = table.grid.spans;
    if spans.len() > MOST_SPANS {
        spans.retain(|span| span.row < table.head);
        spans.truncate(MOST_SPANS);
    }
    let mut free = FreeTable {
        title: table.title,
        left: table.left.join(" "),
        right: table.right,
        head: table.head,
        widths: vec![0; width],
        rows: table.grid.rows,
        spans,
        notes: table.notes,
        landscape,
    };
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
