//! The document as the layout reads it, as JSON: texts without what has no look, cells in their places.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::{Missing, cut, over, plan};
use crate::characters::clean_in;
use crate::document::{Align, Block, CoverLine, Document, Grid, GridRole, GridRowKind, Heading, Paragraph, Placed};
use crate::fonts::{foreign_characters, found};
use crate::write::fit::{self, Paper};

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

/// Sizes of a cover's title and of its unit, in points.
const TITLE: f32 = 30.0;
const UNIT: f32 = 24.0;

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
    // Levels of the headings that what follows stands below.
    let mut open: Vec<u8> = Vec::new();
    let mut deep = false;
    let sheets = sheets.iter().map(|sheet| {
        let from = first;
        first += sheet.blocks.len();
        let paper = Paper::of(sheet);
        let (area, mut headings) = (plan::area(paper, *official), 0);
        let mut blocks = Vec::with_capacity(sheet.blocks.len());
        for (n, block) in sheet.blocks.iter().enumerate() {
            blocks.push(match block {
                Block::Heading(heading) => {
                    open.retain(|level| *level < heading.level);
                    open.push(heading.level);
                    deep |= open.len() > 1 && heading.contents.is_some();
                    let run = sheet.blocks[n..].iter().take_while(|block| matches!(block, Block::Heading(_))).count();
                    let stands_before = n > 0 && headings == 0 && matches!(sheet.blocks.get(n + run), Some(Block::Grid(_)));
                    BlockData::Heading(HeadingData { heading, depth: open.len(), before: if stands_before { run } else { 0 } })
                }
                Block::Paragraph(paragraph) => BlockData::Paragraph(paragraph),
                Block::Grid(grid) => {
                    let over = if over::is_whole(grid) { over.next().unwrap_or_default() } else { 0.0 };
                    BlockData::Grid(grid_data(grid, marks.then_some(from + n), area, headings, over))
                }
            });
            headings = if matches!(block, Block::Heading(_)) { headings + 1 } else { 0 };
        }
        let kind = match paper {
            Paper::Text => "text",
            Paper::Form => "form",
            Paper::Wide => "wide",
        };
        SheetData { kind, first: marks.then_some(from), blocks }
    });
    let sheets = sheets.collect();
    let cover = cover.iter().map(|CoverLine { text, role }| {
        let size = if *role == "title" { TITLE } else { UNIT };
        let lines = fit::in_two(text, Paper::Text.area().0 / size, false).map_or_else(Vec::new, |(first, second)| vec![first, second]);
        CoverData { text, role, lines }
    });
    let cover = cover.collect();
    let official = official.then(|| kinds.iter().map(|id| (*id, family(id))).collect());
    let (contents, mark) = (contents.as_deref(), mark.as_deref());
    serde_json::to_string(&Data { title, author, subject, keywords, cover, contents, sheets, mark, deep, official })
}

#[derive(Serialize)]
struct Data<'a> {
    title: &'a str,
    author: &'a str,
    subject: &'a str,
    keywords: &'a [String],
    cover: Vec<CoverData<'a>>,
    contents: Option<&'a str>,
    sheets: Vec<SheetData<'a>>,
    mark: Option<&'a str>,
    /// Whether the contents have more than one level.
    deep: bool,
    /// What the kinds of type that are there are called, where it is to look like an official document.
    official: Option<BTreeMap<&'a str, String>>,
}

#[derive(Serialize)]
struct SheetData<'a> {
    /// What kind of page it is printed on.
    kind: &'static str,
    /// The number of its first block, where the layout is to tell where blocks stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<usize>,
    blocks: Vec<BlockData<'a>>,
}

/// A line of the cover, and the two that it is broken into where it is too long.
#[derive(Serialize)]
struct CoverData<'a> {
    text: &'a str,
    role: &'static str,
    lines: Vec<&'a str>,
}

/// A heading and its depth in the tree of headings: PDF/UA forbids to leave out a level, which documents do (a card's heading right below a
/// chapter's).
#[derive(Serialize)]
struct HeadingData<'a> {
    #[serde(flatten)]
    heading: &'a Heading,
    depth: usize,
    /// How many headings from here on stand right before a grid, where this is the first of them; the page's first one needs no room.
    before: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum BlockData<'a> {
    Heading(HeadingData<'a>),
    Paragraph(&'a Paragraph),
    Grid(GridData<'a>),
}

/// A grid, planned; lengths in points.
#[derive(Serialize)]
struct GridData<'a> {
    title: &'a str,
    role: GridRole,
    left: Vec<&'a str>,
    right: &'a str,
    columns: Vec<f64>,
    size: f64,
    inset: f64,
    height: f64,
    runs: Vec<RunData<'a>>,
    /// Whether the layout is to tell where it begins and ends.
    whole: bool,
    notes: &'a [String],
}

/// Rows of the same sort: headers, or what stands between them.
#[derive(Serialize)]
struct RunData<'a> {
    head: bool,
    cells: Vec<CellData<'a>>,
}

/// A cell where it begins.
#[derive(Serialize)]
#[allow(clippy::struct_excessive_bools)] // each is a question that the layout asks
struct CellData<'a> {
    text: Cow<'a, str>,
    columns: usize,
    rows: usize,
    align: Align,
    indent: u8,
    label: bool,
    bold: bool,
    /// Whether the text stands on one line by itself.
    easy: bool,
    /// Width of the text and of the cell, in sizes of the type.
    wide: f64,
    room: f64,
    /// Whether a page may cut it.
    breakable: bool,
    /// Whether the layout is to tell on which page its row stands.
    told: bool,
    /// Block, row and column, where the layout is to tell where cells stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<[usize; 3]>,
}

fn grid_data(grid: &Grid, number: Option<usize>, area: (f64, f64), headings: usize, over: f64) -> GridData<'_> {
    let mut placed = grid.placed();
    let plan = plan::plan(grid, &placed, area, headings, over);
    let told = cut::is_told(grid);
    let run = |(head, rows): (bool, Range<usize>)| {
        let mut cells = Vec::new();
        for (n, row) in rows.clone().zip(&mut placed[rows]) {
            let long = plan::is_long(row, &plan);
            let heavy = head || grid.rows[n].kind == GridRowKind::Total;
            for piece in row.drain(..).filter(|piece| piece.above == 0) {
                let fitted = plan::fitted(&piece, &plan);
                let Placed { column, columns, rows, cell, text, .. } = piece;
                cells.push(CellData {
                    easy: fitted.is_easy(&text),
                    text,
                    columns,
                    rows,
                    align: cell.map_or(Align::Left, |cell| cell.align),
                    indent: cell.map_or(0, |cell| cell.indent),
                    label: cell.is_some_and(|cell| cell.label),
                    bold: heavy || cell.is_some_and(|cell| cell.bold),
                    wide: fitted.wide,
                    room: fitted.room,
                    // A cell over several rows may be cut between them.
                    breakable: long || rows > 1,
                    told: false,
                    mark: number.map(|block| [block, n, column]),
                });
            }
            if let Some(last) = cells.last_mut() {
                last.told = told && !head;
            }
        }
        RunData { head, cells }
    };
    let runs = plan::runs(grid).map(run).collect();
    GridData {
        title: &grid.title,
        role: grid.role,
        left: grid.left.iter().map(String::as_str).filter(|line| !line.is_empty()).collect(),
        right: &grid.right,
        columns: plan.columns,
        size: plan.size,
        inset: plan.inset,
        height: plan.height,
        runs,
        whole: over::is_whole(grid),
        notes: &grid.notes,
    }
}
