//! N104: a year in running text that is not this document's: what is compared is of the year before, what is stated of its own.

use super::memo::Piece;
use super::prose::Paragraph;
use super::shared::Found;
use crate::numbers::Unit;

/// Words of a comparison, before a year.
const COMPARED: &[&str] = &["与", "和", "比", "较", "同"];

/// What the document states of its own year.
const OWN: &[&str] = &[
    "收入预算",
    "支出预算",
    "预算收入",
    "预算支出",
    "收支预算",
    "收支总预算",
    "部门预算总额",
    "机关运行经费",
    "“三公”经费",
    "政府采购预算",
    "部门预算安排",
    "单位预算安排",
];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let Some(year) = piece.identity.year else { return Vec::new() };
    let mut out = Vec::new();
    for paragraph in piece.paragraphs() {
        for at in (0..paragraph.numbers.len()).filter(|at| paragraph.numbers[*at].unit == Unit::Year) {
            let Some(said) = u16::try_from(paragraph.numbers[at].value).ok() else { continue };
            out.extend(wrong(paragraph, at, said, year).map(|(message, right)| {
                let mended = right.and_then(|right| piece.reworded(&format!("{said}年"), &format!("{right}年")));
                paragraph.found(message).mended_by(mended)
            }));
        }
    }
    out
}

/// What the document says of itself, right behind the year.
const ITSELF: &[&str] =
    &["单位预算向", "部门预算向", "预算向社会", "单位预算信息公开如下", "部门预算信息公开如下", "单位预算公开如下", "部门预算公开如下"];

/// Who speaks, right before the year.
const SPEAKERS: &[&str] = &["我单位", "本单位", "我部门", "本部门", "我局", "我院", "我校", "我中心"];

/// What is wrong with a year, and the right one where there is no doubt.
fn wrong(paragraph: &Paragraph, at: usize, said: u16, year: u16) -> Option<(String, Option<u16>)> {
    let before = &paragraph.text[..paragraph.numbers[at].at.start];
    let behind = paragraph.behind(at);
    let last = year.saturating_sub(1);
    // 2028—2030年, 《2029年规划》: a span, a title.
    let until = ["截至", "截止", "截止到", "截至到"].iter().any(|word| before.ends_with(word));
    if !until && before.ends_with(['-', '—', '－', '至', '~', '～', '《', '〔', '[', '、']) || behind.starts_with(['-', '—', '至', '~', '～', '〕'])
    {
        return None;
    }
    if !(1900..=2100).contains(&said) {
        let right = [year, last].into_iter().find(|right| super::gap::slip(said.into(), (*right).into()).is_some());
        let why = right.map_or_else(String::new, |right| format!("；多半是{right}年写错了"));
        return Some((format!("“{said}年”不像年份，请核对{why}"), None));
    }
    let compares =
        COMPARED.iter().any(|word| before.ends_with(word)) && !["不比", "参与", "相比较", "报告和"].iter().any(|word| before.ends_with(word));
    let is_base = ["相比", "相较", "对比", "年初", "预算", "执行", "决算", "增", "减", "下降", "压减", "持平", "一致"]
        .iter()
        .any(|word| behind.starts_with(word));
    if compares && (is_base || before.ends_with('比') || before.ends_with('较')) && said != last {
        let twice = said == year && behind.starts_with("年");
        return (!twice).then(|| (format!("比较的是“{said}年”，应为上年（{last}年）"), Some(last)));
    }
    if until && said != last && !(said == year && behind.starts_with("1月")) {
        return Some((format!("截止时间是“{said}年”，预算公开一般截至上年末（{last}年）"), None));
    }
    let sentence = &paragraph.text[paragraph.sentence(at)];
    let compared_inside = ["比", "较", "相比", "上年", "去年"].iter().any(|word| sentence.contains(word));
    let own = OWN.iter().any(|word| {
        behind.starts_with(word) || behind.chars().take(24).collect::<String>().split(['，', '。']).next().is_some_and(|clause| clause.contains(word))
    });
    let begins = before.is_empty() || before.ends_with(['。', '；', '：', '，']);
    let is_subject = begins && ["，我", "我局", "我单位", "我部门", "本单位", "本部门", "，本"].iter().any(|word| behind.starts_with(word));
    let plans = begins
        && ["计划", "拟", "将"].iter().any(|word| behind.starts_with(word))
        && behind.split('。').next().is_some_and(|rest| rest.contains("万元"));
    let in_title = before.matches('《').count() > before.matches('》').count();
    let itself = ITSELF.iter().any(|word| behind.starts_with(word));
    let speaks = SPEAKERS.iter().any(|word| before.ends_with(word))
        && ["没有", "未", "无", "不", "安排", "编列", "预算", "收入", "支出"].iter().any(|word| behind.starts_with(word));
    let other = || (format!("说的是“{said}年”，而本文件是{year}年的预算；应为{year}年"), Some(year));
    if said != year && !in_title && (itself || speaks && said != last) {
        return Some(other());
    }
    // The document says of itself what it plans, be it compared with the year before or not.
    if is_subject && said != year && ["预算", "安排", "经费"].iter().any(|word| sentence.contains(word)) {
        return Some(other());
    }
    let follows = said != year && !(said == last && compared_inside);
    if follows && (own || is_subject || plans) && !(compared_inside && own && said < year) {
        return Some(other());
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, with_text};

    fn said(text: &str) -> Vec<String> {
        found(&with_text(text), "N104").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn another_year_is_told_where_it_matters() {
        assert_eq!(said("与2022年相比，减少20万元。"), ["比较的是“2022年”，应为上年（2023年）"]);
        let other = ["说的是“2023年”，而本文件是2024年的预算；应为2024年"];
        assert_eq!(said("2023年收入预算80万元。"), other);
        assert_eq!(said("2023年我单位“三公”经费预算为138.64万元，比上年增加。"), other);
        assert_eq!(said("某局把经批复的2023年单位预算向社会公开。"), other);
        assert_eq!(said("我单位2028年没有使用政府性基金。").len(), 1);
        assert_eq!(said("截至2021年12月31日，资产合计5万元。"), ["截止时间是“2021年”，预算公开一般截至上年末（2023年）"]);
        assert_eq!(said("6024年我局安排80万元。"), ["“6024年”不像年份，请核对；多半是2024年写错了"]);
    }

    #[test]
    fn years_of_other_things_are_left_alone() {
        for text in [
            "与2023年相比，2024年部门预算总额减少20万元。",
            "按照《2021—2025年规划》和2019年印发的办法执行。",
            "2024年预算数为9万元，2023年预算数为12万元，和2023年相比减少3万元。",
            "截至2023年12月31日，资产合计5万元。",
            "自2018年起实施，计划2025年建成。",
            "按照《关于做好2023年单位预算向社会公开工作的通知》。",
            "我单位2023年没有新增车辆。",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }
}
