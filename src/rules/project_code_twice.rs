//! C103: two cards with one project code.

use rustc_hash::FxHashMap;

use super::shared::{Case, Found};
use crate::model::Place;
use crate::template::CardRole;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let Some(field) = work.draft().template.card_field(CardRole::Code) else { return Vec::new() };
    let mut out = Vec::new();
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, card) in work.draft().cards.iter().enumerate().filter(|(_, card)| !card.text(field).is_empty()) {
        let code = card.text(field);
        if let Some(before) = seen.insert(code, at) {
            let place = Place::CardField { card: card.id.clone(), field: field.to_owned() };
            out.push(Found::new(place, format!("项目编码{code}与项目{}重复", before + 1)).at((at, 0, 0)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{card, found, sample};

    #[test]
    fn the_second_card_of_a_code_names_the_first() {
        let mut draft = sample();
        draft.cards = ["1", "", "2", "", "1"].into_iter().enumerate().map(|(n, code)| card(&format!("c{n}"), "code", code)).collect();
        let messages: Vec<String> = found(&draft, "C103").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["项目编码1与项目1重复"]);
    }
}
