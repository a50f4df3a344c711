//! F101: a sum in a table that no form knows: 合计 of its rows, a code of the codes below it.
//!
//! A table may be read in several ways. One is taken where it holds in nearly all of the table, or where a slip explains what is off.

use rust_decimal::Decimal;

use super::gap::{Part, of_sum};
use super::memo::Piece;
use super::shared::Found;
use super::sheet::{Line, Sheet};

/// More than these in a table say that it was read wrongly.
const MOST: usize = 6;

pub(super) fn check(piece: &Piece<'_>) -> Vec<Found> {
    let Some(sheet) = piece.table.and_then(|(id, table)| Sheet::of(id, table)) else { return Vec::new() };
    let mut out = totals(&sheet);
    out.extend(parents(&sheet));
    out.extend(both_sides(&sheet));
    if out.len() > MOST { Vec::new() } else { out }
}

/// Whether a column is of rates, which nobody adds up: 增减率（%）, 占比.
fn is_rate(head: &str) -> bool {
    head.contains(['率', '%', '％']) || ["占比", "比重", "比例", "幅度"].iter().any(|word| head.contains(word))
}

/// The rows that a total may be the sum of.
fn readings(sheet: &Sheet<'_>, total: usize) -> Vec<Vec<usize>> {
    let rows: Vec<usize> = (0..sheet.rows.len()).filter(|row| *row != total && !sheet.rows[*row].is_total()).collect();
    let line = |row: &usize| &sheet.rows[*row];
    if rows.iter().filter(|row| !line(row).code.is_empty()).count() * 10 >= rows.len() * 8 {
        let is_top = |row: &&usize| {
            let code = &line(row).code;
            !code.is_empty()
                && !rows
                    .iter()
                    .any(|other| line(other).code.len() < code.len() && !line(other).code.is_empty() && code.starts_with(&line(other).code))
        };
        return vec![rows.iter().filter(is_top).copied().collect()];
    }
    let numbered =
        |row: &&usize| line(row).label.split_once('、').is_some_and(|(number, _)| number.chars().all(|c| "一二三四五六七八九十".contains(c)));
    let plain: Vec<usize> = rows.iter().filter(|row| !line(row).is_of_which() && !line(row).is_subtotal()).copied().collect();
    let subtotals: Vec<usize> = rows.iter().filter(|row| line(row).is_subtotal()).copied().collect();
    let tops: Vec<usize> = rows.iter().filter(numbered).copied().collect();
    [plain, subtotals, tops].into_iter().filter(|rows| rows.len() > 1).collect()
}

fn added(sheet: &Sheet<'_>, rows: &[usize], column: usize) -> Option<Decimal> {
    rows.iter().filter_map(|row| sheet.rows[*row].values[column]).try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Rounded in the last digit of each.
fn fits(shown: Decimal, sum: Decimal, count: usize) -> bool {
    let half = Decimal::new(5, shown.scale().max(sum.scale()).min(26) + 1);
    let off = (shown - sum).abs();
    off.is_zero() || off <= half * Decimal::from(count.min(20)) && shown.scale() > 0 && count > 2
}

fn totals(sheet: &Sheet<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    let all: Vec<usize> = (0..sheet.rows.len()).filter(|row| sheet.rows[*row].is_total()).collect();
    // Several totals are of parts that nobody has named.
    let [total] = all[..] else { return out };
    let shown = |column: usize| sheet.rows[total].values[column].filter(|value| !value.is_zero());
    let columns: Vec<usize> = (0..sheet.columns.len()).filter(|column| shown(*column).is_some() && !is_rate(&sheet.columns[*column].1)).collect();
    let readings = readings(sheet, total);
    let holds =
        |rows: &Vec<usize>, column: usize| shown(column).zip(added(sheet, rows, column)).is_some_and(|(shown, sum)| fits(shown, sum, rows.len()));
    // The reading that holds in most columns.
    let Some(best) = readings.iter().max_by_key(|rows| columns.iter().filter(|column| holds(rows, **column)).count()) else { return out };
    let holding = columns.iter().filter(|column| holds(best, **column)).count();
    for column in columns.iter().copied().filter(|column| !readings.iter().any(|rows| holds(rows, *column))) {
        let (Some(shown), Some(sum)) = (shown(column), added(sheet, best, column)) else { continue };
        let parts = parts(sheet, best, column);
        let why = of_sum(shown, sum, &parts, &|_| false);
        // One column is wrong and the others right, or a slip says how it came to be.
        let certain = holding >= 1 && holding * 2 >= columns.len() || why.is_some() && parts.len() > 2 && !sheet.rows[best[0]].code.is_empty();
        if certain && parts.len() > 1 {
            out.push(told(sheet, total, column, shown, sum, why));
        }
    }
    out
}

/// A code and the codes right below it.
fn parents(sheet: &Sheet<'_>) -> Vec<Found> {
    let mut sums: Vec<(usize, usize, Vec<usize>, bool)> = Vec::new();
    for (at, row) in sheet.rows.iter().enumerate().filter(|(_, row)| !row.code.is_empty()) {
        let below = |other: &Line| other.code.len() > row.code.len() && other.code.starts_with(&row.code);
        let next = sheet.rows.iter().filter(|other| below(other)).map(|other| other.code.len()).min();
        let children: Vec<usize> =
            (0..sheet.rows.len()).filter(|other| below(&sheet.rows[*other]) && Some(sheet.rows[*other].code.len()) == next).collect();
        if children.is_empty() {
            continue;
        }
        for column in (0..sheet.columns.len()).filter(|column| !is_rate(&sheet.columns[*column].1)) {
            let Some(shown) = row.values[column] else { continue };
            let Some(sum) = added(sheet, &children, column) else { continue };
            sums.push((at, column, children.clone(), fits(shown, sum, children.len())));
        }
    }
    let holding = sums.iter().filter(|(.., holds)| *holds).count();
    if sums.len() < 4 || holding * 10 < sums.len() * 8 {
        return Vec::new();
    }
    let broken = sums.iter().filter(|(.., holds)| !holds);
    let tell = |(at, column, children, _): &(usize, usize, Vec<usize>, bool)| {
        let (shown, sum) = (sheet.rows[*at].values[*column]?, added(sheet, children, *column)?);
        Some(told(sheet, *at, *column, shown, sum, of_sum(shown, sum, &parts(sheet, children, *column), &|_| false)))
    };
    broken.filter_map(tell).collect()
}

/// 收入总计 and 支出总计 in one row.
fn both_sides(sheet: &Sheet<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for (at, row) in sheet.rows.iter().enumerate() {
        let texts = sheet.texts(at);
        let has = |word: &str| texts.iter().any(|text| text == word);
        if !(has("收入总计") && has("支出总计")) {
            continue;
        }
        let values: Vec<(usize, Decimal)> = row.values.iter().enumerate().filter_map(|(column, value)| Some((column, (*value)?))).collect();
        if let [(_, income), (column, outlay)] = values[..]
            && income != outlay
        {
            let why = super::gap::slip(outlay, income).map_or_else(String::new, |slip| format!("；多半是{}", slip.said()));
            out.push(sheet.found(at, column, format!("收入总计{income} ≠ 支出总计{outlay}（差 {}）{why}", income - outlay)));
        }
    }
    out
}

fn parts(sheet: &Sheet<'_>, rows: &[usize], column: usize) -> Vec<Part> {
    let called = |row: &Line| [row.code.as_str(), row.label.as_str()].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" ");
    rows.iter().filter_map(|row| Some(Part { called: called(&sheet.rows[*row]), value: sheet.rows[*row].values[column]?, minus: false })).collect()
}

fn told(sheet: &Sheet<'_>, row: usize, column: usize, shown: Decimal, sum: Decimal, why: Option<String>) -> Found {
    let line = &sheet.rows[row];
    let called = if line.code.is_empty() { line.label.clone() } else { format!("{} {}", line.code, line.label) };
    let of = if sheet.columns[column].1.is_empty() { String::new() } else { format!("“{}”列", sheet.columns[column].1) };
    let why = why.map_or_else(String::new, |why| format!("；{why}"));
    sheet.found(row, column, format!("{of}“{called}”{shown} ≠ 各行之和{sum}（差 {}）{why}", shown - sum))
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::{self, with_table};

    fn said(rows: &[&[&str]]) -> Vec<String> {
        tests::said(&with_table(rows), "F101")
    }

    #[test]
    fn a_total_that_is_not_the_sum_of_its_rows_is_told() {
        let rows: &[&[&str]] = &[
            &["项目", "预算数", "上年数"],
            &["合计", "61.00", "57.00"],
            &["物业", "10.00", "9.00"],
            &["水电", "20.00", "18.00"],
            &["维修", "30.00", "30.00"],
        ];
        let found = said(rows);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("“预算数”列“合计”61.00 ≠ 各行之和60.00（差 1.00）"), "{found:?}");
    }

    #[test]
    fn rates_are_not_added_up() {
        let rows: &[&[&str]] = &[
            &["项目", "2025年预算数", "2026年预算数", "增减率（%）"],
            &["合计", "18.60", "17.50", "-5.91"],
            &["公务接待费", "1.60", "1.00", "-37.50"],
            &["公务用车运行费", "17.00", "16.50", "-2.94"],
        ];
        assert_eq!(said(rows), [""; 0]);
    }

    #[test]
    fn a_code_that_is_not_the_sum_of_those_below_it_is_told() {
        let rows: &[&[&str]] = &[
            &["科目编码", "科目名称", "合计", "基本"],
            &["", "合计", "90", "30"],
            &["201", "一般公共服务支出", "60", "30"],
            &["20103", "政府办公厅", "60", "30"],
            &["2010301", "行政运行", "50", "30"],
            &["2010302", "管理事务", "20", ""],
            &["204", "公共安全支出", "30", ""],
            &["20402", "公安", "30", ""],
            &["2040201", "行政运行", "30", ""],
        ];
        let found = said(rows);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("“合计”列“20103 政府办公厅”60 ≠ 各行之和70"), "{found:?}");
    }

    #[test]
    fn both_sides_of_a_balance_are_equal() {
        let rows: &[&[&str]] = &[
            &["收入", "预算数", "支出", "预算数"],
            &["一般公共预算", "80.50", "基本支出", "50.50"],
            &["其他收入", "2.00", "项目支出", "32.00"],
            &["事业收入", "1.00", "结转", "1.00"],
            &["收入总计", "83.50", "支出总计", "85.30"],
        ];
        assert_eq!(said(rows).len(), 1);
    }

    #[test]
    fn what_holds_in_any_reading_or_is_no_plain_sum_is_left_alone() {
        let held: &[&[&str]] = &[&["项目", "预算数"], &["合计", "60.00"], &["一、人员", "40.00"], &["其中：工资", "30.00"], &["二、公用", "20.00"]];
        assert_eq!(said(held), [""; 0]);
        let unknown: &[&[&str]] = &[&["资产", "数量"], &["合计", "100"], &["房屋", "7"], &["车辆", "12"], &["设备", "30"]];
        assert_eq!(said(unknown), [""; 0]);
    }
}
