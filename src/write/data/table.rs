//! A table as CSV, and what its columns hold.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::document::{CellValue, Grid, GridRowKind};

/// A column as a data package describes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Field {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The unit of its money.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub unit: &'static str,
}

impl Field {
    pub fn text(name: &str) -> Self {
        Self { name: name.to_owned(), kind: "string", unit: "" }
    }
}

/// A table with its columns described and its rows written.
pub(super) struct Table {
    pub fields: Vec<Field>,
    pub rows: Vec<Vec<String>>,
    /// What stands where there is no figure.
    pub marks: BTreeSet<String>,
}

/// The body of a printed table; a head of several rows becomes one.
pub(super) fn table(grid: &Grid) -> Table {
    let width = grid.widths.len();
    let mut kinds: Vec<Option<&'static str>> = vec![None; width];
    let mut money = vec![false; width];
    let mut marks = BTreeSet::new();
    for (row, pieces) in grid.rows.iter().zip(grid.placed()) {
        for piece in pieces.iter().filter(|piece| row.kind != GridRowKind::Head && piece.above == 0) {
            let Some(cell) = piece.cell else { continue };
            let column = piece.column;
            match cell.value {
                CellValue::Text if piece.text.is_empty() => {}
                CellValue::Text => kinds[column] = Some("string"),
                CellValue::Money(_) | CellValue::Number(_) => {
                    kinds[column] = kinds[column].or(Some("number"));
                    money[column] |= matches!(cell.value, CellValue::Money(_));
                }
            }
        }
    }
    for (row, pieces) in grid.rows.iter().zip(grid.placed()) {
        for piece in pieces.iter().filter(|_| row.kind != GridRowKind::Head) {
            let blank = matches!(piece.cell.map(|cell| cell.value), Some(CellValue::Money(None) | CellValue::Number(None)));
            if blank && !piece.text.is_empty() && kinds[piece.column] == Some("number") {
                marks.insert(piece.text.clone().into_owned());
            }
        }
    }
    let names = names(grid);
    let fields: Vec<Field> = names
        .into_iter()
        .enumerate()
        .map(|(n, name)| {
            let kind = kinds[n].unwrap_or("string");
            Field { name, kind, unit: if money[n] && kind == "number" { grid.unit } else { "" } }
        })
        .collect();
    let guard = |(n, text): (usize, String)| if fields[n].kind == "number" { text } else { guarded(&text) };
    let rows = grid.body().into_iter().map(|row| row.into_iter().enumerate().map(guard).collect()).collect();
    Table { fields, rows, marks }
}

/// A name for each column, no two alike: its header labels, from the outermost.
fn names(grid: &Grid) -> Vec<String> {
    let head = |column: usize| match grid.columns.get(column) {
        Some(path) if !path.is_empty() => path.iter().map(|label| label.replace('\n', "")).collect::<Vec<_>>().join("·"),
        _ => String::new(),
    };
    let mut known = BTreeSet::new();
    (0..grid.widths.len())
        .map(|column| {
            let base = Some(head(column)).filter(|name| !name.trim().is_empty()).unwrap_or_else(|| format!("第{}列", column + 1));
            let mut name = base.clone();
            let mut n = 2;
            while !known.insert(name.clone()) {
                name = format!("{base}（{n}）");
                n += 1;
            }
            name
        })
        .collect()
}

/// What a sheet takes for a formula, or hides as the mark of a text.
const DANGEROUS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(DANGEROUS)
}

/// A text that no sheet takes for a formula.
pub(super) fn guarded(text: &str) -> String {
    if is_dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that was guarded.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_dangerous(rest)).unwrap_or(text)
}

/// Rows below their names as CSV.
pub(super) fn csv(fields: &[Field], rows: &[Vec<String>]) -> Result<Vec<u8>, String> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let failed = |error: csv::Error| format!("写不成 CSV 文件（{error}）。");
    writer.write_record(fields.iter().map(|field| field.name.as_str())).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| format!("写不成 CSV 文件（{error}）。"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guarded_text_is_no_formula_and_can_be_had_back() {
        for text in ["=1+1", "-3", "@a", "'=1", "''=1", "'引", "平", "", "+", "\t=1"] {
            let guarded = guarded(text);
            assert!(!guarded.starts_with(DANGEROUS), "{text}");
            assert_eq!(unguarded(&guarded), text);
        }
    }
}
