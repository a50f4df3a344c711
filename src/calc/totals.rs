//! What [`super::calc`] gives: rows, cells, what the checks said; and looking them up. It computes nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cells::{Cell, CellFault, FaultReason, PaneTotals};
use super::checks::CheckResult;
use super::evaluate;
use super::index::{Index, Spot};
use crate::model::{Draft, PaneName, Row, RowId};
use crate::template::plan::{CellRef, Node, Plan};

/// Every cell of every pane, typed or computed, and what the checks said.
#[derive(Debug, Default)]
pub struct Totals {
    /// As in [`Plan::panes`].
    pub panes: Vec<PaneTotals>,
    /// One for each row and column that a check is about.
    pub checks: Vec<CheckResult>,
    /// Cells that could not be computed.
    pub faults: Vec<CellFault>,
    /// Of a department with units the totals of each, by unit id.
    pub units: Vec<(String, Totals)>,
    /// Of a department with units the rows of its forms, by pane: what the units typed, added up.
    pub summed: BTreeMap<PaneName, Vec<Row>>,
    /// Where rows are found, for linked figures.
    pub(super) index: Index,
}

impl Totals {
    /// The totals of a unit; these for an empty id.
    #[must_use]
    pub fn of(&self, unit: &str) -> Option<&Totals> {
        if unit.is_empty() { Some(self) } else { self.units.iter().find(|(id, _)| id == unit).map(|(_, totals)| totals) }
    }

    /// These totals and those of every unit, with the unit's id, empty for the draft's own.
    pub fn scopes(&self) -> impl Iterator<Item = (&str, &Totals)> {
        std::iter::once(("", self)).chain(self.units.iter().map(|(id, totals)| (id.as_str(), totals)))
    }

    /// The number of a unit among [`Totals::scopes`], 0 for an empty id.
    #[must_use]
    pub fn scope(&self, unit: &str) -> Option<usize> {
        self.scopes().position(|(id, _)| id == unit)
    }

    /// The rows that a reference to one cell, or to those of a sum, means in an equation of that pane and row.
    #[must_use]
    pub fn meant(&self, cell: &CellRef, of_sum: bool, pane: usize, row: usize) -> Vec<usize> {
        let from = Some(Spot { pane, row });
        if !of_sum {
            return self.index.row(cell, from).into_iter().collect();
        }
        let mut rows = Vec::new();
        let all: Result<(), std::convert::Infallible> = self.index.each_row(cell, from, |row| {
            rows.push(row);
            Ok(())
        });
        let Ok(()) = all;
        rows
    }

    /// The stored rows that [`RowOrigin`] counts in; `pane` may name a unit's.
    #[must_use]
    pub fn rows<'a>(&'a self, draft: &'a Draft, pane: &PaneName) -> &'a [Row] {
        self.summed.get(pane).map_or_else(|| draft.rows(pane), Vec::as_slice)
    }

    /// A cell by names; `None` where there is no such cell.
    #[must_use]
    pub fn at(&self, plan: &Plan, pane: &PaneName, row: &RowId, column: &str) -> Option<Cell> {
        let totals = self.of(&pane.unit)?;
        let pane_at = plan.pane_of(&pane.form, &pane.pane)?;
        let column = plan.panes[pane_at].column(column)?;
        let pane = &totals.panes[pane_at];
        Some(pane.cell(pane.row(row)?, column))
    }

    /// The figure of a link in running text ([`Plan::link`]); blank where its cells are.
    ///
    /// # Errors
    /// The result has more digits than an exact decimal holds.
    pub fn linked(&self, link: &Node) -> Result<Option<Decimal>, FaultReason> {
        evaluate::value(&mut self.panes.as_slice(), &self.index, link, None)
    }
}

/// A cell that gets into another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operand {
    /// Pane by position.
    pub pane: usize,
    /// Row by position.
    pub row: usize,
    /// Column by position.
    pub column: usize,
    /// It is subtracted.
    pub minus: bool,
}

impl Totals {
    /// The cells that the equation of a cell adds up or multiplies, in their order, and whether it multiplies them. Nothing where it does both.
    #[must_use]
    pub fn operands(&self, plan: &Plan, pane: usize, row: usize, column: usize) -> (bool, Vec<Operand>) {
        let Some(fill) = plan.panes[pane].fill(self.panes[pane].rows[row].class, column) else { return (false, Vec::new()) };
        let node = &plan.fills[fill];
        let mut out = Vec::new();
        let multiplies = matches!(node, Node::Product(_));
        let parts: Vec<(bool, &Node)> = match node {
            Node::Chain(terms) => terms.iter().map(|(minus, node)| (*minus, node)).collect(),
            Node::Product(factors) => factors.iter().map(|node| (false, node)).collect(),
            one => vec![(false, one)],
        };
        for (minus, node) in parts {
            let cells: Vec<(bool, &CellRef)> = match node {
                Node::Cell(cell) | Node::Sum(cell) => vec![(minus, cell)],
                Node::Terms(terms) => terms.iter().map(|(less, cell)| (minus != *less, cell)).collect(),
                Node::Number(_) | Node::Chain(_) | Node::Product(_) => return (false, Vec::new()),
            };
            for (minus, cell) in cells {
                let each = |row| {
                    out.push(Operand { pane: cell.pane, row, column: cell.column, minus });
                    Ok::<(), std::convert::Infallible>(())
                };
                let Ok(()) = self.index.each_row(cell, Some(Spot { pane, row }), each);
            }
        }
        (multiplies, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amount::Amount;
    use crate::calc::calc;
    use crate::model::Unit;
    use crate::template::Library;

    fn draft(template: &str, options: &[&str]) -> Draft {
        let library = Library::load(None);
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let template = library.template(template).expect("built in").resolved(&options).expect("its options");
        Draft::of_resolved(template, "1", "某单位", 2024)
    }

    fn type_into(draft: &mut Draft, pane: &str, code: &str, column: &str, figure: &str) {
        let amounts = [(column.to_owned(), Amount(figure.parse().expect("a number")))].into();
        draft.forms.entry(pane.into()).or_default().push(Row { id: "r1".into(), code: code.into(), amounts, ..Row::default() });
    }

    fn linked(draft: &Draft, link: &str) -> Result<Option<String>, FaultReason> {
        let plan = Plan::compile(&draft.template).expect("a sound template");
        let figure = calc(draft, &plan).linked(&plan.link(link).expect("a link"));
        figure.map(|figure| figure.map(|value| value.to_string()))
    }

    #[test]
    fn a_link_finds_rows_by_code_and_adds_them_up() {
        let mut draft = draft("hebei-unit-2024", &[]);
        type_into(&mut draft, "general", "2040220", "project", "70.00");
        for (link, figure) in [
            ("general[2040220, project]", Some("70.00")),
            ("general[204, total]", Some("70.00")),
            ("general[total, basic]", None),
            ("general[2040299, project]", None),
            ("sum(general[leaf, project]) + sum(general[top, project]) - general[total, basic]", Some("140.00")),
            ("general[2040220, project] * 2 - 0.5", Some("139.50")),
        ] {
            assert_eq!(linked(&draft, link), Ok(figure.map(str::to_owned)), "{link}");
        }
    }

    #[test]
    fn a_linked_figure_too_large_to_be_exact_is_a_fault_and_no_blank() {
        let mut draft = draft("hebei-unit-2024", &[]);
        type_into(&mut draft, "general", "2040220", "project", "999999999999999.99");
        let square = "general[total, total] * general[total, total]";
        assert_eq!(linked(&draft, square), Err(FaultReason::Overflow));
        assert_eq!(linked(&draft, &format!("1 + ({square})")), Err(FaultReason::Overflow));
        assert_eq!(linked(&draft, &format!("general[2040299, total] * ({square})")), Err(FaultReason::Overflow));
    }

    #[test]
    fn the_cells_that_a_sum_is_made_of_are_told_in_their_order() {
        let mut draft = draft("hebei-unit-2024", &[]);
        type_into(&mut draft, "general", "2040220", "project", "70.00");
        type_into(&mut draft, "general", "2040221", "basic", "5.00");
        let plan = Plan::compile(&draft.template).expect("a sound template");
        let totals = calc(&draft, &plan);
        let pane = plan.pane("general").expect("a pane");
        let row = totals.panes[pane].row(&RowId::of("20402")).expect("the parent");
        let column = plan.panes[pane].column("project").expect("a column");
        let (multiplies, operands) = totals.operands(&plan, pane, row, column);
        let codes: Vec<&str> = operands.iter().map(|operand| totals.panes[operand.pane].rows[operand.row].code.as_str()).collect();
        assert_eq!((multiplies, codes), (false, vec!["2040220", "2040221"]));
    }

    #[test]
    fn what_units_typed_and_no_exact_decimal_holds_together_is_told_and_not_made_up() {
        let mut draft = draft("hebei-department-2021", &["parts", "money"]);
        for (id, figure) in [("u1", "6999999999999999999.1234567891"), ("u2", "6999999999999999999.1234567891"), ("u3", "1")] {
            draft.units.push(Unit { id: id.into(), code: id.into(), name: id.into() });
            type_into(&mut draft, &format!("{id}/general"), "2040220", "project", figure);
        }
        let plan = Plan::compile(&draft.template).expect("a sound template");
        let totals = calc(&draft, &plan);
        let general = plan.pane("general").expect("a pane");
        assert!(totals.faults.iter().any(|fault| fault.pane == general && fault.reason == FaultReason::Overflow), "{:?}", totals.faults);
        assert_ne!(totals.at(&plan, &"general".into(), &RowId::of("total"), "project").and_then(|cell| cell.shown), Some(Decimal::ONE));
    }
}
