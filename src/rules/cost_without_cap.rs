//! C127: a cost in money without ≤, where nearly all others of the draft have it.

use super::shared::{Case, Found};
use super::targets::{Kind, TargetRow};

/// With fewer costs no custom shows.
const FEWEST: usize = 8;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let costs: Vec<&TargetRow<'_>> = case
        .targets()
        .iter()
        .filter(|row| row.kind == Some(Kind::Cost) && row.yuan().is_some() && !row.is_unit_price && row.name.contains("成本"))
        .collect();
    let bare: Vec<&TargetRow<'_>> = costs.iter().copied().filter(|row| row.target.operator.is_none()).collect();
    if costs.len() < FEWEST || bare.is_empty() || bare.len() * 10 > costs.len() {
        return Vec::new();
    }
    let said = |row: &TargetRow<'_>| format!("“{}”的指标值“{}”没有写“≤”：成本是上限，其他成本指标都写了", row.name, row.said);
    bare.into_iter().map(|row| row.found_at_value(said(row)).mended_by(row.with_sign('≤'))).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn bare(count: usize) -> usize {
        let mut draft = sample();
        let costs =
            draft.cards.iter_mut().flat_map(|card| &mut card.indicators).filter(|row| row.level2.contains("成本") && row.value.contains("万元"));
        for row in costs.take(count) {
            row.value = row.value.replace('≤', "");
        }
        found(&draft, "C127").len()
    }

    #[test]
    fn a_lone_cost_without_its_sign_is_told() {
        assert_eq!((bare(0), bare(1)), (0, 1));
    }

    #[test]
    fn where_many_costs_have_no_sign_it_is_that_places_way() {
        assert_eq!(bare(12), 0);
    }
}
