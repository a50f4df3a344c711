//! N108: 增加0, 减少0.00: what has not changed is the same as before. Some places' wording wants it, so that it is said once and as a hint.

use super::prose::Sign;
use super::shared::{Case, Found};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    for (text, paragraph) in case.paragraphs() {
        for at in 0..paragraph.numbers.len() {
            let Some(sign) = paragraph.change(at).filter(|_| paragraph.numbers[at].value.is_zero() && paragraph.numbers[at].is_money()) else {
                continue;
            };
            let word = if sign == Sign::Up { "增加" } else { "减少" };
            let message = format!("“{word}{}”：没有增减的，写“与上年持平”", paragraph.said(at));
            return vec![paragraph.found(message).in_text(*text)];
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    #[test]
    fn no_change_is_called_so() {
        let said = |text: &str| found(&with_text(text), "N108").into_iter().map(|(_, message)| message).collect::<Vec<_>>();
        assert_eq!(said("接待费5万元，较上年增加0万元；车辆费减少0.00万元。"), ["“增加0万元”：没有增减的，写“与上年持平”"]);
        assert_eq!(said("减少0.35万元，与上年基本持平。"), [""; 0]);
    }
}
