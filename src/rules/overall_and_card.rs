//! C120: an indicator of the whole department that a card has, too, with another figure.
//!
//! One card that agrees is enough: names alike may be of different projects. Cards are never compared with each other.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::shared::{Case, Found};
use super::targets::{Kind, TargetRow};
use crate::model::{IndicatorOwner, Place};
use crate::template::IndicatorField;

/// What every project measures for itself.
const OWN: &[&str] = &["满意", "合格率", "及时率", "完成率", "达标率", "覆盖率", "总成本", "成本控制", "正常运行"];

/// Shorter names say too little.
const SHORTEST: usize = 6;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let (overall, cards): (Vec<&TargetRow<'_>>, Vec<&TargetRow<'_>>) = case.targets().iter().partition(|row| row.card.is_none());
    if overall.is_empty() {
        return Vec::new();
    }
    let mut by_name: FxHashMap<String, Vec<&TargetRow<'_>>> = FxHashMap::default();
    let mut by_description: FxHashMap<String, Vec<&TargetRow<'_>>> = FxHashMap::default();
    for row in cards {
        by_name.entry(bare(&row.name)).or_default().push(row);
        by_description.entry(bare(&row.row.description)).or_default().push(row);
    }
    let found =
        overall.into_iter().filter(|row| row.kind != Some(Kind::Satisfaction) && !OWN.iter().any(|word| row.name.contains(word))).filter_map(|row| {
            let (name, description) = (bare(&row.name), bare(&row.row.description));
            let longer = || by_name.iter().filter(|(other, _)| ends_alike(other, &name)).flat_map(|(_, rows)| rows).copied().collect::<Vec<_>>();
            let of_description = || (description.chars().count() >= SHORTEST).then(|| by_description.get(&description).cloned()).flatten();
            let alike = by_name.get(&name).cloned().or_else(of_description).unwrap_or_else(longer);
            let own = row.number()?;
            let others: Vec<&TargetRow<'_>> = alike.into_iter().filter(|other| other.number().is_some()).collect();
            let first = others.first()?;
            if others.iter().any(|other| amount(other) == amount(row)) {
                return None;
            }
            let draft = case.work.draft();
            let owner = IndicatorOwner::Card(draft.cards[first.card?].id.clone());
            let there = Place::Indicator { owner, row: first.row.id.clone(), field: IndicatorField::Value }.describe(draft);
            let unit = if own.unit == first.target.unit || own.number != first.target.number { "" } else { "（单位不同）" };
            Some(row.found_at_value(format!("“{}”的指标值“{}”与{there}“{}”的“{}”不一致{unit}", row.name, row.said, first.name, first.said)))
        });
    found.collect()
}

/// The number, money in 元.
fn amount(row: &TargetRow<'_>) -> Option<Decimal> {
    row.yuan().or_else(|| row.number().map(|target| target.number))
}

/// Without what stands around a name.
fn bare(name: &str) -> String {
    let name = name.split_once(['：', ':']).filter(|(before, _)| before.starts_with("指标")).map_or(name, |(_, rest)| rest);
    name.chars().filter(|c| !c.is_whitespace() && !"“”\"‘’《》（）()。；;，,".contains(*c)).collect()
}

fn ends_alike(a: &str, b: &str) -> bool {
    a.chars().count().min(b.chars().count()) >= SHORTEST && (a.ends_with(b) || b.ends_with(a))
}

#[cfg(test)]
mod tests {
    use crate::model::{Draft, Indicator};
    use crate::rules::tests::{found, sample};

    fn with(overall: &[(&str, &str)]) -> Draft {
        let mut draft = sample();
        let row = |(name, value): &(&str, &str)| Indicator {
            level3: (*name).into(),
            level2: "数量".into(),
            value: (*value).into(),
            ..Indicator::default()
        };
        draft.indicators.insert("overall".into(), overall.iter().map(row).collect());
        for (card, value) in [(0, "≥20次"), (1, "≥30次")] {
            let row = &mut draft.cards[card].indicators[0];
            (row.level3, row.value) = ("登记办理巡查次数".into(), value.into());
        }
        draft.give_ids();
        draft
    }

    #[test]
    fn a_figure_that_no_card_has_is_told() {
        let messages: Vec<String> = found(&with(&[("登记办理巡查次数", "≥25次")]), "C120").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages.len(), 1);
        assert!(messages[0].starts_with("“登记办理巡查次数”的指标值“≥25次”与项目1"), "{messages:?}");
        assert!(messages[0].ends_with("“登记办理巡查次数”的“≥20次”不一致"), "{messages:?}");
        assert_eq!(found(&with(&[("办理巡查次数", "≥25次")]), "C120").len(), 1);
    }

    #[test]
    fn one_card_that_agrees_is_enough() {
        assert_eq!(found(&with(&[("登记办理巡查次数", "≥30次"), ("群众满意度", "≥90%"), ("巡查", "≥1次")]), "C120"), []);
    }
}
