//! F102: a figure in a table that no form knows that is not the sum of the columns which are its parts in all other rows: 合计 of 基本 and 项目.

use rust_decimal::Decimal;

use super::gap::{Part, of_sum};
use super::memo::Piece;
use super::shared::Found;
use super::sheet::Sheet;

/// In fewer rows no custom shows.
const FEWEST: usize = 4;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let Some(sheet) = piece.table.and_then(|(id, table)| Sheet::of(id, table)) else { return Vec::new() };
    let mut out: Vec<Found> = Vec::new();
    for whole in 0..sheet.columns.len() {
        let head = &sheet.columns[whole].1;
        if !["合计", "小计", "总计"].iter().any(|word| head.ends_with(word)) {
            continue;
        }
        let Some(parts) = parts(&sheet, whole) else { continue };
        for row in (0..sheet.rows.len()).filter(|row| holds(&sheet, *row, whole, &parts) == Some(false)) {
            let (Some(shown), Some(sum)) = (sheet.rows[row].values[whole], added(&sheet, row, &parts)) else { continue };
            let named: Vec<Part> = parts
                .iter()
                .filter_map(|column| Some(Part { called: sheet.columns[*column].1.clone(), value: sheet.rows[row].values[*column]?, minus: false }))
                .collect();
            let why = of_sum(shown, sum, &named, &|_| false).map_or_else(String::new, |why| format!("；{why}"));
            let line = &sheet.rows[row];
            let said = format!("“{}{}”“{head}”{shown} ≠ 各列之和{sum}（差 {}）{why}", line.code, line.label, shown - sum);
            out.push(sheet.found(row, whole, said));
        }
    }
    out
}

/// The columns to the right that add up to this one in nearly all rows: as many as the next sum leaves, or fewer.
fn parts(sheet: &Sheet<'_>, whole: usize) -> Option<Vec<usize>> {
    let most = sheet.columns.len() - whole - 1;
    let tries = (2..=most).rev().map(|count| (whole + 1..=whole + count).collect::<Vec<usize>>());
    tries.into_iter().find(|parts| {
        let said: Vec<bool> = (0..sheet.rows.len()).filter_map(|row| holds(sheet, row, whole, parts)).collect();
        let held = said.iter().filter(|held| **held).count();
        // Every part has to say something somewhere, else it is no part.
        let all_said = parts.iter().filter(|part| sheet.rows.iter().any(|row| row.values[**part].is_some_and(|value| !value.is_zero()))).count() >= 2;
        held >= FEWEST && held * 10 >= said.len() * 8 && all_said
    })
}

/// Whether a row holds; nothing where it says nothing.
fn holds(sheet: &Sheet<'_>, row: usize, whole: usize, parts: &[usize]) -> Option<bool> {
    let shown = sheet.rows[row].values[whole].filter(|value| !value.is_zero())?;
    let sum = added(sheet, row, parts)?;
    let half = Decimal::new(5, shown.scale().max(sum.scale()).min(26) + 1);
    let off = (shown - sum).abs();
    Some(off.is_zero() || off <= half * Decimal::from(parts.len().min(20)) && shown.scale() > 0 && parts.len() > 2)
}

fn added(sheet: &Sheet<'_>, row: usize, parts: &[usize]) -> Option<Decimal> {
    parts.iter().filter_map(|column| sheet.rows[row].values[*column]).try_fold(Decimal::ZERO, Decimal::checked_add)
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{self, with_table};

    fn said(rows: &[&[&str]]) -> Vec<String> {
        tests::said(&with_table(rows), "F102")
    }

    const ROWS: [[&str; 4]; 7] = [
        ["名称", "合计", "基本支出", "项目支出"],
        ["甲", "30", "10", "20"],
        ["乙", "45", "15", "30"],
        ["丙", "12", "12", ""],
        ["丁", "8", "", "8"],
        ["戊", "9", "4", "5"],
        ["己", "77", "44", "33"],
    ];

    #[test]
    fn one_row_that_does_not_add_up_is_told() {
        let mut rows = ROWS;
        rows[2][1] = "54";
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 4]>::as_slice).collect();
        let found = said(&rows);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("“乙”“合计”54 ≠ 各列之和45"), "{found:?}");
    }

    #[test]
    fn columns_that_are_no_parts_are_left_alone() {
        let rows: Vec<&[&str]> = ROWS.iter().map(<[&str; 4]>::as_slice).collect();
        assert_eq!(said(&rows), [""; 0]);
        let mut rows = ROWS;
        for row in &mut rows[1..5] {
            row[1] = "99";
        }
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 4]>::as_slice).collect();
        assert_eq!(said(&rows), [""; 0]);
    }
}
