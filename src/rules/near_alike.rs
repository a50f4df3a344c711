//! N114: two amounts in one sentence that are the same but for a slip of typing, where one of them stands in a form and the other nowhere.

use rust_decimal::Decimal;

use super::gap::{Slip, slip};
use super::prose::Paragraph;
use super::shared::{Case, Found};

/// Figures of fewer digits are alike by chance.
const DIGITS: usize = 5;

/// What makes the other amount one of another year or another thing.
const OTHERWISE: &[&str] = &["上年", "去年", "执行", "比", "较", "年初", "每", "剩余"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for (text, paragraph) in case.paragraphs() {
        let stated: Vec<usize> = (0..paragraph.numbers.len()).filter(|at| paragraph.states(*at) && is_long(paragraph, *at)).collect();
        for [one, other] in stated.array_windows() {
            out.extend(message(case, paragraph, *one, *other).map(|message| paragraph.found(message).in_text(*text)));
        }
    }
    out
}

fn is_long(paragraph: &Paragraph, at: usize) -> bool {
    paragraph.said(at).chars().filter(char::is_ascii_digit).count() >= DIGITS
}

fn message(case: &Case<'_>, paragraph: &Paragraph, one: usize, other: usize) -> Option<String> {
    let (a, b) = (&paragraph.numbers[one], &paragraph.numbers[other]);
    let how = slip(a.value, b.value).filter(|how| matches!(how, Slip::Digit | Slip::Swapped)).filter(|_| a.unit == b.unit)?;
    let sentence = paragraph.sentence(one);
    let between = &paragraph.text[a.at.end..b.at.start];
    if !sentence.contains(&b.at.start) || OTHERWISE.iter().any(|word| between.contains(word) || paragraph.label(one).contains(word)) {
        return None;
    }
    let stands = |value: Decimal, at: usize| {
        let unit = case.yuan_per_unit();
        let typed = paragraph.numbers[at].yuan().and_then(|yuan| yuan.checked_div(unit));
        case.prints(value) || typed.is_some_and(|typed| case.prints(typed))
    };
    let (wrong, right) = match (stands(a.value, one), stands(b.value, other)) {
        (true, false) => (other, one),
        (false, true) => (one, other),
        _ => return None,
    };
    Some(format!("“{}”与同一句的“{}”只差一点，各表里只有后者：多半是{}", paragraph.said(wrong), paragraph.said(right), how.said()))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N114").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_figure_that_is_another_one_but_for_a_digit_is_told() {
        let found = said("收入2860.12万元，来源全部是拨款，金额2860.72万元。");
        assert_eq!(found, ["“2860.72万元”与同一句的“2860.12万元”只差一点，各表里只有后者：多半是有一位数字写错了"]);
        assert_eq!(said("收入2806.12万元，支出2860.12万元。").len(), 1);
    }

    #[test]
    fn figures_of_another_year_and_equal_ones_are_left_alone() {
        for text in ["预算2860.12万元，上年预算2860.72万元。", "收入2860.12万元，支出2860.12万元。", "物业22.12万元，水费22.72万元。"]
        {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
