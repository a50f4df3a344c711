//! Totals over a draft: every equation of its template evaluated. A pure function, fast enough for every keystroke.
//!
//! A cell takes its override, else what was typed, else its equation; equations are evaluated on demand, each cell
//! once. Blank is not zero: blank plus blank is blank. No rounding happens here; printing rounds.
//!
//! The rows of every pane are laid out (`layout`), numbered so that a row of one is found in another (`index`), computed (`engine`),
//! and checked (`checks`); one evaluator (`evaluate`) serves the engine, the checks and the linked figures of running text.
//!
//! In a department with units every unit has totals of its own, over its forms and its cards; the department's forms
//! hold the sums of what the units typed, and the same equations over them.

mod exact;
mod cells;
mod sources;
mod layout;
mod index;
mod evaluate;
mod last;
mod engine;
mod checks;
mod totals;

use crate::model::{Card, Draft, PaneName, Row, RowId};
use crate::template::Template;
use crate::template::plan::{Plan, RowsPlan};
use engine::Engine;
use index::Index;
use sources::Source;

pub use cells::{Cell, CellFault, CellKind, FaultReason, PaneTotals, RowOrigin, TotalRow};
pub use checks::{CheckResult, Outcome};
pub use exact::exact_difference;
pub use last::{Changed, changed, last_year, percent};
pub use totals::{Operand, Totals};

/// Computes every cell of a draft by the compiled equations of its template.
#[must_use]
pub fn calc(draft: &Draft, plan: &Plan) -> Totals {
    let units = draft.units.iter().map(|unit| (unit.id.clone(), totals(&Source::unit(draft, plan, &unit.id), plan))).collect();
    let summed = sources::summed(draft, plan);
    let mut whole = totals(&Source::whole(draft, plan, &summed.rows), plan);
    for (pane, row, column) in summed.too_large {
        // A row that holds nothing else does not stand in the form; then it is said at its top.
        let row = whole.panes[pane].row(&row).unwrap_or_default();
        whole.faults.push(CellFault { pane, row, column, reason: FaultReason::Overflow });
    }
    Totals { units, summed: summed.rows, ..whole }
}

fn totals(source: &Source<'_>, plan: &Plan) -> Totals {
    let (rows, ties): (Vec<_>, Vec<_>) = layout::lay_out(source, plan).into_iter().map(|layout| (layout.rows, layout.ties)).unzip();
    let index = Index::new(source, plan, &rows, ties);
    let (cells, faults) = Engine::new(source, plan, &rows, &index).run();
    let panes = rows.into_iter().zip(cells).zip(&plan.panes);
    let panes: Vec<PaneTotals> = panes.map(|((rows, cells), pane)| PaneTotals::new(rows, pane.columns.len(), cells)).collect();
    let checks = checks::run(source, plan, &panes, &index);
    Totals { panes, checks, faults, index, ..Totals::default() }
}

/// Whether the equations of a template depend on themselves in a circle; tried on a draft with one row in each
/// form that is not fixed. The names of the panes and columns concerned.
#[must_use]
pub fn circles(template: &Template, plan: &Plan) -> Vec<String> {
    let mut draft = Draft::new(template.clone(), "", "", template.year);
    for pane in &plan.panes {
        let code = match &pane.rows {
            RowsPlan::Coded { widths, .. } => "2010101010101".chars().take(widths.last().copied().unwrap_or(0)).collect(),
            RowsPlan::Listed(_) if pane.place.is_some() => String::new(),
            _ => continue,
        };
        let row = Row { id: RowId::own("r1"), code, ..Row::default() };
        draft.forms.entry(PaneName::called("", &pane.name)).or_default().push(row);
    }
    draft.cards.push(Card { id: "c1".into(), ..Card::default() });
    let totals = calc(&draft, plan);
    let mut names: Vec<String> = totals
        .faults
        .iter()
        .filter(|fault| fault.reason == FaultReason::Circle)
        .map(|fault| format!("{}[…, {}]", plan.panes[fault.pane].name, plan.panes[fault.pane].columns[fault.column].id))
        .collect();
    names.dedup();
    names
}
