//! C112: a target in a unit that its name does not speak of: a number of sessions in days, a rate in times.

use rust_decimal::Decimal;

use super::memo::Piece;
use super::shared::Found;
use super::targets::Measure::{self, Area, Money, Percent, Person, Thing, Time};
use super::targets::{Kind, TargetRow, measure};

/// What a name ends in, what it may be measured in, and how that is said.
const WANTED: &[(&[&str], &[Measure], &str)] = &[
    (&["人数", "人员数", "人员数量"], &[Person, Thing], "人"),
    (&["次数", "频次"], &[Thing, Person], "次、场、期一类"),
    (&["天数", "月份数"], &[Time], "天、月一类"),
    (&["面积"], &[Area], "平方米一类"),
    (&["时间", "时长", "时限", "周期", "期限", "年限"], &[Time], "天、月、年一类"),
    (&["及时性", "时效性"], &[Time, Percent], "天数或者百分比"),
    (&["单价", "成本", "费用", "金额", "价格"], &[Money, Percent], "元、万元一类"),
    (&["户数"], &[Thing, Person], "户"),
    (&["车辆数", "套数", "台数", "条数", "份数", "件数"], &[Thing], "台、套、件一类"),
];

/// Rates that are no shares.
const NO_SHARES: &[&str] = &["效率", "功率", "频率", "汇率", "税率", "利率", "速率"];

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    piece.targets().iter().filter_map(|row| Some(row.found_at_value(message(row)?))).collect()
}

fn message(row: &TargetRow<'_>) -> Option<String> {
    let target = row.number()?;
    let (name, said, unit) = (row.name.trim_end_matches("指标"), &row.said, target.unit.as_str());
    let is_money = name.ends_with("单价") || row.kind == Some(Kind::Cost);
    if unit == "万" && is_money {
        return Some(format!("“{name}”的指标值“{said}”单位不完整，应写明“万元”"));
    }
    let of_power = name.contains("电力") || name.contains("用电") || name.contains("电量");
    if of_power && matches!(unit, "千瓦" | "kW" | "KW") && !name.contains("功率") {
        return Some(format!("“{name}”的指标值“{said}”单位不符，用电量应为千瓦时（度）"));
    }
    let is = measure(unit)?;
    let tells = |wanted: &str| Some(format!("“{name}”的指标值“{said}”单位不符，应为{wanted}"));
    let is_share = name.ends_with('率') || name.ends_with("比例") || name.ends_with("占比");
    if is_share && !NO_SHARES.iter().any(|word| name.ends_with(word)) {
        let passes = is == Percent || target.number <= Decimal::ONE || unit.ends_with('分');
        // A whole number of something is a count even where it is 1: 验收合格率 1次.
        let counts = is != Percent && !unit.is_empty() && target.number == target.number.trunc() && !target.number.is_zero();
        return if passes && !counts { None } else { tells("百分比") };
    }
    if name.ends_with("数量") {
        return if is == Money { tells("个、台、件一类") } else { None };
    }
    let (_, wanted, shown) = WANTED.iter().find(|(ends, ..)| ends.iter().any(|end| name.ends_with(end)))?;
    if wanted.contains(&is) { None } else { tells(shown) }
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, with_target};

    fn with(name: &str, value: &str) -> Vec<String> {
        said(&with_target(0, "", name, value), "C112")
    }

    #[test]
    fn a_unit_that_the_name_does_not_speak_of_is_told() {
        assert_eq!(with("集中轮训次数", "≥10天"), ["“集中轮训次数”的指标值“≥10天”单位不符，应为次、场、期一类"]);
        assert_eq!(with("验收合格率", "1次"), ["“验收合格率”的指标值“1次”单位不符，应为百分比"]);
        assert_eq!(with("租用时长", "100%"), ["“租用时长”的指标值“100%”单位不符，应为天、月、年一类"]);
        assert_eq!(with("链路租用价格", "≤6条/天/元").len(), 1);
        assert_eq!(with("办公面积", "100%").len(), 1);
    }

    #[test]
    fn units_that_fit_or_are_not_known_are_fine() {
        for (name, value) in [
            ("培训人数（人）", "≥30"),
            ("培训人次", "≥30人次"),
            ("验收合格率", "≥95%"),
            ("供餐天数", "1年"),
            ("及时率", "0.95"),
            ("响应及时性", "≥95%"),
            ("单套成本", "≤0.185万元/套"),
            ("办案效率", "3次"),
            ("用电量", "14000千瓦时"),
            ("完成时间", "2024年6月底前"),
        ] {
            assert_eq!(with(name, value), [""; 0], "{name} {value}");
        }
    }
}
