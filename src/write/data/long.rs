//! The long form: a row for each printed figure of every form, with all that says which one it is, so that drafts of many units and years
//! lie in one table.

use rust_decimal::Decimal;

use crate::document::{CellValue, Document, Grid, Placed};
use crate::model::Place;
use crate::workings::Workings;

/// A printed figure of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// 单位编码
    pub unit_code: String,
    /// 单位名称
    pub unit_name: String,
    /// The year, where somebody has stated it.
    pub year: Option<u16>,
    /// The form's id.
    pub form: String,
    /// Its title.
    pub title: String,
    /// The row's code; its id where it has none.
    pub row_code: String,
    /// What names the row.
    pub row_name: String,
    /// The column's header labels, from the outermost.
    pub column: String,
    /// Which fund the money is of, where form, row or column say so.
    pub fund: &'static str,
    /// As it is printed.
    pub amount: Decimal,
    /// 元 or 万元; blank for what is no money.
    pub money_unit: &'static str,
}

/// What the names of funds are known by: those of one fund, then those that several share.
const FUNDS: [(&str, &str); 7] = [
    ("一般公共预算", "一般公共预算"),
    ("政府性基金", "政府性基金预算"),
    ("基金预算", "政府性基金预算"),
    ("国有资本经营", "国有资本经营预算"),
    ("财政专户", "财政专户管理资金"),
    ("事业收入", "单位资金"),
    ("单位资金", "单位资金"),
];
const SHARED: [(&str, &str); 2] = [("财政拨款", "财政拨款"), ("上年结转", "上年结转结余")];

/// The fund that row, column or title name, the row before the others. A name of one fund counts before one that several share: what stands
/// under 财政拨款 in the row of 政府性基金预算 is of that fund.
fn fund(row: &str, column: &str, title: &str) -> &'static str {
    let named =
        |text: &str, funds: &'static [(&'static str, &'static str)]| funds.iter().find(|(word, _)| text.contains(word)).map(|(_, fund)| *fund);
    let texts = [row, column, title];
    texts.iter().find_map(|text| named(text, &FUNDS)).or_else(|| texts.iter().find_map(|text| named(text, &SHARED))).unwrap_or_default()
}

/// Every printed figure of the forms, in the order of the document.
#[must_use]
pub fn figures(work: &Workings, document: &Document) -> Vec<Figure> {
    document.grids().flat_map(|grid| of_form(work, grid)).collect()
}

fn of_form(work: &Workings, grid: &Grid) -> Vec<Figure> {
    let draft = work.draft();
    let Some(Place::Form(name)) = &grid.place else { return Vec::new() };
    let mut out = Vec::new();
    for pieces in grid.placed() {
        for (n, piece) in pieces.iter().enumerate() {
            let Some((of, value)) = piece.cell.and_then(|cell| Some((cell.of?, cell.value))) else { continue };
            let (amount, money_unit) = match value {
                CellValue::Money(Some(amount)) => (amount, grid.unit),
                CellValue::Number(Some(amount)) => (amount, ""),
                _ => continue,
            };
            // A department's list may hold the lines of its units.
            let scope = work.totals().scopes().nth(of.scope);
            let unit = scope.map_or(name.unit.as_ref(), |(unit, _)| unit);
            let (unit_code, unit_name) = draft.owner(unit);
            let info = scope.and_then(|(_, totals)| totals.panes.get(of.pane)?.rows.get(of.row));
            let code = info.map_or("", |row| if row.code.is_empty() { row.id.as_str() } else { &row.code });
            let column = grid.columns.get(piece.column).map(|path| path.join("·")).unwrap_or_default();
            let row_name = named(&pieces[..n], of.pane, code);
            out.push(Figure {
                unit_code: unit_code.to_owned(),
                unit_name: unit_name.to_owned(),
                year: draft.identity.year,
                form: name.form.to_string(),
                title: grid.title.clone(),
                fund: fund(&row_name, &column, &grid.title),
                row_code: code.to_owned(),
                row_name,
                column,
                amount,
                money_unit,
            });
        }
    }
    out
}

/// The texts at the left that name a row of a pane: those before its own figures and behind those of the pane beside it.
fn named(left: &[Placed<'_>], pane: usize, code: &str) -> String {
    let of = |piece: &Placed<'_>| piece.cell.and_then(|cell| cell.of).map(|of| of.pane);
    let first = left.iter().rposition(|piece| of(piece).is_some_and(|other| other != pane)).map_or(0, |n| n + 1);
    let is_figure = |piece: &&Placed<'_>| piece.cell.is_some_and(|cell| cell.value != CellValue::Text);
    let texts = left[first..].iter().filter(|piece| !is_figure(piece)).map(|piece| piece.text.trim());
    // A running number and the code itself name nothing.
    let names: Vec<&str> = texts.filter(|text| !text.is_empty() && *text != code && !text.chars().all(|c| c.is_ascii_digit())).collect();
    names.join(" ")
}
