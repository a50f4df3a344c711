//! Goal cards: a payment plan that falls (C101) or does not end at the budget (C102), a project code used twice (C103), a
//! card of a department with several units that names none (C104).

use rust_decimal::Decimal;

use super::{Finding, Severity, Status};
use crate::calc::Totals;
use crate::model::{Draft, Place};
use crate::template::PlanKind;
use crate::template::plan::{CARDS, Plan};

pub(super) fn check(draft: &Draft, plan: &Plan, totals: &Totals) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for (at, card) in draft.cards.iter().enumerate() {
        if card.unit.is_empty() && !draft.units.is_empty() {
            findings.push(finding("C104", Place::Card(card.id.clone()), "没有选所属单位，这个项目不在任何单位的汇总里".into()));
        }
        findings.extend(payments(draft, plan, totals, at));
        let code = card.text("code");
        if let (false, Some(first)) = (code.is_empty(), seen.insert(code, at)) {
            let place = Place::CardField { card: card.id.clone(), field: "code".into() };
            findings.push(finding("C103", place, format!("项目编码{code}与项目{}重复", first + 1)));
        }
    }
    findings
}

/// The plan is cumulative: it never falls and ends at the budget, or at 100 %.
fn payments(draft: &Draft, plan: &Plan, totals: &Totals, at: usize) -> Option<Finding> {
    let card = &draft.cards[at];
    let form = draft.template.card.as_ref()?.plan.as_ref()?;
    let print = |value: Decimal| match form.kind {
        PlanKind::Amount => draft.template.money.print(value, draft.entry_unit),
        PlanKind::Percent => value.to_string(),
    };
    let values: Vec<(usize, Decimal)> = card.plan.iter().enumerate().filter_map(|(date, value)| Some((date, (*value)?.0))).collect();
    let end = match form.kind {
        PlanKind::Percent => Decimal::ONE_HUNDRED,
        PlanKind::Amount => {
            let pane = plan.pane(CARDS)?;
            totals.panes[pane].cell(at, plan.panes[pane].column("budget")?).shown.unwrap_or_default()
        }
    };
    // Some places print what is paid in each period, not the running sum.
    if values.iter().map(|(_, value)| *value).sum::<Decimal>() == end {
        return None;
    }
    if let Some([before, after]) = values.array_windows().find(|[a, b]| b.1 < a.1) {
        let place = Place::Plan { card: card.id.clone(), date: after.0 };
        return Some(finding("C101", place, format!("资金支出计划应逐期累计：{} 小于上一期的 {}", print(after.1), print(before.1))));
    }
    let (date, last) = *values.last()?;
    let place = Place::Plan { card: card.id.clone(), date };
    let message = || match form.kind {
        PlanKind::Percent => format!("资金支出计划最后一期 {}% ≠ 100%", print(last)),
        PlanKind::Amount => format!("资金支出计划最后一期 {} ≠ 预算数 {}", print(last), print(end)),
    };
    (last != end).then(|| finding("C102", place, message()))
}

fn finding(code: &str, place: Place, message: String) -> Finding {
    Finding { code: code.into(), severity: Severity::Error, status: Status::Broken, place, message, figures: None }
}
