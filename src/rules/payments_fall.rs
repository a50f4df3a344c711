//! C101: a payment plan (资金支出计划) is cumulative: no value is below the one before it.

use rust_decimal::Decimal;

use super::gap::slip;
use super::shared::{Case, Found, Payments};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let plans = case.payments();
    let falling = plans.iter().filter(|plan| plan.is_cumulative()).filter_map(|plan| {
        let [(_, before), (date, after)] = plan.fall()?;
        let why = why(plan, before, after);
        Some(plan.found(date, format!("资金支出计划应逐期累计：{} 小于上一期的 {}{why}", plan.print(after), plan.print(before))))
    });
    falling.collect()
}

/// Which of the two is off: what is above the end, or what would be the end but for a slip.
fn why(plan: &Payments<'_>, before: Decimal, after: Decimal) -> String {
    let mended = |wrong: Decimal, right: Decimal| {
        let slip = slip(wrong, right)?;
        Some(format!("；如果{}应为{}（{}）就相符", plan.print(wrong), plan.print(right), slip.said()))
    };
    if before > plan.end {
        return mended(before, plan.end)
            .or_else(|| mended(before, after))
            .unwrap_or_else(|| format!("；上一期已超过{}，多半是上一期写错了", plan.print(plan.end)));
    }
    mended(after, plan.end).or_else(|| mended(after, before)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::amount::Amount;
    use crate::rules::tests::{found, sample};

    fn with_plan(values: &[&str]) -> Vec<(String, String)> {
        let mut draft = sample();
        draft.cards[0].amounts = [("fiscal".to_owned(), Amount(29.into()))].into();
        draft.cards[0].plan = values.iter().map(|value| Some(Amount(value.parse().expect("a number")))).collect();
        found(&draft, "C101")
    }

    #[test]
    fn a_value_below_the_one_before_it_is_told() {
        let found = with_plan(&["3.00", "29.00", "9.00", "29.00"]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, "资金支出计划应逐期累计：9.00 小于上一期的 29.00");
    }

    #[test]
    fn what_is_paid_in_each_period_may_fall() {
        assert_eq!(with_plan(&["9.00", "10.00", "5.00", "5.00"]), []);
    }
}
