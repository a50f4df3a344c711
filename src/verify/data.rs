//! Open data and JSON, by the readers of their crates: cell by cell as the tables print them.

use std::collections::{BTreeMap, HashMap};

use parquet::data_type::AsBytes as _;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Counts, Difference};
use crate::document::{Block, CellValue, Document, Grid, GridRole};
use crate::model::Place;

/// Reads a folder of tables again, by file name, and compares it with the document and the flat tables beside it.
///
/// # Errors
/// A file that is missing or cannot be read, or the first difference.
pub fn csv(files: &BTreeMap<String, &[u8]>, document: &Document, flat: &[Grid]) -> Result<Counts, String> {
    let package: Value = serde_json::from_slice(files.get("datapackage.json").copied().unwrap_or_default())
        .map_err(|error| format!("写出的 datapackage.json 读不回来（{error}）"))?;
    let mut paths = package["resources"].as_array().into_iter().flatten().filter_map(|resource| resource["path"].as_str());
    let mut compared = Counts::default();
    let tables: Vec<&Grid> = document.grids().filter(|grid| grid.role != GridRole::Card).chain(flat).collect();
    for grid in &tables {
        let path = paths.next().ok_or_else(|| format!("写出的开放数据缺“{}”", grid.title))?;
        compared.add(same(&rows(files, path)?, &grid.body(), &grid.title)?);
    }
    let texts = paths.next().map(|path| rows(files, path)).transpose()?.unwrap_or_default();
    let found: Vec<Vec<String>> = texts.into_iter().map(|row| row.into_iter().skip(3).collect()).collect();
    compared.add(same(&found, &running(document), "文字")?);
    let long = paths.next().map(|path| rows(files, path)).transpose()?.unwrap_or_default();
    let amounts = long.iter().filter_map(|row| row.get(9)?.parse().ok());
    amounts_are(amounts.collect(), document)?;
    Ok(compared)
}

/// The texts between the tables.
fn running(document: &Document) -> Vec<Vec<String>> {
    let cover = document.cover.iter().map(|line| line.text.clone());
    let blocks = document.sheets.iter().flat_map(|sheet| &sheet.blocks).filter_map(|block| match block {
        Block::Heading(heading) => Some(heading.text.clone()),
        Block::Paragraph(paragraph) => Some(paragraph.text()),
        Block::Grid(_) => None,
    });
    cover.chain(blocks).map(|text| vec![text]).collect()
}

fn rows(files: &BTreeMap<String, &[u8]>, path: &str) -> Result<Vec<Vec<String>>, String> {
    let bytes = files.get(path).ok_or_else(|| format!("写出的开放数据缺“{path}”"))?;
    let mut reader = csv::Reader::from_reader(*bytes);
    let row = |row: Result<csv::StringRecord, csv::Error>| Ok(row?.iter().map(|cell| plain(cell).to_owned()).collect());
    let rows: Result<Vec<Vec<String>>, csv::Error> = reader.records().map(row).collect();
    rows.map_err(|error| format!("写出的“{path}”读不回来（{error}）"))
}

/// A text that begins with `'`, since else a sheet would take it for a formula, without that.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

/// Compares tables cell by cell, and says how much that was.
fn same(found: &[Vec<String>], wanted: &[Vec<String>], place: &str) -> Result<Counts, String> {
    let cells = |rows: &[Vec<String>]| rows.iter().flatten().cloned().collect::<Vec<_>>();
    let (found, wanted) = (cells(found), cells(wanted));
    let longest = found.len().max(wanted.len());
    let at = |cells: &[String], n: usize| cells.get(n).cloned().unwrap_or_default();
    if let Some(n) = (0..longest).find(|n| found.get(*n) != wanted.get(*n)) {
        return Err(Difference { expected: at(&wanted, n), found: at(&found, n), place: format!("{place}：") }.to_string());
    }
    let (figures, texts): (Vec<_>, Vec<_>) = wanted.iter().filter(|cell| !cell.is_empty()).partition(|cell| cell.parse::<Decimal>().is_ok());
    Ok(Counts { figures: figures.len(), texts: texts.len() })
}

/// Whether the amounts are those of the forms.
fn amounts_are(mut found: Vec<Decimal>, document: &Document) -> Result<Counts, String> {
    let forms = document.grids().filter(|grid| matches!(grid.place, Some(Place::Form(_))));
    let cells = forms.flat_map(|grid| grid.rows.iter().flat_map(|row| &row.cells)).filter(|cell| cell.of.is_some());
    let mut wanted: Vec<Decimal> = cells
        .filter_map(|cell| match cell.value {
            CellValue::Money(figure) | CellValue::Number(figure) => figure,
            CellValue::Text => None,
        })
        .collect();
    let figures = wanted.len();
    found.sort();
    wanted.sort();
    if found == wanted {
        return Ok(Counts { figures, texts: 0 });
    }
    let mut more: HashMap<Decimal, i64> = HashMap::new();
    for figure in &found {
        *more.entry(figure.normalize()).or_default() += 1;
    }
    for figure in &wanted {
        *more.entry(figure.normalize()).or_default() -= 1;
    }
    let named = |sign: i64| more.iter().filter(|(_, n)| n.signum() == sign).map(|(figure, _)| figure).min().map(Decimal::to_string);
    let (expected, found) = (named(-1).unwrap_or_default(), named(1).unwrap_or_default());
    Err(Difference { expected, found, place: "各表数字：".into() }.to_string())
}

/// Reads a Parquet file again and compares its amounts with those of the forms.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn parquet(bytes: &[u8], document: &Document) -> Result<Counts, String> {
    let failed = |error: parquet::errors::ParquetError| format!("写出的 Parquet 文件读不回来（{error}）");
    let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).map_err(failed)?;
    let mut found = Vec::new();
    for row in reader.get_row_iter(None).map_err(failed)? {
        for (name, field) in row.map_err(failed)?.get_column_iter() {
            if let (true, Field::Decimal(amount)) = (name == "amount", field) {
                // Of both signs: the first byte goes on to the left.
                let bytes = amount.data().as_bytes();
                let start = if bytes.first().is_some_and(|byte| *byte > 127) { -1_i128 } else { 0 };
                let whole = bytes.iter().fold(start, |whole, byte| (whole << 8) | i128::from(*byte));
                let scale = u32::try_from(amount.scale()).unwrap_or(0);
                found.push(Decimal::try_from_i128_with_scale(whole, scale).map_err(|error| error.to_string())?);
            }
        }
    }
    amounts_are(found, document)
}

/// Reads a JSON file again and compares its tables with the document's.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn json(bytes: &[u8], document: &Document) -> Result<Counts, String> {
    let export: Value = serde_json::from_slice(bytes).map_err(|error| format!("写出的 JSON 文件读不回来（{error}）"))?;
    let mut compared = Counts::default();
    let mut tables = export["tables"].as_array().into_iter().flatten();
    for grid in document.grids().filter(|grid| grid.role != GridRole::Card) {
        let rows = tables.next().and_then(|table| table["rows"].as_array()).cloned().unwrap_or_default();
        let cells = |row: &Value| row.as_array().into_iter().flatten().map(|cell| cell.as_str().unwrap_or_default().to_owned()).collect();
        compared.add(same(&rows.iter().map(cells).collect::<Vec<_>>(), &grid.body(), &grid.title)?);
    }
    let mut found: Vec<Vec<String>> = Vec::new();
    for section in export["sections"].as_array().into_iter().flatten() {
        let texts = section["paragraphs"].as_array().into_iter().flatten().filter_map(Value::as_str);
        found.extend(texts.map(|text| vec![text.to_owned()]));
    }
    let wanted: Vec<Vec<String>> = crate::document::section_texts(document).into_iter().flat_map(|(_, texts)| texts).map(|text| vec![text]).collect();
    compared.add(same(&found, &wanted, "文字")?);
    Ok(compared)
}
