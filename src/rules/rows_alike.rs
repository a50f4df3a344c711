//! C122: an indicator row that another one of the card repeats.

use super::memo::Piece;
use super::shared::Found;
use super::targets::{Shape, TargetRow};
use crate::template::IndicatorField;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for card in piece.targets().chunk_by(|a, b| a.card == b.card) {
        for (n, row) in card.iter().enumerate() {
            if let Some(before) = card[..n].iter().find(|before| repeats(before, row)) {
                let where_else = if before.kind == row.kind { "" } else { "（另一类指标）" };
                let message = format!("“{}”与第{}行{where_else}重复：名称和指标值“{}”都相同", row.name, before.at + 1, row.said);
                out.push(row.found(IndicatorField::Level3, message));
            }
        }
    }
    out
}

/// In one kind two batches may be called alike: there the description has to be the same, too. Several units of a department may have
/// rows alike in one table.
fn repeats(before: &TargetRow<'_>, row: &TargetRow<'_>) -> bool {
    let same = before.name == row.name && before.said == row.said && before.row.level1 == row.row.level1;
    same && before.target.shape != Shape::Blank && before.description == row.description && before.row.more == row.row.more
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_row_that_stands_twice_is_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "C122"), []);
        let copy = draft.cards[0].indicators[0].clone();
        draft.cards[0].indicators.insert(1, crate::model::Indicator { id: String::new(), ..copy });
        draft.give_ids();
        let found = found(&draft, "C122");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("与第1行重复"), "{found:?}");
    }

    #[test]
    fn two_batches_of_one_name_are_fine() {
        let mut draft = sample();
        let mut copy = draft.cards[0].indicators[0].clone();
        (copy.id, copy.description) = (String::new(), "第二批".into());
        draft.cards[0].indicators.insert(1, copy);
        draft.give_ids();
        assert_eq!(found(&draft, "C122"), []);
    }
}
