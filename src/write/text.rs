//! Plain text: for reading, searching and comparing. Columns are aligned by East Asian width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::document::{Align, Block, Document, Grid, GridRowKind, Placed};

/// Columns wider than this are wrapped, in half-width characters.
const WIDEST: usize = 36;

/// The document as text, lines ended by `\n`.
#[must_use]
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    if let Some(mark) = &document.mark {
        line(&format!("【{mark}】"));
    }
    for cover in &document.cover {
        line(&cover.text);
    }
    if let Some(contents) = &document.contents {
        line("");
        line(contents);
        for heading in headings(document) {
            line(&format!("{}{}", "  ".repeat(usize::from(heading.0.saturating_sub(1))), heading.1));
        }
    }
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(heading) => {
                line("");
                line(&format!("{} {}", "#".repeat(usize::from(heading.level)), heading.text));
                line("");
            }
            Block::Paragraph(paragraph) => {
                line(&paragraph.text());
                line("");
            }
            Block::Grid(grid) => {
                for text in &grid.left {
                    line(text);
                }
                if !grid.right.is_empty() {
                    line(&grid.right);
                }
                for text in table(grid).iter().chain(&grid.notes) {
                    line(text);
                }
                line("");
            }
        }
    }
    out
}

fn headings(document: &Document) -> impl Iterator<Item = (u8, &str)> {
    document.sheets.iter().flat_map(|sheet| &sheet.blocks).filter_map(|block| match block {
        Block::Heading(heading) => heading.contents.as_deref().map(|text| (heading.level, text)),
        _ => None,
    })
}

fn table(grid: &Grid) -> Vec<String> {
    let rows = grid.placed();
    let mut widths = vec![4; grid.widths.len()];
    for cell in rows.iter().flatten().filter(|cell| cell.columns == 1) {
        let longest = cell.text.lines().map(|line| wide(line) + 2 * indent(cell)).max().unwrap_or(0);
        widths[cell.column] = widths[cell.column].max(longest.min(WIDEST));
    }
    // A wide cell over several columns takes its room from the last of them.
    for cell in rows.iter().flatten().filter(|cell| cell.columns > 1) {
        let longest = cell.text.lines().map(wide).max().unwrap_or(0).min(WIDEST);
        let last = cell.column + cell.columns - 1;
        widths[last] += longest.saturating_sub(room(&widths, cell));
    }
    let wraps = rows.iter().flatten().any(|cell| wrap(&cell.text, room(&widths, cell)).len() > 1);
    let is_head = |at: usize| grid.rows.get(at).is_some_and(|row| row.kind == GridRowKind::Head);
    let joined = rows.iter().enumerate().any(|(at, row)| !is_head(at) && row.iter().any(|cell| cell.above > 0));
    let rule = widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("+");
    let rule = format!("+{rule}+");
    let mut out = vec![rule.clone()];
    for (at, row) in rows.iter().enumerate() {
        draw(row, &widths, &mut out);
        if wraps || joined || (is_head(at) && !is_head(at + 1)) || at + 1 == rows.len() {
            out.push(rule.clone());
        }
    }
    out
}

fn wide(line: &str) -> usize {
    line.chars().map(|c| UnicodeWidthChar::width_cjk(plain(c)).unwrap_or(0)).sum()
}

fn room(widths: &[usize], cell: &Placed<'_>) -> usize {
    let covered = &widths[cell.column..cell.column + cell.columns];
    covered.iter().sum::<usize>() + 3 * covered.len().saturating_sub(1)
}

/// Steps that the text of a piece is indented; what reaches down has none.
fn indent(cell: &Placed<'_>) -> usize {
    cell.cell.filter(|_| cell.above == 0).map_or(0, |cell| usize::from(cell.indent))
}

fn draw(row: &[Placed<'_>], widths: &[usize], out: &mut Vec<String>) {
    let cells: Vec<(usize, Vec<String>, &Placed<'_>)> = row
        .iter()
        .map(|cell| {
            let room = room(widths, cell);
            (room, wrap(&format!("{}{}", "  ".repeat(indent(cell)), cell.text), room), cell)
        })
        .collect();
    let height = cells.iter().map(|(_, lines, _)| lines.len()).max().unwrap_or(1).max(1);
    for at in 0..height {
        let mut line = String::from("|");
        for (room, lines, cell) in &cells {
            let text = lines.get(at).map_or("", String::as_str);
            let free = room.saturating_sub(UnicodeWidthStr::width_cjk(text));
            let before = match cell.cell.map(|cell| cell.align) {
                None | Some(Align::Left) => 0,
                Some(Align::Center) => free / 2,
                Some(Align::Right) => free,
            };
            line.push(' ');
            line.push_str(&" ".repeat(before));
            line.push_str(text);
            line.push_str(&" ".repeat(free - before));
            line.push_str(" |");
        }
        out.push(line);
    }
}

/// The column mark is written full width inside a cell, and a tab is a blank.
fn plain(c: char) -> char {
    match c {
        '|' => '｜',
        _ if c.is_control() => ' ',
        _ => c,
    }
}

/// Lines no wider than `room`.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        let mut width = 0;
        for c in line.chars() {
            let c = plain(c);
            let wide = UnicodeWidthChar::width_cjk(c).unwrap_or(0);
            if width + wide > room && !current.is_empty() {
                out.push(std::mem::take(&mut current));
                width = 0;
            }
            current.push(c);
            width += wide;
        }
        out.push(current);
    }
    out
}
