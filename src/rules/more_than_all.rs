//! C111: targets of ≥ 100 % or more: more than all there is cannot be reached. A habit of many places, so that it is said once.

use rust_decimal::Decimal;

use super::shared::{Case, Found};
use super::targets::{Measure, measure};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let is_all = |row: &&super::targets::TargetRow<'_>| {
        row.number().is_some_and(|target| {
            let whole = target.number == Decimal::ONE_HUNDRED && measure(&target.unit) == Some(Measure::Percent);
            whole && target.operator.is_some_and(super::targets::Operator::is_floor)
        })
    };
    let rows: Vec<_> = case.targets().iter().filter(is_all).collect();
    let Some(first) = rows.first() else { return Vec::new() };
    let more = if rows.len() > 1 { format!("；全文共{}处", rows.len()) } else { String::new() };
    vec![first.found_at_value(format!("“{}”的指标值“{}”：比例最多是100%，写成“100%”即可{more}", first.name, first.said))]
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample};

    #[test]
    fn at_least_all_is_said_once() {
        let mut draft = sample();
        assert_eq!(found(&draft, "C111"), []);
        for row in draft.cards[0].indicators.iter_mut().take(2) {
            (row.level3, row.value) = ("线路可用率".into(), "≥100%".into());
        }
        let messages: Vec<String> = found(&draft, "C111").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["“线路可用率”的指标值“≥100%”：比例最多是100%，写成“100%”即可；全文共2处"]);
    }
}
