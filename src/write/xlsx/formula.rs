//! Formulas as Excel writes them.
//!
//! Sums are `SUM(…)`, never `+`: a cell that is blank for now holds an empty text, which `+` would not take.

use std::fmt::Write as _;

use super::pages::{Page, Piece, Spot};
use crate::document::{At, Formula, Operand};

/// The formula as text, for a cell of the table with that number; `blank` where nothing is printed yet.
pub(super) fn text(formula: &Formula, blank: bool, own: Option<usize>, pages: &[Page<'_>]) -> String {
    let area = |operands: &[Operand]| areas(operands, own, pages);
    match formula {
        Formula::Sum(add, subtract) => {
            let value = match (add.as_slice(), subtract.as_slice()) {
                ([Operand::Cell(_)], []) => area(add),
                (_, []) => format!("SUM({})", area(add)),
                ([], _) => format!("-SUM({})", area(subtract)),
                _ => format!("SUM({})-SUM({})", area(add), area(subtract)),
            };
            if blank {
                let cells: Vec<Operand> = add.iter().chain(subtract).filter(|operand| matches!(operand, Operand::Cell(_))).copied().collect();
                format!("=IF(COUNT({})=0,\"\",{value})", area(&cells))
            } else {
                format!("={value}")
            }
        }
        Formula::Product(factors) => {
            let each: Vec<String> = factors.iter().map(|factor| areas(&[*factor], own, pages)).collect();
            if blank { format!("=IF(COUNT({})<{},\"\",{})", each.join(","), each.len(), each.join("*")) } else { format!("={}", each.join("*")) }
        }
    }
}

/// Operands parted by commas, cells beside or below one another as one area.
fn areas(operands: &[Operand], own: Option<usize>, pages: &[Page<'_>]) -> String {
    let mut out = String::new();
    let mut rest = operands;
    while let Some((first, after)) = rest.split_first() {
        if !out.is_empty() {
            out.push(',');
        }
        let Operand::Cell(from) = first else {
            if let Operand::Number(number) = first {
                let _ = write!(out, "{number}");
            }
            rest = after;
            continue;
        };
        let follows = |down: usize, across: usize| {
            let next = |n: usize| Operand::Cell(At { row: from.row + down * n, column: from.column + across * n, ..*from });
            after.iter().enumerate().take_while(|(n, operand)| **operand == next(n + 1)).count()
        };
        let (down, across) = (follows(1, 0), follows(0, 1));
        let (n, to) =
            if down >= across { (down, At { row: from.row + down, ..*from }) } else { (across, At { column: from.column + across, ..*from }) };
        out.push_str(&sheet(*from, own, pages));
        out.push_str(&cell(*from, pages));
        if n > 0 {
            out.push(':');
            out.push_str(&cell(to, pages));
        }
        rest = &after[n..];
    }
    out
}

/// The sheet of a cell, where it is another one.
fn sheet(at: At, own: Option<usize>, pages: &[Page<'_>]) -> String {
    let of = |grid: usize| pages.iter().position(|page| page.pieces.iter().any(|(_, piece)| is(piece, grid)));
    match of(at.grid) {
        Some(page) if own.and_then(of) != Some(page) => format!("'{}'!", pages[page].name.replace('\'', "''")),
        _ => String::new(),
    }
}

fn is(piece: &Piece<'_>, grid: usize) -> bool {
    matches!(piece, Piece::Grid { number: Some(number), .. } if *number == grid)
}

fn cell(at: At, pages: &[Page<'_>]) -> String {
    let pieces = pages.iter().flat_map(|page| &page.pieces);
    let top = pieces.filter(|(_, piece)| is(piece, at.grid)).find_map(|(row, piece)| match piece {
        Piece::Grid { grid, heading, .. } => Some(Spot::of(grid, *heading, *row).top),
        _ => None,
    });
    let row = usize::try_from(top.unwrap_or(0)).unwrap_or(0) + at.row + 1;
    format!("{}{row}", rust_xlsxwriter::utility::column_number_to_name(super::small(at.column)))
}
