//! C113: a target that points the wrong way: at most so many right, at least so many wrong.

use super::memo::Piece;
use super::shared::Found;
use super::targets::TargetRow;

/// Of these more is better.
const GOOD: &[&str] = &[
    "及时率",
    "完成率",
    "合格率",
    "达标率",
    "覆盖率",
    "准确率",
    "完好率",
    "通过率",
    "知晓率",
    "参与率",
    "办结率",
    "修复率",
    "响应率",
    "使用率",
    "送达率",
    "可用率",
    "成功率",
    "保障率",
    "满意度",
];

/// Of these less is better.
const BAD: &[&str] = &["差错率", "故障率", "投诉率", "事故率", "发案率", "死亡率", "误差率", "超标率", "事故发生率", "事故次数", "投诉次数"];

/// Times that a thing has to last.
const LASTING: &[&str] = &["存储时间", "保存时间", "运行时长", "运行时间", "使用年限", "质保期"];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let turned = |row: &TargetRow<'_>| row.with_sign(if row.target.operator.is_some_and(super::targets::Operator::is_cap) { '≥' } else { '≤' });
    piece.targets().iter().filter_map(|row| Some(row.found_at_value(message(row)?).mended_by(turned(row)))).collect()
}

fn message(row: &TargetRow<'_>) -> Option<String> {
    let (operator, name) = (row.number()?.operator?, row.name.as_str());
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    let turned = ["零", "下降", "降低", "减少", "控制"].iter().any(|word| name.contains(word));
    let (name, said) = (&row.name, &row.said);
    if operator.is_cap() && !turned && (ends(GOOD) || ends(LASTING)) {
        return Some(format!("“{name}”的指标值“{said}”方向反了：越高越好的应写成“≥”"));
    }
    if operator.is_floor() && !turned && ends(BAD) && !row.number()?.number.is_zero() {
        return Some(format!("“{name}”的指标值“{said}”方向反了：越低越好的应写成“≤”"));
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, with_target};

    fn with(name: &str, value: &str) -> Vec<String> {
        said(&with_target(0, "", name, value), "C113")
    }

    #[test]
    fn a_target_that_points_the_wrong_way_is_told() {
        assert_eq!(with("验收合格率", "≤95%"), ["“验收合格率”的指标值“≤95%”方向反了：越高越好的应写成“≥”"]);
        assert_eq!(with("设备故障率", "≥3%"), ["“设备故障率”的指标值“≥3%”方向反了：越低越好的应写成“≤”"]);
        assert_eq!(with("视频资源存储时间", "≤90天").len(), 1);
    }

    #[test]
    fn what_may_point_either_way_is_left_alone() {
        for (name, value) in [("编制人数", "≤18人"), ("资金支出率", "≤100%"), ("零差错率", "≥99%"), ("发案率下降率", "≥5%"), ("设备故障率", "≤3%")]
        {
            assert_eq!(with(name, value), [""; 0], "{name} {value}");
        }
    }
}
