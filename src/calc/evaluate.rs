//! The one evaluator of right sides: for the engine, which computes cells as they are asked for, and for checks and linked figures, which
//! find all of them computed. Everything is exact or a fault; a blank is no zero.

use rust_decimal::Decimal;

use super::cells::{FaultReason, PaneTotals};
use super::exact::{exact_product, exact_sum};
use super::index::{Index, Spot};
use crate::template::plan::{CellRef, Node};

/// Where the evaluator gets the figures of cells from.
pub(super) trait Figures {
    /// Why it goes no further.
    type Stop: From<FaultReason>;

    /// The figure of a cell.
    fn figure(&mut self, pane: usize, row: usize, column: usize) -> Result<Option<Decimal>, Self::Stop>;
}

/// Cells that have all been computed.
impl Figures for &[PaneTotals] {
    type Stop = FaultReason;

    fn figure(&mut self, pane: usize, row: usize, column: usize) -> Result<Option<Decimal>, FaultReason> {
        Ok(self[pane].cell(row, column).shown)
    }
}

/// The value of a right side, seen from a row; from none in running text.
pub(super) fn value<F: Figures>(figures: &mut F, index: &Index, node: &Node, from: Option<Spot>) -> Result<Option<Decimal>, F::Stop> {
    match node {
        Node::Number(number) => Ok(Some(*number)),
        Node::Cell(cell) => single(figures, index, cell, from),
        Node::Sum(cell) => {
            let mut sum = None;
            index.each_row(cell, from, |row| -> Result<(), F::Stop> {
                sum = plus(sum, figures.figure(cell.pane, row, cell.column)?)?;
                Ok(())
            })?;
            Ok(sum)
        }
        Node::Terms(terms) => {
            let mut sum = None;
            for (minus, cell) in terms {
                sum = plus(sum, signed(*minus, single(figures, index, cell, from)?))?;
            }
            Ok(sum)
        }
        Node::Chain(terms) => {
            let mut sum = None;
            for (minus, node) in terms {
                sum = plus(sum, signed(*minus, value(figures, index, node, from)?))?;
            }
            Ok(sum)
        }
        Node::Product(factors) => {
            let mut product = Some(Decimal::ONE);
            for factor in factors {
                product = times(product, value(figures, index, factor, from)?)?;
            }
            Ok(product)
        }
    }
}

fn single<F: Figures>(figures: &mut F, index: &Index, cell: &CellRef, from: Option<Spot>) -> Result<Option<Decimal>, F::Stop> {
    match index.row(cell, from) {
        Some(row) => figures.figure(cell.pane, row, cell.column),
        None => Ok(None),
    }
}

pub(super) fn signed(minus: bool, value: Option<Decimal>) -> Option<Decimal> {
    if minus { value.map(|value| -value) } else { value }
}

/// `a + b` where a blank does not count.
pub(super) fn plus(a: Option<Decimal>, b: Option<Decimal>) -> Result<Option<Decimal>, FaultReason> {
    match (a, b) {
        (Some(a), Some(b)) => exact_sum(a, b).map(Some).ok_or(FaultReason::Overflow),
        (a, b) => Ok(a.or(b)),
    }
}

/// `a * b`, blank where either is.
pub(super) fn times(a: Option<Decimal>, b: Option<Decimal>) -> Result<Option<Decimal>, FaultReason> {
    match (a, b) {
        (Some(a), Some(b)) => exact_product(a, b).map(Some).ok_or(FaultReason::Overflow),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn what_an_exact_decimal_cannot_hold_is_a_fault_and_never_rounded() {
        let (large, small) = (number("79228162514264337593543950335"), number("0.01"));
        assert_eq!(plus(Some(large), Some(large)), Err(FaultReason::Overflow));
        assert_eq!(plus(Some(number("7922816251426433759354395033")), Some(small)), Err(FaultReason::Overflow), "would lose its cents");
        assert_eq!(times(Some(large), Some(number("10"))), Err(FaultReason::Overflow));
        assert_eq!(times(Some(number("0.123456789012345")), Some(number("0.123456789012345"))), Err(FaultReason::Overflow));
    }

    #[test]
    fn a_blank_adds_nothing_and_makes_a_product_blank() {
        let two = Some(Decimal::TWO);
        assert_eq!(plus(None, None), Ok(None));
        assert_eq!(plus(None, two), Ok(two));
        assert_eq!(times(two, None), Ok(None));
    }
}
