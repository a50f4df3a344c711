//! C119: cost rows that are parts of the budget and do not add up to it.
//!
//! A card that prints the whole (which is its budget) and parts below it is read as a sum; unit prices are no parts. Parts may be left
//! out, so that less than the whole is told only where the draft's other cards add up.

use rust_decimal::Decimal;

use super::gap::{Part, of_sum};
use super::shared::{Case, Found, wan};
use super::targets::{Kind, TargetRow};

/// A card whose cost rows are one whole and two parts or more.
struct Sum<'a, 'b> {
    whole: &'b TargetRow<'a>,
    budget: Decimal,
    parts: Vec<&'b TargetRow<'a>>,
    added: Decimal,
    /// Some of the parts may be the parts of another.
    least: Decimal,
}

impl Sum<'_, '_> {
    fn holds(&self) -> bool {
        self.added == self.budget || self.least == self.budget
    }
}

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let costs: Vec<&TargetRow<'_>> = case.targets().iter().filter(|row| row.card.is_some() && row.kind == Some(Kind::Cost)).collect();
    let sums: Vec<Sum<'_, '_>> = costs.chunk_by(|a, b| a.card == b.card).filter_map(|rows| sum(case, rows)).collect();
    let holding = sums.iter().filter(|card| card.holds()).count();
    // Three cards of four that add up are a custom.
    let custom = holding >= 3 && holding * 4 >= sums.len() * 3 || holding >= 2 && holding + 1 >= sums.len();
    let off = sums.iter().filter(|card| !card.holds() && (card.least > card.budget || custom));
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
    let plain = parts.len() >= 2 && parts.iter().all(|(_, amount)| *amount != budget);
    let least = without_parts_of_parts(&parts);
    let sum = || Sum { whole: amounts[at].0, budget, parts: parts.iter().map(|(row, _)| *row).collect(), added: sum, least };
    (plain && !budget.is_zero()).then(sum)
}

/// The parts added up, without those behind one that add up to it: 116 = 52 + 64, then 116 + 33 = 149.
fn without_parts_of_parts(parts: &[(&TargetRow<'_>, Decimal)]) -> Decimal {
    let (mut sum, mut at) = (Decimal::ZERO, 0);
    while let Some((_, amount)) = parts.get(at) {
        let mut added = Decimal::ZERO;
        let nested = parts[at + 1..].iter().position(|(_, part)| {
            added += *part;
            added == *amount
        });
        sum += *amount;
        // Two alike are no part of each other.
        at += nested.filter(|last| *last > 0).map_or(1, |last| last + 2);
    }
    sum
}

fn message(case: &Case<'_>, card: &Sum<'_, '_>) -> String {
    let parts: Vec<Part> =
        card.parts.iter().filter_map(|row| Some(Part { called: row.name.clone(), value: wan(row.yuan()?), minus: false })).collect();
    let shown: Vec<String> = parts.iter().map(|part| part.value.to_string()).collect();
    let off = card.budget - card.added;
    let says = format!("成本指标各分项{} = {}万元，不等于预算数{}万元（差 {}万元）", shown.join(" + "), wan(card.added), wan(card.budget), wan(off));
    let elsewhere = case.amount_of(off.abs()).map(|place| format!("差额正好等于{place}"));
    let why = elsewhere.or_else(|| of_sum(wan(card.budget), wan(card.added), &parts, &|_| false));
    // What is left out is no slip in the budget, which other rows and forms print, too.
    why.map_or_else(|| says.clone(), |why| format!("{says}；{}", why.split("，或者本数").next().unwrap_or(&why)))
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
        assert!(messages[0].contains("= 73万元，不等于预算数70万元（差 -3万元）；"), "{messages:?}");
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

    #[test]
    fn parts_that_others_happen_to_add_up_to_are_added_all_the_same() {
        let mut draft = sample();
        let row = draft.cards[1].indicators.iter_mut().find(|row| row.level3 == "反有组织犯罪宣传成本").expect("a part");
        row.value = "≤2万元".into();
        let messages: Vec<String> = found(&draft, "C119").into_iter().map(|(_, message)| message).collect();
        assert!(messages.len() == 1 && messages[0].contains("“反有组织犯罪宣传成本”2应为8（有一位数字写错了）"), "{messages:?}");
    }
}
