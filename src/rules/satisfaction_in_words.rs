//! C109: a satisfaction target without a number.

use super::memo::Piece;
use super::shared::Found;
use super::targets::{Kind, Shape};

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let words = piece.targets().iter().filter(|row| row.kind == Some(Kind::Satisfaction) && row.target.shape == Shape::Words);
    words
        .filter(|row| !row.said.chars().any(|c| c.is_ascii_digit()))
        .map(|row| row.found_at_value(format!("“{}”的指标值“{}”没有数字，满意度应写成百分比，例如“≥95%”", row.name, row.said)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(value: &str) -> Vec<String> {
        let mut draft = sample();
        let row = draft.cards[0].indicators.iter_mut().find(|row| row.level2.contains("满意")).expect("a row of that kind");
        (row.level3, row.value) = ("用户满意度".into(), value.into());
        found(&draft, "C109").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn satisfaction_is_a_number() {
        assert_eq!(with("非常满意"), ["“用户满意度”的指标值“非常满意”没有数字，满意度应写成百分比，例如“≥95%”"]);
        assert_eq!(with("≥90%"), [""; 0]);
        assert_eq!(with("达到90%以上"), [""; 0]);
    }
}
