//! The equations behind the printed figures, in terms of printed cells: what a sheet needs to go on computing.
//!
//! A figure has a formula only where the figures printed in the cells that it names give exactly what is printed in it. Where they do not, it
//! is told why; what a sheet makes of either is left to its writer.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::{CellValue, Document, FigureOf};
use crate::amount::MoneyUnit;
use crate::calc::{CellKind, FaultReason, Totals};
use crate::template::plan::{CellRef, Node};
use crate::workings::Workings;

/// A printed cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Which of the document's tables.
    pub grid: usize,
    /// Row of it, header rows among them.
    pub row: usize,
    /// Column of it.
    pub column: usize,
}

/// What is added, or multiplied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A printed cell.
    Cell(At),
    /// A figure that is printed nowhere.
    Number(Decimal),
}

impl Formula {
    /// The printed cells that it is made of.
    pub fn operands(&self) -> impl Iterator<Item = At> {
        let (first, second) = match self {
            Self::Sum(first, second) => (first.as_slice(), second.as_slice()),
            Self::Product(all) => (all.as_slice(), &[][..]),
        };
        first.iter().chain(second).filter_map(|operand| if let Operand::Cell(at) = operand { Some(*at) } else { None })
    }
}

/// How a printed figure comes about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// The sum of the first, without the second. Blank where all of them are.
    Sum(Vec<Operand>, Vec<Operand>),
    /// Blank where one of them is.
    Product(Vec<Operand>),
}

/// Why a computed figure is printed as it is and has no formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Special {
    /// It was typed over what its equation gives, which is this as it would be printed.
    Stated(String),
    /// The printed figures give this: each is rounded by itself (尾差).
    Rounded(Decimal),
}

/// The formulas of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formulas {
    /// By the cell that they fill.
    pub live: BTreeMap<At, Formula>,
    /// Cells that are computed and have none.
    pub special: BTreeMap<At, Special>,
}

/// More operands than this make no formula that somebody could read.
const MOST: usize = 250;
/// Equations in one another, of figures that are printed nowhere.
const DEEPEST: usize = 8;

/// Every formula of a document that is composed of these workings.
#[must_use]
pub fn formulas(work: &Workings, document: &Document) -> Formulas {
    let (mut printed, mut figures) = (HashMap::new(), HashMap::new());
    let mut cells = Vec::new();
    for (grid, table) in document.grids().enumerate() {
        for (row, pieces) in table.placed().into_iter().enumerate() {
            for piece in pieces.into_iter().filter(|piece| piece.above == 0) {
                let Some((of, value)) = piece.cell.and_then(|cell| Some((cell.of?, cell.value))) else { continue };
                let value = match value {
                    CellValue::Money(value) | CellValue::Number(value) => value,
                    CellValue::Text => continue,
                };
                let at = At { grid, row, column: piece.column };
                printed.entry(of).or_insert(at);
                figures.insert(at, value);
                cells.push((of, at, value));
            }
        }
    }
    let scopes: Vec<&Totals> = work.totals().scopes().map(|(_, totals)| totals).collect();
    let maker = Maker { work, scopes, printed, figures };
    let mut out = Formulas::default();
    for (of, at, value) in cells {
        match maker.made(of, value) {
            Some(Ok(formula)) => {
                out.live.insert(at, formula);
            }
            Some(Err(special)) => {
                out.special.insert(at, special);
            }
            None => {}
        }
    }
    out
}

struct Maker<'a> {
    work: &'a Workings,
    scopes: Vec<&'a Totals>,
    printed: HashMap<FigureOf, At>,
    /// What is printed in the cells.
    figures: HashMap<At, Option<Decimal>>,
}

impl Maker<'_> {
    fn made(&self, of: FigureOf, value: Option<Decimal>) -> Option<Result<Formula, Special>> {
        let cell = self.scopes[of.scope].panes[of.pane].cell(of.row, of.column);
        let formula = match cell.kind {
            CellKind::Override if cell.shown != cell.computed => {
                let computed = cell.computed.map(|figure| self.figure(of, figure).to_string());
                return Some(Err(Special::Stated(computed.unwrap_or_default())));
            }
            CellKind::Override | CellKind::Computed => self.equation(of)?,
            CellKind::Typed if of.scope == 0 => self.of_units(of)?,
            CellKind::Typed | CellKind::Closed => return None,
        };
        match self.value(&formula) {
            Ok(given) if given == value => Some(Ok(formula)),
            Ok(Some(given)) if value.is_some() => Some(Err(Special::Rounded(given))),
            _ => None,
        }
    }

    /// A figure of that cell as it would be printed.
    fn figure(&self, of: FigureOf, figure: Decimal) -> Decimal {
        let (draft, pane) = (self.work.draft(), &self.work.plan().panes[of.pane]);
        if !pane.columns[of.column].money {
            return figure;
        }
        let form = pane.place.map(|(form, _)| &draft.template.forms[form]);
        form.map_or(draft.template.money, |form| draft.template.money_of(form)).printed(figure, draft.entry_unit)
    }

    /// In which unit a cell prints; none for what is no money.
    fn unit(&self, of: FigureOf) -> Option<MoneyUnit> {
        let (draft, pane) = (self.work.draft(), &self.work.plan().panes[of.pane]);
        let form = pane.place.map(|(form, _)| &draft.template.forms[form]);
        pane.columns[of.column].money.then(|| form.map_or(draft.template.money, |form| draft.template.money_of(form)).unit)
    }

    /// What a department's cell adds up: the same row of its units, where all that have it print it.
    fn of_units(&self, of: FigureOf) -> Option<Formula> {
        let id = &self.scopes[0].panes[of.pane].rows[of.row].id;
        let mut add = Vec::new();
        for (scope, totals) in self.scopes.iter().enumerate().skip(1) {
            let pane = totals.panes.get(of.pane)?;
            if let Some(row) = pane.row(id) {
                match self.printed.get(&FigureOf { scope, row, ..of }) {
                    Some(at) => add.push(Operand::Cell(*at)),
                    None if pane.cell(row, of.column).shown.is_none() => {}
                    None => return None,
                }
            }
        }
        (!add.is_empty()).then_some(Formula::Sum(add, Vec::new()))
    }

    fn equation(&self, of: FigureOf) -> Option<Formula> {
        let node = self.node(of)?;
        if let Node::Product(factors) = node {
            let mut product = Vec::new();
            for factor in factors {
                product.push(match factor {
                    Node::Number(number) => Operand::Number(*number),
                    Node::Cell(cell) => {
                        let row = *self.scopes[of.scope].meant(cell, false, of.pane, of.row).first()?;
                        Operand::Cell(*self.printed.get(&FigureOf { scope: of.scope, pane: cell.pane, row, column: cell.column })?)
                    }
                    _ => return None,
                });
            }
            return Some(Formula::Product(product));
        }
        let mut sum = Terms { unit: self.unit(of), add: Vec::new(), subtract: Vec::new() };
        self.terms(of, node, false, DEEPEST, &mut sum)?;
        sum.fold()?;
        let printed = sum.add.iter().chain(&sum.subtract).any(|operand| matches!(operand, Operand::Cell(_)));
        (printed && sum.add.len() + sum.subtract.len() <= MOST).then_some(Formula::Sum(sum.add, sum.subtract))
    }

    fn node(&self, of: FigureOf) -> Option<&Node> {
        let class = self.scopes[of.scope].panes[of.pane].rows[of.row].class;
        self.work.plan().panes[of.pane].fill(class, of.column).map(|fill| &self.work.plan().fills[fill])
    }

    /// Puts what a right side adds up to the others.
    fn terms(&self, of: FigureOf, node: &Node, minus: bool, deep: usize, sum: &mut Terms) -> Option<()> {
        match node {
            Node::Number(number) => sum.put(Operand::Number(*number), minus),
            Node::Cell(cell) => self.cells(of, cell, false, minus, deep, sum)?,
            Node::Sum(cell) => self.cells(of, cell, true, minus, deep, sum)?,
            Node::Terms(terms) => terms.iter().try_for_each(|(less, cell)| self.cells(of, cell, false, minus ^ less, deep, sum))?,
            Node::Chain(terms) => terms.iter().try_for_each(|(less, node)| self.terms(of, node, minus ^ less, deep, sum))?,
            Node::Product(_) => return None,
        }
        Some(())
    }

    fn cells(&self, of: FigureOf, cell: &CellRef, of_sum: bool, minus: bool, deep: usize, sum: &mut Terms) -> Option<()> {
        let totals = self.scopes[of.scope];
        for row in totals.meant(cell, of_sum, of.pane, of.row) {
            let far = FigureOf { scope: of.scope, pane: cell.pane, row, column: cell.column };
            if let Some(at) = self.printed.get(&far) {
                if self.unit(far) != sum.unit {
                    return None;
                }
                sum.put(Operand::Cell(*at), minus);
                continue;
            }
            // What is printed nowhere is told by what it is made of, or as it is.
            let found = totals.panes[far.pane].cell(far.row, far.column);
            let Some(figure) = found.shown else { continue };
            let node = self.node(far).filter(|_| found.kind == CellKind::Computed && deep > 0);
            let (add, subtract) = (sum.add.len(), sum.subtract.len());
            if node.is_none_or(|node| self.terms(far, node, minus, deep - 1, sum).is_none()) {
                sum.add.truncate(add);
                sum.subtract.truncate(subtract);
                if self.unit(far).is_some() != sum.unit.is_some() {
                    return None;
                }
                sum.put(Operand::Number(self.figure(of, figure)), minus);
            }
            if sum.add.len() + sum.subtract.len() > MOST {
                return None;
            }
        }
        Some(())
    }

    /// What the printed figures give, unless it is too large to be exact.
    fn value(&self, formula: &Formula) -> Result<Option<Decimal>, FaultReason> {
        let figure = |operand: &Operand| match operand {
            Operand::Cell(at) => self.figures.get(at).copied().flatten(),
            Operand::Number(number) => Some(*number),
        };
        match formula {
            Formula::Sum(add, subtract) => {
                let (add, subtract) = (add.iter().filter_map(figure), subtract.iter().filter_map(figure).map(|figure| -figure));
                let mut sum: Option<Decimal> = None;
                for figure in add.chain(subtract) {
                    sum = Some(sum.unwrap_or_default().checked_add(figure).ok_or(FaultReason::Overflow)?);
                }
                Ok(sum)
            }
            Formula::Product(factors) => {
                let mut product = Some(Decimal::ONE);
                for factor in factors {
                    product = match (product, figure(factor)) {
                        (Some(a), Some(b)) => Some(a.checked_mul(b).ok_or(FaultReason::Overflow)?),
                        _ => None,
                    };
                }
                Ok(product)
            }
        }
    }
}

/// What is added and subtracted, all of it in one unit.
struct Terms {
    unit: Option<MoneyUnit>,
    add: Vec<Operand>,
    subtract: Vec<Operand>,
}

impl Terms {
    /// What is printed nowhere as one number: no formula tells more than the difference of what is printed.
    fn fold(&mut self) -> Option<()> {
        let number = |operand: &Operand| if let Operand::Number(number) = operand { Some(*number) } else { None };
        let numbers = self.add.iter().filter_map(number).chain(self.subtract.iter().filter_map(number).map(|number| -number));
        let sum = numbers.into_iter().try_fold(None, |sum: Option<Decimal>, number| Some(Some(sum.unwrap_or_default().checked_add(number)?)))?;
        let is_cell = |operand: &Operand| matches!(operand, Operand::Cell(_));
        self.add.retain(is_cell);
        self.subtract.retain(is_cell);
        match sum {
            Some(sum) if sum.is_sign_negative() => self.subtract.push(Operand::Number(-sum)),
            Some(sum) => self.add.push(Operand::Number(sum)),
            None => {}
        }
        Some(())
    }

    fn put(&mut self, operand: Operand, minus: bool) {
        if minus { self.subtract.push(operand) } else { self.add.push(operand) }
    }
}
