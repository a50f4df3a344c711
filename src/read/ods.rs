//! `OpenDocument` sheets: cells as the file says that they are shown, what is hidden left out and told.

use std::collections::BTreeSet;

use calamine::Dimensions;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::format::{NOISE, Shown};
use super::limits::{Limits, MAX_CELLS};
use super::package::{Elements, Package, attribute, fault, local, reference};
use super::sheets::{DAMAGED, Gathered, is_seen};
use super::{ReadError, Scope, Source, survey};

const PART: &str = "content.xml";
/// Rows and columns of a sheet; what is repeated beyond them is not there.
const MOST: u32 = 1 << 20;

/// Reads an `OpenDocument` sheet (.ods).
pub(super) fn read(name: &str, package: &mut Package<'_>, scope: Scope) -> Result<Source, ReadError> {
    let text = package.text(PART)?.ok_or_else(|| fault(name, PART, DAMAGED))?;
    if text.contains("<office:text") {
        const OLD: &str = "是 OpenDocument 文字文件（.odt），没有读入。请用 Word、WPS 或 LibreOffice 打开后另存为 .docx。";
        return Err(ReadError { convertible: true, ..fault(name, "", OLD) });
    }
    if package.has("META-INF/manifest.xml") && package.text("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(fault(name, "", "文件设有打开密码，没有读入。请用 WPS 或 LibreOffice 打开，取消密码后另存一份。"));
    }
    if package.foreign.is_some() {
        return Err(fault(name, PART, "内容不是 UTF-8 文字，没有读入。请用 LibreOffice 或 WPS 打开后另存一份。"));
    }
    survey::sheets(name, PART, &text)?;
    let mut reader = Reader {
        name,
        cells: 0,
        limits: Limits::of(name),
        scope,
        source: Source::default(),
        hidden_styles: BTreeSet::new(),
        sheet: None,
        styles: None,
    };
    let mut elements = Elements::new(&text, name, PART);
    while let Some(event) = elements.next()? {
        reader.event(event)?;
    }
    Ok(Source { doubts: package.doubts.drain(..).chain(reader.source.doubts).collect(), ..reader.source })
}

/// A sheet while it is read.
#[derive(Default)]
struct Sheet {
    all: Gathered,
    /// It is not shown, and not asked for.
    unseen: bool,
    described: u32,
    /// The open row, and how many like it there are.
    row: u32,
    rows: u32,
    column: u32,
    cell: Option<Cell>,
}

/// A cell while it is read.
#[derive(Default)]
struct Cell {
    text: String,
    paragraphs: usize,
    columns: u32,
    across: u32,
    down: u32,
    value: Option<Decimal>,
    /// A text or date, where the file does not say how it is shown.
    plain: Option<String>,
    formula: bool,
    has_value: bool,
    in_paragraph: usize,
    /// Inside what is no text of the cell: a note, a drawing.
    beside: usize,
}

struct Reader<'a> {
    name: &'a str,
    /// Cells so far, repeated ones as often as they are.
    cells: u64,
    limits: Limits<'a>,
    scope: Scope,
    source: Source,
    /// Styles of sheets that are not shown.
    hidden_styles: BTreeSet<String>,
    sheet: Option<Sheet>,
    /// The style that is described.
    styles: Option<String>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>) -> Result<(), ReadError> {
        match event {
            Event::Start(element) => self.start(&element),
            Event::Empty(element) => {
                self.start(&element);
                self.end(local(element.name().as_ref()))?;
            }
            Event::End(element) => self.end(local(element.name().as_ref()))?,
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(found) => self.text(&reference(&found)),
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self) -> Option<&mut Cell> {
        self.sheet.as_mut()?.cell.as_mut()
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell().filter(|cell| cell.in_paragraph > 0 && cell.beside == 0) {
            // Blanks that are more than one are written as such.
            for c in text.chars() {
                if !c.is_ascii_whitespace() {
                    cell.text.push(c);
                } else if !cell.text.ends_with([' ', '\n']) {
                    cell.text.push(' ');
                }
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.name();
        let name = local(name.as_ref());
        let number = |name: &str| attribute(element, name).and_then(|n| n.trim().parse::<u32>().ok());
        let is_hidden = || matches!(attribute(element, "visibility").as_deref(), Some("collapse" | "filter"));
        if let Some(cell) = self.cell() {
            match name {
                _ if cell.beside > 0 => cell.beside += 1,
                "annotation" | "frame" | "custom-shape" | "shapes" | "g" | "object" | "control" => cell.beside = 1,
                "p" | "h" => {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                    cell.in_paragraph += 1;
                }
                "s" => (0..number("c").unwrap_or(1).min(1000)).for_each(|_| cell.text.push(' ')),
                "tab" => cell.text.push(' '),
                "line-break" => cell.text.push('\n'),
                _ => {}
            }
            return;
        }
        match name {
            "style" if attribute(element, "family").as_deref() == Some("table") => self.styles = attribute(element, "name"),
            "table-properties" if attribute(element, "display").as_deref() == Some("false") => self.hidden_styles.extend(self.styles.clone()),
            "table" if self.sheet.is_none() => {
                let hidden = attribute(element, "style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                let name = attribute(element, "name").unwrap_or_default();
                let unseen = !is_seen(&name, hidden, self.scope, &mut self.source);
                self.sheet = Some(Sheet { all: Gathered { name, ..Gathered::default() }, unseen, ..Sheet::default() });
            }
            _ => {}
        }
        let Some(sheet) = &mut self.sheet else { return };
        match name {
            "table-column" => {
                let repeated = number("number-columns-repeated").unwrap_or(1).clamp(1, MOST);
                let to = sheet.described.saturating_add(repeated - 1);
                if is_hidden() {
                    sheet.all.hidden.columns.push(sheet.described, to);
                }
                sheet.described = to.saturating_add(1);
            }
            "table-row" => {
                sheet.rows = number("number-rows-repeated").unwrap_or(1).clamp(1, MOST);
                sheet.column = 0;
                if is_hidden() {
                    sheet.all.hidden.rows.push(sheet.row, sheet.row.saturating_add(sheet.rows - 1));
                }
            }
            "table-cell" | "covered-table-cell" => {
                sheet.cell = Some(Cell {
                    columns: number("number-columns-repeated").unwrap_or(1).clamp(1, MOST),
                    across: number("number-columns-spanned").unwrap_or(1).clamp(1, MOST),
                    down: number("number-rows-spanned").unwrap_or(1).clamp(1, MOST),
                    value: attribute(element, "value").and_then(|value| value.parse().ok()),
                    plain: attribute(element, "string-value").or_else(|| attribute(element, "date-value")),
                    has_value: attribute(element, "value-type").is_some(),
                    formula: attribute(element, "formula").is_some(),
                    ..Cell::default()
                });
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        if let Some(cell) = self.cell() {
            match name {
                _ if cell.beside > 0 => cell.beside -= 1,
                "p" | "h" => cell.in_paragraph = cell.in_paragraph.saturating_sub(1),
                "table-cell" | "covered-table-cell" => self.end_cell()?,
                _ => {}
            }
            return Ok(());
        }
        match name {
            "style" => self.styles = None,
            "table-row" => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.row = sheet.row.saturating_add(sheet.rows);
                }
            }
            "table" => {
                if let Some(sheet) = self.sheet.take().filter(|sheet| !sheet.unseen) {
                    sheet.all.finish(self.scope, &mut self.source, &mut self.limits)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), ReadError> {
        let Some(sheet) = &mut self.sheet else { return Ok(()) };
        let Some(cell) = sheet.cell.take() else { return Ok(()) };
        let (row, column) = (sheet.row, sheet.column);
        sheet.column = column.saturating_add(cell.columns);
        if sheet.unseen {
            return Ok(());
        }
        if cell.across > 1 || cell.down > 1 {
            sheet
                .all
                .merged
                .push(Dimensions { start: (row, column), end: (row.saturating_add(cell.down - 1), column.saturating_add(cell.across - 1)) });
        }
        if cell.formula && !cell.has_value && cell.text.trim().is_empty() {
            *sheet.all.formulas.entry(row).or_default() += 1;
        }
        let plain = cell.value.filter(|_| cell.paragraphs == 0).map(|value| value.normalize().to_string()).or(cell.plain);
        let text = if cell.paragraphs == 0 { plain.unwrap_or_default() } else { cell.text.trim().to_owned() };
        let stored = cell.value.filter(|value| differs(*value, &text)).map(|value| value.normalize().to_string());
        if text.is_empty() && stored.is_none() {
            return Ok(());
        }
        let is_code = cell.value.is_some_and(|value| value.abs() >= Decimal::from(1_000_000_000_000_000_u64)) && !text.is_empty();
        // A cell without a type is in no survey of the file, however often it is repeated.
        self.cells = self.cells.saturating_add(u64::from(sheet.rows) * u64::from(cell.columns));
        if self.cells > MAX_CELLS as u64 {
            return Err(fault(self.name, "", format!("表格超过{MAX_CELLS}格，没有读入。请拆成几个文件，或删去没有用的行列。")));
        }
        for row in row..row.saturating_add(sheet.rows) {
            for column in column..column.saturating_add(cell.columns) {
                self.limits.text(&sheet.all.name, text.len())?;
                sheet.all.cells.put((row, column), Shown { text: text.clone(), stored: stored.clone() }, is_code);
            }
        }
        Ok(())
    }
}

/// Whether a cell stores more of a figure than is seen of it; of a percentage, a date or a figure beside words that is not asked.
fn differs(value: Decimal, seen: &str) -> bool {
    if seen.is_empty() {
        return !value.is_zero();
    }
    let figure: String = seen.chars().filter(|c| *c != ',').collect();
    figure.parse::<Decimal>().is_ok_and(|seen| (seen - value).abs() > NOISE)
}
