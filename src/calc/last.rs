//! Linked figures of running text as they were the year before: out of what the draft has carried over, by the same addresses.
//!
//! Rows are found by code or id; what rows there were the year before nobody knows, so a sum over rows has no answer.

use rust_decimal::Decimal;

use super::evaluate::{plus, signed, times};
use crate::model::{Carried, PaneName};
use crate::template::plan::{CellRef, Node, Plan, RowRef, RowsPlan};

/// The figure of a link the year before, in the unit of what was carried over. A cell that was blank is.
///
/// # Errors
/// Why it is not known, in Chinese.
pub fn last_year(link: &Node, plan: &Plan, carried: &Carried) -> Result<Option<Decimal>, String> {
    let value = |node: &Node| last_year(node, plan, carried);
    let too_large = || "数太大，无法精确计算".to_owned();
    match link {
        Node::Number(number) => Ok(Some(*number)),
        Node::Cell(cell) => figure(cell, plan, carried),
        Node::Sum(_) => Err("上年数只能引用一格，或几格相加减".into()),
        Node::Terms(terms) => {
            terms.iter().try_fold(None, |sum, (minus, cell)| plus(sum, signed(*minus, figure(cell, plan, carried)?)).map_err(|_| too_large()))
        }
        Node::Chain(terms) => terms.iter().try_fold(None, |sum, (minus, node)| plus(sum, signed(*minus, value(node)?)).map_err(|_| too_large())),
        Node::Product(factors) => {
            factors.iter().try_fold(Some(Decimal::ONE), |product, factor| times(product, value(factor)?).map_err(|_| too_large()))
        }
    }
}

fn figure(cell: &CellRef, plan: &Plan, carried: &Carried) -> Result<Option<Decimal>, String> {
    let pane = &plan.panes[cell.pane];
    let fixed = |at: usize| match &pane.rows {
        RowsPlan::Fixed(rows) | RowsPlan::Listed(rows) => rows.get(at).map(|row| row.id.as_str()),
        RowsPlan::Coded { .. } => (at == 0).then_some("total"),
    };
    let row = match &cell.rows {
        RowRef::Key(key) => Some(key.as_str()),
        RowRef::At(rows) => rows.first().and_then(|at| fixed(*at)),
        _ => None,
    };
    let row = row.ok_or("上年数只能引用有编码或固定的行")?;
    let known = carried.figures.get(&PaneName::called("", &pane.name));
    let rows = known.ok_or_else(|| format!("上年稿的表“{}”没有数", pane.name))?;
    let amount = rows.get(row).and_then(|row| row.get(&pane.columns[cell.column].id));
    Ok(amount.map(|amount| amount.0))
}
