//! G104: a line of the procurement table that reserves more for small enterprises than is bought.

use super::shared::{Case, Found, scopes};
use crate::calc::RowOrigin;
use crate::template::{Column, ColumnKind, RowKind};

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let (draft, plan) = (case.work.draft(), case.work.plan());
    let mut out = Vec::new();
    for (scope_at, scope) in scopes(case.work).enumerate() {
        for (at, pane_plan) in plan.panes.iter().enumerate().filter(|(at, _)| scope.has(*at) && !scope.is_summed(*at)) {
            let Some((form, pane)) = pane_plan.place else { continue };
            let (form, pane) = (&draft.template.forms[form], &draft.template.forms[form].panes[pane]);
            if !form.title.contains("采购") || !matches!(pane.rows, RowKind::Listed { .. }) {
                continue;
            }
            let called = |words: [&str; 2]| {
                let is = |column: &Column| column.kind == ColumnKind::Money && words.iter().all(|word| column.header.concat().contains(word));
                pane.columns.iter().position(is)
            };
            let (Some(reserve), Some(amount)) = (called(["预留", "小"]), called(["采购金额", "合计"])) else { continue };
            let totals = &scope.totals.panes[at];
            for n in (0..totals.rows.len()).filter(|n| matches!(totals.rows[*n].origin, RowOrigin::Own(_))) {
                let shown = |column: usize| totals.cell(n, column).shown.unwrap_or_default();
                let (kept, bought) = (shown(reserve), shown(amount));
                if kept > bought {
                    let message = format!("预留中小微企业份额{kept}大于采购金额{bought}{}", super::gap::why(kept, bought));
                    out.push(Found::new(scope.place(at, n, reserve), message).at((scope_at, at, n)));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{said, sample, type_into};

    #[test]
    fn nobody_reserves_more_than_is_bought() {
        let with = |reserve: &str| {
            let mut draft = sample();
            type_into(&mut draft, "procurement", "r3", "small", reserve);
            said(&draft, "G104")
        };
        assert_eq!(with("180.00"), ["预留中小微企业份额180.00大于采购金额108.00；多半是两位数字写颠倒了"]);
        assert_eq!(with("40.00"), [""; 0]);
    }
}
