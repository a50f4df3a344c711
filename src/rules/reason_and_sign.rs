//! N116: a reason that says more where the change is less, or the other way round.
//!
//! Only the reason's last word is asked: less of one thing may well be the reason why there is more of another.

use super::memo::Piece;
use super::prose::{CHANGES, Paragraph, Sign};
use super::shared::Found;

/// What opens a reason.
const OPENERS: &[&str] = &["主要原因是", "原因是", "主要原因为", "原因为", "原因：", "主要是因为", "主要是由于"];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    piece.paragraphs().iter().flat_map(|paragraph| against(paragraph).into_iter().map(|message| paragraph.found(message))).collect()
}

fn against(paragraph: &Paragraph) -> Vec<String> {
    let text = &paragraph.text;
    let mut out = Vec::new();
    for at in (0..paragraph.numbers.len()).filter(|at| paragraph.numbers[*at].is_money() && !paragraph.numbers[*at].value.is_zero()) {
        let Some(sign) = paragraph.change(at) else { continue };
        // Up to the next amount: what stands behind it is of another change.
        let behind = paragraph.behind(at);
        let end = paragraph.numbers.get(at + 1..).into_iter().flatten().find(|number| number.is_money());
        let behind = end.map_or(behind, |next| &text[paragraph.numbers[at].at.end..next.at.start]);
        let sentence = behind.split('。').next().unwrap_or(behind);
        let Some(reason) = OPENERS.iter().find_map(|opener| Some(sentence.split_once(opener)?.1)) else { continue };
        let reason = reason.split('；').next().unwrap_or(reason).trim_end_matches(['，', '、', '）', ')']);
        // Several reasons may weigh against each other.
        let plain = !reason.is_empty() && !["但", "同时", "抵"].iter().any(|word| reason.contains(word));
        let last = CHANGES.iter().find(|(word, _)| reason.ends_with(word)).filter(|_| plain);
        if let Some((word, _)) = last.filter(|(_, other)| *other != sign) {
            let said = if sign == Sign::Up { "增加" } else { "减少" };
            out.push(format!("前面是{said}“{}”，后面的原因却是“{}”（{word}），方向相反，请核对", paragraph.said(at), short(reason)));
        }
    }
    out
}

/// The end of a reason.
fn short(reason: &str) -> &str {
    reason.char_indices().rev().take(16).last().map_or(reason, |(at, _)| &reason[at..])
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N116").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_reason_of_the_other_direction_is_told() {
        assert_eq!(
            said("公务接待费8万元，较上年减少0.05万元，主要原因是接待批次增加。"),
            ["前面是减少“0.05万元”，后面的原因却是“接待批次增加”（增加），方向相反，请核对"]
        );
    }

    #[test]
    fn reasons_that_fit_or_do_not_end_in_a_change_are_fine() {
        for text in [
            "公务接待费8万元，较上年减少0.05万元，主要原因是接待批次减少。",
            "基本支出8万元，较上年增加2万元，主要原因是人员增加；项目支出减少3万元，主要原因是上年项目完工。",
            "较上年减少2万元，主要原因是新增的车辆较为便宜。",
            "较上年减少0万元，原因是没有增加。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
