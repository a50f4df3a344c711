//! C106: a cumulative payment plan that reaches the budget before its last date and leaves that one blank.

use super::shared::{Case, Found};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let plans = case.payments();
    // Where all is paid in one period, a plan may be either; what the others are decides.
    let rising = plans.iter().any(|plan| plan.is_cumulative() && plan.fall().is_none() && plan.values.len() > 1);
    if !rising || plans.iter().any(super::shared::Payments::is_by_period) {
        return Vec::new();
    }
    let done = plans.iter().filter(|plan| plan.fall().is_none() && plan.values.last().is_some_and(|(_, last)| *last == plan.end));
    done.filter_map(|plan| {
        let (date, label) = plan.open_end()?;
        Some(plan.found(date, format!("资金支出计划缺{label}的累计数：前面已经到 {}，以后各期应照填", plan.print(plan.end))).mended_by(plan.filled()))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::amount::Amount;
    use crate::model::Draft;
    use crate::rules::tests::{found, sample};

    fn with_plan(values: &[Option<&str>]) -> Draft {
        let mut draft = sample();
        draft.cards[0].amounts = [("fiscal".to_owned(), Amount(29.into()))].into();
        draft.cards[0].plan = values.iter().map(|value| value.map(|value| Amount(value.parse().expect("a number")))).collect();
        draft
    }

    #[test]
    fn a_plan_that_is_done_early_leaves_no_later_date_blank() {
        let messages: Vec<String> = found(&with_plan(&[None, Some("9.00"), Some("29.00")]), "C106").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["资金支出计划缺12月底的累计数：前面已经到 29.00，以后各期应照填"]);
        assert_eq!(found(&with_plan(&[None, Some("9.00"), Some("29.00"), Some("29.00")]), "C106"), []);
    }

    #[test]
    fn what_is_paid_by_periods_may_have_blank_ones() {
        let mut draft = with_plan(&[Some("9.00"), Some("20.00")]);
        draft.cards.truncate(1);
        assert_eq!(found(&draft, "C106"), []);
    }
}
