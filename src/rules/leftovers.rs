//! N106: what was left of a template or not filled in: instructions, reasons without a reason, counts without a number, slots.

use super::memo::Piece;
use super::private_persons::FAMILIES;
use super::prose::Paragraph;
use super::shared::Found;
use super::words::around;

/// Instructions of a template.
const INSTRUCTIONS: &[&str] = &["公开时请", "请删除", "公开时删除", "删除此注释", "请保留", "请填写", "（填写", "请按实际", "待单位补充"];

/// Slots that nobody has filled in.
const SLOTS: &[&str] =
    &["（增加内容）", "增加（减少）", "增加(减少)", "（增加/减少）", "(增加/减少)", "增加/减少", "省（市/县）", "XX", "××", "某某", "□□"];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for paragraph in piece.paragraphs() {
        out.extend(messages(paragraph).into_iter().map(|message| paragraph.found(message)));
    }
    out
}

fn messages(paragraph: &Paragraph) -> Vec<String> {
    let text = &paragraph.text;
    let mut out = Vec::new();
    if let Some(word) = INSTRUCTIONS.iter().find(|word| text.contains(**word)) {
        out.push(format!("留有模板的填写说明“{}”，公开前应删除", around(text, word, 6, 0)));
    }
    // 张某某 hides a name on purpose.
    let of_person = |at: usize| text[..at].ends_with(|c| FAMILIES.contains(c));
    let is_slot = |word: &&&str| text.match_indices(**word).any(|(at, _)| **word != "某某" || !of_person(at));
    if let Some(word) = SLOTS.iter().find(is_slot) {
        out.push(format!("“{}”没有填写完", around(text, word, 6, 0)));
    }
    for start in ["原因是", "原因为", "原因："] {
        let empty = text.match_indices(start).find(|(at, _)| {
            // Behind a colon the reasons may stand in paragraphs of their own.
            let rest = &text[at + start.len()..];
            rest.trim_start_matches(['：', ':']).starts_with(['。', '；', ';']) || (rest.is_empty() && start != "原因：")
        });
        if empty.is_some() {
            out.push(format!("“{start}”后面没有写原因"));
        }
    }
    for (word, what) in [("车辆辆", "车辆数"), ("人员人", "人数"), ("共有辆", "车辆数"), ("设备台", "设备数"), ("万元万元", "金额")]
    {
        if text.contains(word) {
            out.push(format!("“{}”没有填写{what}", around(text, word, 6, 0)));
        }
    }
    for (at, _) in text.match_indices("万元") {
        let before = &text[..at];
        if before.ends_with(['为', '排', '算', '共', '计']) && !before.ends_with("单位为") && !before.ends_with("均为") && !before.ends_with("以")
        {
            out.push(format!("“{}”没有填写金额", around(text, &text[before.len() - '为'.len_utf8()..at + "万元".len()], 6, 0)));
        }
    }
    for number in &paragraph.numbers {
        let behind = &text[number.at.end..];
        let bare = matches!(&number.unit, crate::numbers::Unit::Count(unit) if unit.is_empty());
        if bare
            && behind.starts_with('万')
            && (behind["万".len()..].starts_with(['，', '。', '；', '、']) || behind == "万")
            && paragraph.numbers.iter().any(crate::numbers::Number::is_money)
        {
            out.push(format!("“{}万”缺“元”", number.said(text)));
        }
        let cut = bare
            && number.said(text).len() == 3
            && number.said(text).starts_with("20")
            && (behind.starts_with("年") && !behind.starts_with("年度") && !behind.starts_with("年以") && !behind.starts_with("年期"));
        if cut {
            out.push(format!("“{}年”的年份少了一位", number.said(text)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N106").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn what_a_template_left_is_told() {
        assert_eq!(said("（此处按实际情况填写，公开时请删除）"), ["留有模板的填写说明“际情况填写，公开时请”，公开前应删除"]);
        assert_eq!(said("较上年减少0.05万元，主要原因是。"), ["“原因是”后面没有写原因"]);
        assert_eq!(said("我单位共有车辆辆。"), ["“我单位共有车辆辆”没有填写车辆数"]);
        assert_eq!(said("预算安排5万元，比上年增加（减少）2万元。").len(), 1);
        assert_eq!(said("我单位预算安排万元。"), ["“我单位预算安排万元”没有填写金额"]);
        assert_eq!(said("共30万，其中物业20万元。"), ["“30万”缺“元”"]);
        assert_eq!(said("202年我局安排80万元。"), ["“202年”的年份少了一位"]);
    }

    #[test]
    fn what_only_looks_so_is_left_alone() {
        for text in [
            "主要原因是，设备更新。",
            "张某某、李某某救助费5万元",
            "单位为万元",
            "总人数200年度内不变",
            "（注：本年没有安排）",
            "以万元为单位",
            "数据单位均为万元",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
