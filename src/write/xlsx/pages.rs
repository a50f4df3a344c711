//! Which sheet of the workbook holds what, and in which rows.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use super::tall;
use crate::document::{Block, CellValue, Document, Grid, GridRole, Heading, Paragraph};
use crate::model::Place;

/// Characters of half width across a sheet of paper.
const UPRIGHT: f64 = 92.0;
const ACROSS: f64 = 138.0;
/// The same for a sheet of one column, which no program makes smaller to fit.
const TEXT: f64 = 80.0;

/// A sheet of the workbook.
pub(super) struct Page<'a> {
    /// As its tab says; no two are alike.
    pub name: String,
    pub kind: PageKind,
    pub landscape: bool,
    /// Of each column, in characters.
    pub widths: Vec<f64>,
    /// Each with its first row.
    pub pieces: Vec<(u32, Piece<'a>)>,
}

/// What a sheet is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PageKind {
    Cover,
    Contents,
    Blocks,
    /// Goal cards, one below another.
    Cards,
}

/// A part of a sheet.
pub(super) enum Piece<'a> {
    Heading(&'a Heading),
    Paragraph(&'a Paragraph),
    Grid {
        grid: &'a Grid,
        /// Which of the document's it is; none for a flat one.
        number: Option<usize>,
        /// The heading that is its title.
        heading: Option<&'a Heading>,
    },
}

/// The rows of a table with all that belongs to it.
pub(super) struct Spot {
    /// Where its captions begin.
    pub captions: u32,
    /// Its first row.
    pub top: u32,
    /// The first row behind it.
    pub end: u32,
}

impl Spot {
    pub fn of(grid: &Grid, heading: Option<&Heading>, row: u32) -> Self {
        let captions = row + u32::from(heading.is_some());
        // In a table of one column the right caption has no place beside the left one.
        let beside = usize::from(!grid.right.is_empty());
        let lines = if grid.widths.len() > 1 { grid.left.len().max(beside) } else { grid.left.len() + beside };
        let top = captions + tall(lines);
        Self { captions, top, end: top + tall(grid.rows.len() + grid.notes.len()) }
    }
}

impl Page<'_> {
    /// Every heading with its row.
    pub fn headings(&self) -> impl Iterator<Item = (u32, &Heading)> {
        self.pieces.iter().filter_map(|(row, piece)| match piece {
            Piece::Heading(heading) | Piece::Grid { heading: Some(heading), .. } => Some((*row, *heading)),
            _ => None,
        })
    }

    fn end(&self) -> u32 {
        match self.pieces.last() {
            None => 0,
            Some((row, Piece::Grid { grid, heading, .. })) => Spot::of(grid, *heading, *row).end,
            Some((row, _)) => row + 1,
        }
    }
}

/// Every sheet of a workbook.
pub(super) fn pages<'a>(document: &'a Document, flat: &'a [Grid]) -> Vec<Page<'a>> {
    let mut out = Pages { pages: Vec::new(), names: BTreeSet::new() };
    if !document.cover.is_empty() {
        out.open("封面", PageKind::Cover, false, vec![TEXT]);
    }
    if document.contents.is_some() {
        out.open("目录", PageKind::Contents, false, vec![TEXT]);
    }
    let mut number = 0;
    for sheet in &document.sheets {
        let mut new = true;
        let mut blocks = sheet.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            match block {
                Block::Grid(grid) => {
                    out.grid(grid, Some(number), None, sheet.landscape);
                    number += 1;
                    new = true;
                }
                Block::Heading(heading) => {
                    if let Some(Block::Grid(grid)) = blocks.peek().filter(|next| titles(heading, next)) {
                        out.grid(grid, Some(number), Some(heading), sheet.landscape);
                        number += 1;
                        new = true;
                        blocks.next();
                        continue;
                    }
                    let of_card =
                        matches!(blocks.peek(), Some(Block::Paragraph(next)) if is_card(next)) && matches!(heading.place, Some(Place::Card(_)));
                    out.text(Piece::Heading(heading), of_card, &mut new);
                }
                Block::Paragraph(paragraph) => out.text(Piece::Paragraph(paragraph), is_card(paragraph), &mut new),
            }
        }
    }
    for grid in flat {
        out.grid(grid, None, None, true);
    }
    out.pages
}

/// Whether a heading is the title of the table that follows it.
fn titles(heading: &Heading, next: &Block) -> bool {
    matches!(next, Block::Grid(grid) if grid.title == heading.text)
}

/// Whether a paragraph stands in the place of a classified card.
fn is_card(paragraph: &Paragraph) -> bool {
    matches!(paragraph.place, Some(Place::Card(_)))
}

struct Pages<'a> {
    pages: Vec<Page<'a>>,
    names: BTreeSet<String>,
}

/// The sheet of all goal cards.
const CARDS: &str = "绩效目标表";

impl<'a> Pages<'a> {
    fn open(&mut self, name: &str, kind: PageKind, landscape: bool, widths: Vec<f64>) {
        let name = self.name(name);
        self.pages.push(Page { name, kind, landscape, widths, pieces: Vec::new() });
    }

    /// A name that Excel takes and no other sheet has.
    fn name(&mut self, wanted: &str) -> String {
        const LONGEST: usize = 31;
        let plain: String = wanted.chars().filter(|c| !c.is_control() && !"[]:*?/\\".contains(*c)).collect();
        let plain = plain.trim().trim_matches('\'').trim();
        let base = if plain.is_empty() { "表" } else { plain };
        for n in 1.. {
            let end = if n == 1 { String::new() } else { format!("（{n}）") };
            let mut left = LONGEST - end.encode_utf16().count();
            let start: String = base.chars().take_while(|c| left.checked_sub(c.len_utf16()).map(|less| left = less).is_some()).collect();
            let name = format!("{}{end}", start.trim_end().trim_end_matches('\''));
            if self.names.insert(name.to_lowercase()) {
                return name;
            }
        }
        unreachable!("one of the numbers is free")
    }

    fn on_cards(&self) -> bool {
        self.pages.last().is_some_and(|page| page.kind == PageKind::Cards)
    }

    fn grid(&mut self, grid: &'a Grid, number: Option<usize>, heading: Option<&'a Heading>, landscape: bool) {
        let is_card = grid.role == GridRole::Card;
        if !(is_card && self.on_cards()) {
            let name = if is_card { CARDS } else { heading.map_or(grid.title.as_str(), |heading| &heading.text) };
            self.open(name, if is_card { PageKind::Cards } else { PageKind::Blocks }, landscape, widths(grid, landscape));
        }
        let Some(page) = self.pages.last_mut() else { return };
        // What stands in the place of a classified card has opened it with the columns of no card.
        if page.widths.len() < grid.widths.len() {
            page.widths = widths(grid, landscape);
        }
        // A blank row between two cards.
        let row = page.end() + u32::from(!page.pieces.is_empty());
        page.pieces.push((row, Piece::Grid { grid, number, heading }));
    }

    fn text(&mut self, piece: Piece<'a>, of_card: bool, new: &mut bool) {
        let on_cards = self.on_cards();
        if of_card {
            if !on_cards {
                self.open(CARDS, PageKind::Cards, false, vec![UPRIGHT / 8.0; 8]);
            }
        } else if on_cards || *new || self.pages.is_empty() {
            let name = match &piece {
                Piece::Heading(heading) => heading.text.as_str(),
                _ => "说明",
            };
            self.open(name, PageKind::Blocks, false, vec![TEXT]);
        }
        *new = of_card;
        let Some(page) = self.pages.last_mut() else { return };
        let gap = of_card && matches!(piece, Piece::Heading(_)) && !page.pieces.is_empty();
        let row = page.end() + u32::from(gap);
        page.pieces.push((row, piece));
    }
}

/// The columns of a table across the paper; none is narrower than its longest figure.
fn widths(grid: &Grid, landscape: bool) -> Vec<f64> {
    let whole = if landscape { ACROSS } else { UPRIGHT };
    let sum: f64 = grid.widths.iter().copied().map(f64::from).sum();
    let mut out: Vec<f64> = grid.widths.iter().map(|width| (whole * f64::from(*width) / sum).max(4.0)).collect();
    for piece in grid.placed().iter().flatten().filter(|piece| piece.columns == 1) {
        if piece.cell.is_some_and(|cell| cell.value != CellValue::Text) {
            let wanted = u32::try_from(piece.text.width()).map_or(whole, f64::from) + 2.0;
            out[piece.column] = out[piece.column].max(wanted);
        }
    }
    out
}

/// Columns at the left that stay in sight: what names the rows of a table whose figures stand all at the right.
pub(super) fn stays(grid: &Grid) -> usize {
    let mut figures = vec![false; grid.widths.len()];
    for piece in grid.placed().iter().flatten() {
        figures[piece.column] |= piece.cell.is_some_and(|cell| cell.value != CellValue::Text);
    }
    let first = figures.iter().position(|is| *is).unwrap_or(0);
    if first <= 4 && figures[first..].iter().filter(|is| **is).count() > 2 && figures[first..].iter().all(|is| *is) { first } else { 0 }
}
