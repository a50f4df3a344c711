//! Excel and `OpenDocument` sheets: each visible one is a table, its figures as they are shown.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, Dimensions, Ods, Reader as _, Sheet, SheetType, SheetVisible, Xls, Xlsx, XlsxError};
use quick_xml::events::Event;

use super::package::{Elements, MAX_CELLS, Package, attribute, fault, local};
use super::{Block, Kind, RawGrid, ReadError, Source};
use crate::model::Span;

const PASSWORD: &str = "文件设有打开密码，没有读入。请用 Word、Excel 或 WPS 打开，取消密码后另存一份。";
const OLD_WORD: &str = "是旧的 Word 格式（.doc），没有读入。请用 Word 或 WPS 打开后另存为 .docx。";
const DAMAGED: &str = "文件不完整或已损坏，读不出来。请用 Excel 或 WPS 打开后另存一份。";

/// A cell by row and column, as it is shown.
type Cells = Vec<((u32, u32), String)>;

/// Reads an Excel workbook (.xlsx).
pub(super) fn read_xlsx(name: &str, bytes: &[u8], package: &mut Package<'_>) -> Result<Source, ReadError> {
    // Every part is looked at under limits first: the library reads without any.
    let mut cells = 0;
    for part in package.parts() {
        let Some(text) = package.text(&part)?.filter(|text| text.trim_start().starts_with('<')) else { continue };
        let mut elements = Elements::new(&text, name, &part);
        while let Some(event) = elements.next()? {
            if let Event::Start(element) | Event::Empty(element) = event
                && local(element.name().as_ref()) == "c"
            {
                cells += 1;
                if cells > MAX_CELLS {
                    return Err(too_many(name, &part));
                }
            }
        }
    }
    guarded(name, || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => fault(name, "", PASSWORD),
            other => fault(name, "", format!("{DAMAGED}（{other}）")),
        })?;
        let mut source = Source::default();
        for sheet in book.sheets_metadata().to_vec() {
            if !is_read(&sheet, &mut source) {
                continue;
            }
            let mut found: Cells = Vec::new();
            let damaged = |_| fault(name, &format!("工作表“{}”", sheet.name), DAMAGED);
            let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(damaged)?;
            let formats: Vec<Option<usize>> =
                reader.styles().iter().map(|style| style.number_format.as_ref().and_then(|format| decimals(&format.format_code))).collect();
            while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
                let shown = shown(&Data::from(cell.get_value().clone()), formats.get(style).copied().flatten());
                if !shown.is_empty() {
                    found.push((cell.get_position(), shown));
                }
                let _: &DataRef<'_> = cell.get_value();
            }
            drop(reader);
            let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
            add(name, &sheet.name, &found, &merged, &mut source)?;
        }
        Ok(source)
    })
}

/// Reads an `OpenDocument` sheet (.ods).
pub(super) fn read_ods(name: &str, bytes: &[u8], package: &mut Package<'_>) -> Result<Source, ReadError> {
    const PART: &str = "content.xml";
    let text = package.text(PART)?.ok_or_else(|| fault(name, PART, DAMAGED))?;
    if text.contains("<office:text") {
        const OLD: &str = "是 OpenDocument 文字文件（.odt），没有读入。请用 Word、WPS 或 LibreOffice 打开后另存为 .docx。";
        return Err(ReadError { convertible: true, ..fault(name, "", OLD) });
    }
    let mut elements = Elements::new(&text, name, PART);
    // Cells are counted with their repetitions, filled ones only: the rest of a sheet is one blank cell, repeated.
    let (mut cells, mut rows) = (0_usize, 1_usize);
    while let Some(event) = elements.next()? {
        let (Event::Start(element) | Event::Empty(element)) = event else { continue };
        let times = |name: &str| attribute(&element, name).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        match local(element.name().as_ref()) {
            "table-row" => rows = times("number-rows-repeated"),
            "table-cell" if attribute(&element, "value-type").is_some() => {
                cells = cells.saturating_add(rows.saturating_mul(times("number-columns-repeated")));
                if cells > MAX_CELLS {
                    return Err(too_many(name, PART));
                }
            }
            _ => {}
        }
    }
    guarded(name, || {
        let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::OdsError::Password => fault(name, "", PASSWORD),
            other => fault(name, "", format!("{DAMAGED}（{other}）")),
        })?;
        ranges(name, &mut book, |_, _| Vec::new())
    })
}

/// Reads an old Excel workbook (.xls), or says what else the compound file is.
pub(super) fn read_compound(name: &str, bytes: &[u8]) -> Result<Source, ReadError> {
    // Names of streams stand in the directory as UTF-16.
    let holds = |stream: &str| {
        let wanted: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    };
    if holds("EncryptedPackage") {
        return Err(fault(name, "", PASSWORD));
    }
    if holds("WordDocument") {
        return Err(ReadError { convertible: true, ..fault(name, "", OLD_WORD) });
    }
    guarded(name, || {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::XlsError::Password => fault(name, "", PASSWORD),
            other => fault(name, "", format!("{DAMAGED}（{other}）")),
        })?;
        ranges(name, &mut book, |book, sheet| book.merge_cells_by_sheet_name(sheet).unwrap_or_default())
    })
}

/// All visible sheets of a workbook that is read sheet by sheet.
fn ranges<R: calamine::Reader<Cursor<B>>, B: AsRef<[u8]>>(
    name: &str,
    book: &mut R,
    merged: impl Fn(&R, &str) -> Vec<Dimensions>,
) -> Result<Source, ReadError> {
    let mut source = Source::default();
    for sheet in book.sheets_metadata().to_vec() {
        if !is_read(&sheet, &mut source) {
            continue;
        }
        let range = book.worksheet_range(&sheet.name).map_err(|_| fault(name, &format!("工作表“{}”", sheet.name), DAMAGED))?;
        let (top, left) = range.start().unwrap_or_default();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let cells = range.used_cells().map(|(row, column, value)| ((top + small(row), left + small(column)), shown(value, None)));
        let cells: Cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        let merged = merged(book, &sheet.name);
        add(name, &sheet.name, &cells, &merged, &mut source)?;
    }
    Ok(source)
}

/// The library is well kept, but a file may be broken in ways that nobody thought of: a panic of its is a message, too.
fn guarded(name: &str, read: impl FnOnce() -> Result<Source, ReadError>) -> Result<Source, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(fault(name, "", DAMAGED)))
}

fn too_many(name: &str, part: &str) -> ReadError {
    fault(name, part, format!("表格超过{MAX_CELLS}格，没有读入。请拆成几个文件，或删去没有用的行列。"))
}

/// Whether a sheet is read; what is hidden is said.
fn is_read(sheet: &Sheet, source: &mut Source) -> bool {
    if sheet.visible != SheetVisible::Visible {
        source.remarks.push(format!("隐藏的工作表“{}”没有读入", sheet.name));
        return false;
    }
    sheet.typ == SheetType::WorkSheet
}

/// A sheet's cells as a table without blank margins, with the merged areas that lie within it.
fn add(name: &str, sheet: &str, cells: &Cells, merged: &[Dimensions], source: &mut Source) -> Result<(), ReadError> {
    let Some(top) = cells.iter().map(|((row, _), _)| *row).min() else { return Ok(()) };
    let left = cells.iter().map(|((_, column), _)| *column).min().unwrap_or(0);
    let bottom = cells.iter().map(|((row, _), _)| *row).max().unwrap_or(0);
    let right = cells.iter().map(|((_, column), _)| *column).max().unwrap_or(0);
    let place = format!("工作表“{sheet}”");
    // Far apart cells must not claim all between them.
    let size = u64::from(bottom - top + 1) * u64::from(right - left + 1);
    if size > MAX_CELLS as u64 {
        return Err(fault(
            name,
            &place,
            format!("从第{}行到第{}行共{size}格，超过{MAX_CELLS}格，没有读入。请删去没有用的行列。", top + 1, bottom + 1),
        ));
    }
    let index = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let mut rows = vec![vec![String::new(); index(right - left + 1)]; index(bottom - top + 1)];
    for ((row, column), text) in cells {
        rows[index(row - top)][index(column - left)].clone_from(text);
        if text.starts_with('#') && text.ends_with(['!', '?', 'A']) {
            source.remarks.push(format!("{place}第{}行有出错的单元格：{text}", row + 1));
        }
    }
    let mut spans: Vec<Span> = Vec::new();
    for area in merged {
        let (from, to) = ((area.start.0.max(top), area.start.1.max(left)), (area.end.0.min(bottom), area.end.1.min(right)));
        if from.0 <= to.0 && from.1 <= to.1 && (from != to) {
            spans.push(Span {
                row: index(from.0 - top),
                column: index(from.1 - left),
                rows: index(to.0 - from.0 + 1),
                columns: index(to.1 - from.1 + 1),
            });
        }
    }
    spans.sort_by_key(|span| (span.row, span.column));
    // What a merged cell covers is not seen, and a broken file may put something there: it is joined to what is seen.
    for span in &spans {
        for row in span.row..span.row + span.rows {
            for column in span.column..span.column + span.columns {
                if (row, column) != (span.row, span.column) && !rows[row][column].is_empty() {
                    let hidden = std::mem::take(&mut rows[row][column]);
                    let seen = &mut rows[span.row][span.column];
                    if !seen.is_empty() {
                        seen.push('\n');
                    }
                    seen.push_str(&hidden);
                }
            }
        }
    }
    let at = format!("{place}第{}行", top + 1);
    source.blocks.push(Block { at, kind: Kind::Grid(RawGrid { rows, spans, name: sheet.to_owned(), new_page: true }) });
    Ok(())
}

/// A cell as it is shown; `decimals` are those of its number format.
fn shown(value: &Data, decimals: Option<usize>) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) => figure(*n, decimals),
        Data::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Data::DateTime(date) => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => error.to_string(),
    }
}

/// A binary figure as the clerk typed it: 15 digits are what Excel keeps, what is beyond them is noise. Zeros are added up to the
/// decimals that the cell shows, and nothing is rounded to them.
fn figure(n: f64, decimals: Option<usize>) -> String {
    if !n.is_finite() {
        return String::new();
    }
    // `1.23456789012345e5`: sign, digits and exponent in decimal, rounded to 15 digits by the formatter.
    let text = format!("{n:.14e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = mantissa.strip_prefix('-').map_or(("", mantissa), |digits| ("-", digits));
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if digits.is_empty() {
        return padded("0".to_owned(), String::new(), decimals);
    }
    // Beyond what any amount has, a figure is noise as a whole.
    if !(-20..=20).contains(&exponent) {
        return text;
    }
    let point = exponent + 1;
    let (whole, fraction) = if point <= 0 {
        ("0".to_owned(), format!("{}{digits}", "0".repeat(point.unsigned_abs() as usize)))
    } else {
        let at = point.unsigned_abs() as usize;
        if at >= digits.len() {
            (format!("{digits}{}", "0".repeat(at - digits.len())), String::new())
        } else {
            (digits[..at].to_owned(), digits[at..].to_owned())
        }
    };
    format!("{sign}{}", padded(whole, fraction, decimals))
}

fn padded(whole: String, mut fraction: String, decimals: Option<usize>) -> String {
    while fraction.len() < decimals.unwrap_or(0) {
        fraction.push('0');
    }
    if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") }
}

/// The decimals that a number format always shows; `None` for formats of text and percentages.
fn decimals(format: &str) -> Option<usize> {
    let first = format.split(';').next().unwrap_or("");
    if first.contains(['%', '@', 'E', 'y', 'd']) {
        return None;
    }
    let behind = first.split_once('.').map_or("", |(_, behind)| behind);
    Some(behind.chars().take_while(|c| *c == '0').count().min(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_what_was_typed() {
        let plain = |n: f64| figure(n, None);
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(2860.12), "2860.12");
        assert_eq!(plain(2_010_301.0), "2010301");
        assert_eq!(plain(-0.05), "-0.05");
        assert_eq!(plain(784.2857), "784.2857");
        assert_eq!(plain(123_456_789_012_345.0), "123456789012345");
        assert_eq!(figure(523.0, Some(2)), "523.00");
        assert_eq!(figure(784.2857, Some(2)), "784.2857");
        assert_eq!((decimals("#,##0.00;-#,##0.00"), decimals("General"), decimals("0.0%")), (Some(2), Some(0), None));
    }
}
