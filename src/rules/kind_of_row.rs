//! C114: an indicator row under a kind that its name does not belong to.

use super::memo::Piece;
use super::shared::Found;
use super::targets::{Kind, Shape, TargetRow};
use crate::template::IndicatorField;

/// What speaks of time, in name, description or target.
const OF_TIME: &[&str] = &[
    "时", "期", "日", "天", "月", "年", "进度", "周", "季", "按", "响应", "速度", "快", "频", "效率", "支出", "支付", "资金", "及时", "完成", "到位",
    "迅速", "立即", "当场",
];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    piece.targets().iter().filter_map(|row| Some(told(row, belongs(row)?))).collect()
}

pub(super) fn told(row: &TargetRow<'_>, belongs: &str) -> Found {
    let kind = row.kind.map_or("", Kind::label);
    row.found(IndicatorField::Level3, format!("“{}”放在{kind}指标里，类别不符：{belongs}", row.name))
}

/// Why a row does not belong where it stands.
pub(super) fn belongs(row: &TargetRow<'_>) -> Option<&'static str> {
    let (kind, name) = (row.kind?, row.name.trim_end_matches("指标"));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let has = |words: &[&str]| words.iter().any(|word| row.name.contains(word));
    if kind != Kind::Satisfaction && ends(&["满意度", "满意率", "满意程度"]) && !has(&["提升", "提高", "，"]) {
        return Some("应列在满意度指标");
    }
    match kind {
        Kind::Quality if ends(&["及时率", "及时性", "按时发放", "按期完成率"]) => Some("应列在时效指标"),
        Kind::Quality if ends(&["支出进度", "支出率"]) => Some("应列在时效指标"),
        Kind::Quality
            if ends(&["数量", "人数", "次数", "个数"])
                && !has(&["事故", "纠纷", "投诉", "故障", "问题", "不超过", "不得", "差错", "合格", "达标"]) =>
        {
            Some("应列在数量指标")
        }
        Kind::Quantity if ends(&["及时率", "及时性", "时限", "响应时间", "使用时长", "使用年限"]) => Some("应列在时效指标"),
        Kind::Time if has(&["可持续"]) => Some("应列在可持续影响指标"),
        Kind::Time if row.target.shape != Shape::Date => {
            let speaks = [row.row.level3.as_str(), &row.row.description, &row.said].iter().any(|text| OF_TIME.iter().any(|word| text.contains(word)));
            (!speaks && !row.said.contains(['秒', '分'])).then_some("没有说到时间，请核对是不是时效指标")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(kind: &str, name: &str, value: &str) -> Vec<String> {
        let mut draft = sample();
        let row = &mut draft.cards[0].indicators[0];
        (row.level2, row.level3, row.description, row.value) = (kind.into(), name.into(), String::new(), value.into());
        found(&draft, "C114").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn a_row_under_the_wrong_kind_is_told() {
        assert_eq!(with("质量指标", "用户满意度", "≥95%"), ["“用户满意度”放在质量指标里，类别不符：应列在满意度指标"]);
        assert_eq!(with("质量指标", "支付及时率", "≥95%"), ["“支付及时率”放在质量指标里，类别不符：应列在时效指标"]);
        assert_eq!(with("数量指标", "平均响应时间", "≤2小时").len(), 1);
        assert_eq!(with("时效指标", "可持续指标", "1年").len(), 1);
        assert_eq!(with("时效指标", "案件侦破率", "≥90%").len(), 1);
    }

    #[test]
    fn what_may_stand_there_is_left_alone() {
        for (kind, name, value) in [
            ("质量指标", "合同执行率", "100%"),
            ("质量指标", "责任事故次数", "≤1次"),
            ("数量指标", "法律咨询时间", "≥40小时"),
            ("时效指标", "案件办理", "6月底前"),
            ("时效指标", "资金支付", "及时"),
        ] {
            assert_eq!(with(kind, name, value), [""; 0], "{name}");
        }
    }
}
