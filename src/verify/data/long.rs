//! The long form: a row for each printed figure of the forms, in the order of the document. What each column has to hold is found from the
//! document and the totals, but for the words that name a row and its fund, which only have to stand in that row, column or title.

use rust_decimal::Decimal;

use super::super::{Counts, Difference};
use crate::document::{CellValue, Document, FigureOf};
use crate::model::{FormName, Place};
use crate::workings::Workings;

/// The columns, and those whose words are only looked for.
const COLUMNS: [&str; 11] = ["单位编码", "单位名称", "年度", "表", "表名", "科目编码", "项目", "栏目", "资金", "金额", "计量单位"];
const TITLE: usize = 4;
const NAME: usize = 6;
const COLUMN: usize = 7;
const FUND: usize = 8;
const AMOUNT: usize = 9;

/// Compares the rows of a file with what has to stand there.
///
/// # Errors
/// The first difference, in Chinese.
pub(super) fn compare(found: &[Vec<String>], work: &Workings, document: &Document) -> Result<Counts, String> {
    let mut found = found.iter();
    let mut figures = 0;
    for grid in document.grids() {
        let Some(Place::Form(form)) = &grid.place else { continue };
        for pieces in grid.placed() {
            let words: String = pieces.iter().map(|piece| piece.text.as_ref()).collect::<Vec<_>>().join("\n");
            for piece in &pieces {
                let Some((of, value)) = piece.cell.and_then(|cell| Some((cell.of?, cell.value))) else { continue };
                let (amount, unit) = match value {
                    CellValue::Money(Some(amount)) => (amount, grid.unit),
                    CellValue::Number(Some(amount)) => (amount, ""),
                    _ => continue,
                };
                let column = grid.columns.get(piece.column).map(|path| path.join("·")).unwrap_or_default();
                let wanted = wanted(work, form, of, [&grid.title, &column, &amount.to_string(), unit]);
                let row = found.next().map_or(&[][..], Vec::as_slice);
                let place = format!("长表，{}，{}，{column}", grid.title, words.replace('\n', " ").trim());
                same(row, &wanted, &words, &place)?;
                figures += 1;
            }
        }
    }
    match found.next() {
        Some(row) => Err(Difference { expected: String::new(), found: row.join(" "), place: "长表：".into() }.to_string()),
        None => Ok(Counts { figures, texts: figures * (COLUMNS.len() - 1) }),
    }
}

/// What the columns have to hold; blank where words are only looked for.
fn wanted(work: &Workings, form: &FormName, of: FigureOf, [title, column, amount, money_unit]: [&str; 4]) -> [String; COLUMNS.len()] {
    let draft = work.draft();
    // A department's list may hold the lines of its units.
    let scope = work.totals().scopes().nth(of.scope);
    let (unit_code, unit_name) = draft.owner(scope.map_or(form.unit.as_ref(), |(unit, _)| unit));
    let row = scope.and_then(|(_, totals)| totals.panes.get(of.pane)?.rows.get(of.row));
    let row_code = row.map_or("", |row| if row.code.is_empty() { row.id.as_str() } else { &row.code });
    let year = draft.identity.year.map(|year| year.to_string()).unwrap_or_default();
    [unit_code, unit_name, &year, &form.form, title, row_code, "", column, "", amount, money_unit].map(str::to_owned)
}

fn same(found: &[String], wanted_row: &[String; COLUMNS.len()], words: &str, place: &str) -> Result<(), String> {
    for (n, wanted) in wanted_row.iter().enumerate() {
        let found = found.get(n).map_or("", String::as_str);
        let holds = match n {
            NAME => found.split_whitespace().all(|word| words.contains(word)),
            FUND => speaks_of(&format!("{words} {} {}", wanted_row[COLUMN], wanted_row[TITLE]), found),
            AMOUNT => found.parse::<Decimal>().ok() == wanted.parse().ok(),
            _ => found == wanted,
        };
        if !holds {
            let wanted = if matches!(n, NAME | FUND) { words } else { wanted };
            let place = format!("{place}，{}：", COLUMNS[n]);
            return Err(Difference { expected: wanted.to_owned(), found: found.to_owned(), place }.to_string());
        }
    }
    Ok(())
}

/// Whether words are about a fund.
fn speaks_of(words: &str, fund: &str) -> bool {
    let names: &[&str] = match fund {
        "" => return true,
        "政府性基金预算" => &["政府性基金", "基金预算"],
        "国有资本经营预算" => &["国有资本经营"],
        "财政专户管理资金" => &["财政专户"],
        "单位资金" => &["单位资金", "事业收入"],
        "上年结转结余" => &["上年结转"],
        other => &[other],
    };
    names.iter().any(|name| words.contains(name))
}
