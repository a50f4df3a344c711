//! N117: the percentage of a change whose amount of now stands in no sentence but in the forms.
//!
//! Where the text names what has changed, every figure that the forms print of it is tried; it is denied only where none of them works.

use rust_decimal::Decimal;

use super::prose::{CHANGES, Paragraph};
use super::shared::{Case, Found, wan};
use super::text_and_cells::role_of;
use super::year_on_year::{percent_fits, percent_of};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for (text, paragraph) in case.paragraphs() {
        for at in (0..paragraph.numbers.len()).filter(|at| paragraph.numbers[*at].is_money() && paragraph.change(*at).is_some()) {
            out.extend(denied(case, paragraph, at).map(|message| paragraph.found(message).in_text(*text)));
        }
    }
    out
}

fn denied(case: &Case<'_>, paragraph: &Paragraph, at: usize) -> Option<String> {
    let (percent, _) = percent_of(paragraph, at)?;
    let (sign, change) = (paragraph.change(at)?, paragraph.numbers[at].yuan()?);
    // What the paragraph states is asked where sentences are read by themselves.
    if change.is_zero() || (0..at).any(|before| paragraph.states(before)) {
        return None;
    }
    let label = paragraph.label(at).trim_end_matches(['了', '为', '约']);
    let label = CHANGES.iter().find_map(|(word, _)| label.strip_suffix(word))?.trim_end_matches(['共', '均', '各', '较', '比']);
    let (said, role) = role_of(label)?;
    let amounts = case.cells().of_role(role);
    if amounts.iter().any(|amount| percent_fits(paragraph, at, percent, sign, (*amount, Decimal::ZERO))) {
        return None;
    }
    let most = *amounts.last()?;
    let base = most - sign.times(change);
    if base <= Decimal::ZERO {
        return None;
    }
    let right = (change / base * Decimal::ONE_HUNDRED).round_dp(paragraph.numbers[percent].value.scale().max(1));
    let why = super::gap::why(paragraph.numbers[percent].value.abs(), right);
    Some(format!("“{said}”表里是{}万元，增减“{}”是上年数的{right}%，而后面写“{}”{why}", wan(most), paragraph.said(at), paragraph.said(percent)))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N117").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_percentage_of_what_the_forms_print_is_tried() {
        assert_eq!(
            said("与2023年相比，支出预算减少70.89万元，下降8.42%。"),
            ["“支出预算”表里是2860.12万元，增减“70.89万元”是上年数的2.42%，而后面写“8.42%”；多半是有一位数字写错了"]
        );
    }

    #[test]
    fn what_fits_or_names_nothing_of_the_forms_is_left_alone() {
        for text in [
            "与2023年相比，支出预算减少70.89万元，下降2.42%。",
            "与2023年相比，电费减少70.89万元，下降8.42%。",
            "支出预算10万元，与2023年相比，支出预算减少70.89万元，下降8.42%。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
