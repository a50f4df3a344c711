//! A104: a form prints less than the figure that it takes over from another one.
//!
//! What comes on top of such a figure is typed in a column that is not printed; less than nothing cannot come on top.

use super::shared::{Case, Found, scopes};
use crate::template::ColumnKind;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let (draft, plan) = (case.work.draft(), case.work.plan());
    let mut out = Vec::new();
    for scope in scopes(case.work) {
        for (at, pane_plan) in plan.panes.iter().enumerate().filter(|(at, _)| scope.has(*at)) {
            let Some((form, pane)) = pane_plan.place else { continue };
            let (form, pane) = (&draft.template.forms[form], &draft.template.forms[form].panes[pane]);
            let is_money = |column: &usize| pane.columns[*column].kind == ColumnKind::Money;
            let money: Vec<usize> = (0..pane.columns.len()).filter(is_money).collect();
            let style = draft.template.money_of(form);
            for hidden in money.iter().copied().filter(|column| !pane.columns[*column].print) {
                for row in 0..scope.totals.panes[at].rows.len() {
                    let shown = |column: usize| scope.totals.panes[at].cell(row, column).shown;
                    let Some(less) = shown(hidden).filter(rust_decimal::Decimal::is_sign_negative).filter(|less| !less.is_zero()) else { continue };
                    let Some(column) = money.iter().copied().find(|column| pane.columns[*column].print && shown(*column).is_some()) else { continue };
                    let print = |value| style.print(value, draft.entry_unit);
                    let printed = print(shown(column).unwrap_or_default());
                    let message = format!("本表写 {printed}，比取自其他表的数少 {}", print(-less));
                    out.push(Found::new(scope.place(at, row, column), message).at(scope.spot()));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{found, sample, type_into};

    #[test]
    fn less_than_what_is_taken_over_is_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "A104"), []);
        type_into(&mut draft, "three", "=run", "by_projects", "-10.00");
        draft.forms.get_mut(&"three".into()).expect("rows").iter_mut().for_each(|row| row.id = crate::model::RowId::of("run"));
        let messages: Vec<String> = found(&draft, "A104").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["本表写 28.64，比取自其他表的数少 10.00"]);
        type_into(&mut draft, "three", "run", "by_projects", "10.00");
        assert_eq!(found(&draft, "A104"), []);
    }
}
