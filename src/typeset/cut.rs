//! Cells that stand over several rows (一级、二级指标) and were cut by a page: they are printed again on the next one.
//!
//! Where pages end is known when they are laid out, so that this takes a second layout; what has not changed is not laid out again.

use rust_decimal::Decimal;

use crate::document::{Align, Block, Document, Grid, GridCell, GridRow, GridRowKind, Placed};

/// Longer texts run on over the page instead.
const LONGEST: usize = 24;

/// Whether a grid has cells that a page may cut: the layout is to tell where its rows stand.
pub(super) fn is_told(grid: &Grid) -> bool {
    grid.rows.iter().filter(|row| row.kind != GridRowKind::Head).flat_map(|row| &row.cells).any(|cell| cell.rows > 1 && is_short(&cell.text))
}

fn is_short(text: &str) -> bool {
    // A figure that is printed again would be added up again.
    !text.is_empty() && text.chars().count() <= LONGEST && !text.contains('\n') && text.parse::<Decimal>().is_err()
}

/// The document with the cells that were cut begun anew on each page; none where nothing was cut. `pages` are those of the rows that are
/// told, in the document's order.
pub(super) fn again(document: &Document, pages: &[usize]) -> Option<Document> {
    let mut out = document.clone();
    let mut pages = pages.iter().copied();
    let mut changed = false;
    for block in out.sheets.iter_mut().flat_map(|sheet| &mut sheet.blocks) {
        let Block::Grid(grid) = block else { continue };
        if !is_told(grid) {
            continue;
        }
        let own = pages_of_rows(grid, &mut pages)?;
        if let Some(rows) = begun_anew(grid, &own) {
            grid.rows = rows;
            changed = true;
        }
    }
    changed.then_some(out)
}

/// The page of each row. Of headers, which are repeated, and of rows in which nothing begins the layout tells nothing: they stand where the
/// row before them does.
fn pages_of_rows(grid: &Grid, pages: &mut impl Iterator<Item = usize>) -> Option<Vec<usize>> {
    let mut last = 0;
    let rows = grid.rows.iter().zip(grid.placed());
    rows.map(|(row, placed)| {
        if row.kind != GridRowKind::Head && placed.iter().any(|piece| piece.above == 0) {
            last = pages.next()?;
        }
        Some(last)
    })
    .collect()
}

/// The rows of a grid with the cells begun anew that were cut; none where none was.
fn begun_anew(grid: &Grid, pages: &[usize]) -> Option<Vec<GridRow>> {
    let placed = grid.placed();
    let turns = |n: usize| n > 0 && pages[n] != pages[n - 1];
    let begins = |n: usize, piece: &Placed<'_>| piece.above == 0 || turns(n) && piece.cell.is_some_and(|cell| is_short(&cell.text));
    if !placed.iter().enumerate().any(|(n, row)| row.iter().any(|piece| piece.above > 0 && begins(n, piece))) {
        return None;
    }
    let rows = placed.iter().enumerate().map(|(n, row)| {
        let cells = row.iter().filter(|piece| begins(n, piece)).map(|piece| {
            let text = if piece.above == 0 { piece.text.to_string() } else { piece.cell.map_or_else(String::new, |cell| cell.text.clone()) };
            let short = piece.cell.is_some_and(|cell| is_short(&cell.text));
            let down = (1..piece.rows).take_while(|down| !(short && turns(n + down))).count() + 1;
            let cell = piece.cell.cloned().unwrap_or_else(|| GridCell::new("", Align::Left));
            GridCell { text, ..cell }.spanning(u16::try_from(piece.columns).unwrap_or(1), u16::try_from(down).unwrap_or(1))
        });
        GridRow { kind: grid.rows[n].kind, cells: cells.collect() }
    });
    Some(rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{GridRole, Sheet};

    fn document() -> Document {
        let cell = |text: &str, rows| GridCell::new(text, Align::Left).spanning(1, rows);
        let row = |cells| GridRow { kind: GridRowKind::Body, cells };
        let rows = vec![
            row(vec![cell("产出", 4), cell("数量", 2), cell("一", 1)]),
            row(vec![cell("二", 1)]),
            row(vec![cell("质量", 2), cell("三", 1)]),
            row(vec![cell("四", 1)]),
        ];
        let grid = Grid {
            id: "c1".into(),
            title: String::new(),
            role: GridRole::Card,
            left: Vec::new(),
            right: String::new(),
            unit: "",
            columns: Vec::new(),
            widths: vec![1; 3],
            rows,
            notes: Vec::new(),
            place: None,
        };
        Document { sheets: vec![Sheet { landscape: false, blocks: vec![Block::Grid(grid)] }], ..Document::default() }
    }

    /// Each row as its cells with the rows that they stand over.
    fn drawn(document: &Document) -> Vec<String> {
        let Block::Grid(grid) = &document.sheets[0].blocks[0] else { panic!("a grid") };
        grid.rows.iter().map(|row| row.cells.iter().map(|cell| format!("{}{}", cell.text, cell.rows)).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_cell_that_a_page_has_cut_begins_anew() {
        let cut = again(&document(), &[1, 1, 1, 2]).expect("cut");
        assert_eq!(drawn(&cut), ["产出3 数量2 一1", "二1", "质量1 三1", "产出1 质量1 四1"]);
        let cut = again(&document(), &[1, 1, 2, 2]).expect("cut");
        assert_eq!(drawn(&cut), ["产出2 数量2 一1", "二1", "产出2 质量2 三1", "四1"]);
    }

    #[test]
    fn what_is_whole_stays_and_what_is_not_known_changes_nothing() {
        assert_eq!(again(&document(), &[3; 4]), None);
        assert_eq!(again(&document(), &[1, 2]), None);
    }
}
