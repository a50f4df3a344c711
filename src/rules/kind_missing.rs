//! C107: a card without a kind of indicators that the draft's other cards have.
//!
//! Which kinds are wanted differs from place to place; what nearly all cards of a draft have is wanted there.

use super::shared::{Case, Found};
use super::targets::Kind;
use crate::model::Place;

/// With fewer cards than these no custom shows.
const FEWEST: usize = 5;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let cards = &case.work.draft().cards;
    let mut kinds: Vec<(usize, [bool; Kind::ALL.len()])> = Vec::new();
    for row in case.targets() {
        let (Some(card), Some(kind)) = (row.card, row.kind) else { continue };
        if kinds.last().is_none_or(|(last, _)| *last != card) {
            kinds.push((card, [false; Kind::ALL.len()]));
        }
        if let Some((_, has)) = kinds.last_mut() {
            has[kind as usize] = true;
        }
    }
    if kinds.len() < FEWEST {
        return Vec::new();
    }
    let mut out = Vec::new();
    for kind in Kind::ALL {
        let having = kinds.iter().filter(|(_, has)| has[kind as usize]).count();
        // What the template lists is wanted where most have it.
        let least = if listed(case, kind) { 8 } else { 9 };
        if having * 10 < kinds.len() * least {
            continue;
        }
        for (card, _) in kinds.iter().filter(|(_, has)| !has[kind as usize]) {
            let message = format!("没有“{}”指标，而{}个项目里有{having}个有", kind.label(), kinds.len());
            out.push(Found::new(Place::Card(cards[*card].id.clone()), message).at((*card, 0, 0)));
        }
    }
    out
}

/// Whether the template's framework has the kind, and no other that may stand for it.
fn listed(case: &Case<'_>, kind: Kind) -> bool {
    let wanted = matches!(kind, Kind::Quantity | Kind::Quality | Kind::Time | Kind::Cost | Kind::Satisfaction);
    let kinds = case.work.draft().template.card.iter().flat_map(|card| &card.kinds);
    wanted && kinds.flat_map(|kind| kind.level2.iter().chain([&kind.level1])).any(|name| name.contains(kind.label()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_kind_that_all_others_have_is_missed() {
        let mut draft = sample();
        draft.cards[9].indicators.retain(|row| !row.level2.contains("质量"));
        let messages: Vec<String> = found(&draft, "C107").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["没有“质量”指标，而26个项目里有25个有"]);
    }

    #[test]
    fn what_many_cards_lack_is_missed_in_none() {
        let mut draft = sample();
        for card in draft.cards.iter_mut().take(6) {
            card.indicators.retain(|row| !row.level2.contains("质量"));
        }
        assert_eq!(found(&draft, "C107"), []);
    }
}
