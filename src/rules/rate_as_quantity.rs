//! C125: a rate among the quantities. Some places do so all the time: where every twentieth quantity is a rate, it is that place's way.

use super::kind_of_row::{belongs, told};
use super::shared::{Case, Found};
use super::targets::{Kind, TargetRow};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let quantities = || case.targets().iter().filter(|row| row.kind == Some(Kind::Quantity));
    let is_rate = |row: &&TargetRow<'_>| row.name.ends_with('率');
    if quantities().filter(is_rate).count() * 20 >= quantities().count() {
        return Vec::new();
    }
    let rates = quantities().filter(is_rate).filter(|row| belongs(row).is_none());
    rates.map(|row| told(row, "比率不是数量，应列在质量或者效益指标")).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn named(names: &[&str]) -> usize {
        let mut draft = sample();
        let rows = draft.cards.iter_mut().flat_map(|card| &mut card.indicators).filter(|row| row.level2.contains("数量"));
        for (row, name) in rows.zip(names) {
            row.level3 = (*name).to_owned();
        }
        found(&draft, "C125").len()
    }

    #[test]
    fn a_lone_rate_among_quantities_is_told() {
        assert_eq!(named(&["线路完工率"]), 1);
    }

    #[test]
    fn what_a_place_does_all_the_time_is_left_alone() {
        assert_eq!(named(&["线路完工率"; 12]), 0);
        assert_eq!(named(&["线路条数"]), 0);
    }
}
