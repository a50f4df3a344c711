//! Workbooks, by calamine: every cell in the order of sheets, rows and columns, numbers with the decimals that they show.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use rust_decimal::Decimal;

use super::expected::{besides, groups, table};
use super::{Counts, sequence, squeezed};
use crate::document::{Document, Grid};

/// Reads a workbook again and compares it with the document and the flat tables behind it.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn xlsx(bytes: &[u8], document: &Document, flat: &[Grid]) -> Result<Counts, String> {
    let found = cells(bytes).map_err(|error| format!("写出的 Excel 文件读不回来（{error}）"))?;
    let mut wanted = groups(document, true);
    for grid in flat {
        table(&mut wanted, grid);
    }
    sequence::compare(&found, &wanted, &besides(document)).map_err(|difference| difference.to_string())
}

fn cells(bytes: &[u8]) -> Result<Vec<String>, calamine::XlsxError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let mut cells: Vec<((u32, u32), String)> = Vec::new();
        let mut reader = book.worksheet_cells_reader(&name)?;
        while let Some((cell, style)) = reader.next_cell_with_style_id()? {
            let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref()).map(|format| format.format_code.clone());
            let text = match Data::from(cell.get_value().clone()) {
                Data::Float(number) => shown(&number.to_string(), format.as_deref()),
                Data::Int(number) => shown(&number.to_string(), format.as_deref()),
                Data::String(text) => squeezed(&text),
                Data::Empty => String::new(),
                other => other.to_string(),
            };
            cells.push((cell.get_position(), text));
        }
        cells.sort_by_key(|(at, _)| *at);
        out.extend(cells.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty()));
    }
    Ok(out)
}

/// A number with the decimals of its format; more where it has more, so that nothing is rounded away.
fn shown(number: &str, format: Option<&str>) -> String {
    let decimals = format.and_then(|format| format.split_once('.')).map_or(0, |(_, rest)| rest.bytes().take_while(|b| *b == b'0').count());
    match number.parse::<Decimal>() {
        Ok(mut number) => {
            let decimals = u32::try_from(decimals).unwrap_or(0);
            if number.scale() < decimals {
                number.rescale(decimals);
            }
            number.to_string()
        }
        Err(_) => number.to_owned(),
    }
}
