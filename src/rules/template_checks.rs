//! What a template's checks say (勾稽关系): two figures that have to agree. Each check has a code of its own, which the template gives.

use super::shared::{Case, Found, scopes};
use crate::calc::Outcome;

/// So many are explained.
const EXPLAINED: usize = 100;

pub(super) fn check<'a>(case: &Case<'a>) -> Vec<(&'a str, Found)> {
    let work = case.work;
    let mut out = Vec::new();
    for scope in scopes(work) {
        let mut said: Vec<String> = Vec::new();
        for result in &scope.totals.checks {
            let check = &work.plan().checks[result.check];
            if !scope.has(check.pane) {
                continue;
            }
            let place = || scope.place(check.pane, result.row, check.column);
            let found = match &result.outcome {
                Outcome::Held => continue,
                Outcome::Broken => {
                    let row = &scope.totals.panes[check.pane].rows[result.row].code;
                    let of = if row.is_empty() { String::new() } else { format!("（{row}）") };
                    let found = Found::differing(place(), &format!("{}{of}", check.check.says), work, check.pane, result.left, result.right);
                    let sides = result.left.zip(result.right).filter(|_| out.len() < EXPLAINED);
                    let why = sides.and_then(|(left, right)| super::gap::explained(case, left, right, &[]));
                    why.map_or_else(|| found.clone(), |why| found.clone().and(&format!("；{why}")))
                }
                // Said once for a check, not for each of its rows.
                Outcome::NotChecked(reason) => {
                    let message = format!("{}：未核查，因为{reason}", check.check.says);
                    if said.contains(&message) {
                        continue;
                    }
                    said.push(message.clone());
                    Found::not_checked(place(), message)
                }
            };
            out.push((check.check.code.as_str(), found.at(scope.spot())));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{department, found, sample, type_into};

    #[test]
    fn two_forms_that_differ_are_told_with_both_figures() {
        let mut draft = sample();
        type_into(&mut draft, "basic", "30201", "operating", "99.00");
        let found = found(&draft, "T501");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.starts_with("一般公共预算基本支出等于基本支出表合计：523.00 ≠ "), "{found:?}");
    }

    #[test]
    fn what_cannot_be_checked_is_said_once() {
        let mut draft = sample();
        draft.cards.clear();
        let found = found(&draft, "T301");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("未核查，因为还没有项目绩效目标表"), "{found:?}");
    }

    #[test]
    fn a_units_forms_are_checked_by_themselves() {
        let mut draft = department();
        type_into(&mut draft, "u2/basic", "30201", "operating", "1.00");
        let places: Vec<String> = found(&draft, "T501").into_iter().map(|(place, _)| place).collect();
        assert_eq!(places.len(), 2, "{places:?}");
        assert!(places[1].starts_with("下级单位"), "{places:?}");
    }

    /// Five times the largest figure that can be typed would fit; what is multiplied may fill a decimal to the brim.
    #[test]
    fn a_difference_too_large_for_a_decimal_is_said_in_words() {
        use crate::rules::shared::Found;
        use rust_decimal::Decimal;

        let work = crate::workings::Workings::of(sample()).expect("a sound template");
        let found = Found::differing(crate::model::Place::Identity, "甲等于乙", &work, 0, Some(Decimal::MAX), Some(Decimal::MIN));
        let (_, finding) = found.under("T999", crate::rules::Severity::Error);
        assert!(finding.message.ends_with("（差额太大，无法精确计算）"), "{}", finding.message);
        assert!(finding.figures.is_some());
    }
}
