//! G102: a line of the procurement table whose budget is not what is bought for it, where all other projects buy for exactly theirs.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::purchase_and_project::Bought;
use super::shared::{Case, Found, wan};

/// With fewer projects no custom shows.
const FEWEST: usize = 5;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let lines = case.bought();
    let mut sums: FxHashMap<&str, Decimal> = FxHashMap::default();
    for line in lines {
        *sums.entry(&line.name).or_default() += line.total;
    }
    let off: Vec<&Bought> = lines.iter().filter(|line| sums[line.name.as_str()] != line.budget).collect();
    if lines.len() < FEWEST || off.len() != 1 || sums.len() < FEWEST {
        return Vec::new();
    }
    let line = off[0];
    let sum = sums[line.name.as_str()];
    let why = super::gap::slip(line.budget, sum).map_or_else(String::new, |slip| format!("；多半是{}", slip.said()));
    let message = format!("“{}”的预算资金{}万元，采购金额合计{}万元，而其他各行两个数都相等{why}", line.said, wan(line.budget), wan(sum));
    vec![Found::new(line.place.clone(), message).at(line.spot)]
}

#[cfg(test)]
mod tests {
    use crate::amount::Amount;
    use crate::model::Draft;
    use crate::rules::tests::found;

    fn department() -> Draft {
        crate::store::sample("department-2021.ron").expect("the sample opens")
    }

    fn with(budgets: &[(usize, &str)]) -> usize {
        let mut draft = department();
        let rows = draft.forms.get_mut(&"procurement".into()).expect("lines");
        for (at, budget) in budgets {
            rows[*at].amounts.insert("budget".into(), Amount(budget.parse().expect("a number")));
        }
        found(&draft, "G102").len()
    }

    #[test]
    fn one_budget_that_is_not_what_is_bought_is_told() {
        assert_eq!(with(&[]), 0);
        assert_eq!(with(&[(2, "65.00")]), 1);
    }

    #[test]
    fn where_projects_buy_for_a_part_of_their_budget_nothing_is_told() {
        assert_eq!(with(&[(2, "65.00"), (3, "90.00")]), 0);
    }
}
