//! A look at the parts of a workbook before the library for sheets reads them: it asks for memory by what a file says of itself, and repeats
//! what the file tells it to.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::ReadError;
use super::hidden::{Look, Looking};
use super::limits::{MAX_CELLS, MAX_TEXT};
use super::package::{Elements, Package, attribute, fault, is_xml, local};

/// Formats of cells; Excel itself has 65,490.
const MAX_FORMATS: usize = 65_536;
/// Bytes of an element of the formats, each of which is kept once for every format.
const MAX_FORMAT: usize = 4096;
/// Columns of an `OpenDocument` sheet; what is repeated beyond them is cut off.
const MAX_COLUMNS: usize = 16_384;
/// Elements of the formats.
const MAX_STYLE_ELEMENTS: usize = 1_000_000;

/// Looks through all XML parts of an Excel workbook (.xlsx); it may name no others as its sheets. Says how many elements the largest has, and what
/// the sheets look like, by their parts.
pub(super) fn workbook(name: &str, package: &mut Package<'_>) -> Result<(usize, BTreeMap<String, Look>), ReadError> {
    let (mut cells, mut most, mut looks) = (0_usize, 0_usize, BTreeMap::new());
    for part in package.parts().into_iter().filter(|part| is_xml(part)) {
        let Some(text) = package.text(&part)? else { continue };
        if package.foreign.is_some() {
            return Err(fault(name, &part, "这一部分不是 UTF-8 文字，没有读入。请用 Excel 或 WPS 打开后另存一份。"));
        }
        let mut looking = Looking::default();
        most = most.max(elements(name, &part, &text, &mut cells, &mut looking)?);
        if let Some(look) = looking.done() {
            looks.insert(part, look);
        }
    }
    Ok((most, looks))
}

fn elements(name: &str, part: &str, text: &str, cells: &mut usize, looking: &mut Looking) -> Result<usize, ReadError> {
    let lower = part.to_lowercase();
    let (is_styles, is_strings) = (lower.ends_with("styles.xml"), lower.ends_with("sharedstrings.xml"));
    let (mut count, mut formats, mut strings, mut merged, mut shared) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    let mut elements = Elements::new(text, name, part);
    while let Some(event) = elements.next()? {
        looking.event(&event);
        let element = match event {
            Event::Start(element) | Event::Empty(element) => element,
            Event::Text(text) if is_strings => {
                shared += text.len();
                continue;
            }
            _ => continue,
        };
        count += 1;
        match local(element.name().as_ref()) {
            "c" => *cells += 1,
            "si" => strings += 1,
            "xf" => formats += 1,
            "mergeCell" => merged += 1,
            // The library makes room for as many strings as the file says it has.
            "sst" => strings = strings.max(number(&element, "uniqueCount")),
            "Relationship" if !is_looked_at(&element) => {
                return Err(fault(name, part, "工作表不在 XML 文件里，没有读入。请用 Excel 或 WPS 打开后另存一份。"));
            }
            _ => {}
        }
        if is_styles && (count > MAX_STYLE_ELEMENTS || formats > MAX_FORMATS || count > 1 && element.len() > MAX_FORMAT) {
            return Err(fault(name, part, "单元格格式多得不正常，没有读入。请用 Excel 或 WPS 打开后另存一份。"));
        }
        if *cells > MAX_CELLS || strings > MAX_CELLS || merged > MAX_CELLS {
            return Err(fault(name, part, format!("表格超过{MAX_CELLS}格，没有读入。请拆成几个文件，或删去没有用的行列。")));
        }
        if shared > MAX_TEXT {
            return Err(fault(name, part, format!("文字超过{}MB，不像正常的文件，没有读入。请拆成几个文件。", MAX_TEXT >> 20)));
        }
    }
    Ok(count)
}

/// Whether a relation to a sheet or the workbook leads to a part that is looked through here.
fn is_looked_at(element: &BytesStart<'_>) -> bool {
    let kind = attribute(element, "Type").unwrap_or_default();
    let read = kind.ends_with("sheet") || kind.ends_with("/officeDocument");
    !read || attribute(element, "Target").is_some_and(|target| is_xml(&target))
}

fn number(element: &BytesStart<'_>, name: &str) -> usize {
    attribute(element, name).and_then(|n| n.trim().parse().ok()).unwrap_or(0)
}

/// A table of an `OpenDocument` sheet while it is counted.
#[derive(Default)]
struct Table {
    /// Rows up to the last filled one, with their repetitions, and all so far.
    filled: usize,
    rows: usize,
    /// Columns up to the last filled one, of the widest row.
    width: usize,
}

/// Looks through the sheets of an `OpenDocument` file. The rest of a sheet is one blank cell, repeated, and costs nothing; what stands before a
/// filled cell does.
pub(super) fn sheets(name: &str, part: &str, text: &str) -> Result<(), ReadError> {
    let mut elements = Elements::new(text, name, part);
    let (mut cells, mut repeated, mut kept) = (0_usize, 0_usize, 0_usize);
    let mut table = Table::default();
    // Repetitions of the row, columns so far, elements open within a cell, bytes of the cell and how often it stands there.
    let (mut times, mut columns, mut inside, mut bytes, mut copies) = (1_usize, 0_usize, 0_usize, 0_usize, 1_usize);
    // Columns before the last cell.
    let mut before = 0;
    while let Some(event) = elements.next()? {
        let (element, is_open) = match event {
            Event::Start(element) => (element, true),
            Event::Empty(element) => (element, false),
            Event::End(_) if inside > 0 => {
                inside -= 1;
                if inside == 0 {
                    repeated = repeated.saturating_add(bytes.saturating_mul(copies - 1));
                    too_much(name, part, cells, repeated)?;
                }
                continue;
            }
            Event::Text(text) if inside > 0 => {
                bytes += text.len();
                continue;
            }
            _ => continue,
        };
        let repeats = |attribute_name: &str| match attribute(&element, attribute_name) {
            Some(n) => n.trim().parse::<usize>().unwrap_or(usize::MAX),
            None => 1,
        };
        if inside > 0 {
            inside += usize::from(is_open);
            bytes += element.len();
            if local(element.name().as_ref()) == "s" {
                // So many blanks.
                repeated = repeated.saturating_add(repeats("c"));
                too_much(name, part, cells, repeated)?;
            }
            continue;
        }
        match local(element.name().as_ref()) {
            "table" => table = Table::default(),
            "table-row" => {
                times = repeats("number-rows-repeated");
                table.rows = table.rows.saturating_add(times);
                (columns, before) = (0, 0);
            }
            "table-cell" | "covered-table-cell" => {
                let across = repeats("number-columns-repeated");
                // Blank cells before another one are kept one by one for a while, up to the width of a sheet.
                kept = kept.saturating_add(columns.min(MAX_COLUMNS).saturating_sub(before));
                before = columns.min(MAX_COLUMNS);
                if kept > 4 * MAX_CELLS {
                    return too_much(name, part, kept, 0);
                }
                columns = columns.saturating_add(across);
                inside = usize::from(is_open);
                if attribute(&element, "value-type").is_some() || attribute(&element, "formula").is_some() {
                    let had = table.filled.saturating_mul(table.width);
                    (table.filled, table.width) = (table.rows, table.width.max(columns));
                    cells = cells.saturating_add(table.filled.saturating_mul(table.width) - had);
                    (bytes, copies) = (element.len(), across.saturating_mul(times).max(1));
                    if !is_open {
                        repeated = repeated.saturating_add(bytes.saturating_mul(copies - 1));
                    }
                    too_much(name, part, cells, repeated)?;
                } else {
                    (bytes, copies) = (0, 1);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn too_much(name: &str, part: &str, cells: usize, repeated: usize) -> Result<(), ReadError> {
    if cells > MAX_CELLS {
        return Err(fault(name, part, format!("表格超过{MAX_CELLS}格，没有读入。请拆成几个文件，或删去没有用的行列。")));
    }
    if repeated > MAX_TEXT {
        return Err(fault(name, part, format!("重复的文字超过{}MB，不像正常的文件，没有读入。请删去重复的单元格后再试。", MAX_TEXT >> 20)));
    }
    Ok(())
}
