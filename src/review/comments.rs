//! Remarks as comments of a composed document: which block each belongs to, for formats that have comments of their own.

use super::remarks::{At, found};
use crate::compare::likeness;
use crate::document::{Block, Document};
use crate::model::{Draft, Place, Remark, Said};

/// A remark beside a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The block, counted over all sheets.
    pub block: usize,
    /// Who made it.
    pub author: String,
    /// The day and time, as kept.
    pub on: String,
    /// Its paragraphs: what it is about, what was said, what was answered.
    pub lines: Vec<String>,
}

/// Every remark of a draft beside the block that prints what it is about; what is printed nowhere stands beside the first block.
/// A remark quotes what it is about, so that there is none of a part that is not published.
#[must_use]
pub fn comments(draft: &Draft, document: &Document) -> Vec<Comment> {
    let blocks: Vec<&Block> = document.sheets.iter().flat_map(|sheet| &sheet.blocks).collect();
    let comment = |remark: &Remark| {
        let gone = if found(draft, remark) == At::Gone { "（这一处已经不在了）" } else { "" };
        let line = |word: &str, said: &Said| format!("{word}（{} {}）：{}", said.by, said.on, said.text);
        let answers = remark.answers.iter().map(|said| line("答复", said)).chain(remark.settled.iter().map(|said| line("办结", said)));
        Comment {
            block: block_of(&blocks, remark),
            author: if remark.said.by.is_empty() { remark.stage.label().to_owned() } else { remark.said.by.clone() },
            on: remark.said.on.clone(),
            lines: [format!("{}{gone}", remark.about), remark.said.text.clone()].into_iter().chain(answers).collect(),
        }
    };
    let mut out: Vec<Comment> = draft.remarks.iter().filter(|remark| !draft.withholds(&remark.place)).map(comment).collect();
    out.sort_by_key(|comment| comment.block);
    out
}

fn block_of(blocks: &[&Block], remark: &Remark) -> usize {
    let part = match &remark.place {
        Place::Cell { pane, .. } => Place::Form(pane.form_name()),
        Place::Table { id, .. } => Place::Table { id: id.clone(), row: String::new(), column: String::new() },
        place => place.owner().filter(|_| !matches!(place, Place::Item { .. })).map_or_else(|| place.clone(), |card| Place::Card(card.to_owned())),
    };
    let own: Vec<usize> = (0..blocks.len()).filter(|at| blocks[*at].place().is_some_and(|place| is_of(place, &part))).collect();
    if !remark.quote.is_empty() {
        let alike = |at: &usize| if let Block::Paragraph(text) = blocks[*at] { likeness(&remark.quote, &text.text()) } else { 0 };
        if let Some(at) = own.iter().copied().max_by_key(|at| (alike(at), std::cmp::Reverse(*at))) {
            return at;
        }
    }
    let grid = own.iter().copied().find(|at| matches!(blocks[*at], Block::Grid(_)));
    grid.or(own.first().copied()).unwrap_or(0)
}

/// Whether a block of that place is part of what is looked for.
fn is_of(place: &Place, part: &Place) -> bool {
    match (place, part) {
        (Place::Table { id, .. }, Place::Table { id: sought, .. }) => id == sought,
        (Place::Cell { pane, .. }, Place::Form(form)) => pane.form_name() == *form,
        (place, part) => place == part || matches!(part, Place::Card(card) if place.owner() == Some(card) && !matches!(place, Place::Item { .. })),
    }
}
