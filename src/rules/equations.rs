//! What a template's equations say: cross-checks (勾稽关系), overrides that differ from the computed figure (A101),
//! cells that could not be computed (A102, A103).

use rust_decimal::Decimal;

use super::{Finding, Severity, Status};
use crate::amount::MoneyStyle;
use crate::calc::{CellKind, FaultReason, Outcome, Totals};
use crate::model::{Draft, Place, in_unit};
use crate::template::plan::Plan;

pub(super) fn check(draft: &Draft, plan: &Plan, totals: &Totals) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (unit, totals) in totals.scopes() {
        findings.extend(cross_checks(draft, plan, totals, unit));
        findings.extend(overrides(draft, plan, totals, unit));
        findings.extend(faults(draft, plan, totals, unit));
    }
    findings
}

/// Whether a pane is looked at in a unit's scope: there the forms that each unit has are, and nothing else.
fn is_looked_at(draft: &Draft, plan: &Plan, pane: usize, unit: &str) -> bool {
    unit.is_empty() || plan.panes[pane].place.is_some_and(|(form, _)| draft.template.forms[form].per_unit)
}

fn cross_checks(draft: &Draft, plan: &Plan, totals: &Totals, unit: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for result in &totals.checks {
        let check = &plan.checks[result.check];
        if !is_looked_at(draft, plan, check.pane, unit) {
            continue;
        }
        let pane = &totals.panes[check.pane];
        let place = place(plan, totals, unit, check.pane, result.row, check.column);
        // What could not be checked is no error yet.
        let severity = if matches!(result.outcome, Outcome::Broken) { Severity::Error } else { Severity::Hint };
        let finding = |status, message, figures| Finding { code: check.check.code.clone(), severity, status, place, message, figures };
        match &result.outcome {
            Outcome::Held => {}
            Outcome::Broken => {
                let print = printer(draft, plan, check.pane);
                let (left, right) = (result.left.unwrap_or_default(), result.right.unwrap_or_default());
                let row = &pane.rows[result.row].code;
                let of = if row.is_empty() { String::new() } else { format!("（{row}）") };
                let message = format!("{}{of}：{} ≠ {}（差 {}）", check.check.says, print(left), print(right), print(left - right));
                findings.push(finding(Status::Broken, message, Some((print(left), print(right)))));
            }
            // Said once for a check, not for each of its rows.
            Outcome::NotChecked(reason) => {
                let message = format!("{}：未核查，因为{reason}", check.check.says);
                if !findings.iter().any(|f: &Finding| f.message == message) {
                    findings.push(finding(Status::NotChecked, message, None));
                }
            }
        }
    }
    findings
}

fn overrides(draft: &Draft, plan: &Plan, totals: &Totals, unit: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, pane) in totals.panes.iter().enumerate() {
        // A sum of units is typed by nobody; where it is no sum of its own parts, a unit's finding says why.
        if !is_looked_at(draft, plan, at, unit) || totals.summed.contains_key(&plan.panes[at].name) {
            continue;
        }
        for row in 0..pane.rows.len() {
            for column in 0..plan.panes[at].columns.len() {
                let cell = pane.cell(row, column);
                if cell.kind != CellKind::Override || cell.shown == cell.computed {
                    continue;
                }
                let place = place(plan, totals, unit, at, row, column);
                let print = printer(draft, plan, at);
                let (left, right) = (cell.shown.unwrap_or_default(), cell.computed.unwrap_or_default());
                findings.push(Finding {
                    code: "A101".into(),
                    severity: Severity::Error,
                    status: Status::Broken,
                    message: format!("手工调整与计算结果不一致：{} ≠ {}（差 {}）", print(left), print(right), print(left - right)),
                    place,
                    figures: Some((print(left), print(right))),
                });
            }
        }
    }
    findings
}

fn faults(draft: &Draft, plan: &Plan, totals: &Totals, unit: &str) -> Vec<Finding> {
    totals
        .faults
        .iter()
        .filter(|fault| is_looked_at(draft, plan, fault.pane, unit))
        .map(|fault| {
            let (code, message) = match fault.reason {
                FaultReason::Overflow => ("A102", "数太大，无法精确计算，请核对录入的数"),
                FaultReason::Circle => ("A103", "模板的等式循环引用，这一格无法计算"),
            };
            Finding {
                code: code.into(),
                severity: Severity::Error,
                status: Status::Broken,
                place: place(plan, totals, unit, fault.pane, fault.row, fault.column),
                message: message.into(),
                figures: None,
            }
        })
        .collect()
}

/// A cell's place in the forms of a unit; of the cards, the card's field.
pub(super) fn place(plan: &Plan, totals: &Totals, unit: &str, pane: usize, row: usize, column: usize) -> Place {
    let id = totals.panes[pane].rows[row].id.to_string();
    let column = plan.panes[pane].columns[column].id.clone();
    match plan.panes[pane].place {
        Some(_) => Place::Cell { pane: in_unit(unit, &plan.panes[pane].name), row: id, column },
        None => Place::CardField { card: id, field: column },
    }
}

/// Prints an amount as the pane's form does.
fn printer<'a>(draft: &'a Draft, plan: &Plan, pane: usize) -> impl Fn(Decimal) -> String + 'a {
    let form = plan.panes[pane].place.map(|(form, _)| &draft.template.forms[form]);
    let money: MoneyStyle = form.map_or(draft.template.money, |form| draft.template.money_of(form));
    move |value| money.print(value, draft.entry_unit)
}
