//! C121: description and target of a row that give different figures, or the description and target of another row.

use rust_decimal::Decimal;

use super::memo::Piece;
use super::shared::Found;
use super::targets::{Measure, TargetRow, measure};

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let rows = piece.targets();
    let mut out: Vec<Found> = rows.iter().filter_map(|row| Some(row.found_at_value(differing(row)?))).collect();
    for card in rows.chunk_by(|a, b| a.card == b.card).filter(|rows| rows[0].card.is_some()) {
        out.extend(card.iter().filter_map(|row| Some(row.found_at_value(copied(row, card)?))));
    }
    out
}

/// One number in the description, in the target's unit, and another one in the target.
fn differing(row: &TargetRow<'_>) -> Option<String> {
    let target = row.number()?;
    let description = &row.description;
    if let Some(counter) = other_counter(target, description) {
        return Some(format!("“{}”的描述写“{}{counter}”，指标值写“{}”，两处单位不一致", row.name, target.number, row.said));
    }
    if target.unit.is_empty() || description.contains(['×', '*', '÷', '/', '每', '-', '~', '～', '至']) || description.contains("三年") {
        return None;
    }
    let at = description.find(|c: char| c.is_ascii_digit())?;
    let rest = &description[at..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (number, behind) = rest.split_at(end);
    let said: Decimal = number.parse().ok()?;
    // 达到1万元 is no 达到1元, and 人 no 人次.
    let unit_ends = |rest: &str| !rest.starts_with(|c: char| "次元米时均份级".contains(c));
    let same_unit = behind.strip_prefix(target.unit.as_str()).is_some_and(unit_ends);
    let alone = !behind.contains(|c: char| c.is_ascii_digit());
    let differs = same_unit && alone && said != target.number;
    differs.then(|| format!("“{}”的描述写“{number}{}”，指标值写“{}”，两处不一致", row.name, target.unit, row.said))
}

/// The counter behind the target's own number in the description, where it is another one: 25000个 is no 25000张. 项, 次 and the like are
/// said of anything.
fn other_counter(target: &super::targets::Target, description: &str) -> Option<String> {
    let of_thing = |unit: &str| measure(unit) == Some(Measure::Thing) && unit.chars().count() == 1 && !"项处次场期批".contains(unit);
    if target.number <= Decimal::ONE_HUNDRED || !of_thing(&target.unit) {
        return None;
    }
    let number = target.number.normalize().to_string();
    let (before, behind) = description.split_once(&number)?;
    let counter = behind.chars().next()?.to_string();
    let alone = !before.ends_with(|c: char| c.is_ascii_digit() || c == '.');
    (alone && of_thing(&counter) && counter != target.unit).then_some(counter)
}

/// The description is the name of another row, and the target is that row's: a row that was copied and not finished.
fn copied(row: &TargetRow<'_>, card: &[TargetRow<'_>]) -> Option<String> {
    let description = &row.description;
    let other = card.iter().find(|other| other.at != row.at && other.name == *description)?;
    let is_copy = *description != row.name && row.number().is_some() && other.said == row.said;
    is_copy
        .then(|| format!("“{}”的描述“{description}”和指标值“{}”与第{}行“{}”相同，多半是复制后没有改", row.name, row.said, other.at + 1, other.name))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    fn with(rows: &[(&str, &str, &str)]) -> Vec<String> {
        let mut draft = sample();
        for (row, (name, description, value)) in draft.cards[0].indicators.iter_mut().zip(rows) {
            (row.level3, row.description, row.value) = ((*name).into(), (*description).into(), (*value).into());
        }
        found(&draft, "C121").into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn two_figures_for_one_thing_are_told() {
        assert_eq!(with(&[("服务对象", "服务对象412人", "≥421人")]), ["“服务对象”的描述写“412人”，指标值写“≥421人”，两处不一致"]);
        assert_eq!(with(&[("服务对象", "服务对象412人", "≥412人")]), [""; 0]);
    }

    #[test]
    fn sums_prices_and_other_units_are_left_alone() {
        for (description, value) in [
            ("甲楼250平方米、乙楼560平方米", "810平方米"),
            ("三年共15万元", "≤5万元"),
            ("每台3万元", "≤9万元"),
            ("接待30人次", "≥20人"),
            ("13个", "≥2万元"),
        ] {
            assert_eq!(with(&[("面积", description, value)]), [""; 0], "{description}");
        }
    }

    #[test]
    fn a_row_that_speaks_of_another_one_is_told() {
        let found = with(&[("纸杯单价", "纸杯单价", "≤0.6元"), ("纸抽单价", "纸杯单价", "≤0.6元")]);
        assert_eq!(found, ["“纸抽单价”的描述“纸杯单价”和指标值“≤0.6元”与第1行“纸杯单价”相同，多半是复制后没有改"]);
    }
}
