//! G103: vehicles that are budgeted for and stand in no procurement line.

use rust_decimal::Decimal;

use super::shared::{Case, Found, scopes};
use crate::model::{FormName, PaneName, Place};
use crate::template::RowKind;

/// 公务用车购置, in the classes of the departments' own money and of construction.
const CODES: &[&str] = &["31013", "30913"];

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let (draft, plan) = (case.work.draft(), case.work.plan());
    let is_procurement = |form: usize| draft.template.forms[form].title.contains("采购");
    let of_purchases = draft.template.forms.iter().filter(|form| form.title.contains("采购"));
    let listed = of_purchases.flat_map(|form| form.panes.iter().map(move |pane| PaneName::of("", form, pane)));
    let lines: Vec<&str> = listed.flat_map(|pane| draft.rows(&pane)).flat_map(|row| row.texts.values()).map(String::as_str).collect();
    // Nothing is said of a draft without its procurement.
    if lines.is_empty() || lines.iter().any(|text| text.contains('车') && !text.contains("停车")) {
        return Vec::new();
    }
    let mut most: Option<(Place, Decimal)> = None;
    for scope in scopes(case.work) {
        for (at, pane) in plan.panes.iter().enumerate().filter(|(at, _)| scope.has(*at)) {
            let Some((form, of_form)) = pane.place.filter(|(form, _)| !is_procurement(*form)) else { continue };
            if !matches!(draft.template.forms[form].panes[of_form].rows, RowKind::Coded(_)) {
                continue;
            }
            for (row, _) in scope.totals.panes[at].rows.iter().enumerate().filter(|(_, row)| CODES.contains(&row.code.as_str())) {
                let shown = (0..pane.columns.len())
                    .filter(|column| pane.columns[*column].money)
                    .filter_map(|column| scope.totals.panes[at].cell(row, column).shown);
                if let Some(amount) = shown.max().filter(|amount| amount.is_sign_positive() && !amount.is_zero()) {
                    most.get_or_insert((scope.place(at, row, 0), amount));
                }
            }
        }
    }
    let Some((_, amount)) = most else { return Vec::new() };
    let place = draft.template.forms.iter().find(|form| form.title.contains("采购")).map(|form| Place::Form(FormName::of("", &form.id)));
    let unit = draft.entry_unit.label();
    let message = format!("公务用车购置安排了{amount}{unit}，政府采购预算里没有车辆的采购，拟购置固定资产也应当包括车辆");
    place.map(|place| Found::new(place, message)).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::model::Draft;
    use crate::rules::tests::{found, sample, type_into};

    fn buying() -> Draft {
        let mut draft = sample();
        for row in draft.forms.get_mut(&"procurement".into()).expect("lines") {
            row.texts.retain(|_, text| !text.contains('车'));
        }
        type_into(&mut draft, "basic", "31013", "operating", "100.00");
        draft
    }

    #[test]
    fn vehicles_that_nobody_buys_are_told() {
        assert_eq!(found(&buying(), "G103").len(), 1);
    }

    #[test]
    fn vehicles_in_the_procurement_table_or_none_at_all_are_right() {
        let mut draft = buying();
        draft.forms.get_mut(&"procurement".into()).expect("lines")[3].texts.insert("goods".into(), "乘用车".into());
        assert_eq!(found(&draft, "G103"), []);
        let mut draft = buying();
        draft.forms.get_mut(&"procurement".into()).expect("lines").clear();
        assert_eq!(found(&draft, "G103"), []);
    }
}
