//! Open data and JSON, by the readers of their crates: cell by cell as the tables print them.

mod long;
mod said;

use std::collections::BTreeMap;

use parquet::data_type::AsBytes as _;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Counts, Difference};
use crate::characters::clean;
use crate::document::{Block, Document, Grid, GridRole, Parts};
use crate::workings::Workings;

/// Reads a folder of tables again, by file name, and compares it with the document and the flat tables beside it.
///
/// # Errors
/// A file that is missing or cannot be read, or the first difference.
pub fn csv(files: &BTreeMap<String, &[u8]>, work: &Workings, document: &Document, flat: &[Grid]) -> Result<Counts, String> {
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
    long::compare(&long, work, document)?;
    match paths.next() {
        Some(path) => Err(Difference { expected: String::new(), found: path.to_owned(), place: "文件：".into() }.to_string()),
        None => Ok(compared),
    }
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
    let cells = |rows: &[Vec<String>]| rows.iter().flatten().map(|cell| clean(cell).into_owned()).collect::<Vec<_>>();
    let (found, wanted) = (cells(found), cells(wanted));
    let longest = found.len().max(wanted.len());
    let at = |cells: &[String], n: usize| cells.get(n).cloned().unwrap_or_default();
    if let Some(n) = (0..longest).find(|n| found.get(*n) != wanted.get(*n)) {
        return Err(Difference { expected: at(&wanted, n), found: at(&found, n), place: format!("{place}：") }.to_string());
    }
    let (figures, texts): (Vec<_>, Vec<_>) = wanted.iter().filter(|cell| !cell.is_empty()).partition(|cell| cell.parse::<Decimal>().is_ok());
    Ok(Counts { figures: figures.len(), texts: texts.len() })
}

/// Reads a Parquet file again and compares it with the figures of the forms, row by row.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn parquet(bytes: &[u8], work: &Workings, document: &Document) -> Result<Counts, String> {
    let failed = |error: parquet::errors::ParquetError| format!("写出的 Parquet 文件读不回来（{error}）");
    let reader = SerializedFileReader::new(bytes::Bytes::copy_from_slice(bytes)).map_err(failed)?;
    let mut found = Vec::new();
    for row in reader.get_row_iter(None).map_err(failed)? {
        let row = row.map_err(failed)?;
        let cell = |(_, field): (&String, &Field)| match field {
            Field::Null => Ok(String::new()),
            Field::Str(text) => Ok(text.clone()),
            Field::Int(number) => Ok(number.to_string()),
            Field::Decimal(amount) => decimal(amount).map(|amount| amount.to_string()),
            other => Err(format!("写出的 Parquet 文件里有读不懂的内容（{other}）")),
        };
        found.push(row.get_column_iter().map(cell).collect::<Result<Vec<String>, String>>()?);
    }
    long::compare(&found, work, document)
}

fn decimal(amount: &parquet::data_type::Decimal) -> Result<Decimal, String> {
    // Of both signs: the first byte goes on to the left.
    let bytes = amount.data().as_bytes();
    let start = if bytes.first().is_some_and(|byte| *byte > 127) { -1_i128 } else { 0 };
    let whole = bytes.iter().fold(start, |whole, byte| (whole << 8) | i128::from(*byte));
    let scale = u32::try_from(amount.scale()).unwrap_or(0);
    Decimal::try_from_i128_with_scale(whole, scale).map_err(|error| error.to_string())
}

/// Reads a JSON file again and compares its tables and texts with the document's, its cards and terms, as far as these `parts` hold them,
/// with the draft's.
///
/// # Errors
/// It cannot be read, or the first difference.
pub fn json(bytes: &[u8], work: &Workings, document: &Document, parts: Parts) -> Result<Counts, String> {
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
    if let Some(more) = tables.next() {
        return Err(Difference { expected: String::new(), found: more["title"].to_string(), place: "各表：".into() }.to_string());
    }
    compared.add(same(&said::cards(&export["cards"]), &said::of_cards(work, parts), "项目绩效目标表")?);
    compared.add(same(&said::terms(&export["glossary"]), &said::of_terms(work, parts), "名词解释")?);
    Ok(compared)
}
