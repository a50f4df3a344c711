//! C104: a card of a department with several units that names none.

use super::shared::{Case, Found};
use crate::model::Place;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let work = case.work;
    let draft = work.draft();
    if draft.units.is_empty() {
        return Vec::new();
    }
    let without = draft.cards.iter().enumerate().filter(|(_, card)| card.unit.is_empty());
    without.map(|(n, card)| Found::new(Place::Card(card.id.clone()), "没有选所属单位，这个项目不在任何单位的汇总里").at((n, 0, 0))).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{card, department, found, sample};

    #[test]
    fn a_card_without_a_unit_is_told_where_there_are_units() {
        let mut draft = department();
        draft.cards = vec![card("c1", "name", "甲")];
        assert_eq!(found(&draft, "C104").len(), 1);
        draft.cards[0].unit = "u2".into();
        assert_eq!(found(&draft, "C104"), []);
        assert_eq!(found(&sample(), "C104"), [], "a unit's own draft has none");
    }
}
