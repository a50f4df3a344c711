//! Excel and `OpenDocument` sheets: each visible one is a table, its figures as they are shown.

use std::io::Cursor;

use calamine::{Data, Dimensions, Ods, Reader as _, Sheet, SheetType, SheetVisible, Xls, Xlsx, XlsxError};

use super::guard::guarded;
use super::limits::Limits;
use super::package::{Package, fault};
use super::{Block, Kind, RawGrid, ReadError, Source, apart, survey};
use crate::model::Span;

const PASSWORD: &str = "文件设有打开密码，没有读入。请用 Word、Excel 或 WPS 打开，取消密码后另存一份。";
const OLD_WORD: &str = "是旧的 Word 格式（.doc），没有读入。请用 Word 或 WPS 打开后另存为 .docx。";
const DAMAGED: &str = "文件不完整或已损坏，读不出来。请用 Excel 或 WPS 打开后另存一份。";

/// Errors in cells of a sheet that are told one by one.
const MAX_REMARKS: usize = 200;
/// Elements of the largest part of a workbook, times its sheets.
const MAX_ELEMENTS: usize = 100_000_000;

/// A cell by row and column, as it is shown.
type Cells = Vec<((u32, u32), String)>;

/// Reads an Excel workbook (.xlsx).
pub(super) fn read_xlsx(name: &str, bytes: &[u8], package: &mut Package<'_>) -> Result<Source, ReadError> {
    // Every part is looked at under limits first: the library reads without any.
    let most = survey::workbook(name, package)?;
    let doubts = std::mem::take(&mut package.doubts);
    read_guarded(name, || {
        let mut limits = Limits::of(name);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => fault(name, "", PASSWORD),
            other => fault(name, "", format!("{DAMAGED}（{other}）")),
        })?;
        let mut source = Source { doubts, ..Source::default() };
        // Many sheets may be one part of the file, which is read for each of them.
        let sheets = book.sheets_metadata().to_vec();
        if sheets.len().saturating_mul(most) > MAX_ELEMENTS {
            return Err(fault(name, "", format!("{}张工作表，内容多得不正常，没有读入。请拆成几个文件。", sheets.len())));
        }
        for sheet in sheets {
            if !is_read(&sheet, &mut source) {
                continue;
            }
            let place = place(&sheet.name);
            let mut found: Cells = Vec::new();
            let damaged = |_| fault(name, &place, DAMAGED);
            let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(damaged)?;
            let formats: Vec<Option<usize>> =
                reader.styles().iter().map(|style| style.number_format.as_ref().and_then(|format| decimals(&format.format_code))).collect();
            while let Some((cell, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
                let shown = shown(&Data::from(cell.get_value().clone()), formats.get(style).copied().flatten());
                if !shown.is_empty() {
                    limits.text(&place, shown.len())?;
                    found.push((cell.get_position(), shown));
                }
            }
            drop(reader);
            let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
            add(&sheet.name, found, &merged, &mut source, &mut limits)?;
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
    if package.foreign.is_some() {
        return Err(fault(name, PART, "内容不是 UTF-8 文字，没有读入。请用 LibreOffice 或 WPS 打开后另存一份。"));
    }
    survey::sheets(name, PART, &text)?;
    drop(text);
    let doubts = std::mem::take(&mut package.doubts);
    read_guarded(name, || {
        let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
            calamine::OdsError::Password => fault(name, "", PASSWORD),
            other => fault(name, "", format!("{DAMAGED}（{other}）")),
        })?;
        Ok(Source { doubts, ..ranges(name, &mut book, |_, _| Vec::new())? })
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
    apart::read(name, bytes, || {
        read_guarded(name, || {
            let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
                calamine::XlsError::Password => fault(name, "", PASSWORD),
                other => fault(name, "", format!("{DAMAGED}（{other}）")),
            })?;
            ranges(name, &mut book, |book, sheet| book.merge_cells_by_sheet_name(sheet).unwrap_or_default())
        })
    })
}

/// All visible sheets of a workbook that is read sheet by sheet.
fn ranges<R: calamine::Reader<Cursor<B>>, B: AsRef<[u8]>>(
    name: &str,
    book: &mut R,
    merged: impl Fn(&R, &str) -> Vec<Dimensions>,
) -> Result<Source, ReadError> {
    let mut source = Source::default();
    let mut limits = Limits::of(name);
    for sheet in book.sheets_metadata().to_vec() {
        if !is_read(&sheet, &mut source) {
            continue;
        }
        let place = place(&sheet.name);
        let range = book.worksheet_range(&sheet.name).map_err(|_| fault(name, &place, DAMAGED))?;
        let (top, left) = range.start().unwrap_or_default();
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut found: Cells = Vec::new();
        for (row, column, value) in range.used_cells() {
            let shown = shown(value, None);
            if !shown.is_empty() {
                limits.text(&place, shown.len())?;
                found.push(((top.saturating_add(small(row)), left.saturating_add(small(column))), shown));
            }
        }
        let merged = merged(book, &sheet.name);
        add(&sheet.name, found, &merged, &mut source, &mut limits)?;
    }
    Ok(source)
}

/// The library is well kept, but a file may be broken in ways that nobody thought of: a panic of its is a message, too.
fn read_guarded(name: &str, read: impl FnOnce() -> Result<Source, ReadError>) -> Result<Source, ReadError> {
    guarded(read).unwrap_or_else(|| Err(fault(name, "", DAMAGED)))
}

/// How a sheet is called in messages. Excel's names have 31 characters; one that is made to fill the report has more.
fn place(sheet: &str) -> String {
    const LONGEST: usize = 40;
    let end = sheet.char_indices().nth(LONGEST).map_or(sheet.len(), |(at, _)| at);
    format!("工作表“{}{}”", &sheet[..end], if end < sheet.len() { "…" } else { "" })
}

/// Whether a sheet is read; what is hidden is said.
fn is_read(sheet: &Sheet, source: &mut Source) -> bool {
    if sheet.visible != SheetVisible::Visible {
        source.remarks.push(format!("隐藏的{}没有读入", place(&sheet.name)));
        return false;
    }
    sheet.typ == SheetType::WorkSheet
}

/// A sheet's cells as a table without blank margins, with the merged areas that lie within it.
fn add(sheet: &str, cells: Cells, merged: &[Dimensions], source: &mut Source, limits: &mut Limits<'_>) -> Result<(), ReadError> {
    let Some(top) = cells.iter().map(|((row, _), _)| *row).min() else { return Ok(()) };
    let left = cells.iter().map(|((_, column), _)| *column).min().unwrap_or(0);
    let bottom = cells.iter().map(|((row, _), _)| *row).max().unwrap_or(0);
    let right = cells.iter().map(|((_, column), _)| *column).max().unwrap_or(0);
    let place = place(sheet);
    let index = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    let (height, width) = (index(bottom - top).saturating_add(1), index(right - left).saturating_add(1));
    // Far apart cells must not claim all between them.
    let at = format!("{place}第{}行", u64::from(top) + 1);
    limits.table(&at, height, width)?;
    limits.text(&at, sheet.len())?;
    let mut rows = vec![vec![String::new(); width]; height];
    let mut broken = 0_usize;
    for ((row, column), text) in cells {
        if text.starts_with('#') && text.ends_with(['!', '?', 'A']) {
            broken += 1;
            if broken <= MAX_REMARKS {
                source.remarks.push(format!("{place}第{}行有出错的单元格：{text}", u64::from(row) + 1));
            }
        }
        rows[index(row - top)][index(column - left)] = text;
    }
    if broken > MAX_REMARKS {
        source.remarks.push(format!("{place}共有{broken}个出错的单元格"));
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
    // Areas that are merged lie beside one another; where they do not, the file is damaged, and all of it would be gone through for each.
    let covered = spans.iter().map(|span| span.rows.saturating_mul(span.columns)).fold(0_usize, usize::saturating_add);
    if covered > 4 * height * width {
        source.remarks.push(format!("{place}的合并单元格互相重叠，没有采用"));
        spans.clear();
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
