//! What is decided about a grid before it is drawn: the size of its type, the space in its rows, how high it becomes, and which texts have to
//! be fitted into their cells. Here and not in the layout, which is an interpreted language: this is done for each of thousands of cells.

use crate::document::{Align, Grid, GridRole, GridRowKind, Placed};
use crate::write::fit::{INSET_X, Paper, is_amount};

/// A grid on its page, in points.
pub(super) struct Plan {
    /// The width of each column.
    pub columns: Vec<f64>,
    /// The size of its type.
    pub size: f64,
    /// Space above and below the text of each row.
    pub inset: f64,
    /// About how high it becomes, without headings.
    pub height: f64,
}

/// A text in its cell.
pub(super) struct Fitted {
    /// Its width, in sizes of its type.
    pub wide: f64,
    /// The width that there is.
    pub room: f64,
}

impl Fitted {
    /// Whether it stands on one line by itself, so that nothing has to be done about it.
    pub fn is_easy(&self, text: &str) -> bool {
        self.wide <= 0.96 * self.room && !text.contains('\n')
    }
}

/// Width and height of what is printed on, in points; running text of an official document has 22 lines a page.
pub(super) fn area(paper: Paper, official: bool) -> (f64, f64) {
    let (width, height) = paper.area();
    let less = if official && paper == Paper::Text { 2.0 * 72.0 / 25.4 } else { 0.0 };
    (f64::from(width), f64::from(height) - less)
}

/// Counts are small.
#[allow(clippy::cast_precision_loss)]
fn count(n: usize) -> f64 {
    n as f64
}

/// Width of a line of text in sizes of its type, near enough to choose sizes and heights by.
fn ems(text: &str) -> f64 {
    let all = text.chars().count();
    let wide = (text.len() - all) / 2;
    count(wide) + (count(all) - count(wide)) * 0.56
}

/// Decides about a grid on that area, below so many headings; `over` is by how much it has run over onto another page.
pub(super) fn plan(grid: &Grid, placed: &[Vec<Placed<'_>>], area: (f64, f64), headings: usize, over: f64) -> Plan {
    let widths: Vec<f64> = grid.widths.iter().map(|width| f64::from(*width).max(0.5)).collect();
    let whole: f64 = widths.iter().sum();
    let columns: Vec<f64> = widths.iter().map(|width| area.0 * width / whole).collect();
    let size = type_size(grid, placed, &columns);
    let high = |row: &[Placed<'_>]| size * (1.0 + 1.35 * (lines(row, &columns, size) - 1.0)) + 0.45;
    let text: f64 = placed.iter().map(|row| high(row)).sum();
    let rows = count(placed.len().max(1));
    // Off the page's height: a title, the line of units, notes, and headings before the title.
    let room = area.1 - 54.0 - 16.0 * count(grid.notes.len()) - 40.0 * count(headings.saturating_sub(1));
    let inset = inset(grid.role, rows, text, 0.985 * room);
    // What ran over onto a second page by a little has its rows closer together. The head that stood above rows there does not count; above
    // a note stands none.
    let heads = placed.iter().zip(&grid.rows).take_while(|(_, row)| row.kind == GridRowKind::Head).map(|(row, _)| high(row) + 2.0 * inset);
    let heads: f64 = heads.sum();
    let saved = if over > heads { (over - heads).max(6.0) } else { over };
    let closer = inset - saved / (2.0 * rows) - 0.1;
    let inset = if over > 0.0 && closer >= 1.1 { closer } else { inset };
    Plan { columns, size, inset, height: text + 2.0 * inset * rows + 24.0 }
}

/// The largest type, up to the usual, in which every amount stays on one line.
fn type_size(grid: &Grid, placed: &[Vec<Placed<'_>>], columns: &[f64]) -> f64 {
    let usual = if grid.role == GridRole::Table { 10.5 } else { 10.0 };
    let figures = placed.iter().flatten().filter(|piece| piece.above == 0 && piece.columns == 1 && is_amount(&piece.text));
    let figures = figures.filter(|piece| piece.cell.is_some_and(|cell| cell.align == Align::Right));
    let fits = figures.map(|piece| (width(piece, columns) + 2.0) / (count(piece.text.len()) * 0.57));
    fits.fold(usual, f64::min).max(6.5)
}

/// Space above and below the text of the rows, so that a form or card that fits on a page fills it without spilling over, and two small
/// cards still share one.
fn inset(role: GridRole, rows: f64, text: f64, height: f64) -> f64 {
    let whole = (height - text) / (2.0 * rows);
    let half = (0.48 * height - text) / (2.0 * rows);
    if whole < 2.4 || role == GridRole::Table || role == GridRole::Card && half > 4.0 { 4.0 } else { whole.min(6.0) }
}

/// The width of a cell's text.
fn width(piece: &Placed<'_>, columns: &[f64]) -> f64 {
    columns[piece.column..piece.column + piece.columns].iter().sum::<f64>() - 2.0 * f64::from(INSET_X)
}

/// A text in its cell.
pub(super) fn fitted(piece: &Placed<'_>, plan: &Plan) -> Fitted {
    let indent = piece.cell.map_or(0, |cell| cell.indent);
    Fitted { wide: ems(&piece.text), room: width(piece, &plan.columns) / plan.size - f64::from(indent) }
}

/// How many lines the text of a row has; a cell over several rows shares its height among them.
fn lines(row: &[Placed<'_>], columns: &[f64], size: f64) -> f64 {
    let lines = |piece: &Placed<'_>| {
        let room = (width(piece, columns) / size - f64::from(piece.cell.map_or(0, |cell| cell.indent))).max(1.0);
        // Rather a little smaller than a last line of one character.
        let one = (1.14 * room).min(18.0);
        let lines = |line: &str| match ems(line) {
            wide if wide <= one => 1.0,
            wide => (wide / room).ceil(),
        };
        let lines: f64 = piece.text.split('\n').map(lines).sum();
        (lines / count(piece.rows.max(1))).ceil()
    };
    row.iter().filter(|piece| piece.above == 0).map(lines).fold(1.0, f64::max)
}

/// Whether a row is so high that it must not stay whole.
pub(super) fn is_long(row: &[Placed<'_>], plan: &Plan) -> bool {
    row.iter().filter(|piece| piece.above == 0).any(|piece| ems(&piece.text) * plan.size / width(piece, &plan.columns) > 15.0)
}

/// Rows of the same sort, one after another: those of headers and those between them.
pub(super) fn runs(grid: &Grid) -> impl Iterator<Item = (bool, std::ops::Range<usize>)> {
    let mut at = 0;
    let is_head = |row: &crate::document::GridRow| row.kind == GridRowKind::Head;
    grid.rows.chunk_by(move |one, other| is_head(one) == is_head(other)).map(move |run| {
        let from = at;
        at += run.len();
        (is_head(&run[0]), from..at)
    })
}
