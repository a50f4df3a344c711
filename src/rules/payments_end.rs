//! C102: a payment plan (资金支出计划) that does not end at the budget, or at 100 %. One that falls is told as such (C101).

use super::shared::{Case, Found};
use crate::template::PlanKind;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let plans = case.payments();
    let open = plans.iter().filter(|plan| plan.is_cumulative() && plan.fall().is_none()).filter_map(|plan| {
        let (date, last) = *plan.values.last().filter(|(_, last)| *last != plan.end)?;
        let message = match plan.kind {
            PlanKind::Percent => format!("资金支出计划最后一期 {}% ≠ 100%", plan.print(last)),
            PlanKind::Amount => format!("资金支出计划最后一期 {} ≠ 预算数 {}", plan.print(last), plan.print(plan.end)),
        };
        let open = plan.open_end().map_or_else(String::new, |(_, label)| format!("，{label}没有填写"));
        Some(plan.found(date, message + &open + &super::gap::why(last, plan.end)))
    });
    open.collect()
}

#[cfg(test)]
mod tests {
    use crate::amount::Amount;
    use crate::rules::tests::{found, sample};

    fn with_plan(values: &[&str]) -> Vec<(String, String)> {
        let mut draft = sample();
        draft.cards[0].amounts = [("fiscal".to_owned(), Amount(29.into()))].into();
        draft.cards[0].plan = values.iter().map(|value| Some(Amount(value.parse().expect("a number")))).collect();
        found(&draft, "C102")
    }

    #[test]
    fn a_plan_that_ends_below_the_budget_is_told() {
        let found = with_plan(&["3.00", "9.00", "26.00"]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, "资金支出计划最后一期 26.00 ≠ 预算数 29.00，12月底没有填写；多半是有一位数字写错了");
    }

    #[test]
    fn one_that_ends_at_it_is_fine_and_so_is_one_not_begun() {
        assert_eq!(with_plan(&["3.00", "29.00"]), []);
        assert_eq!(with_plan(&[]), []);
    }

    #[test]
    fn one_that_falls_is_told_but_once() {
        assert_eq!(with_plan(&["28.00", "9.00"]), []);
    }
}
