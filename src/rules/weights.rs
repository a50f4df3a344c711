//! C129: weights (权重, 分值) of a card that do not add up to what those of the other cards do.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::shared::{Case, Found};
use crate::model::Place;
use crate::template::IndicatorField;

/// What weights add up to: all of a card, or all but the ten of 预算执行率.
const WHOLES: [u32; 2] = [100, 90];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let draft = case.work.draft();
    let columns = draft.template.card.iter().flat_map(|card| &card.indicators);
    let of_weight = columns.filter_map(|column| match &column.field {
        IndicatorField::More(id) if column.label.contains("权重") || column.label.contains("分值") => Some((id, &column.label)),
        _ => None,
    });
    let Some((id, label)) = of_weight.into_iter().next() else { return Vec::new() };
    let mut sums: BTreeMap<usize, Decimal> = BTreeMap::new();
    for (at, card) in draft.cards.iter().enumerate().filter(|(_, card)| !card.classified) {
        let weights: Vec<Decimal> =
            card.indicators.iter().filter_map(|row| row.more.get(id)?.trim().trim_end_matches(['%', '％', '分']).parse().ok()).collect();
        if weights.len() > 1 {
            sums.insert(at, weights.iter().fold(Decimal::ZERO, |sum, weight| sum.saturating_add(*weight)));
        }
    }
    // The head may say it: 分值权重（90）.
    let said = WHOLES.into_iter().find(|whole| label.contains(&whole.to_string())).map(Decimal::from);
    let holding = |whole: u32| sums.values().filter(|sum| **sum == Decimal::from(whole)).count();
    let usual = WHOLES.into_iter().max_by_key(|whole| holding(*whole)).filter(|whole| holding(*whole) * 2 > sums.len()).map(Decimal::from);
    let Some(whole) = said.or(usual) else { return Vec::new() };
    let off = sums.into_iter().filter(|(_, sum)| *sum != whole);
    off.map(|(at, sum)| {
        let message = format!("各指标“{label}”合计{}，应为{whole}", sum.normalize());
        Found::new(Place::Card(draft.cards[at].id.clone()), message).at((at, 0, 0))
    })
    .collect()
}
