//! A free table as rules read it: which columns hold figures, what each row is called, which code it has.
//!
//! No form knows such a table. What cannot be told for certain is left out, and who adds up has to find that nearly all of it holds before
//! a thing is denied.

use rust_decimal::Decimal;

use super::shared::Found;
use crate::model::{FreeTable, Place};

/// What a table says.
pub(super) struct Sheet<'a> {
    id: &'a str,
    table: &'a FreeTable,
    /// Columns of figures, by number, with their heads.
    pub(super) columns: Vec<(usize, String)>,
    pub(super) rows: Vec<Line>,
}

/// A row of the body.
pub(super) struct Line {
    at: usize,
    /// What it is called, without blanks.
    pub(super) label: String,
    /// Digits that are a code.
    pub(super) code: String,
    /// Figures, one for each column of figures.
    pub(super) values: Vec<Option<Decimal>>,
}

impl Line {
    /// 合计 or 总计 of all.
    pub(super) fn is_total(&self) -> bool {
        matches!(self.label.as_str(), "合计" | "总计" | "共计" | "总合计")
    }

    /// A part of the one above it.
    pub(super) fn is_of_which(&self) -> bool {
        self.label.starts_with("其中") || self.label.starts_with('#')
    }

    /// A sum of some.
    pub(super) fn is_subtotal(&self) -> bool {
        self.label.ends_with("小计")
    }
}

impl<'a> Sheet<'a> {
    /// Reads a table; nothing where it holds no figures in columns.
    pub(super) fn of(id: &'a str, table: &'a FreeTable) -> Option<Self> {
        let body: Vec<(usize, &Vec<String>)> = table.rows.iter().enumerate().skip(table.head.max(1)).collect();
        let width = table.rows.iter().map(Vec::len).max()?;
        if body.len() < 3 || body.len() > 5_000 {
            return None;
        }
        let codes: Vec<bool> = (0..width).map(|column| is_of_codes(&body, column)).collect();
        let of_figures = |column: &usize| !codes[*column] && is_of_figures(&body, *column);
        let columns: Vec<(usize, String)> = (0..width).filter(of_figures).map(|column| (column, head(table, column))).collect();
        if columns.is_empty() {
            return None;
        }
        let code_at = codes.iter().position(|is| *is);
        let is_label =
            |column: usize, text: &str| !columns.iter().any(|(at, _)| *at == column) && !codes[column] && !is_serial(text) && !text.is_empty();
        let line = |(at, row): (usize, &Vec<String>)| {
            let label = row.iter().enumerate().find(|(column, text)| is_label(*column, &plain(text))).map_or(String::new(), |(_, text)| plain(text));
            let code = code_at.and_then(|column| row.get(column)).map_or(String::new(), |text| plain(text));
            // 合计 may stand among the codes.
            let label = if label.is_empty() && !code.is_empty() && !is_code(&code) { code.clone() } else { label };
            let code = if is_code(&code) { code } else { String::new() };
            let values = columns.iter().map(|(column, _)| row.get(*column).and_then(|text| figure(text))).collect();
            Line { at, label, code, values }
        };
        Some(Self { id, table, rows: body.into_iter().map(line).collect(), columns })
    }

    /// The texts of a row, without blanks.
    pub(super) fn texts(&self, row: usize) -> Vec<String> {
        self.table.rows[self.rows[row].at].iter().map(|text| plain(text)).collect()
    }

    /// Something found in a cell.
    pub(super) fn found(&self, row: usize, column: usize, message: String) -> Found {
        let (row_at, column_at) = (self.rows[row].at, self.columns[column].0);
        let id = |ids: &[String], at: usize| ids.get(at).cloned().unwrap_or_default();
        let place = Place::Table { id: self.id.to_owned(), row: id(&self.table.row_ids, row_at), column: id(&self.table.column_ids, column_at) };
        Found::new(place, message).at((0, row_at, column_at))
    }
}

pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect::<String>().trim_end_matches(['：', ':']).to_owned()
}

/// The figure of a cell; a dash is none.
fn figure(text: &str) -> Option<Decimal> {
    let text = plain(text).replace(',', "");
    let bracketed = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).map(|text| format!("-{text}"));
    bracketed.unwrap_or(text).parse().ok().filter(|figure: &Decimal| figure.abs() < crate::numbers::LARGEST)
}

fn is_serial(text: &str) -> bool {
    text.len() <= 4 && text.chars().all(|c| c.is_ascii_digit())
}

fn is_code(text: &str) -> bool {
    matches!(text.len(), 3 | 5 | 7) && text.chars().all(|c| c.is_ascii_digit())
}

fn is_of_codes(body: &[(usize, &Vec<String>)], column: usize) -> bool {
    let said: Vec<String> = body.iter().filter_map(|(_, row)| row.get(column)).map(|text| plain(text)).filter(|text| !text.is_empty()).collect();
    let codes = said.iter().filter(|text| is_code(text)).count();
    let levels = said.iter().filter(|text| is_code(text) && text.len() > 3).count();
    codes >= 3 && levels >= 2 && codes * 10 >= said.len() * 7
}

fn is_of_figures(body: &[(usize, &Vec<String>)], column: usize) -> bool {
    let said: Vec<String> = body
        .iter()
        .filter_map(|(_, row)| row.get(column))
        .map(|text| plain(text))
        .filter(|text| !matches!(text.as_str(), "" | "-" | "—" | "--"))
        .collect();
    let figures: Vec<Decimal> = said.iter().filter_map(|text| figure(text)).collect();
    // 1, 2, 3 … number the rows.
    let counts = figures.len() > 2 && figures.array_windows().all(|[a, b]| *b == *a + Decimal::ONE);
    figures.len() >= 3 && figures.len() * 10 >= said.len() * 7 && !counts
}

/// What stands above a column: its own cells of the head, and of those that reach over it.
fn head(table: &FreeTable, column: usize) -> String {
    let mut out = String::new();
    for row in 0..table.head.min(table.rows.len()) {
        let from = table.spans.iter().find(|span| span.covers(row, column)).map_or((row, column), |span| (span.row, span.column));
        let text = table.rows[from.0].get(from.1).map_or(String::new(), |text| plain(text));
        if from.0 == row && !text.is_empty() {
            out.push_str(&text);
        }
    }
    out
}
