//! C126: a target in words that stands in the column of units, while its own is blank.

use super::memo::Piece;
use super::shared::Found;
use super::targets::measure;
use crate::template::IndicatorField;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let rows = piece.targets().iter().filter(|row| {
        let indicator = row.row;
        let unit = indicator.unit.trim();
        let words = indicator.operator.contains("文字") || indicator.operator.contains("定性");
        words && indicator.value.trim().is_empty() && indicator.number.trim().is_empty() && !unit.is_empty() && measure(unit).is_none()
    });
    rows.map(|row| {
        row.found(IndicatorField::Unit, format!("“{}”的文字目标“{}”填在了单位一列，值是空的，应填在值一列", row.name, row.row.unit.trim()))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(operator: &str, number: &str, unit: &str) -> usize {
        let mut draft = sample();
        let row = &mut draft.cards[0].indicators[0];
        (row.value, row.operator, row.number, row.unit) = (String::new(), operator.into(), number.into(), unit.into());
        found(&draft, "C126").len()
    }

    #[test]
    fn words_in_the_column_of_units_are_told() {
        assert_eq!(with("文字描述", "", "显著"), 1);
    }

    #[test]
    fn words_in_their_own_column_and_units_are_right() {
        assert_eq!(with("文字描述", "显著", ""), 0);
        assert_eq!(with("文字描述", "", "个"), 0);
        assert_eq!(with("≥", "3", "个"), 0);
    }
}
