//! Workbooks as one XML file (`SpreadsheetML` 2003), which finance systems give out under the name of .xls.

use std::collections::BTreeMap;

use calamine::Dimensions;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::format::{Format, Shown};
use super::limits::{Limits, MAX_CELLS};
use super::package::{Elements, attribute, fault, local, reference};
use super::sheets::{Gathered, is_seen};
use super::{ReadError, Scope, Source};

/// Columns and rows of a sheet.
const MOST: u32 = 1 << 20;

/// Whether a text is such a workbook.
pub(super) fn is_workbook(text: &str) -> bool {
    let head: String = text.chars().take(2000).collect();
    head.contains("urn:schemas-microsoft-com:office:spreadsheet") && head.contains("Workbook")
}

/// A sheet while it is read.
#[derive(Default)]
struct Sheet {
    all: Gathered,
    unseen: bool,
    described: u32,
    row: u32,
    column: u32,
    cell: Option<Cell>,
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    at: (u32, u32),
    style: String,
    formula: bool,
    kind: String,
    text: String,
    /// Inside its data, and not in a note beside it.
    inside: bool,
    beside: bool,
}

/// Reads a workbook that is one XML file.
pub(super) fn read(name: &str, text: &str, scope: Scope) -> Result<Source, ReadError> {
    let mut reader = Reader {
        name,
        limits: Limits::of(name),
        scope,
        source: Source::default(),
        formats: BTreeMap::new(),
        style: String::new(),
        sheet: None,
        visible: false,
        cells: 0,
    };
    let text = text.trim_start_matches('\u{feff}');
    let mut elements = Elements::new(text, name, "");
    while let Some(event) = elements.next()? {
        match event {
            Event::Start(element) => reader.start(&element)?,
            Event::Empty(element) => {
                reader.start(&element)?;
                reader.end(local(element.name().as_ref()))?;
            }
            Event::End(element) => reader.end(local(element.name().as_ref()))?,
            Event::Text(text) => reader.text(&text.xml10_content()),
            Event::CData(text) => reader.text(&text.xml10_content()),
            Event::GeneralRef(found) => reader.text(&reference(&found)),
            _ => {}
        }
    }
    Ok(reader.source)
}

struct Reader<'a> {
    name: &'a str,
    limits: Limits<'a>,
    scope: Scope,
    source: Source,
    formats: BTreeMap<String, Format>,
    /// The style that is described.
    style: String,
    sheet: Option<Sheet>,
    /// Whether the text is that of a sheet's `Visible`.
    visible: bool,
    cells: usize,
}

impl Reader<'_> {
    fn text(&mut self, text: &str) {
        let Some(sheet) = &mut self.sheet else { return };
        if self.visible {
            sheet.unseen |= matches!(text.trim(), "SheetHidden" | "SheetVeryHidden");
        } else if let Some(cell) = sheet.cell.as_mut().filter(|cell| cell.inside) {
            cell.text.push_str(text);
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let number = |name: &str| attribute(element, name).and_then(|n| n.trim().parse::<u32>().ok());
        let is_hidden = || attribute(element, "Hidden").as_deref() == Some("1");
        let name = element.name();
        match local(name.as_ref()) {
            "Style" => self.style = attribute(element, "ID").unwrap_or_default(),
            "NumberFormat" => {
                if let Some(code) = attribute(element, "Format") {
                    self.formats.insert(self.style.clone(), Format::of(named(&code), None));
                }
            }
            "Worksheet" => {
                let all = Gathered { name: attribute(element, "Name").unwrap_or_default(), ..Gathered::default() };
                self.sheet = Some(Sheet { all, ..Sheet::default() });
            }
            "Visible" => self.visible = true,
            _ => {}
        }
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        match local(name.as_ref()) {
            "Column" => {
                let from = number("Index").map_or(sheet.described, |n| n.saturating_sub(1)).min(MOST);
                let to = from + number("Span").unwrap_or(0).min(MOST);
                if is_hidden() {
                    sheet.all.hidden.columns.push(from, to);
                }
                sheet.described = to + 1;
            }
            "Row" => {
                sheet.row = number("Index").map_or(sheet.row, |n| n.saturating_sub(1)).min(MOST);
                sheet.column = 0;
                if is_hidden() {
                    sheet.all.hidden.rows.push(sheet.row, sheet.row.saturating_add(number("Span").unwrap_or(0).min(MOST)));
                }
            }
            "Cell" => {
                self.cells += 1;
                if self.cells > MAX_CELLS {
                    return Err(fault(self.name, "", format!("表格超过{MAX_CELLS}格，没有读入。请拆成几个文件，或删去没有用的行列。")));
                }
                sheet.column = number("Index").map_or(sheet.column, |n| n.saturating_sub(1)).min(MOST);
                let (across, down) = (number("MergeAcross").unwrap_or(0).min(MOST), number("MergeDown").unwrap_or(0).min(MOST));
                if across + down > 0 {
                    sheet.all.merged.push(Dimensions { start: (sheet.row, sheet.column), end: (sheet.row + down, sheet.column + across) });
                }
                let style = attribute(element, "StyleID").unwrap_or_default();
                let at = (sheet.row, sheet.column);
                sheet.cell = Some(Cell { at, style, formula: attribute(element, "Formula").is_some(), ..Cell::default() });
                // What a merged cell covers is not written.
                sheet.column += across + 1;
            }
            "Comment" | "PhoneticText" => {
                if let Some(cell) = &mut sheet.cell {
                    cell.beside = true;
                }
            }
            "Data" => {
                if let Some(cell) = sheet.cell.as_mut().filter(|cell| !cell.beside) {
                    cell.inside = true;
                    cell.kind = attribute(element, "Type").unwrap_or_default();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "Visible" => self.visible = false,
            "Worksheet" => {
                if let Some(sheet) = self.sheet.take()
                    && is_seen(&sheet.all.name, sheet.unseen, self.scope, &mut self.source)
                {
                    sheet.all.finish(self.scope, &mut self.source, &mut self.limits)?;
                }
            }
            _ => {}
        }
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        match name {
            "Row" => sheet.row = sheet.row.saturating_add(1),
            "Comment" | "PhoneticText" => {
                if let Some(cell) = &mut sheet.cell {
                    cell.beside = false;
                }
            }
            "Data" => {
                if let Some(cell) = &mut sheet.cell {
                    cell.inside = false;
                }
            }
            "Cell" => {
                if let Some(cell) = sheet.cell.take() {
                    if cell.formula && cell.kind.is_empty() {
                        *sheet.all.formulas.entry(sheet.row).or_default() += 1;
                    }
                    let plain = Format::default();
                    let format = self.formats.get(&cell.style).or_else(|| self.formats.get("Default")).unwrap_or(&plain);
                    let figure = match cell.kind.as_str() {
                        "Number" => cell.text.trim().parse::<f64>().ok(),
                        "DateTime" => days(cell.text.trim()),
                        _ => None,
                    };
                    let shown = match figure {
                        Some(n) if cell.kind == "Number" || !format.is_none() => format.show(n, false),
                        _ if cell.kind == "DateTime" => Shown { text: cell.text.split('T').next().unwrap_or_default().to_owned(), stored: None },
                        _ if cell.kind == "Boolean" => Shown { text: if cell.text.trim() == "1" { "是" } else { "否" }.into(), stored: None },
                        _ => Shown { text: format.show_text(&cell.text), stored: None },
                    };
                    self.limits.text(&sheet.all.name, shown.text.len())?;
                    let is_code = figure.is_some_and(|n| n.abs() >= 1e15) && cell.kind == "Number";
                    sheet.all.cells.put(cell.at, shown, is_code);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Formats that have names of their own here.
fn named(code: &str) -> &str {
    match code {
        "General Number" => "General",
        "Fixed" => "0.00",
        "Standard" => "#,##0.00",
        "Percent" => "0.00%",
        "Currency" | "Euro Currency" => "¥#,##0.00",
        "Short Date" => "yyyy/m/d",
        "General Date" => "yyyy/m/d h:mm",
        "Medium Date" => "d-mmm-yy",
        "Long Date" => "yyyy年m月d日",
        "Short Time" => "h:mm",
        "Long Time" | "Medium Time" => "h:mm:ss",
        other => other,
    }
}

/// The days of a date as a sheet counts them.
fn days(text: &str) -> Option<f64> {
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1900..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Counted from March, so that a leap day is the last of its year.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let whole = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 693_899;
    let mut seconds = time.trim_end_matches('Z').split(':').map(|part| part.parse::<Decimal>().unwrap_or_default());
    let (hour, minute, second) = (seconds.next().unwrap_or_default(), seconds.next().unwrap_or_default(), seconds.next().unwrap_or_default());
    let part = (hour * Decimal::from(3600) + minute * Decimal::from(60) + second) / Decimal::from(86_400);
    (Decimal::from(whole) + part).to_string().parse().ok()
}
