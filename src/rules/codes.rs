//! Codes and their names: a code that the year's list does not have (K101), a name that is no longer the list's
//! (K102), a code typed twice (K103), a code that does not reach the lowest level (K104), a card's code that the
//! expenditure forms do not have (K105). The lists help and do not judge: unknown codes are allowed and marked.

use super::equations::place;
use super::{Finding, Severity, Status};
use crate::calc::{RowOrigin, Totals};
use crate::model::{Draft, Place};
use crate::template::codes::{Codes, Known};
use crate::template::plan::{LEAF, Plan};
use crate::template::{CardFieldKind, ColumnKind, RowKind};

pub(super) fn check(draft: &Draft, codes: &Codes, plan: &Plan, totals: &Totals) -> Vec<Finding> {
    let mut findings: Vec<Finding> = totals.scopes().flat_map(|(unit, totals)| forms(draft, codes, plan, totals, unit)).collect();
    findings.extend(cards(draft, codes, plan, totals));
    findings
}

fn forms(draft: &Draft, codes: &Codes, plan: &Plan, totals: &Totals, unit: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, pane_plan) in plan.panes.iter().enumerate() {
        let Some((form, pane)) = pane_plan.place else { continue };
        // What the department adds up was said of its units.
        if totals.summed.contains_key(&pane_plan.name) {
            continue;
        }
        let pane = &draft.template.forms[form].panes[pane];
        let rows = &totals.panes[at].rows;
        if let RowKind::Coded(coded) = &pane.rows {
            let column = pane.columns.iter().position(|c| c.kind == ColumnKind::Code).unwrap_or_default();
            let deepest = coded.widths.iter().copied().max().map_or(0, usize::from);
            for (n, row) in rows.iter().enumerate() {
                // Said where the code is typed, not in every form that takes it over, be it to say more of it.
                let of_others = coded.from.iter().filter_map(|name| plan.pane(name)).any(|other| totals.panes[other].row(&row.code).is_some());
                if row.stored().is_none() || (of_others && matches!(row.origin, RowOrigin::Computed(_))) {
                    continue;
                }
                if row.code.is_empty() && row.class == LEAF {
                    let place = place(plan, totals, unit, at, n, column);
                    findings.push(finding("K104", Severity::Error, place, "这一行没有科目编码".into()));
                    continue;
                }
                if row.code.is_empty() {
                    continue;
                }
                let place = place(plan, totals, unit, at, n, column);
                findings.extend(known(draft, codes, &coded.list, &row.code, &place));
                if rows[..n].iter().any(|other| other.code == row.code) {
                    findings.push(finding("K103", Severity::Error, place.clone(), format!("科目编码{}出现了两次", row.code)));
                }
                if row.class == LEAF && row.code.len() < deepest && row.stored().is_some() {
                    let message = format!("科目编码{}没有填到最末级（{deepest}位）", row.code);
                    findings.push(finding("K104", Severity::Error, place, message));
                }
            }
        }
    }
    findings
}

fn cards(draft: &Draft, codes: &Codes, plan: &Plan, totals: &Totals) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in draft.template.card.iter().flat_map(|card| &card.fields) {
        let CardFieldKind::Code(list) = &field.kind else { continue };
        let used = |totals: &Totals, code: &str| {
            plan.panes.iter().zip(&totals.panes).any(|(pane, totals)| {
                let has_codes = pane
                    .place
                    .is_some_and(|(form, at)| matches!(&draft.template.forms[form].panes[at].rows, RowKind::Coded(rows) if rows.list == *list));
                has_codes && totals.rows.iter().any(|row| row.code == code)
            })
        };
        for card in &draft.cards {
            let code = card.text(&field.id);
            if code.is_empty() {
                continue;
            }
            let place = Place::CardField { card: card.id.clone(), field: field.id.clone() };
            findings.extend(known(draft, codes, list, code, &place));
            // The forms of the card's own unit.
            if !used(totals.of(&card.unit).unwrap_or(totals), code) {
                findings.push(finding("K105", Severity::Error, place, format!("支出表没有科目{code}，这个项目的钱没有来处")));
            }
        }
    }
    findings
}

fn known(draft: &Draft, codes: &Codes, list: &str, code: &str, place: &Place) -> Option<Finding> {
    let year = draft.identity.year;
    match codes.look_up(list, code, year) {
        Known::Unknown => Some(finding("K101", Severity::Warning, place.clone(), format!("{year}年的科目表里没有编码{code}，请核对"))),
        Known::Former(name) => {
            Some(finding("K102", Severity::Hint, place.clone(), format!("编码{code}（{name}）是以前年度的科目，请核对是否仍在用")))
        }
        Known::Current(_) => None,
    }
}

fn finding(code: &str, severity: Severity, place: Place, message: String) -> Finding {
    Finding { code: code.into(), severity, status: Status::Broken, place, message, figures: None }
}
