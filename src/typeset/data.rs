//! The document as the layout reads it, as JSON: texts without what has no look, cells in their places.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Missing, cut, over};
use crate::characters::clean_in;
use crate::document::{Align, Block, CoverLine, Document, Grid, GridRole, GridRowKind, Heading, Paragraph, Placed};
use crate::fonts::{foreign_characters, found};

/// A document whose every text can be printed, but for what is missing.
pub(super) struct Cleaned {
    pub(super) document: Document,
    /// What no font has.
    pub(super) missing: Vec<Missing>,
    /// What only a font has that is not the program's.
    pub(super) foreign: Vec<char>,
}

/// Takes out of every text what has no look, and finds what has no font: each character once, where it first occurs.
pub(super) fn cleaned(document: &Document) -> Cleaned {
    let mut document = document.clone();
    let (mut missing, mut foreign): (Vec<Missing>, Vec<char>) = Default::default();
    document.each_text(&mut |place, text| {
        clean_in(text);
        for character in foreign_characters(text) {
            if found::has(character) {
                if !foreign.contains(&character) {
                    foreign.push(character);
                }
            } else if missing.iter().all(|known| known.character != character) {
                missing.push(Missing { character, place: place.cloned(), text: around(text, character) });
            }
        }
    });
    Cleaned { document, missing, foreign }
}

/// A few characters of a text around the first of that character, so that it is found.
fn around(text: &str, character: char) -> String {
    const EACH_SIDE: usize = 6;
    let at = text.chars().position(|c| c == character).unwrap_or(0);
    let from = at.saturating_sub(EACH_SIDE);
    text.chars().skip(from).take(at - from + 1 + EACH_SIDE).collect()
}

/// The family by which the layout asks for a kind of type of official documents.
pub(super) fn family(id: &str) -> String {
    format!("official {id}")
}

/// The JSON that the layout reads; with `marks` the layout tells where each block and cell stands. `kinds` are the kinds of type of official
/// documents that are there; `over` is by how much each grid that should be whole runs over, see [`over::is_whole`].
pub(super) fn json(document: &Document, marks: bool, kinds: &[&str], over: &[f64]) -> serde_json::Result<String> {
    let Document { title, author, subject, keywords, cover, contents, sheets, mark, official } = document;
    let mut first = 0;
    let mut over = over.iter().copied();
    let sheets = sheets.iter().map(|sheet| {
        let from = first;
        first += sheet.blocks.len();
        let blocks = sheet.blocks.iter().enumerate().map(|(n, one)| block(one, marks.then_some(from + n), &mut over)).collect();
        SheetData { landscape: sheet.landscape, first: marks.then_some(from), blocks }
    });
    let official = official.then(|| kinds.iter().map(|id| (*id, family(id))).collect());
    let (contents, mark) = (contents.as_deref(), mark.as_deref());
    serde_json::to_string(&Data { title, author, subject, keywords, cover, contents, sheets: sheets.collect(), mark, official })
}

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    author: &'a str,
    subject: &'a str,
    keywords: &'a [String],
    cover: &'a [CoverLine],
    contents: Option<&'a str>,
    sheets: Vec<SheetData<'a>>,
    mark: Option<&'a str>,
    /// What the kinds of type that are there are called, where it is to look like an official document.
    official: Option<BTreeMap<&'a str, String>>,
}

#[derive(Serialize)]
struct SheetData<'a> {
    landscape: bool,
    /// The number of its first block, where the layout is to tell where blocks stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<usize>,
    blocks: Vec<BlockData<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum BlockData<'a> {
    Heading(&'a Heading),
    Paragraph(&'a Paragraph),
    Grid(GridData<'a>),
}

#[derive(Serialize)]
struct GridData<'a> {
    title: &'a str,
    role: GridRole,
    left: &'a [String],
    right: &'a str,
    widths: &'a [u16],
    rows: Vec<RowData<'a>>,
    /// Whether the layout is to tell on which page each row stands.
    told: bool,
    /// Whether it is to tell where it begins and ends, and by how much it has run over, in points.
    whole: bool,
    over: f64,
    notes: &'a [String],
}

#[derive(Serialize)]
struct RowData<'a> {
    kind: GridRowKind,
    cells: Vec<CellData<'a>>,
}

/// A cell where it begins.
#[derive(Serialize)]
struct CellData<'a> {
    text: Cow<'a, str>,
    /// The column that it begins in, from 0.
    x: usize,
    columns: usize,
    rows: usize,
    align: Align,
    indent: u8,
    label: bool,
    bold: bool,
    /// Block, row and column, where the layout is to tell where cells stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<[usize; 3]>,
}

fn block<'a>(block: &'a Block, number: Option<usize>, over: &mut impl Iterator<Item = f64>) -> BlockData<'a> {
    match block {
        Block::Heading(heading) => BlockData::Heading(heading),
        Block::Paragraph(paragraph) => BlockData::Paragraph(paragraph),
        Block::Grid(grid) => BlockData::Grid(grid_data(grid, number, over)),
    }
}

fn grid_data<'a>(grid: &'a Grid, number: Option<usize>, over: &mut impl Iterator<Item = f64>) -> GridData<'a> {
    let whole = over::is_whole(grid);
    let rows = grid.rows.iter().zip(grid.placed()).enumerate();
    GridData {
        title: &grid.title,
        role: grid.role,
        left: &grid.left,
        right: &grid.right,
        widths: &grid.widths,
        rows: rows
            .map(|(n, (row, placed))| {
                let cells = placed.into_iter().filter(|piece| piece.above == 0);
                RowData { kind: row.kind, cells: cells.map(|piece| cell(piece, number.map(|block| [block, n]))).collect() }
            })
            .collect(),
        told: cut::is_told(grid),
        whole,
        over: if whole { over.next().unwrap_or_default() } else { 0.0 },
        notes: &grid.notes,
    }
}

fn cell(placed: Placed<'_>, at: Option<[usize; 2]>) -> CellData<'_> {
    let Placed { column, columns, rows, cell, text, .. } = placed;
    CellData {
        text,
        x: column,
        columns,
        rows,
        align: cell.map_or(Align::Left, |cell| cell.align),
        indent: cell.map_or(0, |cell| cell.indent),
        label: cell.is_some_and(|cell| cell.label),
        bold: cell.is_some_and(|cell| cell.bold),
        mark: at.map(|[block, row]| [block, row, column]),
    }
}
