//! Tables of a page: captions, headers and what they are over.

use super::lines;
use crate::document::{Align, CellValue, Grid, GridRole, GridRow, GridRowKind, Placed};
use crate::write::fit::{ems, head_rows};
use crate::write::package::{Attribute, Xml};

/// A table with the lines above and below it. `titled`: the heading above says what it is.
pub(super) fn figure(xml: &mut Xml, grid: &Grid, address: &str, titled: bool) {
    let class = if grid.role == GridRole::Card { "card" } else { "form" };
    xml.element("figure", &[("id", &address), ("class", &class)], |xml| {
        let left = grid.left.iter().filter(|line| !line.is_empty());
        if left.clone().next().is_some() || !grid.right.is_empty() {
            xml.element("div", &[("class", &"lines")], |xml| {
                left.for_each(|line| xml.words("span", &[], line));
                if !grid.right.is_empty() {
                    xml.words("span", &[("class", &"r")], &grid.right);
                }
            });
        }
        let name = if grid.title.is_empty() { "表格" } else { &grid.title };
        xml.element("div", &[("class", &"scroll"), ("role", &"group"), ("tabindex", &0), ("aria-label", &name)], |xml| {
            table(xml, grid, address, titled);
        });
        for note in &grid.notes {
            xml.element("p", &[("class", &"note")], |xml| lines(xml, note));
        }
    });
}

fn table(xml: &mut Xml, grid: &Grid, address: &str, titled: bool) {
    let placed = grid.placed();
    let width = format!("min-width:{:.0}rem", narrowest(grid, &placed));
    xml.element("table", &[("style", &width)], |xml| {
        if !grid.title.is_empty() {
            let class: &[Attribute<'_>] = if titled { &[("class", &"unseen")] } else { &[] };
            xml.words("caption", class, &grid.title);
        }
        let whole: u32 = grid.widths.iter().map(|width| u32::from(*width).max(1)).sum();
        xml.element("colgroup", &[], |xml| {
            for own in &grid.widths {
                let width = format!("width:{:.2}%", 100.0 * f64::from(u32::from(*own).max(1)) / f64::from(whole));
                xml.leaf("col", &[("style", &width)]);
            }
        });
        let head = head_rows(grid);
        // Headers over headers are told cell by cell; what one row of them is over, a reader finds by itself.
        let headers = if head > 1 { above(&placed[..head], grid.widths.len(), address) } else { Vec::new() };
        let part = |xml: &mut Xml, name: &'static str, rows: std::ops::Range<usize>| {
            if !rows.is_empty() {
                xml.element(name, &[], |xml| {
                    for n in rows {
                        xml.raw("\n");
                        row(xml, &grid.rows[n], &placed[n], &Row { grid, address, n, headers: &headers });
                    }
                });
            }
        };
        part(xml, "thead", 0..head);
        part(xml, "tbody", head..grid.rows.len());
    });
}

/// How narrow a table may become before it is moved instead: figures stay whole, words break.
fn narrowest(grid: &Grid, placed: &[Vec<Placed<'_>>]) -> f32 {
    let least = if grid.role == GridRole::Card { 5.5 } else { 4.0 };
    let mut widths = vec![least; grid.widths.len()];
    for piece in placed.iter().flatten().filter(|piece| piece.columns == 1 && piece.above == 0) {
        let figure = piece.cell.is_some_and(|cell| cell.align == Align::Right);
        let needed = ems(&piece.text) * 0.9 + 1.2;
        widths[piece.column] = f32::max(widths[piece.column], if figure { needed } else { needed.min(6.0) });
    }
    widths.iter().sum::<f32>() * 0.875
}

/// For each column the ids of the headers above it.
fn above(head: &[Vec<Placed<'_>>], columns: usize, address: &str) -> Vec<String> {
    let mut out = vec![String::new(); columns];
    for (n, row) in head.iter().enumerate() {
        for piece in row.iter().filter(|piece| piece.above == 0 && !piece.text.is_empty()) {
            for ids in &mut out[piece.column..piece.column + piece.columns] {
                if !ids.is_empty() {
                    ids.push(' ');
                }
                *ids += &id(address, n, piece.column);
            }
        }
    }
    out
}

fn id(address: &str, row: usize, column: usize) -> String {
    format!("{address}-{row}-{column}")
}

/// Where a row stands.
struct Row<'a> {
    grid: &'a Grid,
    address: &'a str,
    n: usize,
    /// For each column the ids of the headers above it; none where there is but one row of them.
    headers: &'a [String],
}

fn row(xml: &mut Xml, row: &GridRow, placed: &[Placed<'_>], at: &Row<'_>) {
    let class = match row.kind {
        GridRowKind::Head => "head",
        GridRowKind::Total => "total",
        GridRowKind::Body => "",
    };
    let attributes: &[Attribute<'_>] = if class.is_empty() { &[] } else { &[("class", &class)] };
    let named = name_of_row(row, placed, at.grid);
    xml.element("tr", attributes, |xml| {
        for piece in placed.iter().filter(|piece| piece.above == 0) {
            cell(xml, row.kind, piece, at, named == Some(piece.column));
        }
    });
}

/// The column whose cell says what a row is about: the last words before its first figure.
fn name_of_row(row: &GridRow, placed: &[Placed<'_>], grid: &Grid) -> Option<usize> {
    if row.kind == GridRowKind::Head || grid.role == GridRole::Card || grid.role == GridRole::Indicators {
        return None;
    }
    let is_figure = |piece: &Placed<'_>| piece.cell.is_some_and(|cell| cell.value != CellValue::Text);
    let first = placed.iter().position(is_figure)?;
    placed[..first].iter().rev().find(|piece| piece.above == 0 && !piece.text.is_empty()).map(|piece| piece.column)
}

fn cell(xml: &mut Xml, kind: GridRowKind, piece: &Placed<'_>, at: &Row<'_>, names_row: bool) {
    let head = kind == GridRowKind::Head;
    let cell = piece.cell;
    let label = cell.is_some_and(|cell| cell.label);
    let mut class: Vec<&str> = Vec::new();
    match cell.map(|cell| cell.align) {
        Some(Align::Center) if !head => class.push("c"),
        Some(Align::Right) => class.push("r"),
        _ => {}
    }
    if label {
        class.push("label");
    }
    if cell.is_some_and(|cell| cell.bold) {
        class.push("bold");
    }
    // A word without a gap, which would make its column as wide as it is.
    if piece.text.split(|c: char| !c.is_ascii_graphic()).any(|word| word.len() > 24) {
        class.push("long");
    }
    class.extend(["i1", "i2", "i3", "i4"].get(usize::from(cell.map_or(0, |cell| cell.indent)).min(4).wrapping_sub(1)));
    let class = class.join(" ");
    let many = piece.columns > 1;
    // A header without a word would be read as one.
    let is_header = (head || label || names_row) && !piece.text.trim().is_empty();
    let scope = match (head, many) {
        (true, true) => "colgroup",
        (true, false) => "col",
        (false, _) => "row",
    };
    let own = id(at.address, at.n, piece.column);
    let mut attributes: Vec<Attribute<'_>> = Vec::new();
    if is_header {
        attributes.push(("scope", &scope));
    }
    if many {
        attributes.push(("colspan", &piece.columns));
    }
    if piece.rows > 1 {
        attributes.push(("rowspan", &piece.rows));
    }
    if !class.is_empty() {
        attributes.push(("class", &class));
    }
    let headers = at.headers.get(piece.column).filter(|ids| !ids.is_empty());
    if !at.headers.is_empty() && at.n < at.grid.rows.len() {
        if head && is_header {
            attributes.push(("id", &own));
        } else if let Some(headers) = headers.filter(|_| !is_header) {
            attributes.push(("headers", headers));
        }
    }
    xml.element(if is_header { "th" } else { "td" }, &attributes, |xml| lines(xml, &piece.text));
}
