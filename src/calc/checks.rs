//! The checks of a template, over cells that have all been computed.

use rust_decimal::Decimal;

use super::cells::PaneTotals;
use super::evaluate;
use super::index::{Index, Spot};
use super::sources::Source;
use crate::template::plan::{Node, Plan, RowRef};

/// What a check said of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckResult {
    /// As in [`Plan::checks`].
    pub check: usize,
    /// Row by position.
    pub row: usize,
    /// The cell.
    pub left: Option<Decimal>,
    /// What it must equal.
    pub right: Option<Decimal>,
    /// Whether it does.
    pub outcome: Outcome,
}

/// The end of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both sides agree.
    Held,
    /// They do not.
    Broken,
    /// Could not be checked, because …
    NotChecked(String),
}

/// What every check says of every row that it is about.
pub(super) fn run(source: &Source<'_>, plan: &Plan, panes: &[PaneTotals], index: &Index) -> Vec<CheckResult> {
    let mut results = Vec::new();
    for (at, check) in plan.checks.iter().enumerate() {
        let obstacle = obstacle(&check.value, source, plan, index);
        let pane = &panes[check.pane];
        for row in (0..pane.rows.len()).filter(|row| check.classes.contains(&pane.rows[*row].class)) {
            let left = pane.cell(row, check.column).shown;
            let (right, outcome) = match &obstacle {
                Some(reason) => (None, Outcome::NotChecked(reason.clone())),
                None => match evaluate::value(&mut &*panes, index, &check.value, Some(Spot { pane: check.pane, row })) {
                    Err(reason) => (None, Outcome::NotChecked(reason.to_string())),
                    Ok(right) if left.unwrap_or_default() == right.unwrap_or_default() => (right, Outcome::Held),
                    Ok(right) => (right, Outcome::Broken),
                },
            };
            results.push(CheckResult { check: at, row, left, right, outcome });
        }
    }
    results
}

/// Why a check over the cards says nothing yet: there is no card, or some card has no code to be found by.
fn obstacle(node: &Node, source: &Source<'_>, plan: &Plan, index: &Index) -> Option<String> {
    let inside = |node: &Node| obstacle(node, source, plan, index);
    match node {
        Node::Sum(cell) if plan.panes[cell.pane].place.is_none() => match cell.rows {
            _ if source.cards.is_empty() => Some("还没有项目绩效目标表".into()),
            RowRef::Where(filter) if index.unfiltered(filter) > 0 => {
                Some(format!("有{}张项目绩效目标表没有填功能分类科目", index.unfiltered(filter)))
            }
            // What classified projects cost is not in the draft.
            _ if source.classified() > 0 => Some(format!("有{}个涉密项目的预算数不在内", source.classified())),
            _ => None,
        },
        Node::Number(_) | Node::Cell(_) | Node::Sum(_) | Node::Terms(_) => None,
        Node::Chain(terms) => terms.iter().find_map(|(_, node)| inside(node)),
        Node::Product(factors) => factors.iter().find_map(inside),
    }
}
