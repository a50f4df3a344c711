//! A template's equations with every name looked up: what [`crate::calc`] runs, and what is asked which cells feed a cell.
//!
//! It is made by [`super::compile`] and knows nothing of a draft; rows that depend on typed codes are found when totals are
//! computed.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::check::Check;
pub use super::class::{LEAF, PARENT, TOTAL};
use super::schema::FixedRow;

/// The name under which equations see the goal cards: a row for each card, a column for each of its fields.
pub const CARDS: &str = "cards";

/// A compiled template.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Every pane of every form, in template order, then the cards if the template has any.
    pub panes: Vec<PanePlan>,
    /// The panes by position, each after those that its rows come from.
    pub order: Vec<usize>,
    /// What fills; [`PanePlan::fill`] says which cell by which.
    pub fills: Vec<Node>,
    /// What checks.
    pub checks: Vec<CheckPlan>,
    /// Pane and text column of every `sum(cards[function = @, …])`.
    pub filters: Vec<(usize, usize)>,
}

/// A pane with its columns and row classes.
#[derive(Clone, Debug)]
pub struct PanePlan {
    /// `form`, `form.pane` or [`CARDS`].
    pub name: String,
    /// Which form and pane of the template; `None` for the cards.
    pub place: Option<(usize, usize)>,
    /// Columns by position.
    pub columns: Vec<ColumnPlan>,
    /// Where rows come from.
    pub rows: RowsPlan,
    /// For each row class and column the equation that fills it.
    pub(super) fills: Vec<Option<usize>>,
    /// For each row class and column whether it may be typed.
    pub(super) open: Vec<bool>,
}

/// A column.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    /// Its id.
    pub id: String,
    /// Whether it holds figures.
    pub figure: bool,
    /// Whether these are money (else quantities).
    pub money: bool,
}

/// Where a pane's rows come from, and so which row classes it has.
#[derive(Clone, Debug)]
pub enum RowsPlan {
    /// A class for each row.
    Fixed(Vec<FixedRow>),
    /// Classes: [`TOTAL`], [`PARENT`], [`LEAF`].
    Coded {
        /// Lengths of the codes, ascending.
        widths: Vec<usize>,
        /// Panes whose rows are this pane's, too; earlier ones in [`Plan::order`].
        from: Vec<usize>,
    },
    /// A class for each head row, then one for all listed rows.
    Listed(Vec<FixedRow>),
}

/// A right side with positions for names.
#[derive(Clone, Debug)]
pub enum Node {
    /// A constant.
    Number(Decimal),
    /// One cell.
    Cell(CellRef),
    /// The sum of all cells that it selects.
    Sum(CellRef),
    /// `a + b - c` of single cells, the most usual equation; true for those that are subtracted.
    Terms(Vec<(bool, CellRef)>),
    /// `a + b - c` of anything, never of another chain; true for what is subtracted.
    Chain(Vec<(bool, Node)>),
    /// `a * b * c`
    Product(Vec<Node>),
}

/// Cells of one column.
#[derive(Clone, Debug)]
pub struct CellRef {
    /// Pane by position.
    pub pane: usize,
    /// Which rows.
    pub rows: RowRef,
    /// Column by position.
    pub column: usize,
}

/// Rows seen from the cell that is being computed.
#[derive(Clone, Debug)]
pub enum RowRef {
    /// The same row of the same pane.
    This,
    /// The row of another pane with the same key.
    SameKey,
    /// Rows of fixed position.
    At(Vec<usize>),
    /// The row with this code or id, looked up among the coded rows.
    Key(String),
    /// Rows right below this one.
    Children,
    /// Rows without a parent.
    Top,
    /// Rows without children.
    Leaf,
    /// Rows the clerk listed.
    Listed,
    /// Listed rows whose text is this row's key, by the number of the filter.
    Where(usize),
}

/// A compiled check.
#[derive(Clone, Debug)]
pub struct CheckPlan {
    /// Code and wording.
    pub check: Check,
    /// Pane by position.
    pub pane: usize,
    /// Row classes it is about.
    pub classes: Vec<usize>,
    /// Column by position.
    pub column: usize,
    /// What the cell must equal.
    pub value: Node,
}

/// An equation or pane that cannot work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFault {
    /// The form that it stands in, by position; `None` for the goal card.
    pub form: Option<usize>,
    /// The text in the template that is wrong: an equation or an id.
    pub text: String,
    /// Why, in Chinese.
    pub reason: String,
}

impl Node {
    /// Every reference to cells in it, in reading order.
    #[must_use]
    pub fn cells(&self) -> Vec<&CellRef> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Cell(cell) | Self::Sum(cell) => vec![cell],
            Self::Terms(terms) => terms.iter().map(|(_, cell)| cell).collect(),
            Self::Chain(terms) => terms.iter().flat_map(|(_, node)| node.cells()).collect(),
            Self::Product(factors) => factors.iter().flat_map(Self::cells).collect(),
        }
    }
}

impl PanePlan {
    /// How many row classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        match &self.rows {
            RowsPlan::Fixed(rows) => rows.len(),
            RowsPlan::Coded { .. } => 3,
            RowsPlan::Listed(heads) => heads.len() + 1,
        }
    }

    /// The equation that fills cells of this class and column.
    #[must_use]
    pub fn fill(&self, class: usize, column: usize) -> Option<usize> {
        self.fills[class * self.columns.len() + column]
    }

    /// Whether a clerk may type into cells of this class and column.
    #[must_use]
    pub fn is_open(&self, class: usize, column: usize) -> bool {
        self.open[class * self.columns.len() + column]
    }

    /// The position of a column.
    #[must_use]
    pub fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}

impl Plan {
    /// The position of a pane.
    #[must_use]
    pub fn pane(&self, name: &str) -> Option<usize> {
        self.panes.iter().position(|pane| pane.name == name)
    }

    /// The pane with that id in the form with that id.
    #[must_use]
    pub fn pane_of(&self, form: &str, pane: &str) -> Option<usize> {
        let is = |name: &str| if pane.is_empty() { name == form } else { name.split_once('.') == Some((form, pane)) };
        self.panes.iter().position(|known| is(&known.name))
    }

    /// What the equation of a cell of this class and column reads; nothing where none fills it.
    #[must_use]
    pub fn inputs(&self, pane: usize, class: usize, column: usize) -> Vec<&CellRef> {
        self.panes[pane].fill(class, column).map_or_else(Vec::new, |fill| self.fills[fill].cells())
    }

    /// The columns, as pane and column, whose figures get into a cell of this class and column, over however many equations.
    #[must_use]
    pub fn rests_on(&self, pane: usize, class: usize, column: usize) -> BTreeSet<(usize, usize)> {
        let mut found = BTreeSet::new();
        let mut waiting = self.inputs(pane, class, column);
        while let Some(cell) = waiting.pop() {
            if found.insert((cell.pane, cell.column)) {
                let classes = 0..self.panes[cell.pane].classes();
                waiting.extend(classes.flat_map(|class| self.inputs(cell.pane, class, cell.column)));
            }
        }
        found
    }
}
