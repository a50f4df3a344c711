//! Totals over a draft: every equation of its template evaluated. A pure function, fast enough for every keystroke.
//!
//! A cell takes its override, else what was typed, else its equation; equations are evaluated on demand, each cell
//! once. Blank is not zero: blank plus blank is blank. No rounding happens here; printing rounds.
//!
//! In a department with units every unit has totals of its own, over its forms and its cards; the department's forms
//! hold the sums of what the units typed, and the same equations over them.

mod sources;

use ecow::EcoString;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;

use crate::model::{Draft, Row, scoped};
use crate::template::Template;
use crate::template::plan::{CellRef, LEAF, Node, PARENT, PanePlan, Plan, RowRef, RowsPlan, TOTAL};
use sources::Source;

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
    pub summed: std::collections::BTreeMap<String, Vec<Row>>,
}

/// The rows and cells of a pane.
#[derive(Debug, Default)]
pub struct PaneTotals {
    /// Top to bottom, totals included.
    pub rows: Vec<TotalRow>,
    columns: usize,
    cells: Vec<Cell>,
}

/// A row as it stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalRow {
    /// The id of the stored or fixed row; the code of a row that is only computed.
    pub id: EcoString,
    /// The code of a coded row.
    pub code: EcoString,
    /// Row class of the pane's plan.
    pub class: usize,
    /// Parents above it.
    pub depth: usize,
    /// The stored row behind it.
    pub stored: Option<usize>,
}

/// A cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// What counts and is printed.
    pub shown: Option<Decimal>,
    /// What the equation gives, where there is one.
    pub computed: Option<Decimal>,
    /// Where the figure comes from.
    pub kind: CellKind,
}

/// Where a cell's figure comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Holds no figure: text, or a cell that the form leaves empty.
    #[default]
    Closed,
    /// Typed (录入项), or to be typed.
    Typed,
    /// Filled by an equation.
    Computed,
    /// Typed over an equation (手工调整).
    Override,
}

/// A cell that could not be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// Pane by position.
    pub pane: usize,
    /// Row by position.
    pub row: usize,
    /// Column by position.
    pub column: usize,
    /// Why.
    pub reason: FaultReason,
}

/// Why a cell could not be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultReason {
    /// The result has more digits than an exact decimal holds.
    Overflow,
    /// The cell depends on itself.
    Circle,
}

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

impl PaneTotals {
    /// A cell by position.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.cells[row * self.columns + column]
    }

    /// The row of that id, or of that code.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == id).or_else(|| self.rows.iter().position(|row| row.code == id && !id.is_empty()))
    }

    /// Whether the pane shows any figure.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.cells.iter().any(|cell| cell.shown.is_some())
    }
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

    /// The stored rows that [`TotalRow::stored`] counts in; `pane` may name a unit's.
    #[must_use]
    pub fn rows<'a>(&'a self, draft: &'a Draft, pane: &str) -> &'a [Row] {
        self.summed.get(pane).map_or_else(|| draft.rows(pane), Vec::as_slice)
    }

    /// A cell by names; `None` where there is no such cell. The pane may be a unit's, `u1/general`.
    #[must_use]
    pub fn at(&self, plan: &Plan, pane: &str, row: &str, column: &str) -> Option<Cell> {
        let (unit, pane) = scoped(pane);
        let totals = self.of(unit)?;
        let pane_at = plan.pane(pane)?;
        let column = plan.panes[pane_at].column(column)?;
        let pane = &totals.panes[pane_at];
        Some(pane.cell(pane.row(row)?, column))
    }

    /// The figure of a linked number of running text ([`Plan::link`]); all cells have been computed.
    #[must_use]
    pub fn link(&self, plan: &Plan, node: &Node) -> Option<Decimal> {
        let row_of = |cell: &CellRef, row: usize| self.panes[cell.pane].cell(row, cell.column).shown;
        let rows = |cell: &CellRef| -> Vec<usize> {
            let pane = &self.panes[cell.pane];
            match &cell.rows {
                RowRef::At(rows) => rows.clone(),
                RowRef::Key(key) => pane.row(key).into_iter().collect(),
                RowRef::Top => (0..pane.rows.len()).filter(|r| pane.rows[*r].class != TOTAL && pane.rows[*r].depth == 0).collect(),
                RowRef::Leaf => (0..pane.rows.len()).filter(|r| pane.rows[*r].class == LEAF).collect(),
                RowRef::Listed => (0..pane.rows.len()).filter(|r| pane.rows[*r].class + 1 == plan.panes[cell.pane].classes()).collect(),
                RowRef::This | RowRef::SameKey | RowRef::Children | RowRef::Where(_) => Vec::new(),
            }
        };
        match node {
            Node::Number(number) => Some(*number),
            Node::Cell(cell) | Node::Sum(cell) => {
                rows(cell).into_iter().map(|row| row_of(cell, row)).try_fold(None, |a, b| combine(a, b, exact_sum)).ok().flatten()
            }
            Node::Terms(terms) => terms
                .iter()
                .try_fold(None, |sum, (minus, cell)| {
                    let value = rows(cell).first().and_then(|row| row_of(cell, *row)).map(|value| if *minus { -value } else { value });
                    combine(sum, value, exact_sum)
                })
                .ok()
                .flatten(),
            Node::Minus(inner) => self.link(plan, inner).map(|value| -value),
            Node::Add(a, b) => combine(self.link(plan, a), self.link(plan, b), exact_sum).ok().flatten(),
            Node::Subtract(a, b) => combine(self.link(plan, a), self.link(plan, b).map(|v| -v), exact_sum).ok().flatten(),
            Node::Multiply(a, b) => exact_product(self.link(plan, a)?, self.link(plan, b)?),
        }
    }
}

/// Computes every cell of a draft by the compiled equations of its template.
#[must_use]
pub fn calc(draft: &Draft, plan: &Plan) -> Totals {
    let units = draft.units.iter().map(|unit| (unit.id.clone(), totals(&Source::unit(draft, plan, &unit.id), plan))).collect();
    let summed = sources::summed(draft, plan);
    let whole = totals(&Source::whole(draft, plan, &summed), plan);
    Totals { units, summed, ..whole }
}

fn totals(source: &Source<'_>, plan: &Plan) -> Totals {
    let layouts = layouts(source, plan);
    let mut engine = Engine::new(source, plan, &layouts);
    engine.evaluate_all();
    let checks = engine.run_checks(source);
    let Engine { cells, faults, .. } = engine;
    let panes = layouts.into_iter().zip(cells).zip(&plan.panes);
    let panes = panes.map(|((layout, cells), pane)| PaneTotals { rows: layout.rows, columns: pane.columns.len(), cells }).collect();
    Totals { panes, checks, faults, ..Totals::default() }
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
        draft.forms.entry(pane.name.clone()).or_default().push(crate::model::Row { id: "r1".into(), code, ..Default::default() });
    }
    draft.cards.push(crate::model::Card { id: "c1".into(), ..Default::default() });
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

/// `a + b`; `None` where the decimal could only hold it rounded.
fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_add(b).filter(|sum| sum.scale() == a.scale().max(b.scale()))
}

/// `a * b`; `None` where the decimal could only hold it rounded.
fn exact_product(a: Decimal, b: Decimal) -> Option<Decimal> {
    a.checked_mul(b).filter(|product| product.is_zero() || product.scale() == a.scale() + b.scale())
}

/// `a ∘ b` where a blank side does not count.
fn combine(a: Option<Decimal>, b: Option<Decimal>, with: fn(Decimal, Decimal) -> Option<Decimal>) -> Result<Option<Decimal>, FaultReason> {
    match (a, b) {
        (Some(a), Some(b)) => with(a, b).map(Some).ok_or(FaultReason::Overflow),
        (a, b) => Ok(a.or(b)),
    }
}

const NONE: u32 = u32::MAX;

/// The rows of a pane with their family ties, as positions; `NONE` ends a chain.
#[derive(Default)]
struct Layout {
    rows: Vec<TotalRow>,
    first_child: Vec<u32>,
    next_sibling: Vec<u32>,
    first_top: u32,
}

fn layouts(source: &Source<'_>, plan: &Plan) -> Vec<Layout> {
    let mut layouts: Vec<Option<Layout>> = plan.panes.iter().map(|_| None).collect();
    for at in 0..plan.panes.len() {
        lay_out(source, plan, at, &mut layouts);
    }
    layouts.into_iter().map(Option::unwrap_or_default).collect()
}

fn lay_out(source: &Source<'_>, plan: &Plan, at: usize, layouts: &mut [Option<Layout>]) {
    if layouts[at].is_some() {
        return;
    }
    let pane = &plan.panes[at];
    let stored = source.rows[at];
    let fixed = |id: &str, code: &str, class| TotalRow {
        id: id.into(),
        code: code.into(),
        class,
        depth: 0,
        stored: stored.iter().position(|row| row.id == id),
    };
    let layout = match &pane.rows {
        RowsPlan::Fixed(rows) => Layout { rows: rows.iter().enumerate().map(|(n, row)| fixed(&row.id, &row.code, n)).collect(), ..Layout::default() },
        RowsPlan::Listed(heads) => {
            let mut rows: Vec<TotalRow> = heads.iter().enumerate().map(|(n, row)| fixed(&row.id, &row.code, n)).collect();
            let listed =
                |(n, id): (usize, &String)| TotalRow { id: id.into(), code: EcoString::new(), class: heads.len(), depth: 0, stored: Some(n) };
            if pane.place.is_some() {
                let is_head = |id: &str| heads.iter().any(|head| head.id == id);
                rows.extend(stored.iter().enumerate().filter(|(_, row)| !is_head(&row.id)).map(|(n, row)| listed((n, &row.id))));
            } else {
                rows.extend(source.cards.iter().enumerate().map(|(n, card)| listed((n, &card.id))));
            }
            Layout { rows, ..Layout::default() }
        }
        RowsPlan::Coded { widths, from } => {
            for other in from {
                lay_out(source, plan, *other, layouts);
            }
            let mut codes: Vec<(&str, Option<usize>)> =
                stored.iter().enumerate().filter(|(_, row)| counts(row)).map(|(n, row)| (row.code.as_str(), Some(n))).collect();
            for other in from.iter().filter_map(|other| layouts[*other].as_ref()) {
                codes.extend(other.rows.iter().filter(|row| row.class != TOTAL).map(|row| (row.code.as_str(), None)));
            }
            for n in 0..codes.len() {
                let code = codes[n].0;
                codes.extend(widths.iter().filter(|w| **w < code.len()).filter_map(|w| code.get(..*w)).map(|parent| (parent, None)));
            }
            // Stored rows first among equals, so that a computed twin is dropped and not the stored one.
            codes.sort_by(|a, b| a.0.cmp(b.0).then(a.1.is_none().cmp(&b.1.is_none())).then(a.1.cmp(&b.1)));
            codes.dedup_by(|b, a| a.0 == b.0 && b.1.is_none());
            let total = fixed("total", "", TOTAL);
            family(&codes, stored, total)
        }
    };
    layouts[at] = Some(layout);
}

/// A stored row makes its code a row of the form, unless it is a computed row's own that was emptied again.
fn counts(row: &crate::model::Row) -> bool {
    row.id != "total" && !(row.id == row.code && row.is_blank())
}

fn family(codes: &[(&str, Option<usize>)], stored: &[crate::model::Row], total: TotalRow) -> Layout {
    let count = codes.len() + 1;
    let mut layout = Layout { rows: Vec::with_capacity(count), first_child: vec![NONE; count], next_sibling: vec![NONE; count], first_top: NONE };
    layout.rows.push(total);
    // Rows whose subtree is still open, and the last child seen of each depth.
    let mut open: Vec<usize> = Vec::new();
    let mut last: Vec<u32> = vec![NONE];
    for (code, at) in codes {
        let row = layout.rows.len();
        while open.last().is_some_and(|parent| {
            let parent = layout.rows[*parent].code.as_str();
            parent.is_empty() || !(code.len() > parent.len() && code.starts_with(parent))
        }) {
            open.pop();
        }
        let depth = open.len();
        last.truncate(depth + 1);
        let position = u32::try_from(row).unwrap_or(NONE);
        match (last[depth], open.last()) {
            (NONE, Some(parent)) => layout.first_child[*parent] = position,
            (NONE, None) => layout.first_top = position,
            (sibling, _) => layout.next_sibling[sibling as usize] = position,
        }
        last[depth] = position;
        last.push(NONE);
        if let Some(parent) = open.last() {
            layout.rows[*parent].class = PARENT;
        }
        let id = EcoString::from(at.map_or(*code, |n| stored[n].id.as_str()));
        layout.rows.push(TotalRow { id, code: (*code).into(), class: LEAF, depth, stored: *at });
        open.push(row);
    }
    layout
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Busy,
    Done,
}

struct Engine<'a> {
    plan: &'a Plan,
    layouts: &'a [Layout],
    /// The cells of each pane, row by row; a typed figure is there from the start.
    cells: Vec<Vec<Cell>>,
    /// How far each cell is; only those that an equation fills have to wait.
    state: Vec<Vec<State>>,
    /// Numbers for codes and ids, so that the same row of another pane is found by index.
    numbers: FxHashMap<&'a str, u32>,
    /// The number of each row.
    keys: Vec<Vec<u32>>,
    /// For each number the row of the pane that has it.
    by_key: Vec<Vec<u32>>,
    /// For each filter of the plan the rows by number.
    filtered: Vec<Vec<Vec<u32>>>,
    /// For each filter how many rows have nothing in its column.
    unfiltered: Vec<usize>,
    faults: Vec<CellFault>,
}

/// The cells of a row of each class while nothing is typed, and how far they are.
fn blank_rows(pane: &PanePlan) -> (Vec<Cell>, Vec<State>) {
    let places = (0..pane.classes()).flat_map(|class| (0..pane.columns.len()).map(move |column| (class, column)));
    places
        .map(|(class, column)| match pane.fill(class, column) {
            Some(_) => (CellKind::Computed, State::Waiting),
            None if pane.is_open(class, column) => (CellKind::Typed, State::Done),
            None => (CellKind::Closed, State::Done),
        })
        .map(|(kind, state)| (Cell { kind, ..Cell::default() }, state))
        .unzip()
}

impl<'a> Engine<'a> {
    fn new(source: &Source<'a>, plan: &'a Plan, layouts: &'a [Layout]) -> Self {
        let (mut cells, mut state) = (Vec::with_capacity(layouts.len()), Vec::with_capacity(layouts.len()));
        for (pane, layout) in plan.panes.iter().zip(layouts) {
            let (blank, waiting) = blank_rows(pane);
            let width = pane.columns.len();
            let mut own = Vec::with_capacity(layout.rows.len() * width);
            let mut own_state = Vec::with_capacity(layout.rows.len() * width);
            for row in &layout.rows {
                let class = row.class * width..(row.class + 1) * width;
                own.extend_from_slice(&blank[class.clone()]);
                own_state.extend_from_slice(&waiting[class]);
            }
            cells.push(own);
            state.push(own_state);
        }
        let mut engine = Self {
            plan,
            layouts,
            cells,
            state,
            numbers: FxHashMap::with_capacity_and_hasher(256, rustc_hash::FxBuildHasher),
            keys: Vec::with_capacity(layouts.len()),
            by_key: Vec::with_capacity(layouts.len()),
            filtered: Vec::new(),
            unfiltered: Vec::new(),
            faults: Vec::new(),
        };
        engine.number_rows();
        engine.take_stored(source);
        engine.filter(source);
        engine
    }

    fn number_rows(&mut self) {
        for (pane, layout) in self.plan.panes.iter().zip(self.layouts) {
            // Cards are found by filters only.
            let keys = if pane.place.is_none() {
                Vec::new()
            } else {
                let key = |row: &'a TotalRow| if row.code.is_empty() { row.id.as_str() } else { row.code.as_str() };
                let next = |numbers: &FxHashMap<&str, u32>| u32::try_from(numbers.len()).unwrap_or(NONE);
                layout
                    .rows
                    .iter()
                    .map(|row| {
                        let fresh = next(&self.numbers);
                        *self.numbers.entry(key(row)).or_insert(fresh)
                    })
                    .collect()
            };
            self.keys.push(keys);
        }
        for keys in &self.keys {
            let mut rows = vec![NONE; self.numbers.len()];
            for (row, key) in keys.iter().enumerate().rev() {
                rows[*key as usize] = u32::try_from(row).unwrap_or(NONE);
            }
            self.by_key.push(rows);
        }
    }

    fn take_stored(&mut self, source: &Source<'_>) {
        for (at, (pane, layout)) in self.plan.panes.iter().zip(self.layouts).enumerate() {
            let stored = source.rows[at];
            for (row, info) in layout.rows.iter().enumerate() {
                let Some(n) = info.stored else { continue };
                let amounts = if pane.place.is_some() { &stored[n].amounts } else { &source.cards[n].amounts };
                for (column, amount) in amounts {
                    let Some(column) = pane.column(column) else { continue };
                    let cell = &mut self.cells[at][row * pane.columns.len() + column];
                    cell.shown = Some(amount.0);
                    cell.kind = if cell.kind == CellKind::Computed { CellKind::Override } else { CellKind::Typed };
                }
            }
        }
    }

    fn filter(&mut self, source: &Source<'_>) {
        for (pane, column) in &self.plan.filters {
            let mut rows = vec![Vec::new(); self.numbers.len()];
            let mut blank = 0;
            let column = &self.plan.panes[*pane].columns[*column].id;
            let stored = source.rows[*pane];
            for (row, info) in self.layouts[*pane].rows.iter().enumerate() {
                let Some(n) = info.stored else { continue };
                let text = match self.plan.panes[*pane].place {
                    Some(_) => stored[n].texts.get(column).map_or("", String::as_str),
                    None if source.cards[n].classified => continue,
                    None => source.cards[n].text(column),
                };
                blank += usize::from(text.is_empty());
                if let Some(key) = self.numbers.get(text) {
                    rows[*key as usize].push(u32::try_from(row).unwrap_or(NONE));
                }
            }
            self.filtered.push(rows);
            self.unfiltered.push(blank);
        }
    }

    fn evaluate_all(&mut self) {
        for pane in 0..self.layouts.len() {
            let width = self.plan.panes[pane].columns.len();
            for row in 0..self.layouts[pane].rows.len() {
                for column in 0..width {
                    if self.state[pane][row * width + column] == State::Waiting {
                        self.cell(pane, row, column);
                    }
                }
            }
        }
    }

    /// The cell's figure, computed now if it has not been.
    fn cell(&mut self, pane: usize, row: usize, column: usize) -> Option<Decimal> {
        let plan = &self.plan.panes[pane];
        let index = row * plan.columns.len() + column;
        match self.state[pane][index] {
            State::Done => return self.cells[pane][index].shown,
            State::Busy => {
                self.faults.push(CellFault { pane, row, column, reason: FaultReason::Circle });
                return None;
            }
            State::Waiting => self.state[pane][index] = State::Busy,
        }
        let computed = match plan.fill(self.layouts[pane].rows[row].class, column).map(|fill| self.value(&self.plan.fills[fill], pane, row)) {
            Some(Ok(value)) => value,
            Some(Err(reason)) => {
                self.faults.push(CellFault { pane, row, column, reason });
                None
            }
            None => None,
        };
        self.state[pane][index] = State::Done;
        let cell = &mut self.cells[pane][index];
        cell.computed = computed;
        cell.shown = cell.shown.or(computed);
        cell.shown
    }

    fn value(&mut self, node: &Node, pane: usize, row: usize) -> Result<Option<Decimal>, FaultReason> {
        match node {
            Node::Number(number) => Ok(Some(*number)),
            Node::Cell(cell) => Ok(self.row(cell, pane, row).and_then(|found| self.cell(cell.pane, found, cell.column))),
            Node::Sum(cell) => self.sum(cell, pane, row),
            Node::Terms(terms) => {
                let mut total: Option<Decimal> = None;
                for (minus, cell) in terms {
                    let found = self.row(cell, pane, row).and_then(|found| self.cell(cell.pane, found, cell.column));
                    if let Some(value) = found {
                        let value = if *minus { -value } else { value };
                        total = Some(total.map_or(Some(value), |sum| exact_sum(sum, value)).ok_or(FaultReason::Overflow)?);
                    }
                }
                Ok(total)
            }
            Node::Minus(inner) => Ok(self.value(inner, pane, row)?.map(|value| -value)),
            Node::Add(a, b) => {
                let (a, b) = (self.value(a, pane, row)?, self.value(b, pane, row)?);
                combine(a, b, exact_sum)
            }
            Node::Subtract(a, b) => {
                let (a, b) = (self.value(a, pane, row)?, self.value(b, pane, row)?);
                combine(a, b.map(|value| -value), exact_sum)
            }
            Node::Multiply(a, b) => match (self.value(a, pane, row)?, self.value(b, pane, row)?) {
                (Some(a), Some(b)) => exact_product(a, b).map(Some).ok_or(FaultReason::Overflow),
                _ => Ok(None),
            },
        }
    }

    fn row(&self, cell: &CellRef, pane: usize, row: usize) -> Option<usize> {
        let by_number = |number: u32| {
            let found = *self.by_key[cell.pane].get(number as usize)?;
            (found != NONE).then_some(found as usize)
        };
        match &cell.rows {
            RowRef::This => Some(row),
            RowRef::SameKey => by_number(*self.keys[pane].get(row)?),
            RowRef::At(rows) => rows.first().copied(),
            RowRef::Key(key) => by_number(*self.numbers.get(key.as_str())?),
            _ => None,
        }
    }

    fn sum(&mut self, cell: &CellRef, pane: usize, row: usize) -> Result<Option<Decimal>, FaultReason> {
        let layouts = self.layouts;
        let layout = &layouts[cell.pane];
        let mut total = None;
        let mut add = |engine: &mut Self, found: usize| {
            let value = engine.cell(cell.pane, found, cell.column);
            total = combine(total, value, exact_sum)?;
            Ok(())
        };
        match &cell.rows {
            RowRef::Children | RowRef::Top => {
                let mut next = if matches!(cell.rows, RowRef::Top) { layout.first_top } else { layout.first_child[row] };
                while next != NONE {
                    add(self, next as usize)?;
                    next = layout.next_sibling[next as usize];
                }
            }
            RowRef::At(rows) => rows.iter().try_for_each(|found| add(self, *found))?,
            RowRef::Leaf | RowRef::Listed => {
                let leaf = matches!(cell.rows, RowRef::Leaf);
                for (found, info) in layout.rows.iter().enumerate() {
                    let wanted = if leaf { info.class == LEAF } else { info.class + 1 == self.plan.panes[cell.pane].classes() };
                    if wanted {
                        add(self, found)?;
                    }
                }
            }
            RowRef::Where(filter) => {
                if let Some(key) = self.keys[pane].get(row).map(|key| *key as usize) {
                    for n in 0..self.filtered[*filter][key].len() {
                        add(self, self.filtered[*filter][key][n] as usize)?;
                    }
                }
            }
            RowRef::This | RowRef::SameKey | RowRef::Key(_) => {
                if let Some(found) = self.row(cell, pane, row) {
                    add(self, found)?;
                }
            }
        }
        Ok(total)
    }

    fn run_checks(&mut self, source: &Source<'_>) -> Vec<CheckResult> {
        let mut results = Vec::new();
        for (at, check) in self.plan.checks.iter().enumerate() {
            let obstacle = self.obstacle(&check.value, source);
            for row in 0..self.layouts[check.pane].rows.len() {
                if !check.classes.contains(&self.layouts[check.pane].rows[row].class) {
                    continue;
                }
                let left = self.cell(check.pane, row, check.column);
                let (right, outcome) = match (&obstacle, self.value(&check.value, check.pane, row)) {
                    (Some(reason), _) => (None, Outcome::NotChecked(reason.clone())),
                    (None, Err(_)) => (None, Outcome::NotChecked("数太大，无法精确计算".into())),
                    (None, Ok(right)) => {
                        let agree = left.unwrap_or_default() == right.unwrap_or_default();
                        (right, if agree { Outcome::Held } else { Outcome::Broken })
                    }
                };
                results.push(CheckResult { check: at, row, left, right, outcome });
            }
        }
        results
    }

    /// Why a check over the cards says nothing yet: there is no card, or some card has no code to be found by.
    fn obstacle(&self, node: &Node, source: &Source<'_>) -> Option<String> {
        match node {
            Node::Sum(cell) if self.plan.panes[cell.pane].place.is_none() => match cell.rows {
                _ if source.cards.is_empty() => Some("还没有项目绩效目标表".into()),
                RowRef::Where(filter) if self.unfiltered[filter] > 0 => {
                    Some(format!("有{}张项目绩效目标表没有填功能分类科目", self.unfiltered[filter]))
                }
                // What classified projects cost is not in the draft.
                _ if source.classified() > 0 => Some(format!("有{}个涉密项目的预算数不在内", source.classified())),
                _ => None,
            },
            Node::Number(_) | Node::Cell(_) | Node::Sum(_) | Node::Terms(_) => None,
            Node::Minus(inner) => self.obstacle(inner, source),
            Node::Add(a, b) | Node::Subtract(a, b) | Node::Multiply(a, b) => self.obstacle(a, source).or_else(|| self.obstacle(b, source)),
        }
    }
}
