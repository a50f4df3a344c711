//! What a reader sees, without any format: headings, paragraphs, grids with spans, on sheets of paper.
//!
//! The middle of the hourglass: [`compose`] makes a [`Document`] of a draft, every format is a small writer of it.

mod card;
mod compose;
mod free;
mod grid;
mod narrative;
mod runs;
mod tree;

use serde::Serialize;

pub(crate) use card::printed_plan;
pub use compose::{compose, section_texts};
pub(crate) use grid::{lines as printed_lines, segment};
pub use narrative::{Line, lines as narrative_lines};
pub use runs::{expand, printed_link};
pub(crate) use tree::printed_tree;

/// A composed disclosure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// Title, for metadata and running heads.
    pub title: String,
    /// The unit.
    pub author: String,
    /// What it is about.
    pub subject: String,
    /// For search.
    pub keywords: Vec<String>,
    /// Lines of the cover; none for no cover.
    pub cover: Vec<CoverLine>,
    /// Heading of the table of contents, if it has one.
    pub contents: Option<String>,
    /// In order; each begins on a new page.
    pub sheets: Vec<Sheet>,
}

/// A line of the cover.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoverLine {
    /// What it says.
    pub text: String,
    /// `title`, `unit`, `line` or `date`.
    pub role: &'static str,
}

/// Pages of one orientation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Sheet {
    /// Across the page's long side.
    pub landscape: bool,
    /// Top to bottom.
    pub blocks: Vec<Block>,
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// Running text.
    Paragraph(Paragraph),
    /// A table.
    Grid(Grid),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heading {
    /// 1 for the largest.
    pub level: u8,
    /// With its number.
    pub text: String,
    /// Text in the table of contents, if it stands there.
    pub contents: Option<String>,
    /// Whether it stands in the middle of the line.
    pub centred: bool,
}

/// Running text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paragraph {
    /// Pieces of the text.
    pub runs: Vec<Run>,
    /// `body`, `term` (of the glossary), `note`, `right` or `centred`.
    pub role: &'static str,
}

impl Paragraph {
    /// The text without its looks.
    #[must_use]
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// What it says.
    pub text: String,
    /// Whether it is bold.
    pub bold: bool,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grid {
    /// The form's id, or the card's.
    pub id: String,
    /// Its title; a heading before it prints it.
    pub title: String,
    /// What it is.
    pub role: GridRole,
    /// Lines above it, to the left.
    pub left: Vec<String>,
    /// Line above it, to the right.
    pub right: String,
    /// The printed money unit.
    pub unit: &'static str,
    /// For each column the header labels above it.
    pub columns: Vec<Vec<String>>,
    /// Relative widths.
    pub widths: Vec<u16>,
    /// Header and body.
    pub rows: Vec<GridRow>,
    /// Below it.
    pub notes: Vec<String>,
}

/// What a grid is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GridRole {
    /// A form of the nine, or like them.
    Form,
    /// A table within running text.
    Table,
    /// Indicators of the whole department.
    Indicators,
    /// A goal card.
    Card,
}

/// A row of a grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GridRow {
    /// What it is.
    pub kind: GridRowKind,
    /// Left to right; what an earlier cell covers is not there.
    pub cells: Vec<GridCell>,
}

/// What a row of a grid is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GridRowKind {
    /// Header: a run of header rows is repeated on every following page.
    Head,
    /// Content.
    Body,
    /// A total.
    Total,
}

/// A cell of a grid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GridCell {
    /// As printed.
    pub text: String,
    /// Columns it covers.
    pub columns: u16,
    /// Rows it covers.
    pub rows: u16,
    /// Where the text stands.
    pub align: Align,
    /// Steps that the text is indented.
    pub indent: u8,
    /// Whether it is the label of a field.
    pub label: bool,
    /// Whether it is bold.
    pub bold: bool,
}

/// Where a cell's text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Text.
    Left,
    /// Labels.
    Center,
    /// Figures.
    Right,
}

impl GridCell {
    /// A cell of one column and one row.
    #[must_use]
    pub fn new(text: impl Into<String>, align: Align) -> Self {
        Self { text: text.into(), columns: 1, rows: 1, align, indent: 0, label: false, bold: false }
    }

    /// The same cell over several columns and rows.
    #[must_use]
    pub fn spanning(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }
}

impl Grid {
    /// The body as plain texts, a cell for every column; what a cell covers is blank, but that in a table of indicators
    /// every row names its kinds.
    #[must_use]
    pub fn body(&self) -> Vec<Vec<String>> {
        let width = self.widths.len();
        let mut covered = vec![0u16; width];
        let mut out: Vec<Vec<String>> = Vec::new();
        for row in &self.rows {
            let mut line = vec![String::new(); width];
            if let (GridRole::Indicators, Some(above)) = (self.role, out.last()) {
                for at in (0..width).filter(|at| covered[*at] > 0) {
                    line[at].clone_from(&above[at]);
                }
            }
            let mut at = 0;
            for cell in &row.cells {
                while at < width && covered[at] > 0 {
                    at += 1;
                }
                if at < width {
                    line[at].clone_from(&cell.text);
                }
                for _ in 0..cell.columns {
                    if at < width {
                        covered[at] = cell.rows;
                    }
                    at += 1;
                }
            }
            for left in &mut covered {
                *left = left.saturating_sub(1);
            }
            if row.kind != GridRowKind::Head {
                out.push(line);
            }
        }
        out
    }
}
