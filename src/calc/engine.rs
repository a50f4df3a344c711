//! Computes the cells: each once, when it is first asked for, so that panes may refer to one another in any order.
//!
//! A cell that needs itself is a fault. A chain of cells may be as long as it likes: where it goes too deep for the stack, its far end is
//! computed first and the rest begun again.

use rust_decimal::Decimal;

use super::cells::{Cell, CellFault, CellKind, FaultReason, TotalRow};
use super::evaluate::{self, Figures};
use super::index::{Index, Spot};
use super::sources::Source;
use crate::template::plan::{PanePlan, Plan};

/// How many cells may wait for one another on the stack.
const DEEPEST: usize = 64;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Busy,
    Done,
}

/// Why the value of a cell is not known.
pub(super) enum Stop {
    /// It never will be.
    Fault(FaultReason),
    /// Too many cells wait for it.
    TooDeep,
}

impl From<FaultReason> for Stop {
    fn from(reason: FaultReason) -> Self {
        Self::Fault(reason)
    }
}

pub(super) struct Engine<'a> {
    plan: &'a Plan,
    rows: &'a [Vec<TotalRow>],
    index: &'a Index,
    /// The cells of each pane, row by row; a typed figure is there from the start.
    cells: Vec<Vec<Cell>>,
    /// How many columns each pane has.
    widths: Vec<usize>,
    /// How far each cell is; only those that an equation fills have to wait.
    state: Vec<Vec<State>>,
    faults: Vec<CellFault>,
    /// How many cells wait for one another.
    depth: usize,
    /// The last of them, where one more would have been too many: pane, row, column.
    far_end: Option<(usize, usize, usize)>,
}

/// A cell while nothing is typed in it, and how far it is.
fn blank(pane: &PanePlan, class: usize, column: usize) -> (Cell, State) {
    let (kind, state) = match pane.fill(class, column) {
        Some(_) => (CellKind::Computed, State::Waiting),
        None if pane.is_open(class, column) => (CellKind::Typed, State::Done),
        None => (CellKind::Closed, State::Done),
    };
    (Cell { kind, ..Cell::default() }, state)
}

impl<'a> Engine<'a> {
    pub(super) fn new(source: &Source<'_>, plan: &'a Plan, rows: &'a [Vec<TotalRow>], index: &'a Index) -> Self {
        let (mut cells, mut state) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for (pane, rows) in plan.panes.iter().zip(rows) {
            let width = pane.columns.len();
            let (mut own, mut own_state) = (Vec::with_capacity(rows.len() * width), Vec::with_capacity(rows.len() * width));
            for row in rows {
                for column in 0..width {
                    let (cell, how_far) = blank(pane, row.class, column);
                    own.push(cell);
                    own_state.push(how_far);
                }
            }
            cells.push(own);
            state.push(own_state);
        }
        let widths = plan.panes.iter().map(|pane| pane.columns.len()).collect();
        let mut engine = Self { plan, rows, index, cells, widths, state, faults: Vec::new(), depth: 0, far_end: None };
        engine.take_stored(source);
        engine
    }

    fn take_stored(&mut self, source: &Source<'_>) {
        for (at, (pane, rows)) in self.plan.panes.iter().zip(self.rows).enumerate() {
            let stored = source.rows[at];
            // The columns of the row before: the next one mostly has the same.
            let mut before: Vec<(&str, Option<usize>)> = Vec::new();
            for (row, info) in rows.iter().enumerate() {
                let Some(n) = info.stored() else { continue };
                let amounts = if pane.place.is_some() { &stored[n].amounts } else { &source.cards[n].amounts };
                for (nth, (column, amount)) in amounts.iter().enumerate() {
                    if before.get(nth).is_none_or(|(name, _)| name != column) {
                        before.truncate(nth);
                        before.push((column, pane.column(column)));
                    }
                    let Some(column) = before[nth].1 else { continue };
                    let cell = &mut self.cells[at][row * pane.columns.len() + column];
                    cell.shown = Some(amount.0);
                    cell.kind = if cell.kind == CellKind::Computed { CellKind::Override } else { CellKind::Typed };
                }
            }
        }
    }

    /// Every cell of every pane, and those that could not be computed.
    pub(super) fn run(mut self) -> (Vec<Vec<Cell>>, Vec<CellFault>) {
        for pane in 0..self.rows.len() {
            let width = self.plan.panes[pane].columns.len();
            for row in 0..self.rows[pane].len() {
                for column in 0..width {
                    if self.state[pane][row * width + column] == State::Waiting && self.compute(pane, row, column).is_err() {
                        self.compute_deep(pane, row, column);
                    }
                }
            }
        }
        (self.cells, self.faults)
    }

    /// Computes a cell that stands at the end of a long chain: its far end first, and again from there.
    fn compute_deep(&mut self, pane: usize, row: usize, column: usize) {
        let mut waiting = vec![(pane, row, column)];
        while let Some((pane, row, column)) = waiting.last().copied() {
            if self.compute(pane, row, column).is_ok() {
                waiting.pop();
            } else {
                // What needs it now runs in a circle.
                self.state[pane][row * self.plan.panes[pane].columns.len() + column] = State::Busy;
                waiting.extend(self.far_end.take());
            }
        }
    }

    /// Computes a cell; nothing is known of it afterwards if that went too deep.
    fn compute(&mut self, pane: usize, row: usize, column: usize) -> Result<Option<Decimal>, Stop> {
        let plan = self.plan;
        let at = row * self.widths[pane] + column;
        self.state[pane][at] = State::Busy;
        self.depth += 1;
        let value = match plan.panes[pane].fill(self.rows[pane][row].class, column) {
            Some(fill) => evaluate::value(self, self.index, &plan.fills[fill], Some(Spot { pane, row })),
            None => Ok(None),
        };
        self.depth -= 1;
        let computed = match value {
            Ok(value) => value,
            Err(Stop::Fault(reason)) => {
                self.faults.push(CellFault { pane, row, column, reason });
                None
            }
            Err(Stop::TooDeep) => {
                if self.depth + 1 == DEEPEST {
                    self.far_end = Some((pane, row, column));
                }
                self.state[pane][at] = State::Waiting;
                return Err(Stop::TooDeep);
            }
        };
        self.state[pane][at] = State::Done;
        let cell = &mut self.cells[pane][at];
        cell.computed = computed;
        cell.shown = cell.shown.or(computed);
        Ok(cell.shown)
    }
}

impl Figures for Engine<'_> {
    type Stop = Stop;

    #[inline]
    fn figure(&mut self, pane: usize, row: usize, column: usize) -> Result<Option<Decimal>, Stop> {
        let at = row * self.widths[pane] + column;
        match self.state[pane][at] {
            State::Done => Ok(self.cells[pane][at].shown),
            State::Busy => {
                self.faults.push(CellFault { pane, row, column, reason: FaultReason::Circle });
                Ok(None)
            }
            State::Waiting if self.depth == DEEPEST => Err(Stop::TooDeep),
            State::Waiting => self.compute(pane, row, column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FaultReason, Totals, calc};
    use crate::amount::Amount;
    use crate::model::{Draft, Row, RowId};
    use crate::template::plan::Plan;
    use crate::template::{ColumnKind, FixedRow, Library, RowKind};

    /// A draft whose only form has so many rows, `r0` and so on, with one column and these equations.
    fn draft(rows: usize, equations: Vec<String>) -> Draft {
        let library = Library::load(None);
        let mut template = library.template("hebei-unit-2024").expect("built in").resolved(&[]).expect("its first options");
        template.card = None;
        template.forms.truncate(1);
        let form = &mut template.forms[0];
        form.id = "chain".into();
        form.panes.truncate(1);
        let pane = &mut form.panes[0];
        pane.id = String::new();
        pane.columns.retain(|column| column.kind == ColumnKind::Money);
        pane.columns.truncate(1);
        pane.columns[0].id = "amount".into();
        pane.columns[0].only = None;
        let RowKind::Fixed(fixed) = &mut pane.rows else { panic!("the first form has fixed rows") };
        let blank = FixedRow { code: String::new(), group: String::new(), ..fixed[0].clone() };
        *fixed = (0..rows).map(|n| FixedRow { id: format!("r{n}"), ..blank.clone() }).collect();
        pane.equations = equations;
        pane.checks = Vec::new();
        Draft::of_resolved(template, "1", "某单位", 2024)
    }

    fn shown(draft: &Draft, row: &str) -> (Option<String>, Totals) {
        let plan = Plan::compile(&draft.template).expect("sound equations");
        let totals = calc(draft, &plan);
        (totals.at(&plan, &"chain".into(), &RowId::of(row), "amount").expect("a cell").shown.map(|value| value.to_string()), totals)
    }

    #[test]
    fn a_chain_of_thousands_of_cells_is_computed_whichever_end_comes_first() {
        const ROWS: usize = 3_000;
        let typed = |row: usize| {
            [("amount".to_owned(), Amount("1".parse().expect("a number")))].map(|amount| Row {
                id: RowId::of(&format!("r{row}")),
                amounts: [amount].into(),
                ..Row::default()
            })
        };
        let mut down = draft(ROWS, (1..ROWS).map(|n| format!("[r{}, amount] = [r{n}, amount] + 1", n - 1)).collect());
        down.forms.insert("chain".into(), typed(ROWS - 1).into());
        let (first, totals) = shown(&down, "r0");
        assert_eq!((first.as_deref(), totals.faults.as_slice()), (Some("3000"), &[][..]));

        let mut up = draft(ROWS, (1..ROWS).map(|n| format!("[r{n}, amount] = sum([r{}, amount]) + 1", n - 1)).collect());
        up.forms.insert("chain".into(), typed(0).into());
        assert_eq!(shown(&up, "r2999").0.as_deref(), Some("3000"));
    }

    #[test]
    fn a_circle_of_thousands_of_cells_is_told() {
        for rows in [2, 64, 65, 3_000] {
            let next = |n: usize| (n + 1) % rows;
            let circle = draft(rows, (0..rows).map(|n| format!("[r{n}, amount] = [r{}, amount] + 1", next(n))).collect());
            let (_, totals) = shown(&circle, "r0");
            assert!(totals.faults.iter().any(|fault| fault.reason == FaultReason::Circle), "{rows} rows");
        }
    }

    #[test]
    fn a_circle_does_not_hide_in_the_far_end_of_a_chain() {
        // 200 rows that lead to a circle of 100.
        let next = |n: usize| if n == 299 { 200 } else { n + 1 };
        let tailed = draft(300, (0..300).map(|n| format!("[r{n}, amount] = [r{}, amount] + 1", next(n))).collect());
        let (_, totals) = shown(&tailed, "r0");
        assert!(totals.faults.iter().any(|fault| fault.reason == FaultReason::Circle && fault.row >= 200), "{:?}", totals.faults);
    }
}
