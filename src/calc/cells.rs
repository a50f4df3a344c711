//! Rows and cells as they come out, with where each comes from and why one could not be computed.

use std::fmt;

use ecow::EcoString;
use rust_decimal::Decimal;

use crate::model::RowId;

/// The rows and cells of a pane.
#[derive(Debug, Default)]
pub struct PaneTotals {
    /// Top to bottom, totals included.
    pub rows: Vec<TotalRow>,
    columns: usize,
    cells: Vec<Cell>,
}

/// A row as it stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalRow {
    /// Which row of the pane; of the form's own the id, or the code.
    pub id: RowId,
    /// The code of a coded row.
    pub code: EcoString,
    /// Row class of the pane's plan.
    pub class: usize,
    /// Parents above it.
    pub depth: usize,
    /// Why it stands there.
    pub origin: RowOrigin,
}

/// Why a row stands in its form; with the stored row behind it, as a position in [`Totals::rows`] (of the cards' pane, in the
/// cards).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrigin {
    /// The template has it: a fixed row, a total; stored where something was typed into it.
    Fixed(Option<usize>),
    /// A code below it or in another form brings it; stored where something was typed into it.
    Computed(Option<usize>),
    /// The clerk has put it there, or it is a card.
    Own(usize),
}

impl TotalRow {
    /// The stored row behind it, by position.
    #[must_use]
    pub fn stored(&self) -> Option<usize> {
        match self.origin {
            RowOrigin::Fixed(stored) | RowOrigin::Computed(stored) => stored,
            RowOrigin::Own(stored) => Some(stored),
        }
    }
}

/// A cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// What counts and is printed.
    pub shown: Option<Decimal>,
    /// What the equation gives, where there is one.
    pub computed: Option<Decimal>,
    /// Where the figure comes from.
    pub kind: CellKind,
}

/// Where a cell's figure comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Holds no figure: text, or a cell that the form leaves empty.
    #[default]
    Closed,
    /// Typed (录入项), or to be typed.
    Typed,
    /// Filled by an equation.
    Computed,
    /// Typed over an equation (手工调整).
    Override,
}

/// A cell that could not be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// Pane by position.
    pub pane: usize,
    /// Row by position.
    pub row: usize,
    /// Column by position.
    pub column: usize,
    /// Why.
    pub reason: FaultReason,
}

/// Why a cell could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultReason {
    /// The result has more digits than an exact decimal holds.
    Overflow,
    /// The cell depends on itself.
    Circle,
}

impl fmt::Display for FaultReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "数太大，无法精确计算",
            Self::Circle => "模板的等式循环引用，无法计算",
        })
    }
}

impl PaneTotals {
    pub(super) fn new(rows: Vec<TotalRow>, columns: usize, cells: Vec<Cell>) -> Self {
        Self { rows, columns, cells }
    }

    /// A cell by position.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.cells[row * self.columns + column]
    }

    /// The row of that id; of a computed row's the one that has got its code since.
    #[must_use]
    pub fn row(&self, id: &RowId) -> Option<usize> {
        let by_code = || match id {
            RowId::Of(code) => self.rows.iter().position(|row| row.code == *code && !code.is_empty()),
            RowId::Own(_) => None,
        };
        self.rows.iter().position(|row| row.id == *id).or_else(by_code)
    }

    /// Whether a row stands for that code.
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.rows.iter().any(|row| row.code == code)
    }

    /// Whether the pane shows any figure.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.cells.iter().any(|cell| cell.shown.is_some())
    }
}
