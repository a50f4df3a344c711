//! What has to stand in a file, in the order of the document.

use super::{Counts, squeezed};
use crate::document::{Block, CellValue, Document, Grid};

/// A text that has to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    /// Without blanks.
    pub text: String,
    /// Whether it is a figure.
    pub figure: bool,
    /// Whether it is a cell that reaches down over other rows: where it is drawn is the layout's business.
    pub reaches: bool,
    /// In which part of the document.
    pub place: String,
}

/// Pieces of the document; those of a group may stand in any order.
pub(super) type Groups = Vec<Vec<Expected>>;

/// Every text of the document: `cards` whether the goal cards are among it.
pub(super) fn groups(document: &Document, cards: bool) -> Groups {
    let mut out: Groups = Vec::new();
    // A writer may put the title before what stands above it.
    put(&mut out, "封面", document.cover.iter().map(|line| (line.text.as_str(), false, false)));
    for block in document.sheets.iter().flat_map(|sheet| &sheet.blocks) {
        match block {
            Block::Heading(heading) => put(&mut out, &heading.text, [(heading.text.as_str(), false, false)]),
            Block::Paragraph(paragraph) => put(&mut out, "正文", [(paragraph.text().as_str(), false, false)]),
            Block::Grid(grid) if cards || grid.role != crate::document::GridRole::Card => table(&mut out, grid),
            Block::Grid(_) => {}
        }
    }
    out
}

/// The texts of a table, its captions in any order.
pub(super) fn table(out: &mut Groups, grid: &Grid) {
    let place = if grid.title.is_empty() { "表" } else { grid.title.as_str() };
    put(out, place, grid.left.iter().chain([&grid.right]).map(|line| (line.as_str(), false, false)));
    for pieces in grid.placed() {
        for piece in pieces.iter().filter(|piece| piece.above == 0) {
            let figure = piece.cell.is_some_and(|cell| matches!(cell.value, CellValue::Money(Some(_)) | CellValue::Number(Some(_))));
            put(out, place, [(piece.text.as_ref(), figure, piece.rows > 1)]);
        }
    }
    for note in &grid.notes {
        put(out, place, [(note.as_str(), false, false)]);
    }
}

fn put<'a>(out: &mut Groups, place: &str, texts: impl IntoIterator<Item = (&'a str, bool, bool)>) {
    let group: Vec<Expected> = texts
        .into_iter()
        .map(|(text, figure, reaches)| Expected { text: squeezed(text), figure, reaches, place: format!("{place}：") })
        .filter(|expected| !expected.text.is_empty())
        .collect();
    if !group.is_empty() {
        out.push(group);
    }
}

pub(super) fn counts(groups: &Groups) -> Counts {
    let figures = groups.iter().flatten().filter(|expected| expected.figure).count();
    Counts { figures, texts: groups.iter().flatten().count() - figures }
}

/// Entries of the contents, and what else a file may say besides: title, author, the mark of a draft.
pub(super) fn besides(document: &Document) -> Vec<String> {
    let headings = document.sheets.iter().flat_map(|sheet| &sheet.blocks).filter_map(|block| match block {
        Block::Heading(heading) => heading.contents.as_deref(),
        _ => None,
    });
    let own = [document.title.as_str(), &document.author, &document.subject].into_iter();
    let marks = document.contents.as_deref().into_iter().chain(document.mark.as_deref());
    own.chain(marks).chain(headings).map(squeezed).filter(|text| !text.is_empty()).collect()
}
