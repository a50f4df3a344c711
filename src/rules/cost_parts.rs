//! C119: cost rows that are parts of the budget and do not add up to it.
//!
//! A card that prints the whole (which is its budget) and parts below it is read as a sum; unit prices are no parts. Parts may be left
//! out, so that less than the whole is told only where the draft's other cards add up.

use rust_decimal::Decimal;

use super::shared::{Case, Found};
use super::targets::{Kind, TargetRow};

/// A card whose cost rows are one whole and two parts or more.
struct Sum<'a, 'b> {
    whole: &'b TargetRow<'a>,
    budget: Decimal,
    parts: Vec<&'b TargetRow<'a>>,
    added: Decimal,
}

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let costs: Vec<&TargetRow<'_>> = case.targets().iter().filter(|row| row.card.is_some() && row.kind == Some(Kind::Cost)).collect();
    let sums: Vec<Sum<'_, '_>> = costs.chunk_by(|a, b| a.card == b.card).filter_map(|rows| sum(case, rows)).collect();
    let holding = sums.iter().filter(|card| card.added == card.budget).count();
    // Three cards of four that add up are a custom.
    let custom = holding >= 3 && holding * 4 >= sums.len() * 3 || holding >= 2 && holding + 1 >= sums.len();
    let off = sums.iter().filter(|card| card.added > card.budget || (custom && card.added < card.budget));
    off.map(|card| card.whole.found_at_value(message(case, card))).collect()
}

fn sum<'a, 'b>(case: &Case<'_>, rows: &[&'b TargetRow<'a>]) -> Option<Sum<'a, 'b>> {
    let budget = case.budget(rows.first()?.card?)?;
    let amounts: Vec<(&'b TargetRow<'a>, Decimal)> =
        rows.iter().filter(|row| !row.is_unit_price).filter_map(|row| Some((*row, row.yuan()?))).collect();
    let at = amounts.iter().position(|(_, amount)| *amount == budget)?;
    let parts: Vec<(&'b TargetRow<'a>, Decimal)> = amounts.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, part)| *part).collect();
    let sum = parts.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| sum.checked_add(*amount))?;
    // A second row of the whole, or parts of parts, is no plain list.
    let plain = parts.len() >= 2 && parts.iter().all(|(_, amount)| *amount != budget) && !has_subtotal(&parts);
    (plain && !budget.is_zero()).then(|| Sum { whole: amounts[at].0, budget, parts: parts.into_iter().map(|(row, _)| row).collect(), added: sum })
}

/// A part that the others before or behind it add up to.
fn has_subtotal(parts: &[(&TargetRow<'_>, Decimal)]) -> bool {
    (0..parts.len()).any(|at| {
        let mut sum = Decimal::ZERO;
        parts[at + 1..].iter().enumerate().any(|(n, (_, amount))| {
            sum += *amount;
            n > 0 && sum == parts[at].1
        })
    })
}

fn message(case: &Case<'_>, card: &Sum<'_, '_>) -> String {
    let wan = |value: Decimal| (value / Decimal::from(10_000)).normalize();
    let shown: Vec<String> = card.parts.iter().filter_map(|row| Some(wan(row.yuan()?).to_string())).collect();
    let off = (card.budget - card.added).abs();
    let says = format!(
        "成本指标各分项{} = {}万元，不等于预算数{}万元（差 {}万元）",
        shown.join(" + "),
        wan(card.added),
        wan(card.budget),
        wan(card.budget - card.added)
    );
    match case.amount_of(off) {
        Some(place) => format!("{says}；差额正好等于{place}"),
        None => says,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn parts_that_leave_a_gap_are_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "C119"), []);
        let row = draft.cards[1].indicators.iter_mut().find(|row| row.value == "≤5万元").expect("a part");
        row.value = "≤8万元".into();
        let messages: Vec<String> = found(&draft, "C119").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].ends_with("= 73万元，不等于预算数70万元（差 -3万元）"), "{messages:?}");
    }

    #[test]
    fn a_part_that_is_more_than_the_whole_is_told() {
        let mut draft = sample();
        let row = draft.cards[1].indicators.iter_mut().find(|row| row.value == "≤5万元").expect("a part");
        row.value = "≤85万元".into();
        let found = found(&draft, "C119");
        assert!(found.len() == 1 && found[0].1.contains("= 150万元，不等于预算数70万元"), "{found:?}");
    }

    #[test]
    fn less_than_the_whole_is_told_where_the_other_cards_add_up() {
        let mut draft = sample();
        let row = draft.cards[1].indicators.iter_mut().find(|row| row.value == "≤5万元").expect("a part");
        row.value = "≤1万元".into();
        assert_eq!(found(&draft, "C119").len(), 1);
        draft.cards.truncate(2);
        assert_eq!(found(&draft, "C119"), []);
    }
}
