//! A table of a document: what its cells say, as text and as value, and which columns and rows each stands over.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::Place;

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
    /// Relative widths, one for each column.
    pub widths: Vec<u16>,
    /// Header and body.
    pub rows: Vec<GridRow>,
    /// Below it.
    pub notes: Vec<String>,
    /// Where it comes from; not printed.
    #[serde(skip)]
    pub place: Option<Place>,
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
    /// What it says to a program; not printed.
    #[serde(skip)]
    pub value: CellValue,
    /// Columns it covers.
    pub columns: u16,
    /// Rows it covers.
    pub rows: u16,
    /// Where the text stands. Decided here alone: header cells and labels come centred.
    pub align: Align,
    /// Steps that the text is indented.
    pub indent: u8,
    /// Whether it is the label of a field.
    pub label: bool,
    /// Whether it is bold.
    pub bold: bool,
    /// Which cell of the draft's totals it prints, where it prints a figure of one; not printed.
    #[serde(skip)]
    pub of: Option<FigureOf>,
}

/// A cell of the totals, by positions that hold for the workings that the document is composed of and for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureOf {
    /// 0 for the draft's own totals, from 1 on for those of its units.
    pub scope: usize,
    /// Pane of the plan.
    pub pane: usize,
    /// Row of the pane.
    pub row: usize,
    /// Column of the pane.
    pub column: usize,
}

/// What a cell says to a program. A figure has the scale that it is printed with; it is blank also where a mark (—) is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellValue {
    /// Words, codes, serial numbers.
    #[default]
    Text,
    /// Money in the grid's printed unit.
    Money(Option<Decimal>),
    /// A figure that is no money.
    Number(Option<Decimal>),
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
    /// A cell of one column and one row that holds words.
    #[must_use]
    pub fn new(text: impl Into<String>, align: Align) -> Self {
        Self { text: text.into(), value: CellValue::Text, columns: 1, rows: 1, align, indent: 0, label: false, bold: false, of: None }
    }

    /// A cell of one column and one row that holds a figure: its text is the figure.
    #[must_use]
    pub fn figure(value: CellValue) -> Self {
        let text = match value {
            CellValue::Text => None,
            CellValue::Money(figure) | CellValue::Number(figure) => figure,
        };
        Self { value, ..Self::new(text.map(|figure| figure.to_string()).unwrap_or_default(), Align::Right) }
    }

    /// The same cell over several columns and rows.
    #[must_use]
    pub fn spanning(mut self, columns: u16, rows: u16) -> Self {
        (self.columns, self.rows) = (columns, rows);
        self
    }
}

/// A piece of a row: a cell that begins there, one that reaches down from above, or a hole that no cell fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<'a> {
    /// The first column that it stands over, from 0.
    pub column: usize,
    /// Columns that it stands over.
    pub columns: usize,
    /// Rows that it stands over from this one on.
    pub rows: usize,
    /// Rows above this one that it stands over, too; 0 where it begins.
    pub above: usize,
    /// The cell; none in a hole.
    pub cell: Option<&'a GridCell>,
    /// What is printed here: nothing in a hole and in what reaches down.
    pub text: Cow<'a, str>,
}

impl GridRow {
    fn is_head(&self) -> bool {
        self.kind == GridRowKind::Head
    }
}

impl Grid {
    /// Every row from its first column to its last, without a gap. The one place that knows what a cell covers.
    ///
    /// Spans end where another cell stands and where the header or the body ends. What a row has too many goes to the end of its
    /// last cell: nothing is lost.
    #[must_use]
    pub fn placed(&self) -> Vec<Vec<Placed<'_>>> {
        let width = self.widths.len();
        let mut out: Vec<Vec<Placed<'_>>> = Vec::with_capacity(self.rows.len());
        for run in self.rows.chunk_by(|a, b| a.is_head() == b.is_head()) {
            for (n, row) in run.iter().enumerate() {
                let above = if n == 0 { None } else { out.last() };
                let mut hanging =
                    above.into_iter().flatten().filter(|placed| placed.rows > 1).map(Placed::below).collect::<Vec<_>>().into_iter().peekable();
                let mut cells = row.cells.iter();
                let mut line: Vec<Placed<'_>> = Vec::with_capacity(width);
                let mut column = 0;
                while column < width {
                    let free = hanging.peek().map_or(width, |next| next.column) - column;
                    let placed = match hanging.next_if(|_| free == 0) {
                        Some(below) => below,
                        None => Placed::beginning(cells.next(), column, free, run.len() - n),
                    };
                    column += placed.columns;
                    line.push(placed);
                }
                let surplus: String = cells.filter(|cell| !cell.text.is_empty()).flat_map(|cell| ["\n", cell.text.as_str()]).collect();
                out.push(line);
                add_to_last(&mut out, &surplus);
            }
        }
        out
    }

    /// The body as plain texts, a cell for every column; what a cell covers is blank, but that in a table of indicators
    /// every row names its kinds.
    #[must_use]
    pub fn body(&self) -> Vec<Vec<String>> {
        let rows = self.rows.iter().zip(self.placed()).filter(|(row, _)| !row.is_head());
        rows.map(|(_, placed)| {
            let mut line = vec![String::new(); self.widths.len()];
            for piece in placed {
                line[piece.column] = match piece.cell {
                    Some(cell) if piece.above > 0 && self.role == GridRole::Indicators => cell.text.clone(),
                    _ => piece.text.into_owned(),
                };
            }
            line
        })
        .collect()
    }
}

impl<'a> Placed<'a> {
    /// A cell that begins at a column where so many columns are free, and so many rows are left; a hole without a cell.
    fn beginning(cell: Option<&'a GridCell>, column: usize, free: usize, left: usize) -> Self {
        let within = |wanted: u16, most: usize| usize::from(wanted).clamp(1, most);
        Self {
            column,
            columns: cell.map_or(1, |cell| within(cell.columns, free)),
            rows: cell.map_or(1, |cell| within(cell.rows, left)),
            above: 0,
            cell,
            text: Cow::Borrowed(cell.map_or("", |cell| &cell.text)),
        }
    }

    /// The same cell in the next row.
    fn below(&self) -> Self {
        Self { rows: self.rows - 1, above: self.above + 1, text: Cow::Borrowed(""), ..self.clone() }
    }
}

/// Adds a text to the last cell of the last row, preferably one that begins in it.
fn add_to_last(rows: &mut [Vec<Placed<'_>>], text: &str) {
    let Some(line) = rows.last().filter(|_| !text.is_empty()) else { return };
    let Some(last) = line.iter().rfind(|placed| placed.above == 0).or(line.last()) else { return };
    let (row, column) = (rows.len() - 1 - last.above, last.column);
    for placed in rows[row].iter_mut().filter(|placed| placed.column == column) {
        placed.text.to_mut().push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(role: GridRole, rows: Vec<(GridRowKind, Vec<GridCell>)>) -> Grid {
        Grid {
            id: "g".into(),
            title: String::new(),
            role,
            left: Vec::new(),
            right: String::new(),
            unit: "",
            columns: Vec::new(),
            widths: vec![1; 3],
            rows: rows.into_iter().map(|(kind, cells)| GridRow { kind, cells }).collect(),
            notes: Vec::new(),
            place: None,
        }
    }

    fn cell(text: &str, columns: u16, rows: u16) -> GridCell {
        GridCell::new(text, Align::Left).spanning(columns, rows)
    }

    /// Each row as `text@column+columns`, what reaches down in brackets.
    fn drawn(grid: &Grid) -> Vec<String> {
        let piece = |placed: &Placed<'_>| {
            let (open, close) = if placed.above > 0 { ("(", ")") } else { ("", "") };
            format!("{open}{}@{}+{}{close}", placed.text.replace('\n', "/"), placed.column, placed.columns)
        };
        grid.placed().iter().map(|row| row.iter().map(piece).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn cells_stand_where_no_other_one_covers() {
        use GridRowKind::{Body, Head};
        let rows = vec![
            (Head, vec![cell("项目", 1, 2), cell("金额", 2, 1)]),
            (Head, vec![cell("本年", 1, 1), cell("上年", 1, 1)]),
            (Body, vec![cell("甲", 1, 1), cell("乙", 1, 2), cell("丙", 1, 1)]),
            (Body, vec![cell("丁", 1, 1), cell("戊", 1, 1)]),
        ];
        let grid = grid(GridRole::Table, rows);
        assert_eq!(drawn(&grid), ["项目@0+1 金额@1+2", "(@0+1) 本年@1+1 上年@2+1", "甲@0+1 乙@1+1 丙@2+1", "丁@0+1 (@1+1) 戊@2+1"]);
        assert_eq!(grid.body(), [["甲", "乙", "丙"], ["丁", "", "戊"]]);
    }

    #[test]
    fn wrong_spans_are_cut_and_what_is_too_many_is_kept() {
        use GridRowKind::{Body, Head};
        let rows = vec![
            (Head, vec![cell("头", 9, 9)]),
            (Body, vec![cell("甲", 1, 1), cell("高", 1, 9)]),
            (Body, vec![cell("宽", 9, 1), cell("乙", 1, 1), cell("多", 1, 1)]),
            (Body, vec![]),
        ];
        let grid = grid(GridRole::Table, rows);
        assert_eq!(drawn(&grid), ["头@0+3", "甲@0+1 高@1+1 @2+1", "宽@0+1 (@1+1) 乙/多@2+1", "@0+1 (@1+1) @2+1"]);
    }

    #[test]
    fn every_row_of_indicators_names_its_kinds() {
        use GridRowKind::Body;
        let rows =
            || vec![(Body, vec![cell("产出", 1, 2), cell("数量", 1, 1), cell("一", 1, 1)]), (Body, vec![cell("质量", 1, 1), cell("二", 1, 1)])];
        assert_eq!(grid(GridRole::Indicators, rows()).body()[1], ["产出", "质量", "二"]);
        assert_eq!(grid(GridRole::Card, rows()).body()[1], ["", "质量", "二"]);
    }

    #[test]
    fn a_figure_is_its_own_text() {
        let figure = |text: &str| Some(text.parse::<Decimal>().expect("a number"));
        assert_eq!(GridCell::figure(CellValue::Money(figure("12.50"))).text, "12.50");
        assert_eq!(GridCell::figure(CellValue::Number(None)).text, "");
    }
}
