//! A105: insurance and housing funds that the form by function and the form by economic kind print differently.
//!
//! Places book them otherwise, too: it speaks only where the other funds of the draft agree, or where a slip explains what is off.

use rust_decimal::Decimal;

use super::gap::slip;
use super::shared::{Case, Found, scopes};
use crate::model::Place;
use crate::template::RowKind;

/// Functional code, economic code, and what both are.
const PAIRS: [(&str, &str, &str); 3] =
    [("2080505", "30108", "养老保险缴费"), ("2101101", "30110", "医疗保险缴费"), ("2210201", "30113", "住房公积金")];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let mut out = Vec::new();
    for scope in scopes(case.work) {
        // The largest amount that a form prints for a code, with its place.
        let printed = |code: &str| {
            let mut most: Option<(Decimal, Place)> = None;
            for (at, pane_plan) in case.work.plan().panes.iter().enumerate().filter(|(at, _)| scope.has(*at)) {
                let Some((form, pane)) = pane_plan.place else { continue };
                if !matches!(draft.template.forms[form].panes[pane].rows, RowKind::Coded(_)) {
                    continue;
                }
                let totals = &scope.totals.panes[at];
                for row in (0..totals.rows.len()).filter(|row| totals.rows[*row].code == code) {
                    let money = (0..pane_plan.columns.len()).filter(|column| pane_plan.columns[*column].money);
                    for (column, shown) in money.filter_map(|column| Some((column, totals.cell(row, column).shown?))) {
                        if most.as_ref().is_none_or(|(known, _)| shown > *known) {
                            most = Some((shown, scope.place(at, row, column)));
                        }
                    }
                }
            }
            most
        };
        let pairs: Vec<_> = PAIRS.iter().filter_map(|(function, economic, what)| Some((printed(function)?, printed(economic)?, *what))).collect();
        let agreeing = pairs.iter().filter(|((one, _), (other, _), _)| one == other).count();
        for ((one, _), (other, place), what) in pairs.iter().filter(|((one, _), (other, _), _)| one != other) {
            let slip = slip(*other, *one);
            if agreeing + 1 == pairs.len() && pairs.len() > 1 || slip.is_some() {
                let why = slip.map_or_else(String::new, |slip| format!("；多半是{}", slip.said()));
                let message = format!("按经济分类{what}{other}，按功能分类{one}，一般应当相等（差 {}）{why}", other - one);
                out.push(Found::new(place.clone(), message).at(scope.spot()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, sample, type_into};

    #[test]
    fn insurance_that_is_booked_twice_in_different_amounts_is_told() {
        let with = |row: &str, figure: &str| {
            let mut draft = sample();
            type_into(&mut draft, "basic", row, "personnel", figure);
            said(&draft, "A105")
        };
        assert_eq!(with("30108", "33.26"), ["按经济分类养老保险缴费33.26，按功能分类33.46，一般应当相等（差 -0.20）；多半是有一位数字写错了"]);
        assert_eq!(with("30108", "33.46"), [""; 0]);
    }

    #[test]
    fn a_place_that_books_otherwise_is_left_alone() {
        let mut draft = sample();
        for (row, figure) in [("30108", "50.01"), ("30110", "20.02"), ("30113", "61.90")] {
            type_into(&mut draft, "basic", row, "personnel", figure);
        }
        assert_eq!(said(&draft, "A105"), [""; 0]);
    }
}
