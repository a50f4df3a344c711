//! C110: a share above one hundred percent.

use rust_decimal::Decimal;

use super::memo::Piece;
use super::shared::Found;
use super::targets::{Measure, measure};

/// What can grow to more than the whole.
const GROWING: &[&str] = &["增长", "提升", "提高", "增幅", "比例", "指数", "上升", "产出率"];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let rows = piece.targets().iter().filter_map(|row| {
        let target = row.number()?;
        let above = target.number > Decimal::ONE_HUNDRED && measure(&target.unit) == Some(Measure::Percent);
        let is_share = ["率", "度", "使用比例", "控制比例", "占比"].iter().any(|word| row.name.ends_with(word));
        let grows = |word: &&str| row.name.contains(*word) || (word.starts_with('增') && row.row.description.contains(*word));
        let may_grow = GROWING.iter().any(grows);
        let why = || super::gap::why(target.number, Decimal::ONE_HUNDRED);
        (above && is_share && !may_grow).then(|| row.found_at_value(format!("“{}”的指标值“{}”超过100%{}", row.name, row.said, why())))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(name: &str, value: &str) -> usize {
        let mut draft = sample();
        let row = &mut draft.cards[0].indicators[0];
        (row.level3, row.description, row.value) = (name.into(), name.into(), value.into());
        found(&draft, "C110").len()
    }

    #[test]
    fn no_share_is_more_than_the_whole() {
        assert_eq!(with("验收合格率", "190%"), 1);
        assert_eq!(with("验收合格率", "100%"), 0);
        assert_eq!(with("产值增长率", "190%"), 0);
    }
}
