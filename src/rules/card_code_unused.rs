//! K105: a card with a code that the expenditure forms do not have, so that its money comes from nowhere.

use std::collections::HashMap;

use super::shared::{CardCode, Case, Found};
use crate::template::RowKind;
use crate::workings::Workings;

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    // Many projects share few codes.
    let mut known: HashMap<(&str, &str, &str), bool> = HashMap::new();
    let unused =
        case.card_codes().iter().filter(|typed| !*known.entry((typed.unit, typed.list, typed.code)).or_insert_with(|| is_used(case.work, typed)));
    unused.map(|typed| typed.found(format!("支出表没有科目{}，这个项目的钱没有来处", typed.code))).collect()
}

/// Whether a form of the card's own unit has a row of that code.
fn is_used(work: &Workings, typed: &CardCode<'_>) -> bool {
    let template = &work.draft().template;
    let totals = work.totals().of(typed.unit).unwrap_or(work.totals());
    work.plan().panes.iter().zip(&totals.panes).any(|(pane, totals)| {
        let rows = pane.place.map(|(form, at)| &template.forms[form].panes[at].rows);
        let has_codes = matches!(rows, Some(RowKind::Coded(rows)) if rows.list == typed.list);
        has_codes && totals.rows.iter().any(|row| row.code == typed.code)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{card, department, found, sample, type_into};

    #[test]
    fn a_project_whose_code_no_form_has_is_told() {
        let mut draft = sample();
        draft.cards.push(card("c99", "function", "2040203"));
        let messages: Vec<String> = found(&draft, "K105").into_iter().map(|(_, message)| message).collect();
        assert_eq!(messages, ["支出表没有科目2040203，这个项目的钱没有来处"]);
    }

    #[test]
    fn another_units_form_does_not_count() {
        let mut draft = department();
        type_into(&mut draft, "u1/general", "2040203", "project", "1.00");
        draft.cards = ["u1", "u2"].map(|unit| crate::model::Card { unit: unit.into(), ..card(unit, "function", "2040203") }).into();
        assert_eq!(found(&draft, "K105").len(), 1);
    }
}
