//! C115: indicator rows without a basis (指标值确定依据), where the table has a column for it. Said once for a card.

use super::memo::Piece;
use super::shared::Found;
use crate::template::IndicatorField;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let template = piece.template;
    let asked = template.card.as_ref().is_some_and(|card| card.indicators.iter().any(|column| column.field == IndicatorField::Basis));
    if !asked {
        return Vec::new();
    }
    let mut out = Vec::new();
    let blank = |row: &&super::targets::TargetRow<'_>| row.card.is_some() && row.row.basis.trim().is_empty();
    let rows: Vec<_> = piece.targets().iter().filter(blank).collect();
    for of_card in rows.chunk_by(|a, b| a.card == b.card) {
        let numbers: Vec<String> = of_card.iter().map(|row| (row.at + 1).to_string()).collect();
        let message = format!("第{}行没有填写指标值确定依据", numbers.join("、"));
        out.push(of_card[0].found(IndicatorField::Basis, message));
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn rows_without_a_basis_are_told_once_for_a_card() {
        let mut draft = sample();
        assert_eq!(found(&draft, "C115"), []);
        for row in [1, 3] {
            draft.cards[0].indicators[row].basis.clear();
        }
        let messages: Vec<String> = found(&draft, "C115").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["第2、4行没有填写指标值确定依据"]);
    }
}
