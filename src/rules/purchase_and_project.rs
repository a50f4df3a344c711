//! G101: a line of the procurement table whose project has another budget in its card, or is bought for more than the project has.
//!
//! Lines of 公用经费 and of withheld projects have no card. Names are equal but for blanks.

use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use super::gap::{slip, why};
use super::shared::{Case, Found, Spot, scopes, wan};
use crate::calc::RowOrigin;
use crate::model::{Card, Place};
use crate::template::{Column, ColumnKind, RowKind};

/// A line of a procurement table, in 元.
pub(super) struct Bought {
    /// The project's name, bare and as printed.
    pub(super) name: String,
    pub(super) said: String,
    pub(super) budget: Decimal,
    pub(super) total: Decimal,
    /// Where its budget stands, and its total.
    pub(super) place: Place,
    total_place: Option<Place>,
    /// The column of its name.
    pub(super) project: String,
    pub(super) spot: Spot,
}

pub(super) fn check(case: &Case<'_>) -> Vec<Found> {
    let lines = case.bought();
    if lines.is_empty() {
        return Vec::new();
    }
    let mut cards: FxHashMap<String, Option<Decimal>> = FxHashMap::default();
    for (at, card) in case.work.draft().cards.iter().enumerate() {
        // Of two projects that are called alike nobody knows which.
        let budget = case.budget(at);
        cards.entry(bare(card.text(Card::NAME))).and_modify(|known| *known = None).or_insert(budget);
    }
    let operating = operating(case);
    let mut out = Vec::new();
    let mut sums: FxHashMap<(usize, usize, &str), Decimal> = FxHashMap::default();
    for line in lines {
        let (said, own) = (&line.said, line.budget);
        if let Some(card) = cards.get(&line.name).copied().flatten().filter(|card| *card != own) {
            let message = format!("“{said}”的预算资金{}万元，与项目绩效目标表的预算数{}万元不一致{}", wan(own), wan(card), why(own, card));
            out.push(Found::new(line.place.clone(), message).at(line.spot));
        } else if said.contains("公用") && !cards.contains_key(&line.name) {
            let slip = operating.iter().find_map(|whole| Some((whole, slip(own, *whole)?))).filter(|_| !operating.contains(&own));
            out.extend(slip.map(|(whole, slip)| {
                let message = format!("“{said}”的预算资金{}万元，与公用经费{}万元不一致；多半是{}", wan(own), wan(*whole), slip.said());
                Found::new(line.place.clone(), message).at(line.spot)
            }));
        }
        let Some(place) = &line.total_place else { continue };
        let sum = sums.entry((line.spot.0, line.spot.1, line.name.as_str())).or_default();
        *sum = sum.saturating_add(line.total);
        if *sum > own {
            let message = format!("“{said}”的采购金额合计{}万元，超过预算资金{}万元{}", wan(*sum), wan(own), why(*sum, own));
            out.push(Found::new(place.clone(), message).at(line.spot));
        }
    }
    out
}

/// What the whole and each unit has of 公用经费, in 元.
fn operating(case: &Case<'_>) -> Vec<Decimal> {
    let (draft, plan) = (case.work.draft(), case.work.plan());
    let mut out = Vec::new();
    for scope in scopes(case.work) {
        for (at, pane_plan) in plan.panes.iter().enumerate() {
            let Some((form, pane)) = pane_plan.place else { continue };
            let pane = &draft.template.forms[form].panes[pane];
            let Some(column) = pane.columns.iter().position(|column| column.header.concat().contains("公用")) else { continue };
            let totals = &scope.totals.panes[at];
            let rows = (0..totals.rows.len()).filter(|row| pane.is_total(totals.rows[*row].class));
            out.extend(rows.filter_map(|row| totals.cell(row, column).shown?.checked_mul(case.yuan_per_unit())));
        }
    }
    out
}

/// The lines of the procurement tables that name a project with its budget.
pub(super) fn bought(case: &Case<'_>) -> Vec<Bought> {
    let (draft, plan) = (case.work.draft(), case.work.plan());
    let mut out = Vec::new();
    for (scope_at, scope) in scopes(case.work).enumerate() {
        // The lines of the whole are those of its units, and looked at there.
        for (at, pane_plan) in plan.panes.iter().enumerate().filter(|(at, _)| scope.has(*at) && !scope.is_summed(*at)) {
            let Some((form, pane)) = pane_plan.place else { continue };
            let form = &draft.template.forms[form];
            let pane = &form.panes[pane];
            if !form.title.contains("采购") || !matches!(pane.rows, RowKind::Listed { .. }) {
                continue;
            }
            let called = |words: &[&str], kind: &ColumnKind| {
                pane.columns.iter().position(|column: &Column| column.kind == *kind && words.iter().any(|word| column.header.concat().contains(word)))
            };
            let (Some(project), Some(budget)) = (called(&["项目名称"], &ColumnKind::Text), called(&["预算资金"], &ColumnKind::Money)) else {
                continue;
            };
            let total = called(&["采购金额"], &ColumnKind::Money);
            let rows = scope.stored(at);
            for (n, row) in scope.totals.panes[at].rows.iter().enumerate() {
                let RowOrigin::Own(stored) = row.origin else { continue };
                let Some(said) = rows.get(stored).and_then(|row| row.texts.get(&pane.columns[project].id)) else { continue };
                let of = |column: usize| scope.totals.panes[at].cell(n, column).shown.and_then(|shown| shown.checked_mul(case.yuan_per_unit()));
                let Some(own) = of(budget).filter(|own| !own.is_zero()) else { continue };
                out.push(Bought {
                    name: bare(said),
                    said: said.to_owned(),
                    budget: own,
                    total: total.and_then(of).unwrap_or_default(),
                    place: scope.place(at, n, budget),
                    project: pane.columns[project].id.clone(),
                    total_place: total.map(|total| scope.place(at, n, total)),
                    spot: (scope_at, at, n),
                });
            }
        }
    }
    out
}

pub(super) fn bare(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use crate::amount::Amount;
    use crate::rules::tests::{found, sample};

    #[test]
    fn a_project_with_another_budget_and_one_bought_for_too_much_are_told() {
        let mut draft = sample();
        assert_eq!(found(&draft, "G101"), []);
        let rows = draft.forms.get_mut(&"procurement".into()).expect("rows");
        rows[1].amounts.insert("budget".into(), Amount("143.00".parse().expect("a number")));
        let messages: Vec<String> = found(&draft, "G101").into_iter().map(|(_, message)| message).collect();
        assert_eq!(
            messages,
            [
                "“智慧安防社区建设项目”的预算资金143万元，与项目绩效目标表的预算数173万元不一致；多半是有一位数字写错了",
                "“智慧安防社区建设项目”的采购金额合计173万元，超过预算资金143万元；多半是有一位数字写错了"
            ]
        );
    }

    #[test]
    fn a_line_of_operating_funds_that_is_theirs_but_for_a_digit_is_told() {
        let with = |budget: &str| {
            let mut draft = sample();
            let rows = draft.forms.get_mut(&"procurement".into()).expect("rows");
            rows[0].amounts.insert("budget".into(), Amount(budget.parse().expect("a number")));
            found(&draft, "G101").len()
        };
        assert_eq!((with("253.00"), with("263.00"), with("90.00")), (0, 1, 0));
    }
}
