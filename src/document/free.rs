//! A free table as a grid.

use rust_decimal::Decimal;

use super::{Align, CellValue, Grid, GridCell, GridRole, GridRow, GridRowKind};
use crate::model::{FreeTable, Place};

/// A free table as it is printed; figures stand to the right. `expand` fills in words and linked figures.
pub(super) fn free_grid(id: &str, table: &FreeTable, expand: &dyn Fn(&str) -> String) -> Grid {
    let rows = (0..table.rows.len()).map(|row| {
        let head = row < table.head;
        let cells = (0..table.widths.len()).filter(|column| !table.is_covered(row, *column)).map(|column| {
            let text = expand(&table.rows[row][column]);
            let cell = match (head, number(&text)) {
                (true, _) => GridCell::new(text, Align::Center),
                (false, Some(figure)) => GridCell::figure(CellValue::Number(Some(figure))),
                (false, None) if is_figure(&text) => GridCell::new(text, Align::Right),
                (false, None) => GridCell::new(text, Align::Left),
            };
            match table.span_at(row, column) {
                Some(span) => cell.spanning(small(span.columns), small(span.rows)),
                None => cell,
            }
        });
        GridRow { kind: if head { GridRowKind::Head } else { GridRowKind::Body }, cells: cells.collect() }
    });
    Grid {
        id: id.to_owned(),
        title: expand(&table.title),
        role: if table.landscape { GridRole::Form } else { GridRole::Table },
        left: Some(expand(&table.left)).into_iter().filter(|line| !line.is_empty()).collect(),
        right: expand(&table.right),
        unit: money(table),
        columns: (0..table.widths.len()).map(|column| path(table, column).iter().map(|label| expand(label)).collect()).collect(),
        widths: (0..table.widths.len()).map(|column| table.width(column)).collect(),
        rows: rows.collect(),
        notes: table.notes.iter().map(|note| expand(note)).collect(),
        place: Some(Place::Table { id: id.to_owned(), row: String::new(), column: String::new() }),
    }
}

/// The unit of its money: what its captions say, else what all heads that name one say.
fn money(table: &FreeTable) -> &'static str {
    // Labels of a table without a head, such as a card, stand beside their values.
    let head = if table.head == 0 { table.rows.len() } else { table.head.min(table.rows.len()) };
    let heads = || table.rows[..head].iter().flatten().filter(|text| text.chars().count() <= 20).filter_map(|text| bracketed(text));
    let captions = [&table.right, &table.left, &table.title];
    let said = captions.iter().find_map(|text| labelled(text)).or_else(|| captions.iter().find_map(|text| bracketed(text)));
    said.or_else(|| heads().next().filter(|first| heads().all(|unit| unit == *first))).unwrap_or("")
}

/// Units of money, the longer ones first.
const UNITS: [&str; 5] = ["亿元", "百万元", "万元", "千元", "元"];

/// The unit behind 单位：.
fn labelled(text: &str) -> Option<&'static str> {
    let text = squeezed(text);
    let mut behind = text.match_indices("单位:").map(|(at, label)| text[at + label.len()..].trim_start_matches("人民币"));
    // 人、万元: of what is counted money is one.
    behind.find_map(|rest| rest.split(['、', '/', ',']).take(3).find_map(|piece| UNITS.into_iter().find(|unit| piece.starts_with(unit))))
}

/// The unit in brackets: 预算数（万元）.
fn bracketed(text: &str) -> Option<&'static str> {
    let text = squeezed(text);
    UNITS.into_iter().find(|unit| text.contains(&format!("({unit})")) || text.contains(&format!("单位{unit}")))
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            if c == '：' {
                ':'
            } else if c == '（' {
                '('
            } else if c == '）' {
                ')'
            } else {
                c
            }
        })
        .collect()
}

fn small(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// The header labels above a column, from the outermost.
fn path(table: &FreeTable, column: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = None;
    for row in 0..table.head {
        let origin = table.span_at(row, column).map_or((row, column), |span| (span.row, span.column));
        if last != Some(origin) {
            out.push(table.rows[origin.0][origin.1].clone());
        }
        last = Some(origin);
    }
    out
}

/// The figure of a text that says nothing more: `1.50`, but not `1,234`, `007` or `5%`, which would lose their look.
fn number(text: &str) -> Option<Decimal> {
    text.parse().ok().filter(|figure: &Decimal| figure.to_string() == text)
}

/// Whether a text is a figure, as a clerk writes one.
fn is_figure(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['-', '−']).trim_end_matches(['%', '％']);
    !digits.is_empty() && digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}
