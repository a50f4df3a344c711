//! N110: counts in a sentence that do not add up: vehicles by kind, and a part that is more than the whole.

use rust_decimal::Decimal;

use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::Found;
use crate::numbers::Unit;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for paragraph in piece.paragraphs() {
        for unit in ["辆", "台", "套"] {
            out.extend((0..paragraph.numbers.len()).filter_map(|at| broken(paragraph, at, unit)).map(|message| paragraph.found(message)));
        }
    }
    out
}

fn broken(paragraph: &Paragraph, at: usize, unit: &str) -> Option<String> {
    let counts = |n: usize| matches!(&paragraph.numbers[n].unit, Unit::Count(of) if of == unit);
    let opens = paragraph.behind(at).trim_start_matches(['，', '。', '（', '：', ',']).starts_with("其中");
    if !counts(at) || !opens {
        return None;
    }
    let end = paragraph.text[paragraph.numbers[at].at.end..].trim_start_matches(['，', '。', '（', '：', ',']);
    let start = paragraph.text.len() - end.len();
    let stop = end.find('。').map_or(paragraph.text.len(), |stop| start + stop);
    // 单价 begins another list.
    let stop = paragraph.text[start..stop].find("单价").or_else(|| paragraph.text[start..stop].find("单位价值")).map_or(stop, |other| start + other);
    let parts: Vec<usize> = (at + 1..paragraph.numbers.len()).filter(|n| counts(*n) && paragraph.numbers[*n].at.start < stop).collect();
    let whole = paragraph.numbers[at].value;
    let sum: Decimal = parts.iter().map(|part| paragraph.numbers[*part].value).sum();
    let all = unit == "辆" && parts.len() >= 3;
    if parts.is_empty() || sum == whole || !all && sum < whole || parts.len() > 1 && !all {
        return None;
    }
    let said: Vec<String> = parts.iter().map(|part| paragraph.numbers[*part].value.to_string()).collect();
    Some(format!("“{}”与其中各项之和不相等：{} = {sum}{unit}", paragraph.said(at), said.join(" + ")))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N110").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn vehicles_by_kind_add_up() {
        let found = said("共有车辆9辆，其中，部级领导干部用车（副部（省）级以上）0辆、执法执勤用车5辆、其他用车3辆；单价50万元以上设备2台。");
        assert_eq!(found, ["“9辆”与其中各项之和不相等：0 + 5 + 3 = 8辆"]);
        assert_eq!(said("单价50万元以上设备3台，其中100万元以上设备4台。").len(), 1);
    }

    #[test]
    fn a_part_is_fine_and_so_is_a_list_that_adds_up() {
        assert_eq!(said("共有车辆9辆，其中，机要通信用车1辆、执法执勤用车5辆、其他用车3辆。"), [""; 0]);
        assert_eq!(said("单价50万元以上设备6台，其中100万元以上设备4台。"), [""; 0]);
    }
}
