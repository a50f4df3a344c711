//! C115: indicator rows without a basis (指标值确定依据), where the table has a column for it. Said once for a card, and once for all cards
//! where many lack it.

use super::shared::{Case, Found};
use super::targets::{TargetRow, numbers};
use crate::template::IndicatorField;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let template = &case.work.draft().template;
    let asked = template.card.as_ref().is_some_and(|card| card.indicators.iter().any(|column| column.field == IndicatorField::Basis));
    if !asked {
        return Vec::new();
    }
    let rows: Vec<&TargetRow<'_>> = case.targets().iter().filter(|row| row.card.is_some() && row.row.basis.trim().is_empty()).collect();
    let cards: Vec<&[&TargetRow<'_>]> = rows.chunk_by(|a, b| a.card == b.card).collect();
    if let [first, _, _, _, ..] = cards[..] {
        let named: Vec<String> = cards.iter().map(|rows| format!("{}第{}行", case.project_of(rows[0]), numbers(rows))).collect();
        let message = format!("{}个项目有指标没有填写指标值确定依据：{}", cards.len(), named.join("；"));
        return vec![first[0].found(IndicatorField::Basis, message)];
    }
    cards.into_iter().map(|rows| rows[0].found(IndicatorField::Basis, format!("第{}行没有填写指标值确定依据", numbers(rows)))).collect()
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

    #[test]
    fn many_cards_without_a_basis_are_one_fault() {
        let mut draft = sample();
        for card in &mut draft.cards[..4] {
            card.indicators[1].basis.clear();
        }
        let found = found(&draft, "C115");
        assert!(found.len() == 1 && found[0].1.starts_with("4个项目有指标没有填写指标值确定依据：项目1“"), "{found:?}");
    }
}
