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
    use crate::rules::tests::{said, with_target};

    fn with(value: &str) -> Vec<String> {
        said(&with_target(0, "满意", "用户满意度", value), "C109")
    }

    #[test]
    fn satisfaction_is_a_number() {
        assert_eq!(with("非常满意"), ["“用户满意度”的指标值“非常满意”没有数字，满意度应写成百分比，例如“≥95%”"]);
        assert_eq!(with("≥90%"), [""; 0]);
        assert_eq!(with("达到90%以上"), [""; 0]);
    }
}
