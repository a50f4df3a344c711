//! Linked figures of running text as they were the year before: out of what the draft has carried over, by the same addresses.
//!
//! Rows are found by code or id; what rows there were the year before nobody knows, so a sum over rows has no answer.

use rust_decimal::{Decimal, RoundingStrategy};

use super::evaluate::{plus, signed, times};
use super::exact::exact_difference;
use crate::model::{Carried, PaneName};
use crate::template::plan::{CellRef, Node, Plan, RowRef, RowsPlan};

/// How a figure has changed since the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// So much more, or less.
    pub difference: Decimal,
    /// In percent of what it was, to two decimals; none where there was nothing, or less than nothing.
    pub rate: Option<Decimal>,
    /// There was nothing, and now there is something.
    pub is_new: bool,
}

/// The change from one printed figure to another; none where both are blank, or where an exact decimal cannot hold it.
#[must_use]
pub fn changed(now: Option<Decimal>, before: Option<Decimal>) -> Option<Changed> {
    if now.is_none() && before.is_none() {
        return None;
    }
    let (now, base) = (now.unwrap_or_default(), before.unwrap_or_default());
    let mut difference = exact_difference(now, base)?;
    if difference.is_zero() {
        difference.set_sign_positive(true);
    }
    let rate = if base.is_sign_positive() { percent(difference, base) } else { None };
    Some(Changed { difference, rate, is_new: base.is_zero() && !now.is_zero() })
}

/// How much of the whole, in percent, rounded half up to two decimals as rates are printed; none of nothing.
#[must_use]
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let rate = part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)?;
    let mut rate = rate.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rate.rescale(2);
    Some(rate)
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_has_a_rate_only_where_there_was_something() {
        let said = |now: Option<&str>, before: Option<&str>| {
            let number = |text: Option<&str>| text.map(|text| text.parse().expect("a number"));
            let found = changed(number(now), number(before))?;
            Some((found.difference.to_string(), found.rate.map(|rate| rate.to_string()), found.is_new))
        };
        let rate = |text: &str| Some(text.to_owned());
        assert_eq!(said(Some("120.00"), Some("90.00")), Some(("30.00".into(), rate("33.33"), false)));
        assert_eq!(said(None, Some("90.00")), Some(("-90.00".into(), rate("-100.00"), false)));
        assert_eq!(said(Some("7.00"), None), Some(("7.00".into(), None, true)));
        assert_eq!(said(Some("0.00"), Some("0.00")), Some(("0.00".into(), None, false)));
        assert_eq!(said(Some("7.00"), Some("-7.00")), Some(("14.00".into(), None, false)));
        assert_eq!(said(None, None), None);
    }
}
