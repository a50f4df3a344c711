//! What a word processor has to be told and Typst finds out by itself: how large the type of a table may be, how high its rows, on what
//! kind of page it stands. The measures are those of `assets/typst/disclosure.typ`, in points.

use crate::document::{Align, Block, Grid, GridRole, GridRowKind, Placed, Sheet};

/// A kind of page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paper {
    /// Running text.
    Text,
    /// Forms and cards.
    Form,
    /// A form across the page's long side.
    Wide,
}

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;

impl Paper {
    /// That of a sheet.
    pub(crate) fn of(sheet: &Sheet) -> Self {
        let text = |block: &Block| matches!(block, Block::Paragraph(paragraph) if matches!(paragraph.role, "body" | "term"));
        match sheet {
            Sheet { landscape: true, .. } => Self::Wide,
            Sheet { blocks, .. } if blocks.iter().any(text) => Self::Text,
            Sheet { .. } => Self::Form,
        }
    }

    /// Width and height of the page.
    pub(crate) fn size(self) -> (f32, f32) {
        let (long, short) = (297.0 * MM, 210.0 * MM);
        if self == Self::Wide { (long, short) } else { (short, long) }
    }

    /// Margins: top, bottom, left, right.
    pub(crate) fn margins(self) -> [f32; 4] {
        match self {
            Self::Text => [37.0, 33.0, 28.0, 26.0],
            Self::Form => [24.0, 22.0, 20.0, 20.0],
            Self::Wide => [22.0, 20.0, 18.0, 18.0],
        }
        .map(|mm| mm * MM)
    }

    /// Width and height of what is printed on.
    pub(crate) fn area(self) -> (f32, f32) {
        let ((width, height), [top, bottom, left, right]) = (self.size(), self.margins());
        (width - left - right, height - top - bottom)
    }
}

/// How a table is drawn.
pub(crate) struct Fit {
    /// The width of each column.
    pub(crate) columns: Vec<f32>,
    /// The size of its type.
    pub(crate) size: f32,
    /// Space above and below the text of a row.
    pub(crate) inset: f32,
    /// Whether it has room on one page, with a title and its lines.
    pub(crate) on_one_page: bool,
}

/// Space left and right of the text of a cell.
pub(crate) const INSET_X: f32 = 4.0;

/// Finds out how a table is drawn on that paper, below so many headings.
pub(crate) fn fit(grid: &Grid, placed: &[Vec<Placed<'_>>], paper: Paper, headings: usize) -> Fit {
    let (width, height) = paper.area();
    let whole: f32 = grid.widths.iter().map(|width| f32::from(*width).max(0.5)).sum();
    let columns: Vec<f32> = grid.widths.iter().map(|own| width * f32::from(*own).max(0.5) / whole).collect();
    let size = type_size(grid, placed, &columns);
    let text: f32 = grid.rows.iter().zip(placed).map(|(_, row)| row_height(row, &columns, size)).sum();
    let count = count(grid.rows.len().max(1));
    let room = height - 54.0 - 16.0 * self::count(grid.notes.len()) - 40.0 * self::count(headings.saturating_sub(1));
    let whole = (0.96 * room - text) / (2.0 * count);
    let half = (0.46 * height - text) / (2.0 * count);
    let inset = if whole < 2.0 || grid.role == GridRole::Table || grid.role == GridRole::Card && half > 4.0 { 3.5 } else { whole.min(6.0) };
    Fit { columns, size, inset, on_one_page: text + 2.0 * inset * count < 0.97 * room }
}

/// Counts of rows and characters are small.
#[allow(clippy::cast_precision_loss)]
fn count(n: usize) -> f32 {
    n as f32
}

/// Width of a text in em, near enough.
pub(crate) fn ems(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum()
}

/// The largest type, up to the usual, in which every amount stays on one line.
fn type_size(grid: &Grid, placed: &[Vec<Placed<'_>>], columns: &[f32]) -> f32 {
    let usual: f32 = if grid.role == GridRole::Table { 10.5 } else { 10.0 };
    let figures = placed.iter().flatten().filter(|piece| piece.above == 0 && piece.columns == 1 && is_amount(&piece.text));
    let figures = figures.filter(|piece| piece.cell.is_some_and(|cell| cell.align == Align::Right));
    let fits = figures.map(|piece| (columns[piece.column] - 2.0 * INSET_X + 2.0) / (count(piece.text.len()) * 0.54));
    fits.fold(usual, f32::min).max(6.5)
}

fn is_amount(text: &str) -> bool {
    text.ends_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
}

/// About how high the text of a row is.
fn row_height(row: &[Placed<'_>], columns: &[f32], size: f32) -> f32 {
    let lines = |piece: &Placed<'_>| {
        let width: f32 = columns[piece.column..piece.column + piece.columns].iter().sum();
        let room = ((width - 2.0 * INSET_X) / size - f32::from(piece.cell.map_or(0, |cell| cell.indent))).max(1.0);
        let lines: f32 = piece.text.split('\n').map(|line| (ems(line) / room).ceil().max(1.0)).sum();
        (lines / count(piece.rows.max(1))).ceil()
    };
    let most = row.iter().filter(|piece| piece.above == 0).map(lines).fold(1.0, f32::max);
    1.3 * size * most + 0.5
}

/// Whether a row is so high that it cannot stay in one piece.
pub(crate) fn is_long(row: &[Placed<'_>], fit: &Fit, paper: Paper) -> bool {
    row_height(row, &fit.columns, fit.size) > 0.5 * paper.area().1
}

/// The rows of the header that stand above all others, which every page repeats.
pub(crate) fn head_rows(grid: &Grid) -> usize {
    let head = grid.rows.iter().take_while(|row| row.kind == GridRowKind::Head).count();
    if head == grid.rows.len() { 0 } else { head }
}
