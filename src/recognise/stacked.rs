//! A sheet with several goal cards one below another, taken apart at the blank rows between them; and the flat tables of our own workbooks,
//! which say nothing that the cards do not, left aside.

use std::collections::HashSet;

use super::card::is_card;
use crate::lists::OWN;
use crate::model::Span;
use crate::read::{Block, Kind, RawGrid, Source, Text};
use crate::report::{Fate, Report};

/// The source with each card as a table of its own, and without flat tables of ours beside the cards that they repeat.
pub(super) fn apart(source: &Source, prefix: &str, report: &mut Report) -> Source {
    let has_cards = source.blocks.iter().any(|block| matches!(&block.kind, Kind::Grid(grid) if parts(grid).iter().any(is_card)));
    let mut blocks = Vec::new();
    for block in &source.blocks {
        match &block.kind {
            Kind::Grid(grid) if has_cards && is_ours(grid) && repeats(source, grid) => {
                report.add(&format!("{prefix}{}", block.at), Fate::LeftOut, 100, format!("“{}”与各张绩效目标表相同，没有另外读入", grid.name));
            }
            Kind::Grid(grid) => split(block, grid, &mut blocks),
            Kind::Text(_) => blocks.push(block.clone()),
        }
    }
    let Source { name, remarks, doubts, hidden, .. } = source;
    Source { name: name.clone(), blocks, remarks: remarks.clone(), doubts: doubts.clone(), hidden: *hidden }
}

fn is_ours(grid: &RawGrid) -> bool {
    OWN.contains(&grid.name.as_str())
}

/// Columns of our own flat tables that the cards do not print, or print in other words.
const BESIDE: [&str; 4] = ["序号", "单位编码", "单位名称", "是否涉密"];

/// Whether everything that a flat table says below its head stands elsewhere in the source: many have a sheet called 项目清单.
fn repeats(source: &Source, grid: &RawGrid) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let mut texts = HashSet::new();
    for block in &source.blocks {
        match &block.kind {
            Kind::Text(text) => texts.extend(text.text.lines().map(plain)),
            Kind::Grid(other) if !is_ours(other) => texts.extend(other.rows.iter().flatten().flat_map(|cell| cell.lines()).map(plain)),
            Kind::Grid(_) => {}
        }
    }
    let Some(head) = grid.rows.first() else { return false };
    let columns: Vec<usize> = (0..head.len()).filter(|&column| !BESIDE.contains(&plain(&head[column]).as_str())).collect();
    let cells = grid.rows.iter().skip(1).flat_map(|row| columns.iter().filter_map(|&column| row.get(column)));
    let said: HashSet<String> = cells.flat_map(|cell| cell.lines()).map(plain).filter(|line| !line.is_empty() && !texts.contains(line)).collect();
    // A sentence around a figure, an indicator with its sign and unit: what is no line of its own is searched for.
    let all = texts.into_iter().collect::<Vec<_>>().join("\n");
    said.iter().all(|line| all.contains(line.as_str()))
}

fn split(block: &Block, grid: &RawGrid, out: &mut Vec<Block>) {
    let parts = parts(grid);
    let is_lines = |part: &RawGrid| part.rows.iter().all(|row| row.iter().filter(|cell| !cell.is_empty()).count() < 2);
    if parts.len() < 2 || !parts.iter().any(is_card) || !parts.iter().all(|part| is_card(part) || is_lines(part)) {
        out.push(block.clone());
        return;
    }
    let mut row = 0;
    for part in parts {
        // Blank rows stand between the parts.
        while grid.rows[row].iter().all(String::is_empty) {
            row += 1;
        }
        let at = |n: usize| moved(&block.at, n);
        let height = part.rows.len();
        if is_card(&part) {
            out.push(Block { at: at(row), kind: Kind::Grid(part) });
        } else {
            // What stands in the place of a classified card, or a remark.
            for (n, line) in part.rows.iter().enumerate() {
                for text in line.iter().flat_map(|cell| cell.lines()).map(str::trim).filter(|text| !text.is_empty()) {
                    out.push(Block { at: at(row + n), kind: Kind::Text(Text { text: text.to_owned(), gap: n == 0, ..Text::default() }) });
                }
            }
        }
        row += height;
    }
}

/// The pieces of a table between its blank rows.
fn parts(grid: &RawGrid) -> Vec<RawGrid> {
    let mut out: Vec<RawGrid> = Vec::new();
    let mut from = 0;
    for rows in grid.rows.split(|row| row.iter().all(String::is_empty)) {
        if !rows.is_empty() {
            let within = |span: &&Span| span.row >= from && span.row + span.rows <= from + rows.len();
            let spans = grid.spans.iter().filter(within).map(|span| Span { row: span.row - from, ..*span }).collect();
            out.push(RawGrid { rows: rows.to_vec(), spans, name: grid.name.clone(), new_page: true });
        }
        from += rows.len() + 1;
    }
    out
}

/// `工作表“目标”第1行` so many rows further down.
fn moved(at: &str, down: usize) -> String {
    let number = at.strip_suffix('行').and_then(|at| at.rsplit_once('第')).and_then(|(place, row)| Some((place, row.parse::<usize>().ok()?)));
    number.map_or_else(|| at.to_owned(), |(place, row)| format!("{place}第{}行", row + down))
}
