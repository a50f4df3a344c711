//! C118: a cost that is at least so much, as if more were better.

use super::memo::Piece;
use super::shared::Found;
use super::targets::{Kind, Operator};

/// What may be the more the better, or is no cost.
const SAVING: &[&str] = &["节约", "核减", "节支", "压减", "下降", "降低"];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let rows = piece.targets().iter().filter_map(|row| {
        let target = row.number()?;
        let is_floor = row.kind == Some(Kind::Cost) && target.operator.is_some_and(Operator::is_floor);
        let is_cost = target.unit.ends_with('元') || row.name.ends_with("控制数");
        let saves = SAVING.iter().any(|word| row.name.contains(word));
        let message = || format!("“{}”的指标值“{}”：成本是上限，应写成“≤”", row.name, row.said);
        (is_floor && is_cost && !saves).then(|| row.found_at_value(message()).mended_by(row.with_sign('≤')))
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, with_target};

    fn with(name: &str, value: &str) -> Vec<String> {
        said(&with_target(0, "成本", name, value), "C118")
    }

    #[test]
    fn a_cost_is_a_cap() {
        assert_eq!(with("租用总成本", "≥29万元"), ["“租用总成本”的指标值“≥29万元”：成本是上限，应写成“≤”"]);
        assert_eq!(with("项目预算控制数", "≥90%").len(), 1);
        assert_eq!(with("租用总成本", "≤29万元"), [""; 0]);
        assert_eq!(with("成本节约金额", "≥2万元"), [""; 0]);
    }
}
